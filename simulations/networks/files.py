"""Networks in .npz files: targets as they are given, refused by `InvalidInput` with the layer, and any network as it is saved.

All arrays that a user gives are read here, and nothing in a file is believed before it is looked at.
"""

import json
import math
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput
from simulations.networks.network import Layer, Network, Skip, Weights

MOST_BYTES = 2**30  # unpacked; ResNet-50 in float64 has 2e8
MOST_TIMES = 8  # a larger file unpacks to at most so many times its size: tickets and trained weights do, zeros by the gigabyte do not
LARGEST = float(np.finfo(np.float32).max)  # networks are evaluated in single precision, too
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


@dataclass(frozen=True, kw_only=True, eq=False)
class Accepting:
    """What takes a target."""

    name: str  # for messages
    accepted_axes: Mapping[int, str]  # of the target's arrays, by their number, what they are
    periodic: bool = False  # the target goes around images


def load_arrays(argument: str, path: Path | str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name: real numbers, truth values or text, of any shape; the file is as numpy.savez writes it.

    What it says of itself is looked at before any of it is unpacked: a file unpacks to MOST_BYTES, or to MOST_TIMES its own size if that is
    more. Raises InvalidInput for all other files, with the array.
    """
    try:
        if not Path(path).is_file():  # a pipe would be waited for
            Path(path).stat()
            raise ValueError("it is no file")
        # numpy warns of headers that it reads or refuses all the same
        with warnings.catch_warnings(action="ignore"), ZipFile(path) as archive:
            _check_directory(archive.infolist(), Path(path).stat().st_size)
            for info in archive.infolist():
                _check_header(archive, info)
            return {info.filename.removesuffix(".npy"): _array(archive, info) for info in archive.infolist()}
    except Exception as error:  # damaged files make zipfile, zlib and numpy raise anything
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InvalidInput(argument, f"{path} cannot be read ({why}); give an .npz file of arrays, as numpy.savez writes it") from None


def _check_directory(members: list[ZipInfo], size: int) -> None:
    names = [info.filename for info in members]
    if not names:
        raise ValueError("it holds no arrays")
    if strange := [name for name in names if not (name.endswith(".npy") and name.isprintable())]:
        raise ValueError(f"its member {strange[0]!r} is no array")
    if len(set(names)) < len(names):
        raise ValueError("it holds several arrays of one name")
    most, unpacked = max(MOST_BYTES, MOST_TIMES * size), sum(info.file_size for info in members)
    if unpacked > most:
        raise ValueError(f"it has {size / 1e9:.2g} GB and unpacks to {unpacked / 1e9:.3g} GB, where at most {most / 1e9:.3g} GB are read")


def _check_header(archive: ZipFile, info: ZipInfo) -> None:
    """ValueError where an array cannot be read, is neither numbers nor text, or not of the size that it says."""
    if info.flag_bits & 1:
        raise ValueError(f"{info.filename} is encrypted")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError(f"{info.filename} is compressed by method {info.compress_type}, which numpy does not write")
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        if version not in HEADERS:
            raise ValueError(f"{info.filename} has the format {version}, which is not that of plain arrays")
        shape, _, dtype = HEADERS[version](member)
        there, said = info.file_size - member.tell(), math.prod(shape) * dtype.itemsize
    if dtype.kind not in "biufU" or (dtype.kind == "f" and dtype.itemsize > 8):
        raise ValueError(f"{info.filename} holds {dtype}, which is neither real numbers nor text")
    if min(shape, default=0) < 0 or said != there:
        raise ValueError(f"{info.filename} says that it has shape {shape}, {said:,} bytes, and has {there:,}")


def _array(archive: ZipFile, info: ZipInfo) -> NDArray[Any]:
    """The array, whose checksum is right; ValueError for bytes that are no truth values and no letters."""
    with archive.open(info) as member:
        array: NDArray[Any] = np.lib.format.read_array(member, allow_pickle=False)
    if array.dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise ValueError(f"{info.filename} holds bytes that are neither true nor false")
    if array.dtype.kind == "U":
        array.tolist()
    return array


def are_numbers(array: NDArray[Any]) -> bool:
    """Whether all are real numbers of at most LARGEST; truth values are 0 and 1.

    >>> are_numbers(np.array([1, 2])), are_numbers(np.array([0.5, np.nan])), are_numbers(np.array(["1"]))
    (True, False, False)
    """
    return array.dtype.kind in "biuf" and (not array.size or -LARGEST <= float(array.min()) <= float(array.max()) <= LARGEST)


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
