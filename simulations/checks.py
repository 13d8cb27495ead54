"""Checks that more than one experiment makes of its parameters."""

from operator import index

from rss_theory.command import InvalidInput
from simulations.solvers import plan


def checked_samples(n: int) -> int:
    """A number of samples that the solvers take."""
    if n < 1:
        raise InvalidInput("n", f"{n} is no number of samples; give at least 1")
    try:
        plan(n)
    except ValueError as error:
        raise InvalidInput("n", str(error)) from None
    return index(n)  # numpy's integers are no JSON


def chunk_size(n: int) -> int:
    """Trials a chunk: at most a fraction of a second's work. It belongs to the stored identity, so it depends on n alone."""
    return max(1, min(2000, 2**22 >> n // 2))
