"""Meet in the middle: walks along two sorted half-lists.

Samples beyond the two halves (one where n is odd, more where memory is short) are enumerated: each of their subsets moves the target.
"""

import math

import numpy as np

from simulations.solvers.kernels.compiled import kernel
from simulations.solvers.kernels.fixed_point import beside, exact_sum, exponent, factors, fix_all, fixed
from simulations.solvers.kernels.halves import INFINITY, mark, members, recover, room, sorted_halves


@kernel
def nearest(left, a, na, right, c, nc, target, best, pair):  # type: ignore[no-untyped-def]
    """The distance from target of the nearest sum of left[a:a+na], right[c:c+nc], its terms into `pair`; or `best`, if none is nearer.

    The middle row of left, by bisection, cuts the rectangle of pairs into two, in each of which two walks start from opposite corners:
    four chains of dependent loads at once. Every step leaves a row or a column behind, so a column follows from the row and the number
    of steps, and for as many steps as the shorter side has nothing need be asked (walks that have met look at some pairs again).
    """
    one, two = np.uint64(1), np.uint64(2)
    i, k, m, j = np.uint64(a), np.uint64(a + na), np.uint64(c), np.uint64(c + nc)  # open rows i..k-1, columns m..j-1
    while k > i + two and j > m + two:
        i2 = k1 = (i + k) // two
        low, width = m, j - m
        while width > one:  # branch-free: the first column not below the target in the middle row
            low += width // two * np.uint64(left[i2] + right[low + width // two - one] < target)
            width -= width // two
        i1, m1, j1 = i, max(low, m + one) - one, j
        k2, m2, j2 = k, m, min(low + two, j)
        while i1 < k1 and m1 < j1 and i2 < k2 and m2 < j2:
            steps = min(min(k1 - i1, j1 - m1), min(k2 - i2, j2 - m2))
            down1, up1 = j1 - i1 - one, m1 - k1 + one  # column less row, before the first step
            down2, up2 = j2 - i2 - one, m2 - k2 + one
            k1 -= one
            k2 -= one
            reach, span = _open(best)
            for s in range(steps):
                off1 = left[i1] + right[i1 + (down1 - s)] - target
                off2 = left[k1] + right[k1 + (up1 + s)] - target
                off3 = left[i2] + right[i2 + (down2 - s)] - target
                off4 = left[k2] + right[k2 + (up2 + s)] - target
                if np.uint64(off1) + reach < span:
                    best = abs(off1)
                    pair[0], pair[1] = left[i1], right[i1 + (down1 - s)]
                    reach, span = _open(best)
                if np.uint64(off2) + reach < span:
                    best = abs(off2)
                    pair[0], pair[1] = left[k1], right[k1 + (up1 + s)]
                    reach, span = _open(best)
                if np.uint64(off3) + reach < span:
                    best = abs(off3)
                    pair[0], pair[1] = left[i2], right[i2 + (down2 - s)]
                    reach, span = _open(best)
                if np.uint64(off4) + reach < span:
                    best = abs(off4)
                    pair[0], pair[1] = left[k2], right[k2 + (up2 + s)]
                    reach, span = _open(best)
                i1 += np.uint64(off1 < 0)
                k1 -= np.uint64(off2 >= 0)
                i2 += np.uint64(off3 < 0)
                k2 -= np.uint64(off4 >= 0)
            k1 += one
            k2 += one
            j1, m1 = i1 + (down1 - steps) + one, k1 + (up1 + steps) - one
            j2, m2 = i2 + (down2 - steps) + one, k2 + (up2 + steps) - one
        if i1 < k1 and m1 < j1:
            i, k, m, j = i1, k1, m1, j1
        else:
            i, k, m, j = i2, k2, m2, j2
    while i < k and m < j:
        off = left[i] + right[j - one] - target
        if abs(off) < best:
            best, pair[0], pair[1] = abs(off), left[i], right[j - one]
        i += np.uint64(off < 0)
        j -= np.uint64(off >= 0)
    return best


@kernel
def _open(best):  # type: ignore[no-untyped-def]
    """The numbers by which |off| < best is one comparison: off + reach < span, unsigned."""
    return np.uint64(best - 1), np.uint64(max(best + (best - 1), 0))


def _counting(rounded: bool):  # type: ignore[no-untyped-def]
    """The count of pairs, compiled with or without the search for doubtful ones, which takes up to a tenth of its time."""

    @kernel
    def pairs_between(left, a, na, right, c, nc, low, high, slack):  # type: ignore[no-untyped-def]
        """How many pairs of left[a:a+na], right[c:c+nc] have a sum from low to high, and whether some sum off by `slack` might change that.

        Two staircases, one below low and one up to high, each from both ends. The ends of the classes are infinite. Where the sum of a pair
        is so near an end that it is in doubt, a staircase visits one: it visits the greatest sum of each row that does not exceed the end
        and the least of each column that does, or finds some other sum between these and the end.
        """
        if low > high + 1:
            return 0, False  # as for eps = 0, where nothing is strictly between; else low is at most high + 1
        one, width = np.uint64(1), np.uint64(2 * slack)
        below_high, below_low = high + 1 - slack, low - slack  # the least sums in doubt
        doubts = np.int64(0)
        c = np.uint64(c)
        i, k = np.uint64(a), np.uint64(a + na) - one
        j, m = c + np.uint64(nc) - one, c
        p, q = i, k
        r, s = j, m
        total = np.int64(0)
        while i <= k or p <= q:
            if i <= k:
                value = left[i] + right[j]
                below = value <= high
                if rounded:
                    doubts |= np.int64(np.uint64(value - below_high) < width)
                total += np.int64(below) * np.int64(j + one - c)
                i += np.uint64(below)
                j -= np.uint64(not below)
            if i <= k:
                value = left[k] + right[m]
                below = value <= high
                if rounded:
                    doubts |= np.int64(np.uint64(value - below_high) < width)
                total += np.int64(not below) * np.int64(m - c)
                m += np.uint64(below)
                k -= np.uint64(not below)
            if p <= q:
                value = left[p] + right[r]
                below = value < low
                if rounded:
                    doubts |= np.int64(np.uint64(value - below_low) < width)
                total -= np.int64(below) * np.int64(r + one - c)
                p += np.uint64(below)
                r -= np.uint64(not below)
            if p <= q:
                value = left[q] + right[s]
                below = value < low
                if rounded:
                    doubts |= np.int64(np.uint64(value - below_low) < width)
                total -= np.int64(not below) * np.int64(s - c)
                s += np.uint64(below)
                q -= np.uint64(not below)
        return total, doubts > 0

    return pairs_between


_count, _count_rounded = _counting(False), _counting(True)


@kernel
def solve(samples, targets, search, h, found, counts):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n), one after the other, with halves of h samples and the other n - 2h enumerated.

    In: targets (N,), `search` as in `subsets`. Out: found.masks (N, n), found.values and found.errors (N,), or counts (N,).
    The sizes k = first, ..., last are searched in turn: one round for any size (classes are then not asked for), one for a fixed one, and
    from 0 on for the smallest within eps. At the start of a round nothing is kept of the one before; at its end (u, v, moved) are the
    terms of the closest sum of k samples: of the left half, of which it takes u_size, of the right half, of those enumerated. The
    smallest within eps is that of the first round whose closest sum is within eps; where none is, error and value are nan and the mask is
    all False. Where roundings leave it in doubt whether a sum is within eps, the count is -1.
    """
    size, eps, count = search.size, search.eps, search.counting
    masks, values, errors = found.masks, found.values, found.errors
    problems, n = samples.shape
    by_size = size != -1
    rest = n - 2 * h
    lists, start, length = room(h)
    x, pair = np.empty(n, np.int64), np.zeros(2, np.int64)
    partials, sums = np.empty(n + 1), np.empty(2 << (h + 1) // 2, np.int64)
    left = right = lists[0]
    power = rounded = lowest = highest = z = below = above = 0
    scale = factors(power)
    for problem in range(problems):
        same = problem > 0  # one set of samples for many targets is sorted once
        for t in range(n):
            same = same and samples[problem, t] == samples[problem - 1, t]
        if not same:
            power = exponent(samples[problem])
            scale = factors(power)
            rounded = fix_all(samples[problem], scale, x)
            left, right = sorted_halves(x[:h], x[h : 2 * h], by_size, lists, start, length)
            lowest, highest = np.minimum(x, 0).sum(), np.maximum(x, 0).sum()
        if count:
            below, above = beside(targets[problem], -eps, scale)[1], beside(targets[problem], eps, scale)[0]
        else:  # a target out of reach has the same closest subset as the nearest end of the reach
            z = min(max(fixed(targets[problem], scale), lowest), highest)
        first, last = (size, size) if size >= 0 else ((0, 0) if size == -1 else (0, n))
        for k in range(first, last + 1):
            best, u, v, u_size, moved, total, doubtful = np.int64(INFINITY), 0, 0, 0, 0, 0, False
            for extra in range(1 << rest):
                shift, enumerated = 0, 0
                for t in range(rest):
                    if (extra >> t) & 1:
                        shift += x[2 * h + t]
                        enumerated += 1
                for c in range(max(0, k - enumerated - h), min(h, k - enumerated) + 1) if by_size else range(1):
                    d = k - enumerated - c if by_size else 0
                    if count:
                        window = below - shift, above - shift, (rounded + 1) // 2
                        if rounded:
                            more, near = _count_rounded(left, start[c], length[c], right, start[d], length[d], *window)
                        else:
                            more, near = _count(left, start[c], length[c], right, start[d], length[d], *window)
                        total += more
                        doubtful |= near
                    else:
                        nearer = nearest(left, start[c], length[c], right, start[d], length[d], z - shift, best, pair)
                        if nearer < best:
                            best, u, v, u_size, moved = nearer, pair[0], pair[1], c, extra
            if count:
                counts[problem] = -1 if doubtful else total
                continue
            chosen = masks[problem]
            mark(moved, chosen[2 * h :])
            recover(x[:h], u, u_size if by_size else -1, sums, chosen[:h])
            recover(x[h : 2 * h], v, k - members(moved) - u_size if by_size else -1, sums, chosen[h : 2 * h])
            values[problem] = exact_sum(samples[problem], chosen, partials)
            errors[problem] = abs(values[problem] - targets[problem])
            if size == -2:
                # the least error may be less by a unit for each sample rounded and one for the target, and values and errors are rounded
                lost = (rounded + 1) * math.ldexp(1.0, -power) + 2.0**-52 * (abs(values[problem]) + errors[problem])
                if not abs(errors[problem] - eps) > lost:
                    counts[problem] = -1
                    break
                if errors[problem] < eps:
                    break
                if k == n:
                    chosen[:] = False
                    values[problem] = errors[problem] = np.nan
