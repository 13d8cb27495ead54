"""Solvers on adversarial doubles against exact rationals: decimals, ties, numbers far apart, the greatest and the least.

`PYTHONPATH=.:tests python tests/simulations/solvers/test_exact.py 50000` counts wrong counts among that many problems.
"""

import itertools
import random
import sys
from collections import Counter
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from adversarial import errors, off, problem

from simulations import solvers
from simulations.solvers import exact, subsets
from simulations.solvers.problem import LIMIT_BYTES


def counted_wrongly(problems, seed):
    """How many counts are wrong, and in how many sums in fixed point left a doubt."""
    r, wrong = random.Random(seed), 0
    with patch.object(subsets, "count_exactly", side_effect=exact.count_exactly) as decides:
        for _ in range(problems):
            x, z, eps, size = problem(r)
            expected = sum(error < Fraction(eps) for k, error in errors(x, z) if size in (None, k))
            wrong += solvers.count(x, z, eps, size=size) != expected
    return wrong, decides.call_count


def test_count():
    wrong, doubtful = counted_wrongly(4000, 0)
    assert wrong == 0
    assert doubtful > 200


@pytest.mark.parametrize(
    ("x", "z", "eps", "expected"),
    [
        ([0.1, 0.6], 0.3, 0.4, 4),
        ([1e16, 3.3], 1.0000000000000004e16, 1.0, 1),
        ([1e306, 1e306, 5e306, -3e306], 6e306, 9.999999999999995e305, 2),
        ([0.1, 0.2], 0.3, 2.0**-55, 0),  # their sum is off by 2^-55
        ([0.1, 0.2], 0.3, 2.1 * 2.0**-56, 1),
        ([1.7e308], 1.7e308, 1e308, 1),  # target + eps overflows
        ([1e308, 5e-324], 1e308, 5e-324, 1),
        ([1.0, 2.0], 1.5, np.inf, 4),
    ],
)
def test_count_at_the_edge(x, z, eps, expected):
    assert sum(error < (Fraction(eps) if np.isfinite(eps) else 10**400) for _, error in errors(x, z)) == expected
    assert solvers.count(x, z, eps) == expected


@pytest.mark.parametrize(("n", "limit_bytes"), [(16, LIMIT_BYTES), (17, LIMIT_BYTES), (16, 20_000)])
def test_whole_numbers_in_halves(n, limit_bytes):
    """Against all sums as integers; the last with more than one sample beyond the halves. 1.1 is 1 + 2.5e-17 2^52 odd bits below 1e16."""
    rng = np.random.default_rng(n)
    x = rng.integers(-99, 99, n) * rng.choice([1.1, 1e16, 1e-16], n)
    z, eps = float(x[::3].sum()), 1e16
    sums = Counter(errors(x, z))
    sizes = [-1, n // 2, n // 3]
    expected = [sum(m for (k, error), m in sums.items() if error < Fraction(eps) and size in (-1, k)) for size in sizes]
    assert [exact.count_exactly(x, z, eps, size, limit_bytes) for size in sizes] == expected
    assert min(expected) > 0


def test_smallest():
    r, doubtful = random.Random(1), 0
    for _ in range(2500):
        x, z, eps, _ = problem(r)
        allowed = [k for k, error in errors(x, z) if error <= Fraction(eps)]
        found = solvers.smallest(x, z, eps)
        if not allowed:
            assert np.isnan(found.error)
            assert np.isnan(found.value)
            assert not found.mask.any()
            continue
        assert found.mask.sum() == min(allowed)
        own = abs(sum(map(Fraction, np.array(x)[found.mask])) - Fraction(z))
        assert own <= Fraction(eps)
        least = min(error for k, error in errors(x, z) if k == min(allowed))
        assert own - least <= promised(x)
        doubtful += own == Fraction(eps)
    assert doubtful > 200


def promised(x, bits=57):
    """(n + 1) 2^-bits of the sum of |samples|."""
    return (len(x) + 1) * sum(map(abs, map(Fraction, x))) / 2**bits


def test_closest():
    r = random.Random(2)
    for _ in range(1500):
        x, z, _, size = problem(r)
        mask = solvers.closest(x, z, size=size).mask
        assert size is None or mask.sum() == size
        everything = errors(x, z)
        own = everything[int(np.sum(mask << np.arange(len(x))))][1]
        assert own - min(error for k, error in everything if size in (None, k)) <= promised(x, 59)


def test_closest_vector():
    r = random.Random(3)
    for _ in range(1000):
        d = r.randint(1, 3)
        columns, targets = zip(*[problem(r, 5)[:2] for _ in range(d)], strict=True)
        n = min(map(len, columns))
        x, z = np.array([column[:n] for column in columns]).T.reshape(n, d), np.array(targets)
        mask = solvers.closest_vector(x, z).mask
        everything = [
            max(error for _, error in coordinates) for coordinates in zip(*(errors(x[:, c], z[c]) for c in range(d)), strict=True)
        ]
        own = everything[int(np.sum(mask << np.arange(n)))]
        assert own - min(everything) <= max(promised(x[:, c]) for c in range(d))


def test_coverage_gap():
    """The farthest points are ends and midpoints between neighbouring sums."""
    r = random.Random(4)
    for _ in range(2000):
        x, low, high, size = problem(r)
        low, high = sorted((low, high))
        sums = sorted({s for k, s in off(x, 0.0) if size in (None, k)})
        between = [(a + b) / 2 for a, b in itertools.pairwise(sums) if Fraction(low) < (a + b) / 2 < Fraction(high)]
        expected = max(min(abs(z - s) for s in sums) for z in (Fraction(low), *between, Fraction(high)))
        found = Fraction(solvers.coverage_gap(x, low, high, size=size))
        largest = max(abs(Fraction(low)), abs(Fraction(high)), sum(map(abs, map(Fraction, x))))
        assert abs(found - expected) <= promised(x, 59) + largest / 2**52 + Fraction(5e-324)


if __name__ == "__main__":
    print("wrong, and left in doubt by fixed point:", *counted_wrongly(int(sys.argv[1]), 5))
