"""What every command line here shares: errors in one line, and a result as table, JSON and figure.

argparse, not a library that derives a command line from a dataclass: one-line errors need its public `error` hook.
"""

import argparse
import json
import math
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rss_theory import laws

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

FIGURE_ENDINGS = (".png", ".pdf", ".svg")


class InvalidInput(ValueError):
    """A parameter that cannot be used: which argument, and what is wrong and what would be right."""

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(f"{argument}: {message}")
        self.argument, self.message = argument, message


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and exit status 2."""

    def __init__(self, module: str, description: str) -> None:
        super().__init__(f"python -m {module}", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Say what was wrong, in one line."""
        print(f"{self.prog}: error: {' '.join(message.split())}", file=sys.stderr)
        sys.exit(2)

    @contextmanager
    def complaints(self, going_on: Callable[[], str]) -> Iterator[None]:
        """Turn what a user can cause into one line: bad input (status 2), interruption (130, with `going_on` to say what was kept)."""
        try:
            yield
        except InvalidInput as error:
            self.error(f"argument --{error.argument.replace('_', '-')}: {error.message}")
        except KeyboardInterrupt:
            command = shlex.join([*self.prog.split()[:3], *sys.argv[1:]])
            print(f"\ninterrupted; {going_on()}; go on with: {command}", file=sys.stderr)
            sys.exit(130)


def number(text: str) -> float:
    """A float from the command line."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; give one like 0.01") from None


def whole(text: str) -> int:
    """An int from the command line."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number; give one like 15") from None


def check_law(law: str) -> str:
    """A law's name as the law itself gives it, as it belongs to the stored identity."""
    try:
        return laws.law(law).name
    except ValueError as error:
        raise InvalidInput("law", str(error)) from None


def checked_eps(eps: Sequence[float]) -> tuple[float, ...]:
    """Positive, finite errors, at least one."""
    for e in eps:
        if not 0 < e < math.inf:
            raise InvalidInput("eps", f"{e} is not an error; give numbers above 0")
    if not eps:
        raise InvalidInput("eps", "there is none; give numbers above 0")
    return tuple(map(float, eps))


def checked_target(target: float, argument: str = "target") -> float:
    """A finite target."""
    if not math.isfinite(target):
        raise InvalidInput(argument, f"{target} cannot be reached; give a finite number")
    return float(target)


def checked_path(argument: str, text: str, endings: Sequence[str] = ()) -> Path:
    """A path that can be written, before any work is done for it."""
    path = Path(text)
    if endings and path.suffix.lower() not in endings:
        raise InvalidInput(argument, f"{text} has an unknown ending; give one of {', '.join(endings)}")
    if not path.parent.is_dir():
        raise InvalidInput(argument, f"the folder {path.parent} does not exist; make it or give another path")
    if path.is_dir():
        raise InvalidInput(argument, f"{text} is a folder; give a file")
    there = path.exists()
    try:
        with path.open("ab"):
            pass
        if not there:
            path.unlink()
    except OSError as error:
        raise InvalidInput(argument, f"{text} cannot be written ({error.strerror}); give another path") from None
    return path


def add_output_options(parser: argparse.ArgumentParser, figure: bool = True) -> None:
    """Where a result goes."""
    parser.add_argument("--json", metavar="PATH", help="write the result as JSON; - is standard output, in place of the table")
    if figure:
        parser.add_argument("--figure", metavar="PATH", help=f"draw the result: {', '.join(FIGURE_ENDINGS)}")


def check_outputs(options: argparse.Namespace) -> None:
    """That the files of `add_output_options` can be written, before any work is done for them."""
    if options.json not in (None, "-"):
        checked_path("json", options.json)
    if getattr(options, "figure", None):
        checked_path("figure", options.figure, FIGURE_ENDINGS)


def deliver(
    options: argparse.Namespace, result: dict[str, Any], tables: "Sequence[RenderableType]", draw: "Callable[[], Figure] | None" = None
) -> None:
    """A result, and the version, as JSON and figure where asked for, and as tables unless JSON is on standard output."""
    from importlib.metadata import version

    result = {**result, "version": version("rss-toolkit")}
    if options.json not in (None, "-"):
        Path(options.json).write_text(json.dumps(result) + "\n", encoding="utf-8")
    if draw and options.figure:
        draw().savefig(options.figure)
    if options.json == "-":
        print(json.dumps(result))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for table in tables:
        console.print(table)
    if draw and options.figure:
        print(f"figure: {options.figure}")
