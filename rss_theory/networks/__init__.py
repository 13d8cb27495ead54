"""How large a random network has to be, to contain a ticket for every target of an architecture: one theorem family a file.

Each theorem gives a `Requirement`: its widths in units of the constant that the paper leaves open and, where this package proves one, with
numbers: what a subset-sum problem must achieve follows from the printed construction, and how many samples achieve it from `covering`
or, for subsets of a given size, `provable`.
"""

from rss_theory.networks.architecture import ARCHITECTURES, Architecture, Convolution, Dense, LayerSize, Skip
from rss_theory.networks.compare import requirements
from rss_theory.networks.requirement import Requirement

__all__ = ["ARCHITECTURES", "Architecture", "Convolution", "Dense", "LayerSize", "Requirement", "Skip", "requirements"]
