"""burkholz2022, section 2: scaling, subset sums and the identity by ReLUs."""

import math

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import EPS, M, Problems, listed, samples_per_log, single, two
from paper_checks.check import Curve, Finding, amended, check, holds, left_out, numerically
from paper_checks.evidence import ladder, same
from rss_theory.arrays import Array
from rss_theory.laws import ProductOfUniforms, Uniform, contains_uniform, law
from simulations.tickets import Network, convolution

left_out("burkholz2022:eq-1", "defines a convolutional layer")
left_out("burkholz2022:eq-2", "defines skip connections")
left_out("burkholz2022:assumption-2.1", "the law of the source's parameters, a hypothesis; used in section-3.1-bias-layers")
left_out("burkholz2022:section-2-bounds", "parameters at most 1 - eps and tensors at most 1 in absolute value are hypotheses")
left_out("burkholz2022:section-2-residual", "says that residual connections are filters of 1 between equal channels")


@check("section-2-scaling", r"\lambda = \prod_l \lambda_l \text{ is applied to the output}")
def section_2_scaling() -> Finding:
    """For homogeneous activations the layers' scaling factors join into one of the output."""
    rng = np.random.default_rng(0)
    scales = rng.uniform(0.1, 3, 3)
    weights, inputs, bias = (rng.uniform(-1, 1, shape) for shape in ((3, 4, 4), (4, 50), (4, 1)))

    def output(scales: Array, skip: bool) -> Array:
        first, second, third = weights * scales[:, None, None]
        x = np.maximum(first @ inputs + scales[0] * bias, 0)  # by Assumption 2.1 only the first layer has biases
        return np.asarray(third @ (np.maximum(second @ x, 0) + skip * x))

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


@check("section-2-contains-uniform", r"X \sim \alpha U[c-h, c+h] + (1-\alpha) G_1", perturbed={"name": "zero"})
def section_2_contains_uniform(*, name: str = "normal") -> Finding:
    """A normal distribution contains a uniform distribution."""
    alpha, h = contains_uniform(law(name), 1.0)
    return holds(
        alpha > 0, f"the density of law {name} does not increase on (0, oo), so it contains alpha U[-{h:g}, {h:g}], alpha = {alpha:.4f}"
    )


@check("section-2-subsets", r"\text{a base set of size } m \text{ contains } 2^m \text{ candidate subsets}", perturbed={"base": 3})
def section_2_subsets(*, base: int = 2) -> Finding:
    """A base set of m numbers has 2^m subsets."""
    m = sympy.Symbol("m", integer=True, nonnegative=True)
    k = sympy.Symbol("k", integer=True)
    total = sympy.summation(sympy.binomial(m, k), (k, 0, m))
    return holds(same(total, sympy.Integer(base) ** m), f"the sum of C(m, k) over k = 0..m is {total}; {2**M} for m = {M}")


@check(
    "corollary-2.2",
    r"|\theta_t - \sum_{k \in S} X_k| \le \epsilon \text{ if } m \ge C \log \frac{1}{\min(\delta, \epsilon)}",
    uses=("corollary-a.2", "pensia2020:theorem-3", "pensia2020:corollary-2"),
    perturbed={"power": 0.5},
)
def corollary_2_2(*, power: float = 1.0, c_uniform: float = 35.0, c_product: float = 112.0) -> Finding:
    """Subset sums of C log(1/min(delta, eps)) uniform variables, or products of two, are within eps of a target but for delta."""
    grid = [*ladder(0.5, 1e-3, 40), *ladder(1e-3, 1e-280, 200)[1:]]
    needed = {sample.name: samples_per_log(sample, grid, power) for sample in (Uniform(), ProductOfUniforms())}
    uniform, product = map(max, needed.values())
    # e >= 1/2: unless 0 is near, one sample in [theta - e, 1], theta - e <= 1/2, of probability p at least, is enough
    one_uniform, one_product = (-1 / math.log1p(-p) for p in (0.5 / 2, (0.5 + 0.5 * math.log(0.5)) / 2))
    return holds(
        max(uniform, one_uniform) <= c_uniform and max(product, one_product) <= c_product,
        f"proved here with C = {c_uniform:g} for U[-1,1] and {c_product:g} for products, for all targets of [-1, 1] at once: by covering m "
        f"/ log(1/e)^{power:g} is at most {uniform:.2f} and {product:.2f} for min(delta, eps) = e from 1/2 down to 1e-280, "
        "the intervals of the ladder included; for e >= 1/2 by single samples, one target at a time; below by Lueker (1998), Corollary 3.3",
        Curve("min(delta, eps)", "samples proved to suffice, over log(1/min)", {name: (grid[:-1], n) for name, n in needed.items()}, "x"),
    )


@check("section-2-constant", r"C \approx 3", uses=("corollary-2.2",), perturbed={"c": 2.0})
def section_2_constant(*, c: float = 3.0, trials: int = 20_000) -> Finding:
    """Exhaustive searches suggest C = 3 for uniform variables."""
    rng = np.random.default_rng(0)
    errors, rates, worst = [0.1, 0.03, 0.01, 0.003, 0.001], [], []
    for eps in errors:
        samples = rng.uniform(-1, 1, (trials, math.ceil(c * math.log(1 / eps))))
        rates.append(Problems(samples, rng.uniform(-1, 1, trials), None).above(eps)[0])
        worst.append(Problems(samples, 1.0, None).above(eps)[0])
    over = np.divide(worst, errors)
    curves = {"uniform targets": (errors, rates), "target 1": (errors, worst), "allowed": (errors, errors)}
    return numerically(
        all(rate <= eps for rate, eps in zip(rates, errors, strict=True)),
        f"m = ceil({c:g} log(1/eps)) with the natural logarithm, targets uniform on [-1, 1], {trials} problems each: failures "
        f"{listed('{:.4f} at eps = {:g}', rates, errors)}. For the target 1, which the corollary covers too, {min(over):.1f} to "
        f"{max(over):.1f} times eps: there C is a little greater",
        Curve("eps = delta", "failures", curves, "xy"),
    )


@check(
    "section-2-positive-inputs",
    r"\text{the first layer has multi-dimensional input in general, which limits the approach of da Cunha et al. to positive inputs}",
    uses=("dacunha2022:lemma-1",),
    perturbed={"low": 0.0},
)
def section_2_positive_inputs(*, low: float = -1.0) -> Finding:
    """The construction with the kernel in the first layer and positive weights there fails for inputs below 0."""
    target, x = Network((single(0.8, None, "identity"),)), np.array([1.0, low]).reshape(2, 1, 1, 1)
    tickets = (convolution(target, 30, np.random.default_rng(0)), two(target, 30))
    (positive, there), (_, here) = (np.abs(ticket.network(x) - target(x)).ravel() for ticket in tickets)
    return numerically(
        positive <= EPS and there > 0.5 and here <= EPS,
        f"a ticket of dacunha2022 for one weight 0.8 is off by {positive:.2g} at 1 and by {there:.2g} at {low:g}; one of this paper by "
        f"{here:.2g} there",
    )


@check("section-2-relu-identity", r"x = \phi_R(x) - \phi_R(-x)", perturbed={"sign": 1})
def section_2_relu_identity(*, sign: int = -1) -> Finding:
    """ReLUs represent the identity."""
    x = sympy.Symbol("x", real=True)
    relu = (x + abs(x)) / 2
    return holds(same(relu + sign * relu.subs(x, -x), x), "with max(x, 0) = (x + |x|)/2 both sides are x")


@check(
    "section-2-leaky-identity",
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
    "section-2-relu",
    r"\sup_x |\phi(x) - \hat\phi(x)| = 0 \text{ with } m_+ = 1, m_- = 0 \text{ or } \alpha, d = 0",
    perturbed={"m_plus": 0.5},
)
def section_2_relu(*, m_plus: float = 1.0) -> Finding:
    """ReLUs and leaky ReLUs satisfy Assumption 2.3 without error on all of R."""
    x, alpha = sympy.Symbol("x", positive=True), sympy.Symbol("alpha", nonnegative=True)
    right, left = (sympy.Max(y, 0) - alpha * sympy.Max(-y, 0) for y in (x, -x))
    ok = same(right, sympy.nsimplify(m_plus) * x) and same(left, -alpha * x)
    return holds(ok, f"for x > 0 the function is {right} at x and {sympy.simplify(left)} at -x; alpha = 0 is ReLU")
