"""Tickets for convolutions with biases, strides and skip connections, one layer deeper (burkholz2022 Theorem 3.2, Algorithm 2).

The first two layers are those of `two_for_one`; from the second on channels are built many times over.
"""

from dataclasses import replace

import numpy as np

from rss_theory.laws import PRUNED_PRODUCT, Law, Uniform
from rss_theory.networks.convolutional import burkholz2022_theorem32, parameter_errors
from simulations.networks.network import Network
from simulations.tickets.channels import ChannelMap
from simulations.tickets.construction import Problems
from simulations.tickets.constructions.requirements import architecture, lipschitz, weights_of_two_layers
from simulations.tickets.constructions.two_for_one import TWO_FOR_ONE, check_target
from simulations.tickets.pruning.assemble import assemble, channels_wanted, without_unused
from simulations.tickets.pruning.one_layer import one_layer
from simulations.tickets.pruning.rows import Built, BuiltSkip, Wanted
from simulations.tickets.pruning.subsets import Randomness, Subsets
from simulations.tickets.pruning.two_layers import scaled_two_layers
from simulations.tickets.ticket import Ticket


def one_for_one(
    target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), eps: float | None = 0.01, jobs: int = 1
) -> Ticket:
    """The ticket in a network of l + 1 layers: the first two as those of `two_for_one`, with n copies of each channel from the second on.

    Raises ValueError as `two_for_one`, and for skip connections that start at the input. Source: burkholz2022:theorem-3.2, algorithm-2.

    >>> from simulations.networks import Layer
    >>> target = Network((Layer(np.full((1, 1, 1, 1), 0.25), np.array([0.1]), "relu"), Layer(np.full((1, 1, 3, 3), 0.3))))
    >>> ticket = one_for_one(target, 15, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights]
    [(60, 1, 1, 1), (16, 60, 1, 1), (1, 16, 3, 3)]
    """
    for skip in target.skips:
        if skip.start == 0:
            raise ValueError(f"{skip.name} starts at the input, which has no copies; skip connections are covered from layer 1 on")
    check_target(target, n)
    entering, built = [ChannelMap.identity(target.weights[0].shape[1])], list[Built]()
    skips: list[BuiltSkip] = []
    randomness = Randomness(rng, law, Subsets(eps, None, jobs))
    for place, layer in enumerate(target.layers):
        copies = n if place + 1 < len(target.layers) else 1
        wanted = Wanted(f"layer {place}", layer, entering[-1], np.repeat(np.arange(channels_wanted(target, place)), copies))
        if place == 0:
            built.append(scaled_two_layers(target, wanted, n, randomness))
        else:
            made, beside = one_layer(wanted, randomness, [(skip, entering[skip.start]) for skip in target.skips if skip.end == place])
            built.append(made)
            skips += beside
        entering.append(built[-1].outgoing)
    return assemble(ONE_FOR_ONE, target, without_unused(built, skips), skips)


def _problems(target: Network, n: int, eps: float) -> list[Problems]:
    """n copies for each parameter of each copy, 2 n pruned products for each of two sums in the first layer; for ReLU."""
    if target.hidden_activation != "relu":
        return []
    sizes, depth = architecture(target), len(target.layers)
    problems = []
    for place, (layer, e) in enumerate(zip(sizes.layers, parameter_errors(sizes, eps, 1.0, [n] * depth), strict=True)):
        constant = any(after.bias for after in sizes.layers[place + 1 :])
        count = (n if place + 1 < depth else 1) * (layer.parameters + constant)
        problems.append(Problems(count, n, e, Uniform()) if place else Problems(2 * count, 2 * n, e, PRUNED_PRODUCT))
    return problems


def _random_weights(target: Network, n: int) -> int:
    copies = [n] * (len(target.layers) - 1) + [1]
    later = [m * n * weights.size for m, weights in zip(copies[1:], target.weights[1:], strict=True)]
    return copies[0] * weights_of_two_layers(target, n, 0) + sum(later)


ONE_FOR_ONE = replace(
    TWO_FOR_ONE,
    name="one-for-one",
    source="burkholz2022:theorem-3.2",
    source_layers=lambda depth: [2] + [1] * (depth - 1),
    build=one_for_one,
    requirement=lambda target, eps, delta, share: burkholz2022_theorem32(architecture(target), eps, delta, lipschitz(target)),
    n_of=lambda samples: max(-(-samples[0] // 2), *samples[1:], 1),
    problems=_problems,
    random_weights=_random_weights,
)
