"""Laws that no list of the package names: not symmetric, of two peaks, with atoms, from a file, of one's own."""

import numpy as np
from scipy import stats

from rss_theory.laws import Law, Mixture, Zero
from rss_theory.laws.atoms import Atoms
from rss_theory.laws.empirical import empirical
from rss_theory.laws.scipy_law import scipy_law

UNIT = scipy_law(stats.uniform())
CUT_NORMAL = scipy_law(stats.truncnorm(-2, 2))
BETA = scipy_law(stats.beta(2, 2, loc=-1, scale=2))
BIMODAL = Mixture(0.5, scipy_law(stats.norm(-1, 0.3)), scipy_law(stats.norm(1, 0.3)))
EXPONENTIAL = scipy_law(stats.expon())
FOUR_BITS = Atoms(tuple((j - 7.5) / 8 for j in range(16)), tuple((j % 4 + 1) / 40 for j in range(16)))
FILE = empirical(np.random.default_rng(1).standard_normal(200))
THINNED = Mixture(0.5, Zero(), CUT_NORMAL)
ATOMS_BESIDE = Mixture(0.5, Atoms((-0.5, 0.25), (0.25, 0.75)), UNIT)


class Skew(Law):
    """Density (1 - x) / 2 on [-1, 1]: it says no more than it has to."""

    name, low, high, variance, mean = "skew", -1.0, 1.0, 1 / 3, -1 / 3

    def sample(self, rng, size):
        return 1 - 2 * np.sqrt(rng.random(size))

    def density(self, x):
        return np.where(np.abs(x) <= 1, (1 - np.asarray(x)) / 2, 0.0)

    def distribution(self, x):
        return 1 - (1 - np.clip(x, -1, 1)) ** 2 / 4


EIGHT = {
    "U[0,1]": UNIT,
    "cut normal": CUT_NORMAL,
    "beta": BETA,
    "bimodal": BIMODAL,
    "exponential": EXPONENTIAL,
    "four bits": FOUR_BITS,
    "file": FILE,
    "skew": Skew(),
}
