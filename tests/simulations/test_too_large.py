"""Numbers too large, for every command: one line that names the argument, and exit status 2, before any work."""

import numpy as np
import pytest

from simulations import solvers

HUGE = 10**23
TOO_LARGE = [
    *(f"simulations.{name} --n {n}" for n in (1100, HUGE) for name in ("rfss --k 1", "rss", "coverage", "weights --network net.npz")),
    *(f"simulations.tickets.{name} --n {n}" for n in (1100, HUGE) for name in ("success --target net.npz", "sizes --trials 1")),
    *(f"simulations.{name} --n 6 --law uniform:1e308" for name in ("rfss --k 2", "rss", "coverage")),
    f"simulations.rfss --k 2 --n 6 --trials {10**26}",
    "simulations.rfss --k 2 --n 6 --jobs 100000",
    "paper_checks --jobs 100000",
    "simulations.rss --n 6 --target 1e308 --law normal",
    "simulations.coverage --n 6 --low -1e308 --high 1e308",
    "rss_theory bounds --n 3000",
    "rss_theory bounds --n 1000000 --law normal",
    "rss_theory bounds --n 20 --k 8 --d 1000000000000",
    "rss_theory bounds --n 20 --k 8 --d 1000000",
]


@pytest.mark.parametrize("line", TOO_LARGE)
def test_is_refused_in_one_line(command, line):
    np.savez(command.folder / "net.npz", np.full((3, 4), 0.1))
    done = command(*line.split(), timeout=30)
    assert done.returncode == 2
    [said] = done.stderr.splitlines()
    options = [word for word in line.split() if word.startswith("--")]
    assert any(f"argument {option}:" in said for option in options), said


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
