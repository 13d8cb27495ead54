"""Compiled meet-in-the-middle search: sorted subset sums of two halves of equal size, then walks along both from both ends.

A half-list is laid out in classes of sorted sums: one class for subsets of any size, or one a size. Every class stands between a
-inf and a +inf, so that no loop asks whether a class is exhausted, and a merge has no branch that could be mispredicted. Merges and
walks run from both ends at once, and the merges of both halves together: the time of a step is the latency of its chain of load, add,
compare, and independent chains overlap. Sums carry no masks: the few that matter are found again among the sums in binary order,
which the same additions yield. Samples beyond the two halves (one where n is odd, more where memory is short) are enumerated:
each of their subsets moves the target.
"""

import numpy as np
from numba import njit

_EMPTY = 1  # cells 0, 1 of a list are -inf, inf: a class without sums, at 1
_FIRST = 3


@njit(cache=True, nogil=True)
def _merge(a, b, o, na, nb, src1, dst1, x1, src2, dst2, x2):  # type: ignore[no-untyped-def]
    """Merge src[a:a+na] with src[b:b+nb] + x into dst[o:], in both halves; unsigned indices need no wraparound."""
    one = np.uint64(1)
    a, b, o, n = np.uint64(a), np.uint64(b), np.uint64(o), np.uint64(na + nb)
    last = o + n - one
    i1, j1, i2, j2 = a, b, a, b
    k1 = k2 = a + np.uint64(na) - one
    l1 = l2 = b + np.uint64(nb) - one
    for s in range((n + one) // np.uint64(2)):  # an odd middle is written twice, the same
        low, other = src1[i1], src1[j1] + x1
        take = low <= other
        dst1[o + s] = low if take else other
        i1 += np.uint64(take)
        j1 += np.uint64(not take)
        high, other = src1[k1], src1[l1] + x1
        take = high > other
        dst1[last - s] = high if take else other
        k1 -= np.uint64(take)
        l1 -= np.uint64(not take)
        low, other = src2[i2], src2[j2] + x2
        take = low <= other
        dst2[o + s] = low if take else other
        i2 += np.uint64(take)
        j2 += np.uint64(not take)
        high, other = src2[k2], src2[l2] + x2
        take = high > other
        dst2[last - s] = high if take else other
        k2 -= np.uint64(take)
        l2 -= np.uint64(not take)
    dst1[o - one] = dst2[o - one] = -np.inf
    dst1[last + one] = dst2[last + one] = np.inf


@njit(cache=True, nogil=True)
def halves(x1, x2, by_size, lists, start, length):  # type: ignore[no-untyped-def]
    """Sorted subset sums of h samples x1 and of h samples x2, in lists[0] and lists[1] (lists (4, cells): two are for merging).

    Class c lies at start[c], ..., start[c] + length[c] - 1 of both.
    """
    src1, src2, dst1, dst2 = lists[0], lists[1], lists[2], lists[3]
    h = len(x1)
    for row in range(4):
        lists[row, 0] = lists[row, 2] = -np.inf
        lists[row, 1] = lists[row, 4] = np.inf
    src1[_FIRST] = src2[_FIRST] = 0.0
    start[0], length[0] = _FIRST, 1
    new_start, new_length = np.empty_like(start), np.empty_like(length)
    for t in range(h):
        classes = t + 2 if by_size else 1
        o = _FIRST
        for c in range(classes):
            a, na = (start[c], length[c]) if c <= t or not by_size else (_EMPTY, 0)
            b, nb = (a, na) if not by_size else ((start[c - 1], length[c - 1]) if c > 0 else (_EMPTY, 0))
            _merge(a, b, o, na, nb, src1, dst1, x1[t], src2, dst2, x2[t])
            new_start[c], new_length[c] = o, na + nb
            o += na + nb + 2
        for c in range(classes):
            start[c], length[c] = new_start[c], new_length[c]
        src1, dst1, src2, dst2 = dst1, src1, dst2, src2
    return src1, src2, dst1


@njit(cache=True, nogil=True)
def nearest(left, a, na, right, c, nc, target, best):  # type: ignore[no-untyped-def]
    """The pair of left[a:a+na], right[c:c+nc] whose sum is nearest target, if nearer than `best`: its distance and its two sums.

    The middle row of left, by bisection, cuts the walk into two that run at once, each from both ends. The steps are written out:
    through a helper that returns them they take twice as long.
    """
    one = np.uint64(1)
    first, last = np.uint64(c), np.uint64(c + nc) - one
    middle = np.uint64(a + na // 2)
    low, high = first - one, last  # right[low] is not above the target in the middle row (or -inf), right[high+1] is (or inf)
    while low < high:
        probe = (low + high + one) // np.uint64(2)
        if left[middle] + right[probe] > target:
            high = probe - one
        else:
            low = probe
    # open are pairs of left[i1..k1] and right[m1..j1], and of left[i2..k2] and right[m2..j2]
    i1, k1, j1, m1 = np.uint64(a), middle - one, last, max(low, first)
    i2, k2, j2, m2 = middle, np.uint64(a + na) - one, min(low + one, last), first
    u = v = np.nan
    while i1 <= k1 and m1 <= j1 and i2 <= k2 and m2 <= j2:
        total = left[i1] + right[j1]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[i1], right[j1]
        above = total > target
        j1 -= np.uint64(above)
        i1 += np.uint64(not above)
        total = left[k1] + right[m1]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[k1], right[m1]
        above = total > target
        k1 -= np.uint64(above)
        m1 += np.uint64(not above)
        total = left[i2] + right[j2]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[i2], right[j2]
        above = total > target
        j2 -= np.uint64(above)
        i2 += np.uint64(not above)
        total = left[k2] + right[m2]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[k2], right[m2]
        above = total > target
        k2 -= np.uint64(above)
        m2 += np.uint64(not above)
    while i1 <= k1 and m1 <= j1:
        total = left[i1] + right[j1]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[i1], right[j1]
        above = total > target
        j1 -= np.uint64(above)
        i1 += np.uint64(not above)
        total = left[k1] + right[m1]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[k1], right[m1]
        above = total > target
        k1 -= np.uint64(above)
        m1 += np.uint64(not above)
    while i2 <= k2 and m2 <= j2:
        total = left[i2] + right[j2]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[i2], right[j2]
        above = total > target
        j2 -= np.uint64(above)
        i2 += np.uint64(not above)
        total = left[k2] + right[m2]
        if abs(total - target) < best:
            best, u, v = abs(total - target), left[k2], right[m2]
        above = total > target
        k2 -= np.uint64(above)
        m2 += np.uint64(not above)
    return best, u, v


@njit(cache=True, nogil=True)
def pairs_within(left, a, na, right, c, nc, target, eps):  # type: ignore[no-untyped-def]
    """How many pairs of left[a:a+na], right[c:c+nc] have |(l + r) - target| < eps.

    Below eps minus not above -eps: two staircases, each from both ends. Rounded sums are monotone, and the classes' ends are infinite.
    """
    if not eps > 0:
        return 0
    one = np.uint64(1)
    c = np.uint64(c)
    i, k = np.uint64(a), np.uint64(a + na) - one
    j, m = c + np.uint64(nc) - one, c
    p, q = i, k
    r, s = j, m
    total = np.int64(0)
    while i <= k or p <= q:
        if i <= k:
            below = (left[i] + right[j]) - target < eps
            total += np.int64(below) * np.int64(j + one - c)
            i += np.uint64(below)
            j -= np.uint64(not below)
        if i <= k:
            below = (left[k] + right[m]) - target < eps
            total += np.int64(not below) * np.int64(m - c)
            m += np.uint64(below)
            k -= np.uint64(not below)
        if p <= q:
            below = (left[p] + right[r]) - target <= -eps
            total -= np.int64(below) * np.int64(r + one - c)
            p += np.uint64(below)
            r -= np.uint64(not below)
        if p <= q:
            below = (left[q] + right[s]) - target <= -eps
            total -= np.int64(not below) * np.int64(s - c)
            s += np.uint64(below)
            q -= np.uint64(not below)
    return total


@njit(cache=True, nogil=True)
def _members(mask):  # type: ignore[no-untyped-def]
    """Number of ones in a bit mask."""
    ones = 0
    while mask:
        mask &= mask - 1
        ones += 1
    return ones


@njit(cache=True, nogil=True)
def recover(x, value, size, sums, chosen):  # type: ignore[no-untyped-def]
    """Mark in `chosen` the subset of x, of the given size (-1 any), whose sum in order of the samples is `value`; sums: room for 2^h."""
    sums[0] = 0.0
    for t in range(len(x)):
        for m in range(1 << t):
            sums[(1 << t) + m] = sums[m] + x[t]
    place = 0
    while sums[place] != value or (size >= 0 and _members(place) != size):
        place += 1
    for t in range(len(x)):
        chosen[t] = (place >> t) & 1 == 1


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
def solve(samples, targets, size, eps, count, h, masks, values, errors, counts):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n), one after the other, with halves of h samples and the other n - 2h enumerated.

    size: -1 any, else fixed, or -2 the smallest whose error is at most eps. count: count the subsets strictly within eps instead.
    """
    problems, n = samples.shape
    by_size = size != -1
    rest = n - 2 * h
    lists = np.empty((4, (1 << h) + 2 * h + 8))
    start, length = np.empty(h + 2, np.int64), np.empty(h + 2, np.int64)
    partials = np.empty(n + 1)
    for problem in range(problems):
        x = samples[problem]
        same = problem > 0  # one set of samples for many targets is sorted once
        for t in range(n):
            same = same and x[t] == samples[problem - 1, t]
        if not same:
            left, right, room = halves(x[:h], x[h : 2 * h], by_size, lists, start, length)
        # a target out of reach has the same closest subset as the nearest end of the reach, where rounding is harmless
        low = high = 0.0
        for t in range(n):
            low, high = low + min(x[t], 0.0), high + max(x[t], 0.0)
        z = targets[problem] if count else min(max(targets[problem], low), high)
        first, last = (size, size) if size >= 0 else ((0, 0) if size == -1 else (0, n))
        for k in range(first, last + 1):
            best, u, v, u_size, moved, total = np.inf, 0.0, 0.0, 0, 0, 0
            for extra in range(1 << rest):
                shift, members = z, 0
                for t in range(rest):
                    if (extra >> t) & 1:
                        shift -= x[2 * h + t]
                        members += 1
                for c in range(max(0, k - members - h), min(h, k - members) + 1) if by_size else range(1):
                    d = k - members - c if by_size else 0
                    if count:
                        total += pairs_within(left, start[c], length[c], right, start[d], length[d], shift, eps)
                    else:
                        nearer, p, q = nearest(left, start[c], length[c], right, start[d], length[d], shift, best)
                        if nearer < best:
                            best, u, v, u_size, moved = nearer, p, q, c, extra
            if count:
                counts[problem] = total
                continue
            chosen = masks[problem]
            members = _members(moved)
            for t in range(rest):
                chosen[2 * h + t] = (moved >> t) & 1 == 1
            recover(x[:h], u, u_size if by_size else -1, room, chosen[:h])
            recover(x[h : 2 * h], v, k - members - u_size if by_size else -1, room, chosen[h : 2 * h])
            values[problem] = exact_sum(x, chosen, partials)
            errors[problem] = abs(values[problem] - targets[problem])
            if size == -2:
                if errors[problem] <= eps:
                    break
                if k == n:
                    chosen[:] = False
                    values[problem] = np.nan
                    errors[problem] = np.nan
