import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rss_theory import rfss
from rss_theory.laws import LAWS
from rss_theory.papers import PAPERS, STATEMENTS


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
