"""Counting bounds against their definitions in exact integers and rationals."""

import math
from fractions import Fraction

import pytest

from rss_theory import packing
from rss_theory.packing import LAMBDA


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("eps", [Fraction(1, 4), Fraction(1, 100), Fraction(1, 1000)])
def test_parameters_and_width(d, eps):
    """2 * 2^m >= (2 eps)^(-d^2), and 2^(2 s d + 1) >= the same, hold from the bound on."""
    targets = (1 / (2 * eps)) ** (d * d)
    m = math.ceil(packing.parameters(d, float(eps)).value - 1e-9)
    assert 2 * 2**m >= targets > 2 * Fraction(2) ** (m - 1)
    s = max(0, math.ceil(packing.width(d, float(eps)).value - 1e-9))
    assert 2 ** (2 * s * d + 1) >= targets
    assert s == 0 or 2 ** (2 * (s - 1) * d + 1) < targets


@pytest.mark.parametrize("d", [1, 2, 6])
@pytest.mark.parametrize("k", [1, 3, 20])
@pytest.mark.parametrize("eps", [Fraction(1, 20), Fraction(1, 1000)])
def test_sparse_parameters(d, k, eps):
    """Least n of Eq. 46, squared so that sqrt(k) is exact; the printed bound follows from it."""
    counted = int(packing.counted_sparse_parameters(d, k, float(eps)).value)
    targets = Fraction(k, 1) ** (d * d) / (2 * Fraction(float(eps))) ** (2 * d * d)
    rounding = counted >> 52  # a double's, beyond 2^53
    assert 4 * math.comb(counted + rounding, k) ** 2 >= targets
    assert counted == k or 4 * math.comb(counted - 1 - rounding, k) ** 2 < targets
    printed = packing.sparse_parameters(d, k, float(eps))
    assert printed.applies
    assert k <= LAMBDA * printed.value
    if k <= LAMBDA * counted:
        assert printed.value <= counted


def test_density():
    found = packing.density(10, 0.01, 2000).value
    assert found * 2000 * math.log2(math.e / found) == pytest.approx(packing.parameters(10, 0.01).value, rel=1e-12)
    assert packing.density(10, 0.01, 100).value == math.inf
    assert packing.density(1, 0.4, 100).value == 0


@pytest.mark.parametrize("k", [None, 1, 4])
@pytest.mark.parametrize(("eps", "half_width", "delta"), [(0.01, 1.0, 0.0), (0.3, 0.5, 0.5), (1e-6, 2.0, 0.01), (2.0, 1.0, 0.0)])
def test_samples(eps, half_width, delta, k):
    n = int(packing.samples(eps, half_width, delta, k).value)

    def covered(n):
        return (2**n if k is None else math.comb(n, k)) * 2 * Fraction(eps)

    assert covered(n) >= (1 - Fraction(delta)) * 2 * Fraction(half_width)
    assert n == (k or 0) or covered(n - 1) < (1 - Fraction(delta)) * 2 * Fraction(half_width)


@pytest.mark.parametrize(
    "call", [lambda: packing.parameters(0, 0.1), lambda: packing.density(1, 0.1, 0), lambda: packing.samples(0.0, 1.0)]
)
def test_bad_input(call):
    with pytest.raises(ValueError, match="needed"):
        call()
