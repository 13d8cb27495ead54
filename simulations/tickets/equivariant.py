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
from simulations.networks.network import Network
from simulations.tickets import images
from simulations.tickets.pairs import composed_layers, through_two_layers
from simulations.tickets.ticket import Ticket


def equivariant(
    target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), share: float | None = None, jobs: int = 1
) -> Ticket:
    """The ticket in a random equivariant network with 2 n hidden feature spaces for each of a layer's.

    target: `periodic`, layers (out, in, height, width) of coefficients. share: subsets of floor(share n) coefficients, else the closest of
    any size. Raises ValueError as `dense`, and for a target that does not go around. Source: natale2024:theorem-4.

    >>> from simulations.networks.network import chain
    >>> ticket = equivariant(chain([np.array([[[[0.25, -0.5, 0.1]]]])], periodic=True), 16, np.random.default_rng(0))
    >>> x = np.array([[[[1.0, -2.0, 0.5, 0.25]]]])
    >>> bool(np.array_equal(ticket(np.roll(x, 1, axis=3)), np.roll(ticket(x), 1, axis=3)))
    True
    """
    if not target.periodic or target.weights[0].ndim != 4:
        raise ValueError("an equivariant target has layers (out, in, height, width) of coefficients and goes around: give a periodic one")
    return through_two_layers("equivariant", target, n, rng, law, share, jobs, whole=True)


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - W| and |A- - W|, (2, out, coefficients) a layer; ValueError, with the layer, where a pair of layers is no ticket."""
    if not ticket.source.periodic:
        raise ValueError("the source does not go around, so that it is not equivariant")
    for composed, target in zip(composed_layers(ticket), ticket.target.weights, strict=True):
        yield np.abs(composed - np.asarray(target)).reshape(2, target.shape[0], -1)


layer_norm, output_error, sup_error = images.layer_norm, images.output_error, images.sup_error
