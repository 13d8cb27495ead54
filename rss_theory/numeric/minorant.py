"""A density from below, of one sample of a law or of the difference of two: as a step function, of which nothing is taken but `cells`.

If f >= m then X - Y has a density of at least the integral of m(y + x) m(y) dy, which for steps is linear between multiples of their width.
Atoms, and what `cells` does not know, only add to it.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rss_theory.arrays import Array
from rss_theory.numeric.cells import cells
from rss_theory.numeric.spread import Spread, convolve

if TYPE_CHECKING:
    from rss_theory.laws.law import Law

CELLS = {1: 2**16, 2: 2**14}  # of one sample, for one and for a difference


@dataclass(frozen=True)
class Minorant:
    """A density that is at least values[i] between edges[i] and edges[i + 1]."""

    edges: Array
    values: Array

    @cached_property
    def around_zero(self) -> tuple[Array, Array]:
        """Distances c, increasing, and the least value between -c and c."""
        least = {}
        for side in (1, -1):
            far = side * (self.edges[1:] if side > 0 else self.edges[:-1])[::side]
            values = self.values[::side][far > 0]
            least[side] = far[far > 0], np.minimum.accumulate(values) if len(values) else values
        distances = np.unique(np.concatenate([least[1][0], least[-1][0]]))
        both = [np.append(values, 0.0)[np.searchsorted(far, distances * (1 - 1e-12))] for far, values in least.values()]
        return distances, np.minimum(*both)

    def least(self, c: float) -> float:
        """The least value between -c and c."""
        distances, values = self.around_zero
        return float(np.append(values, 0.0)[np.searchsorted(distances, c * (1 - 1e-12))])

    def masses(self, edges: Array) -> Array:
        """At least the mass between each two neighbours of these."""
        total = np.concatenate([[0.0], np.cumsum(self.values * np.diff(self.edges))])
        return np.diff(np.interp(edges, self.edges, total))


@lru_cache(maxsize=16)
def minorant(law: "Law", order: int) -> Minorant:
    """Of a sample (order 1), or of the difference of two (order 2)."""
    c = cells(law, CELLS[order])
    step = float(c.step)
    if order == 1:
        edges = float(c.offset - c.step / 2) + step * np.arange(c.first, c.first + len(c.least) + 1, dtype=float)
        return Minorant(edges, c.least)
    m = Spread(0, c.least * step)
    difference = convolve(m, Spread(1 - len(c.least), m.masses[::-1]))
    at = np.maximum(difference.masses * (1 - difference.relative) - difference.error, 0.0) / step
    at = np.pad(at, 1)
    edges = step * (difference.start - 1 + np.arange(len(at), dtype=float))
    return Minorant(edges, np.minimum(at[1:], at[:-1]))
