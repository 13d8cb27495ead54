"""Networks in .npz files: targets as they are given, refused by `InvalidInput` with the layer, and any network as it is saved."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput
from simulations.networks.network import Layer, Network, Skip, Weights


@dataclass(frozen=True, kw_only=True, eq=False)
class Accepting:
    """What takes a target."""

    name: str  # for messages
    accepted_axes: Mapping[int, str]  # of the target's arrays, by their number, what they are
    periodic: bool = False  # the target goes around images


def load_arrays(argument: str, path: str) -> Mapping[str, NDArray[Any]]:
    """The arrays of an .npz file, by name; InvalidInput where it cannot be read."""
    try:
        with np.load(path) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, AttributeError) as error:
        raise InvalidInput(argument, f"{path} cannot be read ({error}); give an .npz file") from None


def read_target(path: str, by: Accepting, activation: str = "relu") -> Network:
    """The network of a file of arrays named 0.weight, 0.bias, 1.weight, ..., or of all of its arrays in their order as weights.

    The activation is after all layers but the last, or what an array N.activation names. N.stride is a layer's; skip.START.END adds what
    enters layer START to what layer END gives, through kernels or, if it is empty, as it is. Where kernels of four axes are accepted dense
    layers are kernels 1 x 1, and signals images of one row. Raises InvalidInput, with the layer.
    """
    arrays = load_arrays("target", path)
    names = [f"{place}.weight" for place in range(sum(name.endswith(".weight") for name in arrays))]
    if not set(names) <= set(arrays):
        raise InvalidInput("target", f"{path} has {', '.join(arrays)}; name the layers 0.weight, 1.weight, ... without gaps")
    weights = [_numbers(f"layer {place}", arrays[name]) for place, name in enumerate(names or arrays)]
    for place, layer in enumerate(weights):
        if layer.ndim not in by.accepted_axes or not layer.size:
            wanted = " or ".join(by.accepted_axes.values())
            raise InvalidInput("target", f"layer {place} of shape {layer.shape} does not fit {by.name!r}; give arrays {wanted}")
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
        bias = None if bias is None else _numbers(f"layer {place}", bias)
        layers.append(Layer(_with_all_axes(layer, by.accepted_axes), bias, str(after), int(stride)))
    skips = [_skip(name, array, layers, by.accepted_axes) for name, array in arrays.items() if name not in known]
    try:
        return Network(tuple(layers), tuple(skips), by.periodic)
    except ValueError as error:
        raise InvalidInput("target", str(error)) from None


def rescaled(target: Network, layer_norm: Callable[[Weights], float]) -> Network:
    """Each layer over its norm where that is above 1: the outputs are divided by the product of these, as by ReLU nothing else changes.

    Raises InvalidInput, with the layer, for biases, skip connections and other activations.
    """
    for place, layer in enumerate(target.layers):
        if layer.bias is not None or layer.activation not in ("relu", "leaky-relu", "identity") or target.skips:
            raise InvalidInput("rescale", f"layer {place}: only ReLU networks of weights alone scale with their layers; leave it out")
    return target.replaced({name: np.asarray(array) / max(1.0, layer_norm(array)) for name, array in target.arrays().items()})


def arrays_of(name: str, network: Network) -> dict[str, Any]:
    """A network as arrays for `network_of`: what it is made of, in JSON, and its parameters."""
    layers = [{"activation": layer.activation, "stride": layer.stride} for layer in network.layers]
    skips = [{"start": skip.start, "end": skip.end, "stride": skip.stride} for skip in network.skips]
    structure = {"layers": layers, "skips": skips, "periodic": network.periodic}
    return {name: json.dumps(structure)} | {f"{name}/{key}": np.asarray(array) for key, array in network.arrays().items()}


def network_of(name: str, arrays: Mapping[str, NDArray[Any]]) -> Network:
    """The network that `arrays_of` gave that name. Raises KeyError, TypeError or ValueError for others."""
    structure = json.loads(str(arrays[name]))
    layers = tuple(
        Layer(arrays[f"{name}/{place}.weight"], arrays.get(f"{name}/{place}.bias"), layer["activation"], layer["stride"])
        for place, layer in enumerate(structure["layers"])
    )
    skips = (Skip(skip["start"], skip["end"], None, skip["stride"]) for skip in structure["skips"])
    skips = (replace(skip, weights=arrays.get(f"{name}/{skip.name}")) for skip in skips)
    return Network(layers, tuple(skips), structure["periodic"])


def _numbers(name: str, array: Array) -> Array:
    if array.dtype.kind not in "fiu" or not np.all(np.isfinite(array)):
        raise InvalidInput("target", f"{name} holds values that are not finite numbers; give real numbers")
    return np.asarray(array, dtype=float)


def _with_all_axes(weights: Array, accepted_axes: Mapping[int, str]) -> Array:
    """With axes of one place after (out, in), up to as many as are accepted."""
    if weights.ndim not in accepted_axes:
        return weights
    return weights.reshape(*weights.shape[:2], *(1,) * (max(accepted_axes) - weights.ndim), *weights.shape[2:])


def _skip(name: str, array: Array, layers: list[Layer], accepted_axes: Mapping[int, str]) -> Skip:
    said = name.split(".")
    if len(said) != 3 or said[0] != "skip" or not (said[1].isdigit() and said[2].isdigit()) or int(said[2]) >= len(layers):
        raise InvalidInput(
            "target", f"array {name!r} is none of a layer's; give N.weight, N.bias, N.stride, N.activation or skip.START.END"
        )
    start, end = int(said[1]), int(said[2])
    stride = int(np.prod([layer.stride for layer in layers[start : end + 1]]))
    return Skip(start, end, _with_all_axes(_numbers(name, array), accepted_axes) if array.size else None, stride)
