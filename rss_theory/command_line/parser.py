"""A parser whose errors are one line.

argparse, not a library that derives a command line from a dataclass: one-line errors need its public `error` hook.
"""

import argparse
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from rss_theory.command_line.arguments import InvalidInput
from rss_theory.command_line.interruption import heard


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and exit status 2."""

    def __init__(self, module: str, description: str) -> None:
        super().__init__(f"python -m {module}", description=description, allow_abbrev=False)
        self._negative_number_matcher = re.compile(r"-(\d|\.\d|inf|nan)")  # argparse takes -1e6 for an option

    def error(self, message: str) -> NoReturn:
        """Say what was wrong, in one line."""
        print(f"{self.prog}: error: {' '.join(message.split())}", file=sys.stderr)
        sys.exit(2)

    def warn(self, message: str) -> None:
        """Say what is doubtful, in one line; the run goes on."""
        print(f"{self.prog}: warning: {' '.join(message.split())}", file=sys.stderr)

    @contextmanager
    def one_line_errors(self, kept_message: Callable[[], str] = lambda: "nothing is kept") -> Iterator[None]:
        """Turn what a user can cause into one line: bad input (status 2), too little memory (1), interruption (130); with what was kept."""
        try:
            with heard():
                yield
        except InvalidInput as error:
            self.error(f"argument --{error.argument.replace('_', '-')}: {error.message}")
        except KeyboardInterrupt:
            command = shlex.join([*self.prog.split()[:3], *sys.argv[1:]])
            print(f"\ninterrupted; {kept_message()}; go on with: {command}", file=sys.stderr)
            sys.exit(130)
        except (MemoryError, OSError, RuntimeError, ImportError) as error:
            if not _lacks_memory(error):
                raise
            print(f"{self.prog}: error: too little memory; {kept_message()}; free some, or give a smaller problem", file=sys.stderr)
            sys.exit(1)


def _lacks_memory(error: Exception) -> bool:
    """Whether arrays, threads or libraries do not fit."""
    text = str(error)
    return isinstance(error, MemoryError) or "start new thread" in text or "shared object" in text or "allocate memory" in text
