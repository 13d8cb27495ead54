"""The command line of an experiment: its fields and the run's own options in; table, JSON and figure out.

argparse, not a library that derives a command line from a dataclass: one-line errors need its public `error` hook.
"""

import argparse
import json
import shlex
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from simulations.montecarlo.experiment import Experiment, InvalidInput

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

FIGURE_ENDINGS = (".png", ".pdf", ".svg")


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
        except sqlite3.Error as error:
            self.error(f"argument --store: {error}; {going_on()}")
        except KeyboardInterrupt:
            command = shlex.join(["python", "-m", self.prog.split()[-1], *sys.argv[1:]])
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


def percent(confidence: float) -> str:
    """A confidence for people."""
    return f"{100 * confidence:.6g} %"


def add_run_options(parser: argparse.ArgumentParser, trials: int | None) -> None:
    """Options of every run."""
    run = parser.add_argument_group("run")
    usual = trials or "what the figure needs"
    run.add_argument("--trials", type=whole, default=trials, help=f"how many random problems (default {usual})")
    run.add_argument("--seed", type=whole, default=0, help="chunk i draws from SeedSequence(seed, spawn_key=(i,)) (default 0)")
    run.add_argument("--jobs", type=whole, help="workers (default: one a processor); the result does not depend on it")
    run.add_argument("--backend", default="threading", help="joblib backend of the workers (default threading)")
    run.add_argument("--store", metavar="PATH", help="SQLite file of observations, or none (default: in the user's data folder)")
    run.add_argument("--confidence", type=number, default=0.99, help="of the intervals (default 0.99)")


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


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A callable for `engine.collect`: a bar with rate and remaining time on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn

    class Rate(ProgressColumn):
        def render(self, task: Task) -> str:
            return f"{task.speed:,.0f}/s" if task.speed else ""

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def run(options: argparse.Namespace, experiments: Sequence[Experiment], title: str, kept: Callable[[str], None]) -> list[list[Any]]:
    """The observations of experiments through the store that the options name; `kept` is told what an interruption leaves."""
    from joblib import cpu_count

    from simulations.montecarlo.engine import collect
    from simulations.montecarlo.store import Store, default_path

    if not 0 < options.confidence < 1:
        raise InvalidInput("confidence", f"{options.confidence} is not between 0 and 1; give one like 0.99")
    path = None if options.store == "none" else Path(options.store) if options.store else default_path()
    jobs = cpu_count() if options.jobs is None else options.jobs
    with Store(path) as store, progress_bar(title) as bar:
        kept("nothing was drawn")

        def progress(done: int, total: int) -> None:
            kept(f"{done} of {total} missing trials are kept in {path}" if path else "nothing is kept without a store")
            bar(done, total)

        observed = []
        for experiment in experiments:
            observed.append(
                collect(
                    experiment.observables(), options.trials, options.seed, store, jobs=jobs, backend=options.backend, progress=progress
                )
            )
        return observed


def main(experiment_type: type[Experiment], trials: int = 20_000, argv: Sequence[str] | None = None) -> None:
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
    options = parser.parse_args(argv)
    left = ["nothing was drawn"]
    with parser.complaints(lambda: left[-1]):
        experiment = experiment_type(**{f.name: getattr(options, f.name) for f in fields(experiment_type)})
        check_outputs(options)
        [observed] = run(options, [experiment], experiment.name, left.append)
        rows = experiment.rows(observed, options.confidence)
        result = {
            "experiment": experiment.name,
            "parameters": experiment.parameters(),
            "seed": options.seed,
            "rows": rows,
        }
        deliver(options, result, experiment.tables(rows), lambda: experiment.draw(observed, options.confidence))


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Where a result goes."""
    parser.add_argument("--json", metavar="PATH", help="write the result as JSON; - is standard output, in place of the table")
    parser.add_argument("--figure", metavar="PATH", help=f"draw the result: {', '.join(FIGURE_ENDINGS)}")


def check_outputs(options: argparse.Namespace) -> None:
    """That the files of `add_output_options` can be written, before any work is done for them."""
    if options.json not in (None, "-"):
        checked_path("json", options.json)
    if options.figure:
        checked_path("figure", options.figure, FIGURE_ENDINGS)


def deliver(options: argparse.Namespace, result: dict[str, Any], tables: "list[RenderableType]", draw: "Callable[[], Figure]") -> None:
    """A result, and the version, as JSON and figure where asked for, and as tables unless JSON is on standard output."""
    from importlib.metadata import version

    result = {**result, "version": version("rss-toolkit")}
    if options.json not in (None, "-"):
        Path(options.json).write_text(json.dumps(result) + "\n", encoding="utf-8")
    if options.figure:
        draw().savefig(options.figure)
    if options.json == "-":
        print(json.dumps(result))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for table in tables:
        console.print(table)
    if options.figure:
        print(f"figure: {options.figure}")
