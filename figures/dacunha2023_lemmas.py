"""Lemmas 7 and 8 of dacunha2023 against exact probabilities: where the printed bounds hold."""

import math
from argparse import Namespace
from collections.abc import Sequence

import seaborn
from matplotlib.figure import Figure

from rss_theory.arrays import Array
from rss_theory.mrss import box_probability, joint_probability, lemma7, lemma8
from simulations.command_line.figure import white_grid

EXPERIMENTS: list[Sequence[Array]] = []
DIMENSIONS, EPS = range(1, 25), 0.01
SMALL_DIMENSIONS, SMALL_EPS = range(1, 7), (1e-2, 1e-4, 1e-6)


def lemma7_ratio(d: int, corrected: bool) -> float:
    """Lemma 7's lower bound over the exact probability at k = max(d^2, 16), target 0: above 1 it is false."""
    k = max(d * d, 16)
    return lemma7(k, EPS, [0.0] * d, corrected=corrected).value / box_probability(k, EPS, [0.0] * d)


def lemma8_ratios(d: int, eps: float) -> list[float]:
    """Lemma 8's upper bound over the exact probability for j = 1, 2, 3 at k = ceil(d^3 log(d/eps)), target 0: below 1 it is false."""
    k = math.ceil(d**3 * math.log(d / eps))
    return [lemma8(k, j, eps, d, 1.0).value / joint_probability(k, j, eps, [0.0] * d) for j in (1, 2, 3)]


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """One panel a lemma."""
    figure, (left, right) = white_grid(10, 4.4, 1, 2)
    for corrected, color, label in ((False, "C3", "as printed"), (True, "C0", "with $2\\pi$ for $\\pi$")):
        left.plot(DIMENSIONS, [lemma7_ratio(d, corrected) for d in DIMENSIONS], "o-", color=color, label=label)
    left.axhspan(1, 1e3, color="0.3", alpha=0.12, linewidth=0)
    left.set(yscale="log", ylim=(0.01, 1e3), xlabel="d", ylabel="lower bound / exact probability")
    left.set_title(f"Lemma 7, k = max(d², 16), eps = {EPS:g}: false above 1")
    left.legend(loc="upper left", fontsize="small")
    for color, eps in zip(seaborn.color_palette(), SMALL_EPS, strict=False):
        ratios = [lemma8_ratios(d, eps) for d in SMALL_DIMENSIONS]
        for place, style in enumerate(("o-", "s--", "^:")):
            right.plot(SMALL_DIMENSIONS, [r[place] for r in ratios], style, color=color, label=f"eps = {eps:g}, j = {place + 1}")
    right.axhspan(1e-12, 1, color="0.3", alpha=0.12, linewidth=0)
    right.set(yscale="log", ylim=(1e-12, 1e16), xlabel="d", ylabel="upper bound / exact probability")
    right.set_title("Lemma 8, k = ⌈d³ log(d/eps)⌉: false below 1")
    right.legend(loc="upper left", fontsize="x-small", ncols=3)
    figure.supxlabel("Sums of k NSN vectors of d coordinates, target 0; j of the k vectors of each sum are its own.", fontsize="small")
    return figure
