"""What a construction's theorem asks of the random network, and what its steps prove about one of a given width."""

import math

import numpy as np

from rss_theory import laws
from rss_theory.activations import ACTIVATIONS
from rss_theory.bound import Bound
from rss_theory.covering import success_bound
from rss_theory.networks.architecture import Architecture, LayerSize, Skip
from rss_theory.networks.convolutional import (
    burkholz2022_theorem31,
    burkholz2022_theorem32,
    dacunha2022_theorem1,
    layer_errors,
    parameter_errors,
)
from rss_theory.networks.dense import natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4
from rss_theory.networks.requirement import Requirement
from rss_theory.networks.structured import dacunha2023_theorem3
from simulations.networks.network import Network
from simulations.tickets.ticket import norms_of


def architecture(target: Network) -> Architecture:
    """The target's sizes."""
    layers = tuple(
        LayerSize(
            layer.weights.shape[0], layer.weights.shape[1], max(layer.weights.shape[2:], default=1), layer.stride, layer.bias is not None
        )
        for layer in target.layers
    )
    skips = []
    for skip in target.skips:
        shape = None if skip.weights is None else skip.weights.shape
        skips.append(Skip(skip.start, skip.end, None if shape is None else LayerSize(shape[0], shape[1], max(shape[2:]), skip.stride)))
    return Architecture("target", layers, tuple(skips))


def requirement(construction: str, target: Network, eps: float, delta: float, share: float | None = None) -> Requirement:
    """What the theorem asks for, of a target like this one."""
    sizes = architecture(target)
    lipschitz = max(layer.phi.lipschitz for layer in target.layers)
    match construction:
        case "dense":
            return pensia2020_theorem1(sizes, eps, delta)
        case "sparse-dense":
            return natale2024_theorem3(sizes, eps, delta, 0.5 if share is None else share)
        case "convolution":
            return dacunha2022_theorem1(sizes, eps, delta)
        case "two-for-one":
            return burkholz2022_theorem31(sizes, eps, delta, lipschitz)
        case "one-for-one":
            return burkholz2022_theorem32(sizes, eps, delta, lipschitz)
        case "structured":
            return dacunha2023_theorem3(sizes, eps, delta)
        case _:
            return natale2024_theorem4(sizes, eps, delta, 0.5 if share is None else share)


def width(construction: str, target: Network, eps: float, delta: float, share: float | None = None) -> int | None:
    """The n from which on the theorem, with the constants that are proved here, promises a ticket; None where nothing is proved.

    Theorems 3.1 and 3.2 count all hidden channels of an input, of either sign: twice this n.
    """
    samples = requirement(construction, target, eps, delta, share).samples
    if samples is None:
        return None
    if construction == "two-for-one":
        return math.ceil(max(samples) / 2)
    if construction == "one-for-one":
        return max(math.ceil(samples[0] / 2), *samples[1:], 1)
    return max(samples)


def random_weights(construction: str, target: Network, n: int) -> int:
    """About how many weights the random network has, but for channels that are tried again."""
    if construction == "convolution":
        return sum(n * w.shape[0] * (math.prod(w.shape[1:]) + w.shape[0]) for w in target.weights)
    pairs = []
    for layer in target.layers:
        out, into, *kernel = layer.weights.shape
        pairs.append(2 * n * layer.stride**2 * into * (into + math.prod(kernel) * out))
    if construction != "one-for-one":
        return sum(pairs)
    copies = [n] * (len(pairs) - 1) + [1]
    later = [m * n * w.size for m, w in zip(copies[1:], target.weights[1:], strict=True)]
    return copies[0] * pairs[0] + sum(later)


def hypotheses(construction: str, target: Network) -> dict[str, bool]:
    """What the theorem assumes of the target's parameters, by layer."""
    said = {}
    bounded = construction in ("two-for-one", "one-for-one")
    for place, (layer, norm) in enumerate(zip(target.layers, norms_of(construction, target), strict=True)):
        if bounded:
            largest = max(float(abs(np.asarray(array)).max()) for array in (layer.weights, layer.bias) if array is not None)
            said[f"layer {place}: parameters at most 1, the largest is {largest:.4g}"] = largest <= 1
        else:
            kind = "spectral norm" if construction in ("dense", "sparse-dense") else "1-norm of each output's kernel"
            said[f"layer {place}: {kind} at most 1, is {norm:.4g}"] = norm <= 1 + 1e-12
    return said | {f"{skip.name}: the identity, as weights are not covered": skip.weights is None for skip in target.skips}


def promise(construction: str, target: Network, n: int, eps: float, law: str) -> list[dict[str, object]]:
    """What the theorem's own steps prove at this n, by `covering`, for uniform weights and subsets of any size; JSON-ready.

    One minus the sum over all subset-sum problems of what is left of each. Dense: 2 n pruned products for each of two sums a weight, which
    may err by eps / (4 l d_in d_out). Convolutions: n for one, which may err by eps / (2 l weights). As in `rss_theory.networks`.
    """
    layers, depth = target.layers, len(target.layers)
    sizes = [layer.weights.size for layer in layers]
    phi = ACTIVATIONS[next((layer.activation for layer in layers if layer.activation != "identity"), "relu")]
    shape = architecture(target)
    problems: list[tuple[int, int, float, laws.Law]]
    if law != "uniform" or construction in ("sparse-dense", "equivariant", "structured"):
        return []
    if construction == "dense":
        source, problems = "pensia2020:theorem-1", [(2 * s, 2 * n, math.log(eps / (4 * depth * s)), laws.PRUNED_PRODUCT) for s in sizes]
    elif construction == "convolution":
        source, problems = "dacunha2022:theorem-1", [(s, n, math.log(eps / (2 * depth * s)), laws.PRUNED_PRODUCT) for s in sizes]
    elif phi.name != "relu":
        return []
    elif construction == "two-for-one":
        source, errors = "burkholz2022:theorem-3.1", layer_errors(shape, eps)
        problems = [(2 * layer.parameters, 2 * n, e, laws.PRUNED_PRODUCT) for layer, e in zip(shape.layers, errors, strict=True)]
    else:
        source, errors = "burkholz2022:theorem-3.2", parameter_errors(shape, eps, 1.0, [n] * depth)
        problems = []
        for place, (layer, e) in enumerate(zip(shape.layers, errors, strict=True)):
            copies = n if place + 1 < depth else 1
            constant = any(after.bias for after in shape.layers[place + 1 :])
            count = copies * (layer.parameters + constant)
            problems.append((2 * count, 2 * n, e, laws.PRUNED_PRODUCT) if place == 0 else (count, n, e, laws.Uniform()))
    failure = sum(count * (1 - success_bound(samples, math.exp(e), 1.0, law).value) for count, samples, e, law in problems)
    holds = {"0 < eps < 1": 0 < eps < 1, **hypotheses(construction, target)}
    return [Bound("the theorem's steps", max(0.0, 1 - failure), "lower", "success probability", source, holds).as_dict()]
