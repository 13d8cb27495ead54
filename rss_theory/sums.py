"""The sum S_k of k independent samples of a law: density, distribution function, windows, and overlapping pairs of sums.

Accuracy, measured by the tests: Uniform and Laplace 1e-10 relative for k up to 200; Normal closed forms; ProductOfUniforms and mixtures
1e-10 absolute in the density (`convolution.ERROR` and rounding), hence `ValueError` where a probability would have fewer than six digits.
Where a law has an atom at 0 the density is that of the absolutely continuous part, of mass 1 - atom^k, and all else counts the atom.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array
from rss_theory.laws import (
    Laplace,
    Law,
    Mixture,
    Normal,
    ProductOfUniforms,
    Uniform,
    Zero,
    laplace,
    mixture,
    normal,
    parts,
    product,
    uniform,
)
from rss_theory.numeric.convolution import ERROR

MAX_K = 500  # beyond: for Uniform more than 2 GB (8 k^3 bytes, twice), for ProductOfUniforms half a minute; Normal has no limit


class _Sums(NamedTuple):
    density: Callable[[int, Array], Array]
    distribution: Callable[[int, Array], Array]
    within: Callable[[int, float, float], float]
    overlap_ratios: Callable[[int, float, float, float], Array]


def _sums(law: Law) -> _Sums:
    """What the law's module computes, for Uniform(c) in units of c."""
    match law:
        case Uniform():
            c = law.c
            return _Sums(
                lambda k, x: uniform.density(k, x / c) / c,
                lambda k, x: uniform.distribution(k, x / c),
                lambda k, z, eps: uniform.within(k, z / c, eps / c),
                lambda k, z, eps, p: uniform.overlap_ratios(k, z / c, eps / c, p),
            )
        case ProductOfUniforms():
            return _Sums(product.density, product.distribution, product.within, product.overlap_ratios)
        case Normal():
            return _Sums(normal.density, normal.distribution, normal.within, normal.overlap_ratios)
        case Laplace():
            return _Sums(laplace.density, laplace.distribution, laplace.within, laplace.overlap_ratios)
        case Mixture() | Zero():
            return _Sums(
                partial(mixture.density, law),
                partial(mixture.distribution, law),
                partial(mixture.within, law),
                partial(mixture.overlap_ratios, law),
            )
    raise ValueError(f"sums of law {law.name!r} are not computed here")


def pure(law: Law) -> Law:
    """A mixture of a law with itself is that law.

    >>> pure(Mixture(0.5, Normal(), Normal()))
    Normal()
    """
    [(_, first), *others] = parts(law)
    return law if others else first


def max_k(law: Law) -> int:
    """The largest k whose overlaps are computed.

    >>> from rss_theory.laws import PRUNED_PRODUCT
    >>> max_k(PRUNED_PRODUCT)
    200
    """
    return mixture.MAX_K if isinstance(law, Mixture) else MAX_K


def density(law: Law, k: int, x: ArrayLike) -> Array:
    """Density of S_k at x, elementwise; k >= 1.

    >>> from rss_theory.laws import Uniform
    >>> density(Uniform(), 2, [0.0, 1.0, 3.0])
    array([0.5 , 0.25, 0.  ])
    """
    x = np.asarray(x, dtype=float)
    return np.asarray(_sums(pure(law)).density(k, x.ravel())).reshape(x.shape)


def distribution(law: Law, k: int, x: ArrayLike) -> Array:
    """P(S_k <= x), elementwise; k >= 1.

    >>> from rss_theory.laws import Uniform
    >>> distribution(Uniform(), 2, [-1.0, 0.0, 3.0])
    array([0.125, 0.5  , 1.   ])
    """
    x = np.asarray(x, dtype=float)
    return np.asarray(_sums(pure(law)).distribution(k, x.ravel())).reshape(x.shape)


def within(law: Law, k: int, target: float, eps: float) -> float:
    """P(|S_k - target| < eps) for k >= 1, eps > 0. ValueError where ProductOfUniforms or a mixture has fewer than six digits.

    >>> from rss_theory.laws import Uniform
    >>> within(Uniform(), 1, 0.0, 1e-9)
    1e-09
    """
    return _overlaps(law, k, float(target), float(eps), False)[0]


def overlaps(law: Law, k: int, target: float, eps: float) -> tuple[float, Array]:
    """p = P(|S_k - z| < eps) and the ratios q_i / p^2, i = 0, ..., k: two k-subsets that share i samples both hit.

    q_i = integral of f_i(b) P(|S_{k-i} - (z-b)| < eps)^2 db, q_0 = p^2, q_k = p. The ratios are nan where p = 0.
    Source: natale2024, section 3.1. ValueError as in `within`.

    >>> from rss_theory.laws import Uniform
    >>> overlaps(Uniform(), 1, 0.0, 0.5)
    (0.5, array([1., 2.]))
    """
    p, ratios = _overlaps(law, k, float(target), float(eps), True)
    return p, ratios.copy()


@lru_cache(maxsize=1024)
def _overlaps(law: Law, k: int, target: float, eps: float, pairs: bool) -> tuple[float, Array]:
    if k < 1 or not eps > 0 or not np.isfinite(target):
        raise ValueError(f"k >= 1, eps > 0 and a finite target are needed, got k={k}, eps={eps}, target={target}")
    law, z = pure(law), abs(target)  # all laws are symmetric
    if k > max_k(law) and not isinstance(law, Normal):
        raise ValueError(f"k = {k} is too large for law {law.name!r}: at most {max_k(law)} is computed, as memory and time grow like k^3")
    reach = k * law.reach
    if z - eps >= reach:  # what of the window lies outside of the support changes nothing
        return 0.0, np.full(k + 1, np.nan)
    if eps - z >= reach:
        return 1.0, np.ones(k + 1)
    if z + eps > reach:
        z, eps = (z - eps + reach) / 2, (reach - z + eps) / 2
    sums = _sums(law)
    p = sums.within(k, z, eps)
    if isinstance(law, ProductOfUniforms | Mixture) and p < 2 * eps * 1e6 * ERROR:
        raise ValueError(
            f"target {target} lies too far in the tail of a sum of {k} samples of law {law.name!r}: its density there is below "
            f"{1e6 * ERROR:.0e}, which the quadrature (error {ERROR:.0e}) cannot resolve; give a target nearer to 0"
        )
    ratios = np.full(k + 1, np.nan)
    if p > 0:
        ratios[0], ratios[k] = 1.0, 1 / p
        if pairs and k > 1:
            ratios[1:k] = sums.overlap_ratios(k, z, eps, p)
    return p, ratios
