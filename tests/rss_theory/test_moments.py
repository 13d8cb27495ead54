"""Exact moments against their definitions and against simulation."""

import itertools
import math

import numpy as np
import pytest

from rss_theory.laws import LAWS, Uniform
from rss_theory.moments import Moments, moments

ISSUED = {0.1: (0.872075, 1.0), 0.01: (0.851077, 1.0), 0.001: (0.690266, 1.0), 0.0001: (0.238916, 0.328844)}


@pytest.mark.parametrize(("eps", "expected"), ISSUED.items())
def test_known_values(eps, expected):
    """Computed independently of this package: n = 15, k = 7, target 0, uniform."""
    m = moments(15, 7, eps, 0.0, Uniform())
    assert (m.second_moment, m.first_moment) == pytest.approx(expected, abs=6e-7)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize(("n", "k", "eps", "z"), [(6, 3, 0.05, 0.0), (8, 2, 0.2, 0.7), (5, 4, 0.1, -0.4), (4, 1, 0.3, 0.5)])
def test_against_enumeration_of_all_subsets(law, n, k, eps, z):
    """E[Y] and E[Y^2] over 200,000 problems; false alarm probability of |z| > 5.5 below 1e-7 each."""
    samples = law.sample(np.random.default_rng(7), (200_000, n))
    subsets = np.array([[i in s for i in range(n)] for s in itertools.combinations(range(n), k)], dtype=float)
    y = np.sum(np.abs(samples @ subsets.T - z) < eps, axis=1)
    m = moments(n, k, eps, z, law)
    for values, expected in ((y, m.mean), (y**2, m.ratio * m.mean**2)):
        assert abs(np.mean(values) - expected) < 5.5 * np.std(values) / math.sqrt(len(y))


def test_dawson_sankoff_is_the_best_of_its_family():
    """max over j of 2 S_1 / (j+1) - 2 S_2 / (j (j+1)), the printed form, and never below the second moment bound."""
    for mean, ratio in ((0.3, 5.0), (3.3, 1.45), (32.9, 1.2), (1e6, 1.1), (1.0, 1.0)):
        m = Moments(mean, ratio)
        s1, s2 = mean, (ratio * mean**2 - mean) / 2
        best = max(2 * s1 / (j + 1) - 2 * s2 / (j * (j + 1)) for j in range(1, min(10**5, int(3 * ratio * mean) + 3)))
        if ratio * mean < 10**4:
            assert m.dawson_sankoff == pytest.approx(best, rel=1e-12)
        assert m.dawson_sankoff >= m.second_moment


def test_ends():
    assert moments(5, 5, 0.1, 0.0, Uniform()).ratio == pytest.approx(1 / moments(5, 5, 0.1, 0.0, Uniform()).mean)
    assert moments(5, 2, 0.1, 9.0, Uniform()) == Moments(0.0, math.inf)
    assert moments(5, 2, 0.1, 9.0, Uniform()).second_moment == 0
    assert moments(4000, 2000, 0.1, 0.0, LAWS["normal"]).mean == math.inf
    with pytest.raises(ValueError, match="1 <= k <= n"):
        moments(3, 4, 0.1, 0.0, Uniform())
