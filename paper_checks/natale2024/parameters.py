"""natale2024: the constants of Theorem 2 and its corollaries, entropies, solutions of Eq. 28, and what random subsets share."""

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq

from paper_checks.evidence import overlap
from rss_theory import sums
from rss_theory.entropy import binary_entropy
from rss_theory.laws import Laplace, Law, Normal, Uniform
from rss_theory.moments import moments
from rss_theory.networks.architecture import Architecture, Dense
from rss_theory.rfss import theorem2_constant, width
from rss_theory.sum_bounded import constants

LAMBDA = 0.5  # lambda of Theorem 2
MU = 0.9  # in (lambda, 1): what the proof of Eq. 25 chooses
LAWS: tuple[Law, ...] = (Uniform(), Normal(), Laplace())


def h2(x: float) -> float:
    """H2(x), in bits."""
    return float(binary_entropy(x))


def entropy_bits(n: float, k: float) -> float:
    """n H2(k/n), by the logarithms that do not cancel for large n."""
    return (k * math.log(n / k) - (n - k) * math.log1p(-k / n)) / math.log(2)


def equal_widths(d: int, depth: int) -> Architecture:
    """A network of so many layers d x d."""
    return Architecture("equal widths", (Dense(d, d),) * depth)


def hypothesis_grid(c_hyp: float, law: Law) -> Iterator[tuple[dict[str, Any], float]]:
    """Points at which Eq. 1 holds, at and beyond its least n, with the exact E[Y^2] / E[Y]^2."""
    for k, eps in itertools.product((1, 2, 3, 5, 8, 13), (0.9, 0.1, 1e-3, 1e-6)):
        n = int(width(k, eps, c_hyp).value)
        for more, end in itertools.product((1, 2), (0, 1)):
            where = {"n": n * more, "k": k, "eps": eps, "z": end * math.sqrt(k)}
            yield where, moments(n * more, k, eps, end * math.sqrt(k), law).ratio


@cache
def proved_c_thm() -> float:
    """c_thm of the printed proof for Uniform[-1, 1] at its best mu, lambda = 1/2, less its rounding."""
    return theorem2_constant(*constants(Uniform()))[0] * (1 - 1e-9)


# Corollary 1 for k <= share n, share < p or p = 1 and share < 1, is proved here thus. Let alpha = 1 if p = 1, else (p + share)/2. At least
# alpha n samples are uniform but for exp(-2 (p - alpha)^2 n) <= eps/2 (Hoeffding). Let u = log(16/eps), C = 24000, w = log2(k/eps) >= 1,
# beta = min(1, alpha/share - 1): of the uniforms q >= beta k disjoint pairs and k - q others can be taken.
# A. k >= C u/beta^2: from each pair one sample, so a subset sum of the q differences, with density (2 - |x|)/4, is added to T, a sum of k
#    uniforms. |T| <= R = sqrt(2 k u) but for 2 exp(-u) (Hoeffding). floor(q/2) differences cover [-1/4, 1/4] but for
#    eps^-2 (7/8)^floor(q/2) (`rss_theory.covering`, L = 1). The parts of the others in (0, 1/2] have mean s = 5/96, and add up to half
#    their mean, q s/4 >= sqrt(k) + R, but for exp(-q s^2) on each side: Hoeffding again. That T depends on the differences does not matter.
# B. k < C u/beta^2 <= 5 C ln(2) w/beta^2: by Eq. 3 and n H2(k/n) <= k log2(e n/k), n/k >= 2^(b w)/e with b = c_amp beta^2/(5 C ln 2), so
#    large that r = (3/c_thm + 1) w disjoint groups of n alpha/(2r) uniforms satisfy Theorem 2 at eps/2, for each of 2.5 * 2^w
#    targets eps apart.
PAIRS = 24_000
EXPONENT = 13  # of b = EXPONENT + log2(1/alpha)


def proved_c_amp(p: float, share: float) -> float:
    """c_amp of this proof, which depends on p and on the largest k/n."""
    alpha = 1.0 if p == 1 else (p + share) / 2
    beta = min(1.0, alpha / share - 1)
    return max((EXPONENT - math.log2(alpha)) * 5 * PAIRS * math.log(2) / beta**2, 0.0 if p == 1 else 1 / (p - alpha) ** 2)


def fixed_points(c_amp: float, share: float, x: float) -> list[float]:
    """All n with n H2(share) = c_amp log2(share n x)^2, which is Eq. 44, and Eq. 28 for x = 2 problems / eps."""
    shift = math.log(h2(share) / share) - math.log(c_amp * x / math.log(2) ** 2)

    def gap(s: float) -> float:  # log of the quotient of the sides, s = log(share n x)
        return s - 2 * math.log(abs(s)) + shift

    parts = ((-700.0, -1e-9), (1e-9, 2.0), (2.0, 700.0))  # it rises to infinity at s = 0, falls until s = 2 and rises
    return [math.exp(brentq(gap, a, b)) / (share * x) for a, b in parts if gap(a) * gap(b) < 0]


def overlaps(mu: float, share: float = LAMBDA) -> Iterator[tuple[dict[str, Any], float, list[float], list[float]]]:
    """Uniform samples, exact, k = share n: where, the sum of P(I_i) for mu k <= i < k, and P(I_i) P(H'|H, I_i) below mu k and there."""
    for k, eps, end in itertools.product((2, 3, 5, 10, 20), (0.5, 1e-2, 1e-5), (0, 1)):
        n = math.ceil(k / share)
        p, ratios = sums.overlaps(Uniform(), k, end * math.sqrt(k), eps)
        parts = [float(overlap(n, k, i)) * float(q) * p for i, q in enumerate(ratios)]
        cut = math.ceil(mu * k)
        inside = float(sum((overlap(n, k, i) for i in range(cut, k)), Fraction(0)))
        yield {"n": n, "k": k, "eps": eps, "z": end * math.sqrt(k)}, inside, parts[:cut], parts[cut:k]


def packed_matrices(d: int, norm: float, eps: float) -> int:
    """The size of a set of d x d matrices of spectral norm at most `norm`, more than 2 eps apart; d <= 2."""
    if d == 1:
        return math.ceil(norm / eps)  # the most points of an interval of length 2 norm with gaps above 2 eps
    step = 2 * eps * (1 + 1e-9)  # entries on a lattice: the spectral norm is at least the greatest entry
    reach = math.floor(norm / step)
    axis = np.arange(-reach, reach + 1) * step
    a, b, c, e = np.meshgrid(axis, axis, axis, axis, sparse=True)
    # the greatest singular value of [[a, b], [c, e]]
    return int((np.hypot(a + e, c - b) + np.hypot(a - e, b + c) <= 2 * norm).sum())
