"""Convolutional tickets for images in [0, 1], two random layers for one (dacunha2022 Lemmas 1, 2, Theorem 1).

Output channel o of a target layer gets n hidden channels of its own: random kernels U of the target's size, pruned to positive entries, so
that signals stay non-negative and ReLU passes them, and a 1 x 1 layer V on top, of which each output keeps its own block. On such images
both are one convolution with the kernel sum_h V[o, h] U[h], each entry of which is a subset sum of n products, by pruning U on.
"""

import math
from collections.abc import Iterator

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.laws import Law, Uniform
from rss_theory.networks.convolutional import dacunha2022_theorem1, kernel_errors
from simulations import solvers
from simulations.networks.network import Layer, Network
from simulations.tickets.channels import ChannelMap
from simulations.tickets.checking import max_norm
from simulations.tickets.checking.pairs import check_sizes
from simulations.tickets.construction import check_kernels
from simulations.tickets.constructions.requirements import architecture, of_images, sums_of_products
from simulations.tickets.pruning.assemble import assemble
from simulations.tickets.pruning.rows import Built
from simulations.tickets.pruning.subsets import SEARCHED
from simulations.tickets.ticket import Ticket


def convolution(target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), jobs: int = 1) -> Ticket:
    """The ticket for a convolutional target in a random network with n hidden channels for each output channel of each layer.

    Raises ValueError for n < 1 or dense layers. Source: dacunha2022:theorem-1.

    >>> from simulations.networks import chain
    >>> ticket = convolution(chain([np.array([[[[0.25, -0.5]]]])]), 20, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() < 0.01)
    ([(20, 1, 1, 2), (1, 20, 1, 1)], True)
    """
    check_kernels(target, n)
    CONVOLUTION.check_plain(target)
    _check_relu(target)
    return assemble(CONVOLUTION, target, [_two_layers(layer, n, rng, law, jobs) for layer in target.layers])


def _two_layers(target: Layer, n: int, rng: np.random.Generator, law: Law, jobs: int) -> Built:
    kernels = np.asarray(target.weights)
    out, *kernel = kernels.shape
    inner, outer = law.sample(rng, (n * out, *kernel)), law.sample(rng, (out, n * out, 1, 1))
    keep, own = np.zeros(inner.shape, bool), np.zeros(outer.shape, bool)
    for o in range(out):
        mine = np.arange(n * o, n * (o + 1))
        positive = np.maximum(inner[mine], 0.0)
        products = np.moveaxis(positive * outer[o, mine, 0, 0][:, None, None, None], 0, -1).reshape(-1, n)
        keep[mine] = np.moveaxis(_closest(products, kernels[o].ravel(), jobs).reshape(*kernel, n), -1, 0)
        own[o, mine, 0, 0] = keep[mine].any(axis=(1, 2, 3))
    layers = [Layer(inner, None, "relu"), Layer(outer, None, target.activation)]
    return Built(layers, [{"weight": keep}, {"weight": own}], ChannelMap.identity(out))


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


CONVOLUTION = of_images(
    name="convolution",
    source="dacunha2022:theorem-1",
    lowest_pixel=0.0,
    build=convolution,
    requirement=lambda target, eps, delta, share: dacunha2022_theorem1(architecture(target), eps, delta),
    problems=lambda target, n, eps: sums_of_products(target, n, eps, kernel_errors, signs=1),
    random_weights=lambda target, n: sum(n * w.shape[0] * (math.prod(w.shape[1:]) + w.shape[0]) for w in target.weights),
    weight_errors=weight_errors,
    sup_error=lambda ticket, rng: max_norm.sup_error(ticket, rng, 0.0),
)
