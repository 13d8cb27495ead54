"""Sums in fixed point: samples scaled by a power of two and rounded to 64-bit integers, so that their sums are exact.

The scale makes the sum of absolute samples lie between 2^59 and 2^60 units: n samples and a target each rounded by half a unit leave a
subset's error within (n + 1) / 2 units of the true one, less than n 2^-59 of the sum of absolute samples. Nothing is rounded at all where
samples are multiples of a unit, as numpy's uniform ones are.
"""

import math

import numpy as np

from simulations.solvers.kernels.compiled import kernel

FAR = 2**61  # beyond every sum


@kernel
def exponent(samples):  # type: ignore[no-untyped-def]
    """The power of two to scale samples by."""
    total = 0.0
    for x in samples:
        total += abs(x)
    return 60 - math.frexp(total)[1] if total > 0 else 0


@kernel
def factors(power):  # type: ignore[no-untyped-def]
    """Two whose product is 2^power, since that alone may overflow."""
    half = power // 2
    return math.ldexp(1.0, half), math.ldexp(1.0, power - half)


@kernel
def scaled(x, scale):  # type: ignore[no-untyped-def]
    """2^power x, within +-FAR, by its `factors`."""
    return min(max(x * scale[0] * scale[1], -float(FAR)), float(FAR))


@kernel
def fixed(x, scale):  # type: ignore[no-untyped-def]
    """The integer nearest 2^power x."""
    return np.int64(np.rint(scaled(x, scale)))


@kernel
def fix_all(samples, scale, integers):  # type: ignore[no-untyped-def]
    """`fixed` of each sample; how many of them are no multiples of the unit, and so were rounded."""
    first, second = scale
    rounded = np.int64(0)
    for t in range(len(samples)):
        y = samples[t] * first * second
        nearest = np.rint(y)
        integers[t] = np.int64(nearest)
        rounded += 0 if y == nearest else 1
    if first < 1:  # only then a product may fall below all doubles
        for t in range(len(samples)):
            rounded += np.int64((samples[t] != 0) & (samples[t] * first * second == 0))
    return rounded


@kernel
def _floor(x, scale):  # type: ignore[no-untyped-def]
    """The greatest integer up to 2^power x, and whether it is less; within +-FAR."""
    y = scaled(x, scale)
    if y == 0 and x != 0:  # fell below all doubles
        return np.int64(x > 0) - 1, True
    return np.int64(np.floor(y)), np.floor(y) != y


@kernel
def beside(z, eps, scale):  # type: ignore[no-untyped-def]
    """The greatest integer below and the least above 2^power (z + eps), exactly; beyond +-FAR some integer beyond every sum.

    What z + eps loses in rounding is at most half a unit in its last place: where that is less than 1 and something is left of z + eps
    above an integer, what is lost leads to no other integer.
    """
    total = z + eps
    lost = (z - (total - (total - z))) + (eps - (total - z))
    whole, more = _floor(total, scale)
    if not more and abs(whole) < FAR:
        further, more = _floor(lost, scale)
        whole += further
    return whole - np.int64(not more), whole + 1


@kernel
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
