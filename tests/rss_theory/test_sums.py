"""Densities, distribution functions and windows of sums, each against an independent way."""

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.interpolate import BSpline

from rss_theory import sums
from rss_theory.laws import Normal, ProductOfUniforms, Uniform

UNIFORM, PRODUCT, NORMAL = Uniform(), ProductOfUniforms(), Normal()


def irwin_hall(k, u, power):
    """Alternating sum over exact rationals: the density (power k-1) or distribution function (power k) of k Uniform[0, 1]."""
    total = sum((-1) ** j * math.comb(k, j) * (u - j) ** power for j in range(math.floor(u) + 1)) if u > 0 else Fraction(0)
    return total / math.factorial(power)


@pytest.mark.parametrize("k", [1, 2, 3, 7, 20, 75, 200])
def test_uniform_against_exact_rationals(k):
    x = np.array([-0.999, -0.9, -0.5, -0.123, 0.0, 0.01, 0.37, 0.8, 0.9999]) * k
    u = [(Fraction(value) + k) / 2 for value in x]
    density = [float(irwin_hall(k, v, k - 1) / 2) for v in u]
    distribution = [float(irwin_hall(k, v, k)) for v in u]
    assert sums.density(UNIFORM, k, x) == pytest.approx(density, rel=1e-10, abs=0)
    assert sums.distribution(UNIFORM, k, x) == pytest.approx(distribution, rel=1e-10, abs=0)


@pytest.mark.parametrize(
    ("k", "z", "eps"), [(1, 0.3, 0.1), (7, 0.0, 1e-9), (7, 6.5, 0.3), (7, 6.5, 2.0), (50, 20.0, 1e-4), (200, 3.0, 40.0)]
)
def test_uniform_window_against_exact_rationals(k, z, eps):
    low, high = ((Fraction(z) + sign * Fraction(eps) + k) / 2 for sign in (-1, 1))
    expected = irwin_hall(k, min(high, Fraction(k)), k) - irwin_hall(k, low, k)
    assert sums.within(UNIFORM, k, z, eps) == pytest.approx(float(expected), rel=1e-12, abs=0)
    assert sums.within(UNIFORM, k, -z, eps) == sums.within(UNIFORM, k, z, eps)


def integral(polynomial, degree, a, b):
    """Exact integral over [a, b] of a polynomial, from degree + 1 values inside: Lagrange's polynomials, in rationals."""
    points = [Fraction(j + 1, degree + 2) for j in range(degree + 1)]
    total = Fraction(0)
    for j, p in enumerate(points):
        basis = [Fraction(1)]  # coefficients, lowest first
        for i, q in enumerate(points):
            if i != j:
                basis = [(lower - q * upper) / (p - q) for lower, upper in zip([0, *basis], [*basis, 0], strict=True)]
        total += sum(c / (power + 1) for power, c in enumerate(basis)) * polynomial(a + (b - a) * p)
    return (b - a) * total


@pytest.mark.parametrize(
    ("k", "z", "eps"), [(2, 0.0, 0.25), (3, 0.5, 1e-9), (5, 2.25, 1e-3), (7, 0.0, 0.01), (4, 3.5, 0.75), (4, 0.25, 3.0)]
)
def test_uniform_overlaps_against_exact_rationals(k, z, eps):
    z, eps = Fraction(z), Fraction(eps)

    def window(m, t):
        low, high = ((t + sign * eps + m) / 2 for sign in (-1, 1))
        return irwin_hall(m, min(max(high, 0), Fraction(m)), m) - irwin_hall(m, min(max(low, 0), Fraction(m)), m)

    p = window(k, z)
    expected = [Fraction(1)]
    for i in range(1, k):
        m = k - i
        knots = {Fraction(j) for j in range(-i, i + 1, 2)} | {z + s * eps + j for s in (-1, 1) for j in range(-m, m + 1, 2)}
        edges = sorted(b for b in knots if -i <= b <= i)
        values = lambda b, i=i, m=m: irwin_hall(i, (b + i) / 2, i - 1) / 2 * window(m, z - b) ** 2  # noqa: E731
        q = sum(integral(values, i - 1 + 2 * m, a, b) for a, b in pairwise(edges))
        expected.append(q / p**2)
    expected.append(1 / p)
    measured_p, ratios = sums.overlaps(UNIFORM, k, float(z), float(eps))
    assert measured_p == pytest.approx(float(p), rel=1e-12)
    assert ratios == pytest.approx([float(e) for e in expected], rel=1e-11)


@pytest.mark.parametrize(
    ("k", "z", "eps"), [(1, 0.0, 1e-12), (7, 2.0, 0.01), (7, 60.0, 0.1), (3, 1.0, 5.0), (50, 7.0, 3.5), (2, 10.0, 9.0)]
)
def test_normal_window_against_high_precision(k, z, eps):
    with mpmath.workdps(60):
        a, b = ((mpmath.mpf(z) + sign * mpmath.mpf(eps)) / mpmath.sqrt(k) for sign in (-1, 1))
        expected = (mpmath.erfc(a / mpmath.sqrt(2)) - mpmath.erfc(b / mpmath.sqrt(2))) / 2
    assert sums.within(NORMAL, k, z, eps) == pytest.approx(float(expected), rel=1e-12, abs=0)


@pytest.mark.parametrize(("k", "z", "eps"), [(2, 0.0, 0.1), (5, 2.0, 1e-7), (7, 15.0, 0.3), (4, 1.0, 6.0), (3, 9.0, 8.0)])
def test_normal_overlaps_against_high_precision(k, z, eps):
    with mpmath.workdps(30):
        window = lambda m, t: (mpmath.erf((t + eps) / mpmath.sqrt(2 * m)) - mpmath.erf((t - eps) / mpmath.sqrt(2 * m))) / 2  # noqa: E731
        p = window(k, mpmath.mpf(z))
        expected = [
            mpmath.quad(
                lambda b, i=i: mpmath.exp(-b * b / (2 * i)) / mpmath.sqrt(2 * mpmath.pi * i) * window(k - i, z - b) ** 2,
                [-40, -20, -10, -5, 0, 2.5, 5, 10, 15, 20, 40],
            )
            / p**2
            for i in range(1, k)
        ]
    measured_p, ratios = sums.overlaps(NORMAL, k, z, eps)
    assert measured_p == pytest.approx(float(p), rel=1e-12)
    assert ratios[1:k] == pytest.approx([float(e) for e in expected], rel=1e-10)


def f1(y):
    return float(PRODUCT.density(y))


def quad_pieces(f, points):
    """Adaptive quadrature between singular points."""
    edges = sorted(set(points))
    return sum(quad(f, a, b, epsabs=1e-13, epsrel=1e-12, limit=200)[0] for a, b in pairwise(edges))


@pytest.mark.parametrize("x", [0.0, 1e-6, 0.3, 0.999, 1.0, 1.5, 1.99])
def test_product_closed_form_for_two_against_high_precision(x):
    with mpmath.workdps(30):
        edges = sorted({mpmath.mpf(max(-1, x - 1)), mpmath.mpf(0), mpmath.mpf(x), mpmath.mpf(1)})
        edges = [e for e in edges if max(-1, x - 1) <= e <= 1]
        expected = mpmath.quad(lambda y: mpmath.log(abs(y)) * mpmath.log(abs(x - y)) / 4 if y not in (0, x) else 0, edges)
    assert float(sums.density(PRODUCT, 2, x)) == pytest.approx(float(expected), abs=1e-12)


@pytest.mark.parametrize("x", [0.0, 0.25, 1.0, 2.3, 2.9])
def test_product_convolution_for_three(x):
    f2 = lambda y: float(sums.density(PRODUCT, 2, y))  # noqa: E731
    points = [p for p in (-2, -1, 0, 1, 2, x - 1, x, x + 1) if x - 1 <= p <= x + 1]
    expected = quad_pieces(lambda y: f1(x - y) * f2(y), points)
    assert float(sums.density(PRODUCT, 3, x)) == pytest.approx(expected, abs=1e-9)  # quad's own accuracy at the logarithm


@pytest.mark.parametrize("k", [4, 5, 6])
@pytest.mark.parametrize("x", [0.0, 0.5, 2.0, 3.3])
def test_product_series_against_convolution(k, x):
    """The Fourier series against the convolution of two shorter sums, whose densities come by other ways."""
    a, b = k // 2, k - k // 2
    nodes, weights = np.polynomial.legendre.leggauss(20)
    towards = np.outer([-1, 1], np.geomspace(1e-9, 0.5, 14)).ravel()  # refine to the singularities at integers
    edges = np.unique([e for j in range(-a, a + 1) for s in (j, x + j) for e in (s, *(s + towards))])
    total = 0.0
    for left, right in pairwise(edges[(edges >= -a) & (edges <= a)]):
        y = (left + right) / 2 + (right - left) / 2 * nodes
        total += (right - left) / 2 * np.sum(weights * sums.density(PRODUCT, a, y) * sums.density(PRODUCT, b, x - y))
    assert float(sums.density(PRODUCT, k, x)) == pytest.approx(total, abs=1e-10)


@pytest.mark.parametrize("k", [1, 2, 3, 4, 7])
@pytest.mark.parametrize(("z", "eps"), [(0.0, 0.3), (0.5, 0.1), (0.9, 1e-4)])
def test_product_window_is_the_integral_of_the_density(k, z, eps):
    points = [z - eps, z + eps, *(j for j in range(-k, k + 1) if z - eps < j < z + eps)]
    expected = quad_pieces(lambda y: float(sums.density(PRODUCT, k, y)), points)
    assert sums.within(PRODUCT, k, z, eps) == pytest.approx(expected, rel=1e-8)
    difference = sums.distribution(PRODUCT, k, [z - eps, z + eps])
    assert difference[1] - difference[0] == pytest.approx(expected, abs=1e-10)


def window_or_zero(m, t, eps):
    """A window probability, 0 in the tail that is refused: there it is below 2e-5 eps."""
    try:
        return sums.within(PRODUCT, m, t, eps)
    except ValueError:
        return 0.0


@pytest.mark.parametrize(("k", "z", "eps"), [(2, 0.0, 0.1), (3, 0.4, 0.01), (4, 0.0, 0.3), (5, 1.2, 0.05)])
def test_product_overlaps_against_adaptive_quadrature(k, z, eps):
    p, ratios = sums.overlaps(PRODUCT, k, z, eps)
    for i in range(1, k):
        m = k - i
        singular = {*range(-i, i + 1), *(z + s * eps + j for s in (-1, 1) for j in range(-m, m + 1))}
        edges = np.unique(np.clip([*singular], max(-i, z - m - eps), min(i, z + m + eps)))
        f = lambda b, i=i, m=m: float(sums.density(PRODUCT, i, b)) * window_or_zero(m, z - b, eps) ** 2  # noqa: E731
        expected = sum(quad(f, a, b, epsrel=1e-8, epsabs=0, limit=60)[0] for a, b in pairwise(edges) if b - a > 1e-12)
        assert ratios[i] == pytest.approx(expected / p**2, rel=1e-6)


def test_windows_outside_and_around_the_support():
    for law in (UNIFORM, PRODUCT):
        assert sums.within(law, 3, 5.0, 1.0) == 0
        p, ratios = sums.overlaps(law, 3, 0.5, 10.0)
        assert p == 1
        assert np.array_equal(ratios, np.ones(4))
        assert sums.within(law, 3, 1.0, 2.5) == pytest.approx(float(1 - sums.distribution(law, 3, -1.5)), abs=1e-10)


def test_refuses_what_it_cannot_resolve():
    with pytest.raises(ValueError, match="too far in the tail"):
        sums.within(PRODUCT, 7, 5.5, 0.01)
    with pytest.raises(ValueError, match="at most 500"):
        sums.overlaps(UNIFORM, 501, 0.0, 0.1)
    with pytest.raises(ValueError, match="eps > 0"):
        sums.within(UNIFORM, 7, 0.0, 0.0)


@pytest.mark.parametrize(("k", "z", "eps"), [(30, 2.0, 0.05), (30, 0.0, 1e-3), (60, 7.5, 0.4)])
def test_uniform_overlaps_of_many_samples_against_scipys_splines(k, z, eps):
    """Irwin-Hall distribution functions as splines of scipy's, integrated cell by cell."""

    def distribution(m):
        coefficients = np.concatenate([np.zeros(m), np.ones(2 * m + 1)])
        return BSpline(np.arange(-m, 3 * m + 2.0), coefficients[: 3 * m + 1], m)

    p = sums.within(UNIFORM, k, z, eps)
    nodes, weights = np.polynomial.legendre.leggauss(24)
    for i in (1, k // 3, k - 2, k - 1):
        m = k - i
        cells = np.unique([*range(-i, i + 1, 2), *(np.clip(z + s * eps + j, -i, i) for s in (-1, 1) for j in range(-m, m + 1, 2))])
        a, b = cells[:-1, None], cells[1:, None]
        x = (a + b) / 2 + (b - a) / 2 * nodes
        low, high = (np.clip((z - x + s * eps + m) / 2, 0, m) for s in (-1, 1))
        window = distribution(m)(high) - distribution(m)(low)
        density = BSpline.basis_element(np.arange(i + 1.0), extrapolate=False)(np.clip((x + i) / 2, 0, i)) / 2
        expected = np.sum((b - a) / 2 * weights * np.nan_to_num(density) * window**2) / p**2
        assert sums.overlaps(UNIFORM, k, z, eps)[1][i] == pytest.approx(expected, rel=1e-9)
