"""The number of samples that this package proves sufficient: "n >= C log(1/min(eps, delta))" as a number, by one of four arguments.

**Covering**: every target of an interval at once, subsets of any size (module `covering`).
**Groups**: one target z. Some k of m samples hit it with probability at least p, the Dawson-Sankoff bound of exact moments; r disjoint
groups are independent, so of n = r m samples no k hit it with probability at most (1 - p)^r.
**Pairs**: every target of [-a, a] at once by subsets of k = share n samples, share <= 1/2. Of k disjoint pairs (x_i, y_i) one sample each
is taken: their sum is T = y_1 + ... + y_k plus a subset sum, of any size, of the differences x_i - y_i, which are symmetric.
So all is hit if these cover [-(a + R), a + R] (`covering`, order 2) and |T| <= R; the union bound needs no independence. By Bernstein's
inequality P(|T - k mu| > t) <= 2 exp(-t^2 / (2 (k s^2 + b t))), mu the mean, s^2 the variance of a sample around it and b with
E|X - mu|^m <= m! s^2 b^(m-2) / 2 for m >= 2: b = c/3 for samples within c of mu, b = 1 for Normal and Laplace (`Law.bernstein`); so
R = k |mu| + t, and where differences do not reach that far, nothing is proved.
**Grid**: every target of an interval at once by subsets of any size; tried where covering proves nothing, as for laws of one side. The
interval is cut into cells of half width c around z_1, z_2, ...: a sum within eps - c of z_j is within eps of its whole cell. A group of m
samples has one with probability at least p_j, the best Dawson-Sankoff bound of some subset sizes, or 1 where the empty sum is one. All of r
disjoint groups miss z_j with probability at most (1 - p_j)^r, and the sum of these over j bounds the failure.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rss_theory.certified import dawson_sankoff
from rss_theory.covering import Covering, covering
from rss_theory.entropy import binary_entropy
from rss_theory.laws import Law, Uniform, as_law
from rss_theory.least import least
from rss_theory.moments import moments
from rss_theory.numeric.not_said import NotSaid

MARGIN = 4e-6  # of the Dawson-Sankoff bound: 1e-6 off in mean and ratio move it by at most (j + 2) / j <= 3 times that, and rounding
LARGEST_GROUP, MOST_GROUPS = 40, 60
MOST_PAIRS = 5000
MOST_TARGETS, MOST_GRID_GROUPS, LARGEST_SIZE = 250, 10**4, 8  # of a grid: up to about half a minute


@dataclass(frozen=True)
class Groups:
    """Disjoint groups of samples, each of which may hit the target."""

    groups: int
    group_size: int
    success: float  # p of each group, at least this
    certified: bool  # in ball arithmetic (Uniform); else with the accuracy of `moments`


@dataclass(frozen=True)
class Pairs:
    """Pairs of samples, of which one each is taken."""

    pairs: int
    radius: float  # R
    covering: Covering  # of [-(a + R), a + R] by differences


@dataclass(frozen=True)
class Grid:
    """Disjoint groups of samples, each of which may hit each target of a grid."""

    groups: int
    group_size: int
    sizes: tuple[int, ...]  # of the subsets whose moments are used
    targets: int
    success: float  # of a group at the target that is hardest to hit, at least this


@dataclass(frozen=True)
class ProvableWidth:
    """n samples suffice, by subsets of `size` (None: of any size), but for a probability of `failure` at most."""

    n: int
    size: int | None
    failure: float
    proof: Covering | Groups | Pairs | Grid


def provable_width(
    eps: float, delta: float, interval: tuple[float, float] = (-1.0, 1.0), law: Law = Uniform(), *, share: float | None = None
) -> ProvableWidth:
    """A number of samples that hit every target of the interval at once to within eps, with probability at least 1 - delta.

    interval: (z, z) for one target. share: the subsets' size as a share of all n samples, size = floor(share n); None is any size.
    What is needed in truth is less. Raises ValueError for eps, delta outside (0, 1), an empty interval, share outside [1e-12, 1/2], or
    where nothing is proved. Source: counting:covering, counting:amplification, counting:pairs, counting:grid.

    >>> provable_width(0.01, 0.01).n, provable_width(0.01, 0.01, (0.5, 0.5)).n, provable_width(0.01, 0.01, share=0.5).n
    (64, 36, 774)
    """
    low, high = interval
    if not (0 < eps < 1 and 0 < delta < 1 and -math.inf < low <= high < math.inf):
        raise ValueError(f"eps and delta in (0, 1) and an interval are needed, got eps={eps}, delta={delta}, interval={interval}")
    if share is not None and not 1e-12 <= share <= 0.5:
        raise ValueError(f"share must lie in [1e-12, 1/2], got {share}")
    law, half_width = as_law(law), max(abs(low), abs(high))
    found = []
    try:
        if share is None:
            proof = covering(eps, delta, half_width, law)
            found.append(ProvableWidth(proof.n, None, proof.failure, proof))
        else:
            found.append(_pairs(eps, delta, lambda k: half_width, law, share))
    except ValueError as error:
        if low < high:
            if share is not None:
                raise
            try:
                found.append(_grid(eps, delta, low, high, law))
            except ValueError as other:
                raise type(error)(f"{error}; nor by groups for each target: {other}") from None
    if low == high and (groups := _groups(eps, delta, low, law, share)):
        found.append(groups)
    if not found:
        raise ValueError(f"no {MOST_GROUPS} groups of up to {LARGEST_GROUP} samples are proved to hit {low} within {eps}; give another eps")
    return min(found, key=lambda width: width.n)


def corollary1_constant(share: float, eps: float, law: Law = Uniform()) -> tuple[int, float]:
    """(n, c): n samples, and c = n H2(share) / log2(k/eps)^2, with which natale2024 Corollary 1 is proved here at k = floor(share n).

    All targets of [-sqrt(k), sqrt(k)] at once, with probability 1 - eps, by pairs. The printed proof does not reach share > 1/(2r) for
    its r groups: it takes k samples from each group of n/r. Raises ValueError as `provable_width`.
    Source: natale2024:corollary-1, counting:pairs.

    >>> n, c = corollary1_constant(0.5, 0.01)
    >>> n, f"{c:.2f}"
    (1030, '4.20')
    """
    if not (1e-12 <= share <= 0.5 and 0 < eps < 1):
        raise ValueError(f"share in [1e-12, 1/2] and eps in (0, 1) are needed, got share={share}, eps={eps}")
    found = _pairs(eps, eps, math.sqrt, as_law(law), share)
    size = math.floor(share * found.n)
    return found.n, found.n * float(binary_entropy(share)) / math.log2(size / eps) ** 2


def _pairs(eps: float, delta: float, half_width: Callable[[int], float], law: Law, share: float) -> ProvableWidth:
    """The least number k of pairs that are proved to cover [-half_width(k), half_width(k)], half of delta for each of the two events."""
    scale, t = _bernstein(law), math.log(4 / delta)
    variance, shift = law.variance - law.mean**2, abs(law.mean)

    def attempt(k: int) -> Pairs:
        radius = k * shift + scale * t + math.sqrt((scale * t) ** 2 + 2 * t * k * variance)
        return Pairs(k, radius, covering(eps, delta / 2, half_width(k) + radius, law, order=2, most=k))

    def holds(k: int) -> bool:
        try:
            attempt(k)
        except ValueError:
            if k > MOST_PAIRS:
                raise
            return False
        return True

    proof = attempt(least(holds, 1))
    n = math.ceil(proof.pairs / Fraction(share))  # exactly: else share n may round to below the pairs
    return ProvableWidth(n, proof.pairs, proof.covering.failure + delta / 2, proof)


def _bernstein(law: Law) -> float:
    """b of a sample less its mean."""
    if not law.mean:
        return law.bernstein
    if math.isinf(law.reach):
        raise NotSaid(f"law {law.name!r} is unbounded and its mean is not 0: a bound on its moments around the mean is needed here")
    return max(law.high - law.mean, law.mean - law.low) / 3


def _groups(eps: float, delta: float, target: float, law: Law, share: float | None) -> ProvableWidth | None:
    """The fewest samples among all group sizes and subset sizes; None where none suffice."""
    candidates = []
    for k in range(1, LARGEST_GROUP // 2 + 1):
        for m in range(2 * k, LARGEST_GROUP + 1):
            p = _success(m, k, eps, target, law)
            groups = 1 if p >= 1 else math.ceil(math.log(delta) / math.log1p(-p)) if p > 0 else MOST_GROUPS + 1
            if groups <= MOST_GROUPS and (share is None or math.floor(share * groups * m) == k):
                candidates.append((groups * m, groups, m, k))
    for n, groups, m, k in sorted(candidates):
        certified = law == Uniform() and eps + abs(target) < k
        p = dawson_sankoff(m, k, eps, abs(target)).low if certified else _success(m, k, eps, target, law)
        failure = (1 - p) ** groups * (1 + 1e-12)  # its own rounding
        if failure <= delta:
            return ProvableWidth(n, None if share is None else k, failure, Groups(groups, m, p, certified))
    return None


def _grid(eps: float, delta: float, low: float, high: float, law: Law) -> ProvableWidth:
    """The group size and subset sizes that look best at a few targets, and as many groups as all targets need; ValueError for too many."""
    if not 2 * (high - low) / eps <= MOST_TARGETS:
        raise ValueError(f"a grid of more than {MOST_TARGETS} targets is not tried")
    targets = math.ceil(2 * (high - low) / eps)
    half = (high - low) / (2 * targets)
    near = (eps - half) * (1 - 1e-12) - 4 * math.ulp(max(abs(low), abs(high)))  # less what rounding moves the targets
    z = [low + (2 * j + 1) * half for j in range(targets)]

    def hits(m: int, sizes: Iterable[int], target: float) -> list[float]:
        return [1.0 if abs(target) < near else _success(m, k, near, target, law) for k in sizes]

    def missed(p: Sequence[float], r: int) -> float:
        """Any of the targets by all of r groups, but for rounding and underflow at most this."""
        return math.fsum((1 - q) ** r for q in p) * (1 + 1e-11) + len(p) * math.ulp(0.0)

    def groups(p: Sequence[float], each: float) -> int:
        """So many that the failures of all targets, `each` of them for so many, are below delta."""
        if min(p) <= 0:
            return MOST_GRID_GROUPS + 1
        return least(lambda r: r > MOST_GRID_GROUPS or each * missed(p, r) <= delta, 1)

    few = [z[round(place * (targets - 1) / 4)] for place in range(5)]
    if beyond := [target for target in (few[0], few[-1]) if not max(hits(LARGEST_GROUP, range(1, LARGEST_SIZE + 1), target))]:
        raise ValueError(f"no group of {LARGEST_GROUP} samples is proved to hit {beyond[0]:g}")
    best, sizes = (math.inf, 0), set[int]()
    for m in range(2, LARGEST_GROUP + 1):
        found = [hits(m, range(1, min(m // 2, LARGEST_SIZE) + 1), target) for target in few]
        n = m * groups([max(p) for p in found], targets / len(few))
        if n < best[0]:
            best, sizes = (n, m), {p.index(max(p)) + 1 for p in found}
    m, used = best[1], tuple(sorted(sizes))
    p = [max(hits(m, used, target)) for target in z]
    r = groups(p, 1.0)
    if r > MOST_GRID_GROUPS:
        raise ValueError(f"no {MOST_GRID_GROUPS} groups of {m} samples are proved to hit all {targets} targets")
    return ProvableWidth(r * m, None, missed(p, r), Grid(r, m, used, targets, min(p)))


def _success(m: int, k: int, eps: float, target: float, law: Law) -> float:
    """The Dawson-Sankoff bound, less a margin for rounding."""
    return max(0.0, moments(m, k, eps, target, law).dawson_sankoff - MARGIN)
