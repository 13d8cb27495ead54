"""Meet in the middle for samples in R^d: half-lists of vectors, one of them sorted along one coordinate, searched window by window.

A better subset than the best so far needs its partner within that distance in every coordinate, so in a window of the sorted one, which
closes in as the best improves. Half-lists lie in classes: one for subsets of any size, or one a size, up to that which is asked for.
"""

import numpy as np

from simulations.solvers.kernels.compiled import kernel
from simulations.solvers.kernels.fixed_point import exact_sum, exponent, factors, fix_all, fixed
from simulations.solvers.kernels.halves import mark, members


@kernel
def _near(target, totals, near):  # type: ignore[no-untyped-def]
    """Move a target far out of reach to within four times the reach, without changing which subsets are nearer than others.

    Far out, the distance in a coordinate is |target| less the sum, and what all of these have in common does not matter; coordinates that
    are never the farthest become 0.
    """
    reach, far = totals.max(), np.abs(target).max()
    for t in range(len(target)):
        near[t] = target[t]
        if far > 4 * reach:
            near[t] = np.sign(target[t]) * max(0.0, 4 * reach - (far - abs(target[t])))


@kernel
def _classes(h, size):  # type: ignore[no-untyped-def]
    """Where the classes of subsets of h samples start, the end behind the last: one class for any size (-1), else sizes 0, ..., size."""
    if size < 0:
        return np.array([0, 1 << h])
    start, length = np.zeros(min(h, size) + 2, np.int64), 1
    for c in range(len(start) - 1):
        start[c + 1] = start[c] + length
        length = length * (h - c) // (c + 1)
    return start


@kernel
def _list_classes(x, by_size, start, sums, subsets):  # type: ignore[no-untyped-def]
    """The sums (d, ...) of the subsets of samples x (d, h), and the subsets in binary, class by class; of any size in binary order."""
    d, h = x.shape
    filled = np.zeros(len(start) - 1, np.int64)
    filled[0], subsets[0] = 1, 0
    sums[:, 0] = 0
    for t in range(h):  # subsets with t are those before it, which have one sample less
        for c in range(len(filled) - 1, by_size - 1, -1):
            source, place, number = start[c - by_size], start[c] + filled[c], filled[c - by_size]
            for m in range(number):
                subsets[place + m] = subsets[source + m] | 1 << t
                for i in range(d):
                    sums[i, place + m] = sums[i, source + m] + x[i, t]
            filled[c] += number


@kernel
def solve_vectors(samples, targets, size, h, masks, values, errors):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n, d), with halves of h samples and the other n - 2h enumerated; size -1: any."""
    problems, n, d = samples.shape
    rest, start, by_size = n - 2 * h, _classes(h, size), np.int64(size >= 0)
    classes, count = len(start) - 1, start[-1]
    x, near, z = np.empty((d, n), np.int64), np.empty(d), np.empty(d, np.int64)
    left, sums, right = np.empty((d, count), np.int64), np.empty((d, count), np.int64), np.empty((d, count), np.int64)
    subsets, partners, partials = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(n + 1)
    for problem in range(problems):
        totals = np.abs(samples[problem]).sum(axis=0)
        axis = np.argmax(totals)  # sorted along it: the widest spread
        scale = factors(exponent(samples[problem, :, axis]) - 2)  # room for a target at four times the reach
        _near(targets[problem], totals, near)
        for t in range(d):
            own = (t + axis) % d
            fix_all(samples[problem, :, own], scale, x[t])
            z[t] = fixed(near[own], scale)
        _list_classes(x[:, :h], by_size, start, left, subsets)
        _list_classes(x[:, h : 2 * h], by_size, start, sums, subsets)
        for c in range(classes):
            order = np.argsort(sums[0, start[c] : start[c + 1]])
            for m in range(len(order)):
                partners[start[c] + m] = subsets[start[c] + order[m]]
                for t in range(d):
                    right[t, start[c] + m] = sums[t, start[c] + order[m]]
        best, first, second, moved = np.int64(2**61), 0, 0, 0
        for extra in range(1 << rest):
            taken = members(extra)
            aim = z.copy()
            for i in range(rest):
                if (extra >> i) & 1:
                    aim -= x[:, 2 * h + i]
            for own in range(classes):
                c = size - taken - own if by_size else 0
                if not 0 <= c < classes:
                    continue
                for m in range(start[own], start[own + 1]):
                    wanted = aim[0] - left[0, m]
                    low, high = start[c], start[c + 1]
                    while low < high:  # the first of the window
                        probe = (low + high) // 2
                        if right[0, probe] <= wanted - best:
                            low = probe + 1
                        else:
                            high = probe
                    place = low
                    while place < start[c + 1] and right[0, place] < wanted + best:
                        distance = abs(right[0, place] - wanted)
                        for t in range(1, d):
                            distance = max(distance, abs(right[t, place] + left[t, m] - aim[t]))
                            if distance >= best:
                                break
                        if distance < best:
                            best, first, second, moved = distance, subsets[m], partners[place], extra
                        place += 1
        chosen = masks[problem]
        mark(first, chosen[:h])
        mark(second, chosen[h : 2 * h])
        mark(moved, chosen[2 * h :])
        errors[problem] = 0.0
        for t in range(d):
            values[problem, t] = exact_sum(samples[problem, :, t], chosen, partials)
            errors[problem] = max(errors[problem], abs(values[problem, t] - targets[problem, t]))
