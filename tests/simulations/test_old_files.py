"""Old files stay good: stores of every format serve every row without drawing, tickets of every version verify as they did.

A store of a new format is recorded by the commands of version_1.json, in turn: `python tests/simulations/test_old_files.py STORE`.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
RECORDED = json.loads((DATA / "version_1.json").read_text(encoding="utf-8"))


VERSION_2 = DATA / "version_2.sqlite"


def chunks(path):
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT identity, number, observations FROM chunk"))


@pytest.mark.parametrize("line", [line for line in RECORDED if line.startswith("simulations.")])
@pytest.mark.parametrize("name", ["version_1.sqlite", VERSION_2.name])
def test_an_old_store_serves(command, name, line):
    for file in (name, "plain.npz"):
        shutil.copy(DATA / file, command.folder)
    done = command(*line.split(), "--store", name, "--json", "-")
    assert done.returncode == 0, done.stderr
    assert [{key: row[key] for key in ("eps", "trials", "successes")} for row in json.loads(done.stdout)["rows"]] == RECORDED[line]
    before, after = chunks(DATA / name), chunks(command.folder / name)
    assert before <= after
    drawn = [json.loads(identity) for identity, _, _ in after - before]
    # observables whose version was raised since
    assert {(i["observed"], i["version"]) for i in drawn} == (
        {("rfss count", 2)} if "--count" in line and name == "version_1.sqlite" else set()
    )
    assert command("simulations.store", "check", name).returncode == 0


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


if __name__ == "__main__":
    for line in RECORDED:
        if line.startswith("simulations."):
            subprocess.run([sys.executable, "-m", *line.split(), "--store", sys.argv[1]], cwd=DATA, check=True)
