"""What the engine needs to know of an experiment."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import drawn

if TYPE_CHECKING:
    from rich.console import RenderableType


def option(help: str, **settings: Any) -> Any:
    """A field of an experiment that is also a command line option; `settings`: `default`, and what argparse takes."""
    return field(default=settings.pop("default", MISSING), metadata={"help": help, **settings})


class Observable(Protocol):
    """A chunk of independent trials and what is kept of each; a frozen dataclass that can be sent to another process.

    `version` is part of the stored identity. Raise it when the bits of what is observed change, so that old chunks are not used for new
    ones; tests/simulations/test_versions.py fails where that was forgotten. `columns`: observations a trial.
    """

    version: ClassVar[int]
    columns: ClassVar[int]

    @property
    def identity(self) -> Mapping[str, Any]:
        """Everything but version, seed and chunk number that decides what is drawn and observed, as JSON-ready values."""
        ...

    @property
    def chunk_size(self) -> int:
        """Trials a chunk."""
        ...

    def observe(self, rng: np.random.Generator) -> Array:
        """One chunk: array (chunk_size, columns)."""
        ...


@dataclass(frozen=True)
class Problems:
    """What observables of problems of n samples have in common: `observed` and the fields are the identity."""

    observed: ClassVar[str]
    version: ClassVar[int] = 1
    columns: ClassVar[int] = 1

    n: int
    law: laws.Law | str

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation."""
        return {"observed": self.observed, **vars(self), "law": laws.stored_name(laws.as_law(self.law))}

    @property
    def chunk_size(self) -> int:
        """Trials a chunk: at most a fraction of a second's work. By n alone, as it belongs to the stored identity."""
        return max(1, min(2000, 2**22 >> self.n // 2))

    def samples(self, rng: np.random.Generator) -> Array:
        """A chunk's samples (chunk_size, n)."""
        return drawn(laws.as_law(self.law), rng, (self.chunk_size, self.n))


@dataclass(frozen=True)
class Experiment(ABC):
    """Parameters whose fields are at once the Python API and the command line; see `simulations.rfss` for one."""

    name: ClassVar[str]

    @abstractmethod
    def observables(self) -> Sequence[Observable]:
        """What has to be drawn."""

    @abstractmethod
    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """Estimates and bounds, JSON-ready, from the observations (trials, ...) of each observable."""

    @abstractmethod
    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """The rows for people, in at most 80 columns."""

    @abstractmethod
    def draw(self, observed: Sequence[Array], confidence: float) -> Any:
        """A matplotlib figure of the observations."""

    def _keep(self, **checked: Any) -> None:
        """Fields as their checks return them."""
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def parameters(self) -> dict[str, Any]:
        """The fields as JSON-ready values; of a law its name."""
        values = {f.name: list(v) if isinstance(v := getattr(self, f.name), tuple) else v for f in fields(self)}
        return values | ({"law": laws.name_of(laws.as_law(values["law"]))} if "law" in values else {})
