"""A ticket and what can be said of it without trust: kept weights, errors of weights, how far outputs can be off."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array, Index, Mask
from simulations.networks.network import Layer, Network, Skip, masked

CONSTRUCTIONS = {  # and the module of each
    "dense": "dense",
    "sparse-dense": "dense",
    "convolution": "convolution",
    "two-for-one": "residual",
    "one-for-one": "residual",
    "equivariant": "equivariant",
    "structured": "structured",
}


@dataclass(frozen=True, eq=False)
class Ticket:
    """A random network, and masks that make it a target.

    masks: by the names of `Network.arrays`, of all of the source's. channels: of each target layer, the output that each channel of the
    source stands for there, its number of outputs for a constant, -1 for one that failed, -2 for one that nothing uses.
    """

    construction: str
    target: Network
    source: Network
    masks: Mapping[str, Mask]
    channels: tuple[Index, ...]

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
        layers = tuple(
            replace(
                layer,
                weights=layer.weights[np.flatnonzero(after)][:, np.flatnonzero(before)],
                bias=None if layer.bias is None else layer.bias[after],
            )
            for layer, before, after in zip(network.layers, used, used[1:], strict=False)
        )
        skips = tuple(
            skip if skip.weights is None else replace(skip, weights=skip.weights[used[skip.end + 1]][:, used[skip.start]])
            for skip in network.skips
        )
        return Network(layers, skips, network.periodic)

    @cached_property
    def errors(self) -> tuple[Array, ...]:
        """Of each target layer, |what stands for a parameter - the parameter|: (1 or 2, channels, parameters).

        For positive and for negative inputs where these differ; a row for each channel of the source that stands for an output, and in it
        the kernels, flattened, and last the bias if there is one. Raises ValueError, with the layer, where the masked network has no such
        parameters.
        """
        return tuple(module(self.construction).weight_errors(self))

    def source_layers(self, place: int) -> tuple[int, ...]:
        """The layers of the source that stand for one of the target's."""
        if len(self.source.layers) == 2 * len(self.target.layers):
            return 2 * place, 2 * place + 1
        return (place + 1,) if place else (0, 1)

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
        """Write all of it as .npz."""
        arrays: dict[str, Any] = {"construction": self.construction}
        for name, network in (("target", self.target), ("source", self.source)):
            arrays[name] = json.dumps(_structure(network))
            arrays |= {f"{name}/{key}": np.asarray(array) for key, array in network.arrays().items()}
        arrays |= {f"mask/{key}": mask for key, mask in self.masks.items()}
        arrays |= {f"channels/{place}": channels for place, channels in enumerate(self.channels)}
        np.savez(path, **arrays)


def _structure(network: Network) -> dict[str, Any]:
    skips = [{"start": skip.start, "end": skip.end, "stride": skip.stride} for skip in network.skips]
    layers = [{"activation": layer.activation, "stride": layer.stride} for layer in network.layers]
    return {"layers": layers, "skips": skips, "periodic": network.periodic}


def load(path: Path | str) -> Ticket:
    """A ticket as `Ticket.save` wrote it; nothing in it is trusted before `verify`. Raises KeyError, ValueError or OSError for others."""
    with np.load(path, allow_pickle=False) as file:

        def network(name: str) -> Network:
            said = json.loads(str(file[name]))
            layers = tuple(
                Layer(
                    file[f"{name}/{place}.weight"],
                    file.get(f"{name}/{place}.bias"),
                    layer["activation"],
                    layer["stride"],
                )
                for place, layer in enumerate(said["layers"])
            )
            skips = (Skip(skip["start"], skip["end"], None, skip["stride"]) for skip in said["skips"])
            known = (Skip(**(asdict(s) | {"weights": file[f"{name}/{s.name}"]})) if f"{name}/{s.name}" in file else s for s in skips)
            return Network(layers, tuple(known), said["periodic"])

        masks = {name.removeprefix("mask/"): file[name] for name in file.files if name.startswith("mask/")}
        count = sum(name.startswith("channels/") for name in file.files)
        channels = tuple(file[f"channels/{place}"] for place in range(count))
        return Ticket(str(file["construction"]), network("target"), network("source"), masks, channels)


class Verdict(NamedTuple):
    """What `verify` found: the greatest error of a weight, and bounds on the greatest error of an output."""

    weight_error: float
    certified: float  # no input's output is farther off
    found: float  # some input's is as far off


def verify(ticket: Ticket, rng: np.random.Generator | None = None) -> Verdict:
    """Recompute from source weights, masks and target alone that this is a ticket, and how far off it is.

    By `certify` and `sup_error` of its construction's module, for the inputs and the norm that it is about.
    Raises ValueError where it is no ticket, with the layer.
    """
    return Verdict(*certify(ticket), module(ticket.construction).sup_error(ticket, np.random.default_rng(0) if rng is None else rng))


def certify(ticket: Ticket) -> tuple[float, float]:
    """The greatest error of a weight, and an upper bound on the error of the output; ValueError as `verify`."""
    construction = module(ticket.construction)
    arrays = ticket.source.arrays()
    if set(arrays) != set(ticket.masks):
        raise ValueError(f"the source has {', '.join(arrays)}, there are masks of {', '.join(ticket.masks)}")
    for name, array in arrays.items():
        if ticket.masks[name].shape != array.shape or ticket.masks[name].dtype != bool:
            raise ValueError(f"source's {name}: the mask of shape {ticket.masks[name].shape} is not one of weights {array.shape}")
    if len(ticket.channels) != len(ticket.target.layers):
        raise ValueError(f"{len(ticket.target.layers)} target layers, {len(ticket.channels)} are said to be in the source")
    worst = max(float(off.max(initial=0.0)) for off in ticket.errors)
    return worst, construction.output_error(ticket) * (1 + 1e-9)  # for rounding


def norms_of(construction: str, network: Network) -> list[float]:
    """Each layer's norm, at most 1 in the theorems: the spectral norm, or for convolutions the greatest 1-norm of an output's kernel."""
    return [module(construction).layer_norm(weights) for weights in network.weights]


def module(construction: str) -> ModuleType:
    """The module of a construction."""
    if construction not in CONSTRUCTIONS:
        raise ValueError(f"construction {construction!r} is not known; it is one of {', '.join(CONSTRUCTIONS)}")
    return import_module(f"simulations.tickets.{CONSTRUCTIONS[construction]}")
