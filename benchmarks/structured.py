"""How far structured tickets reach: error and time of the closest subset of n vectors, against the entries of a filter.

    python -m benchmarks.structured

The problems are those of `figures.structured_reach` at seed 0; times are of one core's work. For each n it goes on until one
problem takes more than SECONDS. Last what the solver refuses before it starts: the least n, and the time that it expects there.
"""

import statistics
import time

import numpy as np

from figures.structured_reach import DIMENSIONS, EPS, REACH, Closest, asked
from rss_theory.command_line.output import plain_table
from rss_theory.command_line.parser import Parser
from simulations import solvers

SECONDS, PROBLEMS, CELL_SECONDS = 30.0, 19, 20.0


def measured(observable: Closest) -> list[list[float]]:
    """Errors, those of the empty subset, and seconds of PROBLEMS problems, or as many as are begun in CELL_SECONDS."""
    found: list[tuple[float, float, float]] = []
    for number in range(PROBLEMS):
        rng = np.random.default_rng(np.random.SeedSequence(0, spawn_key=(number,)))
        start = time.process_time()
        [(error, without)] = observable.observe(rng)
        found.append((float(error), float(without), time.process_time() - start))
        if sum(seconds for *_, seconds in found) > CELL_SECONDS:
            break
    return [list(column) for column in zip(*found, strict=True)]


def refused(d: int) -> tuple[int, str]:
    """The least n that the solver refuses, and why; the samples are not read before that."""
    for n in range(64, 0, -1):
        try:
            solvers.closest_vector_many(np.zeros((0, n, d)), np.zeros(d))
        except ValueError as error:
            least = n, str(error)
        else:
            break
    return least


def main() -> None:
    """Measure and print."""
    from rich.console import Console

    Closest(4, 2).observe(np.random.default_rng(0))  # compile
    asked_for = (f"Theorem 3: n / C, {eps:g}" for eps in EPS)
    table = plain_table(("n", "d^2 c_1", "problems", "median error", "empty subset", "ms a problem", *asked_for))
    reach = []
    for n in REACH:
        within = dict.fromkeys(EPS, 0)
        for d in DIMENSIONS:
            errors, empty, seconds = measured(Closest(n, d))
            median = statistics.median(errors)
            within = {eps: d if median <= eps else within[eps] for eps in EPS}
            widths = [f"{asked(d, eps):.2g}" for eps in EPS]
            times = f"{1e3 * statistics.median(seconds):,.2f}"
            table.add_row(str(n), str(d), str(len(errors)), f"{median:.1e}", f"{statistics.median(empty):.2f}", times, *widths)
            if max(seconds) > SECONDS:
                break
        reach.append(f"n = {n}: " + ", ".join(f"d^2 c_1 <= {most} within {eps:g}" for eps, most in within.items()))
    console = Console(width=120, highlight=False)
    console.print(table)
    console.print("\nLargest filters whose median error is within eps\n" + "\n".join(reach) + "\n\nRefused\n")
    for d in (1, 2, 4, 9, 12):
        least, why = refused(d)
        console.print(f"d^2 c_1 = {d}, n = {least}: {why[why.index('it would') : why.index(';')]}")


if __name__ == "__main__":
    Parser("benchmarks.structured", __doc__.partition("\n")[0]).parse_args()
    main()
