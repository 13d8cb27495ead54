"""Every command and the example of README run as they stand there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
SETUP = [line for line in COMMANDS if line.startswith("python3 -m venv")]


def test_readme_has_its_two_commands():
    main, tests = SETUP
    assert main.endswith("-m simulations.rfss --k 7 --n 15 --figure rfss.png")
    assert tests.endswith("-m pytest -q")
    for words in ("-m simulations.rfss --k 7 --n 15 --figure", "-m pytest"):  # CI runs both
        assert f"grep -F -- '{words}' README.md" in (ROOT / ".ci" / "run").read_text()


def test_main_command(tmp_path):
    """But for its installation, which is CI's."""
    line = SETUP[0].replace(".venv/bin/python", sys.executable).rpartition(" && ")[2]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "COLUMNS": "80"}
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Dawson" in done.stdout
    assert "figure: rfss.png" in done.stdout
    assert (tmp_path / "rfss.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("line", [line for line in COMMANDS if line not in SETUP])
def test_other_commands(line, command):
    python, option, *arguments = shlex.split(line)
    assert (python, option) == ("python", "-m")
    rng = np.random.default_rng(0)
    np.savez(command.folder / "network.npz", first=rng.uniform(-1, 1, (20, 30)), second=rng.uniform(-1, 1, (10, 20)))
    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_example(tmp_path):
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "second moment lower 0.851" in done.stdout


def test_stored_format(command):
    """The identity shown in README is the one that is stored."""
    import sqlite3
    from contextlib import closing

    assert command("simulations.rfss", "--k", 7, "--n", 15, "--trials", 8000, "--store", "s.sqlite").returncode == 0
    [shown] = re.findall(r"`(\{.*?\})`", README)
    with closing(sqlite3.connect(command.folder / "s.sqlite")) as connection:
        assert connection.execute("SELECT length(observations) FROM chunk WHERE identity = ? AND number = 3", (shown,)).fetchall() == [
            (16000,)
        ]
        [(schema,)] = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall()
    assert schema in README
