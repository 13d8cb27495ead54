"""Exact subset-sum search: which subset of n samples has the sum nearest a target, the fewest samples, or how many are near.

Samples are float64, subsets boolean masks. `size=None` means any size, the empty subset included. Sums of halves are rounded once a
sample, so the chosen subset's error exceeds the true minimum by at most about n units in the last place of the sum of |samples|. The
value returned is the correctly rounded sum of the chosen samples, and the error is computed from it. Of equally close subsets
always the same one is chosen.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

MAX_N = 40  # two half-lists of 2^20 sums and their masks: 24 MB, and about as much to merge them in

Array = NDArray[np.float64]


class Solution(NamedTuple):
    """A subset: mask (n,), its sum `value`, and `error` = |value - target|; nan and an all-False mask where there is none."""

    mask: NDArray[np.bool_]
    value: float
    error: float


class Solutions(NamedTuple):
    """A subset a problem: masks (N, n), values (N,), errors (N,)."""

    masks: NDArray[np.bool_]
    values: Array
    errors: Array


def closest(samples: ArrayLike, target: float, *, size: int | None = None) -> Solution:
    """The subset of samples (n,) whose sum is nearest target.

    Raises ValueError for n above MAX_N, a size outside 0..n, nan or infinity.

    >>> closest([0.5, -0.25, 1.0], 0.3)
    Solution(mask=array([ True,  True, False]), value=0.25, error=0.04999999999999999)
    """
    return _single(closest_many(np.asarray(samples, dtype=float)[None], [target], size=size))


def closest_many(samples: ArrayLike, targets: ArrayLike, *, size: int | None = None) -> Solutions:
    """`closest` for each of N problems: samples (N, n), targets (N,) or one for all."""
    samples, targets = _problems(samples, targets, size)
    return _solve(samples, targets, -1 if size is None else size, np.inf)


def smallest(samples: ArrayLike, target: float, eps: float) -> Solution:
    """The subset of fewest samples with error at most eps, of these the closest. Source: burkholz2022, section 4.

    Error and value are nan and the mask all False where no subset is within eps. Raises ValueError as `closest`.

    >>> smallest([0.5, -0.25, 1.0], 0.3, 0.25)
    Solution(mask=array([ True, False, False]), value=0.5, error=0.2)
    """
    return _single(smallest_many(np.asarray(samples, dtype=float)[None], [target], eps))


def smallest_many(samples: ArrayLike, targets: ArrayLike, eps: float) -> Solutions:
    """`smallest` for each of N problems: samples (N, n), targets (N,) or one for all."""
    samples, targets = _problems(samples, targets, None)
    return _solve(samples, targets, -2, _checked_eps(eps))


def count(samples: ArrayLike, target: float, eps: float, *, size: int | None = None) -> int:
    """How many subsets of samples (n,) have a sum strictly within eps of target. Raises ValueError as `closest`.

    >>> count([0.5, -0.25, 1.0], 0.3, 0.25)
    2
    """
    return int(count_many(np.asarray(samples, dtype=float)[None], [target], eps, size=size)[0])


def count_many(samples: ArrayLike, targets: ArrayLike, eps: float, *, size: int | None = None) -> NDArray[np.int64]:
    """`count` for each of N problems: samples (N, n), targets (N,) or one for all; int64 (N,)."""
    from simulations.solvers.kernels import solve

    samples, targets = _problems(samples, targets, size)
    counts = np.empty(len(samples), np.int64)
    nothing = np.empty((0, 0), np.bool_), np.empty(0), np.empty(0)
    solve(samples, targets, -1 if size is None else size, _checked_eps(eps), True, *nothing, counts)
    return counts


def _solve(samples: Array, targets: Array, size: int, eps: float) -> Solutions:
    from simulations.solvers.kernels import solve

    found = Solutions(np.empty(samples.shape, np.bool_), np.empty(len(samples)), np.empty(len(samples)))
    solve(samples, targets, size, eps, False, *found, np.empty(0, np.int64))
    return found


def _single(found: Solutions) -> Solution:
    return Solution(found.masks[0], float(found.values[0]), float(found.errors[0]))


def _problems(samples: ArrayLike, targets: ArrayLike, size: int | None) -> tuple[Array, Array]:
    samples = np.ascontiguousarray(samples, dtype=float)
    if samples.ndim != 2:
        raise ValueError(f"samples must have one axis for each problem's n samples, got shape {samples.shape}")
    n = samples.shape[1]
    targets = np.ascontiguousarray(np.broadcast_to(np.asarray(targets, dtype=float), len(samples)))
    if n > MAX_N:
        raise ValueError(f"n = {n} samples are too many: at most {MAX_N} are solved exactly")
    if size is not None and not 0 <= size <= n:
        raise ValueError(f"size must lie in 0..{n}, got {size}")
    if not (np.all(np.isfinite(samples)) and np.all(np.isfinite(targets))):
        raise ValueError("samples and targets must be finite")
    return samples, targets


def _checked_eps(eps: float) -> float:
    if not eps >= 0:
        raise ValueError(f"eps must not be negative, got {eps}")
    return float(eps)
