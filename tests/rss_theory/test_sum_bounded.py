"""Constants of sum-boundedness against exact rationals, quadrature and the limits."""

import math
from fractions import Fraction

import mpmath
import pytest

from rss_theory import sum_bounded
from rss_theory.laws import Law, Normal, ProductOfUniforms, Uniform
from rss_theory.sum_bounded import constants, enclosures, printed_constants, scaled_range


def irwin_hall(k, x):
    """The density of a sum of k uniforms at a rational x >= 0, exactly."""
    u = (k - x) / 2
    return sum((-1) ** j * math.comb(k, j) * (u - j) ** (k - 1) for j in range(math.floor(u) + 1)) / (2 * math.factorial(k - 1))


def test_uniform_in_exact_rationals_to_300():
    """The density falls on x > 0, so that rationals on both sides of sqrt(k) bracket it; squares are compared, as sqrt(k) is irrational."""
    found = enclosures(Uniform())
    low, high = Fraction(found.c_l.low), Fraction(found.c_u.high)
    assert found.c_l.high - found.c_l.low < 1e-15
    assert found.c_u.high - found.c_u.low < 1e-15
    scale, previous = 10**30, Fraction(1)
    for k in range(2, 301):
        root = Fraction(math.isqrt(k * scale**2), scale)
        least = irwin_hall(k, root + Fraction(1, scale))
        assert k * least**2 > low**2
        assert k * least**2 < previous  # it falls towards its limit
        assert k * irwin_hall(k, Fraction(0)) ** 2 <= high**2
        assert scaled_range(Uniform(), k)[0] == pytest.approx(math.sqrt(k) * float(least), rel=1e-10)
        previous = k * least**2
    assert 2 * irwin_hall(2, Fraction(0)) ** 2 == Fraction(1, 2)
    assert low**2 < Fraction(1, 2) <= high**2
    assert (found.lower_at, found.upper_at) == (None, 2)


def test_uniform_lower_limit():
    """Second order of the expansion in 1/k: sqrt(k) f_k(sqrt(k)) = L (1 + 0.3/k + O(1/k^2))."""
    limit = constants(Uniform())[0]
    assert limit == pytest.approx(math.sqrt(1.5 / math.pi) * math.exp(-1.5), rel=1e-15)
    for k in (100, 200, 400):
        assert (scaled_range(Uniform(), k)[0] / limit - 1) * k == pytest.approx(0.3, abs=1 / k)


def test_error_bound_holds_where_it_is_not_needed():
    """The remainder that the proof bounds beyond k = 40, measured at k from 20 on."""
    limit = constants(Uniform())[0]
    for k in range(20, 200, 9):
        remainder = abs(scaled_range(Uniform(), k)[0] - limit * (1 + 0.3 / k)) * math.pi
        assert remainder <= float(sum_bounded._error(k))


def test_gaussian_integrals_of_the_proof():
    with mpmath.workdps(20):
        m = mpmath.sqrt(6 * mpmath.pi) / 2
        for power, value in ((0, m * mpmath.exp(-1.5)), (4, -54 * m * mpmath.exp(-1.5))):
            integral = mpmath.quad(lambda s, p=power: s**p * mpmath.exp(-(s**2) / 6) * mpmath.cos(s), range(0, 41, 2))
            assert abs(integral - value) < 1e-12
        for power, moment in ((6, 405), (8, 8505)):
            assert abs(mpmath.quad(lambda s, p=power: s**p * mpmath.exp(-(s**2) / 6), range(0, 61, 3)) - m * moment) < 1e-8


def test_a_false_constant_is_refused(monkeypatch):
    """With ten times its error bound the proof fails, and says so."""
    monkeypatch.setattr(sum_bounded, "_error", lambda k, error=sum_bounded._error: 10 * error(k))
    with pytest.raises(ArithmeticError, match="c_l for larger k"):
        enclosures(Uniform())


def test_other_laws():
    assert constants(Normal()) == pytest.approx((math.exp(-0.5) / math.sqrt(2 * math.pi), 1 / math.sqrt(2 * math.pi)), rel=1e-15)
    for k in (1, 7, 300):
        assert scaled_range(Normal(), k) == pytest.approx(constants(Normal()), rel=1e-12)
    assert constants(ProductOfUniforms()) == (0.0, math.inf)
    assert scaled_range(ProductOfUniforms(), 1) == (0.0, math.inf)
    least, greatest = scaled_range(ProductOfUniforms(), 2)
    assert greatest == pytest.approx(math.sqrt(2), rel=1e-12)  # f_2(0) = int f_1^2 = int_0^1 log(x)^2 / 2 dx = 1
    assert 0.01 < least < 0.02

    class Unknown(Law):
        name = "unknown"

        def sample(self, rng, size):
            return rng.uniform(size=size)

        def density(self, x):
            return x

    with pytest.raises(ValueError, match="nothing is proved about the sums of law 'unknown'"):
        enclosures(Unknown())


def test_printed_constants_are_valid_but_loose():
    c_l, c_u = printed_constants(1.0)
    best = constants(Uniform())
    assert 280 < best[0] / c_l < 290
    assert c_u > best[1]
