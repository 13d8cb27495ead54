"""The sum S_k of k independent samples of a law: density, distribution function, windows, and overlapping pairs of sums.

Accuracy, measured by the tests: Uniform and Laplace 1e-10 relative for k up to 200; Normal closed forms; ProductOfUniforms and mixtures
1e-10 absolute in the density (`convolution.ERROR` and rounding), hence `ValueError` where a probability would have fewer than six digits.
All other laws: by `numeric.any_law`, symmetric or not, with atoms and on lattices, with proved `errors` of probabilities and overlaps;
densities and distribution functions of two samples and more are then interpolated, and their errors, of the order of a cell squared but at
jumps, are not bounded.
Where a law has an atom at 0 the density is that of the absolutely continuous part, of mass 1 - atom^k, and all else counts the atom.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.laws import Law, as_law, parts
from rss_theory.laws.law import MAX_K, Sums
from rss_theory.numeric.any_law import Bracket


class TooManySamples(ValueError):
    """A sum of more samples than is computed."""


def pure(law: Law) -> Law:
    """The law that is brought, as `laws.as_law` takes it; a mixture of a law with itself is that law.

    >>> from rss_theory.laws import Mixture, Normal
    >>> pure(Mixture(0.5, Normal(), Normal()))
    Normal()
    """
    law = as_law(law)
    [(_, first), *others] = parts(law)
    return law if others else first


def max_k(law: Law) -> int:
    """The largest k whose overlaps are computed.

    >>> from rss_theory.laws import PRUNED_PRODUCT
    >>> max_k(PRUNED_PRODUCT)
    200
    """
    return int(min(MAX_K, as_law(law).sums().max_k))


def density(law: Law, k: int, x: ArrayLike) -> Array:
    """Density of S_k at x, elementwise; k >= 1.

    >>> from rss_theory.laws import Uniform
    >>> density(Uniform(), 2, [0.0, 1.0, 3.0])
    array([0.5 , 0.25, 0.  ])
    """
    x = np.asarray(x, dtype=float)
    return np.asarray(pure(law).sums().density(k, x.ravel())).reshape(x.shape)


def distribution(law: Law, k: int, x: ArrayLike) -> Array:
    """P(S_k <= x), elementwise; k >= 1.

    >>> from rss_theory.laws import Uniform
    >>> distribution(Uniform(), 2, [-1.0, 0.0, 3.0])
    array([0.125, 0.5  , 1.   ])
    """
    x = np.asarray(x, dtype=float)
    return np.asarray(pure(law).sums().distribution(k, x.ravel())).reshape(x.shape)


def within(law: Law, k: int, target: float, eps: float) -> float:
    """P(|S_k - target| < eps) for k >= 1, eps > 0. ValueError where ProductOfUniforms or a mixture has fewer than six digits.

    >>> from rss_theory.laws import Uniform
    >>> within(Uniform(), 1, 0.0, 1e-9)
    1e-09
    """
    return _overlaps(as_law(law), k, float(target), float(eps), False).p


def overlaps(law: Law, k: int, target: float, eps: float) -> tuple[float, Array]:
    """p = P(|S_k - z| < eps) and the ratios q_i / p^2, i = 0, ..., k: two k-subsets that share i samples both hit.

    q_i = integral of f_i(b) P(|S_{k-i} - (z-b)| < eps)^2 db, q_0 = p^2, q_k = p. The ratios are nan where p = 0.
    Source: natale2024, section 3.1. ValueError as in `within`.

    >>> from rss_theory.laws import Uniform
    >>> overlaps(Uniform(), 1, 0.0, 0.5)
    (0.5, array([1., 2.]))
    """
    found = _overlaps(as_law(law), k, float(target), float(eps), True)
    return found.p, found.ratios.copy()


def errors(law: Law, k: int, target: float, eps: float, *, pairs: bool = True) -> tuple[float, Array]:
    """At most the relative error of p, from 0 to 1, and the absolute errors of the ratios of `overlaps`: 0 where they are accurate.

    Without `pairs` the ratios between the first and the last are left out, as nan. Source: natale2024, section 3.1.

    >>> from rss_theory.laws import Uniform
    >>> errors(Uniform(), 1, 0.0, 0.5)
    (0.0, array([0., 0.]))
    """
    found = _overlaps(as_law(law), k, float(target), float(eps), pairs)
    return found.error, found.ratio_errors.copy()


class _Overlaps(NamedTuple):
    """p and q_i / p^2, with errors as `errors` has them."""

    p: float
    ratios: Array
    error: float
    ratio_errors: Array


@lru_cache(maxsize=1024)
def _overlaps(law: Law, k: int, target: float, eps: float, pairs: bool) -> _Overlaps:
    if k < 1 or not eps > 0 or not np.isfinite(target):
        raise ValueError(f"k >= 1, eps > 0 and a finite target are needed, got k={k}, eps={eps}, target={target}")
    law = pure(law)
    law.must_be()
    sums = law.sums()
    if k > sums.max_k:
        raise TooManySamples(
            f"k = {k} is too large for law {law.name!r}: at most {sums.max_k} is computed, as memory and time grow like k^3"
        )
    if sums.enclosed:
        return _from_brackets(sums.enclosed(k, target, eps, pairs and k > 1), k)
    law.must_be("symmetric")
    p, ratios = _accurate(law, sums, k, abs(target), eps, pairs)
    return _Overlaps(p, ratios, 0.0, np.zeros(k + 1))


def _from_brackets(brackets: list[Bracket], k: int) -> _Overlaps:
    """The middles, and half the widths."""
    p, error = sum(brackets[0]) / 2, (brackets[0].high - brackets[0].low) / 2
    ratios, ratio_errors = np.full(k + 1, np.nan), np.full(k + 1, np.nan)
    if not p > 0:
        return _Overlaps(0.0, ratios, 0.0, ratio_errors)
    shared = np.array([(low, high) for low, high in brackets[1:]]).reshape(-1, 2) / p / p
    ratios[0], ratios[k], ratio_errors[0], ratio_errors[k] = 1.0, 1 / p, (1 + error / p) ** 2 - 1, error / p / p
    if len(shared):
        ratios[1:k], ratio_errors[1:k] = shared.mean(axis=1), np.diff(shared)[:, 0] / 2
    return _Overlaps(p, ratios, error / p, ratio_errors)


def _accurate(law: Law, sums: Sums, k: int, z: float, eps: float, pairs: bool) -> tuple[float, Array]:
    """p and the ratios of a symmetric law that knows its sums, z >= 0."""
    reach = k * law.reach
    if z - eps >= reach:  # what of the window lies outside of the support changes nothing
        return 0.0, np.full(k + 1, np.nan)
    if eps - z >= reach:
        return 1.0, np.ones(k + 1)
    whole = z
    if z + eps > reach:
        z, eps = (z - eps + reach) / 2, (reach - z + eps) / 2
    p = sums.within(k, z, eps)
    if p < 2 * eps * 1e6 * sums.error:
        raise ValueError(
            f"target {whole} lies too far in the tail of a sum of {k} samples of law {law.name!r}: its density there is below "
            f"{1e6 * sums.error:.0e}, which the quadrature (error {sums.error:.0e}) cannot resolve; give a target nearer to 0"
        )
    ratios = np.full(k + 1, np.nan)
    if p > 0:
        ratios[0], ratios[k] = 1.0, 1 / p
        if pairs and k > 1:
            ratios[1:k] = sums.overlap_ratios(k, z, eps, p)
    return p, ratios
