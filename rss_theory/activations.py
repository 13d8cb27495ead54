"""Activations that are (leaky) ReLUs near 0, shifted: burkholz2022, Assumption 2.3."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rss_theory.arrays import Array, ArrayLike


@dataclass(frozen=True, kw_only=True)
class Activation:
    """phi(x) is within e of m_plus x + d for 0 <= x <= radius(e) and of m_minus x + d for -radius(e) <= x < 0.

    `lipschitz` is T, the Lipschitz constant on the real line. Source: burkholz2022:assumption-2.3.

    >>> round(ACTIVATIONS["tanh"].radius(0.009), 12)
    0.3
    """

    name: str
    function: Callable[[ArrayLike], Array]
    slope: Callable[[ArrayLike], Array]  # phi'(x) as a function of phi(x)
    m_plus: float
    m_minus: float
    d: float
    lipschitz: float
    largest: float  # sup |phi|
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


def _of_two_lines(name: str, function: Callable[[ArrayLike], Array], m_plus: float, m_minus: float) -> Activation:
    """m_plus x above 0 and m_minus x below, everywhere."""
    return Activation(
        name=name,
        function=function,
        slope=lambda y: np.where(np.asarray(y) > 0, m_plus, m_minus),
        m_plus=m_plus,
        m_minus=m_minus,
        d=0.0,
        lipschitz=max(m_plus, m_minus),
        largest=math.inf,
        cubic=0.0,
        reach=math.inf,
    )


def leaky_relu(alpha: float) -> Activation:
    """max(x, 0) - alpha max(-x, 0), 0 < alpha < 1.

    >>> leaky_relu(0.25).r
    0.8
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie in (0, 1), got {alpha}")
    return _of_two_lines("leaky-relu", lambda x: _relu(x) - alpha * _relu(np.negative(x)), 1.0, alpha)


def _sigmoid(x: Array) -> Array:
    return np.asarray((np.tanh(x / 2) + 1) / 2)


def _of_one_line(
    name: str, function: Callable[[Array], Array], slope: Callable[[Array], Array], *, m: float, d: float, cubic: float, reach: float
) -> Activation:
    """m x + d near 0, where it is steepest, and at most 1 everywhere."""
    return Activation(
        name=name,
        function=lambda x: function(np.asarray(x, dtype=float)),
        slope=lambda y: slope(np.asarray(y, dtype=float)),
        m_plus=m,
        m_minus=m,
        d=d,
        lipschitz=m,
        largest=1.0,
        cubic=cubic,
        reach=reach,
    )


ACTIVATIONS: dict[str, Activation] = {
    phi.name: phi
    for phi in (
        _of_two_lines("relu", _relu, 1.0, 0.0),
        leaky_relu(0.01),
        _of_one_line("tanh", np.tanh, lambda y: 1 - np.square(y), m=1.0, d=0.0, cubic=1 / 3, reach=math.pi / 2),
        _of_one_line("sigmoid", _sigmoid, lambda y: y * (1 - y), m=0.25, d=0.5, cubic=1 / 48, reach=math.pi),
        _of_two_lines("identity", lambda x: np.asarray(x, dtype=float), 1.0, 1.0),
    )
}
