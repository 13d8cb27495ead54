"""Sweeps: which points there are, tidy rows against the experiments' own, files that survive a killed run, refusals."""

import json
import math
import signal
import subprocess
import sys
import time
from argparse import ArgumentTypeError
from functools import partial

import in_process
import pandas as pd
import pytest

from rss_theory.command_line.arguments import InvalidInput
from simulations.command_line.grid import points, progression
from simulations.command_line.phase_diagram import check_axes
from simulations.coverage import Coverage
from simulations.rfss import RFSS
from simulations.rss import RSS
from simulations.sweep import main, sweep

RUN = {"trials": 50, "seed": 3}


run_main = partial(in_process.run_main, main, "sweep")


@pytest.mark.parametrize("text", ["1:9", "9:1:-3", "0:10:5", "-5:5:2", "3:4"])
def test_whole_ranges_are_those_of_python(text):
    assert list(progression(text, whole=True)) == list(range(*map(int, text.split(":"))))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0:1.3:0.1", [i / 10 for i in range(13)]),
        ("1:1.3:0.1", [1.0, 1.1, 1.2]),
        ("0.3:-0.1:-0.1", [0.3, 0.2, 0.1, 0.0]),
        ("1:1e-4:x0.1", [1.0, 0.1, 0.01, 0.001]),
        ("0.001:0.0081:x2", [0.001, 0.002, 0.004, 0.008]),
    ],
)
def test_other_ranges(text, values):
    assert list(progression(text, whole=False)) == values


@pytest.mark.parametrize(
    ("text", "whole", "says"),
    [
        ("1:2:3:4", True, "no range"),
        ("1:5:0", True, "no range"),
        (":5", True, "whole number"),
        ("1:x", True, "whole number"),
        ("5:1", True, "has 0 numbers"),
        ("0:1000000000000000000000", True, "1e\\+21 numbers"),
        ("0:1", False, "START:STOP:STEP"),
        ("1", True, "no range"),
        ("0:1:0", False, "no range"),
        ("0:1:x2", False, "no range"),
        ("1:2:x1", False, "no range"),
        ("1:2:x0.5", False, "has 0 numbers"),
        ("1:inf:1", False, "finite"),
        ("0:1:1e-300", False, "1e\\+300 numbers"),
        ("0:nan:1", False, "finite"),
        ("1e-5:2:x", False, "not a number"),
    ],
)
def test_what_is_no_range(text, whole, says):
    with pytest.raises(ArgumentTypeError, match=says):
        progression(text, whole=whole)


def test_a_frame_has_the_rows_of_the_experiments():
    """Each value against a run of the experiment alone."""
    found = sweep(RFSS, n=(6, 9), k=range(2, 5), eps=(0.2, 0.05), law=["uniform", "normal"], **RUN)
    rows = found.frame()
    assert len(rows) == len(found.rows) == 2 * 3 * 2 * 2
    for (k, n, law), own in rows.groupby(["k", "n", "law"]):
        expected = RFSS(k=int(k), n=int(n), eps=(0.2, 0.05), law=law).run(**RUN).rows
        for (_, row), one in zip(own.iterrows(), expected, strict=True):
            assert (row["eps"], row["successes"], row["rate"]) == (one["eps"], one["successes"], one["rate"])
            assert [row["low"], row["high"]] == one["interval"]
            for bound in one["bounds"]:
                assert row[f"{bound['name']}_applies"] == bound["applies"]
                assert row[f"{bound['name']}_value"] == bound["value"] or (
                    bound["value"] is None and math.isnan(row[f"{bound['name']}_value"])
                )
    assert rows[["seed", "trials"]].drop_duplicates().values.tolist() == [[3, 50]]


def test_bounds_that_some_rows_lack_and_names_that_are_taken():
    """The size of rss's best subsets is no part of a column's name; coverage's own low and high are not the interval's."""
    rows = sweep(RSS, n=6, target=["uniform", 0.5], **RUN).frame()
    assert rows["target"].tolist() == ["uniform", "0.5"]
    assert rows["second moment_applies"].tolist() == [False, True]
    assert math.isnan(rows["second moment_value"][0])
    assert not [name for name in rows if "size" in name and "_" in name and name != "mean_size"]
    rows = Coverage(n=5, low=-0.5, high=0.25, size=2).run(**RUN).frame()
    assert rows[["coverage_low", "coverage_high", "size"]].values.tolist() == [[-0.5, 0.25, 2]] * 3
    assert (rows["low"] <= rows["rate"]).all()
    assert (rows["rate"] <= rows["high"]).all()


def test_shares_are_those_that_are_written():
    """0.58 times 50 is 29, and 28.999999999999996 as doubles; shares of one k are drawn once."""
    found, skipped = points(RFSS, {"n": 50, "share": [0.02, 0.58, 0.28]})
    assert [point.experiment.k for point in found] == [1, 29, 14]
    assert not skipped
    found = sweep(RFSS, n=[10, 14], share=[0.1, 0.13, 0.07], eps=0.1, **RUN)
    assert [(row["n"], row["share"], row["k"]) for row in found.records] == [(10, 0.1, 1), (10, 0.13, 1), (14, 0.1, 1), (14, 0.13, 1)]
    assert found.results[0].observed[0] is found.results[1].observed[0]
    assert [(p["n"], p["share"]) for p in found.skipped] == [(10, 0.07), (14, 0.07)]


def test_points_that_do_not_exist_are_listed():
    found, skipped = points(RFSS, {"n": range(4, 7), "k": [5, 1]})
    assert [(p.experiment.n, p.experiment.k) for p in found] == [(n, k) for k in (5, 1) for n in (4, 5, 6) if k <= n]
    assert skipped == [{"n": 4, "k": 5, "reason": "subsets of 5 of n = 4 samples do not exist; give 1 to 4"}]


@pytest.mark.parametrize(
    ("grid", "argument", "says"),
    [
        ({"n": [5, 6], "k": [9, 8]}, "k", "subsets of 9"),
        ({"n": 5, "k": 2, "law": ["uniform", "cauchy"]}, "law", "'cauchy'"),
        ({"n": 5, "k": 2, "eps": [0.1, 0]}, "eps", "above 0"),
        ({"n": 5}, "k", "missing, and so is --share"),
        ({"k": 5}, "n", "missing"),
        ({"n": 5, "k": 2, "share": 0.5}, "share", "k is given"),
        ({"n": 5, "share": [0.5, math.nan]}, "share", "no share"),
        ({"n": 5, "share": 1.5}, "share", "no share"),
        ({"n": 5, "k": []}, "k", "at least one"),
        ({"m": 5, "k": 1}, "m", "it has k, n, eps"),
        ({"n": range(1000), "k": range(1000)}, "k", "1,000,000 points"),
    ],
)
def test_what_is_no_grid(grid, argument, says):
    with pytest.raises(InvalidInput, match=says) as refused:
        points(RFSS, grid)
    assert refused.value.argument == argument


class Picky(RFSS):
    """One law is refused at n = 5 only."""

    def __post_init__(self):
        super().__post_init__()
        if (self.n, self.law.name) == (5, "normal"):
            raise InvalidInput("law", "not there")


def test_a_word_that_some_points_take_is_not_refused():
    found, skipped = points(Picky, {"n": [5, 6], "k": 2, "law": ["uniform", "normal"]})
    assert len(found) == 3
    assert skipped == [{"k": 2, "n": 5, "law": "normal", "reason": "not there"}]


def test_drawing():
    """One field: its interval, and bounds; two: a map; three: panels; none and too many are refused."""
    one = sweep(RFSS, n=range(4, 8), k=2, eps=0.05, **RUN)
    [axes] = one.draw().axes
    assert axes.get_lines()[0].get_xydata().tolist() == [[row["n"], row["rate"]] for row in one.records]
    two = sweep(RFSS, n=[4, 6, 8], share=[0.3, 0.6], eps=0.05, **RUN)
    axes, _ = two.draw().axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("n", "share")
    mesh = axes.collections[0].get_array().data
    assert mesh.tolist() == [[row["rate"] for row in two.records if row["share"] == share] for share in (0.3, 0.6)]
    three = sweep(RFSS, n=[4, 6, 8], k=[1, 2, 3], eps=[0.1, 0.01], **RUN)
    assert [axes.get_title() for axes in three.draw().axes[:2]] == ["eps = 0.1", "eps = 0.01"]
    words = sweep(RFSS, n=[4, 6], k=2, law=["uniform", "normal"], eps=0.1, **RUN)
    assert [label.get_text() for label in words.draw().axes[0].get_yticklabels()] == ["uniform", "normal"]
    with pytest.raises(InvalidInput, match="no field"):
        sweep(RFSS, n=5, k=2, eps=0.1, **RUN).draw()
    assert check_axes({"k": 3, "n": 3, "eps": 3, "law": 1}) == ["n", "k", "eps"]
    assert check_axes({"k": 2, "target": 9, "eps": 3}) == ["target", "eps", "k"]
    with pytest.raises(InvalidInput, match="eps and target would need 15 panels"):
        check_axes({"n": 14, "k": 8, "eps": 5, "target": 3})


SWEEP = ["simulations.sweep", "rfss", "--n", "10:20", "--k", "3:8", "--eps", "1:1e-5:x0.316227766", "--trials", "4000", "--jobs", "2"]


def test_killed_in_the_middle_and_resumed(command, monkeypatch):
    """500 rates: the files are those of a run that nobody stopped, byte for byte, and pandas reads back what JSON has."""
    monkeypatch.setenv("XDG_DATA_HOME", str(command.folder / "data"))
    started = [sys.executable, "-m", *SWEEP, "--store", "s.sqlite", "--csv", "a.csv"]
    process = subprocess.Popen(started, cwd=command.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = command.folder / "s.sqlite-wal"
    while process.poll() is None and not (log.exists() and log.stat().st_size > 300_000):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (command.folder / "a.csv").exists()
    resumed = command(*SWEEP, "--store", "s.sqlite", "--csv", "a.csv", "--json", "a.json")
    assert resumed.returncode == 0, resumed.stderr
    grid = {"n": range(10, 20), "k": range(3, 8), "eps": progression("1:1e-5:x0.316227766", whole=False)}
    whole = sweep(RFSS, 4000, jobs=2, **grid).frame().to_csv(index=False, lineterminator="\n")
    assert (command.folder / "a.csv").read_text() == whole
    rows = pd.read_csv(command.folder / "a.csv", dtype=str)  # pandas reads numbers as numbers, but not all to the last bit
    result = json.loads((command.folder / "a.json").read_text())
    assert len(rows) == len(result["rows"]) == 500
    for column in ("trials", "successes", "rate", "eps"):
        assert rows[column].map(float).tolist() == [row[column] for row in result["rows"]]
    assert rows["Dawson-Sankoff_value"].map(float).tolist() == [row["bounds"][1]["value"] for row in result["rows"]]
    assert pd.read_csv(command.folder / "a.csv")["rate"].between(0, 1).all()
    assert max(map(len, resumed.stdout.splitlines())) <= 80


def test_skipped_points_are_one_line(monkeypatch, tmp_path, capsys):
    asked = ["rfss", "--n", "5:9", "--k", 7, 2, "--trials", 20, "--json", "-", "--csv", "a.csv"]
    status, out, [line] = run_main(asked, monkeypatch, tmp_path, capsys)
    assert status == 0
    assert "2 of 8 points are skipped: k=7 n=5, k=7 n=6; subsets of 7 of n = 5" in line
    result = json.loads(out)
    assert [(p["k"], p["n"]) for p in result["skipped"]] == [(7, 5), (7, 6)]
    assert result["grid"] == {"k": [7, 2], "n": [5, 6, 7, 8]}
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 1 + 3 * 6


def test_parquet(tmp_path):
    """The frame that was written."""
    pytest.importorskip("pyarrow")
    rows = sweep(RSS, n=[5, 6], target=["uniform", 0.5], **RUN).frame()
    rows.to_parquet(tmp_path / "a.parquet", index=False)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), rows, check_dtype=False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["mona_lisa"], ["'mona_lisa'", "rfss"]),
        (["rfss", "--n", "5:a", "--k", "2"], ["--n", "'a'", "whole number"]),
        (["rfss", "--n", "5:9", "--k", "2", "--eps", "0.1:1"], ["--eps", "START:STOP:STEP"]),
        (["rfss", "--n", "5", "--k", "2", "--eps", "0.1", "--figure", "a.png"], ["--figure", "several values"]),
        (["rfss", "--n", "5", "6", "--k", "2", "--csv", "missing/a.csv"], ["--csv", "does not exist"]),
        (["rfss", "--n", "5", "--k", "2", "--csv", "-"], ["--csv", "/dev/stdout"]),
        (["coverage", "--n", "5:7", "--share", "0.5"], ["--share"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line(arguments, says, monkeypatch, tmp_path, capsys):
    status, out, [line] = run_main(arguments, monkeypatch, tmp_path, capsys)
    assert (status, out) == (2, "")
    assert all(part in line for part in says)
    assert not list(tmp_path.iterdir())
