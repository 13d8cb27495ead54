"""natale2024 Theorem 2, Eqs. 20 to 26: two subsets that both hit (section 3.1)."""

import itertools
import math
from fractions import Fraction

from paper_checks.check import Finding, check, holds, left_out, misprint
from paper_checks.evidence import at, overlap
from paper_checks.natale2024.parameters import LAMBDA, LAWS, MU, overlaps
from paper_checks.natale2024.small_law import VALUES, both, hit, law_of_sum, near
from rss_theory import sums
from rss_theory.laws import Uniform
from rss_theory.sum_bounded import constants

left_out("natale2024:eq-19", "the left-hand side of Eq. 20")
left_out("natale2024:eq-21", "Eq. 20 with the law of total probability again, tested as Eq. 22")


@check(
    "eq-20",
    r"\Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_{\mu k, k-1}) = \sum_{i=\mu k}^{k-1} \Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_i) "
    r"\Pr(I_i | H_{\tilde{S}}, I_{\mu k, k-1})",
    perturbed={"first": 1},
)
def eq_20(*, first: int = 0) -> Finding:
    """Total probability over the number of shared elements."""

    def exact(n: int, k: int, cut: int) -> bool:
        p, among = near(k, 0), range(max(cut, 2 * k - n), k)
        inside = sum((overlap(n, k, i) for i in among), Fraction(0))
        # the left-hand side by all pairs of subsets and all outcomes
        subsets = list(itertools.combinations(range(n), k))
        pairs = [(s, t) for s, t in itertools.product(subsets, repeat=2) if len({*s} & {*t}) in among]
        hits = [{s: hit(sum(x[j] for j in s)) for s in subsets} for x in itertools.product(VALUES, repeat=n)]
        joint, given = sum(row[s] and row[t] for row in hits for s, t in pairs), sum(row[s] for row in hits for s, _ in pairs)
        right = sum((both(k, i) / p * overlap(n, k, i) / inside for i in list(among)[first:]), Fraction(0))
        return Fraction(joint, given) == right

    return holds(
        all(exact(n, k, cut) for n, k, cut in ((4, 2, 1), (4, 2, 0), (5, 2, 0), (5, 3, 1), (5, 3, 2))),
        "P(I_i | H_S, I_(a,b)) = P(I_i)/P(I_(a,b)) as I and H_S are independent. Equal to a count over all pairs of subsets and all "
        "outcomes of X uniform on {-1, 0, 2}, z = 1, eps = 3/2, n = 4 and 5.",
    )


def _by_shared_sum(k: int, i: int, conditioned: bool) -> Fraction:
    """Sum over y of P(|Sigma_A - (z - y)| < eps) P(Sigma_I = y | H_S, I_i)."""
    weights = {y: q * near(k - i, y) / near(k, 0) if conditioned else q for y, q in law_of_sum(i).items()}
    return sum((near(k - i, y) * weight for y, weight in weights.items()), Fraction(0))


@check(
    "eq-22",
    r"\Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_i) = \int_{-\infty}^{\infty} \Pr(|\Sigma_A - (z-y)| < \varepsilon | \Sigma_I = y, I_i) "
    r"\Pr(\Sigma_I = y | H_{\tilde{S}}, I_i) \, dy",
    uses=("eq-20",),
    perturbed={"conditioned": False},
)
def eq_22(*, conditioned: bool = True) -> Finding:
    """Given the shared sum, what the second subset has alone does not depend on whether the first hits (Eqs. 21 and 22)."""
    return holds(
        all(both(k, i) / near(k, 0) == _by_shared_sum(k, i, conditioned) for k in (1, 2, 3, 4) for i in range(k + 1)),
        "Sigma_A is a sum of samples outside of the first subset, so independent of it. Exact over all outcomes of X uniform on "
        "{-1, 0, 2}, z = 1, eps = 3/2, k to 4 and all i; for a density the sum over y is the integral.",
    )


@check("eq-23-window", r"\Pr(|\Sigma_{[k-i]} - (z-y)| < \varepsilon) \le c\varepsilon", uses=("definition-1",), perturbed={"factor": 1.9})
def eq_23_window(*, factor: float = 2.0) -> Finding:
    """A sum of k - i >= 1 samples falls into a window of half-width eps with probability at most 2 c_u eps."""
    found = [
        (factor * constants(law)[1] * eps / math.sqrt(m) - sums.within(law, m, z, eps), law.name, m, eps)
        for law in LAWS
        for m in (1, 2, 3, 5, 10, 40)
        for eps in (0.9, 0.1, 1e-3)
        for z in (0.0, 0.5, 1.0)
    ]
    margin, name, m, eps = min(found)
    return holds(
        margin > -1e-15,
        "The density is at most c_u/sqrt(k - i) <= c_u on a window of length 2 eps: c = 2 c_u. Exact for Uniform, Normal, Laplace and k "
        f"- i to 40, least margin {margin:.2g} ({name}, k - i = {m}, eps = {eps}).",
    )


@check(
    "eq-23",
    r"c\varepsilon \sum_{i=\mu k}^{k-1} \int_{-\infty}^{\infty} \Pr(\Sigma_I = y | H_{\tilde{S}}, I_i) dy \, "
    r"\Pr(I_i | H_{\tilde{S}}, I_{\mu k, k-1}) \le c\varepsilon",
    uses=("eq-22", "eq-23-window"),
    perturbed={"factor": 1.0},
)
def eq_23(*, factor: float = 2.0) -> Finding:
    """Each i below k contributes at most c eps times its probability, and these add up to 1."""
    c_u = constants(Uniform())[1]
    worst, where = max(
        (part / float(overlap(point["n"], point["k"], i)) / point["eps"] * math.sqrt(point["k"] - i), f"i = {i}, {at(point)}")
        for point, _, fewer, more in overlaps(MU)
        for i, part in enumerate(fewer + more)
        if i > 0
    )
    weights = all(
        sum((overlap(n, k, i) / sum(overlap(n, k, j) for j in range(cut, k)) for i in range(cut, k)), Fraction(0)) == 1
        for n, k, cut in ((10, 5, 3), (20, 10, 9), (7, 3, 2))
    )
    return holds(
        worst <= factor * c_u and weights,
        "Eq. 23's window inside the integral of a density, which is 1, and weights that add up to 1 (exact). For Uniform the exact "
        f"P(H'|H, I_i) is at most {worst:.4f} eps/sqrt(k - i) ({where}), c = 2 c_u = {factor * c_u:.4f}.",
    )


@check(
    "eq-24",
    r"\sum_{i=0}^{\mu k - 1} \Pr(I_i) \Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_i) = \sum_{i=0}^{\mu k - 1} \Pr(I_i) \int_{-\infty}^{\infty} "
    r"\Pr(|\Sigma_{[k-i]} - (z-y)| < \varepsilon) \Pr(\Sigma_I = y | H_{\tilde{S}}, I_i) \, dy",
    uses=("eq-22",),
    perturbed={"conditioned": False},
)
def eq_24(*, conditioned: bool = True) -> Finding:
    """The third addendum by the shared sum."""

    def exact(n: int, k: int, cut: int) -> bool:
        left = sum((overlap(n, k, i) * both(k, i) / near(k, 0) for i in range(cut)), Fraction(0))
        return left == sum((overlap(n, k, i) * _by_shared_sum(k, i, conditioned) for i in range(cut)), Fraction(0))

    return holds(
        all(exact(n, k, cut) for n, k, cut in ((6, 3, 2), (6, 3, 3), (8, 4, 3), (9, 4, 4))),
        "As Eq. 22, term by term. Exact for X uniform on {-1, 0, 2}, z = 1, eps = 3/2, n to 9. At i = 0 Sigma_I is the "
        "constant 0 and the integral its only term.",
    )


@check(
    "eq-25",
    r"\Pr(|\Sigma_{[k-i]} - (z-y)| < \varepsilon) \le c' \frac{\varepsilon}{\sqrt{k-i}} \le c \frac{\varepsilon}{\sqrt{k}}, \quad i \le "
    r"\mu k - 1",
    uses=("definition-1", "eq-24"),
    perturbed={"factor": 0.95},
)
def eq_25(*, factor: float = 1.0) -> Finding:
    """A window around a sum of k - i samples, i < mu k, with c = c'/sqrt(1 - mu)."""
    worst = max(
        (Fraction(k) / (k - i) * (1 - mu), k, i)
        for mu in (Fraction(6, 10), Fraction(9, 10), Fraction(99, 100))
        for k in (1, 2, 5, 10, 99, 1000, 10**4)
        for i in (0, math.ceil(mu * k) - 1)
        if i >= 0
    )
    return holds(
        worst[0] <= Fraction(factor) ** 2,
        "c' = 2 c_u, and k - i > (1 - mu) k for i < mu k, so c = 2 c_u/sqrt(1 - mu). Exactly: (1 - mu) k/(k - i) is at most "
        f"{float(worst[0]):.5f} (k = {worst[1]}, i = {worst[2]}), towards 1 for large k.",
    )


@check("eq-25-range", r"i \in \left\{0, \dots, \frac{9}{10} k - 1\right\}", uses=("eq-25",))
def eq_25_range() -> Finding:
    """Eq. 25's inequality is stated for all i of its sum, which ends at mu k - 1."""

    def covered(end: Fraction, mu: Fraction, k: int) -> bool:
        return math.ceil(mu * k) - 1 <= math.ceil(end * k) - 1

    choices = [Fraction(6, 10), Fraction(9, 10), Fraction(95, 100), Fraction(99, 100)]  # of mu in (1/2, 1)
    missed = sum(not covered(Fraction(9, 10), mu, k) for mu in choices for k in range(1, 200))
    return misprint(
        missed == 0,
        all(covered(mu, mu, k) for mu in choices for k in range(1, 200)),
        r"$i \in \{0, \dots, \mu k - 1\}$, or $\mu = \frac{9}{10}$ from the start",
        "mu is any number in (lambda, 1) in Eqs. 12 and 24; for mu = 0.95 and k = 100 the sum has i to 94 and the range printed ends at "
        f"89 ({missed} cases of mu = 0.6, 0.9, 0.95, 0.99 and k < 200).",
    )


@check(
    "eq-26",
    r"\sum_{i=0}^{\mu k - 1} \Pr(I_i) \Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_i) \le c \frac{\varepsilon}{\sqrt{k}}",
    uses=("eq-24", "eq-25"),
    perturbed={"factor": 0.25},
)
def eq_26(*, factor: float = 1.0) -> Finding:
    """The third addendum: the second subset hits and shares fewer than mu k with the first."""
    c = factor * 2 * constants(Uniform())[1] / math.sqrt(1 - MU)
    points = (found for share in (LAMBDA, 0.1) for found in overlaps(MU, share))
    worst, where = max((sum(fewer) * math.sqrt(point["k"]) / point["eps"], at(point)) for point, _, fewer, _ in points)
    return holds(
        worst <= c,
        f"Eq. 25 and probabilities that add up to at most 1: c = 2 c_u/sqrt(1 - mu) = {c:.3f} at mu = 0.9 for Uniform. The exact addendum "
        f"is at most {worst:.4f} eps/sqrt(k) ({where}).",
    )
