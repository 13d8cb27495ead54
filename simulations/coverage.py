"""Coverage (dacunha2022, Definition 3): are all targets of an interval within eps of some subset sum of the same n samples?"""

import math
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
from rss_theory.covering import success_bound
from rss_theory.rfss import success_bounds
from rss_theory.rss import first_moment
from simulations import solvers
from simulations.command_line.cells import bound_columns, interval_heading, rate_cells
from simulations.command_line.experiment import main
from simulations.command_line.figure import draw_rates, white_grid
from simulations.command_line.samples import checked_size
from simulations.hits import MOST_N, Hits, checked_hits, faster
from simulations.montecarlo.experiment import Experiment, Problems, option
from simulations.montecarlo.intervals import estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType


@dataclass(frozen=True)
class Gaps(Problems):
    """The greatest distance of a target of [low, high] to its nearest subset sum: it decides every eps. One observation a trial."""

    observed: ClassVar[str] = "coverage gap"

    size: int | None
    low: float
    high: float

    @property
    def chunk_size(self) -> int:
        """Trials a chunk: at most a fraction of a second's work, by n alone."""
        return max(1, min(2000, 2**25 >> self.n))

    def observe(self, rng: np.random.Generator) -> Array:
        """Gaps (chunk_size, 1)."""
        return solvers.coverage_gap_many(self.samples(rng), self.low, self.high, size=self.size)[:, None]


def checked_gaps(gaps: Gaps) -> Gaps:
    """InvalidInput, before any work, for gaps that would take too much."""
    try:
        solvers.coverage_gap_many(np.empty((0, gaps.n)), gaps.low, gaps.high, size=gaps.size)
    except ValueError as error:
        raise InvalidInput("n", str(error)) from None
    return gaps


@dataclass(frozen=True)
class Coverage(Experiment):
    """How often every target of an interval is within eps of a subset sum of the same n random samples."""

    name: ClassVar[str] = "coverage"

    n: int = option("number of samples", type=parse_int)
    eps: tuple[float, ...] = option("errors, any number of them", default=(0.1, 0.01, 0.001), type=parse_float, nargs="+")
    size: int | None = option("size of the subsets: any unless given", default=None, type=parse_int)
    low: float = option("the least target", default=-1.0, type=parse_float)
    high: float = option("the greatest target", default=1.0, type=parse_float)
    law: laws.Law | str = option(f"law of the samples: {laws.NAMES}", default="uniform")
    gap: bool = option(
        "observe the greatest distance of a target, which decides every eps, whatever it costs", default=False, action="store_true"
    )

    def __post_init__(self) -> None:
        self._keep(law=checked_law(self.law), eps=checked_eps(self.eps))
        check_least("n", self.n, 1, MOST_N)
        self._keep(n=index(self.n), size=None if self.size is None else checked_size("size", self.size, 0, self.n))
        self._keep(low=checked_target(self.low, "low"), high=checked_target(self.high, "high"))
        if self.low > self.high:
            raise InvalidInput("low", f"{self.low:g} is above the greatest target {self.high:g}; give at most that")
        if self._by_eps:
            checked_hits(self.law, self.n, self.eps, self.size)
        else:
            checked_gaps(self._gaps)

    @property
    def _gaps(self) -> Gaps:
        return Gaps(self.n, self.law, self.size, self.low, self.high)

    @cached_property
    def _by_eps(self) -> bool:
        """Whether each eps is decided for itself, as all sums take longer and are not asked for."""
        subsets = 2**self.n if self.size is None else math.comb(self.n, self.size)
        return not self.gap and faster(self.law, self.eps, self.size, min(4 * subsets, 1e300))

    def observables(self) -> list[Gaps] | list[Hits]:
        """The gaps, or hits at each eps."""
        return [Hits(self.n, self.law, self.size, self.low, self.high, eps) for eps in self.eps] if self._by_eps else [self._gaps]

    def successes(self, observed: Sequence[Array]) -> list[int]:
        """In how many trials all targets are covered, at each eps: the gap is less than eps."""
        return [int(part.sum()) for part in observed] if self._by_eps else [int(np.sum(observed[0] < eps)) for eps in self.eps]

    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """One row an eps; `gap_quantiles` are null where no gaps are drawn."""
        quantiles = None if self._by_eps else {str(q): float(np.quantile(observed[0], q)) for q in (0.05, 0.5, 0.95)}
        return [
            {"eps": eps, **estimate(successes, len(observed[0]), confidence), "gap_quantiles": quantiles, "bounds": self._bounds(eps)}
            for eps, successes in zip(self.eps, self.successes(observed), strict=True)
        ]

    def _bounds(self, eps: float) -> list[dict[str, Any]]:
        """Covering from below, for subsets of any size; from above those of a single target, the farther end."""
        law, end = laws.as_law(self.law), max(self.low, self.high, key=abs)
        try:
            if self.size is None:
                bounds = [success_bound(self.n, eps, abs(end), law), first_moment(self.n, eps, end, law)]
            else:
                bounds = [b for b in success_bounds(self.n, self.size, eps, end, law) if b.name == "first moment"]
        except ValueError:  # the law's sums are not resolved there, or size 0
            return []
        return [bound.as_dict() for bound in bounds]

    def describe(self) -> str:
        """The problem in a line."""
        subsets = "subsets" if self.size is None else f"{self.size}-subsets"
        return f"{subsets} of n = {self.n} samples of {laws.as_law(self.law).notation}, targets [{self.low:g},{self.high:g}]"

    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """Rates, and the gap's quantiles."""
        headings, bounds = bound_columns(rows, ("covering", "first moment"))
        cells = ((f"{row['eps']:g}", f"{row['successes']:,}", *rate_cells(row), *own) for row, own in zip(rows, bounds, strict=True))
        table = plain_table(("eps", "covered", "rate", interval_heading(rows), *headings), cells)
        quantiles = ", ".join(f"{float(q):.0%} {value:.3e}" for q, value in (rows[0]["gap_quantiles"] or {}).items())
        below = [f"\nquantiles of the gap: {quantiles}"] if quantiles else []
        return [f"Coverage, {rows[0]['trials']:,} trials\n{self.describe()}\n", table, *below]

    def draw(self, observed: Sequence[Array], confidence: float) -> "Figure":
        """The share of trials covered against eps, or at each."""
        figure, axes = white_grid(7, 4.2)
        gaps = np.sort(observed[0][:, 0])
        if self._by_eps:
            draw_rates(axes, self.eps, self.successes(observed), len(gaps), confidence)
        else:
            axes.plot(gaps, np.arange(1, len(gaps) + 1) / len(gaps), drawstyle="steps-post")
            for eps in self.eps:
                axes.axvline(eps, color="0.3", linestyle=":", linewidth=1)
        axes.set(xscale="log", xlabel="eps", ylabel="share of trials with all targets within eps", ylim=(0, 1.02))
        figure.suptitle(f"{self.describe()}, {len(gaps):,} trials", fontsize="medium")
        return figure


if __name__ == "__main__":
    main(Coverage, trials=2000)
