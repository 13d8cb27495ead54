"""Ways to decide a statement: symbols, exact numbers, balls over whole ranges, grids."""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from flint import arb

BITS = 128
PIECES = 20_000


class Range(NamedTuple):
    """What balls found of a function on a box: whether it is proved to be at least 0 on all of it, and its least lower bound, where."""

    proved: bool
    least: float
    where: tuple[tuple[float, float], ...]


def at_least_zero(f: "Callable[..., arb]", *box: tuple[float, float], pieces: int = PIECES) -> Range:
    """Whether f >= 0 on a box of closed intervals, by ball arithmetic on ever smaller parts; f takes and gives balls.

    Not proved: a part on which f is surely below 0, or as many parts as `pieces` were not enough.

    >>> from flint import arb
    >>> at_least_zero(lambda x: x * x - x + arb("0.26"), (0.0, 1.0)).proved
    True
    >>> at_least_zero(lambda x: x * x - x + arb("0.24"), (0.0, 1.0)).proved
    False
    """
    from flint import arb, ctx

    least, where = math.inf, tuple(box)
    waiting, seen = [tuple(box)], 0
    with ctx.workprec(BITS):
        while waiting:
            part = waiting.pop()
            seen += 1
            value = f(*(arb((low + high) / 2, math.nextafter((high - low) / 2, math.inf)) for low, high in part))
            bottom = float(value.lower()) if value.is_finite() else -math.inf
            if bottom >= 0:
                if bottom < least:
                    least, where = bottom, part
                continue
            middle = f(*(arb((low + high) / 2) for low, high in part))
            if (middle.is_finite() and float(middle.upper()) < 0) or seen + len(waiting) > pieces:
                return Range(False, bottom if seen + len(waiting) > pieces else float(middle.upper()), part)
            axis = max(range(len(part)), key=lambda i: (part[i][1] - part[i][0]) / (abs(part[i][0]) + abs(part[i][1]) + 1e-300))
            low, high = part[axis]
            half = (low + high) / 2
            waiting += [(*part[:axis], (low, half), *part[axis + 1 :]), (*part[:axis], (half, high), *part[axis + 1 :])]
    return Range(True, least, where)


class Least(NamedTuple):
    """The smallest margin on a grid, and where."""

    margin: float
    where: dict[str, Any]


def smallest(margin: Callable[..., float], grid: Mapping[str, Iterable[Any]], when: Callable[..., bool] = lambda **_: True) -> Least:
    """The least `margin` over the grid's points at which `when` is true. Raises ValueError where there is none.

    >>> smallest(lambda x, y: x * y, {"x": [1, -2], "y": [3, 4]})
    Least(margin=-8, where={'x': -2, 'y': 4})
    """
    points = (dict(zip(grid, values, strict=True)) for values in itertools.product(*map(list, grid.values())))
    found = [(margin(**point), point) for point in points if when(**point)]
    if not found:
        raise ValueError("the grid has no point that satisfies the hypotheses")
    worst = min(found, key=lambda pair: math.inf * -1 if math.isnan(pair[0]) else pair[0])
    return Least(*worst)


def same(left: Any, right: Any) -> bool:
    """Whether two sympy expressions are equal, by simplification.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> same((x + 1) ** 2, x**2 + 2 * x + 1)
    True
    """
    import sympy

    return bool(sympy.simplify(sympy.expand(left - right)) == 0)


def at(where: Mapping[str, Any]) -> str:
    """A point of a grid in words.

    >>> at({"n": 15, "eps": 0.01})
    'n = 15, eps = 0.01'
    """
    return ", ".join(f"{name} = {value:.6g}" if isinstance(value, float) else f"{name} = {value}" for name, value in where.items())


def ladder(low: float, high: float, count: int) -> Sequence[float]:
    """Numbers from low to high in equal ratios."""
    return [low * (high / low) ** (i / (count - 1)) for i in range(count)]


def published_data(name: str) -> Path:
    """Where a file of the papers' published data lies, beside the project; it need not be there."""
    return Path(__file__).parents[2] / "shared" / "data" / name


def overlap(n: int, k: int, m: int) -> Fraction:
    """P(two independent uniform k-subsets of n share m), which is hypergeometric."""
    return Fraction(math.comb(k, m) * math.comb(n - k, k - m), math.comb(n, k))
