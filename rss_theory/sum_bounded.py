"""Sum-boundedness (natale2024 Definition 1): constants with c_l / sqrt(k) <= f_k on [-sqrt(k), sqrt(k)] and f_k <= c_u / sqrt(k).

f_k is the density of a sum of k samples. Of a symmetric and unimodal law the sums are so, too (Wintner), so at each k
the best constants are sqrt(k) f_k(sqrt(k)) and sqrt(k) f_k(0), and for all k the infimum of the first and the supremum of the second.
Of any other law they are the extreme values on a grid, of the density where it knows its sums and of interpolated cells where not.
What is proved for all k each law says of itself: `Law.sum_bounds`.
"""

import math

import numpy as np
from scipy.special import ndtr

from rss_theory import sums
from rss_theory.certified import BITS
from rss_theory.laws.law import UNBOUNDED, Law, SumBounds
from rss_theory.laws.names import as_law
from rss_theory.laws.uniform import Uniform

GRID = 4001  # points on [-sqrt(k), sqrt(k)] for the least, and for the greatest
GRID_DEVIATIONS = 4  # as many standard deviations around the mean


def scaled_range(law: Law, k: int) -> tuple[float, float]:
    """sqrt(k) times the least density of a sum of k samples on [-sqrt(k), sqrt(k)], and times its greatest.

    inf where the density is unbounded, as for ProductOfUniforms at k = 1 or a law with an atom. Accuracy and ValueError as in
    `sums.density`. For a law that is not known to be symmetric and unimodal the extreme values at GRID points: measured, not proved.
    Source: natale2024:definition-1.

    >>> from rss_theory.laws import Uniform
    >>> scaled_range(Uniform(), 1)
    (0.5, 0.5)
    """
    law = as_law(law)
    law.must_be()
    if law.symmetric and law.unimodal:
        least, greatest = sums.density(law, k, [math.sqrt(k), 0.0]) * math.sqrt(k)
    else:
        far = GRID_DEVIATIONS * math.sqrt(k * (law.variance - law.mean**2))
        near, all_of_it = np.linspace(-math.sqrt(k), math.sqrt(k), GRID), k * law.mean + np.linspace(-far, far, GRID)
        least, greatest = sums.density(law, k, near).min() * math.sqrt(k), sums.density(law, k, all_of_it).max() * math.sqrt(k)
    return float(least), math.inf if len(law.atoms[0]) else float(greatest)


def constants(law: Law) -> tuple[float, float]:
    """(c_l, c_u) valid for all k: the best ones, rounded outward to doubles; (0, inf) for a law without any.

    ProductOfUniforms has none: at k = 1 its density is infinite at 0 and zero at +-1; nor has a law with an atom.
    Source: natale2024:lemma-1.

    >>> from rss_theory.laws import Uniform
    >>> c_l, c_u = constants(Uniform())
    >>> print(f"{c_l:.9f} {c_u:.9f}")
    0.154180330 0.707106781
    """
    found = enclosures(law)
    return found.c_l.low, found.c_u.high


def enclosures(law: Law) -> SumBounds:
    """The best constants for all k at once, enclosed by ball arithmetic; the proof heads the law's module.

    Raises ValueError for a law of which nothing is proved, ArithmeticError should a step of the proof fail. Source: natale2024:lemma-1.

    >>> from rss_theory.laws import Normal
    >>> found = enclosures(Normal())
    >>> found.lower_at, found.upper_at  # the same at every k
    (1, 1)
    """
    from flint import ctx

    law = as_law(law)
    law.must_be()
    with ctx.workprec(BITS):
        return UNBOUNDED if len(law.atoms[0]) else sums.pure(law).sum_bounds()


def printed_constants(a: float) -> tuple[float, float]:
    """(c_l, c_u) as the printed proof of natale2024 Lemma 1 yields them, with its unnamed absolute constant A = a.

    c_l is the least of P(sqrt(3) <= Z_n <= 2 sqrt(3)) for n = 2 to 17, of its Berry-Esseen bound at n = 18, and 1/2; c_u is
    sqrt(3) (1/sqrt(2 pi) + A E|X|^3), where the paper prints 1/(2 pi) for the normal density's 1/sqrt(2 pi).

    Source: natale2024:lemma-1.

    >>> c_l, c_u = printed_constants(1.0)
    >>> print(f"{c_l:.6f} {c_u:.6f}")
    0.000541 2.940988
    """
    shares = [float(np.diff(sums.distribution(Uniform(), n, [math.sqrt(n), 2 * math.sqrt(n)]))[0]) for n in range(2, 18)]
    berry_esseen = float(ndtr(2 * math.sqrt(3)) - ndtr(math.sqrt(3))) - 2 * math.sqrt(3) / (20 * math.sqrt(18))
    return min(0.5, berry_esseen, *shares), math.sqrt(3) * (1 / math.sqrt(2 * math.pi) + a * 3 * math.sqrt(3) / 4)
