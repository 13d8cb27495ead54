"""Certified bounds, where the greatest error is known exactly."""

import numpy as np
import pytest
from reference_tickets import parameters

from simulations.tickets import Layer, Network, two_for_one
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
