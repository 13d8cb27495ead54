"""Published sizes; tensors of the constructions counted one by one."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from architectures import BIASED, CNN, DELTA, EPS, FC, RESIDUAL, SAME, layers

from rss_theory.networks import ARCHITECTURES, Architecture, Dense, requirements
from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, dacunha2022_theorem1
from rss_theory.networks.dense import density, natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4


def test_published_sizes():
    assert ARCHITECTURES["fc500"].parameters == 397_000  # pensia2020, experiments
    assert sum(layer.parameters for layer in ARCHITECTURES["lenet5"].layers if not layer.dense) == 2572  # dacunha2022, section 3
    assert ARCHITECTURES["resnet50"].parameters == 25_557_032 - 53_120  # torchvision's, without normalization
    small = ARCHITECTURES["small-cnn"]
    assert [layer.parameters for layer in small.layers] == [32 * 9 + 32, 32 * 32 * 9 + 32]


def test_resnets():
    basic, deep = ARCHITECTURES["resnet22"], ARCHITECTURES["resnet50"]
    for net, weights, blocks, projections in ((basic, 22, 9, 2), (deep, 54, 16, 4)):
        assert len(net.layers) + sum(skip.layer is not None for skip in net.skips) == weights
        assert len(net.skips) == blocks
        assert sum(skip.layer is not None for skip in net.skips) == projections
    for net in (basic, deep):
        for first, second in pairwise(net.layers):
            assert first.out == second.into
        for skip in net.skips:
            into, out = net.layers[skip.start].into, net.layers[skip.end].out
            assert (skip.layer.into, skip.layer.out) == (into, out) if skip.layer else into == out


def test_skipped_parameters():
    assert [RESIDUAL.skipped(place) for place in range(4)] == [0, 6, 12, 4]
    assert RESIDUAL.parameters == 3 * 2 * 9 + 3 + 3 * 3 * 9 + 3 + 4 * 3 * 9 + 4 + 4 * 4 * 9 + 4 + 6 + 12


def sizes(shapes):
    return sum(math.prod(shape) for shape in shapes)


def two_for_one(architecture, samples):
    """pensia2020 Theorem 1: M_{2i-1} of 2 n neurons an input, M_{2i}."""
    return [
        s
        for (out, into, places, _), n in zip(layers(architecture), samples, strict=True)
        for s in ((2 * into * places * n, into * places), (out, 2 * into * places * n))
    ]


def filters_first(architecture, samples):
    """dacunha2022 Theorem 1: d x d x c_in x n c_out, then 1 x 1 x n c_out x c_out."""
    return [
        s
        for (out, into, places, _), n in zip(layers(architecture), samples, strict=True)
        for s in ((places, into, out * n), (out * n, out))
    ]


def univariate_first(architecture, samples):
    """burkholz2022 Algorithm 1: n channels an input channel and, with biases, n for a constant one: in the first layer its own biases."""
    shapes = []
    for place, ((out, into, places, bias), n) in enumerate(zip(layers(architecture), samples, strict=True)):
        hidden = n * (into + 1) if bias else n * into
        shapes.append((hidden, into + (1 if bias and place else 0)))
        if bias and not place:
            shapes.append((hidden,))
        shapes.append((out + (1 if bias and place + 1 < len(architecture.layers) else 0), hidden, places))
    return shapes


def one_for_one(architecture, samples):
    """burkholz2022 Algorithm 2: each channel, and a constant one, as often as the next layer has samples; skips between such copies."""
    bias = any(layer.bias for layer in architecture.layers)
    (first, *_), last = layers(architecture), architecture.layers[-1].out
    into = architecture.layers[0].into
    assert first
    channels = [
        samples[0] * (into + bias),
        *(n * (layer.out + bias) for n, layer in zip(samples[1:], architecture.layers, strict=False)),
        last,
    ]
    shapes = [(channels[0], into), *([(channels[0],)] if bias else [])]
    shapes += [(b, a, layer.kernel**2) for (a, b), layer in zip(pairwise(channels), architecture.layers, strict=True)]
    return shapes + [(channels[s.end + 1], channels[s.start], s.layer.kernel**2) for s in architecture.skips if s.layer]


@pytest.mark.parametrize(
    ("theorem", "shapes", "architectures"),
    [
        (pensia2020_theorem1, two_for_one, (FC, CNN)),
        (natale2024_theorem3, two_for_one, (FC,)),
        (dacunha2022_theorem1, filters_first, (FC, CNN)),
        (burkholz2022_theorem31, univariate_first, (FC, CNN, BIASED)),
        (burkholz2022_theorem32, one_for_one, (FC, CNN, BIASED, RESIDUAL)),
    ],
)
def test_parameters_are_those_of_the_tensors(theorem, shapes, architectures):
    for architecture in architectures:
        found = theorem(architecture, EPS, DELTA)
        assert found.parameters == sizes(shapes(architecture, found.samples))
        hidden = sum(found.widths)  # each row of a matrix is a neuron
        rows = sizes(shapes(architecture, found.samples))
        assert 0 < hidden < rows


@pytest.mark.parametrize("architecture", [FC, CNN, BIASED, RESIDUAL], ids=lambda a: a.name)
def test_widths(architecture):
    shapes = layers(architecture)
    per_input = [2 * into * places for _, into, places, _ in shapes]
    for theorem in (pensia2020_theorem1, natale2024_theorem3):
        found = theorem(architecture, EPS, DELTA)
        assert found.widths == tuple(c * n for c, n in zip(per_input, found.samples, strict=True))
    found = dacunha2022_theorem1(architecture, EPS, DELTA)
    assert found.widths == tuple(out * n for (out, *_), n in zip(shapes, found.samples, strict=True))
    found = burkholz2022_theorem31(architecture, EPS, DELTA)
    assert found.widths == tuple((into + bias) * n for (_, into, _, bias), n in zip(shapes, found.samples, strict=True))
    assert all(r.depth == (len(shapes) + 1 if "3.2" in r.name else 2 * len(shapes)) for r in requirements(architecture, EPS, DELTA))


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_sizes_of_natale2024_theorem4(share):
    """Feature spaces between 3 and 3 channels; a coefficient for each pair of spaces and each of 9 shifts, twice a layer."""
    found = natale2024_theorem4(SAME, EPS, DELTA, share)
    assert found.bound.applies
    spaces = [2 * 3 * n for n in found.samples]
    assert found.widths == tuple(spaces)
    assert found.parameters == sum(2 * 3 * s * 9 for s in spaces)
    kept = sum(3 * 3 * 9 * 2 * math.floor(share * n) for n in found.samples)  # two subsets a coefficient
    assert found.ticket == 2 * kept  # and at most as many hidden units, one coefficient each
    assert found.ticket <= share * found.parameters


@pytest.mark.parametrize("share", [0.5, 0.35, 0.01, 1e-6])
@pytest.mark.parametrize("architecture", [FC, CNN, Architecture("wide", (Dense(300, 2),)), ARCHITECTURES["fc500"]], ids=lambda a: a.name)
def test_density_of_natale2024_theorem3(architecture, share):
    """rho of the widths one by one; the ticket of Appendix F, 4 d_in d_out k a layer, within rho share of all parameters."""
    found = natale2024_theorem3(architecture, EPS, DELTA, share)
    ratios = [Fraction(max(out, into * places), min(out, into * places)) for out, into, places, _ in layers(architecture)]
    assert density(architecture, share) == pytest.approx(share * float(max(ratios)), rel=1e-14)
    kept = [math.floor(Fraction(share) * n) for n in found.samples]
    assert found.ticket == sum(4 * out * into * places * k for (out, into, places, _), k in zip(layers(architecture), kept, strict=True))
    assert Fraction(found.ticket) <= found.parameters * Fraction(share) * max(ratios)
