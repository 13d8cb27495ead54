"""natale2024, appendix H: comparison with Malach et al."""

import math
from fractions import Fraction

import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, left_out
from paper_checks.evidence import at_least_zero, same

left_out("natale2024:eq-50", "stands with Eq. 51")


@check("appendix-h-z", r"z = \frac{m_t}{\varepsilon}, \quad \log_2(z) \ge 1", perturbed={"eps": 0.9})
def appendix_h_z(*, eps: float = 0.5) -> Finding:
    """The ratio z is at least 2; printed with m_k for m_t."""
    least = math.log2(1 / eps)
    return holds(least >= 1, f"m_t >= 1 and eps < {eps:g}, as in Corollary 1, give log2 z > {least:.4f}; at z = 1 no constant c would do")


@check(
    "eq-51", r"\log_2^2(c z^2) = (\log_2(c) + 2 \log_2(z))^2 = \log_2^2(c) + 4 \log_2(c) \log_2(z) + 4 \log_2^2(z)", perturbed={"middle": 2}
)
def eq_51(*, middle: int = 4) -> Finding:
    """Eqs. 50 and 51: the square of the logarithm of a product."""
    c, z = sympy.symbols("c z", positive=True)
    a, b = sympy.log(c, 2), sympy.log(z, 2)
    left = sympy.expand_log(sympy.log(c * z**2, 2), force=True) ** 2
    return holds(same(left, a**2 + middle * a * b + 4 * b**2), "expanded, both sides agree identically for c, z > 0")


@check(
    "eq-52", r"\log_2^2(c) + 4 \log_2(c) \log_2(z) + 4 \log_2^2(z) \le 6(\log_2^2(c) + \log_2^2(z))", uses=("eq-51",), perturbed={"six": 4}
)
def eq_52(*, six: int = 6) -> Finding:
    """By 2ab <= a^2 + b^2."""
    form = sympy.Matrix([[six - 1, -2], [-2, six - 4]])  # of the difference
    return holds(
        bool(form.is_positive_semidefinite), f"the difference is a quadratic form with determinant {form.det()} and trace {form.trace()}"
    )


@check(
    "eq-53",
    r"6(\log_2^2(c) + \log_2^2(z)) \le 12 \log_2^2(c) \log_2^2(z), \quad c, z \ge 2",
    uses=("eq-52", "appendix-h-z"),
    perturbed={"twelve": 11},
)
def eq_53(*, twelve: int = 12) -> Finding:
    """By a + b <= 2ab for a, b of at least 1."""
    s, t = sympy.symbols("s t", nonnegative=True)  # a = 1 + s, b = 1 + t
    difference = sympy.Poly(sympy.expand(twelve * (1 + s) * (1 + t) - 6 * (2 + s + t)), s, t)
    return holds(all(c >= 0 for c in difference.coeffs()), f"with a = 1 + s, b = 1 + t the difference is {difference.as_expr()}")


@check(
    "appendix-h-focus",
    r"c z \ge 12 c_{amp} \log_2^2(c) \log_2^2(z) \implies c z \ge c_{amp} \frac{\log_2^2(c z^2)}{\log_2(z)}",
    uses=("eq-53", "appendix-h-z"),
    perturbed={"least": Fraction(1, 2)},
)
def appendix_h_focus(*, least: Fraction = Fraction(1)) -> Finding:
    """It is enough to prove the inequality without the division by log2(z)."""
    a, t = sympy.symbols("a t", positive=True)
    b = sympy.Rational(least.numerator, least.denominator) + t  # log2 z
    quotient = sympy.Poly(sympy.cancel((12 * a**2 * b**2 - 12 * a**2 * b**2 / b) / (12 * a**2 * b)), t)  # first right side less second
    return holds(
        all(c >= 0 for c in quotient.coeffs()),
        f"By Eq. 53; with a = log2 c, log2 z = {b} the difference of the right sides is at least 12 a^2 log2(z) ({quotient.as_expr()}) "
        "c_amp >= 0. Here one power of log2(z) is given away.",
    )


@check("eq-54", r"\log_2^2(c) \frac{\log_2^2(z)}{z} \le \log_2^2(c), \quad z \ge 2")
def eq_54() -> Finding:
    """The square of a logarithm is at most its argument."""
    z = [2 * 1.01**i for i in range(400)]
    lines = {"log2(z)^2/z": (z, [math.log2(v) ** 2 / v for v in z]), "log2(z)/z": (z, [math.log2(v) / v for v in z])}
    peak = 4 / (math.e * math.log(2)) ** 2  # at z = e^2
    meant = at_least_zero(lambda u: u.exp() * math.log(2) - u, (math.log(2), 40.0)).proved  # log2 z <= z
    return amended(
        all(math.log2(v) ** 2 <= v for v in z),
        meant and peak <= 1.13,
        "$\\log_2^2(c) \\frac{\\log_2(z)}{z} \\le \\log_2^2(c)$, which suffices, as one power of $\\log_2 z$ was divided by",
        f"At z = 8 it is 9/8, at z = e^2 greatest, {peak:.4f}; it fails for 4 < z < 16. log2(z)/z <= {math.log2(math.e) / math.e:.4f} "
        "holds for all z >= 2.",
        Curve("z", "left over right side", lines, "x"),
    )


@check("eq-55", r"\log_2^2(c) \le \sqrt{c} \text{ for a big enough constant } c", perturbed={"low": 15})
def eq_55(*, low: int = 16) -> Finding:
    """The square of the logarithm of c is at most its root; here from c = 2^16 on."""
    u = sympy.Symbol("u", positive=True)  # c = 2^u
    gap = u / 2 * sympy.log(2) - 2 * sympy.log(u)  # of the logarithms; increases from 4/ln 2 on
    rises = bool(sympy.solve(sympy.diff(gap, u), u)[0] < low)
    least_amp = Fraction(8) / Fraction(3, 4)  # c_amp = 8 c_hyp/c_thm with c_hyp >= 1, c_thm <= 3/4
    c = float(144 * least_amp**2)
    return holds(
        rises and bool(sympy.simplify(gap.subs(u, low)) >= 0),
        f"u/2 ln 2 - 2 ln u with c = 2^u is 0 at u = 16 and increases from 4/ln 2 = {4 / math.log(2):.2f} on. The c >= 144 c_amp^2 of the "
        f"end is enough for it if c_amp >= 64/3; at the least possible c_amp = {least_amp} it has c = {c:.0f}, log2(c)^2 = "
        f"{math.log2(c) ** 2:.0f} > sqrt c = {math.sqrt(c):.0f}, where the inequality of Appendix H holds all the same.",
    )


@check("appendix-h-last", r"c \ge 12 c_{amp} \sqrt{c} \iff c \ge 144 c_{amp}^2", perturbed={"square": 121})
def appendix_h_last(*, square: int = 144) -> Finding:
    """The last inequality of the comparison."""
    amp = sympy.Symbol("c_amp", positive=True)
    c = square * amp**2
    return holds(
        same(c, 12 * amp * sympy.sqrt(c)), f"at c = {square} c_amp^2 the right side is {12 * amp * sympy.sqrt(c)}; c/sqrt c increases"
    )


@check(
    "appendix-h",
    r"c z \ge c_{amp} \frac{\log_2^2(c z^2)}{\log_2(z)}, \quad c \ge 144 c_{amp}^2",
    uses=("eq-53", "eq-54", "eq-55", "appendix-h-z"),
    perturbed={"square": 1},
)
def appendix_h(*, square: int = 144) -> Finding:
    """The inequality behind the comparison with Malach et al. holds for a big enough constant c."""
    # c = square a^2 t, t >= 1, a = c_amp >= 1, z >= 2, y = a sqrt(t) z: square a t z log2 z >= square y against 4 log2^2(sqrt(square) y)
    root = math.sqrt(square)
    found = at_least_zero(lambda y: square * y - 4 * ((root * y).log() / math.log(2)) ** 2, (2.0, 1e4))
    slope = square - 8 * math.log2(root * 1e4) / (1e4 * math.log(2))  # beyond, where it decreases towards `square`
    return holds(
        found.proved and slope > 0,
        "Also where Eqs. 54 and 55 fail: for c_amp >= 1, z >= 2 and c = 144 c_amp^2 t it is implied by 36 y >= log2^2(12 y), y = c_amp "
        f"sqrt(t) z >= 2, enclosed with margin {found.least / 4:.2f} up to y = 10^4, and of positive derivative beyond.",
    )
