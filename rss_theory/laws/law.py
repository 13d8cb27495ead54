"""What a law of one sample is."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array


class Law(ABC):
    """The distribution of one sample.

    `sum_bounded` says whether the law is known to have Definition 1 of natale2024: constants c_l, c_u > 0 with
    c_l / sqrt(k) <= f_k on [-sqrt(k), sqrt(k)] and f_k <= c_u / sqrt(k) for the density f_k of a sum of k samples, every k.
    False for most mixtures says that it is unknown, for those with an atom that there are none.
    """

    mass_at_zero: ClassVar[float] = 0.0
    sum_bounded: ClassVar[bool] = False

    @property
    @abstractmethod
    def name(self) -> str:
        """What `law` reads and stored results are kept under."""

    @property
    @abstractmethod
    def notation(self) -> str:
        """For titles."""

    @property
    @abstractmethod
    def reach(self) -> float:
        """The supremum of |x| over the support."""

    @property
    @abstractmethod
    def variance(self) -> float:
        """E[X^2]."""

    @abstractmethod
    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""

    @abstractmethod
    def density(self, x: ArrayLike) -> Array:
        """Density of the absolutely continuous part at x, elementwise."""
