"""Sums of laws that no list here names: brackets against exact rationals, other distributions, enumeration and simulation."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import rationals
from foreign_laws import ATOMS_BESIDE, BETA, BIMODAL, CUT_NORMAL, EXPONENTIAL, FILE, FOUR_BITS, THINNED, UNIT, Skew
from scipy import stats
from scipy.integrate import quad
from scipy.stats import gamma

from rss_theory import sums
from rss_theory.laws import LAWS, Law, Mixture, law
from rss_theory.laws.atoms import Atoms, Lattice
from rss_theory.laws.empirical import empirical
from rss_theory.laws.scipy_law import scipy_law
from rss_theory.moments import moments
from rss_theory.numeric.any_law import AnyLaw
from rss_theory.numeric.spread import Spread, convolve

EVERY = [UNIT, CUT_NORMAL, BETA, BIMODAL, EXPONENTIAL, FOUR_BITS, FILE, Skew(), THINNED, ATOMS_BESIDE]


def brackets(known, k, z, eps):
    """Of any law, whatever sums of its own it has."""
    return Law.sums(known).enclosed(k, z, eps, True)


def holds(bracket, value, rounding=1e-12):
    return bracket.low <= value * (1 + rounding) and value * (1 - rounding) <= bracket.high


@pytest.mark.parametrize("name", [*LAWS, "0.3*uniform:0.5+normal", "0.2*zero+0.5*uniform+product"])
@pytest.mark.parametrize(("k", "z", "eps"), [(1, 0.3, 0.1), (2, -0.3, 0.1), (3, 0.0, 0.02), (4, 0.5, 0.01)])
def test_laws_that_know_their_sums(name, k, z, eps):
    """Against their own sums, within 1e-9; and brackets are as narrow as they are said to be."""
    own = law(name).sums()
    p = own.within(k, abs(z), eps)
    shared = own.overlap_ratios(k, abs(z), eps, p) * p**2 if k > 1 else []
    first, *others = brackets(law(name), k, z, eps)
    assert holds(first, p, 1e-9)
    assert all(holds(bracket, q, 1e-9) for bracket, q in zip(others, shared, strict=True))
    assert first.high - first.low < 0.05 * p
    if len(law(name).atoms[0]) == 0:
        assert all(bracket.high - bracket.low < 0.2 * q for bracket, q in zip(others, shared, strict=True))


@pytest.mark.parametrize(("k", "z", "eps"), [(2, "3/4", "1/4"), (3, "5/4", "1/16"), (4, "19/10", "1/1000"), (6, "2", "1/8")])
def test_uniforms_on_the_unit_interval_in_exact_rationals(k, z, eps):
    """S = (k + a sum of U[-1, 1]) / 2."""
    z, eps = Fraction(z), Fraction(eps)
    p, q = rationals.overlaps(k, 2 * z - k, 2 * eps)
    first, *others = brackets(UNIT, k, float(z), float(eps))
    assert holds(first, float(p))
    assert all(holds(bracket, float(value)) for bracket, value in zip(others, q, strict=False))
    assert first.high - first.low <= 2e-4 * p
    assert sums.distribution(UNIT, k, float(z)) == pytest.approx(float(rationals.distribution(k, 2 * z - k)), abs=1e-6)


def enumerated(known, k, z, eps):
    """p, q_1, ..., q_{k-1} in exact rationals."""
    places, masses = ([Fraction(x) for x in values.tolist()] for values in known.atoms)
    laws = [{Fraction(0): Fraction(1)}]
    for _ in range(k):
        following = {}
        for (s, p), (x, mass) in itertools.product(laws[-1].items(), zip(places, masses, strict=True)):
            following[s + x] = following.get(s + x, 0) + p * mass
        laws.append(following)

    def window(m, b):
        return sum(p for s, p in laws[m].items() if abs(b + s - z) < eps)

    return [window(k, 0), *(sum(p * window(k - i, b) ** 2 for b, p in laws[i].items()) for i in range(1, k))]


@pytest.mark.parametrize(
    ("known", "k", "z", "eps"),
    [
        (FOUR_BITS, 1, "1/16", "1/8"),
        (FOUR_BITS, 3, "1/16", "1/8"),  # sums at both ends of the window, which do not count
        (FOUR_BITS, 3, "1/16", "9/64"),
        (FOUR_BITS, 4, "1/2", "1/1000"),
        (FOUR_BITS, 4, "7/16", "1/1000"),  # between two
        (FOUR_BITS, 2, "2", "1/8"),  # beyond the last
        (Atoms((-1.0, 1.0), (0.5, 0.5)), 5, "5", "1"),  # the last sum, in the middle
        (Atoms((-1.0, 1.0), (0.5, 0.5)), 5, "6", "1"),  # at the end
        (Atoms((-1.0, 1.0), (0.5, 0.5)), 5, "0", "6"),  # all
        (scipy_law(stats.binom(3, 0.5)), 3, "4", "3/2"),
    ],
)
def test_lattices_are_exact(known, k, z, eps):
    exact = enumerated(known, k, Fraction(z), Fraction(eps))
    for bracket, value in zip(brackets(known, k, float(Fraction(z)), float(Fraction(eps))), exact, strict=True):
        assert holds(bracket, float(value), 1e-15)
        assert bracket.high - bracket.low <= 1e-11 * value


@pytest.mark.parametrize(
    ("known", "k", "z", "eps"),
    [
        (Lattice(0.0, 0.4, 5), 3, 0.3, 0.1),  # floats beside a lattice: sums at the window's ends do or do not count
        (Lattice(-1.0, 1.0, 16), 3, 0.2, 0.05),
        (empirical(FILE.numbers[::8]), 3, 0.3, 0.05),
        (empirical(FILE.numbers[::20]), 4, 0.3, 0.001),
        (Mixture(0.4, Lattice(0.0, 0.3, 4), Atoms((math.pi,), (1.0,))), 3, 0.5, 0.25),
    ],
)
def test_atoms_anywhere_are_enclosed(known, k, z, eps):
    exact = enumerated(known, k, Fraction(z), Fraction(eps))
    found = brackets(known, k, z, eps)
    assert all(holds(bracket, float(value)) for bracket, value in zip(found, exact, strict=True))
    assert found[0].high - found[0].low < 0.2


@pytest.mark.parametrize(("k", "z", "eps"), [(1, 0.05, 0.1), (2, 0.9, 0.01), (5, 2.3, 0.001), (9, 7.5, 0.1), (20, 19.0, 0.2)])
def test_exponentials_are_gammas(k, z, eps):
    error, _ = sums.errors(EXPONENTIAL, k, z, eps, pairs=False)
    p = gamma.cdf(z + eps, k) - gamma.cdf(z - eps, k)
    assert abs(sums.within(EXPONENTIAL, k, z, eps) - p) <= error * sums.within(EXPONENTIAL, k, z, eps) + 1e-14
    assert error < 0.02


@pytest.mark.parametrize(("known", "z"), [(EXPONENTIAL, 1.2), (BETA, -0.4), (BIMODAL, 0.9), (Skew(), -0.5)])
def test_pairs_by_quadrature(known, z):
    """k = 2: E[w(X)^2], w(b) = P(|X - (z - b)| < eps); k = 3 and one sample shared: E[w_2(X)^2] with w_2 = E[w(b + X)]."""
    eps, far = 0.1, [max(known.low, -4.0), min(known.high, 30.0)]
    w = lambda b: float(known.distribution(z + eps - b) - known.distribution(z - eps - b))  # noqa: E731
    points = [y for y in (z - eps, z + eps, z - 1 - eps, z - 1 + eps, z + 1 - eps, z + 1 + eps) if far[0] < y < far[1]]
    exact = quad(lambda b: float(known.density(b)) * w(b) ** 2, *far, points=points, limit=400, epsabs=1e-13)[0]
    assert holds(brackets(known, 2, z, eps)[1], exact, 1e-7)
    x, weights = np.polynomial.legendre.leggauss(400)
    halves = [(y + 1) / 2 * (b - a) + a for a, b in itertools.pairwise(np.linspace(*far, 5)) for y in [x]]
    nodes, f = np.concatenate(halves), known.density(np.concatenate(halves)) * np.tile(weights, 4) * (far[1] - far[0]) / 8
    first = known.distribution(z + eps - np.add.outer(nodes, nodes)) - known.distribution(z - eps - np.add.outer(nodes, nodes))
    assert holds(brackets(known, 3, z, eps)[1], float(f @ (first @ f) ** 2), 1e-4)  # the quadrature is not that good


@pytest.mark.parametrize("known", EVERY, ids=lambda known: known.name[:20])
def test_moments_in_simulation(known):
    """E[Y] and E[Y^2] of 50,000 problems, all subsets enumerated; |z| < 5 beside the error: false alarm probability below 6e-7 each."""
    n, k, z, eps, rng = 6, 3, 0.4, 0.1, np.random.default_rng(3)
    subsets = np.array([[i in s for i in range(n)] for s in itertools.combinations(range(n), k)], dtype=float)
    counts = np.sum(np.abs(known.sample(rng, (50_000, n)) @ subsets.T - z) < eps, axis=1, dtype=float)
    m = moments(n, k, eps, z, known)
    expected = ((counts, m.mean, m.mean * m.mean_error), (counts**2, m.ratio * m.mean**2, m.ratio_error * m.mean**2))
    for values, middle, error in expected:
        assert abs(np.mean(values) - middle) < error + 5 * np.std(values) / math.sqrt(len(values))
        assert error < 0.01 * middle


def test_open_windows_and_rounding_of_one_sample():
    """One sample, an atom at the end of the window: it does not count."""
    assert sums.within(ATOMS_BESIDE, 1, 0.0, 0.25) == pytest.approx(0.125, abs=1e-12)
    assert sums.within(ATOMS_BESIDE, 1, 0.0, 0.2501) == pytest.approx(0.12505 + 0.375, abs=1e-12)
    assert sums.within(ATOMS_BESIDE, 1, -0.25, 0.25) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("k", [2, 3])
def test_atoms_beside_a_density(k):
    """j uniform samples among k, in exact rationals: the others are atoms, on a lattice of their own."""
    z, eps, atoms = Fraction(1, 2), Fraction(1, 8), [(Fraction(-1, 2), Fraction(1, 8)), (Fraction(1, 4), Fraction(3, 8))]
    p = Fraction(0)
    for j in range(k + 1):
        for held in itertools.product(atoms, repeat=k - j):
            weight, at = math.comb(k, j) * Fraction(1, 2**j) * math.prod(mass for _, mass in held), z - sum(x for x, _ in held)
            inside = [rationals.irwin_hall(j, min(max(end, Fraction(0)), Fraction(j)), j) if j else None for end in (at + eps, at - eps)]
            p += weight * ((inside[0] - inside[1]) if j else (abs(at) < eps))
    first = brackets(ATOMS_BESIDE, k, float(z), float(eps))[0]
    assert holds(first, float(p))
    assert first.high - first.low < 1e-3 * p


def test_half_triangular_half_normal():
    """By the distribution functions alone, as in test_own_laws by quadrature: 0.1306."""
    known = Mixture(0.5, scipy_law(stats.triang(0.5, loc=-1, scale=2)), scipy_law(stats.norm()))
    assert sums.within(known, 3, 0.0, 0.2) == pytest.approx(0.1306, abs=5e-5)


def test_bounds_take_the_worse_end():
    """Of samples from a file the brackets are wide: no number in them gives a weaker bound, and some give a stronger one."""
    n, k, z, eps = 8, 4, 0.3, 0.002
    p, *shared = brackets(FILE, k, z, eps)
    weights = [math.comb(k, i) * math.comb(n - k, k - i) / math.comb(n, k) for i in range(k + 1)]
    m, strongest = moments(n, k, eps, z, FILE), []
    for ends in itertools.product((0, 1), repeat=k):
        low = p[ends[0]]
        mean = math.comb(n, k) * low
        square = math.comb(n, k) ** 2 * np.dot(weights, [low**2, *(q[end] for q, end in zip(shared, ends[1:], strict=True)), low])
        assert m.first_moment >= min(1, mean) * (1 - 1e-12)
        assert m.second_moment <= mean**2 / square * (1 + 1e-12)
        j = max(1, math.floor(square / mean))
        best = (mean * (2 * j + 1) - square) / (j * (j + 1))
        assert m.dawson_sankoff <= best * (1 + 1e-12)
        strongest.append(mean**2 / square)
    assert m.second_moment < 0.9 * max(strongest)


def test_probabilities_below_what_is_known():
    """Where nothing is known but that p is small, lower bounds are 0, and none is refused."""
    m = moments(7, 6, 1e-4, 5.95, UNIT)
    assert m.second_moment == m.dawson_sankoff == 0 or m.mean_error < 1
    m = moments(7, 5, 1e-9, 0.3, FILE)
    assert m.mean_error == 1
    assert m.second_moment == m.dawson_sankoff == 0
    assert m.first_moment > 0
    assert moments(7, 5, 0.1, 9.0, UNIT).first_moment < 1e-10


def test_rounding_of_convolutions_is_bounded():
    """Against products of whole numbers: a is k / 2^30, so that all digits are known."""
    rng = np.random.default_rng(4)
    for size in (40, 500):
        a, b = (rng.integers(0, 2**20, size) for _ in range(2))
        exact = np.array([int(x) for x in np.convolve(a.astype(object), b.astype(object))], dtype=float) / 2.0**60
        c = convolve(Spread(0, a / 2.0**30), Spread(3, b / 2.0**30))
        assert c.start == 3
        assert np.linalg.norm(c.masses - exact) <= c.error + c.relative * np.linalg.norm(exact) < 1e-11 * np.linalg.norm(exact)


def test_windows_that_are_moved_alone():
    """Without what the density says, as of a law from a file: wider, and still around the truth."""
    p, q = rationals.overlaps(3, Fraction(1, 2), Fraction(1, 8))
    table = AnyLaw(UNIT, 2**12)
    rough = table.cells.__class__(**{**vars(table.cells), "rough": 1.0, "roughest": 1.0})
    table.cells = rough
    found = [table.within(3, 1.75, 0.0625), *table.pairs(3, 1.75, 0.0625)]
    assert all(holds(bracket, float(value)) for bracket, value in zip(found, [p, *q[:-1]], strict=True))
    assert 1e-3 < (found[0].high - found[0].low) / float(p) < 0.1


def test_refusals():
    with pytest.raises(ValueError, match="tails too heavy") as error:
        sums.within(scipy_law(stats.cauchy()), 2, 0.0, 0.1)
    assert "\n" not in str(error.value)
    with pytest.raises(sums.TooManySamples, match="at most 200"):
        sums.within(UNIT, 201, 0.0, 0.1)
