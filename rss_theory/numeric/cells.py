"""One sample of any law on a lattice: the mass of each cell, and how far the law may be from one that is uniform within cells.

A cell is centred at a point of the lattice offset + step Z. Its mass is a difference of the distribution function, which is taken to be
within `CDF_ERROR`. Of the density f three things are taken from its values at the ends a, b of a cell, where no singular point lies
inside and the mass of the cell agrees: monotone between a and b, where neither is an extreme value among its neighbours; at least
min(f(a), f(b)) beside a greatest value; at most max(f(a), f(b)) and convex beside a least one. The integral of |f - mean f| over the cell
is then at most step |f(a) - f(b)| / 2, 2 (mass - step min), and 2 (step max - mass). Of all other cells, and of atoms that do not lie on
the lattice, nothing is taken but the mass. Atoms on the lattice stay where they are: a lattice law is exact.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.numeric.not_said import NotSaid

if TYPE_CHECKING:
    from rss_theory.laws.law import Law

CDF_ERROR = 1e-13  # of distribution functions, absolute
TAILS = (1e-15, 1e-12, 1e-9, 1e-6)  # of the mass that a lattice may leave out: the least at which its length is not too great
LONGEST = 60  # times the range of the middle half
MOST_POINTS = 2**16  # of an exact lattice


@dataclass(frozen=True)
class Cells:
    """Masses of cells first, first + 1, ... around the points offset + step Z."""

    offset: Fraction
    step: Fraction
    first: int
    smooth: Array  # of all that is not an atom on the lattice
    atoms: Array  # on the lattice
    least: Array  # the density is at least this in each cell
    rough: float  # half the integral of |f - f_h| over the cells, f_h uniform within each: at most this
    roughest: float  # the same over any one cell
    remainder: Fraction  # a sample is at most this far from the point of its cell
    lost: float  # mass that no cell holds


def cells(law: "Law", count: int) -> Cells:
    """A law on about `count` cells, or exactly where it is a lattice of at most MOST_POINTS. ValueError where tails are too heavy.

    What a law does not say raises as the law does.
    """
    places, masses = law.atoms
    if law.lattice is not None:
        offset, step = map(Fraction, law.lattice)
        index = [round((Fraction(place) - offset) / step) for place in places.tolist()]
        if index[-1] - index[0] < MOST_POINTS:
            off = max(abs(offset + step * n - Fraction(place)) for n, place in zip(index, places.tolist(), strict=True))
            atoms = np.bincount(np.array(index) - index[0], masses).astype(float)
            none = np.zeros(len(atoms))
            return Cells(offset, step, index[0], none, atoms, none, 0.0, 0.0, off, 0.0)
    low, high = _ends(law)
    offset, step = _lattice(law, low, high, count)
    first, last = math.floor((Fraction(low) - offset) / step + Fraction(1, 2)), math.ceil((Fraction(high) - offset) / step - Fraction(1, 2))
    edges = np.asarray(float(offset - step / 2) + float(step) * np.arange(first, last + 2), dtype=float)
    cumulative = np.asarray(law.distribution(edges), dtype=float)
    smooth = np.maximum(np.diff(cumulative), 0.0)
    h, mixed = float(step), np.zeros(len(smooth), dtype=bool)
    atoms = np.zeros(len(smooth))
    for place, mass in zip(places.tolist(), masses.tolist(), strict=True):
        holding = (Fraction(place) - offset) / step
        where = round(holding) - first
        if where == holding - first:
            smooth[where], atoms[where] = max(0.0, smooth[where] - mass), mass
        else:
            mixed[np.clip(np.searchsorted(edges, place) - 1, 0, len(mixed) - 1)] = True
    with np.errstate(all="ignore"):
        density = np.asarray(law.density(edges), dtype=float)
    least, deviation = _within_cells(density, smooth, h, mixed | _held(law, edges))
    lost = float(max(0.0, cumulative[0]) + max(0.0, 1 - cumulative[-1]))
    rough, roughest = float(deviation.sum()) / 2, float(deviation.max()) / 2
    return Cells(offset, step, first, smooth, atoms, least, rough, roughest, step / 2, lost)


def _ends(law: "Law") -> tuple[float, float]:
    """Between them lies all of the law but a tail."""
    if math.isfinite(law.low) and math.isfinite(law.high):
        return law.low, law.high
    try:
        scale = math.sqrt(law.variance)
    except ValueError:  # it has none
        scale = 1.0
    middle = _quantile(law, 0.75, scale) - _quantile(law, 0.25, scale)
    for tail in TAILS:
        low = law.low if math.isfinite(law.low) else _quantile(law, tail, scale)
        high = law.high if math.isfinite(law.high) else _quantile(law, 1 - tail, scale)
        if high - low <= LONGEST * middle:
            return low, high
    raise NotSaid(
        f"law {law.name!r} has tails too heavy for its sums to be computed: but for {TAILS[-1]:g} of its mass it is more than {LONGEST} "
        "times as wide as its middle half; give a law that is cut off"
    )


def _quantile(law: "Law", share: float, scale: float) -> float:
    """A point with about this share below it, from outside where the share is beyond a quarter."""

    def below(x: float) -> bool:
        return float(law.distribution(np.array([x]))[0]) < share

    reach = scale
    while (below(reach) or not below(-reach)) and reach < 1e30 * scale:
        reach *= 2
    low, high = -reach, reach
    while high - low > 1e-3 * max(scale, abs(low), abs(high)):
        low, high = (middle, high) if below(middle := (low + high) / 2) else (low, middle)
    return low if share < 0.5 else high


def _lattice(law: "Law", low: float, high: float, count: int) -> tuple[Fraction, Fraction]:
    """(offset, step): the atoms on it where they have a common step, and an end of the support or a singular point between two cells."""
    places, _ = law.atoms
    step = (Fraction(high) - Fraction(low)) / count
    if not len(places):
        anchor = next((x for x in (law.low, law.high, *_singular(law).tolist()) if math.isfinite(x)), low)
        return Fraction(anchor) + step / 2, step
    first, *others = map(Fraction, places.tolist())
    if others:
        gaps = [place - first for place in others]
        common = reduce(_common_step, gaps)
        return first, common / math.ceil(common / step) if common > step else step
    half = Fraction(1, 2)
    return first, (first - Fraction(low)) / (round((first - Fraction(low)) / step) + half) if first - Fraction(low) > step else step


def _common_step(a: Fraction, b: Fraction) -> Fraction:
    return Fraction(math.gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)


def _within_cells(density: Array, masses: Array, h: float, unknown: Mask) -> tuple[Array, Array]:
    """Of each cell: the least density, and at most what the density differs from its mean in the integral."""
    left, right = density[:-1], density[1:]
    lower, upper = np.minimum(left, right), np.maximum(left, right)
    with np.errstate(invalid="ignore", over="ignore"):
        step = np.diff(density, prepend=density[0], append=density[-1])  # before and after each end
        turn = np.sign(step[:-1]) * np.sign(step[1:]) < 0
        top, bottom = turn & (step[:-1] > 0), turn & (step[:-1] < 0)
        room = 4 * CDF_ERROR + 1e-12 * h * upper
        peak, trough = top[:-1] | top[1:], bottom[:-1] | bottom[1:]
        above, below = masses >= h * lower - room, masses <= h * upper + room
        bends = np.maximum(np.abs(step[:-2]), np.abs(step[2:]))
        cases = [unknown | ~np.isfinite(upper) | (peak & trough), peak & above, trough & below, above & below & ~peak & ~trough]
        deviation = np.select(cases, [2 * masses, 2 * (masses - h * lower), 2 * (h * upper - masses), h * (upper - lower) / 2], 2 * masses)
        least = np.select(cases, [np.zeros_like(lower), lower, lower - bends, lower], 0.0)
    return np.maximum(least, 0.0), np.clip(np.where(np.isfinite(room), deviation + 2 * room, 2 * masses), 0.0, 2 * masses)


def _singular(law: "Law") -> Array:
    """Where the density is not smooth; nowhere if the law does not say: a jump is monotone, too, or its cell's mass does not agree."""
    try:
        return np.asarray(law.singular_points, dtype=float)
    except ValueError:
        return np.zeros(0)


def _held(law: "Law", edges: Array) -> Mask:
    """The cells that hold a singular point."""
    points = _singular(law)
    cell = np.searchsorted(edges, points)
    inside = (cell > 0) & (cell < len(edges)) & (edges[np.minimum(cell, len(edges) - 1)] != points)
    held = np.zeros(len(edges) - 1, dtype=bool)
    held[cell[inside] - 1] = True
    return held
