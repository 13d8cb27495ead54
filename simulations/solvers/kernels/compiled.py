"""`kernel`: a function compiled by numba, kept on disk under the contents of all kernels.

numba keeps what it compiles, too, but knows a function by its own file alone, not by what it calls in others, believes what it reads, and
stops where no folder can be written. Here the folder is named by the sources of all kernels, each file by who compiled it, for which types
and processor, and begins with the digest of the rest.
"""

import hashlib
import logging
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps
from platformdirs import user_cache_path

_VERSIONS = (sys.version, numba.__version__)  # which pins llvmlite's


def kernel(function: Callable[..., Any]) -> Any:
    """The function compiled at its first call for each types of arguments, without Python's lock; kernels may call kernels only."""
    compiled: Any = numba.njit(nogil=True)(function)
    closed = [cell.cell_contents for cell in function.__closure__ or ()]  # numbers that a kernel is compiled for
    compiled._cache = _Kept(f"{function.__module__.rpartition('.')[2]}.{function.__name__}", closed)
    return compiled


class _Kept(_Cache):
    """What numba asks of a cache, for one function."""

    def __init__(self, name: str, closed: Sequence[object]) -> None:
        self._name, self._closed = name, closed

    @property
    def cache_path(self) -> str | None:
        folder = _folder()
        return str(folder) if folder else None

    def _path(self, signature: object, codegen: Any) -> Path | None:
        folder, key = _folder(), repr((signature, self._closed, codegen.magic_tuple(), _VERSIONS))
        return folder / f"{self._name}-{_digest(key.encode()).hex()[:16]}.nbc" if folder else None

    def load_overload(self, sig: object, target_context: Any) -> Any:
        target_context.refresh()
        path = self._path(sig, target_context.codegen())
        try:
            data = path.read_bytes() if path else None
        except OSError:
            data = None
        if data is None:
            return None
        if data[:32] != _digest(data[32:]):
            _say_once(f"compiled kernels in {_folder()} are damaged; they are compiled again")
            return None
        return CompileResult._rebuild(target_context, *pickle.loads(data[32:]))

    def save_overload(self, sig: object, data: Any) -> None:
        if (path := self._path(sig, data.codegen)) is None:
            return
        contents, part = dumps(data._reduce()), path.with_suffix(f".{os.getpid()}")
        try:
            part.write_bytes(_digest(contents) + contents)
            part.replace(path)  # when whole: others read at the same time
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            _say_once(f"compiled kernels cannot be kept in {path.parent} ({error.strerror})")

    def enable(self) -> None:
        """Always."""

    disable = flush = enable


@cache
def _folder() -> Path | None:
    """The first folder that can be written, else None: NUMBA_CACHE_DIR, the package's own, the user's."""
    here = Path(__file__).parent
    sources = sorted((file.name, file.read_bytes()) for file in here.glob("*.py"))
    name = f"kernels-{_digest(repr(sources).encode()).hex()[:16]}"
    config: Any = numba.config
    wanted = [Path(config.CACHE_DIR)] if config.CACHE_DIR else []
    for parent in (*wanted, here / "__pycache__", user_cache_path("rss-toolkit", appauthor=False)):
        try:
            (parent / name).mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=parent / name).close()
        except OSError:
            continue
        return parent / name
    _say_once("no folder for compiled kernels can be written, so they are kept in memory only; set NUMBA_CACHE_DIR to one that can")
    return None


@cache
def _say_once(message: str) -> None:
    """One line on standard error, unless the program that calls has told logging otherwise."""
    logging.getLogger("rss_toolkit").warning(message)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
