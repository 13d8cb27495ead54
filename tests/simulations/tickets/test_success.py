"""Success rates: what is counted, and that the engine's promises hold for tickets, too."""

import json

import numpy as np
import pytest

from rss_theory.covering import success_bound
from rss_theory.laws import PRUNED_PRODUCT
from simulations.tickets import chain, dense, verify
from simulations.tickets.success import Outcomes


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
