"""Dense tickets, two random layers for one (pensia2020 Lemmas 1-3, Theorem 1), and sparse ones by subsets of a given size (natale2024).

Input j of a target layer gets 2 n hidden neurons of its own, each of which keeps its weight u from j alone. Where u > 0 a neuron passes
u max(x, 0), elsewhere -u max(-x, 0) in absolute value: the products of u and the next layer's weights, u v, are samples whose subset sums
approximate each weight from j once for positive and once for negative inputs. The first layer is the same for all outputs. The paper
splits the 2 n neurons into halves before it looks at signs, and so wastes half of the products; by sign all of them serve.
"""

import numpy as np

from rss_theory.laws import Law, Uniform
from simulations import solvers
from simulations.tickets.network import Network
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
