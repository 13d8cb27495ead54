"""Activations that are (leaky) ReLUs near 0, shifted: burkholz2022, Assumption 2.3."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rss_theory.arrays import Array


@dataclass(frozen=True)
class Activation:
    """phi(x) is within e of m_plus x + d for 0 <= x <= radius(e) and of m_minus x + d for -radius(e) <= x < 0.

    `lipschitz` is T, the Lipschitz constant on the real line. Source: burkholz2022:assumption-2.3.

    >>> round(ACTIVATIONS["tanh"].radius(0.009), 12)
    0.3
    """

    name: str
    function: Callable[[ArrayLike], Array]
    m_plus: float
    m_minus: float
    d: float
    lipschitz: float
    largest: float  # sup |phi|
    slope: Callable[[ArrayLike], Array]  # phi'(x) as a function of phi(x)
    cubic: float  # |phi(x) - (m x + d)| <= cubic |x|^3 on |x| <= reach; 0: exact everywhere
    reach: float

    def radius(self, e: float) -> float:
        """a(e): at most the distance from 0 up to which the approximation is within e; infinite where it is exact."""
        if not e > 0:
            raise ValueError(f"an error above 0 is needed, got {e}")
        return min((e / self.cubic) ** (1 / 3), self.reach) if self.cubic else math.inf

    @property
    def r(self) -> float:
        """1 / (m_plus + m_minus): |x - r (phi(x) - phi(-x))| <= 2 r e within the radius of e."""
        return 1 / (self.m_plus + self.m_minus)


def _relu(x: ArrayLike) -> Array:
    return np.maximum(np.asarray(x, dtype=float), 0.0)


def leaky_relu(alpha: float) -> Activation:
    """max(x, 0) - alpha max(-x, 0), 0 < alpha < 1.

    >>> leaky_relu(0.25).r
    0.8
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie in (0, 1), got {alpha}")
    return Activation(
        "leaky-relu",
        lambda x: _relu(x) - alpha * _relu(np.negative(x)),
        1.0,
        alpha,
        0.0,
        1.0,
        math.inf,
        lambda y: np.where(np.asarray(y) > 0, 1.0, alpha),
        0.0,
        math.inf,
    )


def _sigmoid(x: ArrayLike) -> Array:
    return np.asarray((np.tanh(np.asarray(x, dtype=float) / 2) + 1) / 2)


def _logistic_slope(y: ArrayLike) -> Array:
    y = np.asarray(y, dtype=float)
    return y * (1 - y)


ACTIVATIONS: dict[str, Activation] = {
    a.name: a
    for a in (
        Activation("relu", _relu, 1.0, 0.0, 0.0, 1.0, math.inf, lambda y: np.asarray(np.asarray(y) > 0, dtype=float), 0.0, math.inf),
        leaky_relu(0.01),
        Activation(
            "tanh",
            lambda x: np.tanh(np.asarray(x, dtype=float)),
            1.0,
            1.0,
            0.0,
            1.0,
            1.0,
            lambda y: 1 - np.square(np.asarray(y, dtype=float)),
            1 / 3,
            math.pi / 2,
        ),
        Activation("sigmoid", _sigmoid, 0.25, 0.25, 0.5, 0.25, 1.0, _logistic_slope, 1 / 48, math.pi),
        Activation("identity", lambda x: np.asarray(x, dtype=float), 1.0, 1.0, 0.0, 1.0, math.inf, np.ones_like, 0.0, math.inf),
    )
}
