"""Normally-scaled normal (NSN) vectors, and the density of their sums; probabilities of boxes are in `mrss`."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, kve

from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws.law import Law, said


@dataclass(frozen=True)
class NSN(Law):
    """Normally-scaled normal vectors X = Z (Z_1, ..., Z_d), all standard normal. Their sums are in `mrss`.

    Source: dacunha2023:definition-4.

    >>> NSN(3).sample(np.random.default_rng(0), 5).shape
    (5, 3)
    """

    d: int

    name, notation = said(lambda law: f"nsn:{law.d}"), said(lambda law: f"NSN({law.d})")
    dimension = said(lambda law: law.d)
    low, high, variance = -math.inf, math.inf, 1.0  # of a coordinate
    symmetric = True

    def __post_init__(self) -> None:
        if self.d < 1:
            raise ValueError(f"vectors need at least one coordinate, got d={self.d}")

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape size + (d,)."""
        shape = (size,) if isinstance(size, int) else tuple(size)
        return rng.standard_normal((*shape, 1)) * rng.standard_normal((*shape, self.d))

    def density(self, x: ArrayLike) -> Array:
        """2 (2 pi)^(-(d+1)/2) r^((1-d)/2) K_((d-1)/2)(r) at r = |x|, x of shape (..., d); infinite at 0."""
        x = np.asarray(x, dtype=float)
        if x.shape[-1:] != (self.d,):
            raise ValueError(f"points of {self.d} coordinates are needed, got shape {x.shape}")
        return density(1, x)


def density(k: int, x: ArrayLike) -> Array:
    """Density of a sum of k NSN vectors at x of shape (..., d): 2 r^v K_v(r) / (2^(k/2) Gamma(k/2) (2 pi)^(d/2)), v = (k-d)/2, r = |x|.

    The Bessel function is the integral over Q. At r = 0 it is inf for k <= d. Relative error below 1e-10.
    Source: dacunha2023:definition-4, of one vector.

    >>> print(f"{float(density(2, [1.0])):.12f} {math.exp(-1) / 2:.12f}")  # two NSN numbers: a Laplace law
    0.183939720586 0.183939720586
    """
    x = np.asarray(x, dtype=float)
    if k < 1 or not x.ndim or not x.shape[-1]:
        raise ValueError(f"k >= 1 and points of at least one coordinate are needed, got k={k}, shape {x.shape}")
    d, r = x.shape[-1], np.linalg.norm(x, axis=-1)
    scale = (1 - k / 2) * math.log(2) - gammaln(k / 2) - d / 2 * math.log(2 * math.pi)
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(scale + _log_bessel((k - d) / 2, r.ravel()).reshape(r.shape)))


def _log_bessel(order: float, r: Array) -> Array:
    """log of r^v K_v(r): by the library, and where that overflows by the trapezoidal rule on the integral of exp(v t - r cosh t) / 2."""
    v, r = abs(order), np.minimum(r, 1e8)  # beyond, where the library stops, the density is 0
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        logs = np.log(kve(v, r)) - r + order * np.log(r)
    steep = (r > 0) & ~np.isfinite(logs)
    if np.any(steep):  # t from where the integrand peaks, at arcsinh(v / r)
        near = r[steep]
        bend = np.hypot(v, near)
        t = np.linspace(-45 / v - 1, 5, 4001)
        exponents = v * (t - np.sinh(t)) - np.multiply.outer(bend, np.cosh(t) - 1)
        area = np.log(np.sum(np.exp(exponents), axis=-1) * (t[1] - t[0]) / 2)
        logs[steep] = area + v * (np.log(v + bend) - np.log(near)) - bend + order * np.log(near)
    return np.where(r > 0, logs, gammaln(order) + (order - 1) * math.log(2) if order > 0 else np.inf)
