"""Tickets from the files that `Ticket.save` writes. Which constructions there are is handed in."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from simulations.networks.files import network_of
from simulations.tickets.construction import Construction, UnknownConstruction
from simulations.tickets.ticket import Ticket


def load(path: Path | str, constructions: Mapping[str, Construction]) -> Ticket:
    """A ticket as `Ticket.save` wrote it, of one of the constructions; nothing in it is trusted before `verify`.

    Raises KeyError, TypeError, ValueError or OSError for other files, UnknownConstruction for another construction.
    """
    with np.load(path, allow_pickle=False) as file:
        masks = {key.removeprefix("mask/"): file[key] for key in file.files if key.startswith("mask/")}
        count = sum(key.startswith("channels/") for key in file.files)
        channels = tuple(file[f"channels/{place}"] for place in range(count))
        name, target, source = str(file["construction"]), network_of("target", file), network_of("source", file)
    if name not in constructions:
        raise UnknownConstruction(name, constructions)
    return Ticket(constructions[name], target, source, masks, channels)
