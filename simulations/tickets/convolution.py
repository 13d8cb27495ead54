"""Convolutional tickets for images in [0, 1], two random layers for one (dacunha2022 Lemmas 1, 2, Theorem 1).

Output channel o of a target layer gets n hidden channels of its own: random kernels U of the target's size, pruned to positive entries, so
that signals stay non-negative and ReLU passes them, and a 1 x 1 layer V on top, of which each output keeps its own block. On such images
both are one convolution with the kernel sum_h V[o, h] U[h], each entry of which is a subset sum of n products, by pruning U on.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rss_theory.laws import Law, Uniform
from rss_theory.norms import convolution_bound
from simulations import solvers
from simulations.montecarlo.experiment import Array
from simulations.tickets.network import Network, Weights
from simulations.tickets.ticket import Ticket

IMAGE = 8  # places a side of the images that are searched for the greatest error


def convolution(target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), jobs: int = 1) -> Ticket:
    """The ticket for a convolutional target in a random network with n hidden channels for each output channel of each layer.

    Raises ValueError for n < 1 or dense layers. Source: dacunha2022:theorem-1.

    >>> target = Network((np.array([[[[0.25, -0.5]]]]),), ())
    >>> ticket = convolution(target, 20, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() < 0.01)
    ([(20, 1, 1, 2), (1, 20, 1, 1)], True)
    """
    if n < 1:
        raise ValueError(f"n >= 1 is needed, got {n}")
    weights, masks, errors = [], [], []
    for place, layer in enumerate(target.weights):
        if layer.ndim != 4:
            raise ValueError(f"layer {place} of shape {layer.shape} is no convolution (out, in, height, width)")
        wanted = np.asarray(layer)
        out = len(wanted)
        inner, outer = law.sample(rng, (n * out, *wanted.shape[1:])), law.sample(rng, (out, n * out, 1, 1))
        keep, own = np.zeros(inner.shape, bool), np.zeros(outer.shape, bool)
        off = np.empty((1, *wanted.shape))
        for o in range(out):
            mine = np.arange(n * o, n * (o + 1))
            positive = np.maximum(inner[mine], 0.0)
            products = np.moveaxis(positive * outer[o, mine, 0, 0][:, None, None, None], 0, -1).reshape(-1, n)
            chosen, errors_of = _closest(products, wanted[o].ravel(), jobs)
            keep[mine] = np.moveaxis(chosen.reshape(*wanted.shape[1:], n), -1, 0)
            own[o, mine, 0, 0] = keep[mine].any(axis=(1, 2, 3))
            off[0, o] = errors_of.reshape(wanted.shape[1:])
        weights += [inner, outer]
        masks += [keep, own]
        errors.append(off)
    source = Network(tuple(weights), tuple(range(len(weights) - 1)), target.activation)
    return Ticket("convolution", target, source, tuple(masks), tuple(errors))


def _closest(products: Array, targets: Array, jobs: int) -> tuple[NDArray[np.bool_], Array]:
    """Masks (N, n) and errors (N,) of the closest subsets of the products (N, n) that are not 0: half as many are far fewer subsets."""
    order, counts = np.argsort(products == 0, axis=1, kind="stable"), (products != 0).sum(axis=1)
    masks, errors = np.zeros(products.shape, bool), np.empty(len(products))
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        places = order[rows, :count]
        found = solvers.closest_many(np.take_along_axis(products[rows], places, 1), targets[rows], jobs=jobs)
        masks[rows[:, None], places] = found.masks
        errors[rows] = found.errors
    return masks, errors


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|sum_h V[o, h] U[h] - K[o]|, (1, *K.shape) a layer: recomputed from source weights, masks and target.

    Raises ValueError, with the layer, where a kept entry of U is negative or shapes do not fit.
    """
    for place, target in enumerate(ticket.target.weights):
        inner, outer = (np.asarray(ticket.network.weights[2 * place + side]) for side in (0, 1))
        if outer.shape[2:] != (1, 1) or (outer.shape[0], *inner.shape[1:]) != target.shape:
            raise ValueError(f"target layer {place} of shape {target.shape} is not what source layers {2 * place}, {2 * place + 1} map")
        if inner.min(initial=0.0) < 0:
            raise ValueError(f"source layer {2 * place}: a negative weight is kept")
        yield np.abs(np.tensordot(outer[:, :, 0, 0], inner, axes=1) - target)[None]


def layer_norm(weights: Weights) -> float:
    """The greatest 1-norm of an output channel's kernel, which bounds what a layer does to images in [-1, 1].

    Source: dacunha2022:proposition-1.
    """
    return convolution_bound(np.asarray(weights)).value


def sup_error(ticket: Ticket, rng: np.random.Generator, starts: int = 16, steps: int = 30) -> float:
    """The greatest |f(X) - g(X)|_max found over images of IMAGE x IMAGE in [0, 1]: random ones, then where the gradient points to."""
    x = rng.uniform(0, 1, (starts, ticket.target.weights[0].shape[1], IMAGE, IMAGE))
    best = np.zeros(starts)
    for _ in range(steps):
        ours, theirs = ticket.network.signals(x), ticket.target.signals(x)
        off = (ours[-1] - theirs[-1]).reshape(starts, -1)
        worst = np.abs(off).argmax(axis=1)
        best = np.maximum(best, np.abs(off).max(axis=1))
        entry = np.zeros_like(off)
        entry[np.arange(starts), worst] = np.sign(off[np.arange(starts), worst])
        outer = entry.reshape(ours[-1].shape)
        x = (ticket.network.pull(ours, outer) - ticket.target.pull(theirs, outer) > 0).astype(float)
    return float(best.max())
