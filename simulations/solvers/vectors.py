"""The closest subset sum of vectors, in the max norm."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array, Mask
from simulations.solvers.problem import LIMIT_BYTES, check_number, check_samples, check_size, check_targets, in_threads, plan_halves


def plan_vectors(n: int, d: int, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> int:
    """The number of samples in each half, for one problem of n samples of d coordinates in at most `limit_bytes` of lists.

    Half-lists take 24 d + 40 bytes a sum of one half, those of a fixed size hold no larger subsets. Steps are those to be expected of
    samples in general position. Raises ValueError, with the figures, where they are more than MAX_STEPS.

    >>> plan_vectors(40, 3), plan_vectors(60, 3, size=5)
    (20, 30)
    """

    def sums(h: int) -> int:
        return 2**h if size is None else sum(math.comb(h, c) for c in range(min(h, size) + 1))

    check_number(n, problem := f"n = {n} samples of {d} coordinates")
    # every sum of one half is matched with those in a window as wide as the distance to expect of so many subsets
    near = (2**n if size is None else math.comb(n, size)) ** (-1 / d)
    steps = lambda h: 2.0 ** (n - 2 * h) * sums(h) * (64 + sums(h) * near)  # noqa: E731
    return plan_halves(n, 24 * d + 40, limit_bytes, steps, 2.5e-9, problem, sums)


class VectorSolution(NamedTuple):
    """A subset of vectors: mask (n,), its sum `value` (d,), and `error`, the greatest |value - target| of a coordinate."""

    mask: Mask
    value: Array
    error: float


class VectorSolutions(NamedTuple):
    """A subset a problem: masks (N, n), values (N, d), errors (N,)."""

    masks: Mask
    values: Array
    errors: Array


def closest_vector(samples: ArrayLike, target: ArrayLike, *, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> VectorSolution:
    """The subset of samples (n, d) whose sum is nearest target (d,) in the max norm. Source: dacunha2023, section 4 (MRSS).

    Time is that of the half-lists where the nearest sum is so near that few pairs agree so well in one coordinate; it grows with d.
    Raises ValueError as `closest`, for d = 0, and where more than MAX_STEPS are to be expected of samples in general position.

    >>> closest_vector([[0.5, 0.0], [-0.25, 1.0], [1.0, 0.25]], [0.3, 0.9])
    VectorSolution(mask=array([ True,  True, False]), value=array([0.25, 1.  ]), error=0.09999999999999998)
    """
    problems, target = np.asarray(samples, dtype=float)[None], np.asarray(target, dtype=float)[None]
    found = closest_vector_many(problems, target, size=size, limit_bytes=limit_bytes)
    return VectorSolution(found.masks[0], found.values[0], float(found.errors[0]))


def closest_vector_many(
    samples: ArrayLike, targets: ArrayLike, *, size: int | None = None, jobs: int = 1, limit_bytes: int = LIMIT_BYTES
) -> VectorSolutions:
    """`closest_vector` for each of N problems: samples (N, n, d), targets (N, d) or (d,); in `jobs` threads, each within limit_bytes."""
    samples = check_samples(samples, 3)
    problems, n, d = samples.shape
    if d == 0:
        raise ValueError("samples must have at least one coordinate, got d = 0")
    chosen = check_size(size, n)
    wanted = check_targets(targets, (problems, d))
    h = plan_vectors(n, d, size, limit_bytes)
    found = VectorSolutions(np.empty((problems, n), np.bool_), np.empty((problems, d)), np.empty(problems))

    from simulations.solvers.kernels.vectors import solve_vectors

    def part(rows: slice) -> None:
        solve_vectors(samples[rows], wanted[rows], chosen, h, found.masks[rows], found.values[rows], found.errors[rows])

    in_threads(part, problems, jobs)
    return found
