"""dacunha2023, supplementary material A.2: Corollary 19, amplification, and Lemma 20."""

import itertools
import math
from fractions import Fraction

import numpy as np

from paper_checks.check import Finding, check, holds, misprint
from paper_checks.dacunha2023.blocked_networks import small
from paper_checks.evidence import at, ladder, smallest
from paper_checks.tensors import convolve, largest
from rss_theory import mrss
from rss_theory.norms import convolution_bound

THEOREM_5 = 1 / (270801 + 16 / math.e)  # the success of one group that the proof of Theorem 5 ends with


@check(
    "eq-37",
    r"\Pr\left( \exists S \subset G_i : |S| = k, \left\|\left(\sum_{j \in S} X_j\right) - \vec z\right\|_{\max} \le \epsilon \right) \ge c",
    uses=("theorem-5", "lemma-9", "lemma-15"),
    perturbed={"c": 0.99},
)
def eq_37(*, c: float = THEOREM_5) -> Finding:
    """One group of k^2 vectors hits the target with constant probability."""
    k, eps = 6, 0.25
    target = [math.sqrt(k) / 2] * 2  # of 1-norm sqrt(k)
    success = 1 / mrss.second_moment_ratio(k * k, k, eps, target)
    return holds(
        success >= c,
        f"by Theorem 5, whose proof ends with c = 1/(C' + 16/e) = {THEOREM_5:.3g}; more vectors than k^2 only help. Exact moments at d = "
        f"2, k = {k}, n = {k * k}, eps = {eps} and a target of 1-norm sqrt(k) give {success:.3f}",
    )


@check(
    "corollary-19-groups",
    r"s = \left\lceil C_1 \log \tfrac1\epsilon \right\rceil \text{ disjoint sets of at least } k^2 \text{ vectors each, } n \ge C_1 k^2"
    r" \log\tfrac1\epsilon",
)
def corollary_19_groups() -> Finding:
    """The vectors are enough for the groups."""
    groups = [c1 * math.log(1 / eps) for c1 in (1.0, 2.3, 50.0) for eps in (0.25, 0.1, 0.01, 1e-6)]
    cases = [(math.ceil(k * k * x), k * k, x) for k in (1, 7, 100) for x in groups]
    printed, meant = (all(whole(x) * size <= n for n, size, x in cases) for whole in (math.ceil, math.floor))
    n, size, x = cases[2 * len(groups)]
    return misprint(
        printed,
        meant,
        r"$s = \lfloor C_1 \log(1/\epsilon) \rfloor$, with $1/\log 4$ added to $C_1$ so that the bound stays",
        f"k = 100, C_1 = 1, eps = 1/4: n = {n} vectors satisfy the hypothesis, but s = {math.ceil(x)} groups of {size} need "
        f"{math.ceil(x) * size}. With the integer part they fit in all {len(cases)} cases: {meant}",
    )


@check("corollary-19-independence", r"1 - \Pr(\forall i \in [s], \dots) \ge 1 - (1 - c)^{s}", uses=("eq-37",), perturbed={"more": 1})
def corollary_19_independence(*, more: int = 0) -> Finding:
    """No group hits with probability at most (1 - c)^s."""
    shares = [Fraction(1, 10), Fraction(1, 3), Fraction(9, 10)]
    right = all(
        math.prod(1 - p for p in chosen) <= (1 - min(chosen)) ** (s + more)
        for s in range(1, 5)
        for chosen in itertools.combinations_with_replacement(shares, s)
    )
    return holds(
        right, f"groups are disjoint, so failures multiply, each at most 1 - c; exact fractions: {right}. A hit in a group is a hit"
    )


@check(
    "corollary-19-amplification",
    r"1 - (1 - c)^{\left\lceil C_1 \log(1/\epsilon) \right\rceil} \ge 1 - \epsilon \quad \text{for } C_1 \text{ large enough}",
    uses=("corollary-19-independence",),
    perturbed={"part": 0.5},
)
def corollary_19_amplification(*, part: float = 1.0) -> Finding:
    """The constant of the number of groups."""
    rates = {c: -math.log1p(-c) for c in (THEOREM_5, 1e-3, 0.5, 0.9)}
    least = smallest(
        lambda c, eps: rates[c] * math.ceil(part / rates[c] * math.log(1 / eps)) - math.log(1 / eps),
        {"c": list(rates), "eps": ladder(1e-30, 0.25, 60)},
    )
    groups = mrss.amplified_width(2, 100, 0.1).value / 100**2
    return holds(
        part >= 1 and least.margin >= -1e-9,
        f"(1 - c)^x = eps^(C_1 log(1/(1 - c))), at most eps from C_1 = 1/log(1/(1 - c)) on, for every eps: {1 / rates[THEOREM_5]:.1f} for "
        f"Theorem 5's c, so that eps = 0.1 takes {groups:.0f} groups. Grid: smallest margin of logarithms {least.margin:.2g} at "
        f"{at(least.where)}",
    )


@check(
    "corollary-19",
    r"n \ge C_1 k^2 \log\tfrac1\epsilon, \ k \ge C_2 d^3 \log\tfrac{d}{\epsilon}, \ \|\vec z\|_1 \le \sqrt k \Rightarrow \Pr\left( \exists "
    r"S : |S| = k, \left\|\left(\sum_{i \in S} X_i\right) - \vec z\right\|_{\max} \le \epsilon \right) \ge 1 - \epsilon",
    uses=("theorem-5", "eq-37", "corollary-19-groups", "corollary-19-amplification"),
    perturbed={"power": 1},
)
def corollary_19(*, power: int = 2) -> Finding:
    """Theorem 5 amplified, for one target: some k of n vectors hit it with probability 1 - eps."""
    constants = {c: 1 / -math.log1p(-c) + 1 / math.log(4) for c in (THEOREM_5, 0.5, 0.8, 0.999)}

    def surplus(c: float, eps: float, k: int) -> float:
        n = math.ceil(constants[c] * float(k) ** power * math.log(1 / eps))
        return (n // k**2) * -math.log1p(-c) / math.log(1 / eps) - 1

    least = smallest(surplus, {"c": list(constants), "eps": [*ladder(1e-30, 0.25, 60), 0.1, 0.01], "k": [1, 7, 100, 10**4]})
    # whole groups: floor(C_1 L) >= C_1 L - 1 = L / rate + L / log 4 - 1, L >= log 4
    return holds(
        least.margin >= 0,
        "given Theorem 5 with success c: C_1 = 1/log(1/(1 - c)) + 1/log 4 gives enough whole groups of k^2 vectors for every eps <= 1/4, "
        f"{constants[THEOREM_5]:.1f} for Theorem 5's c, {constants[0.8]:.2f} for the exact 0.8 of eq-37. Smallest surplus on a grid "
        f"{least.margin:.3g} at {at(least.where)}. It is a statement of one target z, not of all at once",
    )


@check("lemma-20", r"\|K * X\|_{\max} \le \|K\|_1 \cdot \|X\|_{\max}", perturbed={"order": 2})
def lemma_20(*, order: int = 1) -> Finding:
    """The tensor convolution inequality."""
    kernels = [small(seed, 2, 3, 2, 1 + seed % 3) for seed in range(40)]
    ratios = [
        largest(convolve(k, x)) / (float(np.linalg.norm(k.ravel(), order)) * largest(x))
        for seed, k in enumerate(kernels, 100)
        for x in (small(seed, 4, 5, 2), np.sign(k[::-1, ::-1, :, 0]) * 5)  # which makes pixel (1, 2) of the first output the sum of |K|
    ]
    sharper = convolution_bound(np.ones((2, 3, 1, 1))).value
    return holds(
        max(ratios) <= 1 + 1e-12,
        f"|sum of K X| <= sum of |K| |X| <= ||K||_1 |X|_max; on integers the quotient is at most {max(ratios):.3f}, attained for one "
        f"output. Each output needs the kernels of its own only: for 2 x 3 ones {sharper:.0f} in place of 6",
    )


@check(
    "lemma-20-proof",
    r"\|K * X\|_{\max} \le \max_{i,j \in [D], \ell \in [c_1]} \sum_{i',j' \in [d], k \in [c]} |K_{i',j',k,\ell} X_{i-i'+1,j-j'+1,k}|",
    uses=("lemma-20",),
)
def lemma_20_proof() -> Finding:
    """The ranges of the sums in the proof."""
    k, x = np.ones((1, 2, 1, 1), dtype=np.int64), np.ones((2, 2, 1), dtype=np.int64)  # d = 1, d' = 2
    left = largest(convolve(k, x))
    printed, meant = largest(convolve(np.abs(k)[:, :1], np.abs(x))), largest(convolve(np.abs(k), np.abs(x)))
    return misprint(
        left <= printed,
        left <= meant,
        r"$j \in [D']$, $j' \in [d']$, $k \in [c_0]$ (and $\ell \in [c_1]$ in the last line)",
        f"kernels are d x d', inputs D x D' with c_0 channels. d = 1, d' = 2, all ones: the left-hand side is {left}, the printed sum "
        f"{printed}, the sum over [d'] {meant}",
    )
