"""Target networks from files."""

from typing import NamedTuple

from rss_theory.command_line.arguments import InvalidInput, checked_law
from simulations.networks import files
from simulations.networks.network import Network
from simulations.tickets.ticket import CONSTRUCTIONS, module

SHAPES = {  # what a construction takes, by the number of axes
    "dense": {2: "(out, in)"},
    "sparse-dense": {2: "(out, in)"},
    "equivariant": {3: "(out, in, places)", 4: "(out, in, height, width)"},
    "two-for-one": {4: "(out, in, height, width)", 2: "(out, in)"},
    "one-for-one": {4: "(out, in, height, width)", 2: "(out, in)"},
}
SPARSE = ("sparse-dense", "equivariant")  # whose subsets may have a given size
CONVOLUTIONS = {4: "(out, in, height, width)"}


def checked_construction(construction: str) -> str:
    """A construction's name."""
    if construction not in CONSTRUCTIONS:
        raise InvalidInput("construction", f"{construction!r} is not known; give one of {', '.join(CONSTRUCTIONS)}")
    return construction


def checked_share(construction: str, share: float | None, n: int | None) -> float | None:
    """The share of n that subsets have: 0.5 for sparse-dense unless given; None for subsets of any size."""
    if share is None:
        share = 0.5 if construction == "sparse-dense" else None
    elif construction not in SPARSE:
        raise InvalidInput("share", f"subsets of {construction!r} have any size; leave it out, or take {' or '.join(SPARSE)}")
    if share is not None and (not 0 < share <= 1 or (n is not None and int(share * n) < 1)):
        raise InvalidInput("share", f"{share:g} of n = {n} is no subset; give a number above 0, at most 1")
    return share


def checked_law_of(construction: str, law: str | None) -> str:
    """The law of the weights by its name: the theorem's unless it is given."""
    return checked_law(law or ("normal" if construction == "structured" else "uniform"))


class _Accepting(NamedTuple):
    name: str
    accepted_axes: dict[int, str]
    periodic: bool


def read_target(path: str, construction: str, activation: str = "relu") -> Network:
    """`files.read_target` for a construction."""
    by = _Accepting(construction, SHAPES.get(construction, CONVOLUTIONS), construction == "equivariant")
    return files.read_target(path, by, activation)


def rescaled(construction: str, target: Network) -> Network:
    """`files.rescaled` by a construction's norm."""
    return files.rescaled(target, module(construction).layer_norm)
