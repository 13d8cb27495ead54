"""The four panels that burkholz2022 Figs. 3 and 4 share; they differ in the law."""

from argparse import Namespace
from collections.abc import Sequence

from matplotlib.figure import Figure

from rss_theory import laws
from rss_theory.arrays import Array
from simulations.command_line.figure import white_grid
from simulations.rss import RSS, draw_errors, draw_sizes

TRIALS = 100_000


def experiments(law: str) -> list[RSS]:
    """Closest subset, then the smallest within 0.01, of m = 15 samples, for targets from [-1, 1]."""
    return [RSS(n=15, eps=(0.01,), target="uniform", law=law, policy=policy) for policy in ("closest", "smallest")]


def draw(observed: Sequence[Sequence[Array]], run: Namespace, law: str) -> Figure:
    """Panels (a) to (d)."""
    figure, panels = white_grid(10, 8.2, 2, 2)
    for row, (experiment, (observations,)) in enumerate(zip(experiments(law), observed, strict=True)):
        draw_errors(panels[row, 0], experiment, observations[:, 0])
        draw_sizes(panels[row, 1], observations)
    for panel, letter in zip(panels.flat, "abcd", strict=True):
        panel.set_title(f"({letter}) {panel.get_title()}")
    figure.supxlabel(
        f"Subset sums of n = 15 samples of {laws.law(law).notation}, targets from U[-1,1]: {run.trials:,} problems a policy, "
        f"seed {run.seed}.\n"
        "(a), (b): the closest subset. (c), (d): the smallest subset with an error of at most 0.01, of these the closest.",
        fontsize="medium",
    )
    return figure
