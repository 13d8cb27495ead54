"""natale2024: sums of a small law, where all outcomes can be counted: X uniform on {-1, 0, 2}, the target 1 within 3/2."""

import itertools
from collections import Counter
from fractions import Fraction
from functools import cache

VALUES, TARGET, WITHIN = (-1, 0, 2), 1, Fraction(3, 2)
SIZES = ((3, 2), (4, 2), (5, 2), (5, 3), (6, 3))


@cache
def law_of_sum(m: int) -> dict[int, Fraction]:
    """The law of a sum of m."""
    counts = Counter(map(sum, itertools.product(VALUES, repeat=m)))
    return {value: Fraction(count, len(VALUES) ** m) for value, count in counts.items()}


def hit(total: int) -> bool:
    """Whether a sum is within 3/2 of the target."""
    return abs(total - TARGET) < WITHIN


def near(m: int, y: int) -> Fraction:
    """P(|Sigma_[m] - (z - y)| < eps)."""
    return sum((p for value, p in law_of_sum(m).items() if hit(value + y)), Fraction(0))


def both(k: int, i: int) -> Fraction:
    """P(H_S and H_S') for two k-subsets that share i, by all outcomes of the 2k - i samples."""
    outcomes = itertools.product(VALUES, repeat=2 * k - i)
    hits = sum(hit(sum(x[:k])) and hit(sum(x[k - i :])) for x in outcomes)
    return Fraction(hits, len(VALUES) ** (2 * k - i))
