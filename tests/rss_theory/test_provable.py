"""Provable widths: each step again by brute force, quadrature or high precision, and what is proved holds in simulation."""

import math
from fractions import Fraction
from itertools import combinations, pairwise, product

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binom

from rss_theory.covering import Covering, covering
from rss_theory.laws import LAWS, Law, Mixture, Normal, ProductOfUniforms, Uniform, Zero, law, parts
from rss_theory.moments import Moments, moments
from rss_theory.provable import MARGIN, Grid, Groups, Pairs, corollary1_constant, provable_width
from simulations import solvers

MIXTURES: list[Law] = [law("0.3*uniform:0.5+normal"), law("0.2*laplace+0.5*pruned-product+uniform:2.5"), Mixture(0.9, Zero(), Uniform(7))]
EVERY = [*LAWS.values(), *MIXTURES]


@pytest.mark.parametrize(
    ("known", "eps", "delta", "z"),
    [
        *(
            (known, eps, delta, z)
            for known in (Uniform(), Uniform(2.0), Normal())
            for eps, delta, z in ((0.01, 0.1, 0.3), (0.001, 0.01, 0.2))
        ),
        (ProductOfUniforms(), 0.2, 0.1, 0.3),
    ],
)
def test_groups(known, eps, delta, z):
    """Failure from moments alone; certified for Uniform; the number of groups is the least that high precision allows."""
    found = provable_width(eps, delta, (z, z), known)
    proof = found.proof
    assert isinstance(proof, Groups)
    assert found.n == proof.groups * proof.group_size
    assert proof.certified == (known == Uniform())
    bounds = [moments(proof.group_size, k, eps, z, known).dawson_sankoff for k in range(1, proof.group_size // 2 + 1)]
    less = 0 if proof.certified else MARGIN  # the margin for rounding
    assert any(proof.success == pytest.approx(p - less, rel=1e-8) for p in bounds)
    with mpmath.workdps(30):
        failure = (1 - mpmath.mpf(proof.success)) ** proof.groups
        assert failure <= found.failure <= min(delta, float(failure) * (1 + 1e-9))
        assert (1 - mpmath.mpf(proof.success)) ** (proof.groups - 1) > delta


def test_no_fewer_samples_in_groups():
    """All group sizes up to 40, all subset sizes: none of fewer samples has a Dawson-Sankoff bound that suffices."""
    eps, delta = 0.01, 0.1
    found = provable_width(eps, delta, (0.3, 0.3))
    for m in range(2, found.n):
        groups = (found.n - 1) // m
        p = max(moments(m, k, eps, 0.3, Uniform()).dawson_sankoff for k in range(1, m // 2 + 1))
        assert (1 - p + MARGIN) ** groups > delta


@pytest.mark.parametrize("share", [None, 0.25])
def test_one_target_in_simulation(share):
    """3000 trials, of subsets of one size where asked for: failures are binomial of at most the bound but for 1e-7."""
    found = provable_width(0.1, 0.1, (0.5, 0.5), share=share)
    samples = np.random.default_rng(1).uniform(-1, 1, (3000, found.n))
    closest = solvers.closest_many(samples, np.full(3000, 0.5), size=found.size)
    failures = int(np.sum(np.asarray(closest.errors) > 0.1))
    assert binom.sf(failures - 1, 3000, found.failure) >= 1e-7
    if share:
        assert found.size == math.floor(share * found.n)


def test_group_in_simulation():
    """One group hits with at least its claimed probability: 20,000 trials, 1e-7."""
    proof = provable_width(0.01, 0.1, (0.3, 0.3)).proof
    assert isinstance(proof, Groups)
    samples = np.random.default_rng(2).uniform(-1, 1, (20_000, proof.group_size))
    hits = int(np.sum(np.asarray(solvers.closest_many(samples, np.full(20_000, 0.3)).errors) < 0.01))
    assert binom.cdf(hits, 20_000, proof.success) >= 1e-7


@pytest.mark.parametrize(
    ("name", "eps", "delta", "interval"),
    [
        ("scipy.stats.uniform(0,1)", 0.1, 0.1, (0.5, 1.0)),
        ("scipy.stats.uniform(0,1)", 0.03, 0.2, (0.0, 1.0)),
        ("scipy.stats.uniform(-1,1)", 0.2, 0.1, (-1.1, -0.4)),
        ("scipy.stats.expon()", 0.2, 0.05, (0.7, 1.2)),
        ("atoms:0.05,0.1", 0.06, 0.1, (0.1, 0.25)),
    ],
)
def test_grid(name, eps, delta, interval):
    """Cells in rationals cover the interval, each by its target; failure again from moments in high precision; all of it in 2000 trials."""
    known, (low, high) = law(name), interval
    found = provable_width(eps, delta, interval, known)
    proof = found.proof
    assert isinstance(proof, Grid)
    assert (found.n, found.size) == (proof.groups * proof.group_size, None)
    step = (Fraction(high) - Fraction(low)) / proof.targets
    near = float(Fraction(eps) - step / 2)  # of a target, so within eps of its whole cell
    targets = [float(Fraction(low) + (j + Fraction(1, 2)) * step) for j in range(proof.targets)]
    p = [1.0 if abs(z) < near else max(moments(proof.group_size, k, near, z, known).dawson_sankoff for k in proof.sizes) for z in targets]
    assert proof.success == pytest.approx(min(p), abs=1.1 * MARGIN)
    with mpmath.workdps(30):
        failure = mpmath.fsum((1 - mpmath.mpf(q) + MARGIN) ** proof.groups for q in p if q < 1)
        fewer = mpmath.fsum((1 - mpmath.mpf(q)) ** (proof.groups - 1) for q in p)
    assert float(failure) * (1 - 1e-3) <= found.failure <= min(delta, float(failure) * (1 + 1e-3))
    assert fewer > delta * (1 - 1e-3) or proof.groups == 1
    samples = known.sample(np.random.default_rng(6), (2000, found.n))
    missed = 2000 - int(np.sum(solvers.covers_many(samples, eps, low, high)))
    assert binom.sf(missed - 1, 2000, found.failure) >= 1e-7


@pytest.mark.parametrize(
    ("name", "eps", "interval", "says"),
    [
        ("scipy.stats.uniform(0,1)", 0.25, (-0.3, 1.0), "both sides of 0.*proved to hit -0"),  # below 0 is no sum
        ("scipy.stats.uniform(0,1)", 0.001, (0.5, 2.0), "both sides of 0.*more than 250 targets"),
        ("scipy.stats.uniform(0,1)", 0.5, (-1.7e308, 1.7e308), "both sides of 0"),
        ("scipy.stats.uniform(0,1)", 1e-320, (0.0, 1.0), "both sides of 0"),
        ("lattice:0,1,2", 0.1, (0.0, 1.0), "on a lattice of step 1"),
    ],
)
def test_no_grid(name, eps, interval, says):
    with pytest.raises(ValueError, match=says):
        provable_width(eps, 0.1, interval, law(name))


@pytest.mark.parametrize("a", [1.0001, 1.3, 1.9999, 2.0, 2.5, 2.9999, 7.5, 40.9999])
@pytest.mark.parametrize("bound", [0.05, 0.5, 0.999])
def test_the_margin_covers_the_error_of_moments(a, bound):
    """Moments with E[Y^2] = a E[Y] and that Dawson-Sankoff bound, 1e-6 off: just below a = 2 that moves it by nearly 3e-6."""
    j = math.floor(a)
    mean = bound * j * (j + 1) / (2 * j + 1 - a)
    exact = Moments(mean, a / mean).dawson_sankoff
    assert exact == pytest.approx(bound, rel=1e-9)
    off = [Moments(mean * (1 + p), a / mean * (1 + q)).dawson_sankoff - exact for p, q in product((-1e-6, 1e-6), repeat=2)]
    assert max(map(abs, off)) <= MARGIN
    if (a, bound) == (1.9999, 0.999):
        assert max(off) > 2.5e-6


def bernstein_scale(known):
    """b of E|X|^m <= m! s^2 b^(m-2) / 2: c/3 for samples in [-c, c], 1 for Normal and Laplace, the greatest for mixtures."""
    return max(1.0 if math.isinf(part.reach) else part.reach / 3 for _, part in parts(known))


@pytest.mark.parametrize("known", EVERY, ids=lambda known: known.name)
def test_bernsteins_condition(known):
    """Moments by quadrature; Laplace and m = 3 of bounded laws are close to equality, so no smaller b will do for these."""
    b = bernstein_scale(known)
    ends = sorted({0.0, *(part.reach for _, part in parts(known) if 0 < part.reach < math.inf)}) + [60.0] * math.isinf(known.reach)

    def moment(m):
        return sum(2 * quad(lambda x: x**m * float(known.density(x)), low, high, limit=200)[0] for low, high in pairwise(ends))

    variance = moment(2)
    assert variance == pytest.approx(known.variance, rel=1e-7)
    for m in range(2, 15):
        assert moment(m) <= math.factorial(m) * variance * b ** (m - 2) / 2 * (1 + 1e-7)


@pytest.mark.parametrize("known", EVERY, ids=lambda known: known.name)
@pytest.mark.parametrize(("share", "delta"), [(0.5, 0.3), (0.1, 0.01)])
def test_pairs(known, share, delta):
    """R in high precision from Bernstein's inequality, both ways; n, size and failure from their definitions in rationals."""
    eps, a = 0.1, 0.7
    found = provable_width(eps, delta, (-a, a), known, share=share)
    proof = found.proof
    assert isinstance(proof, Pairs)
    assert found.n == math.ceil(proof.pairs / Fraction(share))
    assert found.size == proof.pairs == math.floor(share * found.n)
    assert 2 * proof.pairs <= found.n
    with mpmath.workdps(30):
        radius, b = mpmath.mpf(proof.radius), mpmath.mpf(bernstein_scale(known))
        tail = 2 * mpmath.exp(-(radius**2) / (2 * (proof.pairs * mpmath.mpf(known.variance) + b * radius)))
        assert float(tail) == pytest.approx(delta / 2, rel=1e-9)
    assert proof.covering == covering(eps, delta / 2, a + proof.radius, known, order=2)
    assert proof.covering.n <= proof.pairs
    assert found.failure == pytest.approx(proof.covering.failure + delta / 2, rel=1e-12)
    assert found.failure <= delta
    sums = known.sample(np.random.default_rng(3), (2000, proof.pairs)).sum(axis=1)
    outside = int(np.sum(np.abs(sums) > proof.radius))
    assert binom.sf(outside - 1, 2000, delta / 2) >= 1e-7


def test_no_fewer_pairs():
    found = provable_width(0.1, 0.1, share=0.5).proof
    assert isinstance(found, Pairs)
    k, t, b = found.pairs - 1, math.log(40), 1 / 3
    radius = b * t + math.sqrt((b * t) ** 2 + 2 * t * k / 3)
    assert covering(0.1, 0.05, 1 + radius, order=2).n > k


def test_pair_construction():
    """Brute force: one of each of 5 pairs is a subset of 5 of 10 whose sum is T and a subset sum of the differences, all of these."""
    x, y = np.random.default_rng(4).integers(-50, 50, (2, 5))
    samples, differences = np.concatenate([x, y]), x - y
    chosen = {tuple(i if first else i + 5 for i, first in enumerate(choice)) for choice in product((True, False), repeat=5)}
    assert {tuple(sorted(c)) for c in chosen} < set(combinations(range(10), 5))
    subset_sums = sorted(y.sum() + sum(c) for size in range(6) for c in combinations(differences, size))
    assert sorted(samples[list(c)].sum() for c in chosen) == subset_sums


def test_pairs_in_simulation():
    """All targets of [-1, 1] by subsets of exactly 9 of 18 U[-1,1], far fewer than proved: 300 trials, 1e-7."""
    found = provable_width(0.2, 0.2, share=0.5)
    samples = np.random.default_rng(5).uniform(-1, 1, (300, min(found.n, 18)))
    failures = int(np.sum(solvers.coverage_gap_many(samples, -1.0, 1.0, size=9) > 0.2))
    assert binom.sf(failures - 1, 300, found.failure) >= 1e-7


@pytest.mark.parametrize("share", [0.35, 0.07, 1 / 3, 0.29, 0.5, 1e-3, 1e-12])
def test_share_of_all_samples_is_as_many_as_pairs(share):
    """0.35 times 700 rounds to just below 245."""
    for eps, delta in ((0.1, 0.1), (0.3, 0.2), (0.05, 0.01)):
        found = provable_width(eps, delta, share=share)
        assert isinstance(found.proof, Pairs)
        assert found.size == found.proof.pairs == math.floor(Fraction(share) * found.n)


def test_aims():
    assert provable_width(0.01, 0.01).n < 100
    assert provable_width(0.01, 0.01, (0.0, 0.0)).n == 0  # by the empty sum
    assert provable_width(0.01, 0.01, (0.3, 0.3)).n < provable_width(0.01, 0.01, (-0.5, 0.5)).n


def test_monotony():
    grids: list[tuple[tuple[float, float], float | None]] = [((-1.0, 1.0), None), ((0.25, 0.25), None), ((-1.0, 1.0), 0.5)]
    for interval, share in grids:
        by_eps = [provable_width(eps, 0.05, interval, share=share).n for eps in (0.1, 0.03, 0.01, 0.003, 0.001, 1e-5 if share else 2e-4)]
        assert by_eps == sorted(by_eps)
        by_delta = [provable_width(0.05, delta, interval, share=share).n for delta in (0.3, 0.1, 0.03, 0.01, 1e-4)]
        assert by_delta == sorted(by_delta)
    widest = [provable_width(0.01, 0.01, (-a, a)).n for a in (0.2, 0.5, 1.0, 2.0, 5.0)]
    assert widest == sorted(widest)


@pytest.mark.parametrize("known", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("share", [None, 0.5])
def test_every_law_and_one_target_is_no_harder(known, share):
    every = provable_width(0.1, 0.1, (-0.5, 0.5), known, share=share)
    assert every.failure <= 0.1
    assert isinstance(every.proof, Pairs if share else Covering)
    one = provable_width(0.1, 0.1, (0.3, 0.3), known, share=share)  # by the better of two proofs
    assert one.failure <= 0.1
    assert one.n <= every.n
    assert one.size == (math.floor(share * one.n) if share else None)


def test_interval_by_its_farther_end():
    assert provable_width(0.01, 0.01, (-0.3, 2.0)) == provable_width(0.01, 0.01, (-2.0, 2.0)) == provable_width(0.01, 0.01, (-2.0, 1.0))


@pytest.mark.parametrize(("share", "eps"), [(0.5, 0.01), (0.1, 0.001), (0.01, 0.1)])
def test_constant_of_corollary1(share, eps):
    """c such that n H2(share) = c log2(k/eps)^2, in high precision; the pairs cover [-sqrt(k), sqrt(k)]."""
    n, c = corollary1_constant(share, eps)
    k = math.floor(share * n)
    with mpmath.workdps(30):
        s = mpmath.mpf(share)
        entropy = -s * mpmath.log(s, 2) - (1 - s) * mpmath.log(1 - s, 2)
        assert c == pytest.approx(float(n * entropy / mpmath.log(k / mpmath.mpf(eps), 2) ** 2), rel=1e-12)
    t = math.log(4 / eps)
    radius = t / 3 + math.sqrt((t / 3) ** 2 + 2 * t * k / 3)
    assert covering(eps, eps / 2, math.sqrt(k) + radius, order=2).n <= k
    assert provable_width(eps, eps, (-math.sqrt(k), math.sqrt(k)), share=share).n <= n


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: provable_width(0.0, 0.1), "eps and delta in"),
        (lambda: provable_width(0.1, 1.0), "eps and delta in"),
        (lambda: provable_width(0.1, 0.1, (1.0, 0.0)), "an interval"),
        (lambda: provable_width(0.1, 0.1, (0.0, math.inf)), "an interval"),
        (lambda: provable_width(0.1, 0.1, (math.nan, 1.0)), "an interval"),
        (lambda: provable_width(0.1, 0.1, share=0.7), "share must lie"),
        (lambda: provable_width(0.1, 0.1, share=0.0), "share must lie"),
        (lambda: provable_width(0.1, 0.1, law=Zero()), "law 'zero' lies on a lattice"),
        (lambda: provable_width(0.1, 0.1, (0.5, 0.5), Zero()), "no 60 groups of up to 40 samples"),
        (lambda: provable_width(1e-200, 0.1, share=0.5), "samples of law 'uniform' are proved to cover"),
        (lambda: corollary1_constant(0.6, 0.1), "share in"),
        (lambda: corollary1_constant(0.5, 1.0), "eps in"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
