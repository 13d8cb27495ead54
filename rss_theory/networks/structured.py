"""Whole filters pruned: dacunha2023 Theorem 3."""

import math

from rss_theory.networks.architecture import Architecture
from rss_theory.networks.requirement import Requirement


def dacunha2023_theorem3(architecture: Architecture, eps: float, delta: float) -> Requirement:
    """2 c_in n hidden channels a layer, n = C d^12 c_out^6 log(d^2 c_out c_in l / eps)^3; nothing is proved here about C.

    The ticket keeps m = sqrt(n / (C_1 log(1/eps))) of each n; its parameters are in units of sqrt(C / C_1). Weights are normal. The theorem
    has one eps for error and failure: min(eps, delta) stands for it. Hidden filters are 1 x 1, then d x d.
    Source: dacunha2023:theorem-3.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> f"{dacunha2023_theorem3(ARCHITECTURES['small-cnn'], 0.01, 0.01).parameters_per_constant:.1e}"
    '3.6e+22'
    """
    layers, both = architecture.layers, min(eps, delta)
    numbers = [layer.kernel**12 * float(layer.out) ** 6 * math.log(layer.weights * len(layers) / both) ** 3 for layer in layers]
    kept = [math.sqrt(n / math.log(1 / both)) for n in numbers]

    def parameters(per_channel: list[float]) -> float:
        return sum(2 * layer.into * n * (layer.into + layer.kernel**2 * layer.out) for n, layer in zip(per_channel, layers, strict=True))

    hypotheses = {
        "0 < eps < 1/4": 0 < eps < 0.25,
        "0 < delta < 1": 0 < delta < 1,
        **architecture.meets("no biases", "no skip connections", "all strides 1", "no flattening", "no pooling"),
    }
    said = "dacunha2023 Theorem 3", "dacunha2023:theorem-3", 2 * len(layers), "C"
    assumes = "kernels of 1-norm at most 1, inputs in [-1, 1], ReLU"
    widths = tuple(2 * layer.into * n for n, layer in zip(numbers, layers, strict=True))
    return Requirement(*said, widths, parameters(numbers), None, None, None, None, parameters(kept), hypotheses, assumes)
