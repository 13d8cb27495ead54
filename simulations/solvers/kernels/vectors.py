"""Meet in the middle for samples in R^d: half-lists of vectors, one of them sorted along one coordinate, searched window by window.

A better subset than the best so far needs its partner within that distance in every coordinate, so in a window of the sorted one, which
closes in as the best improves.
"""

import numpy as np

from simulations.solvers.kernels.compiled import kernel
from simulations.solvers.kernels.fixed_point import exact_sum, exponent, fix_all, fixed
from simulations.solvers.kernels.halves import list_sums, mark, members


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
def solve_vectors(samples, targets, size, h, masks, values, errors):  # type: ignore[no-untyped-def]
    """Every problem of samples (N, n, d), with halves of h samples and the other n - 2h enumerated; size -1: any."""
    problems, n, d = samples.shape
    rest, count = n - 2 * h, 1 << h
    x, near, z = np.empty((d, n), np.int64), np.empty(d), np.empty(d, np.int64)
    left, sums, right = np.empty((d, count), np.int64), np.empty((d, count), np.int64), np.empty((d, count), np.int64)
    sizes, start, fill = np.empty(count, np.int64), np.zeros(h + 2, np.int64), np.empty(h + 2, np.int64)
    subset, partials = np.empty(count, np.int64), np.empty(n + 1)
    for m in range(count):
        sizes[m] = members(m) if size >= 0 else 0
        start[sizes[m] + 1] += 1
    start = np.cumsum(start)
    for problem in range(problems):
        totals = np.abs(samples[problem]).sum(axis=0)
        axis = np.argmax(totals)  # sorted along it: the widest spread
        power = exponent(samples[problem, :, axis]) - 2  # room for a target at four times the reach
        _near(targets[problem], totals, near)
        for t in range(d):
            own = (t + axis) % d
            fix_all(samples[problem, :, own], power, x[t])
            z[t] = fixed(near[own], power)
            list_sums(x[t, :h], left[t])
            list_sums(x[t, h : 2 * h], sums[t])
        fill[:] = start
        for m in np.argsort(sums[0]):
            place = fill[sizes[m]]
            fill[sizes[m]] += 1
            subset[place] = m
            for t in range(d):
                right[t, place] = sums[t, m]
        best, first, second, moved = np.int64(2**61), 0, 0, 0
        for extra in range(1 << rest):
            enumerated = members(extra)
            aim = z.copy()
            for i in range(rest):
                if (extra >> i) & 1:
                    aim -= x[:, 2 * h + i]
            for m in range(count):
                c = size - enumerated - sizes[m] if size >= 0 else 0
                if not 0 <= c <= h:
                    continue
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
                        best, first, second, moved = distance, m, subset[place], extra
                    place += 1
        chosen = masks[problem]
        mark(first, chosen[:h])
        mark(second, chosen[h : 2 * h])
        mark(moved, chosen[2 * h :])
        errors[problem] = 0.0
        for t in range(d):
            values[problem, t] = exact_sum(samples[problem, :, t], chosen, partials)
            errors[problem] = max(errors[problem], abs(values[problem, t] - targets[problem, t]))
