"""The widest gap between neighbouring subset sums, in one pass over the sums without sorting them.

If m sums lie in an interval of length L, some gap is at least L / (m + 1): in buckets no wider than that the widest gap never hides within
a bucket, so the least and the greatest sum of each bucket are enough. The interval is swept window by window. Every row (a sum of the
left half and of the samples beyond the halves) keeps its place in the sorted right half, so memory is that of the half-lists.
"""

import numpy as np

from simulations.solvers.kernels.compiled import kernel
from simulations.solvers.kernels.fixed_point import exponent, factors, fix_all, fixed
from simulations.solvers.kernels.halves import INFINITY, members, room, sorted_halves


@kernel
def _reach_of_point(before, after, low, high):  # type: ignore[no-untyped-def]
    """Twice the distance to the nearer of two neighbouring sums from the farthest point between them in [low, high]."""
    middle = min(max(before + after, 2 * low), 2 * high)
    return min(middle - 2 * before, 2 * after - middle)


@kernel
def solve_gaps(samples, lows, highs, size, h, buckets, gaps):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n): the greatest distance of a point of [low, high] to its nearest subset sum (size -1: any)."""
    problems, n = samples.shape
    rest = n - 2 * h
    by_size = size >= 0
    lists, start, length = room(h)
    x, spans = np.empty(n, np.int64), np.empty((buckets, 2), np.int64)
    values, places, ends = np.empty(1 << (n - h), np.int64), np.empty(1 << (n - h), np.int64), np.empty(1 << (n - h), np.int64)
    for problem in range(problems):
        power = exponent(samples[problem])
        scale = factors(power)
        fix_all(samples[problem], scale, x)
        left, right = sorted_halves(x[:h], x[h : 2 * h], by_size, lists, start, length)
        rows, lowest, highest = 0, INFINITY, -INFINITY
        for extra in range(1 << rest):
            shift = 0
            for t in range(rest):
                shift += x[2 * h + t] if (extra >> t) & 1 else 0
            for c in range(h + 1 if by_size else 1):
                d = size - members(extra) - c if by_size else 0
                if 0 <= d <= h:
                    for i in range(start[c], start[c] + length[c]):
                        values[rows], places[rows], ends[rows] = left[i] + shift, start[d], start[d] + length[d]
                        lowest = min(lowest, values[rows] + right[places[rows]])
                        highest = max(highest, values[rows] + right[ends[rows] - 1])
                        rows += 1
        low, high = max(fixed(lows[problem], scale), lowest), min(fixed(highs[problem], scale), highest)
        # beyond the reach the distance grows to the ends
        unit, more = factors(-power)
        outside = max(lowest * unit * more - lows[problem], highs[problem] - highest * unit * more, 0.0)
        doubled = 0
        if low <= high:
            doubled = _widest(values[:rows], places, ends, right, low, high, spans)
        gaps[problem] = max(outside, doubled * 0.5 * unit * more)


@kernel
def _widest(values, places, ends, right, low, high, spans):  # type: ignore[no-untyped-def]
    """Twice the gap in [low, high], within the reach; places and ends are moved."""
    inside, before, after = 0, -INFINITY // 2, INFINITY // 2
    for row in range(len(values)):
        first, stop = places[row], ends[row]
        place = first + np.searchsorted(right[first:stop], low - values[row])
        end = first + np.searchsorted(right[first:stop], high - values[row], side="right")
        if place > first:
            before = max(before, values[row] + right[place - 1])
        if end < stop:
            after = min(after, values[row] + right[end])
        places[row], ends[row] = place, end
        inside += end - place
    bits, worst, window, buckets = 0, 0, low, len(spans)
    while 2 << bits <= (high - low) // (inside + 1) and buckets << bits <= high - low:
        bits += 1
    while window <= high:
        spans[:, 0], spans[:, 1] = INFINITY, -INFINITY
        for row in range(len(values)):
            base, end, q = values[row] - window, np.uint64(ends[row]), np.uint64(places[row])
            while q < end:
                off = base + right[q]
                bucket = np.uint64(off >> bits)
                if bucket >= np.uint64(buckets):
                    break
                spans[bucket, 0] = min(spans[bucket, 0], off)
                spans[bucket, 1] = max(spans[bucket, 1], off)
                q += np.uint64(1)
            places[row] = np.int64(q)
        for lowest, highest in spans:
            if lowest <= highest:
                worst = max(worst, _reach_of_point(before, window + lowest, low, high))
                before = window + highest
        window += buckets << bits
    return max(worst, _reach_of_point(before, after, low, high))
