"""What the engine costs: `simulations.rfss` at k = 7, n = 15 against the bare loop over the same draws and solver calls, one core.

    python -m benchmarks.engine

Both run in turn, several times; the ratio of the medians is the figure to quote. The engine's store is a fresh file each time.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rss_theory.command_line.parser import Parser
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store
from simulations.rfss import Distances

TRIALS = 100_000
ROUNDS = 5


def bare(observable: Distances) -> int:
    """Draw and solve, chunk by chunk, keeping nothing but the number of successes at 0.01."""
    successes = 0
    for number in range(TRIALS // observable.chunk_size):
        rng = np.random.default_rng(np.random.SeedSequence(0, spawn_key=(number,)))
        successes += int(np.sum(observable.observe(rng) < 0.01))
    return successes


def engine(observable: Distances) -> int:
    """The same through workers and store."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "store.sqlite")) as store:
        [observed] = collect([observable], TRIALS, 0, store, jobs=1)
        return int(np.sum(observed < 0.01))


def seconds(task: Callable[[Distances], int], observable: Distances) -> tuple[float, int]:
    """Wall time of a task, and its result."""
    start = time.perf_counter()
    result = task(observable)
    return time.perf_counter() - start, result


def main() -> None:
    """Measure and print."""
    observable = Distances(k=7, n=15, target=0.0, law="uniform")
    seconds(bare, observable), seconds(engine, observable)  # compile, import
    times: dict[str, list[float]] = {"bare loop": [], "engine": []}
    for _ in range(ROUNDS):
        (plain, expected), (full, got) = seconds(bare, observable), seconds(engine, observable)
        if got != expected:
            raise RuntimeError(f"the engine counts {got} successes, the bare loop {expected}")
        times["bare loop"].append(plain)
        times["engine"].append(full)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"{name:10} {TRIALS:,} trials: median {medians[name]:.3f} s, {min(values):.3f} to {max(values):.3f} s")
    print(f"engine / bare loop, medians of {ROUNDS} rounds: {medians['engine'] / medians['bare loop']:.3f}")


if __name__ == "__main__":
    Parser("benchmarks.engine", __doc__.partition("\n")[0]).parse_args()
    main()
