"""Enclosures that are proofs: intervals of doubles around balls of arbitrary precision (python-flint's arb)."""

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flint import arb


class Enclosure(NamedTuple):
    """A number that lies in [low, high]."""

    low: float
    high: float


def enclosure(ball: "arb") -> Enclosure:
    """Doubles around a ball: its ends, each moved outward by one double for its own rounding."""
    return Enclosure(math.nextafter(float(ball.lower()), -math.inf), math.nextafter(float(ball.upper()), math.inf))
