"""What each theorem asks of a subset-sum problem: error budgets in rationals. `asked` records it."""

import math
from fractions import Fraction

import mpmath
import pytest
from architectures import BIASED, CNN, DELTA, EPS, FC, RESIDUAL, SAME, layers

from rss_theory.covering import covering, covering_in_logs
from rss_theory.laws import PRUNED_PRODUCT, Uniform
from rss_theory.networks import ARCHITECTURES, convolutional, dense, equivariant
from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, dacunha2022_theorem1, parameter_errors
from rss_theory.networks.dense import natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4


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


def test_samples_are_those_of_covering():
    found = pensia2020_theorem1(FC, EPS, DELTA)
    assert found.samples[0] == covering(EPS / (4 * 3 * 12), DELTA / (2 * 3 * 12), 1.0, PRUNED_PRODUCT).n
