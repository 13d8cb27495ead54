"""The point mass at 0."""

from dataclasses import dataclass

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws.law import Law, Sums


@dataclass(frozen=True)
class Zero(Law):
    """The point mass at 0.

    >>> Zero().density(0.0), Zero().mass_at_zero
    (array(0.), 1.0)
    """

    name, notation = "zero", "delta_0"
    low = high = variance = 0.0
    mass_at_zero = 1.0
    symmetric = unimodal = True
    lattice = (0.0, 1.0)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Zeros, float64 of shape `size`."""
        return np.zeros(size)

    def density(self, x: ArrayLike) -> Array:
        """0 everywhere."""
        return np.zeros(np.shape(x))

    def distribution(self, x: ArrayLike) -> Array:
        """A step at 0."""
        return np.where(np.asarray(x) >= 0, 1.0, 0.0)

    def sums(self) -> Sums:
        """They are 0."""
        return Sums(
            lambda k, x: np.zeros_like(x),
            lambda k, x: np.where(x >= 0, 1.0, 0.0),
            lambda k, z, eps: float(abs(z) < eps),
            lambda k, z, eps, p: np.ones(k - 1),
        )
