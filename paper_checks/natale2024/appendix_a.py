"""natale2024, appendix A: the lower bound on the ticket's size in pensia2020."""

import math

import sympy
from scipy.optimize import brentq

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.evidence import at, at_least_zero, smallest
from paper_checks.natale2024.parameters import packed_matrices
from rss_theory.packing import density

left_out("natale2024:appendix-b", "two drawings of procedures, without numbers")


@check(
    "appendix-a-step-3",
    r"|\mathcal{G}| \ge \frac{1}{2} \left(\frac{1}{2\varepsilon}\right)^{d^2}",
    uses=("pensia2020:theorem-2", "appendix-g-step-2"),
    perturbed={"radius": 0.5},
)
def appendix_a_step_3(*, radius: float = 2.0) -> Finding:
    """The number of subnetworks is at least half of a packing of the maps of norm 1."""
    found = [packed_matrices(d, 1.0, eps) / (radius * eps) ** -(d**2) for d in (1, 2) for eps in (0.24, 1 / 16, 0.03)]
    return holds(
        min(found) >= 1,
        "A maximal 2 eps-separated set's balls of radius 2 eps cover the unit ball, and half of the set is at most |G|. Explicit sets, "
        f"for d = 1 and lattices of matrices for d = 2, have {min(found):.3f} times (2 eps)^-(d^2) members or more.",
    )


@check(
    "appendix-a-subnetworks",
    r"|\mathcal{G}| \le \sum_{i=1}^{\gamma m} \binom{m}{\gamma m} \le 2^{\gamma m \log_2(\frac{m}{\gamma m} e)}",
    uses=("footnote-5",),
)
def appendix_a_subnetworks() -> Finding:
    """The number of subnetworks of size at most gamma m."""

    def chain(m: int, k: int, index: bool) -> bool:
        count = sum(math.comb(m, i) for i in range(k + 1))
        middle = sum(math.comb(m, i if index else k) for i in range(0 if index else 1, k + 1))
        return count <= middle and math.log(middle) <= k * (1 + math.log(m / k)) * (1 + 1e-12)

    cases = [(m, k) for m in (2, 10, 40, 1000) for k in (1, 2, 7, 10, 20, 40) if k <= m]
    whole, many = 2**10, sum(math.comb(1000, 20) for _ in range(20))
    return misprint(
        all(chain(m, k, index=False) for m, k in cases),
        all(chain(m, k, index=True) for m, k in cases),
        "$\\sum_{i=0}^{\\gamma m} \\binom{m}{i}$",
        f"With C(m, gamma m) in each term the first step fails at gamma = 1 ({whole} subnetworks of m = 10, the sum is 10) and the second "
        f"at m = 1000, gamma m = 20 ({many:.3g} > (50 e)^20 = {(50 * math.e) ** 20:.3g}). With C(m, i), as in footnote 5, both hold, also "
        "with the empty subnetwork i = 0 that the sum omits.",
    )


@check("footnote-5", r"\sum_{i=1}^k \binom{n}{i} \le \left(\frac{en}{k}\right)^k", perturbed={"base": 2.0})
def footnote_5(*, base: float = math.e) -> Finding:
    """An upper bound on partial sums of binomial coefficients."""

    def margin(n: int, k: int) -> float:
        return k * math.log(base * n / k) - math.log(sum(math.comb(n, i) for i in range(k + 1)))

    least = smallest(margin, {"n": range(1, 61), "k": range(1, 61)}, lambda n, k: k <= n)
    return holds(
        least.margin > 0,
        "With x = k/n <= 1 the sum is at most x^-k sum C(n,i) x^i <= x^-k (1 + x)^n <= x^-k exp(x n) = (en/k)^k, from i = 0 on. On n <= "
        f"60 the logarithms differ by at least {least.margin:.4f} ({at(least.where)}).",
    )


@check(
    "appendix-a-size",
    r"\gamma m \log_2\left(\frac{e}{\gamma}\right) \ge d^2 \log_2\left(\frac{1}{2\varepsilon}\right) - 1",
    uses=("appendix-a-step-3", "appendix-a-subnetworks"),
    perturbed={"minus": 0},
)
def appendix_a_size(*, minus: int = 1) -> Finding:
    """What the two bounds on the number of subnetworks say of their size."""
    d, eps = sympy.symbols("d eps", positive=True)
    packed = sympy.expand_log(sympy.log((1 / (2 * eps)) ** (d**2) / 2), force=True) / sympy.log(2)
    stated = d**2 * sympy.log(1 / (2 * eps)) / sympy.log(2) - minus
    difference = sympy.simplify(sympy.expand_log(sympy.expand(packed - stated), force=True))
    return holds(difference == 0, f"log2 of (1/2) (1/(2 eps))^(d^2) less the right side is {difference}, so the step from |G| is exact")


@check(
    "appendix-a-theta",
    r"m = \mathcal{O}\left(d^2 \log_2\left(\frac{1}{2\varepsilon}\right)\right) \implies \gamma m = \Theta(m)",
    uses=("appendix-a-size",),
    perturbed={"exponent": 2},
)
def appendix_a_theta(*, exponent: int = 1) -> Finding:
    """A ticket in a network of that size keeps a constant share of it."""
    floors = {}
    for c in (1, 8, 100):
        bits = [(d, eps, d**2 * math.log2(1 / (2 * eps))) for d in (1, 3, 10, 50) for eps in (0.1, 1e-2, 1e-6)]
        floor = brentq(lambda g, c=c: g * math.log2(math.e / g) - 1 / (2 * c + 1), 1e-12, 1)  # m <= C B + 1 rounded up
        floors[c] = floor, min(density(d, eps, math.ceil(c * b**exponent)).value for d, eps, b in bits if b >= 2)
    return holds(
        all(found >= floor for floor, found in floors.values()),
        "g log2(e/g) increases on (0, 1], and with m = C B, B = d^2 log2(1/(2 eps)) >= 2, is at least 1/(2C), so gamma is at least its "
        "inverse there: " + ", ".join(f"C = {c}: {floor:.4f}, least found {found:.4f}" for c, (floor, found) in floors.items()) + ".",
    )


@check(
    "appendix-a-pensia-size",
    r"m = \mathcal{O}\left(d^2 \log_2\left(\frac{1}{2\varepsilon}\right)\right) \text{ as in [25]}",
    uses=("pensia2020:theorem-1", "appendix-a-theta"),
)
def appendix_a_pensia_size() -> Finding:
    """The size of the random network of the theorem that is quoted, of which a ticket is then a constant share."""

    def size(d: float, eps: float) -> float:  # Theorem 1 of Pensia et al. for one d x d layer, over the constant
        return d**2 * math.log2(d**2 / eps)

    def ratio(d: float, power: int) -> float:
        return size(d, 0.1 / d**power) / (d**2 * math.log2(1 / (0.2 / d**power)))

    widths = (10, 100, 10**4, 10**8)
    fixed, falling = [ratio(d, 0) for d in widths], [ratio(d, 1) for d in widths]
    least = [density(d, 0.1, math.ceil(size(d, 0.1))).value for d in widths[:3]]
    return amended(
        max(fixed) <= 6,
        max(falling) <= 6,
        "$m = \\mathcal{O}(d^2 \\log_2(d/\\varepsilon))$, so as printed if $\\varepsilon$ is at most a negative power of $d$",
        f"Pensia et al. have d^2 log(d^2/eps): at eps = 0.1 that is {', '.join(f'{r:.2f}' for r in fixed)} times d^2 log2(1/(2 eps)) for "
        f"d = 10, 100, 10^4, 10^8, without bound, at eps = 0.1/d at most {max(falling):.2f}. The density that Appendix A then proves "
        f"falls at eps = 0.1 with d = 10, 100, 10^4: {', '.join(f'{g:.4f}' for g in least)}.",
    )


@check("appendix-a-note", r"\log_2\left(\frac{e}{\gamma}\right) \le 1, \quad 0 \le \gamma \le 1")
def appendix_a_note() -> Finding:
    """The logarithm that remains is at most 1."""
    values = [math.log2(math.e / gamma) for gamma in (1.0, 0.5, 0.1, 1e-6)]
    proved = at_least_zero(lambda u: u / math.log(2) + 1 / math.log(2) - 1, (0.0, 100.0)).proved  # gamma = exp(-u)
    return amended(
        max(values) <= 1,
        proved and values[0] >= 1,
        "$\\log_2(e/\\gamma) \\ge \\log_2 e > 1$; what is needed is $\\gamma \\log_2(e/\\gamma) \\to 0$ as $\\gamma \\to 0$",
        f"At gamma = 1 it is log2(e) = {values[0]:.4f}, its least value on (0, 1]; at gamma = 0.1 it is {values[2]:.3f} and it is "
        "unbounded. The conclusion gamma m = Theta(m) holds all the same.",
    )
