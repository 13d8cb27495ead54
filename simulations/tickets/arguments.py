"""Arguments of the commands on tickets: a construction by its name, what it takes, and a ticket; what is refused is `InvalidInput`."""

import argparse
import time
from dataclasses import replace
from typing import Any

import numpy as np

from rss_theory import laws
from rss_theory.command_line.arguments import InvalidInput, check_least, checked_law
from rss_theory.command_line.output import checked_path
from simulations.command_line.samples import checked_samples
from simulations.networks.files import read_target, rescaled
from simulations.networks.images import Images, read_images
from simulations.networks.network import Network
from simulations.tickets.construction import Construction, UnknownConstruction
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS, load
from simulations.tickets.pruning.subsets import SEARCHED, NetworkTooSmall
from simulations.tickets.ticket import Ticket

MOST_WEIGHTS = 5e8  # 4 GB
DEFAULT_EPS = 0.01
SHARING = [c for c in CONSTRUCTIONS.values() if c.takes_share]
SHARES = [f"{c.name} (there {c.default_share:g})" if c.default_share else c.name for c in SHARING]
SHARE_HELP = f"{', '.join(SHARES)}: size of the subsets over n"
OTHER_LAWS = {c.name: c.default_law.name for c in CONSTRUCTIONS.values() if c.default_law != laws.Uniform()}


def checked_construction(name: str) -> Construction:
    """The construction of that name."""
    if name not in CONSTRUCTIONS:
        raise InvalidInput("construction", f"{name!r} is not known; give one of {', '.join(CONSTRUCTIONS)}")
    return CONSTRUCTIONS[name]


def checked_share(construction: Construction, share: float | None, n: int | None) -> float | None:
    """The share of n that subsets have: the construction's own unless given; None for subsets of any size."""
    if share is None:
        share = construction.default_share
    elif not construction.takes_share:
        others = " or ".join(other.name for other in SHARING)
        raise InvalidInput("share", f"subsets of {construction.name!r} have any size; leave it out, or take {others}")
    if share is not None and (not 1e-12 <= share <= 1 or (n is not None and int(share * n) < 1)):
        raise InvalidInput("share", f"{share:g}{f' of n = {n}' * (n is not None)} is no subset; give a number from 1e-12 to 1")
    return share


def checked_law_of(construction: Construction, law: laws.Law | str | None) -> laws.Law:
    """The law of the weights: the theorem's unless it is given."""
    return checked_law(law or construction.default_law)


def checked_target(options: argparse.Namespace) -> tuple[Construction, Network]:
    """The construction, the target, and options that fit them: n is what its theorem asks for unless it is given."""
    construction = checked_construction(options.construction)
    if options.n is not None:
        checked_samples(min(options.n, SEARCHED))
    check_least("seed", options.seed, 0)
    if not 0 < options.delta < 1:
        raise InvalidInput("delta", f"{options.delta:g} is no probability; give a number between 0 and 1")
    options.share = checked_share(construction, options.share, options.n)
    options.law = checked_law_of(construction, options.law)
    target = read_target(options.target, construction, options.activation)
    if options.rescale:
        target = rescaled(target, construction.layer_norm)
    if options.save:
        checked_path("save", options.save, (".npz",))
    if options.n is None:
        try:
            options.n = construction.least_n(target, options.eps, options.delta, options.share)
        except ValueError as error:
            raise InvalidInput("n", f"the theorem asks for none here ({error}); give one") from None
        if options.n is None:
            hypotheses = construction.requirement(target, options.eps, options.delta, options.share).hypotheses
            if "no biases" in hypotheses:  # a theorem of plain layers: the construction says which others cover more
                _check_plain(construction, target)
            failing = "; ".join(name for name, holds in hypotheses.items() if not holds)
            why = f"does not apply here (fails {failing})" if failing else "gives no width with a known constant"
            raise InvalidInput("n", f"the theorem of {construction.name!r} {why}; give one")
    if (weights := construction.random_weights(target, options.n)) > MOST_WEIGHTS:
        raise InvalidInput(
            "n", f"{options.n} makes a random network of about {weights:.1e} weights, {8e-9 * weights:.0f} GB; give a smaller one"
        )
    return construction, target


def _check_plain(construction: Construction, target: Network) -> None:
    try:
        construction.check_plain(target)
    except ValueError as error:
        raise InvalidInput("target", str(error)) from None


def images_for(path: str | None, construction: Construction, target: Network) -> Images | None:
    """Those of a file, as the construction's theorem has them."""
    return read_images(path, target, nonnegative=construction.lowest_pixel == 0) if path else None


def pruned(options: argparse.Namespace, construction: Construction, target: Network) -> tuple[Ticket, float]:
    """The ticket that the options ask for, and the seconds that it took."""
    from numba import get_num_threads

    begin = time.perf_counter()
    try:
        rng, jobs = np.random.default_rng(options.seed), options.jobs or get_num_threads()
        ticket = prune(construction, target, options.n, rng, law=options.law, share=options.share, eps=options.eps, jobs=jobs)
    except NetworkTooSmall as error:
        raise InvalidInput("n", str(error)) from None
    ticket = replace(ticket, origin=replace(ticket.origin, seed=options.seed))
    options.law = ticket.origin.law
    return ticket, time.perf_counter() - begin


def prune(construction: Construction, target: Network, n: int, rng: np.random.Generator, **options: Any) -> Ticket:
    """As `Construction.prune`; InvalidInput for a target that it does not cover, NetworkTooSmall for a network without a ticket."""
    try:
        return construction.prune(target, n, rng, **options)
    except NetworkTooSmall:
        raise
    except ValueError as error:
        raise InvalidInput("target", str(error)) from None


def saved_ticket(path: str) -> Ticket:
    """The ticket of a file."""
    try:
        return load(path)
    except UnknownConstruction as error:
        raise InvalidInput("verify", str(error)) from None
