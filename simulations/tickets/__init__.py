"""Lottery tickets: a random network, masks, and the target that the masked network approximates; one construction a file."""

from simulations.tickets.convolution import convolution
from simulations.tickets.dense import dense
from simulations.tickets.network import Network
from simulations.tickets.ticket import Ticket, load, verify

__all__ = ["Network", "Ticket", "convolution", "dense", "load", "verify"]
