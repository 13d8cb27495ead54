"""The store: one SQLite file of observations.

    CREATE TABLE chunk (identity TEXT, number INTEGER, observations BLOB, checksum INTEGER, PRIMARY KEY (identity, number))

`identity` is the canonical JSON of all that decides what is drawn, the seed included; `observations` the chunk's little-endian
float64 array (trials, observations a trial) in row order; `checksum` the CRC-32 of `identity:number:` in UTF-8, then `observations`.
A chunk is written in one transaction and never changed, so two stores merge by `INSERT OR IGNORE INTO chunk SELECT * FROM other.chunk`.
A chunk that is not as it was written is refused, until it is dropped. Stores of version 1, which had no checksums, get them when opened.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from platformdirs import user_data_path

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput

VERSION = 2
_APPLICATION_ID = 0x52535353  # "RSSS", tells our files from other SQLite files


def default_path() -> Path:
    """The store in the user's data directory, whose folder is made where it is missing."""
    return user_data_path("rss-toolkit", appauthor=False, ensure_exists=True) / "store.sqlite"


class NotWritable(InvalidInput):
    """A store that the system does not let us write."""


def printable(text: str) -> str:
    """A text as it is where a terminal can show it, else quoted, with escapes."""
    return text if text.isprintable() else ascii(text)


class Damaged(NamedTuple):
    """A chunk that is not as it was written: its row, what it claims to be, and what is wrong."""

    row: int
    identity: object
    number: object
    fault: str

    def __str__(self) -> str:
        return f"chunk {self.number!r} of {printable(str(self.identity))}: {self.fault}"


class Store(AbstractContextManager["Store"]):
    """An open store; `path` None keeps everything in memory only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        if path is not None and not path.parent.is_dir():
            raise InvalidInput("store", f"the folder {path.parent} does not exist; make it, or give another path, or 'none'")
        try:
            self._connection = sqlite3.connect(path or ":memory:", timeout=60, isolation_level=None)
        except sqlite3.Error as error:
            raise NotWritable("store", f"{path} cannot be opened ({error}); give a file that can be written, or 'none'") from None
        self._connection.text_factory = lambda raw: raw.decode(errors="replace")  # damaged text is named, too
        try:
            self._open()
        except BaseException as error:
            self._connection.close()
            if not isinstance(error, sqlite3.Error | UnicodeDecodeError):  # SQLite quotes damaged schemas as they are
                raise
            refused = NotWritable if isinstance(error, sqlite3.OperationalError) else InvalidInput
            raise refused("store", f"{path} cannot be used ({error}); give a store that can be written, a new path, or 'none'") from None

    def _open(self) -> None:
        def pragma(name: str) -> int:
            return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

        empty = not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if not empty and pragma("application_id") != _APPLICATION_ID:
            raise InvalidInput("store", f"{self.path} is an SQLite file of another program; give a new path, or 'none'")
        if (version := pragma("user_version")) > VERSION:
            raise InvalidInput("store", f"{self.path} has format {version}, newer than {VERSION}; update this program, or give a new path")
        # killed processes lose nothing with a write-ahead log; only a power cut may lose the last chunks, never the file
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("BEGIN IMMEDIATE")  # fails here, before any work, where the file cannot be written
        if pragma("user_version") == 1:  # still: another process may have upgraded it by now
            self._upgrade()
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS "
            "chunk (identity TEXT, number INTEGER, observations BLOB, checksum INTEGER, PRIMARY KEY (identity, number))"
        )
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute("COMMIT")

    def _upgrade(self) -> None:
        """From version 1: checksums of what has the form of a chunk; what has not stays without, and so is refused."""
        self._connection.execute("ALTER TABLE chunk ADD COLUMN checksum INTEGER")
        for (row,) in self._connection.execute("SELECT rowid FROM chunk").fetchall():
            found = self._connection.execute("SELECT identity, number, observations FROM chunk WHERE rowid = ?", (row,)).fetchone()
            if not _malformed(*found):
                self._connection.execute("UPDATE chunk SET checksum = ? WHERE rowid = ?", (_checksum(*found), row))

    def numbers(self, identity: Mapping[str, Any], chunks: int, columns: int) -> set[int]:
        """Which of the chunks 0, ..., chunks-1, of so many observations a trial, are there; InvalidInput where one is damaged."""
        return {number for number, _ in self._intact(identity, chunks, columns)}

    def add(self, identity: Mapping[str, Any], number: int, observations: Array) -> None:
        """Keep a chunk, in a transaction of its own; a chunk that is there already stays."""
        key, blob = _key(identity), np.ascontiguousarray(observations, dtype="<f8").tobytes()
        self._connection.execute("INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?)", (key, number, blob, _checksum(key, number, blob)))

    def observations(self, identity: Mapping[str, Any], chunks: int, columns: int) -> Array:
        """The observations of chunks 0, ..., chunks-1, which must be there: one row a trial; InvalidInput where one is damaged."""
        found = dict(self._intact(identity, chunks, columns))
        if list(found) != list(range(chunks)):
            raise InvalidInput("store", f"{self.path} lost chunks while it was read; {self._advice}")
        return np.frombuffer(b"".join(found.values()), dtype="<f8").reshape(-1, columns)

    def _intact(self, identity: Mapping[str, Any], chunks: int, columns: int) -> Iterator[tuple[int, bytes]]:
        """Number and observations of chunks 0, ..., chunks-1, as far as they are there, in order."""
        key = _key(identity)
        found = self._connection.execute(
            "SELECT rowid, number, observations, checksum FROM chunk WHERE identity = ? "
            "AND (number < ? OR typeof(number) <> 'integer') ORDER BY number",
            (key, chunks),
        )
        for row, number, blob, checksum in found:
            fault = _fault(key, number, blob, checksum)
            if not fault and len(blob) != 8 * columns * identity["chunk_size"]:
                fault = f"{len(blob)} bytes, not {columns} observations a trial"
                # only the observable knows: a chunk without checksum is one that anybody can tell is damaged
                self._connection.execute("UPDATE chunk SET checksum = NULL WHERE rowid = ?", (row,))
            if fault:
                raise InvalidInput("store", f"{self.path}: {Damaged(row, key, number, fault)}; {self._advice}")
            yield number, blob

    @property
    def _advice(self) -> str:
        return f"`python -m simulations.store check {self.path} --drop-damaged` drops what is damaged, so that the next run draws it again"

    def held(self) -> Iterator[tuple[str, int]]:
        """Identity, as JSON, and number of trials of all that is there under an identity."""
        for identity, chunks in self._connection.execute("SELECT identity, count(*) FROM chunk GROUP BY identity ORDER BY identity"):
            if size := _chunk_size(identity):
                yield identity, chunks * size

    def damaged(self) -> Iterator[Damaged]:
        """All chunks that are not as they were written."""
        for row, *chunk in self._connection.execute("SELECT rowid, identity, number, observations, checksum FROM chunk NOT INDEXED"):
            if fault := _fault(*chunk):
                yield Damaged(row, chunk[0], chunk[1], fault)

    def damaged_pages(self) -> list[str]:
        """What SQLite finds wrong with the file itself."""
        return [line for (line,) in self._connection.execute("PRAGMA integrity_check(10)") if line != "ok"]

    def drop(self, damaged: Iterable[Damaged]) -> None:
        """Drop chunks, so that the next run draws them again, and make the index anew from what is left."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("REINDEX")
        self._connection.executemany("DELETE FROM chunk WHERE rowid = ?", ((chunk.row,) for chunk in damaged))
        self._connection.execute("COMMIT")

    def __exit__(self, *exception: object) -> None:
        self._connection.close()


def _key(identity: Mapping[str, Any]) -> str:
    return json.dumps(identity, sort_keys=True, separators=(",", ":"))


def _checksum(identity: str, number: int, observations: bytes) -> int:
    return zlib.crc32(observations, zlib.crc32(f"{identity}:{number}:".encode()))


def _chunk_size(identity: object) -> int:
    """Trials a chunk under an identity; 0 where it is none."""
    try:
        size = json.loads(str(identity))["chunk_size"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return max(size, 0) if isinstance(size, int) else 0


def _malformed(identity: object, number: object, observations: object) -> str:
    """What no chunk looks like, whatever its checksum; empty where it looks like one."""
    if not (trials := _chunk_size(identity)):
        return "its identity is not one"
    if not isinstance(number, int) or number < 0:
        return "its number is not one"
    if not isinstance(observations, bytes):
        return f"its observations are {'NULL' if observations is None else 'no bytes'}"
    if not observations or len(observations) % (8 * trials):
        return f"{len(observations)} bytes are no observations of {trials} trials"
    return ""


def _fault(identity: str, number: int, observations: bytes, checksum: int | None) -> str:
    """What is wrong with a chunk; empty where it is as it was written."""
    if malformed := _malformed(identity, number, observations):
        return malformed
    if checksum is None:
        return "it has no checksum"
    return "" if checksum == _checksum(identity, number, observations) else "its checksum is that of something else"
