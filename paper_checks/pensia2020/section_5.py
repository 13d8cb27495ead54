"""pensia2020, sections 5 and 6: the experiments, and what is said of other networks."""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import sympy

from paper_checks.check import Finding, check, holds, left_out, misprint, numerically
from paper_checks.evidence import published_data, same, smallest
from paper_checks.pensia2020.widths import HALVES, sufficient
from paper_checks.tensors import relu
from rss_theory.laws import Uniform
from rss_theory.networks.architecture import ARCHITECTURES
from simulations.weights import Approximation, accuracy, approximate

left_out("pensia2020:section-5-mip", "defines the integer program")
left_out("pensia2020:section-5-time", "21.5 hours on 36 cores: a measurement on a machine, with a solver that is not at hand")
left_out(
    "pensia2020:figure-2",
    "accuracies by edge-popup training (the text calls it Figure 4); no numbers are printed, the training is not repeated",
)
left_out("pensia2020:broader-impact", "restates Theorem 3 in words")


@check("section-5-samples", r"n = C \log_2 \left( \tfrac{1}{\epsilon} \right) \approx 21, \quad \epsilon = 0.01, \; C = 3")
def section_5_samples() -> Finding:
    """Three times log2(100) is about 21 samples."""
    n = 3 * math.log2(1 / 0.01)
    return misprint(
        round(n) == 21 or math.ceil(n) == 21,
        round(n) == 20,
        r"$n = 3 \log_2 100 \approx 20$",
        f"3 log2(100) = {n:.3f}, which rounds to 20 either way; 21 = 3 log2(128) belongs to eps = {2**-7:.5f}",
    )


class _Trained(NamedTuple):
    """The published network and test set, or where these are not at hand weights drawn like them with the classes they give."""

    layers: list[Any]  # (out, in)
    images: Any
    labels: Any
    published: bool

    @property
    def said(self) -> str:
        return "the published network" if self.published else "a random network of its shape, as the published one is not at hand"

    @property
    def interval(self) -> tuple[float, float]:
        """The least and the greatest weight."""
        return min(float(w.min()) for w in self.layers), max(float(w.max()) for w in self.layers)


@cache
def _trained() -> _Trained:
    try:
        with np.load(published_data("pensia2020_fc2.npz")) as weights, np.load(published_data("mnist_t10k.npz")) as tests:
            layers = [np.asarray(weights[name], dtype=float) for name in ("fc1", "fc2")]
            images = tests["images"].reshape(len(tests["images"]), -1) * np.float32(1 / 255)
            return _Trained(layers, images, tests["labels"], True)
    except OSError:
        rng = np.random.default_rng(0)
        layers = [np.clip(rng.normal(0, 0.045, shape), -0.464, 0.541) for shape in ((500, 784), (10, 500))]
        layers[1].flat[:2] = -0.464, 0.541
        images = rng.random((2000, 784), dtype=np.float32) * (rng.random((2000, 784)) < 0.2)
        scores = relu(images @ layers[0].T) @ layers[1].T
        clear = np.diff(np.sort(scores, axis=1)[:, -2:], axis=1)[:, 0] > 0.05  # as a trained network's are
        return _Trained(layers, images[clear], np.argmax(scores, axis=1)[clear], False)


@check("section-5-weights", r"\text{two-layer, 500 hidden nodes, } 397{,}000 \text{ weights}", perturbed={"weights": 397_500})
def section_5_weights(*, weights: int = 397_000) -> Finding:
    """The target network has 397,000 weights."""
    first, second = _trained().layers
    return holds(
        weights == 784 * 500 + 500 * 10 == first.size + second.size == ARCHITECTURES["fc500"].parameters,
        f"784 * 500 + 500 * 10 = {784 * 500 + 5000}, without biases; {_trained().said} has layers {first.shape} and {second.shape}",
    )


@cache
def _approximated(n: int, every: int = 1) -> list[Approximation]:
    """Each weight (of every so many rows of the first layer) as the closest subset sum of n samples between the least and the greatest."""
    first, second = _trained().layers
    parts = first[::every], second
    return [approximate(w, n, np.random.default_rng([n, place]), interval=_trained().interval) for place, w in enumerate(parts)]


@check(
    "section-5-coefficients",
    r"397{,}000 \text{ weights were approximated with } 3{,}725{,}871 \text{ coefficients } (n = 21)",
    uses=("section-5-samples", "section-5-weights"),
    perturbed={"coefficients": 4_200_000},
)
def section_5_coefficients(*, coefficients: int = 3_725_871) -> Finding:
    """For some range that contains all weights the closest subsets of 21 samples a weight have 3,725,871 samples altogether."""
    low, high = _trained().interval
    kept = {n: sum(part.sizes.mean() * size for part, size in zip(_approximated(n, 5), (392_000, 5_000), strict=True)) for n in (20, 21)}
    some = _trained().layers[0][::10]
    wider = {u: approximate(some, 21, np.random.default_rng(0), interval=(low, u)).sizes.mean() * 397_000 for u in (0.64, 0.75)}
    return numerically(
        wider[0.75] <= coefficients <= kept[21],
        f"{coefficients / 397_000:.3f} a weight. The range of the samples is not printed. From U[{low:.3f}, {high:.3f}], the range of "
        f"{_trained().said}, the closest subsets of 21 samples keep {kept[21]:,.0f} in all, from U[{low:.3f}, 0.64] {wider[0.64]:,.0f} and "
        f"from U[{low:.3f}, 0.75] {wider[0.75]:,.0f}: a range between has the printed number. So has, within 1 %, n = 20 with the range of "
        f"the weights: {kept[20]:,.0f}.",
    )


@check(
    "section-5-accuracy",
    r"\text{final test set accuracy of } 97.19\%; \text{ our approximated network maintained the } 97.19\% \text{ test set accuracy}",
    uses=("section-5-weights",),
    perturbed={"percent": 97.69},
)
def section_5_accuracy(*, percent: float = 97.19) -> Finding:
    """The network scores 97.19 % on MNIST, and the same with every weight replaced by a subset sum of 21 samples."""
    network = _trained()
    before = accuracy(network.layers, network.images, network.labels)
    after = accuracy([part.values for part in _approximated(21)], network.images, network.labels)
    wanted = percent / 100 if network.published else before + (percent - 97.19) / 100
    return numerically(
        abs(before - wanted) < 5e-5 and abs(after - wanted) <= 5e-4,
        f"{network.said}: {before:.2%} of {len(network.labels):,} images before, {after:.2%} with each weight the closest subset sum of "
        "21 fresh samples of the weights' range (the samples are not published; a draw may change a few images in 10,000)",
    )


@check(
    "section-5-errors",
    r"\text{most weights in our approximated network were well below } 0.01 \text{ error}",
    uses=("section-5-accuracy",),
    perturbed={"eps": 1e-8},
)
def section_5_errors(*, eps: float = 0.01) -> Finding:
    """Nearly all weights have errors far below 0.01."""
    errors = np.concatenate([np.abs(part.values - part.weights).ravel() for part in _approximated(21)])
    share = float(np.mean(errors < eps / 10))
    return numerically(
        share > 0.5,
        f"{share:.3%} of {errors.size:,} weights are within {eps / 10:g} at n = 21, median error {np.median(errors):.1e}, largest "
        f"{errors.max():.1e} ({int(np.sum(errors > 0.01))} above 0.01), samples of the range of {_trained().said}",
    )


@check(
    "section-5-range",
    r"[l, u] \text{ large enough to contain all weights: less likely infeasible; close to the extreme weights: } n \text{ can be "
    r"decreased}",
    perturbed={"wide": 0.05},
)
def section_5_range(*, wide: float = 1.0) -> Finding:
    """Samples from the weights' own range solve more problems with fewer samples than narrower or wider ones."""
    low, high = _trained().interval
    some = np.concatenate([_trained().layers[0].ravel()[::200], np.linspace(low, high, 500)])[:, None]
    failed = {}
    for scale in (wide, wide / 10, wide * 10):
        found = approximate(some, 12, np.random.default_rng(3), interval=(scale * low, scale * high))
        failed[scale] = float(np.mean(np.abs(found.values - some) > 0.01))
    own, narrow, broad = failed.values()
    return numerically(
        own < narrow and own < broad,
        f"n = 12, {some.size} problems (weights, and 500 targets over their range [{low:.3f}, {high:.3f}]), share not within 0.01: "
        + ", ".join(f"{share:.1%} for samples from {scale:g} times the range" for scale, share in failed.items()),
    )


@check(
    "section-5-decrease",
    r"\text{we can decrease } n = C \log_2(1/\epsilon) \text{, either by increasing } \epsilon \text{ or decreasing } C",
    uses=("section-5-samples",),
    perturbed={"larger": False},
)
def section_5_decrease(*, larger: bool = True) -> Finding:
    """The number of samples falls as eps grows and as C falls."""
    C, eps = sympy.symbols("C epsilon", positive=True)
    n = -C * sympy.log(eps, 2)
    slope = sympy.simplify(sympy.diff(n, eps) * eps * sympy.log(2) / C)
    return holds(
        bool(slope < 0 if larger else slope > 0) and same(sympy.diff(n, C), -sympy.log(eps, 2)),
        f"dn/d eps = {slope} C / (eps log 2) and dn/dC = log2(1/eps) > 0 for eps < 1",
    )


@check(
    "section-6-linear",
    r"f(x) = \sum_{i=1}^d w_i x_i \text{ by a subset of the coefficients of a random one that has } d \log(dl/\epsilon) \text{ parameters}",
    uses=("section-1-subset-sum",),
    perturbed={"outer": 0},
)
def section_6_linear(*, outer: int = 1) -> Finding:
    """A linear function of d inputs is a pruned random one that has C d log(d/eps) coefficients."""
    found = sufficient(Uniform(), 1.0)  # each weight at accuracy and failure eps/d
    C = found.constant(2)
    least = smallest(
        lambda d, eps: C * d**outer * math.log(d / eps) - d * (found.slope * math.log(2 * d / eps) + found.offset),
        {"d": [1, 2, 10, 1000], "eps": HALVES},
    )
    return holds(
        least.margin >= -1e-6,
        f"d blocks of {found.slope:.1f} log(2d/eps) + {found.offset:.1f} coefficients, each within eps/d of its weight but for eps/d: C d "
        f"log(d/eps), C = {C:.0f}, for d/eps >= 2; least margin {least.margin:.3g}. The l in the logarithm is not needed for one linear "
        "function.",
    )
