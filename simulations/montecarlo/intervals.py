"""Estimates of probabilities and their confidence intervals."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

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
