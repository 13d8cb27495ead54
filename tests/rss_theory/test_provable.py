"""Provable widths: each step again by another way, and what is proved holds in simulation."""

import math

import numpy as np
import pytest

from rss_theory.laws import LAWS, Normal, Uniform
from rss_theory.moments import moments
from rss_theory.provable import provable_width
from simulations import solvers


@pytest.mark.parametrize("law", [Uniform(), Normal()])
@pytest.mark.parametrize(("eps", "delta", "interval"), [(0.1, 0.1, (-1.0, 1.0)), (0.01, 0.1, (0.3, 0.3)), (0.05, 0.01, (0.0, 0.5))])
def test_every_step(law, eps, delta, interval):
    found = provable_width(eps, delta, interval, law)
    low, high = interval
    assert found.n == found.groups * found.group_size
    assert 1 <= found.size <= found.group_size
    if low == high:
        net = np.array([low])
        assert found.eps_of_groups == eps
    else:
        net = low + (np.arange(found.targets) + 0.5) * (high - low) / found.targets
        points = np.linspace(low, high, 10_001)
        near = np.abs(points[:, None] - net).min(axis=1)
        assert near.max() + found.eps_of_groups <= eps * (1 + 1e-12)
    second = [moments(found.group_size, found.size, found.eps_of_groups, z, law).second_moment for z in net]
    assert sum((1 - p) ** found.groups for p in second) >= found.failure  # the second moment alone is weaker
    assert found.failure <= delta
    assert found.failure >= (1 - found.worst_success) ** found.groups
    assert found.certified == isinstance(law, Uniform)


def test_widths_suffice_in_simulation():
    """At eps = delta = 0.1 on all of [-1, 1], 4000 trials: failures above 0.1 would show with certainty."""
    found = provable_width(0.1, 0.1)
    samples = np.random.default_rng(0).uniform(-1, 1, (4000, min(found.n, 15)))  # fewer samples do even less
    gaps = solvers.coverage_gap_many(samples, -1.0, 1.0)
    assert np.mean(gaps < 0.1) >= 0.9


def test_aim_and_monotony():
    hundredth = provable_width(0.01, 0.01)
    assert hundredth.n < 100
    assert provable_width(0.1, 0.01).n <= hundredth.n
    assert provable_width(0.01, 0.1).n <= hundredth.n
    assert provable_width(0.01, 0.01, (0.0, 0.0)).n <= hundredth.n


def test_fixed_share():
    found = provable_width(0.05, 0.05, (0.0, 0.0), share=0.1)
    assert found.size == max(1, round(0.1 * found.n))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: provable_width(0.0, 0.1), "eps and delta in"),
        (lambda: provable_width(0.1, 0.1, (1.0, 0.0)), "an interval"),
        (lambda: provable_width(0.1, 0.1, share=0.7), "share must lie"),
        (lambda: provable_width(1e-30, 0.1, (0.0, 0.0)), "no 60 groups of up to"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_all_laws():
    assert math.isfinite(sum(provable_width(0.2, 0.2, (0.0, 0.0), law).n for law in LAWS.values()))
