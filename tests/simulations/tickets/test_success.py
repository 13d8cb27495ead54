"""Success rates: what is counted, and that the engine's promises hold for tickets, too."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from rss_theory.covering import success_bound
from rss_theory.laws import PRUNED_PRODUCT
from simulations.tickets import Layer, Network, Skip, chain, dense, verify
from simulations.tickets.sizes import Sizes
from simulations.tickets.success import Outcomes, digest


@pytest.fixture
def target(command):
    rng = np.random.default_rng(0)
    layers = [rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 3))]
    layers = [w / np.linalg.norm(w, 2) for w in layers]
    np.savez(command.folder / "target.npz", *layers)
    return chain(layers)


def test_observations_are_those_of_tickets(target):
    found = Outcomes(target, "dense", 6, 0.5, "uniform").observe(np.random.default_rng(4))
    rng = np.random.default_rng(4)
    for row in found:
        ticket = dense(target, 6, rng)
        verdict = verify(ticket)
        assert tuple(row) == (verdict.weight_error, verdict.certified, ticket.density)
        assert verdict.found <= verdict.certified


def test_networks_without_a_ticket_fail(target):
    found = Outcomes(target, "sparse-dense", 6, 1.0, "uniform").observe(np.random.default_rng(4))
    assert np.isnan(found).any()  # all 6 of a sign are seldom there for each input
    assert np.array_equal(np.isnan(found[:, 0]), np.isnan(found[:, 1]))


KERNELS, POINT = np.full((2, 2, 1, 2), 0.25), np.full((2, 2, 1, 1), 0.25)
PLAIN = (Layer(KERNELS, None, "relu"), Layer(KERNELS, None, "relu"), Layer(KERNELS))
DIFFERING = {
    "plain": Network(PLAIN),
    "a weight": Network((*PLAIN[:2], Layer(KERNELS + np.array([0, 1e-16])))),
    "a kernel's shape": Network((*PLAIN[:2], Layer(KERNELS.reshape(2, 2, 2, 1)))),
    "fewer layers": Network(PLAIN[1:]),
    "first activation": Network((replace(PLAIN[0], activation="tanh"), *PLAIN[1:])),
    "second activation": Network((PLAIN[0], replace(PLAIN[1], activation="tanh"), PLAIN[2])),
    "last activation": Network((*PLAIN[:2], replace(PLAIN[2], activation="relu"))),
    "leaky": Network((replace(PLAIN[0], activation="leaky-relu"), *PLAIN[1:])),
    "first stride": Network((replace(PLAIN[0], stride=2), *PLAIN[1:])),
    "last stride": Network((*PLAIN[:2], replace(PLAIN[2], stride=2))),
    "periodic": Network(PLAIN, periodic=True),
    "bias": Network((replace(PLAIN[0], bias=np.zeros(2)), *PLAIN[1:])),
    "another bias": Network((PLAIN[0], replace(PLAIN[1], bias=np.zeros(2)), PLAIN[2])),
    "a bias's value": Network((replace(PLAIN[0], bias=np.ones(2)), *PLAIN[1:])),
    "identity": Network(PLAIN, (Skip(1, 1),)),
    "a longer identity": Network(PLAIN, (Skip(1, 2),)),
    "a later identity": Network(PLAIN, (Skip(2, 2),)),
    "two identities": Network(PLAIN, (Skip(1, 1), Skip(2, 2))),
    "skip's kernels": Network(PLAIN, (Skip(1, 1, POINT),)),
    "skip's other kernels": Network(PLAIN, (Skip(1, 1, 2 * POINT),)),
    "skip's stride": Network((PLAIN[0], replace(PLAIN[1], stride=2), PLAIN[2]), (Skip(1, 1, POINT, 2),)),
    "a stride without it": Network((PLAIN[0], replace(PLAIN[1], stride=2), PLAIN[2])),
}


def test_targets_that_differ_share_no_results():
    found = [digest(network) for network in DIFFERING.values()]
    assert [(one, other) for (one, a), (other, b) in itertools.combinations(zip(DIFFERING, found, strict=True), 2) if a == b] == []


def test_what_is_stored_of_a_target_stays_found(target):
    """Equal numbers of another type are the same target; bytes of another type are not. The digests are those under which results lie."""
    first, second = target.weights
    assert digest(chain([first.astype(">f8"), np.asfortranarray(second)])) == digest(target)
    one, least = ([np.array([[value]])] for value in (1, 5e-324))  # of the same bytes
    assert digest(chain(one)) == digest(chain([np.array([[1.0]])])) != digest(chain(least))
    assert digest(DIFFERING["plain"]).startswith("dd9b51b97f1c37dd")
    assert digest(DIFFERING["two identities"]).startswith("b47b9feba5c46712")
    for own in (Outcomes(target, "dense", 6, None, "uniform"), Sizes(target, "two-for-one", 6, 0.1, "uniform")):
        assert own.identity["target"] == digest(target)


def test_a_theorem_that_does_not_apply_is_said(command):
    np.savez(command.folder / "big.npz", 3 * np.eye(2))
    done = command("simulations.tickets.success", "--target", "big.npz", "--n", 8, "--trials", 10, "--store", "none")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the theorem does not apply: layer 0: spectral norm at most 1, is 3" in done.stdout


def test_command(command, target):
    run = ["simulations.tickets.success", "--target", "target.npz", "--n", 14, "--eps", 0.5, 0.001, "--trials", 30]
    done = command(*run, "--store", "s.sqlite", "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((command.folder / "a.json").read_text())
    fresh = json.loads(command(*run, "--store", "none", "--jobs", 1, "--json", "-").stdout)
    assert fresh == result
    loose, tight = result["rows"]
    assert loose["successes"] >= tight["successes"]
    assert loose["trials"] == 30
    assert loose["interval"][1] >= loose["bounds"][0]["value"]


def test_nothing_is_proved_where_the_theorem_does_not_apply(command, target):
    done = command("simulations.tickets.success", "--target", "target.npz", "--eps", 0.5, 2, "--trials", 10, "--json", "a.json")
    covered, beyond = (row["bounds"][0] for row in json.loads((command.folder / "a.json").read_text())["rows"])
    assert (covered["applies"], covered["value"]) == (True, 0.0)
    assert (beyond["applies"], beyond["value"]) == (False, None)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[-1] for line in lines if line[:1] in (["0.5"], ["2"])] == ["0.00000", "-"]
    assert "the theorem does not apply: 0 < eps < 1" in done.stdout.splitlines()


def test_bound_is_a_union_over_subset_sums(command, target):
    """Two for each of 9 weights of 2 layers; at n = 400, where nothing can be measured, it is near 1."""
    from simulations.tickets.success import Success

    experiment = Success(target=str(command.folder / "target.npz"), n=14)
    object.__setattr__(experiment, "n", 400)
    [bound] = experiment._bounds(0.05)
    failure = sum(2 * size * (1 - success_bound(800, 0.05 / (8 * size), 1.0, PRUNED_PRODUCT).value) for size in (6, 3))
    assert bound["applies"]
    assert 0.99 < bound["value"] == pytest.approx(1 - failure, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--n 700", ["--n", "too many"]),
        ("--n 0", ["--n", "at least 1"]),
        ("--construction sparse-dense --share 0.01", ["--share", "no subset"]),
        ("--construction magic", ["--construction"]),
        ("--eps -1", ["--eps"]),
    ],
)
def test_bad_input_is_one_line(command, target, arguments, says):
    done = command("simulations.tickets.success", "--target", "target.npz", *arguments.split())
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_a_target_that_is_not_covered_is_one_line(command, target, backend):
    np.savez(command.folder / "biased.npz", **{"0.weight": np.eye(2), "0.bias": np.zeros(2)})
    done = command("simulations.tickets.success", "--target", "biased.npz", "--n", 9, "--backend", backend, "--jobs", 2, "--store", "none")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "--target: layer 0 has a bias, which the construction 'dense' does not cover" in line
