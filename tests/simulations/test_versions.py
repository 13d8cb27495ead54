"""The bits of what is observed do not change under a version: old chunks in the store would be taken for new ones.

Where a test fails because results change on purpose, raise the `version` of the observable, then record what it observes now:
`python tests/simulations/test_versions.py`. What is recorded is never written over.

Bits rest on more than this project: numpy's random streams and sums, the C library's functions. None is pinned; versions.json says under
which numpy, processor and system each class was recorded.
"""

import hashlib
import json
import platform
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import numpy as np
import pytest

import figures
import simulations
from figures.integer_partitioning import Partitions, SortedBest
from figures.structured_reach import Closest
from simulations.coverage import Gaps
from simulations.hits import Hits
from simulations.montecarlo.engine import stored_identity
from simulations.montecarlo.experiment import Observable
from simulations.mrss import Distances as VectorDistances
from simulations.networks.network import Layer, Network, Skip
from simulations.rfss import Counts, Distances
from simulations.rss import Subsets
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.sizes import Sizes
from simulations.tickets.success import Outcomes

PATH = Path(__file__).parents[1] / "data" / "versions.json"
PLACE = f"numpy {np.__version__}, {platform.machine()}, {platform.system()}"


def network(*shapes, bias=0.0, skips=(), **options):
    """Weights that are the same everywhere: multiples of 1/64, of norm at most 1."""
    layers = []
    for place, shape in enumerate(shapes):
        weights = (np.arange(np.prod(shape)).reshape(shape) * 7 % 13 - 6.0) / 64
        biases = np.full(shape[0], bias) if bias else None
        layers.append(Layer(weights, biases, "identity" if place == len(shapes) - 1 else "relu"))
    return Network(tuple(layers), skips, **options)


DENSE = network((3, 4), (2, 3))
KERNELS = network((2, 1, 2, 2), (1, 2, 2, 2))
BIASED = network((2, 1, 2, 2), (1, 2, 1, 1), bias=0.125)
SKIPPED = network((2, 1, 2, 2), (2, 2, 1, 1), (1, 2, 1, 1), skips=(Skip(1, 1),))
PERIODIC = network((2, 1, 2, 2), (1, 2, 2, 2), periodic=True)
FILTERS = network((2, 1, 1, 1), (1, 2, 1, 1))

GOLDEN = {  # small runs by name: those of a class go through all that it does
    "any target": Distances(8, "uniform", 3, 0.25),
    "many samples": Distances(21, "normal", 10, -1.0),
    "counted": Counts(8, "uniform", 3, 0.25, 0.1),
    "counted among many": Counts(21, "product", 10, 0.0, 0.01),
    "closest": Subsets(9, "uniform", "uniform", None),
    "smallest": Subsets(8, "laplace", 0.3, 0.1),
    "gaps": Gaps(8, "uniform", None, -1.0, 1.0),
    "hits of an interval": Hits(20, "normal", None, -1.0, 1.0, 0.01),
    "hits of a size": Hits(21, "uniform", 9, 0.5, 0.5, 0.002),
    "hits of drawn targets": Hits(9, "uniform", None, "uniform", "uniform", 0.01),
    "gaps of a size": Gaps(9, "0.5*uniform+normal", 4, -0.5, 1.0),
    "dense": Outcomes(DENSE, "dense", 10, None, "uniform"),
    "sparse-dense": Outcomes(DENSE, "sparse-dense", 12, 0.25, "uniform"),
    "convolution": Outcomes(KERNELS, "convolution", 10, None, "uniform"),
    "two-for-one": Outcomes(BIASED, "two-for-one", 8, None, "uniform"),
    "one-for-one": Outcomes(SKIPPED, "one-for-one", 8, None, "uniform"),
    "equivariant": Outcomes(PERIODIC, "equivariant", 8, None, "normal"),
    "structured": Outcomes(FILTERS, "structured", 8, None, "normal"),
    "one-for-one sizes": Sizes(SKIPPED, "one-for-one", 12, 0.02, "uniform"),
    "two-for-one sizes": Sizes(BIASED, "two-for-one", 12, 0.02, "uniform"),
    "vectors": Closest(6, 2),
    "vectors of any size": VectorDistances(8, "nsn", 2, None, 0.5),
    "vectors of a size": VectorDistances(21, "uniform", 3, 4, 0.5),
    "partitions": Partitions(10, 60),
    "partitions of a size": Partitions(9, 20, 4),
    "sorted partitions": SortedBest(12, 4),
}


def name_of(observable_type):
    return f"{observable_type.__module__}.{observable_type.__qualname__}"


def observed(observable):
    """At least ten trials (trials, columns)."""
    chunks = -(-10 // observable.chunk_size)
    found = np.vstack([observable.observe(np.random.default_rng(np.random.SeedSequence(0, spawn_key=(i,)))) for i in range(chunks)])
    assert found.shape == (chunks * observable.chunk_size, observable.columns)
    return found


def digest(observable):
    """Of the bits; of ten digits where a processor of another kind adds in another order: certified errors are by matrix products."""
    found = np.ascontiguousarray(observed(observable), "<f8")
    bits = repr([f"{x:.10g}" for x in found.ravel()]).encode() if isinstance(observable, Outcomes) else found.tobytes()
    return hashlib.sha256(bits).hexdigest()[:32]


def recorded():
    return json.loads(PATH.read_text(encoding="utf-8"))


def observables():
    """All classes in the project that the engine could observe."""
    found = set()
    for package in (simulations, figures):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                values = vars(import_module(module.name)).values()
                found |= {value for value in values if isinstance(value, type) and callable(getattr(value, "observe", None))}
    return found - {Observable}


def test_every_observable_has_a_golden_run():
    assert observables() == {type(observable) for observable in GOLDEN.values()}
    assert {o.construction for o in GOLDEN.values() if isinstance(o, Outcomes)} == set(CONSTRUCTIONS)


@pytest.mark.parametrize("name", GOLDEN)
def test_results_change_with_the_version_only(name):
    observable = GOLDEN[name]
    known = recorded().get(name_of(type(observable)), {}).get(str(observable.version), {})
    assert name in known, f"version {observable.version} is not recorded: python {Path(__file__).name}"
    assert digest(observable) == known[name], (
        f"raise the version of {name_of(type(observable))}, recorded under {known['place']}, now {PLACE}"
    )


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_run_sees_something(name):
    """A constant would hardly change with the code."""
    first = observed(GOLDEN[name])[:, 0]
    assert len(np.unique(first[np.isfinite(first)])) > 1


def test_a_version_above_1_is_part_of_the_identity():
    """Version 1 is not: its chunks were stored before there were others."""
    first = stored_identity(GOLDEN["any target"], 5)
    assert first == {"observed": "rfss distance", "n": 8, "law": "uniform", "k": 3, "target": 0.25, "chunk_size": 2000, "seed": 5}
    assert stored_identity(GOLDEN["counted"], 5) == {**first, "observed": "rfss count", "eps": 0.1, "version": Counts.version}
    assert Counts.version > 1


def main():
    """Add what is not recorded."""
    known = recorded() if PATH.exists() else {}
    for name, observable in GOLDEN.items():
        runs = known.setdefault(name_of(type(observable)), {}).setdefault(str(observable.version), {"place": PLACE})
        if name not in runs:
            runs[name] = digest(observable)
            print("recorded:", name)
    PATH.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
