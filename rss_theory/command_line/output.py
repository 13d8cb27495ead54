"""A result as tables for people, JSON for programs, and a figure."""

import argparse
import json
from collections.abc import Callable, Container, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rss_theory.command_line.arguments import checked_path

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
    if getattr(options, "figure", None):
        checked_path("figure", options.figure, FIGURE_ENDINGS)


def write_result(
    options: argparse.Namespace, result: dict[str, Any], tables: "Iterable[RenderableType]", draw: "Callable[[], Figure] | None" = None
) -> None:
    """A result, and the version, as JSON and figure where asked for, and as tables unless JSON is on standard output."""
    result = {**result, "version": version("rss-toolkit")}
    if options.json != "-":
        write_json(options.json, result)
    if draw and options.figure:
        draw().savefig(options.figure)
    if options.json == "-":
        write_json("-", result)
        return
    show(tables)
    if draw and options.figure:
        print(f"figure: {options.figure}")


def write_json(path: str | None, value: object) -> None:
    """JSON on one line to a file, or to standard output for -."""
    if path == "-":
        print(json.dumps(value))
    elif path is not None:
        Path(path).write_text(json.dumps(value) + "\n", encoding="utf-8")


def show(tables: "Iterable[RenderableType]") -> None:
    """Tables and text on the terminal."""
    from rich.console import Console

    console = Console(highlight=False)
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
