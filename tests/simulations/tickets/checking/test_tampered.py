"""Tickets that were tampered with are none, or worse by what was done; saved ones are the same."""

import json
from dataclasses import replace

import numpy as np
import pytest
from reference_tickets import images_of, other_layer, tampered

from rss_theory.command_line.arguments import InvalidInput
from simulations.tickets import Layer, Network, Skip, load, one_for_one, two_for_one, verify
from simulations.tickets.channels import UNUSED
from simulations.tickets.checking.verify import certify


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


def tap_outside(ticket, masks, channels):
    """Of a neuron that passes every second row, from the one after the middle: two rows on, it is beyond the target's kernel."""
    neuron = np.flatnonzero(masks["2.weight"][:, :, 2].any(axis=(1, 2)))[0]
    masks["3.weight"][np.flatnonzero(channels[1] == 0)[0], neuron, 2, 1] = True


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


def uneven_pair(ticket, masks, channels):
    """One weight of a pair a little greater than the other."""
    weights = ticket.source.weights[1].copy()
    place = tuple(np.argwhere(masks["1.weight"])[0])
    weights[place] *= 1 + 1e-9
    return {"source": other_layer(ticket.source, 1, weights=weights)}


def nothing_known(ticket, masks, channels):
    channels[0][np.flatnonzero(channels[0] == 0)[0]] = 7


def no_numbers(ticket, masks, channels):
    channels[0] = channels[0].astype(float)


def not_all_outputs(ticket, masks, channels):
    channels[-1][:] = 0


def one_output_twice(ticket, masks, channels):
    channels[0][channels[0] == 1] = 0


def unused_is_used(ticket, masks, channels):
    channels[0][np.flatnonzero(channels[0] == 0)[0]] = UNUSED


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
        (TWO, tap_outside, "source layers 2 and 3: a weight is kept that falls outside the target's kernel"),
        (TWO, constant_that_depends, "source layers 0 and 1: a constant depends on inputs"),
        (TWO, nothing_known, "channels of target layer 0 are numbers from -2 to 2"),
        (TWO, no_numbers, "channels of target layer 0 are numbers"),
        (TWO, not_all_outputs, "source layers 2 and 3: its channels are not said to be all outputs of target layer 1"),
        (TWO, one_output_twice, "source layers 2 and 3: several channels stand for one input"),
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
        (PAIRS, uneven_pair, "source layers 0 and 1: the activation's value at 0 does not cancel"),
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


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda structure: structure["layers"][0].update(stride=1.5), "'stride' is 1.5"),
        (lambda structure: structure["layers"][0].update(stride=True), "'stride' is True"),
        (lambda structure: structure["layers"][0].update(activation=[]), r"'activation' is \[\]"),
        (lambda structure: structure["layers"][0].pop("stride"), "it has no 'stride'"),
        (lambda structure: structure["layers"].append(None), "it has no 'target/2.weight'"),
        (lambda structure: structure["skips"].append({"start": 0.0, "end": 0, "stride": 1}), "'start' is 0.0"),
        (lambda structure: structure.update(periodic="no"), "'periodic' is 'no'"),
        (lambda structure: structure.update(layers=3), "not iterable"),
    ],
)
def test_what_a_file_says_of_its_networks_is_checked(tickets, change, says, tmp_path):
    tickets[TWO].save(tmp_path / "ticket.npz")
    arrays = dict(np.load(tmp_path / "ticket.npz"))
    structure = json.loads(str(arrays["target"]))
    change(structure)
    np.savez(tmp_path / "ticket.npz", **arrays | {"target": np.array(json.dumps(structure))})
    with pytest.raises(InvalidInput, match=f"verify: .* is no saved ticket .*{says}"):
        load(tmp_path / "ticket.npz")


@pytest.mark.parametrize(
    ("name", "array", "says"),
    [
        ("target", np.array("[" * 3000), "no saved ticket"),
        ("target", np.array("{"), "no saved ticket"),
        ("source/0.weight", np.array("text"), "0.weight holds values that are not finite numbers"),
        ("target/0.bias", np.full(2, np.nan), "0.bias holds values that are not finite numbers"),
        ("target/1.weight", np.ones((2, 7, 3, 3)), "layer 0 gives 2 outputs, layer 1 takes 7"),
    ],
)
def test_arrays_of_a_saved_ticket_are_checked(tickets, name, array, says, tmp_path):
    tickets[TWO].save(tmp_path / "ticket.npz")
    np.savez(tmp_path / "ticket.npz", **dict(np.load(tmp_path / "ticket.npz")) | {name: array})
    with pytest.raises(InvalidInput, match=says):
        load(tmp_path / "ticket.npz")
