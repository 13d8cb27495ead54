"""Subset sums of two halves: sorted by merging, and found again in binary order.

A half-list is laid out in classes of sorted sums: one class for subsets of any size, or one a size. Every class stands between a
-INFINITY and an INFINITY, so that no loop asks whether a class is exhausted, and a merge has no branch that could be mispredicted. Merges
run from both ends at once and in both halves together: the time of a step is the latency of its chain of load, add, compare, and
independent chains overlap. Sums carry no masks: the few that matter are found again.
"""

import numpy as np

from simulations.solvers.kernels.compiled import kernel

INFINITY = 2**62
_EMPTY = 1  # cells 0, 1 of a list are -INFINITY, INFINITY: a class without sums, at 1
_FIRST = 3


@kernel
def _merge(a, b, o, na, nb, src1, dst1, x1, src2, dst2, x2):  # type: ignore[no-untyped-def]
    """Merge src[a:a+na] with src[b:b+nb] + x into dst[o:], in both halves; unsigned indices need no wraparound.

    In: both runs sorted, each between a -INFINITY before it and an INFINITY behind, so that no index is compared with an end. After s steps
    the s least sums stand in dst[o:o+s] and the s greatest in dst[o+na+nb-s:o+na+nb]; (i, j) are the next of either run from below,
    (k, l) from above. Out: dst[o:o+na+nb] sorted, between a -INFINITY and an INFINITY of its own.
    """
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
    dst1[o - one] = dst2[o - one] = -INFINITY
    dst1[last + one] = dst2[last + one] = INFINITY


@kernel
def room(h):  # type: ignore[no-untyped-def]
    """Lists (4, cells) for `sorted_halves` of h samples each, and places for the classes' starts and lengths."""
    return np.empty((4, (1 << h) + 2 * h + 8), np.int64), np.empty(h + 2, np.int64), np.empty(h + 2, np.int64)


@kernel
def sorted_halves(x1, x2, by_size, lists, start, length):  # type: ignore[no-untyped-def]
    """The sorted subset sums of h samples x1 and of h samples x2, views of `lists`.

    Class c lies at start[c], ..., start[c] + length[c] - 1 of both.
    """
    src1, src2, dst1, dst2 = lists[0], lists[1], lists[2], lists[3]
    h = len(x1)
    for row in range(4):
        lists[row, 0] = lists[row, 2] = -INFINITY
        lists[row, 1] = lists[row, 4] = INFINITY
    src1[_FIRST] = src2[_FIRST] = 0
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
    return src1, src2


@kernel
def members(subset):  # type: ignore[no-untyped-def]
    """Number of ones of a subset in binary."""
    ones = 0
    while subset:
        subset &= subset - 1
        ones += 1
    return ones


@kernel
def list_sums(x, sums):  # type: ignore[no-untyped-def]
    """All subset sums in binary order: sums[m] over the ones of m."""
    sums[0] = 0
    for t in range(len(x)):
        for m in range(1 << t):
            sums[(1 << t) + m] = sums[m] + x[t]


@kernel
def recover(x, value, size, sums, chosen):  # type: ignore[no-untyped-def]
    """Mark in `chosen` the first subset of x, in binary order, whose sum is `value` and whose size is `size` (-1 any).

    sums: room for 2^(h/2) + 2^(h - h/2) sums.
    """
    g = len(x) // 2
    low, high = sums[: 1 << g], sums[1 << g :]
    list_sums(x[:g], low)
    list_sums(x[g:], high)
    for above in range(1 << (len(x) - g)):
        wanted = value - high[above]
        hits = 0
        for m in range(1 << g):  # without a way out, so that it runs in vector lanes
            hits += low[m] == wanted
        if hits:
            for m in range(1 << g):
                if low[m] == wanted and (size < 0 or members(m) + members(above) == size):
                    mark(m, chosen[:g])
                    mark(above, chosen[g:])
                    return


@kernel
def mark(subset, chosen):  # type: ignore[no-untyped-def]
    """A subset in binary as a boolean mask."""
    for t in range(len(chosen)):
        chosen[t] = (subset >> t) & 1 == 1
