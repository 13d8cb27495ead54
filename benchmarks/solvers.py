"""The solvers against what a user would otherwise write or call, in one run, on one core.

    python -m benchmarks.solvers            # CP-SAT needs the extra `peers`

First table: how many times longer each peer takes for one problem (closest subset, uniform samples, target from U[-1, 1]), and by how much
its subset's error exceeds ours at worst. Peers:
  textbook   Horowitz-Sahni as it is usually written, compiled with numba: list both halves, sort, two pointers; the value only
  numpy      all 2^n sums at once
  HiGHS      scipy.optimize.milp, minimise t with |sum - target| <= t
  CP-SAT     OR-Tools, samples scaled to integers of 40 bits, one worker
A peer that does not finish within its time is shown as a lower bound (>).

Second table: our share of the limit, the time in which this machine lists the sums of both halves once by vector additions, unsorted.

Third table: coverage_gap against numpy's sort of as many doubles as there are sums (the textbook way sorts all sums), and closest_vector
against a k-d tree of scipy over one half's sums, asked for the nearest to every sum of the other half.

Fourth table: covers and hits, at a given eps for any n, against coverage_gap, which decides all eps and takes 2^n.

Tried, ratios of the time for closest at n = 15, 21, 30 to that of the kept one, each from a run of its own on the same machine and day:
  doubles: masks carried through branching merges, two-pointer walk        3.3, 5.7, 6.7
  doubles: sums alone, branch-free merges and walk from both ends          1.6, 3.0, 3.1
  doubles: merges of both halves together, the walk cut in two             1.2, 1.6, 1.8
and of parts of it, kept part 1:
  merges: doubles, whose additions and comparisons take longer             1.4, 1.4, 1.4
  merges: the second index from the first and the number of steps          1.3, 1.2, 1.2
  walk: asking at every step whether a side is exhausted                   1.1, 1.6, 1.8
  walk: the least of four distances, its terms found again by a second walk 1.6, 1.5, 1.3
  walk: as many steps unasked as half the shorter side, not all of it      1.4, 1.2, 1.1
"""

import time
import timeit
from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from rss_theory.arrays import Array, Mask
from rss_theory.command_line.output import plain_table
from rss_theory.command_line.parser import Parser
from simulations import solvers
from simulations.solvers.kernels.halves import list_sums, members

if TYPE_CHECKING:
    from rich.table import Table

CASES: tuple[tuple[int, int | None], ...] = ((15, None), (21, None), (25, None), (30, None), (15, 7), (30, 15), (40, 10))
PEER_SECONDS = 60.0

Subset = Callable[[Array, float, int | None], Mask | None]


@njit
def two_pointers(left, right, z):  # type: ignore[no-untyped-def]
    """The least distance of a sum of two sorted lists from z."""
    best, i, j = np.inf, 0, len(right) - 1
    while i < len(left) and j >= 0:
        gap = left[i] + right[j] - z
        if abs(gap) < best:
            best = abs(gap)
        if gap > 0:
            j -= 1
        else:
            i += 1
    return best


@njit
def textbook(samples, targets, errors):  # type: ignore[no-untyped-def]
    """Horowitz-Sahni, any size."""
    n = samples.shape[1]
    h = n // 2
    left, right = np.empty(1 << h), np.empty(1 << (n - h))
    for problem in range(len(samples)):
        list_sums(samples[problem, :h], left)
        list_sums(samples[problem, h:], right)
        left.sort()
        right.sort()
        errors[problem] = two_pointers(left, right, targets[problem])


@njit
def textbook_sized(samples, targets, size, errors):  # type: ignore[no-untyped-def]
    """Horowitz-Sahni for a fixed size: the lists of each size sorted on their own."""
    n = samples.shape[1]
    h = n // 2
    left, right = np.empty(1 << h), np.empty(1 << (n - h))
    left_sizes = np.array([members(m) for m in range(len(left))])
    right_sizes = np.array([members(m) for m in range(len(right))])
    for problem in range(len(samples)):
        list_sums(samples[problem, :h], left)
        list_sums(samples[problem, h:], right)
        best = np.inf
        for c in range(max(0, size - (n - h)), min(h, size) + 1):
            own = two_pointers(np.sort(left[left_sizes == c]), np.sort(right[right_sizes == size - c]), targets[problem])
            best = min(best, own)
        errors[problem] = best


@njit
def list_halves(samples, left, right):  # type: ignore[no-untyped-def]
    """The limit: both halves' sums by vector additions, nothing else."""
    h = samples.shape[1] // 2
    for problem in range(len(samples)):
        list_sums(samples[problem, :h], left)
        list_sums(samples[problem, h:], right)


def exhaustive(x: Array, z: float, size: int | None) -> Mask | None:
    """All sums with numpy; up to 2^25 of them."""
    n = len(x)
    if size is not None:
        if n > 15:
            return None
        masks = np.array([np.isin(np.arange(n), chosen) for chosen in combinations(range(n), size)])
        return np.asarray(masks[np.argmin(np.abs(masks @ x - z))])
    if n > 25:
        return None
    sums = np.zeros(1)
    for value in x:
        sums = np.concatenate([sums, sums + value])
    return (int(np.argmin(np.abs(sums - z))) >> np.arange(n)) & 1 == 1


def highs(x: Array, z: float, size: int | None) -> Mask | None:
    """Mixed-integer programming with HiGHS."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    n = len(x)
    rows = [np.append(x, -1.0), np.append(x, 1.0)]
    constraints = [LinearConstraint(np.array(rows), [-np.inf, z], [z, np.inf])]
    if size is not None:
        constraints.append(LinearConstraint(np.append(np.ones(n), 0.0), size, size))
    bounds = Bounds(np.zeros(n + 1), np.append(np.ones(n), np.inf))
    found = milp(
        np.append(np.zeros(n), 1.0),
        integrality=np.append(np.ones(n), 0),
        bounds=bounds,
        constraints=constraints,
        options={"time_limit": PEER_SECONDS, "mip_rel_gap": 0.0},
    )
    return None if found.x is None else found.x[:n] > 0.5


def cp_sat(x: Array, z: float, size: int | None) -> Mask | None:
    """Constraint programming with OR-Tools' CP-SAT."""
    from ortools.sat.python import cp_model

    scale = 2**40
    integers = [round(value * scale) for value in x]
    reach = sum(map(abs, integers)) + round(abs(z) * scale)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"b{i}") for i in range(len(x))]
    error = model.new_int_var(0, reach, "error")
    difference = sum(a * b for a, b in zip(integers, chosen, strict=True)) - round(z * scale)
    model.add(difference <= error)
    model.add(-difference <= error)
    if size is not None:
        model.add(sum(chosen) == size)
    model.minimize(error)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = PEER_SECONDS
    status = solver.solve(model)
    return np.array([solver.boolean_value(b) for b in chosen]) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


def per_problem(task: Callable[[], object], problems: int) -> float:
    """Seconds a problem: the least of five rounds after one that compiles."""
    task()
    return min(timeit.repeat(task, number=1)) / problems


def drawn(n: int, size: int | None, problems: int) -> tuple[str, Array, Array, float]:
    """The case's name, samples and targets, and our time for one problem."""
    rng = np.random.default_rng(n)
    samples, targets = rng.uniform(-1, 1, (problems, n)), rng.uniform(-1, 1, problems)
    ours = per_problem(lambda: solvers.closest_many(samples, targets, size=size), problems)
    return str(n) if size is None else f"{n}/{size}", samples, targets, ours


def peer(solve: Subset, samples: Array, targets: Array, size: int | None, errors: Array, ours: float) -> str:
    """Ratio to our time over a few problems, and the worst excess of its error."""
    used, excess, solved = 0.0, 0.0, 0
    cut = False
    for x, z, error in zip(samples, targets, errors, strict=True):
        start = time.perf_counter()
        mask = solve(x, z, size)
        took = time.perf_counter() - start
        if mask is None and took < PEER_SECONDS / 2:
            return "-"
        used, solved = used + took, solved + 1
        cut = cut or took >= PEER_SECONDS
        if mask is not None:
            excess = max(excess, abs(float(np.sum(x[mask])) - z) - error)
        if used > PEER_SECONDS / 2:
            break
    return f"{'>' if cut else ''}{used / solved / ours:,.0f}x ({excess:.0e})"


def shares() -> "Table":
    """The second table; made first, because some peers leave threads behind that keep a core busy."""
    limits = plain_table(("n/size", "closest", "count / closest", "2 cores", "limit", "share of it"))
    for n, size in CASES:
        problems = max(16, 2**28 >> n // 2 >> 5)
        name, samples, targets, ours = drawn(n, size, problems)
        counting = per_problem(lambda: solvers.count_many(samples, targets, 1e-3, size=size), problems)  # noqa: B023
        both = per_problem(lambda: solvers.closest_many(samples, targets, size=size, jobs=2), problems)  # noqa: B023
        left, right = np.zeros(1 << n // 2), np.zeros(1 << n - n // 2)
        limit = per_problem(lambda: list_halves(samples, left, right), problems)  # noqa: B023
        limits.add_row(
            name, f"{ours * 1e6:,.2f} us", f"{counting / ours:.2f}", f"{ours / both:.2f}x", f"{limit * 1e6:,.2f} us", f"{limit / ours:.1%}"
        )
    return limits


def coverage_and_vectors() -> "Table":
    """The third table."""
    from scipy.spatial import KDTree

    table = plain_table(("function", "ours", "against", "takes"))
    for n in (20, 24):
        rng = np.random.default_rng(n)
        x, doubles = rng.uniform(-1, 1, n), rng.uniform(-1, 1, 2**n)
        ours = per_problem(lambda: solvers.coverage_gap(x, -1, 1), 1)  # noqa: B023
        sort = per_problem(lambda: np.sort(doubles), 1)  # noqa: B023
        table.add_row(f"coverage_gap, n = {n}", f"{ours * 1e3:,.2f} ms", f"numpy.sort of 2^{n}", f"{sort / ours:.1f}x")
    for n, d in ((20, 2), (32, 2), (26, 4)):
        rng = np.random.default_rng(n)
        vectors, goal = rng.uniform(-1, 1, (n, d)), rng.uniform(-1, 1, d)
        left, right = (sums @ half for sums, half in zip(2 * [binary(n // 2)], np.split(vectors, 2), strict=True))
        ours = per_problem(lambda: solvers.closest_vector(vectors, goal), 1)  # noqa: B023
        tree = per_problem(lambda: KDTree(right).query(goal - left, p=np.inf), 1)  # noqa: B023
        table.add_row(f"closest_vector, n = {n}, d = {d}", f"{ours * 1e3:,.2f} ms", "scipy's KDTree", f"{tree / ours:.1f}x")
    return table


def any_number() -> "Table":
    """The fourth table."""
    table = plain_table(("n", "eps", "covers", "hits", "hits, n/2", "covered", "gap / covers"))
    for n in (15, 20, 24, 64, 200, 1000):
        problems = 2000 if n < 100 else 200
        samples = np.random.default_rng(n).uniform(-1, 1, (problems, n))
        few = samples[: max(1, min(problems, 10**6 // n**2))]
        gap = per_problem(lambda: solvers.coverage_gap_many(few[: 2**24 >> n], -1, 1), min(len(few), 2**24 >> n)) if n <= 24 else None  # noqa: B023
        for eps in (0.1, 0.01, 0.001, 0.0001):
            covers = per_problem(lambda: solvers.covers_many(samples, eps, -1, 1), problems)  # noqa: B023
            hits = per_problem(lambda: solvers.hits_many(samples, 0.5, eps), problems)  # noqa: B023
            try:
                of_size = f"{per_problem(lambda: solvers.hits_many(few, 0.5, eps, size=n // 2), len(few)) * 1e6:,.1f} us"  # noqa: B023
            except ValueError:
                of_size = "too fine"
            covered = f"{solvers.covers_many(samples, eps, -1, 1).mean():.1%}"
            ratio = f"{gap / covers:,.1f}" if gap else "-"
            table.add_row(str(n), f"{eps:g}", f"{covers * 1e6:,.1f} us", f"{hits * 1e6:,.1f} us", of_size, covered, ratio)
    return table


def binary(n: int) -> Array:
    """All subsets of n, one a row of zeros and ones."""
    return ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(float)


def main() -> None:
    """Measure and print the tables."""
    from rich.console import Console

    try:
        import ortools.sat.python.cp_model  # noqa: F401

        peers = {"numpy": exhaustive, "HiGHS": highs, "CP-SAT": cp_sat}
    except ImportError:
        print("without CP-SAT: install the extra `peers` for it")
        peers = {"numpy": exhaustive, "HiGHS": highs}
    limits, further, components = shares(), coverage_and_vectors(), any_number()
    ratios = plain_table(("n/size", "ours", "textbook", *peers))
    for n, size in CASES:
        problems = max(4, 2**24 >> n // 2 >> 5)
        name, samples, targets, ours = drawn(n, size, problems)
        found = solvers.closest_many(samples, targets, size=size)
        book = textbook if size is None else lambda x, z, e: textbook_sized(x, z, size, e)  # noqa: B023
        few = max(2, problems // 8)
        errors = np.empty(few)
        books = per_problem(lambda: book(samples[:few], targets[:few], errors), few)  # noqa: B023
        excess = np.max(errors - found.errors[:few])
        others = [peer(solve, samples[:5], targets[:5], size, found.errors[:5], ours) for solve in peers.values()]
        ratios.add_row(name, f"{ours * 1e6:,.2f} us", f"{books / ours:.1f}x ({excess:.0e})", *others)
    console = Console(width=100, highlight=False)
    console.print("Time of one problem as a multiple of ours (worst excess of the error over ours)\n", ratios)
    console.print("\nShare of the limit: both halves' sums listed once, by vector additions\n", limits)
    console.print("\nCoverage and vectors\n", further)
    console.print(
        "\nAny number of samples, at a given eps: all of [-1, 1] covered, 1/2 hit by any subset, and by one of n/2 samples\n", components
    )


if __name__ == "__main__":
    Parser("benchmarks.solvers", __doc__.partition("\n")[0]).parse_args()
    main()
