"""Densities, distribution functions and windows of sums, each against an independent way."""

import math
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import rationals
from scipy.integrate import quad
from scipy.interpolate import BSpline
from scipy.special import ndtr

from rss_theory import mrss, sums
from rss_theory.laws import PRUNED_PRODUCT, Laplace, Mixture, Normal, ProductOfUniforms, Uniform, Zero, law, nsn, parts

UNIFORM, PRODUCT, NORMAL, LAPLACE = Uniform(), ProductOfUniforms(), Normal(), Laplace()


@pytest.mark.parametrize("k", [1, 2, 3, 7, 20, 75, 200])
def test_uniform_against_exact_rationals(k):
    x = np.array([-0.999, -0.9, -0.5, -0.123, 0.0, 0.01, 0.37, 0.8, 0.9999]) * k
    u = [(Fraction(value) + k) / 2 for value in x]
    density = [float(rationals.irwin_hall(k, v, k - 1) / 2) for v in u]
    distribution = [float(rationals.irwin_hall(k, v, k)) for v in u]
    assert sums.density(UNIFORM, k, x) == pytest.approx(density, rel=1e-10, abs=0)
    assert sums.distribution(UNIFORM, k, x) == pytest.approx(distribution, rel=1e-10, abs=0)


@pytest.mark.parametrize(
    ("k", "z", "eps"), [(1, 0.3, 0.1), (7, 0.0, 1e-9), (7, 6.5, 0.3), (7, 6.5, 2.0), (50, 20.0, 1e-4), (200, 3.0, 40.0)]
)
def test_uniform_window_against_exact_rationals(k, z, eps):
    low, high = ((Fraction(z) + sign * Fraction(eps) + k) / 2 for sign in (-1, 1))
    expected = rationals.irwin_hall(k, min(high, Fraction(k)), k) - rationals.irwin_hall(k, low, k)
    assert sums.within(UNIFORM, k, z, eps) == pytest.approx(float(expected), rel=1e-12, abs=0)
    assert sums.within(UNIFORM, k, -z, eps) == sums.within(UNIFORM, k, z, eps)


@pytest.mark.parametrize(
    ("k", "z", "eps"), [(2, 0.0, 0.25), (3, 0.5, 1e-9), (5, 2.25, 1e-3), (7, 0.0, 0.01), (4, 3.5, 0.75), (4, 0.25, 3.0)]
)
def test_uniform_overlaps_against_exact_rationals(k, z, eps):
    p, q = rationals.overlaps(k, Fraction(z), Fraction(eps))
    measured_p, ratios = sums.overlaps(UNIFORM, k, z, eps)
    assert measured_p == pytest.approx(float(p), rel=1e-12)
    assert ratios == pytest.approx([1.0, *(float(value / p**2) for value in q)], rel=1e-11)


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
    nodes, weights = np.polynomial.legendre.leggauss(12)
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
    for bounded in (UNIFORM, PRODUCT):
        assert sums.within(bounded, 3, 5.0, 1.0) == 0
        p, ratios = sums.overlaps(bounded, 3, 0.5, 10.0)
        assert p == 1
        assert np.array_equal(ratios, np.ones(4))
        assert sums.within(bounded, 3, 1.0, 2.5) == pytest.approx(float(1 - sums.distribution(bounded, 3, -1.5)), abs=1e-10)


def test_refuses_what_it_cannot_resolve():
    with pytest.raises(ValueError, match="too far in the tail"):
        sums.within(PRODUCT, 7, 5.5, 0.01)
    with pytest.raises(ValueError, match="at most 500"):
        sums.overlaps(UNIFORM, 501, 0.0, 0.1)
    with pytest.raises(ValueError, match="at most 200"):
        sums.overlaps(PRUNED_PRODUCT, 201, 0.0, 0.1)
    with pytest.raises(ValueError, match="too far in the tail"):
        sums.within(law("0.3*uniform+normal"), 2, 12.0, 0.1)
    for name in ("0.5*uniform:0.0001+normal", "0.5*uniform:1e-12+normal", "0.5*uniform:1e12+normal"):
        with pytest.raises(ValueError, match="Fourier series of more than"):
            sums.within(law(name), 7, 0.0, 0.1)
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


@pytest.mark.parametrize("c", [0.5, 3.0])
@pytest.mark.parametrize("k", [1, 4, 60])
def test_uniform_of_another_width_against_exact_rationals(c, k):
    x = np.array([-0.999, -0.5, 0.0, 0.01, 0.37, 0.8]) * k * c
    scaled = [Fraction(value) / Fraction(c) for value in x]
    assert sums.density(Uniform(c), k, x) == pytest.approx([float(rationals.density(k, u) / Fraction(c)) for u in scaled], rel=1e-10)
    assert sums.distribution(Uniform(c), k, x) == pytest.approx([float(rationals.distribution(k, u)) for u in scaled], rel=1e-10)
    p, ratios = sums.overlaps(Uniform(c), k, 0.3 * c, 0.1 * c)
    assert p == pytest.approx(sums.within(UNIFORM, k, 0.3, 0.1), rel=1e-12)
    assert ratios == pytest.approx(sums.overlaps(UNIFORM, k, 0.3, 0.1)[1], rel=1e-12)


def laplace_density(k, x):
    """Of the difference of two gamma variables, with mpmath: sum of C(k-1+j, j) 2^-(k+j) times gamma densities of k - j."""
    x = abs(mpmath.mpf(x))
    return sum(
        mpmath.binomial(k - 1 + j, j) * mpmath.mpf(2) ** -(k + j) * x ** (k - j - 1) * mpmath.exp(-x) / mpmath.gamma(k - j)
        for j in range(k)
    )


def laplace_distribution(k, x):
    x = mpmath.mpf(x)
    tail = sum(
        mpmath.binomial(k - 1 + j, j) * mpmath.mpf(2) ** -(k + j) * mpmath.gammainc(k - j, abs(x), regularized=True) for j in range(k)
    )
    return tail if x <= 0 else 1 - tail


@pytest.mark.parametrize("k", [1, 2, 3, 7, 30, 200])
def test_laplace_against_high_precision(k):
    x = np.array([-600.0, -50.0, -3.0, -1e-6, 0.0, 0.1, 2.5, 30.0, 700.0])
    with mpmath.workdps(80):
        density, distribution = ([float(f(k, v)) for v in x] for f in (laplace_density, laplace_distribution))
        assert sums.density(LAPLACE, k, x) == pytest.approx(density, rel=1e-12, abs=0)
        assert sums.distribution(LAPLACE, k, x) == pytest.approx(distribution, rel=1e-12, abs=0)
        for z, eps in ((0.0, 1e-9), (0.3, 0.5), (3.0, 1e-9), (3.0, 3.5), (30.0, 4.5), (100.0, 1e-3), (0.0, 60.0)):
            expected = laplace_distribution(k, mpmath.mpf(z) + mpmath.mpf(eps)) - laplace_distribution(k, mpmath.mpf(z) - mpmath.mpf(eps))
            assert sums.within(LAPLACE, k, z, eps) == pytest.approx(float(expected), rel=1e-12, abs=0)


@pytest.mark.parametrize(("k", "z", "eps"), [(2, 0.0, 0.1), (3, 1.0, 1e-6), (5, 20.0, 0.3), (4, 2.0, 6.0), (3, 150.0, 0.5)])
def test_laplace_overlaps_against_high_precision(k, z, eps):
    with mpmath.workdps(90 if z == 150 else 30):
        window = lambda m, t: laplace_distribution(m, t + mpmath.mpf(eps)) - laplace_distribution(m, t - mpmath.mpf(eps))  # noqa: E731
        p = window(k, mpmath.mpf(z))
        points = sorted({-60, -20, -5, 0, z - eps, z + eps, z / 4, z / 2, 3 * z / 4, z + 5, z + 20, z + 60})
        with mpmath.workdps(90 if z == 150 else 20):
            q = [mpmath.quad(lambda b, i=i: laplace_density(i, b) * window(k - i, z - b) ** 2, points, maxdegree=6) for i in range(1, k)]
        measured_p, ratios = sums.overlaps(LAPLACE, k, z, eps)
        assert measured_p == pytest.approx(float(p), rel=1e-12)
        assert ratios[1:k] == pytest.approx([float(value / p**2) for value in q], rel=1e-10)


def test_two_normally_scaled_normals_are_laplace():
    x = np.array([[-40.0], [-1.0], [0.0], [0.3], [7.0]])
    for k in (1, 2, 5, 40):
        assert nsn.density(2 * k, x) == pytest.approx(sums.density(LAPLACE, k, x.ravel()), rel=1e-10)
        assert mrss.distribution(2 * k, x) == pytest.approx(sums.distribution(LAPLACE, k, x.ravel()), abs=1e-12)


MIXTURES = [
    "pruned-product",
    "0.3*uniform:0.5+normal",
    "0.3*uniform+product",
    "0.3*uniform:0.37+0.2*zero+product",
    "0.4*uniform:0.1+uniform:2.3",
    "0.5*laplace+product",
    "0.2*laplace+0.2*uniform+0.5*normal+0.3*zero+product",
]


def graded(points, reach):
    """Nodes and weights on [-reach, reach], refined to each of the points."""
    steps = np.geomspace(1e-13, 0.2, 30)
    points = np.unique(np.round(points, 13))
    edges = np.concatenate([np.add.outer(points, s * steps).ravel() for s in (-1, 1)] + [points, np.arange(-reach, reach, 0.4), [reach]])
    edges = np.unique(np.clip(edges, -reach, reach))
    half = np.diff(edges)[:, None] / 2
    nodes, weights = np.polynomial.legendre.leggauss(12)
    return (edges[:-1, None] + half + half * nodes).ravel(), (half * weights).ravel()


def reaches(name, k):
    """How far the sum of k samples reaches, but for tails below 1e-16."""
    return min(60, 0.5 + k * max(part.reach for _, part in parts(law(name))))


def corners(mixture, k):
    """Where the density of up to three of k samples is not smooth."""
    own = [{0.0} if part.reach in (0, math.inf) else {-part.reach, 0.0, part.reach} for _, part in parts(mixture)]
    points = {0.0}
    for _ in range(min(k, 3)):
        points = {round(a + b, 13) for a in points for each in own for b in each} | points
    return np.array(sorted(points))


@pytest.mark.parametrize("name", MIXTURES)
@pytest.mark.parametrize(("i", "j"), [(1, 1), (1, 2), (2, 3)])
def test_mixtures_against_convolution(name, i, j):
    """From one sample's density to sums of 2, of 3, and of 5, on nodes that close in on the singularities."""
    mixture, reach = law(name), reaches(name, 3)
    atom = mixture.mass_at_zero
    f = lambda k, y: np.minimum(mixture.density(y) if k == 1 else sums.density(mixture, k, y), 1e3)  # noqa: E731
    for x in (0.011, 0.3, 0.74, 2.05) if j < 3 else (0.3, 2.05):
        y, weights = graded(np.concatenate([corners(mixture, i), x - corners(mixture, j)]), reach)
        expected = np.sum(weights * f(i, y) * f(j, x - y))
        expected += atom**i * f(j, np.array([x]))[0] + atom**j * f(i, np.array([x]))[0]
        assert float(sums.density(mixture, i + j, x)) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("name", MIXTURES)
@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize(("z", "eps"), [(0.0, 0.3), (0.45, 0.1), (0.9, 1e-3)])
def test_mixture_windows_are_integrals_of_the_density(name, k, z, eps):
    mixture = law(name)
    points = corners(mixture, k)
    y, weights = graded(np.concatenate([points[np.abs(points - z) < eps] - z, [0.0]]), eps)
    expected = np.sum(weights * sums.density(mixture, k, z + y)) + mixture.mass_at_zero**k * (abs(z) < eps)
    assert sums.within(mixture, k, z, eps) == pytest.approx(expected, abs=2e-10 * eps)
    low, high = sums.distribution(mixture, k, [z - eps, z + eps])
    assert high - low == pytest.approx(expected, abs=1e-11)


def single_distribution(mixture, x):
    """P(X <= x) in closed form, weighed over the parts."""
    forms = {
        Uniform: lambda part: (np.clip(x / part.c, -1, 1) + 1) / 2,
        ProductOfUniforms: lambda _: 0.5 + (np.clip(x, -1, 1) * (1 - np.log(np.maximum(np.abs(np.clip(x, -1, 1)), 1e-300)))) / 2,
        Normal: lambda _: ndtr(x),
        Laplace: lambda _: 0.5 + np.sign(x) * -np.expm1(-np.abs(x)) / 2,
        Zero: lambda _: (x >= 0).astype(float),
    }
    return sum(weight * forms[type(part)](part) for weight, part in parts(mixture))


@pytest.mark.parametrize("name", MIXTURES)
@pytest.mark.parametrize(("k", "z", "eps"), [(2, 0.1, 0.3), (2, 0.45, 0.02), (3, 0.45, 0.02), (5, 0.1, 0.3)])
def test_mixture_overlaps_against_quadrature(name, k, z, eps):
    """q_{k-1}, whose window is of one sample, in closed form."""
    mixture, reach = law(name), reaches(name, k - 1)
    atom = mixture.mass_at_zero
    window = lambda b: single_distribution(mixture, z - b + eps) - single_distribution(mixture, z - b - eps)  # noqa: E731
    ends = np.concatenate([z + s * eps + corners(mixture, 1) for s in (-1, 1)])
    b, weights = graded(np.concatenate([corners(mixture, k - 1), ends]), reach)
    q = np.sum(weights * np.minimum(sums.density(mixture, k - 1, b), 1e3) * window(b) ** 2) + atom ** (k - 1) * window(np.zeros(1))[0] ** 2
    p, ratios = sums.overlaps(mixture, k, z, eps)
    assert ratios[k - 1] * p**2 == pytest.approx(q, rel=1e-8)


@pytest.mark.parametrize("part", [UNIFORM, Uniform(0.3), PRODUCT, NORMAL, LAPLACE, PRUNED_PRODUCT])
def test_a_mixture_of_a_law_with_itself_is_that_law(part):
    mixture, k, x = Mixture(0.3, UNIFORM, part) if part is PRUNED_PRODUCT else Mixture(0.3, part, part), 4, [0.0, 0.2, 0.7]
    same = law("0.3*uniform+0.5*zero+product") if part is PRUNED_PRODUCT else part
    assert np.array_equal(sums.density(mixture, k, x), sums.density(same, k, x))
    assert np.array_equal(sums.distribution(mixture, k, x), sums.distribution(same, k, x))
    assert np.array_equal(sums.overlaps(mixture, k, 0.2, 0.1)[1], sums.overlaps(same, k, 0.2, 0.1)[1])


@pytest.mark.parametrize("k", [1, 2, 3, 5, 9])
def test_pruned_uniform_against_exact_rationals(k):
    """Mixture(1/2, Zero, Uniform) is a binomial mixture of sums of uniforms."""
    mixture, x = Mixture(0.5, Zero(), UNIFORM), np.array([-0.9, -0.25, 0.0, 0.125, 0.75, 1.5, 2.875])
    weight = [Fraction(math.comb(k, j), 2**k) for j in range(k + 1)]
    density, distribution = (
        [sum(weight[j] * of(j, Fraction(v)) for j in range(1, k + 1)) for v in x] for of in (rationals.density, rationals.distribution)
    )
    assert sums.density(mixture, k, x) == pytest.approx([float(v) for v in density], abs=1e-11)
    assert sums.distribution(mixture, k, x) == pytest.approx(
        [float(v + weight[0] * (y >= 0)) for v, y in zip(distribution, x, strict=True)], abs=1e-12
    )


@pytest.mark.parametrize(("k", "z", "eps"), [(2, 0.5, 0.25), (3, 0.125, 0.25), (4, 0.25, 0.75), (5, 1.5, 0.125), (4, 0.0, 0.5)])
def test_pruned_uniform_overlaps_against_exact_rationals(k, z, eps):
    p, q = rationals.overlaps(k, Fraction(z), Fraction(eps), Fraction(1, 2))
    measured_p, ratios = sums.overlaps(Mixture(0.5, Zero(), UNIFORM), k, z, eps)
    assert measured_p == pytest.approx(float(p), rel=1e-11)
    assert ratios == pytest.approx([1.0, *(float(value / p**2) for value in q)], rel=1e-9)


def test_sums_of_nothing():
    assert sums.overlaps(Zero(), 3, 0.1, 0.2)[0] == 1
    assert sums.within(Zero(), 3, 0.2, 0.2) == 0
    assert list(sums.distribution(Zero(), 3, [-1e-9, 0.0, 1e-9])) == [0, 1, 1]
    assert sums.distribution(PRUNED_PRODUCT, 3, [-1e-12, 0.0]) == pytest.approx([0.5 - 1 / 16, 0.5 + 1 / 16], abs=1e-9)
