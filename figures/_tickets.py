"""What the figures on tickets have in common: targets, random networks of one width, and how many of them hold a ticket."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from rss_theory.arrays import Array
from simulations.montecarlo.intervals import clopper_pearson
from simulations.networks.network import Layer, Network, Skip
from simulations.tickets.construction import Construction
from simulations.tickets.success import Outcomes

EPS = 0.05


@dataclass(frozen=True)
class Networks:
    """Random networks of one width."""

    outcomes: Outcomes

    def observables(self) -> list[Outcomes]:
        """One."""
        return [self.outcomes]


def target(construction: Construction, shapes: Iterable[tuple[int, ...]], *, bias: float = 0.0, skips: tuple[Skip, ...] = ()) -> Network:
    """ReLU layers of random weights, each scaled to norm 1, and random biases of at most `bias`."""
    rng = np.random.default_rng(1)
    layers = []
    for shape in shapes:
        weights = rng.uniform(-1, 1, shape)
        weights /= construction.layer_norm(weights)
        layers.append(Layer(weights, rng.uniform(-bias, bias, shape[0]) if bias else None, "relu"))
    layers[-1] = Layer(layers[-1].weights, layers[-1].bias)
    return Network(tuple(layers), skips, periodic=construction.periodic)


def certified(found: Array) -> tuple[int, int]:
    """Of networks, those whose ticket is certified within EPS, and all."""
    return int(np.sum(found[:, 1] <= EPS)), len(found)


def draw_rates(
    axes: Axes, x: Sequence[float], runs: Sequence[Array], confidence: float, color: str | tuple[float, ...], **line: object
) -> Line2D:
    """The share of networks with a ticket, and its intervals."""
    counts = [certified(found) for found in runs]
    low, high = np.transpose([clopper_pearson(successes, trials, confidence) for successes, trials in counts])
    axes.fill_between(x, low, high, color=color, alpha=0.25, linewidth=0)
    [drawn] = axes.plot(x, [successes / trials for successes, trials in counts], "o-", markersize=4, color=color, **line)  # type: ignore[arg-type]
    return drawn
