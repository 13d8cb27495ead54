"""pensia2020: how many samples and neurons suffice, or are needed, for every eps and delta."""

import math
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import sympy

from rss_theory import sums
from rss_theory.laws import PRUNED_PRODUCT, Law
from simulations import solvers

LOG2 = math.log(2)
EPS = (0.99, 0.9, 0.5, 0.25, 0.1, 1e-2, 1e-4, 1e-8, 1e-16, 1e-64, 1e-256)
HALVES = EPS[2:]  # at most 1/2
LOGS = [LOG2 * 4**i for i in range(9)]  # of 1/eps, eps <= 1/2
RAYS = np.array([1, -1, 0]) * sympy.Symbol("t", positive=True)  # on which ReLU is linear


class Sufficient(NamedTuple):
    """slope log(2 / min(eps, delta)) + offset samples cover an interval within eps but for delta, whatever eps and delta in (0, 1)."""

    slope: float
    offset: float

    def constant(self, logs: int = 1) -> float:
        """C with C y samples where log(2 / min(eps, delta)) is at most logs y, y at least log 2."""
        return logs * self.slope + self.offset / LOG2


@cache
def sufficient(law: Law, half_width: float) -> Sufficient:
    """From the proof of `rss_theory.covering`, with its steps bounded for all eps at once.

    Core, for e = min(eps, L/4): (L/e - 1)^2 (1 - r/2)^t <= delta/2 with log(L/e) <= y + log 2 (as L <= 2), log(2/delta) <= y,
    y = log(2 / min(eps, delta)); it covers [-h, h], h = 3L/8. Extension, each side: of the samples in (0, 2h] those above c count as c,
    so P(m of them add up to less than the gap) <= exp(s gap) (1 - q (1 - exp(-s c)))^m <= delta/4, q = P(c < X <= 2h).
    """

    def found() -> Iterator[Sufficient]:
        for length in min(law.reach, 2.0) * 2.0 ** (-np.arange(0, 9) / 4):
            rate = length * float(law.density(length))
            if rate <= 0:
                continue
            decay, h = -math.log1p(-rate / 2), 3 * length / 8
            core = Sufficient(3 / decay, 2 * LOG2 / decay + 1)
            gap = half_width - h
            if gap <= 0:
                yield core
                continue
            for c in 2 * h * 2.0 ** -np.arange(1, 6):
                inside = np.diff(sums.distribution(law, 1, np.array([c, 2 * h])))[0]
                for s in np.geomspace(0.05, 20, 30) / c:
                    fall = -math.log1p(-inside * -math.expm1(-s * c)) * (1 - 1e-9)
                    yield Sufficient(core.slope + 1 / fall, core.offset + (LOG2 + s * gap) / fall + 1)

    return min(found(), key=Sufficient.constant)


def diluted(found: Sufficient, share: float) -> Sufficient:
    """Where a sample serves with probability `share` only: 2/share times as many at half of delta, and exp(-share n / 8) <= delta/2."""
    if share <= 0:
        return Sufficient(math.inf, math.inf)
    slope, offset = found.slope, found.offset + found.slope * LOG2  # at min(eps, delta/2)
    return Sufficient(max(2 * slope, 8) / share, max(2 * offset, 0) / share + 2)


def for_layer() -> Sufficient:
    """Hidden neurons for each input of a layer in y = log(2 d d' l / m), m = min(eps, delta): 2 n, n at accuracy and failure m/(4 l d d').

    Half of what a weight may err, m/(2 l d d'), makes Lemma 1's error strictly less than that.
    """
    one = sufficient(PRUNED_PRODUCT, 1.0)
    return Sufficient(2 * one.slope, 2 * (one.offset + one.slope * math.log(4) + 1))  # log(2 / (m/(4 l d d'))) = y + log 4


def least_width(d: int, x: float) -> float:
    """Theorem 2's width for eps = 2^-x: by counting, and d as the first layer must lose no direction."""
    return max(float(d), d * (x - 1) / 2 - 1 / (2 * d))


def one_neuron() -> float:
    """The least sup over |x| <= 1 of |x - v s(u x)| among u, v in [-1, 1]: |1 - u v| for one sign of x, 1 for the other."""
    grid = np.linspace(-1, 1, 41)
    return float(np.maximum(np.abs(1 - np.outer(grid, grid)), 1).min())


def corner() -> tuple[bool, str]:
    """Whether C log(1/eps) neurons are more than one for all C, eps < 1, in one dimension; and for which they are not."""
    near_one = {C: math.exp(-0.9 / C) for C in (1, 10, 100, 1000, 10**6)}
    single = {C: eps for C, eps in near_one.items() if math.ceil(C * math.log(1 / eps)) <= 1 and one_neuron() > eps}
    return not single, ", ".join(f"eps = {eps:.7g} for C = {C}" for C, eps in single.items())


def masked_shape(shapes: list[tuple[int, int]], masks: list[tuple[int, int]], inputs: int) -> tuple[int, ...] | None:
    """The shape of what a network of matrices of these shapes, pruned by masks of those, gives for so many inputs; None: ill-formed."""
    sizes = (inputs, *(rows for rows, _ in shapes))
    fits = masks == shapes and sizes[:-1] == tuple(columns for _, columns in shapes)
    return sizes[-1:] if fits else None


def coverage_gaps(rng: np.random.Generator, n: int, half_width: float) -> Any:
    """Of 60 draws of n products b a^+, of law D, how far a point of [-half_width, half_width] is from the nearest subset sum, at most."""
    products = rng.uniform(-1, 1, (60, n)) * np.maximum(rng.uniform(-1, 1, (60, n)), 0)
    order = np.argsort(-np.abs(products), axis=1)[:, :20]  # at most 20, the largest: the gap is then no smaller
    return solvers.coverage_gap_many(np.take_along_axis(products, order, axis=1), -half_width, half_width)
