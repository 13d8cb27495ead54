"""Laws of one sample."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class Law(ABC):
    """The distribution of one sample.

    `sum_bounded` says whether the law has Definition 1 of natale2024: constants c_l, c_u > 0 with
    c_l / sqrt(k) <= f_k on [-sqrt(k), sqrt(k)] and f_k <= c_u / sqrt(k) for the density f_k of a sum of k samples, every k.
    """

    name: ClassVar[str]
    notation: ClassVar[str]
    mass_at_zero: ClassVar[float]
    sum_bounded: ClassVar[bool]

    @abstractmethod
    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""

    @abstractmethod
    def density(self, x: ArrayLike) -> Array:
        """Density of the absolutely continuous part at x, elementwise."""


@dataclass(frozen=True)
class Uniform(Law):
    """Uniform on [-1, 1]; sum-bounded by natale2024 Lemma 1.

    >>> Uniform().density([0.0, 2.0])
    array([0.5, 0. ])
    """

    name: ClassVar[str] = "uniform"
    notation: ClassVar[str] = "U[-1,1]"
    mass_at_zero: ClassVar[float] = 0.0
    sum_bounded: ClassVar[bool] = True

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.uniform(-1.0, 1.0, size)

    def density(self, x: ArrayLike) -> Array:
        """1/2 on [-1, 1]."""
        return np.where(np.abs(x) <= 1, 0.5, 0.0)


@dataclass(frozen=True)
class ProductOfUniforms(Law):
    """Product of two independent Uniform[-1, 1]: density -log|x| / 2 on [-1, 1].

    Not sum-bounded: at k = 1 the density is infinite at 0 and zero at +-1.

    >>> ProductOfUniforms().density([1.0, 2.0])
    array([0., 0.])
    """

    name: ClassVar[str] = "product"
    notation: ClassVar[str] = "U[-1,1]*U[-1,1]"
    mass_at_zero: ClassVar[float] = 0.0
    sum_bounded: ClassVar[bool] = False

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.uniform(-1.0, 1.0, size) * rng.uniform(-1.0, 1.0, size)

    def density(self, x: ArrayLike) -> Array:
        """-log|x| / 2 on [-1, 1], infinite at 0."""
        with np.errstate(divide="ignore"):
            return 0.5 * np.maximum(-np.log(np.abs(np.asarray(x, dtype=float))), 0.0)


@dataclass(frozen=True)
class Normal(Law):
    """Standard normal. Sum-bounded: f_k is the N(0, k) density, so c_l = exp(-1/2) / sqrt(2 pi), c_u = 1 / sqrt(2 pi).

    >>> Normal().density(0.0)
    array(0.39894228)
    """

    name: ClassVar[str] = "normal"
    notation: ClassVar[str] = "N(0,1)"
    mass_at_zero: ClassVar[float] = 0.0
    sum_bounded: ClassVar[bool] = True

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.standard_normal(size)

    def density(self, x: ArrayLike) -> Array:
        """exp(-x^2/2) / sqrt(2 pi)."""
        return np.asarray(np.exp(-np.square(x) / 2) / np.sqrt(2 * np.pi))


LAWS: dict[str, Law] = {law.name: law for law in (Uniform(), ProductOfUniforms(), Normal())}
