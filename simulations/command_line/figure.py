"""The white grid on which every figure is drawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulations.montecarlo.intervals import clopper_pearson

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_rates(axes: "Axes", eps: Sequence[float], successes: Sequence[int], trials: int, confidence: float, **style: Any) -> None:
    """Success rates against eps, each with its interval, joined by a line; `style` as matplotlib takes it."""
    order = np.argsort(eps)
    x, counts = np.asarray(eps)[order], np.asarray(successes)[order]
    rates, (low, high) = counts / trials, clopper_pearson(counts, trials, confidence)
    axes.errorbar(x, rates, [rates - low, high - rates], fmt="o-", capsize=3, markersize=4, **style)


def white_grid(width: float, height: float, rows: int = 1, columns: int = 1, **subplots: Any) -> "tuple[Figure, Any]":
    """A figure of so many inches, and its axes: one, or an array of them where there are several; `subplots` as matplotlib takes them."""
    import seaborn
    from matplotlib.figure import Figure

    with seaborn.axes_style("whitegrid"):
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots(rows, columns, **subplots)
