"""What a user can get wrong: one line that names the argument, exit status 2, nothing lost."""

import sqlite3
from contextlib import closing

import pytest

from simulations.montecarlo.store import VERSION

RFSS = ["simulations.rfss", "--k", "2", "--n", "6", "--trials", "100"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["simulations.rfss", "--n", "6"], ["required", "--k"]),
        (["simulations.rfss", "--k", "7", "--n", "6"], ["--k", "7", "1 to 6"]),
        (["simulations.rfss", "--k", "0", "--n", "6"], ["--k", "1 to 6"]),
        (["simulations.rfss", "--k", "two", "--n", "6"], ["--k", "'two'", "whole number"]),
        (["simulations.rfss", "--k", "2", "--n", "70", "--count"], ["--n", "70", "hours", "GB"]),
        (["simulations.rfss", "--k", "2", "--n", "0"], ["--n", "0", "at least 1"]),
        ([*RFSS, "--eps", "0"], ["--eps", "above 0"]),
        ([*RFSS, "--eps", "0.1", "-0.1"], ["--eps", "above 0"]),
        ([*RFSS, "--eps", "small"], ["--eps", "'small'", "number"]),
        ([*RFSS, "--eps", "nan"], ["--eps", "above 0"]),
        ([*RFSS, "--eps", "inf"], ["--eps", "above 0"]),
        ([*RFSS, "--target", "inf"], ["--target", "finite"]),
        ([*RFSS, "--target", "nan"], ["--target", "finite"]),
        ([*RFSS, "--target", "1.9999", "--law", "product"], ["--target", "too far in the tail"]),
        ([*RFSS, "--law", "cauchy"], ["--law", "'cauchy'", "product, pruned-product, normal"]),
        ([*RFSS, "--trials", "0"], ["--trials", "at least 1"]),
        ([*RFSS, "--trials", "1e6"], ["--trials", "'1e6'", "whole number"]),
        ([*RFSS, "--seed", "-1"], ["--seed", "at least 0"]),
        ([*RFSS, "--jobs", "0"], ["--jobs", "at least 1"]),
        ([*RFSS, "--backend", "carrier-pigeon"], ["--backend", "'carrier-pigeon'", "loky"]),
        ([*RFSS, "--confidence", "99"], ["--confidence", "between 0 and 1"]),
        ([*RFSS, "--store", "missing/store.sqlite"], ["--store", "missing does not exist"]),
        ([*RFSS, "--store", "."], ["--store", "cannot be opened"]),
        ([*RFSS, "--store", "/proc/store.sqlite"], ["--store", "cannot be opened"]),
        ([*RFSS, "--figure", "a.xyz"], ["--figure", ".png, .pdf, .svg"]),
        ([*RFSS, "--figure", "missing/a.png"], ["--figure", "does not exist"]),
        ([*RFSS, "--figure", "/proc/a.png"], ["--figure", "cannot be written"]),
        ([*RFSS, "--json", "missing/a.json"], ["--json", "does not exist"]),
        ([*RFSS, "--json", "."], ["--json", "folder"]),
        ([*RFSS, "--surprise"], ["--surprise"]),
        (["simulations.rss", "--policy", "largest"], ["--policy", "closest, smallest"]),
        (["simulations.rss", "--target", "everywhere"], ["--target", "'everywhere'", "number"]),
        (["figures", "mona_lisa"], ["'mona_lisa'", "rfss_success"]),
        (["figures"], ["NAME", "rfss_success"]),
        (["figures", "rfss_success", "--output", "missing"], ["--output", "does not exist"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line(command, arguments, says):
    done = command(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
    assert not [path for path in command.folder.iterdir() if path.name != "data"]  # nothing was written


@pytest.mark.parametrize("contents", [b"", b"not a database at all, but long enough to look at" * 100])
def test_a_file_that_is_not_a_database_stays_as_it_is(command, contents):
    store = command.folder / "store.sqlite"
    store.write_bytes(contents)
    done = command(*RFSS, "--store", store)
    if contents:
        assert done.returncode == 2
        [line] = done.stderr.splitlines()
        assert "--store" in line
        assert "not a database" in line
        assert store.read_bytes() == contents
    else:  # an empty file is an empty database
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("pragma", "says"), [(f"user_version = {VERSION + 1}", "newer"), ("application_id = 1", "another program")])
def test_a_store_of_another_version_or_program_stays_as_it_is(command, pragma, says):
    store = command.folder / "store.sqlite"
    assert command(*RFSS, "--store", store).returncode == 0
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(f"PRAGMA {pragma}")
        before = list(connection.iterdump())
    done = command(*RFSS, "--store", store, "--seed", 5)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "--store" in line
    assert says in line
    with closing(sqlite3.connect(store)) as connection:
        assert list(connection.iterdump()) == before


def test_a_read_only_store_is_refused(command):
    """An immutable path: sqlite opens it and cannot write."""
    store = command.folder / "store.sqlite"
    assert command(*RFSS, "--store", store).returncode == 0
    done = command(*RFSS, "--store", "/dev/full")
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert "--store" in line


def test_second_run_reuses_the_first(command):
    first = command(*RFSS, "--store", "store.sqlite", "--json", "-")
    with closing(sqlite3.connect(command.folder / "store.sqlite")) as connection:
        before = list(connection.iterdump())
    other_eps = command(*RFSS, "--store", "store.sqlite", "--eps", 0.3, 0.01, "--json", "-")
    again = command(*RFSS, "--store", "store.sqlite", "--json", "-")
    assert first.stdout == again.stdout
    assert other_eps.returncode == 0
    with closing(sqlite3.connect(command.folder / "store.sqlite")) as connection:
        assert list(connection.iterdump()) == before
    assert [path.name for path in command.folder.iterdir()] == ["store.sqlite"]


def test_default_store_is_in_the_users_data_folder(command):
    assert command(*RFSS).returncode == 0
    assert (command.folder / "data" / "rss-toolkit" / "store.sqlite").exists()
