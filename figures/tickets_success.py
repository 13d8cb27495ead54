"""How often random networks contain a ticket within eps = 0.05, against their width, for targets of three layers."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import seaborn
from matplotlib.figure import Figure

from rss_theory.networks.architecture import Architecture, Convolution, Dense
from rss_theory.networks.convolutional import dacunha2022_theorem1
from rss_theory.networks.dense import pensia2020_theorem1
from simulations.montecarlo.command import percent
from simulations.montecarlo.experiment import Array
from simulations.montecarlo.intervals import clopper_pearson
from simulations.tickets.network import Network, chain
from simulations.tickets.success import Outcomes
from simulations.tickets.ticket import module

TRIALS, EPS, DELTA = 200, 0.05, 0.01
DENSE = Architecture("dense", (Dense(6, 5), Dense(4, 6), Dense(2, 4)))
CONVOLUTION = Architecture("convolution", (Convolution(4, 1, 3), Convolution(3, 4, 3), Convolution(2, 3, 1)))
WIDTHS = {"dense": (8, 12, 16, 20, 24, 28), "convolution": (16, 24, 32, 40, 48)}


def target(architecture: Architecture) -> Network:
    """Random weights, each layer scaled to norm 1."""
    rng = np.random.default_rng(1)
    layers = []
    for layer in architecture.layers:
        shape = (layer.out, layer.into) if layer.dense else (layer.out, layer.into, layer.kernel, layer.kernel)
        weights = rng.uniform(-1, 1, shape)
        layers.append(weights / module(architecture.name).layer_norm(weights))
    return chain(layers)


@dataclass(frozen=True)
class Networks:
    """Random networks of one width."""

    outcomes: Outcomes

    def observables(self) -> list[Outcomes]:
        """One."""
        return [self.outcomes]


EXPERIMENTS = [
    Networks(Outcomes(target(architecture), architecture.name, n, None, "uniform"))
    for architecture in (DENSE, CONVOLUTION)
    for n in WIDTHS[architecture.name]
]


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """One colour a construction; where the theorem with proved constants promises success."""
    with seaborn.axes_style("whitegrid"):
        figure = Figure(figsize=(8, 4.6), layout="constrained")
        axes = figure.add_subplot()
    theorems = {"dense": pensia2020_theorem1(DENSE, EPS, DELTA), "convolution": dacunha2022_theorem1(CONVOLUTION, EPS, DELTA)}
    for color, (construction, widths) in zip(seaborn.color_palette(), WIDTHS.items(), strict=False):
        runs = [o[0] for o, e in zip(observed, EXPERIMENTS, strict=True) if e.outcomes.construction == construction]
        successes = np.array([np.sum(found[:, 1] <= EPS) for found in runs])
        trials = np.array([len(found) for found in runs])
        axes.plot(widths, successes / trials, "o-", color=color, label=f"{construction}, measured")
        low, high = np.transpose([clopper_pearson(s, t, run.confidence) for s, t in zip(successes, trials, strict=True)])
        axes.fill_between(widths, low, high, color=color, alpha=0.25, linewidth=0)
        theorem = theorems[construction]
        n = max(theorem.samples or ())
        axes.axvline(n, color=color, linestyle="--", label=f"{theorem.name}: n = {n} suffices for 1 - {DELTA:g}")
    axes.set(xscale="log", xlabel="n, products a weight", ylabel="share of networks certified within eps", ylim=(-0.02, 1.02))
    axes.legend(fontsize="small", loc="center right")
    figure.supxlabel(
        f"Targets of three layers, each of norm 1; eps = {EPS:g}, weights U[-1,1], {run.trials:,} random networks a width n, "
        f"seed {run.seed}, {percent(run.confidence)} bands.",
        fontsize="small",
    )
    return figure
