"""Inverse questions: intervals of quantiles against the binomial law, proved ends against the bounds themselves, the command."""

import json
import math
from fractions import Fraction
from functools import partial

import in_process
import numpy as np
import pytest
from matplotlib.markers import CARETDOWNBASE, CARETLEFTBASE, CARETRIGHTBASE

from rss_theory import rfss, rss
from rss_theory.bound import Bound
from rss_theory.laws.atoms import Atoms
from simulations.inverse import delta_of, draw, eps_of, main
from simulations.montecarlo.intervals import quantile_interval, trials_needed
from simulations.rss import RSS

SIGNS = Atoms((-1.0, 1.0), (0.5, 0.5)).name
run_main = partial(in_process.run_main, main, "inverse")


@pytest.mark.parametrize(
    ("trials", "probability", "confidence"), [(20, "1/2", "9/10"), (50, "9/10", "99/100"), (10, "99/100", "1/2"), (7, "1/3", "1/2")]
)
def test_a_quantile_is_between_order_statistics(trials, probability, confidence):
    """In rationals: fewer than l are at most the quantile, u are below it, with at most half the rest; of these l, u the tightest."""
    q, tail = Fraction(probability), (1 - Fraction(confidence)) / 2
    chance = [math.comb(trials, j) * q**j * (1 - q) ** (trials - j) for j in range(trials + 1)]
    low = max((place for place in range(1, trials + 1) if sum(chance[:place]) <= tail), default=-math.inf)
    high = min((place for place in range(1, trials + 1) if sum(chance[place:]) <= tail), default=math.inf)
    shuffled = np.random.default_rng(0).permutation(np.arange(1, trials + 1))
    assert quantile_interval(shuffled, float(q), float(Fraction(confidence))) == (low, high)


def test_too_few_trials_have_no_upper_end():
    """As many as `trials_needed` have one."""
    needed = trials_needed(0.01)
    assert quantile_interval(np.arange(needed - 1), 0.99)[1] == math.inf
    assert quantile_interval(np.arange(needed), 0.99)[1] == needed - 1


def made_up(eps):
    """Success is at least 1 - 0.01 / eps, at most eps / 0.001; a bound that does not apply says that it is certain."""
    sides = (("lower", 1 - 0.01 / eps, True), ("upper", min(1.0, eps / 0.001), True), ("lower", 0.0, True), ("lower", 1.0, False))
    return [Bound(side, value, side, "success probability", "made up", {"holds": holds}) for side, value, holds in sides]


@pytest.mark.parametrize("delta", [0.5, 0.1, 0.001])
def test_proved_eps(delta):
    """1 - 0.01 / eps = 1 - delta at eps = 0.01 / delta; eps / 0.001 = 1 - delta at 0.001 (1 - delta)."""
    proved = eps_of(np.ones(10), made_up, delta)["proved"]
    assert 0.01 / delta <= proved["high"] <= 0.01 / delta * 1.01
    assert 0.001 * (1 - delta) / 1.01 <= proved["low"] < 0.001 * (1 - delta)


def test_delta():
    found = delta_of(3, 100, made_up, 0.02)
    assert found["proved"] == {"low": 0.0, "high": pytest.approx(0.5)}
    assert found["measured"]["low"] < 0.03 < found["measured"]["high"]


def test_nothing_proved():
    def nothing(eps):
        raise ValueError

    assert eps_of(np.arange(2.0), nothing, 0.1) == {"measured": {"low": 0.0, "high": None}, "proved": {"low": 0.0, "high": None}}
    assert delta_of(0, 5, nothing, 0.1)["proved"] == {"low": 0.0, "high": 1.0}


def test_command_line(monkeypatch, tmp_path, capsys):
    asked = ["--n", 12, "--k", 5, "--delta", 0.2, 1e-6, "--eps", 0.05, "--trials", 500, "--json", "a.json", "--figure", "a.png"]
    status, out, _ = run_main(asked, monkeypatch, tmp_path, capsys)
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "delta = 1e-06 is not resolved: needs about 5,298,315 trials" in out
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((tmp_path / "a.json").read_text())
    often, rare, delta = result["rows"]
    for kind in ("one_target", "fixed_size", "all_targets"):
        for row in (often, delta):  # both hold with probability 0.99, so that they meet
            measured, proved = row[kind]["measured"], row[kind]["proved"]
            assert proved["low"] <= measured["high"]
            assert measured["low"] <= proved["high"]
        assert rare[kind]["measured"]["high"] is None
    eps = often["fixed_size"]["proved"]["high"]
    assert max(b.value for b in rfss.success_bounds(12, 5, eps, 1.0) if b.side == "lower") >= 0.8
    assert max(b.value for b in rfss.success_bounds(12, 5, eps / 1.02, 1.0) if b.side == "lower") < 0.8
    eps = often["one_target"]["proved"]["low"]
    assert rss.first_moment(12, eps, 1.0).value < 0.8 <= rss.first_moment(12, eps * 1.02, 1.0).value
    assert often["one_target"]["measured"]["low"] <= often["all_targets"]["measured"]["high"]


def test_an_eps_that_equals_a_distance_is_missed(monkeypatch, tmp_path, capsys):
    """As by the success rates of the same draws: sums on a lattice."""
    asked = ["--n", 3, "--k", 2, "--target", 2, "--delta", 0.5, "--eps", 1, 1.5, "--law", SIGNS, "--trials", 400, "--json", "-"]
    _, out, _ = run_main(asked, monkeypatch, tmp_path, capsys)
    rows = {row["eps"]: row["one_target"]["measured"] for row in json.loads(out)["rows"] if row["asked"] == "delta"}
    for row in RSS(n=3, eps=(1.0, 1.5), target=2.0, law=SIGNS).run(trials=400, seed=0).rows:
        assert [rows[row["eps"]][end] for end in ("high", "low")] == pytest.approx([1 - end for end in row["interval"]])
    assert rows[1.0]["low"] > rows[1.5]["high"]  # distances of exactly 1 are common


def test_figure():
    """An interval a row and a kind, at what the row gives, from end to end; an arrow where an end is not known."""
    known, no_high, no_low, vacuous = ({"low": a, "high": b} for a, b in ((0.1, 0.3), (0.2, None), (0.0, 0.4), (0.0, 1.0)))
    kinds = ("one_target", "fixed_size", "all_targets")
    rows = [
        {"asked": "eps", "delta": 0.25, **{kind: {"measured": known, "proved": no_high} for kind in kinds}},
        {"asked": "eps", "delta": 0.75, **{kind: {"measured": no_low, "proved": vacuous | {"high": None}} for kind in kinds}},
        {"asked": "delta", "eps": 0.5, **{kind: {"measured": known, "proved": vacuous} for kind in kinds}},
        {"asked": "delta", "eps": 0.6, **{kind: {"measured": no_low, "proved": vacuous} for kind in kinds}},
    ]
    parameters = {"n": 9, "k": 4, "target": 1.0, "law": "uniform"}
    figure = draw({"parameters": parameters, "rows": rows, "trials": 10, "confidence": 0.99, "seed": 5})
    for axes in figure.axes:
        ends = [segment.ravel().tolist() for bars in axes.collections for segment in bars.get_segments()]
        lines = [[0.1, 0.25, 0.3, 0.25], [0.2, 0.25, 0.4, 0.25], [0.2, 0.75, 0.4, 0.75], [0.5, 0.1, 0.5, 0.3], [0.6, 0.2, 0.6, 0.4]]
        assert np.allclose(sorted(ends), lines)
        arrows = [(line.get_marker(), *line.get_xydata()[0]) for line in axes.lines if isinstance(line.get_marker(), int)]
        assert np.allclose(sorted(arrows), [(CARETLEFTBASE, 0.2, 0.75), (CARETRIGHTBASE, 0.4, 0.25), (CARETDOWNBASE, 0.6, 0.2)])
    assert "seed 5" in figure.get_supxlabel()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["required", "--n"]),
        (["--n", "0"], ["--n", "at least 1"]),
        (["--n", "60"], ["--n", "too many"]),
        (["--n", "5", "--k", "6"], ["--k", "1 to 5"]),
        (["--n", "5", "--delta", "0"], ["--delta", "between 0 and 1"]),
        (["--n", "5", "--eps", "-1"], ["--eps", "above 0"]),
        (["--n", "5", "--target", "0"], ["--target", "above 0"]),
        (["--n", "5", "--law", "cauchy"], ["--law", "product, pruned-product, normal"]),
    ],
)
def test_bad_input_is_one_line(arguments, says, monkeypatch, tmp_path, capsys):
    status, out, [line] = run_main(arguments, monkeypatch, tmp_path, capsys)
    assert (status, out) == (2, "")
    assert all(part in line for part in says)
    assert not list(tmp_path.iterdir())
