"""dacunha2022, sections 1 and 2: Lemmas 1 and 2 and Theorem 1, as they are stated."""

import itertools
import math

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically
from paper_checks.dacunha2022.constants import PRODUCT, kernel_constant, samples_line
from paper_checks.evidence import Least, at, ladder, same, smallest
from paper_checks.tensors import convolve, equal, integers, relu, symbols
from rss_theory.covering import covering
from rss_theory.networks.architecture import ARCHITECTURES
from rss_theory.networks.convolutional import dacunha2022_theorem1
from simulations.networks.network import chain
from simulations.tickets.checking.max_norm import output_error
from simulations.tickets.constructions.convolution import convolution

left_out("dacunha2022:abstract", "says in short what Theorem 1 states")
left_out("dacunha2022:section-1-experiments", "says in short what Section 3 reports: 30 times larger, hours, relative error 0.001")
left_out("dacunha2022:section-1.1", "quotes other papers without a number; pensia2020 is checked itself")
left_out("dacunha2022:section-2-class", "defines the class of CNNs, f(X) = K_l * s(K_(l-1) * ... s(K_1 * X)), and the norms")
left_out("dacunha2022:figures-1-and-2", "drawings of the shapes that Lemma 1 states")


@check(
    "informal-theorem-1",
    r"O\left(k \log \frac{k \ell}{\min\{\varepsilon, \delta\}}\right) \text{ parameters for any CNN with } k \text{ parameters}",
    uses=("theorem-1", "size-analysis", "generalizations-size"),
    perturbed={"groups": False},
)
def informal_theorem_1(*, groups: bool = True) -> Finding:
    """Any CNN with k parameters, kernels of 1-norm at most 1, is held by a random CNN with O(k log(k l / min(eps, delta))) parameters."""

    def spare(d: int, c: int, out: int, y: float) -> float:
        """Of 4 k_i log(y), in network sizes at C = 1, with log(2y) as amended; V has n entries in c_i groups, else n c_i."""
        k = d * d * c * out
        return 1 - out * math.log(2 * y) * (d * d * c + (1 if groups else out)) / (4 * k * math.log(y))

    least = smallest(spare, {"d": (1, 2, 5), "c": (1, 3, 1000), "out": (1, 10, 1000), "y": (2.0, 3.0, 100.0, 1e9)})
    plain = [(1 + out) * math.log(2 * out / 0.01) / math.log(out / 0.01) for out in (10, 1000)]
    return holds(
        least.margin >= -1e-12,
        "At most 4 C k log(k l / min(eps, delta)) for k l / min(eps, delta) >= 2, as d^2 c + 1 <= 2 d^2 c, log(2y) <= 2 log(y) and k_i "
        f"<= k (least margin on a grid {least.margin:.3g} at {at(least.where)}), if V is in c_i groups, by Section 2.1's 5-D tensor. "
        "Theorem 1 itself has n c_i entries in V, and is so small only for c_i = O(d_i^2 c_(i-1)), as its size analysis says: for a 1 x "
        f"1 layer from 1 to c channels the factor is {plain[0]:.3g} C at c = 10, {plain[1]:.4g} C at c = 1000.",
    )


@check(
    "section-1-generalizes",
    r"\text{This result generalizes those by Pensia et al. (2020), dense layers being convolutions}",
    uses=("theorem-1", "pensia2020:theorem-1"),
)
def section_1_generalizes() -> Finding:
    """Theorem 1 contains the results for dense layers, those of Pensia et al. among them."""
    target, image = np.eye(2), np.array([-1.0, 0.0])
    theirs = np.linalg.norm(target, 2) <= 1 and np.linalg.norm(image) <= 1
    ours = np.abs(target).sum() <= 1 and image.min() >= 0
    drawn = np.random.default_rng(0).uniform(-1, 1, (200, 4, 4))
    drawn /= np.abs(drawn).sum(axis=(1, 2), keepdims=True)
    spectral = np.linalg.norm(drawn, 2, axis=(1, 2)).max()
    return amended(
        bool(not theirs or ours),
        bool(spectral <= 1),
        r"extends them to convolutions, under stronger hypotheses: $\|K\|_1 \le 1$ in place of spectral norm at most 1, inputs in [0, 1]",
        "A dense layer is a convolution at D = d = 1, but the 2 x 2 identity has spectral norm 1, so is a target of pensia2020 Theorem "
        f"1, and 1-norm {np.abs(target).sum():.0f} > 1; inputs of the unit ball may be negative. Conversely a spectral norm is at most "
        f"the 1-norm (200 random 4 x 4 matrices of 1-norm 1: at most {spectral:.4f}): the targets of Theorem 1 are the fewer. Section 2.1 "
        "says so itself.",
    )


@check(
    "section-1-dense",
    r"\text{dense layers are convolutional layers where kernel and input sizes match}",
    uses=("definition-1",),
    perturbed={"smaller": 1},
)
def section_1_dense(*, smaller: int = 0) -> Finding:
    """A convolution whose kernel is as large as its input is a dense layer."""
    weights, image = symbols("w", 2, 2, 2, 2), symbols("x", 2, 2, 2)
    return holds(
        equal(convolve(weights[::-1, ::-1][smaller:, smaller:], image)[-1:, -1:], np.tensordot(image, weights, 3)[None, None]),
        "Symbolically at D = d = c_0 = c_1 = 2: entry (D, D) of Definition 1 is the dense layer of the image with the kernel's rows and "
        "columns reversed, as D - i' + 1 runs through [D]. The padded convolution's other entries are to be left out, or D = d = 1.",
    )


def _one_product_suffices() -> bool:
    """Whether n = 1, which is C log(1/eps) at eps = exp(-1/C), succeeds as often as is asked for, whatever C.

    Its subset sums {0, w} are less than eps from both 1 and -1 if w > 1 - eps and w < eps - 1: never for eps < 1.
    """
    return all(float(math.exp(-1 / c) >= 1) >= -math.expm1(-1 / c) for c in ladder(0.01, 1e6, 200))


def _spare(c: float, parts: int) -> Least:
    """The least excess of a block's floor(n/c_1) products, n = C c_1 log(2y), over those for errors and failures of 1/(parts y)."""
    a, b = samples_line()
    return smallest(
        lambda out, y: math.ceil(c * out * math.log(2 * y)) // out - (a + b * math.log(max(parts * y, 32))),
        {"out": (1, 2, 3, 7, 16, 100), "y": (1.0, 1.3, 2.0, 10.0, 1e4, 1e9)},
        when=lambda out, y: y >= out,
    )


@check(
    "lemma-1",
    r"n \ge C \log \frac{d^2 c}{\varepsilon} \implies P\left(\forall K \; \exists S: \sup_X \|K * X - g_S(X)\|_{\max} < "
    r"\varepsilon\right) \ge 1 - \varepsilon",
    uses=("eq-2", "lemma-1-further-pruning", "lemma-1-wlog", "lemma-1-union", "lemma-1-steps-c-to-f"),
)
def lemma_1() -> Finding:
    """For some constant C, n >= C log(d^2 c / eps) random kernels hold every kernel of 1-norm at most 1 with probability 1 - eps."""
    a, b = samples_line()
    c = kernel_constant()
    found = {y: covering(1 / y, 1 / y, 1.0, PRODUCT).n for y in (1.02, 1.05, 1.1, 1.25, 1.5, 2.0, 4.0, 10.0, 100.0, 1e4, 1e6)}
    names = {1: "n / log(d^2 c / eps), as printed", 2: "n / log(2 d^2 c / eps)"}
    lines = {name: (list(found), [n / math.log(factor * y) for y, n in found.items()]) for factor, name in names.items()}
    return amended(
        _one_product_suffices(),
        a + b * math.log(32) <= c * math.log(2) + 1e-9 and b <= c,
        r"$n \ge C \log \frac{2 d^2 c}{\varepsilon}$, or the same for $\varepsilon \le d^2 c / 2$ only",
        "At d = c = D = 1 and eps = exp(-1/C) a single kernel, n = 1 = C log(1/eps), is enough by the hypothesis, for every C; its "
        "subset sums are 0 and one number w, which cannot be within eps < 1 of both K = 1 and K = -1, so the probability is 0 < 1 - eps: "
        f"no C will do. With log(2 d^2 c / eps) it holds with C = {c:.0f}, proved here in closed form (A + B log(1/eps'), A = {a:.1f}, B "
        f"= {b:.1f}, for eps' <= 1/32); `covering` needs at most {max(lines[names[2]][1]):.0f}. dacunha2023 quotes the subset-sum "
        "theorem for eps < 1/3.",
        Curve("d^2 c / eps", "C that suffices", lines, "xy"),
    )


@check(
    "lemma-1-ticket",
    r"\|K * X - g_S(X)\|_{\max} < \varepsilon \text{ for } n \ge C \log \frac{d^2 c}{\varepsilon}",
    uses=("lemma-1",),
    perturbed={"products": 12},
)
def lemma_1_ticket(*, products: int = 60) -> Finding:
    """Pruned random kernels approximate given ones on images of [0, 1] (here tickets are built and verified at small sizes)."""
    errors = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        kernel = rng.uniform(-1, 1, (1, 2, 3, 3))
        errors.append(output_error(convolution(chain([kernel / np.abs(kernel).sum()]), products, rng)))
    return numerically(
        max(errors) < 0.01,
        f"Five kernels 3 x 3 x 2 of 1-norm 1, n = {products}: masks found exactly, sup over X of the output's error at most "
        f"{max(errors):.3g} < 0.01 (bounded by the weights' errors). Half of the products are 0 by U^+.",
    )


@check("footnote-1", r"d_i^2 \to d_i^2 + 1 \text{ with biases}", uses=("theorem-1", "lemma-2"), perturbed={"more": 0})
def footnote_1(*, more: int = 1) -> Finding:
    """With biases the results hold with d_i^2 + 1 for d_i^2."""
    sizes = {"d": range(1, 8), "c": range(1, 20), "out": range(1, 20)}
    count = smallest(lambda d, c, out: (d * d + more) * c * out - (d * d * c + 1) * out, sizes)

    def total(depth: int, each: float) -> float:
        """The error behind `depth` layers with |K|_1 <= 1, |b| <= 1, if a layer errs by `each` times max(1, its input)."""
        error, norm = 0.0, 1.0
        for _ in range(depth):
            error, norm = error + each * max(1.0, norm), norm * (1 + each) + 1 + each
        return error

    grid = {"depth": (1, 2, 5, 10, 50, 200), "eps": (0.9, 0.1, 1e-3)}
    old = smallest(lambda depth, eps: eps - total(depth, eps / (2 * depth)), grid)
    new = smallest(lambda depth, eps: eps - total(depth, eps / (4 * depth**2)), grid)
    m, depth, eps = sympy.symbols("m ell varepsilon", positive=True)  # m >= 2 weights and biases, so y = m l / eps >= 2
    y = m * depth / eps
    absorbed = same(2 * y**2 - 4 * depth**2 * m / eps, 2 * depth**2 * m / eps**2 * (m - 2 * eps))
    return numerically(
        count.margin >= 0 and new.margin > 0 and absorbed,
        f"An output has d^2 c + 1 subset sums, at most (d^2 + {more}) c of the formula (least margin {count.margin} at "
        f"{at(count.where)}): the biases of U, pruned to positive, times V are a subset sum, too. Signals then grow by up to 1 a layer if "
        f"biases are only at most 1: the proof's eps/(2l) a layer is too much (margin {old.margin:.3g} at {at(old.where)}), eps/(4 l^2) "
        f"suffices (margin {new.margin:.3g}), which costs a factor 3 in C, as 4 l^2 m / eps <= 2 y^2 <= y^3 for y = m l / eps with m >= 2 "
        "weights and biases and eps <= 1. With |K|_1 + |b| <= 1 the proof is as before.",
    )


@check(
    "lemma-2",
    r"n \ge C c_1 \log \frac{d^2 c_0 c_1}{\varepsilon} \implies P\left(\forall K \; \exists S, T: \sup_X \|K * X - g_{T,S}(X)\|_{\max} < "
    r"\varepsilon\right) \ge 1 - \varepsilon",
    uses=("lemma-1", "lemma-2-n-prime", "lemma-2-union", "lemma-2-end"),
)
def lemma_2() -> Finding:
    """The same for a layer of c_1 kernels by C c_1 log(d^2 c_0 c_1 / eps) hidden channels."""
    c = kernel_constant() + 1 / math.log(2)  # one more sample a block, for rounding
    least = _spare(c, 1)
    return amended(
        _one_product_suffices(),
        least.margin >= 0,
        r"$n \ge C c_1 \log \frac{2 d^2 c_0 c_1}{\varepsilon}$, or the same for $\varepsilon \le d^2 c_0 c_1 / 2$",
        "At d = c_0 = c_1 = 1 it is Lemma 1 and fails for eps near 1, with n = 1, for every C. With the 2 each output's block has "
        f"floor(n/c_1) >= A + B log(d^2 c_0 c_1 / eps) products for C = {c:.0f} (least excess {least.margin:.3g} samples at "
        f"{at(least.where)}), n/c_1 being no integer included.",
    )


@check(
    "theorem-1",
    r"P\left(\forall f \in \mathcal{F}: \inf_S \sup_X \|f(X) - g_S(X)\|_{\max} < \varepsilon\right) \ge 1 - \delta \text{ with } C c_i "
    r"\log \frac{c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon, \delta\}} \text{ channels}",
    uses=("lemma-2", "eq-3-union", "final-epsilon", "final-min"),
)
def theorem_1() -> Finding:
    """A random CNN with C c_i log(c_(i-1) c_i d_i^2 l / min(eps, delta)) hidden channels holds all CNNs of l layers of 1-norm at most 1."""
    c = 2 * kernel_constant() + 1 / math.log(2)
    least = _spare(c, 2)  # errors of eps / (2 l N) each, N weights
    plain = dacunha2022_theorem1(ARCHITECTURES["small-cnn"], 0.01, 0.01).samples or ()
    return amended(
        _one_product_suffices(),
        least.margin >= 0 and max(plain) <= c * math.log(2 * 9 * 32 / 0.01),
        r"$C c_i \log \frac{2 c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon, \delta\}}$ channels, or $\min\{\varepsilon, \delta\} \le 1/2$, "
        r"rounded up to a multiple of $c_i$",
        "At l = d = c_0 = c_1 = 1 and eps = delta = exp(-1/C) the hidden layer has exactly C log(1/eps) = 1 channel: one product, one "
        f"sign, no mask for K = 1 and for K = -1, probability 0 < 1 - delta, for every C. With the 2 it holds with C = {c:.0f}: per entry "
        f"1/(2y), y = c_(i-1) c_i d_i^2 l / min(eps, delta), of error and failure (least excess {least.margin:.3g} samples at "
        f"{at(least.where)}). `covering` asks for {plain[0]} and {plain[1]} samples a weight for two layers 1-32-32 of 3 x 3 at 0.01. "
        "delta and the sizes d_i, c_i beyond i = 1 are not introduced in the statement.",
    )


@check("theorem-1-codomain", r"g: [0,1]^{D \times D \times c_0} \to \mathbb{R}^{D \times D \times c_1}", uses=("theorem-1",))
def theorem_1_codomain(*, layer: int = 1) -> Finding:
    """The random network's outputs have c_1 channels."""
    channels, n = (1, 2, 3), 2
    image = integers(0, 3, 3, channels[0], low=0)
    for into, out in itertools.pairwise(channels):
        image = convolve(integers(out, 1, 1, n * out, out), relu(convolve(integers(into, 2, 2, into, n * out), image)))
    return misprint(
        image.shape == (3, 3, channels[layer]),
        image.shape == (3, 3, channels[-1]),
        r"$\mathbb{R}^{D \times D \times c_\ell}$",
        f"With channels (c_0, c_1, c_2) = {channels}, l = 2, the output has shape {image.shape}; that of the class F is printed with c_l.",
    )
