"""The white grid on which every figure is drawn."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def white_grid(width: float, height: float, rows: int = 1, columns: int = 1, **subplots: Any) -> "tuple[Figure, Any]":
    """A figure of so many inches, and its axes: one, or an array of them where there are several; `subplots` as matplotlib takes them."""
    import seaborn
    from matplotlib.figure import Figure

    with seaborn.axes_style("whitegrid"):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(rows, columns, **subplots)
