"""The point mass at 0."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array
from rss_theory.laws.law import Law


@dataclass(frozen=True)
class Zero(Law):
    """The point mass at 0.

    >>> Zero().density(0.0), Zero().mass_at_zero
    (array(0.), 1.0)
    """

    name: ClassVar[str] = "zero"
    notation: ClassVar[str] = "delta_0"
    reach: ClassVar[float] = 0.0
    variance: ClassVar[float] = 0.0
    mass_at_zero: ClassVar[float] = 1.0

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Zeros, float64 of shape `size`."""
        return np.zeros(size)

    def density(self, x: ArrayLike) -> Array:
        """0 everywhere."""
        return np.zeros(np.shape(x))
