"""Exact subset-sum search: which subset of n samples has the sum nearest a target, the fewest samples, or how many are near.

Samples are float64, subsets boolean masks. `size=None` means any size, the empty subset included. The search is in fixed point: samples
and target are rounded to multiples of about 2^-60 of the sum of |samples| (2^-58 for vectors), sums of these are exact, so the chosen
subset's error exceeds the true minimum by at most (n + 1) 2^-57 times that sum, and by nothing where samples and target are such multiples;
a coverage gap is off by at most (n + 1) 2^-59 of it, and 2^-52 of it or of the greater end of the interval. Whether a sum is within eps,
which `count`, `smallest`, `covers`, `hits` and `within` ask, is decided exactly, of the doubles given; of the last three n may be large.
The value returned is the correctly rounded sum of the chosen samples, and the error is computed from it. Of equally close subsets always
the same one is chosen. What would take more memory or time than the limits is refused, with the figures.
"""

from simulations.solvers.components import covers, covers_many, hits, hits_many, plan_components, within
from simulations.solvers.coverage import coverage_gap, coverage_gap_many
from simulations.solvers.problem import LIMIT_BYTES, MAX_STEPS, Solution, Solutions, in_threads
from simulations.solvers.subsets import closest, closest_many, count, count_many, plan, smallest, smallest_many
from simulations.solvers.vectors import VectorSolution, VectorSolutions, closest_vector, closest_vector_many, plan_vectors

__all__ = [
    "LIMIT_BYTES",
    "MAX_STEPS",
    "Solution",
    "Solutions",
    "VectorSolution",
    "VectorSolutions",
    "closest",
    "closest_many",
    "closest_vector",
    "closest_vector_many",
    "count",
    "count_many",
    "coverage_gap",
    "coverage_gap_many",
    "covers",
    "covers_many",
    "hits",
    "hits_many",
    "in_threads",
    "plan",
    "plan_components",
    "plan_vectors",
    "smallest",
    "smallest_many",
    "within",
]
