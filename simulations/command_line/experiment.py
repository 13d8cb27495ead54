"""The command line of an experiment: its fields and the run's own options in; table, JSON and figure out."""

import argparse
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from rss_theory.command_line.arguments import InvalidInput, parse_float, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, write_result
from rss_theory.command_line.parser import Parser
from simulations.command_line.progress import progress_bar
from simulations.montecarlo.engine import check_named, collect
from simulations.montecarlo.experiment import Experiment
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


def run(options: argparse.Namespace, experiments: Sequence[Experiment], title: str) -> list[list[Any]]:
    """The observations of experiments through the store that the options name."""
    from joblib import cpu_count

    if not 0 < options.confidence < 1:
        raise InvalidInput("confidence", f"{options.confidence} is not between 0 and 1; give one like 0.99")
    try:
        with _store(options.store, experiments) as store, progress_bar(title) as bar:

            def progress(done: int, total: int) -> None:
                kept = f"{done} of {total} missing trials are kept in {store.path}"
                options.kept = kept if store.path else "nothing is kept without a store"
                bar(done, total)

            jobs = cpu_count() if options.jobs is None else options.jobs
            return [
                collect(e.observables(), options.trials, options.seed, store, jobs=jobs, backend=options.backend, progress=progress)
                for e in experiments
            ]
    except sqlite3.Error as error:
        raise InvalidInput("store", f"{error}; {options.kept}; `python -m simulations.store check` says what is damaged") from None


def _store(path: str | None, experiments: Sequence[Experiment]) -> Store:
    """The store that is asked for, else the user's; where that cannot keep them, or be written, one in memory, which is said."""
    if path:
        return Store(None if path == "none" else Path(path))
    try:
        check_named(observable for e in experiments for observable in e.observables())
    except InvalidInput as error:
        print(f"nothing is kept: {error.message}", file=sys.stderr)
        return Store(None)
    try:
        return Store(default_path())
    except (NotWritable, OSError) as error:
        print(f"the user's store cannot be written, so nothing is kept; give --store PATH ({error})", file=sys.stderr)
        return Store(None)


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
                shown = " ".join(map(str, f.default)) if isinstance(f.default, tuple) else f.default
                settings["help"] += f" (default {shown})"
        own.add_argument(f"--{f.name.replace('_', '-')}", **settings)
    add_run_options(parser, trials)
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors(lambda: options.kept):
        experiment = experiment_type(**{f.name: getattr(options, f.name) for f in fields(experiment_type)})
        check_outputs(options)
        [observed] = run(options, [experiment], experiment.name)
        rows = experiment.rows(observed, options.confidence)
        result = {"experiment": experiment.name, "parameters": experiment.parameters(), "seed": options.seed, "rows": rows}
        write_result(options, result, experiment.tables(rows), lambda: experiment.draw(observed, options.confidence))
