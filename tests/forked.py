"""`python -m ...` in a process forked off one that has imported the libraries already, which takes longer than most commands."""

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

# libraries, and what commands share; a command itself is imported as its own process would import it
PRELOADED = ["joblib", "numba", "numpy", "pandas", "scipy.integrate", "scipy.optimize", "scipy.signal", "scipy.special", "scipy.stats"]
PRELOADED += ["matplotlib.backends.backend_agg", "rich.console", "rich.table", "rss_theory.laws", "seaborn", "simulations.solvers"]
PRELOADED += ["sympy", "warm_numba"]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(PRELOADED)


def start_forked(module, arguments, folder, environment, printed, errors):
    """The multiprocessing.Process of a command that runs in a folder; what it prints goes to two files."""
    process = _CONTEXT.Process(target=_run, args=(module, list(map(str, arguments)), folder, environment, printed, errors))
    process.start()
    return process


def run_forked(module, arguments, folder, environment, *, timeout=None):
    """A CompletedProcess, as of subprocess.run."""
    with tempfile.TemporaryDirectory() as elsewhere:
        printed, errors = (Path(elsewhere) / name for name in ("stdout", "stderr"))
        process = start_forked(module, arguments, folder, environment, printed, errors)
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired([module, *arguments], timeout)
        return subprocess.CompletedProcess([module, *arguments], process.exitcode, printed.read_text("utf-8"), errors.read_text("utf-8"))


def _run(module, arguments, folder, environment, printed, errors):
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path in enumerate([os.devnull, printed, errors]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.argv = [module, *arguments]
    sys.path.insert(0, str(folder))
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        threading._shutdown()  # what an interpreter does at its end, and a forked process would leave out or do in another order
        atexit._run_exitfuncs()
