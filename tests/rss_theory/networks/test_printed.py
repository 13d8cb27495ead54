"""Printed widths and parameters against the formulas at high precision."""

import math

import mpmath
import pytest
from architectures import BIASED, CNN, DELTA, EPS, FC, SAME, layers

from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, dacunha2022_theorem1, parameter_errors
from rss_theory.networks.dense import eq28, eq29, malach2020, natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4
from rss_theory.networks.structured import dacunha2023_theorem3


def log(x):
    return mpmath.log(x)


def printed_pensia2020(a, eps, delta):
    return [into * places * log(into * places * out * len(a.layers) / min(eps, delta)) for out, into, places, _ in layers(a)]


def printed_dacunha2022(a, eps, delta):
    return [out * log(into * out * places * len(a.layers) / min(eps, delta)) for out, into, places, _ in layers(a)]


def printed_dacunha2023(a, eps, delta):
    return [
        2 * into * mpmath.mpf(places) ** 6 * out**6 * log(places * out * into * len(a.layers) / min(eps, delta)) ** 3
        for out, into, places, _ in layers(a)
    ]


def printed_burkholz31(a, eps, delta):
    numbers = [out * into * places + out * bias for out, into, places, bias in layers(a)]
    return [
        into * log(sum(numbers) / min(eps / math.prod(mpmath.mpf(3 * n) for n in numbers[place:]), delta))
        for place, (_, into, _, _) in enumerate(layers(a))
    ]


@pytest.mark.parametrize(
    ("theorem", "printed"),
    [
        (pensia2020_theorem1, printed_pensia2020),
        (dacunha2022_theorem1, printed_dacunha2022),
        (dacunha2023_theorem3, printed_dacunha2023),
        (burkholz2022_theorem31, printed_burkholz31),
    ],
)
@pytest.mark.parametrize(("eps", "delta"), [(0.01, 0.003), (0.003, 0.01)])
def test_printed_widths(theorem, printed, eps, delta):
    for architecture in (FC, CNN, BIASED):
        with mpmath.workdps(30):
            expected = [float(w) for w in printed(architecture, mpmath.mpf(eps), mpmath.mpf(delta))]
        assert theorem(architecture, eps, delta).widths_per_constant == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("eps", "delta"), [(0.01, 1e-20), (1e-6, 0.1)])
def test_printed_widths_of_burkholz2022_theorem32(eps, delta):
    """rho by bisection of rho = N log(1 / min(eps_l, delta / rho))."""
    found = burkholz2022_theorem32(BIASED, eps, delta)
    with mpmath.workdps(30):
        errors = [mpmath.exp(e) for e in parameter_errors(BIASED, eps)]
        low, high = mpmath.mpf(BIASED.parameters), mpmath.mpf(10) ** 12
        for _ in range(200):
            rho = (low + high) / 2
            low, high = (rho, high) if rho < BIASED.parameters * log(1 / min(*errors, delta / rho)) else (low, rho)
        n = [log(1 / min(e, delta / rho)) for e in errors]
        channels = [n[0] * 3, n[1] * 5, n[2] * 4, 2]
        expected = channels[0] * 3 + channels[0] * channels[1] * 9 + channels[1] * channels[2] * 25 + channels[2] * 2
    assert found.widths_per_constant == pytest.approx([float(c) for c in channels], rel=1e-12)
    assert found.parameters_per_constant == pytest.approx(float(expected), rel=1e-12)


def test_printed_parameters():
    """Products of the printed widths, and for dacunha2023 the ticket with m = sqrt(n / log(1/eps)) in place of n."""
    for architecture in (FC, CNN):
        for theorem, by in ((pensia2020_theorem1, lambda o, i, p: i * p + o), (dacunha2022_theorem1, lambda o, i, p: i * p + o)):
            found = theorem(architecture, EPS, DELTA)
            expected = sum(w * by(o, i, p) for w, (o, i, p, _) in zip(found.widths_per_constant, layers(architecture), strict=True))
            assert found.parameters_per_constant == pytest.approx(expected, rel=1e-12)
        found = dacunha2023_theorem3(architecture, EPS, DELTA)
        expected = sum(w * (i + p * o) for w, (o, i, p, _) in zip(found.widths_per_constant, layers(architecture), strict=True))
        kept = [
            2 * i * math.sqrt(w / (2 * i) / math.log(1 / DELTA))
            for w, (_, i, _, _) in zip(found.widths_per_constant, layers(architecture), strict=True)
        ]
        assert found.parameters_per_constant == pytest.approx(expected, rel=1e-12)
        assert found.ticket == pytest.approx(
            sum(m * (i + p * o) for m, (o, i, p, _) in zip(kept, layers(architecture), strict=True)), rel=1e-12
        )
        assert found.parameters is found.widths is found.samples is None
    m, over = mpmath.mpf(FC.parameters), mpmath.mpf(FC.parameters) / mpmath.mpf(EPS)
    assert malach2020(FC, EPS, DELTA).parameters_per_constant == pytest.approx(float(m * over**2 * mpmath.log(over, 2)), rel=1e-12)


@pytest.mark.parametrize("share", [0.5, 0.25, 1e-3, 1e-9])
@pytest.mark.parametrize(("problems", "eps", "c_amp"), [(1, 0.05, 1.0), (1000, 0.01, 1.0), (10**9, 1e-12, 37.0)])
def test_equations_28_and_29(share, problems, eps, c_amp):
    """Bisection at 40 digits above the place beyond which n / log2(Kn)^2 rises, Kn = e^2: so the root there is the largest solution."""
    found = eq28(problems, share, eps, c_amp)
    with mpmath.workdps(40):
        s = mpmath.mpf(share)
        entropy = -s * mpmath.log(s, 2) - (1 - s) * mpmath.log(1 - s, 2)
        k = 2 * problems * s / mpmath.mpf(eps)

        def excess(n):
            return n - c_amp * mpmath.log(k * n, 2) ** 2 / entropy

        low, high = mpmath.e**2 / k, mpmath.mpf(10) ** 60
        assert excess(low) < 0 < excess(high)
        for _ in range(400):
            middle = (low + high) / 2
            low, high = (middle, high) if excess(middle) < 0 else (low, middle)
        high = max(high, 1 / s)  # where subsets have a sample
        assert found == pytest.approx(float(high), rel=1e-12)
        assert all(excess(high * factor) > 0 for factor in (1.001, 2, 1e6))
        expected = c_amp * mpmath.log(2 * problems / mpmath.mpf(eps), 2) ** 2 / entropy
        assert eq29(problems, share, eps, c_amp) == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("theorem", [natale2024_theorem3, natale2024_theorem4])
def test_printed_widths_of_natale2024(theorem):
    for architecture, share in ((SAME, 0.5), (SAME, 0.01), (FC, 0.3)):
        found = theorem(architecture, EPS, DELTA, share)
        depth, n = len(architecture.layers), max(max(layer.out, layer.into) for layer in architecture.layers)
        for printed, (out, into, places, _) in zip(found.widths_per_constant, layers(architecture), strict=True):
            if theorem is natale2024_theorem3:
                assert printed == 2 * into * places * eq28(depth * into * places * out, share, DELTA)
            else:
                assert printed == eq28(depth * n * n * max(p for _, _, p, _ in layers(architecture)), share, DELTA)
