"""Tickets with biases, strides and skip connections: kept weights, parameters, bounds and evaluation, each by another way."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
from by_torch import applied, outputs
from hypothesis import given, settings
from hypothesis import strategies as st

from simulations.tickets import Layer, Network, Skip, load, one_for_one, two_for_one, verify
from simulations.tickets.checking.max_norm import sup_error
from simulations.tickets.checking.verify import certify

EPS = 0.05
CURVED = ("tanh", "sigmoid")


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


def images_of(rng, inputs, strides):
    """Within [-1, 1] and at its corners."""
    x = rng.uniform(-1, 1, (4, inputs, 5 * strides, 4 * strides + 1))
    x[2:] = np.sign(x[2:])
    return x


def parameters(ticket):
    """What the masked layers do to unit impulses and to nothing: of each target layer A+, A-, (2, channels, in, *kernel), biases.

    Channels that stand for the same input have the impulse together, constants their value.
    """
    target, source = ticket.target, ticket.network
    size = 1e-3 if {layer.activation for layer in source.layers} & set(CURVED) else 1.0
    nothing = source.signals(np.zeros((1, target.weights[0].shape[1], 24, 24)))
    found, at, arriving = [], 0, np.arange(target.weights[0].shape[1])
    for place, (layer, channels) in enumerate(zip(target.layers, ticket.channels, strict=True)):
        count = 2 if place == 0 or len(source.layers) == 2 * len(target.layers) else 1
        own = source.layers[at : at + count]
        part = Network((*own[:-1], replace(own[-1], activation="identity")))
        _, d_in, height, width = layer.weights.shape
        constants = np.zeros(len(arriving))
        for channel in np.flatnonzero(arriving == d_in):
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
            x[0, arriving == j, row, column] = sign * size
            weights[side, :, j, a, b] = (part(x)[0] - without)[:, middle, middle] / (sign * size)
        for (side, sign), j in itertools.product(enumerate((1, -1)), range(d_in)):  # the whole answer, at the border, too
            for row, column in ((5, 6), (0, 0), (11, 11)):
                x, impulse = base.copy(), np.zeros((1, d_in, 12, 12))
                x[0, arriving == j, row, column] = impulse[0, j, row, column] = sign * size
                wanted = applied(weights[side], torch.from_numpy(impulse), layer.stride).numpy()[0]
                assert (part(x)[0] - without) / size == pytest.approx(wanted / size, abs=1e-6 if size < 1 else 1e-10)
        found.append((weights, without[:, 0, 0]))
        at, arriving = at + count, channels
    return found


def skipped(ticket, skip):
    """Of a skip connection with weights: sums over the copies, (channels, in, *kernel)."""
    [own] = [own for own in ticket.network.skips if (own.start - 1, own.end - 1) == (skip.start, skip.end)]
    arriving = ticket.channels[skip.start - 1]
    sums = np.zeros((own.weights.shape[0], *skip.weights.shape[1:]))
    for channel, j in enumerate(arriving):
        if 0 <= j < sums.shape[1]:
            sums[:, j] += own.weights[:, channel]
        else:
            assert not own.weights[:, channel].any()
    return sums


def check(ticket, rng, eps):
    target = ticket.target
    for name, kept in ticket.network.arrays().items():
        mask, weights = ticket.masks[name], ticket.source.arrays()[name]
        assert np.array_equal(kept[mask], weights[mask])  # bit for bit
        assert not kept[~mask].any()
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


def least(products, wanted):
    sums = [sum(s) for size in range(len(products) + 1) for s in itertools.combinations(products, size)]
    return np.abs(np.array(sums) - wanted).min()


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


def test_closest_of_all_subsets_of_copies():
    rng = np.random.default_rng(4)
    skip = Skip(1, 1, rng.uniform(-0.9, 0.9, (2, 2, 1, 1)))
    layers = [Layer(rng.uniform(-0.9, 0.9, (2, 1, 1, 1)), None, "relu"), Layer(rng.uniform(-0.9, 0.9, (2, 2, 2, 1)), rng.uniform(-1, 1, 2))]
    target = Network(tuple(layers), (skip,))
    ticket = one_for_one(target, 7, rng, eps=None)
    weights, errors, arriving = ticket.source.weights[2], ticket.errors[1][0], ticket.channels[0]
    assert ticket.errors[1].shape == (1, 2, 4 + 1 + 4 // 2 * 1)
    origin = np.repeat([0, 1, 2], 7)  # before what nothing uses is named -2
    assert np.all((arriving == origin) | (arriving == -2))
    constants = ticket.network.signals(np.zeros((1, 1, 3, 3)))[2][0, origin == 2, 1, 1]
    values = np.where(arriving[origin == 2] == 2, constants, 0.0)
    for i in range(2):
        for j, tap in itertools.product(range(2), range(2)):
            copies = weights[i, origin == j, tap, 0]
            assert errors[i, 2 * j + tap] == pytest.approx(least(copies, layers[1].weights[i, j, tap, 0]), abs=1e-12)
        bias = least(weights[i, origin == 2, 0, 0] * values, layers[1].bias[i])
        assert errors[i, 4] == pytest.approx(bias, abs=1e-12)
        for j in range(2):
            copies = ticket.source.skips[0].weights[i, origin == j, 0, 0]
            assert errors[i, 5 + j] == pytest.approx(least(copies, skip.weights[i, j, 0, 0]), abs=1e-12)


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


def test_failed_copies_are_tried_again():
    rng = np.random.default_rng(1)
    layers = [Layer(rng.uniform(-0.5, 0.5, (2, into, 1, 2)), None, "relu") for into in (1, 2, 2)]
    target = Network(tuple(layers), (Skip(1, 1),))
    ticket = one_for_one(target, 9, rng, eps=0.02)
    assert all((channels == -1).any() for channels in ticket.channels[:2])
    assert len(ticket.channels[0]) > 18
    assert len(ticket.channels[1]) == len(ticket.channels[0])  # the identity's: there is no further row
    check(ticket, rng, 0.02)


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


def test_several_skip_connections():
    """Identities that end together join copies in one order, or it is said that they do not."""
    rng = np.random.default_rng(0)
    layers = tuple(Layer(rng.uniform(-0.5, 0.5, (2, 2, 1, 1)), rng.uniform(-0.5, 0.5, 2), "sigmoid") for _ in range(4))
    target = Network(layers, (Skip(1, 2), Skip(2, 2), Skip(3, 3), Skip(1, 3, rng.uniform(-0.5, 0.5, (2, 2, 3, 1)))))
    check(one_for_one(target, 16, rng, eps=0.1), rng, 0.1)
    with pytest.raises(ValueError, match=r"layer 2: the identities that end there start from copies in another order; give a greater n"):
        one_for_one(target, 9, rng, eps=0.02)


@pytest.mark.parametrize("construction", [two_for_one, one_for_one])
def test_out_of_reach(construction):
    target = Network((Layer(np.array([[[[50.0]]]])),))
    said = r"layer 0, input 0, weight 50 is out of reach of \d+ products, from -?[\d.]+ to [\d.]+: no subset within 0.01 on 100 channels"
    with pytest.raises(ValueError, match=said + " for output 0; give a greater n or eps"):
        construction(target, 15, np.random.default_rng(0))
    with pytest.raises(ValueError, match="layer 0, bias, weight -50 is out of reach"):
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


@pytest.fixture(scope="module")
def tickets():
    """Of each construction: two layers, stride 2, biases, sigmoid or relu; three layers with skip connections."""
    rng = np.random.default_rng(0)

    def layer(out, into, size, activation, stride=1):
        return Layer(rng.uniform(-0.5, 0.5, (out, into, *size)), rng.uniform(-0.5, 0.5, out), activation, stride)

    found = {}
    for activation in ("relu", "sigmoid"):
        target = Network((layer(2, 2, (3, 2), activation), layer(2, 2, (3, 3), activation, 2)))
        found["two", activation] = two_for_one(target, 16, rng, eps=0.1)
    skips = (Skip(1, 1), Skip(1, 2, rng.uniform(-0.5, 0.5, (2, 2, 1, 1)), 2))
    target = Network((layer(2, 2, (3, 2), "relu"), layer(2, 2, (3, 3), "relu"), layer(2, 2, (3, 3), "relu", 2)), skips)
    found["one", "relu"] = one_for_one(target, 14, rng, eps=0.1)
    return found


@pytest.mark.parametrize("which", [("two", "relu"), ("two", "sigmoid"), ("one", "relu")])
def test_saved_and_loaded(tickets, which, tmp_path):
    ticket = tickets[which]
    ticket.save(tmp_path / "ticket.npz")
    again = load(tmp_path / "ticket.npz")
    x = images_of(np.random.default_rng(0), 2, 2)
    assert np.array_equal(again(x), ticket(x))
    assert np.array_equal(again.target(x), ticket.target(x))
    assert certify(again) == certify(ticket)
    assert again.kept == ticket.kept
    assert [(s.name, s.stride, s.weights is None) for s in again.source.skips] == [
        (s.name, s.stride, s.weights is None) for s in ticket.source.skips
    ]


def tampered(ticket, change):
    """`change` takes masks and channels to change in place, or gives other fields."""
    masks, channels = {name: mask.copy() for name, mask in ticket.masks.items()}, [c.copy() for c in ticket.channels]
    fields = change(ticket, masks, channels) or {}
    return replace(ticket, **{"masks": masks, "channels": tuple(channels), **fields})


def other_layer(network, place, **fields):
    layers = list(network.layers)
    layers[place] = replace(layers[place], **fields)
    return replace(network, layers=tuple(layers))


def second_weight(ticket, masks, channels):
    masks["0.weight"][np.flatnonzero(masks["0.weight"].any(axis=(1, 2, 3)))[0]] = True


def weight_of_bias(ticket, masks, channels):
    masks["0.weight"][np.flatnonzero(masks["0.bias"])[0], 0] = True


def bias_beside_middle(ticket, masks, channels):
    masks["1.weight"][np.flatnonzero(channels[0] >= 0)[0], np.flatnonzero(masks["0.bias"])[0], 0, 0] = True


def constants_of(channels, place):
    return np.flatnonzero(channels[place] == 2)


def inner_bias_beside_middle(ticket, masks, channels):
    """Of the second pair, whose first layer has stride 2: at the border this tap sees zeros in place of the constant."""
    [constant] = constants_of(channels, 0)
    neuron = np.flatnonzero(masks["2.weight"][:, constant, 1, 1])[0]
    masks["2.weight"][neuron] = False
    masks["2.weight"][neuron, constant, 0, 0] = True


def part_before_the_middle(ticket, masks, channels):
    neuron, channel, row, column = np.argwhere(
        masks["2.weight"] & (np.arange(len(channels[0])) != constants_of(channels, 0)[0])[:, None, None]
    )[0]
    masks["2.weight"][neuron, channel, row, column] = False
    masks["2.weight"][neuron, channel, 0, 0] = True


def copies_bias_beside_middle(ticket, masks, channels):
    masks["2.weight"][np.flatnonzero(channels[1] == 0)[0], constants_of(channels, 0)[0], 0, 0] = True


def constant_that_depends(ticket, masks, channels):
    live = np.flatnonzero(masks["0.weight"].any(axis=(1, 2, 3)))[0]
    masks["1.weight"][constants_of(channels, 0)[0], live, 1, 0] = True


def constant_of_copies_that_cancel(ticket, masks, channels):
    """Two copies with the very same weight but for its sign: sums over copies do not show it."""
    weights = ticket.source.weights[2].copy()
    row, [first, second] = constants_of(channels, 1)[0], np.flatnonzero(channels[0] == 0)[:2]
    weights[row, second] = -weights[row, first]
    masks["2.weight"][row, [first, second]] = True
    return {"source": other_layer(ticket.source, 2, weights=weights)}


def constant_by_a_skip(ticket, masks, channels):
    masks["skip.2.3"][:, constants_of(channels, 0)[0]] = True


def dead_neuron(ticket, masks, channels):
    """Of a pair neither keeps its weight, and one passes sigmoid(0) on."""
    pair = np.flatnonzero(masks["0.weight"].any(axis=(1, 2, 3)))[0] // 2 * 2
    masks["0.weight"][[pair, pair + 1]] = False
    masks["1.weight"][:, pair + 1] = False


def half_a_pair(ticket, masks, channels):
    masks["1.weight"][:, 2 * (np.flatnonzero(masks["0.weight"].any(axis=(1, 2, 3)))[0] // 2)] = False


def nothing_known(ticket, masks, channels):
    channels[0][np.flatnonzero(channels[0] == 0)[0]] = 7


def no_numbers(ticket, masks, channels):
    channels[0] = channels[0].astype(float)


def not_all_outputs(ticket, masks, channels):
    channels[-1][:] = 0


def unused_is_used(ticket, masks, channels):
    channels[0][np.flatnonzero(channels[0] == 0)[0]] = -2


def source_bias(ticket, masks, channels):
    masks["1.bias"] = np.ones(len(channels[0]), bool)
    return {"source": other_layer(ticket.source, 1, bias=np.ones(len(channels[0])))}


def last_bias(ticket, masks, channels):
    masks["3.bias"] = np.ones(len(channels[-1]), bool)
    return {"source": other_layer(ticket.source, 3, bias=np.ones(len(masks["3.bias"])))}


def strides_exchanged(ticket, masks, channels):
    return {"target": other_layer(other_layer(ticket.target, 0, stride=2), 1, stride=1)}


def strides_of_copies(ticket, masks, channels):
    layers = list(ticket.source.layers)
    layers[2], layers[3] = replace(layers[2], stride=2), replace(layers[3], stride=1)
    plain = {"skips": ()}
    target = replace(ticket.target, **plain)
    del masks["skip.2.3"]
    return {"target": target, "source": replace(ticket.source, layers=tuple(layers), **plain)}


def smaller_kernels(ticket, masks, channels):
    """Kernels 1 x 1 in the source's last layer, of which numpy would make all places of the target's."""
    weights = ticket.source.weights[3][:, :, 1:2, 1:2]
    masks["3.weight"] = masks["3.weight"][:, :, 1:2, 1:2]
    return {"source": other_layer(ticket.source, 3, weights=weights)}


def smaller_skip(ticket, masks, channels):
    """As `smaller_kernels`: the target has more places."""
    first, second = ticket.target.skips
    return {"target": replace(ticket.target, skips=(first, replace(second, weights=np.tile(second.weights, (1, 1, 3, 3)))))}


def no_skip(ticket, masks, channels):
    return {"source": replace(ticket.source, skips=ticket.source.skips[1:])}


def identity_for_weights(ticket, masks, channels):
    first, second = ticket.target.skips
    return {"target": replace(ticket.target, skips=(replace(first, weights=np.eye(2)[:, :, None, None]), second))}


def weights_for_identity(ticket, masks, channels):
    first, second = ticket.source.skips
    width = len(channels[0])
    masks["skip.2.2"] = np.ones((width, width, 1, 1), bool)
    return {"source": replace(ticket.source, skips=(replace(first, weights=np.eye(width)[:, :, None, None]), second))}


def joined_with_another(ticket, masks, channels):
    swap = {0: 1, 1: 0}
    channels[1] = np.array([swap.get(c, c) for c in channels[1]])


def goes_around(ticket, masks, channels):
    return {"source": replace(ticket.source, periodic=True)}


def both_go_around(ticket, masks, channels):
    return {"source": replace(ticket.source, periodic=True), "target": replace(ticket.target, periodic=True)}


def other_activation(ticket, masks, channels):
    return {"target": other_layer(ticket.target, 1, activation="tanh")}


def no_mask(ticket, masks, channels):
    del masks["0.bias"]


def mask_of_numbers(ticket, masks, channels):
    masks["1.weight"] = masks["1.weight"].astype(float)


def cut_mask(ticket, masks, channels):
    masks["1.weight"] = masks["1.weight"][:-1]


def fewer_channels(ticket, masks, channels):
    channels.pop()


def short_channels(ticket, masks, channels):
    channels[-1] = channels[-1][:1]


def fewer_layers(ticket, masks, channels):
    channels.pop()
    return {"target": replace(ticket.target, layers=ticket.target.layers[:1], skips=())}


TWO, PAIRS, ONE = ("two", "relu"), ("two", "sigmoid"), ("one", "relu")


@pytest.mark.parametrize(
    ("which", "change", "message"),
    [
        (TWO, second_weight, "source layers 0 and 1: a hidden neuron keeps more than one weight"),
        (TWO, weight_of_bias, "source layers 0 and 1: a hidden neuron keeps more than one weight"),
        (TWO, bias_beside_middle, "source layers 0 and 1: a bias is taken beside the kernel's middle"),
        (TWO, inner_bias_beside_middle, "source layers 2 and 3: a constant is taken beside the kernel's middle"),
        (TWO, part_before_the_middle, "source layers 2 and 3: a hidden neuron keeps a tap that passes no part"),
        (TWO, constant_that_depends, "source layers 0 and 1: a constant depends on inputs"),
        (TWO, nothing_known, "channels of target layer 0 are numbers from -2 to 2"),
        (TWO, no_numbers, "channels of target layer 0 are numbers"),
        (TWO, not_all_outputs, "source layers 2 and 3: its channels are not said to be all outputs of target layer 1"),
        (TWO, unused_is_used, "source layers 2 and 3: a hidden neuron keeps a weight from a channel that stands for nothing"),
        (TWO, source_bias, "source layers 0 and 1: .* no bias"),
        (TWO, last_bias, "source layers 2 and 3: .* no bias"),
        (TWO, strides_exchanged, "source layers 0 and 1: stride 1, of target layer 0 2"),
        (TWO, smaller_kernels, r"source layers 2 and 3: .* kernels \(1, 1\)"),
        (TWO, goes_around, "zeros"),
        (TWO, both_go_around, "zeros"),
        (TWO, other_activation, "source layers 2 and 3: its channels"),
        (TWO, no_mask, "there are masks of 0.weight, 1.weight"),
        (TWO, mask_of_numbers, r"source's 1\.weight: the mask"),
        (TWO, cut_mask, r"source's 1\.weight: the mask of shape"),
        (TWO, fewer_channels, "2 target layers, 1 are said to be in the source"),
        (TWO, short_channels, "source layers 2 and 3: its channels"),
        (TWO, fewer_layers, "1 target layers and 4 source layers do not belong together"),
        (PAIRS, dead_neuron, "source layers 0 and 1: the activation's value at 0 does not cancel"),
        (PAIRS, half_a_pair, "source layers 0 and 1: the activation's value at 0 does not cancel"),
        (ONE, second_weight, "source layers 0 and 1: a hidden neuron keeps more than one weight"),
        (ONE, copies_bias_beside_middle, "source layer 2: .* biases beside the kernel's middle"),
        (ONE, constant_of_copies_that_cancel, "source layer 2: a constant depends on inputs"),
        (ONE, constant_by_a_skip, r"skip\.2\.3: a constant is passed"),
        (ONE, nothing_known, "channels of target layer 0 are numbers from -2 to 2"),
        (ONE, unused_is_used, "channels that stand for nothing|of different inputs"),
        (ONE, source_bias, "source layers 0 and 1: .* no bias"),
        (ONE, last_bias, "source layer 3: .* bias of its own"),
        (ONE, strides_of_copies, "source layer 2: stride 2, of target layer 1 1"),
        (ONE, smaller_kernels, r"source layer 3: kernels \(1, 1\) are not the target's, \(3, 3\)"),
        (ONE, smaller_skip, r"skip\.2\.3: kernels \(1, 1\) are not the target's, \(3, 3\)"),
        (ONE, no_skip, "the source's skip connections are not the target's"),
        (ONE, identity_for_weights, r"skip\.2\.2: the source has the identity, the target weights"),
        (ONE, weights_for_identity, r"skip\.2\.2: channels of different inputs are joined"),
        (ONE, joined_with_another, r"skip\.2\.2: channels of different inputs are joined"),
        (ONE, goes_around, "zeros"),
    ],
)
def test_what_is_no_ticket(tickets, which, change, message):
    with pytest.raises(ValueError, match=message):
        verify(tampered(tickets[which], change))


@pytest.mark.parametrize("which", [TWO, PAIRS, ONE])
def test_channels_relabelled_are_wrong_by_much(tickets, which):
    """Two outputs of the last layer exchanged is a ticket with errors like the weights themselves; nothing is hidden."""

    def swap(ticket, masks, channels):
        channels[-1] = np.array([{0: 1, 1: 0}.get(c, c) for c in channels[-1]])

    ticket = tampered(tickets[which], swap)
    weight_error, certified = certify(ticket)
    assert certify(tickets[which])[0] <= 0.1 * (1 + 1e-9) < 0.2 < weight_error
    x = images_of(np.random.default_rng(0), 2, 2)
    assert np.abs(ticket(x) - ticket.target(x)).max() <= certified
