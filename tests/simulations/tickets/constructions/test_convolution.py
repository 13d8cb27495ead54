"""Convolutional tickets: kept weights, errors, bounds and evaluation, each by another way."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tickets import by_scipy, check_kept, least, other_layer, random_kernels

from simulations.tickets import Layer, Network, chain, convolution, load, verify

SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=20, derandomize=True, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), channels=st.lists(st.integers(1, 3), min_size=2, max_size=3), kernels=st.tuples(SHAPES, SHAPES))
def test_invariants(seed, channels, kernels):
    rng = np.random.default_rng(seed)
    target = random_kernels(rng, channels, kernels[: len(channels) - 1])
    ticket = convolution(target, 8, rng)
    check_kept(ticket)
    for place in range(len(target.layers)):  # an output keeps its hidden channels, of which something is kept
        inner, outer = (ticket.masks[f"{2 * place + side}.weight"] for side in (0, 1))
        assert np.array_equal(outer.any(axis=(0, 2, 3)), inner.any(axis=(1, 2, 3)))
    images = rng.uniform(0, 1, (3, channels[0], 5, 6))
    for network in (target, ticket.network):
        for image, output in zip(images, network(images), strict=True):
            assert output == pytest.approx(by_scipy(network.weights, image), rel=1e-12, abs=1e-14)
    verdict = verify(ticket, rng)
    assert verdict.weight_error == max(e.max() for e in ticket.errors)
    assert max(np.abs(ticket(images) - target(images)).max(), verdict.found) <= verdict.certified * (1 + 1e-12)


def test_errors_are_the_least():
    """All subsets of the positive products of each kernel entry."""
    rng = np.random.default_rng(1)
    target = random_kernels(rng, (2, 2), ((2, 3),))
    ticket = convolution(target, 7, rng)
    inner, outer = ticket.source.weights
    for o, k, i, j in itertools.product(range(2), range(2), range(2), range(3)):
        mine = slice(7 * o, 7 * (o + 1))
        products = (inner[mine, k, i, j] * outer[o, mine, 0, 0])[inner[mine, k, i, j] > 0]
        error = ticket.errors[0].reshape(2, 2, 2, 3)[o, k, i, j]
        assert error == pytest.approx(least(products, target.weights[0][o, k, i, j]), abs=1e-13)


@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 2), (4, 3)])
def test_gradients_by_differences(kernel):
    rng = np.random.default_rng(2)
    network = random_kernels(rng, (2, 3, 1), (kernel, (3, 3)))
    x, outer = rng.uniform(0, 1, (1, 2, 5, 4)), rng.standard_normal((1, 1, 5, 4))
    gradient = network.input_gradient(network.signals(x), outer)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-6
        difference = np.sum((network(x + step) - network(x - step)) * outer) / 2e-6
        assert gradient[place] == pytest.approx(difference, abs=1e-7)


def test_one_layer_without_relu_is_known_exactly():
    """Inside the image a corner of [0, 1] attains the bound when all errors of an output have one sign; the search finds it up to that."""
    rng = np.random.default_rng(3)
    for _ in range(5):
        ticket = convolution(random_kernels(rng, (2, 2), ((3, 3),)), 6, rng)
        signed = np.tensordot(ticket.network.weights[1][:, :, 0, 0], ticket.network.weights[0], axes=1) - ticket.target.weights[0]
        exact = max(max(np.maximum(e, 0).sum(), np.maximum(-e, 0).sum()) for e in signed)
        assert verify(ticket, rng).found == pytest.approx(exact, rel=1e-9)


def with_identity(ticket):
    """After layer 0, in source and target: the next layer's positive kernels would meet negative signals."""

    target, source = other_layer(ticket.target, 0, activation="identity"), other_layer(ticket.source, 1, activation="identity")
    return replace(ticket, target=target, source=source)


def test_saved_and_tampered(tmp_path):
    rng = np.random.default_rng(4)
    ticket = convolution(random_kernels(rng, (1, 2, 1), ((3, 3), (1, 1))), 8, rng)
    ticket.save(tmp_path / "ticket.npz")
    again = load(tmp_path / "ticket.npz")
    assert verify(again) == verify(ticket)
    with pytest.raises(ValueError, match="source layer 0: a negative weight is kept"):
        verify(replace(ticket, masks={**ticket.masks, "0.weight": np.ones_like(ticket.masks["0.weight"])}))
    nothing = replace(ticket, masks={**ticket.masks, "3.weight": np.zeros_like(ticket.masks["3.weight"])})
    assert verify(nothing).weight_error == max(ticket.errors[0].max(), np.abs(ticket.target.weights[1]).max())  # of the masks, not stored
    assert verify(nothing).found <= verify(nothing).certified
    source = other_layer(ticket.source, 0, bias=np.ones(16))
    with pytest.raises(ValueError, match="source layers 0 and 1 have biases"):
        verify(replace(ticket, source=source, masks={**ticket.masks, "0.bias": np.ones(16, bool)}))
    with pytest.raises(ValueError, match="layer 1 has a bias, which the construction 'convolution' does not cover"):
        verify(replace(ticket, target=replace(ticket.target, layers=(ticket.target.layers[0], Layer(np.ones((1, 2, 1, 1)), np.ones(1))))))
    with pytest.raises(ValueError, match="layer 0 has activation identity: only after relu no signal is negative"):
        verify(with_identity(ticket))
    with pytest.raises(ValueError, match="one of source and target goes around"):
        verify(replace(ticket, source=replace(ticket.source, periodic=True)))


def test_bad_input():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="n >= 1"):
        convolution(random_kernels(rng, (1, 1), ((1, 1),)), 0, rng)
    with pytest.raises(ValueError, match="layer 0 of shape"):
        convolution(chain([np.ones((2, 2))]), 4, rng)
    with pytest.raises(ValueError, match="layer 0 has activation tanh"):
        convolution(chain([np.ones((1, 1, 1, 1))] * 2, "tanh"), 4, rng)
    with pytest.raises(ValueError, match="layer 0 has stride 2, which the construction 'convolution' does not cover"):
        convolution(Network((Layer(np.ones((1, 1, 1, 1)), stride=2),)), 4, rng)
    with pytest.raises(ValueError, match="or all"):
        chain([np.ones((2, 2)), np.ones((1, 2, 3, 3))])
