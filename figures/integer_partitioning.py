"""Subset sums of random integers against the phase diagram of Borgs, Chayes, Mertens and Pittel: perfect partitions, and when to sort.

n integers uniform on {1, ..., M} are split into two parts, signs s_i = 1 or -1; a partition is perfect if |sum s_i X_i| is at most 1, which
is least where it is 0 or 1 by the parity of the total T. A part is a subset with a sum within 1/2 of T/2: `solvers.count` finds two of
them, a subset and its complement, for each perfect partition, and `solvers.closest` of a fixed size the best of a given cardinality.

**Exactly.** With X' = M + 1 - X in place of those with a minus, sum s_i X_i = z where sum X = z + (n - k)(M + 1), k the number of pluses;
the tuples of {1..M}^n with a sum t are W(t) = sum over j of (-1)^j C(n,j) C(t - jM - 1, n - 1). So E[partitions] is a sum of whole numbers.

**Window** (C. Borgs, J. Chayes, B. Pittel, Phase transition and finite-size scaling for the integer partitioning problem, 2001): with
M = 2^(kappa n), kappa = 1 - log2(n) / (2n) + lambda / n, sum s_i X_i is nearly normal of variance n M^2 / 3, so that the mean number of
perfect partitions is r = sqrt(3 / (2 pi)) 2^-lambda if T is even and 2 r if it is odd, for n to infinity. The number tends to a Poisson
variable (recalled from there; measured here), so that P(there is one) tends to 1 - (exp(-r) + exp(-2r)) / 2.

**Fixed cardinality** (the same and S. Mertens, Phase diagram for the constrained integer partitioning problem, 2003): signs are to have the
sum -b = 2k - n, k < n/2. The sorted partition, the k greatest against the rest, is the best of all wherever it is at most 0, as others are
less. Its sum is n M (1/2 - p^2) + o(n M), p = (1 + b/n) / 2: the border is p^2 = 1/2, b/n = sqrt(2) - 1. Below that border, for each share
of 1 there is an entropy: (1/n) ln of the number of signs with sum s_i u_i = 0 and sum s_i = -b tends to the least over (x, y) of
E[ln 2 cosh(x U + y)] + y b / n, U uniform on [0, 1], and perfect partitions exist where kappa ln 2 is less (recalled; derived here by
Lagrange's method alone, and measured).
"""

import math
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rss_theory.arrays import Array, Mask
from simulations import solvers
from simulations.command_line.cells import percent
from simulations.command_line.figure import white_grid
from simulations.command_line.phase_diagram import draw_map
from simulations.montecarlo.intervals import clopper_pearson
from simulations.montecarlo.result import frame

TRIALS = 4000
LAMBDAS = np.arange(-3.0, 4.1, 0.5).tolist()
SIZES = (10, 16, 22)  # n of the window
DIAGRAM_N = 18
KAPPAS = np.arange(0.1, 1.41, 0.1).round(1).tolist()
SORTED_N = (12, 20, 28)
BORDER = math.sqrt(2) - 1
Part = TypeVar("Part")


@dataclass(frozen=True)
class Partitions:
    """Number of perfect partitions, of any sizes or with `size` < n/2 in one part, and parity of the total. Two observations a trial."""

    version: ClassVar[int] = 1
    columns: ClassVar[int] = 2

    n: int
    largest: int
    size: int | None = None

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation."""
        return {"observed": "perfect partitions", **vars(self)}

    @property
    def chunk_size(self) -> int:
        """Trials a chunk."""
        return 200

    def observe(self, rng: np.random.Generator) -> Array:
        """(chunk_size, 2)."""
        integers = rng.integers(1, self.largest, (self.chunk_size, self.n), endpoint=True).astype(float)
        totals = integers.sum(axis=1)
        found = solvers.count_many(integers, totals / 2, 0.75, size=self.size)
        return np.column_stack([found if self.size is not None else found // 2, totals % 2])


@dataclass(frozen=True)
class SortedBest:
    """Whether no k of n reals |x|, x of U[-1,1], have a sum nearer to half the total than the k greatest."""

    version: ClassVar[int] = 1
    columns: ClassVar[int] = 1

    n: int
    size: int

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation."""
        return {"observed": "sorted partition is best", **vars(self)}

    @property
    def chunk_size(self) -> int:
        """Trials a chunk."""
        return 200

    def observe(self, rng: np.random.Generator) -> Array:
        """(chunk_size, 1)."""
        samples = np.sort(np.abs(rng.uniform(-1, 1, (self.chunk_size, self.n))))
        best = solvers.closest_many(samples, samples.sum(axis=1) / 2, size=self.size).masks
        return np.all(best == (np.arange(self.n) >= self.n - self.size), axis=1)[:, None].astype(float)


@dataclass(frozen=True)
class Panel(Generic[Part]):
    """Observables of one picture."""

    parts: tuple[Part, ...]

    def observables(self) -> Sequence[Part]:
        """All of them."""
        return self.parts


def largest_of(n: int, lam: float) -> int:
    """M of the window."""
    return round(2**n / math.sqrt(n) * 2**lam)


WINDOW = [Panel(tuple(Partitions(n, largest_of(n, lam)) for lam in LAMBDAS)) for n in SIZES]
DIAGRAM_PLACES = [(kappa, k) for kappa in KAPPAS for k in range(1, DIAGRAM_N // 2)]
DIAGRAM = Panel(tuple(Partitions(DIAGRAM_N, round(2 ** (kappa * DIAGRAM_N)), k) for kappa, k in DIAGRAM_PLACES))
SORTED = [Panel(tuple(SortedBest(n, k) for k in range(1, n // 2))) for n in SORTED_N]
EXPERIMENTS = [*WINDOW, DIAGRAM, *SORTED]


def tuples(n: int, largest: int, total: int) -> int:
    """W: how many of {1, ..., largest}^n have this sum.

    >>> [tuples(2, 6, total) for total in (1, 2, 7, 12)]  # of two dice
    [0, 1, 6, 1]
    """
    places = range(max(0, (total - n) // largest + 1))
    return sum((-1) ** j * math.comb(n, j) * math.comb(total - j * largest - 1, n - 1) for j in places)


def mean_perfect(n: int, largest: int, size: int | None = None) -> tuple[Fraction, Fraction]:
    """The mean number of perfect partitions, those of odd totals counted as 0, and the same of even ones; sizes as in `Partitions`.

    >>> mean_perfect(2, 6)  # equal dice, and those that differ by 1
    (Fraction(1, 6), Fraction(5, 18))
    """

    def mean(*signed: int) -> Fraction:
        sizes = range(n + 1) if size is None else [size]
        found = sum(math.comb(n, k) * tuples(n, largest, z + (n - k) * (largest + 1)) for k in sizes for z in signed)
        return Fraction(found, largest**n * (2 if size is None else 1))

    return mean(0), mean(-1, 1)


def limit(lam: float) -> float:
    """What P(there is a perfect partition) tends to in the window.

    >>> f"{limit(0.0):.4f}"
    '0.6239'
    """
    rate = math.sqrt(3 / (2 * math.pi)) * 2**-lam
    return 1 - (math.exp(-rate) + math.exp(-2 * rate)) / 2


def border(bias: float) -> float:
    """kappa up to which there are perfect partitions of bias b/n below sqrt(2) - 1: their entropy over ln 2.

    >>> f"{border(0.0):.6f} {border(0.3):.6f}"
    '1.000000 0.692149'
    """
    from scipy.optimize import minimize

    nodes, weights = np.polynomial.legendre.leggauss(60)
    u = (nodes + 1) / 2

    def entropy(at: Array) -> float:
        exponent = at[0] * u + at[1]
        return float(np.dot(weights / 2, np.logaddexp(exponent, -exponent)) + at[1] * bias)

    return float(minimize(entropy, np.zeros(2), tol=1e-12).fun) / math.log(2)


def sorted_is_negative(n: int, size: int) -> float:
    """P(the `size` greatest of n uniform samples add up to at most the rest), nearly: by a normal law of the same mean and variance.

    Of n + 1 in place of 1, order statistics have means i, and covariances i (n + 1 - j) / (n + 2) for i <= j.

    >>> f"{sorted_is_negative(20, 6):.4f} {sorted_is_negative(20, 4):.4f}"
    '0.5000 0.9975'
    """
    i = np.arange(1, n + 1)
    signs = np.where(i > n - size, 1, -1)
    variance = signs @ (np.minimum.outer(i, i) * (n + 1 - np.maximum.outer(i, i))) @ signs / (n + 2)
    return 0.5 * math.erfc(float(signs @ i) / math.sqrt(2 * variance))


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """The window, the diagram of fixed cardinality, and where the sorted partition is best."""
    figure, (window, diagram, ordered) = white_grid(14, 4.8, 1, 3)
    colors = seaborn.color_palette()
    for color, n, parts in zip(colors, SIZES, observed, strict=False):
        _points(window, LAMBDAS, [part[:, 0] > 0 for part in parts], run.confidence, color, f"n = {n}")
    fine = np.linspace(LAMBDAS[0], LAMBDAS[-1], 200)
    window.plot(fine, [limit(lam) for lam in fine], color="black", label="limit (Borgs, Chayes, Pittel)")
    window.set(xlabel="$\\lambda$", ylabel="P(there is a perfect partition)", title="M = $2^n n^{-1/2} 2^{\\,\\lambda}$")
    _diagram(figure, diagram, observed[len(WINDOW)])
    for color, n, parts in zip(colors, SORTED_N, observed[len(WINDOW) + 1 :], strict=False):
        biases = [1 - 2 * k / n for k in range(1, n // 2)]
        _points(ordered, biases, [part[:, 0] for part in parts], run.confidence, color, f"n = {n}")
        ordered.plot(biases, [sorted_is_negative(n, k) for k in range(1, n // 2)], color=color, linewidth=1)
    ordered.axvline(BORDER, color="C3", linestyle="--", label="$\\sqrt{2} - 1$")
    ordered.set(xlabel="b / n", ylabel="P(the sorted partition is best)", title="lines: P(it is at most 0), normal law")
    for axes in (window, ordered):
        axes.legend(fontsize="small")
    figure.supxlabel(
        f"n integers of {{1, ..., M}} (right: reals |x|, x of U[-1,1]) in two parts, b more in one than in the other; "
        f"{run.trials:,} trials a point, seed {run.seed}, {percent(run.confidence)} intervals.",
        fontsize="small",
    )
    return figure


def _points(axes: Axes, places: Sequence[float], found: Sequence[Array | Mask], confidence: float, color: Any, label: str) -> None:
    """Shares with their intervals."""
    rates = np.array([part.mean() for part in found])
    low, high = clopper_pearson([part.sum() for part in found], len(found[0]), confidence)
    axes.errorbar(places, rates, [rates - low, high - rates], fmt="o", markersize=4, color=color, label=label)


def _diagram(figure: Figure, axes: Axes, parts: Sequence[Array]) -> None:
    """P(there is a perfect partition of a bias) over bias and kappa, and the borders of the limit."""
    n = DIAGRAM_N
    rows = [
        {"b / n": 1 - 2 * k / n, "kappa": kappa, "rate": (found[:, 0] > 0).mean()}
        | {"first moment_value": min(1.0, float(sum(mean_perfect(n, part.largest, k))))}
        for (kappa, k), part, found in zip(DIAGRAM_PLACES, DIAGRAM.parts, parts, strict=True)
    ]
    handles = draw_map(axes, frame(rows), "b / n", "kappa")
    figure.colorbar(handles.pop("map"), ax=axes, label="success rate")
    biases = np.linspace(1 / n, BORDER - 1e-3, 40)
    [handles["limit (Borgs, Chayes, Mertens, Pittel)"]] = axes.plot(biases, [border(b) for b in biases], color="C3")
    handles["$\\sqrt{2} - 1$"] = axes.axvline(BORDER, color="C3", linestyle="--")
    axes.set(title=f"fixed cardinality, M = $2^{{\\kappa n}}$, n = {n}", ylabel="$\\kappa$")
    axes.legend(handles.values(), handles, fontsize="small")
