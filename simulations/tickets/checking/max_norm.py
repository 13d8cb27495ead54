"""How far a ticket's images can be off in the max norm: a bound from the errors of weights, and the greatest that a search finds."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array
from rss_theory.norms import convolution_bound
from simulations.networks.network import Weights
from simulations.tickets.channels import are_outputs
from simulations.tickets.ticket import Ticket

AT_ONCE = 2**22  # numbers in the windows of a layer
SIDE = 8  # places a side of the images that are searched for the greatest error


class LayerError(NamedTuple):
    """How one target layer's error comes about: off @ |x| + gain @ (errors of channels) + extra + curved @ |x|^3, before the activation.

    off, curved: (channels, in), 1-norms of kernels. gain: (channels, channels before). extra: (channels,). A row for each channel of the
    source, 0 where it stands for no output. beside: off and gain of the skip connections with weights that end there, after it.
    """

    off: Array
    gain: Array
    extra: Array
    curved: Array
    beside: Sequence[tuple[Array, Array]] = ()


def _layer_error(weights: Weights, errors: Array) -> LayerError:
    """Of a layer with one channel for each input and output: |A x - W y| <= |A - W| |y| + (|W| + |A - W|) |x - y|."""
    kernel = np.abs(np.asarray(weights))
    off = errors.max(axis=0).reshape(*kernel.shape[:2], -1).sum(axis=2)
    return LayerError(off, kernel.sum(axis=tuple(range(2, kernel.ndim))) + off, np.zeros(len(off)), np.zeros_like(off))


def output_error(ticket: Ticket) -> float:
    """`accumulated` over layers of one channel for each input and output."""
    return accumulated(ticket, map(_layer_error, ticket.target.weights, ticket.errors))


def accumulated(ticket: Ticket, parts: Iterable[LayerError]) -> float:
    """An upper bound on |f(X) - g(X)|_max for |X|_max <= 1, of the error of each layer: the papers' tensor inequality, kept by channel.

    Skip connections add what they carry. Source: dacunha2022:proposition-1, burkholz2022:theorem-3.1, theorem-3.2, their proofs.
    """
    target = ticket.target
    inputs = target.layers[0].weights.shape[1]
    largest, errors, incoming = [np.ones(inputs)], [np.zeros(inputs)], np.arange(inputs)
    for place, (layer, channels, part) in enumerate(zip(target.layers, ticket.channels, parts, strict=True)):
        phi, kernel = layer.phi, np.abs(np.asarray(layer.weights))
        x, error = largest[-1], errors[-1]
        by_input, real = np.zeros(len(x)), are_outputs(incoming, len(x))
        np.maximum.at(by_input, incoming[real], error[real])
        off = phi.lipschitz * (part.off @ x + part.gain @ error + part.extra + part.curved @ (x + by_input) ** 3)
        bias = np.zeros(len(kernel)) if layer.bias is None else np.abs(layer.bias)
        reach = np.abs(phi.function(0.0)) + phi.lipschitz * (kernel.sum(axis=tuple(range(2, kernel.ndim))) @ x + bias)
        reach, beside = np.minimum(reach, phi.largest), iter(part.beside)
        for skip in (skip for skip in target.skips if skip.end == place):
            if skip.weights is None:
                reach, off = reach + largest[skip.start], off + errors[skip.start]
            else:
                skip_off, skip_gain = next(beside)
                off = off + skip_off @ largest[skip.start] + skip_gain @ errors[skip.start]
                reach = reach + np.abs(skip.weights).sum(axis=(2, 3)) @ largest[skip.start]
        largest.append(reach)
        errors.append(np.where(are_outputs(channels, len(kernel)), off, 0.0))
        incoming = channels
    return float(errors[-1][ticket.outputs].max())


def sup_error(ticket: Ticket, rng: np.random.Generator, low: float = -1.0, starts: int = 16, steps: int = 30) -> float:
    """The greatest |f(X) - g(X)|_max found over images in [low, 1]: random ones, then the corner to which the gradient points.

    Of one row where all kernels are; fewer than `starts` of them for a large network.
    """
    ours_of, inputs = ticket.compact, ticket.target.weights[0].shape[1]
    side = SIDE * int(np.prod([layer.stride for layer in ticket.target.layers]))
    rows = side if any(w.shape[2] > 1 for w in ticket.target.weights) else 1
    starts = int(np.clip(AT_ONCE // max(math.prod(w.shape[1:]) * rows * side for w in ours_of.weights), 1, starts))
    x = rng.uniform(low, 1, (starts, inputs, rows, side))
    best = np.zeros(starts)
    for _ in range(steps):
        ours, theirs = ours_of.signals(x), ticket.target.signals(x)
        off = (ours[-1][:, ticket.outputs] - theirs[-1]).reshape(starts, -1)
        worst = np.abs(off).argmax(axis=1)
        best = np.maximum(best, np.abs(off).max(axis=1))
        entry = np.zeros_like(off)
        entry[np.arange(starts), worst] = np.sign(off[np.arange(starts), worst])
        outer = entry.reshape(theirs[-1].shape)
        spread = np.zeros_like(ours[-1])
        spread[:, ticket.outputs] = outer
        x = np.where(ours_of.input_gradient(ours, spread) > ticket.target.input_gradient(theirs, outer), 1.0, low)
    return float(best.max())


def layer_norm(weights: Weights) -> float:
    """The greatest 1-norm of an output channel's kernel, which bounds what a layer does to images in [-1, 1].

    Source: dacunha2022:proposition-1.
    """
    return convolution_bound(np.asarray(weights)).value
