"""What masked layers with biases, strides and skip connections do, by two layers for one, one layer of copies, or a skip connection.

For each target layer the construction says how many layers of the source stand for it: two, or one of copies of each input.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, Index
from simulations.networks.network import Layer, Skip
from simulations.tickets.channels import UNUSED, ChannelMap, are_outputs
from simulations.tickets.checking.composition import compose
from simulations.tickets.checking.max_norm import LayerError, accumulated
from simulations.tickets.ticket import Ticket


class MaskedLayer(NamedTuple):
    """One target layer as the masked source has it, a row for each channel; norms: None for two layers, else the 1-norms of kernels."""

    weights: Array  # (1 or 2, channels, in, height, width)
    bias: Array  # (channels,)
    curved: Array  # (channels, in)
    norms: Array | None  # (channels, channels before)


class MaskedSkip(NamedTuple):
    """A skip connection with weights as the masked source has it, and its weights in the target."""

    wanted: Array
    weights: Array  # (channels, in, height, width)
    norms: Array  # (channels, channels before)


class _Place(NamedTuple):
    """One target layer and what stands for it."""

    number: int
    name: str
    target: Layer
    source: tuple[Layer, ...]
    incoming: ChannelMap
    channels: Index

    @property
    def outputs(self) -> int:
        return self.target.weights.shape[0]


def masked_layers(ticket: Ticket) -> Iterator[tuple[MaskedLayer, list[MaskedSkip]]]:
    """Of each target layer what the masked layers do, and the skip connections with weights that end there.

    Raises ValueError, with the layer, where they are no ticket.
    """
    _check_network(ticket)
    target, entering = ticket.target, [ChannelMap.identity(ticket.target.weights[0].shape[1])]
    for number, (layer, channels) in enumerate(zip(target.layers, ticket.channels, strict=True)):
        own = ticket.source_layers(number)
        name = f"source layer{'s' * (len(own) > 1)} {' and '.join(map(str, own))}"
        place = _Place(number, name, layer, tuple(ticket.network.layers[i] for i in own), entering[-1], channels)
        _check_channels(place)
        seen = _copies(place) if len(own) == 1 else _two_layers(place)
        _check_outputs(place, last=number + 1 == len(target.layers))
        _check_constants(place, seen)
        constants = np.where(channels == place.outputs, layer.phi.function(seen.bias), np.nan)
        beside: list[MaskedSkip] = []
        for skip in (skip for skip in target.skips if skip.end == number):
            [masked] = [masked for masked in ticket.network.skips if (masked.start - 1, masked.end - 1) == (skip.start, skip.end)]
            if skip.weights is None:
                _check_identity(place, masked, entering[skip.start])
                constants += entering[skip.start].constants
            else:
                beside.append(_skip(place, skip.weights, masked, entering[skip.start]))
        entering.append(ChannelMap(channels, constants))
        yield seen, beside


def _check_network(ticket: Ticket) -> None:
    target, source = ticket.target, ticket.source
    if len(source.layers) != sum(ticket.construction.source_layers(len(target.layers))):
        raise ValueError(f"{len(target.layers)} target layers and {len(source.layers)} source layers do not belong together")
    if target.periodic or source.periodic:
        raise ValueError("around images there are to be zeros, in the source and in the target")
    if {(skip.start - 1, skip.end - 1) for skip in source.skips} != {(skip.start, skip.end) for skip in target.skips}:
        raise ValueError("the source's skip connections are not the target's")


def _check_channels(place: _Place) -> None:
    channels = place.channels
    if channels.dtype.kind not in "iu" or np.any((channels < UNUSED) | (channels > place.outputs)):
        raise ValueError(f"the channels of target layer {place.number} are numbers from {UNUSED} to {place.outputs}")


def _check_outputs(place: _Place, *, last: bool) -> None:
    outer = place.source[-1]
    if len(place.channels) != outer.weights.shape[0] or outer.activation != place.target.activation:
        raise ValueError(f"{place.name}: its channels are not said to be outputs of target layer {place.number}")
    if last and set(range(place.outputs)) - set(place.channels):  # before, what nothing uses may be missing
        raise ValueError(f"{place.name}: its channels are not said to be all outputs of target layer {place.number}")


def _check_constants(place: _Place, seen: MaskedLayer) -> None:
    constant, inputs = place.channels == place.outputs, place.target.weights.shape[1]
    loose = seen.curved if seen.norms is None else seen.norms[:, place.incoming.inputs < inputs]  # sums over copies may cancel
    biased = place.target.bias is None and np.any(seen.bias[are_outputs(place.channels, place.outputs)])
    if np.any(seen.weights[:, constant]) or np.any(loose[constant]) or biased:
        raise ValueError(f"{place.name}: a constant depends on inputs, or there is a bias where the target has none")


def _check_identity(place: _Place, masked: Skip, start: ChannelMap) -> None:
    if masked.weights is not None or np.any((place.channels != start.inputs) & (place.channels >= 0)):
        raise ValueError(f"{masked.name}: channels of different inputs are joined")


def _check_stride(place: _Place, *, bias: bool) -> None:
    first, wanted = place.source[0], place.target.stride
    if first.stride != wanted or bias:
        more = "" if len(place.source) == 2 else ", or a bias of its own"
        raise ValueError(f"{place.name}: stride {first.stride}, of target layer {place.number} {wanted}{more}")


def _two_layers(place: _Place) -> MaskedLayer:
    """By the products of two layers' weights; of each input there is one channel."""
    _, d_in, *size = place.target.weights.shape
    real = place.incoming.inputs[are_outputs(place.incoming.inputs, d_in)]
    if len(np.unique(real)) < len(real):
        raise ValueError(f"{place.name}: several channels stand for one input")
    _check_stride(place, bias=False)
    inner, outer = place.source
    weights, bias, curved = compose(place.name, inner, outer, place.incoming, tuple(size), d_in)
    return MaskedLayer(weights, bias, curved, None)


def _copies(place: _Place) -> MaskedLayer:
    """By sums over the copies of each input, in one layer."""
    [outer], shape = place.source, place.target.weights.shape
    _check_stride(place, bias=outer.bias is not None)
    sums, bias, norms = _over_copies(place.name, np.asarray(outer.weights), place.incoming, shape)
    return MaskedLayer(sums[None], bias, np.zeros((len(sums), shape[1])), norms)


def _skip(place: _Place, wanted: Array, masked: Skip, start: ChannelMap) -> MaskedSkip:
    """By sums over the copies of each input, and without constants."""
    if masked.weights is None:
        raise ValueError(f"{masked.name}: the source has the identity, the target weights")
    sums, _, norms = _over_copies(masked.name, masked.weights, start, wanted.shape)
    if np.any(norms[:, start.of(wanted.shape[1])]) or np.any(norms[place.channels == place.outputs]):
        raise ValueError(f"{masked.name}: a constant is passed")
    return MaskedSkip(wanted, sums, norms)


def _over_copies(name: str, weights: Array, incoming: ChannelMap, shape: tuple[int, ...]) -> tuple[Array, Array, Array]:
    """Sums over the copies of each input (channels, in, *kernel), over constants (channels,), and 1-norms of kernels.

    shape: of the target's weights.
    """
    inputs = shape[1]
    if weights.shape[2:] != shape[2:]:
        raise ValueError(f"{name}: kernels {weights.shape[2:]} are not the target's, {shape[2:]}")
    center = tuple((k - 1) // 2 for k in weights.shape[2:])
    ones, nothing = incoming.of(inputs), incoming.inputs < 0
    beside = weights[:, ones].copy()
    bias = beside[(slice(None), slice(None), *center)] @ incoming.constants[ones]
    beside[(slice(None), slice(None), *center)] = 0.0
    if np.any(beside) or np.any(weights[:, nothing]):
        raise ValueError(f"{name}: weights are kept from channels that stand for nothing, or biases beside the kernel's middle")
    sums = np.stack([weights[:, incoming.inputs == j].sum(axis=1) for j in range(inputs)], axis=1)
    return sums, bias, np.abs(weights).sum(axis=(2, 3))


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - W|, |A- - W| where two layers stand for one, or |A - W|: as Ticket.errors; after kernels and bias those of skip connections."""
    for place, (layer, (seen, beside)) in enumerate(zip(ticket.target.layers, masked_layers(ticket), strict=True)):
        alive = are_outputs(ticket.channels[place], layer.weights.shape[0])
        outputs = ticket.channels[place][alive]
        parts = [np.abs(seen.weights[:, alive] - layer.weights[outputs])]
        if layer.bias is not None:
            parts.append(np.tile(np.abs(seen.bias[alive] - layer.bias[outputs]), (len(parts[0]), 1)))
        parts += [np.abs(skip.weights[alive] - skip.wanted[outputs])[None] for skip in beside]
        yield np.concatenate([part.reshape(*part.shape[:2], math.prod(part.shape[2:])) for part in parts], axis=2)


def output_error(ticket: Ticket) -> float:
    """`max_norm.accumulated`, where errors of copies are passed on one by one, and the activation's of the first of two layers."""
    seen = enumerate(masked_layers(ticket))
    return accumulated(ticket, (_layer_error(ticket, place, here, beside) for place, (here, beside) in seen))


def _layer_error(ticket: Ticket, place: int, seen: MaskedLayer, skips: list[MaskedSkip]) -> LayerError:
    layer, channels = ticket.target.layers[place], ticket.channels[place]
    kernel = np.asarray(layer.weights)
    d_out, d_in = kernel.shape[:2]
    alive = are_outputs(channels, d_out)
    which = np.where(alive, channels, 0)

    def error(weights: Array, wanted: Array) -> Array:
        """The 1-norms of the differences, of the greater sign's at each place: an image has its own sign there."""
        return np.where(alive[:, None], np.abs(weights - wanted[which]).max(axis=0).sum(axis=(-2, -1)), 0.0)

    off, gain = error(seen.weights, kernel), seen.norms
    if gain is None:  # one channel for each input
        target_input = ticket.channels[place - 1] if place else np.arange(d_in)
        own = np.where(alive[:, None], np.abs(kernel).sum(axis=(2, 3))[which], 0.0) + off
        gain = np.where(are_outputs(target_input, d_in), own[:, target_input.clip(0, d_in - 1)], 0.0)
    extra = np.abs(seen.bias - (0.0 if layer.bias is None else layer.bias[which])) * alive
    return LayerError(off, gain, extra, seen.curved, [(error(skip.weights[None], skip.wanted), skip.norms) for skip in skips])
