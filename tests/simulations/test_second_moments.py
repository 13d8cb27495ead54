"""Means and second moments of the number of hitting subsets, of laws that no list names, against trials.

PYTHONPATH=.:tests python tests/simulations/test_second_moments.py 1000000   # so many trials, in half a minute; |z| below 5 is asked for
"""

import sys

import numpy as np
import pytest
from foreign_laws import EIGHT

from rss_theory.moments import moments
from simulations import solvers

PROBLEMS = [(6, 3, 0.1, 0.4), (8, 2, 0.25, 1.0), (7, 4, 0.01, 0.5)]  # n, k, eps, target
AT_ONCE = 100_000


def deviations(known, n, k, eps, target, trials):
    """By how many standard errors the measured mean and second moment are off, beyond what their proved errors allow."""
    found, rng, counts = moments(n, k, eps, target, known), np.random.default_rng(0), []
    for start in range(0, trials, AT_ONCE):
        samples = known.sample(rng, (min(AT_ONCE, trials - start), n))
        counts.append(solvers.count_many(samples, np.full(len(samples), target), eps, size=k, jobs=2).astype(float))
    y = np.concatenate(counts)
    second, second_error = (
        found.ratio * found.mean**2,
        found.ratio_error * found.mean**2 + 2 * found.mean_error * found.ratio * found.mean**2,
    )
    expected = ((y, found.mean, found.mean * found.mean_error), (y**2, second, second_error))
    return [max(0.0, abs(np.mean(v) - e) - error) / (np.std(v) / np.sqrt(trials)) for v, e, error in expected]


@pytest.mark.parametrize("name", EIGHT)
def test_against_trials(name):
    """3 problems of 20,000 trials, two-sided: 48 comparisons, false alarms of 6e-7 each by the normal law."""
    for problem in PROBLEMS:
        assert max(deviations(EIGHT[name], *problem, 20_000)) < 5, problem


if __name__ == "__main__":
    for name, known in EIGHT.items():
        for problem in PROBLEMS:
            print(f"{name:12}", problem, *(f"{z:.2f}" for z in deviations(known, *problem, int(sys.argv[1]))), flush=True)
