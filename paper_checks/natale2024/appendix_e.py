"""natale2024, appendix E: the proof of Corollary 2."""

import math
from fractions import Fraction

import sympy

from paper_checks.check import Finding, check, holds
from paper_checks.evidence import at, at_least_zero, ladder, same, smallest


@check(
    "eq-35",
    r"H_2\left(\frac{k}{n}\right) = \frac{k}{n} \log_2\left(\frac{n}{k}\right) + \left(1 - \frac{k}{n}\right) \log_2 \frac{n}{n-k}",
    perturbed={"sign": -1},
)
def eq_35(*, sign: int = 1) -> Finding:
    """The binary entropy of a share k of n."""
    k, n, rest = sympy.symbols("k n b", positive=True)  # b = n - k
    x = k / n
    left = -x * sympy.log(x) - (1 - x) * sympy.log(rest / n)
    right = x * sympy.log(n / k) + sign * (1 - x) * sympy.log(n / rest)
    difference = sympy.simplify(sympy.expand_log(left - right, force=True))
    return holds(difference == 0, f"-log(k/n) = log(n/k) in both terms, as 1 - k/n = (n - k)/n; the sides differ by {difference}")


@check("eq-36", r"H_2\left(\frac{k}{n}\right) \ge \frac{k}{n} \log_2\left(\frac{n}{k}\right)", uses=("eq-35",), perturbed={"factor": 1.5})
def eq_36(*, factor: float = 1.0) -> Finding:
    """The entropy is at least its first term."""
    found = at_least_zero(lambda u: u.exp() * u * (factor - 1) - (1 - u.exp()) * (1 - u.exp()).log(), (-40.0, -1e-9))  # x = exp(u)
    return holds(
        found.proved, "The second term is -(1 - x) log2(1 - x) >= 0; enclosed for x = exp(u), -40 <= u < 0, and k/n = 1 has equality."
    )


@check(
    "eq-37",
    r"\frac{c_{amp}}{H_2(k/n)} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{n} \le "
    r"\frac{c_{amp}}{\frac{k}{n} \log_2(n/k)} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{n} = "
    r"c_{amp} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{k} \frac{1}{\log_2(n/k)}",
    uses=("eq-36",),
    perturbed={"power": 2},
)
def eq_37(*, power: int = 1) -> Finding:
    """Eq. 36 in the denominator, and n cancels."""
    c, k, n, x, log, more = sympy.symbols("c k n X L h", positive=True)
    first = sympy.simplify((c / (k / n * log) - c / (k / n * log + more)) * x / n)  # H2 = (k/n) L + h, h >= 0
    return holds(
        bool(first > 0) and same(c / (k / n * log) * x / n, c * x / k**power / log),
        "X, the numerator, is at least 0 for k >= 1, eps < 1. With H2 = (k/n) L + h, L = log2(n/k), the sides of the inequality differ "
        f"by {first}, and the last two both are c X/(k L).",
    )


@check(
    "eq-38",
    r"c_{amp} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{k} \frac{1}{\log_2(n/k)} \le "
    r"c_{amp} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{k}, \quad k \le \frac{n}{2}",
    uses=("eq-37",),
    perturbed={"share": Fraction(3, 5)},
)
def eq_38(*, share: Fraction = Fraction(1, 2)) -> Finding:
    """log2(n/k) is at least 1."""
    least = math.log2(1 / share)
    return holds(least >= 1, f"log2(n/k) >= {least:.4f} for k <= {share} n, and the numerator is at least 0 for k >= 1, eps < 1")


@check(
    "eq-39",
    r"c_{amp} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{k} \le \frac{1}{2}",
    uses=("eq-38", "corollary-2"),
    perturbed={"two": 1},
)
def eq_39(*, two: int = 2) -> Finding:
    """The hypothesis on k of Corollary 2."""
    c, x = sympy.symbols("c X", positive=True)
    greatest = sympy.simplify(c * x / (two * c * x))
    return holds(bool(greatest <= sympy.Rational(1, 2)), f"k >= {two} c_amp X leaves c_amp X/k <= {greatest}; at k = 1, X = 0 and it is 0")


@check(
    "eq-40",
    r"n \frac{H_2}{c_{amp}} \ge \log_2^2 \frac{k}{\varepsilon} \iff n\left(1 - \frac{c_{amp}}{H_2} "
    r"\frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{n}\right) \ge \frac{c_{amp}}{H_2} \log_2^2 \frac{1}{\varepsilon}",
    uses=("corollary-1",),
    perturbed={"two": 1},
)
def eq_40(*, two: int = 2) -> Finding:
    """Eq. 3 with the square of the logarithm multiplied out."""
    c, h, n, k, e = sympy.symbols("c H n logk loge", positive=True)
    left = n * h / c - (k + e) ** 2
    right = n * (1 - c / h * (k**2 + two * k * e) / n) - c / h * e**2
    return holds(same(left * c / h, right), "right side less left, times c_amp/H2 > 0, are the same polynomial in log2 k and log2(1/eps)")


@check(
    "eq-41",
    r"n \ge \frac{c_{amp}}{1 - \frac{c_{amp}}{H_2} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 \frac{1}{\varepsilon}}{n}} "
    r"\frac{\log_2^2 \frac{1}{\varepsilon}}{H_2}",
    uses=("eq-40", "eq-39"),
    perturbed={"largest": 1.5},
)
def eq_41(*, largest: float = 0.5) -> Finding:
    """Division by the bracket, which is positive by Eq. 39."""
    least = 1 - largest
    return holds(least > 0, f"the bracket of Eq. 40 is at least {least} when Eq. 39 bounds what is subtracted by {largest}")


@check(
    "eq-42",
    r"\frac{c_{amp}}{1 - Y} \le 2 c_{amp}, \quad Y = \frac{c_{amp}}{H_2} \frac{\log_2^2 k + 2 \log_2 k \cdot \log_2 "
    r"\frac{1}{\varepsilon}}{n}",
    uses=("eq-39",),
    perturbed={"two": 1.5},
)
def eq_42(*, two: float = 2.0) -> Finding:
    """By Eq. 39 the denominator is at least 1/2."""
    greatest = 1 / (1 - 0.5)
    return holds(greatest <= two, f"1/(1 - Y) increases with Y <= 1/2 and is at most {greatest}")


@check(
    "eq-43",
    r"n \ge 2c_{amp} \frac{\log_2^2 \frac{1}{\varepsilon}}{H_2(k/n)} \implies n \ge c_{amp} \frac{\log_2^2 "
    r"\frac{k}{\varepsilon}}{H_2(k/n)}",
    uses=("eq-41", "eq-42"),
    perturbed={"two": 1},
)
def eq_43(*, two: int = 2) -> Finding:
    """Under the hypotheses of Corollary 2 its Eq. 4 gives Eq. 3, and Corollary 1 ends the proof."""

    def margin(c: float, log_k: int, bits: float) -> float:  # of Eq. 3 at the least n H2 that Eq. 4 and n >= 2k allow: 2k at n = 2k
        return max(two * c * bits**2, 2 * 2.0**log_k) / (c * (log_k + bits) ** 2) - 1

    least = smallest(
        margin,
        {"c": (1, 10, 1000), "log_k": (0, 8, 14, 20, 40), "bits": ladder(1.0, 1e6, 60)},
        lambda c, log_k, bits: 2**log_k >= 2 * c * (log_k**2 + 2 * log_k * bits),
    )
    return holds(
        least.margin >= 0,
        "By Eqs. 39 to 42, for all parameters. On a grid of c_amp, k, log2(1/eps) that meets the hypotheses n exceeds Eq. 3 by a share "
        f"of at least {least.margin:.3f} ({at(least.where)}). Corollary 2 inherits what is wrong with Corollary 1.",
    )
