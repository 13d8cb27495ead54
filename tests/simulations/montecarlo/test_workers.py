"""Workers hear no interruption, leave no word when they are left, and end with the process that started them."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import psutil
import pytest

from rss_theory.command_line.arguments import InvalidInput
from simulations.montecarlo.workers import finished


def deaf():
    time.sleep(0.05)  # so that both are asked
    return os.getpid(), signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.parametrize("backend", ["loky", "dask"])
def test_processes_are_deaf_from_the_start(backend):
    found = set(finished((deaf for _ in range(8)), 2, backend))
    assert all(is_deaf for _, is_deaf in found)
    assert len(found) == 2
    assert deaf() == (os.getpid(), False)


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_tasks_that_are_left_are_no_warning(backend):
    """Warnings are errors here."""
    results = finished((partial(time.sleep, 0.01) for _ in range(1000)), 2, backend)
    assert next(results) is None
    results.close()


def test_all_results_of_every_backend():
    for backend in ("threading", "loky", "multiprocessing", "sequential"):
        assert sorted(finished((partial(divmod, i, 7) for i in range(20)), 2, backend)) == [divmod(i, 7) for i in range(20)]


def test_unknown_backend():
    with pytest.raises(InvalidInput, match="'threads' cannot be used"):
        next(finished([deaf], 1, "threads"))


def test_workers_end_with_a_killed_parent(tmp_path):
    run = ["-m", "simulations.rfss", "--k", "7", "--n", "15", "--trials", str(10**9), "--store", "none", "--backend", "loky", "--jobs", "2"]
    process = subprocess.Popen([sys.executable, *run], stderr=subprocess.DEVNULL, env={**os.environ, "XDG_DATA_HOME": str(tmp_path)})
    workers, ending = list[psutil.Process](), time.monotonic() + 60
    while (
        process.poll() is None and time.monotonic() < ending and sum("loky" in " ".join(worker.cmdline()) for worker in workers) < 3
    ):  # and what counts their files
        time.sleep(0.1)
        workers = psutil.Process(process.pid).children(recursive=True)
    time.sleep(1)  # so that they are at work
    process.kill()
    process.wait()
    ending = time.monotonic() + 30

    def alive(worker):
        return worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE

    while time.monotonic() < ending and any(map(alive, workers)):
        time.sleep(0.1)
    assert len(workers) >= 3
    assert not any(map(alive, workers))


@pytest.mark.parametrize(
    "module", ["simulations.rfss", "simulations.tickets", "rss_theory", "figures", "paper_checks", "benchmarks.engine"]
)
def test_an_interruption_while_a_command_loads_is_one_line(module, tmp_path):
    """It comes from a module that is found first: numpy, which all of them load."""
    (tmp_path / "numpy.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n")
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run([sys.executable, "-m", module], env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True)
    assert (done.returncode, done.stderr, done.stdout) == (130, "\ninterrupted\n", "")
