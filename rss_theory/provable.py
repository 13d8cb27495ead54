"""The number of samples that this package proves sufficient: "n >= C log(1/min(eps, delta))" as a number.

One target z is hit within e by some k of m samples with probability at least p(z), the Dawson-Sankoff bound of exact moments. r disjoint
groups of m samples are independent, so with n = r m samples it is missed with probability at most (1 - p(z))^r. An interval of length L
is covered by J = ceil(L / (2 (eps - e))) targets z_j with e < eps, each at most eps - e away, so all of its targets are hit within eps
unless one z_j is missed within e: probability at most the sum of (1 - p(z_j))^r. Group size m, subset size k, number of groups r and e are
chosen to make n small; the sum over all J targets is then computed at the choice, for Uniform samples with p(z_j) in ball arithmetic.
"""

import math
from dataclasses import dataclass

import numpy as np

from rss_theory.certified import dawson_sankoff
from rss_theory.laws import Law, Uniform
from rss_theory.moments import moments

SHARES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # of eps left to the groups
MARGIN = 1e-6  # of E[Y^2] / E[Y]^2: covers the error of the moments, which is below 1e-8 (Uniform, Normal, Laplace) and 1e-6 (others)
LARGEST_GROUP, MOST_GROUPS = 40, 60
PROBES = 5  # targets at which a choice is judged before all of the net are summed


@dataclass(frozen=True)
class ProvableWidth:
    """A width and the steps of its proof."""

    n: int  # samples: groups * group_size
    group_size: int
    size: int  # of the subsets within a group
    groups: int
    eps_of_groups: float
    targets: int  # of the net
    worst_success: float  # the least p(z_j)
    failure: float  # at most this, and at most delta
    certified: bool  # the moments at the choice are enclosed by ball arithmetic (Uniform()); else they have the accuracy of `moments`


def provable_width(
    eps: float,
    delta: float,
    interval: tuple[float, float] = (-1.0, 1.0),
    law: Law = Uniform(),
    *,
    share: float | None = None,
) -> ProvableWidth:
    """A number of samples that hit every target of the interval at once to within eps, with probability at least 1 - delta.

    interval: (z, z) for one target. share: the subsets' size as a share of all n samples, k = round(share n) at least 1; None is any size.
    The least n found among groups of up to LARGEST_GROUP samples; what is needed in truth is less.
    Raises ValueError for eps, delta outside (0, 1), an empty interval, share outside (0, 1/2], or where no choice is found.
    Source: counting:amplification.

    >>> found = provable_width(0.01, 0.01, (0.0, 0.0))
    >>> found.n, found.groups, found.failure <= 0.01
    (32, 2, True)
    """
    low, high = interval
    if not (0 < eps < 1 and 0 < delta < 1 and low <= high):
        raise ValueError(f"eps and delta in (0, 1) and an interval are needed, got eps={eps}, delta={delta}, interval={interval}")
    if share is not None and not 0 < share <= 0.5:
        raise ValueError(f"share must lie in (0, 1/2], got {share}")
    nearest, farthest = max(0.0, low, -high), max(abs(low), abs(high))  # all laws are symmetric
    probes = np.linspace(nearest, farthest, 1 if low == high else PROBES)
    candidates = []
    for e, net in [(e, _net(low, high, eps - e)) for e in ([eps] if low == high else [s * eps for s in SHARES])]:
        for k in range(1, LARGEST_GROUP // 2 + 1):
            for m in range(2 * k, LARGEST_GROUP + 1):
                failures = np.interp(np.abs(net), probes, [1 - _success(m, k, e, float(z), law) for z in probes])
                groups = next((r for r in range(1, MOST_GROUPS + 1) if np.sum(failures**r) <= delta), None)
                if groups and (share is None or max(1, round(share * groups * m)) == k):
                    candidates.append((groups * m, groups, m, k, e, net))
    for n, groups, m, k, e, net in sorted(candidates, key=lambda c: c[:4]):
        certified = law == Uniform() and e + farthest < k
        proved = {z: dawson_sankoff(m, k, e, z).low if certified else _success(m, k, e, z, law) for z in {abs(z) for z in net}}
        failure = math.fsum((1 - proved[abs(z)]) ** groups for z in net) * (1 + 1e-12)  # its own rounding
        if failure <= delta:
            return ProvableWidth(n, m, k, groups, e, len(net), min(proved.values()), failure, certified)
    raise ValueError(
        f"no {MOST_GROUPS} groups of up to {LARGEST_GROUP} samples were found that prove eps={eps}, delta={delta} on {interval}"
    )


def _net(low: float, high: float, radius: float) -> list[float]:
    """Targets of which one is within the radius of each point of [low, high]."""
    if low == high:
        return [low]
    count = math.ceil((high - low) / (2 * radius) * (1 + 1e-12))
    return [low + (j + 0.5) * (high - low) / count for j in range(count)]


def _success(m: int, k: int, eps: float, target: float, law: Law) -> float:
    """The Dawson-Sankoff bound, less a margin for rounding."""
    return max(0.0, moments(m, k, eps, target, law).dawson_sankoff - MARGIN)
