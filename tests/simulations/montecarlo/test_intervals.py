import numpy as np
import pytest
from scipy.stats import binomtest

from simulations.montecarlo.intervals import clopper_pearson


@pytest.mark.parametrize("confidence", [0.9, 0.99, 1 - 1e-7])
@pytest.mark.parametrize("trials", [1, 20, 20_000])
def test_agrees_with_scipy(confidence, trials):
    successes = np.unique([0, 1, trials // 3, trials - 1, trials])
    low, high = clopper_pearson(successes, trials, confidence)
    for s, a, b in zip(successes, low, high, strict=True):
        expected = binomtest(int(s), trials).proportion_ci(confidence, method="exact")
        assert (a, b) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)
