"""What a run from Python returns: rows as the command's JSON has them, or as a data frame; and how rows become tidy ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rss_theory.arrays import Array

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from simulations.montecarlo.experiment import Experiment

ESTIMATE = ("trials", "successes", "rate", "low", "high", "confidence")


@dataclass(frozen=True)
class Result:
    """An experiment and its observations (trials, ...) of each observable."""

    experiment: "Experiment"
    observed: Sequence[Array]
    seed: int
    confidence: float

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Estimates and bounds, one row an eps, as in the JSON of the experiment's command."""
        return self.experiment.rows(self.observed, self.confidence)

    def frame(self) -> "DataFrame":
        """The rows as `tidy` ones, one a rate."""
        return frame(self.records())

    def records(self, **more: Any) -> list[dict[str, Any]]:
        """The rows as `tidy` ones; `more` stands behind the parameters."""
        return [tidy(self.experiment, {**more, "seed": self.seed}, row) for row in self.rows]

    def draw(self) -> "Figure":
        """The figure of the experiment's command."""
        return self.experiment.draw(self.observed, self.confidence)


def tidy(experiment: "Experiment", run: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of an experiment as columns: its parameters, `run`, the estimate, other numbers measured, NAME_value, NAME_applies of bounds.

    low and high are the confidence interval's; a parameter of a name that is taken so has the experiment's name before it: coverage_low.
    A bound's name is what stands before a comma: of "second moment, size 5" the size is in `rows`.
    """
    estimate = {**row, "low": row["interval"][0], "high": row["interval"][1]}
    columns = {column(experiment, name): row.get(name, value) for name, value in experiment.parameters().items()}
    columns |= {**run, **{name: estimate[name] for name in ESTIMATE}}
    columns |= {name: value for name, value in row.items() if name not in columns and not isinstance(value, list | dict)}
    for bound in row["bounds"]:
        name = bound["name"].partition(",")[0]
        columns |= {f"{name}_value": bound["value"], f"{name}_applies": bound["applies"]}
    return columns


def column(experiment: "Experiment", parameter: str) -> str:
    """What a parameter's column is called."""
    return f"{experiment.name}_{parameter}" if parameter in ESTIMATE else parameter


def frame(records: Sequence[Mapping[str, Any]]) -> "DataFrame":
    """Tidy rows as a data frame; a bound that a row does not have does not apply, and words and numbers in one column become words."""
    import pandas

    names = dict.fromkeys(name for record in records for name in record)
    absent = {name: False if name.endswith("_applies") else None for name in names}
    found = pandas.DataFrame([{**absent, **record} for record in records], columns=list(names))
    mixed = [name for name in names if found[name].map(lambda value: isinstance(value, str)).any()]
    return found.astype(dict.fromkeys(mixed, str))
