"""The store: one SQLite file of observations.

    CREATE TABLE chunk (identity TEXT, number INTEGER, observations BLOB, PRIMARY KEY (identity, number))

`identity` is the canonical JSON of all that decides what is drawn, the seed included; `observations` the chunk's little-endian
float64 array (trials, observations a trial) in row order. A chunk is written in one transaction and never changed,
so two stores merge by `INSERT OR IGNORE INTO chunk SELECT * FROM other.chunk`.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_data_path

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput

VERSION = 1
_APPLICATION_ID = 0x52535353  # "RSSS", tells our files from other SQLite files


def default_path() -> Path:
    """The store in the user's data directory, whose folder is made where it is missing."""
    return user_data_path("rss-toolkit", appauthor=False, ensure_exists=True) / "store.sqlite"


class Store(AbstractContextManager["Store"]):
    """An open store; `path` None keeps everything in memory only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        if path is not None and not path.parent.is_dir():
            raise InvalidInput("store", f"the folder {path.parent} does not exist; make it, or give another path, or 'none'")
        try:
            self._connection = sqlite3.connect(path or ":memory:", timeout=60, isolation_level=None)
        except sqlite3.Error as error:
            raise InvalidInput("store", f"{path} cannot be opened ({error}); give a file that can be written, or 'none'") from None
        try:
            self._open()
        except InvalidInput:
            self._connection.close()
            raise
        except sqlite3.Error as error:
            self._connection.close()
            raise InvalidInput(
                "store", f"{path} cannot be used ({error}); give a store that can be written, a new path, or 'none'"
            ) from None

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
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS chunk (identity TEXT, number INTEGER, observations BLOB, PRIMARY KEY (identity, number))"
        )
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        self._connection.execute("COMMIT")

    def numbers(self, identity: Mapping[str, Any]) -> set[int]:
        """Numbers of the chunks that are there."""
        found = self._connection.execute("SELECT number FROM chunk WHERE identity = ?", (_key(identity),))
        return {number for (number,) in found}

    def add(self, identity: Mapping[str, Any], number: int, observations: Array) -> None:
        """Keep a chunk, in a transaction of its own; a chunk that is there already stays."""
        blob = np.ascontiguousarray(observations, dtype="<f8").tobytes()
        self._connection.execute("INSERT OR IGNORE INTO chunk VALUES (?, ?, ?)", (_key(identity), number, blob))

    def observations(self, identity: Mapping[str, Any], chunks: int) -> Array:
        """The observations of chunks 0, ..., chunks-1, which must be there: one row a trial."""
        found = self._connection.execute(
            "SELECT observations FROM chunk WHERE identity = ? AND number < ? ORDER BY number", (_key(identity), chunks)
        )
        data = np.frombuffer(b"".join(blob for (blob,) in found), dtype="<f8")
        return data.reshape(chunks * int(identity["chunk_size"]), -1)

    def __exit__(self, *exception: object) -> None:
        self._connection.close()


def _key(identity: Mapping[str, Any]) -> str:
    return json.dumps(identity, sort_keys=True, separators=(",", ":"))
