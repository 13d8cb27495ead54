"""Networks of pairs of random layers, one pair for each layer of a target without biases."""

import numpy as np

from simulations.networks.network import Network
from simulations.tickets.channels import ChannelMap
from simulations.tickets.construction import Construction
from simulations.tickets.pruning.assemble import assemble
from simulations.tickets.pruning.rows import Built, Wanted
from simulations.tickets.pruning.subsets import Randomness
from simulations.tickets.pruning.two_layers import two_layers
from simulations.tickets.ticket import Ticket


def through_two_layers(construction: Construction, target: Network, n: int, randomness: Randomness, *, whole: bool = False) -> Ticket:
    """The ticket whose hidden layers are ReLU; with `whole` their kernels are of the target's size, of which one place is kept.

    Raises ValueError as `two_layers`, and for targets with more than weights.
    """
    construction.check_plain(target)
    built: list[Built] = []
    for place, layer in enumerate(target.layers):
        d_out, d_in, *size = layer.weights.shape
        wanted = Wanted(f"layer {place}", layer, ChannelMap.identity(d_in), np.arange(d_out))
        built.append(two_layers(wanted, n, randomness, kernel=tuple(size) if whole else None))
    return assemble(construction, target, built)
