"""What the channels of a random layer stand for: an output of a target's layer, a constant, or nothing."""

from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, Index, Mask

FAILED = -1  # no subset was found for it, and another channel took its place
UNUSED = -2  # nothing uses it


class ChannelMap(NamedTuple):
    """What each channel that enters a random layer stands for.

    inputs: of the target's layer, its number of inputs for a channel of one constant, FAILED or UNUSED for nothing. constants: the value
    of such a channel, else nan.
    """

    inputs: Index
    constants: Array

    @staticmethod
    def identity(channels: int) -> "ChannelMap":
        """Each channel for itself."""
        return ChannelMap(np.arange(channels), np.full(channels, np.nan))

    def of(self, target_input: int) -> Index:
        """The channels that stand for an input."""
        return np.flatnonzero(self.inputs == target_input)


def are_outputs(channels: Index, outputs: int) -> Mask:
    """Which channels stand for one of so many outputs, neither for a constant nor for nothing."""
    return (channels >= 0) & (channels < outputs)
