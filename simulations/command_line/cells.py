"""Rows of experiments as cells of a table."""

from collections.abc import Mapping, Sequence
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


def bound_columns(rows: Sequence[Mapping[str, Any]], always: Sequence[str] = ()) -> tuple[list[str], list[list[str]]]:
    """Headings, and cells of each row, of all bounds that any row has, those of `always` first; - for one that is not there."""
    names = list(dict.fromkeys([*always, *(bound["name"] for row in rows for bound in row["bounds"])]))
    headings = [f"{n.replace('Theorem', 'Thm')}\napplies" if _named(n) else n.replace(" ", "\n").replace("-", "-\n") for n in names]
    cells = [{bound["name"]: bound_cell(bound) for bound in row["bounds"]} for row in rows]
    return headings, [[own.get(name, "-") for name in names] for own in cells]


def _named(name: str) -> bool:
    return name.startswith("Theorem")


def bound_cell(bound: Mapping[str, Any]) -> str:
    """The side and the value, - where it does not apply; of a theorem, whose constant nobody names, whether it applies."""
    if _named(bound["name"]):
        return "yes" if bound["applies"] else "no"
    return "-" if not bound["applies"] else f"{'>=' if bound['side'] == 'lower' else '<='} {bound['value']:.5f}"
