"""dacunha2023: bounds on sums of NSN vectors, proved here. r is sqrt(c_d) = 1 / max(d, 4), Q a chi-square variable.

Two bounds repair all that fails in section 4.1 and the proof of Theorem 5:
  P(sum of k in the box) >= exp(-a / (2 (k - 2))) (2 eps / sqrt(2 pi k))^d,  a = |z|_2^2 + 2 eps |z|_1 + d eps^2, k >= 3,
by Jensen's inequality for the logarithm of (2 eps)^d (2 pi Q)^(-d/2) exp(-a / (2Q)), as E[log Q] <= log k and E[1/Q] = 1/(k - 2); and
  P(both sums in the box) <= (2 eps^2 / (pi (j - d - 1)))^d for j > d + 1,
as E[Q^(-d/2)] = 2^(-d/2) Gamma((j - d)/2) / Gamma(j/2) <= (j - d - 1)^(-d/2), since digamma(t) > log(t - 1/2).
"""

import math
from fractions import Fraction

import numpy as np

PROVED_C, PROVED_P = 8, Fraction(1, 15)  # Theorem 5 with k >= 8 d^2 log(d/eps): probability at least 1/15 (`theorem_5`)

LAYERS: dict[str, list[float]] = {
    "dimension": [1, 2, 9, 576, 10**4, 10**6],
    "into": [1, 64, 512],
    "depth": [1, 10, 100],
    "eps": [0.2499, 0.01, 1e-6],
}


def samples(dimension: float, into: int, eps: float, power: int) -> float:
    """n for Lemma 12 and all kernels at once, dimension D = d^2 c_1, if Theorem 5 asks k >= 8 D^power log(D/eps).

    As in lemma-12-for-all-kernels: more than n/3 samples of a sign, in two halves, each of groups of k^2, with errors h = eps / (4 D c_0)
    and failure eps / (32 c_0) a target.
    """
    k = math.ceil(PROVED_C * dimension**power * math.log(4 * dimension**2 * into / eps))
    groups = math.ceil(math.log(32 * into / eps) / -math.log1p(-float(PROVED_P)))
    return 6.0 * groups * k**2


def lemma_12_constant() -> float:
    """C with which n = C D^(2 power) log(D c_0 / eps)^3 is at least `samples`, for power 2 and 3 and all D, c_0 >= 1, eps <= 1/4.

    With y = log(D c_0 / eps) >= log 4 and D <= e^y / 4: k <= 8 D^power 2y + 1, groups <= 15 (y + log 32) + 1; the quotients fall in y.
    """
    y = math.log(4)
    return 6 * ((1 + math.log(32) / y) / float(PROVED_P) + 1 / y) * (2 * PROVED_C + 1 / y) ** 2


def root_c(d: int) -> Fraction:
    """sqrt(c_d)."""
    return Fraction(1, max(d, 4))


def spread(d: int) -> Fraction:
    """1 + 2 sqrt(c_d) + 2 c_d."""
    return 1 + 2 * root_c(d) + 2 * root_c(d) ** 2


def edge_target(d: int, k: int) -> list[float]:
    """A target of 1-norm sqrt(k), by a hair, that has the greatest 2-norm."""
    return [math.sqrt(k) * (1 - 1e-12)] + [0.0] * (d - 1)


def jensen(d: int, k: float, eps: float, radius: float = 0.5) -> float:
    """a / (2 (k - 2)) at |z|_2 = |z|_1 = k^radius: the box is hit with probability exp(-this) (2 eps / sqrt(2 pi k))^d at least."""
    return (k ** (2 * radius) + 2 * eps * k**radius + d * eps**2) / (2 * (k - 2))


def log_ratio(d: int, k: float, eps: float, radius: float = 0.5) -> float:
    """log of an upper bound on E[T^2] / E[T]^2, n >= k^2.

    Pairs that share at most q k, q = 1 / max(d, 2), by the two bounds; others by P(sharing m or more) <= C(k, m) (k/n)^m <= 1/m!.
    """
    q, loss = 1 / max(d, 2), jensen(d, k, eps, radius)
    near = 2 * loss - d * math.log(1 - q - (d + 1) / k)
    far = loss + d * math.log(math.sqrt(2 * math.pi * k) / (2 * eps)) - math.lgamma(q * k + 1)
    return float(np.logaddexp(near, far))
