"""The points within eps of some subset sum, as the components of this open set: few, however many subsets there are.

A component is kept as its least and its greatest sum: neighbouring sums in it are less than 2 eps apart, so each point between is within
eps of one. In whole numbers of the fixed point they are at most `join` apart, the greatest integer below 2 eps. A sample x adds to a set D
the set D + x: two sorted lists are merged. Components are more than `join` apart, so there are at most reach / (join + 1) + 1 of them.
Those from which no further samples lead to sums near the targets are dropped.

Roundings move a sum by up to `slack` units. What holds with eps less by so much holds, what does not with eps more by so much does not.
"""

import numpy as np

from simulations.solvers.kernels.compiled import kernel
from simulations.solvers.kernels.fixed_point import beside, exponent, factors, fix_all

BLOCK = 64  # samples sorted together: small ones first keep the components few, and most problems need no second block
BAND = 2  # sizes on either side of the proportional one that are tried before all are, and sums near the proportional targets:
STRAY = 8  # so many greatest samples from them
NONE, FULL, UNSURE = -1, -2, -3  # no subset; no room for the components; roundings leave it open


@kernel
def sort_block(x, order, first):  # type: ignore[no-untyped-def]
    """Sort x[first : first + BLOCK] by absolute value, in place, and `order` with it."""
    for t in range(first + 1, min(len(x), first + BLOCK)):
        place, value, own = t, x[t], order[t]
        while place > first and abs(x[place - 1]) > abs(value):
            x[place], order[place] = x[place - 1], order[place - 1]
            place -= 1
        x[place], order[place] = value, own


@kernel
def merge(ends, start, count, other, moved, x, join, low, high, out, room):  # type: ignore[no-untyped-def]
    """The union of components ends[:, start:start+count] and ends[:, other:other+moved] + x into ends[:, out:out+room]; how many, or FULL.

    In: either run sorted, its components more than `join` apart. Out: so is what is made; what ends below low or begins above high is not.
    """
    i, j, k = start, other, out
    i_end, j_end, k_end = start + count, other + moved, out + room
    while i < i_end or j < j_end:
        if j == j_end or (i < i_end and ends[0, i] <= ends[0, j] + x):
            first, last = ends[0, i], ends[1, i]
            i += 1
        else:
            first, last = ends[0, j] + x, ends[1, j] + x
            j += 1
        if k > out and first - ends[1, k - 1] <= join:
            ends[1, k - 1] = max(ends[1, k - 1], last)
            continue
        if first > high:
            break
        k -= k > out and ends[1, k - 1] < low
        if k == k_end:
            return FULL
        ends[0, k], ends[1, k] = first, last
        k += 1
    k -= k > out and ends[1, k - 1] < low
    return k - out


@kernel
def holds(ends, start, count, first, last):  # type: ignore[no-untyped-def]
    """Whether one component begins up to `first` and ends from `last` on: the last that begins so."""
    place = start + np.searchsorted(ends[0, start : start + count], first, side="right") - 1
    return place >= start and ends[1, place] >= last


@kernel
def window(low, high, eps, scale, slack):  # type: ignore[no-untyped-def]
    """Of the points from low to high: up to where the component that holds them begins, from where on it ends; join; sums near them."""
    inner = beside(low, eps, scale)[0] - slack, beside(high, -eps, scale)[1] + slack, beside(eps, eps, scale)[0] - 2 * slack
    return inner, (beside(low, -eps, scale)[1] + slack, beside(high, eps, scale)[0] - slack)


@kernel
def _covered(x, order, size, band, inner, near, ends):  # type: ignore[no-untyped-def]
    """Whether one component of the sums (of `size` samples, -1: any) of x holds all targets: 1, 0 or FULL; x is sorted as far as read.

    After t samples list places[c] has the components of sums of c of them, count[c] many; there is room for one list more. Only sizes
    within `band` of the share of `size` that t is of all are kept up to date, and where these are not all of them only sums no farther than
    STRAY samples from that share of the targets: then 1 is certain, 0 is not.
    """
    first, last, join = inner
    stray = STRAY * np.abs(x).max() if band < len(x) else 0
    n, lists = len(x), max(size, 0) + 1
    room = ends.shape[1] // (lists + 1)
    places, count = np.arange(lists + 1) * room, np.zeros(lists, np.int64)
    negative, positive = np.minimum(x, 0).sum(), np.maximum(x, 0).sum()
    ends[0, 0] = ends[1, 0] = 0
    count[0] = 1
    if size <= 0 and holds(ends, 0, 1, first, last):
        return 1
    for t in range(n):
        if t % BLOCK == 0:
            sort_block(x, order, t)
        negative, positive = negative - min(x[t], 0), positive - max(x[t], 0)
        low, high = near[0] - positive, near[1] - negative
        mean = max(size, 0) * (t + 1) // n
        if stray:
            low, high = max(low, near[0] // n * (t + 1) - stray), min(high, near[1] // n * (t + 1) + stray)
        for c in range(min(lists - 1, t + 1, mean + band), max(-1, size - n + t, mean - band - 1), -1):
            below = max(c - 1, 0)
            moved = count[below] if size < 0 or c else 0
            made = merge(ends, places[c], count[c], places[below], moved, x[t], join, low, high, places[lists], room)
            if made == FULL:
                return FULL
            count[c], places[c], places[lists] = made, places[lists], places[c]
        if holds(ends, places[lists - 1], count[lists - 1], first, last):
            return 1
    return 0


@kernel
def solve_covered(samples, lows, highs, eps, size, ends, answers):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n): is each point of [low, high] strictly within eps of a subset's sum? 1, 0, UNSURE or FULL.

    ends: room for size + 2 lists, 2 for any size.
    """
    problems, n = samples.shape
    x, order = np.empty(n, np.int64), np.arange(n)
    for problem in range(problems):
        scale = factors(exponent(samples[problem]))
        slack = (fix_all(samples[problem], scale, x) + 1) // 2
        inner, near = window(lows[problem], highs[problem], eps, scale, slack)
        answer = 0
        if inner[2] >= 0:
            if size > 2 * BAND:
                answer = _covered(x, order, size, BAND, inner, near, ends)
            if answer == 0:
                answer = _covered(x, order, size, n, inner, near, ends)
        if slack and answer == 0:
            inner, near = window(lows[problem], highs[problem], eps, scale, -slack)
            answer = _covered(x, order, size, n, inner, near, ends)
            answer = UNSURE if answer == 1 else answer
        answers[problem] = answer


@kernel
def trace(x, layers, inner, near, ends, places, chosen):  # type: ignore[no-untyped-def]
    """Mark in `chosen` (n,) a subset of x with a sum within eps of the target; its size, NONE or FULL.

    layers: -1 any size, else the sizes layers[0], ..., layers[1] in turn, the first that has one. Layer c after t samples stands in ends
    at places[c, t], ..., places[c, t] + places[c, n + 1 + t] - 1: all are kept, so that the way back can be walked.
    """
    first, last, join = inner
    n = len(x)
    any_size = layers[1] < 0
    negative, positive = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    for t in range(n - 1, -1, -1):
        negative[t], positive[t] = negative[t + 1] + min(x[t], 0), positive[t + 1] + max(x[t], 0)
    used = 0
    for c in range(max(layers[1], 0) + 1):
        for t in range(n + 1):
            if t == 0:
                ends[0, used] = ends[1, used] = 0
                made = 1 if c == 0 else 0
            else:
                below = max(c - 1, 0)
                moved = places[below, n + t] if any_size or c else 0
                low, high = near[0] - positive[t], near[1] - negative[t]
                made = merge(
                    ends,
                    places[c, t - 1],
                    places[c, n + t],
                    places[below, t - 1],
                    moved,
                    x[t - 1],
                    join,
                    low,
                    high,
                    used,
                    ends.shape[1] - used,
                )
            if made == FULL or used == ends.shape[1] - 1:
                return FULL
            places[c, t], places[c, n + 1 + t] = used, made
            used += made
            if c >= layers[0] and holds(ends, places[c, t], made, first, last):
                return _back(x, (c, t), any_size, inner, ends, places, chosen)
    return NONE


@kernel
def _back(x, found, any_size, inner, ends, places, chosen):  # type: ignore[no-untyped-def]
    """The way back from (layer, number of samples) `found`: a sum near the target stands there before the last sample, or x leads to it."""
    first, last, _ = inner
    (c, t), n, size = found, len(x), 0
    while t > 0:
        t -= 1
        if not holds(ends, places[c, t], places[c, n + 1 + t], first, last):
            chosen[t] = True
            first, last, size = first - x[t], last - x[t], size + 1
            c -= not any_size
    return size
