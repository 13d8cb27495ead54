"""Subsets within eps of a target in whole numbers, for problems in which sums in fixed point leave a doubt.

Doubles are multiples of a power of two, so that all of a problem are whole numbers of one unit, kept in as many limbs as they need.
"""

import heapq
import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np

from rss_theory.arrays import Array, Index, Mask
from simulations.solvers.problem import plan_halves


def count_exactly(samples: Array, target: float, eps: float, size: int, limit_bytes: int) -> int:
    """How many subsets of samples (n,), of a size or any (-1), have a sum strictly within eps of target, as rational numbers.

    Raises ValueError where half-lists of these numbers do not fit into limit_bytes and enumeration would take too long.

    >>> count_exactly(np.array([0.1, 0.6]), 0.3, 0.4, -1, 10**9)
    4
    """
    numbers, z, e = _whole(samples, target, eps)
    return _between(numbers, z - e + 1, z + e - 1, size, limit_bytes)


def smallest_exactly(samples: Array, target: float, eps: float, closest: Callable[[int], Mask], limit_bytes: int) -> Mask | None:
    """The mask (n,) of a subset of fewest samples with a sum at most eps from target, as rational numbers; None where there is none.

    That of `closest`, which gives the closest subset of a size but for rounding, or where rounding has put it beyond eps another: sample by
    sample one is taken where some subset that takes it, and those before, is within eps.

    >>> smallest_exactly(np.array([0.1, 0.2, 0.3]), 0.6, 2.0**-53, lambda size: np.zeros(3, bool), 10**9)
    array([ True,  True,  True])
    """
    numbers, z, e = _whole(samples, target, eps)
    size = next((k for k in range(len(numbers) + 1) if _between(numbers, z - e, z + e, k, limit_bytes)), None)
    if size is None:
        return None
    mask = closest(size)
    if abs(sum(itertools.compress(numbers, mask)) - z) > e:
        mask = np.zeros(len(numbers), np.bool_)
        for t, x in enumerate(numbers):
            if size and _between(numbers[t + 1 :], z - x - e, z - x + e, size - 1, limit_bytes):
                mask[t], z, size = True, z - x, size - 1
    return mask


def covered_exactly(samples: Array, interval: tuple[float, float], eps: float, size: int, limit_bytes: int) -> bool:
    """Whether every point of the interval is strictly within eps > 0 of the sum of a subset of samples (n,), of a size or any (-1).

    Raises ValueError where the components of such points do not fit into limit_bytes.

    >>> covered_exactly(np.array([0.1, 0.2]), (0.3, 0.3), 2.0**-55, -1, 10**9)  # their sum is off by just that
    False
    """
    (*numbers, low), high, e = _whole((*samples, interval[0]), interval[1], eps)
    return _components(numbers, (low, high), e, (size, size), limit_bytes) is not None


def within_exactly(samples: Array, target: float, eps: float, layers: tuple[int, int], limit_bytes: int) -> Mask | None:
    """The mask (n,) of a subset of samples with a sum strictly within eps > 0 of target; None where there is none.

    Of any size for layers (-1, -1), else of the first of the sizes layers[0], ..., layers[1] that has one. Raises as `covered_exactly`.

    >>> within_exactly(np.array([0.1, 0.2]), 0.3, 2.0**-53, (0, 2), 10**9)
    array([ True,  True])
    """
    numbers, z, e = _whole(samples, target, eps)
    found = _components(numbers, (z, z), e, layers, limit_bytes)
    if found is None:
        return None
    mask, c = np.zeros(len(numbers), np.bool_), len(found) - 1
    for t in range(len(found[c]) - 1, 0, -1):
        if not _holds(found[c][t - 1], z + e - 1, z - e + 1):
            mask[t - 1], z, c = True, z - numbers[t - 1], c - (layers[1] >= 0)
    return mask


def _components(
    numbers: Sequence[int], interval: tuple[int, int], e: int, layers: tuple[int, int], limit_bytes: int
) -> list[list[list[tuple[int, int]]]] | None:
    """As `kernels.components.trace`: of each size the components after each number, up to where one holds all of the interval."""
    first, last, n, used = interval[0] + e - 1, interval[1] - e + 1, len(numbers), 0
    negative = [sum(min(x, 0) for x in numbers[t:]) for t in range(n + 1)]
    positive = [sum(max(x, 0) for x in numbers[t:]) for t in range(n + 1)]
    found: list[list[list[tuple[int, int]]]] = []
    for c in range(max(layers[1], 0) + 1):
        found.append([])
        for t in range(n + 1):
            if t:
                source = found[-1] if layers[1] < 0 else found[c - 1] if c else [[]] * n
                moved = [(a + numbers[t - 1], b + numbers[t - 1]) for a, b in source[t - 1]]
                near = interval[0] - e + 1 - positive[t], interval[1] + e - 1 - negative[t]
                found[-1].append(_union(found[-1][-1], moved, 2 * e - 1, near))
            else:
                found[-1].append([(0, 0)] * (c == 0))
            used += len(found[-1][-1])
            if 256 * used > limit_bytes:
                raise ValueError(f"{used:,} components in whole numbers are too many for {limit_bytes / 1e9:.3g} GB (limit_bytes)")
            if c >= layers[0] and _holds(found[-1][-1], first, last):
                return found
    return None


def _union(a: list[tuple[int, int]], b: list[tuple[int, int]], join: int, near: tuple[int, int]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for first, last in heapq.merge(a, b):
        if out and first - out[-1][1] <= join:
            out[-1] = out[-1][0], max(out[-1][1], last)
        else:
            out.append((first, last))
    return [(first, last) for first, last in out if last >= near[0] and first <= near[1]]


def _holds(components: list[tuple[int, int]], first: int, last: int) -> bool:
    return any(a <= first and b >= last for a, b in components)


def _whole(samples: Sequence[float] | Array, target: float, eps: float) -> tuple[list[int], int, int]:
    """Samples, target and eps as multiples of their common unit; an infinite eps as one that contains all sums."""
    ratios = [float(x).as_integer_ratio() for x in (*samples, target, eps if math.isfinite(eps) else 0.0)]
    unit = max(denominator for _, denominator in ratios)
    *numbers, z, e = (numerator * (unit // denominator) for numerator, denominator in ratios)
    return numbers, z, e if math.isfinite(eps) else abs(z) + sum(map(abs, numbers)) + 1


def _between(numbers: Sequence[int], low: int, high: int, size: int, limit_bytes: int) -> int:
    """How many subsets, of a size or any (-1), have a sum from low to high."""
    from simulations.solvers.kernels.limbs import BITS, pairs_below

    n, reach = len(numbers), sum(map(abs, numbers)) + 1
    low, high = max(low, -reach), min(high, reach)
    if low > high:
        return 0
    limbs = (2 * reach).bit_length() // BITS + 1

    def split(number: int) -> Index:
        return np.array([*(number >> BITS * place & (1 << BITS) - 1 for place in range(limbs - 1)), number >> BITS * (limbs - 1)])

    def sorted_sums(half: Sequence[int]) -> dict[int, Index]:
        """Sums (limbs, number of them) by the size of their subsets, or all for any."""
        sums, sizes = np.zeros((limbs, 1), np.int64), np.zeros(1, np.int64)
        for number in half:
            sums = np.concatenate([sums, sums + split(number)[:, None]], axis=1)
            sizes = np.concatenate([sizes, sizes + (size >= 0)])
        for place in range(limbs - 1):
            sums[place + 1] += sums[place] >> BITS
            sums[place] &= (1 << BITS) - 1
        order = np.lexsort((*sums, sizes))
        starts = np.searchsorted(sizes[order], np.arange(sizes.max() + 1))
        return dict(enumerate(np.split(np.ascontiguousarray(sums[:, order]), starts[1:], axis=1)))

    h = plan_halves(n, 8 * (5 * limbs + 4), limit_bytes, lambda h: limbs * 2.0 ** (n - h + 1), 5e-9, f"n = {n} samples in {limbs} limbs")
    left, right = sorted_sums(numbers[:h]), sorted_sums(numbers[h : 2 * h])
    total = 0
    for taken in itertools.product((0, 1), repeat=n - 2 * h):
        shift = sum(take * number for take, number in zip(taken, numbers[2 * h :], strict=True))
        for c, own in left.items():
            for d in right if size < 0 else {size - c - sum(taken)} & right.keys():
                total += pairs_below(own, right[d], split(high + 1 - shift)) - pairs_below(own, right[d], split(low - shift))
    return total
