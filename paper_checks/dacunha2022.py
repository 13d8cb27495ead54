"""dacunha2022: da Cunha, Natale, Viennot, Proving the Strong Lottery Ticket Hypothesis for Convolutional Neural Networks (ICLR 2022).

Statements with an unnamed constant C are decided with the one that `_line` proves: n >= A + B log(1/e) products V U^+ have subset sums
within e of all of [-1, 1] but for a probability e.
"""

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from pathlib import Path
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically, out_of_reach
from paper_checks.evidence import at, ladder, same, smallest
from rss_theory import laws
from rss_theory.covering import covering, success_bound
from rss_theory.networks.architecture import ARCHITECTURES
from rss_theory.networks.convolutional import dacunha2022_theorem1
from rss_theory.norms import accumulated_error, convolution_bound
from simulations import solvers
from simulations.montecarlo.intervals import clopper_pearson

Tensor = NDArray[Any]  # exact entries: integers, fractions or sympy expressions
Samples = NDArray[np.float64]
PRODUCT = laws.PRUNED_PRODUCT  # the law of V U^+
HALF = sympy.Rational(1, 2)
IMAGES = Path(__file__).parents[2] / "shared" / "data" / "mnist_t10k.npz"


# Tensors


def _convolve(kernel: Tensor, image: Tensor) -> Tensor:
    """Definition 1: kernel (d, d, c0, c1), image (D, D, c0), exact."""
    d, size = len(kernel), len(image)
    padded = np.full((size + d - 1, size + d - 1, image.shape[2]), 0, dtype=object)
    padded[d - 1 :, d - 1 :] = image
    taps = itertools.product(range(d), repeat=2)
    return sum(padded[d - 1 - i : d - 1 - i + size, d - 1 - j : d - 1 - j + size] @ kernel[i, j].astype(object) for i, j in taps)


def _relu(tensor: Tensor) -> Tensor:
    return np.frompyfunc(lambda x: sympy.Max(0, x), 1, 1)(tensor)


def _symbols(name: str, *shape: int, **assumed: bool) -> Tensor:
    numbered = (sympy.Symbol(f"{name}{'_'.join(map(str, place))}", **assumed) for place in np.ndindex(shape))
    return np.array(list(numbered), dtype=object).reshape(shape)


def _equal(left: Tensor, right: Tensor) -> bool:
    return left.shape == right.shape and all(sympy.expand(a - b) == 0 for a, b in zip(left.flat, right.flat, strict=True))


def _integers(seed: int, *shape: int, low: int = -9) -> Tensor:
    return np.random.default_rng(seed).integers(low, 10, shape).astype(object)


def _largest(tensor: Tensor) -> Any:
    return max(abs(x) for x in tensor.flat)


def _one_norm(tensor: Tensor) -> Any:
    return sum(abs(x) for x in tensor.flat)


# Constants


@cache
def _line() -> tuple[float, float]:
    """A, B: n >= A + B log(1/e) products V U^+ cover [-1, 1] within e but for a probability e, for all e <= 1/32.

    The counting argument of `rss_theory.covering` in closed form: with f(z) = log(1/z)/4, L = 1/e, r = L f(L), t samples cover
    [-h, h], h = (L - e)/2, but for (L/e)^2 (1 - r/2)^t, and m samples in (0, T], T = L - 1/32 <= 2h, add up to less than 1 on either side
    with probability at most 2 exp(s) (1 - q)^m, q = E[1 - exp(-s X); 0 < X <= T]. Each is made e/2. 3 % of error is spare, for <.
    """
    length = math.exp(-1)
    top = length - 1 / 32
    decay = -math.log1p(-length * float(PRODUCT.density(length)) / 2)
    edges = np.linspace(0.0, top, 513)
    masses = np.diff(edges * (1 + np.log(1 / np.maximum(edges, 1e-300))) / 4)  # integral of f: z (1 + log(1/z)) / 4

    def line(s: float) -> tuple[float, float]:
        rate = -math.log1p(-float((1 - np.exp(-s * edges[:-1])) @ masses))  # 1 - exp(-s z) rises: its least value on each cell
        slope = 3 / decay + 1 / rate
        return (2 * math.log(length) + math.log(2)) / decay + (s + math.log(4)) / rate + 2 + slope * math.log(1 / 0.97), slope

    return min((line(s) for s in range(4, 40)), key=lambda pair: pair[0] + pair[1] * math.log(32))


@cache
def _constant() -> float:
    """C with A + B log(max(y, 32)) <= C log(2 y) for all y >= 1: then n >= C log(2 d^2 c / eps) suffices for a kernel, y = d^2 c / eps.

    On [1, 32] the left side is constant, beyond its slope in log y is B: y = 1, y = 32 and B <= C decide.
    """
    a, b = _line()
    return max(b, (a + b * math.log(32)) / math.log(2))


@cache
def _exponential(xi: float) -> tuple[float, float] | None:
    """(a, b): E[max over |z| <= (1/16 - xi) n of the distance to the nearest subset sum of n products V U^+] <= a exp(-b n), all n.

    As `_line`, of n samples kappa n in (0, T], T = (1 - theta) L, that reach A n = (1/16 - xi) n, by Chernoff's bound with
    1 - exp(-x) >= x - x^2/2 from the moments m1, m2 of f on (0, T], and the rest that cover within theta L exp(-beta n); the distance is
    at most A n in any case, and n exp(-2 b n) <= exp(-b n) / (e b). None where no kappa < 1 reaches so far.
    """
    theta, reach = 0.05, 1 / 16 - xi
    best: tuple[float, float] | None = None
    for length, kappa in itertools.product(np.linspace(0.4, 0.95, 23), np.linspace(0.05, 0.95, 46)):
        top = (1 - theta) * length
        decay = -math.log1p(-length * math.log(1 / length) / 8)
        m1, m2 = top**2 * (2 * math.log(1 / top) + 1) / 16, top**3 * (3 * math.log(1 / top) + 1) / 36
        drift = kappa * m1 - reach
        if drift > 0:
            rate = min(decay * (1 - kappa) / 3, drift**2 / (2 * kappa * m2))
            a = theta * length + reach * (math.exp(decay) / theta**2 + 2) * 2 / (math.e * rate)
            if best is None or rate / 2 > best[1]:
                best = (a, rate / 2)
    return best


# 1 Introduction, 2 Theoretical results


def _size(layers: list[tuple[int, int, int]], least: float, power: float = 1) -> float:
    """Theorem 1's number of random weights at C = 1: layers of (d, c_in, c_out)."""
    return sum(out * math.log(d * d * c * out * len(layers) / least) ** power * (d * d * c + out) for d, c, out in layers)


def _weights(layers: list[tuple[int, int, int]]) -> int:
    return sum(d * d * c * out for d, c, out in layers)


@check(
    "dacunha2022:informal-theorem-1",
    r"O\left(k \log \frac{k \ell}{\min\{\varepsilon, \delta\}}\right) \text{ parameters for any CNN with } k \text{ parameters}",
    uses=("dacunha2022:theorem-1", "dacunha2022:size-analysis", "dacunha2022:generalizations-size"),
    perturbed={"groups": False},
)
def informal_theorem_1(*, groups: bool = True) -> Finding:
    """Any CNN with k parameters, kernels of 1-norm at most 1, is held by a random CNN with O(k log(k l / min(eps, delta))) parameters."""

    def spare(d: int, c: int, out: int, y: float) -> float:
        """Of 4 k_i log(y), in network sizes at C = 1, with log(2y) as amended; V has n entries in c_i groups, else n c_i."""
        k = d * d * c * out
        return 1 - out * math.log(2 * y) * (d * d * c + (1 if groups else out)) / (4 * k * math.log(y))

    grid = {"d": (1, 2, 5), "c": (1, 3, 1000), "out": (1, 10, 1000), "y": (2.0, 3.0, 100.0, 1e9)}
    least = smallest(spare, grid)
    plain = [(1 + out) * math.log(2 * out / 0.01) / math.log(out / 0.01) for out in (10, 1000)]
    return holds(
        least.margin >= -1e-12,
        "At most 4 C k log(k l / min(eps, delta)) for k l / min(eps, delta) >= 2, as d^2 c + 1 <= 2 d^2 c, log(2y) <= 2 log(y) and k_i "
        f"<= k (least margin on a grid {least.margin:.3g} at {at(least.where)}), if V is in c_i groups, by Section 2.1's 5-D tensor. "
        "Theorem 1 itself has n c_i entries in V, and is so small only for c_i = O(d_i^2 c_(i-1)), as its size analysis says: for a 1 x "
        f"1 layer from 1 to c channels the factor is {plain[0]:.3g} C at c = 10, {plain[1]:.4g} C at c = 1000.",
    )


@check(
    "dacunha2022:section-1-generalizes",
    r"\text{This result generalizes those by Pensia et al. (2020), dense layers being convolutions}",
    uses=("dacunha2022:theorem-1", "pensia2020:theorem-1"),
)
def section_1_generalizes() -> Finding:
    """Theorem 1 contains the results for dense layers, those of Pensia et al. among them."""
    target, image = np.eye(2), np.array([-1.0, 0.0])
    theirs = np.linalg.norm(target, 2) <= 1 and np.linalg.norm(image) <= 1
    ours = np.abs(target).sum() <= 1 and image.min() >= 0
    rng = np.random.default_rng(0)
    drawn = rng.uniform(-1, 1, (200, 4, 4))
    drawn /= np.abs(drawn).sum(axis=(1, 2), keepdims=True)
    return amended(
        bool(not theirs or ours),
        bool(np.linalg.norm(drawn, 2, axis=(1, 2)).max() <= 1),
        r"extends them to convolutions, under stronger hypotheses: $\|K\|_1 \le 1$ in place of spectral norm at most 1, inputs in [0, 1]",
        "A dense layer is a convolution at D = d = 1, but the 2 x 2 identity has spectral norm 1, so is a target of pensia2020 Theorem "
        f"1, and 1-norm {np.abs(target).sum():.0f} > 1; inputs of the unit ball may be negative. Conversely a spectral norm is at most "
        f"the 1-norm (200 random 4 x 4 matrices of 1-norm 1: at most {np.linalg.norm(drawn, 2, axis=(1, 2)).max():.4f}): the targets of "
        "Theorem 1 are the fewer. Section 2.1 says so itself.",
    )


@check(
    "dacunha2022:section-1-dense",
    r"\text{dense layers are convolutional layers where kernel and input sizes match}",
    uses=("dacunha2022:definition-1",),
    perturbed={"smaller": 1},
)
def section_1_dense(*, smaller: int = 0) -> Finding:
    """A convolution whose kernel is as large as its input is a dense layer."""
    size = 2
    d = size - smaller
    weights, image = _symbols("w", size, size, 2, 2), _symbols("x", size, size, 2)
    found = _convolve(weights[::-1, ::-1][:d, :d], image)[-1:, -1:]
    return holds(
        _equal(found, np.tensordot(image, weights, 3)[None, None]),
        "Symbolically at D = d = c_0 = c_1 = 2: entry (D, D) of Definition 1 is the dense layer of the image with the kernel's rows and "
        "columns reversed, as D - i' + 1 runs through [D]. The padded convolution's other entries are to be left out, or D = d = 1.",
    )


def _at_the_end(c: float) -> tuple[float, float]:
    """eps = exp(-1/C) and the chance to succeed that is asked for: there n = 1 sample is as many as C log(1/eps)."""
    return math.exp(-1 / c), -math.expm1(-1 / c)


def _single_sample(eps: float) -> float:
    """P(the subset sums {0, w} of one product are less than eps from both 1 and -1), eps < 1: w > 1 - eps and w < eps - 1."""
    return 0.0 if eps < 1 else 1.0


@check(
    "dacunha2022:lemma-1",
    r"n \ge C \log \frac{d^2 c}{\varepsilon} \implies P\left(\forall K \; \exists S: \sup_X \|K * X - g_S(X)\|_{\max} < "
    r"\varepsilon\right) \ge 1 - \varepsilon",
    uses=(
        "dacunha2022:eq-2",
        "dacunha2022:lemma-1-further-pruning",
        "dacunha2022:lemma-1-wlog",
        "dacunha2022:lemma-1-union",
        "dacunha2022:lemma-1-steps-c-to-f",
    ),
)
def lemma_1() -> Finding:
    """For some constant C, n >= C log(d^2 c / eps) random kernels hold every kernel of 1-norm at most 1 with probability 1 - eps."""
    enough = all(_single_sample(eps) >= asked for eps, asked in map(_at_the_end, ladder(0.01, 1e6, 200)))
    a, b = _line()
    c = _constant()
    proved = a + b * math.log(32) <= c * math.log(2) + 1e-9 and b <= c
    ys = [1.02, 1.05, 1.1, 1.25, 1.5, 2.0, 4.0, 10.0, 100.0, 1e4, 1e6]
    found = [covering(1 / y, 1 / y, 1.0, PRODUCT).n for y in ys]
    curve = Curve(
        "d^2 c / eps",
        "C that suffices",
        {
            "n / log(d^2 c / eps), as printed": (ys, [n / math.log(y) for n, y in zip(found, ys, strict=True)]),
            "n / log(2 d^2 c / eps)": (ys, [n / math.log(2 * y) for n, y in zip(found, ys, strict=True)]),
        },
        "xy",
    )
    return amended(
        enough,
        proved,
        r"$n \ge C \log \frac{2 d^2 c}{\varepsilon}$, or the same for $\varepsilon \le d^2 c / 2$ only",
        "At d = c = D = 1 and eps = exp(-1/C) a single kernel, n = 1 = C log(1/eps), is enough by the hypothesis, for every C; its "
        "subset sums are 0 and one number w, which cannot be within eps < 1 of both K = 1 and K = -1, so the probability is 0 < 1 - eps: "
        f"no C will do. With log(2 d^2 c / eps) it holds with C = {c:.0f}, proved here in closed form (A + B log(1/eps'), A = {a:.1f}, B "
        f"= {b:.1f}, for eps' <= 1/32); `covering` needs at most {max(curve.lines['n / log(2 d^2 c / eps)'][1]):.0f}. dacunha2023 quotes "
        "the subset-sum theorem for eps < 1/3.",
        curve,
    )


@check(
    "dacunha2022:lemma-1-ticket",
    r"\|K * X - g_S(X)\|_{\max} < \varepsilon \text{ for } n \ge C \log \frac{d^2 c}{\varepsilon}",
    uses=("dacunha2022:lemma-1",),
    perturbed={"products": 12},
)
def lemma_1_ticket(*, products: int = 60) -> Finding:
    """Pruned random kernels approximate given ones on images of [0, 1] (here tickets are built and verified at small sizes)."""
    from simulations.tickets.convolution import convolution, output_error
    from simulations.tickets.network import chain

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


@check(
    "dacunha2022:footnote-1",
    r"d_i^2 \to d_i^2 + 1 \text{ with biases}",
    uses=("dacunha2022:theorem-1", "dacunha2022:lemma-2"),
    perturbed={"more": 0},
)
def footnote_1(*, more: int = 1) -> Finding:
    """With biases the results hold with d_i^2 + 1 for d_i^2."""
    count = smallest(
        lambda d, c, out: (d * d + more) * c * out - (d * d * c + 1) * out, {"d": range(1, 8), "c": range(1, 20), "out": range(1, 20)}
    )

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
    "dacunha2022:lemma-2",
    r"n \ge C c_1 \log \frac{d^2 c_0 c_1}{\varepsilon} \implies P\left(\forall K \; \exists S, T: \sup_X \|K * X - g_{T,S}(X)\|_{\max} < "
    r"\varepsilon\right) \ge 1 - \varepsilon",
    uses=("dacunha2022:lemma-1", "dacunha2022:lemma-2-n-prime", "dacunha2022:lemma-2-union", "dacunha2022:lemma-2-end"),
)
def lemma_2() -> Finding:
    """The same for a layer of c_1 kernels by C c_1 log(d^2 c_0 c_1 / eps) hidden channels."""
    enough = all(_single_sample(eps) >= asked for eps, asked in map(_at_the_end, ladder(0.01, 1e6, 200)))
    c = _constant() + 1 / math.log(2)  # one more sample a block, for rounding
    grid = {"out": (1, 2, 3, 7, 16, 100), "y": (1.0, 1.3, 2.0, 10.0, 1e4, 1e9)}
    a, b = _line()

    def spare(out: int, y: float) -> float:
        n = math.ceil(c * out * math.log(2 * y))
        return n // out - (a + b * math.log(max(y, 32)))

    least = smallest(spare, grid, when=lambda out, y: y >= out or out == 1)
    return amended(
        enough,
        least.margin >= 0,
        r"$n \ge C c_1 \log \frac{2 d^2 c_0 c_1}{\varepsilon}$, or the same for $\varepsilon \le d^2 c_0 c_1 / 2$",
        "At d = c_0 = c_1 = 1 it is Lemma 1 and fails for eps near 1, with n = 1, for every C. With the 2 each output's block has "
        f"floor(n/c_1) >= A + B log(d^2 c_0 c_1 / eps) products for C = {c:.0f} (least excess {least.margin:.3g} samples at "
        f"{at(least.where)}), n/c_1 being no integer included.",
    )


@check(
    "dacunha2022:theorem-1",
    r"P\left(\forall f \in \mathcal{F}: \inf_S \sup_X \|f(X) - g_S(X)\|_{\max} < \varepsilon\right) \ge 1 - \delta \text{ with } C c_i "
    r"\log \frac{c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon, \delta\}} \text{ channels}",
    uses=("dacunha2022:lemma-2", "dacunha2022:eq-3-union", "dacunha2022:final-epsilon", "dacunha2022:final-min"),
)
def theorem_1() -> Finding:
    """A random CNN with C c_i log(c_(i-1) c_i d_i^2 l / min(eps, delta)) hidden channels holds all CNNs of l layers of 1-norm at most 1."""
    enough = all(_single_sample(eps) >= asked for eps, asked in map(_at_the_end, ladder(0.01, 1e6, 200)))
    a, b = _line()
    c = 2 * _constant() + 1 / math.log(2)
    grid = {"out": (1, 2, 3, 16, 100), "y": (1.0, 1.3, 2.0, 10.0, 1e4, 1e9)}

    def spare(out: int, y: float) -> float:
        n = math.ceil(c * out * math.log(2 * y))
        return n // out - (a + b * math.log(max(2 * y, 32)))  # errors of eps / (2 l N) each, N weights

    least = smallest(spare, grid, when=lambda out, y: y >= out)
    plain = dacunha2022_theorem1(ARCHITECTURES["small-cnn"], 0.01, 0.01).samples or ()
    return amended(
        enough,
        least.margin >= 0 and max(plain) <= c * math.log(2 * 9 * 32 / 0.01),
        r"$C c_i \log \frac{2 c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon, \delta\}}$ channels, or $\min\{\varepsilon, \delta\} \le 1/2$, "
        r"rounded up to a multiple of $c_i$",
        "At l = d = c_0 = c_1 = 1 and eps = delta = exp(-1/C) the hidden layer has exactly C log(1/eps) = 1 channel: one product, one "
        f"sign, no mask for K = 1 and for K = -1, probability 0 < 1 - delta, for every C. With the 2 it holds with C = {c:.0f}: per entry "
        f"1/(2y), y = c_(i-1) c_i d_i^2 l / min(eps, delta), of error and failure (least excess {least.margin:.3g} samples at "
        f"{at(least.where)}). `covering` asks for {plain[0]} and {plain[1]} samples a weight for two layers 1-32-32 of 3 x 3 at 0.01. "
        "delta and the sizes d_i, c_i beyond i = 1 are not introduced in the statement.",
    )


@check(
    "dacunha2022:theorem-1-codomain",
    r"g: [0,1]^{D \times D \times c_0} \to \mathbb{R}^{D \times D \times c_1}",
    uses=("dacunha2022:theorem-1",),
)
def theorem_1_codomain(*, layer: int = 1) -> Finding:
    """The random network's outputs have c_1 channels."""
    channels, n = (1, 2, 3), 2
    image = _integers(0, 3, 3, channels[0], low=0)
    for into, out in itertools.pairwise(channels):
        hidden = _relu(_convolve(_integers(into, 2, 2, into, n * out), image))
        image = _convolve(_integers(out, 1, 1, n * out, out), hidden)
    return misprint(
        image.shape == (3, 3, channels[layer]),
        image.shape == (3, 3, channels[-1]),
        r"$\mathbb{R}^{D \times D \times c_\ell}$",
        f"With channels (c_0, c_1, c_2) = {channels}, l = 2, the output has shape {image.shape}; that of the class F is printed with c_l.",
    )


# 2.1 Discussion


@check(
    "dacunha2022:size-analysis",
    r"\sum_i C c_i \log \frac{c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon, \delta\}} (d_i^2 c_{i-1} + c_i) = O\left(k \log \frac{k "
    r"\ell}{\min\{\varepsilon, \delta\}}\right)",
    uses=("dacunha2022:theorem-1",),
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
            out_channels = int(rng.integers(1, 4 * d * d * channels + 1))
            layers.append((d, channels, out_channels))
            channels = out_channels
        k, least = _weights(layers), float(10 ** rng.uniform(-9, -0.01))
        worst = min(worst, 5 * k * math.log(k * len(layers) / least) ** power / _size(layers, least))
    return holds(
        per_layer and worst >= 1 - 1e-12,
        "Layer by layer (d^2 c + c') c' log(k_i l/..) <= (1 + kappa) k_i log(k l/..) if c' <= kappa d^2 c, and the k_i add up to k: the "
        f"constant is C (1 + kappa). On 500 random architectures with kappa = 4 bound over size is at least {worst:.3f}.",
    )


@check(
    "dacunha2022:size-analysis-v-and-u",
    r"c_i = O(d_i^2 c_{i-1}) \implies \text{size of } V \text{ within a constant factor of that of } U",
    perturbed={"kernel": 0},
)
def size_analysis_v_and_u(*, kernel: int = 2) -> Finding:
    """V is at most a constant times as large as U."""
    d, into, out, n = sympy.symbols("d c_0 c_1 n", positive=True)
    ratio = sympy.simplify((n * out) / (d**2 * into * n))
    return holds(
        same(ratio, out / (d**kernel * into)),
        f"size of V over size of U = {ratio}, what the assumption bounds; from below it bounds nothing, nor need it.",
    )


@check(
    "dacunha2022:size-analysis-classical",
    r"c_i \le \kappa d_i^2 c_{i-1} \text{ with a small } \kappa \text{ for classical networks}",
    perturbed={"kappa": 1.0},
)
def size_analysis_classical(*, kappa: float = 4.0) -> Finding:
    """Classical convolutional networks meet the assumption with a small constant."""
    ratio = {
        name: max(layer.out / (layer.kernel**2 * layer.into) for layer in found.layers if not layer.dense)
        for name, found in ARCHITECTURES.items()
        if any(not layer.dense for layer in found.layers)
    }
    ratio["VGG (first layer, 3 to 64 by 3 x 3)"] = 64 / 27
    return numerically(
        max(ratio.values()) <= kappa,
        f"Greatest c_i / (d_i^2 c_(i-1)): {', '.join(f'{name} {value:.3g}' for name, value in ratio.items())}; 4 for the widening 1 x 1 "
        f"layers of ResNet50. The printed text names no number; {kappa:g} is taken.",
    )


@check("dacunha2022:limitations-identity", r"a = \sigma(a) - \sigma(-a)", perturbed={"sign": 1})
def limitations_identity(*, sign: int = -1) -> Finding:
    """A number is the difference of its and its negative's positive parts."""
    a = sympy.Symbol("a", positive=True)
    cases = [same(x, sympy.Max(0, x) + sign * sympy.Max(0, -x)) for x in (a, -a, sympy.Integer(0))]
    return holds(all(cases), "For a > 0, a < 0 and a = 0, symbolically.")


@check(
    "dacunha2022:limitations-one-norm",
    r"\|K\|_2 \le 1 \;\not\Rightarrow\; \|K * X\|_{\max} \le \|X\|_{\max} \text{ with several channels, hence } \|K\|_1 \le 1",
    uses=("dacunha2022:proposition-1",),
    perturbed={"channels": 1},
)
def limitations_one_norm(*, channels: int = 2) -> Finding:
    """The entries' dimension, the number of channels, motivates the 1-norm in place of the spectral norm of the dense results."""
    turn = np.array([[(-1) ** ((i & j).bit_count()) for j in range(channels)] for i in range(channels)], dtype=object)
    spectral = np.linalg.norm(turn.astype(float), 2) / math.sqrt(channels)
    output = _convolve(turn[None, None], np.ones((1, 1, channels), dtype=object)) / sympy.sqrt(channels)
    return holds(
        bool(_largest(output) > 1) and math.isclose(spectral, 1),
        f"The {channels} x {channels} Hadamard matrix over its root, D = d = 1, has spectral norm {spectral:.6g} and enlarges the input "
        f"of ones, in the max norm, by {_largest(output)}: the proof's step from layer to layer needs a norm like the 1-norm (Proposition "
        "1).",
    )


@check("dacunha2022:limitations-first-layer", r"\sigma(x) \ge 0", perturbed={"leak": 0.1})
def limitations_first_layer(*, leak: float = 0.0) -> Finding:
    """Non-negative inputs are a restriction for the first layer only."""
    least = min(max(x, leak * x) for x in (-1.0, 0.0, 1.0)) + 0.0  # homogeneous: two rays and 0
    return holds(
        least >= 0,
        f"The inputs of later layers are outputs of the ReLU, and of pruned layers' ReLU: least value {least:g}. Other activations are "
        "not covered by this.",
    )


@check(
    "dacunha2022:limitations-negative-inputs",
    r"\text{several entries of the input for each output prevent } a = \sigma(a) - \sigma(-a) \text{ for convolutions}",
    uses=("dacunha2022:limitations-identity", "burkholz2022:theorem-3.1"),
)
def limitations_negative_inputs() -> Finding:
    """With convolutions positive and negative entries of the input cannot be dealt with separately."""
    image, kernel = _integers(1, 4, 4, 2), _integers(2, 3, 3, 2, 1)
    taps = list(np.ndindex(3, 3, 2))
    first, second = np.zeros((3, 3, 2, 2 * len(taps)), dtype=object), np.zeros((1, 1, 2 * len(taps), 1), dtype=object)
    for t, tap in enumerate(taps):  # each hidden filter pruned to one entry, +1 or -1
        first[(*tap, 2 * t)], first[(*tap, 2 * t + 1)] = 1, -1
        second[0, 0, 2 * t, 0], second[0, 0, 2 * t + 1, 0] = kernel[(*tap, 0)], -kernel[(*tap, 0)]
    by_taps = _equal(_convolve(second, _relu(_convolve(first, image))), _convolve(kernel, image))
    outer = np.concatenate([kernel, -kernel], axis=2)  # the other order: 1 x 1 first, then d x d
    inner = np.concatenate([np.eye(2, dtype=int), -np.eye(2, dtype=int)], axis=1).astype(object)[None, None]
    by_order = _equal(_convolve(outer, _relu(_convolve(inner, image))), _convolve(kernel, image))
    return amended(
        not (by_taps or by_order),
        by_taps and by_order,
        "not at this width in this order of the layers; with filters pruned to one entry each, or with the 1 x 1 layer first, it works",
        "Exactly, for integer images of both signs: d x d filters pruned to one entry each, 2 d^2 c of them, and a 1 x 1 layer give K * "
        "X; so does a 1 x 1 layer with 2 c channels followed by d x d kernels, each of n samples: 2 n c_0 hidden channels in place of n "
        "c_1. burkholz2022 Theorem 3.1 is built so.",
    )


@check(
    "dacunha2022:limitations-biases",
    r"\text{biases suffice to make inputs non-negative}",
    uses=("dacunha2022:limitations-identity",),
    perturbed={"layers": 0},
)
def limitations_biases(*, layers: int = 1) -> Finding:
    """With biases a CNN on inputs with negative values is equivalent to one on non-negative inputs."""
    image, kernel = np.array([Fraction(x, 9) for x in _integers(3, 4, 4, 2).flat], dtype=object).reshape(4, 4, 2), _integers(4, 3, 3, 2, 1)
    moved = image + 1  # in [0, 2]
    if layers:
        found = _convolve(kernel, _relu(moved - 1)) - _convolve(kernel, _relu(1 - moved))
    else:
        found = _convolve(kernel, moved) - sum(kernel.flat)  # the mean taken off by the layer's own bias
    return holds(
        _equal(found, _convolve(kernel, image)),
        "K * X = K * s(X' - 1) - K * s(1 - X') with X' = X + 1 >= 0, s the ReLU: one more layer, 1 x 1 with biases, exactly. The first "
        "layer's own bias alone does not do it: K * X' - sum(K) differs from K * X at the border, where X' is padded with 0, not with 1.",
    )


@check(
    "dacunha2022:generalizations-5d",
    r"U: d \times d \times c_{i-1} \times (n/c_i) \times c_1 \implies U * X: D \times D \times (n/c_i) \times c_i",
    uses=("dacunha2022:lemma-2",),
)
def generalizations_5d() -> Finding:
    """A 5-D tensor U with last size c_1 gives c_i groups of n/c_i channels."""
    channels, n, d, size, i = (1, 2, 3), 6, 2, 3, 2
    into, out = channels[i - 1], channels[i]

    def shape(last: int) -> tuple[int, ...]:
        kernels = _integers(5, d, d, into, n // out, last)
        image = _integers(6, size, size, into, low=0)
        return np.stack([_convolve(kernels[..., group], image) for group in range(last)], axis=-1).shape

    return misprint(
        shape(channels[1]) == (size, size, n // out, out),
        shape(out) == (size, size, n // out, out),
        r"$d \times d \times c_{i-1} \times (n/c_i) \times c_i$",
        f"For layer 2 of channels {channels}, n = {n}: shape {shape(channels[1])} as printed, {shape(out)} with c_i.",
    )


@check(
    "dacunha2022:generalizations-size",
    r"|V| = n \le |U| = d^2 c_{i-1} n \implies O\left(k \log \frac{k \ell}{\min\{\varepsilon, \delta\}}\right) \text{ without the "
    r"assumption}",
    uses=("dacunha2022:generalizations-5d", "dacunha2022:theorem-1"),
    perturbed={"width": 2},
)
def generalizations_size(*, width: int = 1) -> Finding:
    """With the 5-D tensor V is not larger than U and the network is larger by a logarithmic factor only, whatever the shapes."""
    d, into, out, log = sympy.symbols("d c_0 c_1 log", positive=True, integer=True)
    n = out**width * log  # C c_i log(..)
    total = d**2 * into * n + n
    twice = sympy.expand(2 * d**2 * into * out * log - total)
    return holds(
        same(twice, out * log * (d**2 * into - 1)),
        "2 k_i C log(..) - (|U| + |V|) = C log(..) c_i (d^2 c_(i-1) - 1) >= 0 symbolically: at most 2 C k log(k l / min(eps, delta)) "
        "parameters. V is as large as U at d = c_(i-1) = 1.",
    )


@check(
    "dacunha2022:generalizations-law",
    r"\text{laws that contain a } b\text{-scaled } \mathrm{Unif}([-a,a]): a, b \text{ only change the constants}",
    uses=("dacunha2022:definition-2", "dacunha2022:theorem-1", "dacunha2022:theorem-2"),
    perturbed={"power": 0.5},
)
def generalizations_law(*, power: float = 1) -> Finding:
    """Other laws of weights that contain a uniform change the constants only."""
    text, ok = [], True
    for a, b in ((1.0, 0.5), (0.5, 0.5), (1.0, 0.24), (0.5, 0.1)):
        share = (2 * a * b) ** 2 / 2  # both weights from the uniform part, U positive
        law = laws.Mixture(1 - share, laws.Zero(), laws.ProductOfUniforms())
        needed = [covering(e / a**2, e, 1 / a**2, law).n / math.log(1 / e) ** power for e in (0.01, 1e-4, 1e-8)]
        ok = ok and max(needed) <= 1.0001 * needed[0]
        text.append(f"a = {a:g}, b = {b:g}: {needed[0]:.0f}, {needed[1]:.0f}, {needed[2]:.0f}")
    return numerically(
        ok,
        "A weight of such a law is from U[-a, a] with probability 2ab; the rest may be pruned, so unbounded laws, to which Theorem 2 as "
        "quoted does not apply, are covered, too. n / log(1/eps') of `covering` at eps' = 0.01, 1e-4, 1e-8, which does not rise: "
        f"{'; '.join(text)}.",
    )


@check(
    "dacunha2022:generalizations-pooling",
    r"\text{average pooling } A: \; \|A(X)\|_{\max} \le \|X\|_{\max}, \; A(X) \ge 0",
    uses=("dacunha2022:proposition-1",),
    perturbed={"weight": Fraction(1, 2)},
)
def generalizations_pooling(*, weight: Fraction = Fraction(1, 4)) -> Finding:
    """Average pooling can be treated as a convolution in the proof: it enlarges no input and makes none negative."""
    channels = 3
    kernel = np.zeros((2, 2, channels, channels), dtype=object)
    for c in range(channels):
        kernel[:, :, c, c] = weight
    own = convolution_bound(kernel.astype(float).transpose(3, 2, 0, 1)).value
    ones = _convolve(kernel, np.ones((4, 4, channels), dtype=int).astype(object))
    return holds(
        own <= 1 and _largest(ones) <= 1 and min(kernel.flat) >= 0,
        f"2 x 2 means over {channels} channels: the 1-norm of one output's kernel is {own:g}, which is what Proposition 1 needs. The "
        f"paper's norm adds up all outputs, {_one_norm(kernel)} > 1: pooling is no target of the class F, and is left as it is.",
    )


# 3 Experiments


def _lenet() -> list[tuple[int, int, int]]:
    return [(layer.kernel, layer.into, layer.out) for layer in ARCHITECTURES["lenet5"].layers if not layer.dense]


@check("dacunha2022:section-3-parameters", r"2572 \text{ parameters in the convolutional layers}", perturbed={"printed": 2550})
def section_3_parameters(*, printed: int = 2572) -> Finding:
    """LeNet5 has 2572 convolutional parameters."""
    weights = [d * d * c * out for d, c, out in _lenet()]
    biases = [out for *_, out in _lenet()]
    return holds(
        sum(weights) + sum(biases) == printed,
        f"weights {weights[0]} + {weights[1]}, biases {biases[0]} + {biases[1]}: {sum(weights) + sum(biases)}; biases are counted.",
    )


@check("dacunha2022:section-3-activations", r"7 \times 7 \times 16", perturbed={"printed": (5, 5, 16)})
def section_3_activations(*, printed: tuple[int, int, int] = (7, 7, 16)) -> Finding:
    """The convolutional part ends with 7 x 7 x 16 activations."""
    side = 28
    for _ in _lenet():
        side //= 2  # padded 5 x 5 convolutions keep the size, 2 x 2 pooling halves it
    valid = ((28 - 4) // 2 - 4) // 2
    return holds(
        (side, side, _lenet()[-1][2]) == printed,
        f"28 -> 14 -> {side} with padding, {side * side * 16} numbers; without, as in the original LeNet5, it would be {valid} x {valid} "
        "x 16.",
    )


@cache
def _errors(n: int, greatest: float, seed: int, count: int = 2572) -> Samples:
    """Errors of the closest subset sums of n uniform samples for so many weights of [-greatest, greatest]."""
    rng = np.random.default_rng(seed)
    return solvers.closest_many(rng.uniform(-1, 1, (count, n)), greatest * rng.uniform(-1, 1, count)).errors


@check(
    "dacunha2022:section-3-good-from-15-20",
    r"\max_w \min_S |w - \textstyle\sum_S x_i| < 10^{-2} \text{ from sample sizes around } 15\text{-}20",
    perturbed={"low": 8, "high": 12},
)
def section_3_good(*, low: int = 15, high: int = 20) -> Finding:
    """The worst of the 2572 weights is approximated within 0.01 from sample sizes around 15 to 20 on."""
    ns = list(range(8, 23, 2))
    seeds = range(7)
    median = {n: float(np.median([_errors(n, 0.5, seed).max() for seed in seeds])) for n in ns}
    first = min(n for n in ns if all(median[m] < 0.01 for m in ns if m >= n))
    curve = Curve(
        "n",
        "greatest of 2572 errors, median of 7 runs",
        {"weights uniform on [-1/2, 1/2]": ([float(n) for n in ns], [median[n] for n in ns])},
        "y",
    )
    return numerically(
        low <= first <= high,
        "The toolkit's own 7 x 2572 weights, uniform on [-1/2, 1/2] (the trained ones are not printed), exact solver: the median of the "
        f"greatest error is {median[12]:.3g} at n = 12, {median[16]:.3g} at 16, {median[20]:.3g} at 20; below 0.01 from n = {first} on.",
        curve,
    )


@check(
    "dacunha2022:section-3-larger-weights",
    r"\text{weights twice as large need a larger sample}",
    uses=("dacunha2022:theorem-2",),
    perturbed={"factor": 0.5},
)
def section_3_larger(*, factor: float = 2.0) -> Finding:
    """Larger weights, by a factor up to 2, are approximated worse at small sample sizes."""
    good = [int((_errors(10, greatest, 1) < 0.01).sum()) for greatest in (0.5, 0.5 * factor)]
    (larger, _), (_, smaller) = (clopper_pearson(count, 2572) for count in good)
    return numerically(
        float(larger) > float(smaller),
        f"n = 10, 2572 weights: within 0.01 are {good[0] / 2572:.3f} (99 % interval from {float(larger):.3f}) for |w| <= 1/2, "
        f"{good[1] / 2572:.3f} (to {float(smaller):.3f}) for weights {factor:g} times as large.",
    )


def _largest_sum_tail(n: int, x: Fraction) -> Fraction:
    """P(the positive ones of n samples of U[-1, 1] add up to at least x): Irwin-Hall, binomial number of positive samples."""
    total = Fraction(0)
    for k in range(1, n + 1):
        y = k - x  # P(sum of k >= x) = P(sum of k <= k - x)
        if y > 0:
            tail = (
                sum((-1) ** j * math.comb(k, j) * (y - j) ** k for j in range(math.floor(y) + 1)) / math.factorial(k)
                if y < k
                else Fraction(1)
            )
            total += math.comb(n, k) * tail
    return total / 2**n


@check(
    "dacunha2022:section-3-norms",
    r"50 \le \|K\|_1 \le 15000 \text{ for the kernels obtained, weights within } 10^{-2} \text{ at } n = 20",
    uses=("dacunha2022:section-3-good-from-15-20",),
)
def section_3_norms(*, norm: int = 15000, n: int = 20) -> Finding:
    """Kernels have 1-norms from 50 up to 15000, and their weights are approximated within 0.01 with 15 to 20 samples."""
    weights = max(d * d * c * out for d, c, out in _lenet())
    dense = max(layer.into * layer.out for layer in ARCHITECTURES["lenet5"].layers if layer.dense)
    mean, error = Fraction(norm, weights), Fraction(1, 100)
    log_chance = 0.0
    for t in (mean * Fraction(j, 40) for j in range(1, 40)):  # at least so many weights exceed t if none exceeds n + error
        many = math.ceil((norm - weights * t) / (n + error - t))
        log_chance = min(log_chance, many * math.log2(_largest_sum_tail(n, t - error)))
    return amended(
        log_chance > math.log2(0.01),
        Fraction(norm, dense) <= HALF,
        "of all layers, dense ones among them: 15000 may be the first dense layer's, not that of an approximated convolution",
        f"The larger convolution has {weights} weights, so a 1-norm of {norm} is {float(mean):.3g} a weight on average, while {n} samples "
        f"of U[-1, 1] reach {n / 4:g} on average and {n} at most: then all weights are within 0.01 of subset sums with probability at "
        f"most 2^{log_chance:.0f} (exact tails), against the errors printed beside it. The first dense layer has {dense} weights, "
        f"{norm / dense:.2f} each. Weights of at most 1/2, which show just these errors, give the convolution a norm of at most "
        f"{weights // 2}, so norms above 1 are beyond doubt possible.",
    )


@cache
def _images() -> Samples:
    """100 test images of MNIST where they are at hand, else smoothed noise of the same size; in [0, 1]."""
    if IMAGES.exists():
        with np.load(IMAGES) as data:
            return np.asarray(data["images"][:100], dtype=float) / 255
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(np.random.default_rng(0).standard_normal((100, 28, 28)), (0, 2, 2))
    return np.asarray(np.maximum(noise, 0) / noise.max())


def _activations(kernels: list[Samples], biases: list[Samples]) -> Samples:
    """The convolutional part of LeNet5: padded 5 x 5 convolutions, ReLU, 2 x 2 maxima."""
    x = _images()[..., None]
    for kernel, bias in zip(kernels, biases, strict=True):
        padded = np.pad(x, ((0, 0), (2, 2), (2, 2), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5), axis=(1, 2))
        x = np.maximum(np.einsum("brsckl,klco->brso", windows, kernel, optimize=True) + bias, 0)
        x = x.reshape(len(x), x.shape[1] // 2, 2, x.shape[2] // 2, 2, -1).max(axis=(2, 4))
    return x


@cache
def _relative_errors(n: int) -> tuple[float, ...]:
    """Greatest relative error over the images, of 3 random networks."""
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        target, close = [], []
        for d, c, out in _lenet():
            bound = math.sqrt(6 / (d * d * c))  # Kaiming uniform
            for shape in ((d, d, c, out), (out,)):
                target.append(rng.uniform(-bound, bound, shape))
                samples = rng.uniform(-1, 1, (target[-1].size, n))
                close.append(solvers.closest_many(samples, target[-1].ravel()).values.reshape(shape))
        exact, near = (_activations(tensors[::2], tensors[1::2]) for tensors in (target, close))
        axes = (1, 2, 3)
        found.append(float((np.abs(exact - near).max(axis=axes) / exact.max(axis=axes)).max()))
    return tuple(found)


@check(
    "dacunha2022:section-3-output-error",
    r"\max \frac{\|f(X) - g(X)\|_{\max}}{\|f(X)\|_{\max}} \approx 10^{-3} \text{ at } n = 20, \text{ better beyond}",
    perturbed={"n": 9},
)
def section_3_output(*, n: int = 20) -> Finding:
    """The relative error of the convolutional part's output is close to 0.001 with 20 samples a weight, and better with more."""
    here, beyond = _relative_errors(n), _relative_errors(n + 4)
    source = "100 test images of MNIST" if IMAGES.exists() else "100 images of smoothed noise (no MNIST at hand)"
    return numerically(
        1e-4 <= float(np.median(here)) <= 1e-2 and float(np.median(beyond)) < float(np.median(here)),
        f"Three untrained LeNet5 with Kaiming weights, each weight by its closest subset sum, {source}: greatest relative error "
        f"{min(here):.2g} to {max(here):.2g}, median {np.median(here):.2g}, at n = {n}; median {np.median(beyond):.2g} at n = {n + 4}. "
        "The trained weights are not printed; theirs are larger.",
    )


@check(
    "dacunha2022:section-3-factor-30",
    r"n = 20 \text{ expands the convolutional portion by a factor of, roughly, } 30 \text{ within the settings of Theorem 1}",
    uses=("dacunha2022:theorem-1", "dacunha2022:lemma-2", "dacunha2022:section-3-output-error"),
)
def section_3_factor(*, factor: float = 30.0, n: int = 20) -> Finding:
    """Twenty samples a weight make the random network roughly 30 times as large as the convolutions of LeNet5."""

    def larger(samples: int) -> float:
        return sum(samples * out * (d * d * c + out) for d, c, out in _lenet()) / _weights(_lenet())

    rng = np.random.default_rng(0)

    def median(samples: int) -> float:
        """Of the errors with n products V U^+, those that are 0 left out of the search."""
        drawn, targets = PRODUCT.sample(rng, (400, samples)), rng.uniform(-0.5, 0.5, 400)
        return float(np.median([solvers.closest(x[x != 0][:26], w).error for x, w in zip(drawn, targets, strict=True)]))

    uniform = float(np.median(_errors(n, 0.5, 1)))
    same_n, twice = median(n), median(2 * n)
    return amended(
        abs(larger(n) / factor - 1) <= 0.2 and same_n <= 2 * uniform,
        abs(larger(n) / 22.3 - 1) <= 0.02 and twice <= 2 * uniform,
        "22 for $n = 20$ hidden channels an output, and 45 for the errors of the experiment, which takes 20 uniform samples where "
        "Theorem 1 has products $V U^+$, half of them 0",
        f"Theorem 1's tensors have n c_i (d_i^2 c_(i-1) + c_i) entries: {larger(n):.1f} times the 2550 weights at n = {n}, "
        f"{larger(2 * n):.1f} at {2 * n}. The median error at |w| <= 1/2 is {uniform:.2g} with {n} uniform samples, {same_n:.2g} with {n} "
        f"products V U^+ and {twice:.2g} with {2 * n}: the experiment's figures are those of n = {2 * n} in Theorem 1. (The introduction "
        f"says 30 times LeNet5; all of LeNet5 has {ARCHITECTURES['lenet5'].parameters} parameters, and its dense layers are not expanded.)",
    )


@check("dacunha2022:section-3-figure-3", r"\text{Figure 3: relative error = the maximum distance between a weight and its approximation}")
def section_3_figure_3() -> Finding:
    """What Figure 3 calls relative error is a maximum distance between a weight and its approximation."""
    rng = np.random.default_rng(1)
    samples, weights = rng.uniform(-1, 1, (2572, 20)), rng.uniform(-0.5, 0.5, 2572)
    errors = solvers.closest_many(samples, weights).errors
    relative = float((errors / np.abs(weights)).max())
    return misprint(
        math.isclose(relative, float(errors.max()), rel_tol=0.1),
        bool(errors.max() < 0.01),
        "error (absolute)",
        f"On 2572 weights uniform on [-1/2, 1/2] at n = 20 the greatest distance is {errors.max():.2g}, the greatest relative error "
        f"{relative:.2g}: the text's 'error smaller than 0.01' is the distance.",
    )


@check("dacunha2022:section-3-hour", r"n = 30: \text{ around 1 hour on 32 cores}")
def section_3_hour() -> Finding:
    """Solving the 2572 problems with n = 30 takes around an hour on 32 cores."""
    return out_of_reach("The time that Gurobi took on that machine; which solver finds the closest sums does not matter to the errors.")


@check(
    "dacunha2022:section-3-n-30",
    r"\text{even better with larger sample sizes: } n = 30",
    uses=("dacunha2022:section-3-good-from-15-20",),
    perturbed={"n": 18},
)
def section_3_n_30(*, n: int = 30) -> Finding:
    """With n = 30 the weights are approximated better than with n = 20."""
    here, before = _errors(n, 0.5, 2, 400), _errors(20, 0.5, 2, 400)
    return numerically(
        float(np.median(here)) < float(np.median(before)) / 100 and here.max() < before.max(),
        f"400 weights uniform on [-1/2, 1/2]: median error {np.median(here):.2g}, greatest {here.max():.2g} at n = {n}; "
        f"{np.median(before):.2g} and {before.max():.2g} at n = 20.",
    )


# 4.1 Notation


@check(
    "dacunha2022:definition-1",
    r"(K * X)_{i,j} = \sum_{i',j' \in [d], k \in [c]} K_{i',j',k} \cdot X_{i-i'+1,j-j'+1,k}",
    perturbed={"shift": 0},
)
def definition_1(*, shift: int = 1) -> Finding:
    """The discrete convolution of the zero-padded image, cut to its first D x D entries."""
    from scipy.signal import convolve2d

    d, size, c = 3, 4, 2
    kernel, image = _integers(7, d, d, c), _integers(8, size, size, c)

    def entry(i: int, j: int) -> Any:  # 1-based, as printed
        places = [(a, b, i - a + shift, j - b + shift) for a in range(1, d + 1) for b in range(1, d + 1)]
        inside = [(a, b, r, s) for a, b, r, s in places if 1 <= r <= size and 1 <= s <= size]
        return sum(kernel[a - 1, b - 1, k] * image[r - 1, s - 1, k] for a, b, r, s in inside for k in range(c))

    printed = np.array([[entry(i, j) for j in range(1, size + 1)] for i in range(1, size + 1)], dtype=object)
    full = sum(convolve2d(image[..., k].astype(int), kernel[..., k].astype(int))[:size, :size] for k in range(c))
    return holds(
        bool((printed == full).all()) and _equal(printed[..., None], _convolve(kernel[..., None], image)),
        "Integer images: the printed sum is the full convolution's first D x D entries, exactly; indices run from 2 - d to D, so zeros "
        "are padded on one side only.",
    )


@check(
    "dacunha2022:definition-1-kernels",
    r"(K * X)_{i,j,\ell} = \sum_{i',j' \in [d], k \in [c]} K_{i',j',k,\ell} \cdot X_{i-i'+1,j-j'+1,k}, \quad K \in \mathbb{R}^{d \times "
    r"d \times c_0 \times c_1}",
    uses=("dacunha2022:definition-1",),
)
def definition_1_kernels(*, c: int = 2) -> Finding:
    """The same for several kernels, with the sum over the c input channels."""
    kernel, image = _integers(9, 2, 2, 3, 2), _integers(10, 3, 3, 3)
    whole = _convolve(kernel, image)
    return misprint(
        _equal(_convolve(kernel[:, :, :c], image[..., :c]), whole),
        _equal(_convolve(kernel[:, :, : image.shape[2]], image), whole),
        r"$k \in [c_0]$",
        f"c is the number of channels of the K of three axes before; this one has c_0: with c_0 = 3 a sum over c = {c} channels is "
        "another tensor. The same in the proof of Proposition 1.",
    )


@check(
    "dacunha2022:definition-1-slices",
    r"(K * X)_{:,:,\ell} = K_{:,:,:,\ell} * X",
    uses=("dacunha2022:definition-1-kernels",),
    perturbed={"moved": 1},
)
def definition_1_slices(*, moved: int = 0) -> Finding:
    """Each kernel makes one channel of the output."""
    kernel, image = _symbols("k", 2, 2, 2, 2), _symbols("x", 2, 2, 2)
    slices = [_equal(_convolve(kernel, image)[:, :, o, None], _convolve(kernel[..., (o + moved) % 2, None], image)) for o in range(2)]
    return holds(all(slices), "Symbolically at D = d = c_0 = c_1 = 2.")


# 4.2 Lemma 1


@check(
    "dacunha2022:eq-1",
    r"V * \sigma(U^+ * X) = V * (U^+ * X)",
    uses=("dacunha2022:definition-1",),
    perturbed={"nonnegative": False},
)
def eq_1(*, nonnegative: bool = True) -> Finding:
    """On non-negative inputs the ReLU behind U^+ changes nothing."""
    inner, outer = _symbols("u", 2, 2, 2, 2, nonnegative=True), _symbols("v", 1, 1, 2, 1)
    image = _symbols("x", 2, 2, 2, nonnegative=True) if nonnegative else _symbols("x", 2, 2, 2, real=True)
    hidden = _convolve(inner, image)
    return holds(
        _equal(_convolve(outer, _relu(hidden)), _convolve(outer, hidden)),
        "Symbolically at D = d = c = n = 2 with entries u, x >= 0 and any v: every entry of U^+ * X is a sum of products that are not "
        "negative.",
    )


@check(
    "dacunha2022:eq-1-composition",
    r"[V * (U^+ * X)]_{r,s,1} = \sum_{i,j,k} \left(\sum_{t=1}^n V_{1,1,t,1} U^+_{i,j,k,t}\right) X_{r-i+1,s-j+1,k}",
    uses=("dacunha2022:eq-1", "dacunha2022:definition-1"),
    perturbed={"outer_size": 2},
)
def eq_1_composition(*, outer_size: int = 1) -> Finding:
    """Two convolutions, the second with a 1 x 1 kernel, are one whose entries are sums over t."""
    inner, outer, image = _symbols("u", 2, 2, 2, 2), _symbols("v", outer_size, outer_size, 2, 1), _symbols("x", 2, 2, 2)
    composed = inner @ outer[0, 0]  # sum over t
    return holds(
        _equal(_convolve(outer, _convolve(inner, image)), _convolve(composed, image)),
        "Symbolically at D = d = c = n = 2, zero padding included; it needs V to be 1 x 1.",
    )


@check(
    "dacunha2022:eq-2",
    r"L_{i,j,k,1} = \sum_{t=1}^n V_{1,1,t,1} \cdot U^+_{i,j,k,t}",
    uses=("dacunha2022:eq-1-composition",),
    perturbed={"channel": 1},
)
def eq_2(*, channel: int = 0) -> Finding:
    """The single kernel that the two make; pruning an entry of U^+ takes its product out of one sum only."""
    inner, outer = _symbols("u", 2, 2, 2, 3), _symbols("v", 1, 1, 3, 1)
    pruned = inner.copy()
    pruned[1, 0, 0, 2] = 0
    change = (inner - pruned) @ outer[0, 0]
    expected = np.zeros((2, 2, 2, 1), dtype=object)
    expected[1, 0, channel, 0] = inner[1, 0, 0, 2] * outer[0, 0, 2, 0]
    return holds(
        _equal(change, expected),
        "Symbolically at d = c = 2, n = 3: without u_(2,1,1,3) only L_(2,1,1) changes, by v_3 u_(2,1,1,3). So masks of different entries "
        "are chosen freely.",
    )


@check(
    "dacunha2022:lemma-1-further-pruning",
    r"V * \sigma((U^+ \odot S) * X) = V * ((U^+ \odot S) * X)",
    uses=("dacunha2022:eq-1",),
    perturbed={"kept": -1},
)
def lemma_1_further_pruning(*, kept: int = 1) -> Finding:
    """Equation 1 continues to hold after further pruning of U^+."""
    inner, outer, image = _symbols("u", 1, 1, 2, 2, positive=True), _symbols("v", 1, 1, 2, 1), _symbols("x", 1, 1, 2, positive=True)
    ok = True
    for mask in itertools.product((0, kept), repeat=4):
        hidden = _convolve(inner * np.array(mask, dtype=object).reshape(inner.shape), image)
        ok = ok and _equal(_convolve(outer, _relu(hidden)), _convolve(outer, hidden))
    return holds(ok, "Pruned entries are 0, so still not negative; symbolically for all 16 masks at D = d = 1, c = n = 2.")


def _log_moment(order: int, end: Any = 1) -> Any:
    """Integral of z^order log(1/z) / 4, the density of V U^+ beside its atom, over (0, end]."""
    z = sympy.Symbol("z", positive=True)
    return sympy.integrate(z**order * sympy.log(1 / z) / 4, (z, 0, end))


@check(
    "dacunha2022:lemma-1-iid",
    r"(V_{1,1,t,1})_t \text{ and } (U^+_{i,j,k,t})_t \text{ are i.i.d. } \mathrm{Unif}([-1,1])",
)
def lemma_1_iid() -> Finding:
    """The entries of V and of U^+ are uniform on [-1, 1]."""
    uniform = {x: (x + 1) / 2 for x in (Fraction(-1, 2), Fraction(0), Fraction(1, 2))}
    clipped = {x: (x + 1) / 2 if x >= 0 else Fraction(0) for x in uniform}  # P(max(0, U) <= x)
    mixed = {x: Fraction(1, 2) * (x >= 0) + Fraction(1, 2) * max(x, Fraction(0)) for x in uniform}
    return amended(
        clipped == uniform,
        clipped == mixed and PRODUCT.mass_at_zero == 0.5,
        r"$U^+$ is 0 with probability 1/2 and otherwise uniform on [0, 1]; it is $V$ and $U$ that are uniform",
        f"P(U^+ <= -1/2) = {clipped[Fraction(-1, 2)]}, not {uniform[Fraction(-1, 2)]}; P(U^+ = 0) = 1/2. The pairs (V_t, U_t) are "
        "independent over t, which is what the sum needs.",
    )


@check(
    "dacunha2022:lemma-1-density",
    r"\text{the density of } V U^+ \text{ is at least } \frac{\log 2}{2} \text{ on } [-1/2, 1/2]",
    uses=("dacunha2022:lemma-3", "dacunha2022:definition-2", "dacunha2022:lemma-1-iid"),
)
def lemma_1_density(*, scale: sympy.Expr = sympy.log(2) / 2) -> Finding:
    """V U^+ contains a log(2)/2-scaled uniform on [-1/2, 1/2]."""
    z, x = sympy.symbols("z x", positive=True)
    density = sympy.integrate(HALF * HALF / x, (x, z, 1))  # U^+ has density 1/2 at x in (0, 1], V density 1/2 at z/x
    least = density.subs(z, HALF)  # it falls on (0, 1]
    return amended(
        bool(least >= scale),
        same(least, sympy.log(2) / 4),
        r"$\frac{\log 2}{4}$, beside an atom of mass 1/2 at 0",
        f"The density is {sympy.simplify(density)} for z in (0, 1], even: at z = 1/2 log(2)/4 = {float(least):.4f} < {float(scale):.4f}. "
        "Lemma 3 is of V U, before negative entries are pruned. Definition 2 speaks of laws with a density; with the atom it is to be "
        "read of the continuous part.",
    )


@check(
    "dacunha2022:lemma-1-mu",
    r"\mu_- \le -\frac{\log 2}{8} < -\frac{1}{16}, \quad \mu_+ \ge \frac{\log 2}{8} > \frac{1}{16}",
    uses=("dacunha2022:lemma-1-density",),
)
def lemma_1_mu() -> Finding:
    """The mean positive part of V U^+ is at least log(2)/8, which exceeds 1/16, the negative part likewise."""
    positive = _log_moment(1)
    bound, least = sympy.log(2) / 8, sympy.Rational(1, 16)
    from_density = sympy.log(2) / 4 * HALF**3  # the bound log(2)/4 on [0, 1/2]
    return amended(
        bool(positive >= bound) and bool(bound > least),
        same(positive, least) and bool(positive - sympy.Rational(1, 32) >= sympy.Rational(1, 32)),
        r"$\mu_- = -1/16$, $\mu_+ = 1/16$",
        f"E[V U^+; V > 0] = E[V; V > 0] E[U^+] = (1/4)(1/4) = {positive} exactly, less than log(2)/8 = {float(bound):.4f} and not more "
        f"than 1/16; the density's bound on [0, 1/2] alone gives {float(from_density):.4f}. Nothing is lost: with xi = 1/32 the interval "
        "[(mu_- + xi) n, (mu_+ - xi) n] is [-n/32, n/32] exactly.",
    )


@check(
    "dacunha2022:lemma-1-expectation",
    r"\exists a, b > 0: \; \mathbb{E}\left(\max_{z \in [-n/32, n/32]} \min_{S \subseteq [n]} \left|z - \sum_{t \in S} V_{1,1,t,1} "
    r"U^+_{i,j,k,t}\right|\right) \le a e^{-bn}",
    uses=("dacunha2022:theorem-2", "dacunha2022:lemma-1-mu"),
    perturbed={"part": sympy.Rational(1, 16)},
)
def lemma_1_expectation(*, part: sympy.Rational = sympy.Rational(1, 32)) -> Finding:
    """The expected greatest distance of a point of [-n/32, n/32] to the subset sums falls exponentially."""
    found = _exponential(1 / 16 - float(part))
    ns = [8, 10, 12, 14, 16]
    means = [_mean_gap(n, float(part)) for n in ns]
    slope = -float(np.polyfit(ns, np.log(means), 1)[0])
    curve = Curve("n", "mean of the greatest distance", {"400 samples": ([float(n) for n in ns], means)}, "y")
    return holds(
        found is not None,
        (
            f"Proved here for all n with a = {found[0]:.0f}, b = {found[1]:.5f} (counting argument, Chernoff's bound; no use is made of "
            "Lueker's theorem). "
            if found
            else "No such bound is found. "
        )
        + f"Own samples: the mean is {means[0]:.3g} at n = 8, {means[-1]:.3g} at n = 16, about exp(-{slope:.2f} n).",
        curve,
    )


@cache
def _mean_gap(n: int, part: float) -> float:
    samples = PRODUCT.sample(np.random.default_rng(n), (400, n))
    return float(solvers.coverage_gap_many(samples, -part * n, part * n).mean())


@check(
    "dacunha2022:lemma-1-gap-is-half",
    r"\text{gap} \le a e^{-bn}, \text{ that is } \mathbb{E}\left(\max_z \min_S |z - \textstyle\sum_S|\right) \le a e^{-bn}",
    uses=("dacunha2022:definition-3", "dacunha2022:lemma-1-expectation"),
)
def lemma_1_gap_is_half() -> Finding:
    """The expected subset-sum gap and the expected greatest distance have the same bound."""
    n = 12
    distance = _mean_gap(n, 1 / 32)
    gap = distance / 2  # Definition 3: each z is 2 eta-approximated
    return misprint(
        distance <= gap,
        distance <= 2 * gap,
        r"$\le 2 a e^{-bn}$; 2 a may be called a",
        f"By Definition 3 the greatest distance is twice the gap: with a e^(-bn) the mean gap {gap:.4g} (n = 12, 400 samples) the mean "
        f"distance is {distance:.4g}.",
    )


@check(
    "dacunha2022:lemma-1-interval",
    r"n \ge 32 \implies [-1, 1] \subseteq [-n/32, n/32]",
    uses=("dacunha2022:lemma-1-mu",),
    perturbed={"least": 31},
)
def lemma_1_interval(*, least: int = 32) -> Finding:
    """From n = 32 on all targets of [-1, 1] are in the interval of Theorem 2."""
    return holds(Fraction(least, 32) >= 1, f"n/32 >= {Fraction(least, 32)} for n >= {least}.")


def _rate_of_few(part: float) -> float:
    """sup over s of -s part - log E[exp(-s X)], X the positive part of V U^+: Cramer's rate of P(X_1 + ... + X_n <= part n), from above."""
    edges = np.linspace(0.0, 1.0, 4001)
    masses = np.diff(edges * (1 + np.log(1 / np.maximum(edges, 1e-300))) / 4)
    slopes = np.linspace(0.0, 10.0, 2001)
    taken = (1 - np.exp(-np.outer(slopes, edges[1:]))) @ masses  # from above, cell by cell
    rate = -slopes * part - np.log1p(-taken)  # concave in s: between two points it is below the lines through those beside
    top = int(rate.argmax())
    return float(rate[top] + max(rate[top] - rate[top - 1], rate[top] - rate[top + 1]))


@check(
    "dacunha2022:lemma-1-assuming-32",
    r"C = \frac{2}{b} + \frac{\log a}{b}, \; \varepsilon' < e^{-1}, \; n \ge C \log \frac{1}{\varepsilon'}, \text{ assuming } n \ge 32",
    uses=("dacunha2022:lemma-1-interval", "dacunha2022:lemma-1-expectation", "dacunha2022:lemma-1-a-below-1"),
    perturbed={"two": 0},
)
def lemma_1_assuming_32(*, two: int = 2) -> Finding:
    """The assumption n >= 32, which is none of the Lemma's, is met for every n that the Lemma allows."""
    rate = _rate_of_few(1 / 32)
    least = two / rate
    return holds(
        least >= 32,
        f"For a >= 1: the positive products add up to less than n/32 with probability exp(-I n + o(n)), I <= {rate:.5f} (Cramer's "
        "theorem; I computed by cells, from above), and then n/32 is not approximated. So a e^(-bn) bounds the expectation for all n "
        f"only with b <= I, and n >= C log(1/eps') > C >= {two}/I >= {least:.1f}.",
    )


@check(
    "dacunha2022:lemma-1-markov",
    r"P(E_{i,j,k,\varepsilon'}) \le \frac{a e^{-bn}}{\varepsilon'}",
    uses=("dacunha2022:lemma-1-expectation", "dacunha2022:lemma-1-interval"),
)
def lemma_1_markov() -> Finding:
    """Markov's inequality bounds the probability that all targets are approximated."""
    bound = _exponential(1 / 32)
    assert bound is not None
    a, b = bound
    n, eps = 20_000, 0.01
    right, success = a * math.exp(-b * n) / eps, success_bound(n, eps, 1.0, PRODUCT).value
    return misprint(
        success <= right,
        1 - success <= right,
        r"$P(E_{i,j,k,\varepsilon'}^c)$",
        f"The event is that the greatest distance is below eps'; Markov bounds its complement. n = {n}, eps' = {eps}, a = {a:.0f}, b = "
        f"{b:.5f}: the right side is {right:.3g}, P(E) >= {success:.6f}.",
    )


@check(
    "dacunha2022:lemma-1-exponent",
    r"n \ge C \log \frac{1}{\varepsilon'} \implies bn \ge 2 \log \varepsilon' + \log a \text{ and } \frac{a e^{-bn}}{\varepsilon'} < "
    r"\varepsilon'",
    uses=("dacunha2022:lemma-1-markov",),
)
def lemma_1_exponent() -> Finding:
    """The inequality for bn that makes the bound of Markov's inequality less than eps'."""
    s, log_a, bn = sympy.symbols("s log_a bn", real=True)  # s = log(1/eps')
    exponent = log_a - bn + s  # of a exp(-bn) / eps'
    printed, meant = (sympy.expand(exponent.subs(bn, sign * 2 * s + log_a) + s) for sign in (-1, 1))  # at most 0 is asked for
    return misprint(
        bool(printed.subs(s, 2) <= 0),
        bool(meant == 0),
        r"$bn \ge 2 \log \frac{1}{\varepsilon'} + \log a$, and $\le \varepsilon'$",
        f"At equality in the printed one a e^(-bn)/eps' is eps' exp({printed}), s = log(1/eps'): eps'^(-3), not below eps'. With 2 "
        "log(1/eps') it is eps' exactly, so <= in place of <, which is all that is used.",
    )


@check(
    "dacunha2022:lemma-1-a-below-1",
    r"C = \frac{2}{b} + \frac{\log a}{b}, \; n \ge C \log \frac{1}{\varepsilon'} \implies bn \ge 2 \log \frac{1}{\varepsilon'} + \log a",
    uses=("dacunha2022:lemma-1-exponent",),
)
def lemma_1_a_below_1() -> Finding:
    """This C gives that inequality, whatever a is."""
    s, log_a = sympy.symbols("s log_a", real=True)
    excess = sympy.factor((2 + log_a) * s - 2 * s - log_a)  # of bn at n = C s
    a, s0 = 0.5, 3.0
    bn, wanted = (2 + math.log(a)) * s0, 2 * s0 + math.log(a)
    return misprint(
        bn >= wanted,
        same(excess, log_a * (s - 1)),
        r"with $a \ge 1$, to which $a$ may be raised",
        f"The excess of bn is {excess}, s = log(1/eps') > 1: negative for a < 1. At a = 1/2, eps' = e^-3, n = C s: bn = {bn:.3f} < "
        f"{wanted:.3f}, and a e^(-bn)/eps' = {a * math.exp(s0 - bn):.3f} > eps' = {math.exp(-s0):.3f}; for a < e^-2 C is negative.",
    )


@check(
    "dacunha2022:lemma-1-wlog",
    r"\text{w.l.o.g. } \varepsilon' < e^{-1}",
    uses=("dacunha2022:lemma-1-exponent",),
)
def lemma_1_wlog() -> Finding:
    """It is no loss to suppose eps' = eps / (d^2 c) less than 1/e."""
    top = [0.5, 0.9, 0.99, 0.9999]
    factor = {eps: math.log(math.e / eps) / math.log(1 / eps) for eps in top}  # n for eps'/e over n for eps'
    within = 1 + 1 / math.log(2)
    return amended(
        max(factor.values()) <= 2 * within,
        factor[0.5] <= within + 1e-12,
        r"for $\varepsilon' \le 1/2$, at the cost of a factor $1 + 1/\log 2$ in $C$",
        f"For eps' >= 1/e one would take eps'/e instead: log(e/eps') over log(1/eps') is {factor[0.5]:.3f} at eps' = 1/2, the most for "
        f"eps' <= 1/2, but {factor[0.99]:.0f} at 0.99 and {factor[0.9999]:.0f} at 0.9999. Near 1 the Lemma is false.",
    )


@check(
    "dacunha2022:lemma-1-entry",
    r"P\left(E_{i,j,k,\frac{\varepsilon}{d^2 c}}\right) \ge 1 - \frac{\varepsilon}{d^2 c}",
    uses=("dacunha2022:lemma-1-markov", "dacunha2022:lemma-1-a-below-1", "dacunha2022:lemma-1-assuming-32"),
    perturbed={"power": 1},
)
def lemma_1_entry(*, power: int = 2) -> Finding:
    """Each entry's subset sums cover [-1, 1] within eps/(d^2 c) but for a probability of the same size, by C = 2/b + log(a)/b."""
    bound = _exponential(1 / 32)
    assert bound is not None
    a, b = bound
    c = (power + math.log(a)) / b
    least = smallest(lambda s: b * math.ceil(c * s) - math.log(a) - 2 * s, {"s": [1 + j / 10 for j in range(300)]})
    return holds(
        least.margin >= 0 and a >= 1 and c >= 32,
        f"With a = {a:.0f}, b = {b:.5f} proved here C = {c:.0f} >= 32, and bn - log(a) - 2 log(1/eps') >= log(a) (log(1/eps') - 1) >= 0 "
        f"for eps' <= 1/e (least on a grid {least.margin:.3g}). The direct argument of Lemma 1's check does with C = {_constant():.0f}.",
    )


@check(
    "dacunha2022:lemma-1-union",
    r"P\left(E_{\frac{\varepsilon}{d^2 c}}\right) \ge 1 - \varepsilon",
    uses=("dacunha2022:lemma-1-entry",),
    perturbed={"entries": 2},
)
def lemma_1_union(*, entries: int = 1) -> Finding:
    """All entries' events happen together, by a union bound."""
    d, c, eps = sympy.symbols("d c varepsilon", positive=True)
    failure = entries * d**2 * c * eps / (d**2 * c)
    return holds(
        same(failure, eps),
        f"d^2 c events, each failing with probability at most eps/(d^2 c): {sympy.simplify(failure)} together. They share V and are "
        "dependent, which a union bound allows.",
    )


@check(
    "dacunha2022:lemma-1-shapes",
    r"\sup_{K \in [0,1]^{d \times d \times 1 \times 1}} \inf_{S \in \{0,1\}^{d \times d \times 1 \times n}} \sup_{X \in [0,1]^{D \times "
    r"D \times 1}}",
    uses=("dacunha2022:lemma-1",),
)
def lemma_1_shapes() -> Finding:
    """The kernels, masks and images over which the last display of Lemma 1's proof goes."""
    d, c = 2, 3
    kernel = np.full((d, d, c, 1), -1.0 / (d * d * c))  # one of the Lemma's
    printed, meant = (((d, d, 1, 1), 0.0), ((d, d, c, 1), -1.0))

    def contains(shape: tuple[int, ...], low: float) -> bool:
        return kernel.shape == shape and bool((kernel >= low).all())

    return misprint(
        contains(*printed),
        contains(*meant),
        r"$K \in [-1,1]^{d \times d \times c \times 1}$, $S \in \{0,1\}^{d \times d \times c \times n}$, $X \in [0,1]^{D \times D \times "
        r"c}$",
        "The Lemma's kernels have c channels and either sign, as the event E has z in [-1, 1] and the factor d^2 c in steps (e), (f) has "
        f"c: the kernel of {d * d * c} entries -1/{d * d * c} is not in the printed set.",
    )


@check(
    "dacunha2022:lemma-1-step-a",
    r"\sup_K \inf_S \sup_X \|K * X - V * \sigma[(U \odot S) * X]\|_{\max} = \sup_K \inf_S \sup_X \|K * X - V * (U^+ \odot S) * X\|_{\max}",
    uses=("dacunha2022:eq-1",),
)
def lemma_1_step_a() -> Finding:
    """By Equation 1 the best error over all masks is that over the masks that keep positive entries only."""
    # D = d = 1, c = 3, n = 6: for each input j a channel with V = 1 and one with V = -1, both with u_j = 1 and u_(j+1) = -1/2
    images = np.array(list(itertools.product((0, 1 / 8, 1 / 4, 1 / 2, 1), repeat=3)))  # all vertices where outputs are linear between
    kernels = np.array(list(itertools.product(np.linspace(-1, 1, 17), repeat=3)))  # dyadic, as all that follows: exact

    def worst(kernels: Samples, taps: list[tuple[int, float]]) -> float:
        """The greatest error of these kernels, by masks that keep for each input one of `taps`: V, 0 for none, and what else of U."""
        errors = []
        for kept in itertools.product(taps, repeat=3):
            output = sum(v * np.maximum(images[:, j] - more * images[:, (j + 1) % 3], 0) for j, (v, more) in enumerate(kept))
            errors.append(np.abs(kernels @ images.T - output).max(axis=1))
        return float(np.min(errors, axis=0).max())

    positive = [(0, 0.0), (1, 0.0), (-1, 0.0)]
    least = worst(np.full((1, 3), 0.5), positive)
    most = worst(kernels, [*positive, (1, 0.5), (-1, 0.5)]) + 3 / 16  # no K is farther than 3/16 from those, in 1-norm
    return misprint(
        most >= least,
        most <= least,
        r"$\le$, as masks of $U^+$ are among those of $U$, which is all that is used",
        "Kept negative entries may help: D = d = 1, c = 3, n = 6, V = (1, -1, 1, -1, 1, -1), U with 1 at input j and -1/2 at input j + 1 "
        f"for the j-th pair. Masks of U^+ have the error {least:g} at K = (1/2, 1/2, 1/2); over all masks it is at most {most:g} for "
        "every K of [-1, 1]^3 (a grid of kernels, exactly, and 3/16 for those between), so also over the printed [0, 1].",
    )


@check(
    "dacunha2022:lemma-1-step-b",
    r"K * X - V * (U^+ \odot S) * X = [K - V * (U^+ \odot S)] * X",
    uses=("dacunha2022:eq-1-composition",),
    perturbed={"sign": 1},
)
def lemma_1_step_b(*, sign: int = -1) -> Finding:
    """Convolution is distributive."""
    kernel, inner, outer, image = _symbols("k", 2, 2, 2, 1), _symbols("u", 2, 2, 2, 2), _symbols("v", 1, 1, 2, 1), _symbols("x", 2, 2, 2)
    left = _convolve(kernel, image) - _convolve(outer, _convolve(inner, image))
    return holds(
        _equal(left, _convolve(kernel + sign * (inner @ outer[0, 0]), image)),
        "Symbolically at D = d = c = n = 2; V * U stands for the tensor L of Equation 2.",
    )


@check(
    "dacunha2022:lemma-1-steps-c-to-f",
    r"\|K - L\|_1 \cdot \|X\|_{\max} \le \|K - L\|_1 \le d^2 c \|K - L\|_{\max} < d^2 c \frac{\varepsilon}{d^2 c} = \varepsilon",
    uses=("dacunha2022:proposition-1", "dacunha2022:lemma-1-step-a", "dacunha2022:lemma-1-step-b", "dacunha2022:lemma-1-union"),
    perturbed={"channels": 0},
)
def lemma_1_steps(*, channels: int = 1) -> Finding:
    """An error of eps/(d^2 c) in each entry is one of eps in the output."""
    ok = True
    for d, c in itertools.product((1, 2, 3, 5), (1, 2, 7)):
        each = Fraction(1, 100) / (d * d * c)
        off = np.full((d, d, c, 1), each, dtype=object)  # the greatest 1-norm for its max norm
        ok = ok and _one_norm(off) <= d * d * c**channels * _largest(off) and _one_norm(off) <= Fraction(1, 100)
    return holds(
        ok,
        "Among tensors with entries at most m the constant one has the greatest 1-norm, d^2 c m: exact at d <= 5, c <= 7. The event "
        "makes each entry's error less than eps/(d^2 c), and over the compact set of kernels the greatest of a continuous function is "
        "attained: < eps as stated.",
    )


# 4.3 Lemma 2


@check(
    "dacunha2022:lemma-2-mask",
    r"B_{1,1,t,\ell} = \mathbf{1}_{(\ell-1) n' < t \le \ell n'}, \; n' = n/c_1",
    perturbed={"low": -2},
)
def lemma_2_mask(*, low: int = -1) -> Finding:
    """The block diagonal mask gives each hidden channel to exactly one output."""
    ok = True
    for n, out in itertools.product(range(1, 40), range(1, 9)):
        mask = np.array([[(o + low) * n < t * out <= o * n for o in range(1, out + 1)] for t in range(1, n + 1)])
        ok = ok and bool((mask.sum(axis=1) == 1).all())
    return holds(
        ok,
        "All n < 40, c_1 < 9 exactly, where c_1 does not divide n included: the half-open intervals (l-1) n' < t <= l n' are a partition "
        "of (0, n].",
    )


@check(
    "dacunha2022:lemma-2-v-slice",
    r"V_\ell = V_{:,:,(\ell-1) n' < t \le \ell n',:}",
    uses=("dacunha2022:lemma-2-mask",),
)
def lemma_2_v_slice() -> Finding:
    """The part of V that belongs to the l-th output."""
    n, out, o = 6, 3, 1
    block = n // out
    v = _integers(11, 1, 1, n, out)
    hidden = _integers(12, 2, 2, block, low=0)
    printed, meant = v[:, :, o * block : (o + 1) * block], v[:, :, o * block : (o + 1) * block, o, None]
    wanted = _convolve(meant, hidden)
    return misprint(
        _convolve(printed, hidden).shape == wanted.shape,
        wanted.shape == (2, 2, 1),
        r"$V_\ell = V_{:,:,(\ell-1) n' < t \le \ell n', \ell}$",
        f"As printed V_l has shape {printed.shape} at n = 6, c_1 = 3 and makes {printed.shape[3]} channels; one kernel is approximated by "
        f"{meant.shape}.",
    )


@check(
    "dacunha2022:lemma-2-masked-output",
    r"((V \odot B) * \sigma[(U \odot S) * X])_{r,s,\ell} = (V_\ell * \sigma[(U_\ell \odot S_\ell) * X])_{r,s}",
    uses=("dacunha2022:lemma-2-mask", "dacunha2022:eq-1", "dacunha2022:lemma-2-v-slice"),
    perturbed={"masked": False},
)
def lemma_2_masked_output(*, masked: bool = True) -> Finding:
    """With the block mask the l-th output comes from the l-th block only, and the ReLU is the identity there."""
    out, block = 2, 2
    inner, image = _symbols("u", 2, 2, 1, out * block, nonnegative=True), _symbols("x", 2, 2, 1, nonnegative=True)
    outer = _symbols("v", 1, 1, out * block, out)
    mask = np.array([[int(t // block == o) for o in range(out)] for t in range(out * block)])[None, None]
    left = _convolve(outer * mask if masked else outer, _relu(_convolve(inner, image)))
    blocks = [slice(o * block, (o + 1) * block) for o in range(out)]
    right = [_convolve(outer[:, :, mine, o, None], _convolve(inner[..., mine], image)) for o, mine in enumerate(blocks)]
    behind = [_convolve(outer[:, :, mine, o, None], _relu(_convolve(inner[..., mine], image))) for o, mine in enumerate(blocks)]
    return holds(
        all(_equal(left[:, :, o, None], right[o]) and _equal(right[o], behind[o]) for o in range(out)),
        "Symbolically at D = d = 2, c_0 = 1, c_1 = n' = 2, kept entries of U not negative: all four printed forms are the same.",
    )


@check(
    "dacunha2022:lemma-2-n-prime",
    r"n' = n/c_1 = C \log \frac{d^2 c_0}{\varepsilon/c_1}",
    uses=("dacunha2022:lemma-2-mask", "dacunha2022:lemma-1"),
)
def lemma_2_n_prime() -> Finding:
    """Each output has a block of n/c_1 hidden channels, as many as Lemma 1 asks for."""
    c = 100.0
    grid = {"out": (2, 3, 7, 20), "y": (3.0, 10.0, 1234.5)}

    def block(out: int, y: float, constant: float) -> int:
        n = math.ceil(constant * out * math.log(out * y))  # the least that Lemma 2 allows
        mask = [sum((o - 1) * n < t * out <= o * n for t in range(1, n + 1)) for o in range(1, out + 1)]
        return min(mask)

    short = smallest(lambda out, y: block(out, y, c) - c * math.log(out * y), grid)
    enough = smallest(lambda out, y: block(out, y, c + 1 / math.log(2)) - c * math.log(out * y), grid)
    return amended(
        short.margin >= 0,
        enough.margin >= 0,
        r"$\lfloor n/c_1 \rfloor \ge C \log \frac{d^2 c_0 c_1}{\varepsilon}$ if $n \ge (C + 1/\log 2)\, c_1 \log \frac{d^2 c_0 "
        r"c_1}{\varepsilon}$ and $\varepsilon \le d^2 c_0 c_1/2$",
        f"n/c_1 need be no integer and n is at least, not equal to, C c_1 log(..): at C = 100, {at(short.where)} (y = d^2 c_0/eps) a "
        f"block has {-short.margin:.3g} fewer channels than C log(c_1 y). One more for each block, 1/log 2 in C, is enough (least excess "
        f"{enough.margin:.3g}).",
    )


@check(
    "dacunha2022:lemma-2-union",
    r"P(E_{\ell,\varepsilon/c_1}) \ge 1 - \varepsilon/c_1 \implies P(E_{\varepsilon/c_1}) \ge 1 - \varepsilon",
    uses=("dacunha2022:lemma-1", "dacunha2022:lemma-2-n-prime"),
    perturbed={"share": 0},
)
def lemma_2_union(*, share: int = 1) -> Finding:
    """All outputs together, by a union bound."""
    out, eps = sympy.symbols("c_1 varepsilon", positive=True)
    failure = sympy.simplify(out * eps / out**share)
    return holds(
        same(failure, eps),
        f"c_1 events, each failing with probability at most eps/c_1: {failure} together. The events are of all kernels in [-1, 1], of "
        "whatever norm, which is more than Lemma 1 states but what its proof shows: |K|_1 <= 1 is not used there.",
    )


@check(
    "dacunha2022:lemma-2-end",
    r"\sup_K \inf_S \max_\ell \varphi_\ell(K^{(\ell)}, S_\ell) = \max_\ell \sup_{K^{(\ell)}} \inf_{S_\ell} \varphi_\ell(K^{(\ell)}, "
    r"S_\ell) < \varepsilon",
    uses=("dacunha2022:lemma-2-masked-output", "dacunha2022:lemma-2-union"),
    perturbed={"separate": False},
)
def lemma_2_end(*, separate: bool = True) -> Finding:
    """The outputs are approximated independently, so the layer's error is that of the worst output."""
    rng = np.random.default_rng(0)
    ok = True
    for _ in range(300):
        first, second = rng.integers(0, 50, (2, 4, 3))  # error by kernel and mask, of each output
        kernels, masks = list(itertools.product(range(4), repeat=2)), list(itertools.product(range(3), repeat=2))
        if not separate:
            masks = [(s, s) for s in range(3)]
        left = max(min(max(first[k, s], second[m, t]) for s, t in masks) for k, m in kernels)
        ok = ok and left == max(first.min(axis=1).max(), second.min(axis=1).max())
    return holds(
        ok,
        "Kernels and masks of different outputs are chosen freely: the equality on 300 random tables of errors, exactly; it fails with a "
        "mask in common. Each output's error is less than eps/c_1 <= eps, more than asked for.",
    )


# A Bound on the norm of a convolution


@check(
    "dacunha2022:proposition-1",
    r"\|K * X\|_{\max} \le \|K\|_1 \cdot \|X\|_{\max}",
    uses=("dacunha2022:definition-1",),
    perturbed={"norm": 2},
)
def proposition_1(*, norm: int = 1) -> Finding:
    """The greatest output of a convolution is at most the kernel's 1-norm times the greatest input."""

    def length(kernel: Tensor) -> float:
        return float(sum(abs(float(x)) ** norm for x in kernel.flat)) ** (1 / norm)

    least = math.inf
    for seed in range(40):
        kernel, image = _integers(seed, 2, 2, 2, 2), _integers(seed + 100, 3, 3, 2)
        least = min(least, length(kernel) * _largest(image) - float(_largest(_convolve(kernel, image))))
    one = _integers(5, 2, 2, 2, 1, low=1)
    attained = length(one) - float(_largest(_convolve(one, np.ones((3, 3, 2), dtype=int).astype(object))))
    return holds(
        least >= 0 and attained >= -1e-9,
        f"By the triangle inequality, term by term; on 40 pairs of integer tensors the least margin is {least:.4g}. Positive kernels with "
        f"one output reach it on the image of ones (margin {attained:.3g}). One output's own 1-norm would do in place of that of all.",
    )


@check(
    "dacunha2022:proposition-1-proof",
    r"\|K * X\|_{\max} \le \max_{i,j,\ell} \sum |K_{i',j',k,\ell} X_{i-i'+1,j-j'+1,k}| \le \max_{i,j,\ell} \left(\sum "
    r"|K_{i',j',k,\ell}|\right) \|X\|_{\max} \le \|K\|_1 \cdot \|X\|_{\max}",
    uses=("dacunha2022:definition-1-kernels",),
    perturbed={"reverse": True},
)
def proposition_1_proof(*, reverse: bool = False) -> Finding:
    """The four steps of its proof."""
    ok, strict = True, False
    for seed in range(40):
        kernel, image = _integers(seed, 2, 2, 2, 2), _integers(seed + 100, 3, 3, 2)
        chain = [
            _largest(_convolve(kernel, image)),
            _largest(_convolve(np.abs(kernel), np.abs(image))),
            max(_one_norm(kernel[..., o]) for o in range(2)) * _largest(image),
            _one_norm(kernel) * _largest(image),
        ]
        chain = chain[::-1] if reverse else chain
        ok = ok and all(a <= b for a, b in itertools.pairwise(chain))
        strict = strict or all(a < b for a, b in itertools.pairwise(chain))
    return holds(
        ok,
        "The triangle inequality, |X| <= |X|_max, one output's kernel is part of all: in order on 40 pairs of integer "
        f"tensors{', all strict on some' if strict else ''}. The sum over k goes to c_0, printed [c].",
    )


# B Theorem 1


@check(
    "dacunha2022:eq-3",
    r"\sup_X \|K_i * X - (L_{2i} \odot S_{2i}) * \sigma[(L_{2i-1} \odot S_{2i-1}) * X]\| < \frac{\varepsilon}{2\ell} \text{ with "
    r"probability at least } 1 - \frac{\varepsilon}{2\ell}",
    uses=("dacunha2022:lemma-2",),
)
def eq_3() -> Finding:
    """Theorem 1's number of channels is enough for Lemma 2 with eps/(2l)."""
    ratios = {y: math.log(2 * y) / math.log(y) for y in (1.0001, 1.01, 1.5, 2.0, 10.0, 1e6)}  # needed over given
    return amended(
        max(ratios.values()) <= 3,
        all(ratio <= 2 + 1e-12 for y, ratio in ratios.items() if y >= 2),
        r"for $y = \frac{c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon,\delta\}} \ge 2$, with twice Lemma 2's $C$",
        f"Lemma 2 asks for log(2y), Theorem 1 has log(y): the ratio is 2 at y = 2 and less beyond, but {ratios[1.01]:.0f} at y = 1.01 and "
        f"{ratios[1.0001]:.0f} at 1.0001 (l = d = c_0 = c_1 = 1, eps near 1).",
    )


@check(
    "dacunha2022:eq-4",
    r"\|\sigma(K_i * X) - \sigma[(L_{2i} \odot S_{2i}) * \sigma[(L_{2i-1} \odot S_{2i-1}) * X]]\| < \frac{\varepsilon}{2\ell}",
    uses=("dacunha2022:eq-3",),
    perturbed={"slope": 2},
)
def eq_4(*, slope: int = 1) -> Finding:
    """The ReLU is 1-Lipschitz in the max norm."""
    rays = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)]
    margins = [abs(a - b) - abs(slope * max(0, a) - slope * max(0, b)) for a, b in rays]
    return holds(
        min(margins) >= 0, f"|a - b| - |s(a) - s(b)| is linear on each of the cones between the rays {rays}, on which it is {margins}."
    )


@check(
    "dacunha2022:eq-3-union",
    r"P(\text{Equations 3 and 4 for all layers}) \ge 1 - \varepsilon",
    uses=("dacunha2022:eq-3", "dacunha2022:eq-4"),
    perturbed={"share": 0.5},
)
def eq_3_union(*, share: float = 2) -> Finding:
    """All layers together, by a union bound."""
    eps, depth = sympy.symbols("varepsilon ell", positive=True)
    failure = sympy.simplify(depth * eps / (sympy.nsimplify(share) * depth))
    return holds(
        bool(sympy.simplify(eps - failure).is_nonnegative),
        f"l layers, each failing with probability eps/(2l): {failure} together, less than the eps printed.",
    )


@check(
    "dacunha2022:recurrence",
    r"\tilde{X}^1 = X, \quad \tilde{X}^{i+1} = \sigma(\tilde{L}^{2i} * \sigma(\tilde{L}^{2i-1} * X_i))",
)
def recurrence() -> Finding:
    """The inputs of the pruned network's odd layers."""
    kernels, found = (
        [Fraction(1, 2)] * 2,
        [Fraction(2, 5)] * 2,
    )  # D = d = 1, one channel, signals positive: L^{2i} L^{2i-1} = 2/5 for K_i = 1/2
    exact, network, printed, meant = ([Fraction(1)] for _ in range(4))
    for kernel, product in zip(kernels, found, strict=True):
        printed.append(product * exact[-1])
        meant.append(product * meant[-1])
        network.append(reduce(lambda x, y: x * y, found[: len(network)], Fraction(1)))
        exact.append(kernel * exact[-1])
    return misprint(
        printed == network,
        meant == network,
        r"$\tilde{X}^i$ in place of $X_i$",
        "The input of the pruned network's layer 2i - 1 comes from its own layers: with K_i = 1/2 approximated by 2/5 at D = d = c = 1 "
        f"it is {network[2]} at i = 3, by the printed recursion {printed[2]}.",
    )


@check(
    "dacunha2022:norm-step",
    r"\|\tilde{X}^{i+1}\| \le \frac{\varepsilon}{2\ell} \|\tilde{X}^i\| + \|K_i\|_1 \|\tilde{X}^i\| \le \left(1 + "
    r"\frac{\varepsilon}{2\ell}\right) \|\tilde{X}^i\|",
    uses=("dacunha2022:eq-4", "dacunha2022:proposition-1"),
    perturbed={"norm": 2},
)
def norm_step(*, norm: int = 1) -> Finding:
    """A pruned layer enlarges its input by a factor of at most 1 + eps/(2l)."""
    x, each = sympy.symbols("x each", positive=True)  # |X~^i|, eps/(2l)
    homogeneous = same(sympy.Max(0, x * each) / x, sympy.Max(0, each))
    bound = (1 + each) * x - (each * x + norm * x)
    return holds(
        homogeneous and bool(sympy.simplify(bound) == 0),
        "Both sides of Equation 4 are homogeneous in X >= 0, so it holds of X~^i / |X~^i| in [0, 1] and multiplies by the norm (X~^i = 0 "
        "is trivial); |s(K * X)| <= |K|_1 |X| with |K|_1 <= 1 by Proposition 1.",
    )


@check(
    "dacunha2022:norm-growth",
    r"\|\tilde{X}^i\| \le \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \text{ for } 1 \le i \le \ell - 1",
    uses=("dacunha2022:norm-step",),
)
def norm_growth() -> Finding:
    """The norms of all signals that the rest of the proof uses, for i up to l - 1."""
    depth = 4
    proved = set(range(1, depth))  # printed range
    used = {i for i in range(1, depth)} | {depth}  # Eq. 5 for i <= l - 1, the last step for i = l
    recursion = {1} | {i + 1 for i in range(1, depth)}  # from the step for 1 <= i <= l - 1
    return misprint(
        used <= proved,
        used <= recursion,
        r"for $1 \le i \le \ell$",
        "The last step of the proof uses the bound at i = l, (1 + eps/(2l))^(l-1); the recursion for 1 <= i <= l - 1 gives i + 1 <= l, "
        f"too. At l = {depth}: printed {sorted(proved)}, used {sorted(used)}.",
    )


@check(
    "dacunha2022:eq-5",
    r"\|X_{i+1} - \tilde{X}^{i+1}\| \le \|X_i - \tilde{X}^i\| + \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \frac{\varepsilon}{2\ell}",
    uses=("dacunha2022:eq-4", "dacunha2022:norm-growth", "dacunha2022:proposition-1"),
    perturbed={"power": -3},
)
def eq_5(*, power: int = -1) -> Finding:
    """The error grows by at most what one layer adds."""
    rng = np.random.default_rng(0)
    each, depth, least = 0.05, 6, math.inf
    for trial in range(60):
        x = y = np.ones((3, 3, 2)) if trial % 2 else rng.uniform(0, 1, (3, 3, 2))
        for i in range(1, depth + 1):
            kernel = np.abs(rng.standard_normal((2, 2, 2, 2))) * (1 if trial % 4 else rng.choice([-1, 1], (2, 2, 2, 2)))
            if trial % 4 == 1:
                kernel = np.zeros((2, 2, 2, 2))
                kernel[0, 0, 0, 0] = 1.0
            kernel = kernel / np.abs(kernel).sum()
            off = kernel * each  # 1-norm `each`: the worst error on [0, 1] is `each`
            new_x, new_y = (np.maximum(_convolve(k, z).astype(float), 0) for k, z in ((kernel, x), (kernel + off, y)))
            least = min(least, float(np.abs(x - y).max() + (1 + each) ** (i + power) * each - np.abs(new_x - new_y).max()))
            x, y = new_x, new_y
    return numerically(
        least >= -1e-12,
        "Triangle inequality, |K|_1 <= 1 and Equation 4 times |X~^i| (the text cites Equation 3, which gives it with the ReLU's "
        f"Lipschitz constant). 60 random networks of 6 layers with the worst error of a layer: least margin {least:.3g}, attained for "
        "identities.",
    )


@check(
    "dacunha2022:eq-5-unrolled",
    r"\|X_\ell - \tilde{X}^\ell\| \le \sum_{i=1}^{\ell-1} \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \frac{\varepsilon}{2\ell}",
    uses=("dacunha2022:eq-5",),
    perturbed={"last": -2},
)
def eq_5_unrolled(*, last: int = -1) -> Finding:
    """Equation 5 from the first layer to the last but one."""
    each = sympy.Symbol("each", positive=True)
    ok = True
    for depth in range(2, 8):
        error = sympy.Integer(0)  # X_1 = X~^1
        for i in range(1, depth):
            error += (1 + each) ** (i - 1) * each
        ok = ok and same(error, sum((1 + each) ** (i - 1) * each for i in range(1, depth + last + 1)))
    return holds(ok, "Symbolically for l = 2 to 7, from X_1 = X~^1.")


@check(
    "dacunha2022:final-error",
    r"\|f(X) - g(X)\| \le \sum_{i=1}^{\ell} \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \frac{\varepsilon}{2\ell} = \left(1 + "
    r"\frac{\varepsilon}{2\ell}\right)^\ell - 1",
    uses=("dacunha2022:eq-5-unrolled", "dacunha2022:eq-3", "dacunha2022:norm-growth"),
    perturbed={"taken": 0},
)
def final_error(*, taken: int = 1) -> Finding:
    """The last layer's error added, a geometric sum."""
    each = sympy.Symbol("each", positive=True)
    depth = sympy.Symbol("ell", positive=True, integer=True)
    ok = all(same(sum((1 + each) ** (j - 1) * each for j in range(1, n + 1)), (1 + each) ** n - taken) for n in range(1, 9))
    step = same((1 + each) ** depth * (1 + each) - (1 + each) ** depth, (1 + each) ** depth * each)
    return holds(
        ok and step,
        "Geometric sum: symbolically for l = 1 to 8, and the step from l to l + 1 for every l. The inequality between the sum split and "
        "whole is an equality.",
    )


@check(
    "dacunha2022:final-exponential",
    r"\left(1 + \frac{\varepsilon}{2\ell}\right)^\ell - 1 < e^{\varepsilon/2} - 1",
    uses=("dacunha2022:final-error",),
    perturbed={"rate": 0.25},
)
def final_exponential(*, rate: float = 0.5) -> Finding:
    """Powers of 1 + x/l are less than the exponential."""
    x = sympy.Symbol("x", positive=True)  # eps/(2l)
    grows = sympy.simplify(sympy.diff(2 * rate * x - sympy.log(1 + x), x))  # log of the quotient, over l
    least = smallest(
        lambda eps, depth: rate * eps - depth * math.log1p(eps / (2 * depth)), {"eps": ladder(1e-3, 1, 20), "depth": (1, 2, 5, 30, 1000)}
    )
    rising = bool(sympy.limit(grows, x, 0) >= 0) and same(sympy.diff(grows, x), (1 + x) ** -2)
    return holds(
        rising and least.margin > 0,
        "x > log(1 + x) for x > 0: the difference is 0 at 0 and its derivative x/(1+x) positive; least difference of the logarithms on a "
        f"grid {least.margin:.3g} at {at(least.where)}.",
    )


@check(
    "dacunha2022:final-epsilon",
    r"e^{\varepsilon/2} - 1 < \varepsilon \text{ because } \varepsilon < 1",
    uses=("dacunha2022:final-exponential",),
    perturbed={"rate": 1},
)
def final_epsilon(*, rate: sympy.Rational = HALF) -> Finding:
    """The accumulated error is less than eps for eps < 1."""
    eps = sympy.Symbol("varepsilon", positive=True)
    excess = sympy.exp(rate * eps) - 1 - eps
    convex = bool(sympy.diff(excess, eps, 2).is_positive)
    at_one = float(excess.subs(eps, 1))
    root = float(sympy.nsolve(sympy.exp(eps / 2) - 1 - eps, 2.5))
    spare = accumulated_error(0.5, 10).value
    return holds(
        convex and at_one < 0 and excess.subs(eps, 0) == 0,
        f"e^(eps/2) - 1 - eps is convex, 0 at 0 and {at_one:.3f} at 1, so negative between; it would be up to eps = {root:.4f}. At eps = "
        f"1/2, l = 10 the accumulated error is {spare:.4f}.",
    )


@check(
    "dacunha2022:final-min",
    r"\varepsilon \to \min\{\varepsilon, \delta\}",
    uses=("dacunha2022:final-epsilon", "dacunha2022:eq-3-union"),
    perturbed={"choose": "max"},
)
def final_min(*, choose: str = "min") -> Finding:
    """With the lesser of eps and delta in its place the proof gives the theorem."""
    pick: Callable[[float, float], float] = {"min": min, "max": max}[choose]
    grid = {"eps": (0.01, 0.3, 0.99, 5.0), "delta": (0.01, 0.3, 0.99)}
    error = smallest(lambda eps, delta: eps - accumulated_error(pick(eps, delta), 7).value, grid)
    failure = smallest(lambda eps, delta: delta - pick(eps, delta) / 2, grid)
    small = smallest(lambda eps, delta: 1 - pick(eps, delta), grid)
    return holds(
        min(error.margin, failure.margin, small.margin) >= 0,
        "Error at most eps, failure at most delta, and min(eps, delta) < 1 as the proof asks, though eps is any positive number in the "
        f"statement: for delta < 1; delta >= 1 asks for nothing. Least margins {error.margin:.3g}, {failure.margin:.3g}.",
    )


# C Random subset sums


@check(
    "dacunha2022:lemma-3",
    r"X_1 X_2 \text{ contains a } \frac{\log 2}{2}\text{-scaled } \mathrm{Unif}([-\tfrac{1}{2}, \tfrac{1}{2}])",
    uses=("dacunha2022:definition-2", "pensia2020:corollary-1"),
    perturbed={"scale": sympy.log(2)},
)
def lemma_3(*, scale: sympy.Expr = sympy.log(2) / 2) -> Finding:
    """The product of two uniform variables on [-1, 1] has density at least log(2)/2 on [-1/2, 1/2]."""
    z, x = sympy.symbols("z x", positive=True)
    density = 2 * sympy.integrate(sympy.Rational(1, 4) / x, (x, z, 1))  # both signs of the first
    falls = bool(sympy.diff(density, z).is_negative)
    least = density.subs(z, HALF)
    weight, _ = laws.contains_uniform(laws.ProductOfUniforms(), 0.5)
    return holds(
        falls and bool(least >= scale),
        f"The density {sympy.simplify(density)} falls on (0, 1] and is {float(least):.6f} at 1/2, with equality; as a weight of the "
        f"mixture {weight:.6f}, as the interval has length 1.",
    )


@check(
    "dacunha2022:definition-2",
    r"f(x) \ge b \text{ for } x \in [-a, a]",
    perturbed={"double": True},
)
def definition_2(*, double: bool = False) -> Finding:
    """A law that contains a b-scaled uniform is a mixture with weight 2ab of the uniform on [-a, a]."""
    rows, ok = [], True
    for law in (laws.Uniform(), laws.ProductOfUniforms(), laws.Normal(), laws.Laplace()):
        a = 0.5
        b = float(law.density(a))
        alpha, _ = laws.contains_uniform(law, a)
        ok = ok and math.isclose(alpha, (2 if double else 1) * 2 * a * b, rel_tol=1e-9) and alpha <= 1
        rows.append(f"{law.name} {b:.4f}")
    return numerically(
        ok,
        f"The greatest b at a = 1/2: {', '.join(rows)}; the weight is 2ab by `laws.contains_uniform`, so b-scaled means the density b, "
        "not b times that of the uniform.",
    )


@check(
    "dacunha2022:definition-3",
    r"\text{the gap is the smallest } \eta \text{ such that each } z \in [a, b] \text{ has } |\textstyle\sum_{i \in I_z} X_i - z| \le 2 "
    r"\eta",
    perturbed={"factor": 1},
)
def definition_3(*, factor: int = 2) -> Finding:
    """There is a smallest eta, half of the greatest distance to a subset sum."""
    samples = np.array([-0.7, 0.25, 0.5, 0.9, -0.1])
    sums = np.array([float(np.dot(samples, chosen)) for chosen in itertools.product((0, 1), repeat=5)])
    distance = np.abs(np.linspace(-0.5, 0.5, 20_001)[:, None] - sums).min(axis=1)
    eta = solvers.coverage_gap(samples, -0.5, 0.5) / 2
    return holds(
        bool((distance <= factor * eta + 1e-12).all()) and not (distance <= factor * 0.99 * eta).all(),
        f"The distance to the nearest of finitely many sums is continuous, so its maximum on [a, b] is attained: eta = {eta:.6f} for five "
        f"samples, the greatest distance on a grid of 20001 points being {distance.max():.6f}; not all are within 2 (0.99 eta).",
    )


@check(
    "dacunha2022:theorem-2-mu-abs",
    r"\mu_{abs} = \mathbb{E}[|X|] = \mu_+ - \mu_-",
    perturbed={"sign": 1},
)
def theorem_2_mu_abs(*, sign: int = -1) -> Finding:
    """The mean absolute value is the difference of the two parts' means."""
    x = sympy.Symbol("x", positive=True)
    parts = [same(abs(value), sympy.Max(0, value) + sign * sympy.Min(0, value)) for value in (x, -x)]
    positive = _log_moment(1)
    return holds(all(parts), f"|x| = x 1(x >= 0) - x 1(x <= 0) for either sign; for V U^+ {positive} + {positive} = {2 * positive}.")


@check(
    "dacunha2022:theorem-2",
    r"\text{the expected } [(\mu_- + \xi) n, (\mu_+ - \xi) n]\text{-subset-sum gap is exponentially small, for any } \xi > 0",
    uses=("dacunha2022:definition-2", "dacunha2022:definition-3"),
    perturbed={"least": 0.0},
)
def theorem_2(*, least: float = 0.02) -> Finding:
    """Lueker's Corollary 3.3: the expected gap of an interval that grows with n, but for a share xi, falls exponentially."""
    found = {xi: _exponential(xi) for xi in (least, 1 / 32, 0.05)}
    text = ", ".join(
        f"xi = {xi:.4g}: a = {pair[0]:.3g}, b = {pair[1]:.3g}" if pair else f"xi = {xi:.4g}: none" for xi, pair in found.items()
    )
    rng = np.random.default_rng(0)
    beyond = np.maximum(PRODUCT.sample(rng, (2000, 400)), 0).sum(axis=1)
    return holds(
        all(found.values()),
        f"Proved here for the law it is used for, V U^+, with numbers: {text}; in general it is Lueker's. At xi = 0 it is false: the "
        f"positive samples add up to less than mu_+ n = 25 in {float((beyond < 25).mean()):.0%} of 2000 runs with n = 400.",
    )


left_out(
    "dacunha2022",
    {
        "abstract": "says in short what Theorem 1 states",
        "section-1-experiments": "says in short what Section 3 reports: 30 times larger, hours, relative error 0.001",
        "section-1.1": "quotes other papers without a number; pensia2020 is checked itself",
        "section-2-class": "defines the class of CNNs, f(X) = K_l * s(K_(l-1) * ... s(K_1 * X)), and the norms",
        "figures-1-and-2": "drawings of the shapes that Lemma 1 states",
        "lemma-1-event": "defines the event E_(i,j,k,eps')",
        "lemma-2-event": "defines the event E_(l,eps')",
        "definitions-of-g": "defines g and its pruned version; likewise in Lemma 1 and Theorem 1",
        "section-3-program": "states the mixed-integer program of the experiment",
        "section-3-accuracy": "test accuracies 98.99 % and 89.12 % and the training's settings; the trained models are not at hand",
        "figures-3-and-4-fashion": "curves for Fashion-MNIST, whose weights are not at hand",
        "generalizations-operations": "names stride, padding, other dimensions without a statement",
        "section-5": "on how to reproduce the experiments",
    },
)
