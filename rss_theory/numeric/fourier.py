"""Symmetric densities as cosine series, summed by a fast Fourier transform on a grid finer than the shortest wave, and interpolated."""

import math
from collections.abc import Callable

import numpy as np

from rss_theory.arrays import Array
from rss_theory.numeric.convolution import box

_MOST = 2**22  # grid points, a tenth of a second for each series
_OVERSAMPLING = 8
_SPACING = 1e-3  # at most, of the grid
_FEW = 8  # points, at which the series itself is summed sooner


class TooLong(ValueError):
    """A series of too many terms; the message is the object of "needs"."""


def series(characteristic: Callable[[Array], Array], cut: float, reach: float, x: Array, eps: float = 0.0) -> Array:
    """The density at x of what has this characteristic function, negligible beyond `cut`, and lies within `reach` of 0.

    With eps > 0 the mass of the window (x - eps, x + eps). A cut of 0 stands for nothing. Raises TooLong.
    """
    if not cut:
        return np.zeros_like(x)
    end = reach + eps
    period = 2 * end
    points = max(_OVERSAMPLING * cut * period / (2 * np.pi), period / _SPACING)
    if points > _MOST:
        raise TooLong(f"a Fourier series of more than {_MOST // _OVERSAMPLING} terms")
    size = 2 ** math.ceil(math.log2(points))
    t = np.asarray(2 * np.pi / period * np.arange(int(cut * period / (2 * np.pi)) + 2), dtype=float)
    terms = characteristic(t) * (box(eps)(t) if eps else 1.0)
    if x.size <= _FEW:
        values = (2 * np.cos(np.multiply.outer(x, t)) @ terms - terms[0]) / period
    else:
        table = np.fft.irfft(terms, size) * (size / period)
        values = _interpolate(table, np.minimum(np.abs(x), end) * (size / period))
    return np.where(np.abs(x) < end, values, 0.0)


def _interpolate(table: Array, place: Array) -> Array:
    """Lagrange's interpolation by six neighbours in a periodic table."""
    low = np.floor(place)
    u = place - low
    offsets = range(-2, 4)
    total = np.zeros_like(place)
    for o in offsets:
        weight = math.prod((u - other) / (o - other) for other in offsets if other != o)
        total += weight * table[(low.astype(int) + o) % len(table)]
    return total
