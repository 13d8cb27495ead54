"""Whether subset sums come within eps of one target or of all of an interval, for any number of samples: by components, not by sums.

For one eps the points within eps of a subset sum are at most reach / (2 eps) + 1 intervals, reach the sum of |samples|, and each sample
merges two sorted lists of them: n reach / eps steps in place of 2^n. All is decided of the doubles given, as rational numbers: in fixed
point, and where its roundings leave a doubt in whole numbers of as many bits as it takes.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array, Mask
from simulations.solvers.exact import covered_exactly, within_exactly
from simulations.solvers.problem import LIMIT_BYTES, MAX_STEPS, Solution, check_samples, check_size, check_targets, checked_eps, in_threads


def covers(samples: ArrayLike, eps: float, low: float, high: float, *, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> bool:
    """Whether every point of [low, high] is strictly within eps of the sum of a subset of samples (n,): `coverage_gap` < eps.

    Raises ValueError for low above high, a negative eps, what takes more than limit_bytes or MAX_STEPS, and as `closest`.

    >>> covers([0.5, 0.25, 1.0], 0.13, 0.0, 1.75), covers([0.5, 0.25, 1.0], 0.125, 0.0, 1.75)  # sums 0, 0.25, ..., 1.75
    (True, False)
    """
    return bool(covers_many(np.asarray(samples, dtype=float)[None], eps, [low], [high], size=size, limit_bytes=limit_bytes)[0])


def covers_many(
    samples: ArrayLike,
    eps: float,
    low: ArrayLike,
    high: ArrayLike,
    *,
    size: int | None = None,
    jobs: int = 1,
    limit_bytes: int = LIMIT_BYTES,
) -> Mask:
    """`covers` for each of N problems: samples (N, n), low and high (N,) or one for all; in `jobs` threads, each in limit_bytes."""
    samples = check_samples(samples, 2)
    problems, n = samples.shape
    chosen, eps = check_size(size, n), checked_eps(eps)
    lows, highs = (check_targets(ends, (problems,), "low and high") for ends in (low, high))
    if np.any(lows > highs):
        raise ValueError("low must not exceed high")
    if eps == 0:
        return np.zeros(problems, np.bool_)
    lists = max(chosen, 0) + 2
    room = plan_components(n, float(np.abs(samples).sum(axis=1).max(initial=0.0)), eps, size, limit_bytes)
    cells = lists * max(1, min(room, limit_bytes // 16 // lists))  # what is not used costs nothing
    answers = np.empty(problems, np.int64)

    from simulations.solvers.kernels.components import FULL, UNSURE, solve_covered

    def part(rows: slice) -> None:
        solve_covered(samples[rows], lows[rows], highs[rows], eps, chosen, np.empty((2, cells), np.int64), answers[rows])

    in_threads(part, problems, jobs)
    if np.any(answers == FULL):
        raise _too_fine(eps, n, room * lists, limit_bytes)
    for row in np.flatnonzero(answers == UNSURE):
        answers[row] = covered_exactly(samples[row], (float(lows[row]), float(highs[row])), eps, chosen, limit_bytes)
    return answers == 1


def hits(samples: ArrayLike, target: float, eps: float, *, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> bool:
    """Whether the sum of some subset of samples (n,) is strictly within eps of target: `count` > 0. Raises ValueError as `covers`.

    >>> hits([0.5, -0.25, 1.0], 0.3, 0.1), hits([0.5, -0.25, 1.0], 0.3, 0.1, size=1)
    (True, False)
    """
    return covers(samples, eps, target, target, size=size, limit_bytes=limit_bytes)


def hits_many(
    samples: ArrayLike, targets: ArrayLike, eps: float, *, size: int | None = None, jobs: int = 1, limit_bytes: int = LIMIT_BYTES
) -> Mask:
    """`hits` for each of N problems: samples (N, n), targets (N,) or one for all; in `jobs` threads, each in limit_bytes."""
    return covers_many(samples, eps, targets, targets, size=size, jobs=jobs, limit_bytes=limit_bytes)


def within(
    samples: ArrayLike, target: float, eps: float, *, size: int | None = None, fewest: bool = False, limit_bytes: int = LIMIT_BYTES
) -> Solution:
    """A subset of samples (n,) with a sum strictly within eps of target, not the closest: of any size, of `size`, or of the fewest samples.

    Error and value are nan and the mask all False where there is none. The components after each sample are kept, and walked back. Raises
    ValueError for a size together with fewest, where they take more than limit_bytes, and as `covers`.

    >>> within([0.5, -0.25, 1.0], 0.3, 0.1)
    Solution(mask=array([ True,  True, False]), value=0.25, error=0.04999999999999999)
    """
    if size is not None and fewest:
        raise ValueError("a subset has either a given size or the fewest samples; give one of them")
    rows, eps = check_samples(np.asarray(samples, dtype=float)[None], 2), checked_eps(eps)
    x, [z] = rows[0], check_targets(target, (1,), "target")
    chosen = check_size(size, len(x))
    layers = (0, len(x)) if fewest else (chosen, chosen)
    mask = _within(x, float(z), eps, layers, limit_bytes) if eps > 0 else None
    if mask is None:
        return Solution(np.zeros(len(x), np.bool_), math.nan, math.nan)
    value = math.fsum(x[mask])
    return Solution(mask, value, abs(value - float(z)))


def plan_components(n: int, reach: float, eps: float, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> int:
    """At most so many components has a problem of n samples whose absolute values add up to `reach`, but where roundings count.

    Raises ValueError, with the figures, where merging them for each sample, and each size up to a fixed one, might take more than
    MAX_STEPS.

    >>> plan_components(200, 100.0, 0.01)
    5009
    """
    fine = 1.001 * reach / (2 * eps) + 4
    room = int(min(fine, 2.0**n if n < 1000 else math.inf, 2.0**62))
    if n * room * ((size or 0) + 2) > MAX_STEPS:
        raise _too_fine(eps, n, room * ((size or 0) + 2), limit_bytes)
    return room


def _within(x: Array, z: float, eps: float, layers: tuple[int, int], limit_bytes: int) -> Mask | None:
    """In fixed point with eps less by what roundings may do, and more: where these disagree, exactly."""
    from simulations.solvers.kernels.components import BLOCK, FULL, sort_block, trace, window
    from simulations.solvers.kernels.fixed_point import exponent, factors, fix_all

    n, lists = len(x), max(layers[1], 0) + 1
    integers, order, scale = np.empty(n, np.int64), np.arange(n), factors(exponent(x))
    slack = (fix_all(x, scale, integers) + 1) // 2
    for first in range(0, n, BLOCK):
        sort_block(integers, order, first)
    room, table = plan_components(n, float(np.abs(x).sum()), eps) * lists * (n + 1) + 2, 16 * lists * (n + 1)
    ends = np.empty((2, max(2, min(room, (limit_bytes - table) // 16))), np.int64)  # as much as may be; what is not used costs nothing
    places, found, masks = np.empty((lists, 2 * n + 2), np.int64), [], []
    for off in dict.fromkeys((slack, -slack)):
        inner, near = window(z, z, eps, scale, off)
        taken = np.zeros(n, np.bool_)
        found.append(trace(integers, layers, inner, near, ends, places, taken) if inner[2] >= 0 else None)
        masks.append(np.zeros(n, np.bool_))
        masks[-1][order] = taken
        if found[-1] == FULL:
            raise _too_fine(eps, n, ends.shape[1], limit_bytes)
    if found[0] is not None and found[0] == found[-1]:
        return masks[0] if found[0] >= 0 else None
    return within_exactly(x, z, eps, layers, limit_bytes)


def _too_fine(eps: float, n: int, components: int, limit_bytes: int) -> ValueError:
    return ValueError(
        f"eps = {eps:g} is too fine for n = {n} samples: up to {components:.2g} components, of 16 bytes each, do not fit into "
        f"{limit_bytes / 1e9:.3g} GB (limit_bytes) or take more than {MAX_STEPS:.2g} steps"
    )
