"""dacunha2022: the constants of subset sums of products V U^+, and their gaps.

Statements with an unnamed constant C are decided with the one that `samples_line` proves: n >= A + B log(1/e) products V U^+ have subset
sums within e of all of [-1, 1] but for a probability e.
"""

import itertools
import math
from functools import cache

import numpy as np
import sympy

from rss_theory import laws
from simulations import solvers

PRODUCT = laws.PRUNED_PRODUCT  # the law of V U^+
HALF = sympy.Rational(1, 2)


@cache
def samples_line() -> tuple[float, float]:
    """A, B: n >= A + B log(1/e) products V U^+ cover [-1, 1] within e but for a probability e, for all e <= 1/32.

    The counting argument of `rss_theory.covering` in closed form: with f(z) = log(1/z)/4, L = 1/e, r = L f(L), t samples cover
    [-h, h], h = (L - e)/2, but for (L/e)^2 (1 - r/2)^t, and m samples in (0, T], T = L - 1/32 <= 2h, add up to less than 1 on either side
    with probability at most 2 exp(s) (1 - q)^m, q = E[1 - exp(-s X); 0 < X <= T]. Each is made e/2. 3 % of error is spare, for <.
    """
    length = math.exp(-1)
    decay = -math.log1p(-length * float(PRODUCT.density(length)) / 2)
    edges = np.linspace(0.0, length - 1 / 32, 513)
    masses = np.diff(edges * (1 + np.log(1 / np.maximum(edges, 1e-300))) / 4)  # integral of f: z (1 + log(1/z)) / 4

    def line(s: float) -> tuple[float, float]:
        rate = -math.log1p(-float((1 - np.exp(-s * edges[:-1])) @ masses))  # 1 - exp(-s z) rises: its least value on each cell
        slope = 3 / decay + 1 / rate
        return (2 * math.log(length) + math.log(2)) / decay + (s + math.log(4)) / rate + 2 + slope * math.log(1 / 0.97), slope

    return min((line(s) for s in range(4, 40)), key=lambda pair: pair[0] + pair[1] * math.log(32))


@cache
def kernel_constant() -> float:
    """C with A + B log(max(y, 32)) <= C log(2 y) for all y >= 1: then n >= C log(2 d^2 c / eps) suffices for a kernel, y = d^2 c / eps.

    On [1, 32] the left side is constant, beyond its slope in log y is B: y = 1, y = 32 and B <= C decide.
    """
    a, b = samples_line()
    return max(b, (a + b * math.log(32)) / math.log(2))


@cache
def exponential_gap(xi: float) -> tuple[float, float]:
    """(a, b): E[max over |z| <= (1/16 - xi) n of the distance to the nearest subset sum of n products V U^+] <= a exp(-b n), all n.

    As `samples_line`, of n samples kappa n in (0, T], T = (1 - theta) L, that reach A n = (1/16 - xi) n, by Chernoff's bound with
    1 - exp(-x) >= x - x^2/2 from the moments m1, m2 of f on (0, T], and the rest that cover within theta L exp(-beta n); the distance is
    at most A n in any case, and n exp(-2 b n) <= exp(-b n) / (e b). Nothing, (inf, 0), where no kappa < 1 reaches so far.
    """
    theta, reach = 0.05, 1 / 16 - xi
    best = math.inf, 0.0
    for length, kappa in itertools.product(np.linspace(0.4, 0.95, 23), np.linspace(0.05, 0.95, 46)):
        top = (1 - theta) * length
        decay = -math.log1p(-length * math.log(1 / length) / 8)
        m1, m2 = top**2 * (2 * math.log(1 / top) + 1) / 16, top**3 * (3 * math.log(1 / top) + 1) / 36
        drift = kappa * m1 - reach
        if drift > 0:
            rate = min(decay * (1 - kappa) / 3, drift**2 / (2 * kappa * m2))
            a = theta * length + reach * (math.exp(decay) / theta**2 + 2) * 2 / (math.e * rate)
            best = max(best, (a, rate / 2), key=lambda pair: pair[1])
    return best


@cache
def pruned_density() -> tuple[sympy.Symbol, sympy.Expr]:
    """z and the density of V U^+ at z in (0, 1], where U^+ has density 1/2 at x in (0, 1] and V density 1/2 at z/x; it is even."""
    z, x = sympy.symbols("z x", positive=True)
    return z, sympy.integrate(HALF * HALF / x, (x, z, 1))


def positive_mean() -> sympy.Expr:
    """E[V U^+; V U^+ > 0]."""
    z, density = pruned_density()
    return sympy.integrate(z * density, (z, 0, 1))


@cache
def mean_gap(n: int, part: float) -> float:
    """The mean gap of 400 draws of n samples over [-part n, part n]."""
    samples = PRODUCT.sample(np.random.default_rng(n), (400, n))
    return float(solvers.coverage_gap_many(samples, -part * n, part * n).mean())
