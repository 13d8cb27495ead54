"""Networks: published sizes, tensors and problems counted one by one, printed formulas at high precision, error budgets in rationals.

`asked` records what each theorem asks of a subset-sum problem. Two constructions are carried out: random weights are drawn, pruned, and
the network is run.
"""

import json
import math
from fractions import Fraction
from itertools import pairwise, product

import mpmath
import numpy as np
import pytest

from rss_theory.covering import covering, covering_in_logs
from rss_theory.laws import PRUNED_PRODUCT, Uniform
from rss_theory.networks import ARCHITECTURES, Architecture, Convolution, Dense, Skip, convolutional, dense, equivariant, requirements
from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, dacunha2022_theorem1, parameter_errors
from rss_theory.networks.dense import density, eq28, eq29, malach2020, natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4
from rss_theory.networks.structured import dacunha2023_theorem3
from simulations import solvers

EPS, DELTA = 0.01, 0.003
FC = Architecture("fc", (Dense(4, 3), Dense(2, 4), Dense(5, 2)))
CNN = Architecture("cnn", (Convolution(4, 2, 3), Convolution(3, 4, 5)))
BIASED = Architecture("biased", (Convolution(4, 2, 3, bias=True), Convolution(3, 4, 5, bias=True), Convolution(2, 3, 1, bias=True)))
SAME = Architecture("same", (Convolution(3, 3, 3), Convolution(3, 3, 3)))
RESIDUAL = Architecture(
    "residual",
    (*(Convolution(out, into, 3, bias=True) for out, into in ((3, 2), (3, 3), (4, 3), (4, 4))),),
    (Skip(0, 1, Convolution(3, 2, 1)), Skip(2, 2, Convolution(4, 3, 1)), Skip(3, 3)),
)


def layers(architecture):
    """(out, into, places of the kernel, has a bias) of each layer."""
    return [(layer.out, layer.into, layer.kernel**2, layer.bias) for layer in architecture.layers]


@pytest.fixture
def asked(monkeypatch):
    """Errors (logarithms, as fractions where they were given so), failure probabilities and laws of all problems that are asked for."""
    calls = []

    def record(name, module, logs=False):
        original = getattr(module, name)

        def wrapped(eps, delta, *arguments, **options):
            calls.append((eps, delta, arguments, options))
            return original(eps, delta, *arguments, **options)

        monkeypatch.setattr(module, name, wrapped)

    record("covering", dense)
    record("provable_width", dense)
    record("provable_width", equivariant)
    record("covering", convolutional)
    record("covering_in_logs", convolutional)
    return calls


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


def layerwise(errors):
    """The last error of x_i, if layer i errs by errors[i] times the norm of its input: norms grow by a factor 1 + errors[i] at most."""
    error, norm = Fraction(0), Fraction(1)
    for own in errors:
        error, norm = error + norm * own, norm * (1 + own)
    return error


@pytest.mark.parametrize("architecture", [FC, CNN, ARCHITECTURES["fc500-4"]], ids=lambda a: a.name)
@pytest.mark.parametrize("theorem", [pensia2020_theorem1, natale2024_theorem3])
def test_budget_of_two_for_one(asked, architecture, theorem):
    """A layer errs by the sum of its weights' errors, each of two subset sums. The proof's (1 + eps/(2l))^l - 1 < eps, in rationals."""
    theorem(architecture, EPS, DELTA)
    errors, failures = [], Fraction(0)
    for (out, into, places, _), (eps, delta, _, options) in zip(layers(architecture), asked, strict=True):
        problems = 2 * out * into * places
        errors.append(problems * Fraction(eps))
        failures += problems * Fraction(delta)
        assert options.get("law", PRUNED_PRODUCT) == PRUNED_PRODUCT
    depth = len(errors)
    assert errors == pytest.approx([EPS / (2 * depth)] * depth, rel=1e-12)
    assert layerwise(errors) < Fraction(EPS)
    assert float(failures) == pytest.approx(DELTA, rel=1e-12)


def test_budget_of_dacunha2022(asked):
    dacunha2022_theorem1(CNN, EPS, DELTA)
    weights = [out * into * places for out, into, places, _ in layers(CNN)]
    errors = [w * Fraction(eps) for w, (eps, *_) in zip(weights, asked, strict=True)]
    assert errors == pytest.approx([EPS / 4] * 2, rel=1e-12)
    assert layerwise(errors) < Fraction(EPS)
    assert float(sum(w * Fraction(delta) for w, (_, delta, *_) in zip(weights, asked, strict=True))) == pytest.approx(DELTA, rel=1e-12)
    assert all(arguments == (1.0, PRUNED_PRODUCT) for _, _, arguments, _ in asked)


@pytest.mark.parametrize("lipschitz", [1.0, 2.5])
@pytest.mark.parametrize("architecture", [CNN, BIASED, ARCHITECTURES["small-cnn"]], ids=lambda a: a.name)
def test_budget_of_burkholz2022_theorem31(asked, architecture, lipschitz):
    """Corollary C.1: a parameter may err by eps'/(3TN), so may an input, eps' the error allowed behind; T N times both is at most 2/3."""
    burkholz2022_theorem31(architecture, EPS, DELTA, lipschitz)
    assert len(asked) == len(architecture.layers)
    allowed, behind = [mpmath.mpf(EPS)], Fraction(0)
    with mpmath.workdps(40):
        for layer in reversed(architecture.layers):
            allowed.insert(0, allowed[0] / (3 * mpmath.mpf(lipschitz) * layer.parameters))
        for (log_eps, *_), expected in zip(asked, allowed, strict=False):
            assert log_eps == pytest.approx(float(mpmath.log(expected)), rel=1e-13)
    for layer, (log_eps, *_), most in zip(architecture.layers, asked, allowed[1:], strict=True):
        behind = Fraction(lipschitz) * layer.parameters * (Fraction(math.exp(log_eps)) + behind)
        assert behind <= Fraction(float(most)) * Fraction(2, 3)
    problems = 0
    for place, (out, into, places, bias) in enumerate(layers(architecture)):
        problems += 2 * out * into * places + out * bias + (bias and place + 1 < len(architecture.layers))  # the last: the constant
    assert problems * Fraction(asked[0][1]) <= Fraction(DELTA) * (1 + Fraction(1, 10**12))
    assert {delta for _, delta, *_ in asked} == {asked[0][1]}
    assert all(arguments == (1.0, PRUNED_PRODUCT) for _, _, arguments, _ in asked)


@pytest.mark.parametrize("copies", [1, 7])
@pytest.mark.parametrize("lipschitz", [1.0, 2.5])
@pytest.mark.parametrize("architecture", [CNN, BIASED, RESIDUAL], ids=lambda a: a.name)
def test_budget_of_burkholz2022_theorem32(architecture, lipschitz, copies):
    """Eq. 14's recursion in rationals, m_l = T Nw eps_l + (T n Nw + Nm) m_{l-1} for weights made of n inputs: eps (1 - 2^-L) at most."""
    errors = parameter_errors(architecture, EPS, lipschitz, (copies,) * len(architecture.layers))
    through = [0] * len(architecture.layers)
    for skip in architecture.skips:
        through[skip.end] += skip.layer.out * skip.layer.into * skip.layer.kernel**2 if skip.layer else architecture.layers[skip.end].out
    error = Fraction(0)
    for layer, log_eps, skipped in zip(architecture.layers, errors, through, strict=True):
        own = Fraction(lipschitz) * (layer.out * layer.into * layer.kernel**2 + layer.out * layer.bias)
        error = own * Fraction(math.exp(log_eps)) + (copies * own + skipped) * error
    depth = len(errors)
    halves = 1 - Fraction(1, 2**depth)
    assert float(error) <= EPS
    assert through[0] or float(error) == pytest.approx(EPS * float(halves), rel=1e-11)


@pytest.mark.parametrize("architecture", [CNN, BIASED, RESIDUAL, ARCHITECTURES["small-cnn"]], ids=lambda a: a.name)
def test_fixed_point_of_burkholz2022_theorem32(architecture):
    """Problems counted copy by copy; each layer has just the samples of its error and delta / problems, and all fail at most by delta."""
    found, count, needed = burkholz2022_theorem32(architecture, EPS, DELTA), 0, 0
    last = len(architecture.layers) - 1
    for place, layer in enumerate(architecture.layers):
        through = sum(s.layer.weights if s.layer else layer.out for s in architecture.skips if s.end == place)
        constant = place < last and architecture.layers[place + 1].bias
        for _ in range(found.samples[place + 1] if place < last else 1):
            count += (layer.parameters + through + constant) * (1 if place else 2)
            needed += layer.weights * (1 if place else 2) + layer.out * layer.bias + through + constant
    errors = parameter_errors(architecture, EPS, 1.0, found.samples)
    laws = [PRUNED_PRODUCT] + [Uniform()] * last
    each = [covering_in_logs(e, DELTA / count, 1.0, law).n for e, law in zip(errors, laws, strict=True)]
    if architecture.skips:  # which join copies one by one
        each[1:] = [max(each[1:])] * last
    assert found.samples == tuple(each)
    assert needed <= count
    fewer = tuple(
        covering_in_logs(e, DELTA / sum(layer.parameters for layer in architecture.layers), 1.0, law).n
        for e, law in zip(errors, laws, strict=True)
    )
    assert all(a >= b for a, b in zip(found.samples, fewer, strict=True))


def test_budget_of_natale2024_theorem4(asked):
    """Each of l n^2 |B| coefficients by two subset sums; a basis element has norm at most 1."""
    natale2024_theorem4(SAME, EPS, DELTA, 0.5)
    [(eps, delta, _, options)] = asked
    coefficients = 3 * 3 * 9
    assert layerwise([2 * coefficients * Fraction(eps)] * 2) < Fraction(EPS)
    assert float(2 * 2 * coefficients * Fraction(delta)) == pytest.approx(DELTA, rel=1e-12)
    assert 2 * coefficients * eps == pytest.approx(EPS / 4, rel=1e-12)
    assert options == {"law": PRUNED_PRODUCT, "share": 0.5}


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


FLATTENED = ["no flattening", "no pooling"]
PROJECTED = ["biases everywhere or nowhere", "skip connections are identities"]
FAILING = {  # what the papers exclude: biases, pooling, flattening, strides, skip connections, and unequal widths
    ("fc500", "malach2020 (quoted)"): ["all layers have the same width"],
    ("fc500", "natale2024 Theorem 4"): ["all layers have n feature spaces"],
    ("fc500-4", "malach2020 (quoted)"): ["all layers have the same width"],
    ("fc500-4", "natale2024 Theorem 4"): ["all layers have n feature spaces"],
    ("small-cnn", "malach2020 (quoted)"): ["all layers are dense", "no biases", "all layers have the same width"],
    ("small-cnn", "pensia2020 Theorem 1"): ["all layers are dense", "no biases"],
    ("small-cnn", "dacunha2022 Theorem 1"): ["no biases"],
    ("small-cnn", "dacunha2023 Theorem 3"): ["no biases"],
    ("small-cnn", "natale2024 Theorem 3"): ["all layers are dense", "no biases"],
    ("small-cnn", "natale2024 Theorem 4"): ["all layers have n feature spaces", "no biases"],
    **{("lenet5", f"burkholz2022 Theorem 3.{i}"): FLATTENED for i in (1, 2)},
    ("lenet5", "dacunha2022 Theorem 1"): [*FLATTENED, "no biases"],
    ("lenet5", "dacunha2023 Theorem 3"): ["no biases", *FLATTENED],
    ("lenet5", "pensia2020 Theorem 1"): ["all layers are dense", "no biases"],
    ("resnet22", "burkholz2022 Theorem 3.1"): [*FLATTENED, "biases everywhere or nowhere", "no skip connections"],
    **{(name, "burkholz2022 Theorem 3.2"): [*FLATTENED, *PROJECTED] for name in ("resnet22", "resnet50")},
    ("resnet50", "dacunha2022 Theorem 1"): [*FLATTENED, "no biases", "no skip connections", "all strides 1"],
}
APPLYING = {
    "fc500": {"pensia2020 Theorem 1", "dacunha2022 Theorem 1", "burkholz2022 Theorem 3.1", "burkholz2022 Theorem 3.2"}
    | {"dacunha2023 Theorem 3", "natale2024 Theorem 3"},
    "small-cnn": {"burkholz2022 Theorem 3.1", "burkholz2022 Theorem 3.2"},
    "lenet5": set(),
    "resnet22": set(),
    "resnet50": set(),
}
NAMES = ["malach2020 (quoted)", "pensia2020 Theorem 1", "dacunha2022 Theorem 1", "burkholz2022 Theorem 3.1", "burkholz2022 Theorem 3.2"]
NAMES += ["dacunha2023 Theorem 3", "natale2024 Theorem 3", "natale2024 Theorem 4"]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_requirements(name):
    rows = requirements(ARCHITECTURES[name], EPS, DELTA)
    assert [row.name for row in rows] == NAMES
    assert {row.name for row in rows if row.bound.applies} == APPLYING.get(name, APPLYING["fc500"])
    for row in rows:
        failing = [hypothesis for hypothesis, holds in row.hypotheses.items() if not holds]
        assert (name, row.name) not in FAILING or failing == FAILING[name, row.name]
        as_json = json.loads(json.dumps(row.as_dict(), allow_nan=False))
        assert as_json["applies"] == row.bound.applies == (not failing)
        assert as_json["parameters"] == row.parameters
        assert as_json["widths_per_constant"] == list(row.widths_per_constant)
        assert row.bound.value == row.parameters or (row.parameters is None and math.isnan(row.bound.value))


def test_applying_where_nothing_is_excluded():
    square = Architecture("square", (Dense(5, 5), Dense(5, 5)))
    assert {row.name for row in requirements(square, EPS, DELTA) if row.bound.applies} == set(NAMES)
    strided = Architecture("strided", (Convolution(3, 3, 3, stride=2),))
    for theorem in (dacunha2022_theorem1, dacunha2023_theorem3, natale2024_theorem4):
        assert not theorem(strided, EPS, DELTA).bound.applies
        assert theorem(Architecture("same", (Convolution(3, 3, 3),)), EPS, DELTA).bound.applies
    assert not dacunha2023_theorem3(FC, 0.25, DELTA).bound.applies
    kernels = Architecture("kernels", (Convolution(3, 3, 3), Convolution(3, 3, 5)))
    assert not natale2024_theorem4(kernels, EPS, DELTA).bound.applies


def pruned_sum(samples, target):
    """A mask of a subset of nonzero samples, 26 at most, whose sum is nearest the target."""
    places = np.flatnonzero(samples)[:26]
    mask = np.zeros(len(samples), bool)
    mask[places] = solvers.closest(samples[places], target).mask
    return mask


def test_two_for_one_carried_out():
    """pensia2020's construction: weights of U[-1,1] in the widths that are asked for, pruned, and run on 200 inputs of norm 1."""
    rng, eps = np.random.default_rng(1), 0.05
    targets = [rng.standard_normal((layer.out, layer.into)) for layer in FC.layers]
    targets = [w / np.linalg.norm(w, 2) for w in targets]
    x = rng.standard_normal((3, 200))
    x /= np.linalg.norm(x, axis=0)
    expected = found = x
    for w, width, n in zip(targets, pensia2020_theorem1(FC, eps, eps).widths, pensia2020_theorem1(FC, eps, eps).samples, strict=True):
        out, into = w.shape
        first, second = rng.uniform(-1, 1, (width, into)), rng.uniform(-1, 1, (out, width))
        blocks = np.arange(width).reshape(into, 2, n)  # for each input, for its positive and its negative part
        kept, mask = np.zeros_like(first), np.zeros(second.shape, bool)
        for j, sign in product(range(into), (0, 1)):
            rows = blocks[j, sign]
            kept[rows, j] = np.where((first[rows, j] > 0) == (sign == 0), first[rows, j], 0)
            for i in range(out):
                mask[i, rows] = pruned_sum(second[i, rows] * kept[rows, j], w[i, j])
        last = w is targets[-1]
        expected, found = w @ expected, (second * mask) @ np.maximum(kept @ found, 0)
        if not last:
            expected, found = np.maximum(expected, 0), np.maximum(found, 0)
    assert np.linalg.norm(expected - found, axis=0).max() < eps
    assert np.linalg.norm(expected, axis=0).max() > 2 * eps


def test_one_for_one_carried_out():
    """burkholz2022 Algorithm 2 with biases, on images of one place: weights in the widths that are asked for, pruned, and run."""
    rng, eps = np.random.default_rng(2), 0.05
    net = Architecture("mlp", tuple(Convolution(out, into, 1, bias=True) for out, into in ((3, 2), (2, 3))))
    asked = burkholz2022_theorem32(net, eps, eps)
    n0, n1 = asked.samples
    first, own, second, third = (rng.uniform(-1, 1, s) for s in ((n0 * 3, 2), (n0 * 3,), (n1 * 4, n0 * 3), (2, n1 * 4)))
    assert sum(tensor.size for tensor in (first, own, second, third)) == asked.parameters
    assert asked.widths == (n0 * 3, n1 * 4, 2)
    w1, b1, w2, b2 = (rng.uniform(low, 0.5, s) for low, s in ((-0.5, (3, 2)), (-0.5, 3), (-0.1, (2, 3)), (0.0, 2)))
    inputs = np.arange(n0 * 3).reshape(3, n0)  # copies of each input, and of the constant by the layer's own biases
    copies = 26  # of each channel: as many as the next subset sums are taken from
    kept_first, kept_own, kept_second, kept_third = np.zeros_like(first), np.zeros_like(own), np.zeros_like(second), np.zeros_like(third)
    for j in (0, 1):
        kept_first[inputs[j], j] = first[inputs[j], j]
    kept_own[inputs[2]] = own[inputs[2]]
    goals = np.vstack([np.column_stack([w1, b1]), [0, 0, 1]])  # the last channel is always 1
    channels = np.arange(n1 * 4).reshape(4, n1)
    for channel, copy in product(range(4), range(copies)):
        row = channels[channel, copy]
        for j in (0, 1):
            for sign in (1, -1):
                use = np.where(sign * first[inputs[j], j] > 0, first[inputs[j], j], 0)
                kept_second[row, inputs[j]] += np.where(
                    pruned_sum(second[row, inputs[j]] * use, goals[channel, j]), second[row, inputs[j]], 0
                )
        positive = np.maximum(own[inputs[2]], 0)
        kept_second[row, inputs[2]] = np.where(pruned_sum(second[row, inputs[2]] * positive, goals[channel, 2]), second[row, inputs[2]], 0)
    for i, (channel, goal) in product((0, 1), enumerate(np.column_stack([w2, b2]).T)):
        places = channels[channel][:copies]
        kept_third[i, places] = np.where(pruned_sum(third[i, places], goal[i]), third[i, places], 0)
    x = rng.uniform(-1, 1, (2, 300))
    expected = np.maximum(w2 @ np.maximum(w1 @ x + b1[:, None], 0) + b2[:, None], 0)
    hidden = np.maximum(kept_first @ x + kept_own[:, None], 0)
    found = np.maximum(kept_third @ np.maximum(kept_second @ hidden, 0), 0)
    assert np.abs(expected - found).max() <= eps
    assert expected.max() > 2 * eps


def test_samples_are_those_of_covering():
    found = pensia2020_theorem1(FC, EPS, DELTA)
    assert found.samples[0] == covering(EPS / (4 * 3 * 12), DELTA / (2 * 3 * 12), 1.0, PRUNED_PRODUCT).n


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Dense(0, 3), "at least 1"),
        (lambda: Convolution(2, 3, 0), "at least 1"),
        (lambda: Architecture("none", ()), "at least one layer"),
        (lambda: Architecture("skip", (Dense(2, 2),), (Skip(0, 1),)), "joins layers 0 to 0"),
        (lambda: Architecture("skip", (Dense(2, 2), Dense(2, 2)), (Skip(1, 0),)), "start first"),
        (lambda: requirements(FC, 0.0, 0.1), "eps and delta in"),
        (lambda: requirements(FC, 0.1, 1.0), "eps and delta in"),
        (lambda: requirements(FC, 0.1, 0.1, 0.7), "share"),
        (lambda: eq28(1, 0.0, 0.1), "share in"),
        (lambda: eq29(1, 0.5, 1.0), "eps in"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
