"""The closest vector against all sums, and against k-d trees of scipy for larger problems."""

import math
from itertools import combinations

import numpy as np
import pytest
from brute_force import EXAMPLES, PROMISE, all_sums, batches
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import KDTree

from simulations import solvers


def distances(sums, target):
    return np.max(np.abs(sums - target.astype(np.longdouble)), axis=-1)


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None)
@given(batches(d=st.integers(1, 4)))
def test_against_all_sums(batch):
    samples, targets, size = batch
    found = solvers.closest_vector_many(samples, targets, size=size)
    for x, z, mask, value, error in zip(samples, targets, *found, strict=True):
        assert size is None or mask.sum() == size
        assert list(value) == [math.fsum(column) for column in x[mask].T]
        assert error == max(np.abs(value - z))
        own = distances(x[mask].astype(np.longdouble).sum(axis=0), z)
        assert own <= distances(all_sums(x, size), z).min() + PROMISE * np.abs(x).sum(axis=0).max()


@pytest.mark.parametrize("d", [2, 4, 6])
@pytest.mark.parametrize("size", [None, 7])
def test_fourteen_samples(d, size):
    rng = np.random.default_rng(d)
    for x, z in zip(rng.normal(size=(40, 14, d)), rng.normal(size=(40, d)), strict=True):
        assert solvers.closest_vector(x, z, size=size).error == pytest.approx(float(distances(all_sums(x, size), z).min()), abs=1e-14)


@pytest.mark.parametrize(("n", "d"), [(32, 2), (26, 4), (25, 6)])
def test_larger_problems_against_k_d_trees(n, d):
    """Every sum of one half asks a tree of the other half's sums for its nearest in the max norm."""
    rng = np.random.default_rng(n)
    x, z = rng.uniform(-1, 1, (n, d)), rng.uniform(-1, 1, d)
    left, right = (all_sums(half).astype(float) for half in (x[: n // 2], x[n // 2 :]))
    nearest, _ = KDTree(right).query(z - left, p=np.inf)
    assert solvers.closest_vector(x, z).error == pytest.approx(nearest.min(), abs=1e-14)


def test_fixed_size_against_k_d_trees():
    rng = np.random.default_rng(0)
    x, z = rng.uniform(-1, 1, (24, 3)), rng.uniform(-1, 1, 3)
    trees = [(all_sums(x[:12], c).astype(float), KDTree(all_sums(x[12:], 10 - c).astype(float))) for c in range(11)]
    expected = min(tree.query(z - left, p=np.inf)[0].min() for left, tree in trees)
    found = solvers.closest_vector(x, z, size=10)
    assert found.mask.sum() == 10
    assert found.error == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize(("n", "size"), [(30, 3), (41, 2), (19, 17), (9, 9), (25, 0)])
def test_small_and_great_sizes_against_combinations(n, size):
    rng = np.random.default_rng(n)
    x, z = rng.normal(size=(n, 3)), rng.normal(size=3)
    expected = min(distances(x[list(chosen)].sum(axis=0), z) for chosen in combinations(range(n), size))
    for limit_bytes in (10**9, 200_000):  # with samples beyond the halves, too
        found = solvers.closest_vector(x, z, size=size, limit_bytes=limit_bytes)
        assert found.mask.sum() == size
        assert found.error == pytest.approx(float(expected), abs=1e-13)


def test_lists_of_a_size_hold_no_larger_subsets():
    """1 + 30 + 435 + 4060 + 27405 + 142506 sums of 30 samples, of 112 bytes each, fit where 2^30 do not."""
    assert solvers.plan_vectors(60, 3, size=5) == 30
    assert solvers.plan_vectors(60, 3, size=5, limit_bytes=174_437 * 112) == 30
    assert solvers.plan_vectors(60, 3, size=5, limit_bytes=174_437 * 112 - 1) == 29
    with pytest.raises(ValueError, match=r"60 samples of 3 coordinates.*hours.*GB"):
        solvers.plan_vectors(60, 3)


def test_one_coordinate_short_memory_and_jobs():
    rng = np.random.default_rng(3)
    samples, targets = rng.uniform(-1, 1, (20, 13)), rng.uniform(-1, 1, 20)
    line = solvers.closest_vector_many(samples[..., None], targets[:, None])
    assert np.array_equal(line.masks, solvers.closest_many(samples, targets).masks)
    samples, target = rng.uniform(-1, 1, (5, 13, 2)), np.array([0.1, 0.2])
    many = solvers.closest_vector_many(samples, target)
    assert all(np.array_equal(a, b) for a, b in zip(many, solvers.closest_vector_many(samples, target, jobs=3), strict=True))
    for size in (None, 6):
        plenty, short = (solvers.closest_vector_many(samples, target, size=size, limit_bytes=limit) for limit in (10**9, 1000))
        assert np.array_equal(plenty.errors, short.errors)


def test_targets_out_of_reach():
    """Only the farthest coordinates count, however far they are."""
    x = np.random.default_rng(2).uniform(-1, 1, (11, 3))
    assert np.array_equal(solvers.closest_vector(x, [1e30, 5.0, 0.0]).mask, x[:, 0] > 0)
    assert np.array_equal(solvers.closest_vector(x, [0.0, 1e3, -1e300]).mask, x[:, 2] < 0)
    sums = all_sums(x)
    for z in ([100.0, -100.5, 99.0], [40.0, 44.0, -44.0], [60.0, 0.0, 0.5]):
        assert solvers.closest_vector(x, z).error == pytest.approx(float(distances(sums, np.array(z)).min()), abs=1e-13)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solvers.closest_vector(np.zeros((60, 2)), [0.0, 0.0]), "60 samples of 2 coordinates.*hours.*GB"),
        (lambda: solvers.closest_vector(np.zeros((3, 0)), []), "at least one coordinate"),
        (lambda: solvers.closest_vector(np.zeros((3, 2)), [0.0, np.nan]), "targets must be finite"),
        (lambda: solvers.closest_vector(np.zeros(3), 0.0), "shape .N, n, d."),
        (lambda: solvers.closest_vector(np.zeros((3, 1)), [0.0], size=4), "size must be a whole number in 0..3"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
