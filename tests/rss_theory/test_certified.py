"""Enclosed moments against double precision, which is checked by exact rationals elsewhere, and against the definition by hand."""

from fractions import Fraction

import pytest
from flint import arb

from rss_theory.certified import dawson_sankoff, enclosure
from rss_theory.laws import Uniform
from rss_theory.moments import moments


@pytest.mark.parametrize(
    ("n", "k", "eps", "z"), [(15, 7, 0.01, 0.0), (18, 6, 0.003, 0.5), (16, 4, 0.03, -1.0), (5, 4, 0.1, 0.3), (30, 10, 1e-6, 2.5)]
)
def test_moments_lie_in_their_enclosure(n, k, eps, z):
    found = dawson_sankoff(n, k, eps, z)
    assert 0 <= found.high - found.low < 1e-14
    assert moments(n, k, eps, z, Uniform()).dawson_sankoff == pytest.approx(found.low, rel=1e-12)


def test_by_hand():
    """One of two samples within 1/4 of 0: p = 1/4, E[Y] = 1/2, E[Y(Y-1)] = 1/8, so at j = 1 the bound is 1/2 - 1/16, which is exact."""
    found = dawson_sankoff(2, 1, 0.25, 0.0)
    assert found.low <= Fraction(7, 16) <= found.high


def test_enclosure_of_a_ball():
    third = enclosure(arb(1) / 3)
    assert Fraction(third.low) < Fraction(1, 3) < Fraction(third.high)


@pytest.mark.parametrize(("n", "k", "eps", "z"), [(3, 4, 0.1, 0.0), (3, 1, 1.5, 0.0), (3, 1, 0.1, 0.95)])
def test_bad_input(n, k, eps, z):
    with pytest.raises(ValueError, match="are needed"):
        dawson_sankoff(n, k, eps, z)
