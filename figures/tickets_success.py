"""How often random networks contain a ticket within eps = 0.05, against their width, for targets of three layers."""

from argparse import Namespace
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import seaborn
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from figures._tickets import EPS, Networks, draw_rates, target
from rss_theory.arrays import Array
from rss_theory.laws import Uniform
from simulations.command_line.cells import percent
from simulations.command_line.figure import white_grid
from simulations.networks.network import Skip
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.success import Outcomes

TRIALS, DELTA = 200, 0.01
DENSE = ((6, 5), (4, 6), (2, 4))
CONVOLUTION = ((2, 1, 3, 3), (2, 2, 3, 3), (1, 2, 1, 1))
EQUAL = ((2, 2, 3, 3),) * 3  # channels and kernels, as natale2024 Theorem 4 has them
SMALLER = ((2, 1, 3, 3), (2, 2, 1, 1), (1, 2, 1, 1))
FILTERS = ((2, 1, 1, 1), (2, 2, 1, 1), (1, 2, 1, 1))


class Case(NamedTuple):
    """A construction's target, of what it covers, and the widths of random networks."""

    shapes: tuple[tuple[int, ...], ...]
    widths: tuple[int, ...]
    share: float | None = None
    bias: float = 0.0
    skips: tuple[Skip, ...] = ()


CASES = {
    "dense": Case(DENSE, (8, 12, 16, 20, 24)),
    "sparse-dense": Case(DENSE, (16, 24, 32, 36), share=0.5),
    "convolution": Case(CONVOLUTION, (16, 24, 32, 40)),
    "two-for-one": Case(CONVOLUTION, (8, 12, 16, 20, 24), bias=0.25),
    "one-for-one": Case(SMALLER, (12, 16, 20, 24), bias=0.25, skips=(Skip(1, 1),)),
    "equivariant": Case(EQUAL, (8, 12, 16, 20)),
    "structured": Case(FILTERS, (16, 24, 32, 40, 48)),
}
TARGETS = {name: target(CONSTRUCTIONS[name], case.shapes, bias=case.bias, skips=case.skips) for name, case in CASES.items()}
LAWS = {name: CONSTRUCTIONS[name].default_law for name in CASES}
EXPERIMENTS = [Networks(Outcomes(TARGETS[name], name, n, case.share, LAWS[name].name)) for name, case in CASES.items() for n in case.widths]


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """One panel a construction; where its theorem with proved constants promises success."""
    columns = -(-len(CASES) // 2)
    figure, panels = white_grid(3.2 * columns, 5.6, 2, columns, sharey=True)
    for axes in panels.flat[len(CASES) :]:
        axes.set_visible(False)
    for axes, color, (name, case) in zip(panels.flat, seaborn.color_palette(), CASES.items(), strict=False):
        construction, goal = CONSTRUCTIONS[name], TARGETS[name]
        runs = [o[0] for o, e in zip(observed, EXPERIMENTS, strict=True) if e.outcomes.construction == name]
        draw_rates(axes, case.widths, runs, run.confidence, color)
        layers = ", ".join("x".join(map(str, np.trim_zeros(np.array(shape)))) for shape in case.shapes)
        parts = [name, f"{case.share} n" if case.share else "", "biases" if case.bias else "", "skip connection" if case.skips else ""]
        axes.set_title(", ".join(filter(None, parts)) + f"\n{layers}", fontsize="small")
        if n := construction.least_n(goal, EPS, DELTA, case.share):
            axes.axvline(n, color=color, linestyle="--")
            theorem = construction.requirement(goal, EPS, DELTA, case.share)
            axes.text(0.93 * n, 0.03, f"{theorem.name}\nn = {n:,} suffices", ha="right", fontsize="x-small")
        else:
            theorem = construction.requirement(goal, EPS, DELTA, None)
            most = max(w / (2 * layer[1]) for w, layer in zip(theorem.widths_per_constant, case.shapes, strict=True))
            axes.text(900, 0.03, f"{theorem.name}\nn = {most:,.0f} C, C unknown", ha="right", fontsize="x-small")
        axes.set(xscale="log", xlim=(7, None if n else 1000), ylim=(-0.02, 1.02))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    others = "".join(f", {name} {law.notation}" for name, law in LAWS.items() if law != Uniform())
    figure.supylabel("share of networks certified within eps", fontsize="medium")
    figure.supxlabel(
        f"n, products a weight\n\nTargets of three layers, (out, in, height, width), of norm 1; eps = {EPS:g}; theorems for 1 - {DELTA:g}. "
        f"Weights U[-1,1]{others};\n{run.trials:,} random networks a width n, seed {run.seed}, {percent(run.confidence)} bands.",
        fontsize="small",
    )
    return figure
