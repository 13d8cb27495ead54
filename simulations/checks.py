"""Checks that more than one experiment makes of its parameters."""

import math
from collections.abc import Sequence
from operator import index

from rss_theory import laws
from rss_theory.command import InvalidInput
from simulations.solvers import plan


def check_law(law: str) -> str:
    """A law's name as the law itself gives it, as it belongs to the stored identity."""
    try:
        return laws.law(law).name
    except ValueError as error:
        raise InvalidInput("law", str(error)) from None


def checked_samples(n: int) -> int:
    """A number of samples that the solvers take."""
    if n < 1:
        raise InvalidInput("n", f"{n} is no number of samples; give at least 1")
    try:
        plan(n)
    except ValueError as error:
        raise InvalidInput("n", str(error)) from None
    return index(n)  # numpy's integers are no JSON


def checked_eps(eps: Sequence[float]) -> tuple[float, ...]:
    """Positive, finite errors, at least one."""
    for e in eps:
        if not 0 < e < math.inf:
            raise InvalidInput("eps", f"{e} is not an error; give numbers above 0")
    if not eps:
        raise InvalidInput("eps", "there is none; give numbers above 0")
    return tuple(map(float, eps))


def checked_target(target: float, argument: str = "target") -> float:
    """A finite target."""
    if not math.isfinite(target):
        raise InvalidInput(argument, f"{target} cannot be reached; give a finite number")
    return float(target)


def chunk_size(n: int) -> int:
    """Trials a chunk: at most a fraction of a second's work. It belongs to the stored identity, so it depends on n alone."""
    return max(1, min(2000, 2**22 >> n // 2))
