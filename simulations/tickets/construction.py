"""What a construction says of itself: how its tickets are built and checked, and what its theorem asks for. None of them is named here."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rss_theory.arrays import Array
from rss_theory.bound import Bound
from rss_theory.covering import success_bound
from rss_theory.laws import Law, Uniform, as_law, name_of
from rss_theory.networks.requirement import Requirement
from simulations.networks.files import Accepting
from simulations.networks.network import Network, Weights

if TYPE_CHECKING:
    from simulations.tickets.ticket import Ticket


PROMISE = "the theorem's steps"  # the name of the bound


class Problems(NamedTuple):
    """So many subset-sum problems, each of so many samples of a law, each of which may err by exp(log_eps)."""

    number: int
    samples: int
    log_eps: float
    law: Law


@dataclass(frozen=True)
class Origin:
    """How a ticket was built, None for what is not known: what `Construction.prune` was given, and the seed of its Generator.

    n: products a weight. share: size of the subsets over n. law: of the weights, its name. eps: error of a weight that counts as reached.
    Raises ValueError for an eps that is none.
    """

    n: int | None = None
    share: float | None = None
    law: str | None = None
    eps: float | None = None
    seed: int | None = None

    def __post_init__(self) -> None:
        if self.eps is not None and not 0 < self.eps < math.inf:
            raise ValueError(f"eps = {self.eps} is no error of a weight")


@dataclass(frozen=True, kw_only=True, eq=False)
class Construction(Accepting):
    """A way of pruning random networks to targets, and all that is particular to it."""

    source: str  # the statement
    build: "Callable[..., Ticket]"  # of a target, n, a Generator, law=, jobs=, and share= or eps= where they are taken
    default_law: Law = field(default_factory=Uniform)
    takes_share: bool = False  # the size of subsets over n
    default_share: float | None = None
    takes_eps: bool = False  # the error of a parameter, of which the smallest subset is taken
    # the target
    lowest_pixel: float | None = -1.0  # of images that the theorem is about, up to 1; None: it is about vectors of norm at most 1
    layer_norm: Callable[[Weights], float]  # at most 1 in theorems about norms
    hypotheses: Callable[[Network], dict[str, bool]]  # of its parameters, by layer
    # the random network
    source_layers: Callable[[int], list[int]] = lambda depth: [2] * depth  # for each layer of a target of that depth
    random_weights: Callable[[Network, int], int]  # about how many it has, of a target and n, but for channels that are tried again
    requirement: Callable[[Network, float, float, float | None], Requirement]  # of a target, eps, delta and share
    n_of: Callable[[Sequence[int]], int] = max  # of the samples that the requirement has for each layer
    problems: Callable[[Network, int, float], Sequence[Problems]] = lambda target, n, eps: []  # that the theorem's steps solve
    # a ticket
    weight_errors: "Callable[[Ticket], Iterator[Array]]"  # as Ticket.errors
    output_error: "Callable[[Ticket], float]"  # a bound on it
    sup_error: "Callable[[Ticket, np.random.Generator], float]"  # the greatest that a search finds

    def prune(
        self,
        target: Network,
        n: int,
        rng: np.random.Generator,
        *,
        law: Law | str | None = None,
        share: float | None = None,
        eps: float | None = None,
        jobs: int = 1,
    ) -> "Ticket":
        """The ticket for a target, with its origin; share and eps decide where the construction takes them. Raises ValueError as `build`.

        >>> from simulations.networks import chain
        >>> from simulations.tickets.constructions.dense import DENSE
        >>> DENSE.prune(chain([np.array([[0.5]])]), 8, np.random.default_rng(0), eps=0.05).origin
        Origin(n=8, share=None, law='uniform', eps=0.05, seed=None)
        """
        law = as_law(law or self.default_law)
        options = {"share": share or self.default_share} if self.takes_share else {}
        origin = Origin(n, options.get("share"), name_of(law), eps)
        options |= {"eps": eps} if self.takes_eps else {}
        return replace(self.build(target, n, rng, law=law, jobs=jobs, **options), origin=origin)

    @property
    def inputs(self) -> str:
        """What the theorem is about."""
        return "inputs of norm at most 1" if self.lowest_pixel is None else f"images in [{self.lowest_pixel:g}, 1]"

    def norms(self, target: Network) -> list[float]:
        """Each layer's."""
        return [self.layer_norm(weights) for weights in target.weights]

    def least_n(self, target: Network, eps: float, delta: float, share: float | None = None) -> int | None:
        """The n from which on the theorem, with the constants that are proved here, promises a ticket.

        None where it does not apply to targets of these sizes, or where nothing is proved.
        """
        asked = self.requirement(target, eps, delta, share)
        return None if asked.samples is None or not asked.bound.applies else self.n_of(asked.samples)

    def promise(self, target: Network, n: int, eps: float, law: Law | str) -> list[dict[str, Any]]:
        """What the theorem's own steps prove at this n, by `covering`, for uniform weights and subsets of any size; JSON-ready.

        One minus the sum over all subset-sum problems of what is left of each.
        """
        problems = self.problems(target, n, eps) if as_law(law) == Uniform() else []
        if not problems:
            return []
        failure = sum(p.number * (1 - success_bound(p.samples, math.exp(p.log_eps), 1.0, p.law).value) for p in problems)
        holds = {"0 < eps < 1": 0 < eps < 1, **self.hypotheses(target)}
        return [Bound(PROMISE, max(0.0, 1 - failure), "lower", "success probability", self.source, holds).as_dict()]

    def check_plain(self, target: Network) -> None:
        """ValueError for biases, strides and skip connections, with the layer and the constructions that cover them."""
        covered = f"the construction {self.name!r} does not cover; two-for-one or one-for-one does"
        for place, layer in enumerate(target.layers):
            if layer.bias is not None:
                raise ValueError(f"layer {place} has a bias, which {covered}")
            if layer.stride > 1:
                raise ValueError(f"layer {place} has stride {layer.stride}, which {covered}")
        if target.skips:
            raise ValueError(f"there is the skip connection {target.skips[0].name}, which {covered}")


class UnknownConstruction(ValueError):
    """A name that is none of the constructions'."""


def check_kernels(target: Network, n: int) -> None:
    """ValueError for n below 1, and for layers that are not convolutions."""
    if n < 1:
        raise ValueError(f"n >= 1 is needed, got {n}")
    for place, weights in enumerate(target.weights):
        if weights.ndim != 4:
            raise ValueError(f"layer {place} of shape {weights.shape} is no convolution (out, in, height, width)")
