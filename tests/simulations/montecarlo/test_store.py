"""Stored results: what is not as it was written is named, never used; what is dropped is drawn again, and nothing else is."""

import json
import os
import random
import re
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pytest
from forked import run_forked

from rss_theory.command_line.arguments import InvalidInput
from simulations.montecarlo import store as module
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import VERSION, NotWritable, Store, default_path
from simulations.store import contents

IDENTITY = {"observed": "numbers", "chunk_size": 10, "seed": 0}
KEY = '{"chunk_size":10,"observed":"numbers","seed":0}'


@dataclass(frozen=True)
class Numbers:
    """Two uniform numbers a trial; notes each chunk that is drawn."""

    version: ClassVar[int] = 1
    columns: ClassVar[int] = 2
    chunk_size: ClassVar[int] = 10

    drawn: list[int] = field(default_factory=list)
    identity = {"observed": "numbers"}  # noqa: RUF012

    def observe(self, rng):
        self.drawn.append(rng.bit_generator.seed_seq.spawn_key[0])
        return rng.random((10, 2))


def observed(path):
    """50 trials, and the numbers of the chunks that had to be drawn."""
    numbers = Numbers()
    with Store(path) as store:
        [found] = collect([numbers], 50, 0, store)
    return found.tobytes(), numbers.drawn


def execute(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def to_version_1(path):
    execute(path, "ALTER TABLE chunk DROP COLUMN checksum", "PRAGMA user_version = 1")


@pytest.fixture
def path(tmp_path):
    """A store of five chunks."""
    assert observed(tmp_path / "store.sqlite")[1] == [0, 1, 2, 3, 4]
    return tmp_path / "store.sqlite"


@pytest.fixture
def expected():
    return observed(None)[0]


def check(path, *options):
    """Exit status, standard output, standard error of the command."""
    done = run_forked("simulations.store", ["check", path, *options], path.parent, dict(os.environ))
    return done.returncode, done.stdout, done.stderr


FLIPPED = "observations = CAST(substr(observations, 1, 80) || x'41' || substr(observations, 82) AS BLOB)"
FORMS = {  # what a chunk is made, chunks that are named, chunks that are drawn again
    "short": ("observations = substr(observations, 1, 100)", ["3"], [3]),
    "one column short": ("observations = substr(observations, 1, 80)", ["3"], [3]),
    "long": ("observations = CAST(observations || x'00' AS BLOB)", ["3"], [3]),
    "empty": ("observations = x''", ["3"], [3]),
    "NULL": ("observations = NULL", ["3"], [3]),
    "text": ("observations = 'some text'", ["3"], [3]),
    "number": ("observations = 1.5", ["3"], [3]),
    "below 0": ("number = -1", ["-1"], [3]),
    "no number": ("number = 'three'", ["'three'"], [3]),
    "NULL number": ("number = NULL", ["None"], [3]),
    "fraction": ("number = 3.5", ["3.5"], [3]),
}
CONTENTS = {"flipped": (FLIPPED, ["3"], [3]), "no checksum": ("checksum = NULL", ["3"], [3]), "another's place": ("number = 5", ["5"], [3])}


@pytest.mark.parametrize(
    ("version", "damage"),
    [(2, damage) for damage in {**FORMS, **CONTENTS}] + [(1, damage) for damage in FORMS],
    ids=lambda value: str(value),
)
def test_a_damaged_chunk_is_named_and_drawn_again_when_dropped(path, expected, version, damage):
    changed, named, drawn = {**FORMS, **CONTENTS}[damage]
    if version == 1:
        to_version_1(path)
    execute(path, f"UPDATE chunk SET {changed} WHERE number = 3")
    if damage != "another's place":  # that one is beyond what the run asks for, and what it has left is drawn
        with pytest.raises(InvalidInput, match=re.escape(f"chunk {named[0]} of {KEY}: ")) as refused:
            observed(path)
        assert f"`python -m simulations.store check {path} --drop-damaged`" in str(refused.value)
    status, output, errors = check(path)
    assert (status, errors) == (1, "")
    *lines, last = output.splitlines()
    assert [line.split(" of ")[0] for line in lines] == [f"chunk {number}" for number in named]
    assert "1 damaged; --drop-damaged drops them" in last
    status, output, errors = check(path, "--drop-damaged")
    assert (status, errors) == (0, "")
    assert "1 dropped" in output
    assert check(path) == (0, "nothing is damaged\n", "")
    assert observed(path) == (expected, drawn)
    assert observed(path) == (expected, [])


def test_an_index_that_says_something_else_is_made_anew(path, expected):
    """Its entry of chunk 3 is that of 7; the chunk itself is as it was written."""
    with closing(sqlite3.connect(path)) as connection:
        [root] = connection.execute("SELECT rootpage FROM sqlite_master WHERE type = 'index'").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
    whole, entry = path.read_bytes(), KEY.encode() + b"\x03"
    place = whole.index(entry, (root - 1) * size)
    assert place < root * size
    path.write_bytes(whole[: place + len(entry) - 1] + b"\x07" + whole[place + len(entry) :])
    with Store(path) as store:
        assert store.damaged_pages()
        store.drop(store.damaged())
        assert store.damaged_pages() == []
    assert observed(path) == (expected, [])


def test_a_file_that_stays_damaged_is_said(path):
    """Its header counts a free page that is not there."""
    whole = path.read_bytes()
    path.write_bytes(whole[:39] + b"\x01" + whole[40:])
    status, output, errors = check(path, "--drop-damaged")
    assert (status, errors) == (1, "")
    assert "the file itself is damaged still: begin a new store" in output


def test_swapped_chunks_are_named(path):
    """Each is a chunk as it was written, and not the one that it claims to be."""
    execute(path, "UPDATE chunk SET number = 9 WHERE number = 3", "UPDATE chunk SET number = 3 WHERE number = 1")
    execute(path, "UPDATE chunk SET number = 1 WHERE number = 9")
    with pytest.raises(InvalidInput, match="chunk 1 of"):
        observed(path)
    assert check(path)[1].count("chunk 1 of") == check(path)[1].count("chunk 3 of") == 1


def test_another_experiments_chunk_is_named(path):
    execute(path, f"""UPDATE chunk SET identity = '{KEY.replace('"seed":0', '"seed":1')}' WHERE number = 3""")
    status, output, _ = check(path)
    assert status == 1
    assert '"seed":1' in output


def test_what_is_no_identity_is_named_and_dropped(path, expected):
    execute(path, "UPDATE chunk SET identity = CAST(x'ff1b0a5b2f785d' AS TEXT) WHERE number = 3")  # not UTF-8, then ESC, newline, [/x]
    status, output, _ = check(path)
    assert status == 1
    assert output.splitlines()[0] == r"chunk 3 of '\ufffd\x1b\n[/x]': its identity is not one"
    assert check(path, "--drop-damaged")[0] == 0
    assert observed(path) == (expected, [3])


NO_IDENTITIES = [
    "[" * 100_000,
    '{"chunk_size":[1]}',
    '{"chunk_size":"a"}',
    '{"chunk_size":-1}',
    '{"chunk_size":null}',
    "[]",
    b"\xff",
    5,
    None,
]


@pytest.mark.parametrize("identity", NO_IDENTITIES, ids=lambda identity: str(identity)[:20])
def test_what_is_no_identity_is_no_experiment(path, expected, identity):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE chunk SET identity = ? WHERE number = 3", (identity,))
    with Store(path) as store:
        assert list(store.held()) == [(KEY, 40)]
        assert [(row["observed"], row["trials"]) for row in contents(store)] == [("numbers", 40)]
        [damaged] = store.damaged()
        assert damaged.fault == "its identity is not one"
        store.drop([damaged])
    assert observed(path) == (expected, [3])


@pytest.mark.parametrize("escaped", [r"\ud800", r"\u001b[31m"])
def test_info_shows_what_a_terminal_cannot_show_by_escapes(path, escaped):
    execute(path, f"""UPDATE chunk SET identity = '{KEY.replace("numbers", escaped)}' WHERE number = 3""")
    done = run_forked("simulations.store", ["info", path], path.parent, dict(os.environ))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.replace("\n", "").isprintable()


def test_no_flipped_bit_is_used(path, expected):
    """Whole files with one bit flipped, 300 at random: the same observations, or a refusal."""
    whole, places, refused = path.read_bytes(), random.Random(0), 0
    for _ in range(300):
        changed = bytearray(whole)
        changed[places.randrange(len(whole))] ^= 1 << places.randrange(8)
        path.write_bytes(bytes(changed))
        for log in path.parent.glob("store.sqlite-*"):
            log.unlink()
        try:
            assert observed(path)[0] == expected
        except (InvalidInput, sqlite3.Error):  # a command makes one line of either
            refused += 1
    assert refused > 15  # 800 of 12,288 bytes are observations, so 19.5 of the 300 in the mean, and some are of pages


def test_a_damaged_schema_is_refused(path):
    """SQLite quotes it in its message, though it is no text any more."""
    whole = path.read_bytes()
    assert whole.count(b"CREATE TABLE") == 1
    path.write_bytes(whole.replace(b"CREATE TABLE", b"CR\xc5ATE TABLE"))
    with pytest.raises(InvalidInput, match="cannot be used"):
        observed(path)


def test_a_chunk_that_is_there_stays(tmp_path):
    first, other = np.zeros((10, 2)), np.ones((10, 2))
    with Store(tmp_path / "store.sqlite") as store:
        store.add(IDENTITY, 0, first)
        store.add(IDENTITY, 0, other)
        assert np.array_equal(store.observations(IDENTITY, 1, 2), first)


def test_chunks_that_are_not_there_are_not_observed(path):
    with Store(path) as store, pytest.raises(InvalidInput, match="lost chunks"):
        store.observations(IDENTITY, 6, 2)


def test_checksums_are_what_the_page_says(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT * FROM chunk").fetchall()
    assert len(rows) == 5
    for identity, number, blob, checksum in rows:
        assert checksum == zlib.crc32(f"{identity}:{number}:".encode() + blob)


def test_an_old_store_is_upgraded_and_serves(path, expected):
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT * FROM chunk").fetchall()
    to_version_1(path)
    assert observed(path) == (expected, [])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM chunk").fetchall() == before
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_an_upgrade_that_is_broken_off_leaves_the_old_store(path, expected, monkeypatch):
    to_version_1(path)
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    done = iter(range(3))
    with monkeypatch.context() as patch:
        patch.setattr(module, "_checksum", lambda *chunk: next(done))
        with pytest.raises(StopIteration):
            Store(path)
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert observed(path) == (expected, [])


def test_where_the_users_store_cannot_be_written_a_run_goes_on(command):
    (command.folder / "data").touch()  # in place of the folder
    run = ["simulations.rfss", "--k", 2, "--n", 6, "--trials", 100, "--json", "-"]
    done = command(*run)
    assert done.returncode == 0
    [line] = done.stderr.splitlines()
    assert "nothing is kept" in line
    assert "--store PATH" in line
    assert done.stdout == command(*run, "--store", "none").stdout


def test_info_says_what_is_there(command):
    run = ["simulations.rfss", "--k", 2, "--n", 6, "--store", "store.sqlite"]
    for options in (["--trials", 100], ["--trials", 2001, "--seed", 3], ["--trials", 100, "--eps", 0.5, "--count"]):
        assert command(*run, *options).returncode == 0
    done = command("simulations.store", "info", "store.sqlite", "--json", "-")
    assert done.returncode == 0
    of = {"k": 2, "n": 6, "law": "uniform", "target": 0.0}
    assert json.loads(done.stdout)["rows"] == [
        {"observed": "rfss count", "version": 2, "parameters": {**of, "eps": 0.5}, "seed": 0, "trials": 2000},
        {"observed": "rfss distance", "version": 1, "parameters": of, "seed": 0, "trials": 2000},
        {"observed": "rfss distance", "version": 1, "parameters": of, "seed": 3, "trials": 4000},
    ]
    table = command("simulations.store", "info", "store.sqlite").stdout
    assert re.search(r"rfss distance +1 +k = 2, law = uniform, n = 6, .* +3 +4,000", table)
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["info", "missing.sqlite"], ["PATH", "missing.sqlite is no file"]),
        (["check", "text"], ["PATH", "not a database"]),
        (["check", "newer.sqlite"], ["PATH", f"format {VERSION + 1}, newer than {VERSION}"]),
        (["mend", "newer.sqlite"], ["COMMAND", "'mend'", "info"]),
        (["info", "newer.sqlite", "--drop-damaged"], ["PATH", "newer"]),
        (["info", "store.sqlite", "--drop-damaged"], ["--drop-damaged", "give check"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bad_input_is_one_line(command, arguments, says):
    (command.folder / "text").write_text("no database, but long enough to look at" * 100)
    for name in ("store.sqlite", "newer.sqlite"):
        Store(command.folder / name).__exit__()
    execute(command.folder / "newer.sqlite", f"PRAGMA user_version = {VERSION + 1}")
    done = command("simulations.store", *arguments)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says), line


def test_a_store_that_cannot_be_written_is_told_from_one_that_is_wrong(tmp_path):
    with pytest.raises(NotWritable):
        Store(tmp_path)
    (tmp_path / "text").write_text("no database, but long enough to look at" * 100)
    with pytest.raises(InvalidInput) as refused:
        Store(tmp_path / "text")
    assert not isinstance(refused.value, NotWritable)
    assert default_path().name == "store.sqlite"
