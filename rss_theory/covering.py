"""How many samples cover an interval: "n >= C log(1/min(eps, delta))" for all targets at once, with every constant.

**Growth.** Let f be the density of a sample, or of its absolutely continuous part, I an interval of length L with 0 at its centre, and
r = L inf f over (-L, L). D_0 is the set of points of I within e of 0, the empty sum, and D_{t+1} = D_t u ((D_t + X_{t+1}) n I): each point
of D_t is within e of a sum of some of the first t samples. For v_t = |D_t| / L, given D_t,
  E[v_{t+1}] = v_t + (1/L) int_{I - D_t} int_{D_t} f(z - y) dy dz >= v_t + r v_t (1 - v_t),   v_t <= v_{t+1} <= min(2 v_t, 1).
phi(v) = 1/v - 1 is convex and decreases, so E[phi(v_{t+1})] is at most its chord over [v_t, min(2 v_t, 1)] at that mean, which is
phi(v_t) (1 - r/2) where v_t <= 1/2 and phi(v_t) (1 - r v_t) beyond: E[phi(v_t)] <= (1 - r/2)^t phi(v_0), v_0 = 2e/L. By Markov's inequality
  P(1 - v_t >= w) <= (1 - r/2)^t (1/v_0 - 1) (1/w - 1).
**Cover.** With e = eps/2 and w = eps/L: unless that happens, each z at least eps/2 inside I has a point of D_t within eps/2, so a sum
within eps. All of [-h, h], h = (L - eps)/2, is covered but for a probability (L/eps - 1)^2 (1 - r/2)^t. For Uniform[-1, 1] and L = 1 this
is (1/eps - 1)^2 (3/4)^t: t = 3 / ln(4/3) = 10.43 times ln(1/min(eps, delta)) samples suffice.
**Extension** to [-a, a]. Further samples in (0, 2h] have partial sums no farther apart than 2h, so once they add up to a - h, some partial
sum brings each z in [h, a] into [-h, h]; the same on the left. Rounded down to a lattice, their sums have an exact distribution by
convolution where one sample may be enough, and otherwise Chernoff's bound P(sum < gap) <= exp(s gap) E[exp(-s X)]^m, best s.

**Laws.** All that is asked of a law is a density above 0 on both sides of 0, as points have to move both ways: U[0, 1] and the
exponential have none, and neither they nor their subset sums reach targets below 0. Where it is not symmetric the two sides of the
extension are missed with probabilities of their own, which add up. A law on a lattice covers no interval within less than half a step.
Symmetric and unimodal laws that know their sums have inf f over (-L, L) = f(L), and so have their sums (Wintner); of all others f is taken
from below, as a step function (`numeric.minorant`).
**Differences** (order 2) X - Y of two samples are symmetric for every law, and have a density above 0 around 0 if X has one anywhere:
`provable` asks for them. Of a symmetric law X - Y has the law of X + Y.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np

from rss_theory import sums
from rss_theory.arrays import Array
from rss_theory.bound import Bound
from rss_theory.laws import Law, Uniform, as_law
from rss_theory.numeric.convolution import ERROR
from rss_theory.numeric.minorant import minorant
from rss_theory.numeric.not_said import NotSaid

CELLS = 64  # of the lattice on (0, 2h] or the gap, if shorter
LENGTHS = 8  # values of L that are tried, each 2^(-1/2) of the one before
SHORTER = 1e-3  # before an extension h is this share below L/2 for all smaller eps, so that distributions are computed once
MARGIN = 1e-6  # relative, for rounding and for the accuracy of distribution functions (1e-11 a sample)
MOST = 10**6  # samples that are looked for
CHUNK = 32  # numbers of samples that are looked at together


@dataclass(frozen=True)
class Covering:
    """A number of samples that cover an interval, and the steps of its proof."""

    n: int  # core + extension
    core: int  # samples that cover [-(length - eps)/2, (length - eps)/2]
    extension: int  # samples that reach the rest
    length: float  # L
    rate: float  # r
    failure: float  # probability, at most this


def covering(eps: float, delta: float, half_width: float, law: Law = Uniform(), *, order: int = 1, most: int = MOST) -> Covering:
    """A number of samples whose subset sums are within eps of every point of [-half_width, half_width] with probability 1 - delta.

    order: 2 for differences of two samples of the law in place of samples. The best L of a geometric sequence is taken.
    Raises ValueError for eps or delta outside (0, 1), a negative half_width, for a law that is not known to have a density above 0
    on both sides of 0, or where more than `most` samples would be needed.
    Source: counting:covering.

    >>> found = covering(0.01, 0.01, 1.0)
    >>> found.n, found.core, found.extension, found.failure <= 0.01
    (64, 50, 14, True)
    """
    if not (0 < eps < 1 and 0 < delta < 1 and 0 <= half_width < math.inf):
        raise ValueError(f"eps and delta in (0, 1) and half_width >= 0 are needed, got eps={eps}, delta={delta}, half_width={half_width}")
    return covering_in_logs(math.log(eps), delta, half_width, law, order=order, most=most)


def covering_in_logs(log_eps: float, delta: float, half_width: float, law: Law, *, order: int = 1, most: int = MOST) -> Covering:
    """The same for eps = exp(log_eps), which may be below what floating point holds: deep networks ask for it.

    >>> covering_in_logs(-2000.0, 0.01, 0.5, Uniform()).n
    13931
    """
    law = as_law(law)
    if half_width < math.exp(log_eps) * (1 - 1e-12):  # strictly, whatever rounding
        return Covering(0, 0, 0, 0.0, 0.0, 0.0)  # by the empty sum
    best, fewer = None, most  # than `best` has
    if not _rates(law, order):
        raise _no_density(law)
    for length, rate in _rates(law, order):
        h, start, decay = _growth(log_eps, half_width, length, rate)
        least_core, gap = max(0.0, (start - math.log(delta)) / decay), half_width - h
        if gap > 0 and (fewer - least_core) * h < gap:  # more than the mean of what the rest could reach
            continue
        for extension, missed in _missed_sides(law, order, h, gap, delta):
            if extension + least_core > fewer:
                break
            failure = missed * (1 + MARGIN)
            if failure < delta:
                core = max(0, math.ceil((start - math.log(delta - failure)) / decay))
                if core + extension <= fewer:
                    fewer = core + extension - 1
                    best = Covering(core + extension, core, extension, length, rate, math.exp(start - decay * core) + failure)
    if best is None:
        interval, eps = f"[-{half_width:g}, {half_width:g}]", math.exp(log_eps)
        raise ValueError(f"no {most} samples of law {law.name!r} are proved to cover {interval} within {eps:g} but for delta={delta:g}")
    return best


def success_bound(n: int, eps: float, half_width: float, law: Law = Uniform()) -> Bound:
    """P(the subset sums of n samples are within eps of every point of [-half_width, half_width]), from below.

    Raises ValueError for n < 1, eps <= 0 or a negative half_width. Source: counting:covering.

    >>> success_bound(64, 0.01, 1.0).value > 0.99
    True
    """
    if n < 1 or not (eps > 0 and 0 <= half_width < math.inf):
        raise ValueError(f"n >= 1, eps > 0 and half_width >= 0 are needed, got n={n}, eps={eps}, half_width={half_width}")
    law, failure = as_law(law), 1.0 if half_width >= eps else 0.0
    rates = _rates(law, 1)
    for length, rate in rates:
        h, start, decay = _growth(math.log(eps), half_width, length, rate)
        for extension, missed in _missed_sides(law, 1, h, half_width - h, 1.0):
            if extension > n:
                break
            core = start - decay * (n - extension)
            failure = min(failure, missed * (1 + MARGIN) + math.exp(min(core, 0.0)))
    hypotheses = {"eps > 0": eps > 0, "density above 0 on both sides of 0": bool(rates) or failure == 0}
    return Bound("covering", 1 - failure, "lower", "success probability", "counting:covering", hypotheses)


def _knows_its_sums(law: Law) -> bool:
    """Whether densities and distribution functions of its sums are accurate, and densities fall from 0 on; ValueError if they are not."""
    law.must_be()
    if not (law.symmetric and law.unimodal):
        return False
    known = law.sums()
    if known.enclosed:
        return False
    if known.error > ERROR:
        raise ValueError(f"sums of law {law.name!r} are known within {known.error:g} only; a proof takes them within {ERROR:g}")
    return True


def _no_density(law: Law) -> NotSaid:
    if law.lattice is not None:
        step = law.lattice[1]
        return NotSaid(f"law {law.name!r} lies on a lattice of step {step:g}: its sums cover no interval within less than {step / 2:g}")
    return NotSaid(f"law {law.name!r} is not known to have a density above 0 on both sides of 0, which is needed here")


@lru_cache(maxsize=256)
def _rates(law: Law, order: int) -> list[tuple[float, float]]:
    """Lengths L and their rates r."""
    if not _knows_its_sums(law):
        from_below = minorant(law, order)
        distances, values = from_below.around_zero
        longest = min(float(distances[values > 0].max(initial=0.0)), 4.0 * math.sqrt(order * law.variance))
        tried = [(length, from_below.least(length)) for length in longest * 2.0 ** (-np.arange(LENGTHS) / 2)]
        return [(float(length), float(length) * least * (1 - MARGIN)) for length, least in tried if least > 0]
    longest = order * law.reach if math.isfinite(law.reach) else 4.0 * math.sqrt(order)
    lengths = longest * 2.0 ** (-np.arange(LENGTHS) / 2)
    rates = lengths * sums.density(law, order, lengths)
    return [(float(length), float(rate)) for length, rate in zip(lengths, rates, strict=True) if rate > 0]


def _growth(log_eps: float, half_width: float, length: float, rate: float) -> tuple[float, float, float]:
    """h; the log of (L/eps - 1)^2; -log(1 - r/2); with L/4 for a greater eps, as growth begins with a part of I."""
    log_eps = min(log_eps, math.log(length / 4))
    eps = math.exp(log_eps)
    start = 2 * (math.log(length) - log_eps + math.log1p(-eps / length)) + MARGIN
    h = (length - eps) / 2
    exact = half_width <= h and half_width < length / 2  # eps may be too small to count
    return h if exact else (length - max(eps, SHORTER * length)) / 2, start, -math.log1p(-rate / 2)


def _missed_sides(law: Law, order: int, h: float, gap: float, delta: float) -> Iterator[tuple[int, float]]:
    """m, and an upper bound on P(m samples do not fill the gap on the right, or on the left)."""
    if law.symmetric or order == 2 or gap <= 0:
        yield from ((m, 2 * missed) for m, missed in _missed(law, order, h, gap, delta))
        return
    right, left = (_missed(law, order, h, gap, delta, side) for side in (1, -1))
    (m, p), (other, q) = next(right), next(left)
    while True:
        if m == other:
            yield m, p + q
        (m, p), (other, q) = next(right) if m <= other else (m, p), next(left) if other <= m else (other, q)


def _missed(law: Law, order: int, h: float, gap: float, delta: float, side: int = 1) -> Iterator[tuple[int, float]]:
    """m, and an upper bound on P(m samples, counted where in (0, 2h], add up to less than the gap): all m where it is below delta.

    side: -1 for samples in [-2h, 0) and their sizes.
    """
    if gap <= 0:
        yield 0, 0.0
        return
    end = min(gap, 2 * h)
    if gap > 2 * h:
        slopes, log_mean = _chernoff(law, order, h, end, side)
        for first in count(math.ceil(np.min((math.log(delta) - slopes * gap) / log_mean)), CHUNK):
            logs = np.min(slopes * gap + (float(first) + np.arange(CHUNK))[:, None] * log_mean, axis=1)
            yield from enumerate(np.exp(np.minimum(0.0, logs)).tolist(), first)
    known = 0
    for many in (CHUNK * 2**i for i in count()):
        yield from enumerate(_short(law, order, h, end, side, many)[known:], known)
        known = many


@lru_cache(maxsize=1024)
def _short(law: Law, order: int, h: float, end: float, side: int, many: int) -> list[float]:
    """P(the sum of m samples' cells is below the end) for m < many."""
    one, total, found = _lattice(law, order, h, end, side), np.eye(1, CELLS)[0], []
    for _ in range(many):
        found.append(float(total.sum()))
        total = np.convolve(total, one)[:CELLS]
    return found


@lru_cache(maxsize=1024)
def _chernoff(law: Law, order: int, h: float, end: float, side: int) -> tuple[Array, Array]:
    """s, and log E[exp(-s X)] of a sample's cell."""
    slopes = np.geomspace(1e-3, 30, 200) / end
    return slopes, np.log(np.exp(-np.outer(slopes, np.arange(CELLS) * end / CELLS)) @ _lattice(law, order, h, end, side))


@lru_cache(maxsize=1024)
def _lattice(law: Law, order: int, h: float, end: float, side: int) -> Array:
    """A sample's probabilities of the cells of (0, end], those that do not count in the first; what lies in (end, 2h] is left out."""
    edges = np.append(np.linspace(0.0, end, CELLS + 1), 2 * h)
    if _knows_its_sums(law):
        *cells, beyond = np.diff(sums.distribution(law, order, edges))
    else:
        *cells, beyond = np.abs(minorant(law, order).masses(side * edges))
    one = np.array(cells)
    one[0] += 1 - one.sum() - beyond
    return one
