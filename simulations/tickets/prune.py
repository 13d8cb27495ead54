"""A construction by its name."""

import numpy as np

from rss_theory.laws import Law, Normal, Uniform
from simulations.networks.network import Network
from simulations.tickets.convolution import convolution
from simulations.tickets.dense import dense
from simulations.tickets.equivariant import equivariant
from simulations.tickets.residual import one_for_one, two_for_one
from simulations.tickets.structured import structured
from simulations.tickets.ticket import CONSTRUCTIONS, Ticket


def prune(
    construction: str,
    target: Network,
    n: int,
    rng: np.random.Generator,
    *,
    law: Law | None = None,
    share: float | None = None,
    eps: float | None = None,
    jobs: int = 1,
) -> Ticket:
    """The ticket of the construction of that name, its weights of the theorem's law unless one is given.

    share is that of `sparse-dense` and `equivariant`, eps of `two-` and `one-for-one`.

    Raises ValueError as they do, or for another name.

    >>> from simulations.networks.network import chain
    >>> prune("dense", chain([np.array([[0.5]])]), 8, np.random.default_rng(0)).construction
    'dense'
    """
    law = law or (Normal() if construction == "structured" else Uniform())
    match construction:
        case "dense":
            return dense(target, n, rng, law=law, jobs=jobs)
        case "sparse-dense":
            return dense(target, n, rng, law=law, share=share or 0.5, jobs=jobs)
        case "convolution":
            return convolution(target, n, rng, law=law, jobs=jobs)
        case "two-for-one":
            return two_for_one(target, n, rng, law=law, eps=eps, jobs=jobs)
        case "one-for-one":
            return one_for_one(target, n, rng, law=law, eps=eps, jobs=jobs)
        case "equivariant":
            return equivariant(target, n, rng, law=law, share=share, jobs=jobs)
        case "structured":
            return structured(target, n, rng, law=law, jobs=jobs)
    raise ValueError(f"construction {construction!r} is not known; it is one of {', '.join(CONSTRUCTIONS)}")
