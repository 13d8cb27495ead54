"""Networks with weights: arrays that are evaluated, and files that hold them. Nothing here knows of tickets or of subset sums."""

from simulations.networks.network import Layer, Network, Skip, chain

__all__ = ["Layer", "Network", "Skip", "chain"]
