"""How often a random network contains a ticket for one target, over independent networks."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rss_theory import laws
from rss_theory.activations import ACTIVATIONS
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import checked_eps, parse_float, parse_int
from rss_theory.command_line.output import plain_table
from simulations.command_line.cells import bound_columns, interval_heading, rate_cells
from simulations.command_line.experiment import main
from simulations.command_line.figure import white_grid
from simulations.command_line.samples import checked_samples
from simulations.montecarlo.experiment import Experiment, option
from simulations.montecarlo.intervals import clopper_pearson, estimate
from simulations.networks.files import read_target
from simulations.networks.network import Network
from simulations.tickets.arguments import OTHER_LAWS, SHARE_HELP, checked_construction, checked_law_of, checked_share, prune
from simulations.tickets.checking.verify import certify
from simulations.tickets.construction import PROMISE
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.pruning.subsets import NetworkTooSmall

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType


_OTHERS = "".join(f"{law} for {name}, " for name, law in OTHER_LAWS.items()) + "else " * bool(OTHER_LAWS)


def digest(target: Network) -> str:
    """What tells targets apart in the store: all that decides the function, and nothing read in two ways.

    First what the layers, skip connections and borders are, then each array's name and shape, which say where its doubles end. An identity
    has no array, a skip connection with kernels has; its stride is the product of its layers'.
    """
    structure = [(layer.activation, layer.stride) for layer in target.layers], [(skip.start, skip.end) for skip in target.skips]
    found = hashlib.sha256(repr((structure, target.periodic)).encode())
    for name, array in target.arrays().items():
        found.update(repr((name, array.shape)).encode() + np.ascontiguousarray(array, dtype="<f8").tobytes())
    return found.hexdigest()


@dataclass(frozen=True)
class Outcomes:
    """Of each network's ticket, the greatest error of a weight, the certified bound on that of the output, the density; nan for none."""

    version: ClassVar[int] = 1
    columns: ClassVar[int] = 3
    chunk_size: ClassVar[int] = 10  # networks a chunk

    target: Network
    construction: str
    n: int
    share: float | None
    law: laws.Law | str | None

    @property
    def identity(self) -> Mapping[str, Any]:
        """What decides the draws and the observation; the target by its digest."""
        sparse = {} if self.share is None else {"share": self.share}
        common = {"target": digest(self.target), "n": self.n, "law": laws.stored_name(laws.as_law(self.law))}
        return {"observed": f"errors and density, {self.construction}", **common, **sparse}

    def observe(self, rng: np.random.Generator) -> Array:
        """Errors and density (chunk_size, 3)."""
        construction, law, found = CONSTRUCTIONS[self.construction], laws.as_law(self.law), np.full((self.chunk_size, 3), np.nan)
        for row in found:
            with suppress(NetworkTooSmall):
                ticket = prune(construction, self.target, self.n, rng, law=law, share=self.share)
                row[:] = *certify(ticket), ticket.density
        return found


@dataclass(frozen=True)
class Success(Experiment):
    """Success rate of tickets: the masked network is certified to be within eps of the target on all inputs that the theorem is about."""

    name: ClassVar[str] = "tickets.success"

    target: str = option("the target: .npz of arrays 0.weight, 1.weight, ... (out, in), or all in file order", metavar="FILE.npz")
    n: int = option("half the hidden neurons an input gets", default=16, type=parse_int)
    construction: str = option(f"one of {', '.join(CONSTRUCTIONS)}", default="dense")
    share: float | None = option(SHARE_HELP, default=None, type=parse_float)
    activation: str = option(f"after all layers but the last: {', '.join(ACTIVATIONS)}", default="relu")
    law: laws.Law | str | None = option(f"law of the random weights: {laws.NAMES}; None: {_OTHERS}uniform", default=None)
    eps: tuple[float, ...] = option("errors of the output, any number of them", default=(0.05, 0.01), type=parse_float, nargs="+")

    def __post_init__(self) -> None:
        checked_samples(self.n + 3 * math.isqrt(max(0, self.n)))  # neurons of a sign, of 2 n
        construction = checked_construction(self.construction)
        object.__setattr__(self, "share", checked_share(construction, self.share, self.n))
        object.__setattr__(self, "law", checked_law_of(construction, self.law))
        object.__setattr__(self, "eps", checked_eps(self.eps))
        _ = self._network

    @cached_property
    def _network(self) -> Network:
        return read_target(self.target, CONSTRUCTIONS[self.construction], self.activation)

    def observables(self) -> list[Outcomes]:
        """One."""
        return [Outcomes(self._network, self.construction, self.n, self.share, self.law)]

    def rows(self, observed: Sequence[Array], confidence: float) -> list[dict[str, Any]]:
        """One row an eps; failures without any ticket, too few neurons of a sign, among them."""
        weight, output, density = observed[0].T
        none = bool(np.isnan(output).all())
        return [
            {
                "eps": eps,
                **estimate(int(np.sum(output <= eps)), len(output), confidence),
                "no_ticket": int(np.isnan(output).sum()),
                "median_weight_error": None if none else float(np.nanmedian(weight)),
                "median_density": None if none else float(np.nanmedian(density)),
                "bounds": self._bounds(eps),
            }
            for eps in self.eps
        ]

    def _bounds(self, eps: float) -> list[dict[str, Any]]:
        return [] if self.share is not None else CONSTRUCTIONS[self.construction].promise(self._network, self.n, eps, laws.as_law(self.law))

    def describe(self) -> str:
        """The problem in a line."""
        shapes = ", ".join("x".join(map(str, weights.shape)) for weights in self._network.weights)
        return f"{self.construction} tickets for layers {shapes}; n = {self.n}, weights of {laws.as_law(self.law).notation}"

    def tables(self, rows: list[dict[str, Any]]) -> "list[RenderableType]":
        """Rates beside what is proved."""
        headings = ("eps", "successes", "rate", interval_heading(rows), "proved")
        _, proved = bound_columns(rows, [PROMISE])
        cells = ((f"{row['eps']:g}", f"{row['successes']:,}", *rate_cells(row), *own) for row, own in zip(rows, proved, strict=True))
        hypotheses = [CONSTRUCTIONS[self.construction].hypotheses(self._network), *(b["hypotheses"] for row in rows for b in row["bounds"])]
        failing = {name: None for one in hypotheses for name, holds in one.items() if not holds}
        return [
            f"Success, {rows[0]['trials']:,} random networks\n{self.describe()}\n",
            plain_table(headings, cells),
            f"\n{rows[0]['no_ticket']:,} without any ticket",
            *(f"the theorem does not apply: {name}" for name in failing),
        ]

    def draw(self, observed: Sequence[Array], confidence: float) -> "Figure":
        """The share of networks whose certified error is at most eps, against eps."""
        figure, axes = white_grid(7, 4.2)
        output, trials = np.sort(observed[0][:, 1]), len(observed[0])  # nan last
        found = output[~np.isnan(output)]
        counts = np.arange(1, len(found) + 1)
        axes.plot(found, counts / trials, drawstyle="steps-post")
        axes.fill_between(found, *clopper_pearson(counts, trials, confidence), step="post", alpha=0.25, linewidth=0)
        for eps in self.eps:
            axes.axvline(eps, color="0.3", linestyle=":", linewidth=1)
        axes.set(xscale="log", xlabel="eps", ylabel="share of networks certified within eps", ylim=(0, 1.02))
        figure.suptitle(f"{self.describe()}, {trials:,} networks", fontsize="small")
        return figure


if __name__ == "__main__":
    main(Success, trials=200)
