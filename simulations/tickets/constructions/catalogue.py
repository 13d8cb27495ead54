"""The constructions there are: the only list of them. One more is a file beside this one, and a line here. Files of tickets name theirs."""

import copyreg
import json
from collections.abc import Mapping
from pathlib import Path

from rss_theory.command_line.arguments import InvalidInput
from simulations.networks.files import load_arrays, network_of
from simulations.tickets.construction import Construction, Origin, UnknownConstruction
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


def by_name(name: str, constructions: Mapping[str, Construction] = CONSTRUCTIONS) -> Construction:
    """The construction of that name; else UnknownConstruction."""
    if name not in constructions:
        raise UnknownConstruction(f"construction {name!r} is not known; it is one of {', '.join(constructions)}")
    return constructions[name]


copyreg.pickle(Construction, lambda construction: (by_name, (construction.name,)))  # a ticket is sent to other processes with its name


def load(path: Path | str, constructions: Mapping[str, Construction] = CONSTRUCTIONS) -> Ticket:
    """A ticket as `Ticket.save` wrote it, of one of the constructions; nothing in it is trusted before `verify`, its origin never.

    Raises InvalidInput for other files, UnknownConstruction for another construction.
    """
    arrays = load_arrays("verify", path)
    try:
        masks = {key.removeprefix("mask/"): mask for key, mask in arrays.items() if key.startswith("mask/")}
        count = sum(key.startswith("channels/") for key in arrays)
        channels = tuple(arrays[f"channels/{place}"] for place in range(count))
        name, target, source = str(arrays["construction"]), network_of("target", arrays), network_of("source", arrays)
        origin = Origin(**json.loads(str(arrays["origin"]))) if "origin" in arrays else Origin()  # of old files nothing is known
    except InvalidInput:
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        why = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise InvalidInput("verify", f"{path} is no saved ticket ({why}); give a file that --save wrote") from None
    return Ticket(by_name(name, constructions), target, source, masks, channels, origin)
