"""The curves of the figure against the theorems' formulas, at two places each."""

import math
from argparse import Namespace
from fractions import Fraction

import mpmath
import pytest

from figures.natale2024_fig1 import EPS, SHARES, WIDTH, draw
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT
from rss_theory.provable import provable_width

M = WIDTH**2  # parameters of the target
ERROR = EPS / (4 * M), EPS / (2 * M)  # of a subset sum, and how often it may fail: two for each of M weights


@pytest.fixture(scope="module")
def curves():
    [axes] = draw([], Namespace()).axes
    return {line.get_label(): line.get_xydata() for line in axes.get_lines()}


def found(curves, start):
    [label] = [label for label in curves if label.startswith(start)]
    return curves[label]


def test_axes():
    [axes] = draw([], Namespace()).axes
    assert axes.get_xscale() == axes.get_yscale() == "log"
    assert len(axes.get_legend().get_texts()) == len(axes.get_lines()) == 6


@pytest.mark.parametrize("place", [0, 37, len(SHARES) - 1])
def test_natale2024(curves, place):
    """Hidden width 2 d n, so 4 d^2 n parameters, over d^2; n by pairs, and as printed the root of Eq. 28, by bisection at 30 digits."""
    share = float(SHARES[place])
    density, over = found(curves, "natale2024 Theorem 3, proved")[place]
    width = provable_width(*ERROR, law=PRUNED_PRODUCT, share=share)
    assert density == share  # both widths are the same, so rho = 1
    assert width.n == math.ceil(width.size / Fraction(share))
    assert over == pytest.approx(4 * width.n, rel=1e-12)
    density, over = found(curves, "natale2024 Theorem 3 as printed")[place]
    assert density == share
    with mpmath.workdps(30):
        s = mpmath.mpf(share)
        entropy = -s * mpmath.log(s, 2) - (1 - s) * mpmath.log1p(-s) / mpmath.log(2)
        k = 2 * M * s / mpmath.mpf(EPS)
        low, high = mpmath.e**2 / k, mpmath.mpf(10) ** 30  # n / log2(kn)^2 rises from there on
        for _ in range(300):
            n = (low + high) / 2
            low, high = (n, high) if n * entropy < mpmath.log(k * n, 2) ** 2 else (low, n)
        assert over == pytest.approx(float(4 * n), rel=1e-10)


def test_points(curves):
    density, over = found(curves, "pensia2020 Theorem 1, proved")[0]
    assert (density, over) == (1, 4 * covering(*ERROR, 1.0, PRUNED_PRODUCT).n)
    density, over = found(curves, "pensia2020 Theorem 1 as printed")[0]
    assert (density, over) == (1, pytest.approx(2 * math.log(M / EPS), rel=1e-12))
    density, over = found(curves, "malach2020")[0]
    assert over == pytest.approx((M / EPS) ** 2 * math.log2(M / EPS), rel=1e-12)
    assert density * over == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize("place", [0, 120, 199])
def test_counting(curves, place):
    """Appendix A: g m log2(e/g) = d^2 log2(1/(2 eps)) - 1 for the m parameters on the curve at density g."""
    density, over = found(curves, "counting")[place]
    with mpmath.workdps(30):
        g, m = mpmath.mpf(density), mpmath.mpf(over) * M
        assert float(g * m * mpmath.log(mpmath.e / g, 2)) == pytest.approx(M * math.log2(1 / (2 * EPS)) - 1, rel=1e-10)


def test_nothing_proved_lies_below_the_counted_border(curves):
    counted = found(curves, "counting")
    for label, points in curves.items():
        if "proved here" in label:
            for density, over in points:
                if counted[0, 0] <= density < 1:
                    place = (counted[:, 0] >= density).argmax()
                    assert over > counted[place, 1]
