"""The command that shows how sum-bounded a law is."""

import json

import pytest


def test_command_line(command):
    done = command("simulations.sum_bounded", "--max-k", 30, "--json", "a.json", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    assert "0.154180329804" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    result = json.loads((command.folder / "a.json").read_text())
    assert [row["k"] for row in result["rows"]] == list(range(1, 31))
    assert all(result["c_l"] < row["c_l"] and row["c_u"] <= result["c_u"] for row in result["rows"])


def test_a_law_without_constants(command):
    result = json.loads(command("simulations.sum_bounded", "--law", "product", "--max-k", 3, "--json", "-").stdout)
    assert (result["c_l"], result["c_u"]) == (0.0, None)
    assert (result["rows"][0]["c_l"], result["rows"][0]["c_u"]) == (0.0, None)
    assert result["rows"][1]["c_u"] == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("options", "says"), [(["--law", "cauchy"], "product, pruned-product, normal"), (["--max-k", "0"], "from 1 to 500")]
)
def test_bad_input_is_one_line(command, options, says):
    done = command("simulations.sum_bounded", *options)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert says in line
