"""Certified bounds, where the greatest error is known exactly."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from reference_tickets import parameters, skipped

from simulations.tickets import Layer, Network, Skip, chain, convolution, dense, equivariant, one_for_one, structured, two_for_one
from simulations.tickets.checking.max_norm import LayerError, accumulated
from simulations.tickets.checking.residual import masked_layers
from simulations.tickets.checking.verify import certify


@pytest.mark.parametrize("kernel", [(1, 1), (1, 2), (3, 3)])
def test_one_layer_is_known_exactly(kernel):
    """An image has its own sign at each place of the kernel, and can choose the greater error there."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        ticket = two_for_one(Network((Layer(rng.uniform(-1, 1, (1, 2, *kernel))),)), 8, rng, eps=None)
        [(weights, _)] = parameters(ticket)
        signed = weights[:, 0] - ticket.target.weights[0][0]
        _, certified = certify(ticket)
        assert certified == pytest.approx(np.abs(signed).max(axis=0).sum(), rel=1e-8)
        for direction in (1, -1):
            gains = direction * signed * np.array([1, -1])[:, None, None, None]  # A+ acts on 1, A- on -1
            x = np.where(gains.argmax(axis=0) == 0, 1.0, -1.0)[None]
            off = direction * (ticket(x) - ticket.target(x))[0, 0, (kernel[0] - 1) // 2, (kernel[1] - 1) // 2]
            assert off == pytest.approx(gains.max(axis=0).sum(), abs=1e-12)
            assert off <= certified


def positive(rng, channels, kernel=(), *, biased=False, skips=(), **fields):
    """A target of positive parameters, of norms above 1, all of whose layers pass what is positive."""

    def random(*shape):
        return rng.uniform(0.2, 0.4, shape) * (1 if kernel else 4)

    layers = [Layer(random(out, into, *kernel), random(out) if biased else None, "relu") for into, out in itertools.pairwise(channels)]
    skips = [Skip(start, end, random(channels[end + 1], channels[start], 1, 1) if learned else None) for start, end, learned in skips]
    return Network(tuple(layers), tuple(skips), **fields)


def lowered(ticket):
    """Taken for a ticket of a target all of whose parameters are a fifth less."""
    return replace(ticket, target=ticket.target.replaced({name: 0.8 * array for name, array in ticket.target.arrays().items()}))


def lowered_copies(ticket):
    """Without the negative weights of layers from copies, and the target a fifth less than what the least of its copies then does."""
    names = [name for name in ticket.masks if name.split(".")[0] not in "01"]
    masks = {name: mask & (ticket.source.arrays()[name] > 0 if name in names else True) for name, mask in ticket.masks.items()}
    ticket, arrays = replace(ticket, masks=masks), {}

    for place, (weights, bias) in enumerate(parameters(ticket)):
        channels, count = ticket.channels[place], range(len(ticket.target.weights[place]))
        arrays[f"{place}.weight"] = 0.8 * np.array([weights[0, channels == output].min(axis=0) for output in count])
        arrays[f"{place}.bias"] = 0.8 * np.array([bias[channels == output].min() for output in count])
    for skip in ticket.target.skips:
        if skip.weights is not None:
            sums, channels = skipped(ticket, skip), ticket.channels[skip.end]
            arrays[skip.name] = 0.8 * np.array([sums[channels == output].min(axis=0) for output in range(len(skip.weights))])
    return replace(ticket, target=ticket.target.replaced(arrays))


SHARP = {
    "dense": lambda rng: lowered(dense(positive(rng, (1, 1, 1, 1)), 15, rng)),
    "sparse-dense": lambda rng: lowered(dense(positive(rng, (1, 1, 1, 1)), 24, rng, share=0.25)),
    "convolution": lambda rng: lowered(convolution(positive(rng, (2, 2, 3, 1), (2, 3)), 40, rng)),
    "structured": lambda rng: lowered(structured(positive(rng, (3, 1, 1, 1), (1, 1)), 30, rng)),
    "equivariant": lambda rng: lowered(equivariant(positive(rng, (2, 2, 3, 1), (3, 3), periodic=True), 20, rng)),
    "two-for-one": lambda rng: lowered(two_for_one(positive(rng, (2, 2, 3, 1), (3, 3), biased=True), 20, rng, eps=0.001)),
    "one-for-one": lambda rng: lowered_copies(one_for_one(positive(rng, (2, 2, 2, 2), (1, 2), biased=True), 15, rng)),
    "one-for-one, skips": lambda rng: lowered_copies(
        one_for_one(positive(rng, (2, 2, 2, 2, 2, 1), (1, 2), biased=True, skips=[(1, 2, False), (2, 3, True)]), 15, rng)
    ),
}


@pytest.mark.parametrize("build", SHARP.values(), ids=SHARP)
def test_errors_that_add_up_are_known_exactly(build):
    """Of a ticket taken for that of a lesser target, all positive.

    Then all errors have one sign, and meet in the outputs of the all-ones input: that is the greatest error, and nothing less is certified.
    """
    ticket = build(np.random.default_rng(5))
    x = np.ones((1, ticket.target.weights[0].shape[1], *([12, 12] if ticket.target.weights[0].ndim == 4 else [])))
    found = (ticket(x) - ticket.target(x)).max()
    _, certified = certify(ticket)
    assert found <= certified <= 1.02 * found  # the errors for negative inputs differ a little, and may be the greater


@pytest.mark.parametrize(("place", "first", "second"), [(0, 0.2, [[0.8]]), (1, 0.001, [[0.25] * 4])])
def test_dense_with_a_sigmoid(place, first, second):
    """Of one layer less than its ticket's: near 0 the slope is 1/4, and four neurons give a signal of norm 1."""
    target = chain([np.full((len(second[0]), 1), first), np.array(second)], activation="sigmoid")
    ticket = dense(target, 20, np.random.default_rng(5))
    name = f"{place}.weight"
    lesser = replace(ticket, target=target.replaced(target.arrays() | {name: 0.8 * target.arrays()[name]}))
    found = np.abs(lesser([[1.0]]) - lesser.target([[1.0]]))
    _, certified = certify(lesser)
    assert found <= certified <= 1.02 * found


def test_what_an_activation_adds_is_known_where_all_products_are_positive():
    """Then the hidden layer's cubic parts add up, tap by tap, and tanh is almost its third power there."""
    rng = np.random.default_rng(0)
    ticket = two_for_one(Network((Layer(rng.uniform(0.1, 0.3, (2, 2, 3, 2)), None, "tanh"),)), 15, rng)
    inner, outer = ticket.network.weights
    positive = ticket.masks["1.weight"] & (outer * inner.sum(axis=(1, 2, 3))[:, None, None] > 0)
    ticket = replace(ticket, masks=ticket.masks | {"1.weight": positive})
    [(seen, _)] = masked_layers(ticket)
    linear = Network((*ticket.network.layers[:1], replace(ticket.network.layers[1], activation="identity")))
    off = seen.weights[0].sum(axis=(1, 2, 3)) - linear(np.ones((1, 2, 9, 9)))[0, :, 4, 4]
    added = seen.curved.sum(axis=1)
    assert np.all(off > 0)
    assert off == pytest.approx(added, rel=0.01)
    assert np.all(off <= added)


def test_what_activations_add_grows_with_errors_before():
    """A cubic part meets what comes in, not what should: |x| of the target and its error."""
    target = chain([np.array([[[[0.5]]]]), np.array([[[[0.25]]]])], activation="tanh")
    rng = np.random.default_rng(0)
    ticket = two_for_one(target, 15, rng)

    def part(off, gain, extra, curved):
        return LayerError(np.array([[off]]), np.array([[gain]]), np.array([extra]), np.array([[curved]]))

    first, second = part(0.125, 0.5, 0.0625, 0.25), part(0.25, 2.0, 0.5, 8.0)
    error = 0.125 + 0.0625 + 0.25  # at x = 1, which has none
    wanted = 0.25 * 0.5 + 2 * error + 0.5 + 8 * (0.5 + error) ** 3
    assert accumulated(ticket, [first, second]) == pytest.approx(wanted, rel=1e-14)
