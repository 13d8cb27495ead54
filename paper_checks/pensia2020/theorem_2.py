"""pensia2020 section 4: the lower bound, Theorem 2."""

import math

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, check, holds, left_out, misprint
from paper_checks.evidence import at, ladder, same, smallest
from paper_checks.pensia2020.widths import EPS, LOG2, RAYS, for_layer, least_width
from paper_checks.tensors import equal, integers, relu
from rss_theory import packing

left_out("pensia2020:eq-9", "the hypothesis of Theorem 2")


@check(
    "eq-8",
    r"h_W(x) = [I \; -I] \, \sigma\left( \begin{bmatrix} W \\ -W \end{bmatrix} x \right) = W x",
    uses=("lemma-1-decomposition",),
    perturbed={"sign": 1},
)
def eq_8(*, sign: int = -1) -> Finding:
    """Two layers of 2d hidden neurons represent a linear map."""
    W, x, identity = integers(0, 3, 3), integers(1, 3, 50), np.eye(3, dtype=int)
    exact = equal(np.hstack([identity, sign * identity]) @ relu(np.vstack([W, -W]) @ x), W @ x)
    ok = exact and equal(relu(RAYS) + sign * relu(-RAYS), RAYS)
    return holds(ok, "s(t) - s(-t) = t in each coordinate, on both rays; exact for an integer 3 x 3 matrix and 50 inputs")


@check(
    "section-4-constants",
    r"\text{at least } d^2 \log(1/\epsilon) \text{ parameters; for two layers the width must be at least } d \log(1/\epsilon)",
    uses=("theorem-2", "appendix-b-l-2", "appendix-b-l-more"),
)
def section_4_constants() -> Finding:
    """The counts of the introduction to Theorem 2, which have no constant, follow from its proof."""
    sizes, errors = (1, 2, 5, 20, 100), (1e-2, 1e-4, 1e-8, 1e-64)
    weights = smallest(lambda d, eps: packing.parameters(d, eps).value / (d * d * math.log(1 / eps)), {"d": sizes, "eps": errors})
    widths = [packing.width(d, eps).value / (d * math.log(1 / eps)) for d in sizes for eps in errors]
    return misprint(
        weights.margin >= 1 and min(widths) >= 1,
        weights.margin >= 1 / 3 and min(widths) >= 1 / 4,
        r"$\Omega(d^2 \log(1/\epsilon))$ and $\Omega(d \log(1/\epsilon))$, as in Theorem 2",
        f"For eps <= 0.01 the proof has at least {weights.margin:.3f} d^2 ln(1/eps) parameters ({at(weights.where)}). The width it gives, "
        f"(d/2) log2(1/(2 eps)) - 1/(2d), is {min(widths):.3f} to {max(widths):.3f} times d ln(1/eps) on the grid and below "
        "d log2(1/eps)/2 always: the order d log(1/eps), not the number.",
    )


@check(
    "section-4-upper-bound",
    r"\text{uniform approximation over } F \text{ is achieved by Theorem 1 with } d \log(d/\epsilon) \text{ width}",
    uses=("theorem-1",),
    perturbed={"outer": 0},
)
def section_4_upper_bound(*, outer: int = 1) -> Finding:
    """Theorem 1 at one layer of d neurons has width O(d log(d/eps))."""
    d, eps = sympy.symbols("d epsilon", positive=True)
    logs = same(2 * sympy.log(d / eps) - sympy.log(d**2 / eps), sympy.log(1 / eps))
    least = smallest(lambda d, eps: 2 * d**outer * math.log(d / eps) - d * math.log(d * d / eps), {"d": [1, 2, 10, 10**4], "eps": EPS})
    return holds(
        logs and least.margin >= -1e-9,
        "2 log(d/eps) - log(d^2/eps) = log(1/eps) > 0 in symbols, so d log(d^2/eps) <= 2 d log(d/eps)",
    )


@check(
    "theorem-2",
    r"\forall h \in F: P\left( \exists g' \in G: \sup_{\|x\| \le 1} \|h(x) - g'(x)\| < \epsilon \right) \ge \tfrac12 \Rightarrow "
    r"\Omega(d^2 \log(1/\epsilon)) \text{ parameters; if } l = 2, \text{ width } \Omega(d \log(1/\epsilon))",
    uses=("appendix-b-chain", "appendix-b-l-2", "appendix-b-l-more"),
    perturbed={"power": 3},
)
def theorem_2(*, power: int = 2) -> Finding:
    """A network of random weights, of any law, that approximates linear maps by pruning has many parameters; with two layers it is wide."""
    # beside the counting: at eps < 1 some pruned g' approximates h_I, so its first matrix has no kernel (x there: |x - g'(x)| = |x|)
    x = ladder(1e-3, 1e4, 200)  # log2(1/eps)
    d = [1, 2, 3, 10, 100]
    few = smallest(lambda d, x: max(float(d * d), d * d * (x - 1) - 1) - d**power * x / 3, {"d": d, "x": x})
    wide = smallest(lambda d, x: least_width(d, x) - d ** (power - 1) * x / 4, {"d": d, "x": x})
    # both margins are piecewise linear in x, least at the kinks; worst at d = 1: max(1, x - 2) - x/3 and max(1, x/2 - 1) - x/4
    kinks = [max(1, y - 2) - y / 3 for y in (0, 3)] + [max(1, y / 2 - 1) - y / 4 for y in (0, 4)]  # exact: thirds and quarters cancel
    lines = {
        "parameters": (list(x), [max(100.0, 100 * (y - 1) - 1) / (100 * y) for y in x]),
        "width": (list(x), [least_width(10, y) / (10 * y) for y in x]),
    }
    return holds(
        min(kinks) >= 0 and few.margin >= -1e-9 and wide.margin >= -1e-9,
        "With log2: at least d^2 log2(1/eps) / 3 parameters and width d log2(1/eps) / 4, for all d >= 1 and eps < 1. Counting gives d^2 "
        "(x - 1) - 1 and d (x - 1)/2 - 1/(2d), x = log2(1/eps); for eps near 1/2 and above, where that is vacuous, the first layer must "
        f"be injective, d^2 and d. The maxima exceed x/3 and x/4 at their kinks exactly; least margins on a grid {few.margin:.3g} and "
        f"{wide.margin:.3g}.",
        Curve("log2(1/eps)", "lower bound over d^2 log2(1/eps), d log2(1/eps); d = 10", lines, "xy"),
    )


@check(
    "section-1-match",
    r"\text{lower bound for 2-layered networks that matches the upper bound, up to logarithmic terms with regards to the width}",
    uses=("theorem-1", "theorem-2"),
    perturbed={"power": 0},
)
def section_1_match(*, power: int = 1) -> Finding:
    """The upper bound on the width is the lower one up to a factor of order log d."""
    C = for_layer().constant()
    bound = 8 * C  # 4 C (log(2) (1 + 1/x) + 2 log(d) / x) at x = 1, the worst
    least = smallest(
        lambda d, x: 1 - C * d * (math.log(2 * d * d) + x * LOG2) / (d * x / 4) / (bound * (1 + math.log(d)) ** power),
        {"d": [2.0**i for i in range(0, 200, 10)], "x": [1.0, 2.0, 10.0, 1e3]},
    )
    return holds(
        least.margin >= 0,
        f"C d log(2 d^2/eps) over d log2(1/eps)/4, both as proved here, is at most {bound:.0f} (1 + log d) for eps <= 1/2, least relative "
        f"margin {least.margin:.2g} at {at(least.where)}; without the log d it grows with d.",
    )


@check(
    "remark-3",
    r"\text{our bounds are tight only for networks with constant depth}",
    uses=("section-1-match",),
    perturbed={"deepest": 10**9},
)
def remark_3(*, deepest: int = 10) -> Finding:
    """For targets of constant depth the bounds on parameters match, for depth without bound they do not."""
    C, d, eps = for_layer().constant(), 10, 1e-3

    def ratio(depth: int) -> float:  # of what Theorem 1 takes to what Theorem 2 asks for
        return 2 * depth * C * d * d * math.log(2 * d * d * depth / eps) / packing.parameters(d, eps).value

    allowed = 100 * ratio(1)
    return holds(
        ratio(deepest) <= allowed and ratio(10**6) > allowed,
        f"Theorem 1 takes 2 l C d^2 log(2 d^2 l/eps) parameters, Theorem 2 asks for d^2 log2(1/(2 eps)) - 1 whatever l: at d = {d}, eps = "
        f"{eps} their ratio is {ratio(1):.0f} at l = 1, {ratio(10):.0f} at l = 10, {ratio(10**6):.2g} at l = 10^6.",
    )
