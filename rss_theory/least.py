"""The least integer with a property that once true stays true; numbers that may be beyond floating point."""

import math
from collections.abc import Callable


def least(holds: Callable[[int], bool], start: int) -> int:
    """The least n >= start with holds(n): doubling, then bisection.

    >>> least(lambda n: n * n >= 50, 0)
    8
    """
    if holds(start):
        return start
    step = 1
    while not holds(start + step):
        step *= 2
    low, high = start + step // 2, start + step  # holds(high), not holds(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def or_inf(number: Callable[[], float]) -> float:
    """A number as a double; inf where it, or what it is made of, exceeds floating point.

    >>> or_inf(lambda: 10**400)
    inf
    """
    try:
        return float(number())
    except OverflowError:
        return math.inf
