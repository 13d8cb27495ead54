"""Random subset sum: is the sum of some subset of n samples, of any size, within eps of a target? Source: pensia2020, Theorem 3."""

import math
from fractions import Fraction

from rss_theory import sums
from rss_theory.bound import Bound
from rss_theory.covering import success_bound
from rss_theory.laws import Law, Uniform
from rss_theory.least import or_inf
from rss_theory.moments import moments
from rss_theory.rfss import SUCCESS


def success_bounds(n: int, eps: float, target: float = 0.0, law: Law = Uniform()) -> list[Bound]:
    """Bounds on P(some subset of n samples sums to within eps of target), for n >= 1 and eps > 0.

    The first moment counts the subsets of all sizes, the empty one included. Lower bounds are those of the best single size, and of
    `covering`, which is near 1 for large n. Raises ValueError as `sums.overlaps`. Source: natale2024:theorem-2, at each size.

    >>> [f"{b.name}: {b.value:.6f}" for b in success_bounds(15, 0.01, 0.5)]
    ['second moment, size 5: 0.851563', 'Dawson-Sankoff, size 5: 0.851949', 'covering: 0.000000', 'first moment: 1.000000']
    """
    first, by_size = first_moment(n, eps, target, law), {}
    for k in range(1, n + 1):  # the bounds rise, then fall: any size gives one
        by_size[k] = moments(n, k, eps, target, law)
        second = max(by_size, key=lambda k: by_size[k].second_moment)
        best = max(by_size, key=lambda k: by_size[k].dawson_sankoff)
        if k > best + 4 and by_size[best].dawson_sankoff > 0:
            break
    return [
        Bound(f"second moment, size {second}", by_size[second].second_moment, "lower", SUCCESS, "natale2024:theorem-2", {"n >= 1": n >= 1}),
        Bound(f"Dawson-Sankoff, size {best}", by_size[best].dawson_sankoff, "lower", SUCCESS, "dawson1967:theorem", {"n >= 1": n >= 1}),
        success_bound(n, eps, abs(target), law),
        first,
    ]


def first_moment(n: int, eps: float, target: float = 0.0, law: Law = Uniform()) -> Bound:
    """The upper bound min(1, E[Y]) on the same probability; a bound for all of an interval, too, that has this target.

    Source: counting:first-moment.

    >>> first_moment(3, 0.01, 2.5).value < 0.01
    True
    """
    value = min(1.0, _mean_count(n, eps, target, law, upper=True))
    return Bound("first moment", value, "upper", SUCCESS, "counting:first-moment", {"n >= 1": n >= 1})


def mean_count(n: int, eps: float, target: float = 0.0, law: Law = Uniform()) -> float:
    """E[Y], the mean number of subsets of n samples, of any size, with a sum strictly within eps of target.

    Source: counting:first-moment.

    >>> mean_count(1, 0.5)  # the empty subset, and half the time the other one
    1.5
    """
    return _mean_count(n, eps, target, law, upper=False)


def _mean_count(n: int, eps: float, target: float, law: Law, *, upper: bool) -> float:
    """E[Y], or what it is at most."""
    within = {}
    for k in range(n, 0, -1):  # too many samples are refused at once
        error = sums.errors(law, k, target, eps, pairs=False)[0] if upper else 0.0
        within[k] = Fraction(sums.within(law, k, target, eps) * (1 + error))
    return or_inf(lambda: float(sum((math.comb(n, k) * p for k, p in within.items()), Fraction(abs(target) < eps))))


def gap_scale(n: int, target: float = 0.0, law: Law = Uniform()) -> float:
    """The mean spacing of the subset sums of n samples at a target: 1 / sum over k of C(n,k) f_k(target).

    Random gaps are spread around it; the widest of m of them is of the order of log(m) times it. Source: counting:gap-scale.

    >>> f"{gap_scale(20):.3e}"
    '4.345e-06'
    """
    return 1 / math.fsum(math.comb(n, k) * float(sums.density(law, k, target)) for k in range(1, n + 1))


def lueker_width(eps: float, delta: float, c: float) -> Bound:
    """n = C log(2 / min(eps, delta)), natural logarithm: all targets of [-1/2, 1/2] are hit with probability 1 - delta.

    Lueker's Corollary 2.5 as pensia2020 quotes it, for Uniform samples and some constant C that neither names; `provable_width` proves
    a width for given eps and delta. Raises ValueError for eps, delta or c not above 0. Source: pensia2020:theorem-3.

    >>> lueker_width(0.01, 0.01, 3.0).value
    16.0
    """
    if not (eps > 0 and delta > 0 and c > 0):
        raise ValueError(f"eps, delta and c above 0 are needed, got eps={eps}, delta={delta}, c={c}")
    hypotheses = {"eps < 1": eps < 1, "delta < 1": delta < 1}
    return Bound("Lueker", float(math.ceil(c * math.log(2 / min(eps, delta)))), "upper", "width", "pensia2020:theorem-3", hypotheses)


def contained_width(eps: float, delta: float, c: float, *, t: int = 1, alpha: float = 1.0, h: float = 1.0, reach: float = 1.0) -> Bound:
    """m = C (max(1, t/h) / alpha) log(B / min(delta / max(1, t/h), eps / max(t, h))) samples hit a target of [-t, t].

    Their law lies in [-B, B], B = reach, and contains alpha Uniform[-h, h].
    burkholz2022 Corollary A.2, whose Corollary 2.2 and dacunha2023's Theorem 1 (with delta = eps) are the case t = alpha = h = B = 1.
    `provable_width` proves a width. Raises ValueError for anything not above 0, or t < 1. Source: burkholz2022:corollary-a.2.

    >>> contained_width(0.01, 0.01, 3.0).value
    14.0
    """
    if not (min(eps, delta, c, alpha, h, reach) > 0 and t >= 1):
        raise ValueError(f"eps, delta, c, alpha, h, reach above 0 and t >= 1 are needed, got {(eps, delta, c, alpha, h, reach, t)}")
    far = max(1.0, t / h)
    m = math.ceil(c * far / alpha * math.log(reach / min(delta / far, eps / max(t, h))))
    hypotheses = {"eps < 1": eps < 1, "delta < 1": delta < 1, "alpha <= 1": alpha <= 1, "h <= B": h <= reach}
    return Bound("Corollary A.2", float(max(0, m)), "upper", "width", "burkholz2022:corollary-a.2", hypotheses)
