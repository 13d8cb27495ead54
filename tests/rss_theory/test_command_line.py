"""`python -m rss_theory`: tables, JSON, and one line for what a user can get wrong. Figures: those of the functions."""

import itertools
import json
import math

import pytest

from rss_theory import mrss, rfss, rss
from rss_theory.laws import Laplace
from rss_theory.networks import ARCHITECTURES, requirements
from rss_theory.packing import parameters, samples
from rss_theory.provable import provable_width


def table_and_json(command, *arguments):
    """The lines of the table, at most 80 wide, and the JSON of the same call, the same on standard output and in a file."""
    done = command("rss_theory", *arguments, "--json", "result.json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    piped = command("rss_theory", *arguments, "--json", "-")
    assert piped.returncode == 0, piped.stderr
    result = json.loads((command.folder / "result.json").read_text())
    assert json.loads(piped.stdout) == result
    assert result["command"] == arguments[0]
    assert result["version"]
    return lines, result


@pytest.mark.parametrize(
    ("options", "interval", "share"),
    [([], (-1.0, 1.0), None), (["--low", 0.5, "--high", 0.5], (0.5, 0.5), None), (["--low", 0, "--share", 0.25], (0.0, 1.0), 0.25)],
)
def test_width(command, options, interval, share):
    lines, result = table_and_json(command, "width", "--eps", 0.1, 0.02, "--delta", 0.1, *options)
    assert result["parameters"] == {"law": "uniform", "low": interval[0], "high": interval[1], "share": share}
    assert [row["eps"] for row in result["rows"]] == [0.1, 0.02]
    for row in result["rows"]:
        found = provable_width(row["eps"], 0.1, interval, share=share)
        assert (row["proved"], row["size"], row["failure"]) == (found.n, found.size, found.failure)
        assert (
            row["by"]
            == ("pairs" if share else "groups" if interval[0] == interval[1] else "covering")
            == type(found.proof).__name__.lower()
        )
        assert row["constant"] == pytest.approx(found.n / math.log(1 / min(row["eps"], 0.1)), rel=1e-12)
        counted = samples(row["eps"], (interval[1] - interval[0]) / 2, 0.1).value if interval[0] < interval[1] else None
        assert row["counted"] == counted
        cells = [
            f"{row['eps']:g}",
            "0.1",
            str(found.n),
            str(found.size or "any"),
            row["by"],
            f"{row['constant']:.1f}",
            f"{counted or '-'}".split(".")[0],
        ]
        assert cells in [line.split() for line in lines]
    if not share and interval == (-1.0, 1.0):
        proof = result["rows"][0]["proof"]
        assert proof["core"] + proof["extension"] == result["rows"][0]["proved"]


def test_width_of_another_law(command):
    _, result = table_and_json(command, "width", "--eps", 0.1, "--law", "laplace")
    assert [row["proved"] for row in result["rows"]] == [provable_width(0.1, delta, law=Laplace()).n for delta in (0.1, 0.01)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--n", 10], lambda e: rss.success_bounds(10, e, 0.5)),
        (["--n", 10, "--k", 4], lambda e: rfss.success_bounds(10, 4, e, 0.5)),
        (["--n", 10, "--k", 4, "--law", "laplace"], lambda e: rfss.success_bounds(10, 4, e, 0.5, Laplace())),
        (["--n", 10, "--k", 1, "--d", 2], lambda e: mrss.success_bounds(10, 1, e, [0.5, 0.5])),
    ],
)
def test_bounds(command, options, expected):
    lines, result = table_and_json(command, "bounds", *options, "--eps", 0.1, 0.01, "--target", 0.5)
    assert [row["eps"] for row in result["rows"]] == [0.1, 0.01]
    for row in result["rows"]:
        bounds = expected(row["eps"])
        assert row["bounds"] == [json.loads(json.dumps(bound.as_dict())) for bound in bounds]
        for bound in bounds:
            sign, value = ">=" if bound.side == "lower" else "<=", f"{bound.value:.6g}" if bound.applies else "-"
            start = " ".join([f"{row['eps']:g}", bound.name, sign, value, "yes" if bound.applies else "no"])
            assert any(" ".join(line.split()).startswith(start) for line in lines)
            assert bound.applies or start.endswith("Theorem 2 >= - no") or start.endswith("Theorem 5 >= - no")


def test_bounds_that_do_not_apply_have_no_value(command):
    """Nor in JSON; what fails stands beside them."""
    lines, result = table_and_json(command, "bounds", "--n", 10, "--k", 7, "--eps", 0.1)
    *rest, theorem = result["rows"][0]["bounds"]
    assert (theorem["name"], theorem["applies"], theorem["value"]) == ("Theorem 2", False, None)
    assert all(bound["value"] > 0 for bound in rest)
    assert ["0.1", "Theorem", "2", ">=", "-", "no", "1", "<=", "k", "<=", "n/2"] in [line.split() for line in lines]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_compare(command, name):
    lines, result = table_and_json(command, "compare", "--architecture", name, "--eps", 0.02, "--delta", 0.05, "--share", 0.25)
    found = requirements(ARCHITECTURES[name], 0.02, 0.05, 0.25)
    assert result["rows"] == [json.loads(json.dumps(row.as_dict())) for row in found]
    assert result["parameters"] == {"architecture": name, "eps": 0.02, "delta": 0.05, "share": 0.25}
    assert result["target"]["parameters"] == ARCHITECTURES[name].parameters
    square = {"fc500": 500, "fc500-4": 500, "lenet5": 120, "small-cnn": 32, "resnet22": 64, "resnet50": 1000}[name]  # the largest d x d map
    assert result["lower"]["value"] == parameters(square, 0.02).value
    text = " ".join(" ".join(lines).split())
    assert f"{name}: {len(ARCHITECTURES[name].layers)} layers, {ARCHITECTURES[name].parameters:,} parameters" in text
    assert f"each {square} x {square} linear map has at least {parameters(square, 0.02).value:,.0f} parameters" in text
    for row in found:
        said = f"{row.name.replace('Theorem', 'Thm')} {row.parameters_per_constant:.1e} {row.constant} "
        numbers = ["-"] * 4
        if row.parameters is not None:
            numbers = [f"{max(row.samples):,}", f"{row.parameters:.1e}", f"{row.parameters / ARCHITECTURES[name].parameters:.1e}"]
            numbers.append(f"{row.ticket:.1e}" if row.ticket else "-")
        failing = [hypothesis for hypothesis, holds in row.hypotheses.items() if not holds]
        assert said + ("- " + "; ".join(failing) if failing else " ".join(numbers)) in joined(
            lines, "does not apply" if failing else "applies"
        )
        assert (f"{row.name}: assumes {row.assumes}" in text) == (not failing)


def joined(lines, heading):
    """The text of a table whose first heading this is, its broken cells put together."""
    [start] = [place for place, line in enumerate(lines) if line.startswith(heading + " ")]
    return " ".join(" ".join(itertools.takewhile(bool, map(str.strip, lines[start:]))).split())


def test_what_compare_cannot_prove_has_no_number(command):
    """Of lenet5, to which no theorem applies: neither in the table nor in JSON. Nor of the least number of parameters from eps = 1/2 on."""
    lines, result = table_and_json(command, "compare", "--eps", 0.5)
    assert not any(row["applies"] for row in result["rows"])
    for row in result["rows"]:
        assert {row[key] for key in ("log_errors", "samples", "widths", "parameters", "ticket")} == {None}
    assert result["lower"]["value"] is None
    text = " ".join(" ".join(lines).split())
    assert "parameters proved" not in text
    assert "Theorem 2 does not say: fails 0 < eps < 1/2." in text


def test_defaults_and_help(command):
    for name in ("width", "compare"):
        assert command("rss_theory", name).returncode == 0
    for arguments in ((), ("width",), ("bounds",), ("compare",)):
        done = command("rss_theory", *arguments, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith("usage: python -m rss_theory")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["required", "COMMAND"]),
        (["prove"], ["COMMAND", "'prove'", "width"]),
        (["width", "--eps", "0"], ["--eps", "above 0"]),
        (["width", "--eps", "0.1", "nan"], ["--eps", "above 0"]),
        (["width", "--eps", "small"], ["--eps", "'small'", "number"]),
        (["width", "--eps", "2"], ["--eps", "(0, 1)"]),
        (["width", "--delta", "2"], ["--delta", "between 0 and 1"]),
        (["width", "--delta", "0"], ["--delta", "between 0 and 1"]),
        (["width", "--share", "0.7"], ["--share", "1e-12 to 0.5"]),
        (["width", "--share", "0"], ["--share", "1e-12 to 0.5"]),
        (["width", "--law", "cauchy"], ["--law", "'cauchy'", "product, pruned-product, normal"]),
        (["width", "--law", "zero"], ["--law", "'zero'"]),
        (["width", "--low", "1", "--high", "0"], ["--high", "below --low 1"]),
        (["width", "--low", "nan"], ["--low", "finite"]),
        (["width", "--high", "inf"], ["--high", "finite"]),
        (["width", "--low", "0", "--high", "1e9"], ["--eps", "are proved"]),
        (["width", "--json", "missing/a.json"], ["--json", "does not exist"]),
        (["width", "--json", "."], ["--json", "folder"]),
        (["width", "--json", "/proc/a.json"], ["--json", "cannot be written"]),
        (["width", "--surprise"], ["--surprise"]),
        (["bounds"], ["required", "--n"]),
        (["bounds", "--n", "0"], ["--n", "at least 1"]),
        (["bounds", "--n", "ten"], ["--n", "'ten'", "whole number"]),
        (["bounds", "--n", "5", "--k", "7"], ["--k", "1 to 5"]),
        (["bounds", "--n", "5", "--k", "0"], ["--k", "1 to 5"]),
        (["bounds", "--n", "5", "--d", "2"], ["--d", "--k"]),
        (["bounds", "--n", "5", "--k", "2", "--d", "0"], ["--d", "at least one"]),
        (["bounds", "--n", "5", "--eps", "0"], ["--eps", "above 0"]),
        (["bounds", "--n", "5", "--target", "inf"], ["--target", "finite"]),
        (["bounds", "--n", "5", "--law", "nsn:2"], ["--law", "'nsn:2'"]),
        (["bounds", "--n", "6", "--k", "2", "--target", "1.9999", "--law", "product"], ["--target", "too far in the tail"]),
        (["compare", "--architecture", "vgg"], ["--architecture", "'vgg'", "fc500", "resnet50"]),
        (["compare", "--eps", "0"], ["--eps", "from 1e-100 to below 1"]),
        (["compare", "--eps", "1"], ["--eps", "from 1e-100 to below 1"]),
        (["compare", "--eps", "1e-60"], ["--eps", "are proved"]),
        (["compare", "--eps", "1e-320"], ["--eps", "from 1e-100 to below 1"]),
        (["compare", "--delta", "2"], ["--delta", "from 1e-100 to below 1"]),
        (["compare", "--share", "0.7"], ["--share", "1e-12 to 0.5"]),
        (["compare", "--law", "normal"], ["--law"]),
        (["compare", "--json", "missing/a.json"], ["--json", "does not exist"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line(command, arguments, says):
    done = command("rss_theory", *arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("python -m rss_theory")
    assert all(part in line for part in says)
    assert list(command.folder.iterdir()) == []  # nothing was written
