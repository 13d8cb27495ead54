"""dacunha2023 Lemma 9 and Eqs. 9 to 12: moments of the number of subsets that hit."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product

import numpy as np

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.dacunha2023.normal_ratios import PROVED_C, edge_target, jensen
from paper_checks.evidence import overlap, smallest
from paper_checks.tensors import Tensor
from rss_theory.laws import NSN
from rss_theory.mrss import box_probability, joint_probability, lemma7, lemma8, second_moment_ratio

left_out("dacunha2023:eq-7", "Lemma 15 for T")
left_out("dacunha2023:eq-8", "Lemma 9 again")


def _hits(n: int, k: int, *, iid: bool = True) -> dict[tuple[int, ...], Tensor]:
    """For each k-subset, in which of all draws of n numbers from {-1, 0, 2} |sum - 1| <= 1."""
    draws = np.array(list(product((-1, 0, 2), repeat=n))) * (1 if iid else np.arange(1, n + 1))
    return {s: np.abs(draws[:, s].sum(axis=1) - 1) <= 1 for s in combinations(range(n), k)}


def _toy(n: int, k: int) -> tuple[Fraction, Fraction, list[Fraction]]:
    """(E[T], E[T^2], P(both of two sums hit) by j), by enumeration: each draw is as likely."""
    hits = _hits(n, k)
    counts = np.sum(list(hits.values()), axis=0)
    both = [hits[tuple(range(k))] & hits[tuple(range(j, j + k))] for j in range(min(k, n - k) + 1)]
    first, second, *rest = (Fraction(int(found.sum()), 3**n) for found in (counts, counts**2, *both))
    return first, second, rest


TOYS = {case: _toy(*case) for case in [(2, 1), (4, 2), (5, 2), (6, 3)]}


def _counts(seed: int, draws: int, d: int, n: int, k: int, eps: float) -> Tensor:
    """How many k-subsets of n NSN vectors sum to within eps of 0, in each draw."""
    x = NSN(d).sample(np.random.default_rng(seed), (draws, n))
    return np.sum([np.abs(x[:, s].sum(axis=1)).max(axis=1) <= eps for s in combinations(range(n), k)], axis=0)


@check(
    "lemma-9",
    r"\mathbb{E}[T_{n,k}^2] = \binom{n}{k}^2 \sum_{j=0}^k \Pr(|S \cap S'| = k - j) \Pr(\mathcal{E}_{S_0} \cap \mathcal{E}_{S_j}),"
    r" \quad S, S' \subseteq [n] \text{ uniform},\ k, n \ge 1",
)
def lemma_9() -> Finding:
    """The second moment by how much two random subsets share."""

    def any_size(n: int, k: int, m: int) -> Fraction:
        """P(|S n S'| = m) for uniform subsets of all sizes: each element is in both with probability 1/4."""
        return math.comb(n, m) * Fraction(1, 4) ** m * Fraction(3, 4) ** (n - m)

    def identity(law: Callable[[int, int, int], Fraction]) -> bool:
        right = {(n, k): math.comb(n, k) ** 2 * sum(law(n, k, k - j) * p for j, p in enumerate(TOYS[n, k][2])) for n, k in TOYS}
        return all(right[case] == second for case, (_, second, _) in TOYS.items())

    n, k, eps, draws = 6, 3, 0.7, 60_000
    square = _counts(9, draws, 2, n, k, eps) ** 2
    exact = second_moment_ratio(n, k, eps, [0.0, 0.0]) * (math.comb(n, k) * box_probability(k, eps, [0.0, 0.0])) ** 2
    z = (square.mean() - exact) / (square.std() / math.sqrt(draws))
    return misprint(
        identity(any_size),
        identity(overlap) and abs(z) < 5,
        r"$S, S'$ and all $S_j$ have $k$ elements, and $n \ge 2k$ (else $S_j$ exists only for $j \le n - k$)",
        f"The statement has subsets of [n], the proof of k elements; at n = 2, k = 1, P(|S n S'| = 1) is {any_size(2, 1, 1)} for subsets "
        f"of all sizes, {overlap(2, 1, 1)} for those of one element. For a law on {{-1, 0, 2}} the identity of rationals holds with "
        f"k-subsets at (n, k) = {[*TOYS]}, and not as printed. NSN vectors, n = {n}, k = {k}, d = 2, eps = {eps}: E[T^2] = {exact:.5f}, "
        f"{draws} seeded draws give {square.mean():.5f} ({z:+.2f} sd).",
    )


@check(
    "lemma-9-step",
    r"\sum_{S, S'} \Pr(\mathcal{E}_S \cap \mathcal{E}_{S'}) = \sum_{S, S'} \Pr(\mathcal{E}_S \cap \mathcal{E}_{S'} \mid \boldsymbol{S} = "
    r"S, \boldsymbol{S}' = S') \Pr(\boldsymbol{S} = S, \boldsymbol{S}' = S')",
    uses=("lemma-9",),
)
def lemma_9_step() -> Finding:
    """The fourth line of the proof brings in the random subsets."""
    cases = [(second, math.comb(*case) ** 2) for case, (_, second, _) in TOYS.items()]
    return misprint(
        all(left == left / pairs for left, pairs in cases),
        all(left == pairs * (left / pairs) for left, pairs in cases),
        r"a factor $\binom{n}{k}^2$ before the sum, as in the line after it",
        f"Each pair of subsets has probability C(n,k)^-2: at n = 4, k = 2 the right side is {cases[1][0] / 36} where the left is "
        f"{cases[1][0]}.",
    )


@check(
    "lemma-9-depends", r"\Pr(\mathcal{E}_S \cap \mathcal{E}_{S'}) \text{ depends only on the size of } S \cap S'", perturbed={"iid": False}
)
def lemma_9_depends(*, iid: bool = True) -> Finding:
    """Joint probabilities of two sums are the same for all pairs of subsets that share as many vectors."""
    n, k = 5, 2
    hits = _hits(n, k, iid=iid).items()
    found = {(len({*s} & {*t}), int(np.sum(one & other))) for (s, one), (t, other) in product(hits, repeat=2)}
    values = {m: sorted(count for shared, count in found if shared == m) for m in range(k + 1)}
    return holds(
        len(found) == len(values),
        f"A permutation of i.i.d. vectors takes any such pair to any other. Counted for X in {{-1, 0, 2}}, n = {n}, k = {k}, out of "
        f"{3**n} draws, by size of the intersection: {values}.",
    )


@check("eq-9", r"\mathbb{E}[T_{n,k}] = \binom{n}{k} \Pr(\mathcal{E}_{S_0})", uses=("lemma-9-depends",), perturbed={"power": 2})
def eq_9(*, power: int = 1) -> Finding:
    """The mean number of subsets that hit."""
    n, k, eps, draws = 5, 2, 0.4, 60_000
    counts = _counts(99, draws, 3, n, k, eps)
    mean = math.comb(n, k) ** power * box_probability(k, eps, [0.0] * 3)
    z = (counts.mean() - mean) / (counts.std() / math.sqrt(draws))
    return holds(
        all(first == math.comb(*case) ** power * both[0] for case, (first, _, both) in TOYS.items()) and abs(z) < 5,
        f"Linearity of the mean; exact for the law on {{-1, 0, 2}} at (n, k) = {[*TOYS]}. NSN vectors, n = {n}, k = {k}, d = 3, "
        f"eps = {eps}: {mean:.5f}, {draws} seeded draws give {counts.mean():.5f} ({z:+.2f} standard errors).",
    )


@check(
    "eq-10",
    r"\frac{\mathbb{E}[T_{n,k}^2]}{\mathbb{E}[T_{n,k}]^2} ="
    r" \sum_{j=0}^k \Pr(|S \cap S'| = k - j) \frac{\Pr(\mathcal{E}_{S_0} \cap \mathcal{E}_{S_j})}{\Pr(\mathcal{E}_{S_0})^2}",
    uses=("lemma-9", "eq-9"),
    perturbed={"power": 1},
)
def eq_10(*, power: int = 2) -> Finding:
    """The quotient that is to be bounded."""
    left = [second / first**2 for first, second, _ in TOYS.values()]
    right = [sum(overlap(n, k, k - j) * p / both[0] ** power for j, p in enumerate(both)) for (n, k), (*_, both) in TOYS.items()]
    return holds(
        left == right,
        f"Lemma 9 (for k-subsets) over the square of Eq. 9; exact for the law on {{-1, 0, 2}}: {', '.join(map(str, left))} at {[*TOYS]}.",
    )


@check(
    "eq-11",
    r"\Pr(\mathcal{E}_{S_0})^2 \ge \frac{1}{256} \left(\frac{4\epsilon^2}{\pi (1 + 2\sqrt{c_d} + 2 c_d) k}\right)^d",
    uses=("lemma-7",),
)
def eq_11() -> Finding:
    """Lemma 7, squared, under the hypotheses of Theorem 5."""
    d, c, eps = 20, 200, 0.25  # this eps Theorem 5 allows, Lemma 7 not
    k = math.ceil(c * d**3 * math.log(d / eps))
    p, bound = box_probability(k, eps, edge_target(d, k)), lemma7(k, eps, edge_target(d, k)).value
    loss = jensen(16, 16, 0.25)  # at eps = 1/4 itself; d <= k and k >= 16 by k >= C d^3 log(d/eps), C >= 12
    return amended(
        bound**2 <= p**2,
        math.exp(-2 * loss) >= 1 / 256,
        r"$2\pi$ for $\pi$; it then holds at $\epsilon = 1/4$, too, which Lemma 7 leaves out",
        f"d = {d}, eps = 1/4, k = {k} (C = {c}), z = (sqrt(k), 0, ...): the right side is {(bound / p) ** 2:.4g} times the left. A larger "
        f"C does not help. With 2 pi the left is at least exp(-2 * {loss:.4f}) = {math.exp(-2 * loss):.4f} times (4 eps^2/(2 pi k))^d.",
    )


@check(
    "eq-12",
    r"\Pr(\mathcal{E}_{S_0} \cap \mathcal{E}_{S_j}) \le 3 \left(\frac{4\epsilon^2}{\pi (1 - 2\sqrt{c_d}) j}\right)^d",
    uses=("lemma-8",),
)
def eq_12() -> Finding:
    """Lemma 8 for all terms of the sum in Eq. 10."""
    # j >= k (1 - 1/d) >= k/2 >= 4 d^2 log(d/eps) >= 2d + 2 for d >= 2, eps <= 1/4 and C = 8
    slack = smallest(lambda d: PROVED_C / 2 * d**2 * math.log(4 * d) - 2 * d - 2, {"d": range(2, 100)})
    quotient = lemma8(973, 1, 1e-6, 4, 1.0).value / joint_probability(973, 1, 1e-6, [0.0] * 4)
    return amended(
        quotient >= 1,
        slack.margin >= 0,
        r"for $j \ge k (1 - 1/d)$, $d \ge 2$, where it is used (at $j = 0$ its right side is not even defined)",
        f"At j = 1, d = 4, eps = 1e-6, k = 973 the right side is {quotient:.3g} times the left. For j >= k/2 >= 4 d^2 log(4d) the amended "
        f"Lemma 8 applies: j >= 2d + 2 by {slack.margin:.4g} or more.",
    )
