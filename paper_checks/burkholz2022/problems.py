"""burkholz2022: solved subset-sum problems, own and published, and the smallest layers."""

import math
from functools import cache

import numpy as np

from paper_checks.evidence import published_data
from rss_theory.activations import Activation
from rss_theory.arrays import Array
from rss_theory.laws import law
from simulations import solvers
from simulations.montecarlo.intervals import clopper_pearson
from simulations.networks.network import Layer, Network

M, EPS = 15, 0.01  # section 4: base sets, error of a parameter
CLAIMED = ("relu", "leaky-relu", "tanh", "sigmoid")  # the activations of section 1.1 and Table 1


class Problems:
    """Solved subset-sum problems: errors, sizes and whether an error of at most EPS was reached."""

    def __init__(self, samples: Array, targets: Array | float, eps: float | None) -> None:
        found = solvers.closest_many(samples, targets) if eps is None else solvers.smallest_many(samples, targets, eps)
        self.errors, self.sizes = found.errors, found.masks.sum(axis=1)

    def mean_error(self) -> tuple[float, float]:
        """With half a 95 % interval."""
        return float(self.errors.mean()), 1.96 * float(self.errors.std()) / math.sqrt(len(self.errors))

    def mean_size(self) -> float:
        """Of the subsets where there is a solution."""
        return float(self.sizes[~np.isnan(self.errors)].mean())

    def above(self, eps: float) -> tuple[float, float, float]:
        """The share of errors above eps, or of no solution, with its 99 % interval."""
        count = int(np.sum(~(self.errors <= eps)))
        low, high = clopper_pearson(count, len(self.errors))
        return count / len(self.errors), float(low), float(high)


@cache
def own_problems(name: str, eps: float | None, trials: int = 200_000, m: int = M) -> Problems:
    """Own problems of m samples of a law, targets uniform on [-1, 1]."""
    rng = np.random.default_rng(0)
    return Problems(law(name).sample(rng, (trials, m)), rng.uniform(-1, 1, trials), eps)


def published_sample(name: str) -> Array | None:
    """The published sample, where it lies beside the project."""
    path = published_data("burkholz2022_subset_sums.npz")
    return np.load(path)[name].astype(float) if path.exists() else None


def single(weight: float, bias: float | None = None, activation: str = "relu") -> Layer:
    """One channel to one by a kernel 1 x 1."""
    return Layer(np.full((1, 1, 1, 1), weight), None if bias is None else np.array([bias]), activation)


THREE_LAYERS = Network((single(0.5), single(0.4), single(0.3)))
BIASED = Network((single(0.5, 0.3), single(0.4, -0.2)))


def slope_at(phi: Activation, x: float) -> float:
    """The activation's slope at 0 on the side of x."""
    return phi.m_plus if x > 0 else phi.m_minus if x < 0 else 0.0


def image_parts(kernel: int, stride: int, dimensions: int) -> int:
    """Of the stride^dimensions parts of an image, those that some tap of a kernel falls on."""
    return len({tap % stride for tap in range(kernel)}) ** dimensions
