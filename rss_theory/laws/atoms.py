"""Laws of finitely many atoms: quantised weights, Rademacher; equally likely points of a lattice."""

import math
from abc import abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws.law import Law, said

MOST_STEPS = 2**16  # of a lattice from the first atom to the last: with more, floats lie on one by chance
_LARGEST = 1e150  # of which squares are finite


class Discrete(Law):
    """What atoms say of a law that has nothing else."""

    low, high = said(lambda law: float(law.atoms[0][0])), said(lambda law: float(law.atoms[0][-1]))

    @property
    @abstractmethod
    def atoms(self) -> tuple[Array, Array]:
        """Positions, increasing, and masses."""

    mean = said(lambda law: math.fsum(np.multiply(*law.atoms)))
    variance = said(lambda law: math.fsum(law.atoms[1] * law.atoms[0] ** 2))
    mass_at_zero = said(lambda law: float(law.atoms[1][law.atoms[0] == 0].sum()))
    symmetric = said(lambda law: all(np.array_equal(x, s * x[::-1]) for x, s in zip(law.atoms, (-1, 1), strict=True)))  # to the last bit
    unimodal = said(lambda law: law.low == law.high == 0)
    singular_points = said(lambda law: law.atoms[0])

    @property
    def lattice(self) -> tuple[float, float] | None:
        """The coarsest that holds all atoms."""
        return common_lattice(self.atoms[0])

    def density(self, x: ArrayLike) -> Array:
        """0 everywhere."""
        return np.zeros(np.shape(x))

    def distribution(self, x: ArrayLike) -> Array:
        """The masses up to x."""
        positions, masses = self.atoms
        cumulative = np.append(0.0, np.cumsum(masses))
        return np.minimum(cumulative, 1.0)[np.searchsorted(positions, np.asarray(x, dtype=float), side="right")]


@dataclass(frozen=True)
class Atoms(Discrete):
    """These positions, increasing, with these masses.

    >>> Atoms((-1.0, 0.0, 1.0), (0.25, 0.5, 0.25)).name, Atoms.read("-1,1").lattice
    ('atoms:-1.0@0.25,0.0@0.5,1.0@0.25', (-1.0, 2.0))
    """

    positions: tuple[float, ...]
    masses: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(abs(position) <= _LARGEST for position in self.positions):
            raise ValueError(f"atoms are at numbers up to {_LARGEST:g}; give finite positions")
        if not self.positions or any(a >= b for a, b in zip(self.positions, self.positions[1:], strict=False)):
            raise ValueError("atoms need different positions, at least one")
        if len(self.masses) != len(self.positions) or not all(mass > 0 for mass in self.masses) or abs(math.fsum(self.masses) - 1) > 1e-12:
            raise ValueError(f"the masses of {len(self.positions)} atoms are above 0 and sum to 1, these to {math.fsum(self.masses)!r}")

    @classmethod
    def read(cls, text: str) -> "Atoms":
        """position@mass,position@mass,... in any order; equal masses where there is no @."""
        atoms = [atom.partition("@") for atom in text.split(",")]
        if len({at for _, at, _ in atoms}) > 1:
            raise ValueError("either all atoms have a mass, as in -1@0.25,0@0.75, or none")
        pairs = sorted((float(position) + 0.0, float(mass) if at else 1 / len(atoms)) for position, at, mass in atoms)  # -0.0 is 0.0
        return cls(tuple(position for position, _ in pairs), tuple(mass for _, mass in pairs))

    @property
    def name(self) -> str:
        """As `read` reads it."""
        equal = self.masses == (1 / len(self.masses),) * len(self.masses)
        return "atoms:" + ",".join(f"{p!r}" if equal else f"{p!r}@{m!r}" for p, m in zip(self.positions, self.masses, strict=True))

    @property
    def notation(self) -> str:
        """The name, or how many there are."""
        return self.name if len(self.positions) <= 4 else f"{len(self.positions)} atoms"

    @cached_property
    def atoms(self) -> tuple[Array, Array]:
        """Positions and masses (m,)."""
        return np.array(self.positions), np.array(self.masses)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        positions, masses = self.atoms
        return positions[np.searchsorted(np.cumsum(masses)[:-1], rng.random(size), side="right")]


@dataclass(frozen=True)
class Lattice(Discrete):
    """`count` equally likely points from `first` to `last`, equally far from each other: weights of b bits for count = 2^b.

    >>> Lattice(-1, 1, 16).name, Lattice(0, 1, 3).sample(np.random.default_rng(0), 4)
    ('lattice:-1.0,1.0,16', array([1. , 0.5, 0.5, 0. ]))
    """

    first: float
    last: float
    count: int

    name = said(lambda law: f"lattice:{law.first!r},{law.last!r},{law.count}")
    notation = said(lambda law: f"{law.count} points of [{law.first:g},{law.last:g}]")
    lattice = said(lambda law: (law.first, (law.last - law.first) / (law.count - 1)))

    def __post_init__(self) -> None:
        if not -_LARGEST <= self.first < self.last <= _LARGEST or not 2 <= self.count <= MOST_STEPS:
            raise ValueError(
                f"a lattice has 2 to {MOST_STEPS:,} points from a number to a greater one, got {self.first}, {self.last}, {self.count}"
            )
        object.__setattr__(self, "first", float(self.first))
        object.__setattr__(self, "last", float(self.last))

    @classmethod
    def read(cls, text: str) -> "Lattice":
        """first,last,count."""
        parts = text.split(",")
        if len(parts) != 3:
            raise ValueError("a lattice is lattice:FIRST,LAST,COUNT")
        return cls(float(parts[0]), float(parts[1]), int(parts[2]))

    @cached_property
    def atoms(self) -> tuple[Array, Array]:
        """Positions and masses (count,); a lattice that is symmetric is so to the last bit."""
        place, steps = np.arange(self.count), self.count - 1
        return self.first * ((steps - place) / steps) + self.last * (place / steps), np.full(self.count, 1 / self.count)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return self.atoms[0][rng.integers(self.count, size=size)]


def common_lattice(positions: Array) -> tuple[float, float] | None:
    """(offset, step) with all positions (m,), increasing, on offset + step Z up to rounding, the step the greatest; None without one.

    >>> common_lattice(np.array([-1.0, 0.5, 1.0]))
    (-1.0, 0.5)
    """
    first, span = positions[0], positions[-1] - positions[0]
    if not span:
        return float(first), 1.0
    count = 1
    for share in (positions - first) / span:
        count = math.lcm(count, Fraction(float(share)).limit_denominator(MOST_STEPS).denominator)
        if count > MOST_STEPS:
            return None
    nearest = first + np.rint((positions - first) / span * count) / count * span
    off = np.abs(nearest - positions).max() > 2.0**-49 * np.abs(positions).max()
    return None if off else (float(first), float(span / count))
