"""dacunha2022, section 3: the experiments, repeated on networks of the same shapes."""

import math
from fractions import Fraction
from functools import cache

import numpy as np
from scipy.ndimage import gaussian_filter

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically, out_of_reach
from paper_checks.dacunha2022.constants import HALF, PRODUCT
from paper_checks.evidence import published_data
from rss_theory.arrays import Array
from rss_theory.networks.architecture import ARCHITECTURES
from simulations import solvers
from simulations.montecarlo.intervals import clopper_pearson
from simulations.networks.network import Layer

left_out("dacunha2022:section-3-program", "states the mixed-integer program of the experiment")
left_out(
    "dacunha2022:section-3-accuracy", "test accuracies 98.99 % and 89.12 % and the training's settings; the trained models are not at hand"
)
left_out("dacunha2022:figures-3-and-4-fashion", "curves for Fashion-MNIST, whose weights are not at hand")
left_out("dacunha2022:section-5", "on how to reproduce the experiments")

LENET = ARCHITECTURES["lenet5"]
CONVOLUTIONS = [layer for layer in LENET.layers if not layer.dense]


@check("section-3-parameters", r"2572 \text{ parameters in the convolutional layers}", perturbed={"printed": 2550})
def section_3_parameters(*, printed: int = 2572) -> Finding:
    """LeNet5 has 2572 convolutional parameters."""
    first, second = CONVOLUTIONS
    total = first.parameters + second.parameters
    return holds(
        total == printed,
        f"weights {first.weights} + {second.weights}, biases {first.out} + {second.out}: {total}; biases are counted.",
    )


@check("section-3-activations", r"7 \times 7 \times 16", perturbed={"printed": (5, 5, 16)})
def section_3_activations(*, printed: tuple[int, int, int] = (7, 7, 16)) -> Finding:
    """The convolutional part ends with 7 x 7 x 16 activations."""
    side = 28 // 2 ** len(CONVOLUTIONS)  # padded 5 x 5 convolutions keep the size, 2 x 2 pooling halves it
    valid = ((28 - 4) // 2 - 4) // 2
    return holds(
        (side, side, CONVOLUTIONS[-1].out) == printed,
        f"28 -> 14 -> {side} with padding, {side * side * 16} numbers; without, as in the original LeNet5, it would be {valid} x {valid} "
        "x 16.",
    )


@cache
def _errors(n: int, greatest: float, seed: int, count: int = 2572) -> Array:
    """Errors of the closest subset sums of n uniform samples for so many weights of [-greatest, greatest]."""
    rng = np.random.default_rng(seed)
    return solvers.closest_many(rng.uniform(-1, 1, (count, n)), greatest * rng.uniform(-1, 1, count)).errors


@check(
    "section-3-good-from-15-20",
    r"\max_w \min_S |w - \textstyle\sum_S x_i| < 10^{-2} \text{ from sample sizes around } 15\text{-}20",
    perturbed={"low": 8, "high": 12},
)
def section_3_good(*, low: int = 15, high: int = 20) -> Finding:
    """The worst of the 2572 weights is approximated within 0.01 from sample sizes around 15 to 20 on."""
    median = {n: float(np.median([_errors(n, 0.5, seed).max() for seed in range(7)])) for n in range(8, 23, 2)}
    first = min(n for n in median if all(median[m] < 0.01 for m in median if m >= n))
    line = {"weights uniform on [-1/2, 1/2]": ([float(n) for n in median], list(median.values()))}
    return numerically(
        low <= first <= high,
        "The toolkit's own 7 x 2572 weights, uniform on [-1/2, 1/2] (the trained ones are not printed), exact solver: the median of the "
        f"greatest error is {median[12]:.3g} at n = 12, {median[16]:.3g} at 16, {median[20]:.3g} at 20; below 0.01 from n = {first} on.",
        Curve("n", "greatest of 2572 errors, median of 7 runs", line, "y"),
    )


@check("section-3-larger-weights", r"\text{weights twice as large need a larger sample}", uses=("theorem-2",), perturbed={"factor": 0.5})
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

    def tail(k: int) -> Fraction:  # P(sum of k >= x) = P(sum of k <= k - x)
        terms = ((-1) ** j * math.comb(k, j) * (k - x - j) ** k for j in range(k + 1) if j < k - x)
        return sum(terms, Fraction(0)) / math.factorial(k)

    return sum((math.comb(n, k) * tail(k) for k in range(1, n + 1)), Fraction(0)) / 2**n


@check(
    "section-3-norms",
    r"50 \le \|K\|_1 \le 15000 \text{ for the kernels obtained, weights within } 10^{-2} \text{ at } n = 20",
    uses=("section-3-good-from-15-20",),
)
def section_3_norms(*, norm: int = 15000, n: int = 20) -> Finding:
    """Kernels have 1-norms from 50 up to 15000, and their weights are approximated within 0.01 with 15 to 20 samples."""
    weights = max(layer.weights for layer in CONVOLUTIONS)
    dense = max(layer.weights for layer in LENET.layers if layer.dense)
    mean, error = Fraction(norm, weights), Fraction(1, 100)
    # if no weight exceeds n + error, at least (norm - weights t) / (n + error - t) exceed t
    ts = (mean * Fraction(j, 40) for j in range(1, 40))
    log_chance = min(math.ceil((norm - weights * t) / (n + error - t)) * math.log2(_largest_sum_tail(n, t - error)) for t in ts)
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


IMAGES = published_data("mnist_t10k.npz")


@cache
def _images() -> Array:
    """100 test images of MNIST where they are at hand, else smoothed noise of the same size; in [0, 1]."""
    if IMAGES.exists():
        with np.load(IMAGES) as data:
            return np.asarray(data["images"][:100], dtype=float) / 255
    noise = gaussian_filter(np.random.default_rng(0).standard_normal((100, 28, 28)), (0, 2, 2))
    return np.asarray(np.maximum(noise, 0) / noise.max())


def _activations(tensors: list[Array]) -> Array:
    """The convolutional part of LeNet5, of kernels (d, d, in, out) and biases in turn: padded convolutions, ReLU, 2 x 2 maxima."""
    x = _images()[:, None]
    for kernel, bias in zip(tensors[::2], tensors[1::2], strict=True):
        y = Layer(kernel.transpose(3, 2, 0, 1), bias, "relu")(x, periodic=False)
        x = np.maximum.reduce([y[..., i::2, j::2] for i, j in np.ndindex(2, 2)])
    return x


def _relative_error(n: int, seed: int) -> float:
    """The greatest over the images, of a random network."""
    rng = np.random.default_rng(seed)
    target, close = [], []
    for layer in CONVOLUTIONS:
        bound = math.sqrt(6 / (layer.kernel**2 * layer.into))  # Kaiming uniform
        for shape in ((layer.kernel, layer.kernel, layer.into, layer.out), (layer.out,)):
            target.append(rng.uniform(-bound, bound, shape))
            samples = rng.uniform(-1, 1, (target[-1].size, n))
            close.append(solvers.closest_many(samples, target[-1].ravel()).values.reshape(shape))
    exact, near = _activations(target), _activations(close)
    return float((np.abs(exact - near).max(axis=(1, 2, 3)) / exact.max(axis=(1, 2, 3))).max())


@check(
    "section-3-output-error",
    r"\max \frac{\|f(X) - g(X)\|_{\max}}{\|f(X)\|_{\max}} \approx 10^{-3} \text{ at } n = 20, \text{ better beyond}",
    perturbed={"n": 9},
)
def section_3_output(*, n: int = 20) -> Finding:
    """The relative error of the convolutional part's output is close to 0.001 with 20 samples a weight, and better with more."""
    here, beyond = ([_relative_error(samples, seed) for seed in range(3)] for samples in (n, n + 4))
    source = "100 test images of MNIST" if IMAGES.exists() else "100 images of smoothed noise (no MNIST at hand)"
    return numerically(
        1e-4 <= float(np.median(here)) <= 1e-2 and float(np.median(beyond)) < float(np.median(here)),
        f"Three untrained LeNet5 with Kaiming weights, each weight by its closest subset sum, {source}: greatest relative error "
        f"{min(here):.2g} to {max(here):.2g}, median {np.median(here):.2g}, at n = {n}; median {np.median(beyond):.2g} at n = {n + 4}. "
        "The trained weights are not printed; theirs are larger.",
    )


@check(
    "section-3-factor-30",
    r"n = 20 \text{ expands the convolutional portion by a factor of, roughly, } 30 \text{ within the settings of Theorem 1}",
    uses=("theorem-1", "lemma-2", "section-3-output-error"),
)
def section_3_factor(*, factor: float = 30.0, n: int = 20) -> Finding:
    """Twenty samples a weight make the random network roughly 30 times as large as the convolutions of LeNet5."""
    larger = n * sum(layer.weights + layer.out**2 for layer in CONVOLUTIONS) / sum(layer.weights for layer in CONVOLUTIONS)
    rng = np.random.default_rng(0)

    def median(samples: int) -> float:
        """Of the errors with n products V U^+, those that are 0 left out of the search."""
        drawn, targets = PRODUCT.sample(rng, (400, samples)), rng.uniform(-0.5, 0.5, 400)
        return float(np.median([solvers.closest(x[x != 0][:26], w).error for x, w in zip(drawn, targets, strict=True)]))

    uniform = float(np.median(_errors(n, 0.5, 1)))
    same_n, twice = median(n), median(2 * n)
    return amended(
        abs(larger / factor - 1) <= 0.2 and same_n <= 2 * uniform,
        abs(larger / 22.3 - 1) <= 0.02 and twice <= 2 * uniform,
        "22 for $n = 20$ hidden channels an output, and 45 for the errors of the experiment, which takes 20 uniform samples where "
        "Theorem 1 has products $V U^+$, half of them 0",
        f"Theorem 1's tensors have n c_i (d_i^2 c_(i-1) + c_i) entries: {larger:.1f} times the 2550 weights at n = {n}, "
        f"{2 * larger:.1f} at {2 * n}. The median error at |w| <= 1/2 is {uniform:.2g} with {n} uniform samples, {same_n:.2g} with {n} "
        f"products V U^+ and {twice:.2g} with {2 * n}: the experiment's figures are those of n = {2 * n} in Theorem 1. (The introduction "
        f"says 30 times LeNet5; all of LeNet5 has {LENET.parameters} parameters, and its dense layers are not expanded.)",
    )


@check("section-3-figure-3", r"\text{Figure 3: relative error = the maximum distance between a weight and its approximation}")
def section_3_figure_3() -> Finding:
    """What Figure 3 calls relative error is a maximum distance between a weight and its approximation."""
    rng = np.random.default_rng(1)
    samples, weights = rng.uniform(-1, 1, (2572, 20)), rng.uniform(-0.5, 0.5, 2572)
    errors = solvers.closest_many(samples, weights).errors
    relative = float((errors / np.abs(weights)).max())
    return misprint(
        math.isclose(relative, errors.max(), rel_tol=0.1),
        bool(errors.max() < 0.01),
        "error (absolute)",
        f"On 2572 weights uniform on [-1/2, 1/2] at n = 20 the greatest distance is {errors.max():.2g}, the greatest relative error "
        f"{relative:.2g}: the text's 'error smaller than 0.01' is the distance.",
    )


@check("section-3-hour", r"n = 30: \text{ around 1 hour on 32 cores}")
def section_3_hour() -> Finding:
    """Solving the 2572 problems with n = 30 takes around an hour on 32 cores."""
    return out_of_reach("The time that Gurobi took on that machine; which solver finds the closest sums does not matter to the errors.")


@check("section-3-n-30", r"\text{even better with larger sample sizes: } n = 30", uses=("section-3-good-from-15-20",), perturbed={"n": 18})
def section_3_n_30(*, n: int = 30) -> Finding:
    """With n = 30 the weights are approximated better than with n = 20."""
    here, before = _errors(n, 0.5, 2, 400), _errors(20, 0.5, 2, 400)
    return numerically(
        float(np.median(here)) < float(np.median(before)) / 100 and here.max() < before.max(),
        f"400 weights uniform on [-1/2, 1/2]: median error {np.median(here):.2g}, greatest {here.max():.2g} at n = {n}; "
        f"{np.median(before):.2g} and {before.max():.2g} at n = 20.",
    )
