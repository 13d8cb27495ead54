"""The experiment against the issue of theory and measurement: rates, bounds and counts fit together for every law."""

import json
import subprocess
import sys

import numpy as np
import pytest

from rss_theory.laws import LAWS
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store
from simulations.rfss import RFSS

ALARM = 1e-7  # false alarm probability of each statistical comparison


def rows(experiment, trials):
    """Rows at seed 0, with intervals that miss with probability ALARM."""
    with Store(None) as store:
        return experiment.rows(collect(experiment.observables(), trials, 0, store, jobs=2), 1 - ALARM)


def test_known_rates():
    """Rates known to three digits, n = 15, k = 7, target 0, uniform."""
    known = {0.1: 0.992, 0.01: 0.986, 0.001: 0.904, 0.0001: 0.274}
    for row in rows(RFSS(k=7, n=15, eps=tuple(known)), 100_000):
        low, high = row["interval"]
        assert low - 0.0005 <= known[row["eps"]] <= high + 0.0005  # their rounding


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(("k", "n", "target"), [(7, 15, 0.0), (3, 10, 1.2), (9, 12, -0.7)])
def test_rates_lie_between_the_bounds_and_counts_have_their_mean(law, k, n, target):
    for row in rows(RFSS(k=k, n=n, eps=(0.1, 0.01, 0.001), target=target, law=law, count=True), 20_000):
        for bound in row["bounds"]:
            if bound["applies"]:
                assert bound["value"] <= row["interval"][1] if bound["side"] == "lower" else bound["value"] >= row["interval"][0]
        assert abs(row["mean_count"] - row["expected_count"]) < 5.5 * row["mean_count_standard_error"]


@pytest.mark.parametrize("law", ["pruned-product", "laplace", "0.3*uniform:0.5+normal"])
def test_laws_from_the_command_line(command, law):
    done = command("simulations.rfss", "--k", 3, "--n", 10, "--law", law, "--trials", 200, "--json", "-")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["parameters"]["law"] == law


def test_equal_laws_have_one_name():
    assert RFSS(k=2, n=6, law="0.50*zero+product") == RFSS(k=2, n=6, law="pruned-product")


def test_distances_and_counts_come_from_the_same_draws():
    experiment = RFSS(k=3, n=9, eps=(0.05, 0.01), count=True)
    with Store(None) as store:
        distances, *counts = collect(experiment.observables(), 3000, 4, store)
    for eps, count in zip(experiment.eps, counts, strict=True):
        assert np.array_equal(distances < eps, count > 0)


def test_numpy_integers_are_parameters_too():
    experiment = RFSS(k=np.int64(2), n=np.int64(6), eps=[np.float64(0.1)])
    assert rows(experiment, 100) == rows(RFSS(k=2, n=6, eps=(0.1,)), 100)
    assert json.dumps(experiment.parameters())


def test_command_line(command):
    done = command("simulations.rfss", "--k", 7, "--n", 15, "--trials", 3000, "--figure", "a.png", "--json", "a.json", "--count")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "figure: a.png" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    again = command("simulations.rfss", "--k", 7, "--n", 15, "--trials", 3000, "--json", "-", "--count")
    with (command.folder / "a.json").open() as file:
        result = json.load(file)
    assert json.loads(again.stdout) == result
    assert (command.folder / "a.png").stat().st_size > 10_000
    assert result["parameters"] == {"k": 7, "n": 15, "eps": [0.1, 0.01, 0.001], "target": 0.0, "law": "uniform", "count": True}
    assert {"experiment", "parameters", "seed", "version", "rows"} == set(result)
    row = result["rows"][1]
    assert (row["eps"], row["trials"], row["rate"]) == (0.01, 3000, row["successes"] / 3000)
    bounds = {bound["name"]: bound for bound in row["bounds"]}
    assert bounds["second moment"]["value"] == pytest.approx(0.851077, abs=1e-6)
    assert bounds["second moment"]["source"] == "natale2024:theorem-2"


def test_tails_too_heavy_for_bounds(command):
    done = command("simulations.rfss", "--n", 8, "--k", 3, "--law", "scipy.stats.t(0.3)", "--trials", 500, "--json", "a.json")
    assert done.returncode == 0, done.stderr
    assert "\nWithout bounds" in done.stdout
    assert all(row["bounds"] == [] and row["successes"] for row in json.loads((command.folder / "a.json").read_text())["rows"][:2])


def test_help_needs_neither_numba_nor_seaborn(tmp_path):
    line = [sys.executable, "-X", "importtime", "-m", "simulations.rfss", "--help"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "--k K" in done.stdout
    loaded = {row.rpartition("|")[2].strip() for row in done.stderr.splitlines()}
    assert {"numpy", "rss_theory.laws"} <= loaded
    assert not loaded & {"numba", "seaborn", "matplotlib", "pandas", "joblib", "rich"}
