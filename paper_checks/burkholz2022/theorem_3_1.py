"""burkholz2022 Theorem 3.1: two layers for one (section 3.1)."""

import math

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import BIASED, CLAIMED, EPS, greatest, listed, slope_at, two
from paper_checks.check import CHECKS, Finding, amended, check, holds, left_out, misprint, numerically, unsupported
from paper_checks.evidence import same
from paper_checks.tensors import convolve, equal, symbols
from rss_theory.networks import ARCHITECTURES, Architecture, Convolution, LayerSize
from rss_theory.networks.convolutional import burkholz2022_theorem31
from simulations.tickets import Layer, Network, Ticket
from simulations.tickets.checking.verify import certify

left_out("burkholz2022:section-3.1-preactivation", "the pruned first layer, by the choice of its masks")
left_out("burkholz2022:figure-1", "a drawing of the two-layers-for-one construction")


@check(
    "section-3-linearity",
    r"\sum_{j'} W_{ij'} * x_{j'} = \sum_{j'} W_{ij'} * (\lambda_{j'} x_{t,j}) = \left( \sum_{j'} W_{ij'} \lambda_{j'} \right) * x_{t,j}",
    perturbed={"power": -1},
)
def section_3_linearity(*, power: int = 1) -> Finding:
    """Filters of copies of one input that are multiples of it add up."""
    x, (u, v), (a, b) = symbols("x", 3, 3, 1), symbols("w", 2, 2, 2, 1, 1), symbols("lambda", 2)
    left, right = convolve(u, x * a) + convolve(v, x * b), convolve(u * a**power + v * b**power, x)
    return holds(equal(left, right), "symbolically, two copies of a 3 x 3 image, kernels 2 x 2, zeros around")


@check("section-3.1-informal", r"c_0 \ge C c_t s_0 \log(c_t k_t L_t / \min\{\epsilon, \delta\})", uses=("theorem-3.1", "appendix-e"))
def section_3_1_informal() -> Finding:
    """With a constant independent of eps, delta, c_t, k_t and the stride, so many channels hold the target."""
    strides, depths = (1, 2, 3, 4, 8), (1, 5, 40)
    # parts of an image that some tap of a kernel falls on, the least channels an input: over the stride, to be bounded for a C
    parts = [len({tap % s for tap in range(9)}) ** 2 for s in strides]
    found = [burkholz2022_theorem31(Architecture("", (Convolution(8, 8, 3, bias=True),) * depth), 0.01, 0.01) for depth in depths]
    growth = [max(f.widths_per_constant) / (8 * math.log(8 * 9 * depth / 0.01)) for f, depth in zip(found, depths, strict=True)]
    return unsupported(
        all(count <= s for count, s in zip(parts, strides, strict=True)),
        "by the proof, in appendix E, a hidden channel of one tap sees one of s^2 parts of an image, and a 9 x 9 kernel needs all: for s = "
        f"{strides} at least {parts} channels an input, which no C s bounds; other constructions may need fewer. Theorem 3.1's widths over "
        f"this formula's are {listed('{:.1f} for {}', growth, depths)} layers: C is not said to be independent of the depth, and is not",
        "$s_0^2$ in place of $s_0$ for images, in two dimensions",
    )


@check("section-3.1-layers", r"\text{uneven layers } l = 2l'+1 \text{ create versions of } x^{(2(l'-1))}_{0,j}")
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
    "section-3.1-product",
    r"w_{t,ijq} \approx r \sum_{i', \lambda_{i'j} > 0} w_{0,ii'q} \lambda_{i'j} \approx r \sum_{i', \lambda_{i'j} < 0} w_{0,ii'q} "
    r"\lambda_{i'j}",
)
def section_3_1_product() -> Finding:
    """A target weight is r times the sum of products, for both signs."""
    w, x, plus, minus = sympy.symbols("w x m_+ m_-", positive=True)
    r = 1 / (plus + minus)
    printed, meant = (total * (plus + minus) * x for total in (w / r, w * r))  # x > 0: m+ by the copies of one sign, m- by the others
    factor = float(1 / CLAIMED["tanh"].r ** 2)
    return misprint(
        same(printed, w * x),
        same(meant, w * x),
        "$1/r$ in place of $r$, as in the appendix, whose variables are $w \\lambda / r$",
        f"sums A = w/r of both signs give {sympy.simplify(printed)} in place of w x: {factor:g} times too much for tanh, r = 1/2; A = r w "
        "gives w x, and the next display has that. For ReLU r = 1",
    )


@check("section-3.1-mu", r"r (\mu_{\pm}(-x_{0,j}) + \mu_{\pm}(-x_{0,j})) = 1 \text{ by definition}", uses=("section-2-mu",))
def section_3_1_mu() -> Finding:
    """The slopes of both signs add up to 1/r."""
    printed = [phi.r * 2 * slope_at(phi, -1.0) for phi in CLAIMED.values()]
    return misprint(
        all(math.isclose(s, 1) for s in printed),
        all(math.isclose(phi.r * (slope_at(phi, 1.0) + slope_at(phi, -1.0)), 1) for phi in CLAIMED.values()),
        "$r (\\mu_{\\pm}(x_{0,j}) + \\mu_{\\pm}(-x_{0,j})) = 1$ for $x_{0,j} \\ne 0$, in both displays",
        f"at x = 1 the printed left side is {listed('{:.3g} for {}', printed, CLAIMED)}",
    )


@check("section-3.1-bias-taps", r"\sum_{i',q} w_{0,ii'q} \mu_{\pm}(b_{0,i'}) b_{0,i'} \approx b_{t,i}")
def section_3_1_bias_taps() -> Finding:
    """Biases are sums over neurons of one constant value and over all taps q of their kernels."""
    bias = 0.9
    kernels = np.full((3, 3), bias / 9), np.pad([[bias]], 1)
    printed, meant = (Network((Layer(taps.reshape(1, 1, 3, 3)),))(np.ones((1, 1, 5, 5)))[0, 0] for taps in kernels)
    return amended(
        bool(np.allclose(printed, bias)),
        bool(np.allclose(meant, bias)),
        "the sum is over $i'$ and the one tap that never leaves the image, the middle one where images keep their size",
        f"a constant 1 on 5 x 5 places, zeros around, 3 x 3 taps that add up to {bias:g}: {printed[2, 2]:.1f} inside, but "
        f"{printed[0, 0]:.1f} in the corner and {printed[0, 2]:.1f} at the side; the middle tap alone gives {meant.min():.1f} everywhere",
    )


@check(
    "section-3.1-bias-layers",
    r"\sum_{i',q} w^{(2l')}_{0,ii'} \mu_{\pm}(b^{(2l'-1)}_{0,i'}) b^{(2l'-1)}_{0,i'} \approx b^{(l')}_{t,i}",
    uses=("assumption-2.1", "appendix-c.1-first-layer"),
)
def section_3_1_bias_layers() -> Finding:
    """Biases of layer l' are made from those of layer 2l' - 1 of the source."""
    ticket = two(BIASED)
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
    "theorem-3.1-indices",
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
    "theorem-3.1-widths",
    r"c_0 \ge C c_t \log\left( \frac{N_t}{\min\{\epsilon / \prod_{s=l}^{L_t} (3 T N_{t,s}), \delta\}} \right)",
    uses=("corollary-2.2", "appendix-c.1-budget", "theorem-3.1-indices"),
    perturbed={"product": False},
)
def theorem_3_1_widths(*, product: bool = True, c: float = 80.0) -> Finding:
    """So many hidden channels suffice for the subset sums, with some constant C."""

    def share(depth: int, layer: LayerSize, e: float) -> float:
        """What covering takes over the formula, in the layer where that is most."""
        net = Architecture("", (layer,) * depth)
        found = burkholz2022_theorem31(net, e, e)
        assert found.samples is not None
        printed = found.widths_per_constant if product else [layer.into * math.log(net.parameters / e)] * depth
        return max(layer.into * samples / width for samples, width in zip(found.samples, printed, strict=True))

    layers = [Convolution(channels, channels, kernel, bias=True) for channels, kernel in ((1, 1), (8, 3), (64, 3))]
    worst, where = greatest(share, {"depth": (1, 2, 3, 5, 10, 40), "layer": layers, "e": (0.9, 0.5, 0.01, 1e-4, 1e-12, 1e-30)})
    depth, layer, e = where.values()
    return numerically(
        worst <= c,
        f"with C = {c:g} an input channel for ReLU: covering by pruned products, of either sign, for all parameters takes at most "
        f"{worst:.1f} times the printed formula (product from s = l'), on {18 * 6} architectures and errors, most with {depth} layers of "
        f"{layer.into} channels, kernels {layer.kernel} x {layer.kernel}, eps = delta = {e:g}; the constant channel is one more input",
    )


@check(
    "theorem-3.1-sigma", r"\sigma_{2l'+1} = r / \sigma_{2l'}, \quad \sigma_{2l'} = a(\epsilon'')/2", uses=("eq-4", "theorem-3.1-indices")
)
def theorem_3_1_sigma() -> Finding:
    """The scales of the weights before and after the approximately linear activation."""
    e, r = 1e-3, CLAIMED["tanh"].r
    a, relu = (CLAIMED[name].radius(e) for name in ("tanh", "relu"))
    printed, meant = (scale - math.tanh(scale) for scale in (2 * r / a, a / 2))
    return amended(
        printed <= e and math.isfinite(relu / 2),
        meant <= e and min(1.0, relu / 2) == 1.0,
        "$\\sigma_{2l'-1} = \\min\\{1, a(\\epsilon'')/2\\}$ and $\\sigma_{2l'} = r / \\sigma_{2l'-1}$, as in Corollary C.1",
        f"the uneven layers' weights are to be small, and are printed as large as 2r/a: for tanh and eps'' = {e:g} that is "
        f"{2 * r / a:.2f}, where |tanh(x) - x| = {printed:.2f}; at a/2 = {a / 2:.3f} it is {meant:.1e}. For ReLU a/2 "
        f"= {relu / 2}, which the theorem does not bound; layer 0, whose scale layer 1 would need, has no weights. Theorem 3.2's sigma_1 "
        "= r/sigma_2, sigma_2 = a/2 are exchanged, too",
    )


@check(
    "theorem-3.1-epsilon",
    r"\epsilon'' = g^{-1}\left( \frac{\epsilon'}{C N_t \log\left( \frac{N_t}{\min\{\epsilon/\prod_{s=l}^{L_t}(3 T N_{t,s}), \delta\}} "
    r"\right)} \right)",
    uses=("eq-11", "eq-10"),
)
def theorem_3_1_epsilon() -> Finding:
    """How exact the activation is to be near 0."""
    t, r = 1.0, CLAIMED["tanh"].r
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
    shapes = ((2, 1, 3, 3), (2, 2, 3, 3))
    layers = [Layer(rng.uniform(-0.9, 0.9, s) * (rng.random(s) < 0.5), rng.uniform(-0.9, 0.9, 2), name) for s in shapes]
    return two(Network(tuple(layers)), 20, rng, eps=0.02)


@check(
    "theorem-3.1",
    r"\max_{x \in D} |f_{t,iq}(x) - f_{\epsilon',iq}(x)| \le \epsilon \text{ with probability } 1 - \delta, \quad L_0 = 2 L_t",
    uses=(
        "corollary-c.1",
        "theorem-3.1-indices",
        "theorem-3.1-widths",
        "theorem-3.1-sigma",
        "theorem-3.1-epsilon",
        "appendix-c.1-constant",
    ),
)
def theorem_3_1() -> Finding:
    """A random network of twice the depth contains each target as a subnetwork, within eps."""
    found = burkholz2022_theorem31(ARCHITECTURES["small-cnn"], 0.01, 0.01)
    tickets = {name: certify(_ticket(name))[0] for name in ("relu", "leaky-relu", "tanh")}
    parts = {"its scales": theorem_3_1_sigma(), "the constant channel": CHECKS["burkholz2022:appendix-c.1-constant"].run()}
    wrong = [name for name, part in parts.items() if not part.verdict.startswith("holds")]
    return amended(
        not wrong,
        max(tickets.values()) <= 0.02 and found.bound.applies,
        "$\\sigma_{2l'-1} = \\min\\{1, a/2\\}$, $\\sigma_{2l'} = r/\\sigma_{2l'-1}$; "
        "biases from the constant $\\phi(1)$ where the activation does not reach 1",
        f"not as printed: {', '.join(wrong)}. As amended, for ReLU: {found.samples} hidden channels an input hold all of the small "
        "network's targets at eps = delta = 0.01 by covering; tickets built so for two layers with biases have errors of parameters of at "
        f"most {listed('{:.4f} ({})', tickets.values(), tickets)}, 0.02 asked for",
    )


@check("theorem-3.1-constant-channel", r"n_{0,2l'} \ge n_{t,l'} + 1", uses=("appendix-c.1-constant",), perturbed={"more": 0})
def theorem_3_1_constant_channel(*, more: int = 1) -> Finding:
    """One channel more than the target's is enough for all biases of the next layer."""
    ticket = two(BIASED, 30)
    width, worst = ticket.source.weights[1].shape[0], certify(ticket)[0]
    return numerically(
        width == 1 + more and worst <= EPS,
        f"a ticket for two layers of one channel with biases has {width} channels after the first two layers and errors of at most "
        f"{worst:.4f}: the next layer makes the copies of the constant. (The text says c_(0,2l') = c_(t,l'), Algorithm 1 adds m of them.)",
    )


@check(
    "section-3.1-image-size",
    r"\text{the error does not depend on the input tensor dimension, i.e., the image size}",
    uses=("eq-8",),
    perturbed={"share": 0.01},
)
def section_3_1_image_size(*, share: float = 1.0) -> Finding:
    """One bound on a ticket's error is for images of all sizes."""
    rng = np.random.default_rng(0)
    target = Network(tuple(Layer(rng.uniform(-0.5, 0.5, (2, into, 3, 3)), None, "relu") for into in (1, 2)))
    ticket = two(target, rng=rng)
    _, bound = certify(ticket)
    images = {side: rng.choice([-1.0, 1.0], (20, 1, side, side)) for side in (3, 6, 12, 48)}
    off = {side: np.abs(ticket(x) - target(x)).max() for side, x in images.items()}
    return numerically(
        max(off.values()) <= share * bound,
        f"the bound of a ticket for two layers of 3 x 3, from weights alone, is {bound:.3f}; the greatest error on 20 images of -1 and 1 "
        f"is {listed('{:.4f} for {} x {}', off.values(), off, off)}",
    )


@check(
    "corollary-c.1-shapes",
    r"W^{(2l'-1)}_0 \in \mathbb{R}^{c_{1/2} \times c_{l'-1} \times 1}, \quad \sum_{j=1}^{c_{l'-1}} W^{(2l'-1)}_{0,sj} * x^{(2l'-2)}_{0,j}",
)
def corollary_c_1_shapes() -> Finding:
    """The first of the two layers takes the target's input channels."""
    into = two(BIASED, 30).source.weights[2].shape[1]
    return misprint(
        into == 1,
        into == 1 + 1,
        "$c_{l'-1} + 1$ channels, with the constant $x_{0,c_{l'-1}+1}$",
        "the statement assumes a channel number c + 1 that the sum leaves out: the second pair of layers of a ticket for one channel "
        f"with biases takes {into}",
    )
