"""Solvers against enumeration of all subsets in exact rationals."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations import solvers

UNIT = 2.0**-53

smooth = st.floats(-2, 2).map(lambda x: x if abs(x) > 1e-300 else 0.0)
coarse = st.integers(-8, 8).map(lambda j: j / 4)  # ties, zeros, duplicates; all sums exact
wide = st.builds(lambda m, e: m * 2.0**e, st.floats(-1, 1), st.integers(-60, 60))
problems = st.tuples(st.one_of(*(st.lists(values, max_size=8) for values in (smooth, coarse, wide))), st.one_of(smooth, coarse))


def subsets(x):
    """Every subset as (size, exact sum)."""
    exact = [Fraction(v) for v in x]
    return [(size, sum(chosen, Fraction(0))) for size in range(len(x) + 1) for chosen in combinations(exact, size)]


def check(found, x, z, eligible):
    """The solution is a true subset among the eligible sums, its value correctly rounded, its error minimal but for rounding."""
    chosen = [v for v, kept in zip(x, found.mask, strict=True) if kept]
    assert found.value == math.fsum(chosen)
    assert found.error == abs(found.value - z)
    least = min(abs(s - Fraction(z)) for s in eligible)
    slack = Fraction(UNIT) * (2 * len(x) + 2) * (sum(map(abs, map(Fraction, x))) + abs(Fraction(z)))
    assert abs(sum(map(Fraction, chosen), Fraction(0)) - Fraction(z)) <= least + slack


@settings(max_examples=400, derandomize=True, deadline=None)
@given(problems)
def test_closest(problem):
    x, z = problem
    everything = subsets(x)
    check(solvers.closest(x, z), x, z, [s for _, s in everything])
    for size in range(len(x) + 1):
        found = solvers.closest(x, z, size=size)
        assert found.mask.sum() == size
        check(found, x, z, [s for k, s in everything if k == size])


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(coarse, max_size=9), coarse, st.integers(0, 8).map(lambda j: j / 4))
def test_count_and_smallest_with_ties(x, z, eps):
    """Multiples of 1/4: every sum is exact, so strictness at eps is tested without rounding."""
    everything = subsets(x)
    assert solvers.count(x, z, eps) == sum(abs(s - Fraction(z)) < eps for _, s in everything)
    for size in range(len(x) + 1):
        assert solvers.count(x, z, eps, size=size) == sum(abs(s - Fraction(z)) < eps for k, s in everything if k == size)
    solved = [(k, abs(s - Fraction(z))) for k, s in everything if abs(s - Fraction(z)) <= eps]
    found = solvers.smallest(x, z, eps)
    if solved:
        assert (found.mask.sum(), found.error) == min(solved)
    else:
        assert math.isnan(found.error)
        assert math.isnan(found.value)
        assert not found.mask.any()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(smooth, max_size=9), smooth, st.floats(1e-3, 1))
def test_count_of_smooth_samples(x, z, eps):
    distances = sorted(abs(s - Fraction(z)) for _, s in subsets(x))
    slack = Fraction(40 * UNIT)
    low, high = (sum(d < Fraction(eps) + sign * slack for d in distances) for sign in (-1, 1))
    assert low <= solvers.count(x, z, eps) <= high


@pytest.mark.parametrize("law", ["uniform", "product", "normal"])
def test_many_problems_against_enumeration(law):
    """Distances and counts of all 6435 7-subsets of 15."""
    from rss_theory.laws import LAWS

    samples = LAWS[law].sample(np.random.default_rng(3), (300, 15))
    choices = np.array([np.isin(np.arange(15), s) for s in combinations(range(15), 7)], dtype=float)
    distances = np.abs(samples @ choices.T - 0.25)
    assert solvers.closest_many(samples, 0.25, size=7).errors == pytest.approx(distances.min(axis=1), abs=1e-14)
    assert np.array_equal(solvers.count_many(samples, 0.25, 0.01, size=7), (distances < 0.01).sum(axis=1))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(problems, st.integers(32, 200))
def test_short_memory_changes_nothing(problem, limit_bytes):
    """With room for halves of no or one sample almost everything is enumerated."""
    x, z = problem
    everything = subsets(x)
    check(solvers.closest(x, z, limit_bytes=limit_bytes), x, z, [s for _, s in everything])
    for size in range(len(x) + 1):
        found = solvers.closest(x, z, size=size, limit_bytes=limit_bytes)
        assert found.mask.sum() == size
        check(found, x, z, [s for k, s in everything if k == size])
    x = [round(4 * v) / 4 for v in x if abs(v) < 100]
    z = round(4 * z) / 4
    assert solvers.count(x, z, 0.5, limit_bytes=limit_bytes) == solvers.count(x, z, 0.5)
    assert np.array_equal(solvers.smallest(x, z, 0.25, limit_bytes=limit_bytes).mask.sum(), solvers.smallest(x, z, 0.25).mask.sum())


@pytest.mark.parametrize("z", [1e30, -1e30, 1e300])
def test_targets_out_of_reach(z):
    """Far away all errors round to the same double; the closest subset is still the one of all positive, or all negative, samples."""
    x = np.random.default_rng(2).uniform(-1, 1, 13)
    assert np.array_equal(solvers.closest(x, z).mask, x > 0 if z > 0 else x < 0)
    assert solvers.count(x, z, 1.0) == 0


@pytest.mark.parametrize("n", [20, 25, 30])
def test_larger_problems_find_a_planted_subset(n):
    rng = np.random.default_rng(n)
    samples = np.round(rng.uniform(-1, 1, n) * 2**40) / 2**40  # sums are exact
    planted = rng.permutation(np.arange(n) < n // 3)
    target = math.fsum(samples[planted])
    assert solvers.closest(samples, target).error == 0
    assert solvers.closest(samples, target, size=n // 3).error == 0
    assert solvers.smallest(samples, target, 0.0).mask.sum() <= n // 3
    assert solvers.count(samples, target, 2.0**-41, size=n // 3) >= 1


def test_forty_samples_are_solved():
    samples = np.random.default_rng(0).uniform(-1, 1, 40)
    found = solvers.closest(samples, 0.3, size=20)
    assert found.mask.sum() == 20
    assert found.error < 1e-8  # C(40, 20) sums spread over a few units lie about 1e-11 apart


def test_all_batches_agree_and_edges_work():
    samples = np.random.default_rng(5).uniform(-1, 1, (7, 11))
    targets = np.linspace(-1, 1, 7)
    many = solvers.closest_many(samples, targets)
    for i in range(7):
        one = solvers.closest(samples[i], targets[i])
        assert np.array_equal(one.mask, many.masks[i])
        assert (one.value, one.error) == (many.values[i], many.errors[i])
    for jobs in (2, 9):
        assert all(np.array_equal(a, b) for a, b in zip(solvers.closest_many(samples, targets, jobs=jobs), many, strict=True))
        assert np.array_equal(solvers.count_many(samples, targets, 0.1, jobs=jobs), solvers.count_many(samples, targets, 0.1))
    assert solvers.closest([], 0.5).error == 0.5
    assert solvers.closest([0.3], 5.0).value == 0.3
    assert solvers.count([], 0.0, 0.1) == 1
    assert solvers.closest_many(np.empty((0, 4)), []).errors.shape == (0,)
    assert solvers.closest([5e-324, 1e-320], 5e-324).error == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solvers.closest(np.zeros(70), 0.0), "too many for lists of 1 GB.*hours.*GB"),
        (lambda: solvers.closest([1e308, 1e308], 0.0), "overflows"),
        (lambda: solvers.closest([1.0, 2.0], 0.0, size=3), "size must lie in 0..2"),
        (lambda: solvers.closest([1.0, np.nan], 0.0), "finite"),
        (lambda: solvers.count([1.0], np.inf, 0.1), "finite"),
        (lambda: solvers.smallest([1.0], 0.0, np.nan), "eps must not be negative"),
        (lambda: solvers.closest_many([1.0, 2.0], 0.0), "one axis"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
