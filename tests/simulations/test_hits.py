"""Success at given eps, for any n: the same as what all sums say, where these are few enough, and what commands make of it."""

import json

import numpy as np
import pytest

from simulations import solvers
from simulations.coverage import Coverage, Gaps
from simulations.hits import Hits
from simulations.rfss import RFSS, Distances
from simulations.rss import RSS, Subsets


def same_samples(observable, hits):
    """What is observed of the first trials of a chunk of each, which draw the same numbers."""
    trials = min(observable.chunk_size, hits.chunk_size)
    object.__setattr__(observable, "samples", lambda rng: hits.samples(rng)[:trials])
    return observable.observe(np.random.default_rng(3))[:, 0], hits.observe(np.random.default_rng(3))[:trials, 0]


@pytest.mark.parametrize("size", [None, 5])
def test_what_gaps_say(size):
    gaps, hits = same_samples(Gaps(12, "uniform", size, -1.0, 0.5), Hits(12, "uniform", size, -1.0, 0.5, 0.02))
    assert np.array_equal(gaps < 0.02, hits == 1)
    assert 0.02 < hits.mean() < 0.98


def test_what_distances_say():
    distances, hits = same_samples(Distances(14, "normal", 6, 0.5), Hits(14, "normal", 6, 0.5, 0.5, 0.002))
    assert np.array_equal(distances < 0.002, hits == 1)
    assert 0.02 < hits.mean() < 0.98


def test_a_target_is_drawn_for_each_problem():
    errors, hits = same_samples(Subsets(11, "uniform", "uniform", None), Hits(11, "uniform", None, "uniform", "uniform", 0.002))
    drawn = np.random.default_rng(3)
    samples = Hits(11, "uniform", None, "uniform", "uniform", 0.002).samples(drawn)
    targets = drawn.uniform(-1, 1, len(samples))
    assert np.array_equal(solvers.closest_many(samples, targets).errors < 0.002, hits == 1)
    assert 0.02 < hits.mean() < 0.98
    assert len(errors) == len(hits)


@pytest.mark.parametrize(
    ("experiment", "by_eps"),
    [
        (Coverage(n=20, eps=(0.01,)), True),
        (Coverage(n=6, eps=(0.01,)), False),
        (Coverage(n=20, eps=(0.01,), gap=True), False),
        (RFSS(k=7, n=15), False),
        (RFSS(k=32, n=64, eps=(0.01,)), True),
        (RSS(n=15), False),
        (RSS(n=64, target=0.5), True),
        (RSS(n=15, policy="any"), True),
    ],
)
def test_what_takes_less_time_is_asked_for(experiment, by_eps):
    assert all(isinstance(observable, Hits) == by_eps for observable in experiment.observables())


@pytest.mark.parametrize(
    "run",
    [
        ["simulations.coverage", "--n", 64, "--eps", 0.01, 0.1],
        ["simulations.coverage", "--n", 100, "--size", 50, "--eps", 0.05, 0.3],
        ["simulations.rss", "--n", 64, "--target", 0.5, "--eps", 0.001, 0.1],
        ["simulations.rss", "--n", 64, "--eps", 0.001],
        ["simulations.rfss", "--n", 100, "--k", 3, "--eps", 0.0001, 0.1],
        ["simulations.coverage", "--n", 40, "--eps", 0.05, 0.1, "--law", "scipy.stats.cauchy()"],  # without a second moment
    ],
)
def test_many_samples_from_the_command_line(command, run):
    done = command(*run, "--trials", 60, "--store", "s.sqlite", "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    rows = json.loads((command.folder / "a.json").read_text())["rows"]
    for row in rows:
        assert row["trials"] == 60
        lower = [b["value"] for b in row["bounds"] if b["side"] == "lower" and b["value"] is not None]
        assert all(row["interval"][1] >= value for value in lower)
    assert [row["successes"] for row in rows] == sorted(row["successes"] for row in rows)
    assert json.loads(command(*run, "--trials", 60, "--jobs", 1, "--store", "none", "--json", "-").stdout)["rows"] == rows


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (["simulations.rss", "--n", 64, "--policy", "closest"], ["--n", "too many"]),
        (["simulations.rss", "--n", 64, "--policy", "nearest"], ["--policy", "any"]),
        (["simulations.rss", "--n", 640, "--eps", "1e-12"], ["--eps", "too fine"]),
        (["simulations.rfss", "--n", 64, "--k", 5, "--count"], ["--n", "too many"]),
    ],
)
def test_bad_input_is_one_line(command, run, says):
    done = command(*run, "--store", "none")
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
