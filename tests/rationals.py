"""Sums of Uniform[-1, 1] in exact rationals."""

import math
from fractions import Fraction
from itertools import pairwise


def irwin_hall(k, u, power):
    """The density (power k-1) or distribution function (power k) of k Uniform[0, 1] at a rational u; powers of whole numbers are fast."""
    p, q = u.numerator, u.denominator
    total = sum((-1) ** j * math.comb(k, j) * (p - j * q) ** power for j in range(p // q + 1)) if u > 0 else 0
    return Fraction(total, q**power * math.factorial(power))


def integral(polynomial, degree, a, b):
    """Exact integral over [a, b] of a polynomial, from degree + 1 values inside: Lagrange's polynomials, in rationals."""
    points = [Fraction(j + 1, degree + 2) for j in range(degree + 1)]
    total = Fraction(0)
    for j, p in enumerate(points):
        basis = [Fraction(1)]  # coefficients, lowest first
        for i, q in enumerate(points):
            if i != j:
                basis = [(lower - q * upper) / (p - q) for lower, upper in zip([0, *basis], [*basis, 0], strict=True)]
        total += sum(c / (power + 1) for power, c in enumerate(basis)) * polynomial(a + (b - a) * p)
    return (b - a) * total


def density(k, x):
    """Of a sum of k samples."""
    return irwin_hall(k, (x + k) / 2, k - 1) / 2 if abs(x) < k else Fraction(0)


def distribution(k, x):
    """P(S_k <= x)."""
    return irwin_hall(k, min(max((x + k) / 2, Fraction(0)), Fraction(k)), k)


def overlaps(k, z, eps, atom=Fraction(0)):
    """p and q_1, ..., q_k of `sums.overlaps` for samples that are 0 with probability atom, else Uniform[-1, 1]; no end of a window at 0."""

    def mixed(m, of):
        return sum(math.comb(m, j) * atom ** (m - j) * (1 - atom) ** j * of(j) for j in range(1, m + 1))

    def window(m, t):
        return mixed(m, lambda j: distribution(j, t + eps) - distribution(j, t - eps)) + atom**m * (abs(t) < eps)

    q = []
    for i in range(1, k):
        knots = {Fraction(j) for j in range(-i, i + 1)} | {z + s * eps + j for s in (-1, 1) for j in range(i - k, k - i + 1)}
        edges = sorted(b for b in knots if -i <= b <= i)
        values = lambda b, i=i: mixed(i, lambda count: density(count, b)) * window(k - i, z - b) ** 2  # noqa: E731
        smooth = sum((integral(values, i - 1 + 2 * (k - i), a, b) for a, b in pairwise(edges)), Fraction(0))
        q.append(smooth + atom**i * window(k - i, z) ** 2)
    return window(k, z), [*q, window(k, z)]
