"""What the engine needs to know of what it draws."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import numpy as np

from rss_theory.arrays import Array


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
