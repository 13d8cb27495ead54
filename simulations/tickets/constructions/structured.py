"""Tickets by removing whole filters, two random layers for one (dacunha2023 Lemmas 11, 12, Theorem 3).

Each input t of a target layer gets 2 n hidden channels of its own, with a 1 x 1 kernel V[k, t] from t alone: the mask is channel-blocked.
The first n keep it if it is positive, the others if it is negative, so that they pass the positive or the negative part of t. Of these
hidden channels each is then kept or removed whole, V[k, t] with all of the next layer's kernels U[:, k]: for each input and sign one
subset-sum problem of vectors V[k, t] U[:, k], whose sum is to be the target's K[:, t].
"""

from collections.abc import Iterator

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.laws import Law, Normal
from rss_theory.networks.structured import dacunha2023_theorem3
from simulations import solvers
from simulations.networks.network import Layer, Network
from simulations.solvers.problem import in_threads
from simulations.tickets.channels import ChannelMap
from simulations.tickets.checking import pairs
from simulations.tickets.construction import check_kernels
from simulations.tickets.constructions.requirements import architecture, of_images, weights_of_pairs
from simulations.tickets.pruning.assemble import assemble
from simulations.tickets.pruning.rows import Built
from simulations.tickets.ticket import Ticket


def structured(target: Network, n: int, rng: np.random.Generator, *, law: Law = Normal(), jobs: int = 1) -> Ticket:
    """The ticket for a convolutional target in a random network with 2 n hidden channels for each input channel of each layer.

    About half of n are samples of a sign: the others have the wrong one. Raises ValueError for n < 1, dense layers, targets with more than
    weights, and where the solver refuses the vectors as too many. Source: dacunha2023:theorem-3, dacunha2023:lemma-12.

    >>> from simulations.networks import chain
    >>> ticket = structured(chain([np.array([[[[0.25, -0.5]]]])]), 40, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() < 0.05)
    ([(80, 1, 1, 1), (1, 80, 1, 2)], True)
    """
    check_kernels(target, n)
    STRUCTURED.check_plain(target)
    built = []
    for place, layer in enumerate(target.layers):
        kernels = np.asarray(layer.weights)
        out, into, *kernel = kernels.shape
        inner, outer = law.sample(rng, (2 * n * into, into, 1, 1)), law.sample(rng, (out, 2 * n * into, *kernel))
        kept = _kept(f"layer {place}", inner, outer, kernels, jobs)
        masks = [{"weight": kept[:, :, None, None]}, {"weight": _whole(kept, outer)}]
        built.append(Built([Layer(inner, None, "relu"), Layer(outer, None, layer.activation)], masks, ChannelMap.identity(out)))
    return assemble(STRUCTURED, target, built)


def _blocked(inner: Array) -> Mask:
    """The mask (hidden, in) of a 1 x 1 layer: of each input's block the first half where positive, the other where negative."""
    hidden, into = inner.shape[:2]
    block, place = np.divmod(np.arange(hidden), hidden // into)
    sign = np.where(2 * place < hidden // into, 1.0, -1.0)
    return (block[:, None] == np.arange(into)) & (inner[:, :, 0, 0] * sign[:, None] > 0)


def _whole(kept: Mask, outer: Array) -> Mask:
    """The mask of the next layer: all of each hidden channel's kernels, or none."""
    return np.broadcast_to(kept.any(axis=1).reshape(-1, 1, 1), outer.shape).copy()


def _kept(name: str, inner: Array, outer: Array, wanted: Array, jobs: int) -> Mask:
    """Of the blocked mask what stays: the closest subset for each input and sign."""
    kept, into = _blocked(inner), wanted.shape[1]
    halves = np.arange(len(kept)).reshape(into, 2, -1)

    def part(rows: slice) -> None:
        for t, side in list(np.ndindex(into, 2))[rows]:
            mine = halves[t, side][kept[halves[t, side], t]]
            vectors = np.moveaxis(outer[:, mine] * inner[mine, t], 1, 0).reshape(len(mine), wanted[:, t].size)
            try:
                found = solvers.closest_vector(vectors, wanted[:, t].ravel())
            except ValueError as error:
                raise ValueError(f"{name}, {('positive', 'negative')[side]} part of input {t}: {error}") from None
            kept[mine, t] = found.mask

    in_threads(part, 2 * into, jobs)
    return kept


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - K| and |A- - K|, (2, out, in height width) a layer: recomputed from source weights, masks and target.

    Raises ValueError, with the layer, where a mask is not channel-blocked or not of whole filters, or shapes do not fit.
    """
    for place, errors in enumerate(pairs.weight_errors(ticket)):
        inner, outer = (np.asarray(weights) for weights in ticket.source.weights[2 * place : 2 * place + 2])
        kept, whole = (ticket.masks[f"{2 * place + side}.weight"] for side in (0, 1))
        if inner.shape[2:] != (1, 1) or inner.shape[0] % (2 * inner.shape[1]):
            raise ValueError(f"source layer {2 * place} of shape {inner.shape} has no 1 x 1 kernels, as many for each input and sign")
        if np.any(kept[:, :, 0, 0] & ~_blocked(inner)):
            raise ValueError(f"source layer {2 * place}: a weight is kept outside its channel's block, or one of the other sign")
        if not np.array_equal(whole, _whole(kept[:, :, 0, 0], outer)):
            raise ValueError(f"source layer {2 * place + 1}: the mask is not of whole filters, those of the channels that are kept")
        yield errors


STRUCTURED = of_images(
    name="structured",
    source="dacunha2023:theorem-3",
    default_law=Normal(),
    build=structured,
    requirement=lambda target, eps, delta, share: dacunha2023_theorem3(architecture(target), eps, delta),
    random_weights=weights_of_pairs,
    weight_errors=weight_errors,
)
