"""Phase diagrams: a grid of an experiment, its rates as a map with the borders that are measured and proved."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from rss_theory.arrays import Array
from simulations.command_line.cells import percent
from simulations.command_line.grid import points
from simulations.command_line.phase_diagram import DELTA, draw_rates
from simulations.montecarlo.experiment import Experiment
from simulations.montecarlo.result import Result, frame
from simulations.rfss import RFSS


class Diagram:
    """A grid of an experiment, over whose two `fields` it is drawn."""

    def __init__(self, grid: Mapping[str, Any], fields: tuple[str, str], problem: str, experiment: type[Experiment] = RFSS) -> None:
        self.points, _ = points(experiment, grid)
        self.experiments = [point.experiment for point in self.points]
        self.fields, self.problem = fields, problem

    def draw(self, observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
        """The map."""
        results = [Result(e, own, run.seed, run.confidence) for e, own in zip(self.experiments, observed, strict=True)]
        records = [record for point, result in zip(self.points, results, strict=True) for record in result.records(**point.more)]
        caption = (
            f"{self.problem}: {run.trials:,} trials a point, seed {run.seed}.\n"
            f"Black: where the measured rate is 1/2 and {percent(1 - DELTA)}; colours: where a bound is 1/2."
        )
        return draw_rates(frame(records), self.fields, caption)
