"""What an experiment says of itself, and its run from Python."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import checked_confidence, drawn
from simulations.montecarlo.engine import collect
from simulations.montecarlo.observable import Observable
from simulations.montecarlo.result import Result
from simulations.montecarlo.store import Store

if TYPE_CHECKING:
    from rich.console import RenderableType


def option(help: str, **settings: Any) -> Any:
    """A field of an experiment that is also a command line option; `settings`: `default`, and what argparse takes."""
    return field(default=settings.pop("default", MISSING), metadata={"help": help, **settings})


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

    def run(
        self,
        trials: int,
        *,
        seed: int = 0,
        jobs: int = 1,
        backend: str = "threading",
        store: Path | str | None = None,
        confidence: float = 0.99,
    ) -> Result:
        """So many random problems, drawn or taken from a store: the file that is named, by default none, so that nothing is kept.

        Raises InvalidInput as `engine.collect`, and for a confidence outside (0, 1) or a store that cannot be used.

        >>> from simulations.rfss import RFSS
        >>> result = RFSS(k=2, n=4, eps=(0.1,)).run(100)
        >>> result.frame()[["k", "n", "eps", "trials", "confidence"]].to_dict("list")
        {'k': [2], 'n': [4], 'eps': [0.1], 'trials': [100], 'confidence': [0.99]}
        """
        checked_confidence(confidence)
        with Store(None if store is None else Path(store)) as opened:
            observed = collect(self.observables(), trials, seed, opened, jobs=jobs, backend=backend)
        return Result(self, observed, seed, confidence)

    def _keep(self, **checked: Any) -> None:
        """Fields as their checks return them."""
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    def parameters(self) -> dict[str, Any]:
        """The fields as JSON-ready values; of a law its name."""
        values = {f.name: list(v) if isinstance(v := getattr(self, f.name), tuple) else v for f in fields(self)}
        return values | ({"law": laws.name_of(laws.as_law(values["law"]))} if "law" in values else {})
