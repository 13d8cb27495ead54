"""`covers`, `hits` and `within` against all sums as exact rationals, and for many samples against all sums of whole numbers.

`PYTHONPATH=.:tests python tests/simulations/solvers/test_components.py 100000` counts wrong answers of each among that many problems, and
compares as many uniform ones with the gap.
"""

import functools
import itertools
import operator
import random
import sys
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest
from adversarial import off, problem

from simulations import solvers
from simulations.solvers import components, exact


def covered(sums, eps, low, high):
    """Whether each point of [low, high] is less than eps from one of these sums: its ends, and what lies midway between neighbours."""
    if not any(abs(s - low) < eps for s in sums) or not any(abs(s - high) < eps for s in sums):
        return False
    return not any(b - a >= 2 * eps and a + eps <= high and b - eps >= low for a, b in itertools.pairwise(sums))


def is_within(x, z, eps, size, sums, fewest):
    """Whether `within` gives a subset with the properties that it promises, or none where there is none."""
    found = solvers.within(x, z, eps, size=None if fewest else size, fewest=fewest)
    allowed = [k for k, s in sums if abs(s) < eps and (fewest or size in (None, k))]
    if not allowed:
        return np.isnan(found.error) and np.isnan(found.value) and not found.mask.any()
    own, taken = sum(map(Fraction, np.array(x)[found.mask])) - Fraction(z), int(found.mask.sum())
    rounded = found.value == float(own + Fraction(z)) and found.error == abs(found.value - z)
    return abs(own) < eps and taken in ({min(allowed)} if fewest else allowed) and rounded


def answered_wrongly(problems, seed):
    """How many answers of `covers`, of `hits` and of `within` are wrong, and in how many sums in fixed point left a doubt."""
    r, wrong = random.Random(seed), np.zeros(3, int)
    with (
        patch.object(components, "covered_exactly", side_effect=exact.covered_exactly) as decides,
        patch.object(components, "within_exactly", side_effect=exact.within_exactly) as finds,
    ):
        for _ in range(problems):
            x, z, eps, size = problem(r)
            sums = off(x, z)
            own = sorted({s for k, s in sums if size in (None, k)})
            far = r.choice([Fraction(0), r.choice(own), r.choice(own) + Fraction(eps) * r.choice([1, -1])])
            other = float(far + Fraction(z)) if abs(far + Fraction(z)) < 1e308 else z
            low, high = sorted((z, other))
            ends = (Fraction(low) - Fraction(z), Fraction(high) - Fraction(z))
            wrong[0] += solvers.covers(x, eps, low, high, size=size) != covered(own, Fraction(eps), *ends)
            wrong[1] += solvers.hits(x, z, eps, size=size) != any(abs(s) < Fraction(eps) for s in own)
            wrong[2] += not is_within(x, z, Fraction(eps), size, sums, r.random() < 0.5)
    return wrong.tolist(), decides.call_count, finds.call_count


def test_adversarial_problems():
    wrong, doubtful, searched = answered_wrongly(700, 0)
    assert wrong == [0, 0, 0]
    assert min(doubtful, searched) > 20


@pytest.mark.parametrize("size", [None, 6])
def test_the_same_as_the_gap(size):
    """Of uniform samples nothing is rounded: a gap is decided as it is."""
    samples = np.random.default_rng(5).uniform(-1, 1, (300, 12))
    gaps = solvers.coverage_gap_many(samples, -1, 1, size=size)
    for eps in (0.3, 0.03, float(np.median(gaps)), np.nextafter(np.median(gaps), 1)):
        assert np.array_equal(solvers.covers_many(samples, eps, -1, 1, size=size), gaps < eps)
        assert np.array_equal(solvers.covers_many(samples, eps, -1, 1, size=size, jobs=3), gaps < eps)


def reachable(x, size):
    """All sums of subsets of whole numbers, of a size or any, as a set: bit s + offset of one number each size."""
    offset = sum(-v for v in x if v < 0)
    by_size = [1 << offset] + [0] * len(x)
    for v in x:
        for k in range(len(x) - 1, -1, -1):
            by_size[k + 1] |= by_size[k] << v if v >= 0 else by_size[k] >> -v
    bits = by_size[size] if size is not None else functools.reduce(operator.or_, by_size)
    return {place - offset for place, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"}


@pytest.mark.parametrize("n", [20, 70, 110])
def test_many_samples(n):
    """Several blocks, more sizes than are tried first; so sparse that a part of the answers is no. Eighths are exact in fixed point."""
    r, seen = random.Random(n), []
    for trial in range(20):
        scale = r.choice([3, 20, 60])
        x = [scale * r.randint(-9, 9) + (r.random() < 0.1) for _ in range(n)]
        size = r.choice([None, None, n // 2, n // 3, 1, n - 1, n])
        sums = reachable(x, size)
        z, eps = r.choice([*sums, 0, 7 * scale, r.randint(min(sums), max(sums))]), r.choice([1, 1.5, scale / 2, 2 * scale])
        low, high = sorted((z, z + r.choice([0, 1, scale, -9 * scale])))
        samples = np.array(x) / 8
        expected = [any(abs(s - z) < eps for s in sums), covered(sorted(sums), eps, low, high)]
        assert [
            solvers.hits(samples, z / 8, eps / 8, size=size),
            solvers.covers(samples, eps / 8, low / 8, high / 8, size=size),
        ] == expected
        found = solvers.within(samples, z / 8, eps / 8, size=size)
        assert bool(found.error < eps / 8) == expected[0]
        assert not expected[0] or size in (None, found.mask.sum())
        fewest = solvers.within(samples, z / 8, eps / 8, fewest=True).mask.sum() if trial < 5 and size is None and expected[0] else None
        if fewest:
            sizes = (k for k in range(n + 1) if any(abs(s - z) < eps for s in reachable(x, k)))
            assert fewest == next(sizes)
        seen += expected
    assert min(sum(seen), len(seen) - sum(seen)) > 2


def test_rounded_samples():
    """Of normal samples fixed point rounds all; their answers are those of the rationals at half a unit from the edge."""
    x = np.random.default_rng(3).standard_normal(11)
    sums = sorted(s for _, s in off(x, 0.0))
    for a, b in itertools.pairwise(sums[500:506]):
        middle, half = float((a + b) / 2), (b - a) / 2
        for eps in (float(half), np.nextafter(float(half), 0), np.nextafter(float(half), 1)):
            assert solvers.hits(x, middle, eps) == any(abs(s - Fraction(middle)) < Fraction(eps) for s in sums)
            assert solvers.covers(x, eps, float(a), float(b)) == covered(sums, Fraction(eps), Fraction(float(a)), Fraction(float(b)))


def test_what_is_too_fine_is_refused():
    samples = np.random.default_rng(0).uniform(-1, 1, 60)
    with pytest.raises(ValueError, match=r"eps = 1e-12 is too fine for n = 60 samples: up to .* components"):
        solvers.covers(samples, 1e-12, -1, 1)
    with pytest.raises(ValueError, match="is too fine"):
        solvers.covers(samples, 1e-5, -1, 1, limit_bytes=10_000)
    with pytest.raises(ValueError, match="is too fine"):
        solvers.within(samples, 0.3, 1e-7, limit_bytes=100_000)
    with pytest.raises(ValueError, match="too many for"):
        exact.covered_exactly(samples, (-1.0, 1.0), 1e-9, -1, 100_000)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda: solvers.covers([1.0], 0.1, 1.0, 0.0), "low must not exceed high"),
        (lambda: solvers.hits([1.0], 0.0, -0.1), "eps must not be negative"),
        (lambda: solvers.hits([1.0], np.nan, 0.1), "must be finite"),
        (lambda: solvers.covers([np.inf], 0.1, 0.0, 1.0), "samples must be finite"),
        (lambda: solvers.within([1.0], 0.0, 0.1, size=2), "size must be a whole number in 0..1"),
        (lambda: solvers.within([1.0], 0.0, 0.1, size=1, fewest=True), "either a given size or the fewest"),
    ],
)
def test_what_is_no_problem_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        asked()


def test_whole_numbers_at_the_edge():
    """What lies midway between sums 2 eps apart is eps from both, not strictly within."""
    for eps, covered_then in ((0.5, False), (np.nextafter(0.5, 1), True)):
        assert exact.covered_exactly(np.array([1.0, 1.0]), (0.0, 1.0), eps, -1, 10**6) == covered_then
        assert exact.covered_exactly(np.array([1.0, 2.0]), (1.0, 2.0), eps, 1, 10**6) == covered_then
        assert (exact.within_exactly(np.array([1.0]), 0.5, eps, (-1, -1), 10**6) is not None) == covered_then


def test_infinite_and_no_errors():
    assert solvers.covers([1.0, 2.0], np.inf, -1e300, 1e300)
    assert not solvers.hits([1.0, 2.0], 3.0, 0.0)
    assert solvers.hits([], 0.5, 0.6)
    assert not solvers.hits([], 0.5, 0.5)


if __name__ == "__main__":
    many = int(sys.argv[1])
    print("wrong of covers, hits, within, and left in doubt by fixed point:", *answered_wrongly(many, 7))
    drawn = np.random.default_rng(8).uniform(-1, 1, (many, 14))
    disagree = sum(
        int(np.sum(solvers.covers_many(drawn, eps, -1, 1, jobs=2) != (solvers.coverage_gap_many(drawn, -1, 1, jobs=2) < eps)))
        for eps in (0.1, 0.01, 0.003)
    )
    print("answers that disagree with the gap, of", 3 * many, ":", disagree)
