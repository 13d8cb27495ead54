"""Coverage of an interval by subset sums: the command, and its rows against the solvers."""

import json

import numpy as np
import pytest

from simulations import solvers
from simulations.coverage import Coverage
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store


@pytest.mark.parametrize("size", [None, 4])
def test_a_trial_is_covered_where_no_target_is_far(size):
    """A grid of targets, each solved alone, is covered as the gaps say but for the grid's spacing."""
    experiment = Coverage(n=9, eps=(0.1,), size=size, low=-0.5, high=0.75, gap=True)
    with Store(None) as store:
        [gaps] = collect(experiment.observables(), 40, 3, store)
    rng = np.random.default_rng(np.random.SeedSequence(3, spawn_key=(0,)))
    samples = rng.uniform(-1, 1, (experiment.observables()[0].chunk_size, 9))[:40]
    grid = np.linspace(-0.5, 0.75, 1001)
    worst = [solvers.closest_many(np.broadcast_to(x, (len(grid), 9)), grid, size=size).errors.max() for x in samples]
    assert np.all(worst <= gaps[:, 0] + 1e-15)
    assert np.all(gaps[:, 0] <= np.array(worst) + (grid[1] - grid[0]) / 2)
    [row] = experiment.rows([gaps], 0.99)
    assert row["successes"] == np.sum(gaps <= 0.1)


def test_command_line(command):
    run = ["simulations.coverage", "--n", 10, "--trials", 500, "--store", "none"]
    done = command(*run, "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((command.folder / "a.json").read_text())
    assert result["parameters"]["size"] is None
    rates = [row["rate"] for row in result["rows"]]
    assert rates == sorted(rates, reverse=True)
    assert json.loads(command(*run, "--jobs", 1, "--json", "-").stdout) == result


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--n", "45", "--gap"], ["--n", "hours"]),
        (["--n", "45", "--eps", "1e-30"], ["--n", "too many"]),
        (["--n", "20000"], ["--n", "1 to 10,000"]),
        (["--n", "5", "--size", "6"], ["--size", "0 to 5"]),
        (["--n", "5", "--low", "2"], ["--low", "at most"]),
        (["--n", "5", "--high", "inf"], ["--high", "finite"]),
        (["--n", "5", "--law", "cauchy"], ["--law", "product, pruned-product, normal"]),
    ],
)
def test_bad_input_is_one_line(command, options, says):
    done = command("simulations.coverage", *options, "--store", "none")
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
