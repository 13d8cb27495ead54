"""Networks in .npz files: targets as they are given, refused by `InvalidInput` with the layer, and any network as it is saved.

The arrays themselves are read in `rss_theory.array_files`.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rss_theory.array_files import LARGEST, are_numbers, read_npz
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput
from simulations.networks.network import Layer, Network, Skip, Weights


@dataclass(frozen=True, kw_only=True, eq=False)
class Accepting:
    """What takes a target."""

    name: str  # for messages
    accepted_axes: Mapping[int, str]  # of the target's arrays, by their number, what they are
    periodic: bool = False  # the target goes around images


def load_arrays(argument: str, path: Path | str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name, as `read_npz` reads them; InvalidInput for other files."""
    try:
        return read_npz(path)
    except ValueError as error:
        raise InvalidInput(argument, str(error)) from None


def numbers(argument: str, name: str, array: NDArray[Any]) -> Array:
    """An array that is `are_numbers`, as float64; InvalidInput for others."""
    if not are_numbers(array):
        raise InvalidInput(argument, f"{name} holds values that are not finite numbers, at most {LARGEST:.2g}; give real numbers")
    return np.asarray(array, dtype=float)


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
    weights = [numbers("target", f"layer {place}", arrays[name]) for place, name in enumerate(names or arrays)]
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
        bias = None if bias is None else numbers("target", f"layer {place}", bias)
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
    """The network that `arrays_of` gave that name. Raises KeyError, TypeError, ValueError or RecursionError for others."""

    def parameters(key: str) -> Array | None:
        whole = f"{name}/{key}"
        return numbers(name, key, arrays[whole]) if whole in arrays else None

    structure = json.loads(str(arrays[name]))
    layers = []
    for place, said in enumerate(structure["layers"]):
        weights = numbers(name, f"{place}.weight", arrays[f"{name}/{place}.weight"])
        layers.append(Layer(weights, parameters(f"{place}.bias"), _said(said, "activation", str), _said(said, "stride", int)))
    skips = [Skip(*(_said(said, "start", int), _said(said, "end", int), None, _said(said, "stride", int))) for said in structure["skips"]]
    skips = [replace(skip, weights=parameters(skip.name)) for skip in skips]
    return Network(tuple(layers), tuple(skips), _said(structure, "periodic", bool))


def _said(structure: Any, key: str, kind: type) -> Any:
    """An entry of JSON; TypeError where it is of another type: what takes it asks for no type itself."""
    if type(structure[key]) is not kind:
        raise TypeError(f"{key!r} is {structure[key]!r}")
    return structure[key]


def _with_all_axes(weights: Array, accepted_axes: Mapping[int, str]) -> Array:
    """With axes of one place after (out, in), up to as many as are accepted."""
    if weights.ndim not in accepted_axes:
        return weights
    return weights.reshape(*weights.shape[:2], *(1,) * (max(accepted_axes) - weights.ndim), *weights.shape[2:])


def _skip(name: str, array: Array, layers: list[Layer], accepted_axes: Mapping[int, str]) -> Skip:
    said = re.fullmatch(r"skip\.([0-9]{1,6})\.([0-9]{1,6})", name)
    if not said or int(said[2]) >= len(layers):
        raise InvalidInput(
            "target", f"array {name!r} is none of a layer's; give N.weight, N.bias, N.stride, N.activation or skip.START.END"
        )
    start, end = int(said[1]), int(said[2])
    stride = math.prod(layer.stride for layer in layers[start : end + 1])
    return Skip(start, end, _with_all_axes(numbers("target", name, array), accepted_axes) if array.size else None, stride)
