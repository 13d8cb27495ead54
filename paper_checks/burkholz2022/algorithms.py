"""burkholz2022, appendices D to F: the algorithms and their complexity."""

import math

import numpy as np

from paper_checks.burkholz2022.problems import BIASED, CLAIMED, EPS, THREE_LAYERS, M, listed, one, own_problems, single, two
from paper_checks.check import Finding, amended, check, holds, misprint, numerically
from rss_theory.networks import Convolution
from simulations.networks import Layer, Network, Skip
from simulations.tickets.checking.verify import certify


@check(
    "appendix-d",
    r"\text{activation functions with } \phi(0) = d \ne 0 \text{ and the looks-linear initialization}",
    uses=("section-2-sigmoid-radius",),
    perturbed={"sign": 1.0},
)
def appendix_d(*, sign: float = -1.0) -> Finding:
    """Pairs of neurons of opposite weights cancel the activation's value at 0."""
    phi, e = CLAIMED["sigmoid"], 1e-6
    y = phi.radius(e) * np.linspace(-1, 1, 41)
    margin = float((2 * e * (1 + 1e-9) - np.abs(phi.function(y) + sign * phi.function(-y) - y / phi.r)).min())
    worst = certify(two(Network((single(0.5, 0.3, "sigmoid"), single(-0.4, None, "sigmoid"))), 20, eps=0.02))[0]
    return numerically(
        margin >= 0 and worst <= 0.02,
        f"|phi(y) - phi(-y) - y/r| <= 2 eps'' for the sigmoid on [-a, a], eps'' = {e:g}: least margin {margin:.1e}; a ticket for "
        f"two layers of sigmoids in a network of such pairs has errors of parameters of at most {worst:.4f}",
    )


@check(
    "appendix-e",
    r"\text{if we multiply our width requirement by the stride } s, \text{ we can reconstruct a complete version of an input filter}",
)
def appendix_e() -> Finding:
    """Univariate filters of stride s see all of the input together if there are s times as many."""
    stride, dimensions = 2, [1, 2, 3]
    parts = [len({tap % stride for tap in range(3)}) ** d for d in dimensions]  # of the image, that some tap of a kernel falls on
    ticket = two(Network((Layer(np.full((1, 1, 3, 3), 0.3), None, "relu", stride),)))
    hidden, used = ticket.source.weights[0].shape[0], ticket.masks["0.weight"].any(axis=(0, 1))
    return amended(
        max(parts) <= stride,
        parts == [stride**d for d in dimensions] and hidden == 2 * M * stride**2 and certify(ticket)[0] <= EPS,
        "by $s^D$ for filters in $D$ dimensions, $s^2$ for images; the two layers then make a convolution of stride $s$, so the target's "
        "is to be $s$",
        f"a filter of one tap and stride {stride} sees one of {stride}^D parts of the input, and a kernel of 3 a side needs "
        f"{parts} of them for D = {dimensions}. A ticket for one 3 x 3 kernel of stride {stride} with {hidden} = 2 m s^2 "
        f"hidden channels keeps taps at {int(used.sum())} places; with s times as many two of four parts of the image would be missing",
    )


def _indices(m: int, c: int, step: int = 2) -> list[int]:
    """Algorithm 1's intermediate channels: the copies of both signs and those of the constant."""
    blocks = [k for j in range(1, c + 1) for k in (step * (j - 1), 2 * j - 1)] + [2 * c]
    return [block * m + s for block in blocks for s in range(1, m + 1)]


@check("algorithm-1-widths", r"\text{width } c_{0,2l} = c_{t,l} + m, \quad c_{0,2l-1} = (2m + 1) c_{t,l}", uses=("algorithm-1-indices",))
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


@check("algorithm-1-indices", r"I((j-1) 2m + s), \; I((2j-1) m + s), \; I(2 m c_{l-1} + s), \; s \in [m]", perturbed={"step": 1})
def algorithm_1_indices(*, step: int = 2) -> Finding:
    """The blocks of positive weights, of negative ones and of biases are apart and fill the layer."""
    return holds(
        all(sorted(_indices(m, c, step)) == list(range(1, 2 * m * c + m + 1)) for m in (1, 4, M) for c in (1, 2, 7)),
        f"enumerated for m = 1, 4, {M} and c = 1, 2, 7: each of 1, ..., 2 m c + m once, as 2 (j - 1), 2 j - 1 and 2 c are 0, "
        "..., 2 c (j' in the first stands for j)",
    )


@check(
    "algorithm-1-scale",
    r"x_s = w^{(2l-1)}_{0,I((j-1)2m+s)1} w^{(2l)}_{0,iI((j-1)2m+s)k}, \quad |\sum_{s \in S} x_s - w^{(l)}_{t,ijk}| \le \epsilon",
    uses=("appendix-c.1-products",),
)
def algorithm_1_scale() -> Finding:
    """Both signs' sums of products are the target's weight."""
    x, phis = 0.01, [CLAIMED[name] for name in ("relu", "leaky-relu", "tanh")]
    passed = [float(phi.function(x) - phi.function(-x)) / x for phi in phis]
    return amended(
        all(abs(v - 1) < 1e-3 for v in passed),
        all(abs(phi.r * v - 1) < 1e-3 for phi, v in zip(phis, passed, strict=True)),
        "$x_s = w^{(2l-1)} w^{(2l)} / r$, as in Appendix C.1, and $x_s = w \\, \\phi(b)$ for biases",
        f"what passes over w x: {listed('{:.4f} ({})', passed, [phi.name for phi in phis])}; only for r = 1 it is right, and tanh, whose "
        "one sum does for both signs, passes twice the weight",
    )


@check(
    "algorithm-1-bias",
    r"\text{for } k = 1 \text{ to } k_{t,l}: \; |\sum_{s \in S} x_s - w^{(l)}_{t,ijk'}| \le \epsilon \text{ for the bias}",
)
def algorithm_1_bias() -> Finding:
    """The subset sum of the bias is one for each input and each tap."""
    inputs, taps, bias = 2, 9, 0.3
    inside = bias * inputs * taps  # a sum that is the bias at each tap, once for each input
    kept = bias * taps  # the masks of different inputs are the same
    ticket = two(Network((Layer(np.array([[[[0.5]], [[-0.4]]]]), np.array([bias]), "relu"),)))  # one sum for the bias
    return misprint(
        math.isclose(inside, bias) or math.isclose(kept, bias),
        certify(ticket)[0] <= EPS,
        "outside the loops over $j$ and $k$, at one tap, with $b^{(l)}_{t,i}$ in place of $w^{(l)}_{t,ijk'}$",
        f"k' is not defined. Subsets that add up to the bias {bias} at each of {taps} taps pass {kept:.1f} inside the image, less at its "
        "border",
    )


@check("algorithm-1-masks", r"M^{(2l-1)} \in 0^{c_{0,2l} \times c_{0,2(l-1)} \times k_{t,l}}")
def algorithm_1_masks() -> Finding:
    """The shape of the masks of layer 2l - 1."""
    ticket = two(Network((single(0.5), single(0.4))))
    first, third = [weights.shape for weights in ticket.source.weights], ticket.masks["2.weight"].shape[:2]
    printed = (first[3][0], first[1][0])
    return misprint(
        third == printed,
        third == (first[2][0], first[1][0]),
        "$c_{0,2l-1} \\times c_{0,2(l-1)} \\times k$, and masks of layer $2l$ beside them",
        f"source layers {first}: the masks of the third are {third}, printed {printed}",
    )


@check(
    "algorithm-2-widths", r"c_{0,1} = (2m + 1) c_0, \quad c_{0,l+1} = m (c_{t,l} + 1)", uses=("algorithm-1-widths", "section-4-channels")
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
    "algorithm-2-copies",
    r"\text{for } l = 2 \text{ to } L: \text{create } m \text{ copies of each target channel}; \text{ layer 1 by Algorithm 1}",
    uses=("theorem-3.2-indices",),
)
def algorithm_2_copies() -> Finding:
    """How often channels are built: the first layer's once, the last's m times."""
    ticket = one(THREE_LAYERS)
    built = [int(np.isin(channels, (0, -2)).sum()) for channels in ticket.channels]  # used or not
    return amended(
        built == [1, M, M],
        built == [M, M, 1] and certify(ticket)[0] <= EPS,
        "$m$ copies for $l < L$, from layer 1 on, one for $l = L$; the constant channel as often, and not in the last layer",
        "layer 2 takes sums over m copies of layer 1's channels, and c_(0,l+1) = m (c + 1) is for l < L: a ticket for three layers has "
        f"{built} channels of each. One copy would be one sample: {100 * own_problems('uniform', None, 20_000, 1).above(EPS)[0]:.0f} % of "
        "problems fail",
    )


@check("algorithm-2-bias", r"\text{for } j = 1 \text{ to } c_{t,l-1}: \; |\sum_{s \in S} x_s - w^{(l)}_{t,ijk}| \le \epsilon")
def algorithm_2_bias() -> Finding:
    """Every parameter that leads to a channel is approximated."""
    ticket = one(BIASED)
    kept = int(ticket.masks["2.weight"][ticket.outputs[0], np.flatnonzero(ticket.channels[0] == 1)].sum())
    return misprint(
        2 in range(1, 1 + 1),  # j runs over the c_(l-1) = 1 inputs, of which the constant is the next
        kept > 0 and certify(ticket)[0] <= EPS,
        "$j = 1, ..., c_{t,l-1} + 1$, with $b_{t,i}$ at one tap for the last",
        f"without the constant channel no bias after the first layer is met: the ticket for two layers with biases keeps {kept} weights "
        "from it, and 0 by the loop",
    )


@check(
    "appendix-c.2-skips",
    r"\text{another advantage of this construction is that skip connections can be naturally integrated}",
    uses=("section-2-residual", "algorithm-2-copies"),
    perturbed={"skip": False},
)
def appendix_c_2_skips(*, skip: bool = True) -> Finding:
    """A random network of L + 1 layers with residual connections holds a target with them."""
    rng = np.random.default_rng(0)
    kernels = [rng.uniform(-0.5, 0.5, (2, into, 3, 3)) for into in (1, 2, 2)]
    layers = tuple(Layer(k, rng.uniform(-0.5, 0.5, 2), "relu") for k in kernels)
    target = Network(layers, (Skip(1, 2),))
    ticket = one(Network(layers, target.skips if skip else ()), rng=rng)
    x = rng.uniform(-1, 1, (50, 1, 6, 6))
    off, greatest = float(np.abs(ticket(x) - target(x)).max()), float(np.abs(target(x)).max())
    return numerically(
        off <= 0.1 * greatest and len(ticket.source.layers) == len(layers) + 1,
        f"three layers of 2 channels, 3 x 3, biases, an identity from the first to the last: a ticket in four random layers, m = {M}, "
        f"with errors of parameters of at most {certify(ticket)[0]:.4f}, is off by at most {off:.3f} on 50 "
        f"images, where outputs reach {greatest:.2f}. (A constant channel needs bias 0 where an identity ends that passes it on.)",
    )


@check("appendix-f-complexity", r"\text{the construction algorithm is linear in the number of target parameters}", perturbed={"power": 2.0})
def appendix_f_complexity(*, power: float = 1.0) -> Finding:
    """The number of subset-sum problems grows in proportion to the target's parameters."""
    sizes = [Convolution(channels, channels, 3, bias=True).parameters for channels in (4, 8, 16)]
    kept = [(M + M + 1) * (size + 1) / (3 * size) ** power for size in sizes]  # three layers, and one more for the constant channel
    return numerically(
        max(kept) / min(kept) < 1.01,
        f"problems over parameters: {listed('{:.4g}', kept)} for three layers of 4, 8 and 16 channels, m = {M} copies but of "
        "the last; each of at most 2^m subsets",
    )
