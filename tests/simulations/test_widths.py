"""Measured and proved widths."""

import json

import pytest
from matplotlib.markers import CARETUPBASE

from simulations.widths import compare, draw


def measured(counts, trials, deltas, of="one_target", confidence=0.99):
    """Of so many failures at the second of two eps; none at the first, nor of the other kind of targets."""
    failures = {kind: [(0, count if kind == of else 0) for count in counts] for kind in ("one_target", "all_targets")}
    rows = compare((0.2, 0.15), deltas, 1.0, "uniform", failures, trials, confidence)
    return [tuple(row[of]["measured"].values()) for row in rows[len(deltas) :]]


@pytest.mark.parametrize("of", ["one_target", "all_targets"])
def test_measured_is_from_the_least_not_excluded_to_the_least_shown(of):
    """Of 100, 90, 30, 40, 10, 0 fail at n = 2, 3, ...; an n is shown where P(Bin(100, delta) <= count) is at most 0.005, excluded by P(>=).

    At 0.5 the 30 of n = 3 are shown (0.00004), the 40 of n = 4 are not (0.028): high is 5. At 0.27 the 30 are not excluded (0.28), the 40
    are (0.003): low is 3. At 0.1 the 10 are neither (0.58, 0.55). At 0.05 the 0 are not shown (0.0059).
    """
    counts = [90, 30, 40, 10, 0]
    expected = [(2, 3), (3, 5), (3, 5), (3, 5), (5, 6), (5, None)]
    assert measured(counts, 100, (0.95, 0.5, 0.3, 0.27, 0.1, 0.05), of) == expected
    assert measured(counts, 100, (1e-6,), of) == [(6, None)]
    assert measured(counts[:4], 100, (1e-6,), of) == [(6, None)]  # all of 2 to 5 are excluded
    assert measured([0, 0], 100, (1e-6, 0.06), of) == [(2, None), (2, 2)]


def test_confidence_widens_the_interval():
    assert measured([90, 30, 40, 10, 0], 100, (0.4,), confidence=0.5) == [(3, 5)]
    assert measured([90, 30, 40, 10, 0], 100, (0.2,), confidence=0.5) == [(5, 5)]
    assert measured([90, 30, 40, 10, 0], 100, (0.2,), confidence=0.9999) == [(3, 6)]


def test_figure_shows_the_ends():
    """A bar from end to end; an arrow up from the lower where no upper is known."""
    failures = [[count] for count in (90, 30, 40, 10, 0)]
    rows = compare((0.15,), (0.5, 0.05), 1.0, "uniform", {"one_target": failures, "all_targets": failures}, 100)
    [axes] = draw({"rows": rows, "parameters": {"target": 1.0}}).axes
    known, unknown = axes.containers
    assert [known.get_label(), unknown.get_label()] == ["measured, delta = 0.5", "measured, delta = 0.05"]
    for bars, ends in ((known, [3, 5]), (unknown, [5, 6])):
        [[segment]] = [lines.get_segments() for lines in bars.lines[2]]
        assert segment[:, 1].tolist() == ends
    assert [[cap.get_marker() for cap in bars.lines[1]] for bars in (known, unknown)] == [["_", "_"], [CARETUPBASE, "_"]]


def test_too_few_trials_say_how_many_are_needed(command):
    """None of 100 networks can show a share of 1e-6, and none of 5,298,314: 1 - 0.005^(1/N) is above it."""
    run = ["simulations.widths", "--eps", 0.1, "--delta", 1e-6, 0.1, "--max-n", 18, "--trials", 100, "--store", "none", "--json", "a.json"]
    done = command(*run, "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "delta = 1e-06 is not resolved: needs about 5,298,315 trials an n" in done.stdout
    assert "delta = 0.1 is not" not in done.stdout
    result = json.loads((command.folder / "a.json").read_text())
    rare, often = result["rows"]
    assert rare["trials_needed"] == 5_298_315
    assert rare["one_target"]["measured"]["high"] is rare["all_targets"]["measured"]["high"] is None
    assert 2 < rare["all_targets"]["measured"]["low"] <= rare["all_targets"]["proved"]
    assert often["trials_needed"] == 51
    assert often["all_targets"]["measured"]["high"] <= 18
    assert result["confidence"] == 0.99


def test_command_line(command):
    run = ["simulations.widths", "--max-n", 14, "--trials", 400, "--eps", 0.2, 0.1, "--delta", 0.2, "--store", "none"]
    done = command(*run, "--confidence", 0.9, "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((command.folder / "a.json").read_text())
    assert [(row["eps"], row["delta"]) for row in result["rows"]] == [(0.2, 0.2), (0.1, 0.2)]
    assert "90 % each" in done.stdout
    assert result["confidence"] == 0.9
    for row in result["rows"]:
        assert row["trials_needed"] == 14  # 0.8^14 < 0.05 < 0.8^13
        one, every = row["one_target"], row["all_targets"]
        assert every["counted"] <= every["measured"]["low"] <= every["measured"]["high"] <= every["proved"]
        assert one["measured"]["low"] <= min(one["measured"]["high"], one["proved"], every["measured"]["low"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--eps", "0"], ["--eps", "above 0"]),
        (["--eps", "2"], ["--eps", "between 0 and 1"]),
        (["--delta", "1"], ["--delta", "between 0 and 1"]),
        (["--target", "0"], ["--target", "above 0"]),
        (["--max-n", "1"], ["--max-n", "at least 2"]),
        (["--max-n", "1001"], ["--max-n", "too large"]),
        (["--eps", "1e-30", "--max-n", "70"], ["--n", "too many"]),
        (["--law", "cauchy"], ["--law", "product, pruned-product, normal"]),
    ],
)
def test_bad_input_is_one_line(command, options, says):
    done = command("simulations.widths", *options, "--store", "none")
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
