"""What is kept of compiled kernels: never what other sources say, never what is damaged; and a run goes on where nothing can be kept."""

import ast
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KERNELS = Path("simulations", "solvers", "kernels")
INNER = "from simulations.solvers.kernels.compiled import kernel\n\n@kernel\ndef inner(x):\n    return x + {added}\n"
OUTER = "from simulations.solvers.kernels.compiled import kernel\nfrom simulations.solvers.kernels.inner import inner\n\n"
OUTER += "@kernel\ndef outer(x):\n    return 2 * inner(x)\n"
PROGRAM = "from simulations.solvers.kernels.outer import outer\nprint(outer(1), sum(outer.stats.cache_hits.values()))"


class Project:
    """A copy of the package with two kernels, one in a file that the other calls."""

    def __init__(self, folder):
        self.folder, self.environment = folder, {}
        self.kernels = folder / KERNELS
        self.kernels.mkdir(parents=True)
        for package in (self.kernels, *list(self.kernels.parents)[:2]):
            (package / "__init__.py").touch()
        for name in ("__init__.py", "compiled.py"):
            shutil.copy(ROOT / KERNELS / name, self.kernels / name)
        self.adds(1)
        (self.kernels / "outer.py").write_text(OUTER)

    def adds(self, added):
        """The inner kernel's source, with a modification time of long ago."""
        (self.kernels / "inner.py").write_text(INNER.format(added=added))
        os.utime(self.kernels / "inner.py", (1e9, 1e9))

    def run(self, **options):
        """(value, whether it was there already), lines on standard error."""
        defaults = {"HOME": str(self.folder), "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        inherited = {name: value for name, value in os.environ.items() if name not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=self.folder,
            env={**inherited, **defaults, **self.environment},
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == 0, done.stderr
        return tuple(map(int, done.stdout.split())), done.stderr.splitlines()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def in_package(project):
    pass


def in_numbas_folder(project):
    project.environment["NUMBA_CACHE_DIR"] = str(project.folder / "numba")


def in_users_folder(project):
    (project.kernels / "__pycache__").touch()  # no folder: nothing can be written into it, by root neither


@pytest.mark.parametrize("place", [in_package, in_numbas_folder, in_users_folder])
def test_changed_sources_are_compiled_anew(project, place):
    place(project)
    assert project.run() == ((4, 0), [])
    assert project.run() == ((4, 1), [])
    project.adds(2)
    assert project.run() == ((6, 0), [])
    project.adds(1)
    assert project.run() == ((4, 1), [])


@pytest.mark.parametrize("damaged", [lambda b: b"", lambda b: b[: len(b) // 2], lambda b: b[:-99] + bytes([b[-99] ^ 1]) + b[-98:]])
def test_damaged_files_are_compiled_anew_and_said_once(project, damaged):
    project.run()
    kept = [path for path in project.kernels.rglob("*.nb*") if path.is_file()]
    assert len(kept) >= 2
    for path in kept:
        path.write_bytes(damaged(path.read_bytes()))
    result, lines = project.run()
    assert result == (4, 0)
    assert len(lines) == 1
    assert "damaged" in lines[0]
    assert project.run() == ((4, 1), [])


def test_nowhere_to_write(project):
    in_users_folder(project)
    project.environment |= {"HOME": "/proc/nobody", "XDG_CACHE_HOME": "/proc/nobody", "NUMBA_CACHE_DIR": "/proc/nobody"}
    result, [line] = project.run()
    assert result == (4, 0)
    assert "in memory only; set NUMBA_CACHE_DIR" in line


def test_a_full_disk(project):
    """Files can be made and nothing can be written into them."""
    result, [line] = project.run(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert result == (4, 0)
    assert "cannot be kept" in line
    assert not [path for path in project.kernels.rglob("kernels-*/*")]


def test_kernels_rest_on_kernels_only():
    """What else they called would not be in the name of the folder."""
    for path in (ROOT / KERNELS).glob("*.py"):
        if path.name == "compiled.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module.startswith("simulations.solvers.kernels."), path
            elif isinstance(node, ast.Import):
                assert all(alias.name in ("math", "numpy") for alias in node.names), path


def test_nothing_else_keeps_compiled_code():
    for package in ("rss_theory", "simulations", "figures", "paper_checks", "benchmarks"):
        for path in (ROOT / package).rglob("*.py"):
            assert "cache=True" not in path.read_text(encoding="utf-8"), path
