"""Binary entropy, in bits, and what it says of binomial coefficients."""

import math

import numpy as np
from scipy.special import xlog1py, xlogy

from rss_theory.arrays import Array, ArrayLike
from rss_theory.bound import Bound


def binary_entropy(x: ArrayLike) -> Array:
    """H2(x) = -x log2 x - (1-x) log2(1-x), elementwise for x in [0, 1] of any shape, in bits.

    Raises ValueError for an x outside [0, 1]. Source: natale2024, section 3.

    >>> float(binary_entropy(0.5)), float(binary_entropy(0.0))
    (1.0, 0.0)
    """
    x = np.asarray(x, dtype=float)
    if not np.all((x >= 0) & (x <= 1)):
        raise ValueError(f"x must lie in [0, 1], got {x}")
    return (-xlogy(x, x) - xlog1py(1 - x, -x)) / np.log(2)


def binomial_bounds(n: int, k: int) -> tuple[Bound, Bound]:
    """sqrt(n / (8k(n-k))) 2^(n H2(k/n)) <= C(n,k) <= sqrt(n / (2 pi k(n-k))) 2^(n H2(k/n)) for 1 <= k <= n-1; inf beyond floating point.

    Raises ValueError for other k. Source: natale2024:eq-14, natale2024:eq-47.

    >>> low, high = binomial_bounds(10, 4)
    >>> round(low.value, 2), round(high.value, 2)
    (191.07, 215.6)
    """
    if not 1 <= k <= n - 1:
        raise ValueError(f"1 <= k <= n - 1 is needed, got k={k}, n={n}")
    bits, inside = n * float(binary_entropy(k / n)), {"1 <= k <= n - 1": True}

    def value(c: float) -> float:
        return math.inf if bits > 1000 else math.sqrt(n / (c * k * (n - k))) * 2**bits

    return (
        Bound("binomial, below", value(8), "lower", "C(n,k)", "natale2024:eq-14", inside),
        Bound("binomial, above", value(2 * math.pi), "upper", "C(n,k)", "natale2024:eq-47", inside),
    )


def partial_sum_bound(n: int, k: int) -> Bound:
    """sum_{i=1}^k C(n,i) <= (e n / k)^k, 1 <= k <= n; inf beyond floating point. Source: natale2024:appendix-a, its footnote 5.

    >>> partial_sum_bound(10, 3).value >= 10 + 45 + 120
    True
    """
    hypotheses = {"1 <= k <= n": 1 <= k <= n}
    log = k * (1 + math.log(n / k)) if k >= 1 else 0.0
    return Bound("partial sum", math.inf if log > 700 else math.exp(log), "upper", "sum of C(n,i)", "natale2024:appendix-a", hypotheses)


def entropy_bound(x: float) -> Bound:
    """H2(x) >= x log2(1/x). Source: natale2024:eq-36.

    >>> entropy_bound(0.25).value, round(float(binary_entropy(0.25)), 4)
    (0.5, 0.8113)
    """
    return Bound("entropy, below", -float(xlogy(x, x)) / math.log(2), "lower", "H2(x)", "natale2024:eq-36", {"0 <= x <= 1": 0 <= x <= 1})
