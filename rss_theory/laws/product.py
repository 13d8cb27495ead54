"""The product of two Uniform[-1, 1], and sums of k of them: closed forms for k = 1, 2, a convolution for 3, Fourier series from 4 on.

One sample has density f_1 = -log|x| / 2 and characteristic function Si(t) / t. Densities are singular (logarithmically, weaker
with every sample) at integers only. Series are cut where the bound |Si(t)/t| <= 1.86/t leaves a tail below `ERROR`;
the tests measure the whole error of densities and of window probabilities over 2 eps below 10 ERROR.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import shichi, sici, spence, xlogy

from rss_theory.arrays import Array, ArrayLike, Mask
from rss_theory.laws.law import UNBOUNDED, Law, SumBounds, Sums
from rss_theory.numeric.convolution import ERROR, NODES, WEIGHTS, box, convolve


@dataclass(frozen=True)
class ProductOfUniforms(Law):
    """Product of two independent Uniform[-1, 1]: density -log|x| / 2 on [-1, 1].

    The product of a Uniform[0, 1] and a Uniform[-1, 1] has the same law, as the sign of the second is fair and independent of all sizes.
    Not sum-bounded: at k = 1 the density is infinite at 0 and zero at +-1.

    >>> ProductOfUniforms().density([1.0, 2.0])
    array([0., 0.])
    """

    name, notation = "product", "U[-1,1]*U[-1,1]"
    low, high, variance = -1.0, 1.0, 1 / 9
    symmetric = unimodal = True
    uniform_half_width = math.exp(-1)
    decay = (1.86, 1)
    singular_points = np.array([-1.0, 0.0, 1.0])

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.uniform(-1.0, 1.0, size) * rng.uniform(-1.0, 1.0, size)

    def density(self, x: ArrayLike) -> Array:
        """-log|x| / 2 on [-1, 1], infinite at 0."""
        with np.errstate(divide="ignore"):
            return 0.5 * np.maximum(-np.log(np.abs(np.asarray(x, dtype=float))), 0.0)

    def distribution(self, x: ArrayLike) -> Array:
        """(1 + x - x log|x|) / 2 on [-1, 1]."""
        return _cdf1(np.asarray(x, dtype=float))

    def characteristic(self, t: Array) -> Array:
        """Si(t) / t."""
        return np.divide(sici(t)[0], t, out=np.ones_like(t), where=t > 0)

    def generating(self, t: Array) -> Array:
        """Shi(t) / t."""
        return np.asarray(shichi(t)[0] / t)

    def window(self, x: Array, eps: float) -> Array:
        """Without cancellation where the window is narrow."""
        return _w1(x, eps)

    def sums(self) -> Sums:
        """Densities are within ERROR."""
        return Sums(_density, _distribution, _within, _overlap_ratios, error=ERROR)

    def sum_bounds(self) -> SumBounds:
        """None: at k = 1 the density is infinite at 0 and zero at +-1."""
        return UNBOUNDED


_FOURIER = 4  # the first k whose series is short enough


def _single(x: Array) -> Array:
    """Density for k = 1, finite at 0."""
    return ProductOfUniforms().density(np.where(x == 0, 1e-300, x))


def _f2(x: Array) -> Array:
    """Density for k = 2: int log|y| log|x - y| / 4 dy over [x - 1, 1], by the dilogarithm Li_2(u) = spence(1 - u)."""
    x = np.clip(np.abs(x), 1e-300, 2.0)
    dilogarithm = spence(1 - np.minimum(x, 1 / x))
    rest = np.where(x > 1, 2 * dilogarithm - np.pi**2 / 6 + np.log(x) ** 2, np.pi**2 / 2 - 2 * dilogarithm)
    return np.maximum(1 - x / 2 + xlogy(x - 1, np.abs(x - 1)) / 2 - x / 4 * rest, 0.0)


def _cdf1(x: Array) -> Array:
    x = np.clip(x, -1.0, 1.0)
    return 0.5 + (x - xlogy(x, np.abs(x))) / 2


def _w1(x: Array, eps: float) -> Array:
    """P(|X - x| < eps) for one sample, without cancellation where the window is narrow."""
    x = np.abs(x)
    narrow = (10 * eps < x) & (x + eps < 1)
    inside = np.empty(x.shape)
    y = x[narrow]
    inside[narrow] = eps - y * np.arctanh(eps / y) - eps / 2 * np.log((y - eps) * (y + eps))
    y = x[~narrow]
    inside[~narrow] = _cdf1(y + eps) - _cdf1(y - eps)
    return inside


def _terms(m: int, half_period: int, coefficients: Callable[[Array], Array]) -> tuple[Array, Array]:
    """Positive frequencies w on a period, and phi(w)^m c(w) there: the tail beyond T is below 1.86^m / (pi (m-1) T^(m-1)) = ERROR."""
    cut = (1.86**m / (np.pi * (m - 1) * ERROR)) ** (1 / (m - 1))
    w = np.asarray(np.pi / half_period * np.arange(1, int(cut * half_period / np.pi) + 2), dtype=float)
    return w, (sici(w)[0] / w) ** m * coefficients(w)


def _lattice(m: int, coefficients: Callable[[Array], Array], t: Array, half_period: int) -> Array:
    """(1 + 2 Re sum_w phi(w)^m c(w) e^{iwx}) / period at x = t + j, -half_period <= j < half_period: shape (2 half_period, len(t)).

    Frequencies that differ by 2 pi agree on integers: fold them together, then one Fourier transform over j.
    """
    w, terms = _terms(m, half_period, coefficients)
    period = 2 * half_period
    folded = np.zeros((period, len(t)), dtype=complex)
    step = period * max(1, 1024 // period)
    first = np.exp(1j * w[:step, None] * t)  # a block is the first one turned: products are cheaper than exponentials
    for start in range(0, len(w), step):
        block = terms[start : start + step, None] * first[: len(w) - start]
        block = np.vstack([block, np.zeros((-len(block) % period, len(t)))])
        folded += block.reshape(-1, period, len(t)).sum(axis=0) * np.exp(1j * (w[start] - w[0]) * t)
    folded = np.roll(folded, 1, axis=0)  # row r now holds the frequencies pi n / half_period with n = r modulo the period
    values = (1 + 2 * np.fft.ifft(folded, axis=0, norm="forward").real) / period
    return np.roll(values, half_period, axis=0)


def _series(m: int, coefficients: Callable[[Array], Array], x: Array, sine: bool = False) -> Array:
    """sum_w phi(w)^m c(w) cos(wx) / m, or sin, over the period 2m, at any points."""
    w, terms = _terms(m, m, coefficients)
    terms, wave = terms / m, np.sin if sine else np.cos
    return np.array([np.sum(terms * wave(w * y)) for y in x])


def _density(k: int, x: Array) -> Array:
    """Density of the sum."""
    if k == 1:
        return ProductOfUniforms().density(x)
    inside = np.abs(x) < k
    y = np.where(inside, x, 0.0)
    f = (_f2, _f3)[k - 2](y) if k < _FOURIER else np.maximum(1 / (2 * k) + _series(k, np.ones_like, y), 0.0)
    return np.where(inside, f, 0.0)


def _f3(x: Array) -> Array:
    return convolve(_single, np.arange(-1.0, 2.0), lambda y: np.where(np.abs(y) < 2, _f2(y), 0.0), np.arange(-2.0, 3.0), x)


def _distribution(k: int, x: Array) -> Array:
    """P(S_k <= x)."""
    x = np.clip(x, -k, k)
    if k == 1:
        return _cdf1(x)
    if k < _FOURIER:
        return convolve((_single, _f2)[k - 2], np.arange(1.0 - k, k), _cdf1, np.arange(-1.0, 2.0), x)
    return 0.5 + x / (2 * k) + _series(k, lambda w: 1 / w, x, sine=True)


def _window(m: int, x: Array, eps: float) -> Array:
    """P(|S_m - x| < eps) for m below 4."""
    if m == 1:
        return _w1(x, eps)
    singular = np.add.outer([-eps, eps], np.arange(-1.0, 2.0)).ravel()
    return convolve((_single, _f2)[m - 2], np.arange(1.0 - m, m), lambda y: _w1(y, eps), singular, x)


def _within(k: int, z: float, eps: float) -> float:
    """P(|S_k - z| < eps) for a window inside the support."""
    if k < _FOURIER:
        return float(_window(k, np.array([z]), eps)[0])
    return float(eps / k + _series(k, box(eps), np.array([z]))[0])


def _overlap_ratios(k: int, z: float, eps: float, p: float) -> Array:
    """q_i / p^2 for i = 1, ..., k-1: tanh-sinh between the singularities of f_i (integers) and of the window (z +- eps + integers)."""
    edges = np.unique([0.0, (z + eps) % 1, (z - eps) % 1, 1.0])
    t = (edges[:-1, None] + np.diff(edges)[:, None] * NODES).ravel()
    weights = (np.diff(edges)[:, None] * WEIGHTS).ravel()
    half_period = 2 * k  # windows reach at most 2k, the next image of the support begins at 3k
    b = np.add.outer(np.arange(-half_period, half_period), t)

    def table(m: int, fourier: Callable[[], Array], direct: Callable[[Array], Array], near: Mask) -> Array:
        if m >= _FOURIER:
            return np.maximum(fourier(), 0.0)
        values = np.zeros_like(b)
        values[near] = direct(b[near])
        return values

    def f(i: int) -> Array:
        series = lambda: _lattice(i, np.ones_like, t, half_period)  # noqa: E731
        return table(i, series, (_single, _f2, _f3)[min(i, 3) - 1], np.abs(b) < i) * (np.abs(b) < i)

    def inside(m: int) -> Array:
        # it gives 2 eps at frequency 0, where _lattice puts 1
        transform = box(eps)
        series = lambda: 2 * eps * _lattice(m, lambda w: transform(w) / (2 * eps) * np.exp(-1j * w * z), t, half_period)  # noqa: E731
        return table(m, series, lambda x: _window(m, z - x, eps), np.abs(z - b) < m + eps)

    return np.array([np.sum(weights * f(i) * (inside(k - i) / p) ** 2) for i in range(1, k)])
