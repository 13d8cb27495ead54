"""Tickets for convolutions with biases, strides and skip connections, images in [-1, 1], most activations (burkholz2022).

`two_for_one`: a network of twice the target's depth (Theorem 3.1, Algorithm 1). `one_for_one`: one layer more than the target's
(Theorem 3.2, Algorithm 2), whose channels are built many times over. Of the subsets within eps the smallest are taken, and a channel that
has none is tried again on the next.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, Index, Mask
from rss_theory.laws import Law, Uniform
from simulations.networks.network import Layer, Network, Skip
from simulations.tickets import images
from simulations.tickets.composed import compose
from simulations.tickets.images import Passed
from simulations.tickets.layer import Carried, Subsets
from simulations.tickets.one_layer import one_layer
from simulations.tickets.ticket import Ticket
from simulations.tickets.two_layers import Built, first_scale, two_layers

CLOSEST = 1e-6  # what activations may add to the error of a weight where subsets are the closest


def two_for_one(
    target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), eps: float | None = 0.01, jobs: int = 1
) -> Ticket:
    """The ticket in a network of 2 l layers, with 2 n hidden channels an input channel, n where the activation's slopes are the same.

    eps: error of a parameter; None for the closest subsets. A stride s makes hidden channels s^2 times as many. Raises ValueError, with the
    layer, for skip connections and where subsets are missing. Source: burkholz2022:theorem-3.1, algorithm-1.

    >>> target = Network((Layer(np.array([[[[0.25, -0.5]]]]), np.array([0.1]), "tanh"),))
    >>> ticket = two_for_one(target, 15, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() <= 0.01)
    ([(30, 1, 1, 1), (1, 30, 1, 2)], True)
    """
    if target.skips:
        raise ValueError(f"{target.skips[0].name}: two layers for one do not cover skip connections; take the construction one-for-one")
    _check(target, n)
    arriving, built = Carried.plainly(target.weights[0].shape[1]), []
    for place, layer in enumerate(target.layers):
        outputs = np.arange(layer.weights.shape[0] + _needs_constant(target, place))
        built.append(_first(place, target, layer, arriving, outputs, n, rng, law, eps, jobs))
        arriving = built[-1].carried
    return _ticket("two-for-one", target, built, [])


def one_for_one(
    target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), eps: float | None = 0.01, jobs: int = 1
) -> Ticket:
    """The ticket in a network of l + 1 layers: the first two as those of `two_for_one`, with n copies of each channel from the second on.

    Raises ValueError as `two_for_one`, and for skip connections that start at the input. Source: burkholz2022:theorem-3.2, algorithm-2.

    >>> target = Network((Layer(np.full((1, 1, 1, 1), 0.25), np.array([0.1]), "relu"), Layer(np.full((1, 1, 3, 3), 0.3))))
    >>> ticket = one_for_one(target, 15, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights]
    [(60, 1, 1, 1), (16, 60, 1, 1), (1, 16, 3, 3)]
    """
    for skip in target.skips:
        if skip.start == 0:
            raise ValueError(f"{skip.name} starts at the input, which has no copies; skip connections are covered from layer 1 on")
    _check(target, n)
    arriving = Carried.plainly(target.weights[0].shape[1])
    last = len(target.layers) - 1
    entering, built = [arriving], []
    skips: list[tuple[Skip, Mask | None]] = []
    for place, layer in enumerate(target.layers):
        copies = 1 if place == last else n
        if place == 0:
            outputs = np.repeat(np.arange(layer.weights.shape[0] + _needs_constant(target, 0)), copies)
            built.append(_first(0, target, layer, arriving, outputs, n, rng, law, eps, jobs))
        else:
            here = [(skip, entering[skip.start]) for skip in target.skips if skip.end == place]
            made, beside = one_layer(
                f"layer {place}", layer, arriving, copies, _needs_constant(target, place), rng, law, Subsets(eps, None, jobs), here
            )
            built.append(made)
            skips += beside
        arriving = built[-1].carried
        entering.append(arriving)
    return _ticket("one-for-one", target, built, skips)


def _first(
    place: int,
    target: Network,
    layer: Layer,
    arriving: Carried,
    outputs: Index,
    n: int,
    rng: np.random.Generator,
    law: Law,
    eps: float | None,
    jobs: int,
) -> Built:
    activation = next((layer.activation for layer in target.layers if layer.activation != "identity"), "relu")
    scale = first_scale(activation, n, CLOSEST if eps is None else eps)
    subsets = Subsets(eps, None, jobs)
    return two_layers(f"layer {place}", layer, arriving, outputs, n, rng, law, subsets, activation=activation, scale=scale)


def _check(target: Network, n: int) -> None:
    if n < 1:
        raise ValueError(f"n >= 1 is needed, got {n}")
    if target.periodic:
        raise ValueError("the target goes around, which only the constructions 'convolution' and 'equivariant' cover")
    for place, weights in enumerate(target.weights):
        if weights.ndim != 4:
            raise ValueError(f"layer {place} of shape {weights.shape} is no convolution (out, in, height, width)")


def _needs_constant(target: Network, place: int) -> bool:
    return any(layer.bias is not None for layer in target.layers[place + 1 :])


def _ticket(construction: str, target: Network, built: list[Built], skips: list[tuple[Skip, Mask | None]]) -> Ticket:
    """The layers as a network, without the channels that nothing uses."""
    layers = tuple(layer for part in built for layer in part.layers)
    masks = [dict(names) for part in built for names in part.masks]
    beside = {skip.name: mask for skip, mask in skips if mask is not None}
    channels = [part.carried.inputs for part in built]
    ends = np.cumsum([len(part.layers) for part in built]) - 1  # of each target layer, its last in the source
    for place in range(len(built) - 2, -1, -1):
        end = int(ends[place])
        used = np.asarray(masks[end + 1]["weight"].any(axis=(0, 2, 3)))
        for skip, _ in skips:
            if skip.start == end + 1:
                alive = channels[int(np.searchsorted(ends, skip.end))] >= 0
                used |= beside[skip.name].any(axis=(0, 2, 3)) if skip.name in beside else alive
        channels[place] = np.where(used | (channels[place] < 0), channels[place], -2)
        lost = np.flatnonzero(~used)
        masks[end]["weight"][lost] = False
        for skip, _ in skips:
            if skip.end == end and skip.name in beside:
                beside[skip.name][lost] = False
        if len(built[place].layers) == 2:  # hidden neurons of which nothing is left
            idle = ~masks[end]["weight"].any(axis=(0, 2, 3))
            for mask in masks[end - 1].values():
                mask[idle] = False
    named = {f"{place}.{name}": mask for place, names in enumerate(masks) for name, mask in names.items()}
    source = Network(layers, tuple(skip for skip, _ in skips))
    return Ticket(construction, target, source, named | beside, tuple(channels))


class _Seen(NamedTuple):
    """One target layer as the masked source has it; `beside`: of the skip connections with weights that end there."""

    channels: Index
    weights: Array  # (1 or 2, channels, in, height, width)
    bias: Array  # (channels,)
    carried: Array  # (channels, channels before), 1-norms of kernels; empty for two layers
    curved: Array  # (channels, in)
    beside: list[tuple[Array, Array]]


def _seen(ticket: Ticket) -> Iterator[_Seen]:
    """What the masked layers do, from the first on. Raises ValueError, with the layer, where they are no ticket."""
    target, source = ticket.target, ticket.network
    two = ticket.construction == "two-for-one"
    if len(source.layers) != (2 * len(target.layers) if two else len(target.layers) + 1):
        raise ValueError(f"{len(target.layers)} target layers and {len(source.layers)} source layers do not belong together")
    if target.periodic or source.periodic:
        raise ValueError("around images there are to be zeros, in the source and in the target")
    moved = {(skip.start - 1, skip.end - 1): skip for skip in source.skips}
    if set(moved) != {(skip.start, skip.end) for skip in target.skips}:
        raise ValueError("the source's skip connections are not the target's")
    entering, at = [Carried.plainly(target.weights[0].shape[1])], 0
    for place, (layer, channels) in enumerate(zip(target.layers, ticket.channels, strict=True)):
        d_out, d_in, *size = layer.weights.shape
        arriving, alive = entering[place], (channels >= 0) & (channels < d_out)
        if channels.dtype.kind not in "iu" or np.any((channels < -2) | (channels > d_out)):
            raise ValueError(f"the channels of target layer {place} are numbers from -2 to {d_out}")
        ends = [(skip, moved[skip.start, skip.end], entering[skip.start]) for skip in target.skips if skip.end == place]
        if two or place == 0:
            name, real = f"source layers {at} and {at + 1}", arriving.inputs[(arriving.inputs >= 0) & (arriving.inputs < d_in)]
            if len(np.unique(real)) < len(real):
                raise ValueError(f"{name}: several channels stand for one input")
            inner, outer = source.layers[at], source.layers[at + 1]
            if inner.stride != layer.stride:
                raise ValueError(f"{name}: stride {inner.stride}, of target layer {place} {layer.stride}")
            weights, bias, curved = compose(name, inner, outer, arriving, tuple(size), d_in)
            loose = curved
            carried = np.empty((0, 0))
            at += 2
        else:
            name, outer = f"source layer {at}", source.layers[at]
            if outer.stride != layer.stride or outer.bias is not None:
                raise ValueError(f"{name}: stride {outer.stride}, of target layer {place} {layer.stride}, or a bias of its own")
            weights, bias, carried = _copies(name, np.asarray(outer.weights), arriving, layer.weights.shape)
            loose = carried[:, arriving.inputs < d_in]
            curved = np.zeros((len(channels), d_in))
            at += 1
        if len(channels) != outer.weights.shape[0] or outer.activation != layer.activation:
            raise ValueError(f"{name}: its channels are not said to be outputs of target layer {place}")
        if place + 1 == len(target.layers) and set(range(d_out)) - set(channels):  # before, what nothing uses may be missing
            raise ValueError(f"{name}: its channels are not said to be all outputs of target layer {place}")
        constant = channels == d_out
        if np.any(weights[:, constant]) or np.any(loose[constant]) or (layer.bias is None and np.any(bias[alive])):
            raise ValueError(f"{name}: a constant depends on inputs, or there is a bias where the target has none")
        values = np.where(constant, layer.phi.function(bias), np.nan)
        beside = []
        for skip, own, start in ends:
            if skip.weights is None:
                if own.weights is not None or np.any((channels != start.inputs) & (channels >= 0)):
                    raise ValueError(f"{own.name}: channels of different inputs are joined")
                values += start.constants
            elif own.weights is None:
                raise ValueError(f"{own.name}: the source has the identity, the target weights")
            else:
                [through], _, norms = _copies(own.name, own.weights, start, skip.weights.shape)
                if np.any(norms[:, start.inputs == skip.weights.shape[1]]) or np.any(norms[constant]):
                    raise ValueError(f"{own.name}: a constant is passed")
                beside.append((through, norms))
        entering.append(Carried(channels, values))
        yield _Seen(channels, weights, bias, carried, curved, beside)


def _copies(name: str, weights: Array, arriving: Carried, shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """Sums over the copies of each input (1, channels, in, *kernel), over constants (channels,), and 1-norms of kernels.

    shape: of the target's weights.
    """
    inputs = shape[1]
    if weights.shape[2:] != shape[2:]:
        raise ValueError(f"{name}: kernels {weights.shape[2:]} are not the target's, {shape[2:]}")
    center = tuple((k - 1) // 2 for k in weights.shape[2:])
    ones, nothing = np.flatnonzero(arriving.inputs == inputs), arriving.inputs < 0
    beside = weights[:, ones].copy()
    bias = beside[(slice(None), slice(None), *center)] @ arriving.constants[ones]
    beside[(slice(None), slice(None), *center)] = 0.0
    if np.any(beside) or np.any(weights[:, nothing]):
        raise ValueError(f"{name}: weights are kept from channels that stand for nothing, or biases beside the kernel's middle")
    sums = np.stack([weights[:, arriving.inputs == j].sum(axis=1) for j in range(inputs)], axis=1)
    return sums[None], bias, np.abs(weights).sum(axis=(2, 3))


def _learned(target: Network, place: int) -> list[Array]:
    """The weights of the skip connections that end at a layer and have some."""
    return [skip.weights for skip in target.skips if skip.end == place and skip.weights is not None]


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - W|, |A- - W| where two layers stand for one, or |A - W|: as Ticket.errors; after kernels and bias those of skip connections."""
    for place, (layer, seen) in enumerate(zip(ticket.target.layers, _seen(ticket), strict=True)):
        alive = (seen.channels >= 0) & (seen.channels < layer.weights.shape[0])
        outputs = seen.channels[alive]
        parts = [np.abs(seen.weights[:, alive] - layer.weights[outputs])]
        if layer.bias is not None:
            parts.append(np.tile(np.abs(seen.bias[alive] - layer.bias[outputs]), (len(parts[0]), 1)))
        learned = _learned(ticket.target, place)
        parts += [np.abs(through[alive] - weights[outputs])[None] for weights, (through, _) in zip(learned, seen.beside, strict=True)]
        yield np.concatenate([part.reshape(*part.shape[:2], math.prod(part.shape[2:])) for part in parts], axis=2)


def output_error(ticket: Ticket) -> float:
    """`images.output_error`, where errors of copies are passed on one by one, and the activation's of the first of two layers."""
    seen = list(_seen(ticket))

    def passed(ticket: Ticket, place: int) -> Passed:
        here, layer = seen[place], ticket.target.layers[place]
        d_out, d_in = layer.weights.shape[:2]
        alive = (here.channels >= 0) & (here.channels < d_out)
        which = np.where(alive, here.channels, 0)

        def of_outputs(values: Array) -> Array:
            return np.where(alive.reshape(-1, *(1,) * (values.ndim - 1)), values[which], 0.0)

        def error(weights: Array, kernel: Array) -> Array:
            """The 1-norms of the differences, of the greater sign's at each place: an image has its own sign there."""
            return np.where(alive[:, None], np.abs(weights - kernel[which]).max(axis=0).sum(axis=(-2, -1)), 0.0)

        kernel = np.asarray(layer.weights)
        off, carried = error(here.weights, kernel), here.carried
        if len(here.weights) == 2:  # one channel for each input
            stands = seen[place - 1].channels if place else np.arange(d_in)
            own = of_outputs(np.abs(kernel).sum(axis=(2, 3))) + off
            carried = np.where((stands >= 0) & (stands < d_in), own[:, stands.clip(0, d_in - 1)], 0.0)
        bias = np.abs(here.bias - (0.0 if layer.bias is None else layer.bias[which])) * alive
        learned = zip(_learned(ticket.target, place), here.beside, strict=True)
        beside = [(error(through[None], weights), norms) for weights, (through, norms) in learned]
        return Passed(off, carried, bias, here.curved, beside)

    return images.output_error(ticket, passed)


layer_norm = images.layer_norm
sup_error = images.sup_error
