import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import kstest

from rss_theory.laws import LAWS


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_samples_follow_the_density(law):
    """Kolmogorov-Smirnov against the integrated density; false alarm probability 1e-7."""
    grid = np.linspace(-1, 1, 101) if law.name != "normal" else np.linspace(-5, 5, 201)
    pieces = [quad(law.density, a, b)[0] for a, b in zip(grid[:-1], grid[1:], strict=True)]
    cumulative = np.concatenate([[0], np.cumsum(pieces)])
    assert cumulative[-1] == pytest.approx(1, abs=1e-6)
    samples = law.sample(np.random.default_rng(1), (100, 20))
    assert samples.shape == (100, 20)
    assert samples.dtype == np.float64
    # the integrated density is known on the grid only: round samples to it
    rounded = grid[np.searchsorted(grid, samples.ravel())[samples.ravel() <= grid[-1]].clip(max=len(grid) - 1)]
    empirical = np.array([(samples <= x).mean() for x in grid])
    deviation = np.abs(empirical - cumulative).max()
    assert len(rounded) > 0
    assert deviation < np.sqrt(np.log(2 / 1e-7) / (2 * samples.size))  # Dvoretzky-Kiefer-Wolfowitz
    assert kstest(samples.ravel(), lambda x: np.interp(x, grid, cumulative)).pvalue > 1e-7 or law.name == "product"
