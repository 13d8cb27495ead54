"""The uniform law that a law contains: alpha Uniform[-c, c] + (1 - alpha) (some law)."""

import math
from itertools import pairwise

import numpy as np

from rss_theory.laws.law import Law
from rss_theory.laws.mixture import parts
from rss_theory.laws.names import as_law
from rss_theory.laws.uniform import Uniform
from rss_theory.numeric.minorant import minorant

_ROUNDING = 1 - 2.0**-48


def contains_uniform(law: Law, c: float | None = None) -> tuple[float, float]:
    """(alpha, c): the largest alpha with law = alpha Uniform[-c, c] + (1 - alpha) (some law), rounded down; for c None at the best c.

    Any law has alpha(c) = 2 c inf f over (-c, c), with f taken from below (`numeric.minorant`); it is 0 for a law without a density on both
    sides of 0, like U[0, 1]: uniform laws around other centres are not looked for. Symmetric and unimodal laws have alpha(c) = 2 c f(c-),
    at best 1 at c for Uniform(c), 1/e at c = 1/e for ProductOfUniforms, 2 exp(-1/2) / sqrt(2 pi) = 0.484 at c = 1 for Normal, 1/e at c = 1
    for Laplace. For a mixture of them the best found between those c: below all of them alpha(c) rises, above it falls. For a law that
    does not say its c the best found by a search. Any c gives a valid alpha.

    In print: pensia2020 Remark 1 names this property, for normal and Laplace without numbers. Its Corollary 1 has P, our
    ProductOfUniforms, with alpha = log(2)/2 at c = 1/2, which is alpha(1/2), 6% below the best; the proof's line "bounded by (log 2) U"
    is twice what holds and what the corollary says. natale2024 Lemma 2 has the pruned product with log(2)/4 at c = 1/2, which is right
    (best 1/(2e)); the proof of Theorem 3 there calls it a mixture with Uniform[-1, 1], which it is not, as its density vanishes at 1:
    samples must be scaled first. dacunha2022 Definition 2 counts by density, f >= b = alpha / (2c); the log(2)/2 of its Lemma 3 is
    right at c = 1/2. Source: pensia2020:remark-1, pensia2020:corollary-1, natale2024:lemma-2, dacunha2022:lemma-3.

    >>> from rss_theory.laws import ProductOfUniforms
    >>> alpha, c = contains_uniform(ProductOfUniforms(), 0.5)
    >>> print(f"{alpha:.6f} {math.log(2) / 2:.6f}")
    0.346574 0.346574
    """
    law = as_law(law)
    law.must_be()
    if c is not None and not 0 < c < math.inf:
        raise ValueError(f"a finite c above 0 is needed, got {c}")
    if not (law.symmetric and law.unimodal):
        distances, least = minorant(law, 1).around_zero
        if c is None:
            c = float(distances[np.argmax(distances * least)]) if least.max(initial=0.0) > 0 else 1.0
        return min(1.0, 2 * c * minorant(law, 1).least(c)) * _ROUNDING, c
    if c is not None:
        return min(1.0, 2 * c * float(law.density(c))) * _ROUNDING, float(c)
    if type(law) is Uniform:
        return 1.0, law.c
    places = [place for _, part in parts(law) if part.mass_at_zero < 1 for place in _places(part)]
    if not places:
        return 0.0, 1.0
    ends = np.unique([*places, *(part.reach for _, part in parts(law) if min(places) < part.reach < max(places))])
    return max(contains_uniform(law, c) for c in [float(ends[-1]), *(_peak(law, a, b) for a, b in pairwise(ends))])


def _places(law: Law) -> list[float]:
    """Between the least and the greatest of them c f(c) is greatest, or is looked for."""
    if law.uniform_half_width is not None:
        return [law.uniform_half_width]
    far = min(law.high, 10 * math.sqrt(law.variance))
    return [far / 1000, far]


def _peak(law: Law, low: float, high: float) -> float:
    """Where c f(c) is greatest on [low, high], of a grid refined twice around its best point."""
    for _ in range(5):
        grid = np.linspace(low, high, 1001)
        best = int(np.argmax(grid * law.density(grid)))
        low, high = grid[max(0, best - 1)], grid[min(1000, best + 1)]
    return float(grid[best])
