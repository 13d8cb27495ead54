"""A random layer pruned row by row, so that subsets of its weights sum up to those of a target layer.

What is wanted of a layer, and the random layers that come of it, are said here for `two_layers` and `one_layer`, too.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, Index, Mask
from simulations.networks.network import Layer, Skip
from simulations.tickets.channels import FAILED, ChannelMap
from simulations.tickets.pruning.subsets import NetworkTooSmall, Subsets

ATTEMPTS = 100


class Wanted(NamedTuple):
    """A layer of the target, what enters its random ones, and the output that each of their last channels is tried for.

    outputs: the number of the layer's outputs stands for a channel of one constant.
    """

    name: str
    layer: Layer
    incoming: ChannelMap
    outputs: Index

    @property
    def constant(self) -> bool:
        """Whether a constant is among the outputs."""
        return bool((self.outputs == self.layer.weights.shape[0]).any())


class Built(NamedTuple):
    """Random layers, their masks by the names of Network.arrays, and what their last channels stand for."""

    layers: list[Layer]
    masks: list[dict[str, Mask]]
    outgoing: ChannelMap


class BuiltSkip(NamedTuple):
    """A random skip connection and its mask; None: the identity."""

    skip: Skip
    mask: Mask | None


class Group(NamedTuple):
    """Channels that carry multiples of one input, and what the weighted sums of these are to be.

    channels, gains: (g,). wanted: (outputs, taps). taps: their rows and columns in the random kernel, each (taps,); none for a dense layer.
    """

    name: str
    channels: Index
    gains: Array
    wanted: Array
    taps: tuple[Index, ...] = ()
    array: int = 0  # of those that are drawn together


class Rows(NamedTuple):
    """Random arrays whose rows belong together, their masks, and the target's output that each row stands for, or FAILED."""

    arrays: list[Array]
    masks: list[Mask]
    outputs: Index


def prune_rows(
    name: str, draw: Callable[[int], Sequence[Array]], outputs: Index, groups: Sequence[Group], subsets: Subsets, *, retry: bool = True
) -> Rows:
    """Random rows for the target's `outputs`, each with a subset for each weight; what fails is tried again on further rows.

    draw: so many random rows (rows, channels, *kernel) of each array. Without `retry` there are no further rows: those that fail are left
    out. Raises NetworkTooSmall where an output fails ATTEMPTS times. Source: burkholz2022:algorithm-1, algorithm-2.
    """
    done, why = [], name
    for _ in range(ATTEMPTS):
        arrays = draw(len(outputs))
        masks = [np.zeros(array.shape, bool) for array in arrays]
        failed = outputs < 0  # FAILED, before any is tried
        for group in groups:
            wanted = np.where(failed[:, None], 0.0, group.wanted[outputs])
            rows, taps = np.nonzero(wanted) if subsets.size is None else map(np.ravel, np.indices(wanted.shape))
            if not len(rows):
                continue
            where = (rows[:, None], group.channels, *(tap[taps][:, None] for tap in group.taps))
            products = arrays[group.array][where] * group.gains
            chosen, errors = subsets(group.name, products, wanted[rows, taps])
            masks[group.array][where] = chosen
            if (without := np.isnan(errors)).any():
                failed[rows[without]] = True
                why = _why(group, products[without][0], wanted[rows, taps][without][0])
        for mask in masks:
            mask[failed] = False
        done.append(Rows(list(arrays), masks, np.where(failed, FAILED, outputs)))
        outputs = outputs[failed]
        if not retry or not len(outputs):
            drawn = [np.concatenate(parts) for parts in zip(*(rows.arrays for rows in done), strict=True)]
            kept = [np.concatenate(parts) for parts in zip(*(rows.masks for rows in done), strict=True)]
            return Rows(drawn, kept, np.concatenate([rows.outputs for rows in done]))
    raise NetworkTooSmall(
        f"{why}: no subset within {subsets.eps:g} on {ATTEMPTS} channels for output {outputs[0]}; give a greater n or eps"
    )


def _why(group: Group, products: Array, wanted: float) -> str:
    low, high = np.minimum(products, 0).sum(), np.maximum(products, 0).sum()
    reach = "" if low <= wanted <= high else f" is out of reach of {len(products)} products, from {low:.3g} to {high:.3g}"
    return f"{group.name}, weight {wanted:.4g}{reach}"
