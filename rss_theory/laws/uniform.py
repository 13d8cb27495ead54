"""The uniform law on [-c, c], and sums of k samples: cardinal B-splines by recurrences all of whose terms are non-negative.

For c = 1, in the unit scale u = (x + k) / 2, the sum is Irwin-Hall: its density M_k, the cardinal B-spline, obeys
(m-1) M_m(u) = u M_{m-1}(u) + (m-u) M_{m-1}(u-1). A value at u = t + j needs only values at t + integers, so one table
over j holds every order; nothing cancels, so the relative error grows like m times the unit roundoff.

**Sum-boundedness.** f_k(x) = (1/pi) int_0^oo phi(t)^k cos(t x) dt with phi(t) = sin(t)/t, and on (0, pi) phi(t) = prod (1 - t^2/(pi j)^2)
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

On [-c, c] the densities are f_k(x/c) / c, so c_u = 1/(c sqrt(2)). For c < 1 one sample has density 0 at 1: c_l = 0. For
c > 1 the least is sqrt(k) f_k(y sqrt(k)) / c with y = 1/c. The expansion, with cos(y s) for cos(s), has L = sqrt(3/(2 pi)) exp(-3 y^2/2)
and -(9 y^4 - 18 y^2 + 3)/20 for 0.3, with the same error. So either L / c is the limit from above as before, or some k
attains a value that is below L and below all others, those beyond k = 40 by the error bound (or beyond 80 or 160; where none of these
decides, nothing is proved).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from rss_theory.arrays import Array, ArrayLike
from rss_theory.certified import Enclosure, enclosure, irwin_hall, require
from rss_theory.laws.law import Law, SumBounds, Sums, said

if TYPE_CHECKING:
    from flint import arb

CHECKED = (40, 80, 160)  # up to here one by one, beyond by the error bound: the first that suffices


@dataclass(frozen=True)
class Uniform(Law):
    """Uniform on [-c, c]; sum-bounded for c >= 1 (natale2024 Lemma 1 at c = 1), not for c < 1: a single sample has density 0 at 1.

    >>> Uniform().density([0.0, 2.0]), Uniform(0.5).name
    (array([0.5, 0. ]), 'uniform:0.5')
    """

    c: float = 1.0

    name = said(lambda law: "uniform" if law.c == 1 else f"uniform:{law.c!r}".replace("e+", "e"))
    notation = said(lambda law: f"U[-{law.c:g},{law.c:g}]")
    low, high = said(lambda law: -law.c), said(lambda law: law.c)
    variance = said(lambda law: law.c**2 / 3)
    symmetric = unimodal = True
    sum_bounded = said(lambda law: law.c >= 1)
    uniform_half_width = said(lambda law: law.c)  # it is all of it
    decay = said(lambda law: (1 / law.c, 1))
    singular_points = said(lambda law: np.array([-law.c, law.c]))

    def __post_init__(self) -> None:
        if not 1e-150 <= self.c <= 1e150:  # the variance and its inverse are finite
            raise ValueError(f"a uniform law on [-c, c] needs a c from 1e-150 to 1e150, got {self.c}")
        object.__setattr__(self, "c", float(self.c))

    def sample(self, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
        """Independent samples, float64 of shape `size`."""
        return rng.uniform(-self.c, self.c, size)

    def density(self, x: ArrayLike) -> Array:
        """1 / (2c) on [-c, c]."""
        return np.where(np.abs(x) <= self.c, 0.5 / self.c, 0.0)

    def distribution(self, x: ArrayLike) -> Array:
        """(1 + x/c) / 2 on [-c, c]."""
        return np.clip(np.asarray(x) / (2 * self.c) + 0.5, 0.0, 1.0)

    def characteristic(self, t: Array) -> Array:
        """sin(ct) / (ct)."""
        return np.asarray(np.sinc(self.c * t / np.pi))

    def generating(self, t: Array) -> Array:
        """sinh(ct) / (ct)."""
        return np.asarray(np.sinh(self.c * t) / (self.c * t))

    def window(self, x: Array, eps: float) -> Array:
        """The length inside over 2c."""
        return np.maximum(np.minimum(eps, self.c - np.abs(x)) + np.minimum(eps, self.c + np.abs(x)), 0.0) / (2 * self.c)

    def sums(self) -> Sums:
        """In units of c."""
        c = self.c
        return Sums(
            lambda k, x: _density(k, x / c) / c,
            lambda k, x: _distribution(k, x / c),
            lambda k, z, eps: _within(k, z / c, eps / c),
            lambda k, z, eps, p: _overlap_ratios(k, z / c, eps / c, p),
        )

    def sum_bounds(self) -> SumBounds:
        """The proof is the module's text. Raises ValueError where it does not decide."""
        from flint import arb

        greatest = 1 / arb(2).sqrt()
        for k in range(1, CHECKED[0] + 1):
            require(k == 2 or arb(k).sqrt() * irwin_hall(k, arb(k) / 2) / 2 < greatest, f"sqrt(k) f_k(0) < c_u at k = {k}")
        k = CHECKED[0] + 1
        require((3 / (2 * arb.pi())).sqrt() + arb(k).sqrt() * arb.pi() ** -k / (k - 1) < greatest, "c_u for larger k")
        c_u, y = enclosure(greatest / self.c), 1 / arb(self.c)
        if self.c < 1:
            return SumBounds(Enclosure(0.0, 0.0), c_u, 1, 2)
        limit, slope = (3 / (2 * arb.pi())).sqrt() * (-3 * y**2 / 2).exp(), -(9 * y**4 - 18 * y**2 + 3) / 20
        for checked in CHECKED:
            values = [arb(k).sqrt() * irwin_hall(k, (k - arb(k).sqrt() * y) / 2) / 2 for k in range(1, checked + 1)]
            at = min(range(checked), key=lambda k: float(values[k].mid()))
            k = checked + 1
            if limit < values[at]:
                if slope * arb.pi() * limit > _error(k) * k and all(value > limit for value in values):
                    return SumBounds(enclosure(limit * y), c_u, None, 2)
            elif limit * (1 - abs(slope) / k) - _error(k) / arb.pi() > values[at] and all(
                value > values[at] for place, value in enumerate(values) if place != at
            ):
                return SumBounds(enclosure(values[at] * y), c_u, at + 1, 2)
        require(self.c > 1, "c_l for larger k")
        raise ValueError(f"nothing is proved about the sums of law {self.name!r}")


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


def _splines(k: int, t: Array) -> Iterator[Array]:
    """M_1, ..., M_k at t + j for t in [0, 1): arrays of shape (m, len(t)), row j."""
    spline = np.ones((1, len(t)))
    yield spline
    for m in range(2, k + 1):
        j = np.arange(m)[:, None]
        zero = np.zeros((1, len(t)))
        spline = ((j + t) * np.vstack([spline, zero]) + ((m - j) - t) * np.vstack([zero, spline])) / (m - 1)
        yield spline


def _windows(k: int, eps: float, s: Array, t: Array, shift: int) -> Iterator[Array]:
    """W_m(v) = P(v - eps < I_m < v), m = 1, ..., k, for the Irwin-Hall sum I_m, at v = s + l: arrays (m + shift, len(s)), row l.

    `t` and `shift` place the window's other end: v - eps = t + l - shift with t in [0, 1).
    W_m = eps G_m with G_m the density of I_m plus a Uniform[0, eps]; the recurrence for sums of uniforms of two widths,
    G_m(v) = a [G_{m-1}(v) + M_m(v) / m] + (1-a) [G_{m-1}(v-1) + M_m(v-eps) / m], a = v / (m + eps), has no cancellation for any eps.
    """
    window = np.ones((shift, len(s)))  # W_0 = eps G_0 = 1 on (0, eps)
    zero = np.zeros((1, len(s)))
    pad = np.zeros((shift, len(s)))
    for m, (upper, lower) in enumerate(zip(_splines(k, s), _splines(k, t), strict=True), start=1):
        level = np.arange(m + shift)[:, None]
        rise = np.vstack([window, zero]) + np.vstack([upper, pad]) * (eps / m)
        fall = np.vstack([zero, window]) + np.vstack([pad, lower]) * (eps / m)
        window = ((s + level) * rise + ((m + shift - level) - t) * fall) / (m + eps)
        yield window


def _density(k: int, x: Array) -> Array:
    """Density of the sum, by symmetry from the left half."""
    u = np.maximum((k - np.abs(x)) / 2, 0.0)
    j = np.floor(u).astype(int)
    *_, spline = _splines(k, u - j)
    return np.where(np.abs(x) <= k, spline[np.minimum(j, k - 1), np.arange(len(u))] / 2, 0.0)


def _distribution(k: int, x: Array) -> Array:
    """P(S_k <= x): F(u) is the sum of M_{k+1}(u - j) over j >= 0; the left tail keeps its relative accuracy."""
    u = np.clip((k - np.abs(x)) / 2, 0.0, k)
    j = np.floor(u).astype(int)
    *_, spline = _splines(k + 1, u - j)
    left = np.cumsum(spline, axis=0)[j, np.arange(len(u))]
    return np.where(x <= 0, left, 1 - left)


def _within(k: int, z: float, eps: float) -> float:
    """P(|S_k - z| < eps) for a window inside the support."""
    v = (z + k + eps) / 2
    upper, lower = np.floor(v), np.floor(v - eps)
    *_, window = _windows(k, eps, np.array([v - upper]), np.array([v - eps - lower]), int(upper - lower))
    return float(window[int(upper), 0]) if upper < len(window) else 1.0


def _overlap_ratios(k: int, z: float, eps: float, p: float) -> Array:
    """q_i / p^2 for i = 1, ..., k-1, exact up to rounding.

    On u = t + j the integrand M_i(u) W_{k-i}(c-u)^2, c = (z+k+eps)/2, is a polynomial of degree below 2k in t between the
    fractional parts of c and c - eps: Gauss-Legendre of k nodes integrates it exactly.
    """
    ratios = np.zeros(k - 1)
    c = (z + k + eps) / 2
    edges = np.unique([0.0, c % 1, (c - eps) % 1, 1.0])
    nodes, weights = np.polynomial.legendre.leggauss(k)
    for a, b in pairwise(edges):
        t = a + (b - a) * (nodes + 1) / 2
        upper, lower = int(np.floor(c - (a + b) / 2)), int(np.floor(c - eps - (a + b) / 2))
        s, r = np.clip(c - upper - t, 0, 1), np.clip(c - eps - lower - t, 0, 1)
        splines = list(_splines(k - 1, t))
        windows = list(_windows(k - 1, eps, s, r, upper - lower))
        for i in range(1, k):
            f, w = splines[i - 1], windows[k - i - 1] / p
            low, high = max(0, upper - len(w) + 1), min(i - 1, upper)
            if low <= high:
                w = w[upper - high : upper - low + 1][::-1]
                ratios[i - 1] += (b - a) / 2 * np.sum(weights * f[low : high + 1] * w**2)
    return ratios
