"""Non-negative vectors on the integers, their convolutions with bounded rounding, and how much of them windows hold.

A fast Fourier transform of n terms errs in the Euclidean norm by at most eta log2(n), relative, eta = 8 u with u the unit roundoff (Higham,
Accuracy and Stability of Numerical Algorithms, Theorem 24.2, for weights that are correctly rounded). For c = a * b that leaves
|c - c'|_2 <= eta log2(n) (|a|_1 |b|_2 + |a|_2 |b|_1 + |c|_2), and errors that a and b have already are carried on with |b|_1, |a|_1.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from scipy import fft

from rss_theory.arrays import Array

UNIT = 2.0**-53
DIRECT = 64  # vectors up to this length are multiplied term by term
LEFT_OUT = 1e-18  # of the mass at each end


@dataclass(frozen=True)
class Spread:
    """Masses at start, start + 1, ..., of which `lost` is missing at the ends.

    Each errs by `relative`, and all together by `error` in the Euclidean norm: where that is 0, what is 0 is so.
    """

    start: int
    masses: Array
    error: float = 0.0
    relative: float = 0.0
    lost: float = 0.0

    @classmethod
    def of(cls, start: int, masses: Array, error: float = 0.0, relative: float = 0.0, lost: float = 0.0) -> Self:
        """Less what the ends hold of no account."""
        total = np.cumsum(masses)
        if not len(masses) or not total[-1] > 0:
            return cls(start, np.zeros(0), error, relative, lost)
        first = int(np.searchsorted(total, LEFT_OUT, side="right"))
        last = len(masses) - int(np.searchsorted(np.cumsum(masses[::-1]), LEFT_OUT, side="right"))
        if last <= first:
            first, last = 0, len(masses)
        cut = float(masses[:first].sum() + masses[last:].sum())
        return cls(start + first, np.asarray(masses[first:last], dtype=float), error, relative, lost + cut)

    @cached_property
    def sums(self) -> Array:
        """Masses of all that lies before each place, and of all."""
        return np.concatenate([[0.0], np.cumsum(self.masses, dtype=np.longdouble).astype(float)])

    @cached_property
    def slope(self) -> float:
        """The greatest difference of neighbours."""
        return float(np.abs(np.diff(self.masses, prepend=0.0, append=0.0)).max())

    @cached_property
    def variation(self) -> float:
        """The sum of all differences of neighbours."""
        return float(np.abs(np.diff(self.masses, prepend=0.0, append=0.0)).sum())

    def up_to(self, place: int, count: int = 1) -> Array:
        """The mass at or before place, place - 1, ..., so many of them."""
        last = place - self.start + 1
        full, empty = min(max(last - len(self.masses), 0), count), min(max(count - last, 0), count)  # beyond the ends
        some = self.sums[max(last - count + 1, 0) : min(last, len(self.masses)) + 1][::-1] if full + empty < count else self.sums[:0]
        return np.concatenate([np.full(full, self.sums[-1]), some, np.zeros(count - full - len(some))])

    def most(self, length: int) -> float:
        """The most that so many neighbours hold."""
        if length >= len(self.masses):
            return float(self.sums[-1])
        return float((self.sums[length:] - self.sums[:-length]).max())

    def rounding(self, length: float) -> float:
        """The error of the mass of so many neighbours at most: Cauchy-Schwarz, and that of the sums."""
        held = min(max(length, 0.0) + 2, len(self.masses))
        return math.sqrt(held) * self.error + self.relative + 4 * UNIT + len(self.masses) * float(np.finfo(np.longdouble).eps)


def convolve(a: Spread, b: Spread) -> Spread:
    """Of independent integers their sum."""
    (short, _), n = sorted((len(a.masses), len(b.masses))), len(a.masses) + len(b.masses) - 1
    lost, relative = a.lost + b.lost, a.relative + b.relative
    if not short:
        return Spread(a.start + b.start, np.zeros(0), lost=lost)
    (a1, a2), (b1, b2) = ((float(x.masses.sum()), float(np.linalg.norm(x.masses))) for x in (a, b))
    error = a.error * (b1 + b.error) + b.error * a1
    if short <= DIRECT:
        return Spread.of(a.start + b.start, np.convolve(a.masses, b.masses), error, relative + 2 * short * UNIT, lost)
    size = fft.next_fast_len(n, real=True)
    masses = np.maximum(fft.irfft(fft.rfft(a.masses, size) * fft.rfft(b.masses, size), size)[:n], 0.0)
    rounding = 8 * UNIT * math.log2(size) * (a1 * b2 + a2 * b1 + float(np.linalg.norm(masses)))
    return Spread.of(a.start + b.start, masses, error + rounding, relative, lost)


def add(a: Spread, b: Spread) -> Spread:
    """One law or the other."""
    if not len(a.masses) or not len(b.masses):
        some, none = (a, b) if len(a.masses) else (b, a)
        return replace(some, lost=some.lost + none.lost) if none.lost else some
    start, end = min(a.start, b.start), max(a.start + len(a.masses), b.start + len(b.masses))
    masses = np.zeros(end - start)
    for x in (a, b):
        masses[x.start - start : x.start - start + len(x.masses)] += x.masses
    return Spread(start, masses, a.error + b.error, max(a.relative, b.relative) + UNIT, a.lost + b.lost)
