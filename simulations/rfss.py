"""Random fixed-size subset sum (natale2024, section 3): how often is the sum of some k of n samples within eps of a target?

>>> RFSS(k=2, n=4, eps=(0.1,)).run(trials=100).rows[0]["trials"]
100
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, check_least, checked_eps, checked_law, checked_target, parse_float, parse_int
from rss_theory.command_line.output import plain_table
from rss_theory.moments import Moments, moments
from rss_theory.numeric.not_said import NotSaid
from rss_theory.rfss import success_bounds
from simulations import solvers
from simulations.command_line.cells import bound_columns, interval_heading, percent, rate_cells
from simulations.command_line.experiment import main
from simulations.command_line.figure import draw_rates, white_grid
from simulations.command_line.samples import checked_samples, checked_size
from simulations.hits import MOST_N, Hits, checked_hits, faster, halves_cost
from simulations.montecarlo.experiment import Experiment, Problems, option
from simulations.montecarlo.intervals import clopper_pearson, estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import RenderableType


MOST_CLOSEST = 30  # samples up to which the closest subset is found, whatever eps, as it takes a fraction of a millisecond


@dataclass(frozen=True)
class Distances(Problems):
    """Distance of the closest k-subset: it decides every eps. One observation a trial."""

    observed: ClassVar[str] = "rfss distance"

    k: int
    target: float

    def observe(self, rng: np.random.Generator) -> Array:
        """Distances (chunk_size, 1)."""
        return solvers.closest_many(self.samples(rng), self.target, size=self.k).errors[:, None]


@dataclass(frozen=True)
class Counts(Distances):
    """Y, the number of k-subsets strictly within eps, of the same draws. One observation a trial."""

    observed: ClassVar[str] = "rfss count"
    version: ClassVar[int] = 2  # 1 was not exact where sums lie at the window's ends

    eps: float

    def observe(self, rng: np.random.Generator) -> Array:
        """Counts (chunk_size, 1), exact below 2^53."""
        return solvers.count_many(self.samples(rng), self.target, self.eps, size=self.k)[:, None].astype(float)


@dataclass(frozen=True)
class RFSS(Experiment):
    """Success rate of random fixed-size subset sum: some k of n random samples sum to strictly within eps of a target."""

    name: ClassVar[str] = "rfss"

    k: int = option("size of the subsets", type=parse_int)
    n: int = option("number of samples", type=parse_int)
    eps: tuple[float, ...] = option("errors, any number of them", default=(0.1, 0.01, 0.001), type=parse_float, nargs="+")
    target: float = option("the target z", default=0.0, type=parse_float)
    law: laws.Law | str = option(f"law of the samples: {laws.NAMES}", default="uniform")
    count: bool = option("measure the mean number Y of subsets, too", default=False, action="store_true")

    def __post_init__(self) -> None:
        check_least("n", self.n, 1, MOST_N)
        self._keep(n=index(self.n), k=checked_size("k", self.k, 1, self.n))
        self._keep(law=checked_law(self.law), eps=checked_eps(self.eps), target=checked_target(self.target))
        if self._by_eps:
            checked_hits(self.law, self.n, self.eps, self.k)
        if self.count or not self._by_eps:
            checked_samples(self.n)
        _ = self._bounds  # says at once where they cannot be computed

    @cached_property
    def _bounds(self) -> list[list[Any]]:
        """The bounds at each eps; none for a law that does not say what they need."""
        try:
            return [success_bounds(self.n, self.k, eps, self.target, laws.as_law(self.law)) for eps in self.eps]
        except NotSaid:
            return [[] for _ in self.eps]
        except ValueError as error:
            raise InvalidInput("target", str(error)) from None

    @cached_property
    def _by_eps(self) -> bool:
        """Whether each eps is decided for itself, as the closest subset takes longer."""
        return self.n > MOST_CLOSEST and faster(self.law, self.eps, self.k, halves_cost(self.n))

    def observables(self) -> list[Distances | Hits]:
        """Distances, or hits at each eps; then the counts at each eps where they are asked for."""
        problem = (self.n, self.law, self.k, self.target)
        hits = [Hits(self.n, self.law, self.k, self.target, self.target, eps) for eps in self.eps]
        return [*(hits if self._by_eps else [Distances(*problem)]), *(Counts(*problem, eps) for eps in self.eps if self.count)]

    def successes(self, observed: Sequence[Array]) -> list[int]:
        """In how many trials some k-subset is within eps, at each eps."""
        if self._by_eps:
            return [int(part.sum()) for part in observed[: len(self.eps)]]
        return [int(np.sum(observed[0] < eps)) for eps in self.eps]

    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """One row an eps; `observed` as `observables`. `mean_count` is null where counts were not asked for."""
        trials, counts = len(observed[0]), observed[-len(self.eps) :]
        return [
            {
                "eps": eps,
                "target": self.target,
                **estimate(successes, trials, confidence),
                "mean_count": float(np.mean(counts[place])) if self.count else None,
                "mean_count_standard_error": float(np.std(counts[place]) / np.sqrt(trials)) if self.count else None,
                "expected_count": moments(self.n, self.k, eps, self.target, laws.as_law(self.law)).mean if bounds else None,
                "bounds": [bound.as_dict() for bound in bounds],
            }
            for place, (eps, bounds, successes) in enumerate(zip(self.eps, self._bounds, self.successes(observed), strict=True))
        ]

    def describe(self) -> str:
        """The problem in a line."""
        return f"k = {self.k} of n = {self.n} samples of {laws.as_law(self.law).notation}, target {self.target:g}"

    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """Rates beside bounds; counts beside their mean."""
        title = f"Random fixed-size subset sum, {rows[0]['trials']:,} trials\n{self.describe()}\n"
        headings, bounds = bound_columns(rows)
        cells = ((f"{row['eps']:g}", *rate_cells(row), *own) for row, own in zip(rows, bounds, strict=True))
        table = plain_table(("eps", "success\nrate", interval_heading(rows), *headings), cells, unbroken=True)
        caption = _CAPTION if any(row["bounds"] for row in rows) else _WITHOUT
        if not self.count:
            return [title, table, caption]
        columns = ("eps", "mean_count", "mean_count_standard_error", "expected_count")
        counts = plain_table(("eps", "measured mean", "standard error", "E[Y]"), ([f"{row[c]:.6g}" for c in columns] for row in rows))
        return [title, table, caption, "\nNumber Y of subsets within eps\n", counts]

    def draw(self, observed: Sequence[Array], confidence: float) -> "Figure":
        """Success against eps, with the bounds."""
        figure, axes = white_grid(7, 4.6)
        if self._by_eps:
            draw_rates(axes, self.eps, self.successes(observed), len(observed[0]), confidence, color="C0", label=f"measured, n = {self.n}")
            draw_bounds(axes, self, np.geomspace(min(self.eps) / 3, max(self.eps) * 3, 60), "C0")
        else:
            draw_success(axes, self, observed[0][:, 0], confidence, "C0")
        axes.set_title(self.describe())
        axes.legend(loc="upper left", fontsize="small")
        figure.supxlabel(f"{len(observed[0]):,} trials, {percent(confidence)} confidence bands", fontsize="small")
        return figure


_CAPTION = """
Bounds on the success probability: second moment and Dawson-Sankoff from below,
first moment from above. Thm 2: do the hypotheses of natale2024 Theorem 2 hold,
which then promises a positive constant that it does not name? (--json: which)"""
_WITHOUT = "\nWithout bounds: the law does not say what they need, or its tails are too heavy."


def draw_success(axes: "Axes", experiment: RFSS, distances: Array, confidence: float, color: str) -> None:
    """Measured success against eps with its band, the bounds below and above, on a logarithmic axis around the typical distance."""
    ordered = np.sort(distances)
    low, high = np.quantile(ordered[ordered > 0], [0.002, 0.998]) if ordered[-1] > 0 else (1e-3, 1.0)
    eps = np.geomspace(min(low, *experiment.eps) / 2, max(high, *experiment.eps) * 2, 60)
    successes = np.searchsorted(ordered, eps, side="left")  # distances strictly below eps
    trials = len(ordered)
    axes.plot(eps, successes / trials, color=color, label=f"measured, n = {experiment.n}")
    axes.fill_between(eps, *clopper_pearson(successes, trials, confidence), color=color, alpha=0.25, linewidth=0)

    draw_bounds(axes, experiment, eps, color)


def draw_bounds(axes: "Axes", experiment: RFSS, eps: Array, color: str) -> None:
    """The bounds below and above at these eps."""

    def exact_moments(e: float) -> Moments:
        try:
            return moments(experiment.n, experiment.k, e, experiment.target, laws.as_law(experiment.law))
        except ValueError:  # too small a probability to be resolved: leave a gap
            return Moments(np.nan, np.nan)

    exact = [exact_moments(float(e)) for e in eps]
    axes.plot(eps, [m.dawson_sankoff for m in exact], "--", color=color, linewidth=1, label="Dawson-Sankoff (lower bound)")
    axes.plot(eps, [m.second_moment for m in exact], ":", color=color, linewidth=1, label="second moment (lower bound)")
    axes.plot(eps, [m.mean for m in exact], "-.", color=color, linewidth=1, label="first moment (upper bound)")  # cut at 1 by the axis
    axes.set(xscale="log", xlabel="eps", ylabel="success probability", ylim=(-0.01, 1.01))


if __name__ == "__main__":
    main(RFSS)
