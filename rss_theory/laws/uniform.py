"""Sums of k Uniform[-1, 1] samples: cardinal B-splines by recurrences all of whose terms are non-negative.

In the unit scale u = (x + k) / 2 the sum is Irwin-Hall: its density M_k, the cardinal B-spline, obeys
(m-1) M_m(u) = u M_{m-1}(u) + (m-u) M_{m-1}(u-1). A value at u = t + j needs only values at t + integers, so one table
over j holds every order; nothing cancels, so the relative error grows like m times the unit roundoff.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array
from rss_theory.laws.law import Law


@dataclass(frozen=True)
class Uniform(Law):
    """Uniform on [-c, c]; sum-bounded for c >= 1 (natale2024 Lemma 1 at c = 1), not for c < 1: a single sample has density 0 at 1.

    >>> Uniform().density([0.0, 2.0]), Uniform(0.5).name
    (array([0.5, 0. ]), 'uniform:0.5')
    """

    c: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.c < math.inf:
            raise ValueError(f"a uniform law on [-c, c] needs a finite c above 0, got {self.c}")
        object.__setattr__(self, "c", float(self.c))

    @property
    def name(self) -> str:
        """uniform, or uniform:c."""
        return "uniform" if self.c == 1 else f"uniform:{self.c!r}".replace("e+", "e")

    @property
    def notation(self) -> str:
        """U[-c,c]."""
        return f"U[-{self.c:g},{self.c:g}]"

    @property
    def reach(self) -> float:
        """The end c of the support."""
        return self.c

    @property
    def variance(self) -> float:
        """c^2 / 3."""
        return self.c**2 / 3

    @property
    def sum_bounded(self) -> bool:  # type: ignore[override]
        """Whether c >= 1."""
        return self.c >= 1

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.uniform(-self.c, self.c, size)

    def density(self, x: ArrayLike) -> Array:
        """1 / (2c) on [-c, c]."""
        return np.where(np.abs(x) <= self.c, 0.5 / self.c, 0.0)


def _splines(k: int, t: Array) -> Iterator[Array]:
    """M_1, ..., M_k at t + j for t in [0, 1): arrays of shape (m, len(t)), row j."""
    spline = np.ones((1, len(t)))
    yield spline
    for m in range(2, k + 1):
        j = np.arange(m)[:, None]
        zero = np.zeros((1, len(t)))
        spline = ((j + t) * np.vstack([spline, zero]) + ((m - j) - t) * np.vstack([zero, spline])) / (m - 1)
        yield spline


def _windows(k: int, eps: float, s: Array, t: Array, shift: int) -> Iterator[Array]:
    """W_m(v) = P(v - eps < I_m < v), m = 1, ..., k, for the Irwin-Hall sum I_m, at v = s + l: arrays (m + shift, len(s)), row l.

    `t` and `shift` place the window's other end: v - eps = t + l - shift with t in [0, 1).
    W_m = eps G_m with G_m the density of I_m plus a Uniform[0, eps]; the recurrence for sums of uniforms of two widths,
    G_m(v) = a [G_{m-1}(v) + M_m(v) / m] + (1-a) [G_{m-1}(v-1) + M_m(v-eps) / m], a = v / (m + eps), has no cancellation for any eps.
    """
    window = np.ones((shift, len(s)))  # W_0 = eps G_0 = 1 on (0, eps)
    zero = np.zeros((1, len(s)))
    pad = np.zeros((shift, len(s)))
    for m, (upper, lower) in enumerate(zip(_splines(k, s), _splines(k, t), strict=True), start=1):
        level = np.arange(m + shift)[:, None]
        rise = np.vstack([window, zero]) + np.vstack([upper, pad]) * (eps / m)
        fall = np.vstack([zero, window]) + np.vstack([pad, lower]) * (eps / m)
        window = ((s + level) * rise + ((m + shift - level) - t) * fall) / (m + eps)
        yield window


def density(k: int, x: Array) -> Array:
    """Density of the sum, by symmetry from the left half."""
    u = np.maximum((k - np.abs(x)) / 2, 0.0)
    j = np.floor(u).astype(int)
    *_, spline = _splines(k, u - j)
    return np.where(np.abs(x) <= k, spline[np.minimum(j, k - 1), np.arange(len(u))] / 2, 0.0)


def distribution(k: int, x: Array) -> Array:
    """P(S_k <= x): F(u) is the sum of M_{k+1}(u - j) over j >= 0; the left tail keeps its relative accuracy."""
    u = np.clip((k - np.abs(x)) / 2, 0.0, k)
    j = np.floor(u).astype(int)
    *_, spline = _splines(k + 1, u - j)
    left = np.cumsum(spline, axis=0)[j, np.arange(len(u))]
    return np.where(x <= 0, left, 1 - left)


def within(k: int, z: float, eps: float) -> float:
    """P(|S_k - z| < eps) for a window inside the support."""
    v = (z + k + eps) / 2
    upper, lower = np.floor(v), np.floor(v - eps)
    *_, window = _windows(k, eps, np.array([v - upper]), np.array([v - eps - lower]), int(upper - lower))
    return float(window[int(upper), 0]) if upper < len(window) else 1.0


def overlap_ratios(k: int, z: float, eps: float, p: float) -> Array:
    """q_i / p^2 for i = 1, ..., k-1, exact up to rounding.

    On u = t + j the integrand M_i(u) W_{k-i}(c-u)^2, c = (z+k+eps)/2, is a polynomial of degree below 2k in t between the
    fractional parts of c and c - eps: Gauss-Legendre of k nodes integrates it exactly.
    """
    ratios = np.zeros(k - 1)
    c = (z + k + eps) / 2
    edges = np.unique([0.0, c % 1, (c - eps) % 1, 1.0])
    nodes, weights = np.polynomial.legendre.leggauss(k)
    for a, b in pairwise(edges):
        t = a + (b - a) * (nodes + 1) / 2
        upper, lower = int(np.floor(c - (a + b) / 2)), int(np.floor(c - eps - (a + b) / 2))
        s, r = np.clip(c - upper - t, 0, 1), np.clip(c - eps - lower - t, 0, 1)
        splines = list(_splines(k - 1, t))
        windows = list(_windows(k - 1, eps, s, r, upper - lower))
        for i in range(1, k):
            f, w = splines[i - 1], windows[k - i - 1] / p
            low, high = max(0, upper - len(w) + 1), min(i - 1, upper)
            if low <= high:
                w = w[upper - high : upper - low + 1][::-1]
                ratios[i - 1] += (b - a) / 2 * np.sum(weights * f[low : high + 1] * w**2)
    return ratios
