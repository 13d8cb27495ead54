"""natale2024, appendix C: the uniform law is sum-bounded, sums of few."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import sympy
from scipy.optimize import linprog

from paper_checks.check import Finding, amended, check, holds
from rss_theory.laws import Laplace, Normal, ProductOfUniforms, Uniform
from rss_theory.sum_bounded import constants

HALF = Fraction(1, 2)


@check(
    "appendix-c-extension",
    r"\text{unimodal density, bounded variance and third moment} \implies \text{sum-bounded}",
    uses=("definition-1", "lemma-1"),
)
def appendix_c_extension() -> Finding:
    """The proof for the uniform law should extend to a family of unimodal densities of bounded variance and third moment."""
    laws = {"uniform": Uniform(), "normal": Normal(), "laplace": Laplace(), "uniform:0.5": Uniform(0.5), "product": ProductOfUniforms()}
    found = {name: constants(law) for name, law in laws.items()}
    good = {name for name, (low, high) in found.items() if low > 0 and high < math.inf}
    return amended(
        len(good) == len(laws),
        {"uniform", "normal", "laplace"} <= good,
        "and symmetric, bounded, and not 0 on $[-1, 1]$",
        "All five laws are symmetric and unimodal and have all moments. "
        + "; ".join(f"{name}: c_l = {low:.5g}, c_u = {high:.5g}" for name, (low, high) in found.items())
        + ". U[-1/2, 1/2] has density 0 at 1, and that of the product of two uniforms is infinite at 0: k = 1 needs more than moments.",
    )


@check(
    "appendix-c-irwin-hall",
    r"\text{Var}[I_n] = \frac{n}{12}, \quad \Sigma_{[n]} = 2(I_n - n/2), \quad \text{Var}[\Sigma_{[n]}] = \frac{n}{3}",
    perturbed={"twelve": 6},
)
def appendix_c_irwin_hall(*, twelve: int = 12) -> Finding:
    """The variances of sums of uniforms on [0, 1] and on [-1, 1]."""
    x = sympy.Symbol("x")
    unit = sympy.integrate((x - sympy.Rational(1, 2)) ** 2, (x, 0, 1))
    symmetric = sympy.integrate(x**2 / 2, (x, -1, 1))
    return holds(
        unit == sympy.Rational(1, twelve) and symmetric == 4 * unit == sympy.Rational(1, 3),
        f"one sample of [0, 1] has variance {unit}, of [-1, 1] {symmetric} = 4 * {unit}; variances of independent samples add up",
    )


def irwin_hall_density(x: Fraction, n: int) -> Fraction:
    """f(x, n), exactly; between its two values where it jumps, n = 1."""
    if n == 1:
        return HALF if abs(x) <= 1 else Fraction(0)
    return _powers((x + n) / 2, n, n - 1) / 2


def _powers(u: Fraction, n: int, power: int) -> Fraction:
    """Irwin and Hall's alternating sum of powers of u - j, where these are positive."""
    return sum(((-1) ** j * math.comb(n, j) * (u - j) ** power for j in range(n + 1) if u > j), Fraction(0)) / math.factorial(power)


def _mass(low: Fraction, high: Fraction, n: int) -> Fraction:
    """The integral of f(x, n) from low to high, exactly."""
    return _powers((high + n) / 2, n, n) - _powers((low + n) / 2, n, n)


def _grid(n: int) -> list[Fraction]:
    return [Fraction(i, 4) for i in range(-4 * n, 4 * n + 1)]


@check(
    "appendix-c-convolution",
    r"f(x, n) = \int_{-\infty}^{+\infty} f(x - \tau, n-1) f(\tau) d\tau = \frac{1}{2} \int_{-1}^{+1} f(x - \tau, n-1) d\tau, "
    r"\quad f(x, n) = f(-x, n)",
    perturbed={"factor": Fraction(1, 3)},
)
def appendix_c_convolution(*, factor: Fraction = HALF) -> Finding:
    """The density of the sum by convolution, and its symmetry."""
    cases = [(x, n) for n in range(2, 9) for x in _grid(n)]
    convolved = all(irwin_hall_density(x, n) == factor * _mass(x - 1, x + 1, n - 1) for x, n in cases)
    symmetric = all(irwin_hall_density(x, n) == irwin_hall_density(-x, n) for x, n in cases)
    return holds(
        convolved and symmetric,
        "The density of a sum of independent samples is the convolution, and symmetric as they are. Exactly, with Irwin-Hall's "
        f"polynomials, at {len(cases)} points x for n = 2 to 8.",
    )


@check(
    "appendix-c-monotone",
    r"f(x, n) \text{ is nondecreasing on } [-n, 0] \text{ and nonincreasing on } [0, n]",
    uses=("eq-33", "eq-34", "appendix-c-case-1", "appendix-c-case-2"),
    perturbed={"top": Fraction(1)},
)
def appendix_c_monotone(*, top: Fraction = Fraction(0)) -> Finding:
    """The density of the sum rises to 0 and falls from there."""
    steps = [(x, y, irwin_hall_density(y, n) - irwin_hall_density(x, n)) for n in range(1, 11) for x, y in pairwise(_grid(n))]
    return holds(
        all(step >= 0 for _, y, step in steps if y <= top) and all(step <= 0 for x, _, step in steps if x >= -top),
        "Wintner: a convolution of symmetric unimodal laws is unimodal; here 2 f'(x, n) = f(x+1, n-1) - f(x-1, n-1) >= 0 for x <= 0, "
        "where |x+1| <= |x-1|. Exactly on grids of step 1/4 for n = 1 to 10.",
    )


def _least(objective: Sequence[float], box: Sequence[tuple[float, float]], *nonnegative: Sequence[float]) -> float:
    """The least of a linear form of (x, x', tau, 1) where others are nonnegative and each variable is in a box: a linear programme."""
    found = linprog(objective[:3], [[-c for c in form[:3]] for form in nonnegative], [form[3] for form in nonnegative], bounds=box)
    return math.inf if found.fun is None else float(found.fun) + objective[3]


FAR = 1e3  # for an unbounded variable: the forms are linear, and so are cones beyond
BOX = ((-FAR, -1.0), (-1.0, 0.0), (-1.0, 1.0))  # x <= -1 <= x' <= 0, |tau| <= 1
ORDER = (-1, 1, 0, 0)  # x <= x', so x - tau <= x' - tau
NEARER = (-1, -1, 2, 0)  # x - tau <= -(x' - tau)
THIRD = (1, 1, 0, 2)  # x + 1 >= -x' - 1, the third case
LATER = (-1, -1, 1, -1)  # tau >= tau_0 = x + x' + 1


@check("appendix-c-case-1", r"x \le x' \le -1 \implies x - \tau \le x' - \tau \le 0, \quad \tau \in [-1, 1]", perturbed={"top": -0.5})
def appendix_c_case_1(*, top: float = -1.0) -> Finding:
    """The first case of the induction."""
    box = ((-FAR, 0.0), (-FAR, top), (-1.0, 1.0))
    first, second = _least(ORDER, box, ORDER), _least((0, -1, 1, 0), box, ORDER)
    return holds(
        min(first, second) >= 0, f"linear programmes over x <= x' <= {top:g}, |tau| <= 1: the two gaps are at least {first:g}, {second:g}"
    )


@check(
    "appendix-c-case-2", r"x + 1 \le -x' - 1 \implies x - \tau \le x + 1 \le -x' - 1 \le -x' + \tau \le -x + \tau", perturbed={"shift": 0.0}
)
def appendix_c_case_2(*, shift: float = 1.0) -> Finding:
    """The second case of the induction, x <= -1 <= x' <= 0, with x' nearer to 0 than x by 2."""
    case = (-1, -1, 0, -1 - shift)  # x + 1 <= -x' - shift
    gaps = [_least(step, BOX, case) for step in ((0, 0, 1, 1), (-1, -1, 0, -2), (0, 0, 1, 1), ORDER)]
    return holds(
        min(*gaps, _least(NEARER, BOX, case)) >= 0,
        f"linear programmes: the four gaps are at least {', '.join(f'{gap:g}' for gap in gaps)}; together they say x - tau <= -|x' - "
        "tau|, so f(x - tau) <= f(x' - tau) by symmetry and monotonicity",
    )


@check("appendix-c-case-3", r"x + 1 > -x' - 1 \implies \exists \tau_0 \in (-1, 1] : x - \tau_0 = -x' - 1", perturbed={"shift": 0.0})
def appendix_c_case_3(*, shift: float = 1.0) -> Finding:
    """The third case: where the reflected interval begins."""
    least = _least((1, 1, 0, shift), BOX, THIRD)  # tau_0 = x + x' + shift
    most = -_least((-1, -1, 0, -shift), BOX, THIRD)
    return holds(
        least >= -1 and most <= 1,
        f"tau_0 = x + x' + {shift:g} lies in [{least:g}, {most:g}]; its lower end is excluded with x + 1 = -x' - 1",
    )


@check(
    "appendix-c-case-4",
    r"-1 \le x \le x' \le 0: \; \tau_0 = x + x' + 1 \in [-1, 1], \quad x - \tau \le -|x' - \tau| \text{ for } \tau \ge \tau_0",
    uses=("appendix-c-case-3", "eq-34"),
    perturbed={"bottom": -2.0},
)
def appendix_c_case_4(*, bottom: float = -1.0) -> Finding:
    """The last case of the induction, which is omitted as analogous to the one before."""
    box = ((bottom, 0.0), (bottom, 0.0), (-1.0, 1.0))
    cut = [_least(form, box, ORDER) for form in ((1, 1, 0, 2), (-1, -1, 0, 0))]  # 1 + tau_0 and 1 - tau_0
    gaps = [_least(form, box, ORDER, LATER) for form in (ORDER, NEARER)]
    return holds(
        min(cut + gaps) >= 0,
        f"linear programmes: 1 + tau_0, 1 - tau_0 and the two gaps are at least {', '.join(f'{gap:g}' for gap in cut + gaps)}; Eq. 33 is "
        "an identity in x and x'",
    )


def _reflected(shift: int) -> list[tuple[Fraction, Fraction, Fraction, int]]:
    """(x, x', tau_0, n - 1) of the third case."""
    points = [Fraction(i, 4) for i in range(-12, 1)]
    return [(x, y, x + y + shift, m) for m in range(1, 7) for x in points for y in points if x <= -1 <= y and x + 1 > -y - 1]


@check(
    "eq-33",
    r"\int_{-1}^{\tau_0} f(x - \tau, n-1) d\tau = \int_{-1}^{\tau_0} f(x' - \sigma, n-1) d\sigma",
    uses=("appendix-c-case-3",),
    perturbed={"shift": 0},
)
def eq_33(*, shift: int = 1) -> Finding:
    """Over [-1, tau_0] the two integrands are mirror images."""
    cases = _reflected(shift)
    equal = all(_mass(x - cut, x + 1, m) == _mass(y - cut, y + 1, m) for x, y, cut, m in cases)
    return holds(equal, f"F(x+1) - F(-x'-1) = F(x'+1) - F(-x-1) by F(-y) = 1 - F(y); exactly in {len(cases)} cases, n - 1 = 1 to 6")


@check(
    "eq-34",
    r"\int_{\tau_0}^1 f(x - \tau, n-1) d\tau \le \int_{\tau_0}^1 f(x' - \tau, n-1) d\tau",
    uses=("appendix-c-case-3",),
    perturbed={"reverse": True},
)
def eq_34(*, reverse: bool = False) -> Finding:
    """Over [tau_0, 1] the integrand of x is the smaller."""
    gaps = [_mass(y - 1, y - cut, m) - _mass(x - 1, x - cut, m) for x, y, cut, m in _reflected(1)]
    nearer = min(_least(form, BOX, THIRD, LATER) for form in (ORDER, NEARER))
    return holds(
        nearer >= 0 and all(gap <= 0 if reverse else gap >= 0 for gap in gaps),
        f"There x - tau <= -|x' - tau|, by linear programmes, so the integrand is the smaller. Exactly in {len(gaps)} cases the "
        f"difference is between {float(min(gaps)):g} and {float(max(gaps)):g}.",
    )


@check(
    "footnote-6",
    r"I_n \text{ is increasing on } [0, n/2] \text{ and decreasing on } [n/2, n], \quad n \ge 2",
    uses=("appendix-c-monotone",),
    perturbed={"mode": Fraction(3, 4)},
)
def footnote_6(*, mode: Fraction = HALF) -> Finding:
    """The Irwin-Hall law is unimodal with its mode at n/2."""

    def unimodal(n: int) -> bool:
        values = [(u, 2 * irwin_hall_density(2 * u - n, n)) for u in (Fraction(i, 8) for i in range(8 * n + 1))]
        return all(a < b if v <= mode * n else a > b for (u, a), (v, b) in pairwise(values) if v <= mode * n or u >= mode * n)

    return holds(
        all(unimodal(n) for n in range(2, 9)),
        "strictly, exactly, on grids of step 1/8 for n = 2 to 8; for all n by Wintner's theorem, strictly as 2 f'(x, n) = f(x+1, n-1) - "
        "f(x-1, n-1)",
    )


@check(
    "appendix-c-p-l",
    r"P_L(n) = \Pr(\sqrt{n} \le \Sigma_{[n]} \le 2\sqrt{n}) = \Pr(\sqrt{3} \le Z_n^u \le 2\sqrt{3})",
    uses=("appendix-c-irwin-hall",),
    perturbed={"variance": sympy.Rational(1, 2)},
)
def appendix_c_p_l(*, variance: sympy.Rational = sympy.Rational(1, 3)) -> Finding:
    """The probability between one and two square roots of n, in units of the standard deviation."""
    n = sympy.Symbol("n", positive=True)
    ends = [sympy.simplify(i * sympy.sqrt(n) / sympy.sqrt(variance * n)) for i in (1, 2)]
    return holds(ends == [sympy.sqrt(3), 2 * sympy.sqrt(3)], f"over sqrt(n/3) the ends are {ends[0]} and {ends[1]}")
