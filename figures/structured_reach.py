"""How near the filters of a random network come to a target's, kept or removed whole, against the entries of a filter: dacunha2023."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import seaborn
from matplotlib.figure import Figure

from rss_theory.arrays import Array
from rss_theory.laws import NSN
from rss_theory.networks.architecture import Architecture, Convolution
from rss_theory.networks.structured import dacunha2023_theorem3
from simulations import solvers
from simulations.command_line.figure import white_grid

TRIALS = 19
DIMENSIONS = range(1, 13)
REACH = {10: 12, 20: 12, 30: 12, 40: 3}  # up to which d; a problem takes less than a second
EPS = (0.05, 0.01)


@dataclass(frozen=True)
class Closest:
    """Errors of the closest subset of n NSN vectors, and of the empty one, to a target of 1-norm 1: one input and sign of a layer."""

    version: ClassVar[int] = 1
    columns: ClassVar[int] = 2

    n: int
    d: int

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation."""
        return {"observed": "closest vector", "n": self.n, "law": NSN(self.d).name, "target": "uniform of 1-norm 1"}

    @property
    def chunk_size(self) -> int:
        """Problems a chunk: one may take a second."""
        return 1

    def observe(self, rng: np.random.Generator) -> Array:
        """(1, 2)."""
        samples, target = NSN(self.d).sample(rng, self.n), rng.uniform(-1, 1, self.d)
        target /= np.abs(target).sum()
        return np.array([[solvers.closest_vector(samples, target).error, np.abs(target).max()]])


@dataclass(frozen=True)
class Problems:
    """All dimensions for n samples."""

    n: int

    def observables(self) -> list[Closest]:
        """One a dimension."""
        return [Closest(self.n, d) for d in DIMENSIONS[: REACH[self.n]]]


EXPERIMENTS = [Problems(n) for n in REACH]


def asked(d: int, eps: float) -> float:
    """The n of Theorem 3, in units of C, for one layer of one input and filters of d entries."""
    return dacunha2023_theorem3(Architecture("one layer", (Convolution(d, 1, 1),)), eps, eps).widths_per_constant[0] / 2


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """Errors on the left, what the theorem asks for on the right."""
    figure, (left, right) = white_grid(10, 4.6, 1, 2, width_ratios=[3, 2])
    for color, n, found in zip(seaborn.color_palette(), REACH, observed, strict=False):
        low, median, high = np.transpose([np.quantile(o[:, 0], (0.25, 0.5, 0.75)) for o in found])
        left.plot(DIMENSIONS[: len(found)], median, "o-", color=color, label=f"closest of $2^{{{n}}}$ subsets, n = {n}")
        left.fill_between(DIMENSIONS[: len(found)], low, high, color=color, alpha=0.25, linewidth=0)
    left.plot(DIMENSIONS, [np.median(o[:, 1]) for o in observed[0]], "k:", label="the empty subset")
    for color, eps in zip(("0.3", "0.6"), EPS, strict=True):
        left.axhline(eps, color=color, linestyle="--", linewidth=1, label=f"eps = {eps:g}")
        right.plot(DIMENSIONS, [asked(d, eps) for d in DIMENSIONS], "s-", color=color, label=f"eps = {eps:g}")
    left.set(yscale="log", xlabel="$d^2 c_1$, entries of a filter", ylabel="error in the max norm")
    right.axhspan(min(REACH), max(REACH), color="C3", alpha=0.25, linewidth=0, label="n on the left")
    right.set(yscale="log", xlabel="$d^2 c_1$, entries of a filter", ylabel="n / C", title="Theorem 3 asks for")
    left.legend(fontsize="small", loc="lower right")
    right.legend(fontsize="small", loc="upper left")
    figure.supxlabel(
        f"n samples a sign, normal weights (NSN vectors); targets of entries U[-1,1], scaled to 1-norm 1. Medians and quartiles of "
        f"{run.trials:,} problems, seed {run.seed}.",
        fontsize="small",
    )
    return figure
