"""Measured and proved widths."""

import json

import numpy as np
import pytest

from simulations.widths import LEAST_N, compare


def test_measured_is_the_least_n_from_which_on_few_trials_fail():
    """Failure rates 0.9, 0.3, 0.4, 0.1 at n = 2, 3, 4, 5."""
    errors = [np.where(np.arange(10) < 10 * rate, 0.2, 0.0) for rate in (0.9, 0.3, 0.4, 0.1)]
    rows = compare((0.15,), (0.95, 0.4, 0.3, 0.05), 1.0, "uniform", errors, errors[:1])
    assert [row["one_target"]["measured"] for row in rows] == [LEAST_N, 3, 5, None]
    assert [row["all_targets"]["measured"] for row in rows] == [LEAST_N, None, None, None]


def test_command_line(command):
    run = ["simulations.widths", "--max-n", 14, "--trials", 400, "--eps", 0.2, 0.1, "--delta", 0.2, "--store", "none"]
    done = command(*run, "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((command.folder / "a.json").read_text())
    assert [(row["eps"], row["delta"]) for row in result["rows"]] == [(0.2, 0.2), (0.1, 0.2)]
    for row in result["rows"]:
        one, every = row["one_target"], row["all_targets"]
        assert every["counted"] <= every["measured"] <= every["proved"]
        assert one["measured"] <= min(one["proved"], every["measured"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--eps", "0"], ["--eps", "above 0"]),
        (["--eps", "2"], ["--eps", "between 0 and 1"]),
        (["--delta", "1"], ["--delta", "between 0 and 1"]),
        (["--target", "0"], ["--target", "above 0"]),
        (["--max-n", "1"], ["--max-n", "at least 2"]),
        (["--max-n", "60"], ["--n", "too many"]),
        (["--law", "cauchy"], ["--law", "product, pruned-product, normal"]),
    ],
)
def test_bad_input_is_one_line(command, options, says):
    done = command("simulations.widths", *options, "--store", "none")
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
