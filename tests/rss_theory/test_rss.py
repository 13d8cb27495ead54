"""Subsets of any size against measured problems. False alarms: below 1e-6 for the whole file (|z| < 5.5 at 20 points)."""

import math

import numpy as np
import pytest

from rss_theory import rss
from rss_theory.laws import LAWS
from simulations import solvers

POINTS = [(6, 0.1, 0.0), (9, 0.05, 0.5), (12, 0.01, -1.0)]


@pytest.mark.parametrize("law", list(LAWS))
@pytest.mark.parametrize(("n", "eps", "target"), POINTS)
def test_bounds_and_mean_against_enumeration(law, n, eps, target):
    samples = LAWS[law].sample(np.random.default_rng(n), (50_000, n))
    counts = solvers.count_many(samples, target, eps)
    z = (counts.mean() - rss.mean_count(n, eps, target, LAWS[law])) / (counts.std() / math.sqrt(len(counts)))
    assert abs(z) < 5.5
    rate, slack = np.mean(counts > 0), 5.5 * 0.5 / math.sqrt(len(counts))
    for bound in rss.success_bounds(n, eps, target, LAWS[law]):
        assert bound.applies
        assert bound.value <= rate + slack if bound.side == "lower" else bound.value >= rate - slack


def test_gap_scale_is_the_density_of_sums():
    n, z, eps = 12, 0.7, 1e-6
    assert 2 * eps / rss.mean_count(n, eps, z) == pytest.approx(rss.gap_scale(n, z), rel=1e-5)


def test_lueker():
    assert rss.lueker_width(0.01, 0.5, 1.0).value == math.ceil(math.log(200))
    assert not rss.lueker_width(2.0, 0.5, 1.0).applies
    with pytest.raises(ValueError, match="above 0"):
        rss.lueker_width(0.01, 0.0, 1.0)
