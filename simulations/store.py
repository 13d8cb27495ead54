"""`python -m simulations.store info | check PATH`: what a store of observations holds, and whether it is as it was written."""

import json
import os
import sqlite3
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rss_theory.command_line.arguments import InvalidInput
from rss_theory.command_line.output import add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from simulations.montecarlo.store import Store, default_path, printable

if TYPE_CHECKING:
    from rich.console import RenderableType


def contents(store: Store) -> list[dict[str, Any]]:
    """For each experiment, its parameters and seed: how many trials there are. What is no identity is left to `check`.

    >>> contents(Store(None))
    []
    """
    rows = []
    for identity, trials in store.held():
        parameters = json.loads(identity)
        del parameters["chunk_size"]
        observed, version, seed = (parameters.pop(name, default) for name, default in (("observed", None), ("version", 1), ("seed", None)))
        rows.append({"observed": observed, "version": version, "parameters": parameters, "seed": seed, "trials": trials})
    return sorted(rows, key=lambda row: str(row["observed"]))


def contents_tables(rows: list[dict[str, Any]]) -> "list[RenderableType]":
    """The rows for people."""

    def cells(row: dict[str, Any]) -> tuple[str, ...]:
        parameters = ", ".join(f"{name} = {value}" for name, value in row["parameters"].items())
        texts = (str(row["observed"]), str(row["version"]), parameters, str(row["seed"]), f"{row['trials']:,}")
        return tuple(map(printable, texts))

    return [plain_table(("observed", "version", "parameters", "seed", "trials"), map(cells, rows), left=("observed", "parameters"))]


def info(store: Store, options: Namespace) -> int:
    """Report what the store holds."""
    if options.drop_damaged:
        raise InvalidInput("drop_damaged", "info drops nothing; give check")
    rows = contents(store)
    write_result(options, {"store": str(store.path), "rows": rows}, contents_tables(rows))
    return 0


def check(store: Store, options: Namespace) -> int:
    """Report what is damaged, a line a chunk, and drop it where that is asked for; 1 where something damaged is left."""
    damaged, pages = list(store.damaged()), store.damaged_pages()
    left = bool(damaged or pages)
    lines = [*(f"the file: {line}" for line in pages), *map(str, damaged)]
    if left and options.drop_damaged:
        store.drop(damaged)
        left = bool(store.damaged_pages())
        lines.append(f"{len(damaged)} dropped; the next run draws them again")
        if left:
            lines.append("the file itself is damaged still: begin a new store")
    elif left:
        lines.append(f"{len(damaged)} damaged; --drop-damaged drops them, so that the next run draws them again")
    result = {
        "store": str(store.path),
        "pages": pages,
        "damaged": [{"identity": str(chunk.identity), "number": str(chunk.number), "fault": chunk.fault} for chunk in damaged],
        "dropped": options.drop_damaged,
    }
    write_result(options, result, [])
    if options.json != "-":
        print("\n".join(lines or ["nothing is damaged"]))  # a line a chunk, however long: no table
    return int(left)


COMMANDS = {"info": info, "check": check}


def main() -> None:
    """Parse, look, report."""
    parser = Parser("simulations.store", "What a store of observations holds (info), and what of it is damaged (check: exit status 1).")
    parser.add_argument("command", metavar="COMMAND", choices=COMMANDS, help=" or ".join(COMMANDS))
    parser.add_argument("store", metavar="PATH", nargs="?", help="SQLite file of observations (default: the user's, in the data folder)")
    parser.add_argument("--drop-damaged", action="store_true", help="drop damaged chunks, so that the next run draws them again")
    add_output_options(parser, figure=False)
    options = parser.parse_args()
    with parser.one_line_errors():
        check_outputs(options)
        path = default_path() if options.store is None else Path(options.store)
        try:
            if options.store is not None and not os.path.isfile(path):  # one of the user's own is made where there is none yet
                raise InvalidInput("store", f"{path} is no file; give a store that a run has written")
            with Store(path) as store:
                status = COMMANDS[options.command](store, options)
        except sqlite3.Error as error:
            parser.error(f"argument PATH: {path} is damaged beyond its chunks ({error}); begin a new store")
        except InvalidInput as error:
            if error.argument != "store":
                raise
            parser.error(f"argument PATH: {error.message}")
    sys.exit(status)


if __name__ == "__main__":
    main()
