"""Target networks from files."""

import numpy as np

from rss_theory.command import InvalidInput
from simulations.tickets.network import Network
from simulations.weights import load_arrays


def read_target(path: str, construction: str) -> Network:
    """The ReLU network of a file of arrays named 0.weight, 1.weight, ..., or else of all of its arrays in their order."""
    arrays = load_arrays("target", path)
    names = [f"{place}.weight" for place in range(sum(name.endswith(".weight") for name in arrays))]
    if not set(names) <= set(arrays):
        raise InvalidInput("target", f"{path} has {', '.join(arrays)}; name the layers 0.weight, 1.weight, ... without gaps")
    if any(name.endswith(".bias") for name in arrays):
        raise InvalidInput("target", f"{path} has biases, which this construction does not cover; give a file of weights alone")
    weights = [np.asarray(arrays[name], dtype=float) for name in names or arrays]
    axes = 4 if construction == "convolution" else 2
    for place, layer in enumerate(weights):
        if layer.ndim != axes or not layer.size or not np.all(np.isfinite(layer)):
            shape = "(out, in, height, width)" if axes == 4 else "(out, in)"
            raise InvalidInput("target", f"layer {place} of shape {layer.shape} does not fit {construction!r}; give finite arrays {shape}")
    try:
        return Network(tuple(weights), tuple(range(len(weights) - 1)))
    except ValueError as error:
        raise InvalidInput("target", str(error)) from None
