"""A construction of a user's own, and what the catalogue's say of themselves."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from simulations.networks.files import read_target
from simulations.tickets import chain, dense, load, verify
from simulations.tickets.channels import ChannelMap
from simulations.tickets.construction import UnknownConstruction
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.constructions.dense import DENSE
from simulations.tickets.pruning.assemble import assemble
from simulations.tickets.pruning.rows import Wanted
from simulations.tickets.pruning.subsets import Randomness, Subsets
from simulations.tickets.pruning.two_layers import two_layers


def smallest(target, n, rng, *, law, jobs, eps):
    """Dense tickets of the smallest subsets within eps, without a second try."""
    built = []
    for place, layer in enumerate(target.layers):
        out, into = layer.weights.shape
        wanted = Wanted(f"layer {place}", layer, ChannelMap.identity(into), np.arange(out))
        built.append(two_layers(wanted, n, Randomness(rng, law, Subsets(eps, None, jobs))))
    return assemble(SMALLEST, target, built)


SMALLEST = replace(DENSE, name="smallest", takes_eps=True, build=smallest)


@pytest.fixture
def ticket():
    rng = np.random.default_rng(0)
    return SMALLEST.prune(chain([rng.uniform(-0.3, 0.3, (3, 2)), rng.uniform(-0.3, 0.3, (2, 3))]), 16, rng, eps=0.05)


def test_one_of_a_users_own(ticket, tmp_path):
    """Smaller than the closest subsets', of the errors that it promises; saved, read with a catalogue that has it, and verified."""
    verdict = verify(ticket)
    assert verdict.weight_error <= 0.05
    assert verdict.found <= verdict.certified
    assert ticket.kept < DENSE.prune(ticket.target, 16, np.random.default_rng(0)).kept
    ticket.save(tmp_path / "own.npz")
    again = load(tmp_path / "own.npz", {**CONSTRUCTIONS, "smallest": SMALLEST})
    assert again.construction is SMALLEST
    assert verify(again) == verdict
    x = np.random.default_rng(1).standard_normal((4, 2))
    assert np.array_equal(again(x), ticket(x))
    np.savez(tmp_path / "target.npz", *ticket.target.weights)
    assert read_target(str(tmp_path / "target.npz"), SMALLEST).weights[0].shape == (3, 2)


def test_without_it_the_catalogue_says_so(ticket, tmp_path):
    ticket.save(tmp_path / "own.npz")
    with pytest.raises(UnknownConstruction, match="construction 'smallest' is not known; it is one of dense, sparse-dense, convolution"):
        load(tmp_path / "own.npz")


def test_the_command_says_so_in_one_line(command, ticket):
    ticket.save(command.folder / "own.npz")
    done = command("simulations.tickets", "--verify", "own.npz")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "--verify: construction 'smallest' is not known; it is one of dense" in line


@pytest.mark.parametrize("construction", CONSTRUCTIONS.values(), ids=list(CONSTRUCTIONS))
def test_hypotheses_are_of_norms_or_of_parameters(construction):
    """Each of a target that fulfils them and of one that does not; nothing is promised of the second."""
    shape = (2, 2) if 2 in construction.accepted_axes and 4 not in construction.accepted_axes else (2, 2, 1, 1)
    for scale, holds in ((0.4, True), (2.0, False)):
        target = chain([np.full(shape, scale), np.full(shape, scale)], periodic=construction.periodic)
        assert set(construction.hypotheses(target).values()) == {holds}
        assert all(bound["applies"] == holds for bound in construction.promise(target, 400, 0.1, "uniform"))
        assert not construction.promise(target, 400, 0.1, "normal")


def test_a_ticket_is_sent_to_other_processes():
    ticket = dense(chain([np.array([[0.5, -0.3]])]), 12, np.random.default_rng(0))
    again = pickle.loads(pickle.dumps(ticket))
    assert again.construction is ticket.construction
    assert np.array_equal(again.errors[0], ticket.errors[0])


def test_subsets_of_a_size_reach_far_targets():
    """100 of 200: 32 samples are searched, up to 16 away; the neighbours in order that are taken of the others lead there."""
    samples, targets = np.random.default_rng(4).uniform(-1, 1, (6, 200)), np.array([-30.0, -20.0, 0.0, 3.0, 20.0, 30.0])
    masks, errors = Subsets(None, 100, 1)("layer 0", samples, targets)
    assert np.all(masks.sum(axis=1) == 100)
    assert np.abs((samples * masks).sum(axis=1) - targets).max() == pytest.approx(errors.max(), abs=1e-12)
    assert errors.max() < 1e-6


def test_the_fewest_of_many_products():
    """Of more than 32 none is left out: no smaller subset of the first 32 exists, and often one of all is smaller."""
    rng = np.random.default_rng(5)
    samples, targets = rng.uniform(-1, 1, (40, 90)) * rng.uniform(-1, 1, (40, 90)), rng.uniform(-1, 1, 40)
    masks, errors = Subsets(0.003, None, 2)("layer 0", samples, targets)
    off = np.abs((samples * masks).sum(axis=1) - targets)
    assert np.abs(off - errors).max() < 1e-12
    assert errors.max() < 0.003
    few, _ = Subsets(0.003, None, 1)("layer 0", samples[:, :32], targets)
    assert np.all(masks.sum(axis=1) <= few.sum(axis=1))
    assert np.sum(masks.sum(axis=1) < few.sum(axis=1)) > 5
    nothing, missed = Subsets(1e-9, None, 1)("layer 0", np.full((1, 40), 0.5), np.array([0.3]))
    assert not nothing.any()
    assert np.isnan(missed).all()
