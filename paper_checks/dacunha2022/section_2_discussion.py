"""dacunha2022, section 2.1: size, limitations and generalizations of Theorem 1."""

import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Finding, amended, check, holds, left_out, misprint, numerically
from paper_checks.evidence import same
from paper_checks.tensors import Tensor, convolve, equal, integers, largest, one_norm, relu
from rss_theory import laws
from rss_theory.covering import covering
from rss_theory.networks.architecture import ARCHITECTURES, Convolution
from rss_theory.norms import convolution_bound

left_out("dacunha2022:generalizations-operations", "names stride, padding, other dimensions without a statement")


@check(
    "size-analysis",
    r"\sum_i C c_i \log \frac{c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon, \delta\}} (d_i^2 c_{i-1} + c_i) = O\left(k \log \frac{k "
    r"\ell}{\min\{\varepsilon, \delta\}}\right)",
    uses=("theorem-1",),
    perturbed={"power": 0.5},
)
def size_analysis(*, power: float = 1) -> Finding:
    """Where c_i = O(d_i^2 c_(i-1)) the random network has O(k log(k l / min(eps, delta))) parameters."""
    kappa, d2c, out = sympy.symbols("kappa d2c out", positive=True)
    per_layer = same((1 + kappa) * d2c - (d2c + out), kappa * d2c - out)  # at least 0 by the assumption; k_i <= k in the log
    rng = np.random.default_rng(0)
    worst = math.inf
    for _ in range(500):
        layers, channels = [], int(rng.integers(1, 10))
        for _ in range(int(rng.integers(1, 8))):
            d = int(rng.integers(1, 6))
            layers.append(Convolution(int(rng.integers(1, 4 * d * d * channels + 1)), channels, d))
            channels = layers[-1].out
        k, y = sum(layer.weights for layer in layers), len(layers) / 10 ** rng.uniform(-9, -0.01)  # y = l / min(eps, delta)
        size = sum(math.log(layer.weights * y) * (layer.weights + layer.out**2) for layer in layers)  # Theorem 1's at C = 1
        worst = min(worst, 5 * k * math.log(k * y) ** power / size)
    return holds(
        per_layer and worst >= 1 - 1e-12,
        "Layer by layer (d^2 c + c') c' log(k_i l/..) <= (1 + kappa) k_i log(k l/..) if c' <= kappa d^2 c, and the k_i add up to k: the "
        f"constant is C (1 + kappa). On 500 random architectures with kappa = 4 bound over size is at least {worst:.3f}.",
    )


@check(
    "size-analysis-v-and-u",
    r"c_i = O(d_i^2 c_{i-1}) \implies \text{size of } V \text{ within a constant factor of that of } U",
    perturbed={"kernel": 0},
)
def size_analysis_v_and_u(*, kernel: int = 2) -> Finding:
    """V is at most a constant times as large as U."""
    d, into, out, n = sympy.symbols("d c_0 c_1 n", positive=True)
    ratio = (n * out) / (d**2 * into * n)
    return holds(
        same(ratio, out / (d**kernel * into)),
        f"size of V over size of U = {ratio}, what the assumption bounds; from below it bounds nothing, nor need it.",
    )


@check(
    "size-analysis-classical",
    r"c_i \le \kappa d_i^2 c_{i-1} \text{ with a small } \kappa \text{ for classical networks}",
    perturbed={"kappa": 1.0},
)
def size_analysis_classical(*, kappa: float = 4.0) -> Finding:
    """Classical convolutional networks meet the assumption with a small constant."""
    convolutions = {name: [layer for layer in found.layers if not layer.dense] for name, found in ARCHITECTURES.items()}
    ratio = {name: max(layer.out**2 / layer.weights for layer in layers) for name, layers in convolutions.items() if layers}
    ratio["VGG (first layer, 3 to 64 by 3 x 3)"] = 64 / 27
    return numerically(
        max(ratio.values()) <= kappa,
        f"Greatest c_i / (d_i^2 c_(i-1)): {', '.join(f'{name} {value:.3g}' for name, value in ratio.items())}; 4 for the widening 1 x 1 "
        f"layers of ResNet50. The printed text names no number; {kappa:g} is taken.",
    )


@check("limitations-identity", r"a = \sigma(a) - \sigma(-a)", perturbed={"sign": 1})
def limitations_identity(*, sign: int = -1) -> Finding:
    """A number is the difference of its and its negative's positive parts."""
    a = sympy.Symbol("a", positive=True)
    cases = [same(x, sympy.Max(0, x) + sign * sympy.Max(0, -x)) for x in (a, -a, sympy.Integer(0))]
    return holds(all(cases), "For a > 0, a < 0 and a = 0, symbolically.")


@check(
    "limitations-one-norm",
    r"\|K\|_2 \le 1 \;\not\Rightarrow\; \|K * X\|_{\max} \le \|X\|_{\max} \text{ with several channels, hence } \|K\|_1 \le 1",
    uses=("proposition-1",),
    perturbed={"channels": 1},
)
def limitations_one_norm(*, channels: int = 2) -> Finding:
    """The entries' dimension, the number of channels, motivates the 1-norm in place of the spectral norm of the dense results."""
    turn = np.array([[(-1) ** ((i & j).bit_count()) for j in range(channels)] for i in range(channels)], dtype=object)
    spectral = np.linalg.norm(turn.astype(float), 2) / math.sqrt(channels)
    output = convolve(turn[None, None], np.ones((1, 1, channels), dtype=object)) / sympy.sqrt(channels)
    return holds(
        bool(largest(output) > 1) and math.isclose(spectral, 1),
        f"The {channels} x {channels} Hadamard matrix over its root, D = d = 1, has spectral norm {spectral:.6g} and enlarges the input of "
        f"ones, in the max norm, by {largest(output)}: the proof's step from layer to layer needs a norm like the 1-norm (Proposition 1).",
    )


@check("limitations-first-layer", r"\sigma(x) \ge 0", perturbed={"leak": 0.1})
def limitations_first_layer(*, leak: float = 0.0) -> Finding:
    """Non-negative inputs are a restriction for the first layer only."""
    least = min(max(x, leak * x) for x in (-1.0, 0.0, 1.0)) + 0.0  # homogeneous: two rays and 0
    return holds(
        least >= 0,
        f"The inputs of later layers are outputs of the ReLU, and of pruned layers' ReLU: least value {least:g}. Other activations are "
        "not covered by this.",
    )


@check(
    "limitations-negative-inputs",
    r"\text{several entries of the input for each output prevent } a = \sigma(a) - \sigma(-a) \text{ for convolutions}",
    uses=("limitations-identity", "burkholz2022:theorem-3.1"),
)
def limitations_negative_inputs() -> Finding:
    """With convolutions positive and negative entries of the input cannot be dealt with separately."""
    image, kernel = integers(1, 4, 4, 2), integers(2, 3, 3, 2, 1)

    def works(inner: Tensor, outer: Tensor) -> bool:
        """Whether K * X is made of the positive and the negative parts of what the first layer gives."""
        first, second = np.concatenate([inner, -inner], axis=3), np.concatenate([outer, -outer], axis=2)
        return equal(convolve(second, relu(convolve(first, image))), convolve(kernel, image))

    by_taps = works(np.eye(18, dtype=object).reshape(3, 3, 2, 18), kernel.reshape(1, 1, 18, 1))  # each hidden filter pruned to one entry
    by_order = works(np.eye(2, dtype=object)[None, None], kernel)  # the other order: 1 x 1 first, then d x d
    return amended(
        not (by_taps or by_order),
        by_taps and by_order,
        "not at this width in this order of the layers; with filters pruned to one entry each, or with the 1 x 1 layer first, it works",
        "Exactly, for integer images of both signs: d x d filters pruned to one entry each, 2 d^2 c of them, and a 1 x 1 layer give K * "
        "X; so does a 1 x 1 layer with 2 c channels followed by d x d kernels, each of n samples: 2 n c_0 hidden channels in place of n "
        "c_1. burkholz2022 Theorem 3.1 is built so.",
    )


@check("limitations-biases", r"\text{biases suffice to make inputs non-negative}", uses=("limitations-identity",), perturbed={"layers": 0})
def limitations_biases(*, layers: int = 1) -> Finding:
    """With biases a CNN on inputs with negative values is equivalent to one on non-negative inputs."""
    image, kernel = integers(3, 4, 4, 2) / Fraction(9), integers(4, 3, 3, 2, 1)
    moved = image + 1  # in [0, 2]; without the layer more the mean is taken off by the layer's own bias
    found = convolve(kernel, relu(moved - 1)) - convolve(kernel, relu(1 - moved)) if layers else convolve(kernel, moved) - sum(kernel.flat)
    return holds(
        equal(found, convolve(kernel, image)),
        "K * X = K * s(X' - 1) - K * s(1 - X') with X' = X + 1 >= 0, s the ReLU: one more layer, 1 x 1 with biases, exactly. The first "
        "layer's own bias alone does not do it: K * X' - sum(K) differs from K * X at the border, where X' is padded with 0, not with 1.",
    )


@check(
    "generalizations-5d",
    r"U: d \times d \times c_{i-1} \times (n/c_i) \times c_1 \implies U * X: D \times D \times (n/c_i) \times c_i",
    uses=("lemma-2",),
)
def generalizations_5d() -> Finding:
    """A 5-D tensor U with last size c_1 gives c_i groups of n/c_i channels."""
    channels, n = (1, 2, 3), 6
    _, into, out = channels
    image, kernels = integers(6, 3, 3, into, low=0), integers(5, 2, 2, into, n // out, out)

    def shape(last: int) -> tuple[int, ...]:
        return np.stack([convolve(kernels[..., group], image) for group in range(last)], axis=-1).shape

    return misprint(
        shape(channels[1]) == (3, 3, n // out, out),
        shape(out) == (3, 3, n // out, out),
        r"$d \times d \times c_{i-1} \times (n/c_i) \times c_i$",
        f"For layer 2 of channels {channels}, n = {n}: shape {shape(channels[1])} as printed, {shape(out)} with c_i.",
    )


@check(
    "generalizations-size",
    r"|V| = n \le |U| = d^2 c_{i-1} n \implies O\left(k \log \frac{k \ell}{\min\{\varepsilon, \delta\}}\right) \text{ without the "
    r"assumption}",
    uses=("generalizations-5d", "theorem-1"),
    perturbed={"width": 2},
)
def generalizations_size(*, width: int = 1) -> Finding:
    """With the 5-D tensor V is not larger than U and the network is larger by a logarithmic factor only, whatever the shapes."""
    d, into, out, log = sympy.symbols("d c_0 c_1 log", positive=True, integer=True)
    n = out**width * log  # C c_i log(..)
    return holds(
        same(2 * d**2 * into * out * log - (d**2 * into * n + n), out * log * (d**2 * into - 1)),
        "2 k_i C log(..) - (|U| + |V|) = C log(..) c_i (d^2 c_(i-1) - 1) >= 0 symbolically: at most 2 C k log(k l / min(eps, delta)) "
        "parameters. V is as large as U at d = c_(i-1) = 1.",
    )


@check(
    "generalizations-law",
    r"\text{laws that contain a } b\text{-scaled } \mathrm{Unif}([-a,a]): a, b \text{ only change the constants}",
    uses=("definition-2", "theorem-1", "theorem-2"),
    perturbed={"power": 0.5},
)
def generalizations_law(*, power: float = 1) -> Finding:
    """Other laws of weights that contain a uniform change the constants only."""

    def needed(a: float, b: float) -> list[float]:
        share = (2 * a * b) ** 2 / 2  # both weights from the uniform part, U positive
        law = laws.Mixture(1 - share, laws.Zero(), laws.ProductOfUniforms())
        return [covering(e / a**2, e, 1 / a**2, law).n / math.log(1 / e) ** power for e in (0.01, 1e-4, 1e-8)]

    found = {(a, b): needed(a, b) for a, b in ((1.0, 0.5), (0.5, 0.5), (1.0, 0.24), (0.5, 0.1))}
    return numerically(
        all(max(ns) <= 1.0001 * ns[0] for ns in found.values()),
        "A weight of such a law is from U[-a, a] with probability 2ab; the rest may be pruned, so unbounded laws, to which Theorem 2 as "
        "quoted does not apply, are covered, too. n / log(1/eps') of `covering` at eps' = 0.01, 1e-4, 1e-8, which does not rise: "
        f"{'; '.join(f'a = {a:g}, b = {b:g}: {x:.0f}, {y:.0f}, {z:.0f}' for (a, b), (x, y, z) in found.items())}.",
    )


@check(
    "generalizations-pooling",
    r"\text{average pooling } A: \; \|A(X)\|_{\max} \le \|X\|_{\max}, \; A(X) \ge 0",
    uses=("proposition-1",),
    perturbed={"weight": Fraction(1, 2)},
)
def generalizations_pooling(*, weight: Fraction = Fraction(1, 4)) -> Finding:
    """Average pooling can be treated as a convolution in the proof: it enlarges no input and makes none negative."""
    channels = 3
    kernel = np.tile(np.eye(channels, dtype=object) * weight, (2, 2, 1, 1))
    own = convolution_bound(kernel.astype(float).transpose(3, 2, 0, 1)).value
    ones = convolve(kernel, np.ones((4, 4, channels), dtype=object))
    return holds(
        own <= 1 and largest(ones) <= 1 and min(kernel.flat) >= 0,
        f"2 x 2 means over {channels} channels: the 1-norm of one output's kernel is {own:g}, which is what Proposition 1 needs. The "
        f"paper's norm adds up all outputs, {one_norm(kernel)} > 1: pooling is no target of the class F, and is left as it is.",
    )
