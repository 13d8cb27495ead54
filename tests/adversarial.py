"""Problems of adversarial doubles, decimals, ties, numbers far apart, the greatest and the least, and all their sums as rationals."""

from fractions import Fraction

import numpy as np

FAMILIES = {
    "uniform": lambda r: r.uniform(-1, 1),
    "tenths": lambda r: r.randint(-30, 30) / 10,
    "thousandths": lambda r: r.randint(-3000, 3000) / 1000,
    "near 1e16": lambda r: r.choice([1e16, 3.3, 1.0, 2.0, 1e16 + 2, -1e16, 0.1, 7e15]),
    "greatest": lambda r: r.choice([1, -1, 2, 5, -3]) * 1e306,
    "least": lambda r: r.randint(-9, 9) * 5e-324,
    "wide": lambda r: r.uniform(-1, 1) * 2.0 ** r.randint(-60, 60),
    "all of them": lambda r: r.choice([5e-324, 1e306, -1e306, 1.0, 2.0**-60, 0.0, 1e-308, 3e-310]) * r.choice([1, -1, 3]),
    "twins": lambda r: 1 + r.randint(-3, 3) * 2.0**-52,
}


def problem(r, largest=7):
    """Samples of a family, a target and an eps, often such that a sum is at eps or beside it, and a size or None."""
    draw = r.choice(list(FAMILIES.values()))
    x = [draw(r) for _ in range(r.randint(0, largest))]

    def some():
        return sum(v for v in x if r.random() < 0.5)

    z = r.choice([some, some, lambda: draw(r), lambda: draw(r) * r.choice([0.5, 3, 1e-3])])()
    z = float(z) if np.isfinite(z) else 0.0
    error = abs(some() - z)
    eps = r.choice([error, error, abs(draw(r)), 0.0, 5e-324, float(np.nextafter(error, 0)), float(np.nextafter(error, np.inf))])
    return x, z, eps if np.isfinite(eps) else 1.0, r.choice([None, None, r.randint(0, len(x))])


def off(x, z):
    """Of each subset, in binary order: its size, and its sum less z, a Fraction."""
    sums = [(0, -Fraction(z))]
    for v in map(Fraction, x):
        sums += [(k + 1, s + v) for k, s in sums]
    return sums


def errors(x, z):
    """Of each subset its size and its distance from z."""
    return [(k, abs(s)) for k, s in off(x, z)]
