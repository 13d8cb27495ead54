"""Results are a function of parameters and seed: whatever the workers, the store, the interruptions."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from forked import start_forked

from rss_theory.command_line.arguments import InvalidInput
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store


@dataclass(frozen=True)
class Draws:
    """Uniform numbers; counts its chunks in a list where it is given one."""

    version: ClassVar[int] = 1
    columns: ClassVar[int] = 2

    drawn: list[int] | None = None
    chunk_size: int = 10

    @property
    def identity(self) -> Mapping[str, Any]:
        return {"observed": "uniform numbers"}

    def observe(self, rng):
        if self.drawn is not None:
            self.drawn.append(1)
        return rng.random((self.chunk_size, 2))


def test_chunks_draw_from_their_own_seeds():
    with Store(None) as store:
        [observed] = collect([Draws()], 25, 7, store)
    expected = [np.random.default_rng(np.random.SeedSequence(7, spawn_key=(i,))).random((10, 2)) for i in range(3)]
    assert np.array_equal(observed, np.vstack(expected)[:25])


def test_more_trials_draw_only_what_is_missing(tmp_path):
    drawn = []
    with Store(tmp_path / "store.sqlite") as store:
        [first] = collect([Draws(drawn)], 25, 0, store)
        assert len(drawn) == 3
        [again] = collect([Draws(drawn)], 30, 0, store)
        assert len(drawn) == 3
        [more] = collect([Draws(drawn)], 41, 0, store)
        assert len(drawn) == 5
        collect([Draws(drawn)], 10, 1, store)
        assert len(drawn) == 6
    assert np.array_equal(more[:30], again)
    assert np.array_equal(again[:25], first)


def test_stores_merge_as_sets(tmp_path):
    with Store(tmp_path / "a.sqlite") as a, Store(tmp_path / "b.sqlite") as b:
        collect([Draws()], 20, 0, a)
        [expected] = collect([Draws()], 40, 0, b)
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection, connection:
        connection.execute("ATTACH ? AS other", (str(tmp_path / "b.sqlite"),))
        connection.execute("INSERT OR IGNORE INTO chunk SELECT * FROM other.chunk")
    drawn = []
    with Store(tmp_path / "a.sqlite") as a:
        [observed] = collect([Draws(drawn)], 40, 0, a)
    assert not drawn
    assert np.array_equal(observed, expected)


@pytest.mark.parametrize(
    "options",
    [
        ["--jobs", "2"],
        ["--jobs", "2", "--backend", "loky"],
        ["--jobs", "2", "--backend", "threading"],
        ["--jobs", "2", "--backend", "multiprocessing"],
        ["--jobs", "2", "--backend", "dask"],
    ],
    ids=" ".join,
)
def test_rows_do_not_depend_on_the_workers(command, options):
    if "dask" in options:
        pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    run = ["simulations.rfss", "--k", 5, "--n", 12, "--trials", 9000, "--store", "none", "--json", "-"]
    plain, other = command(*run, "--jobs", 1), command(*run, *options)
    assert plain.returncode == other.returncode == 0, other.stderr
    assert plain.stdout == other.stdout


LONG = ["-m", "simulations.rfss", "--k", "10", "--n", "20", "--trials", "120000", "--json", "-"]


def start(folder, store, jobs=2):
    environment = {**os.environ, "XDG_DATA_HOME": str(folder)}
    return start_forked(LONG[1], [*LONG[2:], "--store", store, "--jobs", jobs], folder, environment, folder / "stdout", folder / "stderr")


def finish(folder, store):
    process = start(folder, store)
    process.join(300)
    assert process.exitcode == 0
    return json.loads((folder / "stdout").read_text())


def chunks(store):
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute("SELECT count(*) FROM chunk").fetchone()[0]


def wait_for_chunks(store, ended, more_than):
    """Until the store has more chunks than that, or the process has ended."""
    deadline = time.monotonic() + 120
    while not ended() and time.monotonic() < deadline:
        if store.exists():
            try:
                if chunks(store) > more_than:
                    return
            except sqlite3.OperationalError:
                pass  # not there yet, or just being made
        time.sleep(0.01)


def test_twenty_kills_change_nothing(tmp_path):
    undisturbed = finish(tmp_path, tmp_path / "undisturbed.sqlite")
    store = tmp_path / "killed.sqlite"
    random_moments, kept = random.Random(0), []
    for kill in range(20):
        process = start(tmp_path, store, jobs=2 if kill % 4 == 1 else 1)
        if random_moments.random() < 0.7:  # mostly in the midst of the work, sometimes before it has begun
            wait_for_chunks(store, lambda process=process: process.exitcode is not None, kept[-1] if kept else 0)
            time.sleep(random_moments.random() * 0.04)
        else:
            time.sleep(random_moments.random() * 0.3)
        assert process.exitcode is None, "the run ended before it was killed"
        process.kill()
        process.join()
        kept.append(chunks(store) if store.exists() and store.stat().st_size else 0)
    assert kept == sorted(kept)
    assert 0 < kept[-1] < 60  # of 60: killed in the midst of the work
    assert finish(tmp_path, store) == undisturbed
    assert chunks(store) == 60


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_interruption_keeps_finished_chunks_and_says_how_to_go_on(tmp_path, backend):
    store = tmp_path / "store.sqlite"
    LONG_BACKEND = [*LONG, "--store", str(store), "--backend", backend, "--jobs", "2"]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, *LONG_BACKEND],
        cwd=tmp_path,
        env=environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for_chunks(store, lambda: process.poll() is not None, 3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == ""
    assert "Traceback" not in errors
    last = errors.strip().splitlines()[-1]
    assert f"are kept in {store}" in last
    assert "go on with: python -m simulations.rfss --k 10 --n 20" in last
    assert chunks(store) >= 4


@pytest.mark.parametrize(("trials", "seed", "jobs"), [(0, 0, 1), (1, -1, 1), (1, 0, 0)])
def test_bad_numbers(trials, seed, jobs):
    with Store(None) as store, pytest.raises(InvalidInput, match="at least"):
        collect([Draws()], trials, seed, store, jobs=jobs)
