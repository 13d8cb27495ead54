"""burkholz2022, section 2: activations other than ReLU."""

import math
from collections.abc import Callable

import numpy as np
import sympy
from scipy.special import ndtr

from paper_checks.burkholz2022.problems import CLAIMED, EPS, listed, slope_at
from paper_checks.check import Finding, check, holds, left_out, misprint, numerically
from paper_checks.evidence import at, at_least_zero, ladder, same, smallest
from rss_theory.arrays import Array

left_out("burkholz2022:assumption-2.3", "a hypothesis; its examples are tested one by one")


def _curvature(phi: Callable[[Array], Array], ends: list[float]) -> tuple[float, list[float]]:
    """m+ + m- from one-sided slopes at 0, and the greatest error of the shifted leaky ReLU on [-a, a] over a, for each a."""
    step, x = 1e-7, np.linspace(-1, 1, 201)
    below, zero, above = phi(np.array([-step, 0, step]))
    plus, minus = (above - zero) / step, (zero - below) / step
    return plus + minus, [float(np.abs(phi(a * x) - np.where(x >= 0, plus, minus) * a * x - zero).max() / a) for a in ends]


@check(
    "section-2-other-activations",
    r"\text{most other activation functions can be approximated locally around the origin by a shifted leaky ReLU}",
    perturbed={"names": ("gaussian",)},
)
def section_2_other_activations(*, names: tuple[str, ...] = ("silu", "gelu", "elu", "softplus", "softsign", "arctan", "selu")) -> Finding:
    """Most other activations satisfy Assumption 2.3."""
    known: dict[str, Callable[[Array], Array]] = {
        "silu": lambda x: x / (1 + np.exp(-x)),
        "gelu": lambda x: x * ndtr(x),
        "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
        "softplus": lambda x: np.log1p(np.exp(x)),
        "softsign": lambda x: x / (1 + np.abs(x)),
        "arctan": np.arctan,
        "selu": lambda x: 1.0507 * np.where(x > 0, x, 1.67326 * np.expm1(x)),
        "gaussian": lambda x: np.exp(-x * x),
    }
    ends = [0.1, 0.01, 0.001]
    totals, ratios = zip(*(_curvature(known[name], ends) for name in names), strict=True)
    return numerically(
        all(abs(total) > 1e-3 for total in totals) and all(first > 5 * second > 25 * third for first, second, third in ratios),
        f"m+ + m-: {listed('{} {:.3g}', names, totals)}; over a = {ends} the error's supremum over a falls in proportion to a, so g(x) -> "
        f"0. Even functions like exp(-x^2) do not: m+ + m- = {_curvature(known['gaussian'], ends)[0]:.1g}",
    )


def _cubic_bound(factor: int) -> tuple[bool, float]:
    """a - tanh a <= a^3 / factor on (0, pi/2]: by the derivatives for all a if factor <= 3, and in balls on [1/2, pi/2]."""
    a = sympy.Symbol("a", positive=True)
    tanh = sympy.tanh(a)
    steps = same(sympy.diff(a**3 / 3 - a + tanh, a), a**2 - tanh**2) and same(sympy.diff(a - tanh, a), tanh**2)
    balls = at_least_zero(lambda x: x**3 / factor - x + x.tanh(), (0.5, math.pi / 2))
    return steps and factor <= 3 and balls.proved, balls.least


@check("section-2-tanh-cubic", r"|\tanh(x) - x| \le x^3 / 3 \text{ for } |x| < \pi/2")
def section_2_tanh_cubic() -> Finding:
    """tanh is approximately linear."""
    proved, least = _cubic_bound(3)
    x = -1.0
    return misprint(
        abs(math.tanh(x) - x) <= x**3 / 3,
        proved,
        "$|\\tanh(x) - x| \\le |x|^3 / 3$, for all real $x$",
        f"at x = {x:g} the left side is {abs(math.tanh(x) - x):.4f}, the right side {x**3 / 3:.4f}. With |x|^3: both sides are even, the "
        "derivative of x^3/3 - x + tanh x is x^2 - tanh^2 x >= 0, as x - tanh x has the derivative tanh^2 x; in balls on [1/2, pi/2] the "
        f"margin is at least {least:.4f}",
    )


@check(
    "section-2-tanh-radius",
    r"m_+ = 1, m_- = 1, d = 0, \quad a = \min \{ (3 \epsilon')^{1/3}, \pi/2 \}",
    uses=("section-2-tanh-cubic",),
    perturbed={"factor": 4},
)
def section_2_tanh_radius(*, factor: int = 3) -> Finding:
    """tanh is within eps' of x on [-a, a]."""
    proved, least = _cubic_bound(factor)
    return holds(
        proved,
        f"with eps' >= a^3/{factor} this is a - tanh a <= a^3/{factor} on (0, pi/2]: by derivatives (factor at most 3), and in balls on "
        f"[1/2, pi/2], margin {least:.4f}",
    )


@check(
    "section-2-sigmoid-radius",
    r"m_+ = m_- = 0.25, d = 0.5, \quad a = \min \{ (48 \epsilon')^{1/3}, \pi \}, \quad \phi(x) = (\tanh(x/2) + 1)/2",
    uses=("section-2-tanh-cubic",),
    perturbed={"factor": 64},
)
def section_2_sigmoid_radius(*, factor: int = 48) -> Finding:
    """Sigmoids are within eps' of x/4 + 1/2 on [-a, a]."""
    x = sympy.Symbol("x", real=True)
    identity = same(((sympy.tanh(x / 2) + 1) / 2).rewrite(sympy.exp), 1 / (1 + sympy.exp(-x)))
    proved, _ = _cubic_bound(3)  # |phi - x/4 - 1/2| = |tanh y - y|/2 <= |y|^3/6 = |x|^3/48, y = x/2
    balls = at_least_zero(lambda x: x**3 / factor - x / 4 - 0.5 + 1 / (1 + (-x).exp()), (1.0, math.pi))
    return holds(
        identity and proved and factor <= 48 and balls.proved,
        "phi(x) = (tanh(x/2) + 1)/2 symbolically, so the error is half of that of tanh at x/2, at most |x|^3/48; in balls on [1, pi] the "
        f"margin for |x|^3/{factor} is {balls.least:.5f}",
    )


@check(
    "section-2-g",
    r"g(x) = x / a(x) \text{ is invertible on } ]0, \epsilon''] \text{ and } \lim_{x \to 0} g(x) = 0",
    uses=("section-2-tanh-radius", "section-2-sigmoid-radius"),
    perturbed={"power": sympy.Integer(1)},
)
def section_2_g(*, power: sympy.Rational = sympy.Rational(1, 3)) -> Finding:
    """The radii of tanh and sigmoid satisfy the last part of Assumption 2.3."""
    x, k = sympy.symbols("x k", positive=True)  # k = 3 or 48
    g = x / (k * x) ** power
    slope, limit = sympy.simplify(sympy.diff(g, x)), sympy.limit(g.subs(k, 3), x, 0)
    holding = slope.is_positive is True and limit == 0
    return holds(holding, f"g(x) = {sympy.simplify(g)} near 0, derivative {slope}, limit {limit} at 0")


@check(
    "section-2-identity",
    r"|x - r (\phi(x) - \phi(-x))| \le 2 r \epsilon', \quad r = \frac{1}{m_+ + m_-}",
    uses=("section-2-tanh-radius", "section-2-sigmoid-radius", "section-2-relu"),
    perturbed={"factor": 1.0},
)
def section_2_identity(*, factor: float = 2.0) -> Finding:
    """All these activations approximate the identity by a difference."""
    x, plus, minus, d = sympy.symbols("x m_+ m_- d", positive=True)
    exact = same((plus * x + d - (minus * -x + d)) / (plus + minus), x) and same(((minus * -x + d) - (plus * x + d)) / (plus + minus), -x)

    def margin(name: str, eps: float, share: float) -> float:
        phi = CLAIMED[name]
        x = share * min(phi.radius(eps), 1e3)
        return factor * phi.r * eps - abs(x - phi.r * (float(phi.function(x)) - float(phi.function(-x))))

    least = smallest(margin, {"name": CLAIMED, "eps": [1e-2, 1e-4, 1e-6], "share": [-1.0, -0.5, 0.3, 1.0]})
    return holds(
        exact and least.margin > -1e-15,
        f"r (phihat(x) - phihat(-x)) = x symbolically, and each of the two phi is within eps'; smallest margin {least.margin:.2g} at "
        f"{at(least.where)}. (Assumption 2.3 allows m+ + m- < 0, where |r| is meant; it is above 0 for all of these.)",
    )


@check("section-2-mu", r"\mu_{\pm}(x) + \mu_{\pm}(-x) = m_+ + m_- = 1/r \text{ always}")
def section_2_mu() -> Finding:
    """The slopes at x and -x add up to 1/r."""
    phi = CLAIMED["leaky-relu"]
    sums = {x: slope_at(phi, x) + slope_at(phi, -x) for x in (-1.0, 0.0, 1.0)}
    return misprint(
        all(math.isclose(total, 1 / phi.r) for total in sums.values()),
        all(math.isclose(x * total, x / phi.r) for x, total in sums.items()),
        "for $x \\ne 0$; and $x (\\mu_{\\pm}(x) + \\mu_{\\pm}(-x)) = x / r$ for all $x$, which is what is used",
        f"leaky ReLU, 1/r = {1 / phi.r:.3g}: the sum is {sums[-1]:.3g} at -1, {sums[0]:.3g} at 0 and {sums[1]:.3g} at 1",
    )


@check(
    "section-2-single",
    r"|x - \phi(x)/m| \le \epsilon' / m \text{ where } m_+ = m_- = m, d = 0",
    uses=("section-2-tanh-radius",),
    perturbed={"factor": 0.5},
)
def section_2_single(*, factor: float = 1.0) -> Finding:
    """tanh approximates the identity without separate parts for both signs."""
    phi = CLAIMED["tanh"]
    found = smallest(
        lambda eps, share: factor * eps / phi.m_plus - abs(share * phi.radius(eps) - math.tanh(share * phi.radius(eps)) / phi.m_plus),
        {"eps": ladder(1e-9, 2.0, 40), "share": [-1.0, 0.5, 1.0]},
    )
    return holds(found.margin > -1e-15, f"|m x - phi(x)| <= eps' over m; least margin {found.margin:.2g} at {at(found.where)}")


@check(
    "section-2-depth",
    r"\text{we can always increase the depth of a target by concatenating identity approximating layers}",
    uses=("section-2-identity",),
    perturbed={"scale": 1.0},
)
def section_2_depth(*, scale: float = 0.01) -> Finding:
    """Layers that approximate the identity can be appended."""
    layers, x = 20, np.linspace(-1, 1, 201)
    copies = math.ceil(1 / (0.99 * scale))  # so that weights 1 / (copies scale) are at most 0.99
    off = {}
    for name in ("relu", "tanh"):
        phi, y = CLAIMED[name], x
        for _ in range(layers):
            y = copies * (1 / (copies * scale)) * phi.r * (phi.function(scale * y) - phi.function(-scale * y))
        off[name] = float(np.abs(y - x).max())
    return numerically(
        max(off.values()) < EPS,
        f"{layers} identity layers of {copies} pairs of neurons with weights {scale:g} before and at most 0.99 after them are off by "
        f"{off['relu']:.1e} with ReLU and {off['tanh']:.1e} with tanh on [-1, 1]; parameters at most 1 - eps need the copies",
    )
