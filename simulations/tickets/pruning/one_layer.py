"""One random layer for one of a target, from many copies of each of its inputs (burkholz2022 Theorem 3.2, Algorithm 2).

A weight is a subset sum of the random weights from the copies of its input. So each layer but the last is built many times over, by rows
with subsets of their own, and so is a channel of the constant 1, from which biases are made. The first layer, of whose inputs there is one
each, takes two (`two_layers`). Skip connections need no layer: the identity joins copies one by one.
Where it ends the constant is what it was at the start.
"""

import numpy as np

from rss_theory.arrays import Array, Index
from simulations.networks.network import Layer, Skip, at
from simulations.tickets.channels import FAILED, ChannelMap
from simulations.tickets.pruning.rows import Built, BuiltSkip, Group, Wanted, prune_rows
from simulations.tickets.pruning.subsets import NetworkTooSmall, Randomness


def one_layer(wanted: Wanted, randomness: Randomness, skips: list[tuple[Skip, ChannelMap]]) -> tuple[Built, list[BuiltSkip]]:
    """The layer, and the skip connections that end there.

    skips: with what enters them. At the end of an identity each row is for the output that its channel stands for at the start, and fails
    for good. Raises ValueError as `prune_rows`, and where no copy of an output is left. Source: burkholz2022:theorem-3.2.
    """
    name, target, incoming, subsets = wanted.name, wanted.layer, wanted.incoming, randomness.subsets
    kernels, constant = np.asarray(target.weights), wanted.constant
    d_out, d_in, *size = kernels.shape
    middle = tuple((k - 1) // 2 for k in size)
    learned = [(skip, start) for skip, start in skips if skip.weights is not None]
    identities = [start for skip, start in skips if skip.weights is None]
    outputs = _joined(name, identities, d_out + constant) if identities else wanted.outputs

    groups = [_group(f"{name}, input {j}", incoming, j, kernels[:, j], constant, 0) for j in range(d_in)]
    ones = incoming.of(d_in)
    if constant or target.bias is not None:
        bias = np.append(np.zeros(d_out) if target.bias is None else target.bias, [0.0 if identities else 1.0] * constant)
        groups.append(Group(f"{name}, bias", ones, incoming.constants[ones], bias[:, None], tuple(np.array([m]) for m in middle)))
    drawn = [(len(incoming.inputs), *size)]
    for number, (skip, start) in enumerate(learned, 1):
        weights = np.asarray(skip.weights)
        groups += [_group(f"{skip.name}, input {j}", start, j, weights[:, j], constant, number) for j in range(weights.shape[1])]
        drawn.append((len(start.inputs), *weights.shape[2:]))

    def draw(rows: int) -> list[Array]:
        return [randomness.weights(rows, *shape) for shape in drawn]

    found = prune_rows(name, draw, outputs, groups, subsets, retry=not identities)
    missing = set(range(d_out + constant)) - set(found.outputs)
    if missing:
        raise NetworkTooSmall(
            f"{name}, output {min(missing)}: no subsets within {subsets.eps:g} on any of its channels; give a greater n or eps"
        )
    sums = np.asarray(at(np.where(found.masks[0], found.arrays[0], 0.0), middle))[:, ones] @ incoming.constants[ones]
    values = target.phi.function(sums) + sum(start.constants for start in identities)
    built = Built(
        [Layer(found.arrays[0], None, target.activation, target.stride)],
        [{"weight": found.masks[0]}],
        ChannelMap(found.outputs, np.where(found.outputs == d_out, values, np.nan)),
    )
    beside = [BuiltSkip(_moved(skip), None) for skip, _ in skips if skip.weights is None]
    made = zip(learned, found.arrays[1:], found.masks[1:], strict=True)
    return built, beside + [BuiltSkip(_moved(skip, weights), mask) for (skip, _), weights, mask in made]


def _joined(name: str, identities: list[ChannelMap], outputs: int) -> Index:
    """The outputs that identities bring with them, in the order of the channels at their start."""
    first, *others = identities
    if any(not np.array_equal(start.inputs, first.inputs) for start in others):
        raise NetworkTooSmall(
            f"{name}: the identities that end there start from copies in another order; give a greater n or eps, or weights"
        )
    return np.where(first.inputs < outputs, first.inputs, FAILED)


def _group(name: str, incoming: ChannelMap, j: int, kernels: Array, constant: bool, array: int) -> Group:
    """The copies of input j and the kernels (outputs, *size) from it; none to the constant."""
    size = kernels.shape[1:]
    wanted = np.concatenate([kernels.reshape(len(kernels), -1), np.zeros((int(constant), int(np.prod(size))))])
    channels = incoming.of(j)
    taps = tuple(np.ravel(i) for i in np.indices(size))
    return Group(name, channels, np.ones(len(channels)), wanted, taps, array)


def _moved(skip: Skip, weights: Array | None = None) -> Skip:
    """Between the same layers of a network with one more before them, through random weights or as the identity."""
    return Skip(skip.start + 1, skip.end + 1, weights, skip.stride)
