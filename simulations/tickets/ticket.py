"""A ticket: a random network, masks, and the target. Built in `pruning`, checked in `checking`, read by `catalogue`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array, Index, Mask
from rss_theory.command_line.output import write_file
from simulations.networks.files import arrays_of
from simulations.networks.network import Network, Weights, masked
from simulations.tickets.construction import Construction, Origin


@dataclass(frozen=True, eq=False)
class Ticket:
    """A random network, and masks that make it a target.

    masks: by the names of `Network.arrays`, of all of the source's. channels: of each target layer, the output that each channel of the
    source stands for there, its number of outputs for a constant, FAILED, or UNUSED (`channels`). origin: how it was built, as it says.
    """

    construction: Construction
    target: Network
    source: Network
    masks: Mapping[str, Mask]
    channels: tuple[Index, ...]
    origin: Origin = field(default_factory=Origin)

    @cached_property
    def network(self) -> Network:
        """The masked network."""
        return self.source.replaced({name: masked(array, self.masks[name]) for name, array in self.source.arrays().items()})

    @cached_property
    def compact(self) -> Network:
        """The masked network without the channels that nothing uses: the same function, evaluated in less time."""
        network = self.network
        names = [f"{place}.weight" for place in range(len(network.layers))]
        used = [np.asarray(self.masks[name].any(axis=(0, *range(2, self.masks[name].ndim)))) for name in names]  # what enters each layer
        used = [np.ones_like(used[0]), *used[1:], np.ones(network.weights[-1].shape[0], bool)]
        for skip in network.skips:
            if skip.weights is not None:
                used[skip.start] |= self.masks[skip.name].any(axis=(0, 2, 3))
        for _ in network.skips:  # both ends of an identity, and of those that it is chained to
            for skip in network.skips:
                if skip.weights is None:
                    used[skip.start] |= used[skip.end + 1]
                    used[skip.end + 1] |= used[skip.start]
        for channels in used:
            channels[0] |= not channels.any()  # a network has at least one
        arrays: dict[str, Weights] = {}
        for place, layer in enumerate(network.layers):
            before, after = map(np.flatnonzero, used[place : place + 2])
            arrays[f"{place}.weight"] = layer.weights[after][:, before]
            if layer.bias is not None:
                arrays[f"{place}.bias"] = layer.bias[after]
        for skip in network.skips:
            if skip.weights is not None:
                arrays[skip.name] = skip.weights[used[skip.end + 1]][:, used[skip.start]]
        return network.replaced(arrays)

    @cached_property
    def errors(self) -> tuple[Array, ...]:
        """Of each target layer, |what stands for a parameter - the parameter|: (1 or 2, channels, parameters).

        For positive and for negative inputs where these differ; a row for each channel of the source that stands for an output, and in it
        the kernels, flattened, and last the bias if there is one. Raises ValueError, with the layer, where the masked network has no such
        parameters.
        """
        return tuple(self.construction.weight_errors(self))

    def source_layers(self, place: int) -> range:
        """The layers of the source that stand for one of the target's."""
        counts = self.construction.source_layers(len(self.target.layers))
        return range(sum(counts[:place]), sum(counts[: place + 1]))

    @property
    def outputs(self) -> Index:
        """The first channel of the source for each output of the target."""
        last = self.channels[-1]
        return np.array([np.flatnonzero(last == output)[0] for output in range(self.target.layers[-1].weights.shape[0])])

    def __call__(self, x: ArrayLike) -> Array:
        """Outputs (N, out, ...) of the masked network."""
        return self.compact(x)[:, self.outputs]

    @property
    def kept(self) -> int:
        """Parameters of the ticket."""
        return sum(int(mask.sum()) for mask in self.masks.values())

    @property
    def density(self) -> float:
        """The share of the random network's parameters that is kept."""
        return self.kept / self.source.parameters

    def save(self, path: Path | str) -> None:
        """Write all of it as .npz, whole or not at all; InvalidInput where it cannot be written."""
        origin = json.dumps(asdict(self.origin), default=np.generic.item)  # numpy's numbers are no JSON
        arrays: dict[str, Any] = {"construction": self.construction.name, "origin": origin}
        arrays |= arrays_of("target", self.target) | arrays_of("source", self.source)
        arrays |= {f"mask/{key}": mask for key, mask in self.masks.items()}
        arrays |= {f"channels/{place}": channels for place, channels in enumerate(self.channels)}
        whole = path if str(path).endswith(".npz") else f"{path}.npz"
        write_file("save", whole, lambda file: np.savez(file, **arrays))
