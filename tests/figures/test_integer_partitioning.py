"""Partitions of random integers: means against all tuples, measured shares against the statements of the figure.

Statistical comparisons are at fixed seeds, each with a false-alarm probability below 1e-7.
"""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from figures.integer_partitioning import (
    BORDER,
    Partitions,
    SortedBest,
    border,
    largest_of,
    limit,
    mean_perfect,
    sorted_is_negative,
    tuples,
)
from simulations.montecarlo.engine import collect
from simulations.montecarlo.intervals import clopper_pearson
from simulations.montecarlo.store import Store

ALARM = 1e-7


def observe(observable, trials, seed=5):
    with Store(None) as store:
        [observed] = collect([observable], trials, seed, store, jobs=2)
    return observed


def partitions(integers, size):
    """Perfect partitions by all signs."""
    found = 0
    for signs in itertools.product((1, -1), repeat=len(integers)):
        if abs(sum(s * x for s, x in zip(signs, integers, strict=True))) <= 1:
            found += signs[0] == 1 if size is None else signs.count(1) == size
    return found


@pytest.mark.parametrize(("n", "largest", "size"), [(1, 3, None), (3, 5, None), (4, 4, None), (4, 4, 1), (5, 3, 2)])
def test_means_are_those_of_all_tuples(n, largest, size):
    found = {0: 0, 1: 0}
    for integers in itertools.product(range(1, largest + 1), repeat=n):
        found[sum(integers) % 2] += partitions(integers, size)
    assert mean_perfect(n, largest, size) == tuple(Fraction(found[parity], largest**n) for parity in (0, 1))
    sums = [sum(integers) for integers in itertools.product(range(1, largest + 1), repeat=n)]
    assert [tuples(n, largest, total) for total in range(n * largest + 2)] == [sums.count(total) for total in range(n * largest + 2)]


@pytest.mark.parametrize("size", [None, 3])
def test_observed_are_those_of_all_signs(size):
    observable = Partitions(8, 40, size)
    observed = observe(observable, 60)
    integers = np.random.default_rng(np.random.SeedSequence(5, spawn_key=(0,))).integers(1, 40, (200, 8), endpoint=True)[:60]
    assert observed[:, 0].tolist() == [partitions(row.tolist(), size) for row in integers]
    assert observed[:, 1].tolist() == (integers.sum(axis=1) % 2).tolist()


@pytest.mark.parametrize(("n", "size"), [(12, None), (18, None), (18, 8)])
def test_measured_means(n, size):
    """Counts are over-dispersed, at most some hundred a trial: 5.5 standard errors of 4000."""
    observed = observe(Partitions(n, largest_of(n, 0.0 if size is None else 2.0), size), 4000)
    exact = mean_perfect(n, largest_of(n, 0.0 if size is None else 2.0), size)
    for parity in (0, 1):
        found = np.where(observed[:, 1] == parity, observed[:, 0], 0)
        assert abs(found.mean() - float(exact[parity])) < 5.5 * found.std() / math.sqrt(len(found))


@pytest.mark.parametrize("lam", [-2.0, 0.0, 2.0])
def test_means_tend_to_those_of_the_window(lam):
    """sqrt(3 / (2 pi)) 2^-lambda if the total is even, twice that if it is odd, each parity of probability 1/2; within 1 / n."""
    rate = math.sqrt(3 / (2 * math.pi)) * 2**-lam
    for n in (25, 50):
        even, odd = mean_perfect(n, largest_of(n, lam))
        assert (2 * float(even), 2 * float(odd)) == pytest.approx((rate, 2 * rate), rel=1 / n)


@pytest.mark.parametrize("lam", [-1.0, 0.0, 1.5])
def test_window(lam):
    """P(a perfect partition) at n = 20 is that of the limit but for 0.02: no more is claimed of the rate."""
    found = observe(Partitions(20, largest_of(20, lam)), 4000)[:, 0] > 0
    low, high = clopper_pearson(found.sum(), len(found), 1 - ALARM)
    assert low - 0.02 <= limit(lam) <= high + 0.02
    assert not low - 0.02 <= limit(lam + 1) <= high + 0.02  # the test can fail


def test_border_is_where_few_partitions_are_left():
    """Of i - 1/2, i = 1 ... n, whose partitions a table counts: the prefactor of exp(n entropy) is of order 1 / n^2."""

    def logarithm(n, size):
        table = np.zeros((size + 1, n * (n + 1) // 2 + 1))
        table[0, 0] = 1
        for i in range(1, n + 1):
            table[1:, i:] += table[:-1, :-i].copy()
        total = n * n // 2  # of i - 1/2: half is n^2 / 4, a sum of the subset of `size` has n^2/4 + size/2 in whole numbers
        return math.log(table[size, (total + size) // 2])

    for bias in (0.0, 0.2, 0.3):
        small, large = (logarithm(n, round(n * (1 - bias) / 2)) for n in (40, 80))
        assert (large - small + 2 * math.log(2)) / 40 / math.log(2) == pytest.approx(border(bias), abs=0.01)
    assert border(0.0) == pytest.approx(1, abs=1e-9)
    assert border(BORDER - 1e-4) < 0.03


@pytest.mark.parametrize(("n", "size"), [(12, 4), (20, 6), (24, 5)])
def test_sorted(n, size):
    """Best by all subsets of its size. It is at most 0 as often as the normal law has it, but for 0.03, and best at least so often."""
    few = observe(SortedBest(n, size), 400)[:, 0]
    samples = np.sort(np.abs(np.random.default_rng(np.random.SeedSequence(5, spawn_key=(0,))).uniform(-1, 1, (200, n))))[:20]
    if n == 12:
        for row, best in zip(samples, few, strict=False):
            sums = [abs(2 * sum(part) - row.sum()) for part in itertools.combinations(row, size)]
            assert best == (np.argmin(sums) == len(sums) - 1)  # the greatest come last
    many = np.sort(np.random.default_rng(1).random((20_000, n)))
    negative = (many[:, n - size :].sum(axis=1) <= many[:, : n - size].sum(axis=1)).sum()
    low, high = clopper_pearson(negative, len(many), 1 - ALARM)
    assert low - 0.03 <= sorted_is_negative(n, size) <= high + 0.03
    low, high = clopper_pearson(few.sum(), len(few), 1 - ALARM)
    assert high >= negative / len(many) - 0.02
