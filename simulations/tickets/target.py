"""Target networks from files."""

import numpy as np

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, checked_law
from simulations.tickets.network import Layer, Network, Skip
from simulations.tickets.ticket import CONSTRUCTIONS, norms_of
from simulations.weights import load_arrays

SHAPES = {  # what a construction takes, by the number of axes
    "dense": {2: "(out, in)"},
    "sparse-dense": {2: "(out, in)"},
    "equivariant": {3: "(out, in, places)", 4: "(out, in, height, width)"},
    "two-for-one": {4: "(out, in, height, width)", 2: "(out, in)"},
    "one-for-one": {4: "(out, in, height, width)", 2: "(out, in)"},
}
SPARSE = ("sparse-dense", "equivariant")  # whose subsets may have a given size
CONVOLUTIONS = {4: "(out, in, height, width)"}


def checked_construction(construction: str) -> str:
    """A construction's name."""
    if construction not in CONSTRUCTIONS:
        raise InvalidInput("construction", f"{construction!r} is not known; give one of {', '.join(CONSTRUCTIONS)}")
    return construction


def checked_share(construction: str, share: float | None, n: int | None) -> float | None:
    """The share of n that subsets have: 0.5 for sparse-dense unless given; None for subsets of any size."""
    if share is None:
        share = 0.5 if construction == "sparse-dense" else None
    elif construction not in SPARSE:
        raise InvalidInput("share", f"subsets of {construction!r} have any size; leave it out, or take {' or '.join(SPARSE)}")
    if share is not None and (not 0 < share <= 1 or (n is not None and int(share * n) < 1)):
        raise InvalidInput("share", f"{share:g} of n = {n} is no subset; give a number above 0, at most 1")
    return share


def checked_law_of(construction: str, law: str | None) -> str:
    """The law of the weights by its name: the theorem's unless it is given."""
    return checked_law(law or ("normal" if construction == "structured" else "uniform"))


def read_target(path: str, construction: str, activation: str = "relu") -> Network:
    """The network of a file of arrays named 0.weight, 0.bias, 1.weight, ..., or of all of its arrays in their order as weights.

    The activation is after all layers but the last, or what an array N.activation names. N.stride is a layer's; skip.START.END adds what
    enters layer START to what layer END gives, through kernels or, if it is empty, as it is. For a convolution dense layers are kernels
    1 x 1, for an equivariant network signals images of one row. Raises InvalidInput, with the layer.
    """
    arrays = load_arrays("target", path)
    names = [f"{place}.weight" for place in range(sum(name.endswith(".weight") for name in arrays))]
    if not set(names) <= set(arrays):
        raise InvalidInput("target", f"{path} has {', '.join(arrays)}; name the layers 0.weight, 1.weight, ... without gaps")
    weights = [_numbers(f"layer {place}", arrays[name]) for place, name in enumerate(names or arrays)]
    shapes = SHAPES.get(construction, CONVOLUTIONS)
    for place, layer in enumerate(weights):
        if layer.ndim not in shapes or not layer.size:
            wanted = " or ".join(shapes.values())
            raise InvalidInput("target", f"layer {place} of shape {layer.shape} does not fit {construction!r}; give arrays {wanted}")
    if not names:
        arrays = {}
    known = {f"{name}.{part}" for name in range(len(weights)) for part in ("weight", "bias", "stride", "activation")}
    layers = []
    for place, layer in enumerate(weights):
        bias = arrays.get(f"{place}.bias")
        after = arrays.get(f"{place}.activation", activation if place + 1 < len(weights) else "identity")
        stride = np.asarray(arrays.get(f"{place}.stride", 1))
        if stride.shape or stride.dtype.kind not in "iu":
            raise InvalidInput("target", f"layer {place}: the stride is no whole number; give one of at least 1")
        layers.append(
            Layer(_square(layer, construction), None if bias is None else _numbers(f"layer {place}", bias), str(after), int(stride))
        )
    skips = [_skip(name, array, layers, construction) for name, array in arrays.items() if name not in known]
    try:
        return Network(tuple(layers), tuple(skips), periodic=construction == "equivariant")
    except ValueError as error:
        raise InvalidInput("target", str(error)) from None


def rescaled(construction: str, target: Network) -> Network:
    """Each layer over its norm where that is above 1: the outputs are divided by the product of these, as by ReLU nothing else changes.

    Raises InvalidInput, with the layer, for biases, skip connections and other activations.
    """
    for place, layer in enumerate(target.layers):
        if layer.bias is not None or layer.activation not in ("relu", "leaky-relu", "identity") or target.skips:
            raise InvalidInput("rescale", f"layer {place}: only ReLU networks of weights alone scale with their layers; leave it out")
    arrays = target.arrays()
    for place, norm in enumerate(norms_of(construction, target)):
        arrays[f"{place}.weight"] = np.asarray(arrays[f"{place}.weight"]) / max(1.0, norm)
    return target.replaced(arrays)


def _numbers(name: str, array: Array) -> Array:
    if array.dtype.kind not in "fiu" or not np.all(np.isfinite(array)):
        raise InvalidInput("target", f"{name} holds values that are not finite numbers; give real numbers")
    return np.asarray(array, dtype=float)


def _square(layer: Array, construction: str) -> Array:
    """As the construction's convolutions have it."""
    if construction == "equivariant" and layer.ndim == 3:
        return layer[:, :, None, :]
    return layer[:, :, None, None] if construction in ("two-for-one", "one-for-one") and layer.ndim == 2 else layer


def _skip(name: str, array: Array, layers: list[Layer], construction: str) -> Skip:
    said = name.split(".")
    if len(said) != 3 or said[0] != "skip" or not (said[1].isdigit() and said[2].isdigit()) or int(said[2]) >= len(layers):
        raise InvalidInput(
            "target", f"array {name!r} is none of a layer's; give N.weight, N.bias, N.stride, N.activation or skip.START.END"
        )
    start, end = int(said[1]), int(said[2])
    stride = int(np.prod([layer.stride for layer in layers[start : end + 1]]))
    return Skip(start, end, _square(_numbers(name, array), construction) if array.size else None, stride)
