from fractions import Fraction

import mpmath
import numpy as np
import pytest

from rss_theory.entropy import binary_entropy


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
