"""Lottery tickets: a random network, masks, and the target that the masked network approximates.

Nouns here; `pruning` finds masks, `checking` says how far off they are, `constructions` has one way of building tickets a file.
"""

from simulations.networks import Layer, Network, Skip, chain
from simulations.tickets.checking.verify import verify
from simulations.tickets.constructions.catalogue import load
from simulations.tickets.constructions.convolution import convolution
from simulations.tickets.constructions.dense import dense
from simulations.tickets.constructions.equivariant import equivariant
from simulations.tickets.constructions.one_for_one import one_for_one
from simulations.tickets.constructions.structured import structured
from simulations.tickets.constructions.two_for_one import two_for_one
from simulations.tickets.ticket import Ticket

__all__ = ["Layer", "Network", "Skip", "Ticket", "chain", "load", "verify"]
__all__ += ["convolution", "dense", "equivariant", "one_for_one", "structured", "two_for_one"]
