"""Equivariant tickets, pruned in an equivariant basis (natale2024 Theorem 4, after Ferbach et al.).

Feature spaces are images on a torus, on which translations act; signals on a circle, on which cyclic shifts do, are images of one row.
The maps between two spaces that commute with all translations are convolutions that go around: their basis is a shift for each place of the
kernel, and the kernel's entries are the coefficients. So pruning coefficients, never single entries of the circulant matrices, leaves a
network equivariant. A hidden space keeps the coefficient of the identity, from one input alone, and of the next layer's coefficients each
is pruned on its own: `two_layers`, coefficient by coefficient.
"""

from collections.abc import Iterator

import numpy as np

from rss_theory.arrays import Array
from rss_theory.laws import Law, Uniform
from rss_theory.networks.equivariant import natale2024_theorem4
from simulations.networks.network import Network
from simulations.tickets.checking import pairs
from simulations.tickets.constructions.requirements import architecture, of_images, weights_of_pairs
from simulations.tickets.pruning.assemble import assemble, layer_by_layer
from simulations.tickets.pruning.subsets import Randomness, Subsets
from simulations.tickets.pruning.two_layers import two_layers
from simulations.tickets.ticket import Ticket


def equivariant(
    target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), share: float | None = None, jobs: int = 1
) -> Ticket:
    """The ticket in a random equivariant network with 2 n hidden feature spaces for each of a layer's.

    target: `periodic`, layers (out, in, height, width) of coefficients. share: subsets of floor(share n) coefficients, else the closest of
    any size. Raises ValueError as `dense`, and for a target that does not go around. Source: natale2024:theorem-4.

    >>> from simulations.networks import chain
    >>> ticket = equivariant(chain([np.array([[[[0.25, -0.5, 0.1]]]])], periodic=True), 16, np.random.default_rng(0))
    >>> x = np.array([[[[1.0, -2.0, 0.5, 0.25]]]])
    >>> bool(np.array_equal(ticket(np.roll(x, 1, axis=3)), np.roll(ticket(x), 1, axis=3)))
    True
    """
    if not target.periodic or target.weights[0].ndim != 4:
        raise ValueError("an equivariant target has layers (out, in, height, width) of coefficients and goes around: give a periodic one")
    randomness = Randomness(rng, law, Subsets.of_share(share, n, jobs))
    EQUIVARIANT.check_plain(target)
    built = layer_by_layer(target, lambda wanted: two_layers(wanted, n, randomness, kernel=wanted.layer.weights.shape[2:]))
    return assemble(EQUIVARIANT, target, built)


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - W| and |A- - W|, (2, out, coefficients) a layer; ValueError, with the layer, where a pair of layers is no ticket."""
    if not ticket.source.periodic:
        raise ValueError("the source does not go around, so that it is not equivariant")
    return pairs.weight_errors(ticket)


EQUIVARIANT = of_images(
    name="equivariant",
    source="natale2024:theorem-4",
    accepted_axes={3: "(out, in, places)", 4: "(out, in, height, width)"},
    periodic=True,
    takes_share=True,
    build=equivariant,
    requirement=lambda target, eps, delta, share: natale2024_theorem4(architecture(target), eps, delta, 0.5 if share is None else share),
    random_weights=weights_of_pairs,
    weight_errors=weight_errors,
)
