"""Frozen distributions of scipy.stats as laws; what they do not say of themselves is known of these families, or unknown."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws.calls import read_call, write_call
from rss_theory.laws.law import Law, said
from rss_theory.numeric.not_said import NotSaid

PREFIX = "scipy.stats."
MOST_ATOMS = 2**20
_SIZES = (1e-150, 1e150)  # of scales, and of places: squares and their inverses are finite
_LEFT_OUT = 1e-20  # at most, the mass beyond either end of infinitely many atoms that are listed

_Shapes = Callable[..., bool]
_ANY: _Shapes = lambda *shapes: True  # noqa: E731

_SYMMETRIC: dict[str, _Shapes] = {  # about loc, or the middle of their support: for which shapes
    **dict.fromkeys(("norm", "cauchy", "laplace", "logistic", "t", "hypsecant", "gennorm", "dgamma", "dweibull"), _ANY),
    **dict.fromkeys(("uniform", "cosine", "anglit", "semicircular", "arcsine", "rdist"), _ANY),
    "beta": lambda a, b: a == b,
    "truncnorm": lambda a, b: a == -b,
    "triang": lambda c: c == 0.5,
    "skewnorm": lambda a: a == 0,
}
_PEAKED: dict[str, _Shapes] = {  # the density does not increase away from there: for which shapes, of those that are symmetric
    **dict.fromkeys(("norm", "cauchy", "laplace", "logistic", "t", "hypsecant", "gennorm"), _ANY),
    **dict.fromkeys(("uniform", "cosine", "anglit", "semicircular", "truncnorm", "triang", "skewnorm"), _ANY),
    "beta": lambda a, b: a >= 1,
    "rdist": lambda c: c >= 2,
    "dgamma": lambda a: a <= 1,
    "dweibull": lambda c: c <= 1,
}
_FALLING = ("expon", "halfnorm", "halfcauchy", "halflogistic", "lomax")  # from loc on
_CORNERS: dict[
    str, Callable[..., tuple[float, ...]]
] = {  # where the density is not smooth but at the ends of the support, for loc 0, scale 1
    **dict.fromkeys(("laplace", "laplace_asymmetric", "dgamma", "dweibull", "gennorm", "skewcauchy"), lambda *shapes: (0.0,)),
    "triang": lambda c: (c,),
    "trapezoid": lambda c, d: (c, d),
    "loglaplace": lambda c: (1.0,),
    "crystalball": lambda beta, m: (-beta,),
    "irwinhall": lambda n: tuple(np.arange(1.0, n)),
}
_MOMENTS = ("norm", "laplace", "expon")  # E|X|^m <= m! E[X^2] scale^(m-2) / 2 at loc 0: m!! of a normal, m! of the others


@dataclass(frozen=True)
class ScipyLaw(Law):
    """A continuous distribution of scipy.stats: `scipy_law` makes it, and its name says all of it.

    Samples are its `rvs`. symmetric and unimodal are True for families that are known to be so, and only about 0 to the last bit.
    `singular_points` are those of the families of scipy 1.17, of which ksone, kstwo and others' own say none.

    >>> from scipy import stats
    >>> law = scipy_law(stats.beta(2, 2, loc=-1, scale=2))
    >>> law.name, law.symmetric, law.unimodal, law.low, round(law.variance, 12)
    ('scipy.stats.beta(2.0,2.0,loc=-1.0,scale=2.0)', True, True, -1.0, 0.2)
    """

    text: str
    family: str | None  # None: not of scipy
    shapes: tuple[float, ...]
    loc: float
    scale: float
    frozen: Any = field(compare=False, repr=False)

    name, notation = said(lambda law: law.text), said(lambda law: law.text.removeprefix(PREFIX))
    low, high = said(lambda law: float(law.frozen.support()[0])), said(lambda law: float(law.frozen.support()[1]))

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        with np.errstate(all="ignore"):
            return np.asarray(self.frozen.rvs(size=size, random_state=rng), dtype=float)

    def density(self, x: ArrayLike) -> Array:
        """As scipy computes it."""
        with np.errstate(all="ignore"):
            return np.asarray(self.frozen.pdf(x), dtype=float)

    def distribution(self, x: ArrayLike) -> Array:
        """As scipy computes it."""
        with np.errstate(all="ignore"):
            return np.asarray(self.frozen.cdf(x), dtype=float)

    @cached_property
    def _moments(self) -> tuple[float, float]:
        with np.errstate(all="ignore"):
            mean, variance = map(float, self.frozen.stats("mv"))
        return mean, variance

    @property
    def mean(self) -> float:
        """E[X]; NotSaid where scipy has none, or it is infinite."""
        if self.symmetric and math.isfinite(self._moments[1]):
            return 0.0
        if not math.isfinite(self._moments[0]):
            raise self._lacks("a finite mean")
        return self._moments[0]

    @property
    def variance(self) -> float:
        """E[X^2]; NotSaid where scipy has none, or it is infinite."""
        mean, variance = self._moments
        if not math.isfinite(variance + mean**2):
            raise self._lacks("a finite second moment")
        return variance + mean**2

    def _is(self, families: dict[str, _Shapes]) -> bool:
        return self.family in families and families[self.family](*self.shapes)

    symmetric = said(lambda law: law._is(_SYMMETRIC) and (law.low == -law.high if math.isfinite(law.high) else law.loc == 0))
    unimodal = said(lambda law: (law.symmetric and law._is(_PEAKED)) or law._falls_from_zero)

    @property
    def _falls_from_zero(self) -> bool:
        return self.low <= 0 <= self.high if self.family == "uniform" else self.family in _FALLING and self.loc == 0

    @property
    def bernstein(self) -> float:
        """A third of the reach, or what is known of the family."""
        return self.scale if self.family in _MOMENTS and self.loc == 0 else super().bernstein

    @property
    def singular_points(self) -> Array:
        """Of the family, and the finite ends of the support."""
        if self.family is None or self.family in ("ksone", "kstwo"):
            raise self._lacks("where its density is not smooth")
        inner = _CORNERS[self.family](*self.shapes) if self.family in _CORNERS else ()
        return np.unique([*(self.loc + self.scale * x for x in inner), *filter(math.isfinite, (self.low, self.high))])


@dataclass(frozen=True)
class DiscreteScipyLaw(ScipyLaw):
    """A distribution of scipy.stats on loc + Z; of infinitely many atoms those are listed that leave out a mass below 1e-20 at either end.

    >>> from scipy import stats
    >>> law = scipy_law(stats.binom(2, 0.5, loc=-1))
    >>> law.name, law.lattice, law.atoms
    ('scipy.stats.binom(2,0.5,loc=-1)', (-1.0, 1.0), (array([-1.,  0.,  1.]), array([0.25, 0.5 , 0.25])))
    """

    lattice = said(lambda law: (law.loc, 1.0))
    mass_at_zero = said(lambda law: float(law.frozen.pmf(0)))
    singular_points = said(lambda law: law.atoms[0])

    def density(self, x: ArrayLike) -> Array:
        """0 everywhere."""
        return np.zeros(np.shape(x))

    @cached_property
    def atoms(self) -> tuple[Array, Array]:
        """Positions and masses; NotSaid for more than MOST_ATOMS."""
        low, high, step = self.low, self.high, 1.0
        if math.isinf(low) or math.isinf(high):
            low, high = float(max(low, self.frozen.median())), float(min(high, self.frozen.median()))
            while high - low < MOST_ATOMS and (self.frozen.cdf(low - 1) > _LEFT_OUT or self.frozen.sf(high) > _LEFT_OUT):
                low, high, step = max(self.low, low - step), min(self.high, high + step), 2 * step
        if not high - low < MOST_ATOMS:
            raise NotSaid(f"law {self.name!r} has more than {MOST_ATOMS:,} atoms, which are not listed")
        positions = np.arange(low, high + 1)
        masses = np.asarray(self.frozen.pmf(positions), dtype=float)
        return positions[masses > 0], masses[masses > 0]


def scipy_law(frozen: Any) -> ScipyLaw:
    """The law of a frozen distribution of scipy.stats, or of a family of one's own; ValueError for what is none, or has no such parameters.

    A family of one's own has no name that another process knows: its results are not kept.

    >>> import scipy.stats
    >>> law = scipy_law(scipy.stats.uniform(loc=-1, scale=2))
    >>> law.name, law.symmetric, law.low, law.high
    ('scipy.stats.uniform(loc=-1.0,scale=2.0)', True, -1.0, 1.0)
    """
    import scipy.stats as stats

    dist = frozen.dist
    discrete = isinstance(dist, stats.rv_discrete)
    shapes = _shapes(dist)
    given = {"loc": 0, "scale": 1, **dict(zip([*shapes, "loc", "scale"], frozen.args, strict=False)), **frozen.kwds}
    try:
        values = {key: _number(value, discrete) for key, value in given.items()}
        with np.errstate(all="ignore"):
            low, high = map(float, frozen.support())
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{dist.name} of these parameters is no law of one number; give numbers, not arrays") from None
    least, most = _SIZES
    if not (low <= high and abs(values["loc"]) <= most and least <= values["scale"] <= most):
        these = ", ".join(f"{key}={value!r}" for key, value in values.items() if not (discrete and key == "scale"))
        raise ValueError(f"scipy.stats has no {dist.name} of {these}; give parameters that it allows, loc and scale up to {most:g}")
    own, named = getattr(stats, dist.name, None), {"loc": values["loc"]} if discrete else {"loc": values["loc"], "scale": values["scale"]}
    arguments = [values[key] for key in shapes]
    law, name = DiscreteScipyLaw if discrete else ScipyLaw, f"{dist.name} at {id(frozen):#x}"
    family: str | None = None
    if own is not None and type(own) is type(dist) and (built := own(*arguments, **named)).support() == frozen.support():
        frozen, name, family = built, write_call(PREFIX + dist.name, arguments, named), dist.name
    return law(name, family, tuple(map(float, arguments)), float(values["loc"]), float(values["scale"]), frozen)


def read_scipy(text: str) -> ScipyLaw:
    """Of scipy.stats.NAME, or scipy.stats.NAME(numbers, loc=number, scale=number); ValueError for others.

    >>> read_scipy("scipy.stats.beta(2, 2, loc=-1, scale=2)").variance
    0.2
    """
    import scipy.stats as stats

    name, arguments, named = read_call(text) if "(" in text else (text, [], {})
    family = name.removeprefix(PREFIX)
    known = {key for key, value in vars(stats).items() if isinstance(value, stats.rv_continuous | stats.rv_discrete)} - {"vonmises"}
    if family not in known:  # of angles: vonmises_line is of numbers
        near = get_close_matches(family, known, 1)
        raise ValueError(f"scipy.stats has no distribution {family[:60]!r}{f'; did you mean {near[0]}' if near else ''}")
    dist = getattr(stats, family)
    if not all(type(value) in (int, float) for value in [*arguments, *named.values()]):
        raise ValueError(f"the parameters of {name} are numbers, like 2 or loc=-0.5")
    try:
        frozen = dist(*arguments, **named)
    except TypeError:
        takes = ", ".join([*_shapes(dist), "loc", *(["scale"] if isinstance(dist, stats.rv_continuous) else [])])
        raise ValueError(f"{name} takes {takes}; give those without a default, loc=0 and scale=1") from None
    return scipy_law(frozen)


def _shapes(dist: Any) -> list[str]:
    return [shape.strip() for shape in (dist.shapes or "").split(",") if shape.strip()]


def _number(value: Any, discrete: bool) -> float:
    """As it stands in a name: whole where a discrete family asks for it."""
    number = float(np.asarray(value).reshape(()))
    return int(number) if discrete and number.is_integer() else number
