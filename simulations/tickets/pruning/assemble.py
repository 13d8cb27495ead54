"""Random layers that are pruned one by one and put together as a ticket; and a backward sweep over channels that nothing uses."""

from collections.abc import Callable, Sequence

import numpy as np

from rss_theory.arrays import Index
from simulations.networks.network import Network
from simulations.tickets.channels import UNUSED, ChannelMap
from simulations.tickets.construction import Construction
from simulations.tickets.pruning.rows import Built, BuiltSkip, Wanted
from simulations.tickets.ticket import Ticket


def layer_by_layer(target: Network, prune: Callable[[Wanted], Built]) -> list[Built]:
    """What `prune` makes of each layer of the target, by what comes out of the one before."""
    incoming, built = ChannelMap.identity(target.weights[0].shape[1]), list[Built]()
    for place, layer in enumerate(target.layers):
        built.append(prune(Wanted(f"layer {place}", layer, incoming, np.arange(channels_wanted(target, place)))))
        incoming = built[-1].outgoing
    return built


def channels_wanted(target: Network, place: int) -> int:
    """A layer's outputs, and a constant where a later layer has biases to make from it."""
    return target.weights[place].shape[0] + any(layer.bias is not None for layer in target.layers[place + 1 :])


def assemble(construction: Construction, target: Network, built: Sequence[Built], skips: Sequence[BuiltSkip] = ()) -> Ticket:
    """The layers of all parts, one after the other."""
    layers = tuple(layer for part in built for layer in part.layers)
    masks = [names for part in built for names in part.masks]
    named = {f"{place}.{name}": mask for place, names in enumerate(masks) for name, mask in names.items()}
    beside = {made.skip.name: made.mask for made in skips if made.mask is not None}
    source = Network(layers, tuple(made.skip for made in skips), target.periodic)
    return Ticket(construction, target, source, named | beside, tuple(part.outgoing.inputs for part in built))


def without_unused(built: Sequence[Built], skips: Sequence[BuiltSkip] = ()) -> list[Built]:
    """The same parts, one a target layer, with masks that keep nothing for channels that nothing uses, which are UNUSED.

    From the last part to the first. In comes a part whose followers have been swept: what they keep no longer changes. A channel of the
    part is used if a weight is kept of it, in the next layer or in a skip connection that starts there, or if an identity joins it to a
    channel that is there. Each mask keeps only what is kept before, channels that FAILED stay so, and what used channels carry stays the
    same: the network's outputs do, too. Out go masks in which no neuron and no channel is kept for nothing.
    """
    channels: list[Index] = [part.outgoing.inputs for part in built]
    ends = np.cumsum([len(part.layers) for part in built]) - 1  # of each target layer, its last in the source
    for place in range(len(built) - 2, -1, -1):
        end, part = int(ends[place]), built[place]
        used = np.asarray(built[place + 1].masks[0]["weight"].any(axis=(0, 2, 3)))
        for skip, mask in skips:
            if skip.start == end + 1:
                used |= channels[int(np.searchsorted(ends, skip.end))] >= 0 if mask is None else mask.any(axis=(0, 2, 3))
        channels[place] = np.where(used | (channels[place] < 0), channels[place], UNUSED)
        part.masks[-1]["weight"][~used] = False
        for skip, mask in skips:
            if skip.end == end and mask is not None:
                mask[~used] = False
        if len(part.layers) == 2:
            idle = ~part.masks[1]["weight"].any(axis=(0, 2, 3))
            for first in part.masks[0].values():
                first[idle] = False
    return [part._replace(outgoing=part.outgoing._replace(inputs=own)) for part, own in zip(built, channels, strict=True)]
