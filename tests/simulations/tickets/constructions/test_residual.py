"""Tickets with biases and strides, by either construction: targets of all kinds, closest subsets, what is unused, what is refused."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tickets import check

from simulations.tickets import Layer, Network, Skip, one_for_one, two_for_one, verify
from simulations.tickets.channels import UNUSED
from simulations.tickets.pruning.subsets import NetworkTooSmall

EPS = 0.05


@st.composite
def targets(draw, skips=False):
    """1 to 3 layers; a few zeros among the weights."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth = draw(st.integers(2 if skips else 1, 3))
    channels = draw(st.lists(st.integers(1, 2), min_size=depth + 1, max_size=depth + 1))
    activation = draw(st.sampled_from(["relu", "leaky-relu", "tanh", "sigmoid"]))
    sizes = st.tuples(st.integers(1, 3), st.integers(1, 3))

    def random(out, into):
        weights = rng.uniform(-0.9, 0.9, (out, into, *draw(sizes)))
        return weights * (rng.uniform(size=weights.shape) > 0.2)

    kind = draw(st.sampled_from(["identity", "weights", "both"])) if skips else ""
    start = draw(st.integers(1, depth - 1)) if skips else 0
    end = draw(st.integers(start, depth - 1)) if skips else 0
    identity = kind in ("identity", "both")
    if identity:
        channels[end + 1] = channels[start]
    strided = draw(st.integers(0, depth))
    layers = []
    for place, (into, out) in enumerate(itertools.pairwise(channels)):
        bias = rng.uniform(-0.9, 0.9, out) if draw(st.booleans()) else None
        stride = 2 if place == strided and not (identity and start <= place <= end) else 1
        last = place + 1 == depth and draw(st.booleans())
        layers.append(Layer(random(out, into), bias, "identity" if last else activation, stride))
    found = [Skip(start, end)] if identity else []
    if kind in ("weights", "both"):
        before = 1 if kind == "both" and start > 1 else start
        end = end if (before, end) != (start, end) or not identity else end + 1
        if end < depth:
            stride = int(np.prod([layer.stride for layer in layers[before : end + 1]]))
            found.append(Skip(before, end, random(channels[end + 1], channels[before]), stride))
    return Network(tuple(layers), tuple(found)), rng


@settings(max_examples=12, derandomize=True, deadline=None)
@given(targets())
def test_two_for_one(drawn):
    target, rng = drawn
    ticket = two_for_one(target, 16, rng, eps=EPS)
    check(ticket, rng, EPS)
    for place, layer in enumerate(ticket.source.layers[::2]):
        if layer.activation == "sigmoid":  # the looks-linear start
            outer = ticket.source.weights[2 * place + 1]
            assert np.array_equal(layer.weights[::2], -layer.weights[1::2])
            assert np.array_equal(outer[:, ::2], -outer[:, 1::2])
            assert layer.bias is None or np.array_equal(layer.bias[::2], -layer.bias[1::2])


@settings(max_examples=12, derandomize=True, deadline=None)
@given(st.booleans().flatmap(lambda skips: targets(skips=skips)))
def test_one_for_one(drawn):
    target, rng = drawn
    ticket = one_for_one(target, 12, rng, eps=EPS)
    assert len(ticket.source.layers) == len(target.layers) + 1
    check(ticket, rng, EPS)


@pytest.mark.parametrize("construction", [two_for_one, one_for_one])
@pytest.mark.parametrize("activation", ["relu", "leaky-relu", "tanh", "sigmoid"])
def test_closest_subsets(construction, activation):
    rng = np.random.default_rng(0)
    target = Network(
        (
            Layer(rng.uniform(-0.9, 0.9, (2, 1, 2, 3)), rng.uniform(-0.9, 0.9, 2), activation, 2),
            Layer(rng.uniform(-0.9, 0.9, (1, 2, 3, 2)), rng.uniform(-0.9, 0.9, 1)),
        )
    )
    check(construction(target, 10, rng, eps=None), rng, None)


def test_what_nothing_uses_is_left_out():
    """Output 1 of layer 0 has no weight in layer 1: none of its channels is kept, and the ticket is one."""
    rng = np.random.default_rng(0)
    after = np.array([0.3, 0.0, -0.2]).reshape(1, 3, 1, 1)
    for scale, construction in itertools.product((1, 0), (two_for_one, one_for_one)):
        target = Network((Layer(rng.uniform(-0.9, 0.9, (3, 2, 1, 2)), rng.uniform(-1, 1, 3), "relu"), Layer(scale * after)))
        ticket = construction(target, 15, rng, eps=0.02)
        assert not np.any((ticket.channels[0] == 1) | (ticket.channels[0] == 3))
        assert not ticket.masks["1.weight"][ticket.channels[0] == -2].any()
        if not scale:
            assert ticket.kept == 0
            assert verify(ticket) == (0.0, 0.0, 0.0)
        check(ticket, rng, 0.02)


def test_skip_connections_to_what_nothing_uses_are_left_out():
    """Output 1 of layer 1 has no weight in layer 2."""
    rng = np.random.default_rng(0)
    layers = [Layer(rng.uniform(-0.9, 0.9, (3, 3, 1, 1)), None, "relu") for _ in range(2)]
    last = Layer(np.array([0.3, 0.0, -0.2]).reshape(1, 3, 1, 1))
    ticket = one_for_one(Network((*layers, last), (Skip(1, 1, rng.uniform(-0.9, 0.9, (3, 3, 1, 1))),)), 15, rng, eps=0.02)
    unused = ticket.channels[1] == UNUSED
    assert unused.any()
    assert not ticket.masks["skip.2.2"][unused].any()
    assert ticket.masks["skip.2.2"][~unused].any()
    check(ticket, rng, 0.02)


@pytest.mark.parametrize("construction", [two_for_one, one_for_one])
def test_out_of_reach(construction):
    target = Network((Layer(np.array([[[[50.0]]]])),))
    said = r"layer 0, input 0, weight 50 is out of reach of \d+ products, from -?[\d.]+ to [\d.]+: no subset within 0.01 on 100 channels"
    with pytest.raises(NetworkTooSmall, match=said + " for output 0; give a greater n or eps"):
        construction(target, 15, np.random.default_rng(0))
    with pytest.raises(NetworkTooSmall, match="layer 0, bias, weight -50 is out of reach"):
        construction(Network((Layer(np.array([[[[0.5]]]]), np.array([-50.0])),)), 15, np.random.default_rng(0))


def test_bad_input():
    rng = np.random.default_rng(0)
    kernel, square = np.full((1, 1, 1, 1), 0.5), Layer(np.full((2, 2, 1, 1), 0.5))
    with pytest.raises(
        ValueError, match=r"skip\.1\.1: two layers for one do not cover skip connections; take the construction one-for-one"
    ):
        two_for_one(Network((square, square), (Skip(1, 1),)), 8, rng)
    with pytest.raises(ValueError, match=r"skip\.0\.1 starts at the input"):
        one_for_one(Network((square, square), (Skip(0, 1),)), 8, rng)
    for construction in (two_for_one, one_for_one):
        with pytest.raises(ValueError, match="n >= 1 is needed, got 0"):
            construction(Network((Layer(kernel),)), 0, rng)
        with pytest.raises(ValueError, match=r"layer 0 of shape \(1, 1\) is no convolution"):
            construction(Network((Layer(kernel[0, 0]),)), 8, rng)
        with pytest.raises(ValueError, match="goes around, which only"):
            construction(Network((Layer(kernel),), periodic=True), 8, rng)
