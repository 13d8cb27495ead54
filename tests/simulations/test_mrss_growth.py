"""Least numbers of vectors, and how they grow."""

import json
import math
import sys
from argparse import Namespace
from itertools import product

import numpy as np
import pytest

from simulations.mrss_growth import draw, growth, least_n, main, rows, slope_range


def test_slopes_against_all_lines():
    """The slope is linear in each point, so that the extremes are among the corners, fitted by numpy."""
    rng = np.random.default_rng(0)
    x, low = np.log(np.arange(1.0, 6.0)), rng.uniform(1, 2, 5)
    high = low + rng.uniform(0, 1, 5)
    slopes = [np.polyfit(x, corner, 1)[0] for corner in product(*zip(low, high, strict=True))]
    assert slope_range(x, low, high) == pytest.approx((min(slopes), max(slopes)))
    assert slope_range(x, low, np.append(high[:-1], math.inf))[1] == math.inf
    assert slope_range(x, low, np.append(math.inf, high[1:]))[0] == -math.inf
    assert slope_range(x[:3], low[:3], low[:3]) == pytest.approx((np.polyfit(x[:3], low[:3], 1)[0],) * 2)


def test_least_n():
    assert [least_n(np.array([0.1, 0.6, 0.5, 2.0]), p) for p in (0.05, 0.5, 0.9, 3.0)] == [1, 2, 4, 5]


def test_rows_and_growth():
    """Of 1000, 900, 500, 20, 0 no subset is found, from the first n of a mean of 1/2 on; at d = 2 it never is."""
    options = Namespace(size=["any"], success=[0.5, 0.9], d=[1, 2], trials=1000, confidence=0.99, eps=0.25, law="nsn")
    counts = {("any", 1): np.array([0.2, 0.6, 0.8, 0.9, 2.0, 9.0]), ("any", 2): np.array([0.1, 0.3, 0.7])}
    failures = {("any", 1): [1000, 900, 500, 20, 0], ("any", 2): [1000]}
    half, most = (rows(options, counts, failures)[start : start + 2] for start in (0, 2))
    assert [row["measured"] for row in half] == [{"low": 4, "high": 5}, {"low": 4, "high": None}]  # 500 is neither excluded nor shown
    assert [row["measured"] for row in most] == [{"low": 5, "high": 5}, {"low": 4, "high": None}]
    assert [row["counted"] for row in half + most] == [2, 3, 4, 4]
    assert [row["asked"]["value"] for row in most] == [None, 289]  # Theorem 5 is for d >= 2, 8 log 8 = 16.6
    parameters = {"d": [1, 2], "success": [0.5, 0.9], "size": ["any"], "law": "nsn", "target": 0.5, "eps": 0.25}
    result = {"rows": half + most, "growth": [growth(half), growth(most)], "parameters": parameters}
    for axes in draw({**result, "trials": 1000, "seed": 0, "confidence": 0.99}).axes:  # nothing is cut off
        assert axes.get_ylim()[0] == 0
        assert axes.get_ylim()[1] > 5
    of = growth(half)
    assert of["exponent"] == pytest.approx((math.log2(4 / 5), math.inf))
    assert of["counted_exponent"] == pytest.approx(math.log2(3 / 2))
    assert of["per_dimension"] == pytest.approx((-1, math.inf))


def test_all_dimensions_share_the_confidence():
    """Of 100, 39 failures exclude 1/4 where a tail may be 0.005 (it is 0.0012), and not where it may be 0.001."""
    counts, failures = {("any", d): np.array([0.9, 2.0]) for d in range(1, 7)}, {("any", d): [39, 0] for d in range(1, 7)}
    options = {"size": ["any"], "success": [0.75], "trials": 100, "confidence": 0.99, "eps": 0.25, "law": "normal"}
    alone, together = (rows(Namespace(d=range(1, 1 + number), **options), counts, failures) for number in (1, 6))
    assert alone[0]["measured"]["low"] == 2
    assert [row["measured"]["low"] for row in together] == [1] * 6


def test_command_line(command):
    run = ["simulations.mrss_growth", "--d", 1, 2, "--eps", 0.5, "--trials", 300, "--size", "any", "root", "--success", 0.5, "--store", "s"]
    done = command(*run, "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((command.folder / "a.json").read_text())
    assert [(row["size"], row["d"]) for row in result["rows"]] == [("any", 1), ("any", 2), ("root", 1), ("root", 2)]
    for row in result["rows"]:
        assert row["counted"] <= row["measured"]["low"] <= row["measured"]["high"]
    assert json.loads(command(*run, "--json", "-").stdout) == result


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("--d 3", ["--d", "at least two"]),
        ("--d 0 1", ["--d", "at least 1"]),
        ("--eps 0", ["--eps", "above 0"]),
        ("--success 1", ["--success", "between 0 and 1"]),
        ("--size third", ["--size", "any, half, root"]),
        ("--target 0.1", ["--target", "empty subset"]),
        ("--law cauchy", ["--law", "pruned-product"]),
        ("--max-n 0", ["--max-n", "at least 1"]),
        ("--d 1 2 --eps 1e-12 --max-n 100", ["--n", "hours"]),
    ],
)
def test_bad_input_is_one_line(options, says, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["simulations.mrss_growth", *options.split(), "--store", "none"])
    with pytest.raises(SystemExit, match=r"^2$"):
        main()
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    assert all(part in line for part in says)
