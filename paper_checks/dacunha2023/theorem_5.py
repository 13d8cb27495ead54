"""dacunha2023 Theorem 5, Eq. 13: the ratio of Lemmas 8 and 7 (section 4.1)."""

import math
from fractions import Fraction

import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, unsupported
from paper_checks.dacunha2023.normal_ratios import PROVED_C, jensen, log_ratio, root_c, spread
from paper_checks.evidence import at, at_least_zero, overlap, same, smallest
from rss_theory.mrss import box_probability, joint_probability, theorem5_constant


@check(
    "eq-13-quotient",
    r"\frac{\Pr(\mathcal{E}_{S_0} \cap \mathcal{E}_{S_j})}{\Pr(\mathcal{E}_{S_0})^2} \le"
    r" 768 \left(\frac{(1 + 2\sqrt{c_d} + 2 c_d) k}{(1 - 2\sqrt{c_d}) j}\right)^d, \quad j \ge k (1 - \tfrac{1}{d}),\ d > 1",
    uses=("eq-11", "eq-12"),
    perturbed={"factor": 0.001},
)
def eq_13_quotient(*, factor: float = 768.0) -> Finding:
    """The quotient of the two bounds bounds the terms with little in common."""

    def log_right(d: int, k: float, j: float) -> float:
        return math.log(factor) + d * math.log(spread(d) / (1 - 2 * root_c(d)) * k / j)

    # proved: exp(a/(k-2)) (k / (j-d-1))^d; over the right side it is greatest at the least k and j, and falls in d
    def proved(d: int, eps: float) -> float:
        k = PROVED_C * d**2 * math.log(d / eps)
        j = k * (1 - 1 / d)
        return log_right(d, k, j) - 2 * jensen(d, k, eps) - d * math.log(k / (j - d - 1))

    def exact(d: int, j: int) -> float:
        k = 100
        return log_right(d, k, j) - math.log(joint_probability(k, j, 0.25, [0.0] * d) / box_probability(k, 0.25, [0.0] * d) ** 2)

    worst = smallest(proved, {"d": [2, 3, 4, 5, 10, 100, 10**4], "eps": [0.25, 0.01, 1e-30]})
    measured = smallest(exact, {"d": [2, 3], "j": [67, 80, 100]})
    return holds(
        min(worst.margin, measured.margin) >= 0 and math.isclose(3 * 256, 768),
        "3 * 256 = 768. Eq. 11 fails, but with 2 pi in both bounds the quotient is the same (with 2 pi in Lemma 7 alone it would have a "
        f"factor 2^d); it also follows from exp(a/(k-2)) (k/(j-d-1))^d, least slack in log {worst.margin:.3g} at {at(worst.where)}. Exact "
        f"quotients at k = 100, eps = 1/4: least slack {measured.margin:.3g} at {at(measured.where)}.",
    )


@check(
    "eq-13",
    r"768 \left(\frac{1 + 2\sqrt{c_d} + 2 c_d}{(1 - 2\sqrt{c_d})(1 - \frac{1}{d})}\right)^d \le"
    r" 768 \left(\frac{2 + 7\sqrt{c_d}}{2 - 7\sqrt{c_d}}\right)^d \le 270801",
    uses=("eq-13-quotient",),
)
def eq_13() -> Finding:
    """A constant bounds the quotient for all d >= 2."""
    x = sympy.Symbol("x")
    # d >= 4, x = 1/d: cross-multiplied, x (4 - 7x + 28x^2), whose discriminant is negative; d = 2, 3 in rationals
    gap = (2 + 7 * x) * (1 - 2 * x) * (1 - x) - (2 - 7 * x) * (1 + 2 * x + 2 * x**2)
    above = same(gap, x * (4 - 7 * x + 28 * x**2)) and sympy.discriminant(4 - 7 * x + 28 * x**2, x) < 0
    dimensions = [*range(2, 60)]
    left = [theorem5_constant(d) for d in dimensions]
    middle = [float(768 * ((2 + 7 * root_c(d)) / (2 - 7 * root_c(d))) ** d) for d in dimensions]
    over = [value for value in middle if value > 270801]
    axis = [float(d) for d in dimensions]
    return amended(
        bool(above) and left[0] <= middle[0] and left[1] <= middle[1] and not over,
        max(left) <= 270801,
        r"Without the middle term: the first is at most $768 (13/3)^4 < 270801$",
        "The first inequality holds for all d >= 2, as x (4 - 7x + 28x^2) >= 0 at x = 1/d. The second fails for all d >= 3: the middle "
        f"term is {middle[1]:.4g}, {middle[2]:.4g} and {middle[3]:.4g} at d = 3, 4, 5, and never below its limit 768 e^7 = "
        f"{768 * math.exp(7):.4g} for d >= 4 (2 artanh(7x/2) >= 7x); above 270801 for {len(over)} of {len(dimensions)} d. The first is at "
        f"most {max(left):.2f}.",
        Curve("d", "of Eq. 13", {"first": (axis, left), "middle": (axis, middle), "270801": (axis, [270801.0] * len(axis))}, "xy"),
    )


@check(
    "eq-13-maximum",
    r"\left(\frac{1 + 2\sqrt{c_d} + 2 c_d}{(1 - 2\sqrt{c_d})(1 - \frac{1}{d})}\right)^d \text{ is maximized at } d = 4, \quad C' = 270801",
    perturbed={"c": 270800},
)
def eq_13_maximum(*, at_d: int = 4, c: int = 270801) -> Finding:
    """The maximum over d >= 2 and its value."""
    x = sympy.Symbol("x")
    log = sympy.log(1 + 2 * x + 2 * x**2) - sympy.log(1 - 2 * x) - sympy.log(1 - x)
    # log(.)/x at x = 1/d <= 1/4 grows in x where log is convex, as it is 0 at x = 0
    convex = at_least_zero(sympy.lambdify(x, sympy.together(sympy.diff(log, x, 2)), "math"), (0.0, 0.25))
    values = {d: 768 * (spread(d) / ((1 - 2 * root_c(d)) * (1 - Fraction(1, d)))) ** d for d in (2, 3, 4)}
    return holds(
        convex.proved and max(values, key=lambda d: values[d]) == at_d and values[at_d] <= c,
        f"For d >= 4 the logarithm is f(1/d) d with f(0) = 0 and f'' >= {convex.least:.3g} on [0, 1/4] (ball arithmetic), so it falls in "
        f"d; 768 times the power is {', '.join(f'{float(v):.2f}' for v in values.values())} at d = 2, 3, 4: at most 768 (13/3)^4 = "
        f"{values[4]}.",
    )


@check(
    "theorem-5-split",
    r"\sum_{j = \lceil k - k/d \rceil}^k \Pr(|S \cap S'| = k - j) \frac{\Pr(\mathcal{E}_{S_0} \cap"
    r" \mathcal{E}_{S_j})}{\Pr(\mathcal{E}_{S_0})^2} \le C', \quad d > 1",
    uses=("eq-13", "eq-10"),
    perturbed={"c": 0.5},
)
def theorem_5_split(*, c: float = 270801.0) -> Finding:
    """The terms with little in common add up to at most C'."""

    def total(d: int) -> float:
        k = math.ceil(PROVED_C * d**2 * math.log(4 * d))
        p, first = box_probability(k, 0.25, [0.0] * d), math.ceil(k - k / d)
        far = range(max(first, k - 8), k + 1)  # of the others each quotient is below C', and all weights together below 1e-9
        rest = float(sum(overlap(k * k, k, k - j) for j in range(first, far[0])))
        return sum(float(overlap(k * k, k, k - j)) * joint_probability(k, j, 0.25, [0.0] * d) / p**2 for j in far) + rest * 270801

    sums = {d: total(d) for d in (2, 3)}
    integers = all(math.ceil(k - Fraction(k, d)) >= k * (1 - Fraction(1, d)) for d in range(2, 9) for k in range(1, 60))
    return holds(
        integers and max(sums.values()) <= c,
        "The weights are probabilities and j >= ceil(k - k/d) satisfies j >= k (1 - 1/d), so Eq. 13 bounds each quotient. Exact, eps = "
        f"1/4, n = k^2, z = 0: {', '.join(f'{v:.4f} at d = {d}' for d, v in sums.items())}.",
    )


@check("theorem-5-d-1", r"\text{if } d = 1, \text{ the same bound holds as } \Pr(|S \cap S'| > \tfrac{k}{d}) = 0", uses=("eq-13", "eq-14"))
def theorem_5_d_1() -> Finding:
    """The bound C' + ... for one coordinate."""
    eps = 1e-6
    k = math.ceil(200 * math.log(1 / eps))
    first = 1 / box_probability(k, eps, [0.0])  # the quotient at j = 0 >= k (1 - 1/d) = 0
    worst = smallest(
        lambda eps, times: math.log(270801) - log_ratio(1, times * math.ceil(PROVED_C * math.log(1 / eps)), eps),
        {"eps": [0.25, 0.1, 1e-3, 1e-10, 1e-100], "times": [1, 10, 1000]},
    )
    return unsupported(
        first <= 270801 or worst.margin < 0,
        f"At d = 1 all terms are in the second sum, but Eq. 13 divides by 1 - 1/d = 0: at j = 0, eps = {eps:g}, k = {k} the quotient is "
        f"1/P = {first:.4g} > C'. The bound itself is true: split at k/2, E[T^2]/E[T]^2 is {270801 / math.exp(worst.margin):.4g} at most, "
        f"at {at(worst.where)}.",
        r"for $d = 1$ split the sum at $j = k/2$, not at $k (1 - 1/d) = 0$",
    )
