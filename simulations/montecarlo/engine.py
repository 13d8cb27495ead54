"""Chunks to workers, observations to the store: what is there is not drawn again."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, check_jobs, check_least
from rss_theory.laws import NotStored
from simulations.montecarlo.experiment import Observable
from simulations.montecarlo.store import Store
from simulations.montecarlo.workers import finished

MOST_TRIALS = 10**12  # their observations would take 8 TB


def collect(
    observables: Sequence[Observable],
    trials: int,
    seed: int,
    store: Store,
    *,
    jobs: int = 1,
    backend: str = "threading",
    progress: Callable[[int, int], None] = lambda done, missing: None,
) -> list[Array]:
    """The first `trials` observations (trials, ...) of each observable; chunks that the store lacks are drawn and kept.

    The result is a function of the observables and the seed alone. `progress` is told how many of the missing trials are drawn.
    Raises InvalidInput for fewer than one trial or job, a negative seed, a backend that joblib cannot use, and, before anything is drawn,
    for a chunk in the store that is not as it was written, and for what cannot be kept in a file.
    """
    check_least("trials", trials, 1, MOST_TRIALS)
    check_least("seed", seed, 0)
    check_jobs(jobs)
    if store.path is not None:
        check_named(observables)
    identities = [stored_identity(o, seed) for o in observables]
    needed = [range(-(-trials // o.chunk_size)) for o in observables]
    stored = [(identity, len(chunks), o.columns) for identity, chunks, o in zip(identities, needed, observables, strict=True)]
    there = [store.numbers(*part) for part in stored]
    # lazily: a run too long to finish must not need memory for its plan
    numbers = ((place, number) for place in range(len(stored)) for number in needed[place] if number not in there[place])
    missing = (partial(_observe, place, observables[place], seed, number) for place, number in numbers)
    lacking = (len(chunks) - sum(number in chunks for number in have) for chunks, have in zip(needed, there, strict=True))
    done, total = 0, sum(o.chunk_size * chunks for o, chunks in zip(observables, lacking, strict=True))
    if total:
        progress(done, total)
    for place, number, observations in finished(missing, jobs, backend):
        store.add(identities[place], number, observations)
        done += observables[place].chunk_size
        progress(done, total)
    return [store.observations(*part)[:trials] for part in stored]


def stored_identity(observable: Observable, seed: int) -> dict[str, Any]:
    """Under what an observable's chunks are stored; its version is not written where it is 1, as it was not before there were others.

    One that no name says all of has an identity of this process alone.
    """
    version = {"version": observable.version} if observable.version > 1 else {}
    try:
        identity = observable.identity
    except NotStored:
        _NAMELESS[id(observable)] = observable
        identity = {"nameless": id(observable)}
    return {**identity, **version, "chunk_size": observable.chunk_size, "seed": seed}


_NAMELESS: dict[int, Observable] = {}  # kept, so that no other gets its id


def check_named(observables: Iterable[Observable]) -> None:
    """InvalidInput for what cannot be kept in a file, as no name says all of it."""
    try:
        for observable in observables:
            _ = observable.identity
    except NotStored as error:
        raise InvalidInput("store", f"{error}; or give 'none'") from None


def _observe(place: int, observable: Observable, seed: int, number: int) -> tuple[int, int, Array]:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
    return place, number, observable.observe(rng)
