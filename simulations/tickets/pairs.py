"""Networks of pairs of random layers, one pair for each layer of a target without biases, and what they do."""

from collections.abc import Iterator

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.laws import Law
from simulations.networks.network import Layer, Network
from simulations.tickets.composed import compose
from simulations.tickets.layer import Carried, Subsets
from simulations.tickets.ticket import Ticket
from simulations.tickets.two_layers import two_layers


def through_two_layers(
    construction: str, target: Network, n: int, rng: np.random.Generator, law: Law, share: float | None, jobs: int, *, whole: bool = False
) -> Ticket:
    """The ticket whose hidden layers are ReLU; with `whole` their kernels are of the target's size, of which one place is kept.

    share: subsets of floor(share n) products, else the closest. Raises ValueError as `dense`, and for targets with more than weights.
    """
    size = None if share is None else int(share * n)
    if n < 1 or (size is not None and size < 1):
        raise ValueError(f"n >= 1 and a share that leaves a product are needed, got n={n}, share={share}")
    check_plain(construction, target)
    layers: list[Layer] = []
    masks: dict[str, Mask] = {}
    for place, layer in enumerate(target.layers):
        d_out, d_in, *kernel = layer.weights.shape
        built = two_layers(
            f"layer {place}",
            layer,
            Carried.plainly(d_in),
            np.arange(d_out),
            n,
            rng,
            law,
            Subsets(None, size, jobs),
            kernel=tuple(kernel) if whole else None,
        )
        layers += built.layers
        masks |= {f"{2 * place + side}.weight": names["weight"] for side, names in enumerate(built.masks)}
    channels = tuple(np.arange(layer.weights.shape[0]) for layer in target.layers)
    return Ticket(construction, target, Network(tuple(layers), periodic=target.periodic), masks, channels)


def check_plain(construction: str, target: Network) -> None:
    """ValueError for biases, strides and skip connections, with the layer and the construction that covers them."""
    covered = f"the construction {construction!r} does not cover; two-for-one or one-for-one does"
    for place, layer in enumerate(target.layers):
        if layer.bias is not None:
            raise ValueError(f"layer {place} has a bias, which {covered}")
        if layer.stride > 1:
            raise ValueError(f"layer {place} has stride {layer.stride}, which {covered}")
    if target.skips:
        raise ValueError(f"there is the skip connection {target.skips[0].name}, which {covered}")


def composed_layers(ticket: Ticket) -> Iterator[Array]:
    """A+ and A-, (2, out, in, *kernel) a target layer. Raises ValueError, with the layer, where the source's are no such pairs."""
    check_sizes(ticket)
    source = ticket.network.layers
    for place, target in enumerate(ticket.target.layers):
        d_out, d_in, *kernel = target.weights.shape
        inner, outer = source[2 * place], source[2 * place + 1]
        name = f"source layers {2 * place} and {2 * place + 1}"
        if (outer.weights.shape[0], inner.weights.shape[1]) != (d_out, d_in):
            raise ValueError(f"{name}: target layer {place} of shape {target.weights.shape} is not what they map")
        yield compose(name, inner, outer, Carried.plainly(d_in), tuple(kernel), d_in).weights


def check_sizes(ticket: Ticket) -> None:
    """ValueError where the source has not two layers for one, each output of the target in its place, and the target's activations."""
    target, source = ticket.target, ticket.source
    check_plain(ticket.construction, target)
    if len(source.layers) != 2 * len(target.layers) or source.skips:
        raise ValueError(f"{len(target.layers)} target layers need twice as many source layers, got {len(source.layers)}")
    if source.periodic != target.periodic:
        raise ValueError("one of source and target goes around images, the other does not")
    for place, (layer, channels) in enumerate(zip(target.layers, ticket.channels, strict=True)):
        inner, outer = source.layers[2 * place : 2 * place + 2]
        if (inner.activation, outer.activation) != ("relu", layer.activation) or inner.stride > 1 or outer.stride > 1:
            raise ValueError(
                f"source layers {2 * place} and {2 * place + 1} need the activations relu and {layer.activation}, and stride 1"
            )
        if inner.bias is not None or outer.bias is not None:
            raise ValueError(f"source layers {2 * place} and {2 * place + 1} have biases, the target has none")
        if not np.array_equal(channels, np.arange(layer.weights.shape[0])):
            raise ValueError(f"source layer {2 * place + 1}: its channels are not the outputs of target layer {place} in their order")
