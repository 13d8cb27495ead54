"""Exact moments against their definitions and against simulation."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import rationals

from rss_theory import mrss
from rss_theory.laws import LAWS, NSN, Uniform, law
from rss_theory.moments import Moments, moments

ISSUED = {0.1: (0.872075, 1.0), 0.01: (0.851077, 1.0), 0.001: (0.690266, 1.0), 0.0001: (0.238916, 0.328844)}


@pytest.mark.parametrize(("eps", "expected"), ISSUED.items())
def test_known_values(eps, expected):
    """Computed independently of this package: n = 15, k = 7, target 0, uniform."""
    m = moments(15, 7, eps, 0.0, Uniform())
    assert (m.second_moment, m.first_moment) == pytest.approx(expected, abs=6e-7)


POINTS = [
    ("uniform", 6, 3, 0.05, 0.0),
    ("uniform", 8, 2, 0.2, 0.7),
    ("uniform", 5, 4, 0.1, -0.4),
    ("uniform:0.5", 7, 3, 0.03, 0.4),
    ("uniform:0.5", 4, 1, 0.1, 0.45),
    ("product", 6, 3, 0.02, 0.3),
    ("product", 8, 5, 0.01, 0.0),
    ("pruned-product", 6, 3, 0.05, 0.0),
    ("pruned-product", 7, 4, 0.02, 0.5),
    ("pruned-product", 5, 2, 0.3, 0.2),
    ("normal", 6, 3, 0.1, 1.0),
    ("normal", 8, 4, 0.02, 0.0),
    ("laplace", 6, 3, 0.1, 0.5),
    ("laplace", 7, 2, 0.05, 3.0),
    ("0.3*uniform:0.5+normal", 6, 3, 0.1, 0.3),
    ("0.6*uniform+normal", 5, 5, 0.3, 1.0),
    ("0.4*uniform:0.3+product", 7, 3, 0.05, 0.25),
    ("0.2*zero+0.5*uniform+product", 6, 4, 0.04, 0.1),
    (NSN(1), 6, 3, 0.1, 0.4),
    (NSN(2), 6, 2, 0.5, 0.1),
]


@pytest.mark.parametrize(("given", "n", "k", "eps", "z"), POINTS)
def test_against_a_million_problems(given, n, k, eps, z):
    """E[Y] and E[Y^2] by enumeration of all subsets; false alarm probability of |z| > 5 below 6e-7 each."""
    known = given if isinstance(given, NSN) else law(given)
    rng = np.random.default_rng([n, k])
    subsets = np.array([[i in s for i in range(n)] for s in itertools.combinations(range(n), k)], dtype=float)
    y = []
    for _ in range(10):
        samples = known.sample(rng, (100_000, n)).reshape(100_000, n, -1)
        hits = [np.abs(samples[..., d] @ subsets.T - z) < eps for d in range(samples.shape[-1])]
        y.append(np.sum(np.all(hits, axis=0), axis=1, dtype=float))
    counts = np.concatenate(y)
    if isinstance(known, NSN):
        target = [z] * known.d
        mean, ratio = math.comb(n, k) * mrss.box_probability(k, eps, target), mrss.second_moment_ratio(n, k, eps, target)
    else:
        m = moments(n, k, eps, z, known)
        mean, ratio = m.mean, m.ratio
    for values, expected in ((counts, mean), (counts**2, ratio * mean**2)):
        assert abs(np.mean(values) - expected) < 5 * np.std(values) / math.sqrt(len(values))


@pytest.mark.parametrize(
    ("n", "k", "z", "eps"), [(4, 2, 0.5, 0.25), (6, 3, 0.0, 0.125), (9, 4, 1.25, 0.0625), (7, 5, 2.5, 0.5), (15, 6, 0.375, 2**-10)]
)
def test_against_exact_rationals(n, k, z, eps):
    """E[Y^2] = C(n, k) sum_i C(k, i) C(n-k, k-i) q_i with q_i integrated piece by piece in rationals."""
    p, q = rationals.overlaps(k, Fraction(z), Fraction(eps))
    second = math.comb(n, k) * sum(math.comb(k, i) * math.comb(n - k, k - i) * value for i, value in enumerate([p**2, *q]))
    m = moments(n, k, eps, z, Uniform())
    assert m.mean == pytest.approx(float(math.comb(n, k) * p), rel=1e-12)
    assert m.ratio == pytest.approx(float(second / (math.comb(n, k) * p) ** 2), rel=1e-11)


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
