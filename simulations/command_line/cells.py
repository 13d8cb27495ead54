"""Rows of experiments as cells of a table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def percent(confidence: float) -> str:
    """A confidence for people."""
    return f"{100 * confidence:.6g} %"


def interval_heading(rows: Sequence[Mapping[str, Any]]) -> str:
    """Of the column of intervals."""
    return f"{percent(rows[0]['confidence'])}\ninterval"


def rate_cells(row: Mapping[str, Any]) -> tuple[str, str]:
    """The rate and its interval."""
    low, high = row["interval"]
    return f"{row['rate']:.5f}", f"{low:.5f}..{high:.5f}"


def bound_cells(row: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Each bound with its side; - for one that is not there."""
    said = {bound["name"]: f"{'>=' if bound['side'] == 'lower' else '<='} {bound['value']:.5f}" for bound in row["bounds"]}
    return [said.get(name, "-") for name in names]
