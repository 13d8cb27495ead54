"""Random subset sum, any size (burkholz2022, section 4 and Appendix B): errors and sizes of the subsets that approximate a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, checked_eps, checked_law, checked_target, parse_float, parse_int
from rss_theory.command_line.output import plain_table
from rss_theory.rss import success_bounds
from simulations import solvers
from simulations.command_line.cells import bound_cell, interval_heading
from simulations.command_line.experiment import main
from simulations.command_line.figure import white_grid
from simulations.command_line.samples import checked_samples
from simulations.montecarlo.experiment import Experiment, Problems, option
from simulations.montecarlo.intervals import estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import RenderableType

POLICIES = ("closest", "smallest")


def target_or_uniform(text: str) -> float | str:
    """A number, or the word uniform."""
    return text if text == "uniform" else parse_float(text)


@dataclass(frozen=True)
class Subsets(Problems):
    """Error and size of the closest subset, or of the smallest within an error: error nan where there is none."""

    observed: ClassVar[str] = "rss error and size"
    columns: ClassVar[int] = 2

    target: float | str
    smallest_within: float | None

    def observe(self, rng: np.random.Generator) -> Array:
        """Errors and sizes (chunk_size, 2)."""
        samples, eps = self.samples(rng), self.smallest_within
        targets = rng.uniform(-1.0, 1.0, self.chunk_size) if isinstance(self.target, str) else self.target
        found = solvers.closest_many(samples, targets) if eps is None else solvers.smallest_many(samples, targets, eps)
        return np.column_stack([found.errors, found.masks.sum(axis=1)])


@dataclass(frozen=True)
class RSS(Experiment):
    """Errors and sizes of subsets of n random samples whose sum approximates a target: the closest, or the smallest within eps."""

    name: ClassVar[str] = "rss"

    n: int = option("number of samples", default=15, type=parse_int)
    eps: tuple[float, ...] = option("errors, any number of them", default=(0.01,), type=parse_float, nargs="+")
    target: float | str = option("the target, or uniform: drawn from [-1, 1] for each problem", default="uniform", type=target_or_uniform)
    law: laws.Law | str = option(f"law of the samples: {laws.NAMES}", default="uniform")
    policy: str = option("which subset: closest, or smallest within eps", default="closest")

    def __post_init__(self) -> None:
        self._keep(n=checked_samples(self.n), law=checked_law(self.law))
        if self.policy not in POLICIES:
            raise InvalidInput("policy", f"{self.policy!r} is not known; give one of {', '.join(POLICIES)}")
        self._keep(eps=checked_eps(self.eps))
        if self.target != "uniform":
            if isinstance(self.target, str):
                raise InvalidInput("target", f"{self.target!r} is not a target; give a number, or uniform")
            self._keep(target=checked_target(self.target))

    def observables(self) -> list[Subsets]:
        """One for all eps where the closest subset is wanted, else one an eps."""
        within: Sequence[float | None] = [None] if self.policy == "closest" else self.eps
        return [Subsets(self.n, self.law, self.target, eps) for eps in within]

    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """One row an eps; a problem is solved where an error of at most eps is reached.

        Errors and sizes: of all problems under policy "closest", of the solved ones under "smallest" (null where none is).
        """
        rows = []
        for place, eps in enumerate(self.eps):
            errors, sizes = observed[0 if self.policy == "closest" else place].T
            found = ~np.isnan(errors)
            row: dict[str, Any] = {
                "eps": eps,
                "target": self.target,
                **estimate(int(np.sum(errors <= eps)), len(errors), confidence),
                "failure_rate": float(np.mean(~(errors <= eps))),
            }
            if found.any():
                row |= {
                    "mean_error": float(np.mean(errors[found])),
                    "mean_error_standard_error": float(np.std(errors[found]) / np.sqrt(found.sum())),
                    "error_quantiles": {str(q): float(np.quantile(errors[found], q)) for q in (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)},
                    "mean_size": float(np.mean(sizes[found])),
                }
            else:
                row |= {"mean_error": None, "mean_error_standard_error": None, "error_quantiles": None, "mean_size": None}
            row |= {"sizes": np.bincount(sizes[found].astype(int), minlength=self.n + 1).tolist(), "bounds": self._bounds(eps)}
            rows.append(row)
        return rows

    def _bounds(self, eps: float) -> list[dict[str, Any]]:
        """Bounds on the success probability; none for random targets, or where the law's sums are not resolved."""
        if isinstance(self.target, str):
            return []
        try:
            return [bound.as_dict() for bound in success_bounds(self.n, eps, self.target, laws.as_law(self.law))]
        except ValueError:
            return []

    def describe(self) -> str:
        """The problem in a line."""
        target = "target U[-1,1]" if self.target == "uniform" else f"target {self.target:g}"
        return f"{self.policy} subset, n = {self.n} samples of {laws.as_law(self.law).notation}, {target}"

    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """Failures and errors, then the sizes."""
        title = f"Random subset sum, {rows[0]['trials']:,} trials\n{self.describe()}\n"
        headings = ("eps", "failure\nrate", interval_heading(rows), "mean\nerror", "standard\nerror", "median\nerror", "mean\nsize")
        cells = []
        for row in rows:
            low, high = row["interval"]
            found = ["-"] * 4
            if row["mean_error"] is not None:
                errors = row["mean_error"], row["mean_error_standard_error"], row["error_quantiles"]["0.5"]
                found = [*(f"{e:.3e}" for e in errors), f"{row['mean_size']:.4f}"]
            cells.append((f"{row['eps']:g}", f"{row['failure_rate']:.5f}", f"{1 - high:.5f}..{1 - low:.5f}", *found))
        table = plain_table(headings, cells, unbroken=True)
        shown = rows[:1] if self.policy == "closest" else rows
        of_sizes = ["problems" if self.policy == "closest" else f"eps = {row['eps']:g}" for row in shown]
        counted = [size for size in range(self.n + 1) if any(row["sizes"][size] for row in shown)]
        sizes = plain_table(("size", *of_sizes), ((str(size), *(f"{row['sizes'][size]:,}" for row in shown)) for size in counted))
        bounds = [f"  eps = {row['eps']:g}: {bound['name']} {bound_cell(bound)}" for row in rows for bound in row["bounds"]]
        shown_bounds = ["\nBounds on the success probability, 1 - failure rate\n\n" + "\n".join(bounds)] if bounds else []
        return [title, table, *shown_bounds, "\nSizes of the subsets found\n", sizes]

    def draw(self, observed: Sequence[Array], confidence: float) -> "Figure":
        """Errors and sizes, at the first eps where the policy depends on it."""
        figure, (errors, sizes) = white_grid(9, 3.8, 1, 2)
        draw_errors(errors, self, observed[0][:, 0])
        draw_sizes(sizes, observed[0])
        figure.suptitle(f"{self.describe()}, {len(observed[0]):,} trials", fontsize="medium")
        return figure


def draw_errors(axes: "Axes", experiment: RSS, errors: Array) -> None:
    """Histogram of errors with an inset of the smallest, as in burkholz2022 Figs. 3 and 4 (a), (c)."""
    import seaborn

    found = errors[~np.isnan(errors)]
    seaborn.histplot(x=found, bins=50, ax=axes, color="C0", linewidth=0)
    if experiment.policy == "closest":  # almost all in the first bin
        axes.set_yscale("log")
        share = 0.75
    else:
        axes.set_ylim(0, 2 * axes.get_ylim()[1])  # room for the inset
        share = 0.25
    inset = axes.inset_axes((0.42, 0.52, 0.55, 0.36))
    small = np.sort(found)[: int(share * len(found))]
    seaborn.histplot(x=small, bins=40, ax=inset, color="C2", linewidth=0)
    inset.set(xlabel="", ylabel="")
    inset.set_title(f"the smallest {100 * share:.0f} %", fontsize="small")
    inset.tick_params(labelsize="x-small")
    inset.ticklabel_format(axis="x", scilimits=(-2, 2))
    inset.xaxis.get_offset_text().set_fontsize("x-small")
    failed = 1 - np.sum(errors <= experiment.eps[0]) / len(errors)
    mean = f"mean {np.mean(found):.2e}, " if len(found) else ""
    axes.set(xlabel="error", ylabel="problems", title=f"{mean}{100 * failed:.2f} % above {experiment.eps[0]:g}")


def draw_sizes(axes: "Axes", observed: Array) -> None:
    """Histogram of subset sizes, as in burkholz2022 Figs. 3 and 4 (b), (d)."""
    import seaborn
    from matplotlib.ticker import MaxNLocator

    sizes = observed[~np.isnan(observed[:, 0]), 1]
    seaborn.histplot(x=sizes, discrete=True, ax=axes, color="C0", linewidth=0, shrink=0.85)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="size of the subset", ylabel="problems", title=f"mean {np.mean(sizes):.3f}" if len(sizes) else "")


if __name__ == "__main__":
    main(RSS)
