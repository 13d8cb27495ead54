"""Every command and the example of README run as they stand there."""

import os
import re
import shutil
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
    assert "grep -F -- '-m pytest' README.md" in (ROOT / ".ci" / "run").read_text()  # CI runs the second one


@pytest.fixture
def bare_clone(tmp_path):
    """The project's own files, without anything built or installed."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: which files a clone has is not known")
    for name in listed.stdout.splitlines():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def shell(line, folder):
    environment = {**os.environ, "XDG_DATA_HOME": str(folder / "data"), "COLUMNS": "80"}
    return subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_main_command_from_a_bare_clone(bare_clone):
    done = shell(SETUP[0], bare_clone)
    assert done.returncode == 0, done.stderr
    assert "Dawson" in done.stdout
    assert "figure: rfss.png" in done.stdout
    assert (bare_clone / "rfss.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("line", [line for line in COMMANDS if line not in SETUP])
def test_other_commands(line, tmp_path):
    assert line.startswith("python -m ")
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "network.npz", first=rng.uniform(-1, 1, (20, 30)), second=rng.uniform(-1, 1, (10, 20)))
    done = shell(line.replace("python", sys.executable, 1), tmp_path)
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
