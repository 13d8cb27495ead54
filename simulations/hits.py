"""Whether all targets of an interval, or one, are strictly within eps of a subset sum: what is observed where no more is asked for.

For one eps it takes the components of such points, whose number does not grow with n; for every eps at once it takes all sums, or those of
both halves (`coverage.Gaps`, `rfss.Distances`, `rss.Subsets`). Experiments ask for what takes less time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, check_least
from rss_theory.numeric.not_said import NotSaid
from simulations import solvers
from simulations.montecarlo.experiment import Problems

MOST_N = 10_000  # of which a chunk still takes a second


@dataclass(frozen=True)
class Hits(Problems):
    """1 where every target of [low, high] is strictly within eps of the sum of a subset of the size (None: any), else 0. One a trial.

    low and high: both "uniform" for one target of each problem, drawn from [-1, 1].
    """

    observed: ClassVar[str] = "hits"

    size: int | None
    low: float | str
    high: float | str
    eps: float

    @property
    def chunk_size(self) -> int:
        """Trials a chunk: at most about a second's work. By what is stored alone."""
        return int(max(1, min(2000, 2e10 * self.eps / (self.n**2 * (1 + (self.size or 0))))))

    def observe(self, rng: np.random.Generator) -> Array:
        """Zeros and ones (chunk_size, 1); InvalidInput where the components of some problem are too many."""
        samples = self.samples(rng)
        drawn = rng.uniform(-1.0, 1.0, self.chunk_size) if isinstance(self.low, str) else None
        low, high = (self.low, self.high) if drawn is None else (drawn, drawn)
        try:
            return solvers.covers_many(samples, self.eps, low, high, size=self.size)[:, None].astype(float)
        except ValueError as error:
            raise InvalidInput("eps", str(error)) from None


def faster(law: laws.Law | str, eps: Sequence[float], size: int | None, nanoseconds: float) -> bool:
    """Whether hits at these eps take less time than what takes so many nanoseconds for all eps at once; both are rough."""
    each = 50 if size is None else 20 * (1 + size)  # for an eps of the size of a sample
    return each * sum(_typical(law) / e for e in eps) < nanoseconds


def _typical(law: laws.Law | str) -> float:
    """The size of a sample: the root of E[X^2], or the median of some where that is not finite."""
    found = laws.as_law(law)
    try:
        return math.sqrt(found.variance)
    except NotSaid:
        return float(np.median(np.abs(found.sample(np.random.default_rng(0), 1001))))


def halves_cost(n: int) -> float:
    """Nanoseconds, roughly, that the closest of all subset sums takes."""
    return 6 * 2.0 ** min(n // 2, 500)


def checked_hits(law: laws.Law | str, n: int, eps: Sequence[float], size: int | None) -> None:
    """InvalidInput for more samples than hits are looked for of, or an eps that is too fine for typical ones."""
    check_least("n", n, 1, MOST_N)
    reach = 2 * n * _typical(law)
    for e in eps:
        try:
            solvers.plan_components(n, reach, e, size)
        except ValueError as error:
            raise InvalidInput("eps", str(error)) from None
