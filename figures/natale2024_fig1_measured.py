"""natale2024 Figure 1 from measurement: density of tickets against the over-parameterization that they take for one error."""

from argparse import Namespace
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import seaborn
from matplotlib.figure import Figure

from figures._tickets import EPS, Networks, certified, draw_rates, target
from rss_theory.arrays import Array
from rss_theory.networks.architecture import Architecture, Dense
from rss_theory.networks.dense import density, natale2024_theorem3, pensia2020_theorem1
from simulations.command_line.cells import percent
from simulations.command_line.figure import white_grid
from simulations.tickets.constructions.dense import DENSE, SPARSE_DENSE
from simulations.tickets.success import Outcomes

TRIALS, RATE, WIDTH = 200, 0.9, 4
TARGET = target(DENSE, ((WIDTH, WIDTH),) * 3)
SIZES = Architecture("target", (Dense(WIDTH, WIDTH),) * 3)  # one width, so that rho = 1
WIDTHS: dict[Fraction | None, Sequence[int]] = {  # by share, of subsets of any size the last
    Fraction(1, 2): (24, 28, 32, 36),
    Fraction(1, 4): (16, 20, 24, 28),
    Fraction(1, 8): (16, 24, 32),
    Fraction(1, 16): (16, 32, 48),
    None: (12, 16, 20, 24, 28),
}
EXPERIMENTS = [
    Networks(Outcomes(TARGET, (SPARSE_DENSE if share else DENSE).name, n, float(share) if share else None, "uniform"))
    for share, widths in WIDTHS.items()
    for n in widths
]


class Least(NamedTuple):
    """The least n at which enough networks have a ticket."""

    n: int
    over: float
    successes: int
    trials: int
    density: float


def runs_of(observed: Sequence[Sequence[Array]], share: Fraction | None) -> list[Array]:
    """The observations for a share, by width."""
    return [o[0] for o, e in zip(observed, EXPERIMENTS, strict=True) if e.outcomes.share == share]


def least(observed: Sequence[Sequence[Array]], share: Fraction | None) -> Least | None:
    """Of the widths; None where none has enough."""
    for n, found in zip(WIDTHS[share], runs_of(observed, share), strict=True):
        successes, trials = certified(found)
        if successes >= RATE * trials:
            return Least(n, over(n), successes, trials, float(np.nanmedian(found[:, 2])))
    return None


def over(n: int) -> float:
    """Parameters of the random network over those of the target: hidden layers have 2 n neurons for each input."""
    return sum(2 * n * layer.into * (layer.into + layer.out) for layer in SIZES.layers) / SIZES.parameters


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """Success against over-parameterization; where it is enough, density and its bound, beside the theorems."""
    figure, (rates, densities) = white_grid(11, 5.2, 1, 2)
    for color, (share, widths) in zip(seaborn.color_palette(), WIDTHS.items(), strict=False):
        label = "any size" if share is None else f"$\\gamma'$ = {share}"
        draw_rates(rates, [over(n) for n in widths], runs_of(observed, share), run.confidence, color, label=label)
        found = least(observed, share)
        if found is None:
            continue
        said = f"{label}: n = {found.n}, {found.successes} of {found.trials}"
        if share:
            bound = density(SIZES, float(share))
            densities.plot([found.density, bound], [found.over] * 2, "-", color=color, linewidth=1)
            densities.plot(bound, found.over, "o", color=color, fillstyle="none")
            said += f", density {found.density / bound:.0%} of $\\rho\\gamma'$"
        densities.plot(found.density, found.over, "o", color=color, label=said)
    rates.axhline(RATE, color="0.3", linestyle=":", linewidth=1)
    over_target = "parameters of the random network / of the target"
    rates.set(xlabel=over_target, ylabel=f"share of networks certified within {EPS:g}", ylim=(-0.02, 1.02))
    rates.legend(fontsize="small", title="subsets of $\\gamma' n$")
    shares = np.geomspace(1 / 16, 1 / 2, 30)
    proved = [natale2024_theorem3(SIZES, EPS, 1 - RATE, share).parameters for share in shares.tolist()]
    proved_over = [p / SIZES.parameters for p in proved if p]
    densities.plot(shares, proved_over, color="0.3", label="natale2024 Theorem 3, proved here; density at most")
    dense = pensia2020_theorem1(SIZES, EPS, 1 - RATE)
    assert dense.parameters
    densities.plot(1, dense.parameters / SIZES.parameters, "s", color="0.3", label="pensia2020 Theorem 1, proved here; density at most")
    densities.set(xscale="log", yscale="log", xlabel="density of the ticket", ylabel=over_target)
    densities.set_xticks([1 / 16, 1 / 8, 1 / 4, 1 / 2, 1], ["1/16", "1/8", "1/4", "1/2", "1"])
    densities.minorticks_off()
    densities.legend(fontsize="small", loc="center left", title=f"measured: least n for {RATE:.0%} (hollow: bound $\\rho\\gamma'$)")
    figure.supxlabel(
        f"Target: three layers {WIDTH} x {WIDTH} of spectral norm 1; error {EPS:g} on inputs of norm at most 1, "
        f"failure probability {1 - RATE:.1g}; weights U[-1,1].\n"
        f"{run.trials:,} random networks an n and $\\gamma'$, n multiples of 1/$\\gamma'$, seed {run.seed}, "
        f"{percent(run.confidence)} bands.",
        fontsize="small",
    )
    return figure
