"""Norm inequalities against convolutions computed by scipy."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.signal import convolve

from rss_theory.norms import accumulated_error, convolution_bound


def test_convolution_bound_holds_and_is_attained():
    rng = np.random.default_rng(0)
    for _ in range(50):
        kernel = rng.normal(size=(3, 2, 3, 3))
        image = rng.uniform(-1, 1, (2, 7, 7))
        outputs = [sum(convolve(image[c], kernel[o, c], mode="same") for c in range(2)) for o in range(3)]
        assert np.abs(outputs).max() <= convolution_bound(kernel, np.abs(image).max()).value
    worst = int(np.abs(kernel).sum(axis=(1, 2, 3)).argmax())
    image = np.sign(kernel[worst, :, ::-1, ::-1])
    centre = sum(convolve(image[c], kernel[worst, c], mode="same")[1, 1] for c in range(2))
    assert centre == pytest.approx(convolution_bound(kernel).value, rel=1e-12)


def test_accumulated_error_in_rationals():
    for eps in (Fraction(1, 100), Fraction(99, 100)):
        for depth in (1, 2, 50):
            exact = (1 + eps / (2 * depth)) ** depth - 1
            assert accumulated_error(float(eps), depth).value == pytest.approx(float(exact), rel=1e-12)
            assert exact < eps


def test_bad_shape():
    with pytest.raises(ValueError, match="out, in, height, width"):
        convolution_bound(np.ones((2, 2)))
