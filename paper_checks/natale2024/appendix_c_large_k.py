"""natale2024, appendix C: the uniform law is sum-bounded, sums of many."""

import math
from fractions import Fraction

import numpy as np
import sympy
from flint import arb, ctx

from paper_checks.check import Curve, Finding, check, holds, misprint, numerically
from paper_checks.evidence import at_least_zero, same
from paper_checks.natale2024.appendix_c_small_k import HALF, irwin_hall_density
from rss_theory import sums
from rss_theory.certified import irwin_hall
from rss_theory.laws import Uniform
from rss_theory.sum_bounded import enclosures, printed_constants


def _normal(z: arb) -> arb:
    """Phi(z)."""
    return (1 + (z / arb(2).sqrt()).erf()) / 2


def _standard(z: arb, n: int) -> arb:
    """F_n(z): of the sum of n uniforms over its standard deviation, also on balls."""
    u = (z * (arb(n) / 3).sqrt() + n) / 2
    total = arb(0)
    for j in range(n + 1):
        rest = ((u - j) + abs(u - j)) / 2  # the positive part
        total += (-1) ** j * math.comb(n, j) * math.prod([rest] * n, start=arb(1))
    return total / math.factorial(n)


@check("theorem-6", r"|F_n(z) - \Phi(z)| \le \frac{\sqrt{3}}{20\sqrt{n}}, \quad n \ge 1", perturbed={"twenty": 40})
def theorem_6(*, twenty: int = 20) -> Finding:
    """Allasia's bound on the distance of the distribution functions of a standardised sum of uniforms and of the normal law."""

    def bound(n: int) -> arb:
        return arb(3).sqrt() / (twenty * arb(n).sqrt())

    few = all(
        at_least_zero(lambda z, n=n: bound(n) - abs(_standard(z, n) - _normal(z)), (0.0, math.sqrt(3 * n) + 1e-9)).proved for n in (1, 2, 3)
    )
    with ctx.workprec(128):  # n >= 4, by the characteristic functions; t0 = 3/2
        t0 = arb(3) / 2
        c4 = (-(t0.sin() / t0).log() - t0**2 / 6) / t0**4
        four = (18 * c4 / 4 - (-(4 * t0**2 / 6)).ei() / 2 + arb.pi() ** -4 / 4) / arb.pi()
        many = bool(four < bound(4))
    sizes = (1, 2, 3, 5, 8, 12, 18)
    z = np.linspace(0, 5, 2001)
    phi = [float(_normal(arb(v))) for v in z]
    distance = [float(np.abs(sums.distribution(Uniform(), n, z * math.sqrt(n / 3)) - phi).max()) for n in sizes]
    lines = {"distance": ([*map(float, sizes)], distance), "bound": ([*map(float, sizes)], [float(bound(n)) for n in sizes])}
    return holds(
        few and many,
        "Proved: n = 1, 2, 3 in ball arithmetic for all z; for n >= 4, with sin(t)/t = exp(-t^2/6 - R), 0 <= R <= c4 t^4 on (0, 3/2], "
        "the distance is at most (18 c4/n + E_1(3n/8)/2 + pi^-n/n)/pi, which times sqrt(n) decreases from n = 4 on, where it is "
        f"{float(four):.4f} < {float(bound(4)):.4f}. Greatest distance seen: {max(distance):.4f} at n = 1.",
        Curve("n", "distance of distribution functions", lines, "xy"),
    )


def _between(n: int) -> arb:
    """P_L(n) = P(sqrt(3) <= Z_n <= 2 sqrt(3))."""
    with ctx.workprec(400):
        root = arb(3).sqrt()
        return _standard(2 * root, n) - _standard(root, n)


@check(
    "appendix-c-c-18",
    r"P_L(n) \ge \Phi(2\sqrt{3}) - \Phi(\sqrt{3}) - 2 \cdot \frac{\sqrt{3}}{20\sqrt{n}} \ge C_{18} > 0, \quad n \ge 18",
    uses=("theorem-6",),
    perturbed={"first": 17},
)
def appendix_c_c_18(*, first: int = 18) -> Finding:
    """From n = 18 on Allasia's bound leaves something between sqrt(3) and 2 sqrt(3)."""
    with ctx.workprec(128):
        root = arb(3).sqrt()
        left = {n: _normal(2 * root) - _normal(root) - 2 * root / (20 * arb(n).sqrt()) for n in {*range(1, 25), first}}
    return holds(
        bool(left[first] > 0) and all(_between(n) > bound for n, bound in left.items()),
        f"C_18 = {float(left[18]):.6f}, increasing in n; n = 17 has {float(left[17]):.6f}. P_L(n) itself is above it for n <= 24.",
    )


@check("appendix-c-small-n", r"P_L(n) = F_n(2\sqrt{3}) - F_n(\sqrt{3}) = c_n > 0, \quad 2 \le n < 18", perturbed={"first": 1})
def appendix_c_small_n(*, first: int = 2) -> Finding:
    """Below 18 the probability is positive one by one."""
    values = {n: _between(n) for n in range(first, 18)}
    least = min(values, key=lambda n: float(values[n]))
    return holds(
        all(value > 0 for value in values.values()),
        f"enclosed: from {float(values[2]):.5f} at n = 2 to {float(values[17]):.5f} at n = 17, least at n = {least}; at n = 1 it is 0",
    )


@check(
    "appendix-c-c-l",
    r"P_L(n) \ge \min\{C_i, \text{ for } 2 \le i \le 18\} = c'_l > 0, \quad n \ge 2",
    uses=("appendix-c-c-18", "appendix-c-small-n"),
    perturbed={"scale": 100.0},
)
def appendix_c_c_l(*, scale: float = 1.0) -> Finding:
    """The least of the bounds serves all n >= 2."""
    c_l, best = printed_constants(1.0)[0] * scale, enclosures(Uniform()).c_l.low
    values = [float(_between(n)) for n in range(2, 40)]
    return holds(
        0 < c_l <= min(values),
        f"c'_l = C_18 = {c_l:.6f}; the least P_L(n) to n = 39 is {min(values):.5f}. The best c_l of Definition 1 is {best:.6f}.",
    )


@check(
    "appendix-c-width",
    r"P_L(n) \le f(\sqrt{n}, n) \sqrt{n}, \quad f(\sqrt{n}, n) \ge \frac{P_L(n)}{\sqrt{n}} \ge \frac{c'_l}{\sqrt{n}}",
    uses=("appendix-c-monotone", "appendix-c-c-l"),
    perturbed={"power": 0.0},
)
def appendix_c_width(*, power: float = 0.5) -> Finding:
    """As the density decreases, the probability is at most its value at the left end times the length."""
    margins = [irwin_hall(n, (n - arb(n).sqrt()) / 2) / 2 * arb(n) ** arb(power) - _between(n) for n in range(2, 40)]
    return holds(
        all(margin > 0 for margin in margins),
        "The interval has length sqrt(n) and f decreases on it (Wintner). Enclosed for n = 2 to 39 the difference is at least "
        f"{min(map(float, margins)):.4f}.",
    )


@check(
    "appendix-c-lower",
    r"f(x, n) \ge f(\sqrt{n}, n) \ge \frac{c_l}{\sqrt{n}}, \quad c_l = \min(c'_l, \frac{1}{2}), \quad 0 \le |x| \le \sqrt{n}, \quad n \ge "
    r"1",
    uses=("appendix-c-width", "appendix-c-monotone"),
    perturbed={"reach": 2.0},
)
def appendix_c_lower(*, reach: float = 1.0) -> Finding:
    """The lower bound of Lemma 1."""
    c_l, best = printed_constants(1.0)[0], enclosures(Uniform()).c_l.low
    least = [float(sums.density(Uniform(), n, [reach * math.sqrt(n)])[0]) * math.sqrt(n) for n in range(1, 41)]
    return holds(
        min(least) >= c_l and irwin_hall_density(Fraction(1), 1) == HALF and c_l <= best,
        f"f(1, 1) = 1/2. sqrt(n) f(sqrt(n), n) is at least {min(least):.5f} for n <= 40 and above {best:.5f} for all n "
        f"(rss_theory.sum_bounded.enclosures), c_l as printed is {c_l:.6f}.",
    )


@check(
    "footnote-7",
    r"\Phi(2\sqrt{3}) - \Phi(\sqrt{3}) - 2 \cdot 0.4748 \frac{E|X|^3}{\sigma^3 \sqrt{n}} > 0, \quad n \ge 900",
    perturbed={"cut": 880},
)
def footnote_7(*, constant: float = 0.4748, cut: int = 900) -> Finding:
    """With Berry-Esseen's constant 0.4748 the cut-off would be 900 in place of 18."""
    root = arb(3).sqrt()
    ratio = 3 * root / 4  # E|X|^3 / sigma^3 = (1/4) 3^(3/2)
    room = _normal(2 * root) - _normal(root)
    least = (2 * arb(constant) * ratio / room) ** 2
    return holds(bool(least < cut), f"the difference is positive from n > {float(least):.1f} on, so 900 suffices (890 is the least)")


@check("appendix-c-rescaled", r"f_z(x, n) = f\left(\sqrt{\frac{n}{3}} x, n\right) \sqrt{\frac{n}{3}}", perturbed={"power": 1.0})
def appendix_c_rescaled(*, power: float = 0.5) -> Finding:
    """The density of the standardised sum."""
    z, step = np.linspace(-2, 2, 41), 1e-5
    gaps = []
    for n in (2, 3, 8):
        up, down = (sums.distribution(Uniform(), n, (z + sign * step) * math.sqrt(n / 3)) for sign in (1, -1))
        gaps.append(np.abs((up - down) / (2 * step) - sums.density(Uniform(), n, z * math.sqrt(n / 3)) * (n / 3) ** power).max())
    return holds(
        max(gaps) < 1e-4,
        f"derivative of F_n(x) = F(sqrt(n/3) x) by the chain rule; difference quotients for n = 2, 3, 8 agree to {max(gaps):.1e}",
    )


@check("theorem-7", r"\sup_x |p_n(x) - \phi(x)| \le \frac{A\beta_3}{\sqrt{n}} \max(1, C^3)", perturbed={"power": 0})
def theorem_7(*, power: int = 3) -> Finding:
    """Sahaidarova's local limit theorem, with one absolute constant for all densities of mean 0 and variance 1."""
    with ctx.workprec(128):  # uniform, n >= 2, by characteristic functions, times sqrt(n); all terms decrease
        t0, n = arb(3) / 2, arb(2)
        c4 = (-(t0.sin() / t0).log() - t0**2 / 6) / t0**4
        beyond = (6 * arb.pi() / n).sqrt() / 2 * (1 - (t0 * (n / 6).sqrt()).erf())
        inside = n * c4 * (arb(5) / 2).gamma() / 2 * (6 / n) ** (arb(5) / 2)
        two = n.sqrt() * (n / 3).sqrt() / arb.pi() * (inside + beyond + arb.pi() ** (1 - n) / (n - 1))
    third = 3 * math.sqrt(3) / 4
    one = max(1 / (2 * math.sqrt(3)) - math.exp(-1.5) / math.sqrt(2 * math.pi), 1 / math.sqrt(2 * math.pi) - 1 / (2 * math.sqrt(3)))
    narrow = []  # half of the mass on [-h, h], half on [-b, b], variance 1, one sample
    for h in (0.3, 0.1, 0.01, 1e-4):
        b = math.sqrt(6 - h * h)
        peak = 1 / (4 * h) + 1 / (4 * b)
        narrow.append((h**3 + b**3) / 8 * max(1, peak**power) - (peak - 1 / math.sqrt(2 * math.pi)))
    return numerically(
        max(float(two), one) <= third and min(narrow) >= 0,
        f"With A = 1. U[-sqrt 3, sqrt 3], the law it is used for: n = 1 {one:.4f}, n >= 2 at most {float(two):.4f}/sqrt(n) by "
        f"characteristic functions, the right side is {third:.4f}/sqrt(n): proved. Other laws at n = 1, half of the mass on [-h, h] with "
        f"h down to 1e-4: least margin {min(narrow):.3f}. For all laws it is cited from Petrov, p. 214.",
    )


@check(
    "appendix-c-uniform-moments",
    r"p^u(x) = \frac{1}{2\sqrt{3}} \text{ on } [-\sqrt{3}, \sqrt{3}], \quad E[X^2] = 1, \quad \beta_3 = \frac{3\sqrt{3}}{4}, \quad C \le 1",
    perturbed={"third": 3 * sympy.sqrt(3) / 2},
)
def appendix_c_uniform_moments(*, third: sympy.Expr = 3 * sympy.sqrt(3) / 4) -> Finding:
    """The hypotheses of Theorem 7 for the standardised uniform law."""
    x, root = sympy.Symbol("x", positive=True), sympy.sqrt(3)
    mass, square, cube = (sympy.integrate(x**p / root, (x, 0, root)) for p in (0, 2, 3))
    return holds(
        mass == 1 and square == 1 and same(cube, third),
        f"mass {mass}, variance {square}, E|X|^3 = {cube}, and sup p = {1 / (2 * math.sqrt(3)):.4f} <= 1, so max(1, C^3) = 1",
    )


def _two_blocks() -> tuple[float, float]:
    """a, and sup|p - phi|/E|X|^3, of density 1 on a <= |x| <= a + 1/2, of variance 1: the least A for which Theorem 7 can be true."""
    a = (-0.75 + math.sqrt(0.75**2 + 6 * 1.375)) / 3  # (a + 1/2)^3 - a^3 = 3/2
    return a, (1 - math.exp(-((a + 0.5) ** 2) / 2) / math.sqrt(2 * math.pi)) / (((a + 0.5) ** 4 - a**4) / 2)


@check(
    "appendix-c-phi-0",
    r"\phi(0) + \frac{A\beta_3}{\sqrt{n}} = \frac{1}{2\pi} + \frac{A\beta_3}{\sqrt{n}} \le \frac{1}{2\pi} + A\frac{3\sqrt{3}}{4} = c'_u",
    uses=("theorem-7", "appendix-c-uniform-moments"),
)
def appendix_c_phi_0(*, phi_0: float = 1 / (2 * math.pi)) -> Finding:
    """The normal density at 0, and with it the constant of the upper bound."""
    true = 1 / math.sqrt(2 * math.pi)
    a, a_least = _two_blocks()
    greatest = math.sqrt(2) * 0.5 / math.sqrt(3)  # sqrt(2/3) f(0, 2), the maximum of f_z over x and n
    printed = phi_0 + a_least * 3 * math.sqrt(3) / 4
    return misprint(
        math.isclose(phi_0, true),
        printed >= greatest,
        "$\\phi(0) = 1/\\sqrt{2\\pi}$",
        f"phi(0) = {true:.4f}, 1/(2 pi) = {phi_0:.4f}. Nothing depends on it: density 1 on {a:.3f} <= |x| <= "
        f"{a + 0.5:.3f} shows at n = 1 that A >= {a_least:.3f}, so c'_u as printed is at least {printed:.3f}, above the "
        f"greatest f_z, {greatest:.4f}.",
    )


@check(
    "appendix-c-upper",
    r"f(x, n) = \sqrt{\frac{3}{n}} f_z\left(\sqrt{\frac{3}{n}}x, n\right) \le \frac{\sqrt{3}c'_u}{\sqrt{n}} = \frac{c_u}{\sqrt{n}}",
    uses=("appendix-c-phi-0", "appendix-c-rescaled"),
    perturbed={"factor": sympy.Integer(1)},
)
def appendix_c_upper(*, factor: sympy.Expr = sympy.sqrt(3)) -> Finding:
    """The upper bound of Lemma 1."""
    n = sympy.Symbol("n", positive=True)
    c_u = float(factor) * (1 / (2 * math.pi) + _two_blocks()[1] * 3 * math.sqrt(3) / 4)  # as printed, with the least possible A
    best = enclosures(Uniform()).c_u.high
    return holds(
        c_u >= best and same(sympy.sqrt(3 / n) * sympy.sqrt(n), factor),
        f"The best c_u is 1/sqrt(2) = {best:.6f}, attained at n = 2 alone (rss_theory.sum_bounded.enclosures); as printed, even with 1/(2 "
        f"pi) and the least A that Theorem 7 allows, it is at least {c_u:.4f}.",
    )
