"""pensia2020: how many samples and neurons suffice, or are needed, for every eps and delta."""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from paper_checks.tensors import relu
from rss_theory import sums
from rss_theory.laws import PRUNED_PRODUCT, Law

LOG2 = math.log(2)
EPS = (0.99, 0.9, 0.5, 0.25, 0.1, 1e-2, 1e-4, 1e-8, 1e-16, 1e-64, 1e-256)


class Sufficient(NamedTuple):
    """slope log(2 / min(eps, delta)) + offset samples cover an interval within eps but for delta, whatever eps and delta in (0, 1)."""

    slope: float
    offset: float

    @property
    def constant(self) -> float:
        """C with C log(2 / min(eps, delta)) samples: the log is at least log 2."""
        return self.slope + self.offset / LOG2


@cache
def sufficient(law: Law, half_width: float) -> Sufficient:
    """From the proof of `rss_theory.covering`, with its steps bounded for all eps at once.

    Core, for e = min(eps, L/4): (L/e - 1)^2 (1 - r/2)^t <= delta/2 with log(L/e) <= y + log 2 (as L <= 2), log(2/delta) <= y,
    y = log(2 / min(eps, delta)); it covers [-h, h], h = 3L/8. Extension, each side: of the samples in (0, 2h] those above c count as c,
    so P(m of them add up to less than the gap) <= exp(s gap) (1 - q (1 - exp(-s c)))^m <= delta/4, q = P(c < X <= 2h).
    """
    best = Sufficient(math.inf, math.inf)
    longest = law.reach if law.reach <= 2 else 2.0
    for length in longest * 2.0 ** (-np.arange(0, 9) / 4):
        rate = length * float(law.density(length))
        if rate <= 0:
            continue
        decay, h = -math.log1p(-rate / 2), 3 * length / 8
        core = Sufficient(3 / decay, 2 * LOG2 / decay + 1)
        gap = half_width - h
        if gap <= 0:
            best = min(best, core, key=lambda found: found.constant)
            continue
        for c in 2 * h * 2.0 ** -np.arange(1, 6):
            inside = np.diff(sums.distribution(law, 1, np.array([c, 2 * h])))[0]
            for s in np.geomspace(0.05, 20, 30) / c:
                fall = -math.log1p(-inside * -math.expm1(-s * c)) * (1 - 1e-9)
                both = Sufficient(core.slope + 1 / fall, core.offset + (LOG2 + s * gap) / fall + 1)
                best = min(best, both, key=lambda found: found.constant)
    return best


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
    """The least sup over |x| <= 1 of |x - v s(u x)| among u, v in [-1, 1]: one of the two signs gets nothing."""
    grid = [Fraction(i, 20) for i in range(-20, 21)]
    products = [(u > 0, u * v) for u in grid for v in grid]
    return float(min(max([abs(1 - (uv if up else Fraction(0))), abs(1 - (Fraction(0) if up else uv))]) for up, uv in products))


def corner(log_argument: Callable[[float], float]) -> tuple[bool, str]:
    """Whether C log_argument(eps) neurons are more than one for all C, eps < 1, in one dimension; and for which they are not."""
    constants = (1, 10, 100, 1000, 10**6)
    single = {C: eps for C in constants for eps in [math.exp(-0.9 / C)] if math.ceil(C * log_argument(eps)) <= 1 and one_neuron() > eps}
    return not single, ", ".join(f"eps = {eps:.7g} for C = {C}" for C, eps in single.items())


def masked_shape(shapes: list[tuple[int, int]], masks: list[tuple[int, int]], inputs: int) -> tuple[int, ...] | None:
    """The shape of what a network of matrices of these shapes, pruned by masks of those, gives for so many inputs; None: ill-formed."""
    x = np.ones(inputs)
    if masks != shapes:  # an elementwise product; broadcasting would hide it
        return None
    for shape in shapes:
        if shape[1] != len(x):
            return None
        x = relu(np.ones(shape) @ x)
    return x.shape


def pruned_products(rng: np.random.Generator, trials: int, n: int) -> Any:
    """b a^+: n samples of law D, the nonzero ones packed into fewer columns."""
    found = rng.uniform(-1, 1, (trials, n)) * np.maximum(rng.uniform(-1, 1, (trials, n)), 0)
    found = np.take_along_axis(found, np.argsort(-np.abs(found), axis=1), axis=1)
    kept = int(np.max((found != 0).sum(axis=1)))
    return np.ascontiguousarray(found[:, : min(kept, 20)])  # at most 20, the largest: the gap is then no smaller
