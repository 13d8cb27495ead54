"""The figures on tickets: what is read off observations, against tickets themselves and made-up observations."""

from argparse import Namespace
from fractions import Fraction

import numpy as np
import pytest

from figures import natale2024_fig1_measured as measured
from figures import tickets_success
from rss_theory.networks.dense import density
from simulations.tickets import dense
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS

RUN = Namespace(trials=10, seed=0, confidence=0.99)


def made_up(experiments, successes):
    """Ten networks an experiment, the first so many of which are certified, at density 0.1."""
    return [
        [np.column_stack([np.zeros(10), np.where(np.arange(10) < successes(e.outcomes), 0.01, 1.0), np.full(10, 0.1)])] for e in experiments
    ]


def test_over_parameterization_is_that_of_tickets():
    ticket = dense(measured.TARGET, 16, np.random.default_rng(0), share=0.25)
    assert measured.over(16) == ticket.source.parameters / measured.TARGET.parameters
    assert 0 < ticket.density <= density(measured.SIZES, 0.25) == 0.25
    assert measured.SIZES.parameters == measured.TARGET.parameters


def test_least_n():
    observed = made_up(measured.EXPERIMENTS, lambda o: 9 if o.share == 0.125 and o.n >= 24 else 8)
    assert measured.least(observed, Fraction(1, 4)) is None
    assert measured.least(observed, Fraction(1, 8)) == (24, measured.over(24), 9, 10, pytest.approx(0.1))
    figure = measured.draw(observed, RUN)
    labels = [text.get_text() for text in figure.axes[1].get_legend().get_texts()]
    assert sum("1/8" in label and "n = 24" in label for label in labels) == 1
    assert not any("1/4" in label for label in labels)


def test_subsets_of_all_widths_are_shares():
    assert all((share * n).denominator == 1 for share, widths in measured.WIDTHS.items() if share for n in widths)


def test_each_construction_has_a_panel():
    observed = made_up(tickets_success.EXPERIMENTS, lambda o: 7)
    panels = [axes for axes in tickets_success.draw(observed, RUN).axes if axes.get_visible()]
    assert [axes.get_title().split("\n")[0].split(",")[0] for axes in panels] == list(tickets_success.CASES)
    for axes, name in zip(panels, tickets_success.CASES, strict=True):
        x, y = axes.get_lines()[0].get_data()
        assert tuple(x) == tickets_success.CASES[name].widths
        assert set(y) == {0.7}


@pytest.mark.parametrize("name", tickets_success.CASES)
def test_targets_have_norm_1_and_three_layers(name):
    assert CONSTRUCTIONS[name].norms(tickets_success.TARGETS[name]) == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("name", tickets_success.CASES)
def test_theorems_apply_to_the_targets(name):
    """Else a panel says of a theorem that a width suffices to which it does not apply."""
    asked = CONSTRUCTIONS[name].requirement(tickets_success.TARGETS[name], tickets_success.EPS, tickets_success.DELTA, None)
    assert asked.bound.applies, asked.hypotheses
