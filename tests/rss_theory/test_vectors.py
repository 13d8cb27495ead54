"""Subsets of vectors that hit, against closed forms and enumeration of drawn vectors (fixed seeds, |z| < 5.5, alarms below 1e-6)."""

import math
from itertools import combinations

import numpy as np
import pytest
from brute_force import all_subsets

from rss_theory import vectors
from rss_theory.laws import NSN, PRUNED_PRODUCT, Normal, ProductOfUniforms, Uniform
from rss_theory.moments import moments
from rss_theory.mrss import box_probability, second_moment_ratio


def drawn_counts(law, n, k, eps, target, trials=40_000):
    """How many subsets, of size k or any, hit in each of so many trials."""
    rng, d = np.random.default_rng(n), len(target)
    x = law.sample(rng, (trials, n)) if law.dimension else law.sample(rng, (trials, n, d))
    return sum((np.abs(x[:, mask].sum(axis=1) - target).max(axis=1) < eps).astype(float) for mask in all_subsets(n, k))


def agree(values, expected):
    assert abs(values.mean() - expected) < 5.5 * values.std() / math.sqrt(len(values))


@pytest.mark.parametrize(
    ("law", "n", "k", "eps", "target"),
    [
        (Uniform(), 6, 3, 0.5, [0.0, 0.7]),
        (Normal(), 6, 2, 0.4, [0.5, 0.5, -0.3]),
        (ProductOfUniforms(), 5, 3, 0.2, [0.1, 0.4]),
        (PRUNED_PRODUCT, 5, 2, 0.3, [0.0, 0.2]),
        (NSN(2), 5, 1, 0.6, [0.5, 0.5]),  # of more, see test_mrss
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_moments_against_enumeration(law, n, k, eps, target):
    counts = drawn_counts(law, n, k, eps, target)
    m = vectors.moments(n, k, eps, target, law)
    agree(counts, m.mean)
    agree(counts**2, m.ratio * m.mean**2)
    standard_error = counts.astype(bool).std() / math.sqrt(len(counts))
    for bound in vectors.success_bounds(n, k, eps, target, law)[:3]:
        surplus = (counts > 0).mean() - bound.value
        assert surplus > -5.5 * standard_error if bound.side == "lower" else surplus < 5.5 * standard_error


@pytest.mark.parametrize(("law", "target"), [(Uniform(), [0.4, -0.6]), (Normal(), [0.1, 0.1, 0.5]), (NSN(2), [0.5, 0.5])], ids=str)
def test_any_size_against_enumeration(law, target):
    counts = drawn_counts(law, 3, None, 0.35, target)
    agree(counts, vectors.mean_count(3, None, 0.35, target, law))
    standard_error = counts.astype(bool).std() / math.sqrt(len(counts))
    second, sankoff, first = vectors.success_bounds(3, None, 0.35, target, law)
    assert max(second.value, sankoff.value) < (counts > 0).mean() + 5.5 * standard_error
    assert (counts > 0).mean() < first.value + 5.5 * standard_error


def test_overlaps_multiply():
    """In as many equal coordinates as there are, E[Y^2] is a sum of powers: by bivariate normal probabilities of scipy."""
    from scipy.stats import multivariate_normal

    n, k, eps, z, d = 7, 3, 0.5, 0.4, 4
    low, high = [z - eps] * 2, [z + eps] * 2
    shared = [0.0] * (k + 1)
    for other in combinations(range(n), k):
        shared[len({0, 1, 2} & set(other))] += 1 / math.comb(n, k)
    both = [multivariate_normal(cov=[[k, i], [i, k]]).cdf(high, lower_limit=low) for i in range(k)]
    one = multivariate_normal(cov=[[k]]).cdf([high[0]], lower_limit=[low[0]])
    second = sum(share * q**d for share, q in zip(shared, [*both, one], strict=True))
    m = vectors.moments(n, k, eps, [z] * d, Normal())
    assert m.mean == pytest.approx(math.comb(n, k) * one**d, rel=1e-8)
    assert m.ratio == pytest.approx(second / one ** (2 * d), rel=1e-5)


def test_ends():
    """One coordinate is the problem of numbers, one vector a Bernoulli trial; windows that contain all sums are always hit."""
    assert vectors.moments(15, 7, 0.01, [0.3], Uniform()) == moments(15, 7, 0.01, 0.3, Uniform())
    p = 0.25 * 0.25
    m = vectors.moments(9, 1, 0.25, [0.1, 0.75], Uniform())
    assert (m.mean, m.ratio) == pytest.approx((9 * p, (9 * p + 72 * p * p) / (9 * p) ** 2))
    assert vectors.moments(4, 4, 0.3, [0.2, 0.1], Normal()).ratio == pytest.approx(
        1 / vectors.hit_probability(4, 0.3, [0.2, 0.1], Normal())
    )
    assert [b.value for b in vectors.success_bounds(3, 2, 5.0, [0.0] * 3, Uniform())] == [1.0] * 3
    assert vectors.mean_count(3, None, 5.0, [0.0] * 3, Uniform()) == 8
    assert [b.value for b in vectors.success_bounds(3, 2, 0.1, [9.0] * 3, Uniform())] == [0.0] * 3


def test_nsn_vectors_have_their_own_moments():
    m = vectors.moments(2, 2, 0.3, [0.2, 0.2], NSN(2))
    assert m.ratio == second_moment_ratio(2, 2, 0.3, [0.2, 0.2])
    assert m.mean == box_probability(2, 0.3, [0.2, 0.2])
    assert [b.name for b in vectors.success_bounds(5, 1, 0.3, [0.2, 0.2], NSN(2))][3:] == ["Theorem 5"]
    assert vectors.moments(5, 2, 0.1, [1e6, 1e6], NSN(2)).second_moment == 0  # underflow proves nothing


def test_widths_of_theorems():
    """By hand: 27 log 12 = 67.09, so k = 68; 125 log 4 (log 4 + log 5) = 519.1."""
    assert vectors.theorem5(4624, 68, 0.25, [0.0] * 3).applies
    assert not vectors.theorem5(4488, 67, 0.25, [0.0] * 3).applies
    assert vectors.becchetti_width(5, 0.25, 1.0).value == 520
    assert vectors.becchetti_width(1, 0.1, 2.0).value == math.ceil(2 * math.log(10) ** 2)
    assert not vectors.becchetti_width(2, 1.0, 1.0).applies


@pytest.mark.parametrize(
    "call",
    [
        lambda: vectors.hit_probability(2, 0.1, [0.0] * 3, NSN(2)),
        lambda: vectors.hit_probability(2, 0.1, [], Normal()),
        lambda: vectors.moments(3, 4, 0.1, [0.0], Normal()),
        lambda: vectors.becchetti_width(0, 0.1, 1.0),
    ],
)
def test_bad_input(call):
    with pytest.raises(ValueError, match="needed"):
        call()
