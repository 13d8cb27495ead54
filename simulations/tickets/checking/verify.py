"""Whether a ticket is one, and how far off: recomputed from source weights, masks and target alone."""

from typing import NamedTuple

import numpy as np

from simulations.tickets.ticket import Ticket


class Verdict(NamedTuple):
    """What `verify` found: the greatest error of a weight, and bounds on the greatest error of an output."""

    weight_error: float
    certified: float  # no input's output is farther off
    found: float  # some input's is as far off


def verify(ticket: Ticket, rng: np.random.Generator | None = None) -> Verdict:
    """Recompute from source weights, masks and target alone that this is a ticket, and how far off it is.

    By its construction's `output_error` and `sup_error`, for the inputs and the norm that it is about.
    Raises ValueError where it is no ticket, with the layer.
    """
    return Verdict(*certify(ticket), ticket.construction.sup_error(ticket, np.random.default_rng(0) if rng is None else rng))


def certify(ticket: Ticket) -> tuple[float, float]:
    """The greatest error of a weight, and an upper bound on the error of the output; ValueError as `verify`."""
    arrays = ticket.source.arrays()
    if set(arrays) != set(ticket.masks):
        raise ValueError(f"the source has {', '.join(arrays)}, there are masks of {', '.join(ticket.masks)}")
    for name, array in arrays.items():
        if ticket.masks[name].shape != array.shape or ticket.masks[name].dtype != bool:
            raise ValueError(f"source's {name}: the mask of shape {ticket.masks[name].shape} is not one of weights {array.shape}")
    if len(ticket.channels) != len(ticket.target.layers):
        raise ValueError(f"{len(ticket.target.layers)} target layers, {len(ticket.channels)} are said to be in the source")
    worst = max(float(off.max(initial=0.0)) for off in ticket.errors)
    return worst, ticket.construction.output_error(ticket) * (1 + 1e-9)  # for rounding
