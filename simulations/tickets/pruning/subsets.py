"""Which subset of products is taken for a weight, and the randomness of a ticket; what to do where none is found is left to `rows`."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rss_theory.arrays import Array, Mask
from rss_theory.laws import Law
from simulations import solvers

EXACT = 36  # samples of which the closest subset of a size is taken
SEARCHED = 32  # samples the closest subset is taken from: with more the error hardly falls below rounding, and the search takes longer


class NetworkTooSmall(ValueError):
    """A random network without a ticket, which one of a greater n may hold."""


class TooFewNeurons(NetworkTooSmall):
    """An input has fewer neurons of a sign than a subset is to have."""


@dataclass(frozen=True)
class Subsets:
    """Which subsets are taken: of `size`; the smallest within `eps`; or, without either, the closest. Found by so many jobs."""

    eps: float | None = None
    size: int | None = None
    jobs: int = 1

    @staticmethod
    def of_share(share: float | None, n: int, jobs: int) -> "Subsets":
        """Of floor(share n) products, else the closest; ValueError where that is none."""
        size = None if share is None else int(share * n)
        if n < 1 or (size is not None and size < 1):
            raise ValueError(f"n >= 1 and a share that leaves a product are needed, got n={n}, share={share}")
        return Subsets(None, size, jobs)

    def __call__(self, name: str, samples: Array, targets: Array) -> tuple[Mask, Array]:
        """Masks and errors of samples (N, n), targets (N,); errors are nan where none is within eps. Raises TooFewNeurons, with `name`."""
        if samples.shape[1] < (needed := 1 if self.size is None else self.size):
            raise TooFewNeurons(f"{name}: {samples.shape[1]} neurons of a sign are too few for {needed}; give a greater n")
        if self.size is not None:
            return self._of_size(self.size, samples, targets)
        if self.eps is not None:
            if samples.shape[1] > SEARCHED:
                return self._fewest(self.eps, samples, targets)
            return solvers.smallest_many(samples, targets, self.eps, jobs=self.jobs)[::2]
        few = samples[:, :SEARCHED]
        found = solvers.closest_many(few, targets, jobs=self.jobs)
        return np.pad(found.masks, ((0, 0), (0, samples.shape[1] - few.shape[1]))), found.errors

    def _fewest(self, eps: float, samples: Array, targets: Array) -> tuple[Mask, Array]:
        """Of any number of samples: the fewest with a sum strictly within eps, not the closest of these."""
        masks, errors = np.zeros(samples.shape, bool), np.full(len(samples), np.nan)

        def part(rows: slice) -> None:
            for row in range(len(samples))[rows]:
                masks[row], _, errors[row] = solvers.within(samples[row], targets[row], eps, fewest=True)

        solvers.in_threads(part, len(samples), self.jobs)
        return masks, errors

    def _of_size(self, size: int, samples: Array, targets: Array) -> tuple[Mask, Array]:
        """Of more than EXACT samples SEARCHED, and of the others the neighbours in order whose sum is nearest the target."""
        others = samples[:, SEARCHED:] if samples.shape[1] > EXACT else samples[:, :0]
        fixed = min(others.shape[1], max(0, size - SEARCHED // 2))
        order = np.argsort(others, axis=1)
        sums = np.cumsum(np.pad(np.take_along_axis(others, order, 1), ((0, 0), (1, 0))), axis=1)
        windows = sums[:, fixed:] - sums[:, : sums.shape[1] - fixed]
        start = np.abs(windows - targets[:, None]).argmin(axis=1)
        mask = np.zeros(samples.shape, bool)
        rows = np.arange(len(samples))[:, None]
        mask[rows, samples.shape[1] - others.shape[1] + order[rows, start[:, None] + np.arange(fixed)]] = True
        few = samples[:, : samples.shape[1] - others.shape[1]]
        found = solvers.closest_many(few, targets - windows[rows[:, 0], start], size=size - fixed, jobs=self.jobs)
        mask[:, : few.shape[1]] = found.masks
        return mask, found.errors


class Randomness(NamedTuple):
    """Where random weights come from, and which subsets of them are taken."""

    rng: np.random.Generator
    law: Law
    subsets: Subsets

    def weights(self, *shape: int) -> Array:
        """The next ones."""
        return self.law.sample(self.rng, shape)
