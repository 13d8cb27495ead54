from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from rss_theory.laws import LAWS


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_samples_follow_the_density(law):
    """The Dvoretzky-Kiefer-Wolfowitz band around the integrated density; false alarm probability 1e-7."""
    grid = np.linspace(-1, 1, 101) if law.name != "normal" else np.linspace(-6, 6, 201)
    cumulative = np.cumsum([0, *(quad(law.density, a, b)[0] for a, b in pairwise(grid))])
    assert cumulative[-1] == pytest.approx(1, abs=1e-8)
    samples = law.sample(np.random.default_rng(1), (1000, 20))
    assert samples.shape == (1000, 20)
    assert samples.dtype == np.float64
    empirical = [(samples <= x).mean() for x in grid]
    assert np.abs(empirical - cumulative).max() < np.sqrt(np.log(2 / 1e-7) / (2 * samples.size))
