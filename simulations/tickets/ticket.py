"""A ticket and what can be said of it without trust: kept weights, errors of weights, how far outputs can be off."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulations.montecarlo.experiment import Array
from simulations.tickets.network import Network, masked

Mask = NDArray[np.bool_]
CONSTRUCTIONS = {"dense": "dense", "sparse-dense": "dense", "convolution": "convolution"}  # and the module of each


@dataclass(frozen=True, eq=False)
class Ticket:
    """A random network, two layers for each of the target's, its masks, and the errors of the subset sums that chose them.

    source, masks: layers and masks of the same shapes. errors: of each target layer (1, *shape) for inputs that are not negative, else
    (2, *shape), for positive and negative inputs.
    """

    construction: str
    target: Network
    source: Network
    masks: tuple[Mask, ...]
    errors: tuple[Array, ...]

    @cached_property
    def network(self) -> Network:
        """The masked network."""
        layers = tuple(masked(np.asarray(w), mask) for w, mask in zip(self.source.weights, self.masks, strict=True))
        return Network(layers, self.source.activated, self.source.activation)

    def __call__(self, x: Array) -> Array:
        """Outputs (N, out) of the masked network."""
        return self.network(x)

    @property
    def kept(self) -> int:
        """Parameters of the ticket."""
        return sum(int(mask.sum()) for mask in self.masks)

    @property
    def density(self) -> float:
        """The share of the random network's parameters that is kept."""
        return self.kept / self.source.parameters

    def save(self, path: Path | str) -> None:
        """Write all of it as .npz."""
        arrays: dict[str, Any] = {"construction": self.construction, "activation": self.source.activation}
        for name, parts in (("target", self.target.weights), ("source", self.source.weights), ("mask", self.masks), ("error", self.errors)):
            arrays |= {f"{name}.{place}": np.asarray(part) for place, part in enumerate(parts)}
        np.savez(path, **arrays)


def load(path: Path | str) -> Ticket:
    """A ticket as `Ticket.save` wrote it; nothing in it is trusted before `verify`."""
    with np.load(path, allow_pickle=False) as file:
        parts = {
            name: tuple(file[f"{name}.{place}"] for place in range(sum(key.startswith(f"{name}.") for key in file.files)))
            for name in ("target", "source", "mask", "error")
        }
        activation = str(file["activation"])
        target = Network(parts["target"], tuple(range(len(parts["target"]) - 1)), activation)
        source = Network(parts["source"], tuple(range(len(parts["source"]) - 1)), activation)
        return Ticket(str(file["construction"]), target, source, parts["mask"], parts["error"])


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
    if len(ticket.masks) != len(ticket.source.weights) or len(ticket.masks) != 2 * len(ticket.target.weights):
        raise ValueError(f"{len(ticket.target.weights)} target layers need twice as many source layers and masks")
    for place, (weights, mask) in enumerate(zip(ticket.source.weights, ticket.masks, strict=True)):
        if mask.shape != weights.shape:
            raise ValueError(f"source layer {place}: the mask's shape {mask.shape} is not that of the weights {weights.shape}")
    error, norm, worst = 0.0, 1.0, 0.0
    construction = module(ticket.construction)
    for place, off in enumerate(construction.weight_errors(ticket)):
        if len(ticket.errors) <= place or not np.allclose(ticket.errors[place], off, rtol=0, atol=1e-12):
            raise ValueError(f"target layer {place}: the errors stored are not those of its masks")
        worst = max(worst, float(off.max()))
        here, own = construction.layer_norm(off.max(axis=0)), construction.layer_norm(ticket.target.weights[place])
        error, norm = own * error + here * norm, (own + here) * norm
    return worst, error * (1 + 1e-9)  # for rounding


def norms_of(construction: str, network: Network) -> list[float]:
    """Each layer's norm, at most 1 in the theorems: the spectral norm, or for convolutions the greatest 1-norm of an output's kernel."""
    return [module(construction).layer_norm(weights) for weights in network.weights]


def module(construction: str) -> ModuleType:
    """The module of a construction."""
    if construction not in CONSTRUCTIONS:
        raise ValueError(f"construction {construction!r} is not known; it is one of {', '.join(CONSTRUCTIONS)}")
    return import_module(f"simulations.tickets.{CONSTRUCTIONS[construction]}")
