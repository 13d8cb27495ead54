"""The constructions there are: the only list of them. One more is a file beside this one, and a line here."""

import copyreg
from pathlib import Path

from simulations.tickets import saved
from simulations.tickets.construction import Construction, UnknownConstruction
from simulations.tickets.constructions.convolution import CONVOLUTION
from simulations.tickets.constructions.dense import DENSE, SPARSE_DENSE
from simulations.tickets.constructions.equivariant import EQUIVARIANT
from simulations.tickets.constructions.one_for_one import ONE_FOR_ONE
from simulations.tickets.constructions.structured import STRUCTURED
from simulations.tickets.constructions.two_for_one import TWO_FOR_ONE
from simulations.tickets.ticket import Ticket

CONSTRUCTIONS: dict[str, Construction] = {
    construction.name: construction
    for construction in (DENSE, SPARSE_DENSE, CONVOLUTION, TWO_FOR_ONE, ONE_FOR_ONE, EQUIVARIANT, STRUCTURED)
}


def by_name(name: str) -> Construction:
    """The construction of that name; else UnknownConstruction."""
    if name not in CONSTRUCTIONS:
        raise UnknownConstruction(name, CONSTRUCTIONS)
    return CONSTRUCTIONS[name]


copyreg.pickle(Construction, lambda construction: (by_name, (construction.name,)))  # a ticket is sent to other processes with its name


def load(path: Path | str) -> Ticket:
    """`saved.load`, of these constructions."""
    return saved.load(path, CONSTRUCTIONS)
