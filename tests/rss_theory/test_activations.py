"""Local linearity of activations on fine grids, and how far the stated radius is from the greatest."""

import numpy as np
import pytest
from scipy.optimize import brentq

from rss_theory.activations import ACTIVATIONS, leaky_relu


@pytest.mark.parametrize("activation", [*ACTIVATIONS.values(), leaky_relu(0.5)], ids=lambda a: a.name)
@pytest.mark.parametrize("e", [1e-6, 1e-3, 0.1, 5.0])
def test_within_e_on_the_radius(activation, e):
    x = np.linspace(0, min(activation.radius(e), 50.0), 10_001)
    for sign, slope in ((1, activation.m_plus), (-1, activation.m_minus)):
        assert np.abs(activation.function(sign * x) - (slope * sign * x + activation.d)).max() <= e * (1 + 1e-9)
    identity = activation.r * (activation.function(x) - activation.function(-x))
    assert np.abs(x - identity).max() <= 2 * activation.r * e * (1 + 1e-9)
    rises = np.abs(np.diff(activation.function(np.linspace(-30, 30, 60_001)))) / 0.001
    assert rises.max() <= activation.lipschitz * (1 + 1e-6)


@pytest.mark.parametrize(("name", "error"), [("tanh", lambda x: x - np.tanh(x)), ("sigmoid", lambda x: x / 4 - np.tanh(x / 2) / 2)])
def test_radius_is_nearly_the_greatest(name, error):
    greatest = brentq(lambda x: error(x) - 1e-6, 1e-6, 1.0)
    assert 0.99 * greatest < ACTIVATIONS[name].radius(1e-6) <= greatest


def test_bad_input():
    with pytest.raises(ValueError, match="above 0"):
        ACTIVATIONS["tanh"].radius(0.0)
    with pytest.raises(ValueError, match="alpha"):
        leaky_relu(1.0)
