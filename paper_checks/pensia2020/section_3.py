"""pensia2020, sections 2 and 3 up to Theorem 3: Theorem 1, its remarks and the reduction to subset sums."""

import itertools
import math
import operator
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import sympy
from flint import arb

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.evidence import at, at_least_zero, same, smallest
from paper_checks.pensia2020.widths import EPS, HALVES, RAYS, Sufficient, corner, diluted, for_layer, masked_shape, one_neuron, sufficient
from paper_checks.tensors import equal, integers, relu, symbols
from rss_theory import packing
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT, Normal, ProductOfUniforms, Uniform, contains_uniform
from rss_theory.networks.architecture import Architecture, Dense
from rss_theory.networks.dense import pensia2020_theorem1

left_out("pensia2020:eq-1", "defines the target network")
left_out("pensia2020:eq-2", "defines the random network")
left_out("pensia2020:eq-3", "defines the pruned network")
left_out("pensia2020:eq-4", "defines the class F of targets")
left_out("pensia2020:section-2-error", "defines the error, the supremum over the unit ball")


@check("section-2-homogeneity", r"f(\alpha x) = \alpha f(x) \text{ for } \alpha \ge 0", perturbed={"scales": (Fraction(-1), Fraction(2))})
def section_2_homogeneity(*, scales: tuple[Fraction, ...] = (Fraction(0), Fraction(1, 3), Fraction(1), Fraction(7))) -> Finding:
    """ReLU networks are positively homogeneous, so radius r is radius 1 with eps / r, and no error is bounded on unbounded domains."""
    a = sympy.Symbol("a", positive=True)
    first, second, x = integers(0, 4, 3), integers(1, 2, 4), integers(2, 3, 20)
    ok = all(equal(second @ relu(first @ (s * x)), s * (second @ relu(first @ x))) for s in scales)
    return holds(
        equal(relu(a * RAYS), a * relu(RAYS)) and ok,
        "max(a t, 0) = a max(t, 0) for a > 0 in symbols, on both rays; and f(a x) = a f(x) exactly for an integer network at a = "
        f"{', '.join(map(str, scales))}. A layer keeps it, and so does a difference of two networks.",
    )


@check(
    "section-3-widths",
    r"2l \text{ layers and layer widths } \log \tfrac{d_{i-1} d_i l}{\min\{\epsilon, \delta\}} \text{ times the corresponding layer "
    r"widths of } F",
    uses=("theorem-1",),
)
def section_3_widths() -> Finding:
    """A random network that is wider by the factor log(...), without a constant, approximates all of F."""

    def needed(m: float) -> float:  # d = l = 1: inputs of either sign need subset sums near all of [-1, 1], so log2(1/eps) neurons each
        return 2 * packing.samples(m, 1.0).value

    eps = 0.01
    width = math.ceil(math.log(1 / eps))
    return misprint(
        width >= needed(eps),
        smallest(lambda m: for_layer().constant() * math.log(2 / m) - needed(m), {"m": EPS}).margin >= 0,
        r"$C \log \frac{d_{i-1} d_i l}{\min\{\epsilon, \delta\}}$ times, as in Theorem 1",
        f"d_0 = d_1 = l = 1, eps = delta = {eps}: the factor is {math.log(1 / eps):.2f}, so at most {width} hidden neurons. "
        "Whatever their weights, the sums for inputs of each sign must come within eps of all of [-1, 1], 2^n 2 eps >= 2, which takes "
        f"{needed(eps):.0f} neurons.",
    )


@check(
    "section-3-arbitrary-norms",
    r"\|W_i\| \le 1 \text{ can readily be generalized to arbitrary norm bounds}",
    uses=("theorem-1-error-step",),
    perturbed={"power": 0},
)
def section_3_arbitrary_norms(*, power: int = 1) -> Finding:
    """With norms up to rho the proof goes through with weight errors that are rho^(l-1) times smaller."""
    # e_{i+1} <= rho e_i + eta n_i, n_{i+1} <= (rho + eta) n_i: error (rho + eta)^l - rho^l = rho^l ((1 + eta/rho)^l - 1)

    def margin(rho: float, depth: int, eps: float) -> float:
        eta = eps / (2 * depth) * rho ** (-power * (depth - 1))
        return 1 - rho**depth * math.expm1(depth * math.log1p(eta / rho)) / eps

    least = smallest(margin, {"rho": [1.0, 1.5, 3.0, 10.0], "depth": [1, 2, 5, 20], "eps": EPS[:8]})
    below = math.expm1(0.5) < 1  # so exp(t/2) - 1 < t on (0, 1], by convexity
    return holds(
        below and least.margin > 0,
        "By the printed recursion the error is rho^l ((1 + eta/rho)^l - 1), with eta = eps / (2 l rho^(l-1)) at most rho^l (exp(t/2) - "
        f"1), t = eps / rho^l < 1, so below rho^l t = eps; least relative margin {least.margin:.3f} at {at(least.where)}. It adds (l-1) "
        "log(rho) to the logarithm, and targets of [-rho, rho] to C.",
    )


@check(
    "theorem-1",
    r"M_{2i} \in \mathbb{R}^{d_i \times C d_{i-1} \log \frac{d_{i-1} d_i l}{\min\{\epsilon, \delta\}}}: \; P\left( \forall f \in F: "
    r"\min_{S_i} \sup_{\|x\| \le 1} \| f(x) - (S_{2l} \odot M_{2l}) \sigma(\cdots \sigma((S_1 \odot M_1) x)) \| < \epsilon \right) \ge 1 "
    r"- \delta",
    uses=("lemma-3", "theorem-1-final", "theorem-1-union", "theorem-1-min"),
)
def theorem_1() -> Finding:
    """Pruning one random network of width C d log(d d' l / min(eps, delta)) gives every target of l layers and norms at most 1."""
    printed, where = corner()  # d_0 = d_1 = l = 1
    C = for_layer().constant()

    def margin(shape: tuple[int, ...], m: float) -> float:
        layers = tuple(Dense(out, into) for into, out in itertools.pairwise(shape))
        widths = pensia2020_theorem1(Architecture("chain", layers), m, m).widths or ()
        allowed = [C * layer.into * math.log(2 * layer.weights * len(layers) / m) for layer in layers]
        return min(map(operator.sub, allowed, widths))

    shapes = [(1, 1), (2, 3, 1), (10, 10, 10, 10), (784, 500, 10)]
    least = smallest(margin, {"shape": shapes, "m": [0.99, 0.5, 0.1, 0.01, 1e-6]})
    return amended(
        printed,
        least.margin >= 0 and math.isfinite(C),
        r"$\log \frac{2 d_{i-1} d_i l}{\min\{\epsilon, \delta\}}$; as printed wherever $d_{i-1} d_i l \ge 2$",
        "For d_(i-1) d_i l = 1 the width C log(1/min(eps, delta)) falls to one neuron as eps and delta approach 1, and one ReLU neuron "
        f"gives nothing for one sign of x, an error of at least {one_neuron():g} at W = 1: with eps = delta, {where}. As amended C = "
        f"{C:.0f} is proved for all eps, delta in (0, 1) by the chain of the appendix and the proof of covering for law D (where d d' l "
        f">= 2 the two logs differ by a factor of 2 at most); the widths of networks.dense are smaller by {least.margin:.0f} neurons at "
        "least on the grid.",
    )


@check("theorem-1-masks", r"\min_{S_i \in \{0, 1\}^{d_i \times d_{i-1}}}")
def theorem_1_masks() -> Finding:
    """The masks S_i of Theorem 1 have the shapes of the matrices M_i that they prune."""
    sizes = [3, 30, 4, 40, 2]
    targets, hidden = sizes[::2], sizes[1::2]  # d_0, d_1, d_2 of F, and the random widths
    matrices, printed = ([(out, into) for into, out in itertools.pairwise(widths)] for widths in (sizes, targets))  # M_1, ..., M_{2l}
    return misprint(
        masked_shape(matrices, printed, targets[0]) == (targets[-1],),
        masked_shape(matrices, matrices, targets[0]) == (targets[-1],),
        r"$S_i$ of the dimensions of $M_i$, $i = 1, \dots, 2l$, as in Eq. (3)",
        f"For targets of widths {targets} and hidden widths {hidden} the matrices M_i have shapes {matrices}; d_i x d_(i-1), with the "
        f"widths of F, are {printed}, only {len(printed)} of them.",
    )


@check(
    "section-3-uniform-guarantee",
    r"\sup_{f \in F} \min_{\hat g \in G} \sup_{\|x\| \le 1} \|f(x) - \hat g(x)\| < \epsilon",
    uses=("theorem-1",),
    perturbed={"closed": False},
)
def section_3_uniform_guarantee(*, closed: bool = True) -> Finding:
    """The strict error holds for the supremum over all targets, too."""
    # f = w x, |w| <= 1 or |w| < 1, against the function 0: the errors |w| fill this interval
    errors = sympy.Interval(0, 1, right_open=not closed)
    return holds(
        bool(errors.contains(errors.sup)),
        "Matrices of norm at most 1 form a compact set, G is finite, and the error is continuous in W, so the supremum is attained and a "
        f"strict bound for each f is one for all. In one dimension against the function 0: the errors of w x fill {errors}, whose "
        "supremum is one of them, as it would not be for |w| < 1.",
    )


@check(
    "remark-1",
    r"P = (1 - \alpha) Q + \alpha U[-c, c], \; \alpha \in (0, 1], c > 0: \text{ Theorem 1 up to constants depending on } \alpha \text{ "
    r"and } c",
    uses=("theorem-1", "corollary-2"),
    perturbed={"shares": (1.0, 0.0)},
)
def remark_1(*, shares: tuple[float, ...] = (1.0, 0.5, 0.1)) -> Finding:
    """Weights of any law that contains a uniform one serve as well, with constants that depend on the share and the width."""
    # both weights of a neuron are in the uniform part with probability alpha^2; their product is c^2 times that of U[-1,1]
    constants = {}
    for share, c in itertools.product(shares, (2.0, 1.0, 0.3)):
        slope, offset = sufficient(PRUNED_PRODUCT, max(1.0, c**-2))
        scaled = Sufficient(slope, offset + slope * max(0.0, 2 * math.log(c)))  # log(2 c^2 / eps)
        constants[share, c] = diluted(scaled, share**2).constant()
    return holds(
        all(map(math.isfinite, constants.values())),
        "A neuron is used where both its weights come from the uniform part, alpha^2 of all (Chernoff); their products are c^2 times those "
        "of U[-1, 1], so these must cover [-1/c^2, 1/c^2] within eps/c^2, which the proof of covering gives with finite constants for all "
        "eps: " + ", ".join(f"{v:.3g} at alpha = {a:g}, c = {c:g}" for (a, c), v in constants.items()) + ".",
    )


@check(
    "remark-1-examples",
    r"N(0, 1) \text{ and the Laplace distribution of mean 0 and variance 1 satisfy this condition}",
    uses=("remark-1",),
    perturbed={"portion": 1.02},
)
def remark_1_examples(*, portion: float = 1.0) -> Finding:
    """Normal and Laplace laws contain uniform ones; the largest weight is 2 c f(c)."""
    x = sympy.symbols("x", positive=True)
    b = 1 / sympy.sqrt(2)  # variance 2 b^2 = 1
    densities = {"normal": sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi), "Laplace": sympy.exp(-x / b) / (2 * b)}
    ends = {"normal": sympy.Integer(1), "Laplace": b}
    unit = all(sympy.simplify(2 * sympy.integrate(x**i * f, (x, 0, sympy.oo)) - 1) == 0 for f in densities.values() for i in (0, 2))
    weights = {name: portion * 0.999 * float(2 * ends[name] * f.subs(x, ends[name])) for name, f in densities.items()}
    # other numbers in the densities are dyadic, so that floating point has them exactly
    in_balls = {"exp": arb.exp, "sqrt": lambda t: arb(t).sqrt(), "pi": arb.pi()}
    balls = {name: sympy.lambdify(x, f - weights[name] / (2 * ends[name]), in_balls) for name, f in densities.items()}
    rest = {name: at_least_zero(ball, (0.0, float(ends[name]))) for name, ball in balls.items()}
    known = abs(contains_uniform(Normal())[0] * 0.999 * portion - weights["normal"]) < 1e-9
    return holds(
        unit and known and all(found.proved for found in rest.values()),
        "Both densities have mass and variance 1 in symbols. In balls over [0, c] f - alpha/(2c) >= 0 with alpha = "
        + ", ".join(f"{w:.4f}, c = {float(ends[name]):.4f} ({name}, least {rest[name].least:.1e})" for name, w in weights.items())
        + ": the rest is a density times 1 - alpha > 0.",
    )


@check("remark-2", r"f \text{ can have any activation function, as long as it is 1-Lipschitz}", uses=("theorem-1", "eq-13"))
def remark_2() -> Finding:
    """Theorem 1 holds for targets of any 1-Lipschitz activation, if every even layer of the random network has it, too."""
    # phi(t) = t + B, d = 1, l = 2, f = w_2 phi(w_1 x): f(0) = w_2 B, a pruned g has g(0) = A B, A one of at most 2^N sums
    eps, C = 0.01, for_layer().constant()
    N = math.ceil(C * math.log(2 * 2 / eps))
    log2_B = N + 2 + math.log2(eps)
    needed = log2_B - math.log2(eps)  # 2^N 2 eps / B >= 2, with one N for f at x = 0

    # with phi(0) = 0 both properties that the proof uses hold: |phi(a) - phi(b)| <= |a - b| and |phi(a)| <= |a|
    t = np.linspace(-6, 6, 241)
    activations = {"tanh": np.tanh(t), "leaky ReLU": np.maximum(t, 0.01 * t), "|t|": np.abs(t), "sin": np.sin(t)}
    gap = min(float(np.min(np.abs(np.subtract.outer(t, t)) - np.abs(np.subtract.outer(phi, phi)))) for phi in activations.values())
    growth = min(float(np.min(np.abs(t) - np.abs(phi))) for phi in activations.values())
    return amended(
        needed <= N,
        min(gap, growth) >= -1e-12,
        r"1-Lipschitz with $\sigma(0) = 0$; else $\|x'_i\|$ is not bounded by $(1 + \epsilon/2l)^{i-1}$ and the logarithm needs a term in "
        r"$|\sigma(0)|$",
        f"phi(t) = t + B is 1-Lipschitz. With d = 1, l = 2, eps = {eps} and x = 0 the target is w B, a pruned network A B with A among at "
        f"most 2^N sums, N = {N} neurons (the C that Theorem 1 is proved with); all w in [-1, 1] need 2^N >= B/eps, so N >= {needed:.0f} "
        f"at B = 2^{log2_B:.1f}: false with certainty, for any C that serves all activations. The proof uses |phi(a)| <= |a| for "
        f"x'_(i+1); with phi(0) = 0 it follows (least margins {gap:.1g} and {growth:.1g} for {', '.join(activations)}).",
    )


@check(
    "remark-2-linear",
    r"\text{every odd layer of } g \text{ would have a ReLU (or linear) activation}",
    uses=("remark-2", "lemma-1"),
    perturbed={"slopes": (-1, 1)},
)
def remark_2_linear(*, slopes: tuple[int, int] = (1, 1)) -> Finding:
    """With linear odd layers one subset sum of the products serves inputs of both signs."""
    below, above = slopes  # for negative and for positive inputs
    u, v, s = integers(0, 12), integers(1, 12), integers(2, 12, low=0, high=1)
    A = (s * v) @ u
    ok = all((s * v) @ (above * relu(u * x) - below * relu(-u * x)) == A * x for x in (-2, -1, 0, 1, 3))
    found = sufficient(ProductOfUniforms(), 1.0)
    return holds(
        ok and math.isfinite(found.constant()),
        "Then (v s)^T (u x) = (sum of s_i v_i u_i) x, exact for integers and x of both signs: a subset sum of n products of law P, of "
        f"which C log(2/eps), C = {found.constant():.0f}, suffice for all eps by the proof of covering.",
    )


@check(
    "eq-5",
    r"n \ge C \log \tfrac{1}{\min\{\epsilon, \delta\}} \Rightarrow P\left( \exists S \subseteq [n]: \left| w - \sum_{i \in S} a_i \right| "
    r"\le \epsilon \right) \ge 1 - \delta, \; |w| \le \tfrac12",
    uses=("theorem-3",),
    perturbed={"half_width": 2.5},
)
def eq_5(*, half_width: float = 0.5) -> Finding:
    """A weight of at most 1/2 is a subset sum of C log(1/min(eps, delta)) uniform samples, within eps, with probability 1 - delta."""
    found = sufficient(Uniform(), half_width)
    C = found.constant(2)  # log(2/m) <= 2 log(1/m) for m <= 1/2
    least = smallest(lambda m: C * math.log(1 / m) - found.slope * math.log(2 / m) - found.offset, {"m": HALVES})  # m = min(eps, delta)
    return holds(
        half_width <= 0.5 and least.margin >= -1e-9,  # where eps > 1/2, the empty subset is within eps of every target
        f"With m = min(eps, delta) <= 1/2 by Theorem 3 and C = {C:.1f}, as log(2/m) <= 2 log(1/m). For m > 1/2, where log(1/m) may be "
        "near 0, eps > 1/2 >= |w| and the empty subset serves.",
    )


@check(
    "section-3.1-reduction",
    r"\sup_{|x| \le 1} \left| w x - \sum_{i \in S} a_i x \right| = \left| w - \sum_{i \in S} a_i \right|",
    perturbed={"radius": Fraction(2)},
)
def section_3_1_reduction(*, radius: Fraction = Fraction(1)) -> Finding:
    """Approximating wx by the pruned linear network for |x| <= 1 is approximating w by a subset sum."""
    w, a, x = sympy.symbols("w a x", real=True)
    return holds(
        same(w * x - a * x, (w - a) * x) and radius == 1,
        f"The difference is (w - a) x in symbols, a the subset sum, whose supremum over |x| <= {radius} is {radius} |w - a|",
    )


@check("section-3.1-output-layer", r"1^T (s \odot a) x = (s \odot 1)^T a x = \sum_{i \in S} a_i x", perturbed={"kept": 2})
def section_3_1_output_layer(*, kept: int = 1) -> Finding:
    """In the linear network pruning the output layer is the same as pruning a."""
    a, x = symbols("a", 4), sympy.Symbol("x")
    masks = [np.array(mask) for mask in itertools.product((0, 1), repeat=len(a))]
    ok = all(same(mask @ a * x, kept * mask @ (a * x)) for mask in masks)
    return holds(ok, f"equal in symbols for all {len(masks)} masks of n = {len(a)} neurons")


@check(
    "theorem-3",
    r"n \ge C \log \tfrac{2}{\min\{\epsilon, \delta\}} \Rightarrow P\left( \forall z \in [-\tfrac12, \tfrac12] \, \exists S \subset [n]: "
    r"\left| z - \sum_{i \in S} X_i \right| \le \epsilon \right) \ge 1 - \delta",
    perturbed={"of": max},
)
def theorem_3(*, of: Callable[[float, float], float] = min) -> Finding:
    """Lueker: the subset sums of C log(2/min(eps, delta)) uniform samples cover [-1/2, 1/2] within eps, with probability 1 - delta."""
    found = sufficient(Uniform(), 0.5)
    C = found.constant()
    grid = {"eps": EPS, "delta": EPS}
    least = smallest(lambda eps, delta: C * math.log(2 / of(eps, delta)) - found.slope * math.log(2 / min(eps, delta)) - found.offset, grid)
    tight = smallest(lambda eps, delta: C * math.log(2 / of(eps, delta)) - covering(eps, delta, 0.5).n, {"eps": EPS[:8], "delta": EPS[:8]})
    return holds(
        least.margin >= -1e-9 and tight.margin >= 0,
        f"C = {C:.2f} for all eps, delta in (0, 1), by the proof of covering with its steps bounded for all eps at once: "
        f"{found.slope:.2f} log(2/min) + {found.offset:.2f} samples suffice and log(2/min) >= log 2. covering(eps, delta, 1/2).n is "
        f"smaller on a grid, by {tight.margin:.1f} at least.",
    )
