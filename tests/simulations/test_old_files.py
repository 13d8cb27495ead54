"""Files of version 0.1.0 stay good: its store serves every row without drawing, its tickets verify as they did. So do later tickets."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
RECORDED = json.loads((DATA / "version_1.json").read_text(encoding="utf-8"))


def held(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("line", [line for line in RECORDED if line.startswith("simulations.")])
def test_an_old_store_serves(command, line):
    for name in ("version_1.sqlite", "plain.npz"):
        shutil.copy(DATA / name, command.folder)
    done = command(*line.split(), "--store", "version_1.sqlite", "--json", "-")
    assert done.returncode == 0, done.stderr
    assert [{key: row[key] for key in ("eps", "trials", "successes")} for row in json.loads(done.stdout)["rows"]] == RECORDED[line]
    assert held(command.folder / "version_1.sqlite") == held(DATA / "version_1.sqlite")  # nothing was drawn


@pytest.mark.parametrize("name", [name for name in RECORDED if name.endswith(".npz")])
def test_an_old_ticket_verifies(command, name):
    done = command("simulations.tickets", "--verify", DATA / name, "--json", "-")
    found = json.loads(done.stdout)
    recorded = RECORDED[name]
    for key in ("construction", "ticket_parameters"):
        assert found[key] == recorded[key]
    assert found["weight_error"] == pytest.approx(recorded["weight_error"], rel=1e-12)
    assert found["output_error"] == pytest.approx(recorded["output_error"], rel=1e-9)
    assert (found["eps"], found["built_for_eps"], found["seed"]) == (0.01, None, None)  # it does not say


def test_a_ticket_that_says_how_it_was_built(command):
    """`simulations.tickets --construction sparse-dense --share 0.25 --n 12 --eps 0.05 --seed 3`, of one layer 5 x 8, as it was saved."""
    done = command("simulations.tickets", "--verify", DATA / "with_origin.npz", "--json", "-")
    found = json.loads(done.stdout)
    assert (found["construction"], found["eps"], found["built_for_eps"], found["seed"]) == ("sparse-dense", 0.05, 0.05, 3)
    assert [found["parameters"][name] for name in ("construction", "n", "share", "law")] == ["sparse-dense", 12, 0.25, "uniform"]
    [row] = found["rows"]
    assert (row["within_eps"], row["weights"], found["ticket_parameters"]) == (40, 40, 385)
    assert found["weight_error"] == pytest.approx(0.03314090204090514, rel=1e-12)
