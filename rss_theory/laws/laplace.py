"""The Laplace law, and sums of k samples: recurrences over k all of whose terms are non-negative.

For x >= 0 the density is f_k(x) = theta_{k-1}(x) exp(-x) / (2^k (k-1)!), theta the reverse Bessel polynomials, so
f_k = (2k-3) / (2k-2) f_{k-1} + x^2 / (4 (k-1)(k-2)) f_{k-2}; and as f_k - f_k'' = f_{k-1} and f_k' = -x f_{k-1} / (2k-2), the tail is
P(S_k > x) = P(S_{k-1} > x) + x f_{k-1}(x) / (2k-2). The relative error grows like k times the unit roundoff.

**Sum-boundedness.** f_k(x) = (1/2pi) int (1 + t^2)^-k cos(t x) dt.

c_u = 1/2, attained at k = 1: f_k(0) = C(2k-2, k-1) / 2^(2k-1), and the squared ratio of consecutive sqrt(k) f_k(0) is
(4k^3 - 3k + 1) / (4k^3) < 1.

c_l = exp(-1)/2, attained at k = 1: with t = s / sqrt(k), sqrt(k) f_k(sqrt(k)) = (1/2pi) int (1 + s^2/k)^-k cos(s) ds. As
(1 + s^2/k)^-k falls with k to exp(-s^2), this differs from its limit exp(-1/4) / (2 sqrt(pi)) by at most what it does without cos(s),
sqrt(k) f_k(0) - 1 / (2 sqrt(pi)), which decreases: at k = 4 it leaves more than exp(-1)/2 for all k >= 4; k = 2, 3 are enclosed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.certified import enclosure, require
from rss_theory.laws.law import Law, SumBounds, Sums


@dataclass(frozen=True)
class Laplace(Law):
    """Density exp(-|x|) / 2. Sum-bounded with c_l = exp(-1) / 2 and c_u = 1/2 (`sum_bounded`).

    >>> Laplace().density(0.0)
    array(0.5)
    """

    name, notation = "laplace", "Laplace(0,1)"
    low, high, variance = -math.inf, math.inf, 2.0
    symmetric = unimodal = sum_bounded = True
    uniform_half_width = bernstein = 1.0
    decay = (1.0, 2)
    singular_points = np.zeros(1)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.laplace(size=size)

    def density(self, x: ArrayLike) -> Array:
        """exp(-|x|) / 2."""
        return np.asarray(np.exp(-np.abs(x)) / 2)

    def distribution(self, x: ArrayLike) -> Array:
        """exp(x) / 2 below 0, 1 - exp(-x) / 2 above."""
        tail = np.exp(-np.abs(x)) / 2
        return np.where(np.asarray(x) < 0, tail, 1 - tail)

    def characteristic(self, t: Array) -> Array:
        """1 / (1 + t^2)."""
        return 1 / (1 + t**2)

    def generating(self, t: Array) -> Array:
        """1 / (1 - t^2) for t < 1."""
        return np.where(t < 1, 1 / (1 - np.minimum(t, 0.999) ** 2), np.inf)

    def window(self, x: Array, eps: float) -> Array:
        """In closed form, on either side of the corner."""
        x = np.abs(x)
        inner, outer = np.minimum(x, eps), np.maximum(x, eps)
        around = -np.expm1(-eps) - 2 * np.exp(-eps) * np.sinh(np.minimum(inner, 600) / 2) ** 2
        around = np.where(inner > 600, 1 - np.exp(inner - eps) / 2, around)  # where sinh would overflow
        return np.where(x < eps, around, -np.exp(eps - outer) * np.expm1(-2 * eps) / 2)

    def sums(self) -> Sums:
        """By recurrences."""
        return Sums(_density, _distribution, _within, _overlap_ratios)

    def sum_bounds(self) -> SumBounds:
        """Both attained at k = 1; the proof is the module's text."""
        from flint import arb

        def peak(k: int) -> arb:
            return arb(k).sqrt() * math.comb(2 * k - 2, k - 1) / arb(2) ** (2 * k - 1)

        least = arb(-1).exp() / 2
        for k, coefficients in ((2, (1, 1)), (3, (3, 3, 1))):  # f_k(x) = (1 + x) exp(-x) / 4 and (3 + 3x + x^2) exp(-x) / 16
            root = arb(k).sqrt()
            density = sum(c * root**power for power, c in enumerate(coefficients)) * (-root).exp() / 4 ** (k - 1)
            require(root * density > least, f"sqrt(k) f_k(sqrt(k)) > c_l at k = {k}")
        half = 1 / (2 * arb.pi().sqrt())
        require(half * (arb(-1) / 4).exp() - (peak(4) - half) > least, "c_l for k >= 4")
        return SumBounds(enclosure(least), enclosure(peak(1)), 1, 1)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_NARROW = 4.0  # half-width to which windows are integrated; wider ones are differences that cancel little


def _densities(k: int, x: Array) -> Iterator[Array]:
    """f_1, ..., f_k at x >= 0; half the exponential first, half last, as all of it may underflow where the product does not."""
    x = np.minimum(x, 1e4)
    half = np.exp(-x / 2)
    older, f = half / 2, (1 + x) * half / 4
    yield older * half
    for m in range(3, k + 2):
        yield f * half
        older, f = f, (2 * m - 3) / (2 * m - 2) * f + (x / 2) ** 2 / ((m - 1) * (m - 2)) * older


def _tails(k: int, x: Array) -> Iterator[Array]:
    """P(S_m > x), m = 1, ..., k, at x >= 0."""
    x = np.minimum(x, 1e4)
    tail = np.zeros_like(x)
    for m, f in enumerate(_densities(k, x), start=1):
        if m == 1:
            tail = f
        yield tail
        tail = tail + x * f / (2 * m)


def _windows(k: int, x: Array, eps: float) -> Iterator[Array]:
    """P(|S_m - x| < eps), m = 1, ..., k, free of cancellation."""
    x = np.abs(x)
    if eps < _NARROW:
        right = (np.minimum(x, eps) + eps)[:, None] / 2  # of the two sides of the corner at 0, half the window's length there
        left = eps - right
        nodes = np.concatenate([np.maximum(x[:, None], right) + right * _NODES, left * (1 + _NODES)], axis=1)
        weights = np.concatenate([right * _WEIGHTS, left * _WEIGHTS], axis=1)
        for f in _densities(k, nodes):
            yield np.sum(weights * f, axis=1)
    else:
        for near, far in zip(_tails(k, np.abs(x - eps)), _tails(k, x + eps), strict=True):
            yield np.where(x >= eps, near - far, 1 - near - far)


def _density(k: int, x: Array) -> Array:
    """Density of the sum."""
    *_, f = _densities(k, np.abs(x))
    return f


def _distribution(k: int, x: Array) -> Array:
    """P(S_k <= x); the left tail keeps its relative accuracy."""
    *_, tail = _tails(k, np.abs(x))
    return np.where(x <= 0, tail, 1 - tail)


def _within(k: int, z: float, eps: float) -> float:
    """P(|S_k - z| < eps)."""
    *_, inside = _windows(k, np.array([z]), eps)
    return float(inside[0])


def _overlap_ratios(k: int, z: float, eps: float, p: float) -> Array:
    """q_i / p^2 for i = 1, ..., k-1: Gauss-Legendre on panels split at 0 and z +- eps, where the integrand has corners.

    It is log-concave with its mode between 0 and z. Outside of [0, z] it falls like the densities, beyond `margin` below exp(-40) of
    the mode, and from `end` on these are 0 in floating point.
    """
    margin, end = 45 + 10 * np.sqrt(2 * k), 745.0 + 2 * k
    low, high = -min(margin, end), min(z + margin, end)
    edges = np.unique(np.clip([0.0, z - eps, z + eps, *np.linspace(low, high, int(high - low) + 2)], low, high))
    half = np.diff(edges)[:, None] / 2
    b, weights = ((edges[:-1, None] + half) + half * _NODES).ravel(), (half * _WEIGHTS).ravel()
    densities = list(_densities(k - 1, np.abs(b)))
    windows = [w / p for w in _windows(k - 1, z - b, eps)]
    return np.array([np.sum(weights * densities[i - 1] * windows[k - i - 1] ** 2) for i in range(1, k)])
