"""Sizes of tickets: what is counted, against the ticket itself; the random target; the command."""

import json

import numpy as np
import pytest

from rss_theory.command_line.arguments import InvalidInput
from simulations.networks import Layer, Network
from simulations.tickets.constructions.one_for_one import ONE_FOR_ONE
from simulations.tickets.sizes import Sizes, TicketSizes, random_target


def test_observations_are_those_of_tickets():
    target = random_target("tanh", False)
    for seed in (0, 1):
        [[kept, failed, parameters]] = Sizes(target, "one-for-one", 12, 0.01, "uniform").observe(np.random.default_rng(seed))
        ticket = ONE_FOR_ONE.prune(target, 12, np.random.default_rng(seed), eps=0.01)
        assert kept == sum(np.count_nonzero(array) for array in ticket.network.arrays().values())
        assert parameters == sum(array.size for array in ticket.source.arrays().values())
        built = ticket.masks["1.weight"].any(axis=(1, 2, 3))
        approximated = (np.abs(target.weights[0]) > 0.01).any(axis=(1, 2, 3))  # not by the empty subset
        assert np.array_equal(built, approximated[ticket.channels[0]] & (ticket.channels[0] >= 0))
        assert failed == len(built) - 12 * 32 + ticket.source.weights[2].shape[0] - 32  # each was tried again
    nothing = Sizes(random_target("relu", True), "one-for-one", 1, 1e-6, "uniform").observe(np.random.default_rng(0))
    assert np.isnan(nothing).all()


def test_the_random_target_is_sparse():
    for bias, nonzero in ((False, 951), (True, 1015)):  # 29 of 288 and 922 of 9216 weights, 64 biases
        target = random_target("relu", bias)
        assert [np.count_nonzero(w) for w in target.weights] == [29, 922]
        assert target.nonzero == nonzero


def test_command(command):
    run = ["simulations.tickets.sizes", "--activation", "tanh", "--n", 12, "--trials", 2, "--store", "none"]
    done = command(*run, "--json", "s.json", "--figure", "s.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    with_biases, without = json.loads((command.folder / "s.json").read_text())["rows"]
    assert with_biases["biases"]
    assert with_biases["target_nonzero"] - without["target_nonzero"] == 64
    assert 2 < without["ratio"] < with_biases["ratio"] < 7
    low, high = without["interval"]
    assert low <= without["ticket_parameters"] <= high


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--construction dense", ["--construction", "one-for-one, two-for-one"]),
        ("--activation softmax", ["--activation", "'softmax'"]),
        ("--eps 0", ["--eps"]),
        ("--n 0", ["--n", "at least 1"]),
        ("--target none.npz", ["--target", "cannot be read"]),
    ],
)
def test_bad_input_is_one_line(command, arguments, says):
    done = command("simulations.tickets.sizes", *arguments.split())
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)


def test_no_tickets_are_no_numbers(command):
    """None where there is nothing to count, in Python, as JSON and in the table; a target of zeros has no ratio."""

    def refused(constant):
        raise AssertionError(constant)

    none = TicketSizes(n=1, eps=1e-9, activation=("relu",)).rows([np.full((2, 3), np.nan)] * 2, 0.99)
    keys = ("ticket_parameters", "interval", "ratio", "failed_channels", "source_parameters")
    assert [[row[key] for key in keys] for row in none] == [[None] * 5] * 2
    np.savez(command.folder / "zero.npz", np.zeros((1, 1, 3, 3)), np.zeros((1, 1, 3, 3)))
    run = ["simulations.tickets.sizes", "--target", "zero.npz", "--activation", "relu", "--n", 9, "--trials", 1, "--store", "none"]
    done = command(*run, "--json", "a.json", "--figure", "a.png")
    assert (done.returncode, done.stderr) == (0, "")
    [row] = json.loads((command.folder / "a.json").read_text(), parse_constant=refused)["rows"]
    assert (row["tickets"], row["target_nonzero"], row["ticket_parameters"], row["ratio"]) == (1, 0, 0, None)


def test_a_target_that_is_not_covered_is_no_missing_ticket():
    """Only a network that is too small has none."""
    target = Network((Layer(np.ones((1, 1, 1, 1))),), periodic=True)
    with pytest.raises(InvalidInput, match="target: the target goes around"):
        Sizes(target, "two-for-one", 9, 0.01, "uniform").observe(np.random.default_rng(0))
