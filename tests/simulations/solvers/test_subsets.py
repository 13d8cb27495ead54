"""The solvers of one dimension against all subset sums, exact integers, and constraint programming."""

import math
from bisect import bisect_left
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from brute_force import EXAMPLES, PROMISE, all_subsets, all_sums, batches, coarse
from hypothesis import given, settings
from hypothesis import strategies as st

from rss_theory.laws import LAWS
from simulations import solvers


def check(found, x, z, sums):
    """A subset whose value is correctly rounded and whose error is the least among sums but for the promised excess."""
    chosen = x[found.mask]
    assert found.value == math.fsum(chosen)
    assert found.error == abs(found.value - z)
    own = abs(chosen.astype(np.longdouble).sum() - z)
    assert own <= np.abs(sums - z).min() + PROMISE * np.abs(x).sum()


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
@given(batches())
def test_closest(batch):
    samples, targets, size = batch
    for x, z, mask, value, error in zip(samples, targets, *solvers.closest_many(samples, targets, size=size), strict=True):
        assert size is None or mask.sum() == size
        check(solvers.Solution(mask, value, error), x, z, all_sums(x, size))


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
@given(batches(), st.floats(0, 1))
def test_smallest(batch, share):
    """eps is between two of the attained errors, where rounding does not decide."""
    samples, targets, _ = batch
    for x, z in zip(samples, targets, strict=True):
        sums, sizes = all_sums(x), all_subsets(len(x)).sum(axis=1)
        least = [np.abs(sums[sizes == k] - z).min() for k in range(len(x) + 1)]
        steps = sorted({0.0, *map(float, least), float(2 * max(least))})
        place = int(share * (len(steps) - 1))
        eps = (steps[place] + steps[min(place + 1, len(steps) - 1)]) / 2
        slack = PROMISE * (np.abs(x).sum() + abs(z))
        if any(abs(error - eps) <= slack for error in least):
            continue
        found = solvers.smallest(x, z, eps)
        k = next((k for k in range(len(x) + 1) if least[k] <= eps), None)
        if k is None:
            assert math.isnan(found.error)
            assert math.isnan(found.value)
            assert not found.mask.any()
        else:
            assert found.mask.sum() == k
            check(found, x, z, sums[sizes == k])


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
@given(batches(), st.floats(0, 2))
def test_count(batch, eps):
    samples, targets, size = batch
    for x, z, found in zip(samples, targets, solvers.count_many(samples, targets, eps, size=size), strict=True):
        distances = np.abs(all_sums(x, size) - z)
        slack = PROMISE * np.abs(x).sum() + 1e-18 * (abs(z) + eps)  # the second: of the long doubles
        assert np.sum(distances < eps - slack) <= found <= np.sum(distances < eps + slack)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(coarse, max_size=9), coarse, st.integers(0, 8).map(lambda j: j / 4))
def test_count_and_smallest_with_ties(x, z, eps):
    """Multiples of 1/4: nothing is rounded, so strictness at eps is tested exactly."""
    everything = [(size, sum(chosen, Fraction(0))) for size in range(len(x) + 1) for chosen in combinations(map(Fraction, x), size)]
    assert solvers.count(x, z, eps) == sum(abs(s - Fraction(z)) < eps for _, s in everything)
    for size in range(len(x) + 1):
        assert solvers.count(x, z, eps, size=size) == sum(abs(s - Fraction(z)) < eps for k, s in everything if k == size)
    solved = [(k, abs(s - Fraction(z))) for k, s in everything if abs(s - Fraction(z)) <= eps]
    found = solvers.smallest(x, z, eps)
    if solved:
        assert (found.mask.sum(), found.error) == min(solved)
    else:
        assert math.isnan(found.error)


@pytest.mark.parametrize("law", list(LAWS))
def test_twenty_samples_in_exact_integers(law):
    """100 problems a law. Doubles are integers over a common power of two; Python's have any length.

    The sums of two halves sorted, and for each of the first the neighbours of what it lacks, by bisection.
    """
    rng = np.random.default_rng(20)
    for _ in range(100):
        x, z = LAWS[law].sample(rng, 20), float(rng.uniform(-2, 2))
        unit = Fraction(1, max(Fraction(v).denominator for v in (*x, z, 0.001)))
        numbers, goal, eps = [int(Fraction(v) / unit) for v in x], int(Fraction(z) / unit), int(Fraction(0.001) / unit)
        first, second = [0], [0]
        for a, b in zip(numbers[:10], numbers[10:], strict=True):
            first, second = first + [s + a for s in first], second + [s + b for s in second]
        second.sort()
        places = [bisect_left(second, goal - s) for s in first]
        least = min(
            abs(s + second[p + side] - goal) for s, p in zip(first, places, strict=True) for side in (-1, 0) if 0 <= p + side < 1024
        )
        within = sum(bisect_left(second, goal - s + eps) - bisect_left(second, goal - s - eps + 1) for s in first)
        found = solvers.closest(x, z)
        assert (
            abs(sum(n for n, kept in zip(numbers, found.mask, strict=True) if kept) - goal) * unit
            <= least * unit + PROMISE * np.abs(x).sum()
        )
        if law == "uniform":  # no sample is rounded
            assert abs(sum(n for n, kept in zip(numbers, found.mask, strict=True) if kept) - goal) == least
        assert solvers.count(x, z, 0.001) == within


@pytest.mark.parametrize(("size", "bits"), [(None, 20), (12, 16)])
def test_twenty_five_integers_against_constraint_programming(size, bits):
    cp_model = pytest.importorskip("ortools.sat.python.cp_model", reason="the extra `peers` is not installed")
    rng = np.random.default_rng(25)
    for _ in range(5):
        x, z = rng.integers(-(2**bits), 2**bits, 25), int(rng.integers(-(2**bits), 2**bits))
        model = cp_model.CpModel()
        chosen = [model.new_bool_var(f"b{i}") for i in range(25)]
        error = model.new_int_var(0, 2**30, "error")
        off = sum(int(a) * b for a, b in zip(x, chosen, strict=True)) - z
        model.add(off <= error)
        model.add(-off <= error)
        if size is not None:
            model.add(sum(chosen) == size)
        model.minimize(error)
        solver = cp_model.CpSolver()
        assert solver.solve(model) == cp_model.OPTIMAL
        assert solvers.closest(x * 2.0**-bits, z * 2.0**-bits, size=size).error == solver.objective_value * 2.0**-bits


@pytest.mark.parametrize("law", list(LAWS))
def test_many_problems_against_enumeration(law):
    """Distances and counts of all 6435 7-subsets of 15."""
    samples = LAWS[law].sample(np.random.default_rng(3), (300, 15))
    choices = np.array([np.isin(np.arange(15), s) for s in combinations(range(15), 7)], dtype=float)
    distances = np.abs(samples @ choices.T - 0.25)
    assert solvers.closest_many(samples, 0.25, size=7).errors == pytest.approx(distances.min(axis=1), abs=1e-14)
    assert np.array_equal(solvers.count_many(samples, 0.25, 0.01, size=7), (distances < 0.01).sum(axis=1))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(batches(largest=9), st.integers(32, 200))
def test_short_memory_changes_nothing(batch, limit_bytes):
    """With room for halves of no or one sample almost everything is enumerated."""
    samples, targets, size = batch
    for x, z in zip(samples[:3], targets[:3], strict=True):
        found = solvers.closest(x, z, size=size, limit_bytes=limit_bytes)
        assert size is None or found.mask.sum() == size
        check(found, x, z, all_sums(x, size))
        for eps in (e for e in (1e-3, 1.0) if e > PROMISE * np.abs(x).sum()):
            assert solvers.count(x, z, eps, size=size, limit_bytes=limit_bytes) == solvers.count(x, z, eps, size=size)
            assert solvers.smallest(x, z, eps, limit_bytes=limit_bytes).mask.sum() == solvers.smallest(x, z, eps).mask.sum()


@pytest.mark.parametrize("z", [1e30, -1e30, 1e300])
def test_targets_out_of_reach(z):
    """Far away all errors round to the same double; the closest subset is still the one of all positive, or all negative, samples."""
    x = np.random.default_rng(2).uniform(-1, 1, 13)
    assert np.array_equal(solvers.closest(x, z).mask, x > 0 if z > 0 else x < 0)
    assert solvers.count(x, z, 1.0) == 0
    assert solvers.count(x, z, 2 * abs(z)) == 2**13
    assert solvers.count(x, z, np.inf, size=2) == 78


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
    shared = np.broadcast_to(samples[0], samples.shape)  # one set of samples, sorted once
    assert [solvers.closest(samples[0], z).error for z in targets] == list(solvers.closest_many(shared, targets).errors)
    assert solvers.closest([], 0.5).error == 0.5
    assert solvers.closest([0.3], 5.0).value == 0.3
    assert solvers.count([], 0.0, 0.1) == 1
    assert solvers.count([0.0, 0.0, 0.0], 0.0, 5e-324) == 8
    assert [solvers.count([1e300], z, 5e-324) for z in (0.0, 1e300, 1e-300)] == [1, 1, 0]
    assert solvers.closest_many(np.empty((0, 4)), []).errors.shape == (0,)
    assert solvers.closest([5e-324, 1e-320], 5e-324).error == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solvers.closest(np.zeros(70), 0.0), "too many for lists of 1 GB.*hours.*GB"),
        (lambda: solvers.closest([1e308, 1e308], 0.0), "overflows"),
        (lambda: solvers.closest([1.0, 2.0], 0.0, size=3), "size must be a whole number in 0..2"),
        (lambda: solvers.closest([1.0, np.nan], 0.0), "samples must be finite"),
        (lambda: solvers.closest([1.0, -np.inf], 0.0), "samples must be finite"),
        (lambda: solvers.count([1.0], np.inf, 0.1), "targets must be finite"),
        (lambda: solvers.smallest([1.0], 0.0, np.nan), "eps must not be negative"),
        (lambda: solvers.closest_many([1.0, 2.0], 0.0), "shape .N, n."),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_targets_are_rounded_to_the_nearest_unit():
    """Of units 2^-59, which are exact samples here; a target rounded down would be as near 4 as 6."""
    for small in ([4, 6], [6, 4]):
        found = solvers.closest([1.0, *(2.0**-59 * m for m in small)], 5.9 * 2.0**-59)
        assert found.value == 6 * 2.0**-59
