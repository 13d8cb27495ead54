"""A random layer pruned row by row, so that subsets of its weights sum up to those of a target layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, Index, Mask
from simulations import solvers

ATTEMPTS = 100
EXACT = 36  # samples of which the closest subset of a size is taken
SEARCHED = 32  # samples a subset is taken from: with more the error hardly falls below rounding, and the search takes longer


class Carried(NamedTuple):
    """What each channel that enters a random layer stands for.

    inputs: of the target's layer, its number of inputs for a channel of one constant, -1 for nothing. constants: the value there, else nan.
    """

    inputs: Index
    constants: Array

    @staticmethod
    def plainly(channels: int) -> "Carried":
        """Each channel for itself."""
        return Carried(np.arange(channels), np.full(channels, np.nan))


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


@dataclass(frozen=True)
class Subsets:
    """Which subsets are taken: of `size`; the smallest within `eps`; or, without either, the closest."""

    eps: float | None = None
    size: int | None = None
    jobs: int = 1

    def __call__(self, group: Group, samples: Array, targets: Array) -> tuple[Mask, Array]:
        """Masks and errors of samples (N, n), targets (N,); errors are nan where none is within eps."""
        if samples.shape[1] < (needed := 1 if self.size is None else self.size):
            raise ValueError(f"{group.name}: {samples.shape[1]} neurons of a sign are too few for {needed}; give a greater n")
        if self.size is not None:
            return self._of_size(self.size, samples, targets)
        few = samples[:, :SEARCHED]
        if self.eps is None:
            found = solvers.closest_many(few, targets, jobs=self.jobs)
        else:
            found = solvers.smallest_many(few, targets, self.eps, jobs=self.jobs)
        return np.pad(found.masks, ((0, 0), (0, samples.shape[1] - few.shape[1]))), found.errors

    def _of_size(self, size: int, samples: Array, targets: Array) -> tuple[Mask, Array]:
        """Of more than EXACT samples SEARCHED, and of the others the neighbours in order whose sum is nearest the target."""
        others = samples[:, SEARCHED:] if samples.shape[1] > EXACT else samples[:, :0]
        fixed = min(others.shape[1], max(0, size - SEARCHED // 2))
        order = np.argsort(others, axis=1)
        sums = np.cumsum(np.pad(np.take_along_axis(others, order, 1), ((0, 0), (1, 0))), axis=1)
        windows = sums[:, fixed:] - sums[:, : sums.shape[1] - fixed]
        start = np.abs(windows - targets[:, None]).argmin(axis=1)
        mask = np.zeros(samples.shape, bool)
        rows = np.arange(len(samples))[:, None]
        mask[rows, samples.shape[1] - others.shape[1] + order[rows, start[:, None] + np.arange(fixed)]] = True
        few = samples[:, : samples.shape[1] - others.shape[1]]
        found = solvers.closest_many(few, targets - windows[rows[:, 0], start], size=size - fixed, jobs=self.jobs)
        mask[:, : few.shape[1]] = found.masks
        return mask, found.errors


class Rows(NamedTuple):
    """Random arrays whose rows belong together, their masks, and the target's output that each row stands for, -1 where it failed."""

    arrays: list[Array]
    masks: list[Mask]
    outputs: Index


def prune_rows(
    name: str, draw: Callable[[int], Sequence[Array]], outputs: Index, groups: Sequence[Group], subsets: Subsets, *, retry: bool = True
) -> Rows:
    """Random rows for the target's `outputs`, each with a subset for each weight; what fails is tried again on further rows.

    draw: so many random rows (rows, channels, *kernel) of each array. Without `retry` there are no further rows: those that fail are left
    out. Raises ValueError where an output fails ATTEMPTS times. Source: burkholz2022:algorithm-1, algorithm-2.
    """
    done, why = [], name
    for _ in range(ATTEMPTS):
        arrays = draw(len(outputs))
        masks = [np.zeros(array.shape, bool) for array in arrays]
        failed = outputs < 0
        for group in groups:
            wanted = np.where(failed[:, None], 0.0, group.wanted[outputs])
            rows, taps = np.nonzero(wanted) if subsets.size is None else map(np.ravel, np.indices(wanted.shape))
            if not len(rows):
                continue
            where = (rows[:, None], group.channels, *(tap[taps][:, None] for tap in group.taps))
            products = arrays[group.array][where] * group.gains
            chosen, errors = subsets(group, products, wanted[rows, taps])
            masks[group.array][where] = chosen
            if (without := np.isnan(errors)).any():
                failed[rows[without]] = True
                why = _why(group, products[without][0], wanted[rows, taps][without][0])
        for mask in masks:
            mask[failed] = False
        done.append(Rows(list(arrays), masks, np.where(failed, -1, outputs)))
        outputs = outputs[failed]
        if not retry or not len(outputs):
            drawn = [np.concatenate(parts) for parts in zip(*(rows.arrays for rows in done), strict=True)]
            kept = [np.concatenate(parts) for parts in zip(*(rows.masks for rows in done), strict=True)]
            return Rows(drawn, kept, np.concatenate([rows.outputs for rows in done]))
    raise ValueError(f"{why}: no subset within {subsets.eps:g} on {ATTEMPTS} channels for output {outputs[0]}; give a greater n or eps")


def _why(group: Group, products: Array, wanted: float) -> str:
    low, high = np.minimum(products, 0).sum(), np.maximum(products, 0).sum()
    reach = "" if low <= wanted <= high else f" is out of reach of {len(products)} products, from {low:.3g} to {high:.3g}"
    return f"{group.name}, weight {wanted:.4g}{reach}"
