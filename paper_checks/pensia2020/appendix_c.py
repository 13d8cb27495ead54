"""pensia2020, appendix C: products of two uniforms and their subset sums."""

import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, check, holds, misprint
from paper_checks.evidence import same, smallest
from paper_checks.pensia2020.widths import EPS, LOG2, pruned_products, sufficient
from rss_theory import packing
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT, ProductOfUniforms, contains_uniform
from simulations import solvers


@check(
    "lemma-4",
    r"f_{XY}(z) = \begin{cases} \frac{1}{2} \log \frac{1}{|z|} & |z| \le 1 \\ 0 & \text{otherwise} \end{cases}",
    perturbed={"factor": sympy.Rational(1, 3)},
)
def lemma_4(*, factor: sympy.Rational = sympy.Rational(1, 2)) -> Finding:
    """The density of the product of U[0, 1], or U[-1, 0], and U[-1, 1], independent."""
    z, x = sympy.symbols("z x", positive=True)
    printed = factor * sympy.log(1 / z)
    density = sympy.integrate(sympy.Rational(1, 2) / x, (x, z, 1))  # of Y at z/x or -z/x, over |x|: the same for X and -X, z and -z
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
    x, y, z = sympy.symbols("x y z", positive=True)
    integrals = sympy.integrate(1, (x, 0, 1), (y, 0, z)) / 2 + sympy.integrate(sympy.integrate(1, (x, 0, z / y)), (y, z, 1)) / 2
    printed = z / 2 - z * sympy.log(z) / 2
    meant = sympy.Rational(1, 2) + printed
    return misprint(
        sympy.simplify(printed.subs(z, 1) - 1) == 0,
        same(integrals, printed) and sympy.simplify(meant.subs(z, 1) - 1) == 0 and same(sympy.diff(meant, z), -sympy.log(z) / 2),
        r"$F_{XY}(z) = \frac12 + \frac{z}{2} - \frac{z \log z}{2}$: the integrals leave out $P(Y < 0) = \frac12$",
        f"The integrals are {sympy.simplify(integrals)}, {printed.subs(z, 1)} at z = 1, where a distribution function of a product of at "
        "most 1 is 1. The derivative, all that is used, is the same.",
    )


@check(
    "corollary-1",
    r"P = \left( \tfrac12 \log 2 \right) U\left[ -\tfrac12, \tfrac12 \right] + \left( 1 - \tfrac12 \log 2 \right) Q",
    uses=("lemma-4",),
    perturbed={"factor": Fraction(3, 5)},
)
def corollary_1(*, factor: Fraction = Fraction(1, 2)) -> Finding:
    """The law P of the product XY contains U[-1/2, 1/2] with weight log(2)/2."""
    z = sympy.symbols("z", positive=True)
    density, weight = -sympy.log(z) / 2, sympy.Rational(factor.numerator, factor.denominator) * sympy.log(2)
    falls = bool(sympy.diff(density, z).subs(z, 1) < 0) and same(sympy.diff(density, z), -1 / (2 * z))
    rest = sympy.simplify(density.subs(z, sympy.Rational(1, 2)) - weight)  # least on (0, 1/2], where U has density 1
    alpha, _ = contains_uniform(ProductOfUniforms(), 0.5)
    points = [i / 200 for i in range(1, 201)]
    return holds(
        falls and bool(rest >= 0),
        f"On (0, 1/2] log(1/z)/2 - {factor} log 2 falls with z and is {rest} at z = 1/2; outside U is 0. The rest has mass 1 - {factor} "
        f"log 2 > 0. contains_uniform: {alpha:.6f}.",
        Curve(
            "z",
            "density",
            {
                "P": (points, [-math.log(x) / 2 for x in points]),
                "log(2)/2 U": (points, [LOG2 / 2 if x <= 0.5 else 0.0 for x in points]),
                "D without its atom": (points, [-math.log(x) / 4 for x in points]),
            },
        ),
    )


@check(
    "corollary-1-law-d",
    r"D = \tfrac12 \delta_0 + \tfrac12 P, \text{ of which the corollary gives the part } \tfrac12 \left( \tfrac12 \log 2 \right) U\left[ "
    r"-\tfrac12, \tfrac12 \right]",
    uses=("corollary-1",),
    perturbed={"factor": Fraction(1, 2)},
)
def corollary_1_law_d(*, factor: Fraction = Fraction(1, 4)) -> Finding:
    """The law D, which Corollary 1 defines and Lemma 1 needs, contains U[-1/2, 1/2], with half of the weight that P has."""
    z = sympy.symbols("z", positive=True)
    density = -sympy.log(z) / 4  # beside the atom; it falls, so is least at 1/2
    rest = sympy.simplify(density.subs(z, sympy.Rational(1, 2)) - sympy.Rational(factor.numerator, factor.denominator) * sympy.log(2))
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
    at_half = sympy.log(2) / 2
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
    found = {law.name: sufficient(law, 1.0) for law in (PRUNED_PRODUCT, ProductOfUniforms())}
    C = max(one.constant for one in found.values())
    logs = [LOG2 * 4**i for i in range(9)]
    least = smallest(lambda y, law: C * y**power - found[law].slope * y - found[law].offset, {"y": logs, "law": list(found)})
    one = sufficient(PRUNED_PRODUCT, 1.0)
    eps = EPS[:8]
    proved = [float(covering(e, e, 1.0, PRUNED_PRODUCT).n) for e in eps]
    return holds(
        least.margin >= -1e-9,
        f"C = {C:.0f} for all eps in (0, 1), for D and for P: {one.slope:.1f} log(2/eps) + {one.offset:.1f} samples of D suffice by the "
        f"proof of covering, with its steps bounded for all eps at once; covering gives {proved[5]:.0f} at eps = {eps[5]}. Counting asks "
        f"for {packing.samples(eps[5], 1.0, eps[5]).value:.0f}.",
        Curve(
            "1/eps",
            "samples of D",
            {
                "covering": ([1 / e for e in eps], proved),
                "for all eps at once": ([1 / e for e in eps], [one.slope * math.log(2 / e) + one.offset for e in eps]),
                "counting": ([1 / e for e in eps], [packing.samples(e, 1.0, e).value for e in eps]),
            },
            "x",
        ),
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
    z = sympy.symbols("z", positive=True)
    mean = sympy.integrate(-z * sympy.log(z) / 4, (z, 0, 1))  # mu^+ = E[max(X, 0)] for law D
    reach = 1 / (mean / 2)  # n with (mu^+ - xi) n >= 1 at xi = mu^+/2
    # a exp(-b n) / eps <= eps for n = C log(2/eps): b C log(2/eps) >= 2 log(1/eps) + log a
    least = smallest(
        lambda a, b, eps: (
            b * max(float(reach) / LOG2, squared / b + max(0.0, math.log(a)) / (b * LOG2)) * math.log(2 / eps)
            + 2 * math.log(eps)
            - math.log(a)
        ),
        {"a": [0.1, 1.0, 10.0, 1e6], "b": [1e-3, 0.1, 1.0], "eps": EPS},
    )
    rng, trials, sizes = np.random.default_rng(9), 60, (24, 30, 36)
    gaps = [
        float(np.mean(solvers.coverage_gap_many(pruned_products(rng, trials, n), np.full(trials, -n / 32), np.full(trials, n / 32))))
        for n in sizes
    ]
    return holds(
        bool(mean == sympy.Rational(1, 16)) and least.margin >= -1e-9,
        f"For D mu^+ = -mu^- = {mean}, so with xi = 1/32 the interval contains [-1, 1] from n = {reach}, which C >= "
        f"{float(reach) / LOG2:.1f} gives (the text does not say it). P(gap > eps) <= a exp(-bn)/eps <= eps with C = "
        f"max({float(reach) / LOG2:.1f}, 2/b + log^+(a)/(b log 2)) for all a, b > 0, least margin {least.margin:.2g}. Corollary 3.3 itself "
        "is Lueker's; mean gaps measured on [-n/32, n/32] are "
        + ", ".join(f"{gap:.4f} at n = {n}" for n, gap in zip(sizes, gaps, strict=True))
        + ".",
    )
