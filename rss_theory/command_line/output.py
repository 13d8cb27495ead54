"""A result as tables for people, JSON for programs, and a figure: printed, and written as whole files or not at all."""

import argparse
import errno
import json
import math
import os
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from rss_theory.command_line.arguments import InvalidInput

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType
    from rich.table import Table

FIGURE_ENDINGS = (".png", ".pdf", ".svg")
FLUSH = (0, 1, 0, 0)  # padding of a table whose first column begins at the left


def add_output_options(parser: argparse.ArgumentParser, figure: bool = True) -> None:
    """Where a result goes."""
    parser.add_argument("--json", metavar="PATH", help="write the result as JSON; - is standard output, in place of the table")
    if figure:
        parser.add_argument("--figure", metavar="PATH", help=f"draw the result: {', '.join(FIGURE_ENDINGS)}")


def check_outputs(options: argparse.Namespace) -> None:
    """That the files of `add_output_options` can be written, before any work is done for them."""
    if options.json not in (None, "-"):
        checked_path("json", options.json)
    if getattr(options, "figure", None) is not None:
        checked_path("figure", options.figure, FIGURE_ENDINGS)


def checked_path(argument: str, text: str, endings: Sequence[str] = ()) -> Path:
    """A path that `write_file` can write, before any work is done for it; nothing is written or left there."""
    path = Path(text)
    if endings and path.suffix.lower() not in endings:
        raise InvalidInput(argument, f"{text} has an unknown ending; give one of {', '.join(endings)}")
    try:
        if not path.parent.is_dir():
            raise InvalidInput(argument, f"the folder {path.parent} does not exist; make it or give another path")
        if path.is_dir():
            raise InvalidInput(argument, f"{text} is a folder; give a file")
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if not _has_no_contents(path):
            with TemporaryFile(dir=os.path.dirname(os.path.realpath(path))):
                pass
    except OSError as error:
        raise InvalidInput(argument, f"{text} cannot be written ({error.strerror}); give another path") from None
    return path


def write_file(argument: str, path: Path | str, write: Callable[[IO[bytes]], object]) -> None:
    """What `write` writes to a file, whole or not at all: written beside it and renamed, so that what was there stays where this fails.

    A link still leads to the same file, and that file's permissions and owner stay. Devices, pipes, and the file that standard output
    goes to, have no contents to keep and are written as they are. Raises InvalidInput where the file cannot be written.
    """
    try:
        if _has_no_contents(path):
            print(end="", flush=True)
            with open(os.dup(1) if _is_standard_output(path) else path, "wb") as stream:
                write(stream)
            return
        target = Path(os.path.realpath(path))
        beside = target.with_name(f".{token_hex(8)}.part")
        try:
            with beside.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())  # some disks say only now that they are full
            if target.exists():
                with suppress(PermissionError):  # only root gives files to others
                    os.chown(beside, target.stat().st_uid, target.stat().st_gid)
                shutil.copymode(target, beside)
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
    except OSError as error:
        raise InvalidInput(
            argument, f"{path} cannot be written ({error.strerror or error}) and is left as it was; give another path"
        ) from None


def _has_no_contents(path: Path | str) -> bool:
    return os.path.exists(path) and (not os.path.isfile(path) or _is_standard_output(path))


def _is_standard_output(path: Path | str) -> bool:
    """Whether it leads to the same file or device: by its name a file would be cut off under what is printed."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(1))
    except OSError:
        return False


@contextmanager
def every_output() -> Iterator[Callable[..., None]]:
    """Gives a function that calls others, so that what one of them cannot write keeps none of the rest from being written and printed.

    Raises one InvalidInput at the end, for all that was refused, and for what else was raised on the way.

    >>> with every_output() as output:
    ...     output(write_json, "/nowhere/result.json", 1)
    ...     output(write_json, "-", 2)
    Traceback (most recent call last):
    rss_theory.command_line.arguments.InvalidInput: json: /nowhere/result.json cannot be written (No such file or directory) ...
    """
    refused: list[InvalidInput] = []

    def output(write: Callable[..., object], *arguments: Any, **settings: Any) -> None:
        try:
            write(*arguments, **settings)
        except InvalidInput as error:
            refused.append(error)

    try:
        yield output
    except InvalidInput as error:
        refused.append(error)
    if refused:
        first, *others = refused
        raise InvalidInput(first.argument, "; ".join([first.message, *(f"--{error}" for error in others)]))


def write_result(
    options: argparse.Namespace, result: dict[str, Any], tables: "Iterable[RenderableType]", draw: "Callable[[], Figure] | None" = None
) -> None:
    """A result, and the version, as JSON and figure where asked for, and as tables unless JSON is on standard output.

    What can be delivered is, then InvalidInput is raised for what cannot.
    """
    result = {**result, "version": version("rss-toolkit")}
    with every_output() as output:
        output(write_json, options.json, result)
        if options.json != "-":
            output(show, tables)
        if draw and options.figure:
            output(write_figure, "figure", options.figure, draw(), said=options.json != "-")


def write_figure(argument: str, path: Path | str, figure: "Figure", *, said: bool = True, **settings: Any) -> None:
    """A figure, in the format that the ending names; then where it is, if that is to be said."""
    write_file(argument, path, lambda file: figure.savefig(file, format=Path(path).suffix[1:].lower(), **settings))
    if said:
        say(f"figure: {path}")


def write_json(path: str | None, value: object) -> None:
    """JSON on one line to a file, or to standard output for -; numbers that JSON does not have, infinity and nan, are null."""
    if path == "-":
        say(json.dumps(_finite(value)))
    elif path is not None:
        write_text("json", path, json.dumps(_finite(value)) + "\n")


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_text(argument: str, path: Path | str, text: str) -> None:
    """A file of text."""
    write_file(argument, path, lambda file: file.write(text.encode()))


def say(text: str) -> None:
    """A line on standard output."""
    with _arriving():
        print(text)


@contextmanager
def _arriving() -> Iterator[None]:
    """What is printed has arrived when this ends; else InvalidInput."""
    try:
        yield
        print(end="", flush=True)
    except OSError as error:
        raise InvalidInput("json", f"standard output cannot be written ({error.strerror}); give a file") from None


def show(tables: "Iterable[RenderableType]") -> None:
    """Tables and text on the terminal."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)  # names are what they are, [/x] and :x: too
    with _arriving():
        for table in tables:
            console.print(table)


def plain_table(
    headings: Sequence[str],
    rows: Iterable[Iterable[str]] = (),
    *,
    left: Container[str] = (),
    unbroken: bool | Container[str] = False,
    padding: tuple[int, ...] = (0, 1),
) -> "Table":
    """A table without lines; columns in `left` are aligned left, those `unbroken` (True: all) are not broken into lines."""
    from rich.table import Table

    table = Table(box=None, padding=padding)  # type: ignore[arg-type]
    for heading in headings:
        no_wrap = unbroken if isinstance(unbroken, bool) else heading in unbroken
        table.add_column(heading, justify="left" if heading in left else "right", no_wrap=no_wrap)
    for row in rows:
        table.add_row(*row)
    return table
