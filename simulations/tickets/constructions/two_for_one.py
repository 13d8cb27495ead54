"""Tickets for convolutions with biases and strides, of twice the target's depth (burkholz2022 Theorem 3.1, Algorithm 1).

Images are in [-1, 1], activations any that are (leaky) ReLUs near 0. Of the subsets within eps the smallest are taken, and a channel that
has none is tried again on the next.
"""

import numpy as np

from rss_theory.laws import PRUNED_PRODUCT, Law, Uniform
from rss_theory.networks.convolutional import burkholz2022_theorem31, layer_errors
from simulations.networks.network import Network
from simulations.tickets.checking import residual
from simulations.tickets.construction import Problems, check_kernels
from simulations.tickets.constructions.requirements import architecture, lipschitz, of_images, parameters_at_most_1, weights_of_pairs
from simulations.tickets.pruning.assemble import assemble, layer_by_layer, without_unused
from simulations.tickets.pruning.subsets import Randomness, Subsets
from simulations.tickets.pruning.two_layers import scaled_two_layers
from simulations.tickets.ticket import Ticket


def two_for_one(
    target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), eps: float | None = 0.01, jobs: int = 1
) -> Ticket:
    """The ticket in a network of 2 l layers, with 2 n hidden channels an input channel, n where the activation's slopes are the same.

    eps: error of a parameter; None for the closest subsets. A stride s makes hidden channels s^2 times as many. Raises ValueError, with the
    layer, for skip connections and where subsets are missing. Source: burkholz2022:theorem-3.1, algorithm-1.

    >>> from simulations.networks import Layer
    >>> target = Network((Layer(np.array([[[[0.25, -0.5]]]]), np.array([0.1]), "tanh"),))
    >>> ticket = two_for_one(target, 15, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() <= 0.01)
    ([(30, 1, 1, 1), (1, 30, 1, 2)], True)
    """
    if target.skips:
        raise ValueError(f"{target.skips[0].name}: two layers for one do not cover skip connections; take the construction one-for-one")
    check_target(target, n)
    randomness = Randomness(rng, law, Subsets(eps, None, jobs))
    built = layer_by_layer(target, lambda wanted: scaled_two_layers(target, wanted, n, randomness))
    return assemble(TWO_FOR_ONE, target, without_unused(built))


def check_target(target: Network, n: int) -> None:
    """ValueError for n below 1, dense layers and images that go around."""
    if target.periodic:
        raise ValueError("the target goes around, which only the constructions 'convolution' and 'equivariant' cover")
    check_kernels(target, n)


def _problems(target: Network, n: int, eps: float) -> list[Problems]:
    """2 n pruned products for each of two sums a parameter; for ReLU."""
    sizes = architecture(target)
    if target.hidden_activation != "relu":
        return []
    errors = layer_errors(sizes, eps)
    return [Problems(2 * layer.parameters, 2 * n, e, PRUNED_PRODUCT) for layer, e in zip(sizes.layers, errors, strict=True)]


TWO_FOR_ONE = of_images(
    name="two-for-one",
    source="burkholz2022:theorem-3.1",
    accepted_axes={4: "(out, in, height, width)", 2: "(out, in)"},
    takes_eps=True,
    build=two_for_one,
    requirement=lambda target, eps, delta, share: burkholz2022_theorem31(architecture(target), eps, delta, lipschitz(target)),
    n_of=lambda samples: -(-max(samples) // 2),  # the theorem counts hidden channels of either sign
    problems=_problems,
    random_weights=weights_of_pairs,
    hypotheses=parameters_at_most_1,
    weight_errors=residual.weight_errors,
    output_error=residual.output_error,
)
