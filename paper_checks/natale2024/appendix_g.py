"""natale2024, appendix G: the proof of Theorem 5."""

import math
from fractions import Fraction
from itertools import combinations, pairwise

import sympy

from paper_checks.check import Finding, check, holds, misprint
from paper_checks.evidence import at, ladder, smallest
from paper_checks.natale2024.parameters import h2, packed_matrices


@check(
    "appendix-g-step-1",
    r"\text{any } g' \text{ approximates at most one member of } \mathcal{P}_k, \quad \|W - W'\| > 2\varepsilon",
    uses=("pensia2020:theorem-2",),
    perturbed={"two": Fraction(3, 2)},
)
def appendix_g_step_1(*, two: Fraction = Fraction(2)) -> Finding:
    """No function is within eps of two maps of a 2 eps-separated set."""
    # |W - W'| = sup |h_W - h_W'| < 2 eps if g' is within eps of both, and any smaller distance occurs: W = 0, W' = t, g' = t/2 for d = 1
    shared = max(t for t in (Fraction(i, 100) for i in range(1, 300)) if t / 2 < 1)  # in units of eps
    return holds(shared <= two, "The triangle inequality; in units of eps distances up to, not including, 2 are shared by some g'.")


# an example: n weights that cover [-1, 0] or [0, 1] to within eps with probability 1/2 each, and 2n points more than 2 eps apart
EPS, N = Fraction(2, 39), 10  # 1/20 < eps < 1/19
POINTS = [-1 + Fraction(2 * i, 2 * N - 1) for i in range(2 * N)]


@check(
    "appendix-g-step-2",
    r"|\mathcal{P}_k| \le 2|\mathcal{G}_k|",
    uses=("appendix-g-step-1", "pensia2020:theorem-2"),
    perturbed={"factor": Fraction(19, 10)},
)
def appendix_g_step_2(*, factor: Fraction = Fraction(2)) -> Finding:
    """If each target is approximated with probability 1/2, twice the number of subnetworks is at least that of the targets."""
    weights = [sign * (Fraction(1, 2 * N) + Fraction(i, N)) for sign in (1, -1) for i in range(N)]
    probable = all(any(abs(p - w) < EPS for w in weights) for p in POINTS) and Fraction(1, N) < 2 * EPS  # and all others of [-1, 1], too
    return holds(
        probable and min(b - a for a, b in pairwise(POINTS)) > 2 * EPS and len(POINTS) <= factor * N,
        f"|P|/2 <= E[number of approximated W] <= |G|. Equality occurs: {N} parallel weights of x -> w x, k = 1, eps = {EPS}, that fill "
        f"[-1, 0] or [0, 1] with probability 1/2 each, and {len(POINTS)} points {POINTS[1] - POINTS[0]} > 2 eps apart.",
    )


@check("appendix-g-count", r"|\mathcal{G}_k| = \binom{n}{k}", perturbed={"shift": 1})
def appendix_g_count(*, shift: int = 0) -> Finding:
    """The number of ways to select k of n parameters; as functions subnetworks may coincide, and at most is enough."""
    agree = [len(list(combinations(range(n), k))) == math.comb(n + shift, k) for n in range(1, 12) for k in range(1, n + 1)]
    return holds(all(agree), f"masks listed one by one for n <= 11: {len(agree)} cases agree")


@check("eq-45", r"\binom{n}{k} > \frac{|\mathcal{P}_k|}{2}", uses=("appendix-g-step-2", "appendix-g-count"))
def eq_45() -> Finding:
    """So many subsets serve a separated set."""
    subsets, needed = math.comb(N, 1), Fraction(len(POINTS), 2)
    return misprint(
        subsets > needed,
        subsets >= needed,
        "$\\ge$",
        f"|P_k| <= 2 |G_k| is not strict. In the example of that step, n = {N}, k = 1, eps = 2/39, all hypotheses of Theorem 5 hold and "
        f"C(n,k) = {subsets} = |P_k|/2 = {needed}. Only what is not strict is used.",
    )


@check(
    "appendix-g-volume-1",
    r"|\mathcal{P}^{max}| \ge \frac{\text{Vol}(\mathcal{W})}{\text{Vol}(\{W \in \mathcal{W} : \|W\| \le 2\varepsilon\})} = "
    r"\left(\frac{1}{2\varepsilon}\right)^{d^2}",
    uses=("pensia2020:theorem-2",),
    perturbed={"power": 2.5},
)
def appendix_g_volume_1(*, power: float = 1.0) -> Finding:
    """The size of a maximal separated set of maps of norm 1."""
    found = {(d, eps): packed_matrices(d, 1.0, eps) * (2 * eps) ** (power * d**2) for d in (1, 2) for eps in (0.062, 0.03, 0.02)}
    least = min(found, key=lambda case: found[case])
    return holds(
        found[least] >= 1,
        f"Balls of radius 2 eps around a maximal set cover W. Explicit sets are larger by a factor of at least {found[least]:.3f} (d, eps "
        f"= {least}); volumes of balls in d^2 dimensions scale by (2 eps)^(d^2).",
    )


@check(
    "appendix-g-volume-k",
    r"|\mathcal{P}_k^{max}| \ge \frac{\text{Vol}(\mathcal{W}_k)}{\text{Vol}(\{W \in \mathcal{W}_k : \|W\| \le 2\varepsilon\})} = "
    r"\left(\frac{\sqrt{k}}{2\varepsilon}\right)^{d^2}",
    uses=("appendix-g-volume-1",),
    perturbed={"power": 2.0},
)
def appendix_g_volume_k(*, power: float = 0.5) -> Finding:
    """The same for maps of norm sqrt(k)."""
    cases = [(1, k, eps) for k in (1, 2, 10, 1000) for eps in (0.062, 0.01)] + [(2, k, 0.062) for k in (1, 2, 5)]
    found = {(d, k, eps): packed_matrices(d, math.sqrt(k), eps) / (k**power / (2 * eps)) ** (d**2) for d, k, eps in cases}
    least = min(found, key=lambda case: found[case])
    return holds(
        found[least] >= 1,
        f"W_k is W scaled by sqrt k, and 2 eps < 1 <= sqrt k. Explicit sets are larger by a factor of at least {found[least]:.3f} (d, k, "
        f"eps = {least}).",
    )


@check(
    "eq-46",
    r"\binom{n}{k} > \frac{1}{2} \left(\frac{\sqrt{k}}{2\varepsilon}\right)^{d^2}",
    uses=("eq-45", "appendix-g-volume-k"),
    perturbed={"half": 2.5},
)
def eq_46(*, half: float = 0.5) -> Finding:
    """Subsets, if all maps are approximated; strict although Eq. 45 is not."""
    roots = map(math.sqrt, (1, 4, 7, 100))
    factor = min(math.ceil(root / eps) / 2 / (half * root / (2 * eps)) for root in roots for eps in (1 / 16.1, 0.05, 1e-3))
    return holds(
        factor > 1 and half / (2 * EPS) < N,
        f"d = 1: the greatest set has ceil(sqrt k/eps) points, at least {factor:.3f} times what is needed. d >= 2: equality would "
        "have finitely many balls inside W_k cover it, but each then has at most one of its extreme points sqrt k U, U orthogonal. In "
        f"the example {N} > {half / (2 * EPS)}.",
    )


@check("appendix-g-binomial", r"\binom{n}{k} \le \sqrt{\frac{n}{2\pi k(n-k)}} 2^{nH_2(k/n)}", perturbed={"two_pi": 6.3})
def appendix_g_binomial(*, two_pi: float = 2 * math.pi) -> Finding:
    """The standard upper bound on a binomial coefficient, 1 <= k <= n - 1."""

    def margin(n: int, k: int) -> float:
        log = n * h2(k / n) * math.log(2) + math.log(n / (two_pi * k * (n - k))) / 2
        return log - (math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1))

    least = smallest(margin, {"n": (*range(2, 40), 100, 400), "k": range(1, 400)}, lambda n, k: k < n)
    large = math.log(2 * math.pi / two_pi) / 2  # the limit of the margin
    n = sympy.Symbol("n", positive=True)
    robbins = sympy.together(2 / (6 * n + 1) - 1 / (12 * n))
    return holds(
        least.margin >= 0 and large >= 0 and sympy.numer(robbins).subs(n, 1) > 0,
        "Robbins' n! = sqrt(2 pi n) (n/e)^n exp(r_n), 1/(12n+1) < r_n < 1/(12n): the quotient is at most exp of 1/(12n) - 1/(12k+1) - "
        f"1/(12(n-k)+1) <= -({robbins}) < 0, by convexity. Least margin of the logarithms on a grid {least.margin:.2e} "
        f"({at(least.where)}).",
    )


@check(
    "eq-47",
    r"nH_2\left(\frac{k}{n}\right) \ge \frac{1}{2} \log_2\left(\frac{2\pi k(n-k)}{n}\right) + d^2 \log_2 \frac{\sqrt{k}}{2\varepsilon} - 1",
    uses=("eq-46", "appendix-g-binomial"),
    perturbed={"minus": 0},
)
def eq_47(*, minus: int = 1) -> Finding:
    """Eq. 46 and the bound on the binomial coefficient, in logarithms."""
    n, k, d, eps, b = sympy.symbols("n k d eps b", positive=True)  # b = n - k
    right = sympy.sqrt(2 * sympy.pi * k * b / n) * (sympy.sqrt(k) / (2 * eps)) ** (d**2) / 2  # of 2^(n H2) >= ...
    stated = sympy.log(2 * sympy.pi * k * b / n) / 2 + d**2 * sympy.log(sympy.sqrt(k) / (2 * eps)) - minus * sympy.log(2)
    difference = sympy.simplify(sympy.expand_log(sympy.expand(sympy.expand_log(sympy.log(right), force=True) - stated), force=True))
    return holds(difference == 0, f"the logarithm of the display before less the right side is {difference}")


@check("footnote-8", r"k(1 - k/n) \ge 1/2\pi \text{ if } 1 \le k \le \lambda n, \quad \lambda \le 1 - 1/2\pi", perturbed={"share": 0.9})
def footnote_8(*, share: float = 1 - 1 / (2 * math.pi)) -> Finding:
    """The share lambda makes the first term of Eq. 47 nonnegative."""
    # concave in k: least at k = 1 or k = lambda n, where it is at least 1 - 1/n, n >= 1/lambda, and lambda n (1 - lambda) >= 1 - lambda
    least = min(1 - share, *(min(1 - 1 / n, share * n * (1 - share)) for n in ladder(1 / share, 1e6, 200)))
    integers = min(Fraction(k * (n - k), n) for n in range(2, 60) for k in range(1, n))
    return holds(
        least >= 1 / (2 * math.pi) * (1 - 1e-12),
        f"k(1 - k/n) is concave in k, so at least 1 - lambda = {1 - share:.5f}, while 1/(2 pi) = {1 / (2 * math.pi):.5f}. For integers 1 "
        f"<= k <= n - 1 it is at least {integers}: no lambda is needed.",
    )


@check(
    "eq-48",
    r"\frac{1}{2} \log_2\left(\frac{2\pi k(n-k)}{n}\right) + d^2 \log_2 \frac{\sqrt{k}}{2\varepsilon} - 1 \ge "
    r"d^2 \left(\frac{1}{2} \log_2 k + \log_2 \frac{1}{\varepsilon} - 1\right) - 1",
    uses=("eq-47", "footnote-8"),
    perturbed={"minus": 0},
)
def eq_48(*, minus: int = 1) -> Finding:
    """The first term is dropped."""
    k, eps = sympy.symbols("k eps", positive=True)
    gap = sympy.log(sympy.sqrt(k) / (2 * eps), 2) - (sympy.log(k, 2) / 2 + sympy.log(1 / eps, 2) - minus)
    gap = sympy.simplify(sympy.expand_log(gap, force=True))
    first = min(math.log2(2 * math.pi * k * (n - k) / n) / 2 for n in range(2, 60) for k in range(1, n))
    return holds(gap == 0 and first >= 0, f"log2(sqrt k/(2 eps)) less its expansion is {gap}; the first term is at least {first:.4f}")


@check(
    "eq-49",
    r"d^2 \left(\frac{1}{2} \log_2 k + \log_2 \frac{1}{\varepsilon} - 1\right) - 1 \ge \frac{d^2}{2} \log_2 \frac{k}{\varepsilon}, "
    r"\quad \varepsilon < 1/16",
    uses=("eq-48",),
    perturbed={"eps": Fraction(1, 8)},
)
def eq_49(*, eps: Fraction = Fraction(1, 16)) -> Finding:
    """The end of the proof of Theorem 5."""
    bits = math.log2(1 / eps)
    margins = {d: d**2 * (bits / 2 - 1) - 1 for d in (1, 2, 10)}  # the difference, in which k cancels
    return holds(
        min(margins.values()) >= 0,
        f"the difference is d^2 (log2(1/eps)/2 - 1) - 1, at eps = {eps}, d = 1 it is {margins[1]:g}, and it increases with 1/eps and d",
    )


@check("appendix-g-last", r"d^2 \left(\log_2 \frac{1}{\varepsilon} - 1\right) \ge 1 \text{ gives Eq. 49}", uses=("eq-49",))
def appendix_g_last() -> Finding:
    """The inequality that is said to give the last step, true for eps < 1/16."""

    def gives(factor: float) -> bool:
        grid = [(math.log2(1 / eps), d) for eps in (0.2, 0.1, 1 / 16, 0.01) for d in (1, 2, 5)]
        return all(d**2 * (factor * bits - 1) < 1 or d**2 * (bits / 2 - 1) >= 1 for bits, d in grid)

    return misprint(
        gives(1.0),
        gives(0.5) and 1 / 2 * 4 - 1 >= 1,
        "$d^2(\\frac{1}{2}\\log_2\\frac{1}{\\varepsilon} - 1) \\ge 1$",
        f"At eps = 0.2, d = 1 the printed condition holds, {math.log2(5) - 1:.3f} >= 1, but Eq. 49 needs log2(1/eps)/2 - 1 >= 1 and has "
        f"{math.log2(5) / 2 - 1:.3f}. For eps < 1/16 both hold.",
    )
