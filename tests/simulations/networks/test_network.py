"""Networks and their gradients against torch."""

import itertools

import numpy as np
import pytest
import torch
from by_torch import FUNCTIONS, outputs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulations.networks import Layer, Network, Skip, chain


@st.composite
def networks(draw, dense=False):
    """And inputs: 1 to 3 layers; skip connections wherever they fit, as the identity where it does."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth = draw(st.integers(1, 3))
    channels = draw(st.lists(st.integers(1, 3), min_size=depth + 1, max_size=depth + 1))
    sizes = st.just(()) if dense else st.tuples(st.integers(1, 4), st.integers(1, 4))
    layers = []
    for into, out in itertools.pairwise(channels):
        bias = rng.standard_normal(out) if draw(st.booleans()) else None
        stride = 1 if dense else draw(st.integers(1, 3))
        layers.append(Layer(rng.standard_normal((out, into, *draw(sizes))), bias, draw(st.sampled_from(sorted(FUNCTIONS))), stride))
    skips = []
    for start in range(depth):
        for end in range(start, depth):
            stride = int(np.prod([layer.stride for layer in layers[start : end + 1]]))
            fits = channels[start] == channels[end + 1] and stride == 1
            kind = draw(st.sampled_from(["none", "weights", "identity"]))
            if kind == "weights":
                skips.append(Skip(start, end, rng.standard_normal((channels[end + 1], channels[start], *draw(sizes))), stride))
            elif kind == "identity" and fits:
                skips.append(Skip(start, end))
    image = () if dense else (draw(st.integers(4, 9)), draw(st.integers(4, 9)))
    network = Network(tuple(layers), tuple(skips), periodic=not dense and draw(st.booleans()))
    return network, rng.standard_normal((3, channels[0], *image)), rng


def agree(network, x, rng):
    ours = torch.from_numpy(x).requires_grad_()
    wanted = outputs(network, ours)
    assert network(x) == pytest.approx(wanted.detach().numpy(), rel=1e-11, abs=1e-12)
    outer = rng.standard_normal(tuple(wanted.shape))
    (wanted * torch.from_numpy(outer)).sum().backward()
    np.testing.assert_allclose(network.input_gradient(network.signals(x), outer), ours.grad.numpy(), rtol=1e-9, atol=1e-9)


def too_small(network, x):
    """Torch's circular margins are at most the image's size."""
    sides = list(x.shape[2:])
    signals = network.signals(x)
    return network.periodic and any(
        max(k) // 2 > min(signals[start].shape[2:])
        for start, k in [(place, layer.weights.shape[2:]) for place, layer in enumerate(network.layers)]
        + [(skip.start, skip.weights.shape[2:]) for skip in network.skips if skip.weights is not None]
        if sides
    )


@settings(max_examples=60, derandomize=True, deadline=None)
@given(networks())
def test_convolutions(drawn):
    network, x, rng = drawn
    assume(not too_small(network, x))
    agree(network, x, rng)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(networks(dense=True))
def test_dense(drawn):
    agree(*drawn)


def test_many_inputs_in_parts(monkeypatch):
    rng = np.random.default_rng(0)
    network = chain([rng.standard_normal((3, 2, 2, 3)), rng.standard_normal((1, 3, 3, 2))])
    x = rng.standard_normal((7, 2, 6, 5))
    whole = network(x)
    monkeypatch.setattr("simulations.networks.network.AT_ONCE", 2 * 30 * 6 * 3)
    assert np.array_equal(network(x), whole)
    assert network(x[:0]).shape == (0, 1, 6, 5)


def test_a_kernel_wider_than_a_torus_goes_around_it():
    kernel = np.arange(1.0, 6.0).reshape(1, 1, 1, 5)
    x = np.array([[[[1.0, 10.0]]]])
    assert np.array_equal(chain([kernel], periodic=True)(x), [[[[9 + 60, 90 + 6]]]])


def test_parameters_are_counted_and_replaced():
    network = Network(
        (Layer(np.eye(2)[:, :, None, None], np.array([0.0, 1.0]), "tanh"), Layer(np.ones((2, 2, 1, 1)))),
        (Skip(0, 1, np.zeros((2, 2, 1, 1))), Skip(1, 1)),
    )
    assert list(network.arrays()) == ["0.weight", "0.bias", "1.weight", "skip.0.1"]
    assert (network.parameters, network.nonzero) == (14, 7)
    doubled = network.replaced({name: 2 * array for name, array in network.arrays().items()})
    assert [(layer.activation, layer.stride) for layer in doubled.layers] == [("tanh", 1), ("identity", 1)]
    assert doubled.layers[0].bias[1] == 2
    assert doubled.skips[1].weights is None


W, K = np.ones((2, 2)), np.ones((2, 2, 3, 3))


@pytest.mark.parametrize(
    ("layers", "skips", "message"),
    [
        ([], [], "at least one; got shapes"),
        ([Layer(W), Layer(K)], [], r"or all \(out, in, height, width\)"),
        ([Layer(np.ones(3))], [], "got shapes"),
        ([Layer(np.ones((2, 0)))], [], "got shapes"),
        ([Layer(np.ones((3, 2))), Layer(W)], [], "layer 0 gives 3 outputs, layer 1 takes 2"),
        ([Layer(W), Layer(W, np.ones(3))], [], r"layer 1 has 2 outputs and a bias of shape \(3,\)"),
        ([Layer(W, None, "magic")], [], "layer 0: activation 'magic' is not known; it is one of relu"),
        ([Layer(K, None, "relu", 0)], [], "layer 0: stride 0"),
        ([Layer(W, None, "relu", 2)], [], "layer 0: stride 2; .* 1 for a dense layer"),
        ([Layer(K), Layer(K)], [Skip(1, 2)], "skip.1.2: layers are numbered 0 to 1"),
        ([Layer(K), Layer(K)], [Skip(1, 0)], "skip.1.0: .* start with the earlier"),
        (
            [Layer(K), Layer(K, None, "relu", 2)],
            [Skip(0, 1)],
            "skip.0.1 is the identity between 2 and 2 channels, strides 2; give it weights",
        ),
        ([Layer(np.ones((3, 2, 1, 1)))], [Skip(0, 0)], "skip.0.0 is the identity between 2 and 3 channels"),
        ([Layer(K, None, "relu", 2)], [Skip(0, 0, K)], "skip.0.0 of shape .* and stride 1 does not map 2 to 2 channels at strides of 2"),
        ([Layer(K)], [Skip(0, 0, K[:1])], "does not map 2 to 2 channels"),
        ([Layer(K)], [Skip(0, 0, W)], "skip.0.0 of shape"),
        ([Layer(K)], [Skip(0, 0), Skip(0, 0)], "the same layers twice"),
    ],
)
def test_shapes_that_do_not_fit(layers, skips, message):
    with pytest.raises(ValueError, match=message):
        Network(tuple(layers), tuple(skips))
