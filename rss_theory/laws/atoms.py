"""Laws of finitely many atoms: quantised weights, Rademacher, lattices."""

import math
from fractions import Fraction

import numpy as np

from rss_theory.arrays import Array

MOST_STEPS = 2**16  # of a lattice from the first atom to the last: with more, floats lie on one by chance


def common_lattice(positions: Array) -> tuple[float, float] | None:
    """(offset, step) with all positions (m,), increasing, on offset + step Z up to rounding, the step the greatest; None without one.

    >>> common_lattice(np.array([-1.0, 0.5, 1.0]))
    (-1.0, 0.5)
    """
    first, span = positions[0], positions[-1] - positions[0]
    if not span:
        return float(first), 1.0
    count = 1
    for share in (positions - first) / span:
        count = math.lcm(count, Fraction(float(share)).limit_denominator(MOST_STEPS).denominator)
        if count > MOST_STEPS:
            return None
    nearest = first + np.rint((positions - first) / span * count) / count * span
    off = np.abs(nearest - positions).max() > 2.0**-49 * np.abs(positions).max()
    return None if off else (float(first), float(span / count))
