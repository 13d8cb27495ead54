"""The closest subset sum, the smallest subset within eps, and the number of subsets within eps."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rss_theory.arrays import Array
from simulations.solvers.exact import count_exactly, smallest_exactly
from simulations.solvers.problem import (
    LIMIT_BYTES,
    Solution,
    Solutions,
    check_samples,
    check_size,
    check_targets,
    checked_eps,
    in_threads,
    plan_halves,
)


class Search(NamedTuple):
    """size: -1 any, else fixed, or -2 the smallest whose error is at most eps; counting: how many are strictly within eps instead."""

    size: int
    eps: float
    counting: bool


def plan(n: int, limit_bytes: int = LIMIT_BYTES) -> int:
    """The number of samples in each half, for one problem of n samples in at most `limit_bytes` of lists.

    Half-lists take 32 bytes a sum of one half; the samples beyond the halves are enumerated, so memory is bounded and time grows instead.
    Raises ValueError, with the figures, where that leaves more than MAX_STEPS.

    >>> plan(15), plan(58)
    (7, 24)
    """
    return plan_halves(n, 4 * 8, limit_bytes, lambda h: 2.0 ** (n - h + 1), 1e-9, f"n = {n} samples")


def closest(samples: ArrayLike, target: float, *, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> Solution:
    """The subset of samples (n,) whose sum is nearest target.

    Raises ValueError for an n that `plan` refuses, a size outside 0..n, nan, infinity, or samples whose sums overflow.

    >>> closest([0.5, -0.25, 1.0], 0.3)
    Solution(mask=array([ True,  True, False]), value=0.25, error=0.04999999999999999)
    """
    return _single(closest_many(np.asarray(samples, dtype=float)[None], [target], size=size, limit_bytes=limit_bytes))


def closest_many(
    samples: ArrayLike, targets: ArrayLike, *, size: int | None = None, jobs: int = 1, limit_bytes: int = LIMIT_BYTES
) -> Solutions:
    """`closest` for each of N problems: samples (N, n), targets (N,) or one for all; in `jobs` threads, each within `limit_bytes`."""
    samples = check_samples(samples, 2)
    return _solve(samples, targets, Search(check_size(size, samples.shape[1]), np.inf, False), jobs, limit_bytes)[0]


def smallest(samples: ArrayLike, target: float, eps: float, *, limit_bytes: int = LIMIT_BYTES) -> Solution:
    """The subset of fewest samples with error at most eps, of these the closest. Source: burkholz2022, section 4.

    Whether a sum of the doubles given is at most eps from target is decided exactly, as in `count`; the error returned is rounded. Error
    and value are nan and the mask all False where no subset is within eps. Raises ValueError as `closest`.

    >>> smallest([0.5, -0.25, 1.0], 0.3, 0.25)
    Solution(mask=array([ True, False, False]), value=0.5, error=0.2)
    """
    return _single(smallest_many(np.asarray(samples, dtype=float)[None], [target], eps, limit_bytes=limit_bytes))


def smallest_many(samples: ArrayLike, targets: ArrayLike, eps: float, *, jobs: int = 1, limit_bytes: int = LIMIT_BYTES) -> Solutions:
    """`smallest` for each of N problems; shapes and `jobs` as in `closest_many`."""
    return _solve(check_samples(samples, 2), targets, Search(-2, checked_eps(eps), False), jobs, limit_bytes)[0]


def count(samples: ArrayLike, target: float, eps: float, *, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> int:
    """How many subsets of samples (n,) have a sum strictly within eps of target, exactly: of the doubles given, as rational numbers.

    Where roundings of the fixed point leave a doubt, whole numbers of as many bits as it takes decide (`exact`). Raises ValueError as
    `closest`.

    >>> count([0.5, -0.25, 1.0], 0.3, 0.25)
    2
    >>> count([0.1, 0.2], 0.3, 0.0), 0.1 + 0.2 == 0.3  # the doubles 0.1 + 0.2 are more than the double 0.3, by 2.8e-17
    (0, False)
    """
    return int(count_many(np.asarray(samples, dtype=float)[None], [target], eps, size=size, limit_bytes=limit_bytes)[0])


def count_many(
    samples: ArrayLike, targets: ArrayLike, eps: float, *, size: int | None = None, jobs: int = 1, limit_bytes: int = LIMIT_BYTES
) -> NDArray[np.int64]:
    """`count` for each of N problems, int64 (N,); shapes and `jobs` as in `closest_many`."""
    samples = check_samples(samples, 2)
    return _solve(samples, targets, Search(check_size(size, samples.shape[1]), checked_eps(eps), True), jobs, limit_bytes)[1]


def _solve(samples: Array, targets: ArrayLike, search: Search, jobs: int, limit_bytes: int) -> tuple[Solutions, NDArray[np.int64]]:
    """Subsets and counts, of which the search fills one."""
    problems, n = samples.shape
    h = plan(n, limit_bytes)
    wanted = check_targets(targets, (problems,))
    found = Solutions(np.empty((problems, 0 if search.counting else n), np.bool_), np.empty(problems), np.empty(problems))
    counts = np.zeros(problems, np.int64)

    from simulations.solvers.kernels.search import solve

    def part(rows: slice) -> None:
        own = Solutions(found.masks[rows], found.values[rows], found.errors[rows])
        solve(samples[rows], wanted[rows], search, h, own, counts[rows])

    in_threads(part, problems, jobs)
    for row in np.flatnonzero(counts < 0):
        if search.counting:
            counts[row] = count_exactly(samples[row], wanted[row], search.eps, search.size, limit_bytes)
        else:
            found.masks[row], found.values[row], found.errors[row] = _smallest(samples[row], wanted[row], search.eps, limit_bytes)
    return found, counts


def _smallest(x: Array, z: float, eps: float, limit_bytes: int) -> Solution:
    """One in doubt."""
    mask = smallest_exactly(x, z, eps, lambda size: closest(x, z, size=size, limit_bytes=limit_bytes).mask, limit_bytes)
    if mask is None:
        return Solution(np.zeros(len(x), np.bool_), math.nan, math.nan)
    value = math.fsum(x[mask])
    return Solution(mask, value, abs(value - z))


def _single(found: Solutions) -> Solution:
    return Solution(found.masks[0], float(found.values[0]), float(found.errors[0]))
