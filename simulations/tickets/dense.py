"""Dense tickets, two random layers for one (pensia2020 Lemmas 1-3, Theorem 1), and sparse ones by subsets of a given size (natale2024).

Input j of a target layer gets 2 n hidden neurons of its own, each of which keeps its weight u from j alone. Where u > 0 a neuron passes
u max(x, 0), elsewhere -u max(-x, 0) in absolute value: the products of u and the next layer's weights, u v, are samples whose subset sums
approximate each weight from j once for positive and once for negative inputs. The first layer is the same for all outputs. The paper
splits the 2 n neurons into halves before it looks at signs, and so wastes half of the products; by sign all of them serve.
"""

import math
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from rss_theory.laws import Law, Uniform
from simulations import solvers
from simulations.montecarlo.experiment import Array
from simulations.tickets.network import Network, Weights
from simulations.tickets.ticket import Ticket


def dense(target: Network, n: int, rng: np.random.Generator, *, law: Law = Uniform(), share: float | None = None, jobs: int = 1) -> Ticket:
    """The ticket for a dense target in a random network with 2 n hidden neurons for each input of each layer.

    share: subsets of floor(share n) products, else the closest of any size. Raises ValueError, with the layer, where an input has fewer
    neurons of a sign than that, or for n < 1. Source: pensia2020:theorem-1, natale2024:theorem-3.

    >>> target = Network((np.array([[0.5, -0.3]]),), ())
    >>> ticket = dense(target, 16, np.random.default_rng(0))
    >>> [weights.shape for weights in ticket.source.weights], bool(ticket.errors[0].max() < 0.001)
    ([(64, 2), (1, 64)], True)
    """
    size = None if share is None else int(share * n)
    if n < 1 or (size is not None and size < 1):
        raise ValueError(f"n >= 1 and a share that leaves a product are needed, got n={n}, share={share}")
    weights, masks, errors = [], [], []
    for place, layer in enumerate(target.weights):
        wanted = np.asarray(layer)
        d_out, d_in = wanted.shape
        block = np.repeat(np.arange(d_in), 2 * n)  # the input of each hidden neuron
        inner, outer = law.sample(rng, (len(block), d_in)), law.sample(rng, (d_out, len(block)))
        u = inner[np.arange(len(block)), block]
        keep = np.zeros(outer.shape, bool)
        off = np.empty((2, d_out, d_in))
        for j in range(d_in):
            mine = np.arange(2 * n * j, 2 * n * (j + 1))
            for side, chosen in enumerate((mine[u[mine] > 0], mine[u[mine] < 0])):
                if len(chosen) < (size or 0):
                    raise ValueError(f"layer {place}, input {j}: {len(chosen)} neurons of a sign are too few for {size}; give a greater n")
                found = solvers.closest_many(outer[:, chosen] * u[chosen], wanted[:, j], size=size, jobs=jobs)
                keep[:, chosen], off[side, :, j] = found.masks, found.errors
        first = np.zeros(inner.shape, bool)
        first[np.arange(len(block)), block] = keep.any(axis=0)  # what no output uses goes
        weights += [inner, outer]
        masks += [first, keep]
        errors.append(off)
    source = Network(tuple(weights), tuple(range(len(weights) - 1)), target.activation)
    return Ticket("dense" if share is None else "sparse-dense", target, source, tuple(masks), tuple(errors))


def weight_errors(ticket: Ticket) -> Iterator[Array]:
    """|A+ - W| and |A- - W|, (2, out, in) a layer: recomputed from source weights, masks and target.

    Two masked layers N and M, M with one input a hidden neuron, act as A+ x+ - A- x- with A+ = N max(M, 0), A- = N min(M, 0) on the
    positive and negative parts of x. Raises ValueError, with the layer, where they do not.
    """
    for place, target in enumerate(ticket.target.weights):
        inner, outer = (sparse.csr_array(ticket.network.weights[2 * place + side]) for side in (0, 1))
        if (outer.shape[0], inner.shape[1]) != target.shape:
            raise ValueError(f"target layer {place} of shape {target.shape} is not what source layers {2 * place}, {2 * place + 1} map")
        if ticket.masks[2 * place].sum(axis=1).max(initial=0) > 1:
            raise ValueError(f"source layer {2 * place}: a hidden neuron keeps more than one input")
        yield np.abs([(outer @ part).toarray() - target for part in (inner.maximum(0), inner.minimum(0))])


def layer_norm(weights: Weights) -> float:
    """The spectral norm, which bounds what a layer does to inputs of norm 1.

    As |E+ x+ - E- x-| <= max(|E+|, |E-|) |x| in each output, that of the maximum bounds a layer's error (the paper takes the sum of all
    entries, which is more). Activations are 1-Lipschitz and 0 at 0. Source: pensia2020:theorem-1, its proof.
    """
    return float(np.linalg.norm(np.asarray(weights), 2))


def sup_error(ticket: Ticket, rng: np.random.Generator, starts: int = 64, steps: int = 50) -> float:
    """The greatest |f(x) - g(x)|_2 found over |x|_2 <= 1: random inputs, then ascent along the gradient on the sphere.

    Both networks are positively homogeneous, so the greatest lies on the sphere.
    """
    inputs = ticket.target.weights[0].shape[1]
    x = rng.standard_normal((starts, inputs))
    x[:inputs] += 10 * np.eye(inputs)[: len(x[:inputs])]  # some near the axes
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    best = np.zeros(starts)
    step = np.full((starts, 1), math.inf)  # infinite: go where the gradient points
    kept = x
    for _ in range(steps):
        ours, theirs = ticket.network.signals(x), ticket.target.signals(x)
        off = ours[-1] - theirs[-1]
        size = np.linalg.norm(off, axis=1)
        better = size > best
        kept, best = np.where(better[:, None], x, kept), np.maximum(best, size)
        step = np.where(better[:, None], step, np.where(np.isinf(step), 1.0, step / 2))
        gradient = ticket.network.pull(ours, off) - ticket.target.pull(theirs, off)
        gradient /= np.maximum(np.linalg.norm(gradient, axis=1, keepdims=True), 1e-300)
        x = np.where(np.isinf(step), gradient, kept + np.where(np.isinf(step), 0, step) * gradient)
        x /= np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-300)
    return float(best.max())
