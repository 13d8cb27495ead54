"""Laws from outside of the package: one file each, and what they do not say of themselves is refused, never taken from another law."""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
import rationals
from scipy.integrate import quad
from scipy.special import beta, betainc, ndtr

from rss_theory import sums
from rss_theory.command_line.arguments import InvalidInput
from rss_theory.covering import covering
from rss_theory.laws import LAWS, NSN, Laplace, Law, Mixture, Normal, Uniform, Zero, contains_uniform, law, parts
from rss_theory.laws.mixture_sums import _MixtureSums, mixture_sums
from rss_theory.moments import moments
from rss_theory.numeric.convolution import ERROR
from rss_theory.provable import provable_width
from rss_theory.sum_bounded import constants, scaled_range
from simulations.coverage import Coverage
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store
from simulations.rfss import RFSS
from simulations.sum_bounded import measure


@dataclass(frozen=True)
class Beta(Law):
    """Beta(a, a) on [-1, 1], a > 1. All that it lacks are sums."""

    symmetric, unimodal, low, high = True, True, -1.0, 1.0

    a: float = 2.0

    @property
    def name(self):
        return f"beta:{self.a!r}"

    @property
    def notation(self):
        return f"Beta({self.a:g},{self.a:g})"

    @property
    def variance(self):
        return 1 / (2 * self.a + 1)

    def sample(self, rng, size):
        return 2 * rng.beta(self.a, self.a, size) - 1

    def density(self, x):
        inside = np.maximum(1 - np.square(np.asarray(x, dtype=float)), 0.0)
        return inside ** (self.a - 1) / (beta(self.a, self.a) * 4.0 ** (self.a - 1) * 2)


@dataclass(frozen=True)
class Triangular(Law):
    """Density 1 - |x|: the sum of two Uniform[-1/2, 1/2]. It says enough for mixtures, and has no sums of its own."""

    name, notation, low, high, variance = "triangular", "T[-1,1]", -1.0, 1.0, 1 / 6
    symmetric, unimodal, uniform_half_width, decay = True, True, 0.5, (2.0, 2)
    singular_points = np.array([-1.0, 0.0, 1.0])

    def sample(self, rng, size):
        return rng.triangular(-1, 0, 1, size)

    def density(self, x):
        return np.maximum(1 - np.abs(x), 0.0)

    def characteristic(self, t):
        return np.sinc(t / (2 * np.pi)) ** 2

    def generating(self, t):
        return (np.sinh(t / 2) / (t / 2)) ** 2

    def window(self, x, eps):
        def distribution(y):
            y = np.clip(y, -1, 1)
            return 0.5 + y - y * np.abs(y) / 2

        return distribution(x + eps) - distribution(x - eps)


@dataclass(frozen=True)
class Shifted(Triangular):
    """Triangular on [0, 2]: not symmetric, and it says so."""

    name, low, high, symmetric, unimodal = "shifted", 0.0, 2.0, False, False

    def sample(self, rng, size):
        return super().sample(rng, size) + 1

    def density(self, x):
        return super().density(np.asarray(x) - 1)


def test_a_law_of_ones_own_is_drawn_and_measured():
    """The share of samples in an interval against the incomplete beta function; Hoeffding's band, false alarm probability 1e-8."""
    known = Beta()
    samples = known.sample(np.random.default_rng(0), 20_000)
    for x in (-0.5, 0.0, 0.3, 0.9):
        assert abs((samples <= x).mean() - betainc(2, 2, (x + 1) / 2)) < math.sqrt(math.log(2 / 1e-8) / 40_000)
    assert quad(known.density, -1, 1)[0] == pytest.approx(1, rel=1e-12)
    alpha, c = contains_uniform(known)  # 2 c f(c) = (3/2) c (1 - c^2) is greatest at 1/sqrt(3)
    assert (alpha, c) == pytest.approx((1 / math.sqrt(3), 1 / math.sqrt(3)), rel=1e-4)


def test_a_law_of_ones_own_in_an_experiment(monkeypatch):
    monkeypatch.setitem(LAWS, "beta:2.0", Beta())
    experiment = Coverage(n=8, law="beta:2.0", eps=(0.5,))
    rows = experiment.rows(collect(experiment.observables(), 200, 0, Store(None)), 0.99)
    assert rows[0]["trials"] == 200
    assert rows[0]["bounds"] == []  # nothing is known of its sums
    assert law("0.5*beta:2.0+uniform") == Mixture(0.5, Beta(), Uniform())
    fixed_size = RFSS(k=2, n=6, law="beta:2.0", eps=(0.5,))
    [row] = fixed_size.rows(collect(fixed_size.observables(), 200, 0, Store(None)), 0.99)
    assert (row["expected_count"], row["bounds"]) == (None, [])
    with pytest.raises(InvalidInput, match=r"law: law 'beta:2\.0' does not say its distribution function"):
        measure("beta:2.0", 3)


@pytest.mark.parametrize(
    "asked",
    [
        lambda known: sums.density(known, 2, 0.0),
        lambda known: sums.distribution(known, 2, 0.0),
        lambda known: sums.within(known, 2, 0.0, 0.1),
        lambda known: moments(5, 2, 0.1, 0.0, known),
        lambda known: covering(0.1, 0.1, 1.0, known),
        lambda known: provable_width(0.1, 0.1, (0.5, 0.5), known),
        lambda known: provable_width(0.1, 0.1, law=known, share=0.5),
        constants,
    ],
)
@pytest.mark.parametrize("known", [Beta(), Mixture(0.5, Beta(), Normal()), Mixture(0.5, Laplace(), Beta(1.5))])
def test_what_a_law_does_not_say_is_refused(asked, known):
    with pytest.raises(ValueError, match=r"'(.*\*)?beta|beta:"):
        asked(known)


@pytest.mark.parametrize("word", ["characteristic", "generating", "decay", "singular_points", "window"])
def test_a_mixture_asks_for_each_word(word):
    """Of parts that fall slowly and of parts that fall fast; the latter have no composites, so of them fewer words are asked for."""
    less = dataclass(frozen=True)(type("Less", (Triangular,), {"name": "less", word: getattr(Law, word)}))
    with pytest.raises(ValueError, match="law 'less' does not say"):
        mixture_sums(known := Mixture(0.5, less(), Normal()), tuple(parts(known)))
    with pytest.raises(ValueError, match="law 'less' does not say"):  # nor its distribution function
        sums.overlaps(known, 2, 0.0, 0.1)
    fast = dataclass(frozen=True)(type("Fast", (Normal,), {"name": "fast", word: getattr(Law, word)}))
    if word in ("characteristic", "generating", "decay"):
        known = Mixture(0.5, fast(), Uniform())
        with pytest.raises(ValueError, match="law 'fast' does not say"):
            mixture_sums(known, tuple(parts(known)))
        p, ratios = sums.overlaps(Mixture(0.5, Normal(), Uniform()), 2, 0.0, 0.1)
        found, others = sums.overlaps(known, 2, 0.0, 0.1)  # by its distribution function
        error, ratio_errors = sums.errors(known, 2, 0.0, 0.1)
        assert abs(found - p) <= error * found <= 1e-3 * p
        assert np.all(np.abs(others - ratios) * (1 - error) ** 2 <= ratio_errors + 3 * error * ratios)


def test_moments_are_asked_of_unbounded_laws():
    @dataclass(frozen=True)
    class Heavy(Normal):
        name, bernstein = "heavy", Law.bernstein

    with pytest.raises(ValueError, match="law 'heavy' does not say a bound on its moments"):
        provable_width(0.1, 0.1, law=Heavy(), share=0.5)


def test_a_series_is_cut_where_the_bound_says():
    """Half of the samples 0, half triangular: of the sum of two only both triangular is left to the series, below (2/t)^4 / 4."""
    mixture = Mixture(0.5, Zero(), Triangular())
    cut = _MixtureSums(mixture, ((0.5, Zero()), (0.5, Triangular()))).cut(2)
    assert cut == pytest.approx((4 / (3 * math.pi * ERROR)) ** (1 / 3), rel=0.03)  # a grid of ratio 1.02


def test_an_unknown_law_does_not_pass_for_a_normal():
    """Half triangular, half normal, k = 3: j triangular samples are 2j uniforms of width 1, beside which normals are integrated."""
    expected = 0.0
    for j in range(4):

        def given(y, left=3 - j):
            return ndtr((0.2 - y) / math.sqrt(left)) - ndtr((-0.2 - y) / math.sqrt(left)) if left else float(abs(y) < 0.2)

        density = lambda y, j=j: float(rationals.density(2 * j, Fraction(2 * y)) * 2)  # noqa: E731
        inside = quad(lambda y, f=density, g=given: f(y) * g(y), -j, j, points=[-0.2, 0.2], epsabs=1e-12, limit=400)[0] if j else given(0.0)
        expected += math.comb(3, j) / 8 * inside
    assert sums.within(Mixture(0.5, Triangular(), Normal()), 3, 0.0, 0.2) == pytest.approx(expected, abs=1e-9)
    assert expected == pytest.approx(0.1306, abs=1e-4)  # of a normal law in place of the triangular one it would be 0.115


@pytest.mark.parametrize("k", [1, 2, 3, 5])
@pytest.mark.parametrize("x", [0.0, 0.125, 0.5, 1.25])
def test_mixtures_of_an_unknown_law_in_exact_rationals(k, x):
    """Triangular and Uniform[-1/2, 1/2]: k samples, j of them triangular, are k + j uniforms of width 1."""
    mixture = Mixture(0.25, Triangular(), Uniform(0.5))
    weights = [Fraction(math.comb(k, j) * 3 ** (k - j), 4**k) for j in range(k + 1)]
    density = sum(w * 2 * rationals.density(k + j, 2 * Fraction(x)) for j, w in enumerate(weights))
    distribution = sum(w * rationals.distribution(k + j, 2 * Fraction(x)) for j, w in enumerate(weights))
    if (k, x) != (1, 0.5):  # where it jumps
        assert float(sums.density(mixture, k, x)) == pytest.approx(float(density), abs=1e-10)
    assert float(sums.distribution(mixture, k, x)) == pytest.approx(float(distribution), abs=1e-10)


@pytest.mark.parametrize(
    "asked",
    [
        lambda known: sums.within(known, 2, 0.0, 0.1),
        lambda known: sums.density(known, 2, 0.0),
        lambda known: covering(0.1, 0.1, 1.0, known),
        contains_uniform,
    ],
)
@pytest.mark.parametrize("known", [Mixture(0.5, Shifted(), Uniform()), Mixture(0.9, Triangular(), Shifted())])
def test_symmetry_is_asked_not_assumed(asked, known):
    """Without it the distribution function is asked for, which these laws do not say."""
    assert not known.symmetric
    with pytest.raises(ValueError, match=r"law '(shifted|triangular)' does not say its distribution function"):
        asked(known)


def test_symmetry_is_asked_of_a_law_with_sums_of_its_own():
    @dataclass(frozen=True)
    class Moved(Normal):
        name, symmetric = "moved", False

    with pytest.raises(ValueError, match="law 'moved' is not known to be symmetric"):
        sums.within(Moved(), 2, 0.0, 0.1)


def test_falling_densities_are_asked_not_assumed():
    @dataclass(frozen=True)
    class Bimodal(Triangular):
        name, unimodal = "bimodal", False

    known = Mixture(0.5, Bimodal(), Uniform())
    assert sums.within(known, 2, 0.0, 0.1) > 0
    for asked in (lambda: covering(0.1, 0.1, 1.0, known), lambda: contains_uniform(known)):  # then f is taken from cells
        with pytest.raises(ValueError, match="law 'bimodal' does not say its distribution function"):
            asked()
    least, greatest = scaled_range(known, 1)
    assert (least, greatest) == pytest.approx((0.25, 0.75), abs=1e-3)  # of (1 - |x| + 1/2) / 2, on a grid


def test_an_atom_of_a_part_is_refused():
    @dataclass(frozen=True)
    class Thinned(Triangular):
        name, mass_at_zero = "thinned", 0.5

    known = Mixture(0.5, Thinned(), Normal())
    with pytest.raises(ValueError, match="has an atom"):
        mixture_sums(known, tuple(parts(known)))


@dataclass(frozen=True)
class Box(Triangular):
    """Uniform[-1, 1] as somebody else would write it: power 1, without sums of its own."""

    name, variance, decay, singular_points = "box", 1 / 3, (1.0, 1), np.array([-1.0, 1.0])

    def density(self, x):
        return np.where(np.abs(x) <= 1, 0.5, 0.0)

    def characteristic(self, t):
        return np.sinc(t / np.pi)

    def generating(self, t):
        return np.sinh(t) / t

    def window(self, x, eps):
        return np.maximum(np.minimum(eps, 1 - np.abs(x)) + np.minimum(eps, 1 + np.abs(x)), 0.0) / 2


BESIDE = [Zero(), Triangular(), Normal(), Laplace(), law("product"), Uniform(0.3)]


@pytest.mark.parametrize(("k", "other"), [*((k, other) for k in (2, 3) for other in BESIDE), (4, BESIDE[0]), (4, BESIDE[1])])
def test_a_uniform_law_from_outside_is_the_uniform_law(k, other):
    own, builtin, x = Mixture(0.4, Box(), other), Mixture(0.4, Uniform(), other), np.array([0.1, 0.7, 1.3])
    assert sums.density(own, k, x) == pytest.approx(sums.density(builtin, k, x), abs=1e-9)
    p, ratios = sums.overlaps(own, k, 0.2, 0.3)
    assert p == pytest.approx(sums.within(builtin, k, 0.2, 0.3), abs=1e-10)
    assert ratios == pytest.approx(sums.overlaps(builtin, k, 0.2, 0.3)[1], rel=1e-7)


def changed(law_type, **said):
    """A law that says something else of itself."""
    return dataclass(frozen=True)(type("Changed", (law_type,), {"name": "changed", **said}))()


def narrow(s):
    """Of density N(0, s^2), cut off and renormalized, that has no singular points near 0."""
    total = math.erf(1 / (s * math.sqrt(2)))

    def density(self, x):
        x = np.asarray(x, dtype=float)
        return np.where(np.abs(x) <= 1, np.exp(-np.square(x / s) / 2) / (s * math.sqrt(2 * math.pi) * total), 0.0)

    def window(self, x, eps):
        ends = (np.clip(x + e, -1, 1) / s for e in (eps, -eps))
        high, low = (ndtr(end) for end in ends)
        return (high - low) / total

    return {"density": density, "window": window}


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (changed(Box, decay=(1.0, 0)), "says the decay"),
        (changed(Box, decay=(1.0, 0.5)), "says the decay"),
        (changed(Box, decay=(1.0, 1.5)), "says the decay"),
        (changed(Box, decay=(1.0, math.nan)), "says the decay"),
        (changed(Box, decay=(math.inf, 1)), "says the decay"),
        (changed(Box, decay=(1.0, 400)), "says the decay"),
        (changed(Box, singular_points=np.zeros(1)), "not among its singular points"),
        (changed(Box, **narrow(0.02)), "integrates to"),
        (changed(Box, **narrow(0.1)), "integrates to"),
        (changed(Box, **narrow(0.2)), "integrates to"),
        (changed(Box, characteristic=lambda self, t: np.full_like(t, np.nan)), "do not come out finite"),
        (changed(Box, density=lambda self, x: np.full(np.shape(x), np.inf)), "integrates to|do not come out finite"),
        (changed(Box, low=-math.inf, high=math.inf, generating=lambda self, t: np.exp(t**2)), "unbounded and not smooth"),
    ],
)
def test_what_a_law_says_wrongly_is_refused_where_it_shows(known, says):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=says):
        sums.overlaps(Mixture(0.5, known, Triangular()), 3, 0.0, 0.3)


def test_sums_of_little_accuracy_prove_nothing():
    @dataclass(frozen=True)
    class Rough(Uniform):
        name = "rough"

        def sums(self):
            return replace(super().sums(), error=0.05)

    with pytest.raises(ValueError, match=r"known within 0\.05 only"):
        covering(0.1, 0.1, 1.0, Rough())


def test_a_kind_of_uniform_law_does_not_pass_for_it():
    @dataclass(frozen=True)
    class Falling(Uniform):
        name = "falling"
        uniform_half_width = None

        def density(self, x):
            return np.maximum(1 - np.abs(x), 0.0)

    assert contains_uniform(Falling()) == pytest.approx((0.5, 0.5), rel=1e-4)


def test_vectors_are_no_numbers():
    for asked in (lambda: covering(0.1, 0.1, 1.0, NSN(2)), lambda: constants(NSN(2)), lambda: sums.within(NSN(2), 2, 0.0, 0.1)):
        with pytest.raises(ValueError, match="NSN vectors are no numbers"):
            asked()
