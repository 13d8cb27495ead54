"""Sums of k samples of any law, from its distribution function, its atoms and its density: every probability with a proved error.

**Cells.** A sample X is in the cell of a lattice point N(X), in steps of h at most r from it: r = 0 of a lattice law, else r = 1/2. With
c the masses of cells the lattice sum N = N(X_1) + ... + N(X_k) has the law c * ... * c, by products of non-negative vectors or fast
Fourier transforms (`spread`, which bounds rounding). All below is in steps of h: W is the window, of length 2 eps, and P_k^+ stands for the
probability that |S - z| < eps of the sum of k samples of whatever place in their cells, or any bound from above.
**Windows moved.** |S_k - N| <= k r, so P(S_k in W) lies between those of N for windows shorter and longer by k r at each end, and the
same with E[P(B + S' in W | B)^2] for two sums that share B. Of a lattice law (r = 0) this is all, and exact; it is the best where nothing
is known of a law but its distribution function (samples from a file), and errs by k h / eps.
**Uniform within cells.** Let X' be uniform in the cell of X, and 2 D the integral of |f - f'| (`cells`: about h/4 times the variation of
f). Replace samples one at a time. g(x) = P(x + the others in W) varies in a cell by at most Q_{k-1}, the most that an interval of length 1
holds of k - 1 samples; and f - f' integrates to 0 in each cell, so one replacement changes P by at most D Q_{k-1}.
(If the others are all atoms, g jumps in two cells at most for each of their sums: 2 d, the greatest share of a cell in D, for D Q.)
  |P(S_k in W) - P(S'_k in W)| <= k D Q_{k-1}, of the order of h^2.
**Linear within cells.** S' is N plus as many independent U(-1/2, 1/2) as samples are no atoms. All of them but one are left out. Given
N and one U the distribution function is linear between half-integers, of slopes L_n = P(N = n); a further U changes it by at most
max |L_n - L_{n-1}| / 8 =: s_k / 8, so the window by s_k / 4, and (k - 1) s_k / 4 in all. (With atoms s_k is that of two samples none of
which is one, as convolution with a law does not increase it.) A window of N + U is a linear interpolation; sums of atoms alone are exact.
**Pairs of sums.** q_i = P(B + S' in W and B + S'' in W), B of i samples, S' and S'' of j = k - i. Given S', S'' the sum B has to lie in an
interval, empty unless |S' - S''| < 2 eps, which has at most R_j, the most that an interval of length 4 eps holds; given B and S'' the sum
S' has to lie in one, and B + S'' in W, of P_k^+. So replacing costs, with Q_0 put aside,
  2 j D Q_{j-1} P_k^+ (j > 1), 2 D Q_i R_1 (j = 1), and i D Q_{i-1} R_j (i > 1), 2 D Q_j R_j (i = 1),
and leaving out (j - 1) s_j P_k^+ / 2 + (i - 1) s_i R_j / 4. What is left, with one U in each of B, S', S'', is a polynomial of degree 2 in
B's U between two places: two Gauss-Legendre nodes on each piece are exact. For i, j > 1 and no atoms B's U is left out, too: w, linear
between two kinks of at most s_j, has E[w(n + U)^2] - w(n)^2 <= a^2 / 12 + s_j w / 2, a its greatest slope there, at most max L_n of S'.
With v the sum of all |L_n - L_{n-1}| the a add up to min(2, 2 eps v) + 2 v, the variation of w and its kinks. So that costs at most
s_j P_k^+ / 2 + (min(2, 2 eps v) + 2 v) max L_n max L'_n / 12, with L' of B.
**Errors of the distribution function**, delta each, cost 2 k delta in P and 2 delta (2 j P_k^+ + i R_j) in q_i, by summation by parts. Mass
that no cell holds is added to upper values. One sample is taken from the distribution function itself.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rss_theory.arrays import Array
from rss_theory.numeric.cells import CDF_ERROR, cells
from rss_theory.numeric.spread import UNIT, Spread, add, convolve

if TYPE_CHECKING:
    from rss_theory.laws.law import Law

MAX_K = 200
COUNTS = tuple(2**power for power in range(11, 18, 2))  # of cells of one sample, the first that is enough
FINEST = ((8, 2**17), (16, 2**16), (64, 2**14), (MAX_K, 2**11))  # for sums of so many samples: memory grows like k^1.5
ENOUGH = 1e-4  # relative, of a probability
ROUGH, ROUGHEST = 0.01, 0.25  # D from which windows that are moved may say more of pairs, and from which they say all
_NODES = (0.5 - 1 / math.sqrt(12), 0.5 + 1 / math.sqrt(12))


class Bracket(NamedTuple):
    """A number lies between these."""

    low: float
    high: float

    def meet(self, other: "Bracket") -> "Bracket":
        """What both say."""
        return Bracket(max(self.low, other.low), min(self.high, other.high))


@dataclass(frozen=True)
class Window:
    """The open window (low, high), in steps of the lattice of sums from its offset."""

    low: Fraction
    high: Fraction

    def inside(self, spread: Spread, start: int = 0, count: int = 1, moved: Fraction = Fraction(0)) -> Array:
        """The mass of `spread` that brings each of start, start + 1, ... into the window, made longer by `moved` at each end."""
        first, last = math.floor(self.low - moved) + 1, math.ceil(self.high + moved) - 1
        return np.maximum(spread.up_to(last - start, count) - spread.up_to(first - 1 - start, count), 0.0)

    def linear(self, spread: Spread, start: int = 0, count: int = 1) -> Array:
        """The same for masses that are uniform on (-1/2, 1/2) around their places."""

        def below(end: Fraction) -> Array:  # the mass of cells that end before it, and part of one
            cell = math.floor(end + Fraction(1, 2))
            part = float(end + Fraction(1, 2) - cell)
            return (1 - part) * spread.up_to(cell - 1 - start, count) + part * spread.up_to(cell - start, count)

        return np.maximum(below(self.high) - below(self.low), 0.0)

    def by(self, u: Fraction) -> "Window":
        """For places + u."""
        return Window(self.low - u, self.high - u)

    def pieces(self, atoms: bool) -> Iterator[tuple[float, Fraction]]:
        """Weights and nodes on (-1/2, 1/2), two of Gauss and Legendre between places + u where an end of the window meets the border
        between two cells or, of atoms, a lattice point."""
        half = Fraction(1, 2)
        shifts = (Fraction(0), half) if atoms else (half,)
        cuts = sorted({-half, half, *((end + shift + half) % 1 - half for end in (self.low, self.high) for shift in shifts)})
        for a, b in pairwise(cuts):
            for node in _NODES:
                yield float(b - a) / 2, a + (b - a) * Fraction(node)

    @property
    def length(self) -> float:
        """In steps."""
        return float(self.high - self.low)


class AnyLaw:
    """Lattice sums of 1, 2, ... samples of a law, made as they are needed."""

    def __init__(self, law: "Law", count: int) -> None:
        self.law, self.cells = law, (c := cells(law, count))
        self.r = c.remainder / c.step
        self.one, self.atom = Spread.of(c.first, c.smooth, lost=c.lost), Spread.of(c.first, c.atoms)
        self.mixed, self.atoms = [self.one], [self.atom]  # sums of which some sample is no atom, and of which all are
        self.smooth, self.thinned = bool(len(self.one.masses)), bool(len(self.atom.masses))
        self.delta = CDF_ERROR if self.smooth else 0.0
        share = max(float(c.smooth.sum()), 1e-300)
        self.held = float((np.append(c.smooth, 0.0) + np.append(0.0, c.smooth)).max()) / share
        self.pair_slope = convolve(self.one, self.one).slope / share**2 if self.thinned and self.smooth else 0.0
        self.every: dict[int, Spread] = {}

    def of(self, k: int) -> Spread:
        """The lattice sum N of k samples."""
        if k not in self.every:
            both = add(self.one, self.atom)
            while len(self.mixed) < k:
                self.mixed.append(add(convolve(self.mixed[-1], both), convolve(self.atoms[-1], self.one)))
                self.atoms.append(convolve(self.atoms[-1], self.atom))
            self.every[k] = add(self.mixed[k - 1], self.atoms[k - 1])
        return self.every[k]

    def window(self, k: int, z: float, eps: float) -> Window:
        """The window of a sum of k samples."""
        centre, c = Fraction(z) - k * self.cells.offset, self.cells
        return Window((centre - Fraction(eps)) / c.step, (centre + Fraction(eps)) / c.step)

    def cost(self, k: int) -> float:
        """Of one replacement beside k other samples: D Q_k, of atoms alone 2 d."""
        self.of(k)
        n, atoms = self.mixed[k - 1], float(self.cells.atoms.sum()) ** k
        held = min(n.most(k + 2) + n.rounding(k + 2) + n.lost, self.held)
        return self.cells.rough * held + 2 * self.cells.roughest * atoms

    def most_close(self, k: int, length: float) -> float:
        """R_k, for windows of this length."""
        n, cells = self.of(k), int(2 * length + k) + 2
        return min(1.0, n.most(cells) + n.rounding(cells) + n.lost)

    def slope(self, k: int) -> float:
        """s_k."""
        return self.pair_slope if self.thinned else self.mixed[k - 1].slope + 2 * self.mixed[k - 1].error

    def within(self, k: int, z: float, eps: float) -> Bracket:
        """P(|S_k - z| < eps)."""
        window, n = self.window(k, z, eps), self.of(k)
        if k == 1 and self.smooth:
            return self._one(z, eps)
        moved, slack = k * self.r, n.rounding(window.length + k) + 2 * k * self.delta
        low, high = (window.inside(n, moved=by).item() for by in (-moved, moved))
        if not (high or n.error or self.smooth):
            return Bracket(0.0, 0.0)
        found = Bracket(low - slack, high + slack + n.lost)
        if self.smooth:
            p = (window.linear(self.mixed[k - 1]) + window.inside(self.atoms[k - 1])).item()
            error = k * self.cost(k - 1) + (k - 1) / 4 * self.slope(k) + slack
            found = found.meet(Bracket(p - error, p + error + n.lost))
        return found.meet(Bracket(0.0, 1.0))

    def _one(self, z: float, eps: float) -> Bracket:
        """Of one sample, by its distribution function; atoms on an end of the window do not count."""
        low, high = Fraction(z) - Fraction(eps), Fraction(z) + Fraction(eps)
        below_low, below_high = (float(value) for value in self.law.distribution(np.array([float(low), float(high)])))
        places, masses = self.law.atoms
        for place, mass in zip(places.tolist(), masses.tolist(), strict=True):
            below_low -= mass * (place <= float(low))
            below_high -= mass * (place <= float(high))
            below_high += mass * (low < Fraction(place) < high)
        p = below_high - below_low
        return Bracket(p - 2 * CDF_ERROR, p + 2 * CDF_ERROR).meet(Bracket(0.0, 1.0))

    def pairs(self, k: int, z: float, eps: float) -> list[Bracket]:
        """q_1, ..., q_{k-1}."""
        p = self.within(k, z, eps)
        window, n = self.window(k, z, eps), self.of(k)
        hit = min(1.0, window.inside(n, moved=k * self.r).item() + n.rounding(window.length + k) + 2 * k * self.delta + n.lost)
        found = []
        for i in range(1, k):
            bracket = Bracket(p.low**2, p.high)  # as E[w^2] >= E[w]^2 and w <= 1
            if not self.smooth or self.cells.rough > ROUGH:
                bracket = bracket.meet(self._pair_moved(window, i, k - i, hit))
            if self.smooth and self.cells.rough < ROUGHEST:
                bracket = bracket.meet(self._pair_smooth(window, i, k - i, hit))
            found.append(bracket)
        return found

    def _pair_moved(self, window: Window, i: int, j: int, hit: float) -> Bracket:
        """q_i by windows that are moved."""
        b, n, moved = self.of(i), self.of(j), (i + j) * self.r
        slack = 2 * self.delta * (2 * j * hit + i * self.most_close(j, window.length))
        ends = [_mean_square(b, window.inside(n, b.start, len(b.masses), by), n.rounding(window.length + i + j)) for by in (-moved, moved)]
        return Bracket(ends[0].low - slack, ends[1].high + slack + b.lost + 2 * n.lost)

    def _pair_smooth(self, window: Window, i: int, j: int, hit: float) -> Bracket:
        """q_i by laws that are uniform within cells."""
        b, fixed, n = self.mixed[i - 1], self.atoms[i - 1], self.of(j)
        mixed, atoms, dw = self.mixed[j - 1], self.atoms[j - 1], n.rounding(window.length)
        low = high = 0.0
        at_points = i > 1 and j > 1 and not self.thinned
        for weight, u in [(1.0, Fraction(0))] if at_points else window.pieces(self.thinned):
            at, place = window.by(u), (b.start, len(b.masses))
            w = at.linear(mixed, *place) + at.inside(atoms, *place) if self.thinned else at.linear(mixed, *place)
            square = _mean_square(b, w, dw)
            low, high = low + weight * square.low, high + weight * square.high
        if self.thinned:
            place = (fixed.start, len(fixed.masses))
            square = _mean_square(fixed, window.linear(mixed, *place) + window.inside(atoms, *place), dw)
            low, high = low + square.low, high + square.high
        close = self.most_close(j, window.length)
        apart = 2 * j * self.cost(j - 1) * hit if j > 1 else 2 * self.cost(i) * self.most_close(1, window.length + 1)
        shared = i * self.cost(i - 1) * close if i > 1 else 2 * self.cost(j) * close
        error = apart + shared + 2 * self.delta * (2 * j * hit + i * close)
        error += (j - 1) / 2 * self.slope(j) * hit + (i - 1) / 4 * self.slope(i) * close
        if at_points:
            error += (
                self.slope(j) * hit / 2
                + b.masses.max() * mixed.masses.max() * (min(2.0, window.length * mixed.variation) + 2 * mixed.variation) / 12
            )
        return Bracket(low - error, high + error + b.lost + fixed.lost + 2 * n.lost)

    def density(self, k: int, x: Array) -> Array:
        """Of the sum's absolutely continuous part: of one sample the law's own, else linear between lattice points."""
        if k == 1:
            return np.asarray(self.law.density(x), dtype=float)
        self.of(k)
        n, c = self.mixed[k - 1], self.cells
        if not len(n.masses):
            return np.zeros_like(x)
        places = float(k * c.offset) + float(c.step) * np.arange(n.start - 1, n.start + len(n.masses) + 1)
        return np.interp(x, places, np.pad(n.masses, 1) / float(c.step), 0.0, 0.0)

    def distribution(self, k: int, x: Array) -> Array:
        """P(S_k <= x), linear within cells."""
        if k == 1 and self.smooth:
            return np.asarray(self.law.distribution(x), dtype=float)
        n, c = self.of(k), self.cells
        ends = [(Fraction(y) - k * c.offset) / c.step for y in x.tolist()]
        far = Fraction(n.start - k - 1)
        mixed, atoms = self.mixed[k - 1], self.atoms[k - 1]
        return np.array([(Window(far, end).linear(mixed) + atoms.up_to(math.floor(end))).item() for end in ends])


def _mean_square(b: Spread, w: Array, error: float) -> Bracket:
    """E[w(B)^2] where each w errs by this at most."""
    squares = w * w
    square = float(b.masses @ squares)
    slack = b.error * math.sqrt(float(squares @ squares)) + 2 * error * math.sqrt(square) + error**2 + len(w) * UNIT * square
    return Bracket(max(0.0, square - slack), square + slack)


class AnyLawSums:
    """Of a law with cells as fine as a probability needs."""

    def __init__(self, law: "Law") -> None:
        self.law = law

    def table(self, k: int, enough: Callable[[AnyLaw], bool] = lambda table: False) -> AnyLaw:
        """The coarsest that is enough, else the finest for k samples."""
        finest = next(count for most, count in FINEST if k <= most)
        for count in (count for count in COUNTS if count < finest):
            if enough(table := _table(self.law, count)):
                return table
        return _table(self.law, finest)

    def enclosed(self, k: int, z: float, eps: float, pairs: bool) -> list[Bracket]:
        """P(|S_k - z| < eps), and if `pairs` q_1, ..., q_{k-1} of `sums.overlaps`."""

        def enough(table: AnyLaw) -> bool:
            p = table.within(k, z, eps)
            return p.high - p.low <= 2 * ENOUGH * p.low

        table = self.table(k, enough)
        return [table.within(k, z, eps), *(table.pairs(k, z, eps) if pairs else [])]

    def within(self, k: int, z: float, eps: float) -> float:
        """P(|S_k - z| < eps), the middle of what is known."""
        return sum(self.enclosed(k, z, eps, False)[0]) / 2

    def overlap_ratios(self, k: int, z: float, eps: float, p: float) -> Array:
        """q_i / p^2, i = 1, ..., k - 1, the middles."""
        return np.array([sum(bracket) / 2 for bracket in self.enclosed(k, z, eps, True)[1:]]) / p**2

    def density(self, k: int, x: Array) -> Array:
        """As `AnyLaw.density`."""
        return self.table(k).density(k, x)

    def distribution(self, k: int, x: Array) -> Array:
        """As `AnyLaw.distribution`."""
        return self.table(k).distribution(k, x)


@lru_cache(maxsize=8)
def _table(law: "Law", count: int) -> AnyLaw:
    return AnyLaw(law, count)
