"""burkholz2022: solved subset-sum problems, own and published, the smallest layers, and tickets for them."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from paper_checks.evidence import Least, published_data, smallest
from rss_theory.activations import ACTIVATIONS, Activation
from rss_theory.arrays import Array
from rss_theory.covering import covering
from rss_theory.laws import Law, law
from simulations import solvers
from simulations.montecarlo.intervals import clopper_pearson
from simulations.tickets import Layer, Network, Ticket, one_for_one, two_for_one

M, EPS = 15, 0.01  # section 4: base sets, error of a parameter
CLAIMED = {name: ACTIVATIONS[name] for name in ("relu", "leaky-relu", "tanh", "sigmoid")}  # of section 1.1 and Table 1


class Problems:
    """Solved subset-sum problems: errors and sizes of the closest subsets, or of the smallest within eps where there are any."""

    def __init__(self, samples: Array, targets: Array | float, eps: float | None) -> None:
        found = solvers.closest_many(samples, targets) if eps is None else solvers.smallest_many(samples, targets, eps)
        self.errors, self.sizes, self.solved = found.errors, found.masks.sum(axis=1), ~np.isnan(found.errors)

    def mean_error(self) -> tuple[float, float]:
        """With half a 95 % interval."""
        return float(self.errors.mean()), 1.96 * float(self.errors.std()) / math.sqrt(len(self.errors))

    def mean_size(self) -> float:
        """Of the subsets where there is a solution."""
        return float(self.sizes[self.solved].mean())

    def above(self, eps: float) -> tuple[float, float, float]:
        """The share of errors above eps, or of no solution, with its 99 % interval."""
        count = int(np.sum(~(self.errors <= eps)))
        low, high = clopper_pearson(count, len(self.errors))
        return count / len(self.errors), float(low), float(high)


@cache
def own_problems(name: str, eps: float | None = None, trials: int = 200_000, m: int = M) -> Problems:
    """Own problems of m samples of a law, targets uniform on [-1, 1]."""
    rng = np.random.default_rng(0)
    return Problems(law(name).sample(rng, (trials, m)), rng.uniform(-1, 1, trials), eps)


def published_sample(name: str) -> Array | None:
    """The published sample, where it lies beside the project."""
    path = published_data("burkholz2022_subset_sums.npz")
    return np.load(path)[name].astype(float) if path.exists() else None


def greatest(f: Callable[..., float], grid: Mapping[str, Iterable[Any]]) -> Least:
    """The greatest f on a grid, and where."""
    found = smallest(lambda **point: -f(**point), grid)
    return found._replace(margin=-found.margin)


def samples_per_log(sample: Law, falling: Sequence[float], power: float) -> list[float]:
    """Samples that covering takes for eps = delta = e over log(1/e)^power, at most, between neighbours e of a ladder."""
    # the samples for e suffice at all greater e: between two points of the ladder those of the lower one count
    return [covering(low, low, 1.0, sample).n / math.log(1 / high) ** power for high, low in pairwise(falling)]


def single(weight: float, bias: float | None = None, activation: str = "relu") -> Layer:
    """One channel to one by a kernel 1 x 1."""
    return Layer(np.full((1, 1, 1, 1), weight), None if bias is None else np.array([bias]), activation)


THREE_LAYERS = Network((single(0.5), single(0.4), single(0.3)))
BIASED = Network((single(0.5, 0.3), single(0.4, -0.2)))


def two(target: Network, n: int = M, rng: np.random.Generator | int = 0, eps: float = EPS) -> Ticket:
    """A ticket of two layers for one; rng: a generator or a seed."""
    return two_for_one(target, n, np.random.default_rng(rng), eps=eps)


def one(target: Network, n: int = M, rng: np.random.Generator | int = 0, eps: float = EPS) -> Ticket:
    """A ticket of one layer for one; rng: a generator or a seed."""
    return one_for_one(target, n, np.random.default_rng(rng), eps=eps)


def slope_at(phi: Activation, x: float) -> float:
    """The activation's slope at 0 on the side of x."""
    return phi.m_plus if x > 0 else phi.m_minus if x < 0 else 0.0


def listed(form: str, *columns: Iterable[Any]) -> str:
    """Each row of the columns in words, with commas between.

    >>> listed("{:.2f} for {}", [0.5, 1.0], ["relu", "tanh"])
    '0.50 for relu, 1.00 for tanh'
    """
    return ", ".join(map(form.format, *columns))
