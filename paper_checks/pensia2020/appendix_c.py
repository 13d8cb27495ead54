"""pensia2020, appendix C: products of two uniforms and their subset sums."""

import math

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, check, holds, misprint
from paper_checks.evidence import same, smallest
from paper_checks.pensia2020.widths import EPS, LOG2, LOGS, coverage_gaps, sufficient
from rss_theory import packing
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT, ProductOfUniforms, contains_uniform

HALF = sympy.Rational(1, 2)
x, y, z = sympy.symbols("x y z", positive=True)
P = -sympy.log(z) / 2  # the density of P at z in (0, 1]; D has half of it beside its atom


@check(
    "lemma-4",
    r"f_{XY}(z) = \begin{cases} \frac{1}{2} \log \frac{1}{|z|} & |z| \le 1 \\ 0 & \text{otherwise} \end{cases}",
    perturbed={"factor": sympy.Rational(1, 3)},
)
def lemma_4(*, factor: sympy.Rational = HALF) -> Finding:
    """The density of the product of U[0, 1], or U[-1, 0], and U[-1, 1], independent."""
    printed = factor * sympy.log(1 / z)
    density = sympy.integrate(HALF / x, (x, z, 1))  # of Y at z/x or -z/x, over |x|: the same for X and -X, z and -z
    mass = sympy.simplify(2 * sympy.integrate(printed, (z, 0, 1)))
    return holds(
        same(density, printed) and mass == 1,
        f"The integral of 1/(2|x|) over the x with |z/x| <= 1, [z, 1] or [-1, -z], is {density} for z in (0, 1] and empty beyond; it is "
        f"even in z, as Y is symmetric. The printed density has mass {mass} on [-1, 1].",
    )


@check(
    "lemma-4-cdf",
    r"F_{XY}(z) = \tfrac12 \int_0^z \int_0^1 1 \, dx \, dy + \tfrac12 \int_z^1 \int_0^{z/y} 1 \, dx \, dy = \frac{z}{2} - \frac{z \log "
    r"z}{2}",
    uses=("lemma-4",),
)
def lemma_4_cdf() -> Finding:
    """The distribution function of the product on [0, 1]."""
    integrals = sympy.integrate(1, (x, 0, 1), (y, 0, z)) / 2 + sympy.integrate(1, (x, 0, z / y), (y, z, 1)) / 2
    printed = z / 2 - z * sympy.log(z) / 2
    meant = HALF + printed
    return misprint(
        sympy.simplify(printed.subs(z, 1) - 1) == 0,
        same(integrals, printed) and sympy.simplify(meant.subs(z, 1) - 1) == 0 and same(sympy.diff(meant, z), P),
        r"$F_{XY}(z) = \frac12 + \frac{z}{2} - \frac{z \log z}{2}$: the integrals leave out $P(Y < 0) = \frac12$",
        f"The integrals are {sympy.simplify(integrals)}, {printed.subs(z, 1)} at z = 1, where a distribution function of a product of at "
        "most 1 is 1. The derivative, all that is used, is the same.",
    )


@check(
    "corollary-1",
    r"P = \left( \tfrac12 \log 2 \right) U\left[ -\tfrac12, \tfrac12 \right] + \left( 1 - \tfrac12 \log 2 \right) Q",
    uses=("lemma-4",),
    perturbed={"factor": sympy.Rational(3, 5)},
)
def corollary_1(*, factor: sympy.Rational = HALF) -> Finding:
    """The law P of the product XY contains U[-1/2, 1/2] with weight log(2)/2."""
    rest = sympy.simplify(P.subs(z, HALF) - factor * sympy.log(2))  # least on (0, 1/2], where U has density 1
    alpha, _ = contains_uniform(ProductOfUniforms(), 0.5)
    points = [i / 200 for i in range(1, 201)]
    lines = {
        "P": (points, [-math.log(point) / 2 for point in points]),
        "log(2)/2 U": (points, [LOG2 / 2 if point <= 0.5 else 0.0 for point in points]),
        "D without its atom": (points, [-math.log(point) / 4 for point in points]),
    }
    return holds(
        same(sympy.diff(P, z), -1 / (2 * z)) and bool(rest >= 0),
        f"On (0, 1/2] log(1/z)/2 - {factor} log 2 falls with z and is {rest} at z = 1/2; outside U is 0. The rest has mass 1 - {factor} "
        f"log 2 > 0. contains_uniform: {alpha:.6f}.",
        Curve("z", "density", lines),
    )


@check(
    "corollary-1-law-d",
    r"D = \tfrac12 \delta_0 + \tfrac12 P, \text{ of which the corollary gives the part } \tfrac12 \left( \tfrac12 \log 2 \right) U\left[ "
    r"-\tfrac12, \tfrac12 \right]",
    uses=("corollary-1",),
    perturbed={"factor": HALF},
)
def corollary_1_law_d(*, factor: sympy.Rational = HALF / 2) -> Finding:
    """The law D, which Corollary 1 defines and Lemma 1 needs, contains U[-1/2, 1/2], with half of the weight that P has."""
    rest = sympy.simplify(P.subs(z, HALF) / 2 - factor * sympy.log(2))  # least at 1/2, as the density falls
    alpha, _ = contains_uniform(PRUNED_PRODUCT, 0.5)
    return holds(
        bool(rest >= 0) and abs(alpha - LOG2 / 4) < 1e-9,
        f"The corollary decomposes P only; b a^+ has law D. Half of P's decomposition is one of D: its density log(1/z)/4 less {factor} "
        f"log 2 is {rest} at z = 1/2, where it is least on (0, 1/2]; contains_uniform: {alpha:.4f}. That natale2024 Lemma 2 has, too.",
    )


@check(
    "corollary-1-proof",
    r"\text{pdf of } P \text{ is lower bounded by } (\log 2) U\left[ -\tfrac12, \tfrac12 \right] \text{ on } \left[ -\tfrac12, \tfrac12 "
    r"\right]",
    uses=("lemma-4",),
)
def corollary_1_proof() -> Finding:
    """The density of P is at least log 2 on [-1/2, 1/2]."""
    at_half = P.subs(z, HALF)
    return misprint(
        bool(at_half >= sympy.log(2)),
        bool(at_half >= sympy.log(2) / 2),
        r"$\frac12 (\log 2) U[-\frac12, \frac12]$, as the corollary has",
        f"At z = 1/2 the density log(1/z)/2 is {float(at_half):.4f}, log 2 is {LOG2:.4f}; it is at least log 2 on [-1/4, 1/4] only",
    )


@check(
    "corollary-2",
    r"n \ge C \log \tfrac{2}{\epsilon} \Rightarrow P\left( \forall z \in [-1, 1] \, \exists S \subset [n]: \left| z - \sum_{i \in S} X_i "
    r"\right| \le \epsilon \right) \ge 1 - \epsilon",
    uses=("corollary-1-law-d", "corollary-2-proof"),
    perturbed={"power": 0.5},
)
def corollary_2(*, power: float = 1.0) -> Finding:
    """Subset sums of C log(2/eps) samples of law D cover [-1, 1] within eps, with probability 1 - eps."""
    both = sufficient(PRUNED_PRODUCT, 1.0), sufficient(ProductOfUniforms(), 1.0)
    C = max(found.constant() for found in both)
    least = smallest(lambda y, found: C * y**power - found.slope * y - found.offset, {"y": LOGS, "found": both})
    one, eps = both[0], EPS[:8]
    over = [1 / e for e in eps]
    proved = [float(covering(e, e, 1.0, PRUNED_PRODUCT).n) for e in eps]
    lines = {
        "covering": (over, proved),
        "for all eps at once": (over, [one.slope * math.log(2 / e) + one.offset for e in eps]),
        "counting": (over, [packing.samples(e, 1.0, e).value for e in eps]),
    }
    return holds(
        least.margin >= -1e-9,
        f"C = {C:.0f} for all eps in (0, 1), for D and for P: {one.slope:.1f} log(2/eps) + {one.offset:.1f} samples of D suffice by the "
        f"proof of covering, with its steps bounded for all eps at once; covering gives {proved[5]:.0f} at eps = {eps[5]}. Counting asks "
        f"for {lines['counting'][1][5]:.0f}.",
        Curve("1/eps", "samples of D", lines, "x"),
    )


@check(
    "corollary-2-proof",
    r"\mathbb{E}[\text{gap}] \le a e^{-bn} \text{ on } [(\mu^- + \xi) n, (\mu^+ - \xi) n] \Rightarrow P(\text{gap} > \epsilon) \le "
    r"\epsilon \text{ for } n \ge C \log \tfrac2\epsilon",
    uses=("dacunha2022:theorem-2", "corollary-1-law-d"),
    perturbed={"squared": 1},
)
def corollary_2_proof(*, squared: int = 2) -> Finding:
    """Markov's inequality on Lueker's Corollary 3.3, whose interval contains [-1, 1] once n is large enough."""
    mean = sympy.integrate(z * P / 2, (z, 0, 1))  # mu^+ = E[max(X, 0)] for law D
    reach = 2 / mean  # n with (mu^+ - xi) n >= 1 at xi = mu^+/2

    # a exp(-b n) / eps <= eps for n = C log(2/eps): b C log(2/eps) >= 2 log(1/eps) + log a
    def margin(a: float, b: float, eps: float) -> float:
        C = max(float(reach) / LOG2, squared / b + max(0.0, math.log(a)) / (b * LOG2))
        return b * C * math.log(2 / eps) + 2 * math.log(eps) - math.log(a)

    least = smallest(margin, {"a": [0.1, 1.0, 10.0, 1e6], "b": [1e-3, 0.1, 1.0], "eps": EPS})
    rng = np.random.default_rng(9)
    gaps = {n: coverage_gaps(rng, n, n / 32).mean() for n in (24, 30, 36)}
    return holds(
        mean == sympy.Rational(1, 16) and least.margin >= -1e-9,
        f"For D mu^+ = -mu^- = {mean}, so with xi = 1/32 the interval contains [-1, 1] from n = {reach}, which C >= "
        f"{float(reach) / LOG2:.1f} gives (the text does not say it). P(gap > eps) <= a exp(-bn)/eps <= eps with C = "
        f"max({float(reach) / LOG2:.1f}, 2/b + log^+(a)/(b log 2)) for all a, b > 0, least margin {least.margin:.2g}. Corollary 3.3 itself "
        "is Lueker's; mean gaps measured on [-n/32, n/32] are " + ", ".join(f"{gap:.4f} at n = {n}" for n, gap in gaps.items()) + ".",
    )
