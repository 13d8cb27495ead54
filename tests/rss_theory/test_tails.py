"""Concentration inequalities against the exact distributions of scipy."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from rss_theory import sums, tails
from rss_theory.laws import Uniform


@pytest.mark.parametrize("n", [1, 7, 40, 300])
@pytest.mark.parametrize(("p", "share"), [(0.5, 0.25), (0.9, 0.1), (0.3, 0.29), (1.0, 0.5)])
def test_hoeffding(n, p, share):
    bound = tails.hoeffding(n, p, share)
    assert bound.applies
    assert stats.binom(n, p).cdf(math.floor(share * n)) <= bound.value <= 1


def test_hoeffding_beyond_p_does_not_apply():
    assert not tails.hoeffding(100, 0.3, 0.5).applies
    assert stats.binom(100, 0.3).cdf(50) > tails.hoeffding(100, 0.3, 0.5).value  # "share != p", as printed, is not enough


@pytest.mark.parametrize("d", [0.1, 0.5, 0.9])
@pytest.mark.parametrize(("n", "p"), [(10, 0.5), (200, 0.1), (1000, 0.7)])
def test_chernoff(n, p, d):
    law, mean = stats.binom(n, p), n * p
    assert law.sf(math.ceil((1 + d) * mean) - 1) <= tails.chernoff_upper(mean, d).value
    assert law.cdf(math.floor((1 - d) * mean)) <= tails.chernoff_lower(mean, d).value


@pytest.mark.parametrize("degrees", [1, 2, 16, 200])
@pytest.mark.parametrize("t", [0.01, 1.0, 10.0])
def test_chi_square(degrees, t):
    low, high, bound = tails.chi_square(degrees, t)
    law = stats.chi2(degrees)
    assert law.cdf(low) <= bound.value
    assert law.sf(high) <= bound.value


@pytest.mark.parametrize("z", [0.0, 0.3, -2.0])
def test_centred_interval(z):
    law = stats.norm(0, math.sqrt(2.5))
    value = tails.centred_interval(0.7, 2.5).value
    assert law.cdf(z + 0.7) - law.cdf(z - 0.7) <= value * (1 + 1e-12)
    if z == 0:
        assert value == pytest.approx(law.cdf(0.7) - law.cdf(-0.7), rel=1e-12)


@pytest.mark.parametrize(("n", "k", "d"), [(100, 10, 2), (2500, 50, 5), (10_000, 100, 3), (400, 20, 20)])
def test_overlaps_exponential(n, k, d):
    assert stats.hypergeom(n, k, k).sf(math.ceil(k / d) - 1) <= tails.overlap_exponential(n, k, d).value


@pytest.mark.parametrize(("n", "k", "mu"), [(100, 50, 0.6), (100, 50, 0.9), (1000, 30, 0.1), (6, 3, 0.8)])
def test_overlaps_chebyshev(n, k, mu):
    law = stats.hypergeom(n, k, k)
    bound = tails.overlap_chebyshev(n, k, mu)
    assert bound.value == pytest.approx(law.var() / (mu * k - law.mean()) ** 2, rel=1e-12)
    assert law.sf(math.ceil(mu * k) - 1) <= bound.value


@pytest.mark.parametrize("n", [1, 2, 3, 10, 40])
def test_berry_esseen(n):
    z = np.linspace(-4, 4, 2001)
    distance = np.abs(sums.distribution(Uniform(), n, z * math.sqrt(n / 3)) - stats.norm.cdf(z)).max()
    assert distance <= tails.berry_esseen_uniform(n).value


@pytest.mark.parametrize("n", [2, 3, 10, 40])
def test_local_limit(n):
    """With A = 1, which the densities allow; the third absolute moment by quadrature."""
    z = np.linspace(-4, 4, 2001)
    scale = math.sqrt(n / 3)
    distance = np.abs(sums.density(Uniform(), n, z * scale) * scale - stats.norm.pdf(z)).max()
    third = integrate.quad(lambda x: x**3 / math.sqrt(3), 0, math.sqrt(3))[0]
    assert tails.local_limit_uniform(n, 1.0).value == pytest.approx(third / math.sqrt(n), rel=1e-12)
    assert distance <= third / math.sqrt(n)
