"""Mixtures of laws, with their parts; their sums are in `mixture_sums`."""

from dataclasses import dataclass

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws.atoms import common_lattice
from rss_theory.laws.calls import split_sum
from rss_theory.laws.law import Law, Sums, said
from rss_theory.laws.mixture_sums import mixture_sums
from rss_theory.laws.product import ProductOfUniforms
from rss_theory.laws.zero import Zero
from rss_theory.numeric.not_said import NotSaid


@dataclass(frozen=True)
class Mixture(Law):
    """`law` with probability p, else `other`, of which only `other` may be a nameless mixture itself.

    With an atom it is not sum-bounded, and without one nothing is known.

    >>> from rss_theory.laws import Normal, Uniform
    >>> Mixture(0.3, Uniform(0.5), Normal()).name
    '0.3*uniform:0.5+normal'
    """

    p: float
    law: Law
    other: Law

    low, high = said(lambda m: min(m.law.low, m.other.low)), said(lambda m: max(m.law.high, m.other.high))
    bernstein = said(lambda m: max(m.law.bernstein, m.other.bernstein))  # as moments are weighted
    symmetric = said(lambda m: m.law.symmetric and m.other.symmetric)
    unimodal = said(lambda m: m.law.unimodal and m.other.unimodal)
    variance = said(lambda m: m.p * m.law.variance + (1 - m.p) * m.other.variance)
    mean = said(lambda m: m.p * m.law.mean + (1 - m.p) * m.other.mean)
    mass_at_zero = said(lambda m: m.p * m.law.mass_at_zero + (1 - m.p) * m.other.mass_at_zero)

    def __post_init__(self) -> None:
        if not 0 < self.p < 1:
            raise ValueError(f"a mixture needs a probability between 0 and 1, got {self.p}")
        if len(split_sum(self.law.name)) > 1:
            raise ValueError(f"the first part of a mixture is no mixture: give {self.law.name!r} as the second")
        for part in (self.law, self.other):
            if part.dimension is not None:
                raise ValueError(f"a mixture is of numbers, not of {part.notation.split('(')[0]} vectors")
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

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return np.where(rng.random(size) < self.p, self.law.sample(rng, size), self.other.sample(rng, size))

    def density(self, x: ArrayLike) -> Array:
        """The weighted densities."""
        return self.p * self.law.density(x) + (1 - self.p) * self.other.density(x)

    def distribution(self, x: ArrayLike) -> Array:
        """The weighted distribution functions."""
        return self.p * self.law.distribution(x) + (1 - self.p) * self.other.distribution(x)

    @property
    def atoms(self) -> tuple[Array, Array]:
        """Those of the parts, weighted."""
        (first, masses), (second, others) = self.law.atoms, self.other.atoms
        places, where = np.unique(np.concatenate([first, second]), return_inverse=True)
        return places, np.bincount(where, np.concatenate([self.p * masses, (1 - self.p) * others]), len(places)).astype(float)

    @property
    def lattice(self) -> tuple[float, float] | None:
        """One that all atoms have in common, where there is nothing else."""
        return common_lattice(self.atoms[0]) if self.law.lattice and self.other.lattice else None

    @property
    def singular_points(self) -> Array:
        """Those of the parts."""
        return np.union1d(self.law.singular_points, self.other.singular_points)

    def sums(self) -> Sums:
        """By composites of the parts and a Fourier series where they say enough for it, else as of any law."""
        try:
            return mixture_sums(self, tuple(parts(self)))
        except NotSaid:
            return super().sums()


def parts(law: Law) -> list[tuple[float, Law]]:
    """A law as weighted laws none of which is a mixture, each once.

    >>> from rss_theory.laws import Normal
    >>> parts(Mixture(0.25, Normal(), Mixture(0.5, Zero(), Normal())))
    [(0.625, Normal()), (0.375, Zero())]
    """
    if not isinstance(law, Mixture):
        return [(1.0, law)]
    weights: dict[Law, float] = {}
    for share, half in ((law.p, law.law), (1 - law.p, law.other)):
        for weight, part in parts(half):
            weights[part] = weights.get(part, 0.0) + share * weight
    return [(weight, part) for part, weight in weights.items()]
