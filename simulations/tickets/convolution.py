"""Convolutional tickets for images in [0, 1], two random layers for one (dacunha2022 Lemmas 1, 2, Theorem 1).

Output channel o of a target layer gets n hidden channels of its own: random kernels U of the target's size, pruned to positive entries, so
that signals stay non-negative and ReLU passes them, and a 1 x 1 layer V on top, of which each output keeps its own block. On such images
both are one convolution with the kernel sum_h V[o, h] U[h], each entry of which is a subset sum of n products, by pruning U on.
"""

from collections.abc import Iterator

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.laws import Law, Uniform
from simulations import solvers
from simulations.networks.network import Layer, Network
from simulations.tickets import images
from simulations.tickets.layer import SEARCHED
from simulations.tickets.pairs import check_plain, check_sizes
from simulations.tickets.ticket import Ticket


def convolution(target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), jobs: int = 1) -> Ticket:
    """The ticket for a convolutional target in a random network with n hidden channels for each output channel of each layer.

    Raises ValueError for n < 1 or dense layers. Source: dacunha2022:theorem-1.

    >>> from simulations.networks.network import chain
    >>> ticket = convolution(chain([np.array([[[[0.25, -0.5]]]])]), 20, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() < 0.01)
    ([(20, 1, 1, 2), (1, 20, 1, 1)], True)
    """
    if n < 1:
        raise ValueError(f"n >= 1 is needed, got {n}")
    check_plain("convolution", target)
    _check_relu(target)
    layers: list[Layer] = []
    masks: dict[str, Mask] = {}
    for place, layer in enumerate(target.layers):
        wanted = np.asarray(layer.weights)
        if wanted.ndim != 4:
            raise ValueError(f"layer {place} of shape {wanted.shape} is no convolution (out, in, height, width)")
        out = len(wanted)
        inner, outer = law.sample(rng, (n * out, *wanted.shape[1:])), law.sample(rng, (out, n * out, 1, 1))
        keep, own = np.zeros(inner.shape, bool), np.zeros(outer.shape, bool)
        for o in range(out):
            mine = np.arange(n * o, n * (o + 1))
            positive = np.maximum(inner[mine], 0.0)
            products = np.moveaxis(positive * outer[o, mine, 0, 0][:, None, None, None], 0, -1).reshape(-1, n)
            chosen = _closest(products, wanted[o].ravel(), jobs)
            keep[mine] = np.moveaxis(chosen.reshape(*wanted.shape[1:], n), -1, 0)
            own[o, mine, 0, 0] = keep[mine].any(axis=(1, 2, 3))
        layers += [Layer(inner, None, "relu"), Layer(outer, None, layer.activation)]
        masks |= {f"{2 * place}.weight": keep, f"{2 * place + 1}.weight": own}
    channels = tuple(np.arange(len(layer.weights)) for layer in target.layers)
    return Ticket("convolution", target, Network(tuple(layers), periodic=target.periodic), masks, channels)


def _check_relu(target: Network) -> None:
    for place, layer in enumerate(target.layers[:-1]):
        if layer.activation != "relu":
            raise ValueError(f"layer {place} has activation {layer.activation}: only after relu no signal is negative, as hypothesised")


def _closest(products: Array, targets: Array, jobs: int) -> Mask:
    """Masks (N, n) of the closest subsets of the products (N, n) that are not 0: half as many are far fewer subsets."""
    order, counts = np.argsort(products == 0, axis=1, kind="stable"), (products != 0).sum(axis=1)
    masks = np.zeros(products.shape, bool)
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        places = order[rows, : min(count, SEARCHED)]
        found = solvers.closest_many(np.take_along_axis(products[rows], places, 1), targets[rows], jobs=jobs)
        masks[rows[:, None], places] = found.masks
    return masks


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|sum_h V[o, h] U[h] - K[o]|, (1, out, in height width) a layer: recomputed from source weights, masks and target.

    Raises ValueError, with the layer, where a kept entry of U is negative or shapes do not fit.
    """
    check_sizes(ticket)
    _check_relu(ticket.target)
    for place, target in enumerate(ticket.target.weights):
        inner, outer = (np.asarray(ticket.network.weights[2 * place + side]) for side in (0, 1))
        if outer.shape[2:] != (1, 1) or (outer.shape[0], *inner.shape[1:]) != target.shape:
            raise ValueError(f"target layer {place} of shape {target.shape} is not what source layers {2 * place}, {2 * place + 1} map")
        if inner.min(initial=0.0) < 0:
            raise ValueError(f"source layer {2 * place}: a negative weight is kept")
        yield np.abs(np.tensordot(outer[:, :, 0, 0], inner, axes=1) - target).reshape(1, len(target), -1)


layer_norm, output_error = images.layer_norm, images.output_error


def sup_error(ticket: Ticket, rng: np.random.Generator) -> float:
    """`images.sup_error` over images in [0, 1]."""
    return images.sup_error(ticket, rng, 0.0)
