"""A ticket and what can be said of it without trust: kept weights, errors of weights, how far outputs can be off."""

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from simulations.montecarlo.experiment import Array
from simulations.tickets.network import Network, masked

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ticket:
    """A random network, two layers for each of the target's, its masks, and the errors of the subset sums that chose them.

    source, masks: layers and masks of the same shapes. errors: of each target layer (2, out, in), for positive and negative inputs.
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
    """What `verify` found: the greatest error of a weight, and bounds on |f - g|_2 over inputs of norm at most 1."""

    weight_error: float
    certified: float  # no input is farther off
    found: float  # some input is as far off


def verify(ticket: Ticket, rng: np.random.Generator | None = None) -> Verdict:
    """Recompute from source weights, masks and target alone that this is a ticket, and how far off it is: `certify` and `sup_error`.

    Raises ValueError where it is no ticket, with the layer. Source: pensia2020:theorem-1, its proof.
    """
    worst, error = certify(ticket)
    return Verdict(worst, error, sup_error(ticket, np.random.default_rng(0) if rng is None else rng))


def certify(ticket: Ticket) -> tuple[float, float]:
    """The greatest error of a weight, and an upper bound on |f - g|_2 over inputs of norm at most 1.

    Two masked layers N and M, M with one input a hidden neuron, act as A+ x+ - A- x- with A+ = N max(M, 0), A- = N min(M, 0) on the
    positive and negative parts of x: an error E+ = A+ - W, E- = A- - W of each. As |E+ x+ - E- x-| <= max(|E+|, |E-|) |x| in each
    output, a layer is off by at most b |x|, b the spectral norm of that maximum (the papers take the sum of all entries, which is more).
    Activations are 1-Lipschitz and 0 at 0, so with L the target layer's spectral norm the error grows from e to L e + b |x'| and the
    norm of the ticket's signal from |x'| to (L + b) |x'|. Raises ValueError where it is no ticket, with the layer.
    Source: pensia2020:theorem-1, its proof.
    """
    if len(ticket.masks) != len(ticket.source.weights) or len(ticket.masks) != 2 * len(ticket.target.weights):
        raise ValueError(f"{len(ticket.target.weights)} target layers need twice as many source layers and masks")
    for place, (weights, mask) in enumerate(zip(ticket.source.weights, ticket.masks, strict=True)):
        if mask.shape != weights.shape:
            raise ValueError(f"source layer {place}: the mask's shape {mask.shape} is not that of the weights {weights.shape}")
    error, norm, worst = 0.0, 1.0, 0.0
    for place, target in enumerate(ticket.target.weights):
        inner, outer = (np.asarray(ticket.source.weights[2 * place + side]) for side in (0, 1))
        if outer.shape[0] != target.shape[0] or inner.shape[1] != target.shape[1]:
            raise ValueError(f"target layer {place} of shape {target.shape} is not what source layers {2 * place}, {2 * place + 1} map")
        if ticket.masks[2 * place].sum(axis=1).max(initial=0) > 1:
            raise ValueError(f"source layer {2 * place}: a hidden neuron keeps more than one input")
        first, second = (sparse.csr_array(ticket.network.weights[2 * place + side]) for side in (0, 1))
        off = [np.abs((second @ part).toarray() - target) for part in (first.maximum(0), first.minimum(0))]
        if len(ticket.errors) > place and not np.allclose(ticket.errors[place], off, rtol=0, atol=1e-12):
            raise ValueError(f"target layer {place}: the errors stored are not those of its masks")
        worst = max(worst, *(float(e.max()) for e in off))
        here = float(np.linalg.norm(np.maximum(*off), 2)) * (1 + 1e-9)  # for rounding
        spectral = float(np.linalg.norm(np.asarray(target), 2)) * (1 + 1e-9)
        error, norm = spectral * error + here * norm, (spectral + here) * norm
    return worst, error


def sup_error(ticket: Ticket, rng: np.random.Generator, starts: int = 64, steps: int = 50) -> float:
    """The greatest |f(x) - g(x)|_2 found over |x|_2 <= 1: random inputs, then ascent along the gradient on the sphere.

    Both networks are positively homogeneous, so the greatest lies on the sphere.
    """
    inputs = ticket.target.weights[0].shape[1]
    x = rng.standard_normal((starts, inputs))
    x[:inputs] += 10 * np.eye(inputs)[: len(x[:inputs])]  # some near the axes
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    best = np.zeros(starts)
    step = np.full((starts, 1), math.inf)  # infinite: go where the gradient points
    kept = x
    for _ in range(steps):
        ours, theirs = ticket.network.signals(x), ticket.target.signals(x)
        off = ours[-1] - theirs[-1]
        size = np.linalg.norm(off, axis=1)
        better = size > best
        kept, best = np.where(better[:, None], x, kept), np.maximum(best, size)
        step = np.where(better[:, None], step, np.where(np.isinf(step), 1.0, step / 2))
        gradient = ticket.network.pull(ours, off) - ticket.target.pull(theirs, off)
        gradient /= np.maximum(np.linalg.norm(gradient, axis=1, keepdims=True), 1e-300)
        x = np.where(np.isinf(step), gradient, kept + np.where(np.isinf(step), 0, step) * gradient)
        x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-300)
    return float(best.max())
