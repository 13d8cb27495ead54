"""The law of a file: one of its numbers, each as likely as another."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rss_theory.array_files import LARGEST, are_numbers, read_numbers
from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws.atoms import Discrete
from rss_theory.laws.law import said

_READ: dict[str, "Empirical"] = {}  # by digest


@dataclass(frozen=True)
class Empirical(Discrete):
    """One of these numbers, drawn with replacement: all that decides is which they are, and how often, not their order or their file.

    >>> law = empirical([3.0, 1.0, 1.0, 2.0])
    >>> law.name[:28], law.atoms
    ('file:sha256-8fb97b1a7265806f', (array([1., 2., 3.]), array([0.5 , 0.25, 0.25])))
    """

    digest: str  # of the numbers in increasing order, little-endian float64
    numbers: Array = field(compare=False, repr=False)

    name = said(lambda law: f"file:sha256-{law.digest}")
    notation = said(lambda law: f"{len(law.numbers):,} given numbers")

    @cached_property
    def atoms(self) -> tuple[Array, Array]:
        """The different numbers, and the share of each."""
        positions, counts = np.unique(self.numbers, return_counts=True)
        return positions, counts / len(self.numbers)

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return self.numbers[rng.integers(len(self.numbers), size=size)]


def empirical(samples: ArrayLike) -> Empirical:
    """The law of some numbers, an array of any shape; ValueError where there are none, or others than finite ones of at most LARGEST.

    >>> law = empirical([3.0, 1.0, 1.0, -1.0])
    >>> law.mean, float(law.distribution(1.0))
    (1.0, 0.75)
    """
    array = np.asarray(samples)
    if not array.size or not are_numbers(array):
        raise ValueError(f"an empirical law is of finite numbers, at least one and at most {LARGEST:.2g}")
    numbers = np.sort(array.astype(float), axis=None) + 0.0  # -0.0 is 0.0
    digest = hashlib.sha256(numbers.astype("<f8").tobytes()).hexdigest()
    numbers.flags.writeable = False
    return _READ.setdefault(digest, Empirical(digest, numbers))


def read_empirical(text: str) -> Empirical:
    """Of PATH, or of sha256-DIGEST where these numbers were read before; ValueError for what is neither.

    >>> law = empirical([0.25, 0.75])
    >>> read_empirical(law.name.removeprefix("file:")) == law
    True
    """
    if text.startswith("sha256-"):
        if (known := _READ.get(text.removeprefix("sha256-"))) is None:
            raise ValueError(f"the numbers of file:{text[:80]} are not at hand; give file:PATH of a file that holds them")
        return known
    return empirical(read_numbers(text))
