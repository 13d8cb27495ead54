"""A field of an experiment with several values: as they are typed, and the points of a grid of them."""

import math
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from rss_theory.command_line.arguments import InvalidInput, parse_float, parse_int
from simulations.command_line.experiment import option_name, shown_default
from simulations.montecarlo.experiment import Experiment

MOST_POINTS = 100_000
SHARE = "share"  # in place of k
RANGES = "START:STOP:STEP, without STOP, or START:STOP:xFACTOR"
WHOLE_RANGES = "START:STOP[:STEP], without STOP"


class Point(NamedTuple):
    """A point that exists: what is said of it beside the experiment's own parameters, and the experiment."""

    more: dict[str, Any]
    experiment: Experiment


def add_grid(parser: ArgumentParser, experiment_type: type[Experiment]) -> None:
    """The fields as options of several values each; an option that is not given is not there."""
    own = parser.add_argument_group(experiment_type.name)
    for f in fields(experiment_type):
        settings = {**f.metadata, "default": None}
        if "action" not in settings:
            parse = settings.get("type", str)
            several = "" if parse is str else f": several, or {WHOLE_RANGES if parse is parse_int else RANGES}"
            shown = "" if f.default is MISSING else f" (default {shown_default(f)})"
            settings |= {"type": _values_of(parse), "nargs": "+", "help": f"{settings['help']}{several}{shown}"}
        own.add_argument(option_name(f), **settings)
    if _shares(experiment_type):
        own.add_argument(
            "--share", type=_values_of(parse_float), nargs="+", help=f"k over n, in place of k = floor(share n): several, or {RANGES}"
        )


def typed_grid(options: Mapping[str, Any], experiment_type: type[Experiment]) -> dict[str, Sequence[Any]]:
    """What was given of `add_grid`, by field."""
    given = {name: options.get(name) for name in (*(f.name for f in fields(experiment_type)), SHARE)}
    return {
        name: [v for part in values for v in part] if isinstance(values, list) else [values] for name, values in given.items() if values
    }


def _values_of(parse: Callable[[str], Any]) -> Callable[[str], Sequence[Any]]:
    """A type of argument: one value, or the values of a range."""
    return lambda text: progression(text, whole=parse is parse_int) if parse is not str and ":" in text else (parse(text),)


def progression(text: str, *, whole: bool) -> Sequence[float]:
    """START:STOP[:STEP] as Python's range; not only of whole numbers with a STEP, or with xFACTOR, by which each is multiplied.

    Steps are exact in the decimals that are written; multiples are rounded to 15 digits, and STOP is left out where it is met within 1e-9
    of a factor. Raises ArgumentTypeError for what is no range, or has no or more than MOST_POINTS numbers.

    >>> list(progression("10:16:2", whole=True)), progression("0:0.3:0.1", whole=False), progression("1:0.001:x0.1", whole=False)
    ([10, 12, 14], [0.0, 0.1, 0.2], [1.0, 0.1, 0.01])
    """
    wrong = ArgumentTypeError(f"{text!r} is no range; give {WHOLE_RANGES if whole else RANGES}")
    parts = text.split(":")
    if whole and len(parts) == 2:
        parts.append("1")
    if len(parts) != 3:
        raise wrong
    start, stop, step = parts
    if multiplied := not whole and step.startswith("x"):
        low, high, by = map(_finite, (start, stop, step[1:]))
        if not (min(low, high, by) > 0 and by != 1):
            raise wrong
        number = math.ceil(round(math.log(high / low) / math.log(by), 9))
    else:
        low, high, by = ((parse_int if whole else _finite)(part) for part in (start, stop, step))
        if by == 0:
            raise wrong
        number = math.ceil((Fraction(str(high)) - Fraction(str(low))) / Fraction(str(by)))
    if not 0 < number <= MOST_POINTS:
        raise ArgumentTypeError(f"{text!r} has {max(0, min(number, 10**300)):.6g} numbers; give a range of 1 to {MOST_POINTS:,}")
    if whole:
        return range(int(low), int(high), int(by))
    if multiplied:
        return [float(f"{low * by**i:.15g}") for i in range(number)]
    return [float(Fraction(str(low)) + i * Fraction(str(by))) for i in range(number)]


def _finite(text: str) -> float:
    number = parse_float(text)
    if not math.isfinite(number):
        raise ArgumentTypeError(f"{text!r} is no end of a range; give a finite number")
    return number


def points(experiment_type: type[Experiment], grid: Mapping[str, Any]) -> tuple[list[Point], list[dict[str, Any]]]:
    """The experiments of a grid, values or iterables of them by field, and the points that do not exist, each with the reason.

    `share` in place of k: k = floor(share n), of the share as it is written in decimals. A field that is itself several values, like eps,
    is one of every experiment. Raises InvalidInput for a field that is missing or not one, more than MOST_POINTS points, and where no point
    exists, or none with a value that is no number, as a misspelt law.
    """
    values = {name: [v] if isinstance(v, str) or not isinstance(v, Iterable) else list(v) for name, v in grid.items()}
    names = _check_names(experiment_type, values)
    values = {name: values[name] for name in names if name in values}
    tuples = {f.name for f in fields(experiment_type) if "nargs" in f.metadata}
    whole = {name: tuple(v) for name, v in values.items() if name in tuples}
    moved = {name: v for name, v in values.items() if name not in tuples}
    if (total := math.prod(map(len, moved.values()))) > MOST_POINTS:
        raise InvalidInput(max(moved, key=lambda name: len(moved[name])), f"the grid has {total:,} points; give at most {MOST_POINTS:,}")
    found, refused = [], []
    for place in (dict(zip(moved, at, strict=True)) for at in product(*moved.values())):
        more = {SHARE: place[SHARE]} if _shares(experiment_type) and SHARE in place else {}
        own = {name: v for name, v in place.items() if name not in more}
        if more:
            own["k"] = math.floor(Fraction(str(place[SHARE])) * place["n"])
        try:
            found.append((place, Point(more, experiment_type(**own, **whole))))
        except InvalidInput as error:
            refused.append((place, error))
    for place, reason in refused:
        value = place.get(reason.argument)
        if not found or (isinstance(value, str) and all(other[reason.argument] != value for other, _ in found)):
            raise reason
    return [point for _, point in found], [{**place, "reason": reason.message} for place, reason in refused]


def _shares(experiment_type: type[Experiment]) -> bool:
    names = {f.name for f in fields(experiment_type)}
    return "k" in names and SHARE not in names


def _check_names(experiment_type: type[Experiment], values: Mapping[str, Sequence[Any]]) -> list[str]:
    """That each field that has to be given is, once, and nothing else; returns all that there are, in the order of the grid."""
    shares = _shares(experiment_type)
    known = [*(f.name for f in fields(experiment_type)), *([SHARE] if shares else [])]
    for name, own in values.items():
        if name not in known:
            raise InvalidInput(name, f"{experiment_type.name} has none; it has {', '.join(known)}")
        if not own:
            raise InvalidInput(name, "there is none; give at least one value")
    if shares and SHARE in values:
        if "k" in values:
            raise InvalidInput(SHARE, "k is given, too; give one of them")
        if wrong := [share for share in values[SHARE] if not 0 < share <= 1]:
            raise InvalidInput(SHARE, f"{wrong[0]:g} is no share of n; give numbers above 0, up to 1")
    for f in fields(experiment_type):
        if f.default is MISSING and f.name not in values and not (f.name == "k" and SHARE in values):
            raise InvalidInput(f.name, f"is missing{', and so is --share' if f.name == 'k' and shares else ''}; give at least one value")
    return known
