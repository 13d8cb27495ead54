"""Two layers for one: errors against all subsets, and channels that fail."""

import itertools

import numpy as np
import pytest
from reference_tickets import check, least

from simulations.tickets import Layer, Network, two_for_one


@pytest.mark.parametrize(("activation", "function", "own"), [("relu", lambda x: max(x, 0.0), 8), ("tanh", np.tanh, 4)])
def test_closest_of_all_subsets(activation, function, own):
    """Two for one, stride 1: 2 n neurons an input and for the bias, n where one sum does for both signs."""
    rng = np.random.default_rng(3)
    target = Network((Layer(rng.uniform(-0.9, 0.9, (2, 2, 1, 2)), rng.uniform(-0.9, 0.9, 2), activation),))
    ticket = two_for_one(target, 4, rng, eps=None)
    inner, outer = ticket.source.layers
    [errors] = ticket.errors
    for i, j, tap in itertools.product(range(2), range(2), range(2)):
        mine = slice(own * j, own * (j + 1))
        u, v = inner.weights[mine, j, 0, 0], outer.weights[i, mine, 0, tap]
        for side, chosen in enumerate((u > 0, u < 0) if activation == "relu" else (u != 0, u != 0)):
            assert errors[side, i, 2 * j + tap] == pytest.approx(least((u * v)[chosen], target.weights[0][i, j, 0, tap]), abs=1e-12)
    for i in range(2):
        mine = slice(2 * own, 3 * own)
        products = [function(b) * v for b, v in zip(inner.bias[mine], outer.weights[i, mine, 0, 0], strict=True)]
        assert errors[:, i, -1] == pytest.approx(least(products, target.layers[0].bias[i]), abs=1e-12)


def test_failed_channels_are_tried_again():
    failed = 0
    for seed in range(2):
        rng = np.random.default_rng(seed)
        target = Network(
            (Layer(rng.uniform(-0.5, 0.5, (2, 1, 1, 2)), None, "relu"), Layer(rng.uniform(-0.5, 0.5, (2, 2, 1, 1)), np.array([0.3, 0.0])))
        )
        ticket = two_for_one(target, 6, rng, eps=0.02)
        for place, channels in enumerate(ticket.channels):
            assert len(channels) == ticket.source.weights[2 * place + 1].shape[0]
            needed = 2 + (place == 0)
            assert len(channels) == needed + (channels == -1).sum()
            assert np.array_equal(np.sort(channels[channels >= 0]), np.arange(needed))
            assert not ticket.masks[f"{2 * place + 1}.weight"][channels < 0].any()
        failed += (np.concatenate(ticket.channels) == -1).sum()
        check(ticket, rng, 0.02)
    assert failed
