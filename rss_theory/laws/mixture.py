"""Sums of k samples of a mixture of uniform, product, Laplace and normal laws and an atom at 0.

How many of the k samples come from each part is multinomial; given that, the sum is a composite of the parts. A characteristic function
falls like 1/t for Uniform and ProductOfUniforms, 1/t^2 for Laplace, and faster than any power for Normal: the exponents of a composite add
up. Composites of exponent up to 3 are computed directly, as convolutions between their singularities; all others together as one
Fourier series, the k-th power of the mixture's characteristic function less the direct composites. The series is cut where the bounds
1/(ct), 1.86/t, 1/t^2 leave a tail below `ERROR`, summed by a fast Fourier transform on a grid that is finer than its shortest wave, and
interpolated. Its period holds the sum but for a probability below 2 exp(-45), by Chernoff's bound.
"""

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import shichi, sici

from rss_theory.arrays import Array
from rss_theory.laws import laplace, product
from rss_theory.laws.laplace import Laplace
from rss_theory.laws.law import Law
from rss_theory.laws.normal import Normal
from rss_theory.laws.nsn import NSN
from rss_theory.laws.product import ProductOfUniforms
from rss_theory.laws.uniform import Uniform
from rss_theory.laws.zero import Zero
from rss_theory.numeric.convolution import ERROR, NODES, WEIGHTS, convolve
from rss_theory.numeric.fourier import series

MAX_K = 200  # beyond: more than 20 seconds for four parts
_PANEL = 0.5  # at most, of the panels between singularities
_DIRECT = 3  # the greatest exponent of composites that are computed directly


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


PRUNED_PRODUCT = Mixture(0.5, Zero(), ProductOfUniforms())
"""What is left to prune in pensia2020: D = delta_0 / 2 + P / 2 of its Corollary 1, P the product."""

Composite = tuple[Law, ...]


def _characteristic(law: Law, t: Array) -> Array:
    match law:
        case Uniform():
            return np.sinc(law.c * t / np.pi)
        case ProductOfUniforms():
            return np.divide(sici(t)[0], t, out=np.ones_like(t), where=t > 0)
        case Laplace():
            return 1 / (1 + t**2)
    return np.exp(-(t**2) / 2)


def _generating(law: Law, t: Array) -> Array:
    """E[exp(tX)]."""
    match law:
        case Uniform():
            return np.sinh(law.c * t) / (law.c * t)
        case ProductOfUniforms():
            return shichi(t)[0] / t
        case Laplace():
            return np.where(t < 1, 1 / (1 - np.minimum(t, 0.999) ** 2), np.inf)
    return np.exp(t**2 / 2)


def _exponent(law: Law) -> int:
    return 2 if isinstance(law, Laplace) else 1


class _Parts:
    """A mixture taken apart: its atom, its parts, those of them that are not smooth, their composites of low exponent."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.weights = {part: weight for weight, part in parts(law) if not isinstance(part, Zero)}
        self.atom = law.mass_at_zero
        rough = sorted((part for part in self.weights if not isinstance(part, Normal)), key=_rank)
        self.normal = len(rough) < len(self.weights)
        self.composites: list[Composite] = [
            c for size in range(1, _DIRECT + 1) for c in combinations_with_replacement(rough, size) if sum(map(_exponent, c)) <= _DIRECT
        ]

    def weight(self, k: int, composite: Composite) -> float:
        """The probability that the samples that are not 0 are these."""
        if len(composite) > k:
            return 0.0
        total, left = self.atom ** (k - len(composite)), k
        for part, count in Counter(composite).items():
            total *= math.comb(left, count) * self.weights[part] ** count
            left -= count
        return total

    def smooth(self, k: int, t: Array) -> Array:
        """The characteristic function of all but the atom and the direct composites."""
        each = {part: _characteristic(part, t) for part in self.weights}
        total = (self.atom + sum(self.weights[part] * each[part] for part in each)) ** k - self.atom**k
        for composite in self.composites:
            total = total - self.weight(k, composite) * math.prod(each[part] for part in composite)
        return np.asarray(total)

    def cut(self, k: int) -> float:
        """A frequency beyond which `smooth` is negligible; 0 where there is nothing smooth."""
        bounds = [self.atom, 0.0, 0.0]  # by powers of 1/t
        for part, weight in self.weights.items():
            if not isinstance(part, Normal):
                bounds[_exponent(part)] += weight * (1 / part.c if isinstance(part, Uniform) else 1.86 if part.reach == 1 else 1.0)
        powers = np.array([1.0])
        for _ in range(k):
            powers = np.convolve(powers, bounds)
        e = np.arange(_DIRECT + 1, len(powers))
        least = 10.0 if self.normal else 0.0
        if not np.any(powers[e]):
            return least
        t = np.geomspace(1, 1e9, 1000)
        tails = np.sum(powers[e] / (np.pi * (e - 1)) * t[:, None] ** (1.0 - e), axis=1)
        return max(least, float(t[np.argmax(tails < ERROR)])) if tails[-1] < ERROR else math.inf

    def reach(self, k: int) -> float:
        """P(|S_k| > reach) < 2 exp(-45)."""
        t = np.geomspace(1e-3, 40, 400)
        with np.errstate(over="ignore"):
            logs = np.log(self.atom + sum(weight * _generating(part, t) for part, weight in self.weights.items()))
            return min(k * self.law.reach, float(np.min((45 + k * logs) / t)))


def _rank(law: Law) -> tuple[int, float]:
    """Uniforms first, as the rest's window is their convolution; Laplace last, as a convolution begins with bounded support."""
    return (0, law.c) if isinstance(law, Uniform) else (int(law.reach) if math.isfinite(law.reach) else 2, 0.0)


@lru_cache(maxsize=64)
def _parts(law: Law) -> _Parts:
    return _Parts(law)


def _singular(composite: Composite) -> Array:
    """Where the density of a composite is not smooth, or it ends."""
    points = np.zeros(1)
    for part in composite:
        own = [0.0] if isinstance(part, Laplace) else [-part.reach, part.reach] if isinstance(part, Uniform) else [-1.0, 0.0, 1.0]
        points = np.unique(np.add.outer(points, own))
    return points


def _series(mixture: _Parts, k: int, x: Array, eps: float = 0.0) -> Array:
    """The smooth part's density at x, or with eps > 0 the mass of its window (x - eps, x + eps)."""
    try:
        return series(lambda t: mixture.smooth(k, t), mixture.cut(k), mixture.reach(k), x, eps)
    except ValueError as error:
        what = f"sums of {k} samples of law {mixture.law.name!r} need {error}"
        raise ValueError(f"{what}; give fewer samples, or a law whose parts have less different widths") from None


def _density(composite: Composite, x: Array) -> Array:
    first, rest = composite[0], composite[1:]
    if not rest:
        return product.single(x) if isinstance(first, ProductOfUniforms) else first.density(x)
    if isinstance(first, Uniform):
        return _window(rest, x, first.c) / (2 * first.c)
    if isinstance(rest[-1], Laplace):
        return convolve(product.single, _singular((first,)), rest[-1].density, np.zeros(1), x)
    return product.density(len(composite), x)


def _window(composite: Composite, x: Array, eps: float) -> Array:
    *first, last = composite
    if first:
        f = tuple(first)
        edges = np.add.outer([-eps, eps], _singular((last,))).ravel()
        return convolve(lambda y: _density(f, y), _singular(f), lambda y: _window((last,), y, eps), edges, x)
    if isinstance(last, Uniform):
        return np.maximum(np.minimum(eps, last.c - np.abs(x)) + np.minimum(eps, last.c + np.abs(x)), 0.0) / (2 * last.c)
    return laplace.single_window(x, eps) if isinstance(last, Laplace) else product.window(1, x, eps)


def density(law: Law, k: int, x: Array) -> Array:
    """Density of the absolutely continuous part of the sum."""
    mixture = _parts(law)
    reach = mixture.reach(k)
    y = np.clip(x, -reach, reach)
    total = _series(mixture, k, y)
    for composite in mixture.composites:
        if weight := mixture.weight(k, composite):
            total = total + weight * _density(composite, y)
    return np.where(np.abs(x) <= reach, np.maximum(total, 0.0), 0.0)


def distribution(law: Law, k: int, x: Array) -> Array:
    """P(S_k <= x), by symmetry from windows around 0."""
    inside = np.array([within(law, k, 0.0, abs(y)) if y else -(law.mass_at_zero**k) for y in x])
    return np.where(x > 0, 1 + inside, 1 - inside) / 2


def within(law: Law, k: int, z: float, eps: float) -> float:
    """P(|S_k - z| < eps), z >= 0."""
    mixture = _parts(law)
    reach = mixture.reach(k)
    if z - eps >= reach:
        return 0.0
    z, eps = _clip(z, eps, reach)
    x = np.array([z])
    total = _series(mixture, k, x, eps)
    for composite in mixture.composites:
        if weight := mixture.weight(k, composite):
            total = total + weight * _window(composite, x, eps)
    return min(1.0, max(0.0, float(total[0])) + mixture.atom**k * (z < eps))


def _clip(z: float, eps: float, reach: float) -> tuple[float, float]:
    """The window less what of it lies beyond the sum's reach."""
    return (z, eps) if z + eps <= reach else ((z - eps + reach) / 2, (reach - z + eps) / 2)


def overlap_ratios(law: Law, k: int, z: float, eps: float, p: float) -> Array:
    """q_i / p^2 for i = 1, ..., k-1: tanh-sinh between the singularities of the direct composites and of their windows."""
    mixture = _parts(law)
    reach = mixture.reach(k)
    z, eps = _clip(z, eps, reach)
    singular = np.concatenate([np.zeros(1), *map(_singular, mixture.composites)])
    edges = np.concatenate([singular, *(z + s * eps + singular for s in (-1, 1)), np.linspace(-reach, reach, int(2 * reach / _PANEL) + 2)])
    edges = np.unique(np.clip(edges, -reach, reach))
    width = np.diff(edges)
    width, start = width[width > 1e-13 * reach, None], edges[:-1][width > 1e-13 * reach, None]
    b = np.append((start + width * NODES).ravel(), 0.0)  # the last one, of no weight, for the atom
    weights = np.append((width * WEIGHTS).ravel(), 0.0)
    densities = {c: _density(c, b) for c in mixture.composites if len(c) < k}
    windows = {c: _window(c, z - b, eps) for c in densities}
    atom = np.abs(z - b) < eps

    def f(i: int) -> Array:
        return np.maximum(_series(mixture, i, b) + sum(mixture.weight(i, c) * values for c, values in densities.items()), 0.0)

    def window(m: int) -> Array:
        smooth = _series(mixture, m, z - b, eps)
        direct = sum(mixture.weight(m, c) * values for c, values in windows.items())
        return np.maximum(smooth + direct, 0.0) + mixture.atom**m * atom

    ratios = []
    for i in range(1, k):
        w = window(k - i) / p
        ratios.append(np.sum(weights * f(i) * w**2) + mixture.atom**i * w[-1] ** 2)
    return np.array(ratios)
