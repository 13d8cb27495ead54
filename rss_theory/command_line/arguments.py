"""Arguments as they are typed, and checks of them: what is refused is `InvalidInput`, with what would be right."""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array

LARGEST = 1e150  # of which squares and their sums are finite


class InvalidInput(ValueError):
    """A parameter that cannot be used: which argument, and what is wrong and what would be right."""

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(f"{argument}: {message}")
        self.argument, self.message = argument, message

    def __reduce__(self) -> tuple[type["InvalidInput"], tuple[str, str]]:
        """As workers in other processes send it."""
        return InvalidInput, (self.argument, self.message)


def parse_float(text: str) -> float:
    """A float from the command line."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; give one like 0.01") from None


def parse_int(text: str) -> int:
    """An int from the command line."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number; give one like 15") from None


def checked_law(law: object) -> laws.Law:
    """A law of numbers, as it is brought or by its name; modules in the current folder are found."""
    if (folder := str(Path.cwd())) not in sys.path:
        sys.path.append(folder)
    try:
        found = laws.as_law(law)
        found.must_be()
    except ValueError as error:
        raise InvalidInput("law", str(error)) from None
    return found


def drawn(law: laws.Law, rng: np.random.Generator, size: int | tuple[int, ...]) -> Array:
    """Samples of a law, of shape `size`; InvalidInput where one is no number, or larger than squares can be."""
    samples = law.sample(rng, size)
    if samples.size and not np.abs(samples).max() <= LARGEST:
        raise InvalidInput("law", f"{law.name!r} gave a sample that is not a number up to {LARGEST:g}; give a law with lighter tails")
    return samples


def checked_eps(eps: Sequence[float]) -> tuple[float, ...]:
    """Positive, finite errors, at least one."""
    for e in eps:
        if not 0 < e <= LARGEST:
            raise InvalidInput("eps", f"{e} is not an error; give numbers above 0, up to {LARGEST:g}")
    if not eps:
        raise InvalidInput("eps", "there is none; give numbers above 0")
    return tuple(map(float, eps))


def checked_target(target: float, argument: str = "target") -> float:
    """A target whose square is finite."""
    if not abs(target) <= LARGEST:
        raise InvalidInput(argument, f"{target} cannot be reached; give a finite number, up to {LARGEST:g} in absolute value")
    return float(target)


def checked_half_width(target: float) -> float:
    """The end of the interval of targets [-target, target]."""
    if not checked_target(target) > 0:
        raise InvalidInput("target", f"{target:g} is no end of an interval; give a number above 0")
    return float(target)


def check_probabilities(argument: str, values: Sequence[float], of: str) -> None:
    """Probabilities strictly between 0 and 1, at least one."""
    if not values or not all(0 < value < 1 for value in values):
        raise InvalidInput(argument, f"these are no probabilities of {of}; give numbers between 0 and 1")


def check_least(argument: str, value: int, least: int, most: float = math.inf) -> None:
    """A whole number that is not too small, nor too large."""
    if value < least:
        raise InvalidInput(argument, f"{value} is too small; give a whole number of at least {least}")
    if value > most:
        raise InvalidInput(argument, f"{value} is too large; give a whole number from {least} to {most:,.0f}")


def check_jobs(jobs: int | None) -> None:
    """A number of workers that a machine, or a cluster, can start; None for one a processor."""
    check_least("jobs", 1 if jobs is None else jobs, 1, 1024)


def checked_confidence(confidence: float) -> float:
    """Of an interval."""
    if not 0 < confidence < 1:
        raise InvalidInput("confidence", f"{confidence} is not between 0 and 1; give one like 0.99")
    return confidence
