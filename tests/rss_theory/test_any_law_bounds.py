"""Covering, widths and contained uniforms of laws that are not symmetric, have atoms, or no density around 0."""

import math
from itertools import islice

import numpy as np
import pytest
from foreign_laws import ATOMS_BESIDE, BETA, BIMODAL, CUT_NORMAL, EXPONENTIAL, FILE, FOUR_BITS, THINNED, UNIT, Skew
from scipy import stats
from scipy.stats import binom

from rss_theory import provable, rfss, rss
from rss_theory.covering import _missed_sides, _rates, covering, success_bound
from rss_theory.laws import Uniform, contains_uniform
from rss_theory.laws.scipy_law import scipy_law
from rss_theory.numeric.minorant import minorant
from rss_theory.numeric.not_said import NotSaid
from rss_theory.provable import Grid, _bernstein, provable_width
from rss_theory.sum_bounded import constants, scaled_range
from simulations import solvers

MOVED = scipy_law(stats.truncnorm(-2.5, 2.5, loc=0.3))


@pytest.mark.parametrize("known", [UNIT, CUT_NORMAL, BETA, BIMODAL, EXPONENTIAL, Skew(), THINNED])
def test_minorants_are_below_densities(known):
    """At points within cells; and they leave out little: of a difference the square of the mass, less than 1 %."""
    below = minorant(known, 1)
    x = np.random.default_rng(2).uniform(max(below.edges[0], -5), min(below.edges[-1], 5), 5000)
    values = below.values[np.searchsorted(below.edges, x) - 1]
    assert np.all(values <= known.density(x) * (1 + 1e-12))
    mass = 1 - known.mass_at_zero
    assert 0.999 * mass < below.masses(np.array([-50.0, 50.0]))[0] <= mass + 1e-12
    assert 0.99 * mass**2 < minorant(known, 2).masses(np.array([-99.0, 99.0]))[0] <= mass**2 + 1e-12


def test_minorants_of_differences():
    """Of two U[0, 1]: 1 - |x|. Of two samples of density (1 - x)/2: the integral of their product, by the library."""
    for known, density in ((UNIT, lambda x: 1 - abs(x)), (Skew(), lambda x: (2 - abs(x)) ** 2 * (4 + abs(x)) / 24)):
        below = minorant(known, 2)
        for x in (-0.9, -0.3, 0.0, 0.5):
            value = below.values[np.searchsorted(below.edges, x) - 1]
            assert (1 - 1e-3) * density(x) < value <= density(x) * (1 + 1e-12)
            assert below.least(abs(x) + 1e-3) <= value


def test_rates_of_a_law_that_is_not_symmetric():
    """inf f over (-L, L) of (1 - x)/2 is (1 - L)/2; of U[-1/2, 1] no L is longer than 1/2."""
    for length, rate in _rates(Skew(), 1):
        assert (1 - 2e-4) * length * (1 - length) / 2 - 2e-4 * length <= rate <= length * (1 - length) / 2
    lengths = _rates(scipy_law(stats.uniform(-0.5, 1.5)), 1)
    assert 0.499 < lengths[0][0] <= 0.5 * (1 + 1e-9)
    assert lengths[0][1] == pytest.approx(lengths[0][0] / 1.5, rel=1e-4)


def test_growth_of_a_law_that_is_not_symmetric():
    """E[phi(v')] <= (1 - r/2) phi(v) for v <= 1/2, on a grid of 2000 cells: the union and its shifts by whole cells are exact."""
    length, cells, rng = 0.5, 2000, np.random.default_rng(8)
    shifts = np.arange(-cells + 1, cells)
    f = np.array([(1 - s * length / cells) / 2 for s in shifts]) * length / cells  # of a law on the grid
    rate = cells * f.min()
    for starts in ([990], [5], [1990], [100, 900, 1500]):
        grown = np.zeros(cells, dtype=bool)
        for start in starts:
            grown[start : start + int(rng.integers(2, 200))] = True
        before, after = 1 / grown.mean() - 1, []
        for s in shifts:
            moved = np.zeros(cells, dtype=bool)
            moved[max(s, 0) : cells + min(s, 0)] = grown[max(-s, 0) : cells - max(s, 0)]
            after.append(1 / (grown | moved).mean() - 1)
        assert f @ after + (1 - f.sum()) * before <= (1 - rate / 2) * before


class Mirrored(Skew):
    """Density (1 + x) / 2."""

    name, mean = "mirrored", 1 / 3

    def density(self, x):
        return super().density(-np.asarray(x))

    def distribution(self, x):
        return 1 - super().distribution(-np.asarray(x))


def test_extension_of_the_mirror_image():
    for (m, p), (n, q) in islice(zip(*(_missed_sides(known, 1, 0.2, 0.5, 0.01) for known in (Skew(), Mirrored())), strict=True), 0, 20):
        assert (n, q) == (m, pytest.approx(p, rel=1e-3))


def test_extension_on_both_sides():
    """P(m samples in (0, 2h], or those in [-2h, 0), fall short of the gap) in 40,000 trials; 5.5 standard errors (4e-8)."""
    h, gap, rng = 0.2, 0.5, np.random.default_rng(9)
    for m, bound in islice(_missed_sides(Skew(), 1, h, gap, 0.01), 8, 20, 4):
        x = Skew().sample(rng, (40_000, m))
        short = [np.where((side * x > 0) & (side * x <= 2 * h), side * x, 0).sum(axis=1) < gap for side in (1, -1)]
        rate = np.mean(short[0] | short[1])
        assert rate <= bound + 5.5 * math.sqrt(0.25 / 40_000)
        assert rate > 0.02 * bound - 1e-3


@pytest.mark.parametrize("known", [CUT_NORMAL, BETA, BIMODAL, Skew(), THINNED, MOVED])
def test_covering(known):
    found = covering(0.05, 0.05, 1.0, known)
    assert found.failure <= 0.05
    assert success_bound(found.n, 0.05, 1.0, known).value >= 0.95 - 1e-9
    assert success_bound(found.n, 0.05, 1.0, known).applies
    assert success_bound(10, 0.05, 1.0, known).value < 0.5


def test_uniform_as_any_law():
    """Without sums of its own it needs as many samples, or one more."""
    assert 0 <= covering(0.01, 0.01, 1.0, scipy_law(stats.uniform(-1, 2))).n - covering(0.01, 0.01, 1.0).n <= 1


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (UNIT, "density above 0 on both sides of 0"),
        (EXPONENTIAL, "both sides"),
        (FILE, "both sides"),
        (FOUR_BITS, "a lattice of step 0.125"),
    ],
)
def test_what_covers_nothing_says_why(known, says):
    with pytest.raises(NotSaid, match=says):
        covering(0.1, 0.1, 1.0, known)
    if known.low >= 0:  # below 0 is no sum
        with pytest.raises(NotSaid, match=says):
            provable_width(0.1, 0.1, law=known)
    else:
        found = provable_width(0.1, 0.1, law=known)
        assert isinstance(found.proof, Grid)
        samples = known.sample(np.random.default_rng(2), (1000, found.n))
        assert binom.sf(999 - np.sum(solvers.covers_many(samples, 0.1, -1.0, 1.0)), 1000, found.failure) >= 1e-7
    bound = success_bound(1000, 0.1, 1.0, known)
    assert (bound.value, bound.applies) == (0, False)
    assert [name for name, held in bound.hypotheses.items() if not held] == ["density above 0 on both sides of 0"]
    assert success_bound(1, 0.1, 0.05, known).applies  # by the empty sum
    assert contains_uniform(known) == (0.0, 1.0)


def test_one_target_by_groups(monkeypatch):
    """Some single one of m fair bits is 1 but for a probability 2^-m: 2 of them suffice for 0.3, by one group or by two."""
    monkeypatch.setattr(provable, "LARGEST_GROUP", 6)
    found = provable_width(0.5, 0.3, (1.0, 1.0), scipy_law(stats.randint(0, 2)))
    assert (found.n, found.failure) == (2, pytest.approx(0.25 + provable.MARGIN, rel=1e-9))
    below, above = (provable_width(0.2, 0.2, (z, z), EXPONENTIAL) for z in (1.0, 2.0))
    assert below.failure <= 0.2 >= above.failure
    with pytest.raises(ValueError, match="no 60 groups"):  # the target has a sign
        provable_width(0.2, 0.2, (-1.0, -1.0), EXPONENTIAL)


def test_pairs_of_a_law_whose_mean_is_not_0():
    found = provable_width(0.1, 0.1, (-0.5, 0.5), MOVED, share=0.5)
    pairs, spread = found.proof.pairs, found.proof.radius - found.proof.pairs * MOVED.mean
    totals = MOVED.sample(np.random.default_rng(10), (2000, pairs)).sum(axis=1) - pairs * MOVED.mean
    assert np.mean(np.abs(totals) > spread) < 0.05 / 2  # of probability 0.05 by Bernstein, which is far from sharp: 0.0025 here
    assert _bernstein(MOVED) == pytest.approx(2.5 / 3, rel=1e-6)
    with pytest.raises(NotSaid, match="its mean is not 0"):
        provable_width(0.1, 0.1, law=EXPONENTIAL, share=0.5)
    with pytest.raises(ValueError, match="are proved to cover"):  # differences of U[0, 1] do not reach from k/2 to 0
        provable_width(0.1, 0.1, law=UNIT, share=0.5)


def test_contained_uniforms():
    """2 c (1 - c)/2 is greatest at 1/2."""
    alpha, c = contains_uniform(Skew())
    assert (alpha, c) == pytest.approx((0.25, 0.5), abs=1e-4)
    assert alpha <= c * (1 - c)
    assert contains_uniform(Skew(), 0.3)[0] == pytest.approx(0.21, abs=1e-4)
    assert contains_uniform(ATOMS_BESIDE) == (0.0, 1.0)


def test_scaled_ranges_are_measured():
    """Of U[0, 1], k = 2: the triangle on [0, 2], at its least 0 below 0 and sqrt(2) at the top; nothing is proved for all k."""
    assert scaled_range(UNIT, 2) == pytest.approx((0.0, math.sqrt(2)), abs=1e-3)
    with pytest.raises(ValueError, match="nothing is proved"):
        constants(UNIT)
    assert constants(FOUR_BITS) == (0.0, math.inf)


def test_success_bounds_say_what_does_not_apply():
    for bound in rfss.success_bounds(15, 7, 0.01, 3.5, UNIT):
        assert bound.applies == (bound.name != "Theorem 2")
    names = {bound.name.split(",")[0]: bound for bound in rss.success_bounds(8, 0.1, 1.5, UNIT)}
    assert not names["covering"].applies
    assert 0 < names["second moment"].value <= names["Dawson-Sankoff"].value <= names["first moment"].value
    assert rss.mean_count(4, 0.1, -1.0, UNIT) < 1e-9  # targets have a sign
    assert rss.mean_count(4, 0.1, 1.0, UNIT) > 0.5
    assert success_bound(64, 0.01, 1.0, Uniform()).applies
