"""Tickets of whole filters: the identity they rest on, what is kept, errors against all subsets, and what is refused."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from brute_force import all_sums
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_tickets import by_scipy, check_kept, convolved, other_layer

from rss_theory.laws import Uniform
from simulations.networks.files import read_target
from simulations.tickets import Layer, Network, chain, load, structured, verify
from simulations.tickets.arguments import checked_law_of
from simulations.tickets.checking.verify import certify
from simulations.tickets.constructions.dense import DENSE
from simulations.tickets.constructions.structured import STRUCTURED
from simulations.tickets.success import Success

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 3)


def random_target(rng, channels, kernels):
    layers = [rng.uniform(-1, 1, (out, into, *kernel)) for (into, out), kernel in zip(itertools.pairwise(channels), kernels, strict=True)]
    return chain([w / np.abs(w).sum() for w in layers])


def positive(x):
    return np.maximum(x, 0)


def negative(x):
    return np.maximum(-x, 0)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(seed=SEEDS, n=SIZES, into=SIZES, side=st.integers(1, 5), pruned=st.booleans())
def test_lemma_11(seed, n, into, side, pruned):
    """phi((V.S) * X) = (V.S)+ * X+ + (V.S)- * X-, for V of any signs, and with channels removed."""
    rng = np.random.default_rng(seed)
    mask = np.repeat(np.eye(into), 2 * n, axis=0)[:, :, None, None]
    if pruned:
        mask = mask * rng.integers(0, 2, (2 * n * into, 1, 1, 1))
    v, image = rng.standard_normal((2 * n * into, into, 1, 1)) * mask, rng.uniform(-1, 1, (into, side, side))
    split = convolved(positive(v), positive(image)) + convolved(negative(v), negative(image))
    assert positive(convolved(v, image)) == pytest.approx(split, rel=1e-15, abs=0)


@settings(max_examples=6, derandomize=True, deadline=None)
@given(seed=SEEDS, channels=st.lists(SIZES, min_size=2, max_size=3), kernels=st.tuples(*[st.tuples(SIZES, SIZES)] * 2))
def test_invariants(seed, channels, kernels):
    rng, n = np.random.default_rng(seed), 10
    target = random_target(rng, channels, kernels[: len(channels) - 1])
    ticket = structured(target, n, rng)
    check_kept(ticket)
    for place, into in enumerate(channels[:-1]):
        inner, outer = (np.asarray(ticket.network.weights[2 * place + side]) for side in (0, 1))
        for k in range(2 * n * into):
            t, nth = divmod(k, 2 * n)
            assert not np.delete(inner[k], t, axis=0).any()
            assert inner[k, t, 0, 0] >= 0 if nth < n else inner[k, t, 0, 0] <= 0
            assert outer[:, k].all() if inner[k, t, 0, 0] else not outer[:, k].any()
    pictures = rng.uniform(-1, 1, (3, channels[0], 5, 6))
    for weights, outputs in ((target.weights, target(pictures)), (ticket.network.weights, ticket(pictures))):
        for picture, output in zip(pictures, outputs, strict=True):
            assert output == pytest.approx(by_scipy(weights, picture), rel=1e-12, abs=1e-13)
    verdict = verify(ticket, rng)
    assert verdict.weight_error == max(e.max() for e in ticket.errors)
    assert max(np.abs(ticket(pictures) - target(pictures)).max(), verdict.found) <= verdict.certified


@pytest.mark.parametrize(("seed", "n"), [(1, 9), (2, 8), (3, 1)])
def test_errors_are_the_least(seed, n):
    """All subsets of the vectors of each input and sign; at n = 1 of some there is only the empty one."""
    rng = np.random.default_rng(seed)
    ticket = structured(random_target(rng, (3, 2), ((2, 3),)), n, rng, jobs=2)
    inner, outer = ticket.source.weights
    for t, side in itertools.product(range(3), range(2)):
        mine = [k for k in range(2 * n * t + n * side, 2 * n * t + n * (side + 1)) if (inner[k, t, 0, 0] > 0) == (side == 0)]
        vectors = np.array([(outer[:, k] * inner[k, t, 0, 0]).ravel() for k in mine]).reshape(len(mine), 12)
        least = np.abs(all_sums(vectors) - ticket.target.weights[0][:, t].ravel()).max(axis=1).min()
        errors = ticket.errors[0][side].reshape(2, 3, 2, 3)[:, t]
        assert errors.max() == pytest.approx(float(least), abs=1e-13)


def test_one_layer_is_known_exactly():
    """Inside the image each place of a kernel sees an input of its own, of the sign that its error is greater for."""
    rng = np.random.default_rng(3)
    for _ in range(3):
        ticket = structured(random_target(rng, (2, 2), ((3, 3),)), 10, rng)
        inner, outer = (np.asarray(w) for w in ticket.network.weights)
        off = [np.tensordot(outer, part(inner)[:, :, 0, 0], axes=(1, 0)) for part in (positive, lambda v: -negative(v))]
        for_plus, for_minus = (np.moveaxis(a, -1, 1) - ticket.target.weights[0] for a in off)
        ends = np.stack([np.zeros_like(for_plus), for_plus, -for_minus])
        exact = max(*ends.max(axis=0).sum(axis=(1, 2, 3)), *-ends.min(axis=0).sum(axis=(1, 2, 3)))
        verdict = verify(ticket, rng)
        assert verdict.found <= exact * (1 + 1e-12)
        assert exact <= verdict.certified


def test_jobs_laws_periodic_and_saved(tmp_path):
    target = random_target(np.random.default_rng(4), (2, 2, 1), ((2, 2), (1, 3)))
    ticket = structured(target, 8, np.random.default_rng(5))
    for again in (structured(target, 8, np.random.default_rng(5), jobs=3), STRUCTURED.prune(target, 8, np.random.default_rng(5))):
        assert all(np.array_equal(ticket.masks[name], again.masks[name]) for name in ticket.masks)
    uniform = structured(target, 8, np.random.default_rng(5), law=Uniform())
    assert np.abs(uniform.source.weights[0]).max() <= 1 < np.abs(ticket.source.weights[0]).max()
    ticket.save(tmp_path / "ticket.npz")
    assert verify(load(tmp_path / "ticket.npz")) == verify(ticket)
    around = structured(chain(target.weights, periodic=True), 8, np.random.default_rng(5))
    x = np.random.default_rng(6).uniform(-1, 1, (1, 2, 4, 5))
    assert around(np.roll(x, 1, axis=3)) == pytest.approx(np.roll(around(x), 1, axis=3), abs=1e-13)


@pytest.fixture(scope="module")
def ticket():
    rng = np.random.default_rng(7)
    return structured(random_target(rng, (2, 2, 1), ((1, 1), (1, 1))), 8, rng)


def flipped(ticket, name, place):
    mask = ticket.masks[name].copy()
    mask[place] ^= True
    return replace(ticket, masks=ticket.masks | {name: mask})


@pytest.mark.parametrize("place", [0, 1])
def test_tampered_masks_are_refused(ticket, place):
    inner, kept = ticket.source.weights[2 * place][:, :, 0, 0], ticket.masks[f"{2 * place}.weight"][:, :, 0, 0]
    names, pair = (f"{2 * place}.weight", f"{2 * place + 1}.weight"), f"source layers {2 * place} and {2 * place + 1}"
    one = np.flatnonzero(kept[:, 0])[0]
    removed = np.flatnonzero(~kept[:16].any(axis=1) & (inner[:16, 0] * ([1] * 8 + [-1] * 8) > 0))[0]
    wrong = np.flatnonzero(inner[:8, 0] < 0)[0]  # of the half for positive weights
    with pytest.raises(ValueError, match=f"{pair}: a hidden neuron keeps more than one weight"):
        certify(flipped(ticket, names[0], (one, 1)))
    for k, t in ((wrong, 0), (removed, 1)):
        with pytest.raises(
            ValueError, match=f"source layer {2 * place}: a weight is kept outside its channel's block, or one of the other"
        ):
            certify(flipped(ticket, names[0], (k, t)))
    for name, where in ((names[0], (one, 0)), (names[0], (removed, 0)), (names[1], (0, one)), (names[1], (0, removed, 0, 0))):
        with pytest.raises(ValueError, match=f"source layer {2 * place + 1}: the mask is not of whole filters"):
            certify(flipped(ticket, name, where))
    certify(flipped(flipped(ticket, names[0], (removed, 0)), names[1], (slice(None), removed)))  # a worse ticket, but one


def test_other_shapes_are_refused(ticket):
    def with_layer(place, weights):
        masks = ticket.masks | {f"{place}.weight": np.zeros(weights.shape, bool)}
        return replace(ticket, source=other_layer(ticket.source, place, weights=weights), masks=masks)

    with pytest.raises(ValueError, match=r"source layer 2 of shape \(32, 2, 3, 3\) has no 1 x 1 kernels"):
        certify(with_layer(2, np.ones((32, 2, 3, 3))))
    with pytest.raises(ValueError, match=r"source layers 2 and 3: the second has kernels \(3, 3\)"):
        certify(with_layer(3, np.ones((1, 32, 3, 3))))


def test_bad_input():
    rng, kernel = np.random.default_rng(0), np.full((1, 1, 1, 2), 0.25)
    with pytest.raises(ValueError, match="n >= 1"):
        structured(chain([kernel]), 0, rng)
    with pytest.raises(ValueError, match="layer 0 of shape"):
        structured(chain([np.ones((2, 2))]), 4, rng)
    with pytest.raises(ValueError, match="layer 0 has a bias, which the construction 'structured' does not cover"):
        structured(Network((Layer(kernel, np.ones(1)),)), 4, rng)
    with pytest.raises(ValueError, match="layer 0 has stride 2"):
        structured(Network((Layer(kernel, stride=2),)), 4, rng)
    with pytest.raises(ValueError, match=r"layer 0, positive part of input 0: n = \d+ samples of 9 coordinates are too many.*hours"):
        structured(chain([np.ones((1, 1, 3, 3))]), 180, rng)


def test_command_and_success(command):
    """Nothing is proved about C, so that n must be given; weights are normal unless another law is."""
    path = command.folder / "k.npz"
    np.savez(path, np.full((2, 1, 1, 2), 0.2))
    done = command("simulations.tickets", "--target", "k.npz", "--construction", "structured")
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert all(part in line for part in ("--n", "the theorem of 'structured' gives no width with a known constant"))
    assert [checked_law_of(*said).name for said in ((STRUCTURED, None), (STRUCTURED, "uniform"), (DENSE, None))] == [
        "normal",
        *["uniform"] * 2,
    ]
    experiment = Success(target=str(path), construction="structured", n=8)
    assert experiment.parameters()["law"] == "normal"
    [found] = [observable.observe(np.random.default_rng(1)) for observable in experiment.observables()]
    rng = np.random.default_rng(1)
    expected = [certify(structured(read_target(str(path), STRUCTURED), 8, rng)) for _ in found]
    assert np.array_equal(found[:, :2], expected)
    assert experiment.rows([found], 0.99)[0]["bounds"] == []
