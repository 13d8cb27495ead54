"""Sum-boundedness (natale2024 Definition 1): constants with c_l / sqrt(k) <= f_k on [-sqrt(k), sqrt(k)] and f_k <= c_u / sqrt(k).

f_k is the density of a sum of k samples. The laws here are symmetric and unimodal, and so are their sums (Wintner), so at each k
the best constants are sqrt(k) f_k(sqrt(k)) and sqrt(k) f_k(0), and for all k the infimum of the first and the supremum of the second.

**Uniform.** f_k(x) = (1/pi) int_0^oo phi(t)^k cos(t x) dt with phi(t) = sin(t)/t, and on (0, pi) phi(t) = prod (1 - t^2/(pi j)^2)
<= exp(-t^2/6), beyond pi |phi(t)| <= 1/t.

c_u = 1/sqrt(2), attained at k = 2 alone. f_1(0) = f_2(0) = 1/2, f_3(0) = 3/8; for k >= 4 the bounds on phi give
sqrt(k) f_k(0) <= sqrt(3/(2 pi)) + sqrt(k) pi^-k / (k-1) < 0.699. (It is also Ball's theorem on sections of the cube, K. Ball, Cube
slicing in R^n, Proc. AMS 97 (1986), for the section orthogonal to the diagonal.)

c_l = L = sqrt(3/(2 pi)) exp(-3/2), approached as k grows and never attained. With t = s / sqrt(k),
sqrt(k) f_k(sqrt(k)) = (1/pi) int_0^oo phi(s/sqrt(k))^k cos(s) ds. Let t0 = 3/2 and write phi^k = exp(-s^2/6 - u) where t <= t0, with
u = s^4/(180 k) + v. The series of -log phi has positive coefficients, so 0 <= v <= c6 s^6/k^2 and u <= c4 s^4/k with c6, c4 the values
of the remainders at t0, and |exp(-u) - 1 + s^4/(180 k)| <= v + u^2/2. The Gaussian integrals are, with m = sqrt(6 pi)/2 and normal
moments 405 and 8505 of orders 6 and 8 (variance 3),
  int exp(-s^2/6) cos s = m exp(-3/2),  int s^4 exp(-s^2/6) cos s = 9 He_4(sqrt(3)) m exp(-3/2) = -54 m exp(-3/2),
so sqrt(k) f_k(sqrt(k)) = L + 0.3 L / k + error with pi |error| <= E/k^2 + T(k), E = m (405 c6 + 8505 c4^2 / 2), and T(k) what lies beyond
t0: twice int_{s0}^oo exp(-s^2/6), s0 = t0 sqrt(k), once s^4 exp(-s^2/6) / (180 k), and sqrt(k) pi^(1-k) / (k-1). E/k and k T(k)
decrease from k = 20 on, so 0.3 pi L > E/k + k T(k) at k = 41 proves it for all larger k; to k = 40 the densities are enclosed one by one.

**Uniform on [-c, c].** Its densities are f_k(x/c) / c, so c_u = 1/(c sqrt(2)). For c < 1 one sample has density 0 at 1: c_l = 0. For
c > 1 the least is sqrt(k) f_k(y sqrt(k)) / c with y = 1/c. The expansion, with cos(y s) for cos(s), has L = sqrt(3/(2 pi)) exp(-3 y^2/2)
and -(9 y^4 - 18 y^2 + 3)/20 for 0.3, with the same error. So either L / c is the limit from above as before, or some k
attains a value that is below L and below all others, those beyond k = 40 by the error bound (or beyond 80 or 160; where none of these
decides, nothing is proved).

**Laplace.** f_k(x) = (1/2pi) int (1 + t^2)^-k cos(t x) dt.

c_u = 1/2, attained at k = 1: f_k(0) = C(2k-2, k-1) / 2^(2k-1), and the squared ratio of consecutive sqrt(k) f_k(0) is
(4k^3 - 3k + 1) / (4k^3) < 1.

c_l = exp(-1)/2, attained at k = 1: with t = s / sqrt(k), sqrt(k) f_k(sqrt(k)) = (1/2pi) int (1 + s^2/k)^-k cos(s) ds. As
(1 + s^2/k)^-k falls with k to exp(-s^2), this differs from its limit exp(-1/4) / (2 sqrt(pi)) by at most what it does without cos(s),
sqrt(k) f_k(0) - 1 / (2 sqrt(pi)), which decreases: at k = 4 it leaves more than exp(-1)/2 for all k >= 4; k = 2, 3 are enclosed.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr

from rss_theory import sums
from rss_theory.certified import BITS, Enclosure, enclosure, irwin_hall
from rss_theory.laws import Laplace, Law, Normal, ProductOfUniforms, Uniform

if TYPE_CHECKING:
    from flint import arb

CHECKED = (40, 80, 160)  # up to here one by one, beyond by the error bound: the first that suffices


class Constants(NamedTuple):
    """Enclosures of the best constants of a law; `lower_at`, `upper_at` are the k that attain them, None where it is a limit."""

    c_l: Enclosure
    c_u: Enclosure
    lower_at: int | None
    upper_at: int | None


def scaled_range(law: Law, k: int) -> tuple[float, float]:
    """sqrt(k) times the least density of a sum of k samples on [-sqrt(k), sqrt(k)], and times its greatest.

    inf where the density is unbounded, as for ProductOfUniforms at k = 1 or a law with an atom.
    Accuracy and ValueError as in `sums.density`. Source: natale2024:definition-1.

    >>> from rss_theory.laws import Uniform
    >>> scaled_range(Uniform(), 1)
    (0.5, 0.5)
    """
    least, greatest = sums.density(law, k, [math.sqrt(k), 0.0]) * math.sqrt(k)
    return float(least), math.inf if law.mass_at_zero else float(greatest)


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


def enclosures(law: Law) -> Constants:
    """The best constants for all k at once, enclosed by ball arithmetic; the proof is the module's text.

    Raises ValueError for a law of which nothing is proved, ArithmeticError should a step of the proof fail. Source: natale2024:lemma-1.

    >>> from rss_theory.laws import Normal
    >>> found = enclosures(Normal())
    >>> found.lower_at, found.upper_at  # the same at every k
    (1, 1)
    """
    from flint import arb, ctx

    law = sums.pure(law)
    if isinstance(law, ProductOfUniforms) or law.mass_at_zero:
        return Constants(Enclosure(0.0, 0.0), Enclosure(math.inf, math.inf), 1, 1)
    with ctx.workprec(BITS):
        match law:
            case Normal():
                peak = 1 / (2 * arb.pi()).sqrt()
                return Constants(enclosure(peak * (arb(-1) / 2).exp()), enclosure(peak), 1, 1)
            case Laplace():
                return _laplace()
            case Uniform():
                return _uniform(law)
    raise ValueError(f"nothing is proved about the sums of law {law.name!r}")


def _uniform(law: Uniform) -> Constants:
    from flint import arb

    greatest = 1 / arb(2).sqrt()
    for k in range(1, CHECKED[0] + 1):
        _require(k == 2 or arb(k).sqrt() * irwin_hall(k, arb(k) / 2) / 2 < greatest, f"sqrt(k) f_k(0) < c_u at k = {k}")
    k = CHECKED[0] + 1
    _require((3 / (2 * arb.pi())).sqrt() + arb(k).sqrt() * arb.pi() ** -k / (k - 1) < greatest, "c_u for larger k")
    c_u, y = enclosure(greatest / law.c), 1 / arb(law.c)
    if law.c < 1:
        return Constants(Enclosure(0.0, 0.0), c_u, 1, 2)
    limit, slope = (3 / (2 * arb.pi())).sqrt() * (-3 * y**2 / 2).exp(), -(9 * y**4 - 18 * y**2 + 3) / 20
    for checked in CHECKED:
        values = [arb(k).sqrt() * irwin_hall(k, (k - arb(k).sqrt() * y) / 2) / 2 for k in range(1, checked + 1)]
        at = min(range(checked), key=lambda k: float(values[k].mid()))
        k = checked + 1
        if limit < values[at]:
            if slope * arb.pi() * limit > _error(k) * k and all(value > limit for value in values):
                return Constants(enclosure(limit * y), c_u, None, 2)
        elif limit * (1 - abs(slope) / k) - _error(k) / arb.pi() > values[at] and all(
            value > values[at] for place, value in enumerate(values) if place != at
        ):
            return Constants(enclosure(values[at] * y), c_u, at + 1, 2)
    _require(law.c > 1, "c_l for larger k")
    raise ValueError(f"nothing is proved about the sums of law {law.name!r}")


def _laplace() -> Constants:
    from flint import arb

    def peak(k: int) -> arb:
        return arb(k).sqrt() * math.comb(2 * k - 2, k - 1) / arb(2) ** (2 * k - 1)

    least = arb(-1).exp() / 2
    for k, coefficients in ((2, (1, 1)), (3, (3, 3, 1))):  # f_k(x) = (1 + x) exp(-x) / 4 and (3 + 3x + x^2) exp(-x) / 16
        root = arb(k).sqrt()
        density = sum(c * root**power for power, c in enumerate(coefficients)) * (-root).exp() / 4 ** (k - 1)
        _require(root * density > least, f"sqrt(k) f_k(sqrt(k)) > c_l at k = {k}")
    half = 1 / (2 * arb.pi().sqrt())
    _require(half * (arb(-1) / 4).exp() - (peak(4) - half) > least, "c_l for k >= 4")
    return Constants(enclosure(least), enclosure(peak(1)), 1, 1)


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


def _require(holds: bool, step: str) -> None:
    if not holds:
        raise ArithmeticError(f"the proof fails: {step}")


def _error(k: int) -> "arb":
    """pi times the bound on the error of L + 0.3 L / k."""
    from flint import arb

    t0 = arb(3) / 2
    series = -(t0.sin() / t0).log()
    c4 = (series - t0**2 / 6) / t0**4
    c6 = (series - t0**2 / 6 - t0**4 / 180) / t0**6
    inside = (6 * arb.pi()).sqrt() / 2 * (405 * c6 + 8505 * c4**2 / 2) / k**2
    s0 = t0 * arb(k).sqrt()
    gauss = (-(s0**2) / 6).exp()
    beyond = 3 / s0 * gauss
    fourth = (3 * s0**3 + 27 * s0) * gauss + 27 * beyond
    return inside + 2 * beyond + fourth / (180 * k) + arb(k).sqrt() * arb.pi() ** (1 - k) / (k - 1)
