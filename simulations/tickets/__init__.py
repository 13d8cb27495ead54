"""Lottery tickets: a random network, masks, and the target that the masked network approximates; one construction a file."""

from simulations.networks import Layer, Network, Skip, chain
from simulations.tickets.convolution import convolution
from simulations.tickets.dense import dense
from simulations.tickets.equivariant import equivariant
from simulations.tickets.residual import one_for_one, two_for_one
from simulations.tickets.structured import structured
from simulations.tickets.ticket import Ticket, load, verify

__all__ = [
    "Layer",
    "Network",
    "Skip",
    "Ticket",
    "chain",
    "convolution",
    "dense",
    "equivariant",
    "load",
    "one_for_one",
    "structured",
    "two_for_one",
    "verify",
]
