"""Concentration inequalities as the papers use them: upper bounds on probabilities that things go wrong."""

import math

from rss_theory.bound import Bound

PROBABILITY = "probability"


def hoeffding(n: int, p: float, share: float) -> Bound:
    """P(at most share n of n independent events of probability p happen) <= exp(-2 (p - share)^2 n), share < p.

    The paper has share != p, but nothing holds beyond p. Source: natale2024:appendix-d.

    >>> hoeffding(100, 0.5, 0.25).value < 0.001
    True
    """
    hypotheses = {"0 < p <= 1": 0 < p <= 1, "0 <= share < p": 0 <= share < p}
    return Bound("Hoeffding", math.exp(-2 * (p - share) ** 2 * n), "upper", PROBABILITY, "natale2024:appendix-d", hypotheses)


def chernoff_upper(mean: float, d: float) -> Bound:
    """P(X >= (1 + d) mean) <= exp(-d^2 mean / 3) for a sum X of independent variables in [0, 1] of at most this mean.

    Source: dacunha2023:lemma-16.

    >>> round(chernoff_upper(30.0, 0.5).value, 4)
    0.0821
    """
    return Bound("Chernoff, above", math.exp(-(d**2) * mean / 3), "upper", PROBABILITY, "dacunha2023:lemma-16", {"0 < d < 1": 0 < d < 1})


def chernoff_lower(mean: float, d: float) -> Bound:
    """P(X <= (1 - d) mean) <= exp(-d^2 mean / 2) for a sum X as above of at least this mean (printed with the upper mean).

    Source: dacunha2023:lemma-16.

    >>> round(chernoff_lower(30.0, 0.5).value, 4)
    0.0235
    """
    return Bound("Chernoff, below", math.exp(-(d**2) * mean / 2), "upper", PROBABILITY, "dacunha2023:lemma-16", {"0 < d < 1": 0 < d < 1})


def chi_square(degrees: int, t: float) -> tuple[float, float, Bound]:
    """(low, high, bound): a chi-square variable is at most low, or at least high, with probability at most exp(-t) each.

    low = degrees - 2 sqrt(degrees t), high = degrees + 2 sqrt(degrees t) + 2t. Source: dacunha2023:lemma-17.

    >>> low, high, bound = chi_square(16, 1.0)
    >>> low, high, round(bound.value, 4)
    (8.0, 26.0, 0.3679)
    """
    root = 2 * math.sqrt(degrees * t)
    bound = Bound("chi-square tail", math.exp(-t), "upper", PROBABILITY, "dacunha2023:lemma-17", {"t > 0": t > 0})
    return degrees - root, degrees + root + 2 * t, bound


def centred_interval(eps: float, variance: float) -> Bound:
    """P(|X - z| <= eps) for X normal of mean 0 is at most that of z = 0. Source: dacunha2023:lemma-14.

    >>> round(centred_interval(1.0, 1.0).value, 4)
    0.6827
    """
    value = math.erf(eps / math.sqrt(2 * variance))
    return Bound("interval at 0", value, "upper", PROBABILITY, "dacunha2023:lemma-14", {"variance > 0": variance > 0})


def overlap_exponential(n: int, k: int, d: int) -> Bound:
    """P(two random k-subsets of n share at least k/d) <= exp(-(2k / d^2) (1 - d/k)^2), n >= k^2. Source: dacunha2023:eq-17.

    >>> round(overlap_exponential(10_000, 100, 5).value, 6)
    0.000732
    """
    hypotheses = {"n >= k^2": n >= k * k, "k >= d": k >= d}
    value = math.exp(-2 * k / d**2 * (1 - d / k) ** 2)
    return Bound("overlap, Chernoff", value, "upper", PROBABILITY, "dacunha2023:eq-17", hypotheses)


def overlap_chebyshev(n: int, k: int, mu: float) -> Bound:
    """P(two random k-subsets of n share at least mu k) <= Var / (mu k - k^2/n)^2, the variance being hypergeometric.

    The paper writes the denominator's constant upside down in the next step. Source: natale2024:eq-18.

    >>> round(overlap_chebyshev(100, 20, 0.5).value, 6)
    0.071829
    """
    variance = k * (k / n) * (1 - k / n) * (n - k) / max(1, n - 1)
    hypotheses = {"k/n < mu < 1": k / n < mu < 1, "1 <= k <= n": 1 <= k <= n}
    value = variance / (mu * k - k * k / n) ** 2 if mu * n != k else math.inf
    return Bound("overlap, Chebyshev", value, "upper", PROBABILITY, "natale2024:eq-18", hypotheses)


def berry_esseen_uniform(n: int) -> Bound:
    """sqrt(3) / (20 sqrt(n)) bounds the distance of the distribution functions of a scaled sum of n uniforms and of N(0, 1).

    Source: natale2024:theorem-6.

    >>> round(berry_esseen_uniform(18).value, 6)
    0.020412
    """
    value = math.sqrt(3) / (20 * math.sqrt(n))
    return Bound("Allasia", value, "upper", "distance of distribution functions", "natale2024:theorem-6", {"n >= 1": n >= 1})


def local_limit_uniform(n: int, a: float) -> Bound:
    """A E|X|^3 max(1, C^3) / sqrt(n) bounds the distance of the densities of a scaled sum of n uniforms and of N(0, 1).

    X is uniform on [-sqrt(3), sqrt(3)], so E|X|^3 = 3 sqrt(3)/4 and the maximum is 1; A = a is an absolute constant that nobody names.
    Source: natale2024:theorem-7.

    >>> round(local_limit_uniform(4, 1.0).value, 6)
    0.649519
    """
    value = a * 3 * math.sqrt(3) / 4 / math.sqrt(n)
    return Bound("Sahaidarova", value, "upper", "distance of densities", "natale2024:theorem-7", {"n >= 1": n >= 1, "A > 0": a > 0})
