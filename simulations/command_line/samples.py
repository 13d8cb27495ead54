"""Numbers of samples, and other whole numbers, that are refused in one line."""

from operator import index

from rss_theory.command_line.arguments import InvalidInput
from simulations.solvers import plan


def checked_samples(n: int, argument: str = "n") -> int:
    """A number of samples that the solvers take."""
    if n < 1:
        raise InvalidInput(argument, f"{n} is no number of samples; give at least 1")
    try:
        plan(n)
    except ValueError as error:
        raise InvalidInput(argument, str(error)) from None
    return index(n)  # numpy's integers are no JSON


def checked_size(argument: str, size: int, least: int, n: int) -> int:
    """A size that subsets of n samples have, from `least` on."""
    if not least <= size <= n:
        raise InvalidInput(argument, f"subsets of {size} of n = {n} samples do not exist; give {least} to {n}")
    return index(size)
