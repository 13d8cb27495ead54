"""One bound: a number, what it bounds, from which side, by which statement, and whether that statement applies."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Bound:
    """A bound on a quantity.

    A bound whose hypotheses fail is still computed; `applies` is then False and nothing may be concluded from it. Nobody is shown it then:
    JSON has None for it, tables have -.

    >>> Bound("first moment", 0.25, "upper", "success probability", "natale2024:eq-7", {"n even": False}).applies
    False
    """

    name: str
    value: float
    side: Literal["lower", "upper"]
    quantity: str
    source: str
    hypotheses: Mapping[str, bool]

    @property
    def applies(self) -> bool:
        """Whether all hypotheses hold."""
        return all(self.hypotheses.values())

    def as_dict(self) -> dict[str, Any]:
        """The bound as JSON-ready values, with `applies` spelled out; where it does not, the value is None."""
        shown = {"value": self.value if self.applies else None, "hypotheses": dict(self.hypotheses), "applies": self.applies}
        return {**asdict(self), **shown}
