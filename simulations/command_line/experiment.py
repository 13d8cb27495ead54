"""The command line of an experiment: its fields and the run's own options in; table, JSON and figure out."""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from itertools import chain
from pathlib import Path
from typing import Any

from rss_theory.command_line.arguments import InvalidInput, checked_confidence, parse_float, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, write_result
from rss_theory.command_line.parser import Parser
from simulations.command_line.progress import progress_bar
from simulations.montecarlo.engine import check_named, collect_each
from simulations.montecarlo.experiment import Experiment
from simulations.montecarlo.observable import Observable
from simulations.montecarlo.store import NotWritable, Store, default_path


def add_run_options(parser: argparse.ArgumentParser, trials: int | None) -> None:
    """Options of every run; `kept` says what an interruption leaves."""
    parser.set_defaults(kept="nothing was drawn")
    run = parser.add_argument_group("run")
    usual = trials or "what the figure needs"
    run.add_argument("--trials", type=parse_int, default=trials, help=f"how many random problems (default {usual})")
    run.add_argument("--seed", type=parse_int, default=0, help="chunk i draws from SeedSequence(seed, spawn_key=(i,)) (default 0)")
    run.add_argument("--jobs", type=parse_int, help="workers (default: one a processor); the result does not depend on it")
    run.add_argument("--backend", default="threading", help="joblib backend of the workers (default threading)")
    run.add_argument("--store", metavar="PATH", help="SQLite file of observations, or none (default: in the user's data folder)")
    run.add_argument("--confidence", type=parse_float, default=0.99, help="of the intervals (default 0.99)")


def run(options: argparse.Namespace, groups: Sequence[Sequence[Observable]], title: str) -> list[list[Any]]:
    """The observations of groups of observables through the store that the options name, drawn as one run."""
    from joblib import cpu_count

    checked_confidence(options.confidence)
    try:
        with _store(options.store, groups) as store, progress_bar(title) as bar:

            def progress(done: int, total: int) -> None:
                kept = f"{done} of {total} missing trials are kept in {store.path}"
                options.kept = kept if store.path else "nothing is kept without a store"
                bar(done, total)

            jobs = cpu_count() if options.jobs is None else options.jobs
            settings = {"jobs": jobs, "backend": options.backend, "progress": progress}
            return collect_each(groups, options.trials, options.seed, store, **settings)
    except sqlite3.Error as error:
        raise InvalidInput("store", f"{error}; {options.kept}; `python -m simulations.store check` says what is damaged") from None


def _store(path: str | None, groups: Sequence[Sequence[Observable]]) -> Store:
    """The store that is asked for, else the user's; where that cannot keep them, or be written, one in memory, which is said."""
    if path is not None:
        return Store(None if path == "none" else Path(path))
    try:
        check_named(chain.from_iterable(groups))
    except InvalidInput as error:
        print(f"nothing is kept: {error.message}", file=sys.stderr)
        return Store(None)
    try:
        return Store(default_path())
    except (NotWritable, OSError) as error:
        print(f"the user's store cannot be written, so nothing is kept; give --store PATH ({error})", file=sys.stderr)
        return Store(None)


def option_name(field: Field[Any]) -> str:
    """On the command line."""
    return f"--{field.name.replace('_', '-')}"


def shown_default(field: Field[Any]) -> str:
    """As it is typed."""
    return " ".join(map(str, field.default)) if isinstance(field.default, tuple) else str(field.default)


def main(experiment_type: type[Experiment], trials: int = 20_000) -> None:
    """Parse, run, report."""
    parser = Parser(f"simulations.{experiment_type.name}", (experiment_type.__doc__ or "").split("\n\n")[0])
    own = parser.add_argument_group(experiment_type.name)
    for f in fields(experiment_type):
        settings = dict(f.metadata)
        if f.default is MISSING:
            settings["required"] = True
        else:
            settings["default"] = f.default
            if settings.get("action") != "store_true":
                settings["help"] += f" (default {shown_default(f)})"
        own.add_argument(option_name(f), **settings)
    add_run_options(parser, trials)
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors(lambda: options.kept):
        experiment = experiment_type(**{f.name: getattr(options, f.name) for f in fields(experiment_type)})
        check_outputs(options)
        [observed] = run(options, [experiment.observables()], experiment.name)
        rows = experiment.rows(observed, options.confidence)
        result = {"experiment": experiment.name, "parameters": experiment.parameters(), "seed": options.seed, "rows": rows}
        write_result(options, result, experiment.tables(rows), lambda: experiment.draw(observed, options.confidence))
