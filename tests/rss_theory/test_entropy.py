import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from rss_theory.entropy import binary_entropy, binomial_bounds, entropy_bound, partial_sum_bound


@pytest.mark.parametrize("x", [Fraction(1, 2), Fraction(7, 15), Fraction(1, 1000), Fraction(1, 2**60), 1 - Fraction(1, 2**50)])
def test_agrees_with_high_precision(x):
    with mpmath.workdps(50):
        q = mpmath.mpf(x.numerator) / x.denominator
        expected = -q * mpmath.log(q, 2) - (1 - q) * mpmath.log(1 - q, 2)
    assert float(binary_entropy(float(x))) == pytest.approx(float(expected), rel=1e-14)


def test_ends_and_outside():
    assert np.array_equal(binary_entropy([0.0, 1.0]), [0.0, 0.0])
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\]"):
        binary_entropy(1.1)


@pytest.mark.parametrize("n", [2, 3, 10, 57, 300])
def test_binomial_bounds_in_exact_integers(n):
    for k in range(1, n):
        low, high = binomial_bounds(n, k)
        assert low.value * (1 - 1e-12) <= math.comb(n, k) <= high.value * (1 + 1e-12)
        assert partial_sum_bound(n, k).value * (1 + 1e-12) >= sum(math.comb(n, i) for i in range(1, k + 1))
        assert entropy_bound(k / n).value <= float(binary_entropy(k / n))


def test_binomial_lower_bound_is_attained():
    """At n = 2, k = 1 the lower bound is an equality: sqrt(2/8) 2^2 = 2."""
    assert binomial_bounds(2, 1)[0].value == pytest.approx(2, rel=1e-15)


def test_beyond_floating_point():
    assert [b.value for b in binomial_bounds(5000, 2500)] == [math.inf, math.inf]
    assert partial_sum_bound(5000, 2500).value == math.inf
    with pytest.raises(ValueError, match="1 <= k <= n - 1"):
        binomial_bounds(5, 5)
