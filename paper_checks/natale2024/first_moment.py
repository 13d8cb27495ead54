"""natale2024 Theorem 2, Eqs. 5 to 13: the moments of the number of subsets that hit (section 3.1)."""

import itertools
import math
from collections import Counter
from fractions import Fraction
from functools import cache

from paper_checks.check import Finding, check, holds, left_out
from paper_checks.evidence import at, overlap
from paper_checks.natale2024.parameters import LAMBDA, LAWS, MU, hypothesis_grid
from paper_checks.natale2024.small_law import SIZES, VALUES, both, hit, near
from rss_theory import sums
from rss_theory.laws import Uniform
from rss_theory.moments import moments
from rss_theory.sum_bounded import constants

left_out("natale2024:eq-9", "Eq. 6 over E[Y]^2, by the identity that stands before it")
left_out("natale2024:eq-11", "the second addendum of Eq. 10")
left_out("natale2024:eq-12", "the third addendum of Eq. 10")


@cache
def _count_moments(n: int, k: int) -> tuple[Fraction, Fraction, Fraction]:
    """E[Y], E[Y^2] and P(Y > 0), by all outcomes."""
    counts = [sum(map(hit, map(sum, itertools.combinations(x, k)))) for x in itertools.product(VALUES, repeat=n)]
    outcomes = len(counts)
    return Fraction(sum(counts), outcomes), Fraction(sum(c * c for c in counts), outcomes), Fraction(sum(c > 0 for c in counts), outcomes)


EXACT = "Counted exactly over all outcomes of X uniform on {-1, 0, 2}, z = 1, eps = 3/2, for (n, k) = (3, 2) to (6, 3)"


@check("eq-5", r"\Pr(Y > 0) \ge \frac{(\mathbb{E}[Y])^2}{\mathbb{E}[Y^2]}", perturbed={"factor": 1.01})
def eq_5(*, factor: float = 1.0) -> Finding:
    """The second-moment method."""
    counted = all(success * second >= Fraction(factor) * first**2 for first, second, success in itertools.starmap(_count_moments, SIZES))
    p = [Fraction(j, 50) for j in range(1, 51)]
    binomial = all((1 - (1 - q) ** n) * (1 + (n - 1) * q) >= Fraction(factor) * n * q for q in p for n in range(1, 30))  # k = 1
    return holds(
        counted and binomial,
        f"By Cauchy and Schwarz, E[Y]^2 = E[Y 1(Y > 0)]^2 <= E[Y^2] P(Y > 0), with equality where Y is constant if positive. {EXACT}; "
        f"and for k = 1, Y binomial, in exact rationals for n < 30.",
    )


@check("eq-6", r"\mathbb{E}[Y^2] \le c (\mathbb{E}[Y])^2", uses=("theorem-2", "eq-13", "eq-14", "eq-15", "eq-26"), perturbed={"c_hyp": 0.5})
def eq_6(*, c_hyp: float = 1.0) -> Finding:
    """The second moment of Y is at most a constant times the square of the first, under Eq. 1."""
    margins = {}
    for law in LAWS:
        c_l, c_u = constants(law)
        c = (2 * math.sqrt(2) + 2 * c_u * LAMBDA / (MU - LAMBDA) ** 2 + 2 * c_u / math.sqrt(1 - MU)) / c_l
        where, ratio = max(hypothesis_grid(c_hyp, law), key=lambda found: found[1])
        margins[law.name] = (c, ratio, where)
    words = "; ".join(f"{name}: c = {c:.1f}, largest ratio {ratio:.3f} ({at(where)})" for name, (c, ratio, where) in margins.items())
    return holds(
        all(ratio <= c for c, ratio, _ in margins.values()),
        f"The bounds of Eqs. 14, 15 and 26 added and divided by that of Eq. 13: c = (2 sqrt(2) + 2 c_u lambda/(mu - lambda)^2 + 2 "
        f"c_u/sqrt(1 - mu))/c_l, lambda = 1/2, mu = 0.9. Against it the exact E[Y^2]/E[Y]^2 at n from Eq. 1 on and at its double, k = 1 to "
        f"13, eps = 0.9 to 1e-6, z = 0 and sqrt(k). {words}.",
    )


@check("eq-7", r"\mathbb{E}[Y] = \binom{n}{k} \Pr(H_{\tilde{S}})", perturbed={"more": 1})
def eq_7(*, more: int = 0) -> Finding:
    """The mean number of k-subsets that hit."""
    ok = all(_count_moments(n, k)[0] == math.comb(n + more, k) * near(k, 0) for n, k in SIZES)
    return holds(ok, f"Linearity of the expectation, all sums of k having one law. {EXACT}.")


def _joint(n: int, k: int) -> Fraction:
    """P(H_S~ and H_S'~)."""
    return sum((overlap(n, k, i) * both(k, i) for i in range(max(0, 2 * k - n), k + 1)), Fraction(0))


@check("eq-8", r"\mathbb{E}[Y^2] = \binom{n}{k}^2 \Pr(H_{\tilde{S}} \wedge H_{\tilde{S}'})", uses=("eq-7",), perturbed={"power": 1})
def eq_8(*, power: int = 2) -> Finding:
    """The second moment, by two independent random subsets."""
    ok = all(_count_moments(n, k)[1] == math.comb(n, k) ** power * _joint(n, k) for n, k in SIZES)
    return holds(ok, f"The pairs of k-subsets that share i are C(n,k)^2 P(I = i), I hypergeometric(n, k, k). {EXACT}.")


@check(
    "eq-8-ratio",
    r"\frac{(\mathbb{E}[Y])^2}{\mathbb{E}[Y^2]} = \frac{[\Pr(H_{\tilde{S}})]^2}{\Pr(H_{\tilde{S}} \wedge H_{\tilde{S}'})} = "
    r"\frac{\Pr(H_{\tilde{S}})}{\Pr(H_{\tilde{S}'} | H_{\tilde{S}})}",
    uses=("eq-7", "eq-8"),
    perturbed={"power": 1},
)
def eq_8_ratio(*, power: int = 2) -> Finding:
    """The right-hand side of Eq. 5 by probabilities of two random subsets."""

    def exact(n: int, k: int) -> bool:
        (first, second, _), p, joint = _count_moments(n, k), near(k, 0), _joint(n, k)
        return first**2 / second == p**power / joint == p / (joint / p)

    mean = moments(20, 5, 0.1, 0.0, Uniform())
    return holds(
        all(itertools.starmap(exact, SIZES)),
        f"Eqs. 7 and 8 divided. {EXACT}. (For Uniform at n = 20, k = 5, eps = 0.1, z = 0 it is {mean.second_moment:.4f}.)",
    )


@check(
    "eq-10",
    r"\Pr(H_{\tilde{S}'} | H_{\tilde{S}}) = \Pr(I_k) \Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_k) + \Pr(I_{\mu k, k-1}) "
    r"\Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_{\mu k, k-1}) + \sum_{i=0}^{\mu k - 1} \Pr(I_i) \Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_i)",
    uses=("section-3-rounding",),
    perturbed={"last": 2},
)
def eq_10(*, last: int = 1) -> Finding:
    """The probability that a second subset hits, split by what the two share: all, at least mu k, fewer (Eqs. 10 to 12)."""

    def exact(n: int, k: int, mu: Fraction) -> bool:
        cut, p = math.ceil(mu * k), near(k, 0)
        parts = (*range(cut - last + 1), *range(cut, k), k)
        return _count_moments(n, k)[1] / (math.comb(n, k) ** 2 * p) == sum((overlap(n, k, i) * both(k, i) / p for i in parts), Fraction(0))

    return holds(
        all(exact(n, k, mu) for n, k in SIZES for mu in (Fraction(7, 10), Fraction(9, 10))),
        f"Total probability, as P(H_S) is the same for all S and so independent of I. {EXACT}, mu = 0.7 and 0.9, with ceil(mu k) "
        f"where mu k is no integer (read literally, the integer between mu k - 1 and mu k would be in no part).",
    )


@check("eq-13", r"\frac{\varepsilon}{\sqrt{k}} \le c \Pr(H_{\tilde{S}})", uses=("definition-1",), perturbed={"largest_eps": 8.0})
def eq_13(*, largest_eps: float = 1.0) -> Finding:
    """A k-subset hits with probability at least c_l eps/sqrt(k), for |z| <= sqrt(k) and eps < 1."""
    found = [
        (sums.within(law, k, z * math.sqrt(k), eps) * math.sqrt(k) / (constants(law)[0] * eps), law.name, k, z, eps)
        for law in LAWS
        for k in (1, 2, 3, 5, 10, 40)
        for z in (0.0, 0.5, 1.0)
        for eps in (0.999 * largest_eps, 0.5, 1e-2, 1e-5)
    ]
    margin, name, k, z, eps = min(found)
    # of the window (z - e, z + e), 0 <= z <= s = sqrt(k), min(2e, s - z + e, z + e + s, 2s) lies in [-s, s]
    window = all(
        min(2 * e, s - x + e, x + e + s, Fraction(2 * s)) >= e
        for s in (1, 2, 10)
        for x in (Fraction(s * j, 8) for j in range(9))
        for e in (Fraction(j, 8) * Fraction(largest_eps) for j in range(1, 8))
    )
    return holds(
        margin >= 1 and window,
        "At least eps of the window lies in [-sqrt(k), sqrt(k)], where the density is at least c_l/sqrt(k): its part is the least of 2 "
        "eps, sqrt(k) - z + eps, z + eps + sqrt(k) and 2 sqrt(k), each at least eps for 0 <= z <= sqrt(k), eps <= 1. So c = 1/c_l. Exact "
        f"probabilities of Uniform, Normal, Laplace are at least {margin:.4f} times that ({name}, k = {k}, z = {z} sqrt(k), eps = "
        f"{eps:.4g}).",
    )


@check(
    "section-3-hypergeometric",
    r"\Pr(I_i) = \frac{\binom{k}{i} \binom{n-k}{k-i}}{\binom{n}{k}}, \quad \Pr(I_k) = \frac{1}{\binom{n}{k}}, \quad "
    r"\Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_k) = 1",
    perturbed={"more": 1},
)
def hypergeometric(*, more: int = 0) -> Finding:
    """What two random k-subsets share is hypergeometric (n, k, k); they are the same with probability 1/C(n,k) (Eq. 14)."""

    def exact(n: int, k: int) -> bool:
        pairs = Counter(len({*s} & {*t}) for s, t in itertools.product(itertools.combinations(range(n), k), repeat=2))
        count = math.comb(n, k)
        shared = all(Fraction(pairs[i], count**2) == overlap(n + more, k, i) for i in range(k + 1))
        return shared and pairs[k] == count and both(k, k) == near(k, 0)

    ok = all(exact(n, k) for n in range(2, 8) for k in range(1, min(n, 4) + 1))
    return holds(ok, "Of C(n,k)^2 pairs C(n,k) C(k,i) C(n-k,k-i) share i: counted, n to 7 and k to 4.")
