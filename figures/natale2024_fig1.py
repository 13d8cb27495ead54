"""Density of a ticket against the over-parameterization it takes (natale2024, Fig. 1), with numbers."""

import math
from argparse import Namespace
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from rss_theory.arrays import Array
from rss_theory.networks.architecture import Architecture, Dense
from rss_theory.networks.dense import density, malach2020, natale2024_theorem3, pensia2020_theorem1
from rss_theory.packing import parameters
from simulations.command_line.figure import white_grid

EXPERIMENTS: list[Sequence[Array]] = []
WIDTH, EPS = 500, 0.01
TARGET = Architecture("linear map", (Dense(WIDTH, WIDTH),))  # what Appendix A counts
SHARES = np.geomspace(1e-12, 0.5, 60)


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """Theorems as curves and points, counting as the border of what is possible."""
    figure, axes = white_grid(8, 5.2)
    size = TARGET.parameters
    found = [natale2024_theorem3(TARGET, EPS, EPS, float(share)) for share in SHARES]
    gammas = [density(TARGET, float(share)) for share in SHARES]
    axes.plot(gammas, [f.parameters / size for f in found if f.parameters], color="C0", label="natale2024 Theorem 3, proved here (pairs)")
    printed = [f.parameters_per_constant / size for f in found]
    axes.plot(gammas, printed, "--", color="C0", label="natale2024 Theorem 3 as printed, $c_{amp}$ = 1")
    dense = pensia2020_theorem1(TARGET, EPS, EPS)
    assert dense.parameters
    axes.plot(1, dense.parameters / size, "s", color="C3", label="pensia2020 Theorem 1, proved here; density at most 1")
    axes.plot(1, dense.parameters_per_constant / size, "s", color="C3", fillstyle="none", label="pensia2020 Theorem 1 as printed, C = 1")
    over = malach2020(TARGET, EPS, EPS).parameters_per_constant / size
    axes.plot(1 / over, over, "o", color="C2", fillstyle="none", label="malach2020 as natale2024 quotes it, constants 1")
    grid = np.geomspace(1 / over, 1, 200)
    counted = parameters(WIDTH, EPS).value / (grid * np.log2(math.e / grid)) / size
    axes.plot(grid, counted, color="0.3", linewidth=1, label="counting (natale2024 Appendix A): none below")
    axes.fill_between(grid, counted, 0.1, color="0.3", alpha=0.12, linewidth=0)
    axes.set(xscale="log", yscale="log", ylim=(0.1, None))
    axes.set(xlabel="density of the ticket", ylabel="parameters of the random network / of the target")
    axes.legend(fontsize="small")
    caption = f"Target: a linear map {WIDTH} x {WIDTH}, {size:,} parameters; error and failure probability {EPS}; weights U[-1,1]."
    figure.supxlabel(caption, fontsize="small")
    return figure
