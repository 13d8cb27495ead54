"""Estimates of probabilities and their confidence intervals."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrc, betaincinv

from rss_theory.arrays import Array


def clopper_pearson(successes: ArrayLike, trials: int, confidence: float = 0.99) -> tuple[Array, Array]:
    """Exact two-sided interval of a probability: ends (low, high), elementwise in successes.

    It contains the probability with at least the given confidence, whatever the probability is.

    >>> low, high = clopper_pearson(0, 100, 0.99)
    >>> float(low), round(float(high), 6)
    (0.0, 0.051604)
    """
    s = np.asarray(successes, dtype=float)
    tail = (1 - confidence) / 2
    low = np.where(s > 0, betaincinv(np.maximum(s, 1), trials - s + 1, tail), 0.0)
    high = np.where(s < trials, betaincinv(s + 1, np.maximum(trials - s, 1), 1 - tail), 1.0)
    return low, high


def first_at_most(counts: ArrayLike, trials: int, probability: float, confidence: float = 0.99) -> tuple[int, int | None]:
    """Which of several events, none likelier than the one before, is the first of at most this probability: low <= first <= high.

    counts (events,): how often each came in `trials` of its own. low is the first place that is not excluded, the number of events where
    all are; high is None where not even the last is shown to be at most so likely. The interval holds the first with at least the given
    confidence, each end alone errs with at most (1 - confidence) / 2, and nothing is asked of how different events depend on each other.

    Each event has one test a side, by its end of `clopper_pearson`: low goes up from the front until a test does not exclude, high comes
    down from the back until one does not show. high errs only where the test of the event just before the first errs, as those behind it
    say the truth and none is asked after it; low only where that of the first does. So no level is shared among the events.

    >>> first_at_most([60, 30, 2, 0], 100, 0.1), first_at_most([60, 8, 9, 7], 100, 0.1), first_at_most([60, 30], 100, 0.1)
    ((2, 2), (1, None), (2, None))
    """
    lowest, highest = clopper_pearson(counts, trials, confidence)
    excluded, shown = lowest > probability, highest <= probability
    low, shown_last = int(np.argmin(np.append(excluded, False))), int(np.argmin(np.append(shown[::-1], False)))
    return low, len(shown) - shown_last if shown_last else None


def trials_needed(probability: float, confidence: float = 0.99) -> int:
    """The fewest trials that can show, by `clopper_pearson`, that a probability is at most so much: those in which nothing happened.

    Of none in N the upper end is 1 - ((1 - confidence) / 2)^(1/N).

    >>> trials_needed(0.01), trials_needed(1e-6)
    (528, 5298315)
    """
    return math.ceil(Fraction(math.log((1 - confidence) / 2)) / Fraction(math.log1p(-probability)))  # floats would overflow


def quantile_interval(values: ArrayLike, probability: float, confidence: float = 0.99) -> tuple[float, float]:
    """Interval of a quantile, the least x with P(X <= x) at least `probability`, from independent values (trials,) of any law.

    Its ends are order statistics, or -inf and inf where the values are too few for one: the l-th is above the quantile only where fewer
    than l values are at most that, the u-th below only where u are; by the binomial law, each with at most half of 1 - confidence.

    >>> quantile_interval(range(1, 101), 0.5, 0.99), quantile_interval(range(100), 0.99, 0.99)
    ((37.0, 64.0), (95.0, inf))
    """
    ordered, tail = np.sort(np.asarray(values, dtype=float)), (1 - confidence) / 2
    places = np.arange(len(ordered))
    below = int(np.sum(bdtr(places, len(ordered), probability) <= tail))
    above = int(np.sum(bdtrc(places, len(ordered), probability) > tail))
    padded = np.concatenate([[-np.inf], ordered, [np.inf]])
    return float(padded[below]), float(padded[above + 1])


def estimate(successes: int, trials: int, confidence: float) -> dict[str, Any]:
    """The rate of successes with its Clopper-Pearson interval, as the columns that every experiment's rows begin with."""
    low, high = clopper_pearson(successes, trials, confidence)
    return {
        "trials": trials,
        "successes": successes,
        "rate": successes / trials,
        "interval": [float(low), float(high)],
        "confidence": confidence,
    }
