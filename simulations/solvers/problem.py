"""What the solvers share: solutions, checks of samples and targets, limits, threads."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array, Mask

LIMIT_BYTES = 10**9
MAX_N = 1000
MAX_STEPS = 2**40  # about 1 ns each: a quarter of an hour to an hour


class Solution(NamedTuple):
    """A subset: mask (n,), its sum `value`, and `error` = |value - target|; nan and an all-False mask where there is none."""

    mask: Mask
    value: float
    error: float


class Solutions(NamedTuple):
    """A subset a problem: masks (N, n), values (N,), errors (N,)."""

    masks: Mask
    values: Array
    errors: Array


def check_size(size: int | None, n: int) -> int:
    """The size as kernels take it, -1 for any; ValueError outside 0..n."""
    if size is None:
        return -1
    if size != int(size) or not 0 <= size <= n:
        raise ValueError(f"size must be a whole number in 0..{n}, got {size}")
    return int(size)


def check_samples(samples: ArrayLike, axes: int) -> Array:
    """Samples as a contiguous array of so many axes (problems, samples, coordinates), finite and of finite sums; else ValueError."""
    samples = np.require(samples, float, ["C", "W"])  # kernels are compiled once more for arrays of another kind
    if samples.ndim != axes:
        shape = ("(N, n)", "(N, n, d)")[axes - 2]
        raise ValueError(f"samples must be of shape {shape}, one axis for problems, one for each problem's samples; got {samples.shape}")
    with np.errstate(over="ignore", invalid="ignore"):
        reach = np.abs(samples).sum(axis=1)  # finite only if every sample is
    if not np.all(np.isfinite(reach)):
        if np.all(np.isfinite(samples)):
            raise ValueError("samples are so large that their sum overflows; scale samples and target")
        raise ValueError("samples must be finite")
    return samples


def check_targets(targets: ArrayLike, shape: tuple[int, ...], what: str = "targets") -> Array:
    """Targets broadcast to the shape, finite; else ValueError."""
    targets = np.require(np.broadcast_to(np.asarray(targets, dtype=float), shape), requirements=["C", "W"])
    if not np.all(np.isfinite(targets)):
        raise ValueError(f"{what} must be finite")
    return targets


def checked_eps(eps: float) -> float:
    """An error; ValueError for one below 0."""
    if not eps >= 0:
        raise ValueError(f"eps must not be negative, got {eps}")
    return float(eps)


def check_number(n: int, problem: str) -> None:
    """ValueError for so many samples that the number of subsets exceeds floating point."""
    if n > MAX_N:
        raise ValueError(f"{problem} are too many: it would take more than 2^{MAX_N // 2} steps; at most {MAX_STEPS:.2g} steps are done")


def plan_halves(
    n: int,
    per_sum: int,
    limit_bytes: int,
    steps_of: Callable[[int], float],
    step: float,
    problem: str,
    sums: Callable[[int], int] = lambda h: 2**h,
) -> int:
    """The greatest number of samples h <= n / 2 in each half whose `sums(h)`, of `per_sum` bytes, fit into limit_bytes.

    Raises ValueError, with the figures, where that leaves more than MAX_STEPS: steps_of(h), each of so many seconds.
    """
    check_number(n, problem)
    h = max((h for h in range(n // 2 + 1) if per_sum * sums(h) <= limit_bytes), default=0)
    if (steps := steps_of(h)) > MAX_STEPS:
        raise ValueError(
            f"{problem} are too many for lists of {limit_bytes / 1e9:.3g} GB: it would take {steps:.2g} steps, about "
            f"{steps * step / 3600:.2g} hours; at most {MAX_STEPS:.2g} steps are done; half-lists would need "
            f"{per_sum * sums(n // 2) / 1e9:.3g} GB (limit_bytes)"
        )
    return h


def in_threads(part: Callable[[slice], None], problems: int, jobs: int) -> None:
    """Call part(rows) on `jobs` even parts of the problems at once; kernels release the interpreter lock."""
    from concurrent.futures import ThreadPoolExecutor

    parts = [slice(a, b) for a, b in pairwise(np.linspace(0, problems, jobs + 1).astype(int))]
    if jobs == 1:
        part(parts[0])
    else:
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(part, parts))
