"""One random layer for one of a target, from many copies of each of its inputs (burkholz2022 Theorem 3.2, Algorithm 2).

A weight is a subset sum of the random weights from the copies of its input. So each layer but the last is built many times over, by rows
with subsets of their own, and so is a channel of the constant 1, from which biases are made. The first layer, of whose inputs there is one
each, takes two (`two_layers`). Skip connections need no layer: the identity joins copies one by one.
Where it ends the constant is what it was at the start.
"""

from dataclasses import replace

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.laws import Law
from simulations.networks.network import Layer, Skip, at
from simulations.tickets.layer import Carried, Group, Subsets, prune_rows
from simulations.tickets.two_layers import Built


def one_layer(
    name: str,
    target: Layer,
    arriving: Carried,
    copies: int,
    constant: bool,
    rng: np.random.Generator,
    law: Law,
    subsets: Subsets,
    skips: list[tuple[Skip, Carried]],
) -> tuple[Built, list[tuple[Skip, Mask | None]]]:
    """The layer, each output `copies` times and with `constant` as often a channel of a constant; and the skip connections that end there.

    skips: with what enters them. At the end of an identity each row is for the output that its channel stands for at the start, and fails
    for good. Raises ValueError as `prune_rows`, and where no copy of an output is left. Source: burkholz2022:theorem-3.2.
    """
    kernels = np.asarray(target.weights)
    d_out, d_in, *size = kernels.shape
    middle = tuple((k - 1) // 2 for k in size)
    outputs = np.repeat(np.arange(d_out + constant), copies)
    same = [carried for skip, carried in skips if skip.weights is None]
    if same:
        for carried in same[1:]:
            if not np.array_equal(carried.inputs, same[0].inputs):
                raise ValueError(
                    f"{name}: the identities that end there start from copies in another order; give a greater n or eps, or weights"
                )
        outputs = np.where(same[0].inputs < d_out + constant, same[0].inputs, -1)

    groups = [_group(f"{name}, input {j}", arriving, j, kernels[:, j], constant, 0) for j in range(d_in)]
    ones = np.flatnonzero(arriving.inputs == d_in)
    if constant or target.bias is not None:
        bias = np.concatenate([np.zeros(d_out) if target.bias is None else target.bias, [0.0 if same else 1.0] * constant])[:, None]
        groups.append(Group(f"{name}, bias", ones, arriving.constants[ones], bias, tuple(np.array([m]) for m in middle)))
    drawn = [(len(arriving.inputs), *size)]
    learned = [(skip, carried) for skip, carried in skips if skip.weights is not None]
    for number, (skip, carried) in enumerate(learned, 1):
        weights = np.asarray(skip.weights)
        groups += [_group(f"{skip.name}, input {j}", carried, j, weights[:, j], constant, number) for j in range(weights.shape[1])]
        drawn.append((len(carried.inputs), *weights.shape[2:]))

    found = prune_rows(name, lambda rows: [law.sample(rng, (rows, *s)) for s in drawn], outputs, groups, subsets, retry=not same)
    missing = set(range(d_out + constant)) - set(found.outputs)
    if missing:
        raise ValueError(
            f"{name}, output {min(missing)}: no subsets within {subsets.eps:g} on any of its channels; give a greater n or eps"
        )
    sums = np.asarray(at(np.where(found.masks[0], found.arrays[0], 0.0), middle))[:, ones] @ arriving.constants[ones]
    values = target.phi.function(sums) + sum(carried.constants for carried in same)
    built = Built(
        [Layer(found.arrays[0], None, target.activation, target.stride)],
        [{"weight": found.masks[0]}],
        Carried(found.outputs, np.where(found.outputs == d_out, values, np.nan)),
    )
    beside: list[tuple[Skip, Mask | None]] = [(_moved(skip), None) for skip, _ in skips if skip.weights is None]
    for (skip, _), weights, mask in zip(learned, found.arrays[1:], found.masks[1:], strict=True):
        beside.append((replace(_moved(skip), weights=weights), mask))
    return built, beside


def _group(name: str, carried: Carried, j: int, kernels: Array, constant: bool, array: int) -> Group:
    """The copies of input j and the kernels (outputs, *size) from it; none to the constant."""
    size = kernels.shape[1:]
    wanted = np.concatenate([kernels.reshape(len(kernels), -1), np.zeros((int(constant), int(np.prod(size))))])
    channels = np.flatnonzero(carried.inputs == j)
    taps = tuple(np.ravel(i) for i in np.indices(size)) if size else ()
    return Group(name, channels, np.ones(len(channels)), wanted, taps, array)


def _moved(skip: Skip) -> Skip:
    """Between the same layers of a network with one more before them."""
    return Skip(skip.start + 1, skip.end + 1, None, skip.stride)
