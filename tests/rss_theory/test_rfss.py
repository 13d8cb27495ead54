"""Bounds and widths of fixed-size subset sums against definitions, searches and exact moments."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rss_theory import rfss
from rss_theory.entropy import binary_entropy
from rss_theory.laws import LAWS, Normal, Uniform
from rss_theory.papers import PAPERS, STATEMENTS
from rss_theory.rfss import success_bounds, theorem2_constant, width_at_share
from rss_theory.sum_bounded import constants


def bits(n, k):
    """n H2(k/n) from the definition."""
    return k * math.log2(n / k) + ((n - k) * math.log1p(k / (n - k)) / math.log(2) if n > k else 0)


@settings(derandomize=True, deadline=None)
@given(st.integers(1, 12), st.floats(1e-7, 0.9), st.floats(1, 2))
def test_width_is_the_least_n_by_search(k, eps, c_hyp):
    found = rfss.width(k, eps, c_hyp).value
    need = c_hyp * math.log2(k / eps)
    if found < 10**5:
        assert not any(bits(n, k) >= need * (1 + 1e-12) for n in range(2 * k, int(found)))
    assert bits(int(found), k) >= need * (1 - 1e-12)
    assert found == 2 * k or bits(int(found) - 1, k) < need * (1 + 1e-12)


@pytest.mark.parametrize("k", [1, 7, 40])
def test_corollary_widths_meet_their_equations_just(k):
    eps, c = 0.01, 1.5
    for bound, need in (
        (rfss.width_all_targets(k, eps, c), c * math.log2(k / eps) ** 2),
        (rfss.width_all_targets_large_k(k, eps, c), 2 * c * math.log2(1 / eps) ** 2),
    ):
        n = int(bound.value)
        assert bits(n, k) >= need * (1 - 1e-12)
        assert n == 2 * k or bits(n - 1, k) < need * (1 + 1e-12)


def test_hypotheses_of_the_widths():
    assert rfss.width(7, 0.01).applies
    assert not rfss.width(7, 0.01, c_hyp=0.5).applies
    assert not rfss.width(7, 2.0).applies
    assert not rfss.width_all_targets(7, 0.5, 1.0).applies
    assert not rfss.width_all_targets_large_k(7, 0.01, 1.0).applies
    assert rfss.width_all_targets_large_k(10**4, 0.01, 1.0).applies
    assert rfss.width_all_targets(1, 1e-20, 1.0).value == math.inf
    for k, eps in ((0, 0.1), (3, 0.0), (3, math.nan)):
        with pytest.raises(ValueError, match="are needed"):
            rfss.width(k, eps)


@pytest.mark.parametrize(
    ("arguments", "failing"),
    [
        ((15, 7, 0.01, 0.0, LAWS["uniform"]), set()),
        ((15, 7, 0.0001, 0.0, LAWS["uniform"]), {"Eq. 1: n H2(k/n) >= c_hyp log2(k/eps)"}),
        ((15, 8, 0.01, 0.0, LAWS["uniform"]), {"1 <= k <= n/2"}),
        ((15, 7, 0.01, 2.7, LAWS["normal"]), {"|target| <= sqrt(k)"}),
        ((15, 7, 0.01, 0.0, LAWS["product"]), {"law is sum-bounded"}),
        ((15, 7, 1.5, 0.0, LAWS["normal"]), {"0 < eps < 1"}),
    ],
)
def test_theorem_2_applies_where_its_hypotheses_hold(arguments, failing):
    bounds = {b.name: b for b in rfss.success_bounds(*arguments)}
    assert {name for name, holds in bounds["Theorem 2"].hypotheses.items() if not holds} == failing
    assert all(bounds[name].applies for name in ("second moment", "Dawson-Sankoff", "first moment"))
    assert bounds["second moment"].value <= bounds["Dawson-Sankoff"].value <= bounds["first moment"].value


def test_every_bound_has_its_statement():
    bounds = [
        *rfss.success_bounds(15, 7, 0.01),
        rfss.width(7, 0.01),
        rfss.width_all_targets(7, 0.01, 1),
        rfss.width_all_targets_large_k(7, 0.01, 1),
    ]
    assert {b.source for b in bounds} <= set(STATEMENTS)
    assert {key.split(":")[0] for key in STATEMENTS} <= set(PAPERS)


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)])
@pytest.mark.parametrize("c_hyp", [1.0, 2.0])
def test_theorem2_constant_is_below_every_exact_bound_under_eq1(share, c_hyp):
    """What the printed proof yields against exact second moments at the least n, the worst case, and the ends of the targets."""
    for law in (Uniform(), Normal()):
        c_thm, mu = theorem2_constant(*constants(law), share=float(share))
        assert float(share) < mu < 1
        for bits in range(4, 21, 4):
            n, k = width_at_share(share, 2.0**-bits, c_hyp)
            assert k == share * n
            for target in (0.0, math.sqrt(k)):
                bounds = success_bounds(n, k, 2.0**-bits, target * (1 - 1e-15), law, c_hyp=c_hyp, c_thm=c_thm)
                second, theorem2 = bounds[0], bounds[-1]
                assert theorem2.applies
                assert theorem2.value <= second.value


def test_width_at_share_is_the_least():
    for share, eps, c_hyp in ((Fraction(1, 2), 0.01, 1.0), (Fraction(2, 5), 1e-4, 1.5), (Fraction(1, 100), 1e-6, 2.0)):
        n, k = width_at_share(share, eps, c_hyp)
        applies = [
            m
            for m in range(share.denominator, n + 1, share.denominator)
            if m * float(binary_entropy(float(share))) >= c_hyp * math.log2(share * m / eps)
        ]
        assert (applies, k) == ([n], share * n)


@pytest.mark.parametrize(
    "call",
    [
        lambda: width_at_share(Fraction(2, 3), 0.1),
        lambda: width_at_share(Fraction(1, 2), 1.5),
        lambda: theorem2_constant(0.5, 0.2),
        lambda: theorem2_constant(0.1, math.inf),
        lambda: theorem2_constant(0.1, 0.2, 1.0),
    ],
)
def test_bad_input_of_constants(call):
    with pytest.raises(ValueError, match="needed"):
        call()
