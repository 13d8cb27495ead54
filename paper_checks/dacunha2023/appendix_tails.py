"""dacunha2023, section 5 and supplementary material A: normal intervals, tails, the second moment."""

import itertools
import math

import numpy as np
import sympy
from scipy import special
from scipy.stats import binom, chi2

from paper_checks.check import Curve, Finding, check, holds, left_out, misprint
from paper_checks.dacunha2023.blocked_networks import SIGNS, signed_parts, small
from paper_checks.evidence import Least, at, at_least_zero, ladder, same, smallest
from paper_checks.tensors import symbols
from rss_theory import tails

left_out("dacunha2023:footnote-7", "says of a condition only that it is stronger than Berry-Esseen")
left_out("dacunha2023:footnote-8", "defines the half-normal law")
left_out("dacunha2023:section-5-shape", "opinion on what earlier proofs could do without kernels of shape 1 x 1")
left_out("dacunha2023:section-5-activations", "quotes burkholz2022, up to a factor")
left_out("dacunha2023:section-5-3d-convolution", "an expectation of what another operation would save, without a statement")
left_out("dacunha2023:section-5-other-laws", "an expectation, no statement")


@check("section-5-relu", r"x = \phi(x) - \phi(-x)", uses=("definition-10",), perturbed={"sign": 1})
def section_5_relu(*, sign: int = -1) -> Finding:
    """The identity that earlier works use of ReLU."""
    right = all(x == max(x, 0) + sign * max(-x, 0) for x in SIGNS)
    x = small(0, 4, 4, 2)
    parts = all(map(np.array_equal, signed_parts(x), (x * (x > 0), -x * (x < 0))))
    return holds(
        right and parts,
        "true for the three signs, and so for all x. Lemma 12 uses it too, in K * X = K * (X+ - X-), as X+ = relu(X) and X- = relu(-X): "
        f"{parts}",
    )


@check("lemma-14", r"\Pr(X \in [z - \epsilon, z + \epsilon]) \le \Pr(X \in [-\epsilon, \epsilon])", perturbed={"centre": 1.0})
def lemma_14(*, centre: float = 0.0) -> Finding:
    """A normal variable of mean 0 is most probable in the interval around 0."""
    z, eps = sympy.symbols("z epsilon", positive=True)
    # d/dz of the left-hand side is f(z + eps) - f(z - eps), of the sign of (z - eps)^2 - (z + eps)^2
    slope = same((z - eps) ** 2 - (z + eps) ** 2, -4 * z * eps)

    def inside(middle: float, width: float) -> float:
        return float(special.ndtr(middle + width) - special.ndtr(middle - width))

    grid = {"z": [i / 10 for i in range(-40, 41)], "eps": ladder(0.01, 5.0, 20)}
    least = smallest(lambda z, eps: inside(centre, eps) - inside(z, eps), grid)
    return holds(
        slope and least.margin >= -1e-15 and abs(tails.centred_interval(0.5, 1.0).value - inside(0.0, 0.5)) < 1e-15,
        "in z >= 0 the left-hand side falls, as (z - eps)^2 - (z + eps)^2 = -4 z eps <= 0, and it is even in z; smallest margin on a "
        f"grid {least.margin:.1g} at {at(least.where)}. For eps < 0 both are 0",
    )


@check(
    "lemma-14-proof",
    r"\int_{-\epsilon}^{z-\epsilon} \varphi(x) \, dx - \int_{\epsilon}^{z+\epsilon} \varphi(x) \, dx = \int_{-\epsilon}^{z-\epsilon}"
    r" \varphi(x) - \varphi(x + 2\epsilon) \, dx \ge 0",
    perturbed={"shift": 3},
)
def lemma_14_proof(*, shift: int = 2) -> Finding:
    """The two differences of intervals, one moved onto the other."""
    x, z, eps = sympy.symbols("x z epsilon", positive=True)

    def area(low: sympy.Expr, high: sympy.Expr, moved: sympy.Expr = sympy.S.Zero) -> sympy.Expr:
        return sympy.integrate(sympy.exp(-((x + moved) ** 2) / 2), (x, low, high))

    equal = same(area(-eps, z - eps) - area(eps, z + eps), area(-eps, z - eps) - area(-eps, z - eps, shift * eps))
    falls = same((x + 2 * eps) ** 2 - x**2, 4 * eps * (x + eps))
    order = all(-e < v - e < e < v + e for v, e in itertools.product(range(1, 40), repeat=2) if v < 2 * e)
    return holds(
        equal and falls and order,
        "equal as integrals (sympy); (x + 2 eps)^2 - x^2 = 4 eps (x + eps) >= 0 for x >= -eps; -eps < z - eps < eps < z + eps for 0 < z "
        f"< 2 eps: {order}",
    )


@check("lemma-15", r"\Pr(Z > 0) \ge \frac{\mathbb{E}[Z]^2}{\mathbb{E}[Z^2]}", perturbed={"factor": 2})
def lemma_15(*, factor: int = 1) -> Finding:
    """The second moment method."""
    p, a = symbols("p", 4, positive=True), symbols("a", 4, positive=True)
    rest = sum(p[i] * p[j] * (a[i] - a[j]) ** 2 for i, j in itertools.combinations(range(4), 2))
    return holds(
        same(sum(p) * (p @ a**2) - factor * (p @ a) ** 2, rest),
        "P(Z > 0) E[Z^2] - E[Z]^2 is the sum of p_i p_j (a_i - a_j)^2 over pairs of positive values (sympy, four values), the "
        "Cauchy-Schwarz inequality of Z and the indicator of Z > 0 for all laws; equality for one positive value. The quotient needs 0 < "
        "E[Z^2] < infinity",
    )


def _chernoff(*, below: bool, constant: float) -> Least:
    """Smallest log(bound) - log(probability) over binomials; bound exp(-delta^2 mean / constant)."""

    def margin(n: int, p: float, delta: float) -> float:
        tail = binom.logcdf(math.floor((1 - delta) * n * p), n, p) if below else binom.logsf(math.ceil((1 + delta) * n * p) - 1, n, p)
        return -(delta**2) * n * p / constant - float(tail)

    return smallest(margin, {"n": [1, 4, 20, 300, 10**5], "p": [1e-3, 0.01, 0.1, 0.5], "delta": [0.05, 0.25, 0.5, 0.75, 0.95, 0.999]})


@check(
    "lemma-16-above",
    r"\mu \le \mu_+ \Rightarrow \Pr(X \ge (1 + \delta) \mu_+) \le \exp\left(-\frac{\delta^2 \mu_+}{3}\right)",
    perturbed={"constant": 2.5},
)
def lemma_16_above(*, constant: float = 3) -> Finding:
    """Chernoff's bound above the mean."""
    # exponent mu ((1 + x) log(1 + x) - x) at least mu x^2 / c: g' = log(1 + x) - 2x/c is concave, 0 at 0, so g >= 0 if g'(1) >= 0
    x = sympy.Symbol("x", positive=True)
    g = (1 + x) * sympy.log(1 + x) - x - x**2 / sympy.nsimplify(constant)
    concave = same(sympy.diff(g, x, 3), -1 / (1 + x) ** 2)
    end = at_least_zero(lambda y: (1 + y).log() - 2 * y / constant, (1.0, 1.0))
    margin, where = _chernoff(below=False, constant=constant)
    return holds(
        concave and end.proved and margin >= 0,
        "E exp(tX) <= exp(mu_+ (e^t - 1)) by convexity, t = log(1 + delta); the exponent is at least delta^2/3 on (0, 1): its difference "
        f"has a concave derivative, 0 at 0 and {end.least:.4f} at 1. Binomials to n = 10^5: smallest margin of logarithms {margin:.3g} at "
        f"{at(where)}",
    )


@check(
    "lemma-16",
    r"0 \le \mu_- \le \mu \Rightarrow \Pr(X \le (1 - \delta) \mu_-) \le \exp\left(-\frac{\delta^2 \mu_+}{2}\right)",
    uses=("lemma-16-above",),
)
def lemma_16() -> Finding:
    """Chernoff's bound below the mean."""
    probability, upper = float(binom.cdf(1, 4, 0.5)), 100  # mu = mu_- = 2, delta = 1/2; mu_+ >= mu is all that is said of it
    x = sympy.Symbol("x", positive=True)
    h = x + (1 - x) * sympy.log(1 - x) - x**2 / 2
    convex = same(sympy.diff(h, x, 2), x / (1 - x)) and sympy.diff(h, x).subs(x, 0) == 0 and h.subs(x, 0) == 0
    margin, where = _chernoff(below=True, constant=2)
    return misprint(
        probability <= math.exp(-upper / 8),
        convex and margin >= -1e-12,
        r"$\exp(-\delta^2 \mu_- / 2)$",
        f"mu_+ is any number from the mean on: of 4 fair coins at most 1 is heads with probability {probability}, printed bound at mu_+ = "
        f"{upper}: {math.exp(-upper / 8):.2g}. With mu_-: delta + (1 - delta) log(1 - delta) >= delta^2/2 as its second derivative is "
        f"delta/(1 - delta); binomials, smallest margin of logarithms {margin:.3g} at {at(where)}. Eq. 25 uses it where mu_- = mu = mu_+",
    )


@check("lemma-17", r"\Pr(X \ge d + 2\sqrt{dt} + 2t) \le e^{-t}, \quad \Pr(X \le d - 2\sqrt{dt}) \le e^{-t}", perturbed={"linear": 1})
def lemma_17(*, linear: int = 2, root: int = 2) -> Finding:
    """Tails of a chi-square variable."""
    s, r, d = sympy.symbols("s r d", positive=True)  # r = sqrt(t/d)
    # log E exp(s (X - d)) = -ds - (d/2) log(1 - 2s) <= d s^2/(1 - 2s), both 0 at s = 0; at s = r/(1 + 2r) the exponent is -t
    upper = same(sympy.diff(s**2 / (1 - 2 * s) + s + sympy.log(1 - 2 * s) / 2, s), 2 * s**2 / (1 - 2 * s) ** 2)
    at_upper = (s * (root * d * r + linear * d * r**2) - d * s**2 / (1 - 2 * s)).subs(s, r / (1 + 2 * r))
    # log E exp(-s (X - d)) = ds - (d/2) log(1 + 2s) <= d s^2; at s = r the exponent is -t
    lower = same(sympy.diff(s**2 - s + sympy.log(1 + 2 * s) / 2, s), 4 * s**2 / (1 + 2 * s))
    exponents = same(at_upper, d * r**2) and same(r * root * d * r - d * r**2, d * r**2)

    def margin(degrees: int, t: float) -> float:
        high, low = degrees + root * math.sqrt(degrees * t) + linear * t, degrees - root * math.sqrt(degrees * t)
        outside = max(float(chi2.sf(high, degrees)), float(chi2.cdf(low, degrees)))
        return 1 - outside * math.exp(t)

    times = [*ladder(1e-4, 100.0, 40)]
    least = smallest(margin, {"degrees": [1, 2, 3, 10, 100, 10_000], "t": times})
    return holds(
        upper and lower and exponents and least.margin >= 0 and tails.chi_square(16, 1.0)[:2] == (8.0, 26.0),
        "Chernoff's method, with derivatives 2s^2/(1 - 2s)^2 and 4s^2/(1 + 2s) >= 0 of the differences of exponents (sympy), and exponent "
        f"-t at s = r/(1 + 2r) and s = r, r = sqrt(t/d). Exact tails are at most {1 - least.margin:.3f} exp(-t), at {at(least.where)}",
        Curve("$t$", "$1 - e^t$ (greater tail)", {f"d = {k}": (times, [margin(k, t) for t in times]) for k in (1, 10, 100)}, "x"),
    )


@check(
    "lemma-18",
    r"Y_i = \tilde Z \cdot \tilde Z_i, \ \tilde Z \text{ half-normal} \Rightarrow Y \text{ is NSN}",
    uses=("definition-4",),
    perturbed={"variance": 2},
)
def lemma_18(*, variance: int = 1) -> Finding:
    """A half-normal scale gives NSN vectors, too."""
    z, t = sympy.symbols("z t", positive=True)
    normal = sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi)
    half = 2 * sympy.exp(-(z**2) / (2 * variance)) / sympy.sqrt(2 * sympy.pi * variance)
    given = sympy.exp(-(z**2) * t**2 / 2)  # E exp(i u.Y) given the scale z, t = |u|
    nsn, other = 2 * sympy.integrate(normal * given, (z, 0, sympy.oo)), sympy.integrate(half * given, (z, 0, sympy.oo))
    return holds(
        same(nsn, other),
        f"given the scale the characteristic function depends on its square only; both integrals are {other} at distance t from 0, in any "
        "dimension. (The vectors are of dimension d; Z_1, ..., Z_n stands for Z_1, ..., Z_d.)",
    )


@check(
    "lemma-18-proof",
    r"\text{sign}(Z), \ \text{sign}(Z)\,\text{sign}(Z_1), \ \dots, \ \text{sign}(Z)\,\text{sign}(Z_d) \text{ independent}",
    perturbed={"own": False},
)
def lemma_18_proof(*, own: bool = True) -> Finding:
    """The signs that the proof composes are independent, which it says of pairs."""

    def images(d: int) -> set[tuple[int, ...]]:
        return {(s, *(s * (signs[i] if own else signs[0]) for i in range(d))) for s, *signs in itertools.product((-1, 1), repeat=d + 1)}

    return holds(
        all(len(images(d)) == 2 ** (d + 1) for d in range(1, 8)),
        "(s, s_1, ..., s_d) to (s, s s_1, ..., s s_d) is one-to-one on signs (all d up to 7), so the images are uniform: independent "
        "together, not only in pairs",
    )
