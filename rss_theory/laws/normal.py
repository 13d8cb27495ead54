"""The standard normal law; sums of k samples are Normal(0, k), in closed form."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from rss_theory.arrays import Array, ArrayLike
from rss_theory.certified import enclosure
from rss_theory.laws.law import Law, SumBounds, Sums


@dataclass(frozen=True)
class Normal(Law):
    """Standard normal. Sum-bounded: f_k is the N(0, k) density, so c_l = exp(-1/2) / sqrt(2 pi), c_u = 1 / sqrt(2 pi).

    >>> Normal().density(0.0)
    array(0.39894228)
    """

    name, notation = "normal", "N(0,1)"
    low, high, variance = -math.inf, math.inf, 1.0
    symmetric = unimodal = sum_bounded = True
    uniform_half_width = bernstein = 1.0
    decay = (10.0, math.inf)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.standard_normal(size)

    def density(self, x: ArrayLike) -> Array:
        """exp(-x^2/2) / sqrt(2 pi)."""
        return np.asarray(np.exp(-np.square(x) / 2) / np.sqrt(2 * np.pi))

    def distribution(self, x: ArrayLike) -> Array:
        """By the library."""
        return np.asarray(ndtr(np.asarray(x, dtype=float)))

    def characteristic(self, t: Array) -> Array:
        """exp(-t^2/2)."""
        return np.asarray(np.exp(-(t**2) / 2))

    def generating(self, t: Array) -> Array:
        """exp(t^2/2)."""
        return np.asarray(np.exp(t**2 / 2))

    def sums(self) -> Sums:
        """Normal(0, k); overlaps of any k."""
        return Sums(_density, _distribution, _within, _overlap_ratios, max_k=math.inf)

    def sum_bounds(self) -> SumBounds:
        """The same at every k: sqrt(k) f_k is the density of one sample at x / sqrt(k)."""
        from flint import arb

        peak = 1 / (2 * arb.pi()).sqrt()
        return SumBounds(enclosure(peak * (arb(-1) / 2).exp()), enclosure(peak), 1, 1)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)


def _density(k: int, x: Array) -> Array:
    """Density of Normal(0, k)."""
    return np.exp(-np.square(x) / (2 * k)) / np.sqrt(2 * np.pi * k)


def _distribution(k: int, x: Array) -> Array:
    """P(S_k <= x)."""
    return np.asarray(ndtr(x / np.sqrt(k)))


def _window(k: int, x: Array, eps: float) -> Array:
    """P(|S_k - x| < eps), free of cancellation: Gauss-Legendre on narrow windows, lower tails on wide ones."""
    x = np.abs(x)
    if eps < np.sqrt(k) / 2:
        return eps * (_density(k, x[..., None] + eps * _NODES) @ _WEIGHTS)
    return _distribution(k, eps - x) - _distribution(k, -eps - x)


def _within(k: int, z: float, eps: float) -> float:
    """P(|S_k - z| < eps)."""
    return float(_window(k, np.array([z]), eps)[0])


def _overlap_ratios(k: int, z: float, eps: float, p: float) -> Array:
    """q_i / p^2 for i = 1, ..., k-1, by the trapezoidal rule.

    The integrand is entire and log-concave, its mode lies between 0 and z, and no feature is narrower than
    s = (1/i + 2/(k-i))^(-1/2): with step s/2 the rule errs by about exp(-8 pi^2), and beyond 9 sqrt(i) outside [0, z] less
    than exp(-40) of the mode is lost.
    """
    ratios = []
    for i in range(1, k):
        h = (1 / i + 2 / (k - i)) ** -0.5 / 2
        b = np.arange(-9 * np.sqrt(i), z + 9 * np.sqrt(i) + h, h)
        ratios.append(h * np.sum(_density(i, b) * (_window(k - i, z - b, eps) / p) ** 2))
    return np.array(ratios)
