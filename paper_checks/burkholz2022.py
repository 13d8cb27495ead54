"""burkholz2022: R. Burkholz, Convolutional and Residual Networks Provably Contain Lottery Tickets (ICML 2022)."""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import sympy

from paper_checks.check import (
    Curve,
    Finding,
    amended,
    check,
    holds,
    left_out,
    misprint,
    numerically,
    out_of_reach,
    unsupported,
)
from paper_checks.evidence import at, at_least_zero, ladder, same, smallest
from rss_theory.activations import ACTIVATIONS, Activation
from rss_theory.arrays import Array
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT, Law, Mixture, ProductOfUniforms, Uniform, Zero, contains_uniform, law
from rss_theory.networks.architecture import ARCHITECTURES, Architecture, Convolution
from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, layer_errors, parameter_errors
from simulations import solvers
from simulations.montecarlo.intervals import clopper_pearson
from simulations.tickets.convolution import convolution
from simulations.tickets.network import Layer, Network, Skip
from simulations.tickets.residual import one_for_one, two_for_one
from simulations.tickets.sizes import random_target
from simulations.tickets.ticket import Ticket, certify

if TYPE_CHECKING:
    from flint import arb

PUBLISHED = Path(__file__).parents[2] / "shared" / "data" / "burkholz2022_subset_sums.npz"
M, EPS = 15, 0.01  # section 4: base sets, error of a parameter
CLAIMED = ("relu", "leaky-relu", "tanh", "sigmoid")  # the activations of section 1.1 and Table 1

left_out(
    "burkholz2022",
    {
        "eq-1": "defines a convolutional layer",
        "eq-2": "defines skip connections",
        "assumption-2.1": "the law of the source's parameters, a hypothesis; used in section-3.1-bias-layers",
        "assumption-2.3": "a hypothesis; its examples are tested one by one",
        "section-3.1-preactivation": "the pruned first layer, by the choice of its masks",
        "section-2-bounds": "parameters at most 1 - eps and tensors at most 1 in absolute value are hypotheses",
        "section-2-residual": "says that residual connections are filters of 1 between equal channels",
        "figure-1": "a drawing of the two-layers-for-one construction",
        "figure-2": "a drawing of both constructions",
        "section-4-training": "how targets were trained and pruned: 12 steps, 50 epochs, machine",
    },
)


# What several checks share


class _Problems:
    """Solved subset-sum problems: errors, sizes and whether an error of at most EPS was reached."""

    def __init__(self, samples: Array, targets: Array | float, eps: float | None) -> None:
        found = solvers.closest_many(samples, targets) if eps is None else solvers.smallest_many(samples, targets, eps)
        self.errors, self.sizes = found.errors, found.masks.sum(axis=1)

    def mean_error(self) -> tuple[float, float]:
        """With half a 95 % interval."""
        return float(self.errors.mean()), 1.96 * float(self.errors.std()) / math.sqrt(len(self.errors))

    def above(self, eps: float) -> tuple[float, float, float]:
        """The share of errors above eps, or of no solution, with its 99 % interval."""
        count = int(np.sum(~(self.errors <= eps)))
        low, high = clopper_pearson(count, len(self.errors))
        return count / len(self.errors), float(low), float(high)


@cache
def _problems(name: str, eps: float | None, trials: int = 200_000, m: int = M) -> _Problems:
    """Own problems of m samples of a law, targets uniform on [-1, 1]."""
    rng = np.random.default_rng(0)
    return _Problems(law(name).sample(rng, (trials, m)), rng.uniform(-1, 1, trials), eps)


def _published(name: str) -> Array | None:
    """The published sample, where it lies beside the project."""
    return np.load(PUBLISHED)[name].astype(float) if PUBLISHED.exists() else None


def _beside(name: str, say: Callable[[Array], str]) -> str:
    """What the published sample says, for the evidence."""
    sample = _published(name)
    return "the published sample is not beside the project" if sample is None else f"the {len(sample)} published problems: {say(sample)}"


def _single(weight: float, bias: float | None = None, activation: str = "relu") -> Layer:
    """One channel to one by a kernel 1 x 1."""
    return Layer(np.full((1, 1, 1, 1), weight), None if bias is None else np.array([bias]), activation)


def _budget_error(parameters: list[Fraction], eps: list[Fraction], gains: list[Fraction]) -> Fraction:
    """e_l = parameters_l eps_l + gains_l e_{l-1} after the last layer."""
    error = Fraction(0)
    for n, e, gain in zip(parameters, eps, gains, strict=True):
        error = n * e + gain * error
    return error


# Section 2: background


@check("burkholz2022:section-2-scaling", r"\lambda = \prod_l \lambda_l \text{ is applied to the output}")
def section_2_scaling() -> Finding:
    """For homogeneous activations the layers' scaling factors join into one of the output."""
    rng = np.random.default_rng(0)
    scales = rng.uniform(0.1, 3, 3)

    def output(scales: Array, skip: bool) -> Array:
        first, second, third = (rng_weights[i] * s for i, s in enumerate(scales))
        x = np.maximum(first @ inputs + scales[0] * bias, 0)  # by Assumption 2.1 only the first layer has biases
        y = np.maximum(second @ x, 0) + (x if skip else 0)
        return np.asarray(third @ y)

    rng_weights, inputs, bias = rng.uniform(-1, 1, (3, 4, 4)), rng.uniform(-1, 1, (4, 50)), rng.uniform(-1, 1, (4, 1))
    plain, residual = (float(np.abs(output(scales, skip) - scales.prod() * output(np.ones(3), skip)).max()) for skip in (False, True))
    return amended(
        max(plain, residual) < 1e-12,
        plain < 1e-12 < residual,
        "in networks without skip connections, or if the connection from layer $t$ to layer $l$ is scaled by $\\lambda_{t+1} \\cdots "
        "\\lambda_l$, too",
        f"three layers of 4 ReLUs with biases in the first, scales {np.round(scales, 2).tolist()}: outputs differ from those that are "
        f"scaled at the end by at most {plain:.1e}, but with an identity beside the second layer by {residual:.2g}; the identity has no "
        "parameter that could be scaled",
    )


@check("burkholz2022:section-2-contains-uniform", r"X \sim \alpha U[c-h, c+h] + (1-\alpha) G_1", perturbed={"name": "zero"})
def section_2_contains_uniform(*, name: str = "normal") -> Finding:
    """A normal distribution contains a uniform distribution."""
    alpha, h = contains_uniform(law(name), 1.0)
    return holds(
        alpha > 0, f"the density of law {name} does not increase on (0, oo), so it contains alpha U[-{h:g}, {h:g}], alpha = {alpha:.4f}"
    )


@check(
    "burkholz2022:section-2-subsets", r"\text{a base set of size } m \text{ contains } 2^m \text{ candidate subsets}", perturbed={"base": 3}
)
def section_2_subsets(*, base: int = 2) -> Finding:
    """A base set of m numbers has 2^m subsets."""
    m = sympy.Symbol("m", integer=True, nonnegative=True)
    k = sympy.Symbol("k", integer=True)
    total = sympy.summation(sympy.binomial(m, k), (k, 0, m))
    return holds(same(total, sympy.Integer(base) ** m), f"the sum of C(m, k) over k = 0..m is {total}; {2**M} for m = {M}")


@check(
    "burkholz2022:corollary-2.2",
    r"|\theta_t - \sum_{k \in S} X_k| \le \epsilon \text{ if } m \ge C \log \frac{1}{\min(\delta, \epsilon)}",
    uses=("burkholz2022:corollary-a.2", "pensia2020:theorem-3", "pensia2020:corollary-2"),
    perturbed={"power": 0.5},
)
def corollary_2_2(*, power: float = 1.0, c_uniform: float = 35.0, c_product: float = 112.0) -> Finding:
    """Subset sums of C log(1/min(delta, eps)) uniform variables, or products of two, are within eps of a target but for delta."""
    grid = [*ladder(0.5, 1e-3, 40), *ladder(1e-3, 1e-280, 200)[1:]]
    curves: dict[str, tuple[list[float], list[float]]] = {}
    ok = []
    for sample, c in ((Uniform(), c_uniform), (ProductOfUniforms(), c_product)):
        # the samples for e = min(delta, eps) suffice at all greater e: between two points of the ladder those of the lower one count
        needed = [covering(low, low, 1.0, sample).n / math.log(1 / high) ** power for high, low in pairwise(grid)]
        # e >= 1/2: unless 0 is near, one sample in [theta - e, 1], of probability p at least, is enough
        a = 0.5
        p = (1 - a) / 2 if sample == Uniform() else (1 - a + a * math.log(a)) / 2
        coarse = -1 / math.log1p(-p)
        ok.append(max(*needed, coarse) <= c)
        curves[sample.name] = (grid[:-1], needed)
    most = {name: max(values) for name, (_, values) in curves.items()}
    return holds(
        all(ok),
        f"proved here with C = {c_uniform:g} for U[-1,1] and {c_product:g} for products, for all targets of [-1, 1] at once: by covering "
        f"m / log(1/e)^{power:g} is at most {most['uniform']:.2f} and {most['product']:.2f} for min(delta, eps) = e from 1/2 down to "
        "1e-280, the intervals of the ladder included; for e >= 1/2 by single samples, one target at a time; below by Lueker (1998), "
        "Corollary 3.3",
        Curve("min(delta, eps)", "samples proved to suffice, over log(1/min)", curves, "x"),
    )


@check("burkholz2022:section-2-constant", r"C \approx 3", uses=("burkholz2022:corollary-2.2",), perturbed={"c": 2.0})
def section_2_constant(*, c: float = 3.0, trials: int = 20_000) -> Finding:
    """Exhaustive searches suggest C = 3 for uniform variables."""
    rng = np.random.default_rng(0)
    errors, rates, worst = [0.1, 0.03, 0.01, 0.003, 0.001], [], []
    for eps in errors:
        samples = rng.uniform(-1, 1, (trials, math.ceil(c * math.log(1 / eps))))
        rates.append(_Problems(samples, rng.uniform(-1, 1, trials), None).above(eps)[0])
        worst.append(_Problems(samples, 1.0, None).above(eps)[0])
    return numerically(
        all(rate <= eps for rate, eps in zip(rates, errors, strict=True)),
        f"m = ceil({c:g} log(1/eps)) with the natural logarithm, targets uniform on [-1, 1], {trials} problems each: failures "
        + ", ".join(f"{rate:.4f} at eps = {eps:g}" for rate, eps in zip(rates, errors, strict=True))
        + f". For the target 1, which the corollary covers too, {min(w / e for w, e in zip(worst, errors, strict=True)):.1f} to "
        f"{max(w / e for w, e in zip(worst, errors, strict=True)):.1f} times eps: there C is a little greater",
        Curve(
            "eps = delta", "failures", {"uniform targets": (errors, rates), "target 1": (errors, worst), "allowed": (errors, errors)}, "xy"
        ),
    )


@check(
    "burkholz2022:section-2-positive-inputs",
    r"\text{the first layer has multi-dimensional input in general, which limits the approach of da Cunha et al. to positive inputs}",
    uses=("dacunha2022:lemma-1",),
    perturbed={"low": 0.0},
)
def section_2_positive_inputs(*, low: float = -1.0) -> Finding:
    """The construction with the kernel in the first layer and positive weights there fails for inputs below 0."""
    target = Network((_single(0.8, None, "identity"),))
    ticket = convolution(target, 30, np.random.default_rng(0))
    off = {x: float(np.abs(ticket.network(np.full((1, 1, 1, 1), x)) - target(np.full((1, 1, 1, 1), x))).max()) for x in (1.0, low)}
    both = two_for_one(target, 30, np.random.default_rng(0))
    here = float(np.abs(both.network(np.full((1, 1, 1, 1), low)) - target(np.full((1, 1, 1, 1), low))).max())
    return numerically(
        off[1.0] <= EPS and off[low] > 0.5 and here <= EPS,
        f"a ticket of dacunha2022 for one weight 0.8 is off by {off[1.0]:.2g} at 1 and by {off[low]:.2g} at {low:g}; one of this paper by "
        f"{here:.2g} there",
    )


@check("burkholz2022:section-2-relu-identity", r"x = \phi_R(x) - \phi_R(-x)", perturbed={"sign": 1})
def section_2_relu_identity(*, sign: int = -1) -> Finding:
    """ReLUs represent the identity."""
    x = sympy.Symbol("x", real=True)
    relu = (x + abs(x)) / 2
    return holds(same(relu + sign * relu.subs(x, -x), x), "with max(x, 0) = (x + |x|)/2 both sides are x")


@check(
    "burkholz2022:section-2-leaky-identity",
    r"\phi_{LR}(x) = \phi_R(x) - \alpha \phi_R(-x), \quad x = (\phi_{LR}(x) - \phi_{LR}(-x)) / (1 + \alpha)",
    perturbed={"sign": -1},
)
def section_2_leaky_identity(*, sign: int = 1) -> Finding:
    """Leaky ReLUs represent the identity."""
    x, alpha = sympy.Symbol("x", real=True), sympy.Symbol("alpha", positive=True)
    relu = (x + abs(x)) / 2
    leaky = relu - alpha * relu.subs(x, -x)
    return holds(same((leaky - leaky.subs(x, -x)) / (1 + sign * alpha), x), "symbolically, for all x and alpha > 0")


@check(
    "burkholz2022:section-2-relu",
    r"\sup_x |\phi(x) - \hat\phi(x)| = 0 \text{ with } m_+ = 1, m_- = 0 \text{ or } \alpha, d = 0",
    perturbed={"m_plus": 0.5},
)
def section_2_relu(*, m_plus: float = 1.0) -> Finding:
    """ReLUs and leaky ReLUs satisfy Assumption 2.3 without error on all of R."""
    x, alpha = sympy.Symbol("x", positive=True), sympy.Symbol("alpha", nonnegative=True)
    right, left = (sympy.Max(y, 0) - alpha * sympy.Max(-y, 0) for y in (x, -x))
    ok = same(right, sympy.nsimplify(m_plus) * x) and same(left, -alpha * x)
    return holds(ok, f"for x > 0 the function is {right} at x and {sympy.simplify(left)} at -x; alpha = 0 is ReLU")


def _curvature(phi: Callable[[Array], Array], ends: list[float]) -> tuple[float, list[float]]:
    """m+ + m- from one-sided slopes at 0, and the greatest error of the shifted leaky ReLU on [-a, a] over a, for each a."""
    step = 1e-7
    zero = float(phi(np.zeros(1))[0])
    plus, minus = (float(phi(np.array([step]))[0]) - zero) / step, (zero - float(phi(np.array([-step]))[0])) / step
    ratios = []
    for a in ends:
        x = np.linspace(-a, a, 201)
        ratios.append(float(np.abs(phi(x) - np.where(x >= 0, plus, minus) * x - zero).max() / a))
    return plus + minus, ratios


@check(
    "burkholz2022:section-2-other-activations",
    r"\text{most other activation functions can be approximated locally around the origin by a shifted leaky ReLU}",
    perturbed={"names": ("gaussian",)},
)
def section_2_other_activations(*, names: tuple[str, ...] = ("silu", "gelu", "elu", "softplus", "softsign", "arctan", "selu")) -> Finding:
    """Most other activations satisfy Assumption 2.3."""
    from scipy.special import ndtr

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
    found = {name: _curvature(known[name], ends) for name in names}
    ok = all(abs(total) > 1e-3 and ratios[0] > 5 * ratios[1] > 25 * ratios[2] for total, ratios in found.values())
    others = ", ".join(f"{name} {total:.3g}" for name, (total, _) in found.items())
    return numerically(
        ok,
        f"m+ + m-: {others}; over a = {ends} the error's supremum over a falls in proportion to a, so g(x) -> 0. Even functions like "
        f"exp(-x^2) do not: m+ + m- = {_curvature(known['gaussian'], ends)[0]:.1g}",
    )


def _cubic_bound(factor: int) -> tuple[bool, float]:
    """a - tanh a <= a^3 / factor on (0, pi/2]: by the derivatives for all a if factor <= 3, and in balls on [1/2, pi/2]."""
    a = sympy.Symbol("a", positive=True)
    steps = same(sympy.diff(a**3 / 3 - a + sympy.tanh(a), a), a**2 - sympy.tanh(a) ** 2) and same(
        sympy.diff(a - sympy.tanh(a), a), sympy.tanh(a) ** 2
    )
    balls = at_least_zero(lambda x: x**3 / factor - x + x.tanh(), (0.5, math.pi / 2))
    return steps and factor <= 3 and balls.proved, balls.least


@check("burkholz2022:section-2-tanh-cubic", r"|\tanh(x) - x| \le x^3 / 3 \text{ for } |x| < \pi/2")
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
    "burkholz2022:section-2-tanh-radius",
    r"m_+ = 1, m_- = 1, d = 0, \quad a = \min \{ (3 \epsilon')^{1/3}, \pi/2 \}",
    uses=("burkholz2022:section-2-tanh-cubic",),
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
    "burkholz2022:section-2-sigmoid-radius",
    r"m_+ = m_- = 0.25, d = 0.5, \quad a = \min \{ (48 \epsilon')^{1/3}, \pi \}, \quad \phi(x) = (\tanh(x/2) + 1)/2",
    uses=("burkholz2022:section-2-tanh-cubic",),
    perturbed={"factor": 64},
)
def section_2_sigmoid_radius(*, factor: int = 48) -> Finding:
    """Sigmoids are within eps' of x/4 + 1/2 on [-a, a]."""
    x = sympy.Symbol("x", real=True)
    identity = same(((sympy.tanh(x / 2) + 1) / 2).rewrite(sympy.exp), 1 / (1 + sympy.exp(-x)))
    proved, _ = _cubic_bound(3)  # |phi - x/4 - 1/2| = |tanh y - y|/2 <= |y|^3/6 = |x|^3/48, y = x/2

    def margin(x: "arb") -> "arb":
        return x**3 / factor - x / 4 - 0.5 + 1 / (1 + (-x).exp())

    balls = at_least_zero(margin, (1.0, math.pi))
    return holds(
        identity and proved and factor <= 48 and balls.proved,
        "phi(x) = (tanh(x/2) + 1)/2 symbolically, so the error is half of that of tanh at x/2, at most |x|^3/48; in balls on [1, pi] the "
        f"margin for |x|^3/{factor} is {balls.least:.5f}",
    )


@check(
    "burkholz2022:section-2-g",
    r"g(x) = x / a(x) \text{ is invertible on } ]0, \epsilon''] \text{ and } \lim_{x \to 0} g(x) = 0",
    uses=("burkholz2022:section-2-tanh-radius", "burkholz2022:section-2-sigmoid-radius"),
    perturbed={"power": sympy.Integer(1)},
)
def section_2_g(*, power: sympy.Rational = sympy.Rational(1, 3)) -> Finding:
    """The radii of tanh and sigmoid satisfy the last part of Assumption 2.3."""
    x, k = sympy.symbols("x k", positive=True)  # k = 3 or 48
    g = x / (k * x) ** power
    rising, limit = sympy.simplify(sympy.diff(g, x)).is_positive is True, sympy.limit(g.subs(k, 3), x, 0)
    return holds(
        rising and limit == 0, f"g(x) = {sympy.simplify(g)} near 0, derivative {sympy.simplify(sympy.diff(g, x))}, limit {limit} at 0"
    )


@check(
    "burkholz2022:section-2-identity",
    r"|x - r (\phi(x) - \phi(-x))| \le 2 r \epsilon', \quad r = \frac{1}{m_+ + m_-}",
    uses=("burkholz2022:section-2-tanh-radius", "burkholz2022:section-2-sigmoid-radius", "burkholz2022:section-2-relu"),
    perturbed={"factor": 1.0},
)
def section_2_identity(*, factor: float = 2.0) -> Finding:
    """All these activations approximate the identity by a difference."""
    x, plus, minus, d = sympy.symbols("x m_+ m_- d", positive=True)
    exact = same((plus * x + d - (minus * -x + d)) / (plus + minus), x) and same(((minus * -x + d) - (plus * x + d)) / (plus + minus), -x)

    def margin(name: str, eps: float, share: float) -> float:
        phi = ACTIVATIONS[name]
        x = share * min(phi.radius(eps), 1e3)
        difference = float(phi.function(x)) - float(phi.function(-x))
        return factor * phi.r * eps - abs(x - phi.r * difference)

    least = smallest(margin, {"name": CLAIMED, "eps": [1e-2, 1e-4, 1e-6], "share": [-1.0, -0.5, 0.3, 1.0]})
    return holds(
        exact and least.margin > -1e-15,
        f"r (phihat(x) - phihat(-x)) = x symbolically, and each of the two phi is within eps'; smallest margin {least.margin:.2g} at "
        f"{at(least.where)}. (Assumption 2.3 allows m+ + m- < 0, where |r| is meant; it is above 0 for all of these.)",
    )


@check("burkholz2022:section-2-mu", r"\mu_{\pm}(x) + \mu_{\pm}(-x) = m_+ + m_- = 1/r \text{ always}")
def section_2_mu() -> Finding:
    """The slopes at x and -x add up to 1/r."""
    phi = ACTIVATIONS["leaky-relu"]
    sums = {x: _mu(phi, x) + _mu(phi, -x) for x in (-1.0, 0.0, 1.0)}
    ok = {x: math.isclose(total, 1 / phi.r) for x, total in sums.items()}
    times = all(math.isclose(x * total, x / phi.r) for x, total in sums.items())
    return misprint(
        all(ok.values()),
        ok[-1.0] and ok[1.0] and times,
        "for $x \\ne 0$; and $x (\\mu_{\\pm}(x) + \\mu_{\\pm}(-x)) = x / r$ for all $x$, which is what is used",
        f"leaky ReLU, 1/r = {1 / phi.r:.3g}: the sum is {sums[-1.0]:.3g} at -1, {sums[0.0]:.3g} at 0 and {sums[1.0]:.3g} at 1",
    )


def _mu(phi: Activation, x: float) -> float:
    return phi.m_plus if x > 0 else phi.m_minus if x < 0 else 0.0


@check(
    "burkholz2022:section-2-single",
    r"|x - \phi(x)/m| \le \epsilon' / m \text{ where } m_+ = m_- = m, d = 0",
    uses=("burkholz2022:section-2-tanh-radius",),
    perturbed={"factor": 0.5},
)
def section_2_single(*, factor: float = 1.0) -> Finding:
    """tanh approximates the identity without separate parts for both signs."""
    phi = ACTIVATIONS["tanh"]
    found = smallest(
        lambda eps, share: factor * eps / phi.m_plus - abs(share * phi.radius(eps) - math.tanh(share * phi.radius(eps)) / phi.m_plus),
        {"eps": ladder(1e-9, 2.0, 40), "share": [-1.0, 0.5, 1.0]},
    )
    return holds(found.margin > -1e-15, f"|m x - phi(x)| <= eps' over m; least margin {found.margin:.2g} at {at(found.where)}")


@check(
    "burkholz2022:section-2-depth",
    r"\text{we can always increase the depth of a target by concatenating identity approximating layers}",
    uses=("burkholz2022:section-2-identity",),
    perturbed={"scale": 1.0},
)
def section_2_depth(*, scale: float = 0.01) -> Finding:
    """Layers that approximate the identity can be appended."""
    layers, x = 20, np.linspace(-1, 1, 201)
    copies = math.ceil(1 / (0.99 * scale))  # so that weights 1 / (copies scale) are at most 0.99
    off = {}
    for name in ("relu", "tanh"):
        phi, y = ACTIVATIONS[name], x
        for _ in range(layers):
            y = copies * (1 / (copies * scale)) * phi.r * (phi.function(scale * y) - phi.function(-scale * y))
        off[name] = float(np.abs(y - x).max())
    return numerically(
        max(off.values()) < EPS,
        f"{layers} identity layers of {copies} pairs of neurons with weights {scale:g} before and at most 0.99 after them are off by "
        f"{off['relu']:.1e} with ReLU and {off['tanh']:.1e} with tanh on [-1, 1]; parameters at most 1 - eps need the copies",
    )


# Section 3: existence results


@check(
    "burkholz2022:section-3-linearity",
    r"\sum_{j'} W_{ij'} * x_{j'} = \sum_{j'} W_{ij'} * (\lambda_{j'} x_{t,j}) = \left( \sum_{j'} W_{ij'} \lambda_{j'} \right) * x_{t,j}",
    perturbed={"power": -1},
)
def section_3_linearity(*, power: int = 1) -> Finding:
    """Filters of copies of one input that are multiples of it add up."""
    x = sympy.Matrix(3, 3, sympy.symbols("x:9"))
    kernels = [sympy.Matrix(2, 2, sympy.symbols(f"{name}:4")) for name in "uv"]
    scales = sympy.symbols("lambda:2", positive=True)

    def convolve(k: sympy.Matrix, image: sympy.Matrix) -> sympy.Matrix:
        """(K * X)_ij as section 2 has it, counted from 0, zeros around the image."""
        taps = [(a, b) for a in range(2) for b in range(2)]
        return sympy.Matrix(3, 3, lambda i, j: sum(k[a, b] * image[i - a, j - b] for a, b in taps if i >= a and j >= b))

    left = sum((convolve(k, s * x) for k, s in zip(kernels, scales, strict=True)), sympy.zeros(3, 3))
    right = convolve(sum((k * s**power for k, s in zip(kernels, scales, strict=True)), sympy.zeros(2, 2)), x)
    return holds((left - right).expand() == sympy.zeros(3, 3), "symbolically, two copies of a 3 x 3 image, kernels 2 x 2, zeros around")


def _parts(kernel: int, stride: int, dimensions: int) -> int:
    """Of the stride^dimensions parts of an image, those that some tap of a kernel falls on."""
    return len({tap % stride for tap in range(kernel)}) ** dimensions


@check(
    "burkholz2022:section-3.1-informal",
    r"c_0 \ge C c_t s_0 \log(c_t k_t L_t / \min\{\epsilon, \delta\})",
    uses=("burkholz2022:theorem-3.1", "burkholz2022:appendix-e"),
)
def section_3_1_informal() -> Finding:
    """With a constant independent of eps, delta, c_t, k_t and the stride, so many channels hold the target."""
    strides = (1, 2, 3, 4, 8)
    shares = [_parts(9, s, 2) / s for s in strides]  # least channels an input, over those printed: to be bounded for a C
    depths = (1, 5, 40)
    growth = []
    for depth in depths:
        net = Architecture("", tuple(Convolution(8, 8, 3, bias=True) for _ in range(depth)))
        found = burkholz2022_theorem31(net, 0.01, 0.01)
        growth.append(max(w / (8 * math.log(8 * 9 * depth / 0.01)) for w in found.widths_per_constant))
    return unsupported(
        max(shares) <= 1,
        "by the proof, in appendix E, a hidden channel of one tap sees one of s^2 parts of an image, and a 9 x 9 kernel needs all: for s "
        f"= {strides} at least {[_parts(9, s, 2) for s in strides]} channels an input, which no C s bounds; other constructions may need "
        "fewer. Theorem 3.1's widths over this formula's are "
        + ", ".join(f"{g:.1f} for {d}" for g, d in zip(growth, depths, strict=True))
        + " layers: C is not said to be independent of the depth, and is not",
        "$s_0^2$ in place of $s_0$ for images, in two dimensions",
    )


@check("burkholz2022:section-3.1-layers", r"\text{uneven layers } l = 2l'+1 \text{ create versions of } x^{(2(l'-1))}_{0,j}")
def section_3_1_layers() -> Finding:
    """The layer after the even layer 2(l' - 1) is the uneven layer 2l' + 1."""
    places = range(1, 6)
    return misprint(
        all(2 * p + 1 == 2 * (p - 1) + 1 for p in places),
        all(2 * p - 1 == 2 * (p - 1) + 1 for p in places),
        "$l = 2l' - 1$, as in the display that follows",
        f"after layers {[2 * (p - 1) for p in places]} come {[2 * p - 1 for p in places]}, not {[2 * p + 1 for p in places]}",
    )


@check(
    "burkholz2022:section-3.1-product",
    r"w_{t,ijq} \approx r \sum_{i', \lambda_{i'j} > 0} w_{0,ii'q} \lambda_{i'j} \approx r \sum_{i', \lambda_{i'j} < 0} w_{0,ii'q} "
    r"\lambda_{i'j}",
)
def section_3_1_product() -> Finding:
    """A target weight is r times the sum of products, for both signs."""
    w, x, plus, minus = sympy.symbols("w x m_+ m_-", positive=True)
    r = 1 / (plus + minus)
    printed, meant = (total * (plus + minus) * x for total in (w / r, w * r))  # x > 0: m+ by the copies of one sign, m- by the others
    factor = float(1 / ACTIVATIONS["tanh"].r ** 2)
    return misprint(
        same(printed, w * x),
        same(meant, w * x),
        "$1/r$ in place of $r$, as in the appendix, whose variables are $w \\lambda / r$",
        f"sums A = w/r of both signs give {sympy.simplify(printed)} in place of w x: {factor:g} times too much for tanh, r = 1/2; A = r w "
        "gives w x, and the next display has that. For ReLU r = 1",
    )


@check(
    "burkholz2022:section-3.1-mu",
    r"r (\mu_{\pm}(-x_{0,j}) + \mu_{\pm}(-x_{0,j})) = 1 \text{ by definition}",
    uses=("burkholz2022:section-2-mu",),
)
def section_3_1_mu() -> Finding:
    """The slopes of both signs add up to 1/r."""
    sums = {name: ACTIVATIONS[name].r * 2 * _mu(ACTIVATIONS[name], -1.0) for name in CLAIMED}
    meant = [ACTIVATIONS[name].r * (_mu(ACTIVATIONS[name], 1.0) + _mu(ACTIVATIONS[name], -1.0)) for name in CLAIMED]
    return misprint(
        all(math.isclose(s, 1) for s in sums.values()),
        all(math.isclose(s, 1) for s in meant),
        "$r (\\mu_{\\pm}(x_{0,j}) + \\mu_{\\pm}(-x_{0,j})) = 1$ for $x_{0,j} \\ne 0$, in both displays",
        "at x = 1 the printed left side is " + ", ".join(f"{s:.3g} for {name}" for name, s in sums.items()),
    )


@check("burkholz2022:section-3.1-bias-taps", r"\sum_{i',q} w_{0,ii'q} \mu_{\pm}(b_{0,i'}) b_{0,i'} \approx b_{t,i}")
def section_3_1_bias_taps() -> Finding:
    """Biases are sums over neurons of one constant value and over all taps q of their kernels."""
    bias = 0.9
    everywhere = Network((Layer(np.full((1, 1, 3, 3), bias / 9)),))
    middle = np.zeros((1, 1, 3, 3))
    middle[0, 0, 1, 1] = bias
    constant = np.ones((1, 1, 5, 5))
    printed, meant = everywhere(constant)[0, 0], Network((Layer(middle),))(constant)[0, 0]
    return amended(
        bool(np.allclose(printed, bias)),
        bool(np.allclose(meant, bias)),
        "the sum is over $i'$ and the one tap that never leaves the image, the middle one where images keep their size",
        f"a constant 1 on 5 x 5 places, zeros around, 3 x 3 taps that add up to {bias:g}: {printed[2, 2]:.1f} inside, but "
        f"{printed[0, 0]:.1f} in the corner and {printed[0, 2]:.1f} at the side; the middle tap alone gives {meant.min():.1f} everywhere",
    )


@check(
    "burkholz2022:section-3.1-bias-layers",
    r"\sum_{i',q} w^{(2l')}_{0,ii'} \mu_{\pm}(b^{(2l'-1)}_{0,i'}) b^{(2l'-1)}_{0,i'} \approx b^{(l')}_{t,i}",
    uses=("burkholz2022:assumption-2.1", "burkholz2022:appendix-c.1-first-layer"),
)
def section_3_1_bias_layers() -> Finding:
    """Biases of layer l' are made from those of layer 2l' - 1 of the source."""
    target = Network((_single(0.5, 0.3), _single(0.4, -0.2)))
    ticket = two_for_one(target, M, np.random.default_rng(0))
    own = [layer.bias is not None for layer in ticket.source.layers]
    worst = max(float(errors[..., -1].max()) for errors in ticket.errors)
    return misprint(
        all(own[::2]),
        own == [True, False, False, False] and worst <= EPS,
        "for $l' = 1$; after it from a channel that is constant, as in the appendix",
        "Assumption 2.1 has no biases in layers l > 1, so the sum is 0 for l' > 1. A ticket of two layers with biases, built with biases "
        f"in the first source layer only and a constant channel, has errors of biases of at most {worst:.4f}",
    )


@check(
    "burkholz2022:theorem-3.1-indices",
    r"c_{0,2l'+1} \ge C c_{t,l'} \log\left( \frac{N_t}{\min\{\epsilon / \prod_{s=l}^{L_t} (3 T N_{t,s}), \delta\}} \right) \text{ for "
    r"all } l' \in [L_t]",
)
def theorem_3_1_indices() -> Finding:
    """The widths are of layers 2l' + 1, l' in {0, ..., L_t}, in a network of 2 L_t layers."""
    depth = 3
    printed, meant = ([2 * p + 1 for p in range(end)] for end in (depth + 1, depth))  # [L] = {0, ..., L}
    return misprint(
        max(printed) <= 2 * depth,
        meant == list(range(1, 2 * depth, 2)),
        "$l' = 0, ..., L_t - 1$, the product from $s = l' + 1$, and $c_{t,l'} + 1$ with the constant channel, as in Corollary C.1",
        f"for L_t = {depth} the layers are {printed}, of {2 * depth}; without l' = L_t they are {meant}, and layer 2l' + 1 copies the "
        "c_(t,l') channels of target layer l'. The l in the product is no index of the statement",
    )


@check(
    "burkholz2022:theorem-3.1-widths",
    r"c_0 \ge C c_t \log\left( \frac{N_t}{\min\{\epsilon / \prod_{s=l}^{L_t} (3 T N_{t,s}), \delta\}} \right)",
    uses=("burkholz2022:corollary-2.2", "burkholz2022:appendix-c.1-budget", "burkholz2022:theorem-3.1-indices"),
    perturbed={"product": False},
)
def theorem_3_1_widths(*, product: bool = True, c: float = 80.0) -> Finding:
    """So many hidden channels suffice for the subset sums, with some constant C."""
    worst, where = 0.0, ""
    for depth in (1, 2, 3, 5, 10, 40):
        for channels, kernel in ((1, 1), (8, 3), (64, 3)):
            net = Architecture("", tuple(Convolution(channels, channels, kernel, bias=True) for _ in range(depth)))
            total = sum(layer.parameters for layer in net.layers)
            for e in (0.9, 0.5, 0.01, 1e-4, 1e-12, 1e-30):
                found = burkholz2022_theorem31(net, e, e)
                assert found.samples is not None
                for samples, width in zip(found.samples, found.widths_per_constant, strict=True):
                    printed = width if product else channels * math.log(total / e)
                    if (ratio := channels * samples / printed) > worst:
                        worst, where = ratio, f"{depth} layers of {channels} channels, kernels {kernel} x {kernel}, eps = delta = {e:g}"
    return numerically(
        worst <= c,
        f"with C = {c:g} an input channel for ReLU: covering by pruned products, of either sign, for all parameters takes at most "
        f"{worst:.1f} times the printed formula (product from s = l'), on {18 * 6} architectures and errors, most with {where}; the "
        "constant channel is one more input",
    )


@check(
    "burkholz2022:theorem-3.1-sigma",
    r"\sigma_{2l'+1} = r / \sigma_{2l'}, \quad \sigma_{2l'} = a(\epsilon'')/2",
    uses=("burkholz2022:eq-4", "burkholz2022:theorem-3.1-indices"),
)
def theorem_3_1_sigma() -> Finding:
    """The scales of the weights before and after the approximately linear activation."""
    phi, e = ACTIVATIONS["tanh"], 1e-3
    a = phi.radius(e)
    off = {scale: float(scale - math.tanh(scale)) for scale in (2 * phi.r / a, a / 2)}
    relu = ACTIVATIONS["relu"].radius(e)
    return amended(
        off[2 * phi.r / a] <= e and math.isfinite(relu / 2),
        off[a / 2] <= e and min(1.0, relu / 2) == 1.0,
        "$\\sigma_{2l'-1} = \\min\\{1, a(\\epsilon'')/2\\}$ and $\\sigma_{2l'} = r / \\sigma_{2l'-1}$, as in Corollary C.1",
        f"the uneven layers' weights are to be small, and are printed as large as 2r/a: for tanh and eps'' = {e:g} that is "
        f"{2 * phi.r / a:.2f}, where |tanh(x) - x| = {off[2 * phi.r / a]:.2f}; at a/2 = {a / 2:.3f} it is {off[a / 2]:.1e}. For ReLU a/2 "
        f"= {relu / 2}, which the theorem does not bound; layer 0, whose scale layer 1 would need, has no weights. Theorem 3.2's sigma_1 "
        "= r/sigma_2, sigma_2 = a/2 are exchanged, too",
    )


@check(
    "burkholz2022:theorem-3.1-epsilon",
    r"\epsilon'' = g^{-1}\left( \frac{\epsilon'}{C N_t \log\left( \frac{N_t}{\min\{\epsilon/\prod_{s=l}^{L_t}(3 T N_{t,s}), \delta\}} "
    r"\right)} \right)",
    uses=("burkholz2022:eq-11", "burkholz2022:eq-10"),
)
def theorem_3_1_epsilon() -> Finding:
    """How exact the activation is to be near 0."""
    t, r = 1.0, ACTIVATIONS["tanh"].r
    after = 3 * t * ARCHITECTURES["small-cnn"].layers[1].parameters  # 3 T N of the layer after the first
    # third term of Eq. 7, T N C log(.) (r/sigma) eps'' with sigma = a/2, over the layer's error, where the C below is 6 T r times it
    printed, meant = (2 * t * r * allowed / (6 * t * r) for allowed in (after, 1.0))
    return misprint(
        printed <= 1 / 3 + 1e-12,
        meant <= 1 / 3 + 1e-12,
        "$\\epsilon' = \\epsilon / \\prod_{s > l'} (3 T N_{t,s})$, which the theorem does not define, with a $C$ that takes $6 T r$ in",
        f"read as eps, the only error that the theorem has, eps' gives the first of the small network's two layers {printed:.3g} of the "
        f"error that it may add, read as above {meant:.3g}. As 3 T and r are in C, it is {6 * t * r:g} times the widths' for tanh",
    )


def _ticket(name: str) -> Ticket:
    """Of two layers with biases, 2 L_t layers."""
    rng = np.random.default_rng(1)
    layers = [
        Layer(rng.uniform(-0.9, 0.9, (2, i, 3, 3)) * (rng.random((2, i, 3, 3)) < 0.5), rng.uniform(-0.9, 0.9, 2), name) for i in (1, 2)
    ]
    return two_for_one(Network(tuple(layers)), 20, rng, eps=0.02)


@check(
    "burkholz2022:theorem-3.1",
    r"\max_{x \in D} |f_{t,iq}(x) - f_{\epsilon',iq}(x)| \le \epsilon \text{ with probability } 1 - \delta, \quad L_0 = 2 L_t",
    uses=(
        "burkholz2022:corollary-c.1",
        "burkholz2022:theorem-3.1-indices",
        "burkholz2022:theorem-3.1-widths",
        "burkholz2022:theorem-3.1-sigma",
        "burkholz2022:theorem-3.1-epsilon",
        "burkholz2022:appendix-c.1-constant",
    ),
)
def theorem_3_1() -> Finding:
    """A random network of twice the depth contains each target as a subnetwork, within eps."""
    found = burkholz2022_theorem31(ARCHITECTURES["small-cnn"], 0.01, 0.01)
    tickets = {name: certify(_ticket(name))[0] for name in ("relu", "leaky-relu", "tanh")}
    parts = {"its scales": theorem_3_1_sigma(), "the constant channel": appendix_c_1_constant()}
    return amended(
        all(part.verdict.startswith("holds") for part in parts.values()),
        max(tickets.values()) <= 0.02 and found.bound.applies,
        "$\\sigma_{2l'-1} = \\min\\{1, a/2\\}$, $\\sigma_{2l'} = r/\\sigma_{2l'-1}$; "
        "biases from the constant $\\phi(1)$ where the activation does not reach 1",
        f"not as printed: {', '.join(name for name, p in parts.items() if not p.verdict.startswith('holds'))}. "
        f"As amended, for ReLU: {found.samples} "
        "hidden channels an input hold all of the small network's targets at eps = delta = 0.01 by covering; tickets built so for two "
        "layers with "
        "biases have errors of parameters of at most " + ", ".join(f"{e:.4f} ({name})" for name, e in tickets.items()) + ", 0.02 asked for",
    )


@check(
    "burkholz2022:theorem-3.1-constant-channel",
    r"n_{0,2l'} \ge n_{t,l'} + 1",
    uses=("burkholz2022:appendix-c.1-constant",),
    perturbed={"more": 0},
)
def theorem_3_1_constant_channel(*, more: int = 1) -> Finding:
    """One channel more than the target's is enough for all biases of the next layer."""
    target = Network((_single(0.5, 0.3), _single(0.4, -0.2)))
    ticket = two_for_one(target, 30, np.random.default_rng(0))
    width = ticket.source.layers[1].weights.shape[0]
    return numerically(
        width == 1 + more and certify(ticket)[0] <= EPS,
        f"a ticket for two layers of one channel with biases has {width} channels after the first two layers and errors of at most "
        f"{certify(ticket)[0]:.4f}: the next layer makes the copies of the constant. (The text says c_(0,2l') = c_(t,l'), Algorithm 1 "
        "adds m of them.)",
    )


@check(
    "burkholz2022:section-3.1-image-size",
    r"\text{the error does not depend on the input tensor dimension, i.e., the image size}",
    uses=("burkholz2022:eq-8",),
    perturbed={"share": 0.01},
)
def section_3_1_image_size(*, share: float = 1.0) -> Finding:
    """One bound on a ticket's error is for images of all sizes."""
    rng = np.random.default_rng(0)
    target = Network(tuple(Layer(rng.uniform(-0.5, 0.5, (2, into, 3, 3)), None, "relu") for into in (1, 2)))
    ticket = two_for_one(target, M, rng)
    _, bound = certify(ticket)
    off = {}
    for side in (3, 6, 12, 48):
        x = rng.choice([-1.0, 1.0], (20, 1, side, side))
        off[side] = float(np.abs(ticket(x) - target(x)).max())
    return numerically(
        max(off.values()) <= share * bound,
        f"the bound of a ticket for two layers of 3 x 3, from weights alone, is {bound:.3f}; "
        "the greatest error on 20 images of -1 and 1 is " + ", ".join(f"{e:.4f} for {side} x {side}" for side, e in off.items()),
    )


@check(
    "burkholz2022:corollary-c.1-shapes",
    r"W^{(2l'-1)}_0 \in \mathbb{R}^{c_{1/2} \times c_{l'-1} \times 1}, \quad "
    r"\sum_{j=1}^{c_{l'-1}} W^{(2l'-1)}_{0,sj} * x^{(2l'-2)}_{0,j}",
)
def corollary_c_1_shapes() -> Finding:
    """The first of the two layers takes the target's input channels."""
    target = Network((_single(0.5, 0.3), _single(0.4, -0.2)))
    into = two_for_one(target, 30, np.random.default_rng(0)).source.layers[2].weights.shape[1]
    return misprint(
        into == 1,
        into == 1 + 1,
        "$c_{l'-1} + 1$ channels, with the constant $x_{0,c_{l'-1}+1}$",
        "the statement assumes a channel number c + 1 that the sum leaves out: the second pair of layers of a ticket for one channel "
        f"with biases takes {into}",
    )


@check(
    "burkholz2022:section-3.2-blocks",
    r"\text{this factor enters only the logarithm and is thus small}",
    uses=("burkholz2022:theorem-3.2",),
    perturbed={"power": 0.5},
)
def section_3_2_blocks(*, power: float = 1.0, c: float = 6.0) -> Finding:
    """rho times as many subset-sum problems need C log(rho) more samples."""
    base = covering(EPS, EPS, 1.0).n
    more = {rho: (covering(EPS, EPS / rho, 1.0).n - base) / math.log(rho) ** power for rho in (1e2, 1e4, 1e8, 1e16, 1e32)}
    return numerically(
        max(more.values()) <= c,
        f"uniform samples, eps = {EPS}, delta = {EPS}/rho: by covering {', '.join(f'{v:.2f}' for v in more.values())} times "
        f"log(rho)^{power:g} more than {base} for rho = {', '.join(f'{rho:g}' for rho in more)}",
    )


@check(
    "burkholz2022:section-3.2-comparison",
    r"\text{the LT in the } L_t + 1 \text{-construction consists of many more parameters, yet, less neurons}",
    uses=("burkholz2022:theorem-3.1", "burkholz2022:theorem-3.2"),
    perturbed={"more": False},
)
def section_3_2_comparison(*, more: bool = True) -> Finding:
    """One layer for one takes more parameters and fewer neurons than two for one."""
    rng = np.random.default_rng(0)
    layers = [Layer(rng.uniform(-1, 1, (8, i, 3, 3)) * (rng.random((8, i, 3, 3)) < 0.3), None, "relu") for i in (3, 8, 8)]
    target = Network(tuple(layers))
    two, one = (build(target, 18, np.random.default_rng(1)) for build in (two_for_one, one_for_one))
    neurons = [sum(w.shape[0] for w in ticket.compact.weights) for ticket in (two, one)]
    return numerically(
        (one.kept > 2 * two.kept) == more and neurons[1] < neurons[0],
        f"three layers of 8 channels with {target.nonzero} nonzero weights, n = 18, eps = 0.01: two for one keeps {two.kept} parameters "
        f"and {neurons[0]} channels, one for one {one.kept} and {neurons[1]}",
    )


@check("burkholz2022:theorem-3.2-title", r"\text{Theorem 3.2 (LT existence } (2L_t\text{-construction))}")
def theorem_3_2_title() -> Finding:
    """The theorem is about the construction of 2 L_t layers."""
    target = Network((_single(0.5), _single(0.4), _single(0.3)))
    depth = len(one_for_one(target, M, np.random.default_rng(0)).source.layers)
    return misprint(
        depth == 2 * 3, depth == 3 + 1, "$(L_t + 1)$-construction", f"a ticket for 3 layers has {depth}; the text has L_0 = L_t + 1"
    )


@check(
    "burkholz2022:theorem-3.2-errors",
    r"\epsilon_l = \frac{\epsilon}{2 T N_{w,l} \prod_{s=l+1}^{L} (2 (T N_{w,s} + N_{m,s}))}",
    uses=("burkholz2022:eq-14",),
    perturbed={"factor": 1},
)
def theorem_3_2_errors(*, factor: int = 2) -> Finding:
    """With these errors of parameters, Eq. 14 bounds that of the output by eps."""
    margins = []
    for t in (Fraction(1, 4), Fraction(1), Fraction(5, 2)):
        for w, m in (((9, 30, 5), (0, 0, 0)), ((1, 1, 1), (0, 0, 0)), ((100, 7, 40), (0, 8, 8)), ((3, 2, 900), (0, 5, 0))):
            passing = [t * a + b for a, b in zip(w, m, strict=True)]
            eps = [1 / (factor * t * a * math.prod(factor * p for p in passing[i + 1 :])) for i, a in enumerate(w)]
            margins.append(1 - _budget_error([t * a for a in w], eps, passing))
    left = sympy.Symbol("q", positive=True)  # 2^-(l-1): e_(l-1) is at most (1 - q) of what is allowed
    step = same((1 + (1 - left)) / factor, 1 - left / 2)
    return holds(
        min(margins) >= 0 and step,
        f"e_l = T Nw_l eps_l + (T Nw_l + Nm_l) e_(l-1) in rationals: eps - e_L is at least {float(min(margins)):.3g} eps for three layers "
        "with and without skip connections, T = 1/4, 1, 5/2. By induction, symbolically, e_l is at most (1 - 2^-l) of what is allowed "
        "there",
    )


@check(
    "burkholz2022:theorem-3.2-delta",
    r"c_{0,l+1} \ge C c_{t,l} \log\left( \frac{1}{\min\{\epsilon_l, \rho \delta / N_l\}} \right), \quad n_{0,1} \ge C c_{t,0} \log "
    r"\frac{1}{\min\{\epsilon_1, \delta \rho\}}",
    uses=("burkholz2022:theorem-3.2-errors", "burkholz2022:appendix-c.2-fixed-point"),
)
def theorem_3_2_delta() -> Finding:
    """The number rho of subset-sum problems multiplies the probability delta to fail."""
    # f = relu(0.7 relu(w x + 0.7)), of at least 0.49 > eps, after layers of one weight: without a positive last weight a ticket gives 0
    eps, printed, meant, said, curve = 0.3, [], [], [], ([], [])  # type: ignore[var-annotated]
    for c in (3, 5, 8, 12):
        eps_l = eps / (2 * 2 * 2)  # layer L - 1 has a weight and a bias, layer L a weight
        m = math.ceil(c * math.log(1 / eps_l))
        missed = 2.0**-m  # P(no positive weight)
        log_first = 2 * eps_l / (c * 2**2 * missed / 2)  # log(1/eps_1) with which rho delta / N = eps_l at delta = missed / 2, gamma = 1
        depth = math.ceil(log_first / math.log(2))
        delta = missed / 2
        rho = c * 2**2 * log_first
        printed.append(missed <= delta)
        wanted = math.ceil(c * max(math.log(1 / eps_l), math.log(rho / delta)))
        meant.append(2.0**-wanted <= delta)
        said.append(f"C = {c}: m = {m}, missed with probability {missed:.2g} > delta = {delta:.2g} from {depth:.3g} layers on")
        curve[0].append(float(c))
        curve[1].append(float(depth))
    return amended(
        all(printed),
        all(meant),
        "$\\delta / \\rho$ in place of $\\rho \\delta / N_l$ and of $\\delta \\rho$, as in the proof",
        "False for every C: rho grows with log(1/min eps_l), so with the depth, and rho delta / N_l exceeds eps_l, so "
        "that delta has no effect. A target relu(0.7 relu(w x + 0.7)) after a chain of single ReLUs is at least 0.49, "
        "and any subnetwork without a positive last weight is 0; gamma = 1, eps = 0.3. " + "; ".join(said),
        Curve("C", "layers from which on the printed width fails", {"chain of single ReLUs": curve}, "y"),
    )


@check(
    "burkholz2022:theorem-3.2-indices",
    r"c_{0,l+1} \ge C c_{t,l} \log\left( \frac{1}{\min\{\epsilon_l, ...\}} \right) \text{ for all } l \in [L_t]",
    uses=("burkholz2022:theorem-3.2-errors",),
)
def theorem_3_2_indices() -> Finding:
    """The copies of target layer l, for l in {0, ..., L_t}, are as many as its own parameters' errors ask for."""
    net = Architecture("", (Convolution(1, 1, 1), Convolution(1, 1, 1)))
    slow, usual = (parameter_errors(net, 0.01, t) for t in (0.25, 1.0))
    target = Network((_single(0.5), _single(0.4)))
    last = one_for_one(target, M, np.random.default_rng(0))
    needed = int((last.channels[-1] >= 0).sum())
    return misprint(
        slow[0] <= slow[1] and needed > 1,
        usual[0] <= usual[1] and needed == 1,
        "$c_{0,l+1} \\ge C c_{t,l} \\log(1/\\min\\{\\epsilon_{l+1}, \\delta/\\rho\\})$ for $1 \\le l < L_t$, and $c_{0,L_t+1} = c_{t,L_t}$",
        "copies of layer l serve the parameters of layer l + 1. eps_l <= eps_(l+1) where 2 T Nw_l >= 1, and then more is asked than "
        f"needed; for T = 1/4 and one weight eps_1/eps_2 = {math.exp(slow[0] - slow[1]):.3g}. There is no eps_0, and the last layer is "
        f"needed {needed} time, not C log(...) times",
    )


@check(
    "burkholz2022:theorem-3.2",
    r"\max_{x \in D} |f_{t,iq}(x) - f_{\epsilon',iq}(x)| \le \epsilon \text{ with probability } 1 - \delta, \quad L_0 = L_t + 1",
    uses=(
        "burkholz2022:eq-13",
        "burkholz2022:eq-13-skips",
        "burkholz2022:theorem-3.2-errors",
        "burkholz2022:theorem-3.2-delta",
        "burkholz2022:theorem-3.2-indices",
        "burkholz2022:theorem-3.1-sigma",
        "burkholz2022:appendix-c.1-constant",
    ),
)
def theorem_3_2() -> Finding:
    """A random network of one more layer contains each target, with skip connections, as a subnetwork, within eps."""
    net = ARCHITECTURES["small-cnn"]
    found = burkholz2022_theorem32(net, 0.01, 0.01)
    assert found.samples is not None
    copies = (1, *found.samples[1:])
    bounds = []
    for samples in ((), copies):
        eps = [Fraction(math.exp(e)) for e in parameter_errors(net, 0.01, 1.0, samples)]
        sizes = [Fraction(layer.parameters) for layer in net.layers]
        bounds.append(float(_budget_error(sizes, eps, [n * c for n, c in zip(sizes, copies, strict=True)])))
    return amended(
        theorem_3_2_delta().verdict.startswith("holds") and bounds[0] <= 0.01,
        bounds[1] <= 0.01 and found.bound.applies,
        "$\\delta/\\rho$; $\\epsilon_l = \\epsilon / (2 T N_{w,l} \\prod_{s>l} 2 (T n_s N_{w,s} + N_{m,s}))$ with $n_s$ copies; skip "
        "connections that are identities, or their parameters counted in $N_{w,l}$; $\\sigma_1 = \\min\\{1, a/2\\}$, $\\sigma_2 = "
        "r/\\sigma_1$, $m_+, m_- \\ge 0$",
        "as printed false for every C (delta), and unproved: with n copies that err on their own, the small network's printed eps_l "
        f"bound the output's error by {bounds[0]:.3g} at eps = 0.01. As amended by {bounds[1]:.4f}; then {found.samples} channels an "
        "input suffice, by covering, at eps = delta = 0.01",
    )


# Section 4: experiments


@check(
    "burkholz2022:section-4-channels",
    r"m (c_{t,l} + 1) + c_0 \text{ channels for } l > 1, \quad 2 m_2 (c_{t,0} + 1) + c_0 \text{ in the first layer, and } c_{t,L} \text{ "
    r"in the output}",
    uses=("burkholz2022:algorithm-1-indices",),
    perturbed={"one": 0},
)
def section_4_channels(*, one: int = 1) -> Finding:
    """So many channels the source has."""
    ticket = one_for_one(random_target("relu", True), M, np.random.default_rng(0))
    failed = [int((channels == -1).sum()) for channels in ticket.channels]
    shapes = [layer.weights.shape[0] for layer in ticket.source.layers]
    printed = [2 * M * (1 + one), M * (32 + one) + failed[0], 32 + failed[1]]
    return numerically(
        shapes == printed,
        f"a ReLU ticket of two layers of 32 channels with biases, m = {M}, of which {failed} channels failed: the source's layers have "
        f"{shapes} channels, the formula gives {printed}",
    )


@check(
    "burkholz2022:section-4-failed-channels",
    r"c_0 \text{ is negligible in our experiments}",
    uses=("burkholz2022:section-4-above-uniform",),
    perturbed={"density": 1.0},
)
def section_4_failed_channels(*, density: float = 945 / (9 * 32 * 33)) -> Finding:
    """Few channels have to be tried again."""
    p = _problems("uniform", None).above(EPS)[0]
    weights = density * 9 * 32
    share = (1 - p) ** -weights - 1
    dense = (1 - p) ** -(9 * 32) - 1
    return numerically(
        share < 0.15,
        f"a channel of 32 inputs, 3 x 3, of density {density:.3f} (Table 2's targets among all weights) has {weights:.0f} problems that "
        f"fail with probability {p:.4f}: {100 * share:.0f} % more channels. For a dense target it would be {100 * dense:.0f} %",
    )


@check(
    "burkholz2022:section-4-mean-error",
    r"\text{on average, the error is } (6 \pm 0.8) 10^{-4}",
    perturbed={"mean": 8e-4},
)
def section_4_mean_error(*, mean: float = 6e-4, half: float = 0.8e-4) -> Finding:
    """The mean error of the closest subset of 15 uniform samples."""
    own, width = _problems("uniform", None).mean_error()
    scaled = width * math.sqrt(2)  # of 100,000 problems in place of 200,000
    return numerically(
        abs(own - mean) <= half + width and 0.5 < scaled / half < 2,
        f"200,000 own problems: ({1e4 * own:.2f} +- {1e4 * width:.2f}) 1e-4, printed ({1e4 * mean:.1f} +- {1e4 * half:.1f}) 1e-4; the "
        f"interval of 100,000 problems is +- {1e4 * scaled:.1f}e-4",
    )


@check("burkholz2022:section-4-skewed", r"\text{in most cases it is much smaller, as the left skewed distribution indicates}", perturbed={})
def section_4_skewed() -> Finding:
    """The distribution of errors is skewed to the left."""
    errors = _problems("uniform", None).errors
    skewness = float(((errors - errors.mean()) ** 3).mean() / errors.std() ** 3)
    below = float((errors < errors.mean()).mean())
    return misprint(
        skewness < 0,
        skewness > 0 and below > 0.5,
        "right skewed",
        f"the skewness of 200,000 own errors is {skewness:.0f}: the long tail is on the right, the mass on the left; {100 * below:.0f} % "
        "are below the mean",
    )


@check("burkholz2022:section-4-above-uniform", r"\text{it exceeds } 0.01 \text{ only in } 0.3\% \text{ of the cases}")
def section_4_above_uniform() -> Finding:
    """The share of errors above 0.01, uniform samples."""
    share, low, high = _problems("uniform", None).above(EPS)
    return misprint(
        low <= 0.0035 and high >= 0.0025,
        low <= 0.0045 and high >= 0.0035,
        "$0.4\\%$",
        f"200,000 own problems: {100 * share:.2f} % (99 % interval {100 * low:.2f} to {100 * high:.2f}); 0.3 is what lies below 0.35. "
        + _beside("uniform_error", lambda e: f"{int((e > EPS).sum())}, that is {100 * float((e > EPS).mean()):.2f} %").capitalize(),
    )


@check("burkholz2022:section-4-size-closest", r"\mathbb{E}(|S|) \approx 7", perturbed={"size": 7.5})
def section_4_size_closest(*, size: float = 7.0) -> Finding:
    """The mean size of the closest subset."""
    own = float(_problems("uniform", None).sizes.mean())
    return numerically(abs(own - size) < 0.05, f"200,000 own problems: {own:.3f}, a little less than half of {M}")


@check(
    "burkholz2022:section-4-growth",
    r"\text{for increasing } m, \text{ the average error decreases but the average subset size would increase}",
    perturbed={"falls": False},
)
def section_4_growth(*, falls: bool = True) -> Finding:
    """More samples give smaller errors by greater subsets."""
    ms = (6, 9, 12, 15, 18)
    found = [_problems("uniform", None, 20_000, m) for m in ms]
    errors, sizes = [p.mean_error()[0] for p in found], [float(p.sizes.mean()) for p in found]
    ok = all((b < a) == falls for a, b in pairwise(errors)) and sizes == sorted(sizes)
    return numerically(
        ok,
        f"20,000 own problems for m = {list(ms)}: mean errors {', '.join(f'{e:.2g}' for e in errors)}, mean sizes "
        f"{', '.join(f'{s:.2f}' for s in sizes)}",
        Curve("m", "mean error", {"closest subset": ([float(m) for m in ms], errors)}, "y"),
    )


@check("burkholz2022:section-4-size-smallest", r"\text{we only need } \mathbb{E}(|S|) \approx 2.3", perturbed={"size": 2.5})
def section_4_size_smallest(*, size: float = 2.3) -> Finding:
    """The mean size of the smallest subset within 0.01, uniform samples."""
    problems = _problems("uniform", EPS)
    own = float(problems.sizes[~np.isnan(problems.errors)].mean())
    return numerically(
        abs(own - size) < 0.05,
        f"own problems that were solved, of 200,000: {own:.3f}. " + _beside("uniform_size", lambda s: f"{s.mean():.3f}").capitalize(),
    )


@check(
    "burkholz2022:section-4-optimal",
    r"\text{with the optimal subset instead of a small one the LT would also consist of more parameters}",
    uses=("burkholz2022:section-4-size-closest", "burkholz2022:section-4-size-smallest"),
    perturbed={"more": False},
)
def section_4_optimal(*, more: bool = True) -> Finding:
    """Closest subsets are greater than the smallest that are close enough."""
    closest, smaller = _problems("uniform", None), _problems("uniform", EPS)
    solved = ~np.isnan(smaller.errors)
    differ = closest.sizes[solved] - smaller.sizes[solved]
    return numerically(
        bool((differ >= 0).all()) == more,
        f"in each of {int(solved.sum())} own problems the closest subset has at least as many elements, "
        f"on average {differ.mean():.2f} more",
    )


@check(
    "burkholz2022:section-4-parameters",
    r"\text{the LT consists on average of } m \mathbb{E}(|S|) N_l \text{ parameters}",
    uses=("burkholz2022:section-4-size-smallest", "burkholz2022:table-2"),
)
def section_4_parameters() -> Finding:
    """A ticket's size is m E|S| times that of a target layer."""
    target = random_target("relu", False)
    ticket = one_for_one(target, M, np.random.default_rng(0))
    sizes = [int(ticket.masks[f"{place}.weight"].sum()) for place in range(3)]
    own = [int(np.count_nonzero(np.asarray(weights))) for weights in target.weights]
    size = 2.3
    return amended(
        0.8 < sizes[2] / (M * size * own[1]) < 1.25,
        0.8 < sizes[2] / (size * own[1]) < 1.25,
        "for layers all of whose $m$ copies are used; the last layer is built once and has $\\mathbb{E}(|S|) N_L$ parameters",
        f"a ticket for layers of {own} nonzero weights, m = {M}: the last layer keeps {sizes[2]} = {sizes[2] / own[1]:.2f} N_L, where m "
        f"E|S| = {M * size:.1f}; the first two layers, of which only used copies are kept, {sizes[0]} and {sizes[1]}. Table 2's ratios "
        "are 3.4 to 4.8, Table 4's 34 (there sizes were drawn, no ticket built)",
    )


@check(
    "burkholz2022:section-4-density",
    r"\rho_\epsilon = \frac{m \mathbb{E}(|S|) N_l}{[m (c_{t,l} + 1) + c_0] [m (c_{t,l-1} + 1) + c_0] K} \approx \rho_t \mathbb{E}(|S|) / m",
    perturbed={"power": 2},
)
def section_4_density(*, power: int = 1) -> Finding:
    """The ticket's density is E|S|/m of the target's."""
    m, s, n, k = sympy.symbols("m S N K", positive=True)
    c, before, spare = sympy.symbols("c c_before c_0", positive=True)
    exact = m * s * n / ((m * (c + 1) + spare) * (m * (before + 1) + spare) * k)
    ratio = exact / (n / (c * before * k) * s / m**power)
    limit = sympy.limit(sympy.limit(ratio.subs(spare, 0), c, sympy.oo), before, sympy.oo)
    values = [float(ratio.subs({m: M, c: 32, before: b, spare: 0})) for b in (32, 1)]
    return holds(
        limit == 1,
        f"the quotient of the two sides tends to {limit} for many channels and c_0 = 0; it is {values[0]:.3f} for 32 channels on both "
        f"sides, but {values[1]:.3f} in a layer with one input channel",
    )


@check(
    "burkholz2022:section-4-share",
    r"15\% \text{ of the target's sparsity}",
    uses=("burkholz2022:section-4-density",),
    perturbed={"percent": 13},
)
def section_4_share(*, percent: int = 15) -> Finding:
    """E|S|/m with m = 15 and an error of 0.01."""
    problems = _problems("uniform", EPS)
    share = 100 * float(problems.sizes[~np.isnan(problems.errors)].mean()) / M
    return numerically(round(share) == percent, f"own problems: {share:.1f} %")


@check(
    "burkholz2022:section-4-mean-error-product",
    r"\text{an average error of } (7.6 \pm 0.3) 10^{-3}",
    perturbed={"mean": 9e-3},
)
def section_4_mean_error_product(*, mean: float = 7.6e-3, half: float = 0.3e-3) -> Finding:
    """The mean error of the closest subset of 15 products of uniform samples."""
    own, width = _problems("product", None).mean_error()
    return numerically(
        abs(own - mean) <= half + width and 0.5 < width * math.sqrt(2) / half < 2,
        f"200,000 own problems: ({1e3 * own:.2f} +- {1e3 * width:.2f}) 1e-3, printed ({1e3 * mean:.1f} +- {1e3 * half:.1f}) 1e-3. "
        + _beside("product_error", lambda e: f"mean error of the smallest subset {1e3 * e.mean():.1f}e-3, another figure").capitalize(),
    )


@check("burkholz2022:section-4-magnitude", r"\text{more than a magnitude higher than in the previous case}", perturbed={"factor": 20.0})
def section_4_magnitude(*, factor: float = 10.0) -> Finding:
    """Products of uniform samples err ten times as much as uniform samples."""
    (product, wide), (uniform, narrow) = (_problems(name, None).mean_error() for name in ("product", "uniform"))
    least, most = (product - wide) / (uniform + narrow), (product + wide) / (uniform - narrow)
    return numerically(
        least > factor,
        f"200,000 own problems each: {product / uniform:.1f} times, from {least:.1f} to {most:.1f}; printed 7.6e-3/6e-4 = 12.7",
    )


@check(
    "burkholz2022:section-4-above-product",
    r"\text{we fail to achieve an error smaller than } 0.01 \text{ in } 3.5\% \text{ of the cases}",
    perturbed={"percent": 4.0},
)
def section_4_above_product(*, percent: float = 3.5) -> Finding:
    """The share of errors above 0.01, products."""
    share, low, high = _problems("product", None).above(EPS)
    return numerically(
        100 * low <= percent + 0.05 and 100 * high >= percent - 0.05,
        f"200,000 own problems: {100 * share:.2f} % (99 % interval {100 * low:.2f} to {100 * high:.2f}). "
        + _beside("product_error", lambda e: f"{100 * float((e > EPS).mean()):.2f} %").capitalize(),
    )


@check("burkholz2022:section-4-size-product", r"\text{subset sizes of } \mathbb{E}(|S|) \approx 2.5", perturbed={"size": 2.8})
def section_4_size_product(*, size: float = 2.5) -> Finding:
    """The mean size of the smallest subset within 0.01 of products, the closest where there is none."""
    problems, closest = _problems("product", EPS), _problems("product", None)
    missing = np.isnan(problems.errors)
    own = float(np.where(missing, closest.sizes, problems.sizes).mean())
    return numerically(
        abs(own - size) < 0.1,
        f"200,000 own problems: {own:.3f} with the closest subset where none is within 0.01, {float(problems.sizes[~missing].mean()):.3f} "
        "of those "
        "that were solved. " + _beside("product_size", lambda s: f"{s.mean():.3f}").capitalize(),
    )


@check(
    "burkholz2022:table-1-repetitions",
    r"\text{Table 1: 10 repetitions; text: averages over 50 independent runs}",
    uses=("burkholz2022:table-3",),
)
def table_1_repetitions() -> Finding:
    """The table of the small network and the text about it count the same runs."""
    table, text = 10, 50
    return misprint(table == text, True, "one of both numbers", f"Table 1 says {table}, the text about Tables 1 and 2 says {text}")


@check(
    "burkholz2022:table-1", r"98.8 \to 98.72 \pm 0.04, \; 98.5 \to 98.5 \pm 0.03, \; 98.14 \to 98.09 \pm 0.09, \; 98.52 \to 98.5 \pm 0.004"
)
def table_1() -> Finding:
    """Accuracies of targets trained on MNIST and of their tickets."""
    return out_of_reach("the targets' weights are not published; training and pruning them is not repeated here")


@check(
    "burkholz2022:table-2",
    r"945 \to 4386 \pm 34, \; 940 \to 4545 \pm 44, \; 950 \to 3269 \pm 19, \; 953 \to 4198 \pm 59",
    uses=("burkholz2022:algorithm-2-copies",),
    perturbed={"tickets": (4386, 4545, 5386, 4198)},
)
def table_2(*, targets: tuple[int, ...] = (945, 940, 950, 953), tickets: tuple[int, ...] = (4386, 4545, 3269, 4198)) -> Finding:
    """Parameters of the small network's targets and tickets."""
    printed = [b / a for a, b in zip(targets, tickets, strict=True)]
    own = []
    for bias in (False, True):
        nets = [random_target(name, bias) for name in CLAIMED]
        own.append([one_for_one(net, M, np.random.default_rng(3)).kept / net.nonzero for net in nets])
    ok = all(0.95 * low < p < 1.05 * high for p, low, high in zip(printed, *own, strict=True))
    return numerically(
        ok,
        "ratios "
        + ", ".join(f"{p:.2f}" for p in printed)
        + f" for {', '.join(CLAIMED)}; tickets for random targets of the same layers, a tenth of "
        f"the weights: {', '.join(f'{r:.2f}' for r in own[0])} without biases, {', '.join(f'{r:.2f}' for r in own[1])} with (all "
        "nonzero); those printed lie between, up to 5 %",
    )


@check(
    "burkholz2022:table-3",
    r"80.32 \pm 0.13 \text{ and best half } 80.69 \pm 0.09, \; 80.11 \pm 0.18, 80.6, \; 80.48 \pm 0.13, 80.8, \; 69 \pm 2, 73.2",
    perturbed={"runs": 10},
)
def table_3(*, runs: int = 50) -> Finding:
    """Means, intervals and means of the best half of 50 runs belong together."""
    from scipy.stats import norm, t

    rows = ((80.32, 0.13, 80.69), (80.11, 0.18, 80.6), (80.48, 0.13, 80.8), (69.0, 2.0, 73.2))
    half = 2 * float(norm.pdf(0))  # mean of the upper half of a normal distribution, in standard deviations
    pairs = [(best - mean, half * width * math.sqrt(runs) / float(t.ppf(0.975, runs - 1))) for mean, width, best in rows]
    return numerically(
        all(0.7 < gap / expected < 1.3 for gap, expected in pairs),
        "for normally distributed accuracies the best half is on average 0.80 standard deviations above the mean: printed "
        + ", ".join(f"{gap:.2f}" for gap, _ in pairs)
        + f", from the intervals of {runs} runs "
        + ", ".join(f"{expected:.2f}" for _, expected in pairs)
        + ". The accuracies themselves are not recomputed",
    )


@check(
    "burkholz2022:table-4",
    r"31069 \to 1058140, \; 31113 \to 1059537, \; 64491 \to 2193086, \; 116048 \to 3934621",
    uses=("burkholz2022:section-4-parameters",),
    perturbed={"m": 16},
)
def table_4(*, m: int = M) -> Finding:
    """Parameters of ResNet-22's tickets are m E|S| times the target's."""
    rows = ((31069, 1058140), (31113, 1059537), (64491, 2193086), (116048, 3934621))
    problems = _problems("uniform", EPS)
    size = float(problems.sizes[~np.isnan(problems.errors)].mean())
    ratios = [ticket / target for target, ticket in rows]
    return numerically(
        all(0.97 < ratio / (m * size) < 1.01 for ratio in ratios),
        f"ratios {', '.join(f'{r:.2f}' for r in ratios)}, m E|S| = {m * size:.2f}: less by "
        f"{', '.join(f'{100 * (1 - r / (m * size)):.1f} %' for r in ratios)}, as the last layer needs no copies",
    )


@check(
    "burkholz2022:conclusion-factor",
    r"\text{in practice, a factor of } 1/15 \text{ is sufficient}",
    uses=("burkholz2022:section-4-channels",),
    perturbed={"m": 5},
)
def conclusion_factor(*, m: int = M) -> Finding:
    """Targets of a fifteenth of the source's width are found."""
    target = random_target("relu", False)
    try:
        tickets = [one_for_one(target, m, np.random.default_rng(seed)) for seed in range(5)]
    except ValueError as error:
        return numerically(False, f"m = {m}: {error}")
    widths = [layer.weights.shape[0] for layer in tickets[0].source.layers]
    worst = max(certify(ticket)[0] for ticket in tickets)
    return numerically(
        worst <= EPS,
        f"five random networks of {widths} channels (those tried again included) hold a target of 32 and 32 channels, a tenth of its "
        f"weights nonzero, with errors of parameters of at most {worst:.4f}; the layer between is {widths[1] / 32:.1f} times as wide",
    )


# Appendix A and B: subset sums


@check("burkholz2022:definition-a.1", r"\alpha \in (0, 1], \; c, h > 0 \text{ with } X \sim \alpha U[c-h, c+h] + (1-\alpha) G_1")
def definition_a_1() -> Finding:
    """A random variable contains a uniform distribution around c > 0."""
    c, h = 0.0, 1.0  # Corollary A.2, for U[-1, 1]
    return misprint(
        c > 0 and h > 0,
        h > 0 and [c - h, c + h] == [-1.0, 1.0],
        "$c \\in \\mathbb{R}$, $h > 0$",
        f"Corollary A.2 assumes c = {c:g}, and only with it U[-1,1] contains all of itself",
    )


@check(
    "burkholz2022:corollary-a.2",
    r"m \ge C \frac{\max\{1, \frac{t}{h}\}}{\min_k \{\alpha_k\}} \log\left( \frac{B}{\min\left( \frac{\delta}{\max\{1, t/h\}}, "
    r"\frac{\epsilon}{\max\{t, h\}} \right)} \right)",
    uses=("burkholz2022:definition-a.1", "pensia2020:theorem-3"),
)
def corollary_a_2() -> Finding:
    """Subset sums of variables that contain a uniform distribution are within eps of a target of [-t, t] but for delta."""

    def formula(t: float, h: float, alpha: float, reach: float, eps: float, delta: float) -> float:
        far = max(1.0, t / h)
        return far / alpha * math.log(reach / min(delta / far, eps / max(t, h)))

    t, h, eps = 1, 0.05, 0.5
    missed = []  # C, delta, m: the sums of m samples of U[-h, h] are at most m h, and the target is t
    for c in (1.0, 10.0, 1e3, 1e6):
        delta = 1 - h / (2 * c)
        m = max(1, math.ceil(c * formula(t, h, 1.0, h, eps, delta)))
        missed.append((c, delta, m, m * h < t - eps))
    constant, where = 0.0, (0, 0.0, 0.0, 0.0, 0.0)
    for where_t in (1, 2, 5):
        for where_h in (0.05, 0.3, 1.0, 2.0):
            for alpha in (1.0, 0.3):
                sample: Law = Uniform(where_h) if alpha == 1 else Mixture(alpha, Uniform(where_h), Zero())
                for e in (0.5, 0.1, 0.01):
                    for d in (0.9, 0.5, 0.01):
                        ratio = covering(e, d, where_t, sample).n / formula(where_t, where_h, alpha, max(1, where_h), e, d)
                        if ratio > constant:
                            constant, where = ratio, (where_t, where_h, alpha, e, d)
    return amended(
        not any(short for *_, short in missed),
        constant < 37,
        "$\\max\\{1, B\\}$ in place of $B$",
        f"false for every C where B < 1, t = 1 and delta is near 1, as then log(B t/(h delta)) = log(1/delta) for B = h: t = {t}, h = B = "
        f"{h}, eps = {eps}, delta = 1 - h/(2C) asks for m = {[m for _, _, m, _ in missed]} samples for C = "
        f"{[f'{c:g}' for c, *_ in missed]}, whose sums stay below t - eps. As amended covering proves it with C = 37 on {3 * 4 * 2 * 9} "
        f"points of (t, h, alpha, eps, delta): at most {constant:.1f}, at {where}",
    )


@check(
    "burkholz2022:appendix-b-laws",
    r"U[0,1] U[-1,1], \; U[-1,0] U[-1,1] \text{ and } U[-1,1] U[-1,1] \text{ are identically distributed}",
    uses=("pensia2020:lemma-4",),
    perturbed={"low": sympy.Rational(1, 2)},
)
def appendix_b_laws(*, low: sympy.Rational = sympy.Integer(0)) -> Finding:
    """Products of uniform variables have one law, whichever side of 0 the first is on."""
    z, x = sympy.symbols("z x", positive=True)
    half = sympy.Rational(1, 2)
    both = 2 * sympy.integrate(half * half / x, (x, z, 1))  # |first| has density 1/2 + 1/2
    one = sympy.integrate(half / (1 - low) / x, (x, sympy.Max(z, low), 1))
    ok = same(one.subs(z, sympy.Rational(1, 4)), both.subs(z, sympy.Rational(1, 4))) and same(sympy.simplify(one - both), sympy.Integer(0))
    return holds(ok, f"at |z| in (0, 1) the densities are {sympy.simplify(both)} and {sympy.simplify(one)}, and all are even in z")


@check("burkholz2022:appendix-b-uniform", r"\text{more than a magnitude higher than in the case of } X_k \sim U[0, 1]")
def appendix_b_uniform() -> Finding:
    """Products err ten times as much as U[0, 1]."""
    rng = np.random.default_rng(0)
    positive = _Problems(rng.uniform(0, 1, (50_000, M)), rng.uniform(-1, 1, 50_000), None).mean_error()[0]
    product, uniform = (_problems(name, None).mean_error()[0] for name in ("product", "uniform"))
    return misprint(
        product / positive > 10,
        product / uniform > 10,
        "$U[-1, 1]$, as in section 4 and Fig. 3",
        f"sums of U[0,1] reach no negative target: mean error {positive:.3f}, {product / positive:.3f} of it with products "
        f"({product:.4f}); with U[-1,1] it is {uniform:.2e}, a {product / uniform:.1f}th",
    )


@check(
    "burkholz2022:figure-3",
    r"\text{(c), (d): the smallest subset that achieves an error of at most } \epsilon = 0.01",
    uses=("burkholz2022:section-4-size-smallest",),
    perturbed={"name": "product"},
)
def figure_3(*, name: str = "uniform") -> Finding:
    """The sizes of smallest subsets of uniform samples are distributed as those published."""
    return _sizes("uniform", name)


@check(
    "burkholz2022:figure-4",
    r"\text{(c), (d): the smallest subset of products that achieves an error of at most } \epsilon = 0.01",
    uses=("burkholz2022:section-4-size-product",),
    perturbed={"name": "uniform"},
)
def figure_4(*, name: str = "product") -> Finding:
    """The sizes of smallest subsets of products are distributed as those published."""
    return _sizes("product", name)


_SIZES = {  # shares of sizes 1 to 4 among the solved problems, of the published 100,000
    "uniform": (0.1374, 0.4501, 0.3582, 0.0403),
    "product": (0.1314, 0.4505, 0.3194, 0.0687),
}


def _sizes(sample: str, name: str) -> Finding:
    """Own problems of the law `name` against the published ones of `sample`."""
    problems = _problems(name, EPS)
    solved = problems.sizes[~np.isnan(problems.errors)]
    errors, sizes = _published(f"{sample}_error"), _published(f"{sample}_size")
    if errors is None or sizes is None:
        shares, beside = list(_SIZES[sample]), "recorded from the published sample, which is not beside the project"
    else:
        kept = sizes[errors <= EPS]
        shares, beside = [float((kept == k).mean()) for k in range(1, 5)], f"of the {len(kept)} published problems that are solved"
    own = [float((solved == k).mean()) for k in range(1, 5)]
    off = max(abs(a - b) for a, b in zip(own, shares, strict=True))
    return numerically(
        off < 0.008,
        f"shares of sizes 1 to 4: {', '.join(f'{x:.4f}' for x in own)} of own problems that are solved, "
        f"{', '.join(f'{x:.4f}' for x in shares)} {beside}; they differ by at most {off:.4f}",
    )


# Appendix C.1: two layers for one


@check(
    "burkholz2022:corollary-c.1",
    r"\lVert x^{(l')}_t - x^{(2l')}_{\epsilon'} \rVert_\infty \le \epsilon', \quad \sigma = \min\{1, a(\epsilon'')/2\}, \; \epsilon'' = "
    r"g^{-1}\left( \frac{\epsilon'}{3 T N_t C \log\left( \frac{N_t}{\min\{\epsilon'/(3T), \delta'/2\}} \right) \frac{r}{2}} \right)",
    uses=(
        "burkholz2022:corollary-a.2",
        "burkholz2022:eq-3",
        "burkholz2022:eq-4",
        "burkholz2022:eq-7",
        "burkholz2022:eq-8",
        "burkholz2022:eq-9",
        "burkholz2022:eq-10",
        "burkholz2022:eq-11",
    ),
    perturbed={"thirds": 2},
)
def corollary_c_1(*, thirds: int = 3) -> Finding:
    """With some constant C, two random layers contain each target layer within eps' with probability 1 - delta'."""
    r = sympy.Symbol("r", positive=True)
    # the third part, T N C log(.) (2r/a) eps'', over eps', where g(eps'') = eps' / (3 T N larger C log(.) r/2)
    alone, four = (sympy.simplify(sympy.Rational(2, thirds) + 2 * r / (thirds * larger * r / 2)) for larger in (1, 4))
    found = burkholz2022_theorem31(Architecture("", (Convolution(32, 32, 3, bias=True),)), 0.01, 0.01)
    return holds(
        bool(four <= 1) and found.bound.applies,
        f"the parts of Eq. 7 add up to {four} eps' if C is four times that of the base sets, of which the rest stays unused; with the same "
        f"C, as the proof has it, to {alone} eps' (Eq. 11). C is that of Corollary A.2 for slopes m+, m- of one sign, with opposite signs "
        f"it depends on them (Eq. 8). For ReLU, 32 to 32 channels, 3 x 3, {found.samples} hidden channels an input suffice at eps' = "
        "delta' = 0.01, by covering",
    )


@check(
    "burkholz2022:eq-3",
    r"c_{1/2} \ge C c_{l'-1} \log\left( \frac{N_t}{\min\{\epsilon'/(3T), \delta'/2\}} \right)",
    uses=("burkholz2022:appendix-c.1-base-sets", "burkholz2022:eq-8"),
    perturbed={"share": 1.0},
)
def eq_3(*, share: float = 0.5) -> Finding:
    """This is log(1/min(eps''', delta''')) for each input channel."""

    def margin(n: int, t: float, eps: float, delta: float) -> float:
        return math.log(n / min(eps / (3 * t), share * delta)) - math.log(1 / min(eps / (3 * t * n), delta / (2 * n)))

    least = smallest(margin, {"n": [1, 7, 1000], "t": [0.01, 1.0, 3.0], "eps": [1e-6, 0.3, 0.999], "delta": [1e-6, 0.5, 0.999]})
    return holds(
        least.margin > -1e-12,
        f"with eps''' = eps'/(3 T N), delta''' = delta'/(2 N) both sides are the same: least difference {least.margin:.1e}; above log 2, "
        "as delta'/2 < 1/2. The constant channel makes c + 1 <= 2 c of them",
    )


@check(
    "burkholz2022:eq-4",
    r"|\lambda_{sj} x^{(2l'-2)}_{0,jq}| \le \sigma (1 + \epsilon'/(3 T N_t)) \le a(\epsilon'')",
    uses=("burkholz2022:section-2-tanh-radius",),
    perturbed={"share": Fraction(3, 5)},
)
def eq_4(*, share: Fraction = Fraction(1, 2)) -> Finding:
    """The first layer's preactivations stay where the activation is approximately linear."""
    # sigma <= share a; the second factor falls in T N_t and grows in eps' < 1
    greatest, below = (share * (1 + eps / (3 * t)) for t, eps in ((Fraction(1, 3), 1), (Fraction(1, 4), Fraction(9, 10))))
    return holds(
        greatest <= 1,
        f"for T N_t >= 1/3 and eps' < 1 it is at most {greatest} a, as it falls in T N_t and grows in eps'. A Lipschitz constant may be "
        f"taken as 1/3 at least; with T N_t = 1/4, eps' = 0.9 it would be {float(below):.2f} a",
    )


@check(
    "burkholz2022:appendix-c.1-products",
    r"X_s = w_{0,isq} \lambda_{sj} / r \sim U[0,1] U[-1,1] \text{ or } U[-1,0] U[-1,1]",
    uses=("burkholz2022:appendix-b-laws",),
    perturbed={"power": -1},
)
def appendix_c_1_products(*, power: int = 1) -> Finding:
    """The scales of both layers cancel in the products."""
    sigma, r, u, v = sympy.symbols("sigma r u v", positive=True)  # u, v uniform
    return holds(same((r / sigma**power * v) * (sigma * u) / r, u * v), "w = (r/sigma) v and lambda = sigma u give w lambda / r = u v")


@check(
    "burkholz2022:eq-5",
    r"|w_{t,ijq} - \sum_{s \in I^{\pm}_{ijq}} X_s| \le \epsilon''' \text{ if } |I_{j,\pm}| \ge C \log \frac{1}{\min\{\epsilon''', "
    r"\delta'''\}}",
    uses=("burkholz2022:corollary-2.2", "burkholz2022:appendix-c.1-products"),
    perturbed={"power": 0.5},
)
def eq_5(*, power: float = 1.0, c: float = 130.0) -> Finding:
    """So many copies of a sign hold each weight."""
    grid = ladder(0.5, 1e-60, 200)
    most = max(covering(low, low, 1.0, ProductOfUniforms()).n / math.log(1 / high) ** power for high, low in pairwise(grid))
    return holds(
        most <= c,
        f"with C = {c:g}, by covering with products for eps''' = delta''' from 1/2 to 1e-60, the intervals of the ladder included: at "
        f"most {most:.1f}; below by Lueker (1998), nearer to 1 by single samples (Corollary 2.2)",
    )


@check(
    "burkholz2022:appendix-c.1-base-sets",
    r"|I_j| \ge C \log \frac{1}{\min\{\epsilon''', \delta'''\}} \text{ suffices, } I_j = I_{j,+} \cup I_{j,-}",
    uses=("burkholz2022:eq-5",),
    perturbed={"power": 0.5},
)
def appendix_c_1_base_sets(*, power: float = 1.0, c: float = 290.0) -> Finding:
    """So many copies of both signs together hold each weight, for each sign."""
    grid = ladder(0.5, 1e-30, 60)
    most = max(covering(low, low, 1.0, PRUNED_PRODUCT).n / math.log(1 / high) ** power for high, low in pairwise(grid))
    fair = math.comb(2 * M, M) / 4**M
    return holds(
        most <= c,
        f"with C = {c:g}, by covering with pruned products, whose other sign counts as 0, for eps''' = delta''' from 1/2 to 1e-30: at "
        f"most {most:.1f}; below by Lueker (1998). The proof takes the number of each sign as given: of 2 x {M} copies {M} have either "
        f"sign only with probability {fair:.2f}",
    )


@check(
    "burkholz2022:eq-6",
    r"|b_{t,i} - \sum_{s \in I_{ib}} X_s| \le \epsilon''', \quad X_s = w_{0,is} \lambda_{s(c_{l'-1}+1)} m_+",
    uses=("burkholz2022:corollary-a.2", "burkholz2022:section-3.1-bias-taps"),
    perturbed={"names": ("relu", "minus")},
)
def eq_6(*, names: tuple[str, ...] = ("relu", "leaky-relu", "tanh")) -> Finding:
    """Biases are sums over copies of a constant, of slope m+."""
    rng = np.random.default_rng(0)
    products, biases = rng.uniform(-1, 1, (2000, 2 * M)) * rng.uniform(0, 1, (2000, 2 * M)), rng.uniform(-0.99, 0.99, 2000)
    slopes = {name: ACTIVATIONS[name].m_plus * ACTIVATIONS[name].r for name in CLAIMED} | {"minus": 0.0}  # min(x, 0)
    missed = {name: _Problems(products * slopes[name], biases, None).above(EPS)[0] for name in names}
    return numerically(
        max(missed.values()) < 0.02,
        f"with the copies of positive lambda X_s = m+ r U[0,1] U[-1,1]: of 2000 biases of [-0.99, 0.99] and {2 * M} samples "
        + ", ".join(f"{100 * share:.2f} % ({name})" for name, share in missed.items())
        + f" are missed by more than {EPS}. For m+ = 0, as of min(x, 0), it has to be the copies of negative lambda, and m-",
    )


@check(
    "burkholz2022:appendix-c.1-constant",
    r"\lVert 1 - x^{(2l'-2)}_{0,c_{l'-1}+1} \rVert_\infty \le \epsilon'/(3 T N_t)",
    uses=("burkholz2022:corollary-c.1", "burkholz2022:algorithm-1-bias"),
)
def appendix_c_1_constant() -> Finding:
    """A channel of the source is nearly 1, built as a target neuron of bias 1."""
    values = {name: float(ACTIVATIONS[name].function(1.0)) for name in CLAIMED}
    reach = 0.5 * math.log((2 - EPS) / EPS)  # artanh(1 - 0.01)
    target = Network((_single(0.5, 0.3, "tanh"), _single(0.4, -0.2, "tanh")))
    worst = certify(two_for_one(target, M, np.random.default_rng(0)))[0]
    return amended(
        all(abs(1 - value) <= EPS for value in values.values()),
        worst <= EPS,
        "the channel has the value $\\phi(1)$, or $\\phi(b)$ with a bias that it has, and biases are made from that",
        "phi(1) is "
        + ", ".join(f"{v:.3f} ({name})" for name, v in values.items())
        + f"; tanh comes within {EPS} of 1 from {reach:.2f} on, above any bias "
        f"of at most 1. A ticket for two tanh layers whose constant is what it is has errors of at most {worst:.4f}",
    )


@check(
    "burkholz2022:appendix-c.1-first-layer",
    r"\text{in the first layer } w_{\epsilon,s} = 0, \; b_{\epsilon,s} = b_{0,s} \text{ take the place of the constant channel}",
    uses=("burkholz2022:appendix-c.1-products",),
    perturbed={"eps": 1e-7},
)
def appendix_c_1_first_layer(*, eps: float = EPS) -> Finding:
    """The first layer's own biases serve for those of the target."""
    target = Network((_single(0.5, 0.3),))
    tickets = [two_for_one(target, M, np.random.default_rng(seed)) for seed in range(5)]
    kept = [int(ticket.masks["0.bias"].sum()) for ticket in tickets]
    worst = max(float(ticket.errors[0][..., -1].max()) for ticket in tickets)
    apart = all(not (t.masks["0.bias"] & t.masks["0.weight"].any(axis=(1, 2, 3))).any() for t in tickets)
    return numerically(
        worst <= eps and apart and min(kept) > 0,
        f"five tickets: {kept} biases are kept, of neurons without weights; the target's bias is met within {worst:.4f}. b has the law of "
        "lambda",
    )


@check(
    "burkholz2022:eq-7",
    r"\lVert x_t - x_{\epsilon'} \rVert_\infty \le T \max \lVert A - B \rVert + T \max \lVert B - C \rVert + T \max \lVert C - D \rVert",
    perturbed={"terms": 2},
)
def eq_7(*, terms: int = 3) -> Finding:
    """The error is at most those of the subset sums, of the inputs and of the activation."""
    a, b, c, d = sympy.symbols("A B C D")  # target; LT with target inputs; with its own; with its activation
    parts = [a - b, b - c, c - d][:terms]
    return holds(
        same(sum(parts), a - d),
        "A: the target's preactivation, B: sums with mu(lambda x_t) lambda x_t, C: with x_0, D: with phi(lambda x_0); A - D telescopes, "
        "then the triangle inequality and the Lipschitz constant",
    )


@check(
    "burkholz2022:appendix-c.1-prune",
    r"\mu_{\pm}(\lambda_{sj} x_{0,j}) = \mu_{\pm}(\lambda_{sj} x_{t,j}) \text{ if } |x_{t,j}| > \epsilon'/(3 T N_t); \text{ otherwise, "
    r"we would prune it to zero}",
    uses=("burkholz2022:eq-9",),
)
def appendix_c_1_prune() -> Finding:
    """Inputs so small that the error can change their sign are pruned."""
    e, phi = 0.01, ACTIVATIONS["relu"]
    target, source = np.array([-e / 2, 0.8]), np.array([e / 2, 0.8])  # two places of one channel, or two images
    equal = [_mu(phi, float(a)) == _mu(phi, float(b)) for a, b in zip(target, source, strict=True)]
    # x -> p x for x > 0, q x for x < 0 with |p|, |q| <= 1 moves no more than x
    slopes, places = [-1.0, -0.3, 0.5, 1.0], [-1.0, -0.01, 0.0, 0.004, 0.7]
    still = smallest(
        lambda p, q, x, y: abs(x - y) - abs((p if x > 0 else q) * x - (p if y > 0 else q) * y),
        {"p": slopes, "q": slopes, "x": places, "y": places},
    )
    return amended(
        all(equal),
        still.margin > -1e-15,
        "not needed: with slopes of at most 1 on either side of 0 the difference of Eq. 9 is at most $|x_{0,j} - x_{t,j}|$, whatever the "
        "signs",
        f"masks are chosen before the input: one channel has {target.tolist()} at two places in the target and {source.tolist()} in the "
        "ticket; the slopes differ at the first, and to prune the channel would lose the second. The piecewise linear map is "
        f"1-Lipschitz: least margin {still.margin:.1g}",
    )


@check(
    "burkholz2022:appendix-c.1-exact",
    r"\text{the latter vanishes for ReLUs, leaky ReLUs, or linear activation functions}",
    perturbed={"names": ("tanh",)},
)
def appendix_c_1_exact(*, names: tuple[str, ...] = ("relu", "leaky-relu", "identity")) -> Finding:
    """Without the third part of the error where the activation is piecewise linear."""
    x = [-1.0, -0.1, 0.0, 0.3, 1.0]
    off = {name: max(abs(float(ACTIVATIONS[name].function(v)) - _mu(ACTIVATIONS[name], v) * v) for v in x) for name in names}
    return holds(max(off.values()) == 0, f"phi(y) - mu(y) y is linear on each side of 0, and at {x} at most {off}")


@check(
    "burkholz2022:eq-8",
    r"... \le T N_t \epsilon''' \le \epsilon'/3, \quad r (\mu_{\pm}(x) + \mu_{\pm}(-x)) = 1",
    uses=("burkholz2022:eq-5", "burkholz2022:eq-6", "burkholz2022:section-2-mu"),
)
def eq_8() -> Finding:
    """The subset sums' part of the error."""

    def share(plus: float, minus: float) -> float:
        """The greatest |r (mu(x) e+ + mu(-x) e-)| for errors of at most 1."""
        r = 1 / (plus + minus)
        return max(abs(r * (plus * a + minus * b)) for a in (-1, 1) for b in (-1, 1))

    mixed = share(1.0, -0.5)  # phi = max(x, -x/2), m+ + m- = 1/2
    usual = smallest(lambda plus, minus: 1 + 1e-12 - share(plus, minus), {"plus": [0.25, 1.0, 3.0], "minus": [0.0, 0.01, 0.25, 1.0]})
    return amended(
        mixed <= 1 + 1e-12,
        usual.margin >= 0,
        "for $m_+, m_- \\ge 0$ (or both at most 0); in general times $|r| (|m_+| + |m_-|)$, as in Eq. 9",
        "a parameter's error is r (mu(x) e+ + mu(-x) e-), two subset sums with errors of their own: for m+ = 1, m- = -1/2, which "
        f"Assumption 2.3 allows, it reaches {mixed:g} eps'''. With slopes of one sign at most eps''', as r (m+ + m-) = 1",
    )


@check("burkholz2022:appendix-c.1-problems", r"\text{in total, we have to solve less than } 2 N_t \text{ problems}")
def appendix_c_1_problems() -> Finding:
    """Two problems a weight and one a bias."""
    counts = {
        (w, b): 2 * w + b + (1 if b else 0) for w, b in ((9, 0), (9, 1), (9, 3), (1, 1))
    }  # and one for the constant channel where there are biases
    return misprint(
        all(count < 2 * (w + b) for (w, b), count in counts.items()),
        all(count <= 2 * (w + b) for (w, b), count in counts.items()),
        "at most $2 N_t$",
        "(weights, biases): problems "
        + ", ".join(f"{key}: {count} of {2 * sum(key)}" for key, count in counts.items())
        + "; the union bound needs no more",
    )


@check(
    "burkholz2022:eq-9",
    r"... \le T N_t \max_q \max_j |x^{(l'-1)}_{t,jq} - x^{(2l'-2)}_{0,jq}| \le \epsilon'/3, \quad |w_{t,ijq}| \le 1 - \epsilon''' \text{ "
    r"so that } |w_{\epsilon',ijq}| \le 1",
    uses=("burkholz2022:eq-8",),
    perturbed={"room": Fraction(0)},
)
def eq_9(*, room: Fraction = Fraction(1)) -> Finding:
    """The part of the inputs' errors."""
    e = Fraction(1, 100)
    slopes = []
    for plus, minus in ((Fraction(1), Fraction(0)), (Fraction(1), Fraction(1)), (Fraction(1), Fraction(1, 100))):
        r = 1 / (plus + minus)
        slopes += [abs(s * (1 - room * e) + r * (plus * a + minus * b)) for s in (-1, 1) for a in (-e, e) for b in (-e, e)]
    return holds(
        max(slopes) <= 1,
        "for m+, m- >= 0 the slope of an input is w_t + r (mu e+ + mu e-), linear in the errors: at their ends at most "
        f"{float(max(slopes)):g}; N_t of them, each input once. |theta| <= 1 - eps gives |w_t| <= 1 - eps''' where 3 T N_t >= 1; the "
        "constant channel's own bias 1 is met within eps'''",
    )


@check(
    "burkholz2022:eq-10",
    r"T \sum_j \sum_q \sum_s |w^{(2l')}_{\epsilon',isq}| \epsilon'' \le T N_t C \log\left( \frac{N_t}{\min\{\epsilon'/(3T), \delta'/2\}} "
    r"\right) (r/\sigma) \epsilon''",
    uses=("burkholz2022:eq-3",),
    perturbed={"power": -1},
)
def eq_10(*, power: int = 1) -> Finding:
    """The activation's part of the error."""
    n, copies, sigma, r = 7, 40, 0.05, 0.5
    rng = np.random.default_rng(0)
    greatest = max(float(np.abs(rng.uniform(-r / sigma, r / sigma, (n, copies))).sum()) for _ in range(200))
    return holds(
        greatest <= n * copies * r / sigma**power and n * copies * (r / sigma) <= n * copies * r / sigma**power,
        f"a sum of at most N_t |I_j| terms of at most r/sigma each: {n * copies * r / sigma:g} for N_t = {n}, |I_j| = {copies}, r = {r}, "
        f"sigma = {sigma}; of 200 random ones the greatest is {greatest:.0f}",
    )


@check(
    "burkholz2022:eq-11",
    r"\epsilon'' \le \frac{\epsilon'}{3 T N_t C \log(...) \frac{r}{\sigma}} = \frac{\epsilon'}{3 T N_t C \log(...) \frac{r}{2 "
    r"a(\epsilon'')}}",
    uses=("burkholz2022:eq-10",),
)
def eq_11() -> Finding:
    """With sigma = a/2 the second scale is r/(2a)."""
    r, a = sympy.symbols("r a", positive=True)
    second = r / (a / 2)
    return amended(
        same(second, r / (2 * a)),
        same(second, 2 * r / a),
        "$\\frac{2 r}{a(\\epsilon'')}$ in place of $\\frac{r}{2 a(\\epsilon'')}$",
        f"r / sigma = {second} at sigma = a/2, {sympy.simplify(second / (r / (2 * a)))} times what is printed: eps'' is allowed four "
        "times too much",
    )


@check(
    "burkholz2022:eq-12",
    r"\epsilon'' = g^{-1}\left( \frac{\epsilon'}{3 T N_t C \log(...) \frac{r}{2}} \right)",
    uses=("burkholz2022:eq-11", "burkholz2022:section-2-g"),
)
def eq_12() -> Finding:
    """The error of the activation with which Eq. 11 holds."""
    phi, budget = ACTIVATIONS["tanh"], 1e-4  # eps' / (3 T N C log(.))
    parts = {}
    for factor in (0.5, 2.0):
        e = math.sqrt(3 * (budget / (factor * phi.r)) ** 3)  # g(x) = x / (3x)^(1/3) = x^(2/3) / 3^(1/3)
        parts[factor] = e * 2 * phi.r / phi.radius(e) / budget
    return amended(
        parts[0.5] <= 1 + 1e-9,
        parts[2.0] <= 1 + 1e-9,
        "$2 r$ in place of $r/2$, or a $C$ four times that of the base sets",
        f"tanh, eps'/(3 T N C log(.)) = {budget:g}: the bound of Eq. 10 over eps'/3 is {parts[0.5]:.3g} with r/2 and {parts[2.0]:.3g} "
        "with 2r",
    )


@check(
    "burkholz2022:appendix-c.1-delta",
    r"\delta' = \delta / N_t \text{ ensures that all subset sum approximations are successful with probability } \delta",
)
def appendix_c_1_delta() -> Finding:
    """All layers' approximations succeed together."""
    delta = 0.01
    worst = min(1 - len(sizes) * delta / sum(sizes) for sizes in ([1], [9, 9, 9], [320, 9248]))
    return misprint(
        math.isclose(worst, delta),
        worst >= 1 - delta,
        "with probability $1 - \\delta$; $\\delta' = \\delta / L_t$ would do",
        "each layer of Corollary C.1 fails with probability delta/N_t at most, and there are L_t <= N_t: success with at least "
        f"{worst:.4f} for delta = {delta}",
    )


@check(
    "burkholz2022:appendix-c.1-budget",
    r"\epsilon_l = \frac{\epsilon}{(3T)^{L_t-l+1} \prod_{s=l}^{L_t} N_{t,s}}",
    uses=("burkholz2022:eq-7", "burkholz2022:eq-8", "burkholz2022:eq-9"),
    perturbed={"factor": 2},
)
def appendix_c_1_budget(*, factor: int = 3) -> Finding:
    """The error allowed of parameters and inputs of layer l, by induction from the last."""
    worst = Fraction(0)
    for t in (Fraction(1, 2), Fraction(1), Fraction(5, 2)):
        for sizes in ([4], [320, 9248], [9, 1, 30, 5]):
            error, allowed = Fraction(0), Fraction(1)
            eps = [1 / math.prod((factor * t * n for n in sizes[i:]), start=Fraction(1)) for i in range(len(sizes))]
            for i, (n, e) in enumerate(zip(sizes, eps, strict=True)):
                allowed = 1 / math.prod((factor * t * s for s in sizes[i + 1 :]), start=Fraction(1))
                error = t * n * (e + error) + allowed / 3  # subset sums, inputs, activation
                worst = max(worst, error / allowed)
    computed = layer_errors(ARCHITECTURES["small-cnn"], 0.01)
    gain, whole = sympy.symbols("g a", positive=True)  # T N_l; what is allowed of layer l: of its parameters and of its inputs a/(factor g)
    step = same(gain * (whole / (factor * gain) + whole / (factor * gain)) + whole / 3, whole)
    return holds(
        worst <= 1 and step,
        f"e_l = T N_l (eps_l + e_(l-1)) + eps'_l/3 in rationals is at most {float(worst):g} of eps'_l = eps / prod_(s>l) (3 T N_s), T = "
        f"1/2, 1, 5/2, one to four layers; the small network at eps = 0.01: {', '.join(f'{math.exp(e):.2g}' for e in computed)}",
    )


# Appendix C.2: one layer for one


@check(
    "burkholz2022:appendix-c.2-smaller-base-sets",
    r"\text{smaller base sets, as } X_k \sim U[-1, 1] \text{ instead of } X_k \sim U[0, 1] U[-1, 1]",
    perturbed={"smaller": False},
)
def appendix_c_2_smaller_base_sets(*, smaller: bool = True) -> Finding:
    """Uniform samples need fewer than products."""
    pairs = [(covering(e, e, 1.0, Uniform()).n, covering(e, e, 1.0, ProductOfUniforms()).n) for e in (0.1, 0.01, 1e-4, 1e-8)]
    failures = [_problems(name, None).above(EPS)[0] for name in ("uniform", "product")]
    return numerically(
        all((a < b) == smaller for a, b in pairs) and failures[0] < failures[1],
        f"proved by covering for eps = delta = 0.1, 0.01, 1e-4, 1e-8: {[a for a, _ in pairs]} against {[b for _, b in pairs]}; with {M} "
        f"samples {100 * failures[0]:.2f} % and {100 * failures[1]:.2f} % of own problems miss {EPS}",
    )


def _copied(seed: int) -> tuple[float, float, float, float]:
    """Errors of the second and the first layer of a ticket for relu(0.5 relu(0.5 x)), of the second's weight, and sum |w_s|."""
    target = Network((_single(0.5), _single(0.5)))
    ticket = one_for_one(target, 12, np.random.default_rng(seed), eps=0.05)
    x = np.array([1.0, -1.0]).reshape(2, 1, 1, 1)  # all is linear on either side of 0
    ours, theirs, row = ticket.network.signals(x), target.signals(x), ticket.outputs[0]
    weights = np.asarray(ticket.network.layers[2].weights)[row].ravel()
    first = float(np.abs(ours[2][:, weights != 0] - theirs[1]).max())
    return float(np.abs(ours[3][:, row] - theirs[2][:, 0]).max()), first, abs(float(weights.sum()) - 0.5), float(np.abs(weights).sum())


@check(
    "burkholz2022:eq-13",
    r"\lVert x^{(l)}_t - x^{(l+1)}_0 \rVert_\infty \le T N_{w,l} \epsilon_l + T N_{w,l} \lVert x^{(l-1)}_t - x^{(l)}_0 \rVert_\infty + "
    r"N_{m,l} \max_{s \le l-1} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty",
    uses=("burkholz2022:appendix-c.1-budget",),
)
def eq_13() -> Finding:
    """The error of a layer by those of its parameters and of its inputs."""
    found = [_copied(seed) for seed in range(100)]
    over = [(second / (weight + first), seed) for seed, (second, first, weight, _) in enumerate(found)]
    worst, seed = max(over)
    second, first, weight, total = found[seed]
    copies = all(s <= w + n * f + 1e-12 for s, f, w, n in found)
    exact = abs(1 * 1 - 0.5 * -1)  # w = (1, -1/2), errors of the two copies 1 and -1
    return amended(
        worst <= 1 and exact <= 1,
        copies,
        "$\\sum_{s \\in S} |w_s|$, at most $|S|$ and the number $n_l$ of copies, times the inputs' errors in place of 1: $T n_l N_{w,l} "
        "\\lVert x^{(l-1)}_t - x^{(l)}_0 \\rVert_\\infty$",
        f"the copies of a channel err each on its own, so |sum w_s| <= 1 does not help: w = (1, -1/2) with errors 1 and -1 gives {exact}. "
        f"Of 100 tickets for relu(0.5 relu(0.5 x)), n = 12, N_w = T = 1, that of seed {seed} errs by {second:.4f} after {first:.4f} with "
        f"a weight off by {weight:.4f}, sum |w_s| = {total:.2f}; all obey the amended inequality with sum |w_s|",
    )


@check(
    "burkholz2022:eq-13-skips",
    r"... + N_{m,l} \max_{s \le l-1} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty \text{ is what skip connections add}",
    uses=("burkholz2022:eq-13",),
)
def eq_13_skips() -> Finding:
    """The skip connections' part of the error."""
    # x_l = relu(w x) + sum of ten connections of parameter 0.05 from exact inputs 1, each off by eps_l
    t, eps, n_w, n_m = 1, Fraction(1, 100), 1, 10
    error, printed = t * n_w * eps + n_m * eps, t * n_w * eps
    return amended(
        error <= printed,
        error <= t * n_w * eps + n_m * eps,
        "$+ N_{m,l} \\epsilon_l$ for connections whose parameters are approximated; none for identities, which the source has as well",
        f"N_m = {n_m} parameters of skip connections, each within eps_l = {float(eps)}, exact inputs of 1: the error is {float(error)}, "
        f"printed {float(printed)}",
    )


@check(
    "burkholz2022:eq-14",
    r"\max_{s \le l} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty \le T N_{w,l} \epsilon_l + (T N_{w,l} + N_{m,l}) \max_{s \le l-1} "
    r"\lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty",
    uses=("burkholz2022:eq-13",),
)
def eq_14() -> Finding:
    """The greatest error up to layer l."""
    found = [_copied(seed) for seed in range(100)]  # T = N_w = 1, no skip connections
    worst, seed = max((max(first, second) - (weight + first), seed) for seed, (second, first, weight, _) in enumerate(found))
    second, first, weight, _ = found[seed]
    return amended(
        worst <= 1e-12,
        all(max(first, second) <= weight + max(1.0, total) * first + 1e-12 for second, first, weight, total in found),
        "$T n_l N_{w,l} + N_{m,l}$ with $n_l$ copies, as in Eq. 13, where that is at least 1, as it is for $T \\ge 1$",
        f"Eq. 13's ticket of seed {seed}: {max(first, second):.4f} on the left, {weight + first:.4f} on the right. From the amended Eq. "
        "13 it follows if the factor is at least 1, as the left side has the layers before, too",
    )


@check(
    "burkholz2022:appendix-c.2-last-layer",
    r"\epsilon_L = \epsilon/(2 T N_{w,L}), \quad \max_{s \le L-1} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty \le \epsilon/(2 (T "
    r"N_{w,L} + N_{m,L}))",
    uses=("burkholz2022:eq-14",),
    perturbed={"half": 1},
)
def appendix_c_2_last_layer(*, half: int = 2) -> Finding:
    """The error of the last layer is then at most eps."""
    t, w, m, eps = sympy.symbols("T N_w N_m epsilon", positive=True)
    error = t * w * eps / (half * t * w) + (t * w + m) * eps / (half * (t * w + m))
    return holds(bool(sympy.simplify(error / eps) <= 1), f"Eq. 14 gives {sympy.simplify(error)}")


@check(
    "burkholz2022:appendix-c.2-dense-count",
    r"N_l = c_{t,l} c_{t,l-1} k_{t,l} \text{ and in total } N_t = \sum_{l=1}^{L} c_{t,l} (c_{t,l-1} k_{t,l} + 1)",
)
def appendix_c_2_dense_count() -> Finding:
    """The parameters of a dense target."""
    layers = ARCHITECTURES["small-cnn"].layers
    each, total = [layer.weights for layer in layers], sum(layer.out * (layer.into * layer.kernel**2 + 1) for layer in layers)
    return misprint(
        sum(each) == total,
        sum(layer.parameters for layer in layers) == total,
        "$N_l = c_{t,l} (c_{t,l-1} k_{t,l} + 1)$",
        f"the small network: N_l = {each} add up to {sum(each)}, N_t = {total}; biases are missing in N_l",
    )


@check(
    "burkholz2022:appendix-c.2-channels",
    r"c_{t,L-2} \ge C N_{L-2} \log(1/\min\{\epsilon_{L-1}, \delta/\rho'\}) \text{ neurons solve all these problems}",
    uses=("burkholz2022:theorem-3.2-indices",),
)
def appendix_c_2_channels() -> Finding:
    """The copies of the channels of layer L - 2."""
    target = Network((_single(0.5), _single(0.4), _single(0.3)))
    depth, layers = len(target.layers), one_for_one(target, M, np.random.default_rng(0)).source.layers
    copies = layers[depth - 2].weights.shape[0]  # of target layer L - 2, in source layer L - 1
    net = ARCHITECTURES["small-cnn"].layers[0]
    return misprint(
        net.parameters <= net.out,
        copies >= 1 and len(layers) == depth + 1,
        "$c_{0,L-1} \\ge C c_{t,L-2} \\log(1/\\min\\{\\epsilon_{L-1}, \\delta/\\rho'\\})$, and $c_{0,L}$ for $c_{0,L-1}$ before",
        f"the target's width cannot be bounded from below by its parameters: the small network's first layer has {net.out} channels and "
        f"{net.parameters} parameters. Copies are of channels, and target layer l stands in source layer l + 1",
    )


@check(
    "burkholz2022:appendix-c.2-neurons",
    r"\text{if } c_{0,L-1} \text{ is large, this might require only } 2-3 \text{ neurons per parameter}",
    perturbed={"low": 2.5},
)
def appendix_c_2_neurons(*, low: float = 2.0, high: float = 3.0) -> Finding:
    """Smallest subsets within the error have two or three elements."""
    sizes = {
        m: float(np.nanmean(np.where(np.isnan((p := _problems("uniform", EPS, 20_000, m)).errors), np.nan, p.sizes))) for m in (12, M, 18)
    }
    return numerically(
        all(low <= size <= high for size in sizes.values()),
        f"mean sizes of the smallest subsets within {EPS}, 20,000 own problems: "
        + ", ".join(f"{size:.2f} for m = {m}" for m, size in sizes.items())
        + "; they fall with m, to 1 in the end",
    )


@check(
    "burkholz2022:appendix-c.2-rho-sum",
    r"\rho' = \sum_{l=1}^{L} \rho'_l \le C N_l \log(1/\min\{\min_l \epsilon_l, \delta/\rho'\}) \le C N_t \log(1/\min\{\min_l \epsilon_l, "
    r"\delta/\rho\})",
    uses=("burkholz2022:eq-14",),
)
def appendix_c_2_rho_sum() -> Finding:
    """The number of subset-sum problems of all layers."""
    net = ARCHITECTURES["resnet22"]
    sizes = [layer.parameters for layer in net.layers]
    logs = [-e for e in parameter_errors(net, 0.01)]
    c = 3.0
    problems = sum(c * n * max(1.0, log) for n, log in zip(sizes, [*logs[1:], 1 / c], strict=True))
    bounds = [c * n * max(logs) for n in sizes]
    return misprint(
        problems <= min(bounds),
        problems <= c * sum(sizes) * max(logs),
        "$N_t$ in place of $N_l$ in the middle; one more problem a copy for the constant channel",
        f"ResNet-22, C = {c:g}, eps_l as printed at eps = 0.01, delta left out: {problems:.3g} problems, C N_l log(.) from "
        f"{min(bounds):.3g} to {max(bounds):.3g}, C N_t log(.) = {c * sum(sizes) * max(logs):.3g}",
    )


@check("burkholz2022:appendix-c.2-power", r"C N_t^{\gamma} \ge \log(N_t) \text{ for any } \gamma > 0", perturbed={"share": 0.99})
def appendix_c_2_power(*, share: float = 1.0) -> Finding:
    """A power of N times a constant that depends on it exceeds the logarithm."""
    x, g = sympy.symbols("x gamma", positive=True)  # x = log N
    ratio = x * sympy.exp(-g * x)
    top = sympy.solve(sympy.diff(ratio, x), x)
    ok = len(top) == 1 and same(ratio.subs(x, top[0]), 1 / (sympy.E * g)) and sympy.limit(ratio.subs(g, 1), x, sympy.oo) == 0
    c, n = share / (math.e * 0.1), math.exp(10)
    return holds(
        ok and c * n**0.1 >= math.log(n) * (1 - 1e-12),
        f"log N / N^gamma is greatest at log N = {top[0]}, where it is exp(-1)/gamma, so C = 1/(e gamma) does for all N; "
        f"for gamma = 0.1 C = {c:.3g}. It is no constant for all gamma: with C = 1, 945^0.1 = {945**0.1:.2f} < {math.log(945):.2f}",
    )


@check(
    "burkholz2022:appendix-c.2-fixed-point",
    r"\rho = C N_t^{1+\gamma} \log(1/\min\{\epsilon, \delta\}) \text{ works, where } \rho \ge C N_t \log(1/\min\{\min_l \epsilon_l, "
    r"\delta/\rho\})",
    uses=("burkholz2022:appendix-c.2-power", "burkholz2022:appendix-c.2-rho-sum"),
)
def appendix_c_2_fixed_point() -> Finding:
    """The number of problems that is sufficient although it depends on itself."""

    def margin(n: float, log_least: float, log_e: float, delta: float, gamma: float, c: float, larger: float) -> float:
        """rho - C N log(1/min{min eps_l, delta/rho}) over C N, rho = larger C N^(1+gamma) log(1/min{e, delta})."""
        log = max(log_e, -math.log(delta))
        rho = larger * c * n ** (1 + gamma) * log
        return larger * n**gamma * log - max(log_least, math.log(rho / delta))

    def larger(gamma: float, c: float) -> float:
        return 4 * math.log(c + math.e) / gamma

    # layers of one weight: log(1/min eps_l) = log(2^L / eps), N = L
    deep = margin(1e6, 1e6 * math.log(2) + math.log(100), math.log(100), 0.01, 0.5, 3.0, larger(0.5, 3.0))

    def theorem(n: float, delta: float, gamma: float, c: float) -> float:
        """With min_l eps_l <= eps / (2 N) and a factor of 4 log(C + e) / gamma more."""
        least = math.log(2 * n / 0.5)
        return margin(n, least, least, delta, gamma, c, larger(gamma, c))

    found = smallest(
        theorem,
        {"n": [1, 2, 10, 1e3, 1e6, 1e12], "delta": [0.9, 0.1, 1e-3, 1e-9], "gamma": [0.05, 0.1, 0.5, 1.0], "c": [1.0, 3.0, 30.0, 1e3]},
    )
    return misprint(
        deep >= 0,
        found.margin >= 0,
        "$\\min_l \\epsilon_l$ in place of $\\epsilon$, as in the theorem; a $C$ of its own that depends on $\\gamma$",
        f"with eps: 10^6 layers of one weight, eps = delta = 0.01, gamma = 1/2, C = 3 and {larger(0.5, 3.0):.3g} times it in rho miss by "
        f"{-deep:.3g} C N. With min_l eps_l and 4 log(C + e) / gamma times C in rho: least margin {found.margin:.2f} C N at "
        f"{at(found.where)}",
    )


# Appendices D to F


@check(
    "burkholz2022:appendix-d",
    r"\text{activation functions with } \phi(0) = d \ne 0 \text{ and the looks-linear initialization}",
    uses=("burkholz2022:section-2-sigmoid-radius",),
    perturbed={"sign": 1.0},
)
def appendix_d(*, sign: float = -1.0) -> Finding:
    """Pairs of neurons of opposite weights cancel the activation's value at 0."""
    phi, e = ACTIVATIONS["sigmoid"], 1e-6
    a = phi.radius(e)
    found = smallest(
        lambda y: 2 * e * (1 + 1e-9) - abs(float(phi.function(y)) + sign * float(phi.function(-y)) - y / phi.r),
        {"y": np.linspace(-a, a, 41)},
    )
    target = Network((_single(0.5, 0.3, "sigmoid"), _single(-0.4, None, "sigmoid")))
    worst = certify(two_for_one(target, 20, np.random.default_rng(0), eps=0.02))[0]
    return numerically(
        found.margin >= 0 and worst <= 0.02,
        f"|phi(y) - phi(-y) - y/r| <= 2 eps'' for the sigmoid on [-a, a], eps'' = {e:g}: least margin {found.margin:.1e}; a ticket for "
        f"two layers of sigmoids in a network of such pairs has errors of parameters of at most {worst:.4f}",
    )


@check(
    "burkholz2022:appendix-e",
    r"\text{if we multiply our width requirement by the stride } s, \text{ we can reconstruct a complete version of an input filter}",
)
def appendix_e() -> Finding:
    """Univariate filters of stride s see all of the input together if there are s times as many."""
    stride = 2
    parts = {dimensions: _parts(3, stride, dimensions) for dimensions in (1, 2, 3)}
    target = Network((Layer(np.full((1, 1, 3, 3), 0.3), None, "relu", stride),))
    ticket = two_for_one(target, M, np.random.default_rng(0))
    hidden = ticket.source.layers[0].weights.shape[0]
    used = ticket.masks["0.weight"].any(axis=(0, 1))
    return amended(
        all(count <= stride for count in parts.values()),
        all(count == stride**dimensions for dimensions, count in parts.items())
        and hidden == 2 * M * stride**2
        and certify(ticket)[0] <= EPS,
        "by $s^D$ for filters in $D$ dimensions, $s^2$ for images; the two layers then make a convolution of stride $s$, so the target's "
        "is to be $s$",
        f"a filter of one tap and stride {stride} sees one of {stride}^D parts of the input, and a kernel of 3 a side needs "
        f"{list(parts.values())} of them for D = {list(parts)}. A ticket for one 3 x 3 kernel of stride {stride} with {hidden} = 2 m s^2 "
        f"hidden channels keeps taps at {int(used.sum())} places; with s times as many two of four parts of the image would be missing",
    )


@check(
    "burkholz2022:algorithm-1-widths",
    r"\text{width } c_{0,2l} = c_{t,l} + m, \quad c_{0,2l-1} = (2m + 1) c_{t,l}",
    uses=("burkholz2022:algorithm-1-indices",),
)
def algorithm_1_widths() -> Finding:
    """The widths of the source that Algorithm 1 takes."""
    shapes = ((3, 1), (1, 32), (32, 32), (64, 16))  # (inputs, outputs)
    short = [(into, out) for into, out in shapes if (2 * M + 1) * out < max(_indices(M, into))]
    return misprint(
        not short,
        all(2 * M * into + M == max(_indices(M, into)) for into, _ in shapes),
        "$c_{0,2l-1} = 2 m c_{t,l-1} + m$",
        f"its indices run to 2 m c_(l-1) + m: for m = {M} and (inputs, outputs) = {shapes} the printed widths "
        f"{[(2 * M + 1) * o for _, o in shapes]} are less than {[2 * M * i + M for i, _ in shapes]} at {short}",
    )


def _indices(m: int, c: int, step: int = 2) -> list[int]:
    """Algorithm 1's intermediate channels: the copies of both signs and those of the constant."""
    blocks = [k for j in range(1, c + 1) for k in (step * (j - 1), 2 * j - 1)] + [2 * c]
    return [block * m + s for block in blocks for s in range(1, m + 1)]


@check(
    "burkholz2022:algorithm-1-indices",
    r"I((j-1) 2m + s), \; I((2j-1) m + s), \; I(2 m c_{l-1} + s), \; s \in [m]",
    perturbed={"step": 1},
)
def algorithm_1_indices(*, step: int = 2) -> Finding:
    """The blocks of positive weights, of negative ones and of biases are apart and fill the layer."""
    ok = True
    for m in (1, 4, M):
        for c in (1, 2, 7):
            ok &= sorted(_indices(m, c, step)) == list(range(1, 2 * m * c + m + 1))
    return holds(
        ok,
        f"enumerated for m = 1, 4, {M} and c = 1, 2, 7: each of 1, ..., 2 m c + m once, as 2 (j - 1), 2 j - 1 and 2 c are 0, "
        "..., 2 c (j' in the first stands for j)",
    )


@check(
    "burkholz2022:algorithm-1-scale",
    r"x_s = w^{(2l-1)}_{0,I((j-1)2m+s)1} w^{(2l)}_{0,iI((j-1)2m+s)k}, \quad |\sum_{s \in S} x_s - w^{(l)}_{t,ijk}| \le \epsilon",
    uses=("burkholz2022:appendix-c.1-products",),
)
def algorithm_1_scale() -> Finding:
    """Both signs' sums of products are the target's weight."""
    w, x = 0.5, 0.01
    outputs = {}
    for name in ("relu", "leaky-relu", "tanh"):
        phi = ACTIVATIONS[name]
        for scale in (1.0, phi.r):
            outputs[name, scale] = w * scale * float(phi.function(x) - phi.function(-x)) / (w * x)
    printed = {name: outputs[name, 1.0] for name in ("relu", "leaky-relu", "tanh")}
    meant = {name: outputs[name, ACTIVATIONS[name].r] for name in printed}
    return amended(
        all(abs(v - 1) < 1e-3 for v in printed.values()),
        all(abs(v - 1) < 1e-3 for v in meant.values()),
        "$x_s = w^{(2l-1)} w^{(2l)} / r$, as in Appendix C.1, and $x_s = w \\, \\phi(b)$ for biases",
        "what passes over w x: "
        + ", ".join(f"{v:.4f} ({name})" for name, v in printed.items())
        + "; only for r = 1 it is right, and tanh, whose one sum does for "
        "both signs, passes twice the weight",
    )


@check(
    "burkholz2022:algorithm-1-bias",
    r"\text{for } k = 1 \text{ to } k_{t,l}: \; |\sum_{s \in S} x_s - w^{(l)}_{t,ijk'}| \le \epsilon \text{ for the bias}",
)
def algorithm_1_bias() -> Finding:
    """The subset sum of the bias is one for each input and each tap."""
    inputs, taps, bias = 2, 9, 0.3
    inside = bias * inputs * taps  # a sum that is the bias at each tap, once for each input
    kept = bias * taps  # the masks of different inputs are the same
    weights = np.array([[[[0.5]], [[-0.4]]]])
    ticket = two_for_one(Network((Layer(weights, np.array([bias]), "relu"),)), M, np.random.default_rng(0))  # one sum for the bias
    return misprint(
        math.isclose(inside, bias) or math.isclose(kept, bias),
        certify(ticket)[0] <= EPS,
        "outside the loops over $j$ and $k$, at one tap, with $b^{(l)}_{t,i}$ in place of $w^{(l)}_{t,ijk'}$",
        f"k' is not defined. Subsets that add up to the bias {bias} at each of {taps} taps pass {kept:.1f} inside the image, less at its "
        "border",
    )


@check("burkholz2022:algorithm-1-masks", r"M^{(2l-1)} \in 0^{c_{0,2l} \times c_{0,2(l-1)} \times k_{t,l}}")
def algorithm_1_masks() -> Finding:
    """The shape of the masks of layer 2l - 1."""
    ticket = two_for_one(Network((_single(0.5), _single(0.4))), M, np.random.default_rng(0))
    first = [layer.weights.shape for layer in ticket.source.layers]
    printed, meant = (first[3][0], first[1][0]), (first[2][0], first[1][0])
    return misprint(
        ticket.masks["2.weight"].shape[:2] == printed,
        ticket.masks["2.weight"].shape[:2] == meant,
        "$c_{0,2l-1} \\times c_{0,2(l-1)} \\times k$, and masks of layer $2l$ beside them",
        f"source layers {first}: the masks of the third are {ticket.masks['2.weight'].shape[:2]}, printed {printed}",
    )


@check(
    "burkholz2022:algorithm-2-widths",
    r"c_{0,1} = (2m + 1) c_0, \quad c_{0,l+1} = m (c_{t,l} + 1)",
    uses=("burkholz2022:algorithm-1-widths", "burkholz2022:section-4-channels"),
)
def algorithm_2_widths() -> Finding:
    """The widths of the source that Algorithm 2 takes."""
    inputs = (1, 2, 3)
    printed, needed = [(2 * M + 1) * c for c in inputs], [2 * M * c + M for c in inputs]
    return misprint(
        all(a >= b for a, b in zip(printed, needed, strict=True)),
        all(2 * M * (c + 1) >= b for c, b in zip(inputs, needed, strict=True)),
        "$c_{0,1} = 2 m c_0 + m$, or $2 m (c_0 + 1)$ as in section 4",
        f"Algorithm 1, by which the first layer is made, has 2 m c_0 + m = {needed} channels for c_0 = {list(inputs)}, printed {printed}",
    )


@check(
    "burkholz2022:algorithm-2-copies",
    r"\text{for } l = 2 \text{ to } L: \text{create } m \text{ copies of each target channel}; \text{ layer 1 by Algorithm 1}",
    uses=("burkholz2022:theorem-3.2-indices",),
)
def algorithm_2_copies() -> Finding:
    """How often channels are built: the first layer's once, the last's m times."""
    target = Network((_single(0.5), _single(0.4), _single(0.3)))
    ticket = one_for_one(target, M, np.random.default_rng(0))
    built = [int(np.isin(channels, (0, -2)).sum()) for channels in ticket.channels]  # used or not
    return amended(
        built == [1, M, M],
        built == [M, M, 1] and certify(ticket)[0] <= EPS,
        "$m$ copies for $l < L$, from layer 1 on, one for $l = L$; the constant channel as often, and not in the last layer",
        "layer 2 takes sums over m copies of layer 1's channels, and c_(0,l+1) = m (c + 1) is for l < L: a ticket for three layers has "
        f"{built} channels of each. One copy would be one sample: {100 * _problems('uniform', None, 20_000, 1).above(EPS)[0]:.0f} % of "
        "problems fail",
    )


@check("burkholz2022:algorithm-2-bias", r"\text{for } j = 1 \text{ to } c_{t,l-1}: \; |\sum_{s \in S} x_s - w^{(l)}_{t,ijk}| \le \epsilon")
def algorithm_2_bias() -> Finding:
    """Every parameter that leads to a channel is approximated."""
    target = Network((_single(0.5, 0.3), _single(0.4, -0.2)))
    ticket = one_for_one(target, M, np.random.default_rng(0))
    constants = np.flatnonzero(ticket.channels[0] == 1)
    kept = int(ticket.masks["2.weight"][ticket.outputs[0], constants].sum())
    inputs = range(1, 1 + 1)  # j runs over the c_(l-1) = 1 inputs, of which the constant is the next
    return misprint(
        2 in inputs,
        kept > 0 and certify(ticket)[0] <= EPS,
        "$j = 1, ..., c_{t,l-1} + 1$, with $b_{t,i}$ at one tap for the last",
        f"without the constant channel no bias after the first layer is met: the ticket for two layers with biases keeps {kept} weights "
        "from it, and 0 by the loop",
    )


@check(
    "burkholz2022:appendix-c.2-skips",
    r"\text{another advantage of this construction is that skip connections can be naturally integrated}",
    uses=("burkholz2022:section-2-residual", "burkholz2022:algorithm-2-copies"),
    perturbed={"skip": False},
)
def appendix_c_2_skips(*, skip: bool = True) -> Finding:
    """A random network of L + 1 layers with residual connections holds a target with them."""
    rng = np.random.default_rng(0)
    kernels = [rng.uniform(-0.5, 0.5, (2, into, 3, 3)) for into in (1, 2, 2)]
    layers = tuple(Layer(k, rng.uniform(-0.5, 0.5, 2), "relu") for k in kernels)
    target = Network(layers, (Skip(1, 2),))
    ticket = one_for_one(Network(layers, (Skip(1, 2),) if skip else ()), M, rng)
    x = rng.uniform(-1, 1, (50, 1, 6, 6))
    off, greatest = float(np.abs(ticket(x) - target(x)).max()), float(np.abs(target(x)).max())
    return numerically(
        off <= 0.1 * greatest and len(ticket.source.layers) == len(layers) + 1,
        f"three layers of 2 channels, 3 x 3, biases, an identity from the first to the last: a ticket in four random layers, m = {M}, "
        f"with errors of parameters of at most {max(float(e.max()) for e in ticket.errors):.4f}, is off by at most {off:.3f} on 50 "
        f"images, where outputs reach {greatest:.2f}. (A constant channel needs bias 0 where an identity ends that passes it on.)",
    )


@check(
    "burkholz2022:appendix-f-complexity",
    r"\text{the construction algorithm is linear in the number of target parameters}",
    perturbed={"power": 2.0},
)
def appendix_f_complexity(*, power: float = 1.0) -> Finding:
    """The number of subset-sum problems grows in proportion to the target's parameters."""
    kept = []
    for channels in (4, 8, 16):
        net = Architecture("", tuple(Convolution(channels, channels, 3, bias=True) for _ in range(3)))
        problems = sum((M if place < 2 else 1) * (layer.parameters + 1) for place, layer in enumerate(net.layers))
        kept.append(problems / sum(layer.parameters for layer in net.layers) ** power)
    return numerically(
        max(kept) / min(kept) < 1.01,
        f"problems over parameters: {', '.join(f'{k:.4g}' for k in kept)} for three layers of 4, 8 and 16 channels, m = {M} copies but of "
        "the last; each of at most 2^m subsets",
    )
