"""Random subset sum of vectors: is the sum of some of n random vectors within eps of a target in each coordinate?

A law of numbers stands for vectors of independent coordinates, NSN for vectors of its own (`mrss`). With independent coordinates each
coordinate of two sums hits for itself, so that for subsets that share i vectors P(both hit) is the product of the q_i of `sums.overlaps`.
k: the size of the subsets, None for any; target (d,). Fixed sizes in R^d are what natale2024 leaves open (its last section).
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from rss_theory import sums
from rss_theory.bound import Bound
from rss_theory.laws import Law
from rss_theory.least import or_inf
from rss_theory.moments import Moments
from rss_theory.mrss import SUCCESS, box_probability, second_moment_ratio, theorem5


def hit_probability(k: int, eps: float, target: Sequence[float], law: Law) -> float:
    """P(the sum of k vectors is strictly within eps of target in each coordinate); k >= 1, eps > 0.

    Raises ValueError as `sums.within`, and for a target of other than the law's dimension. Source: counting:vectors.

    >>> from rss_theory.laws import Uniform
    >>> hit_probability(1, 0.5, [0.0, 0.25], Uniform())
    0.25
    """
    _check_dimension(law, target)
    if law.dimension is not None:
        return box_probability(k, eps, target)
    return math.prod(sums.within(law, k, z, eps) for z in target)


def moments(n: int, k: int, eps: float, target: Sequence[float], law: Law) -> Moments:
    """Exact moments of the number of k-subsets that hit, for 1 <= k <= n and eps > 0.

    Relative error at most d times that of `moments.moments`, and 1e-5 for NSN. Raises ValueError as `hit_probability`, and for other k.
    Source: counting:vectors, dacunha2023:lemma-9.

    >>> from rss_theory.laws import Uniform
    >>> moments(3, 1, 0.5, [0.0, 0.0], Uniform())
    Moments(mean=0.75, ratio=2.0)
    """
    if not 1 <= k <= n:
        raise ValueError(f"1 <= k <= n is needed, got k={k}, n={n}")
    if law.dimension is not None:
        p = hit_probability(k, eps, target, law)
        ratio = second_moment_ratio(n, k, eps, target) if p**2 > 0 else math.inf  # else nothing is proved in floating point
        return Moments(or_inf(lambda: math.comb(n, k) * p), ratio)
    own = [(*sums.overlaps(law, k, z, eps), *sums.errors(law, k, z, eps)) for z in target]
    ratios = np.prod([ratios for _, ratios, _, _ in own], axis=0)
    above = np.prod([ratios + off for _, ratios, _, off in own], axis=0)
    error = min(1.0, math.prod(1 + error for _, _, error, _ in own) - 1)
    return Moments.of_overlaps(n, math.prod(p for p, _, _, _ in own), ratios, error, above - ratios)


def mean_count(n: int, k: int | None, eps: float, target: Sequence[float], law: Law) -> float:
    """The mean number of subsets that hit, the empty one included where any size will do.

    Raises ValueError as `hit_probability`. Source: counting:first-moment.

    >>> from rss_theory.laws import Uniform
    >>> mean_count(2, None, 0.5, [0.5, 0.5], Uniform())  # 2 of one vector, 1 of both
    0.640625
    """
    return _mean_count(n, k, eps, target, lambda size: hit_probability(size, eps, target, law))


def _mean_count(n: int, k: int | None, eps: float, target: Sequence[float], hit: Callable[[int], float]) -> float:
    counts = [math.comb(n, size) * Fraction(hit(size)) for size in (range(1, n + 1) if k is None else [k])]
    empty = k is None and max(abs(z) for z in target) < eps
    return or_inf(lambda: float(sum(counts, Fraction(empty))))


def _hit_at_most(k: int, eps: float, target: Sequence[float], law: Law) -> float:
    """An upper bound on the probability, by the error with which sums of the law are known."""
    more = 1.0 if law.dimension is not None else math.prod(1 + sums.errors(law, k, z, eps, pairs=False)[0] for z in target)
    return hit_probability(k, eps, target, law) * more


def success_bounds(n: int, k: int | None, eps: float, target: Sequence[float], law: Law) -> list[Bound]:
    """Bounds on P(some subset of n vectors hits), for n >= 1 and 1 <= k <= n.

    Where any size will do, the lower bounds are those of the size that has the most subsets that hit, in the mean.
    Raises ValueError as `hit_probability`. Source: counting:vectors, counting:first-moment, dacunha2023:theorem-5.

    >>> from rss_theory.laws import Normal
    >>> [f"{b.name}: {b.value:.6f}" for b in success_bounds(20, None, 0.25, [0.5] * 3, Normal())]
    ['second moment, size 9: 0.630883', 'Dawson-Sankoff, size 9: 0.630900', 'first moment: 1.000000']
    """
    size = k or max(range(1, n + 1), key=lambda size: math.comb(n, size) * Fraction(hit_probability(size, eps, target, law)))
    m, mean = moments(n, size, eps, target, law), _mean_count(n, k, eps, target, lambda size: _hit_at_most(size, eps, target, law))
    of, source, subset = "" if k else f", size {size}", "counting:vectors", {"1 <= k <= n": 1 <= size <= n}
    if law.dimension is not None:
        source = "dacunha2023:lemma-9"
    return [
        Bound(f"second moment{of}", m.second_moment, "lower", SUCCESS, source, subset),
        Bound(f"Dawson-Sankoff{of}", m.dawson_sankoff, "lower", SUCCESS, "dawson1967:theorem", subset),
        Bound("first moment", min(1.0, mean), "upper", SUCCESS, "counting:first-moment", subset),
        *([theorem5(n, k, eps, target)] if k and law.dimension is not None else []),
    ]


def becchetti_width(d: int, eps: float, c: float) -> Bound:
    """n = c d^3 log(1/eps) (log(1/eps) + log d), natural logarithms: all targets of [-1, 1]^d are hit with high probability.

    As the abstract of Becchetti et al. states it, for some constant c; dacunha2023 (section 1) and natale2024 (sections 1 and 3) cite the
    paper and not the formula. Raises ValueError for d < 1, eps or c not above 0. Source: becchetti2022:abstract.

    >>> becchetti_width(3, 0.25, 1.0).value
    94.0
    """
    if not (d >= 1 and eps > 0 and c > 0):
        raise ValueError(f"d >= 1, eps > 0 and c > 0 are needed, got d={d}, eps={eps}, c={c}")
    bits = math.log(1 / eps)
    n = max(0.0, float(math.ceil(c * d**3 * bits * (bits + math.log(d)))))
    return Bound("Becchetti et al.", n, "upper", "width", "becchetti2022:abstract", {"0 < eps < 1": eps < 1})


def _check_dimension(law: Law, target: Sequence[float]) -> None:
    if not len(target) or law.dimension not in (None, len(target)):
        raise ValueError(f"a target of {law.dimension or 'at least one'} coordinates is needed, got {len(target)}")
