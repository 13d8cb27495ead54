"""How many parameters tickets keep, over independent networks: the smallest subsets within eps (burkholz2022, section 4 and Table 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.activations import ACTIVATIONS
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, checked_eps, checked_law, parse_float, parse_int
from rss_theory.command_line.output import plain_table
from simulations.command_line.cells import percent
from simulations.command_line.experiment import main
from simulations.command_line.figure import white_grid
from simulations.command_line.samples import checked_samples
from simulations.montecarlo.experiment import Experiment, option
from simulations.networks.files import read_target
from simulations.networks.network import Layer, Network
from simulations.tickets.arguments import prune
from simulations.tickets.channels import FAILED
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.pruning.subsets import NetworkTooSmall
from simulations.tickets.success import digest

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

NAMES = sorted(name for name, construction in CONSTRUCTIONS.items() if construction.takes_eps)


@dataclass(frozen=True)
class Sizes:
    """Of each network's ticket: parameters kept, channels that failed, parameters of the source; nan where there is no ticket."""

    version: ClassVar[int] = 2  # 1 took no more than 32 products for a weight
    columns: ClassVar[int] = 3
    chunk_size: ClassVar[int] = 1  # networks a chunk

    target: Network
    construction: str
    n: int
    eps: float
    law: laws.Law | str

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation."""
        observed = f"ticket sizes {self.construction}"
        return {
            "observed": observed,
            "target": digest(self.target),
            "n": self.n,
            "eps": self.eps,
            "law": laws.stored_name(laws.as_law(self.law)),
        }

    def observe(self, rng: np.random.Generator) -> Array:
        """(1, 3)."""
        try:
            ticket = prune(CONSTRUCTIONS[self.construction], self.target, self.n, rng, law=laws.as_law(self.law), eps=self.eps)
        except NetworkTooSmall:
            return np.full((1, 3), np.nan)
        failed = sum(int((channels == FAILED).sum()) for channels in ticket.channels)
        return np.array([[ticket.kept, failed, ticket.source.parameters]], dtype=float)


@dataclass(frozen=True)
class TicketSizes(Experiment):
    """Sizes of tickets by the smallest subsets within eps, against that of their target."""

    name: ClassVar[str] = "tickets.sizes"

    target: str = option(
        "the target, as for simulations.tickets; 'random': 1 input, two layers of 32 channels, 3 x 3, a tenth of the weights nonzero",
        default="random",
        metavar="FILE.npz",
    )
    construction: str = option(f"one of {', '.join(NAMES)}", default="one-for-one")
    n: int = option("products a weight, copies of a channel", default=15, type=parse_int)
    eps: float = option("error of a parameter", default=0.01, type=parse_float)
    activation: tuple[str, ...] = option(
        f"any of {', '.join(ACTIVATIONS)}", default=("relu", "leaky-relu", "tanh", "sigmoid"), type=str, nargs="+"
    )
    law: laws.Law | str = option(f"law of the random weights: {laws.NAMES}", default="uniform")

    def __post_init__(self) -> None:
        checked_samples(self.n)
        checked_eps([self.eps])
        if self.construction not in NAMES:
            raise InvalidInput("construction", f"{self.construction!r} takes no smallest subsets; give one of {', '.join(NAMES)}")
        for activation in self.activation:
            if activation not in ACTIVATIONS:
                raise InvalidInput("activation", f"{activation!r} is not known; give some of {', '.join(ACTIVATIONS)}")
        object.__setattr__(self, "activation", tuple(self.activation))
        object.__setattr__(self, "law", checked_law(self.law))
        _ = self._targets

    @cached_property
    def _targets(self) -> list[tuple[str, str, Network]]:
        """Activation, whether there are biases, network."""
        if self.target == "random":
            return [(a, text, random_target(a, bias)) for a in self.activation for text, bias in (("yes", True), ("no", False))]
        found = [(a, read_target(self.target, CONSTRUCTIONS[self.construction], a)) for a in self.activation]
        return [(a, "yes" if any(layer.bias is not None for layer in t.layers) else "no", t) for a, t in found]

    def observables(self) -> list[Sizes]:
        """One a target."""
        return [Sizes(target, self.construction, self.n, self.eps, self.law) for _, _, target in self._targets]

    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """One row a target: means, with Student's interval for that of the ticket's parameters."""
        from scipy.stats import t

        rows = []
        for (activation, biases, target), sizes in zip(self._targets, observed, strict=True):
            found = sizes[~np.isnan(sizes[:, 0])]
            mean = found[:, 0].mean() if len(found) else np.nan
            spread = found[:, 0].std(ddof=1) / np.sqrt(len(found)) if len(found) > 1 else np.inf
            margin = float(t.ppf((1 + confidence) / 2, max(1, len(found) - 1)) * spread)
            ratio = mean / target.nonzero if target.nonzero else np.nan
            rows.append(
                {
                    "activation": activation,
                    "biases": biases == "yes",
                    "trials": len(sizes),
                    "tickets": len(found),
                    "confidence": confidence,
                    "target_nonzero": target.nonzero,
                    "ticket_parameters": _or_none(mean),
                    "interval": [float(mean - margin), float(mean + margin)] if np.isfinite(margin) else None,
                    "ratio": _or_none(ratio),
                    "failed_channels": float(found[:, 1].mean()) if len(found) else None,
                    "source_parameters": float(found[:, 2].mean()) if len(found) else None,
                }
            )
        return rows

    def describe(self) -> str:
        """The problem in a line."""
        shapes = ", ".join("x".join(map(str, weights.shape)) for weights in self._targets[0][2].weights)
        law = laws.as_law(self.law).notation
        return f"{self.construction} tickets for layers {shapes}; n = {self.n}, eps = {self.eps:g}, weights of {law}"

    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """Sizes beside the target's."""
        headings = ("activation", "biases", "target", "ticket", f"+- ({percent(rows[0]['confidence'])})", "ratio", "failed", "source")
        title = f"Parameters of tickets, {rows[0]['trials']:,} random networks each\n{self.describe()}\n"
        return [title, plain_table(headings, map(_cells, rows))]

    def draw(self, observed: Sequence[Array], confidence: float) -> "Figure":
        """Each network's ticket over the target's nonzero parameters."""
        figure, axes = white_grid(7, 4.2)
        for place, ((_, biases, target), sizes) in enumerate(zip(self._targets, observed, strict=True)):
            ratios = sizes[:, 0] / (target.nonzero or np.nan)
            axes.plot(np.full(len(ratios), place), ratios, "o", markersize=4, alpha=0.6, color="C0" if biases == "yes" else "C1")
        labels = [activation + ("" if biases == "yes" else "\nno biases") for activation, biases, _ in self._targets]
        axes.set_xticks(range(len(labels)), labels, fontsize="small")
        axes.set(ylabel="parameters of ticket / of target", ylim=(0, None))
        figure.suptitle(f"{self.describe()}, {len(observed[0]):,} networks", fontsize="small")
        return figure


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _cells(row: Mapping[str, Any]) -> list[str]:
    about = [row["activation"], "yes" if row["biases"] else "no", f"{row['target_nonzero']:,}"]
    if not row["tickets"]:
        return [*about, "none", "", "", "", ""]
    margin = "-" if row["interval"] is None else f"{row['interval'][1] - row['ticket_parameters']:.0f}"
    found = [f"{row['ticket_parameters']:,.0f}", margin, "-" if row["ratio"] is None else f"{row['ratio']:.2f}"]
    return [*about, *found, f"{row['failed_channels']:.1f}", f"{row['source_parameters']:,.0f}"]


def random_target(activation: str, bias: bool) -> Network:
    """burkholz2022's small network as a random one: two layers of 32 channels, 3 x 3, a tenth of the weights uniform in [-1, 1], else 0."""
    rng = np.random.default_rng(0)
    layers = []
    for shape in ((32, 1, 3, 3), (32, 32, 3, 3)):
        weights = rng.uniform(-1, 1, shape) * (rng.permutation(np.arange(np.prod(shape)) * 10 // np.prod(shape)).reshape(shape) == 0)
        layers.append(Layer(weights, rng.uniform(-1, 1, 32) if bias else None, activation))
    return Network(tuple(layers))


if __name__ == "__main__":
    main(TicketSizes, trials=10)
