"""Every bound on networks against its worst case: each coefficient off by what the theorem allows a subset sum, as the worst targets,
signs and inputs would have it that a search finds within what the theorem assumes. What it finds may be less than the worst, never more.

A ticket is the signs of its subset sums' errors: in layers with one channel an input, of those that positive parts of inputs pass and of
those for negative ones (two layers for one). In burkholz2022 Theorem 3.2 channels come in copies with errors of their own, and a weight w
is a sum of n samples, one a copy. Here half the copies err one way and half the other, with (n - 2 + w) / 2 as the sum of the samples for
one half and (2 - n + w) / 2 for the other, which samples in [-1, 1] can have: errors come through n - 2 times. Images go around and are as
large as the kernel, as an inner part of a larger image may.
"""

import math
import re
from dataclasses import dataclass, replace

import numpy as np
import pytest

from rss_theory.networks import Architecture, Convolution, Dense, Skip, requirements
from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, dacunha2022_theorem1
from rss_theory.networks.dense import natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4

EPS, DELTA = 0.1, 0.1


@dataclass(frozen=True)
class Limits:
    """Of targets and inputs."""

    coefficient: float = 1.0
    layer_norm: float | None = None  # layers have p-norm 1, for this p
    input_norm: float | None = None  # so have inputs
    lowest: float = -1.0  # else they are in [lowest, 1]
    neurons: bool = False  # are at most 1
    last: bool = False  # the activation follows the last layer, too


ASSUMED = {  # each part of what theorems say that they assume, of the p of an l_p
    "spectral norms at most 1": lambda p: {"layer_norm": 2},
    "inputs of norm at most 1": lambda p: {"input_norm": 2},
    "kernels of 1-norm at most 1": lambda p: {"layer_norm": np.inf},
    "inputs in [0, 1]": lambda p: {"lowest": 0.0},
    "ReLU": lambda p: {},
    "parameters at most 1 - eps": lambda p: {"coefficient": 1 - EPS},
    "neurons at most 1 in absolute value": lambda p: {"neurons": True},
    "activation zero at 0": lambda p: {"last": True},
    "layers and inputs of norm at most 1 in one l_p": lambda p: {"layer_norm": p, "input_norm": p},
    "coefficients at most 1 in absolute value": lambda p: {"coefficient": 1.0},
    "periodic images": lambda p: {},
}


class Search:
    """For the greatest error of a ticket, over targets, signs of errors and inputs."""

    def __init__(self, found, architecture, p, lipschitz=1.0):
        parts = re.split(r", (?!1\])", found.assumes)
        self.limits = replace(Limits(), **{key: value for part in parts for key, value in ASSUMED[part](p).items()})
        self.architecture, self.p, self.lipschitz = architecture, self.limits.layer_norm or np.inf, lipschitz
        self.errors, self.samples, depth = np.exp(found.log_errors), found.samples, len(architecture.layers)
        self.copies = [1] + [2 if found.depth == depth + 1 else 1] * (depth - 1) + [1]  # of channels before each layer
        side = max(layer.kernel for layer in architecture.layers)
        places, self.reached, self.free = np.arange(side**2).reshape(side, side), [], []
        for layer in architecture.layers:
            shifts = [(y - layer.kernel // 2, x - layer.kernel // 2) for y, x in np.ndindex(layer.kernel, layer.kernel)]
            self.reached.append(np.array([np.roll(places, shift, (0, 1)).ravel() for shift in shifts]))
            free = np.ones((layer.out + layer.bias, layer.into + layer.bias, layer.kernel**2), bool)
            if layer.bias:  # the last input is the constant 1, and so is the last output
                free[-1], free[:, -1] = False, np.arange(layer.kernel**2) == layer.kernel**2 // 2
            self.free.append(free)

    def start(self, rng):
        """Signs of target, of errors (parts of inputs, copies) and an input; without a generator all 1, which is worst for many."""
        one = (lambda *shape: rng.choice([-1.0, 1.0], shape)) if rng else (lambda *shape: np.ones(shape))
        state = [one(self.architecture.layers[0].into, self.reached[0].shape[1])]
        for layer, free, copies in zip(self.architecture.layers, self.free, self.copies[1:], strict=True):
            state += [one(*free.shape), one(2, copies, *free.shape)]
            if layer.bias:  # small signals let errors pass that large ones would not
                state[0][:], state[-2][:, -1] = 0, 0
            state[-1][:, 1:] *= -1
        return state

    def error(self, state):
        """Of the ticket's outputs, in units of eps."""
        x, limits, layers = state[0], self.limits, self.architecture.layers
        x = np.maximum(x, limits.lowest) if limits.input_norm is None else x / max(np.linalg.norm(x.ravel(), limits.input_norm), 1e-300)
        exact = np.vstack([x, np.ones((int(layers[0].bias), x.shape[1]))])
        entering = [(exact, exact[None])]
        for place, (layer, error, n, free) in enumerate(zip(layers, self.errors, self.samples, self.free, strict=True)):
            exact, found = entering[-1]
            weights, skips = self.weights(place, state[2 * place + 1]), [skip for skip in self.architecture.skips if skip.end == place]
            passes = place + 1 == len(layers) and not limits.last
            phi = (lambda z: z) if passes else lambda z: self.lipschitz * np.maximum(z, 0)
            if limits.neurons:
                beside = max((np.abs(entering[skip.start][0]).max() for skip in skips), default=0)
                largest = self.lipschitz * np.abs(self.layer(place, weights, exact)[: layer.out]).max()
                weights[: layer.out] *= min(1, max(0, 1 - beside) / max(largest, 1e-300))
            off, ours = error * state[2 * place + 2] * free, []
            for copy in range(self.copies[place + 1]):
                if len(found) == 1:
                    ours.append(self.layer(place, weights + off[0, copy], np.maximum(found[0], 0)))
                    ours[-1] -= self.layer(place, weights + off[1, copy], np.maximum(-found[0], 0))
                else:
                    ours.append(self.layer(place, (weights + (n - 2) * free) / 2 + off[0, copy], found[0]))
                    ours[-1] += self.layer(place, (weights - (n - 2) * free) / 2, found[1])
            exact, found = phi(self.layer(place, weights, exact)), phi(np.array(ours))
            for skip in skips:
                theirs, own = entering[skip.start]
                exact, found = exact + theirs, found + own[: len(found)]
            entering.append((exact, found))
        last = layers[-1].out
        return float(np.linalg.norm((found[0] - exact)[:last].ravel(), self.p)) / EPS

    def weights(self, place, signs):
        """As large as they may be."""
        weights = self.limits.coefficient * signs * self.free[place]
        if self.architecture.layers[place].bias:
            weights[-1, -1, self.free[place].shape[2] // 2] = 1 / self.lipschitz
        if self.limits.layer_norm:
            into, places = weights.shape[1], self.reached[place].shape[1]
            images = np.eye(into * places).reshape(-1, into, places)
            matrix = np.array([self.layer(place, weights, image).ravel() for image in images]).T
            weights /= max(np.linalg.norm(matrix, self.limits.layer_norm), 1e-300)
        return weights

    def layer(self, place, weights, x):
        """The convolution, before its activation."""
        return weights.reshape(len(weights), -1) @ x[:, self.reached[place]].reshape(-1, x.shape[1])

    def worst(self, restarts=1, sweeps=1, most=100):
        """Ascent, an entry at a time: from all ones, and from random starts; of a large network so many entries of each array."""
        found = 0.0
        for rng in [None, *map(np.random.default_rng, range(restarts))]:
            state = self.start(rng)
            best = self.error(state)
            for array in state * sweeps:
                for place in np.ndindex(array.shape) if array.size <= most else []:
                    for value in (-1.0, 0.0, 1.0):
                        before, array[place] = array[place], value
                        if (error := self.error(state)) > best:
                            best = error
                        else:
                            array[place] = before
            found = max(found, best)
        return found


def chain(layer, depth, *skips):
    return Architecture(f"{depth} of {layer.out} x {layer.into} x {layer.kernel}{' biased' * layer.bias}", (layer,) * depth, skips)


def named(*layers):
    return Architecture(", ".join(f"{layer.out} x {layer.into} x {layer.kernel}{' biased' * layer.bias}" for layer in layers), layers)


DENSE = [chain(Dense(1, 1), 8), named(Dense(1, 40)), named(Dense(40, 1)), named(Dense(3, 2), Dense(4, 3), Dense(1, 4))]
ONE = [chain(Convolution(1, 1, 1), 8), chain(Convolution(1, 1, 3), 3)]
EQUAL = [*ONE, chain(Convolution(8, 8, 1), 2), chain(Convolution(2, 2, 3), 2)]
UNEQUAL = [named(Convolution(1, 8, 1)), named(Convolution(2, 1, 3), Convolution(1, 2, 3))]
BIASED = [chain(Convolution(1, 1, 1, bias=True), 6), named(Convolution(2, 1, 3, bias=True), Convolution(1, 2, 3, bias=True))]
SKIPPED = [chain(Convolution(1, 1, 1), 4, Skip(1, 1), Skip(2, 3))]


@pytest.mark.parametrize(
    ("theorem", "architectures", "p", "lipschitz", "least"),
    [
        (pensia2020_theorem1, DENSE, None, 1, 0.25),
        (natale2024_theorem3, DENSE, None, 1, 0.25),
        (dacunha2022_theorem1, ONE + UNEQUAL, None, 1, 0.5),
        *((burkholz2022_theorem31, ONE + UNEQUAL + BIASED, None, lipschitz, 0.35) for lipschitz in (1, 10)),
        *((burkholz2022_theorem32, ONE + UNEQUAL + BIASED + SKIPPED, None, lipschitz, 0.7) for lipschitz in (1, 10)),
        *((natale2024_theorem4, EQUAL, p, 1, 0.25) for p in (2, np.inf)),
    ],
)
def test_no_target_is_off_by_more_than_eps(theorem, architectures, p, lipschitz, least):
    """least: what the search finds in the worst of the architectures, so that it cannot pass by finding nothing."""
    steeper = {} if lipschitz == 1 else {"lipschitz": lipschitz}
    errors = {}
    for architecture in architectures:
        found = theorem(architecture, EPS, DELTA, **steeper)
        assert found.bound.applies, found.hypotheses
        errors[architecture.name] = Search(found, architecture, p, lipschitz).worst()
    assert least <= max(errors.values()) <= 1, errors


def test_every_bound_is_attacked():
    """All that say what a subset sum may err, and so claim a number."""
    rows = {row.name: row.log_errors for row in requirements(named(Dense(2, 2), Dense(2, 2)), EPS, DELTA)}
    quoted = {"malach2020 (quoted)", "dacunha2023 Theorem 3"}
    assert {name for name, errors in rows.items() if errors is None} == quoted
    assert len(rows) - len(quoted) == 6


@pytest.mark.parametrize(("channels", "depth", "off"), [(1, 2, 2.25), (1, 3, 20.25), (8, 4, 11664)])
def test_coefficients_at_most_1_are_not_enough_for_theorem_4(channels, depth, off):
    """Without norms at most 1: (n d^2)^l ((1 + e)^l - 1), to first order in e, on the image of ones."""
    architecture = chain(Convolution(channels, channels, 3), depth)
    found = natale2024_theorem4(architecture, EPS, DELTA)
    assert "layers and inputs of norm at most 1" in found.assumes
    alone = Search(replace(found, assumes="coefficients at most 1 in absolute value, periodic images, ReLU"), architecture, None)
    error, gain = math.exp(found.log_errors[0]), channels * 9
    assert alone.error(alone.start(None)) == pytest.approx(gain**depth * ((1 + error) ** depth - 1) / EPS, rel=1e-9)
    assert alone.error(alone.start(None)) == pytest.approx(off, rel=0.01)
