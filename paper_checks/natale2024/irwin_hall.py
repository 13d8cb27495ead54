"""natale2024: the density of a sum of uniforms."""

import math
from fractions import Fraction

HALF = Fraction(1, 2)


def irwin_hall_density(x: Fraction, n: int) -> Fraction:
    """f(x, n), exactly; between its two values where it jumps, n = 1."""
    if n == 1:
        return HALF if abs(x) <= 1 else Fraction(0)
    u = (x + n) / 2
    terms = ((-1) ** j * math.comb(n, j) * (u - j) ** (n - 1) for j in range(n + 1) if u > j)
    return sum(terms, Fraction(0)) / (2 * math.factorial(n - 1)) if u < n else Fraction(0)
