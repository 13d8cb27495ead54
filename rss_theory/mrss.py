"""Subset sums of normally-scaled normal (NSN) vectors: X = Z (Z_1, ..., Z_d), all standard normal. Source: dacunha2023, section 4.1.

Given its scale factors the coordinates of a sum of k NSN vectors are independent N(0, Q), Q chi-square with k degrees of freedom, so
probabilities are integrals over Q: of one sum over one Q, of two sums that share k - j vectors over three, Q_A and Q_C (j degrees of
freedom each) of what each has alone and Q_B of what they share. In log Q the chi-square density is analytic and decays at least
exponentially, so the trapezoidal rule converges exponentially; small scales, which are rare and decide sums of few vectors, have
their full weight.

The paper bounds a normal density by 1 / sqrt(pi Q) where it is 1 / sqrt(2 pi Q): in Lemma 7, a lower bound, this loses validity by a
factor 2^(d/2); in Lemma 8, an upper bound, it only loses sharpness. `corrected` asks for the statements with 2 pi.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import erf, gammaln, log_ndtr

from rss_theory.arrays import Array, ArrayLike
from rss_theory.bound import Bound
from rss_theory.least import or_inf

PROBABILITY, SUCCESS = "probability", "success probability"
THEOREM_5 = 1 / (270801 + 16 / math.e)  # what its proof makes of the constant
NODES = 48  # of the integral over one sum's window, clustered at its ends


def distribution(k: int, x: ArrayLike) -> Array:
    """P(each coordinate of a sum of k NSN vectors is at most that of x), x of shape (..., d). Absolute error below 1e-12.

    Source: dacunha2023:definition-4, of one vector.

    >>> float(distribution(3, [0.0, 0.0]).round(12))
    0.25
    """
    x = np.asarray(x, dtype=float)
    if k < 1 or not x.ndim or not x.shape[-1]:
        raise ValueError(f"k >= 1 and points of at least one coordinate are needed, got k={k}, shape {x.shape}")
    scale, weight = _chi_square(k, 1, 1.0, 0.1, 45.0)
    return np.asarray(np.exp(log_ndtr(x[..., None, :] / np.sqrt(scale)[:, None]).sum(axis=-1)) @ weight)


def box_probability(k: int, eps: float, target: Sequence[float]) -> float:
    """P(the sum of k NSN vectors is within eps of target in each coordinate), target of length d; k >= 1, d >= 1, eps > 0.

    Relative error below 1e-9. Source: dacunha2023:lemma-7, its left-hand side.

    >>> f"{box_probability(16, 0.01, [0.0, 0.0]):.6e}"
    '4.547271e-06'
    """
    z = _checked(k, eps, target)
    scale, weight = _chi_square(k, z.size, eps, 0.1, 45.0)
    inside = [_within(value, eps, scale) ** times for value, times in zip(*np.unique(z, return_counts=True), strict=True)]
    return float(np.sum(weight * np.prod(inside, axis=0)))


def joint_probability(k: int, j: int, eps: float, target: Sequence[float]) -> float:
    """P(two k-subsets' sums that share k - j NSN vectors are both within eps of target in each coordinate), 0 <= j <= k.

    Relative error below 1e-6. Source: dacunha2023:lemma-8, its left-hand side.

    >>> f"{joint_probability(16, 16, 0.01, [0.0]):.6e} {box_probability(16, 0.01, [0.0]) ** 2:.6e}"
    '4.387868e-06 4.387868e-06'
    """
    z = _checked(k, eps, target)
    if not 0 <= j <= k:
        raise ValueError(f"0 <= j <= k is needed, got j={j}, k={k}")
    if j == 0:
        return box_probability(k, eps, target)
    if j == k:
        return box_probability(k, eps, target) ** 2
    own, own_weight = _chi_square(j, z.size, eps, 0.5, 25.0)
    shared, shared_weight = _chi_square(k - j, z.size, eps, 0.5, 25.0)
    # tanh maps to the window (-1, 1) with nodes clustered at its ends, where a sum of small scale turns away
    t = np.linspace(-3.2, 3.2, NODES)
    place = np.tanh(np.sinh(t) * np.pi / 2)
    place_weight = (t[1] - t[0]) * np.pi / 2 * np.cosh(t) / np.cosh(np.sinh(t) * np.pi / 2) ** 2
    one, other = np.triu_indices(len(own))  # both sums have one law: pairs of scales in one order are enough
    pair_weight = own_weight[one] * own_weight[other] * np.where(one == other, 1.0, 2.0)
    total = 0.0
    for b, b_weight in zip(shared, shared_weight, strict=True):
        first = own[:, None] + b  # variance of the first sum, s; given it the second sum is normal of mean share s and variance rest
        share, rest = b / first, own[one, None] * b / first[one] + own[other, None]
        product = np.ones(len(one))
        for value, times in zip(*np.unique(np.abs(z), return_counts=True), strict=True):
            s = value + eps * place
            density = np.exp(-(s**2) / (2 * first)) / np.sqrt(2 * np.pi * first)
            inside = _within((value - share * s)[one], eps, rest)
            product *= np.sum((eps * place_weight * density)[one] * inside, axis=1) ** times
        total += b_weight * float(pair_weight @ product)
    return float(total)


def second_moment_ratio(n: int, k: int, eps: float, target: Sequence[float]) -> float:
    """E[T^2] / E[T]^2 for T the number of k-subsets of n NSN vectors within eps of target; 1 <= k <= n.

    Its inverse is a lower bound on the probability that there is one. Relative error below 1e-5. Source: dacunha2023:lemma-9.

    >>> f"{second_moment_ratio(2, 1, 0.5, [0.0]):.6f}"
    '1.347154'
    """
    if not 1 <= k <= n:
        raise ValueError(f"1 <= k <= n is needed, got k={k}, n={n}")
    p, subsets = box_probability(k, eps, target), math.comb(n, k)
    return math.fsum(
        math.comb(k, k - j) * math.comb(n - k, j) / subsets * joint_probability(k, j, eps, target) / p**2 for j in range(min(k, n - k) + 1)
    )


def success_bounds(n: int, k: int, eps: float, target: Sequence[float]) -> list[Bound]:
    """Bounds on P(some k of n NSN vectors sum to within eps of target in each coordinate), 1 <= k <= n.

    The moments are exact (`second_moment_ratio`). Theorem 5 promises a constant that its proof makes 1 / (C' + 16/e), C' = 270801, for
    k >= C d^3 log(d/eps) with a C that it leaves open: 1 stands for it. Source: dacunha2023:lemma-9, dacunha2023:theorem-5.

    >>> [f"{b.name}: {b.value:.6f}" for b in success_bounds(20, 8, 0.1, [0.0])]
    ['second moment: 0.849151', 'first moment: 1.000000', 'Theorem 5: 0.000004']
    """
    subset = {"1 <= k <= n": 1 <= k <= n}
    p = box_probability(k, eps, target)
    ratio = second_moment_ratio(n, k, eps, target) if p**2 > 0 else math.inf  # else nothing is proved in floating point
    return [
        Bound("second moment", 1 / ratio, "lower", SUCCESS, "dacunha2023:lemma-9", subset),
        Bound("first moment", min(1.0, or_inf(lambda: math.comb(n, k) * p)), "upper", SUCCESS, "counting:first-moment", subset),
        theorem5(n, k, eps, target),
    ]


def theorem5(n: int, k: int, eps: float, target: Sequence[float]) -> Bound:
    """The bound of Theorem 5 alone, as in `success_bounds`. Source: dacunha2023:theorem-5.

    >>> theorem5(4624, 68, 0.25, [0.0] * 3).applies, theorem5(4623, 68, 0.25, [0.0] * 3).applies
    (True, False)
    """
    z = _checked(k, eps, target)
    hypotheses = {
        "0 < eps <= 1/4": 0 < eps <= 0.25,
        "n >= k^2": n >= k * k,
        "k >= d^3 log(d/eps)": k >= z.size**3 * math.log(z.size / eps),
        "|target|_1 <= sqrt(k)": float(np.abs(z).sum()) <= math.sqrt(k),
        "d >= 2": z.size >= 2,
    }
    return Bound("Theorem 5", THEOREM_5, "lower", SUCCESS, "dacunha2023:theorem-5", hypotheses)


def theorem5_width(d: int, eps: float, c: float = 1.0) -> Bound:
    """The least n = k^2, k = ceil(c d^3 log(d/eps)), to which Theorem 5 applies; c stands for the C that it leaves open.

    Raises ValueError for d < 1, eps or c not above 0. Source: dacunha2023:theorem-5.

    >>> theorem5_width(3, 0.25).value  # k = 68
    4624.0
    """
    if not (d >= 1 and eps > 0 and c > 0):
        raise ValueError(f"d >= 1, eps > 0 and c > 0 are needed, got d={d}, eps={eps}, c={c}")
    k = max(1, math.ceil(c * d**3 * math.log(d / eps)))
    return Bound("Theorem 5", float(k * k), "upper", "width", "dacunha2023:theorem-5", {"0 < eps <= 1/4": eps <= 0.25, "d >= 2": d >= 2})


def amplified_width(d: int, k: int, eps: float, success: float | None = None, *, c: float = 1.0) -> Bound:
    """The n = s k^2, s = ceil(log(1/eps) / -log(1 - success)), of dacunha2023 Corollary 19: s groups of k^2 vectors, one target.

    success: of one group; by default Theorem 5's 1 / (C' + 16/e). c stands for the C_2 that is left open.
    Raises ValueError for success outside (0, 1). Source: dacunha2023:corollary-19.

    >>> amplified_width(2, 100, 0.1, 0.5).value
    40000.0
    """
    p = THEOREM_5 if success is None else success
    if not (0 < p < 1 and k >= 1 and d >= 1 and eps > 0):
        raise ValueError(f"success in (0, 1), k >= 1, d >= 1 and eps > 0 are needed, got success={p}, k={k}, d={d}, eps={eps}")
    groups = math.ceil(math.log(1 / eps) / -math.log1p(-p))
    hypotheses = {"0 < eps <= 1/4": 0 < eps <= 0.25, "k >= C d^3 log(d/eps)": k >= c * d**3 * math.log(d / eps), "C > 0": c > 0}
    return Bound("Corollary 19", float(groups * k * k), "upper", "width", "dacunha2023:corollary-19", hypotheses)


def lemma7(k: int, eps: float, target: Sequence[float], *, corrected: bool = False) -> Bound:
    """The lower bound (1/16) (2 eps / sqrt(pi (1 + 2 sqrt(c_d) + 2 c_d) k))^d on `box_probability`, c_d = min(1/d^2, 1/16).

    corrected: with 2 pi, and the hypothesis k >= d^2 that the proof uses (c_d k >= 1) and the statement lacks. As printed it is false:
    at k = d^2, eps = 0.01 and target 0 it is more than the probability from d = 12 on. Source: dacunha2023:lemma-7.

    >>> bounds = [lemma7(144, 0.01, [0.0] * 12, corrected=c) for c in (False, True)]
    >>> [(b.applies, b.value <= box_probability(144, 0.01, [0.0] * 12)) for b in bounds]
    [(True, False), (True, True)]
    """
    z = _checked(k, eps, target)
    d, c_d = z.size, _c_d(z.size)
    base = 2 * eps / math.sqrt((2 if corrected else 1) * math.pi * (1 + 2 * math.sqrt(c_d) + 2 * c_d) * k)
    hypotheses = {
        "k >= 16": k >= 16,
        "d <= k": d <= k,
        "0 < eps < 1/4": 0 < eps < 0.25,
        "|target|_1 <= sqrt(k)": float(np.abs(z).sum()) <= math.sqrt(k),
    }
    if corrected:
        hypotheses["k >= d^2"] = k >= d * d
    return Bound("Lemma 7" + " corrected" * corrected, base**d / 16, "lower", PROBABILITY, "dacunha2023:lemma-7", hypotheses)


def lemma8(k: int, j: int, eps: float, d: int, c: float, *, corrected: bool = False) -> Bound:
    """The upper bound 3 (4 eps^2 / (pi (1 - 2 sqrt(c_d)) j))^d on `joint_probability`, for k >= C d^3 log(d/eps), 1 <= j <= k.

    corrected: with 2 pi, and with the hypothesis that the proof needs of j, exp(-c_d j) <= (the bracket)^d, in place of that of k. The
    proof states it for k, so the statement claims the bound for small j, where it is false. Source: dacunha2023:lemma-8.

    >>> b = lemma8(973, 1, 1e-6, 4, 1.0)
    >>> b.applies, b.value >= joint_probability(973, 1, 1e-6, [0.0] * 4)
    (True, False)
    """
    if not 1 <= j <= k or not eps > 0 or d < 1:
        raise ValueError(f"1 <= j <= k, d >= 1 and eps > 0 are needed, got j={j}, k={k}, d={d}, eps={eps}")
    c_d = _c_d(d)
    base = 4 * eps**2 / ((2 if corrected else 1) * math.pi * (1 - 2 * math.sqrt(c_d)) * j)
    if corrected:
        hypotheses = {"exp(-c_d j) <= bracket^d": math.exp(-c_d * j) <= base**d}
    else:
        hypotheses = {"k >= C d^3 log(d/eps)": k >= c * d**3 * math.log(d / eps), "C > 0": c > 0}
    return Bound("Lemma 8" + " corrected" * corrected, 3 * base**d, "upper", PROBABILITY, "dacunha2023:lemma-8", hypotheses)


def theorem5_constant(d: int) -> float:
    """768 ((1 + 2 sqrt(c_d) + 2 c_d) / ((1 - 2 sqrt(c_d)) (1 - 1/d)))^d, d >= 2: the ratio of the bounds of Lemmas 8 and 7 in Eq. 13.

    Greatest at d = 4. (Eq. 13's middle term, 768 ((2 + 7 sqrt(c_d)) / (2 - 7 sqrt(c_d)))^d, is far more than 270801 there.)
    Both lemmas with 2 pi give the same ratio; Lemma 7 alone corrected would give 2^d times it, which no constant bounds.
    Source: dacunha2023:eq-13.

    >>> max(range(2, 1000), key=theorem5_constant), math.ceil(theorem5_constant(4))
    (4, 270801)
    """
    c_d = _c_d(d)
    return float(768 * ((1 + 2 * math.sqrt(c_d) + 2 * c_d) / ((1 - 2 * math.sqrt(c_d)) * (1 - 1 / d))) ** d)


def _c_d(d: int) -> float:
    return min(1 / d**2, 1 / 16)


def _checked(k: int, eps: float, target: Sequence[float]) -> Array:
    z = np.asarray(target, dtype=float)
    if k < 1 or not eps > 0 or z.ndim != 1 or not z.size or not np.all(np.isfinite(z)):
        raise ValueError(f"k >= 1, eps > 0 and finite target coordinates, at least one, are needed, got k={k}, eps={eps}, target={target}")
    return z


def _chi_square(degrees: int, d: int, eps: float, step: float, cut: float) -> tuple[Array, Array]:
    """Nodes Q and weights of a chi-square law, equally spaced in log Q.

    What d coordinates contribute lies between 1 and the order of min(1, eps / sqrt(Q))^d. Nodes are kept from the least to the greatest
    that, with the one or with the other, is above exp(-cut) of the maximum.
    step: for a density as wide as at few degrees; a narrower one, of width sqrt(2 / degrees) in log Q, takes smaller steps.
    """
    step *= min(1.0, 2 * math.sqrt(2 / degrees))
    logs = np.arange(2 * math.log(min(eps, 1.0)) - 2 * cut / degrees - 5, math.log(degrees + 4 * cut) + 2, step)
    density = degrees / 2 * (logs - math.log(2)) - np.exp(logs) / 2 - gammaln(degrees / 2)
    sizes = density, density + d * np.minimum(0.0, math.log(eps) - logs / 2)
    important = np.flatnonzero(np.any([size > size.max() - cut for size in sizes], axis=0))
    kept = slice(important[0], important[-1] + 1)
    return np.exp(logs[kept]), np.exp(density[kept]) * step


def _within(center: ArrayLike, eps: float, variance: Array) -> Array:
    """P(|N(center, variance)| < eps); by the density where the window is so narrow that a difference would cancel."""
    center, root = np.abs(center), np.sqrt(2 * variance)
    inside = np.asarray((erf((center + eps) / root) - erf((center - eps) / root)) / 2)
    x = center / root
    narrow = eps * (1 + x) < 1e-3 * root
    if np.any(narrow):
        # third-order expansion around the middle: relative error below (eps / root)^4 terms
        density = 2 * eps / (root * math.sqrt(math.pi)) * np.exp(-(x**2))
        inside = np.where(narrow, density * (1 + (eps / root) ** 2 * (2 * x**2 - 1) / 3), inside)
    return inside
