"""The experiment of vectors against enumeration, the solver of numbers, and its bounds."""

import json
import sys

import numpy as np
import pytest
from brute_force import all_sums

from simulations import solvers
from simulations.command_line.experiment import main
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store
from simulations.mrss import MRSS, Distances, vector_law

ALARM = 1e-8  # false alarm probability of each statistical comparison


@pytest.mark.parametrize(("law", "k"), [("nsn", None), ("nsn", 3), ("uniform", None), ("0.3*zero+normal", 2)])
@pytest.mark.parametrize("d", [1, 3])
def test_distances_against_enumeration(law, k, d):
    problem = Distances(7, law, d, k, 0.5)
    found = problem.observe(np.random.default_rng(1))[:50, 0]
    samples = problem.samples(np.random.default_rng(1))[:50]
    assert samples.shape == (50, 7, d)
    expected = [float(np.abs(all_sums(x, k) - 0.5).max(axis=1).min()) for x in samples]
    assert found == pytest.approx(expected, abs=1e-13)


def test_one_coordinate_is_the_problem_of_numbers():
    problem = Distances(12, "normal", 1, 5, 0.3)
    numbers = vector_law("normal", 1).sample(np.random.default_rng(4), (problem.chunk_size, 12))
    assert np.allclose(
        problem.observe(np.random.default_rng(4))[:, 0], solvers.closest_many(numbers, 0.3, size=5).errors, atol=1e-13, rtol=0
    )


@pytest.mark.parametrize("law", ["normal", "uniform"])
@pytest.mark.parametrize(("d", "n", "k"), [(2, 10, 5), (3, 12, None), (2, 14, 3)])
def test_rates_lie_between_the_bounds(law, d, n, k):
    experiment = MRSS(d=d, n=n, k=k, law=law)
    with Store(None) as store:
        rows = experiment.rows(collect(experiment.observables(), 2000, 0, store), 1 - ALARM)
    for row in rows:
        assert {bound["side"] for bound in row["bounds"]} == {"lower", "upper"}
        for bound in row["bounds"]:
            assert bound["value"] <= row["interval"][1] if bound["side"] == "lower" else bound["value"] >= row["interval"][0]


def test_nsn_vectors_have_lemmas_and_theorem_5_beside():
    experiment = MRSS(d=2, n=20, k=17, eps=(0.2,), target=0.1, law="nsn")
    with Store(None) as store:
        [row] = experiment.rows(collect(experiment.observables(), 1000, 0, store), 1 - ALARM)
    lemma7, lemma8 = row["one_subset"]["bounds"]
    assert lemma7["applies"]
    assert 0 < lemma7["value"] <= row["one_subset"]["probability"]
    assert lemma8["value"] is None or lemma8["value"] >= row["one_subset"]["square"]
    assert row["expected_count"] == pytest.approx(1140 * row["one_subset"]["probability"])
    assert row["bounds"][0]["value"] <= row["interval"][1]
    theorem5 = row["bounds"][3]
    assert not theorem5["applies"]
    assert not theorem5["hypotheses"]["n >= k^2"]
    assert row["widths"][0]["value"] == 361  # 8 log 10 = 18.4


def test_what_is_there_is_not_drawn_again():
    experiment = MRSS(d=2, n=9, k=4, law="nsn")
    with Store(None) as store, Store(None) as other:
        collect(experiment.observables(), 1500, 7, store)
        drawn = []
        resumed = collect(experiment.observables(), 5000, 7, store, jobs=2, progress=lambda done, total: drawn.append(total))
        assert np.array_equal(resumed, collect(experiment.observables(), 5000, 7, other))
    assert drawn[0] == 4000  # of three chunks of 2000 one was there


def test_command_line(command):
    run = ["simulations.mrss", "--d", 2, "--n", 8, "--k", 4, "--trials", 600, "--store", "s.sqlite"]
    done = command(*run, "--figure", "a.png", "--json", "a.json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= 80
    result = json.loads((command.folder / "a.json").read_text())
    assert result["parameters"] == {"d": 2, "n": 8, "k": 4, "eps": [0.5, 0.25, 0.1], "target": 0.5, "law": "normal"}
    assert [row["eps"] for row in result["rows"]] == [0.5, 0.25, 0.1]
    assert json.loads(command(*run, "--json", "-", "--jobs", 1).stdout) == result
    assert (command.folder / "a.png").stat().st_size > 10_000


def test_without_bounds_it_is_said_so(command):
    done = command("simulations.mrss", "--d", 2, "--n", 3, "--law", "product", "--target", 2.9999, "--trials", 50, "--store", "none")
    assert done.returncode == 0, done.stderr
    assert "No bounds" in done.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--d 0 --n 5", ["--d", "at least 1"]),
        ("--d 1000000000000 --n 5", ["--d", "1 to 1,000"]),
        ("--d 2 --n 0", ["--n", "at least 1"]),
        ("--d 3 --n 70", ["--n", "70 samples of 3", "hours", "GB"]),
        ("--d 3 --n 100000000000000000000000", ["--n", "too many"]),
        ("--d 2 --n 5 --k 6", ["--k", "1 to 5"]),
        ("--d 2 --n 5 --k 0", ["--k", "1 to 5"]),
        ("--d 2 --n 5 --eps 0", ["--eps", "above 0"]),
        ("--d 2 --n 5 --target inf", ["--target", "finite"]),
        ("--d 2 --n 5 --law nsm", ["--law", "'nsm'", "pruned-product"]),
        ("--d 2.5 --n 5", ["--d", "whole number"]),
        ("--n 5", ["required", "--d"]),
    ],
)
def test_bad_input_is_one_line(options, says, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["simulations.mrss", *options.split(), "--store", "none"])
    with pytest.raises(SystemExit, match=r"^2$"):
        main(MRSS)
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    assert all(part in line for part in says)
