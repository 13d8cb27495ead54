"""Enclosures that are proofs: balls of arbitrary precision (python-flint's arb) around moments of sums of Uniform[-1, 1] samples."""

import math
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flint import arb

BITS = 300


class Enclosure(NamedTuple):
    """A number that lies in [low, high]."""

    low: float
    high: float


def enclosure(ball: "arb") -> Enclosure:
    """Doubles around a ball: its ends, each moved outward by one double for its own rounding.

    >>> from flint import arb
    >>> enclosure(arb(1))
    Enclosure(low=0.9999999999999999, high=1.0000000000000002)
    """
    return Enclosure(math.nextafter(float(ball.lower()), -math.inf), math.nextafter(float(ball.upper()), math.inf))


def require(holds: bool, step: str) -> None:
    """ArithmeticError unless a step of a proof holds.

    >>> require(1 > 0, "1 > 0")
    """
    if not holds:
        raise ArithmeticError(f"the proof fails: {step}")


def dawson_sankoff(n: int, k: int, eps: float, target: float) -> Enclosure:
    """The Dawson-Sankoff bound of `moments` for Uniform[-1, 1], enclosed; eps < 1 and |target| + eps < k.

    In the scale u = (x + k) / 2 the integrand of q_i is a polynomial of degree below 2k between the integers, c - integers and
    c - eps - integers, c = (target + k + eps) / 2, which Gauss-Legendre of k nodes, themselves enclosed, integrates exactly.
    Source: natale2024, Eqs. 7, 8 and 24; dawson1967:theorem.

    >>> found = dawson_sankoff(15, 7, 0.01, 0.0)
    >>> print(f"{found.low:.12f} {found.high - found.low < 1e-15}")
    0.851209296448 True
    """
    from flint import arb, ctx

    width, c = Fraction(eps), (Fraction(target) + k + Fraction(eps)) / 2
    if not (1 <= k <= n and 0 < width < 1 and abs(Fraction(target)) + width < k):
        raise ValueError(f"1 <= k <= n, eps < 1 and |target| + eps < k are needed, got k={k}, n={n}, eps={eps}, target={target}")
    with ctx.workprec(BITS):
        p = _window(k, _ball(c), _ball(width))
        ratio = arb(math.comb(n - k, k))
        for i in range(1, k + 1):
            if shared := math.comb(k, i) * math.comb(n - k, k - i):
                ratio += shared * (_overlap(k, i, c, width) / p**2 if i < k else 1 / p)
        ratio /= math.comb(n, k)
        mean = math.comb(n, k) * p
        a = ratio * mean  # E[Y^2] / E[Y]
        j = max(1, math.floor(float(a.mid())))  # any integer from 1 on gives a lower bound, this one the best
        return enclosure(2 * mean / (j + 1) - mean * (a - 1) / (j * (j + 1)))


def _ball(x: Fraction) -> "arb":
    from flint import arb

    return arb(x.numerator) / x.denominator


def _window(m: int, v: "arb", width: "arb") -> "arb":
    """P(v - width < I_m < v) for the sum I_m of m uniforms on [0, 1]."""
    return _truncated_powers(m, v, m) - _truncated_powers(m, v - width, m)


def _overlap(k: int, i: int, c: Fraction, width: Fraction) -> "arb":
    """q_i: the integral over [0, i] of the density of I_i at u times P(c - u - width < I_{k-i} < c - u)^2."""
    from flint import arb

    cuts = {Fraction(j) for j in range(i + 1)}
    for edge in (c, c - width):
        cuts |= {edge - j for j in range(k - i + 1) if 0 < edge - j < i}
    total = arb(0)
    for a, b in pairwise(sorted(cuts)):
        half, middle = _ball((b - a) / 2), _ball((a + b) / 2)
        for node, weight in _gauss(k):
            u = middle + half * node
            total += weight * half * irwin_hall(i, u) * _power(_window(k - i, _ball(c) - u, _ball(width)), 2)
    return total


def irwin_hall(m: int, u: "arb") -> "arb":
    """The density of a sum of m uniforms on [0, 1] at 0 <= u <= m, m >= 1; at m = 1 it is 1.

    >>> from flint import arb
    >>> print(irwin_hall(2, arb(1) / 2))
    0.500000000000000
    """
    return _truncated_powers(m, u, m - 1)


def _truncated_powers(m: int, u: "arb", degree: int) -> "arb":
    """Of the sum of m uniforms on [0, 1] at u: at degree m the distribution function, at degree m - 1 its derivative, the density."""
    from flint import arb

    total = arb(0)
    for j in range(degree + 1):
        if u - j < 0:  # a ball around 0 is added: the truth, 0 or a power, is in its power
            break
        total += (-1) ** j * math.comb(m, j) * _power(u - j, degree)
    return total / math.factorial(degree)


def _power(x: "arb", m: int) -> "arb":
    """x^m by products: arb's own power has no value for a ball around 0."""
    from flint import arb

    return math.prod([x] * m, start=arb(1))


@cache
def _gauss(k: int) -> "list[tuple[arb, arb]]":
    """Nodes and weights on [-1, 1], enclosed at the precision of BITS."""
    from flint import arb

    return [arb.legendre_p_root(k, j, weight=True) for j in range(k)]
