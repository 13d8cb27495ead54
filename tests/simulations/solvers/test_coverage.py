"""The coverage gap against all sorted sums."""

import math

import numpy as np
import pytest
from brute_force import EXAMPLES, PROMISE, all_sums, batches
from hypothesis import given, settings

from simulations import solvers


def farthest(sums, low, high):
    """The greatest distance to the nearest sum: at an end, or halfway between two sums."""
    sums = np.sort(sums)
    points = [np.longdouble(low), np.longdouble(high), *(sums[1:] / 2 + sums[:-1] / 2)]
    points = np.clip(np.array(points), low, high)
    right = np.clip(np.searchsorted(sums, points), 1, max(1, len(sums) - 1))
    near = np.abs(points - sums[right - 1])
    return max(np.minimum(near, np.abs(points - sums[right])) if len(sums) > 1 else near)


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
@given(batches(), batches())
def test_against_all_sums(batch, other):
    samples, ends, size = batch
    others = other[1]
    low, high = np.minimum(ends, others), np.maximum(ends, others)
    gaps = solvers.coverage_gap_many(samples, low, high, size=size)
    for x, a, b, gap in zip(samples, low, high, gaps, strict=True):
        expected = farthest(all_sums(x, size), a, b)
        assert abs(gap - expected) <= PROMISE * (np.abs(x).sum() + max(abs(a), abs(b))) + 5e-324  # a half of the least subnormal rounds


@pytest.mark.parametrize(("n", "size"), [(20, None), (21, None), (20, 10), (20, 4)])
def test_larger_problems_against_a_sort(n, size):
    x = np.random.default_rng(n).uniform(-1, 1, n)
    low, high = (-3.0, 3.0) if size is None else (-0.5, 1.0)
    assert solvers.coverage_gap(x, low, high, size=size) == pytest.approx(farthest(all_sums(x, size), low, high), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("n", [11, 12])
def test_gaps_that_hardly_differ(n):
    """The widest is then hardly wider than the mean: buckets a little wider than that would hide it, at every twentieth problem."""
    rng = np.random.default_rng(0)
    samples = 2.0 ** np.arange(n) * (1 + 1e-4 * rng.uniform(-1, 1, (200, n)))
    sums = np.sort([all_sums(x, None) for x in samples], axis=1).astype(float)
    low, high = sums[:, 2**n // 5], sums[:, -(2**n) // 5]
    expected = [farthest(s, a, b) for s, a, b in zip(sums, low, high, strict=True)]
    assert solvers.coverage_gap_many(samples, low, high) == pytest.approx(np.array(expected, float), rel=1e-9)


def test_jobs_and_edges():
    samples = np.random.default_rng(1).uniform(-1, 1, (9, 10))
    one = solvers.coverage_gap_many(samples, -1, 1)
    assert np.array_equal(one, solvers.coverage_gap_many(samples, -1, 1, jobs=4))
    assert [solvers.coverage_gap(x, -1, 1) for x in samples] == list(one)
    assert solvers.coverage_gap([], -1, 3) == 3
    assert solvers.coverage_gap([1.0], 0.25, 0.25) == 0.25
    assert solvers.coverage_gap([1.0], -1e300, 5e-324) == 1e300
    assert solvers.coverage_gap([2.0**-20, 1.0], 0.0, 1.0, size=1) == pytest.approx((1 - 2.0**-20) / 2, rel=1e-15)
    assert math.isclose(solvers.coverage_gap(2.0 ** -np.arange(1, 19), 0.0, 1.0), 2.0**-18)  # all multiples of 2^-18 below 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solvers.coverage_gap(np.zeros(45), 0, 1), "3.5e[+]13 subsets.*hours"),
        (lambda: solvers.coverage_gap(np.zeros(64), 0, 1, size=3), "lists of 241 GB of at most 1 "),
        (lambda: solvers.coverage_gap([1.0], 1, 0), "low must not exceed high"),
        (lambda: solvers.coverage_gap([1.0], 0, np.inf), "low and high must be finite"),
        (lambda: solvers.coverage_gap([1.0], 0, 1, size=2), "size must be a whole number in 0..1"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
