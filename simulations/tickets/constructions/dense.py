"""Dense tickets, two random layers for one (pensia2020 Lemmas 1-3, Theorem 1), and sparse ones by subsets of a given size (natale2024).

Input j of a target layer gets 2 n hidden neurons of its own, each of which keeps its weight u from j alone. Where u > 0 a neuron passes
u max(x, 0), elsewhere -u max(-x, 0) in absolute value: the products of u and the next layer's weights, u v, are samples whose subset sums
approximate each weight from j once for positive and once for negative inputs (`two_layers`). The first layer is the same for all outputs.
The paper splits the 2 n neurons into halves before it looks at signs, and so wastes half of the products; by sign all of them serve.
"""

import math
from dataclasses import replace

import numpy as np

from rss_theory.laws import Law, Uniform
from rss_theory.networks.dense import natale2024_theorem3, pensia2020_theorem1, sum_errors
from simulations.networks.network import Network, Weights
from simulations.tickets.checking import pairs
from simulations.tickets.construction import Construction
from simulations.tickets.constructions.requirements import architecture, norms_at_most_1, sums_of_products, weights_of_pairs
from simulations.tickets.pruning.assemble import assemble, layer_by_layer
from simulations.tickets.pruning.subsets import Randomness, Subsets
from simulations.tickets.pruning.two_layers import two_layers
from simulations.tickets.ticket import Ticket


def dense(target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), share: float | None = None, jobs: int = 1) -> Ticket:
    """The ticket for a dense target in a random network with 2 n hidden neurons for each input of each layer.

    share: subsets of floor(share n) products, else the closest of any size. Every second layer has the target's activation (Remark 2).
    Raises ValueError, with the layer, where an input has fewer neurons of a sign than that, or for n < 1.
    Source: pensia2020:theorem-1, natale2024:theorem-3.

    >>> from simulations.networks import chain
    >>> ticket = dense(chain([np.array([[0.5, -0.3]])]), 16, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() < 0.001)
    ([(64, 2), (1, 64)], True)
    """
    for place, layer in enumerate(target.layers):
        if layer.weights.ndim != 2:
            raise ValueError(f"layer {place} of shape {layer.weights.shape} is not dense (out, in)")
    randomness = Randomness(rng, law, Subsets.of_share(share, n, jobs))
    construction = DENSE if share is None else SPARSE_DENSE
    construction.check_plain(target)
    return assemble(construction, target, layer_by_layer(target, lambda wanted: two_layers(wanted, n, randomness)))


def layer_norm(weights: Weights) -> float:
    """The spectral norm, which bounds what a layer does to inputs of norm 1. Source: pensia2020:theorem-1."""
    return float(np.linalg.norm(np.asarray(weights), 2))


def output_error(ticket: Ticket) -> float:
    """An upper bound on |f(x) - g(x)|_2 for |x|_2 <= 1.

    As |E+ x+ - E- x-| <= max(|E+|, |E-|) |x| in each output, the spectral norm of the maximum bounds a layer's error (the paper takes the
    sum of all entries, which is more). Activations have the Lipschitz constants that are known. Source: pensia2020:theorem-1, its proof.
    """
    error, norm = 0.0, 1.0
    for layer, off in zip(ticket.target.layers, ticket.errors, strict=True):
        here, own, phi = layer_norm(off.max(axis=0)), layer_norm(layer.weights), layer.phi
        error = phi.lipschitz * (own * error + here * norm)
        norm = phi.lipschitz * (own + here) * norm + abs(phi.d) * math.sqrt(layer.weights.shape[0])
    return error


def sup_error(ticket: Ticket, rng: np.random.Generator, starts: int = 64, steps: int = 50) -> float:
    """The greatest |f(x) - g(x)|_2 found over |x|_2 <= 1: random inputs, then ascent along the gradient on the sphere.

    ReLU networks are positively homogeneous, so their greatest lies on the sphere.
    """
    inputs = ticket.target.weights[0].shape[1]
    x = rng.standard_normal((starts, inputs))
    x[:inputs] += 10 * np.eye(inputs)[: len(x[:inputs])]  # some near the axes
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    best = np.zeros(starts)
    step = np.full((starts, 1), math.inf)  # infinite: go where the gradient points
    kept = x
    for _ in range(steps):
        ours, theirs = ticket.compact.signals(x), ticket.target.signals(x)
        off = ours[-1] - theirs[-1]
        size = np.linalg.norm(off, axis=1)
        better = size > best
        kept, best = np.where(better[:, None], x, kept), np.maximum(best, size)
        step = np.where(better[:, None], step, np.where(np.isinf(step), 1.0, step / 2))
        gradient = ticket.compact.input_gradient(ours, off) - ticket.target.input_gradient(theirs, off)
        gradient /= np.maximum(np.linalg.norm(gradient, axis=1, keepdims=True), 1e-300)
        x = np.where(np.isinf(step), gradient, kept + np.where(np.isinf(step), 0, step) * gradient)
        x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-300)
    return float(best.max())


DENSE = Construction(
    name="dense",
    source="pensia2020:theorem-1",
    accepted_axes={2: "(out, in)"},
    lowest_pixel=None,
    build=dense,
    requirement=lambda target, eps, delta, share: pensia2020_theorem1(architecture(target), eps, delta),
    problems=lambda target, n, eps: sums_of_products(target, n, eps, sum_errors, signs=2),
    random_weights=weights_of_pairs,
    layer_norm=layer_norm,
    hypotheses=lambda target: norms_at_most_1(target, layer_norm, "spectral norm"),
    weight_errors=pairs.weight_errors,
    output_error=output_error,
    sup_error=sup_error,
)
SPARSE_DENSE = replace(
    DENSE,
    name="sparse-dense",
    source="natale2024:theorem-3",
    takes_share=True,
    default_share=0.5,
    requirement=lambda target, eps, delta, share: natale2024_theorem3(architecture(target), eps, delta, 0.5 if share is None else share),
    problems=lambda target, n, eps: [],
)
