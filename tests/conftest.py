"""What several tests share."""

import os
import sys
from pathlib import Path

import pytest
from forked import run_forked

pytest.register_assert_rewrite("reference_tickets")
ROOT = Path(__file__).parent.parent
# hundreds of processes: where Python is told to keep no bytecode, each compiles every module anew
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture
def published():
    """A file of the published data beside the project, by name; skips where it is missing."""

    def path(name, folder="data"):
        found = ROOT.parent / "shared" / folder / name
        if not found.exists():
            pytest.skip(f"the published {name} is not beside the project")
        return found

    return path


@pytest.fixture
def command(tmp_path):
    """Runs `python -m ...` in an empty folder with a user's data folder of its own."""

    def run(module, *arguments, timeout=None):
        environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "COLUMNS": "80"}
        return run_forked(module, arguments, tmp_path, environment, timeout=timeout)

    run.folder = tmp_path
    return run
