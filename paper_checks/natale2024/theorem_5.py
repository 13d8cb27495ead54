"""natale2024 Theorem 5: the lower bound (section 4), and section 5."""

import math
from fractions import Fraction
from itertools import combinations

import sympy

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.evidence import at, smallest
from paper_checks.natale2024.parameters import h2
from rss_theory.packing import LAMBDA, counted_sparse_parameters

left_out("natale2024:eq-31", "defines the targets of Theorem 5")
left_out("natale2024:eq-32", "the hypothesis of Theorem 5")
left_out("natale2024:section-6", "limitations and impact, without numbers")


@check(
    "theorem-5",
    r"n \ge \frac{d^2}{2} \frac{\log_2 \frac{k}{\varepsilon}}{H_2(k/n)}, \quad 1 \le k \le \lambda n, \quad \varepsilon < 1/16",
    uses=("eq-46", "appendix-g-binomial", "eq-49"),
    perturbed={"factor": 1.0},
)
def theorem_5(*, factor: float = 0.5) -> Finding:
    """A network of n parameters that, pruned to k of them, approximates each d x d map of norm at most sqrt(k) has at least so many."""

    def margin(d: int, k: int, eps: float) -> float:
        n = max(counted_sparse_parameters(d, k, eps).value, math.ceil(k / LAMBDA))  # the least that Eq. 46 leaves; n H2(k/n) rises with n
        return n * h2(k / n) - factor * d**2 * math.log2(k / eps)

    least = smallest(
        margin,
        {"d": (1, 2, 3, 5), "k": (1, 2, 5, 20, 100), "eps": (0.0624, 0.03, 1e-2, 1e-4)},
        lambda d, k, eps: not (d == 5 and k == 1),  # k = 1: n itself is an exponential
    )
    return holds(
        least.margin > 0,
        "Eqs. 46 to 49, each proved here for all 1 <= k <= n - 1. At the least n that Eq. 46 allows, n H2(k/n) exceeds the right side by "
        f"at least {least.margin:.3f} bits on a grid of d, k, eps ({at(least.where)}).",
    )


@check("theorem-5-lambda", r"\lambda = 1 - 1/2\pi \approx 0.84", perturbed={"value": 0.85})
def theorem_5_lambda(*, value: float = 0.84) -> Finding:
    """The share up to which Theorem 5 is stated."""
    true = 1 - 1 / (2 * math.pi)
    return holds(round(true, 2) == value, f"1 - 1/(2 pi) = {true:.5f}.")


@check(
    "section-4-tightness",
    r"\text{approximation of all } h_W \text{ with probability } 1/2 \implies n \ge c_{hyp} \frac{\log_2 \frac{k}{\varepsilon}}{H_2(k/n)}, "
    r"\quad c_{hyp} \ge 1",
    uses=("theorem-5", "theorem-2"),
)
def tightness() -> Finding:
    """If each linear map is approximated then the hypothesis of Theorem 2, Eq. 1, must hold."""
    n, k, eps, numbers = 8, 6, 0.0624, (3, 4, 5, 6, 7, 11, 16, 21)
    totals = {a + b for a, b in combinations(numbers, 2)}  # cover so many consecutive integers; so do sums of six, the total less two
    covered = max(next(i for i in range(99) if start + i not in totals) for start in totals)
    # weights are these numbers, scaled and shifted, all with one random sign: the sums of six cover [0, sqrt k] or [-sqrt k, 0]
    approximated = len(numbers) == n and covered * 2 * eps > math.sqrt(k) and eps < 1 / 16 and k <= n * (1 - 1 / (2 * math.pi))
    left, right = n * h2(k / n), math.log2(k / eps)
    return amended(
        not approximated or left >= right,
        all(d**2 / 2 >= 1 for d in range(2, 100)),
        "for $d \\ge 2$, or up to a constant factor: Theorem 5 has $c_{hyp} = d^2/2$",
        f"d = 1, n = 8, k = 6, eps = {eps}: 8 parallel weights in the proportions of {numbers}, shifted, have sums of six at {covered} "
        "equidistant points, so within eps of all of [0, sqrt 6], or with the other sign of [-sqrt 6, 0], each with probability 1/2; but "
        f"n H2(k/n) = {left:.3f} < log2(k/eps) = {right:.3f}.",
    )


@check(
    "footnote-4",
    r"c_{amp} \frac{\log_2^2 \frac{k}{\varepsilon}}{H_2(k/n)} = \Theta\left(\log_2 \frac{k}{\varepsilon}\right) "
    r"\frac{d^2}{2} \frac{\log_2 \frac{k}{\varepsilon}}{H_2(k/n)}",
    uses=("theorem-5", "corollary-1"),
    perturbed={"power": 3},
)
def footnote_4(*, power: int = 2) -> Finding:
    """The hypothesis of Corollary 1 is that of Theorem 5 up to a factor of the order of log2(k/eps)."""
    bits, c_amp, d, entropy = sympy.symbols("B c_amp d H", positive=True)
    ratio = sympy.simplify((c_amp * bits**power / entropy) / (d**2 / 2 * bits / entropy) / bits)
    return holds(bits not in ratio.free_symbols, f"the ratio over log2(k/eps) = B is {ratio}, a constant in k, n and eps")


@check(
    "section-5-extra-factor",
    r"\frac{\text{width of Corollaries 1, 2}}{\text{width of Theorem 5}} = O\left(\log_2 \frac{1}{\varepsilon}\right)",
    uses=("theorem-5", "corollary-1", "corollary-2"),
)
def extra_factor() -> Finding:
    """The corollaries are above the lower bound by an extra factor log2(1/eps)."""

    def factor(corollary: int, log_k: float, bits: float) -> float:  # in units of c_amp log2(1/eps), at d = 1
        above = (log_k + bits) ** 2 if corollary == 1 else 2 * bits**2
        return above / ((log_k + bits) / 2) / bits

    worst = {c: max(factor(c, log_k, bits) for log_k in (0, 10, 100, 1000) for bits in (1, 4, 20)) for c in (1, 2)}
    return misprint(
        max(worst.values()) <= 4,
        worst[2] <= 4,
        "$\\log_2(k/\\varepsilon)$ for Corollary 1, as in footnote 4",
        f"Corollary 2 over Theorem 5 at d = 1 is at most {worst[2]:.3g} c_amp log2(1/eps); Corollary 1 is 2 c_amp log2(k/eps), "
        f"{worst[1]:.4g} times c_amp log2(1/eps) at k = 2^1000, eps = 1/2, and unbounded in k.",
    )


@check(
    "section-5-success",
    r"\text{Theorem 2 with success } 1 - \varepsilon: \; \frac{2}{\varepsilon'}\sqrt{k} \varepsilon^r \le \varepsilon, \quad "
    r"r = \frac{4 \ln(k/\varepsilon)}{\ln(1/\varepsilon)} = \frac{4 \ln(k/\varepsilon)}{\Theta(\log_2(1/\varepsilon))}",
    uses=("appendix-d-union", "section-5-extra-factor"),
    perturbed={"four": 1},
)
def section_5_success(*, four: int = 4) -> Finding:
    """Success with probability 1 - eps in place of a constant would save a factor of the order of log2(1/eps) of the groups."""
    k, eps = sympy.symbols("k eps", positive=True)
    failed = sympy.exp(four * sympy.log(k / eps) / sympy.log(1 / eps) * sympy.log(eps))  # eps^r
    power = sympy.simplify(sympy.expand_log(sympy.log(failed) + four * sympy.log(k / eps), force=True)) == 0  # eps^r = (eps/k)^4
    largest = sympy.simplify(4 * sympy.sqrt(k) * (eps / k) ** four / eps**2).subs({k: 1, eps: Fraction(1, 2)})
    return holds(
        power and bool(largest <= 1),
        f"eps^r = (eps/k)^{four}, so the union bound is the one of Corollary 1, at most {largest} eps. r is c_thm/ln(1/eps) of the "
        "printed number of groups; what remains, log(k/eps)/log(1/eps), is bounded for k up to a power of 1/eps.",
    )
