"""What a theorem asks of a random network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rss_theory.bound import Bound


@dataclass(frozen=True)
class Requirement:
    """A random network that contains a ticket for every target of an architecture, by one theorem.

    `widths_per_constant`, `parameters_per_constant`: hidden widths and parameters as printed, in units of the constant. `log_errors`: the
    logarithm of what a subset sum may err in each target layer, where proved here, `samples`: how many samples it needs for that, and with
    them `widths`, `parameters`, and `ticket`, the most parameters that the ticket keeps where the paper bounds it. None: nothing is proved,
    or the paper says nothing. `assumes`: of targets and inputs, beside the `hypotheses`, which are of the architecture, eps and delta.
    """

    name: str
    source: str
    depth: int
    constant: str
    widths_per_constant: tuple[float, ...]
    parameters_per_constant: float
    log_errors: tuple[float, ...] | None
    samples: tuple[int, ...] | None
    widths: tuple[int, ...] | None
    parameters: int | None
    ticket: float | None
    hypotheses: Mapping[str, bool]
    assumes: str

    @classmethod
    def proved(
        cls,
        said: tuple[str, str, int, str, str],
        printed: tuple[float, ...],
        sums: Sequence[tuple[float, int]],
        widths: tuple[int, ...],
        parameters: Callable[[Sequence[float]], float],
        hypotheses: Mapping[str, bool],
        ticket: float | None = None,
    ) -> "Requirement":
        """Of widths as printed and as proved, of which `parameters` counts parameters.

        said: name, source, depth, constant, assumes. sums: a log error and its samples for each target layer.
        """
        name, source, depth, constant, assumes = said
        log_errors, samples = zip(*sums, strict=True)
        both = parameters(printed), log_errors, samples, widths, round(parameters(widths))
        return cls(name, source, depth, constant, printed, *both, ticket, hypotheses, assumes)

    @property
    def bound(self) -> Bound:
        """Parameters that suffice; nan where only known in units of the constant."""
        value = float("nan") if self.parameters is None else float(self.parameters)
        return Bound(self.name, value, "upper", "parameters", self.source, self.hypotheses)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values, with `applies` spelled out; None for all that is proved where it does not apply."""
        applies = self.bound.applies
        unproved = {} if applies else dict.fromkeys(("log_errors", "samples", "widths", "parameters", "ticket"))
        return {**asdict(self), "hypotheses": dict(self.hypotheses), **unproved, "applies": applies}
