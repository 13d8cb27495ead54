"""What networks of pairs of layers do: each pair as one layer of the target, or why it is none."""

from collections.abc import Iterator

import numpy as np

from rss_theory.arrays import Array
from simulations.tickets.channels import ChannelMap
from simulations.tickets.checking.composition import compose
from simulations.tickets.ticket import Ticket


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - W| and |A- - W|, (2, out, parameters) a layer: recomputed from source weights, masks and target.

    Raises ValueError, with the layer, where two masked layers do not act as A+ x+ - A- x-.
    """
    check_sizes(ticket)
    for place, target in enumerate(ticket.target.weights):
        d_out, d_in, *kernel = target.shape
        inner, outer = ticket.network.layers[2 * place : 2 * place + 2]
        name = f"source layers {2 * place} and {2 * place + 1}"
        if (outer.weights.shape[0], inner.weights.shape[1]) != (d_out, d_in):
            raise ValueError(f"{name}: target layer {place} of shape {target.shape} is not what they map")
        composed = compose(name, inner, outer, ChannelMap.identity(d_in), tuple(kernel), d_in).weights
        yield np.abs(composed - np.asarray(target)).reshape(2, d_out, -1)


def check_sizes(ticket: Ticket) -> None:
    """ValueError where the source has not two layers for one, each output of the target in its place, and the target's activations."""
    target, source = ticket.target, ticket.source
    ticket.construction.check_plain(target)
    if len(source.layers) != 2 * len(target.layers) or source.skips:
        raise ValueError(f"{len(target.layers)} target layers need twice as many source layers, got {len(source.layers)}")
    if source.periodic != target.periodic:
        raise ValueError("one of source and target goes around images, the other does not")
    for place, (layer, channels) in enumerate(zip(target.layers, ticket.channels, strict=True)):
        inner, outer = source.layers[2 * place : 2 * place + 2]
        name = f"source layers {2 * place} and {2 * place + 1}"
        if (inner.activation, outer.activation) != ("relu", layer.activation) or inner.stride > 1 or outer.stride > 1:
            raise ValueError(f"{name} need the activations relu and {layer.activation}, and stride 1")
        if inner.bias is not None or outer.bias is not None:
            raise ValueError(f"{name} have biases, the target has none")
        if not np.array_equal(channels, np.arange(layer.weights.shape[0])):
            raise ValueError(f"source layer {2 * place + 1}: its channels are not the outputs of target layer {place} in their order")
