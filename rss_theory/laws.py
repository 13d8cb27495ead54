"""Laws of one sample. All are symmetric, and their densities do not increase on (0, oo)."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
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


@dataclass(frozen=True)
class ProductOfUniforms(Law):
    """Product of two independent Uniform[-1, 1]: density -log|x| / 2 on [-1, 1].

    The product of a Uniform[0, 1] and a Uniform[-1, 1] has the same law, as the sign of the second is fair and independent of all sizes.
    Not sum-bounded: at k = 1 the density is infinite at 0 and zero at +-1.

    >>> ProductOfUniforms().density([1.0, 2.0])
    array([0., 0.])
    """

    name: ClassVar[str] = "product"
    notation: ClassVar[str] = "U[-1,1]*U[-1,1]"
    reach: ClassVar[float] = 1.0
    variance: ClassVar[float] = 1 / 9

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
    reach: ClassVar[float] = math.inf
    variance: ClassVar[float] = 1.0
    sum_bounded: ClassVar[bool] = True

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.standard_normal(size)

    def density(self, x: ArrayLike) -> Array:
        """exp(-x^2/2) / sqrt(2 pi)."""
        return np.asarray(np.exp(-np.square(x) / 2) / np.sqrt(2 * np.pi))


@dataclass(frozen=True)
class Laplace(Law):
    """Density exp(-|x|) / 2. Sum-bounded with c_l = exp(-1) / 2 and c_u = 1/2 (`sum_bounded`).

    >>> Laplace().density(0.0)
    array(0.5)
    """

    name: ClassVar[str] = "laplace"
    notation: ClassVar[str] = "Laplace(0,1)"
    reach: ClassVar[float] = math.inf
    variance: ClassVar[float] = 2.0
    sum_bounded: ClassVar[bool] = True

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.laplace(size=size)

    def density(self, x: ArrayLike) -> Array:
        """exp(-|x|) / 2."""
        return np.asarray(np.exp(-np.abs(x)) / 2)


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


@dataclass(frozen=True)
class Mixture(Law):
    """`law` with probability p, else `other`, of which only `other` may be a nameless mixture itself.

    With an atom it is not sum-bounded, and without one nothing is known.

    >>> Mixture(0.3, Uniform(0.5), Normal()).name
    '0.3*uniform:0.5+normal'
    """

    p: float
    law: Law
    other: Law

    def __post_init__(self) -> None:
        if not 0 < self.p < 1:
            raise ValueError(f"a mixture needs a probability between 0 and 1, got {self.p}")
        if "+" in self.law.name:
            raise ValueError(f"the first part of a mixture is no mixture: give {self.law.name!r} as the second")
        if any(isinstance(part, NSN) for part in (self.law, self.other)):
            raise ValueError("a mixture is of numbers, not of NSN vectors")
        object.__setattr__(self, "p", float(self.p))

    @property
    def name(self) -> str:
        """p*first+second."""
        pruned = (self.p, self.law, self.other) == (0.5, Zero(), ProductOfUniforms())
        return "pruned-product" if pruned else f"{self.p!r}*{self.law.name}+{self.other.name}"

    @property
    def notation(self) -> str:
        """As a weighted sum."""
        first, second = (f"({x.notation})" if isinstance(x, Mixture) else x.notation for x in (self.law, self.other))
        return f"{self.p:g} {first} + {1 - self.p:g} {second}"

    @property
    def reach(self) -> float:
        """The farther of the two."""
        return max(self.law.reach, self.other.reach)

    @property
    def variance(self) -> float:
        """The weighted variances."""
        return self.p * self.law.variance + (1 - self.p) * self.other.variance

    @property
    def mass_at_zero(self) -> float:  # type: ignore[override]
        """The weighted masses."""
        return self.p * self.law.mass_at_zero + (1 - self.p) * self.other.mass_at_zero

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return np.where(rng.random(size) < self.p, self.law.sample(rng, size), self.other.sample(rng, size))

    def density(self, x: ArrayLike) -> Array:
        """The weighted densities."""
        return self.p * self.law.density(x) + (1 - self.p) * self.other.density(x)


@dataclass(frozen=True)
class NSN(Law):
    """Normally-scaled normal vectors X = Z (Z_1, ..., Z_d), all standard normal. Their sums are in `mrss`.

    Source: dacunha2023:definition-4.

    >>> NSN(3).sample(np.random.default_rng(0), 5).shape
    (5, 3)
    """

    d: int

    reach: ClassVar[float] = math.inf
    variance: ClassVar[float] = 1.0  # of a coordinate

    def __post_init__(self) -> None:
        if self.d < 1:
            raise ValueError(f"vectors need at least one coordinate, got d={self.d}")

    @property
    def name(self) -> str:
        """nsn:d."""
        return f"nsn:{self.d}"

    @property
    def notation(self) -> str:
        """NSN in d dimensions."""
        return f"NSN({self.d})"

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape size + (d,)."""
        shape = (size,) if isinstance(size, int) else tuple(size)
        return rng.standard_normal((*shape, 1)) * rng.standard_normal((*shape, self.d))

    def density(self, x: ArrayLike) -> Array:
        """2 (2 pi)^(-(d+1)/2) r^((1-d)/2) K_((d-1)/2)(r) at r = |x|, x of shape (..., d); infinite at 0."""
        from rss_theory.mrss import density

        x = np.asarray(x, dtype=float)
        if x.shape[-1:] != (self.d,):
            raise ValueError(f"points of {self.d} coordinates are needed, got shape {x.shape}")
        return density(1, x)


PRUNED_PRODUCT = Mixture(0.5, Zero(), ProductOfUniforms())
"""What is left to prune in pensia2020: D = delta_0 / 2 + P / 2 of its Corollary 1, P the product."""

LAWS: dict[str, Law] = {law.name: law for law in (Uniform(), ProductOfUniforms(), PRUNED_PRODUCT, Normal(), Laplace())}

NAMES = f"{', '.join(LAWS)}, uniform:c, or a mixture like 0.3*uniform:0.5+normal"
"""What `law` reads, for help texts."""


def law(text: str) -> Law:
    """The law of a name: one of LAWS, zero, uniform:c, or a mixture p*first+second whose second part may be a mixture again.

    >>> law("0.3*uniform:0.5+normal")
    Mixture(p=0.3, law=Uniform(c=0.5), other=Normal())
    """
    if text in LAWS:
        return LAWS[text]
    if text == "zero":
        return Zero()
    weight, star, parts = text.partition("*")
    first, plus, second = parts.partition("+")
    try:
        if star and plus:
            return Mixture(float(weight), law(first), law(second))
        kind, colon, c = text.partition(":")
        if kind == "uniform" and colon:
            return Uniform(float(c))
    except ValueError as error:
        raise ValueError(str(error) if "; give" in str(error) else f"{text!r} is not a law: {error}; give one of {NAMES}") from None
    raise ValueError(f"{text!r} is not known; give one of {NAMES}")


_BEST = {ProductOfUniforms: math.exp(-1), Normal: 1.0, Laplace: 1.0}
_ROUNDING = 1 - 2.0**-48


def contains_uniform(law: Law, c: float | None = None) -> tuple[float, float]:
    """(alpha, c): the largest alpha with law = alpha Uniform[-c, c] + (1 - alpha) (some law), rounded down; for c None at the best c.

    Densities fall on (0, oo), so alpha(c) = 2 c f(c-): at best 1 at c for Uniform(c), 1/e at c = 1/e for ProductOfUniforms,
    2 exp(-1/2) / sqrt(2 pi) = 0.484 at c = 1 for Normal, 1/e at c = 1 for Laplace. For a mixture the best found between those c, any of
    which gives a valid alpha: below all of them alpha(c) rises, above it falls.

    In print: pensia2020 Remark 1 names this property, for normal and Laplace without numbers. Its Corollary 1 has P, our
    ProductOfUniforms, with alpha = log(2)/2 at c = 1/2, which is alpha(1/2), 6% below the best; the proof's line "bounded by (log 2) U"
    is twice what holds and what the corollary says. natale2024 Lemma 2 has the pruned product with log(2)/4 at c = 1/2, which is right
    (best 1/(2e)); the proof of Theorem 3 there calls it a mixture with Uniform[-1, 1], which it is not, as its density vanishes at 1:
    samples must be scaled first. dacunha2022 Definition 2 counts by density, f >= b = alpha / (2c); the log(2)/2 of its Lemma 3 is
    right at c = 1/2. Source: pensia2020:remark-1, pensia2020:corollary-1, natale2024:lemma-2, dacunha2022:lemma-3.

    >>> alpha, c = contains_uniform(ProductOfUniforms(), 0.5)
    >>> print(f"{alpha:.6f} {math.log(2) / 2:.6f}")
    0.346574 0.346574
    """
    if c is not None:
        if not 0 < c < math.inf:
            raise ValueError(f"a finite c above 0 is needed, got {c}")
        return min(1.0, 2 * c * float(law.density(c))) * _ROUNDING, float(c)
    if isinstance(law, NSN):
        raise ValueError("NSN vectors are no numbers")
    if isinstance(law, Uniform):
        return 1.0, law.c
    places = [part.c if isinstance(part, Uniform) else _BEST[type(part)] for _, part in parts(law) if not isinstance(part, Zero)]
    if not places:
        return 0.0, 1.0
    ends = np.unique([*places, *(part.reach for _, part in parts(law) if min(places) < part.reach < max(places))])
    return max(contains_uniform(law, c) for c in [float(ends[-1]), *(_peak(law, a, b) for a, b in pairwise(ends))])


def parts(law: Law) -> list[tuple[float, Law]]:
    """A law as weighted laws none of which is a mixture, each once.

    >>> parts(Mixture(0.25, Normal(), PRUNED_PRODUCT))
    [(0.25, Normal()), (0.375, Zero()), (0.375, ProductOfUniforms())]
    """
    if not isinstance(law, Mixture):
        return [(1.0, law)]
    weights: dict[Law, float] = {}
    for share, half in ((law.p, law.law), (1 - law.p, law.other)):
        for weight, part in parts(half):
            weights[part] = weights.get(part, 0.0) + share * weight
    return [(weight, part) for part, weight in weights.items()]


def _peak(law: Law, low: float, high: float) -> float:
    """Where c f(c) is greatest on [low, high], of a grid refined twice around its best point."""
    for _ in range(5):
        grid = np.linspace(low, high, 1001)
        best = int(np.argmax(grid * law.density(grid)))
        low, high = grid[max(0, best - 1)], grid[min(1000, best + 1)]
    return float(grid[best])
