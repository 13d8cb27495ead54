"""Random subset sum of vectors (dacunha2023, section 4.1): is the sum of some of n random vectors of R^d within eps of a target?

In the max norm, so in each coordinate; subsets of any size, or of a fixed one, which natale2024 leaves open in R^d.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.bound import Bound
from rss_theory.command_line.arguments import (
    InvalidInput,
    check_least,
    checked_eps,
    checked_law,
    checked_target,
    drawn,
    parse_float,
    parse_int,
)
from rss_theory.command_line.output import plain_table
from rss_theory.mrss import lemma7, lemma8, theorem5_width
from rss_theory.vectors import becchetti_width, hit_probability, mean_count, success_bounds
from simulations import solvers
from simulations.command_line.cells import bound_columns, interval_heading, percent, rate_cells
from simulations.command_line.experiment import main
from simulations.command_line.figure import white_grid
from simulations.command_line.samples import checked_size
from simulations.montecarlo.experiment import Experiment, Problems, option
from simulations.montecarlo.intervals import clopper_pearson, estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

NSN = "nsn"
MOST_D = 1000  # of which a row of samples still takes kilobytes


def vector_law(law: laws.Law | str, d: int) -> laws.Law:
    """NSN vectors of d coordinates, or the law of each of d independent ones."""
    return laws.NSN(d) if law == NSN else laws.as_law(law)


def law_name(law: laws.Law | str) -> str:
    """What `vector_law` reads."""
    return NSN if law == NSN else laws.name_of(laws.as_law(law))


def checked_vector_law(law: laws.Law | str) -> laws.Law | str:
    """The word nsn, or a law of numbers."""
    return law if law == NSN else checked_law(law)


@dataclass(frozen=True)
class Distances(Problems):
    """Distance of the closest subset, of size k or any (None), to (target, ..., target): it decides every eps. One observation a trial."""

    observed: ClassVar[str] = "mrss distance"

    d: int
    k: int | None
    target: float

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation."""
        law = NSN if self.law == NSN else laws.stored_name(laws.as_law(self.law))
        return {"observed": self.observed, **vars(self), "law": law}

    @property
    def chunk_size(self) -> int:
        """Trials a chunk: at most about a second's work. By n alone, as it belongs to the stored identity."""
        return max(1, min(2000, 2**20 >> self.n // 2))

    def samples(self, rng: np.random.Generator) -> Array:
        """A chunk's samples (chunk_size, n, d)."""
        law = vector_law(self.law, self.d)
        return drawn(law, rng, (self.chunk_size, self.n) if law.dimension else (self.chunk_size, self.n, self.d))

    def observe(self, rng: np.random.Generator) -> Array:
        """Distances (chunk_size, 1)."""
        return solvers.closest_vector_many(self.samples(rng), np.full(self.d, self.target), size=self.k).errors[:, None]


@dataclass(frozen=True)
class MRSS(Experiment):
    """Success rate of random subset sum of vectors: some of n random ones sum to strictly within eps of a target, in each coordinate."""

    name: ClassVar[str] = "mrss"

    d: int = option("dimension", type=parse_int)
    n: int = option("number of vectors", type=parse_int)
    k: int | None = option("size of the subsets (default: any)", default=None, type=parse_int)
    eps: tuple[float, ...] = option("errors, any number of them", default=(0.5, 0.25, 0.1), type=parse_float, nargs="+")
    target: float = option("each coordinate of the target", default=0.5, type=parse_float)
    law: laws.Law | str = option(
        f"nsn (normally-scaled normal vectors), or the law of independent coordinates: {laws.NAMES}", default="normal"
    )

    def __post_init__(self) -> None:
        check_least("d", self.d, 1, MOST_D)
        check_least("n", self.n, 1)
        if self.k is not None:
            self._keep(k=checked_size("k", self.k, 1, self.n))
        try:
            solvers.plan_vectors(self.n, self.d, self.k)
        except ValueError as error:
            raise InvalidInput("n", str(error)) from None
        self._keep(n=int(self.n), d=int(self.d), eps=checked_eps(self.eps), target=checked_target(self.target))
        self._keep(law=checked_vector_law(self.law))

    def parameters(self) -> dict[str, Any]:
        """The fields as JSON-ready values; of a law its name."""
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"eps": list(self.eps), "law": law_name(self.law)}

    @property
    def point(self) -> list[float]:
        """The target (d,)."""
        return [self.target] * self.d

    @cached_property
    def _bounds(self) -> dict[float, list[Bound]]:
        """The bounds at each eps; none where sums of the law are not resolved."""
        law = vector_law(self.law, self.d)
        try:
            return {eps: success_bounds(self.n, self.k, eps, self.point, law) for eps in self.eps}
        except ValueError:
            return {eps: [] for eps in self.eps}

    def _one_subset(self, eps: float) -> dict[str, Any] | None:
        """P(one k-subset hits), and, of NSN vectors, dacunha2023 Lemma 7 on it and Lemma 8 on its square, both as corrected."""
        if self.k is None or not self._bounds[eps]:
            return None
        bounds: list[Bound] = []
        if self.law == NSN:
            square = lemma8(self.k, self.k, eps, self.d, 1.0, corrected=True)
            bounds = [lemma7(self.k, eps, self.point, corrected=True), square]
        p = hit_probability(self.k, eps, self.point, vector_law(self.law, self.d))
        return {"probability": p, "square": p**2, "bounds": [bound.as_dict() for bound in bounds]}

    def _widths(self, eps: float) -> list[Bound]:
        """The n that theorems ask for, in units of the constant that they leave open."""
        return [theorem5_width(self.d, eps)] if self.law == NSN else [becchetti_width(self.d, eps, 1.0)]

    def observables(self) -> list[Distances]:
        """Distances."""
        return [Distances(self.n, self.law, self.d, self.k, self.target)]

    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """One row an eps. `one_subset` is null for subsets of any size, and with `expected_count` where the law's sums are not resolved."""
        distances = observed[0][:, 0]
        law = vector_law(self.law, self.d)
        return [
            {
                "eps": eps,
                "target": self.target,
                **estimate(int(np.sum(distances < eps)), len(distances), confidence),
                "expected_count": mean_count(self.n, self.k, eps, self.point, law) if bounds else None,
                "one_subset": self._one_subset(eps),
                "bounds": [bound.as_dict() for bound in bounds],
                "widths": [bound.as_dict() for bound in self._widths(eps)],
            }
            for eps, bounds in self._bounds.items()
        ]

    def describe(self) -> str:
        """The problem in a line."""
        law = vector_law(self.law, self.d)
        vectors = f"vectors of {law.notation}" if law.dimension else f"vectors of {self.d} coordinates of {law.notation}"
        size = "any" if self.k is None else f"k = {self.k}"
        return f"{size} of n = {self.n} {vectors}, target {self.target:g}"

    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """Rates beside bounds; what one subset does; what theorems ask for."""
        title = f"Random subset sum in {self.d} dimensions, {rows[0]['trials']:,} trials\n{self.describe()}\n"
        headings, bounds = bound_columns(rows)
        cells = ((f"{row['eps']:g}", *rate_cells(row), *own) for row, own in zip(rows, bounds, strict=True))
        table = plain_table(("eps", "success\nrate", interval_heading(rows), *headings), cells, unbroken=True)
        lines = [] if rows[0]["bounds"] else [f"\nNo bounds: sums of law {law_name(self.law)!r} are not computed here, or not so far out"]
        for row in rows:
            eps, [asked], one = f"eps = {row['eps']:g}", row["widths"], row["one_subset"]
            if one:
                lines.append(f"\n{eps}: one subset hits with probability {one['probability']:.3e}")
                signs = {"lower": ">= ", "upper": "squared <= "}
                said = [f"{b['name']}: {signs[b['side']]}" + (f"{b['value']:.3e}" if b["applies"] else "-") for b in one["bounds"]]
                lines += [f" ({'; '.join(said)})"] if said else []
            lines.append(f"\n{eps}: {asked['name']} {self._asks(asked['value'])}")
        return [title, table, "".join(lines), _CAPTION]

    def _asks(self, n: float | None) -> str:
        if n is None:
            return "asks for nothing, as it does not apply"
        try:
            solvers.plan_vectors(int(n), self.d, self.k)
        except ValueError:
            return f"asks for n = {n:,.0f}, which no search reaches"
        return f"asks for n = {n:,.0f}"

    def draw(self, observed: Sequence[Array], confidence: float) -> "Figure":
        """Success against eps, with the first moment; the lower bounds at the eps that are asked for."""
        figure, axes = white_grid(7, 4.6)
        ordered = np.sort(observed[0][:, 0])
        trials = len(ordered)
        low, high = np.quantile(ordered, [0.002, 0.998])
        eps = np.geomspace(max(1e-12, min(low, *self.eps) / 2), max(high, *self.eps) * 2, 60)
        successes = np.searchsorted(ordered, eps, side="left")  # distances strictly below eps
        axes.plot(eps, successes / trials, color="C0", label="measured")
        axes.fill_between(eps, *clopper_pearson(successes, trials, confidence), color="C0", alpha=0.25, linewidth=0)
        if self._bounds[self.eps[0]]:
            law = vector_law(self.law, self.d)
            mean = [mean_count(self.n, self.k, float(e), self.point, law) for e in eps]
            axes.plot(eps, mean, "-.", color="C1", linewidth=1, label="first moment (upper bound)")  # cut at 1 by the axis
            lower = [max(b.value for b in bounds if b.side == "lower" and b.applies) for bounds in self._bounds.values()]
            axes.plot(list(self._bounds), lower, "^", color="C2", label="two moments (lower bound)")
        axes.set(xscale="log", xlabel="eps", ylabel="success probability", ylim=(-0.01, 1.01), title=self.describe())
        axes.legend(loc="upper left", fontsize="small")
        figure.supxlabel(f"{trials:,} trials, {percent(confidence)} confidence bands", fontsize="small")
        return figure


_CAPTION = """
Second moment and Dawson-Sankoff bound success from below, first moment from
above. What theorems ask for is with 1 for the constant that they leave open:
dacunha2023 Theorem 5 for one target (subsets of sqrt(n) vectors), Becchetti
et al. (2022) for all of [-1,1]^d at once."""


if __name__ == "__main__":
    main(MRSS)
