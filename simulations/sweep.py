"""One experiment over a grid of its fields, one row a rate: `python -m simulations.sweep EXPERIMENT`, and `sweep` from Python."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rss_theory.command_line.arguments import InvalidInput, checked_confidence
from rss_theory.command_line.output import (
    add_output_options,
    check_outputs,
    checked_path,
    every_output,
    plain_table,
    write_file,
    write_result,
)
from rss_theory.command_line.parser import Parser
from simulations.command_line.cells import interval_heading, rate_cells
from simulations.command_line.experiment import add_run_options, run
from simulations.command_line.grid import Point, add_grid, points, typed_grid
from simulations.command_line.phase_diagram import check_axes, draw_rates
from simulations.coverage import Coverage
from simulations.montecarlo.engine import collect_each
from simulations.montecarlo.experiment import Experiment
from simulations.montecarlo.result import Result, column, frame
from simulations.montecarlo.store import Store
from simulations.mrss import MRSS
from simulations.rfss import RFSS
from simulations.rss import RSS

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from rich.console import RenderableType

EXPERIMENTS: dict[str, type[Experiment]] = {experiment.name: experiment for experiment in (RSS, RFSS, Coverage, MRSS)}  # the only list
NAMED = 8  # points that the line on what was skipped names


@dataclass(frozen=True)
class Sweep:
    """The points of a grid that exist, a result each, and those that do not, with the reason."""

    points: Sequence[Point]
    results: Sequence[Result]
    skipped: Sequence[Mapping[str, Any]]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the experiments, in the order of the grid, and the parameters of each."""
        pairs = zip(self.points, self.results, strict=True)
        return [{"parameters": {**p.experiment.parameters(), "eps": row["eps"], **p.more}, **row} for p, r in pairs for row in r.rows]

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """The same rows as columns, see `montecarlo.result.tidy`."""
        return [record for p, result in zip(self.points, self.results, strict=True) for record in result.records(**p.more)]

    def frame(self) -> "DataFrame":
        """All of them as a data frame, one row a rate."""
        return frame(self.records)

    def draw(self) -> "Figure":
        """The rate against the field that has several values, or as a map over the two with the most; raises InvalidInput for others."""
        return draw_rates(self.frame(), self.swept, self.caption)

    @property
    def swept(self) -> list[str]:
        """Columns of fields with several values."""
        return [name for name, values in values_of(self.points).items() if len(values) > 1]

    @property
    def caption(self) -> str:
        """What is the same everywhere, for people."""
        first = self.records[0]
        same = ", ".join(f"{name} = {_shown(own[0])}" for name, own in values_of(self.points).items() if len(own) == 1)
        return f"{self.points[0].experiment.name}: {same}; {first['trials']:,} trials a point, seed {first['seed']}"


def values_of(points: Sequence[Point]) -> dict[str, list[Any]]:
    """The values that fields have, by column; k is left out where share stands for it."""
    found: dict[str, dict[Any, None]] = {}
    for more, experiment in points:
        own = {column(experiment, name): value for name, value in experiment.parameters().items() if not (more and name == "k")}
        for name, value in (own | more).items():
            found.setdefault(name, {}).update(dict.fromkeys(value if isinstance(value, list) else [value]))
    return {name: list(values) for name, values in found.items()}


def sweep(
    experiment_type: type[Experiment],
    trials: int,
    *,
    seed: int = 0,
    jobs: int = 1,
    backend: str = "threading",
    store: Path | str | None = None,
    confidence: float = 0.99,
    **grid: Any,
) -> Sweep:
    """An experiment at all points of a grid, fields being values or iterables of them, drawn as one run through one store.

    Without a store nothing is kept. Points that do not exist are left out and listed. Raises InvalidInput as `grid.points` and
    `Experiment.run`.

    >>> found = sweep(RFSS, 100, n=range(2, 5), k=3, eps=(0.1, 0.01))
    >>> found.frame()[["n", "eps", "trials"]].values.tolist(), found.skipped[0]["n"]
    ([[3.0, 0.1, 100.0], [3.0, 0.01, 100.0], [4.0, 0.1, 100.0], [4.0, 0.01, 100.0]], 2)
    """
    checked_confidence(confidence)
    found, skipped = points(experiment_type, grid)
    with Store(None if store is None else Path(store)) as opened:
        groups = [point.experiment.observables() for point in found]
        observed = collect_each(groups, trials, seed, opened, jobs=jobs, backend=backend)
    return Sweep(found, [Result(p.experiment, o, seed, confidence) for p, o in zip(found, observed, strict=True)], skipped)


def tables(found: Sweep) -> "list[RenderableType]":
    """A line a rate: the fields that have several values, the rate, and what the best bounds prove of it."""
    pairs = zip(found.records, found.rows, strict=True)
    cells = ((*(_shown(record[name]) for name in found.swept), *rate_cells(row), _proved(row["bounds"])) for record, row in pairs)
    table = plain_table((*found.swept, "rate", interval_heading(found.rows), "proved\n"), cells, unbroken=True)
    return [f"{found.caption}\n", table, "\nproved: by the best bounds that apply, from below and above (--csv: each)"]


def _proved(bounds: Sequence[Mapping[str, Any]]) -> str:
    applying = [bound for bound in bounds if bound["applies"]]
    low = max((bound["value"] for bound in applying if bound["side"] == "lower"), default=0.0)
    high = min((bound["value"] for bound in applying if bound["side"] == "upper"), default=1.0)
    return f"{low:.5f}..{high:.5f}"


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "any" if value is None else str(value)


def skipped_line(skipped: Sequence[Mapping[str, Any]], total: int) -> str:
    """Which points do not exist, and why the first does not."""
    named = [" ".join(f"{name}={_shown(value)}" for name, value in point.items() if name != "reason") for point in skipped[:NAMED]]
    others = f", and {len(skipped) - NAMED:,} more (--json: all)" if len(skipped) > NAMED else ""
    return f"{len(skipped):,} of {total:,} points are skipped: {', '.join(named)}{others}; {skipped[0]['reason']}"


def main() -> None:
    """Say which experiment, then parse, run, report."""
    name = next(iter(sys.argv[1:]), "")
    if name not in EXPERIMENTS:
        parser = Parser("simulations.sweep", "An experiment over a grid of its fields, one row a rate (EXPERIMENT --help: its fields).")
        parser.add_argument("experiment", metavar="EXPERIMENT", choices=EXPERIMENTS, help=" or ".join(EXPERIMENTS))
        parser.parse_args()
        return
    parser = Parser(f"simulations.sweep {name}", f"Over a grid: {(EXPERIMENTS[name].__doc__ or '').splitlines()[0]}")
    add_grid(parser, EXPERIMENTS[name])
    add_run_options(parser, 2000)
    add_output_options(parser)
    parser.add_argument("--csv", metavar="PATH", help="write the rows as CSV, one a rate")
    parser.add_argument("--parquet", metavar="PATH", help="the same as Parquet; needs pyarrow")
    options = parser.parse_args(sys.argv[2:])
    with parser.one_line_errors(lambda: options.kept):
        check_outputs(options)
        _check_frames(options.csv, options.parquet)
        grid = typed_grid(vars(options), EXPERIMENTS[name])
        found, skipped = points(EXPERIMENTS[name], grid)
        if options.figure:
            check_axes({name: len(values) for name, values in values_of(found).items()})
        if skipped:
            parser.warn(skipped_line(skipped, len(found) + len(skipped)))
        observed = run(options, [point.experiment.observables() for point in found], f"{len(found):,} points")
        results = [Result(p.experiment, own, options.seed, options.confidence) for p, own in zip(found, observed, strict=True)]
        write(options, name, grid, Sweep(found, results, skipped))


def write(options: Any, name: str, grid: Mapping[str, Sequence[Any]], found: Sweep) -> None:
    """All that was asked for."""
    run_of = {"seed": options.seed, "trials": options.trials, "confidence": options.confidence}
    lists = {field: list(values) for field, values in grid.items()}
    result = {"experiment": name, "grid": lists, **run_of, "skipped": list(found.skipped), "rows": found.rows}
    with every_output() as output:
        output(write_result, options, result, tables(found), found.draw)
        if options.csv:
            output(write_file, "csv", options.csv, lambda file: found.frame().to_csv(file, index=False, lineterminator="\n"))
        if options.parquet:
            output(write_file, "parquet", options.parquet, lambda file: found.frame().to_parquet(file, index=False))


def _check_frames(csv: str | None, parquet: str | None) -> None:
    for argument, path in (("csv", csv), ("parquet", parquet)):
        if path == "-":
            raise InvalidInput(argument, "- is for --json alone; give a file, like /dev/stdout")
        if path:
            checked_path(argument, path)
    if parquet and find_spec("pyarrow") is None:
        raise InvalidInput("parquet", "pyarrow is not installed; `pip install pyarrow`, or give --csv")


if __name__ == "__main__":
    main()
