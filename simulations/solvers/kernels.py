"""Compiled meet-in-the-middle search: sorted subset sums of two halves, then one walk along both.

Everything here works on one problem, releases the interpreter lock and compiles once a machine. Half-lists hold the sums of the
subsets of one half and their bit masks, sorted by sum: all together for subsets of any size, or by size, size j at
[offset[j], offset[j+1]).
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def _merge(sums, masks, a, b, c, d, shift, bit, out_sums, out_masks, start):  # type: ignore[no-untyped-def]
    """Merge sums[a:b] with sums[c:d] + shift into out[start:]."""
    i, j, o = a, c, start
    while i < b and j < d:
        if sums[i] <= sums[j] + shift:
            out_sums[o] = sums[i]
            out_masks[o] = masks[i]
            i += 1
        else:
            out_sums[o] = sums[j] + shift
            out_masks[o] = masks[j] | bit
            j += 1
        o += 1
    while i < b:
        out_sums[o] = sums[i]
        out_masks[o] = masks[i]
        i += 1
        o += 1
    while j < d:
        out_sums[o] = sums[j] + shift
        out_masks[o] = masks[j] | bit
        j += 1
        o += 1


@njit(cache=True, nogil=True)
def half(samples, by_size, sums, masks, spare_sums, spare_masks, offset, spare_offset):  # type: ignore[no-untyped-def]
    """Fill `sums`, `masks` (length 2^h) with the sorted subset sums of h samples, and `offset` where they are kept by size."""
    sums[0] = 0.0
    masks[0] = 0
    offset[0] = 0
    offset[1] = 1
    for t in range(len(samples)):
        x = samples[t]
        bit = np.uint32(1) << np.uint32(t)
        if by_size:
            spare_offset[0] = 0
            for j in range(t + 2):  # size j: the old subsets of size j, and those of size j-1 with the new sample
                a, b = (offset[j], offset[j + 1]) if j <= t else (0, 0)
                c, d = (offset[j - 1], offset[j]) if j > 0 else (0, 0)
                _merge(sums, masks, a, b, c, d, x, bit, spare_sums, spare_masks, spare_offset[j])
                spare_offset[j + 1] = spare_offset[j] + b - a + d - c
            for j in range(t + 3):
                offset[j] = spare_offset[j]
        else:
            _merge(sums, masks, 0, 1 << t, 0, 1 << t, x, bit, spare_sums, spare_masks, 0)
            offset[1] = 2 << t
        for j in range(2 << t):
            sums[j] = spare_sums[j]
            masks[j] = spare_masks[j]


@njit(cache=True, nogil=True)
def nearest(left, a, b, right, c, d, target, best):  # type: ignore[no-untyped-def]
    """The pair of left[a:b], right[c:d] whose sum is nearest target: its distance and places, if nearer than `best`."""
    at_i, at_j = -1, -1
    i, j = a, d - 1
    while i < b and j >= c:
        gap = (left[i] + right[j]) - target
        if abs(gap) < best:
            best = abs(gap)
            at_i, at_j = i, j
        if gap > 0:
            j -= 1
        else:
            i += 1
    return best, at_i, at_j


@njit(cache=True, nogil=True)
def pairs_within(left, a, b, right, c, d, target, eps):  # type: ignore[no-untyped-def]
    """How many pairs of left[a:b], right[c:d] have |(l + r) - target| < eps. Rounded sums are monotone in r, so two walks suffice."""
    total = 0
    low, high = d, d  # right[low:high] are the partners of left[i]
    for i in range(a, b):
        while high > c and (left[i] + right[high - 1]) - target >= eps:
            high -= 1
        while low > c and (left[i] + right[low - 1]) - target > -eps:
            low -= 1
        if high > low:
            total += high - low
    return total


@njit(cache=True, nogil=True)
def exact_sum(samples, chosen, partials):  # type: ignore[no-untyped-def]
    """The sum of the chosen samples, correctly rounded: Shewchuk's growing expansion, rounded as in math.fsum."""
    count = 0
    for t in range(len(samples)):
        if not chosen[t]:
            continue
        x = samples[t]
        kept = 0
        for p in range(count):
            y = partials[p]
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low != 0.0:
                partials[kept] = low
                kept += 1
            x = high
        partials[kept] = x
        count = kept + 1
    if count == 0:
        return 0.0
    high, low = partials[count - 1], 0.0
    p = count - 1
    while p > 0:
        x = high
        p -= 1
        y = partials[p]
        high = x + y
        low = y - (high - x)
        if low != 0.0:
            break
    # a tie between two doubles is broken by the sign of what remains
    if p > 0 and ((low < 0.0 and partials[p - 1] < 0.0) or (low > 0.0 and partials[p - 1] > 0.0)):
        y = low * 2.0
        x = high + y
        if y == x - high:
            high = x
    return high


@njit(cache=True, nogil=True)
def solve(samples, targets, size, eps, count, masks, values, errors, counts):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n), one after the other.

    size: -1 any, else fixed, or -2 the smallest whose error is at most eps. count: count the subsets strictly within eps instead.
    """
    problems, n = samples.shape
    h = n // 2
    by_size = size != -1
    left, left_masks = np.empty(1 << h), np.empty(1 << h, np.uint32)
    right, right_masks = np.empty(1 << (n - h)), np.empty(1 << (n - h), np.uint32)
    spare, spare_masks = np.empty(1 << (n - h)), np.empty(1 << (n - h), np.uint32)
    left_at, right_at, spare_at = np.zeros(n + 3, np.int64), np.zeros(n + 3, np.int64), np.zeros(n + 3, np.int64)
    partials = np.empty(n + 1)
    for problem in range(problems):
        x, z = samples[problem], targets[problem]
        half(x[:h], by_size, left, left_masks, spare, spare_masks, left_at, spare_at)
        half(x[h:], by_size, right, right_masks, spare, spare_masks, right_at, spare_at)
        first, last = (size, size) if size >= 0 else ((0, 0) if size == -1 else (0, n))
        for k in range(first, last + 1):
            best, at_i, at_j, total = np.inf, -1, -1, 0
            for j in range(max(0, k - (n - h)), min(h, k) + 1) if by_size else range(1):
                a, b, c, d = left_at[j], left_at[j + 1], right_at[k - j], right_at[k - j + 1]
                if count:
                    total += pairs_within(left, a, b, right, c, d, z, eps)
                else:
                    best, i, r = nearest(left, a, b, right, c, d, z, best)
                    if i >= 0:
                        at_i, at_j = i, r
            if count:
                counts[problem] = total
                continue
            for t in range(n):
                bits, place = (left_masks[at_i], t) if t < h else (right_masks[at_j], t - h)
                masks[problem, t] = (bits >> np.uint32(place)) & np.uint32(1) == 1
            values[problem] = exact_sum(x, masks[problem], partials)
            errors[problem] = abs(values[problem] - z)
            if size == -2:
                if errors[problem] <= eps:
                    break
                if k == n:
                    masks[problem] = False
                    values[problem] = np.nan
                    errors[problem] = np.nan
