"""Success of the random fixed-size subset sum problem against eps, with its bounds, for several n."""

from argparse import Namespace
from collections.abc import Sequence

import seaborn
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rss_theory.arrays import Array
from simulations.command_line.cells import percent
from simulations.command_line.figure import white_grid
from simulations.rfss import RFSS, draw_success

TRIALS = 20_000
EXPERIMENTS = [RFSS(k=k, n=n) for k, n in ((5, 10), (7, 15), (10, 20), (12, 25))]


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """One colour an n."""
    figure, axes = white_grid(8, 5.2)
    handles = []
    for experiment, (distances,), color in zip(EXPERIMENTS, observed, seaborn.color_palette(n_colors=len(EXPERIMENTS)), strict=True):
        draw_success(axes, experiment, distances[:, 0], run.confidence, color)
        handles.append(Line2D([], [], color=color, label=f"k = {experiment.k} of n = {experiment.n}, measured"))
    bounds = {"first moment (upper bound)": "-.", "Dawson-Sankoff (lower bound)": "--", "second moment (lower bound)": ":"}
    for label, style in bounds.items():
        handles += axes.plot([], [], style, color="0.3", linewidth=1, label=label)
    axes.legend(handles=handles, loc="upper left", fontsize="small")
    figure.supxlabel(
        f"Some k of n samples of U[-1,1] sum to within eps of 0: {run.trials:,} trials an n, seed {run.seed}, "
        f"{percent(run.confidence)} confidence bands.",
        fontsize="small",
    )
    return figure
