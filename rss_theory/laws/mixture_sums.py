"""Sums of k samples of a mixture: an atom at 0, and parts that say enough of themselves.

How many of the k samples come from each part is multinomial; given that, the sum is a composite of the parts. A characteristic function
falls like 1/t for Uniform and ProductOfUniforms, 1/t^2 for Laplace, and faster than any power for Normal (`Law.decay`): the exponents of a
composite add up. Composites of exponent up to 3 are computed directly, as convolutions between their singularities; all others together as
one Fourier series, the k-th power of the mixture's characteristic function less the direct composites. The series is cut where the bounds
leave a tail below `ERROR`. Its period holds the sum but for a probability below 2 exp(-45), by Chernoff's bound.
"""

import math
from collections import Counter
from functools import cache, lru_cache
from itertools import combinations_with_replacement

import numpy as np

from rss_theory.arrays import Array
from rss_theory.laws.law import Law, Sums
from rss_theory.laws.uniform import Uniform
from rss_theory.numeric.convolution import ERROR, NODES, WEIGHTS, convolve
from rss_theory.numeric.fourier import TooLong, series
from rss_theory.numeric.not_said import NotSaid

MAX_K = 200  # beyond: more than 20 seconds for four parts
_PANEL = 0.5  # at most, of the panels between singularities
_DIRECT = 3  # the greatest exponent of composites that are computed directly

Composite = tuple[Law, ...]


@lru_cache(maxsize=64)
def mixture_sums(law: Law, parts: tuple[tuple[float, Law], ...]) -> Sums:
    """Of a law that consists of these parts, each with its weight.

    Raises NotSaid where a part is not symmetric, has an atom, or does not say what is needed, and ValueError, now or later, where it does
    not say so consistently.
    """
    own = _MixtureSums(law, parts)
    return Sums(own.density, own.distribution, own.within, own.overlap_ratios, max_k=MAX_K, error=ERROR)


class _MixtureSums:
    """A mixture taken apart: its atom, its parts, those of them that are not smooth, their composites of low exponent."""

    def __init__(self, law: Law, parts: tuple[tuple[float, Law], ...]) -> None:
        self.law, self.atom = law, law.mass_at_zero
        law.must_be("symmetric")
        self.weights = {part: weight for weight, part in parts if part.mass_at_zero < 1}
        for part in self.weights:
            _check(part)
        rough = sorted((part for part in self.weights if part.decay[1] < math.inf), key=_rank)
        self.composites: list[Composite] = [
            c
            for size in range(1, _DIRECT + 1)
            for c in combinations_with_replacement(rough, size)
            if sum(part.decay[1] for part in c) <= _DIRECT
        ]
        for composite in self.composites:
            _check_mass(composite)
        self.cut, self.reach = cache(self._cut), cache(self._reach)

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
        each = {part: part.characteristic(t) for part in self.weights}
        total = (self.atom + sum(self.weights[part] * each[part] for part in each)) ** k - self.atom**k
        for composite in self.composites:
            total = total - self.weight(k, composite) * math.prod(each[part] for part in composite)
        return np.asarray(total)

    def _cut(self, k: int) -> float:
        """A frequency beyond which `smooth` is negligible; 0 where there is nothing smooth."""
        falls = {part: part.decay for part in self.weights}
        least = max((c for c, power in falls.values() if math.isinf(power)), default=0.0)
        rough = [(part, c, int(power)) for part, (c, power) in falls.items() if math.isfinite(power)]
        bounds = [self.atom] + [0.0] * max(2, *(power for *_, power in rough), 2)  # by powers of 1/t
        for part, c, power in rough:
            bounds[power] += self.weights[part] * c**power
        powers = np.array([1.0])
        for _ in range(k):
            powers = np.convolve(powers, bounds)
        e = np.arange(_DIRECT + 1, len(powers))
        if not np.any(powers[e]):
            return least
        t = np.geomspace(1, 1e9, 1000)
        tails = np.sum(powers[e] / (np.pi * (e - 1)) * t[:, None] ** (1.0 - e), axis=1)
        return max(least, float(t[np.argmax(tails < ERROR)])) if tails[-1] < ERROR else math.inf

    def _reach(self, k: int) -> float:
        """P(|S_k| > reach) < 2 exp(-45)."""
        t = np.geomspace(1e-3, 40, 400)
        with np.errstate(over="ignore"):
            logs = np.log(self.atom + sum(weight * part.generating(t) for part, weight in self.weights.items()))
            return min(k * self.law.reach, float(np.min((45 + k * logs) / t)))

    def series(self, k: int, x: Array, eps: float = 0.0) -> Array:
        """The smooth part of `continuous`."""
        try:
            return series(lambda t: self.smooth(k, t), self.cut(k), self.reach(k), x, eps)
        except TooLong as error:
            what = f"sums of {k} samples of law {self.law.name!r} need {error}"
            raise ValueError(f"{what}; give fewer samples, or a law whose parts have less different widths") from None

    def continuous(self, k: int, x: Array, eps: float = 0.0) -> Array:
        """The density at x of all but the atom, or with eps > 0 the mass of its window (x - eps, x + eps)."""
        total = self.series(k, x, eps)
        for composite in self.composites:
            if weight := self.weight(k, composite):
                total = total + weight * (_window(composite, x, eps) if eps else _density(composite, x))
        if not np.all(np.isfinite(total)):
            says = "a density is infinite beside 0, or what a law says is nan"
            raise ValueError(f"sums of law {self.law.name!r} do not come out finite: {says}")
        return np.maximum(total, 0.0)

    def density(self, k: int, x: Array) -> Array:
        """Density of the absolutely continuous part of the sum."""
        reach = self.reach(k)
        return np.where(np.abs(x) <= reach, self.continuous(k, np.clip(x, -reach, reach)), 0.0)

    def distribution(self, k: int, x: Array) -> Array:
        """P(S_k <= x), by symmetry from windows around 0."""
        inside = np.array([self.within(k, 0.0, abs(y)) if y else -(self.atom**k) for y in x])
        return np.where(x > 0, 1 + inside, 1 - inside) / 2

    def within(self, k: int, z: float, eps: float) -> float:
        """P(|S_k - z| < eps), z >= 0."""
        reach = self.reach(k)
        if z - eps >= reach:
            return 0.0
        z, eps = _clip(z, eps, reach)
        return min(1.0, float(self.continuous(k, np.array([z]), eps)[0]) + self.atom**k * (z < eps))

    def overlap_ratios(self, k: int, z: float, eps: float, p: float) -> Array:
        """q_i / p^2 for i = 1, ..., k-1: tanh-sinh between the singularities of the direct composites and of their windows."""
        reach = self.reach(k)
        z, eps = _clip(z, eps, reach)
        singular = np.concatenate([np.zeros(1), *map(_singular, self.composites)])
        panels = np.linspace(-reach, reach, int(2 * reach / _PANEL) + 2)
        edges = np.concatenate([singular, *(z + s * eps + singular for s in (-1, 1)), panels])
        edges = np.unique(np.clip(edges, -reach, reach))
        width = np.diff(edges)
        width, start = width[width > 1e-13 * reach, None], edges[:-1][width > 1e-13 * reach, None]
        b = np.append((start + width * NODES).ravel(), 0.0)  # the last one, of no weight, for the atom
        weights = np.append((width * WEIGHTS).ravel(), 0.0)
        densities = {c: _density(c, b) for c in self.composites if len(c) < k}
        windows = {c: _window(c, z - b, eps) for c in densities}
        atom = np.abs(z - b) < eps

        def f(i: int) -> Array:
            return np.maximum(self.series(i, b) + sum(self.weight(i, c) * values for c, values in densities.items()), 0.0)

        def window(m: int) -> Array:
            direct = sum(self.weight(m, c) * values for c, values in windows.items())
            return np.maximum(self.series(m, z - b, eps) + direct, 0.0) + self.atom**m * atom

        ratios = []
        for i in range(1, k):
            w = window(k - i) / p
            ratios.append(np.sum(weights * f(i) * w**2) + self.atom**i * w[-1] ** 2)
        return np.array(ratios)


def _clip(z: float, eps: float, reach: float) -> tuple[float, float]:
    """The window less what of it lies beyond the sum's reach."""
    return (z, eps) if z + eps <= reach else ((z - eps + reach) / 2, (reach - z + eps) / 2)


def _check(part: Law) -> None:
    """ValueError for an atom, for a decay that is none, and for ends of the support that are not among singular points."""
    if len(part.atoms[0]):
        raise NotSaid(f"law {part.name!r} has an atom: give it as a mixture with 'zero'")
    c, power = part.decay
    with np.errstate(all="ignore"):
        asked = [part.characteristic(np.ones(1)), part.generating(np.ones(1))]
        if power < math.inf:
            asked.append(part.window(np.ones(1), 1.0))
    if not (0 < c < math.inf and power in (*range(1, 21), math.inf)):
        raise ValueError(f"law {part.name!r} says the decay {part.decay}; a constant above 0 and a power of 1, ..., 20 or inf are needed")
    if power <= _DIRECT:
        ends = [end for end in (part.low, part.high) if math.isfinite(end)]
        if not set(ends) <= set(part.singular_points.tolist()):
            raise ValueError(f"law {part.name!r}: the ends {ends} of its support are not among its singular points")


def _check_mass(composite: Composite) -> None:
    """ValueError where the densities of a composite are not integrated to 1: they have features between their singular points."""
    if len(composite) > 1:
        far = 1 + sum(part.reach if math.isfinite(part.reach) else 1e3 * math.sqrt(part.variance) for part in composite)
        mass = float(_window(composite, np.zeros(1), far)[0])
        if not abs(mass - 1) < 1e-10:
            names = " and ".join(part.name for part in composite)
            raise ValueError(f"the density of {names} integrates to {mass:g}: singular points have to be where it is not smooth or narrow")


def _check_bounded(first: Law) -> None:
    """ValueError for a convolution that cannot begin with this law."""
    if math.isinf(first.reach):
        raise ValueError(f"sums of law {first.name!r}, which is unbounded and not smooth, with another such law are not computed here")


def _rank(law: Law) -> tuple[int, float]:
    """Uniforms first, as the rest's window is their convolution; unbounded ones last, as a convolution begins with bounded support."""
    return (0, law.c) if type(law) is Uniform else (1 if math.isfinite(law.reach) else 2, 0.0)


def _singular(composite: Composite) -> Array:
    """Where the density of a composite is not smooth, or it ends."""
    points = np.zeros(1)
    for part in composite:
        points = np.unique(np.add.outer(points, part.singular_points))
    return points


def _density(composite: Composite, x: Array) -> Array:
    """At x; finite at 0."""
    first, rest = composite[0], composite[1:]
    if not rest:
        return first.density(np.where(x == 0, 1e-300, x))
    if type(first) is Uniform:
        return _window(rest, x, first.c) / (2 * first.c)
    if set(rest) == {first} and (own := _own_sums(first)):
        return own.density(len(composite), x.ravel()).reshape(x.shape)
    _check_bounded(first)
    return convolve(lambda y: _density((first,), y), _singular((first,)), lambda y: _density(rest, y), _singular(rest), x)


def _own_sums(law: Law) -> Sums | None:
    try:
        return own if (own := law.sums()).error <= ERROR else None
    except ValueError:
        return None


def _window(composite: Composite, x: Array, eps: float) -> Array:
    *first, last = composite
    if not first:
        return last.window(x, eps)
    f = tuple(first)
    _check_bounded(f[0])
    edges = np.add.outer([-eps, eps], _singular((last,))).ravel()
    return convolve(lambda y: _density(f, y), _singular(f), lambda y: last.window(y, eps), edges, x)
