"""Tickets by other ways than their own: what masked layers do, kept weights, bounds that hold; and tickets that were tampered with."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
from by_torch import applied, outputs
from scipy.signal import correlate

from simulations.tickets import Network, chain
from simulations.tickets.checking.max_norm import sup_error
from simulations.tickets.checking.verify import certify

CURVED = ("tanh", "sigmoid")


def random_kernels(rng, channels, kernels, **options):
    """A target of random kernels, the greatest 1-norm of an output's kernel 1 in each layer."""
    layers = [rng.uniform(-1, 1, (out, into, *kernel)) for (into, out), kernel in zip(itertools.pairwise(channels), kernels, strict=True)]
    return chain([w / np.abs(w).sum(axis=(1, 2, 3)).max() for w in layers], **options)


def convolved(kernels, image):
    """Cross-correlation with zeros around, channel by channel."""
    height, width = kernels.shape[2:]
    padded = np.pad(image, ((0, 0), ((height - 1) // 2, height // 2), ((width - 1) // 2, width // 2)))
    return np.array([sum(correlate(x, w, mode="valid") for x, w in zip(padded, kernel, strict=True)) for kernel in kernels])


def by_scipy(layers, image):
    """A ReLU network of kernels on one image."""
    for weights in layers[:-1]:
        image = np.maximum(convolved(np.asarray(weights), image), 0)
    return convolved(np.asarray(layers[-1]), image)


def images_of(rng, inputs, strides):
    """Within [-1, 1] and at its corners."""
    x = rng.uniform(-1, 1, (4, inputs, 5 * strides, 4 * strides + 1))
    x[2:] = np.sign(x[2:])
    return x


def check_kept(ticket):
    """Bit for bit the random weights; all others are 0."""
    arrays = ticket.source.arrays()
    for name, kept in ticket.network.arrays().items():
        mask, kept = ticket.masks[name], kept if isinstance(kept, np.ndarray) else kept.toarray()
        assert np.array_equal(kept[mask], arrays[name][mask])
        assert not kept[~mask].any()


def least(products, wanted):
    """The least error of all subsets of products."""
    sums = [sum(s) for size in range(len(products) + 1) for s in itertools.combinations(products, size)]
    return np.abs(np.array(sums) - wanted).min()


def parameters(ticket):
    """What the masked layers do to unit impulses and to nothing: of each target layer A+, A-, (2, channels, in, *kernel), biases.

    part          a target layer's own of the source, the last of them without its activation
    nothing       signals (1, channels, 24, 24) of an image of zeros: constants, as they arrive
    base          (1, channels before, 12, 12): constants in their channels, else zeros
    without       part(base), (channels, 12 / stride, 12 / stride): biases, the same at all places
    x             base with an impulse of one sign in all channels that stand for input j, where it meets tap (a, b) of the middle
    weights       (2, channels, in, height, width): part(x) - without in the middle, over the impulse
    """
    target, source = ticket.target, ticket.network
    size = 1e-3 if {layer.activation for layer in source.layers} & set(CURVED) else 1.0
    nothing = source.signals(np.zeros((1, target.weights[0].shape[1], 24, 24)))
    found, at, incoming = [], 0, np.arange(target.weights[0].shape[1])
    for place, (layer, channels) in enumerate(zip(target.layers, ticket.channels, strict=True)):
        count = 2 if place == 0 or len(source.layers) == 2 * len(target.layers) else 1
        own = source.layers[at : at + count]
        part = Network((*own[:-1], replace(own[-1], activation="identity")))
        _, d_in, height, width = layer.weights.shape
        constants = np.zeros(len(incoming))
        for channel in np.flatnonzero(incoming == d_in):
            values = nothing[at][0, channel]
            constants[channel] = values[0, 0]
            assert values == pytest.approx(values[0, 0], abs=1e-9)  # at the image's border, too
        base = np.tile(constants[:, None, None], (1, 1, 12, 12))
        without = part(base)[0]
        assert without == pytest.approx(np.broadcast_to(without[:, :1, :1], without.shape), abs=1e-9)
        weights = np.zeros((2, len(channels), d_in, height, width))
        middle = 6 // layer.stride
        for (side, sign), j, a, b in itertools.product(enumerate((1, -1)), range(d_in), range(height), range(width)):
            x, row, column = base.copy(), middle * layer.stride + a - (height - 1) // 2, middle * layer.stride + b - (width - 1) // 2
            x[0, incoming == j, row, column] = sign * size
            weights[side, :, j, a, b] = (part(x)[0] - without)[:, middle, middle] / (sign * size)
        for (side, sign), j in itertools.product(enumerate((1, -1)), range(d_in)):  # the whole answer, at the border, too
            for row, column in ((5, 6), (0, 0), (11, 11)):
                x, impulse = base.copy(), np.zeros((1, d_in, 12, 12))
                x[0, incoming == j, row, column] = impulse[0, j, row, column] = sign * size
                wanted = applied(weights[side], torch.from_numpy(impulse), layer.stride).numpy()[0]
                assert (part(x)[0] - without) / size == pytest.approx(wanted / size, abs=1e-6 if size < 1 else 1e-10)
        found.append((weights, without[:, 0, 0]))
        at, incoming = at + count, channels
    return found


def skipped(ticket, skip):
    """Of a skip connection with weights: sums over the copies, (channels, in, *kernel)."""
    [own] = [own for own in ticket.network.skips if (own.start - 1, own.end - 1) == (skip.start, skip.end)]
    incoming = ticket.channels[skip.start - 1]
    sums = np.zeros((own.weights.shape[0], *skip.weights.shape[1:]))
    for channel, j in enumerate(incoming):
        if 0 <= j < sums.shape[1]:
            sums[:, j] += own.weights[:, channel]
        else:
            assert not own.weights[:, channel].any()
    return sums


def check(ticket, rng, eps):
    """A ticket with biases, strides, skip connections: kept weights, outputs, bounds, and errors of parameters, all within eps."""
    target = ticket.target
    check_kept(ticket)
    strides = int(np.prod([layer.stride for layer in target.layers]))
    x = images_of(rng, target.weights[0].shape[1], strides)
    found = ticket(x)
    with torch.no_grad():
        assert found == pytest.approx(outputs(ticket.network, torch.from_numpy(x)).numpy()[:, ticket.outputs], rel=1e-9, abs=1e-9)
        theirs = outputs(target, torch.from_numpy(x)).numpy()
    weight_error, certified = certify(ticket)
    assert max(np.abs(found - theirs).max(), sup_error(ticket, rng, starts=4, steps=6)) <= certified
    assert weight_error == max(float(e.max(initial=0.0)) for e in ticket.errors)
    close = 1e-6 if {layer.activation for layer in ticket.source.layers} & set(CURVED) else 1e-10
    for place, (layer, (weights, bias), errors) in enumerate(zip(target.layers, parameters(ticket), ticket.errors, strict=True)):
        if eps is not None:
            assert errors.max(initial=0.0) <= eps * (1 + 1e-9)
        channels = ticket.channels[place]
        rows = np.flatnonzero((channels >= 0) & (channels < len(layer.weights)))
        for row, channel in enumerate(rows):
            output = channels[channel]
            for side, own in enumerate((weights[:1] if errors.shape[0] == 1 else weights)[:, channel]):
                parts = [np.abs(own - layer.weights[output]).ravel()]
                if layer.bias is not None:
                    parts.append(np.abs(bias[channel] - layer.bias[output]).reshape(1))
                else:
                    assert bias[channel] == pytest.approx(0, abs=close)
                for skip in target.skips:
                    if skip.end == place and skip.weights is not None:
                        parts.append(np.abs(skipped(ticket, skip)[channel] - skip.weights[output]).ravel())
                assert errors[side, row] == pytest.approx(np.concatenate(parts), abs=close)


def other_layer(network, place, **fields):
    """The network with a layer that has other fields."""
    layers = list(network.layers)
    layers[place] = replace(layers[place], **fields)
    return replace(network, layers=tuple(layers))


def tampered(ticket, change):
    """`change` takes masks and channels to change in place, or gives other fields."""
    masks, channels = {name: mask.copy() for name, mask in ticket.masks.items()}, [c.copy() for c in ticket.channels]
    fields = change(ticket, masks, channels) or {}
    return replace(ticket, **{"masks": masks, "channels": tuple(channels), **fields})
