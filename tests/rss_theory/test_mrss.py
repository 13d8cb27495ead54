"""Probabilities of sums of NSN vectors against quadrature, closed forms and simulation (fixed seeds, |z| < 5.5, alarms below 1e-6)."""

import math
from itertools import combinations, pairwise

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr

from rss_theory import mrss
from rss_theory.laws.nsn import density
from rss_theory.mrss import _within, box_probability, joint_probability, lemma7, lemma8, second_moment_ratio, theorem5_constant


def nsn(rng, shape, d):
    return rng.standard_normal((*shape, 1)) * rng.standard_normal((*shape, d))


@pytest.mark.parametrize("x", [0.0, 0.3, 0.9, 2.0])
@pytest.mark.parametrize("ratio", [1e-6, 2e-4, 5e-4, 1e-3, 0.3])
def test_a_normals_window_at_30_digits(x, ratio):
    """At eps = ratio and centre x, both in units of sqrt(2 variance): by the density and, where wider, by the difference."""
    variance = 1.7
    root = math.sqrt(2 * variance)
    center, eps = x * root, ratio * root
    with mpmath.workdps(30):
        low, high = (mpmath.erf((mpmath.mpf(center) + sign * mpmath.mpf(eps)) / mpmath.sqrt(2 * mpmath.mpf(variance))) for sign in (-1, 1))
        expected = float((high - low) / 2)
    assert _within(center, eps, np.array([variance]))[0] == pytest.approx(expected, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("k", "eps", "z"),
    [
        (1, 0.01, [0.0]),
        (1, 0.5, [0.0, 0.3]),
        (3, 1e-6, [0.0] * 6),
        (16, 0.01, [0.0, 0.0]),
        (100, 0.01, [1.0, -2.0, 0.5]),
        (5, 3.0, [0.0] * 4),
    ],
)
def test_box_against_quadrature_at_25_digits(k, eps, z):
    with mpmath.workdps(25):

        def integrand(w):
            q = mpmath.e**w
            inside = mpmath.mpf(1)
            for v in z:
                inside *= (mpmath.erf((v + eps) / mpmath.sqrt(2 * q)) - mpmath.erf((v - eps) / mpmath.sqrt(2 * q))) / 2
            return inside * mpmath.exp(mpmath.mpf(k) / 2 * (w - mpmath.log(2)) - q / 2 - mpmath.loggamma(mpmath.mpf(k) / 2))

        expected = mpmath.quad(integrand, [-90, -60, -40, -30, -20, -15, -10, *range(-7, 10)])
    assert box_probability(k, eps, z) == pytest.approx(float(expected), rel=1e-9)


@pytest.mark.parametrize(("k", "d"), [(100, 3), (400, 20), (576, 24)])
def test_box_of_a_narrow_window(k, d):
    """At 0 and small eps: (2 eps / sqrt(2 pi))^d E[Q^(-d/2)], a quotient of gamma functions."""
    eps = 1e-5
    negative_moment = 2 ** (-d / 2) * math.exp(math.lgamma((k - d) / 2) - math.lgamma(k / 2))
    assert box_probability(k, eps, [0.0] * d) == pytest.approx((2 * eps / math.sqrt(2 * math.pi)) ** d * negative_moment, rel=1e-9)


@pytest.mark.parametrize(
    ("k", "j", "eps", "z"),
    [(4, 2, 0.3, [0.0]), (4, 1, 0.3, [0.2, -0.5]), (3, 2, 0.5, [0.0, 0.0]), (6, 1, 0.2, [0.0, 0.4]), (8, 4, 1.0, [0.0] * 3)],
)
def test_joint_against_simulation(k, j, eps, z):
    x = nsn(np.random.default_rng(k), (300_000, k + j), len(z))
    hits = (np.abs(x[:, :k].sum(axis=1) - z).max(axis=1) < eps) & (np.abs(x[:, j:].sum(axis=1) - z).max(axis=1) < eps)
    p = joint_probability(k, j, eps, z)
    assert abs(hits.mean() - p) < 5.5 * math.sqrt(p / len(hits))


@pytest.mark.parametrize(
    ("k", "j", "eps", "z"), [(4, 2, 0.3, [0.0]), (40, 3, 1e-6, [0.0] * 6), (40, 1, 1e-6, [0.0] * 3), (100, 30, 0.01, [0.0, 3.0])]
)
def test_joint_does_not_change_with_finer_nodes(k, j, eps, z, monkeypatch):
    coarse, nodes = joint_probability(k, j, eps, z), mrss._chi_square
    monkeypatch.setattr(mrss, "_chi_square", lambda degrees, d, eps, step, cut: nodes(degrees, d, eps, step / 1.3, cut + 6))
    monkeypatch.setattr(mrss, "NODES", 64)
    assert coarse == pytest.approx(joint_probability(k, j, eps, z), rel=1e-6)


def test_joint_at_its_ends():
    z = [0.1, 0.3]
    assert joint_probability(5, 0, 0.2, z) == box_probability(5, 0.2, z)
    assert joint_probability(5, 5, 0.2, z) == pytest.approx(box_probability(5, 0.2, z) ** 2)
    inner = [joint_probability(5, j, 0.2, z) for j in range(6)]
    assert inner == sorted(inner, reverse=True)  # the more they share, the likelier both


@pytest.mark.parametrize(("n", "k", "eps", "z"), [(5, 2, 0.4, [0.0]), (6, 3, 0.7, [0.0, 0.5]), (4, 2, 1.0, [0.3, 0.0, 0.0])])
def test_second_moment_against_enumeration(n, k, eps, z):
    x = nsn(np.random.default_rng(n), (200_000, n), len(z))
    counts = sum((np.abs(x[:, list(s)].sum(axis=1) - z).max(axis=1) < eps).astype(float) for s in combinations(range(n), k))
    mean = math.comb(n, k) * box_probability(k, eps, z)
    assert abs(counts.mean() - mean) < 5.5 * counts.std() / math.sqrt(len(counts))
    ratio = second_moment_ratio(n, k, eps, z)
    second = ratio * mean**2
    assert abs((counts**2).mean() - second) < 5.5 * (counts**2).std() / math.sqrt(len(counts))
    assert np.mean(counts > 0) >= 1 / ratio - 0.005


@pytest.mark.parametrize(("k", "d"), [(1, 1), (1, 5), (2, 1), (3, 3), (4, 2), (1, 200), (400, 1), (300, 3), (10, 500), (7, 7)])
def test_density_against_high_precision(k, d):
    """Logarithms, as either end of floating point may be passed; these points reach where scipy's Bessel function overflows."""
    with mpmath.workdps(40):
        for r in (1e-150, 1e-8, 0.01, 0.3, 1.0, 10.0, 300.0):
            order = mpmath.mpf(k - d) / 2
            scale = mpmath.mpf(2) ** (mpmath.mpf(k) / 2) * mpmath.gamma(mpmath.mpf(k) / 2) * (2 * mpmath.pi) ** (mpmath.mpf(d) / 2)
            expected = float(mpmath.log(2 * mpmath.mpf(r) ** order * mpmath.besselk(abs(order), r) / scale))
            measured = float(density(k, [0.0] * (d - 1) + [r]))
            if expected > 709.7:
                assert measured == math.inf
            elif expected > -700:
                assert math.log(measured) == pytest.approx(expected, rel=1e-10, abs=1e-10)
            else:
                assert measured < 1e-300


@pytest.mark.parametrize(("k", "d"), [(1, 1), (1, 2), (2, 3), (5, 2), (40, 4)])
def test_density_is_a_mixture_of_normals_of_mass_one(k, d):
    """By quadrature over the root of the chi-square scale, and over the radius."""
    scale = lambda s: 2 * math.exp((k - 1) * math.log(s) - s * s / 2 - math.lgamma(k / 2) - k / 2 * math.log(2))  # noqa: E731
    edges = [1e-12, 1e-4, 0.01, 0.1, 0.5, 1, 2, 4, 8, 16, 40]
    for r in (0.05, 1.0, 6.0):
        normal = lambda s, r=r: (2 * math.pi * s * s) ** (-d / 2) * math.exp(-r * r / (2 * s * s))  # noqa: E731
        expected = sum(quad(lambda s: scale(s) * normal(s), a, b, epsabs=0, epsrel=1e-11)[0] for a, b in pairwise(edges))  # noqa: B023
        assert float(density(k, [r] + [0.0] * (d - 1))) == pytest.approx(expected, rel=1e-8)
    sphere = 2 * math.pi ** (d / 2) / math.gamma(d / 2)
    radial = lambda r: sphere * r ** (d - 1) * float(density(k, [r] + [0.0] * (d - 1)))  # noqa: E731
    assert sum(quad(radial, a, b, limit=200)[0] for a, b in pairwise([1e-14, 1e-4, 0.1, 1, 10, 40, 150])) == pytest.approx(1, abs=1e-8)


def test_density_at_zero():
    """Finite where k > d: E[Q^(-d/2)] / (2 pi)^(d/2)."""
    for k, d in ((5, 3), (2, 1), (300, 8)):
        expected = math.exp(math.lgamma((k - d) / 2) - math.lgamma(k / 2)) * (4 * math.pi) ** (-d / 2)
        assert float(density(k, [0.0] * d)) == pytest.approx(expected, rel=1e-10)
    assert np.array_equal(np.isinf(density(2, [[0.0, 0.0], [0.0, 1.0]])), [True, False])


@pytest.mark.parametrize(("k", "x"), [(1, [0.5]), (1, [1e-6, -1e-6]), (2, [-30.0]), (4, [-1.0, 2.0]), (50, [-1.0, 2.0, 9.0])])
def test_distribution_against_quadrature_and_simulation(k, x):
    scale = lambda s: 2 * math.exp((k - 1) * math.log(s) - s * s / 2 - math.lgamma(k / 2) - k / 2 * math.log(2))  # noqa: E731
    edges = [1e-12, 1e-6, 1e-3, 0.1, 1, 3, 6, 9, 15, 40]
    expected = sum(
        quad(lambda s: scale(s) * np.prod(ndtr(np.array(x) / s)), a, b, epsabs=1e-15, epsrel=1e-12, limit=200)[0]
        for a, b in pairwise(edges)
    )
    p = float(mrss.distribution(k, x))
    assert p == pytest.approx(expected, abs=1e-12)
    below = np.all(nsn(np.random.default_rng(k), (20_000, k), len(x)).sum(axis=1) <= x, axis=1)
    assert abs(below.mean() - p) <= 5.5 * math.sqrt(p * (1 - p) / len(below))


def test_lemma7_is_false_from_twelve_coordinates_on():
    for d in range(1, 25):
        k = max(16, d * d)
        p, printed, corrected = box_probability(k, 0.01, [0.0] * d), lemma7(k, 0.01, [0.0] * d), lemma7(k, 0.01, [0.0] * d, corrected=True)
        assert printed.applies
        assert (printed.value <= p) == (d < 12)
        assert corrected.applies
        assert corrected.value <= p
        assert printed.value / corrected.value == pytest.approx(2 ** (d / 2))


@pytest.mark.parametrize("d", [1, 2, 4, 9])
@pytest.mark.parametrize("eps", [1e-6, 0.2])
def test_lemma7_corrected_holds_at_the_ends_of_its_hypotheses(d, eps):
    for k in (max(16, d * d), 10 * max(16, d * d)):
        for z in ([math.sqrt(k)] + [0.0] * (d - 1), [math.sqrt(k) / d] * d):
            bound = lemma7(k, eps, [v * (1 - 1e-12) for v in z], corrected=True)
            assert bound.applies
            assert bound.value <= box_probability(k, eps, z)


def test_lemma8():
    assert lemma8(973, 1, 1e-6, 4, 1.0).value < joint_probability(973, 1, 1e-6, [0.0] * 4)
    for k, j, eps, d in ((973, 2, 1e-6, 4), (400, 300, 0.1, 2), (200, 150, 0.2, 1)):
        assert joint_probability(k, j, eps, [0.0] * d) <= lemma8(k, j, eps, d, 1.0).value
    applying = 0
    for d, k, eps in ((1, 400, 0.1), (1, 400, 1e-3), (2, 500, 0.2)):
        for j in (1, k // 2, 3 * k // 4, k):
            bound = lemma8(k, j, eps, d, 1.0, corrected=True)
            if bound.applies:
                applying += 1
                assert joint_probability(k, j, eps, [0.0] * d) <= bound.value
    assert applying >= 4


def test_theorem5_constant():
    assert 270_800 < theorem5_constant(4) <= 270_801
    assert all(theorem5_constant(d) < theorem5_constant(4) for d in (2, 3, *range(5, 200)))
    assert 768 * ((2 + 7 / 4) / (2 - 7 / 4)) ** 4 > 3e7  # Eq. 13's middle term at d = 4


def test_bounds_beyond_floating_point():
    """More subsets than a double holds; windows so far out, or so narrow, that p^2 underflows and nothing is proved."""
    second, first, _ = mrss.success_bounds(5000, 500, 0.1, [0.0])
    assert first.value == 1
    assert 1 / second_moment_ratio(5000, 500, 0.1, [0.0]) == second.value
    for eps, target in ((0.1, [1e6]), (1e-200, [0.5])):
        second, first, _ = mrss.success_bounds(10, 3, eps, target)
        assert second.value == 0
        assert 0 <= first.value < 1e-190


@pytest.mark.parametrize(
    "call",
    [
        lambda: box_probability(0, 0.1, [0.0]),
        lambda: box_probability(3, 0.1, []),
        lambda: joint_probability(3, 4, 0.1, [0.0]),
        lambda: second_moment_ratio(3, 4, 0.1, [0.0]),
        lambda: lemma8(3, 0, 0.1, 1, 1.0),
        lambda: density(0, [0.0]),
        lambda: mrss.distribution(1, []),
    ],
)
def test_bad_input(call):
    with pytest.raises(ValueError, match="needed"):
        call()
