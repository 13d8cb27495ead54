"""Sums of any size in limbs: a number is the sum of limb[l] 2^(BITS l), the highest signed, the others from 0 to 2^BITS - 1."""

import numpy as np

from simulations.solvers.kernels.compiled import kernel

BITS = 56  # so that the limbs of 64 samples add up within 63 bits


@kernel
def _sign(left, i, right, j, bound):  # type: ignore[no-untyped-def]
    """A number with the sign of left[:, i] + right[:, j] - bound, from the highest limb on."""
    off = 0
    for limb in range(len(bound) - 1, -1, -1):
        off = (off << BITS) + left[limb, i] + right[limb, j] - bound[limb]
        if off > 0 or off < -1:  # limbs below add more than -1 and less than 2
            return off
    return off


@kernel
def pairs_below(left, right, bound):  # type: ignore[no-untyped-def]
    """How many pairs of columns of left (limbs, sums) and right, both sorted, have a sum below bound (limbs,)."""
    total, j = np.int64(0), right.shape[1]
    for i in range(left.shape[1]):
        while j > 0 and _sign(left, i, right, j - 1, bound) >= 0:
            j -= 1
        total += j
    return total
