"""How many samples cover an interval: "n >= C log(1/min(eps, delta))" for all targets at once, with every constant.

**Growth.** Let f be the density of a sample, or of its absolutely continuous part, I an interval of length L, and r = L inf f over (-L, L).
D_0 is the set of points of I within e of 0, the empty sum, and D_{t+1} = D_t u ((D_t + X_{t+1}) n I): each point of D_t is within e of a
sum of some of the first t samples. For v_t = |D_t| / L, given D_t,
  E[v_{t+1}] = v_t + (1/L) int_{I - D_t} int_{D_t} f(z - y) dy dz >= v_t + r v_t (1 - v_t),   v_t <= v_{t+1} <= min(2 v_t, 1).
phi(v) = 1/v - 1 is convex and decreases, so E[phi(v_{t+1})] is at most its chord over [v_t, min(2 v_t, 1)] at that mean, which is
phi(v_t) (1 - r/2) where v_t <= 1/2 and phi(v_t) (1 - r v_t) beyond: E[phi(v_t)] <= (1 - r/2)^t phi(v_0), v_0 = 2e/L. By Markov's inequality
  P(1 - v_t >= w) <= (1 - r/2)^t (1/v_0 - 1) (1/w - 1).
**Cover.** With e = eps/2 and w = eps/L: unless that happens, each z at least eps/2 inside I has a point of D_t within eps/2, so a sum within
eps. All of [-h, h], h = (L - eps)/2, is covered but for a probability (L/eps - 1)^2 (1 - r/2)^t. For Uniform[-1, 1] and L = 1 this is
(1/eps - 1)^2 (3/4)^t: t = 3 / ln(4/3) = 10.43 times ln(1/min(eps, delta)) samples suffice.
**Extension** to [-a, a]. Further samples in (0, 2h] have partial sums no farther apart than 2h, so once they add up to a - h, some partial sum
brings each z in [h, a] into [-h, h]; the same on the left. Rounded down to multiples of (a - h)/cells, they have sums whose
distribution is computed exactly.

The laws are symmetric and their densities, and those of their sums, do not increase on (0, oo): inf f over (-L, L) is f(L).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rss_theory import sums
from rss_theory.laws import Law, Uniform

CELLS = 64  # of the lattice, each length 2h
LENGTHS = 8  # values of L that are tried, each 2^(-1/2) of the one before
MARGIN = 1e-9  # relative, for rounding and for the accuracy of distribution functions
MOST_EXTENSION = 5000  # samples; farther intervals are refused


@dataclass(frozen=True)
class Covering:
    """A number of samples that cover an interval, and the steps of its proof."""

    n: int  # core + extension
    core: int  # samples that cover [-(length - eps)/2, (length - eps)/2]
    extension: int  # samples that reach the rest
    length: float  # L
    rate: float  # r
    failure: float  # probability, at most this


def covering(eps: float, delta: float, half_width: float, law: Law = Uniform(), *, order: int = 1) -> Covering:
    """A number of samples whose subset sums are within eps of every point of [-half_width, half_width] with probability 1 - delta.

    order: each sample is itself a sum of so many of the law. The best L of a geometric sequence is taken.
    Raises ValueError for eps or delta outside (0, 1), a negative half_width, or a law without density near 0.
    Source: counting:covering.

    >>> found = covering(0.01, 0.01, 1.0)
    >>> found.n, found.core, found.extension, found.failure <= 0.01
    (64, 50, 14, True)
    """
    if not (0 < eps < 1 and 0 < delta < 1 and 0 <= half_width < math.inf):
        raise ValueError(f"eps and delta in (0, 1) and half_width >= 0 are needed, got eps={eps}, delta={delta}, half_width={half_width}")
    best = None
    for length, rate in _rates(law, order):
        if length > 2 * eps:
            best = _with_length(eps, delta, half_width, law, order, length, rate, best)
    if best is None:
        raise ValueError(f"nothing is proved for law {law.name!r} at eps={eps} on [-{half_width:g}, {half_width:g}]: give another eps")
    return best


@lru_cache(maxsize=256)
def _rates(law: Law, order: int) -> list[tuple[float, float]]:
    """Lengths L and their rates r."""
    longest = order * law.reach if math.isfinite(law.reach) else 4.0 * math.sqrt(order)
    lengths = longest * 2.0 ** (-np.arange(LENGTHS) / 2)
    rates = lengths * sums.density(law, order, lengths)
    return [(float(length), float(rate)) for length, rate in zip(lengths, rates, strict=True) if rate > 0]


def _with_length(
    eps: float, delta: float, a: float, law: Law, order: int, length: float, rate: float, best: Covering | None
) -> Covering | None:
    """The better of `best` and of what this L gives."""
    h = (length - eps) / 2
    start, decay = (length / eps - 1) ** 2 * (1 + MARGIN), -math.log1p(-rate / 2)
    for extension, missed in enumerate(_missed(law, order, h, a - h)):
        if best is not None and extension + math.log(start / delta) / decay >= best.n:
            return best
        failure = 2 * missed * (1 + MARGIN)
        if failure < delta:
            core = max(0, math.ceil(math.log(start / (delta - failure)) / decay))
            if best is None or core + extension < best.n:
                best = Covering(core + extension, core, extension, length, rate, start * math.exp(-decay * core) + failure)
    return best


def _missed(law: Law, order: int, h: float, gap: float) -> Iterator[float]:
    """Upper bounds on P(m samples, counted where in (0, 2h], add up to less than the gap), m = 0, 1, ..."""
    if gap <= 0:
        yield 0.0
        return
    cells = math.ceil(CELLS * max(1.0, gap / (2 * h)))
    edges = np.minimum(np.arange(cells + 1) * gap / cells, 2 * h)
    one = np.diff(sums.distribution(law, order, edges))
    one[0] += 1 - one.sum() - max(0.0, float(sums.distribution(law, order, 2 * h)) - float(sums.distribution(law, order, edges[-1])))
    total = np.eye(1, cells)[0]
    for _ in range(MOST_EXTENSION):
        yield float(total.sum())
        total = np.convolve(total, one)[:cells]
