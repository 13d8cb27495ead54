"""Equivariant tickets: kept weights, coefficients and bounds by another way, and equivariance itself, exactly."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch
from by_torch import outputs
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tickets import check_kept, least, random_kernels

from simulations.tickets import chain, convolution, equivariant, load, verify
from simulations.tickets.checking.max_norm import sup_error
from simulations.tickets.checking.verify import certify
from simulations.tickets.pruning.subsets import TooFewNeurons

SIZES = st.sampled_from([(1, 1), (1, 4), (1, 5), (2, 3), (3, 3)])


def random_target(rng, channels, size):
    return random_kernels(rng, channels, [size] * (len(channels) - 1), periodic=True)


def circulant(weights, height, width):
    """The whole matrix of a layer, entry by entry: from every place of every channel to every other."""
    out, into, rows, columns = weights.shape
    matrix = np.zeros((out, height, width, into, height, width))
    for o, y, x, i, a, b in np.ndindex(out, height, width, into, rows, columns):
        matrix[o, y, x, i, (y + a - (rows - 1) // 2) % height, (x + b - (columns - 1) // 2) % width] += weights[o, i, a, b]
    return matrix.reshape(out * height * width, into * height * width)


def translation(channels, height, width, down, right):
    """A permutation matrix."""
    matrix = np.zeros((channels, height, width, channels, height, width))
    for c, y, x in np.ndindex(channels, height, width):
        matrix[c, (y + down) % height, (x + right) % width, c, y, x] = 1
    return matrix.reshape(channels * height * width, -1)


@settings(max_examples=10, derandomize=True, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    channels=st.lists(st.integers(1, 2), min_size=2, max_size=3),
    size=SIZES,
    share=st.sampled_from([None, 0.25]),
)
def test_invariants(seed, channels, size, share):
    rng = np.random.default_rng(seed)
    target = random_target(rng, channels, size)
    ticket = equivariant(target, 10 if share is None else 24, rng, share=share)
    check_kept(ticket)
    height, width = (1, 5) if size[0] == 1 else (3, 4)
    x = rng.uniform(-1, 1, (3, channels[0], height, width))
    with torch.no_grad():
        assert ticket(x) == pytest.approx(outputs(ticket.network, torch.from_numpy(x)).numpy(), rel=1e-12, abs=1e-12)
        assert target(x) == pytest.approx(outputs(target, torch.from_numpy(x)).numpy(), rel=1e-12, abs=1e-12)
    signal = x.reshape(3, -1).T
    for layer, weights in zip(ticket.source.layers, ticket.network.weights, strict=True):
        signal = circulant(weights, height, width) @ signal
        signal = np.maximum(signal, 0) if layer.activation == "relu" else signal
    assert pytest.approx(signal, rel=1e-12, abs=1e-12) == ticket(x).reshape(3, -1).T
    weight_error, certified = certify(ticket)
    assert weight_error == max(e.max() for e in ticket.errors)
    corners = np.sign(x)
    assert max(np.abs(ticket(y) - target(y)).max() for y in (x, corners)) <= certified
    assert sup_error(ticket, rng, starts=4, steps=6) <= certified


@pytest.mark.parametrize(("size", "torus"), [((1, 4), (1, 4)), ((1, 5), (1, 7)), ((3, 3), (3, 4)), ((2, 3), (3, 3))])
def test_masked_layers_commute_with_translations(size, torus):
    """Exactly: all of a coefficient's entries are kept, or none; masking single entries of a circulant matrix breaks it."""
    rng = np.random.default_rng(0)
    ticket = equivariant(random_target(rng, (2, 1), size), 8, rng)
    for weights in ticket.network.weights:
        matrix = circulant(weights, *torus)
        out, into = weights.shape[:2]
        for shift in itertools.product(*map(range, torus)):
            assert np.array_equal(translation(out, *torus, *shift) @ matrix, matrix @ translation(into, *torus, *shift))
    matrix[np.unravel_index(np.abs(matrix).argmax(), matrix.shape)] = 0
    assert not np.array_equal(translation(out, *torus, 0, 1) @ matrix, matrix @ translation(into, *torus, 0, 1))
    x = rng.uniform(-1, 1, (2, 2, *torus))
    for shift in itertools.product(*map(range, torus)):
        assert ticket(np.roll(x, shift, (2, 3))) == pytest.approx(np.roll(ticket(x), shift, (2, 3)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("share", [0.5, 0.25])
def test_subsets_have_their_size(share):
    rng = np.random.default_rng(1)
    n, target = 24, random_target(rng, (2, 2), (2, 2))
    ticket = equivariant(target, n, rng, share=share)
    inner, kept = ticket.source.weights[0], ticket.masks["1.weight"]
    for j in range(2):
        mine = np.arange(2 * n * j, 2 * n * (j + 1))
        u = inner[mine, j, 0, 0]  # the middle of an even kernel is before the half
        for side in (mine[u > 0], mine[u < 0]):
            assert np.all(kept[:, side].sum(axis=1) == int(share * n))
    certify(ticket)


@pytest.mark.parametrize("size", [(1, 1), (1, 3), (2, 2)])
def test_errors_are_the_least(size):
    """All subsets of the products of each input and sign, coefficient by coefficient; 1 x 1 is the dense construction."""
    rng = np.random.default_rng(2)
    n, target = 4, random_target(rng, (2, 2), size)
    ticket = equivariant(target, n, rng)
    inner, outer = ticket.source.weights
    for i, j, a, b in np.ndindex(2, 2, *size):
        mine = slice(2 * n * j, 2 * n * (j + 1))
        u = inner[mine, j, (size[0] - 1) // 2, (size[1] - 1) // 2]
        products = u * outer[i, mine, a, b]
        for side, chosen in enumerate((products[u > 0], products[u < 0])):
            found = ticket.errors[0][side, i, np.ravel_multi_index((j, a, b), (2, *size))]
            assert found == pytest.approx(least(chosen, target.weights[0][i, j, a, b]), abs=1e-13)


def test_one_layer_is_known_exactly():
    """Of one output on a torus of the kernel's size; an image has its own sign at each place."""
    rng = np.random.default_rng(3)
    for _ in range(3):
        ticket = equivariant(random_target(rng, (2, 1), (3, 3)), 8, rng)
        _, certified = certify(ticket)
        assert certified == pytest.approx(ticket.errors[0].max(axis=0).sum(), rel=1e-8)
        x = np.sign(rng.standard_normal((500, 2, 3, 3)))
        assert certified / 4 < np.abs(ticket(x) - ticket.target(x)).max() <= certified


def test_saved_and_tampered(tmp_path):
    rng = np.random.default_rng(4)
    ticket = equivariant(random_target(rng, (1, 2, 1), (1, 4)), 10, rng)
    ticket.save(tmp_path / "ticket.npz")
    again = load(tmp_path / "ticket.npz")
    x = rng.uniform(-1, 1, (2, 1, 1, 6))
    assert again.source.periodic
    assert again.target.periodic
    assert np.array_equal(again(x), ticket(x))
    assert verify(again) == verify(ticket)
    shifted = {name: mask.copy() for name, mask in ticket.masks.items()}
    shifted["0.weight"] = np.roll(shifted["0.weight"], 1, axis=3)
    with pytest.raises(ValueError, match="source layers 0 and 1: a hidden neuron keeps a tap that passes no part"):
        verify(replace(ticket, masks=shifted))
    more = {**ticket.masks, "0.weight": np.ones_like(ticket.masks["0.weight"])}
    with pytest.raises(ValueError, match="keeps more than one weight"):
        verify(replace(ticket, masks=more))
    with pytest.raises(ValueError, match="does not go around"):
        verify(replace(ticket, source=replace(ticket.source, periodic=False)))
    with pytest.raises(ValueError, match="one of source and target goes around"):
        verify(replace(ticket, target=replace(ticket.target, periodic=False)))
    with pytest.raises(ValueError, match="channels are not the outputs of target layer 0 in their order"):
        verify(replace(ticket, channels=(ticket.channels[0][::-1], ticket.channels[1])))


def test_images_in_0_1_on_a_torus():
    """The construction for convolutions serves there, too."""
    rng = np.random.default_rng(5)
    ticket = convolution(random_target(rng, (1, 2, 1), (3, 2)), 10, rng)
    verdict = verify(ticket)
    x = rng.uniform(0, 1, (3, 1, 4, 5))
    assert max(verdict.found, np.abs(ticket(x) - ticket.target(x)).max()) <= verdict.certified
    assert ticket(np.roll(x, (1, 2), (2, 3))) == pytest.approx(np.roll(ticket(x), (1, 2), (2, 3)), rel=1e-12)


def test_no_width_of_a_theorem_that_does_not_apply(command):
    """Two spaces to one: natale2024 Theorem 4 has as many in each layer. A width that is given is taken."""
    np.savez(command.folder / "target.npz", np.full((1, 2, 1, 2), 0.2))
    options = ("simulations.tickets", "--construction", "equivariant", "--target", "target.npz", "--eps", 0.3)
    done = command(*options)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "--n: the theorem of 'equivariant' does not apply here (fails all layers have n feature spaces); give one" in line
    assert command(*options, "--n", 20).returncode == 0


def test_bad_input():
    rng = np.random.default_rng(0)
    for target in (chain([np.ones((2, 2, 1, 3))]), chain([np.ones((2, 2))], periodic=True)):
        with pytest.raises(ValueError, match=r"layers \(out, in, height, width\) of coefficients and goes around"):
            equivariant(target, 8, rng)
    with pytest.raises(ValueError, match="n >= 1"):
        equivariant(random_target(rng, (1, 1), (1, 3)), 0, rng)
    with pytest.raises(TooFewNeurons, match=r"layer 0, input 0: \d+ neurons of a sign are too few for \d+"):
        equivariant(random_target(rng, (1, 1), (1, 3)), 9, rng, share=1.0)
