"""Numbers too large or too small, for every command: one line that names the argument, and exit status 2, before any work."""

import resource
import subprocess
import sys

import numpy as np
import pytest

from simulations import solvers

HUGE = 10**23
TOO_LARGE = [
    *(f"simulations.{name} --n {n}" for n in (11_000, HUGE) for name in ("rfss --k 1", "rss", "coverage", "weights --network net.npz")),
    *(f"simulations.tickets.{name} --n {n}" for n in (1100, HUGE) for name in ("success --target net.npz", "sizes --trials 1")),
    *(f"simulations.{name} --n 6 --law uniform:1e308" for name in ("rfss --k 2", "rss", "coverage")),
    f"simulations.rfss --k 2 --n 6 --trials {10**26}",
    "simulations.rfss --k 2 --n 6 --jobs 100000",
    "paper_checks --jobs 100000",
    "simulations.weights --network net.npz --jobs 100000",
    "simulations.tickets --target net.npz --n 6 --jobs 100000",
    "simulations.widths --max-n 1100",
    "simulations.rss --n 6 --target 1e308 --law normal",
    "simulations.coverage --n 6 --low -1e308 --high 1e308",
    "rss_theory bounds --n 3000",
    "rss_theory bounds --n 1000000 --law normal",
    "rss_theory bounds --n 20 --k 8 --d 1000000000000",
    "rss_theory bounds --n 20 --k 8 --d 1000000",
    "rss_theory compare --eps 1e-320 --delta 1e-320",
]


@pytest.mark.parametrize("line", TOO_LARGE)
def test_is_refused_in_one_line(command, line):
    np.savez(command.folder / "net.npz", np.full((3, 4), 0.1))
    done = command(*line.split(), timeout=30)
    assert done.returncode == 2
    [said] = done.stderr.splitlines()
    options = [word for word in line.split() if word.startswith("--")]
    assert any(f"argument {option}:" in said for option in options), said


@pytest.mark.parametrize("line", ["figures natale2024_theorem2 --output", "simulations.store info", "simulations.store check"])
def test_names_that_are_too_long(command, line):
    done = command(*line.split(), "x" * 300, timeout=30)
    assert done.returncode == 2
    [said] = done.stderr.splitlines()
    assert "does not exist" in said or "is no file" in said


@pytest.mark.parametrize("megabytes", [400, 600])
def test_too_little_memory_is_one_line(megabytes, tmp_path):
    """Threads, or compiled libraries, do not fit into so many addresses."""
    done = subprocess.run(
        [sys.executable, "-m", "simulations.rfss", "--k", "7", "--n", "15", "--trials", "1000", "--store", "none"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes * 10**6,) * 2),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "python -m simulations.rfss: error: too little memory; nothing is kept without a store; free some, or give a smaller problem"
    )


def test_negative_numbers_in_powers_of_ten(command):
    done = command("rss_theory", "width", "--low", "-1e-1", "--high", "-.05", "--eps", "1e-2", "--delta", "0.1")
    assert done.returncode == 0, done.stderr
    assert "[-0.1, -0.05]" in done.stdout


@pytest.mark.parametrize("n", [10**9, 1001])
def test_plan(n):
    with pytest.raises(ValueError, match=f"n = {n} samples are too many"):
        solvers.plan(n)


@pytest.mark.parametrize("size", [1.5, -1, 4])
def test_sizes(size):
    for solve in (
        solvers.closest,
        lambda x, z, size: solvers.count(x, z, 0.1, size=size),
        lambda x, z, size: solvers.coverage_gap(x, 0, 1, size=size),
    ):
        with pytest.raises(ValueError, match=r"a whole number in 0\.\.3"):
            solve([0.1, 0.2, 0.3], 0.3, size=size)


@pytest.mark.parametrize("name", ["engine", "solvers", "structured"])
def test_benchmarks_say_what_they_are(command, name):
    done = command(f"benchmarks.{name}", "--help", timeout=10)
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: python -m benchmarks.{name}")
