"""Constants of sum-boundedness against exact rationals, quadrature and the limits."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from rationals import density

from rss_theory.laws import PRUNED_PRODUCT, Laplace, Law, Mixture, Normal, ProductOfUniforms, Uniform, Zero, uniform
from rss_theory.sum_bounded import constants, enclosures, printed_constants, scaled_range


def test_uniform_in_exact_rationals_to_300():
    """The density falls on x > 0, so that rationals on both sides of sqrt(k) bracket it; squares are compared, as sqrt(k) is irrational."""
    found = enclosures(Uniform())
    low, high = Fraction(found.c_l.low), Fraction(found.c_u.high)
    assert found.c_l.high - found.c_l.low < 1e-15
    assert found.c_u.high - found.c_u.low < 1e-15
    scale, previous = 10**30, Fraction(1)
    for k in range(2, 301):
        root = Fraction(math.isqrt(k * scale**2), scale)
        least = density(k, root + Fraction(1, scale))
        assert k * least**2 > low**2
        assert k * least**2 < previous  # it falls towards its limit
        assert k * density(k, Fraction(0)) ** 2 <= high**2
        assert scaled_range(Uniform(), k)[0] == pytest.approx(math.sqrt(k) * float(least), rel=1e-10)
        previous = k * least**2
    assert 2 * density(2, Fraction(0)) ** 2 == Fraction(1, 2)
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
        assert remainder <= float(uniform._error(k))


def test_gaussian_integrals_of_the_proof():
    with mpmath.workdps(20):
        m = mpmath.sqrt(6 * mpmath.pi) / 2
        for power, value in ((0, m * mpmath.exp(-1.5)), (4, -54 * m * mpmath.exp(-1.5))):
            integral = mpmath.quad(lambda s, p=power: s**p * mpmath.exp(-(s**2) / 6) * mpmath.cos(s), range(0, 41, 2))
            assert abs(integral - value) < 1e-12
        for power, moment in ((6, 405), (8, 8505)):
            assert abs(mpmath.quad(lambda s, p=power: s**p * mpmath.exp(-(s**2) / 6), range(0, 61, 3)) - m * moment) < 1e-8


def test_a_false_constant_is_refused(monkeypatch):
    """With a thousand times its error bound the proof fails even with 160 densities enclosed one by one, and says so."""
    monkeypatch.setattr(uniform, "_error", lambda k, error=uniform._error: 1000 * error(k))
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
        name, notation, low, high, variance = "unknown", "?", -1.0, 1.0, 1 / 3

        def sample(self, rng, size):
            return rng.uniform(size=size)

        def density(self, x):
            return np.where((x >= 0) & (x <= 1), 1.0, 0.0)

    with pytest.raises(ValueError, match="nothing is proved about the sums of law 'unknown'"):
        enclosures(Unknown())


def test_laplace_in_exact_rationals():
    """The densities are exp(-x) times polynomials with rational coefficients; sqrt(k) between rationals."""
    found = enclosures(Laplace())
    assert (found.lower_at, found.upper_at) == (1, 1)
    assert constants(Laplace()) == pytest.approx((math.exp(-1) / 2, 0.5), rel=1e-15)
    assert found.c_l.low <= math.exp(-1) / 2 <= found.c_l.high
    with mpmath.workdps(40):
        for k in range(1, 120):
            peak = Fraction(math.comb(2 * k - 2, k - 1), 2 ** (2 * k - 1))
            following = Fraction(math.comb(2 * k, k), 2 ** (2 * k + 1))
            assert (k + 1) * following**2 / (k * peak**2) == Fraction(4 * k**3 - 3 * k + 1, 4 * k**3)
            root = mpmath.sqrt(k)
            least = sum(
                mpmath.binomial(k - 1 + j, j) * mpmath.mpf(2) ** -(k + j) * root ** (k - j - 1) / mpmath.gamma(k - j) for j in range(k)
            )
            expected = root * least * mpmath.exp(-root)
            assert expected >= mpmath.exp(-1) / 2 * (1 - mpmath.mpf(10) ** -35)
            assert scaled_range(Laplace(), k) == pytest.approx((float(expected), math.sqrt(k) * float(peak)), rel=1e-12)
            if k >= 4:  # the bound of the proof
                assert (
                    mpmath.exp(-0.25) / (2 * mpmath.sqrt(mpmath.pi))
                    - (root * peak.numerator / peak.denominator - 1 / (2 * mpmath.sqrt(mpmath.pi)))
                    > mpmath.exp(-1) / 2
                )


@pytest.mark.parametrize(("c", "lower_at"), [(0.5, 1), (1.25, None), (1.5, None), (2.0, 2), (2.25, 2), (3.0, 1), (1024.0, 1)])
def test_uniforms_of_other_widths_in_exact_rationals(c, lower_at):
    """As for [-1, 1], with the density at sqrt(k) / c over c; c is a dyadic number."""
    found = enclosures(Uniform(c))
    assert (found.lower_at, found.upper_at) == (lower_at, 2)
    low, high, scale = Fraction(found.c_l.low), Fraction(found.c_u.high), 10**30
    assert found.c_l.high - found.c_l.low < 1e-15
    values = []
    for k in range(1, 151):
        root = Fraction(math.isqrt(k * scale**2), scale) + Fraction(1, scale)
        x = root / Fraction(c)
        values.append(Fraction(1, 2) / Fraction(c) if k == 1 and c >= 1 else density(k, x) / Fraction(c) if x < k else Fraction(0))
        assert k * values[-1] ** 2 >= low**2 * (1 - Fraction(1, 10**25))
        assert k * (density(k, Fraction(0)) / Fraction(c)) ** 2 <= high**2
    if c < 1:
        assert (found.c_l.low, values[0]) == (0.0, 0)
    elif lower_at:
        assert math.sqrt(lower_at) * float(values[lower_at - 1]) == pytest.approx(found.c_l.low, rel=1e-14)
    else:
        assert found.c_l.low == pytest.approx(math.sqrt(1.5 / math.pi) * math.exp(-1.5 / c**2) / c, rel=1e-14)
        assert math.sqrt(150) * float(values[-1]) == pytest.approx(found.c_l.low, rel=1e-2)


def test_nothing_is_claimed_where_nothing_is_proved():
    with pytest.raises(ValueError, match=r"nothing is proved about the sums of law '0.5\*uniform\+normal'"):
        constants(Mixture(0.5, Uniform(), Normal()))
    c = (1.5 / math.log(math.sqrt(6 / math.pi))) ** 0.5  # the limit equals what k = 1 attains; k = 2 decides
    assert enclosures(Uniform(c)).lower_at == 2
    assert constants(Mixture(0.5, Laplace(), Laplace())) == constants(Laplace())


def test_laws_with_an_atom():
    for known in (PRUNED_PRODUCT, Zero(), Mixture(0.1, Zero(), Normal())):
        assert constants(known) == (0.0, math.inf)
        assert scaled_range(known, 3)[1] == math.inf
    least = scaled_range(Mixture(0.25, Zero(), Normal()), 2)[0] / math.sqrt(2)
    assert least == pytest.approx(
        2 * 0.25 * 0.75 * math.exp(-1) / math.sqrt(2 * math.pi) + 0.75**2 * math.exp(-0.5) / math.sqrt(4 * math.pi)
    )


def test_printed_constants_are_valid_but_loose():
    c_l, c_u = printed_constants(1.0)
    best = constants(Uniform())
    assert 280 < best[0] / c_l < 290
    assert c_u > best[1]
