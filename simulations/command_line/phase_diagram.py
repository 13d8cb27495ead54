"""Rates of a grid as pictures: against one field, or as a map over two with the borders that are measured and proved."""

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput
from simulations.command_line.cells import percent
from simulations.command_line.figure import white_grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

MOST_PANELS = 12
DELTA = 0.05  # the second border that is measured is that of a rate of 1 - DELTA
LOGARITHMIC = 50  # an axis is, where the greatest value is that many times the least
STYLES: dict[str, tuple[str, Any]] = {
    "first moment": ("C2", "-."),
    "Dawson-Sankoff": ("C1", "--"),
    "second moment": ("C3", ":"),
    "covering": ("C4", "--"),
}


def check_axes(values: Mapping[str, int]) -> list[str]:
    """Of fields with so many values: which are drawn as axes, x, or x and y, n before others; the rest, a panel each, come after.

    Raises InvalidInput where no field has several values, or panels would be more than MOST_PANELS.
    """
    several = sorted((name for name in values if values[name] > 1), key=lambda name: -values[name])
    if not several:
        raise InvalidInput("figure", "no field has several values; give some to one or two fields, or take the experiment's own command")
    if (panels := math.prod(values[name] for name in several[2:])) > MOST_PANELS:
        raise InvalidInput("figure", f"{' and '.join(several[2:])} would need {panels:,} panels; give them at most {MOST_PANELS} values")
    return sorted(several[:2], key=lambda name: name != "n") + several[2:]


def draw_rates(rows: "DataFrame", fields: Sequence[str], caption: str) -> "Figure":
    """Tidy rows (`montecarlo.result.frame`) against the fields that have several values; raises InvalidInput as `check_axes`."""
    x, *others = check_axes({name: rows[name].nunique() for name in fields})
    panels = [dict(zip(others[1:], at, strict=True)) for at in product(*(rows[name].unique() for name in others[1:]))]
    columns = min(len(panels), 3)
    lines = -(-len(panels) // columns)
    figure, grid = white_grid(3.6 + 3.4 * columns, 1.9 + 3 * lines, lines, columns, squeeze=False, sharex=True, sharey=True)
    handles: dict[str, Any] = {}
    for axes, panel in zip(grid.flat, panels, strict=False):
        own = rows
        for name, value in panel.items():
            own = own[own[name] == value]
        axes.set_title(", ".join(f"{name} = {value}" for name, value in panel.items()), fontsize="medium")
        handles |= draw_map(axes, own, x, others[0]) if others else draw_curve(axes, own, x)
        axes.label_outer()
    for axes in grid.flat[len(panels) :]:
        axes.set_visible(False)
    if others:
        figure.colorbar(handles.pop("map"), ax=grid, label="success rate")
    figure.legend(handles.values(), handles, loc="outside upper center", ncols=3, fontsize="small")
    figure.supxlabel(caption, fontsize="small", wrap=True)
    return figure


def draw_map(axes: "Axes", rows: "DataFrame", x: str, y: str, delta: float = DELTA) -> dict[str, Any]:
    """The rate over two fields of tidy rows, its borders and those of the bounds; returns the map and, by label, lines for a legend.

    Grey: there is no such point. Borders are interpolated between points.
    """
    import seaborn
    from matplotlib.lines import Line2D

    places = [_places(axes, rows, name, axis) for name, axis in ((x, "x"), (y, "y"))]
    (across, columns, x_log), (up, lines, y_log) = places

    def values(column: str) -> Array:
        found = rows.pivot(index=y, columns=x, values=column).reindex(index=lines, columns=columns)
        return found.to_numpy(float)

    rate = values("rate")
    mesh = axes.pcolormesh(_edges(across, x_log), _edges(up, y_log), rate, vmin=0, vmax=1, cmap=seaborn.light_palette("C0", as_cmap=True))
    axes.set(facecolor="0.85", xlabel=x, ylabel=y)
    axes.grid(False)
    wanted: list[tuple[str, Array, float, str, Any]]
    wanted = [("measured: 1/2", rate, 0.5, "black", "-"), (f"measured: {percent(1 - delta)}", rate, 1 - delta, "black", "--")]
    wanted += [
        (f"{name}: 1/2", values(f"{name}_value"), 0.5, *STYLES.get(name, ("C5", "--")))
        for name in (column.removesuffix("_value") for column in rows if column.endswith("_value"))
    ]
    handles: dict[str, Any] = {"map": mesh}
    for label, heights, level, color, style in wanted:
        known = heights[np.isfinite(heights)]
        if min(heights.shape) > 1 and known.size and known.min() < level < known.max():
            axes.contour(across, up, heights, [level], colors=[color], linestyles=[style], linewidths=1.6)
            handles[label] = Line2D([], [], color=color, linestyle=style, linewidth=1.6)
    return handles


def draw_curve(axes: "Axes", rows: "DataFrame", x: str) -> dict[str, Any]:
    """The rate and its interval against one field of tidy rows, and the bounds; returns what a legend shows, by label."""
    across, values, _ = _places(axes, rows, x, "x")
    rows = rows.set_index(x).loc[values]
    [line] = axes.plot(across, rows["rate"], "o-", color="black", markersize=3)
    handles: dict[str, Any] = {"measured": line}
    handles[f"{percent(rows['confidence'].iloc[0])} interval"] = axes.fill_between(across, rows["low"], rows["high"], color="0.8")
    for name in (column.removesuffix("_value") for column in rows if column.endswith("_value")):
        bound = rows[f"{name}_value"].astype(float)
        if bound.max() > 0:  # 0 and nan say nothing
            color, style = STYLES.get(name, ("C5", "--"))
            [handles[name]] = axes.plot(across, bound, style, color=color)
    axes.set(xlabel=x, ylabel="success rate", ylim=(-0.02, 1.02))
    return handles


def _places(axes: "Axes", rows: "DataFrame", name: str, axis: str) -> tuple[Array, list[Any], bool]:
    """Where the values of a field are on an axis, which values, and whether it is logarithmic; words stand beside each other."""
    found = rows[name].unique().tolist()
    if any(isinstance(value, str) for value in found):
        axes.set(**{f"{axis}ticks": range(len(found)), f"{axis}ticklabels": found})
        return np.arange(len(found), dtype=float), found, False
    found.sort()
    logarithmic = found[0] > 0 and found[-1] >= LOGARITHMIC * found[0]
    if logarithmic:
        axes.set(**{f"{axis}scale": "log"})
    elif all(isinstance(value, int) for value in found):
        from matplotlib.ticker import MaxNLocator

        getattr(axes, f"{axis}axis").set_major_locator(MaxNLocator(integer=True))
    return np.array(found, dtype=float), found, logarithmic


def _edges(places: Array, logarithmic: bool) -> Array:
    """Half-way between neighbours, and as far beyond the ends; places (m,), at least two, to (m + 1,)."""
    at = np.log(places) if logarithmic else places
    middle = (at[1:] + at[:-1]) / 2
    edges = np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]])
    return np.exp(edges) if logarithmic else edges
