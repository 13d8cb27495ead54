"""How far the points of an interval can lie from the subset sums."""

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array
from simulations.solvers.problem import LIMIT_BYTES, MAX_STEPS, check_number, check_samples, check_size, check_targets, in_threads


def coverage_gap(samples: ArrayLike, low: float, high: float, *, size: int | None = None, limit_bytes: int = LIMIT_BYTES) -> float:
    """The greatest distance of a point of [low, high] to the nearest sum of a subset of samples (n,).

    So every z in [low, high] has a subset (of the given size) with error at most the gap, and some z none with less. It is 2 eta for
    Lueker's [low, high]-subset-sum gap eta (dacunha2022, Definition 3), which asks for errors of at most 2 eta. Every sum in the interval
    is visited, in the memory of the half-lists. Off by at most (n + 1) 2^-59 of the sum of |samples|, and
    2^-52 of it or of the greater end.

    Raises ValueError for low above high, more than MAX_STEPS subsets, more memory than limit_bytes, and as `closest`.

    >>> coverage_gap([0.5, 0.25, 1.0], 0.0, 1.0)  # sums 0, 0.25, ..., 1.75
    0.125
    >>> coverage_gap([0.5, 0.25, 1.0], 0.0, 1.0, size=1)
    0.25
    """
    return float(coverage_gap_many(np.asarray(samples, dtype=float)[None], [low], [high], size=size, limit_bytes=limit_bytes)[0])


def coverage_gap_many(
    samples: ArrayLike, low: ArrayLike, high: ArrayLike, *, size: int | None = None, jobs: int = 1, limit_bytes: int = LIMIT_BYTES
) -> Array:
    """`coverage_gap` for each of N problems: samples (N, n), low and high (N,) or one for all; in `jobs` threads, each in limit_bytes."""
    samples = check_samples(samples, 2)
    problems, n = samples.shape
    check_number(n, f"n = {n} samples")
    chosen = check_size(size, n)
    lows, highs = (check_targets(ends, (problems,), "low and high") for ends in (low, high))
    if np.any(lows > highs):
        raise ValueError("low must not exceed high")
    subsets = 2**n if size is None else comb(n, size)
    h = n // 2
    buckets = min(max(16 << (n - h), 2**10), 2**18)  # twice as many or half take 1 to 6 % longer at n = 20, 24, 28
    needed = 32 * 2**h + 24 * 2 ** (n - h) + 16 * buckets
    if subsets > MAX_STEPS or needed > limit_bytes:
        raise ValueError(
            f"n = {n} samples are too many: {subsets:.2g} subsets, about {subsets * 2e-9 / 3600:.2g} hours, of at most {MAX_STEPS:.2g}, "
            f"with lists of {needed / 1e9:.3g} GB of at most {limit_bytes / 1e9:.3g} (limit_bytes)"
        )
    gaps = np.empty(problems)

    from simulations.solvers.kernels.coverage import solve_gaps

    in_threads(lambda rows: solve_gaps(samples[rows], lows[rows], highs[rows], chosen, h, buckets, gaps[rows]), problems, jobs)
    return gaps
