"""What several constructions' theorems ask: of a target its sizes and norms, of a random network its weights and subset sums."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from rss_theory.laws import PRUNED_PRODUCT
from rss_theory.networks.architecture import Architecture, LayerSize, Skip
from simulations.networks.network import Network, Weights
from simulations.tickets.checking import max_norm
from simulations.tickets.construction import Construction, Problems


def architecture(target: Network) -> Architecture:
    """The target's sizes."""
    layers = tuple(_size(layer.weights, layer.stride, layer.bias is not None) for layer in target.layers)
    skips = (Skip(skip.start, skip.end, None if skip.weights is None else _size(skip.weights, skip.stride)) for skip in target.skips)
    return Architecture("target", layers, tuple(skips))


def _size(weights: Weights, stride: int, bias: bool = False) -> LayerSize:
    out, into, *kernel = weights.shape
    return LayerSize(out, into, max(kernel, default=1), stride, bias, dense=not kernel)


def lipschitz(target: Network) -> float:
    """The greatest Lipschitz constant of its activations."""
    return max(layer.phi.lipschitz for layer in target.layers)


def norms_at_most_1(target: Network, norm_of: Callable[[Weights], float], kind: str) -> dict[str, bool]:
    """That each layer enlarges no input."""
    norms = [norm_of(weights) for weights in target.weights]
    return {f"layer {place}: {kind} at most 1, is {norm:.4g}": norm <= 1 + 1e-12 for place, norm in enumerate(norms)}


def kernels_at_most_1(target: Network) -> dict[str, bool]:
    """That no layer enlarges an image."""
    return norms_at_most_1(target, max_norm.layer_norm, "1-norm of each output's kernel")


def parameters_at_most_1(target: Network) -> dict[str, bool]:
    """That all are, and that skip connections are the identity."""
    said = {}
    for place, layer in enumerate(target.layers):
        largest = max(float(abs(np.asarray(array)).max()) for array in (layer.weights, layer.bias) if array is not None)
        said[f"layer {place}: parameters at most 1, the largest is {largest:.4g}"] = largest <= 1
    return said | {f"{skip.name}: the identity, as weights are not covered": skip.weights is None for skip in target.skips}


def sums_of_products(
    target: Network, n: int, eps: float, errors: Callable[[Sequence[int], float], Sequence[float]], *, signs: int
) -> list[Problems]:
    """signs n pruned products for each of so many sums a weight; errors: what these may err, of each layer's number of weights and eps."""
    sizes = [weights.size for weights in target.weights]
    return [Problems(signs * s, signs * n, math.log(e), PRUNED_PRODUCT) for s, e in zip(sizes, errors(sizes, eps), strict=True)]


def weights_of_two_layers(target: Network, n: int, place: int) -> int:
    """Of the two random layers for one of the target's, with 2 n hidden channels for each part of an input."""
    layer = target.layers[place]
    out, into, *kernel = layer.weights.shape
    return 2 * n * layer.stride**2 * into * (into + math.prod(kernel) * out)


def weights_of_pairs(target: Network, n: int) -> int:
    """Of all of them."""
    return sum(weights_of_two_layers(target, n, place) for place in range(len(target.layers)))


of_images = partial(  # what constructions for images say alike, unless they say otherwise
    Construction,
    accepted_axes={4: "(out, in, height, width)"},
    layer_norm=max_norm.layer_norm,
    hypotheses=kernels_at_most_1,
    output_error=max_norm.output_error,
    sup_error=max_norm.sup_error,
)
