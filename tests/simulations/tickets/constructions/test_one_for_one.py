"""One layer for one: errors against all subsets of copies, copies that fail, and skip connections."""

import itertools

import numpy as np
import pytest
from reference_tickets import check, least

from simulations.tickets import Layer, Network, Skip, one_for_one
from simulations.tickets.pruning.subsets import NetworkTooSmall


def test_closest_of_all_subsets_of_copies():
    rng = np.random.default_rng(4)
    skip = Skip(1, 1, rng.uniform(-0.9, 0.9, (2, 2, 1, 1)))
    layers = [Layer(rng.uniform(-0.9, 0.9, (2, 1, 1, 1)), None, "relu"), Layer(rng.uniform(-0.9, 0.9, (2, 2, 2, 1)), rng.uniform(-1, 1, 2))]
    target = Network(tuple(layers), (skip,))
    ticket = one_for_one(target, 7, rng, eps=None)
    weights, errors, incoming = ticket.source.weights[2], ticket.errors[1][0], ticket.channels[0]
    assert ticket.errors[1].shape == (1, 2, 4 + 1 + 4 // 2 * 1)
    origin = np.repeat([0, 1, 2], 7)  # before what nothing uses is named -2
    assert np.all((incoming == origin) | (incoming == -2))
    constants = ticket.network.signals(np.zeros((1, 1, 3, 3)))[2][0, origin == 2, 1, 1]
    values = np.where(incoming[origin == 2] == 2, constants, 0.0)
    for i in range(2):
        for j, tap in itertools.product(range(2), range(2)):
            copies = weights[i, origin == j, tap, 0]
            assert errors[i, 2 * j + tap] == pytest.approx(least(copies, layers[1].weights[i, j, tap, 0]), abs=1e-12)
        bias = least(weights[i, origin == 2, 0, 0] * values, layers[1].bias[i])
        assert errors[i, 4] == pytest.approx(bias, abs=1e-12)
        for j in range(2):
            copies = ticket.source.skips[0].weights[i, origin == j, 0, 0]
            assert errors[i, 5 + j] == pytest.approx(least(copies, skip.weights[i, j, 0, 0]), abs=1e-12)


def test_failed_copies_are_tried_again():
    rng = np.random.default_rng(1)
    layers = [Layer(rng.uniform(-0.5, 0.5, (2, into, 1, 2)), None, "relu") for into in (1, 2, 2)]
    target = Network(tuple(layers), (Skip(1, 1),))
    ticket = one_for_one(target, 9, rng, eps=0.02)
    assert all((channels == -1).any() for channels in ticket.channels[:2])
    assert len(ticket.channels[0]) > 18
    assert len(ticket.channels[1]) == len(ticket.channels[0])  # the identity's: there is no further row
    check(ticket, rng, 0.02)


def test_several_skip_connections():
    """Identities that end together join copies in one order, or it is said that they do not."""
    rng = np.random.default_rng(0)
    layers = tuple(Layer(rng.uniform(-0.5, 0.5, (2, 2, 1, 1)), rng.uniform(-0.5, 0.5, 2), "sigmoid") for _ in range(4))
    target = Network(layers, (Skip(1, 2), Skip(2, 2), Skip(3, 3), Skip(1, 3, rng.uniform(-0.5, 0.5, (2, 2, 3, 1)))))
    check(one_for_one(target, 16, rng, eps=0.1), rng, 0.1)
    with pytest.raises(
        NetworkTooSmall, match=r"layer 2: the identities that end there start from copies in another order; give a greater n"
    ):
        one_for_one(target, 9, rng, eps=0.02)
