"""Ctrl-C while a command loads or ends is one line; in between it is KeyboardInterrupt, as in programs that import these packages."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def quiet_start(package: str) -> None:
    """Where `python -m` runs a module of this package: what it imports takes seconds."""
    run = sys.orig_argv[-len(sys.argv) - 1 :][:2]
    if run[:1] == ["-m"] and run[-1].split(".")[0] == package and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: FrameType | None) -> None:
    os.write(2, b"\ninterrupted\n")
    os._exit(130)


@contextmanager
def heard() -> Iterator[None]:
    """In it interruptions are KeyboardInterrupt."""
    if signal.getsignal(signal.SIGINT) is not _end:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, _end)
