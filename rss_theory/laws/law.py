"""What a law of one sample says of itself, and what is known of its sums."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.certified import Enclosure
from rss_theory.laws.calls import write_call
from rss_theory.numeric import any_law
from rss_theory.numeric.any_law import AnyLawSums, Bracket
from rss_theory.numeric.not_said import NotSaid

T = TypeVar("T")
MAX_K = 500  # beyond: for Uniform more than 2 GB (8 k^3 bytes, twice), for ProductOfUniforms half a minute


@dataclass(frozen=True)
class Sums:
    """Of the sum S_k of k samples: density(k, x), distribution(k, x) = P(S_k <= x), within(k, z, eps) = P(|S_k - z| < eps) for a window
    inside the support, and overlap_ratios(k, z, eps, p) as in `sums.overlaps`, i = 1, ..., k - 1, where p = within(k, z, eps).

    x (N,) finite; z >= 0 where the law is symmetric. max_k: the largest k of overlaps. error: absolute, of densities and of
    within / (2 eps); 0 where relative errors are below 1e-10, inf where nothing bounds that of densities.
    enclosed(k, z, eps, pairs): brackets of P(|S_k - z| < eps) and, if `pairs`, of q_1, ..., q_{k-1}, for any window and any sign of z;
    None where the numbers themselves are accurate.
    """

    density: Callable[[int, Array], Array]
    distribution: Callable[[int, Array], Array]
    within: Callable[[int, float, float], float]
    overlap_ratios: Callable[[int, float, float, float], Array]
    max_k: float = MAX_K
    error: float = 0.0
    enclosed: Callable[[int, float, float, bool], list[Bracket]] | None = None


class SumBounds(NamedTuple):
    """Enclosures of the best constants of natale2024 Definition 1; `lower_at`, `upper_at`: the k that attain them, None for a limit."""

    c_l: Enclosure
    c_u: Enclosure
    lower_at: int | None
    upper_at: int | None


UNBOUNDED = SumBounds(Enclosure(0.0, 0.0), Enclosure(math.inf, math.inf), 1, 1)
"""Of a law whose sums have unbounded densities: no constants."""


def said(of: Callable[[Any], T]) -> T:
    """What a law with parameters says of itself, as a function of the law: a property in the one line that it needs.

    >>> from rss_theory.laws import Uniform
    >>> class Centred(Uniform):
    ...     notation = said(lambda law: f"0 +- {law.c:g}")
    >>> Centred(2.0).notation
    '0 +- 2'
    """
    return property(of)  # type: ignore[return-value]


class Law(ABC):
    """The distribution of one sample: a frozen dataclass, each subclass of one, too, as results are kept by law.

    What is abstract every law says; of the rest it says what it knows, and what it does not say raises NotSaid where it is needed.

    `symmetric`: X and -X have one law. `unimodal`: the density does not increase away from 0, and there is no atom but at 0. False stands
    for unknown, too.
    `sum_bounded`: whether it is known to have Definition 1 of natale2024: constants c_l, c_u > 0 with c_l / sqrt(k) <= f_k on
    [-sqrt(k), sqrt(k)] and f_k <= c_u / sqrt(k) for the density f_k of a sum of k samples, every k.
    `dimension`: of vectors; None for numbers. `uniform_half_width`: the c at which c f(c) is greatest, None where it has to be looked for.
    """

    mass_at_zero: ClassVar[float] = 0.0
    symmetric: ClassVar[bool] = False
    unimodal: ClassVar[bool] = False
    sum_bounded: ClassVar[bool] = False
    dimension: ClassVar[int | None] = None
    uniform_half_width: ClassVar[float | None] = None

    @property
    def name(self) -> str:
        """What `law` reads and stored results are kept under: by default module:class(fields)."""
        return own_name(self)

    @property
    def notation(self) -> str:
        """For titles."""
        return self.name

    @property
    @abstractmethod
    def low(self) -> float:
        """The lower end of the support."""

    @property
    @abstractmethod
    def high(self) -> float:
        """The upper end of the support."""

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

    def distribution(self, x: ArrayLike) -> Array:
        """P(X <= x), elementwise."""
        raise self._lacks("its distribution function")

    @property
    def mean(self) -> float:
        """E[X]: 0 of a symmetric law."""
        if not self.symmetric:
            raise self._lacks("its mean")
        return 0.0

    @property
    def atoms(self) -> tuple[Array, Array]:
        """Positions, increasing, and masses of all atoms: by default of none but at 0."""
        there = self.mass_at_zero > 0
        return np.zeros(int(there)), np.full(int(there), self.mass_at_zero)

    @property
    def lattice(self) -> tuple[float, float] | None:
        """(offset, step > 0) where all mass lies on offset + step Z, up to rounding; None: it does not, or that is not known."""
        return None

    @property
    def reach(self) -> float:
        """The supremum of |x| over the support."""
        return max(self.high, -self.low)

    @property
    def bernstein(self) -> float:
        """b with E|X|^m <= m! E[X^2] b^(m-2) / 2 for all m >= 2: a third of the reach."""
        if math.isinf(self.reach):
            raise self._lacks("a bound on its moments")
        return self.reach / 3

    def characteristic(self, t: Array) -> Array:
        """E[exp(itX)] at t >= 0, real for a symmetric law, of the part without atom."""
        raise self._lacks("its characteristic function")

    def generating(self, t: Array) -> Array:
        """E[exp(tX)] at t > 0, inf where there is none, of the part without atom."""
        raise self._lacks("its moment generating function")

    @property
    def decay(self) -> tuple[float, float]:
        """(c, p): |characteristic| <= (c / t)^p for all t > 0, p = 1, ..., 20; or p = inf: negligible, below 1e-20, for t > c."""
        raise self._lacks("how its characteristic function falls")

    @property
    def singular_points(self) -> Array:
        """Where the density is not smooth, the finite ends of its support included; sums are integrated from one to the next."""
        raise self._lacks("where its density is not smooth")

    def window(self, x: Array, eps: float) -> Array:
        """P(|X - x| < eps) of the part without atom, elementwise, also where that is small."""
        raise self._lacks("probabilities of windows")

    def sums(self) -> Sums:
        """What is known of sums of independent samples: by default from the distribution function, the atoms and the density."""
        own = AnyLawSums(self)
        return Sums(own.density, own.distribution, own.within, own.overlap_ratios, any_law.MAX_K, math.inf, own.enclosed)

    def sum_bounds(self) -> SumBounds:
        """The best constants of natale2024 Definition 1 for all k at once, proved; ArithmeticError should a step of the proof fail."""
        raise ValueError(f"nothing is proved about the sums of law {self.name!r}")

    def must_be(self, *properties: str) -> None:
        """NotSaid unless the law is one of numbers that says that it is symmetric, or symmetric and unimodal."""
        if self.dimension is not None:
            raise NotSaid(f"{self.notation.partition('(')[0]} vectors are no numbers")
        for name in properties:
            if not getattr(self, name):
                raise NotSaid(f"law {self.name!r} is not known to be {name}, which is needed here")

    def _lacks(self, what: str) -> NotSaid:
        return NotSaid(f"law {self.name!r} does not say {what}, which is needed here")


def own_name(law: Law) -> str:
    """module:class(field=value,...) of a law, whatever it calls itself.

    >>> from rss_theory.laws import Uniform
    >>> own_name(Uniform(0.5))
    'rss_theory.laws.uniform:Uniform(c=0.5)'
    """
    values: dict[str, Any] = {field.name: getattr(law, field.name) for field in fields(law) if field.init} if is_dataclass(law) else {}
    return write_call(f"{type(law).__module__}:{type(law).__qualname__}", named=values)
