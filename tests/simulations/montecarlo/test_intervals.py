"""Intervals of probabilities, and of the first of several events that is seldom enough, by tails of binomials in rationals."""

import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from scipy.stats import binomtest

from simulations.montecarlo.intervals import clopper_pearson, first_at_most, trials_needed

LEVEL = Fraction(1, 200)  # of a test: 99 % in both


@pytest.mark.parametrize("confidence", [0.9, 0.99, 1 - 1e-7])
@pytest.mark.parametrize("trials", [1, 20, 20_000])
def test_agrees_with_scipy(confidence, trials):
    successes = np.unique([0, 1, trials // 3, trials - 1, trials])
    low, high = clopper_pearson(successes, trials, confidence)
    for s, a, b in zip(successes, low, high, strict=True):
        expected = binomtest(int(s), trials).proportion_ci(confidence, method="exact")
        assert (a, b) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)


def weights(trials, p):
    """P(Bin(trials, p) = s) for s = 0, ..., trials."""
    return [math.comb(trials, s) * p**s * (1 - p) ** (trials - s) for s in range(trials + 1)]


def excluded(s, trials, p):
    """Were the probability at most p, so many would be seen with less than LEVEL."""
    return sum(weights(trials, p)[s:]) < LEVEL


def shown(s, trials, p):
    """Were the probability p or more, so few would be seen with at most LEVEL."""
    return sum(weights(trials, p)[: s + 1]) <= LEVEL


def ends(counts, trials, p):
    """By words: all before low are excluded, low is not; all from high on are shown, the one before is not."""
    low = next((place for place, s in enumerate(counts) if not excluded(s, trials, p)), len(counts))
    high = next((place for place in range(len(counts)) if all(shown(s, trials, p) for s in counts[place:])), None)
    return low, high


@pytest.mark.parametrize("p", [Fraction(1, 10), Fraction(2, 5), Fraction(9, 10)])
def test_first_at_most_is_by_tails_of_binomials(p):
    rng = np.random.default_rng(0)
    for counts in [
        *itertools.product((0, 3, 16, 30), repeat=3),
        *rng.integers(0, 31, (100, 5)).tolist(),
        *rng.integers(0, 8, (50, 6)).tolist(),
    ]:
        assert first_at_most(counts, 30, float(p)) == ends(counts, 30, p), counts


@pytest.mark.parametrize(
    ("probabilities", "first"),
    [
        ((0.6, 0.4, 0.19, 0.05), 2),
        ((0.21, 0.21, 0.21, 0.21), 4),  # none is: high must be None
        ((0.2, 0.2, 0.2, 0.2), 0),
        ((0.9, 0.21, 0.2, 0.2), 2),  # just not and just so
        ((1.0, 1.0, 0.0, 0.0), 2),
    ],
)
def test_an_end_errs_with_at_most_half_of_what_the_confidence_leaves(probabilities, first):
    """Of four independent events, by enumeration of what their counts among 60 say; wherever the first lies."""
    trials, p = 60, Fraction(1, 5)
    says = [(excluded(s, trials, p), shown(s, trials, p)) for s in range(trials + 1)]
    one_each = {said: s for s, said in enumerate(says)}  # a count that says it
    likely = [dict.fromkeys(one_each, 0.0) for _ in probabilities]
    for own, q in zip(likely, probabilities, strict=True):
        for said, weight in zip(says, weights(trials, q), strict=True):
            own[said] += weight
    below = above = 0.0
    for said in itertools.product(one_each, repeat=len(probabilities)):
        low, high = first_at_most([one_each[word] for word in said], trials, 0.2)
        weight = math.prod(own[word] for own, word in zip(likely, said, strict=True))
        below += weight * (high is not None and high < first)
        above += weight * (low > first)
    assert below <= LEVEL * (1 + 1e-9)
    assert above <= LEVEL * (1 + 1e-9)


@pytest.mark.parametrize("p", [0.5, 0.1, 0.001, 1e-6, 1e-12, 1e-300])
@pytest.mark.parametrize("confidence", [0.5, 0.99, 1 - 1e-9])
def test_trials_needed(p, confidence):
    """The least N with (1 - p)^N <= (1 - confidence) / 2, by 700 digits, to rounding of logarithms."""
    with mpmath.workdps(700):
        exact = mpmath.log((1 - mpmath.mpf(confidence)) / 2) / mpmath.log(1 - mpmath.mpf(p))
        found = trials_needed(p, confidence)
        assert exact * (1 - 1e-14) <= found <= exact * (1 + 1e-14) + 1
    if p > 1e-9:
        assert clopper_pearson(0, found, confidence)[1] <= p * (1 + 1e-12)
        assert clopper_pearson(0, found - 1, confidence)[1] > p
    assert trials_needed(5e-324) > 1e300  # nothing overflows
