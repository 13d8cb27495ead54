"""Samples, densities, names, and the uniform laws that laws contain."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr

from rss_theory.laws import (
    LAWS,
    NSN,
    PRUNED_PRODUCT,
    Laplace,
    Mixture,
    Normal,
    ProductOfUniforms,
    Uniform,
    Zero,
    contains_uniform,
    law,
    parts,
)

OTHERS = [Uniform(0.5), Uniform(1e20), Zero(), law("0.3*uniform:0.5+normal"), law("0.2*laplace+0.5*pruned-product+uniform:2.5")]
EVERY = {known.name: known for known in [*LAWS.values(), *OTHERS]}
BAND = math.sqrt(math.log(2 / 1e-7) / (2 * 20_000))  # Dvoretzky-Kiefer-Wolfowitz for 20,000 samples; false alarm probability 1e-7


@pytest.mark.parametrize("known", EVERY.values(), ids=EVERY)
def test_samples_follow_the_density(known):
    end = known.reach if math.isfinite(known.reach) else 40.0
    singular = {0.0, *(s * part.reach for _, part in parts(known) for s in (-1, 1) if math.isfinite(part.reach))}
    grid = np.array(sorted({*np.linspace(-1, 1, 101) * min(end, 6.0), -end, end, *singular}))
    cumulative = np.cumsum([0, *(quad(known.density, a, b, limit=200)[0] for a, b in pairwise(grid))])
    assert cumulative[-1] == pytest.approx(1 - known.mass_at_zero, abs=1e-8)
    samples = known.sample(np.random.default_rng(1), (1000, 20))
    assert samples.shape == (1000, 20)
    assert samples.dtype == np.float64
    assert np.abs(samples).max() <= known.reach
    empirical = [(samples <= x).mean() for x in grid]
    assert np.abs(empirical - cumulative - known.mass_at_zero * (grid >= 0)).max() < BAND


def test_product_with_a_uniform_on_the_unit_interval_has_the_same_law():
    """Samples of U[0,1] U[-1,1] in the band around the integrated density of U[-1,1] U[-1,1]."""
    rng = np.random.default_rng(2)
    samples = rng.uniform(0, 1, 20_000) * rng.uniform(-1, 1, 20_000)
    f = ProductOfUniforms().density
    for x in np.linspace(-1, 1, 101):
        expected = quad(f, -1, min(x, 0.0))[0] + quad(f, 0, max(x, 0.0))[0]
        assert abs((samples <= x).mean() - expected) < BAND


@pytest.mark.parametrize("known", EVERY.values(), ids=EVERY)
def test_names_are_read(known):
    assert law(known.name) == known


def test_names():
    assert law("0.5*zero+product") == PRUNED_PRODUCT == law("pruned-product")
    assert law("uniform:1") == Uniform()
    assert law("uniform:1").name == "uniform"
    assert law("1e-05*laplace+0.5*normal+zero") == Mixture(1e-5, Laplace(), Mixture(0.5, Normal(), Zero()))
    assert [known.name for known in LAWS.values()] == ["uniform", "product", "pruned-product", "normal", "laplace"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cauchy", "'cauchy' is not known; give one of uniform, product, pruned-product, normal, laplace, uniform:c, or a mixture"),
        ("uniform:x", "could not convert"),
        ("uniform:-1", "from 1e-150 to 1e150"),
        ("uniform:inf", "from 1e-150 to 1e150"),
        ("2*uniform+normal", "between 0 and 1"),
        ("0.5*uniform", "not known"),
        ("0.5*uniform+cauchy", "'cauchy' is not known"),
        ("uniform+normal", "not known"),
        ("", "not known"),
    ],
)
def test_bad_names(text, says):
    with pytest.raises(ValueError, match=says) as error:
        law(text)
    assert "\n" not in str(error.value)


def test_bad_mixtures():
    with pytest.raises(ValueError, match=r"give '0.5\*normal\+zero' as the second"):
        Mixture(0.5, Mixture(0.5, Normal(), Zero()), Uniform())
    with pytest.raises(ValueError, match="not of NSN vectors"):
        Mixture(0.5, NSN(2), Uniform())
    with pytest.raises(ValueError, match="at least one coordinate"):
        NSN(0)


def test_best_uniforms_in_closed_form():
    for known, alpha, c in (
        (Uniform(0.7), 1, 0.7),
        (ProductOfUniforms(), math.exp(-1), math.exp(-1)),
        (PRUNED_PRODUCT, math.exp(-1) / 2, math.exp(-1)),
        (Normal(), 2 * math.exp(-0.5) / math.sqrt(2 * math.pi), 1),
        (Laplace(), math.exp(-1), 1),
        (law("0.3*zero+uniform:0.2"), 0.7, 0.2),
    ):
        assert contains_uniform(known) == pytest.approx((alpha, c), rel=1e-12)
    assert contains_uniform(Zero())[0] == 0
    assert contains_uniform(ProductOfUniforms(), 1.0)[0] == 0  # no Uniform[-1, 1] in it


def test_printed_shares():
    """log(2)/2 of the product and log(2)/4 of the pruned product at c = 1/2."""
    assert contains_uniform(ProductOfUniforms(), 0.5)[0] == pytest.approx(math.log(2) / 2, rel=1e-13)
    assert contains_uniform(PRUNED_PRODUCT, 0.5)[0] == pytest.approx(math.log(2) / 4, rel=1e-13)
    assert contains_uniform(ProductOfUniforms())[0] / (math.log(2) / 2) == pytest.approx(1.0614, abs=1e-4)
    assert ProductOfUniforms().density(0.5) == math.log(2) / 2  # where (log 2) U[-1/2, 1/2] has density log(2)


@pytest.mark.parametrize(
    "name", ["0.1*uniform:0.5+normal", "0.7*uniform:0.1+uniform:3", "0.2*uniform:0.3+0.2*laplace+product", "0.9*uniform:5+normal"]
)
def test_mixtures_contain_the_best_of_all_widths(name):
    known = law(name)
    alpha, c = contains_uniform(known)
    grid = np.geomspace(1e-3, 10, 200_001)
    grid = np.concatenate([grid, [part.reach for _, part in parts(known) if math.isfinite(part.reach)]])
    values = 2 * grid * known.density(grid)
    assert values.max() * (1 - 1e-13) <= alpha
    assert alpha == pytest.approx(values.max(), rel=1e-7)
    inside = np.linspace(-c, c, 10_001)
    assert np.all(Fraction(alpha) <= Fraction(float(known.density(c))) * 2 * Fraction(c))
    assert np.all(known.density(inside) * (1 + 1e-14) >= alpha / (2 * c))


def test_bad_widths():
    with pytest.raises(ValueError, match="above 0"):
        contains_uniform(Normal(), 0.0)
    with pytest.raises(ValueError, match="no numbers"):
        contains_uniform(NSN(2))


def test_normally_scaled_normals():
    """One coordinate: P(|Z Z_1| <= x) by quadrature over Z; false alarm probability of the band 1e-7."""
    samples = NSN(1).sample(np.random.default_rng(3), 20_000)
    assert samples.shape == (20_000, 1)
    for x in (0.01, 0.1, 0.5, 1.0, 2.0, 4.0):
        expected = quad(
            lambda z, x=x: 2 * (2 * ndtr(x / z) - 1) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi), 0, 40, points=[1, 4], limit=200
        )[0]
        assert 2 * quad(lambda y: float(NSN(1).density([y])), 0, x)[0] == pytest.approx(expected, rel=1e-7)
        assert abs((np.abs(samples) <= x).mean() - expected) < BAND
    assert NSN(3).sample(np.random.default_rng(0), (4, 2)).shape == (4, 2, 3)
    with pytest.raises(ValueError, match="2 coordinates"):
        NSN(2).density([0.0, 0.0, 1.0])
