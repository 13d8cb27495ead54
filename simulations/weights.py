"""Subset-sum approximation of every weight of a trained network (pensia2020 section 5, experiment 1; dacunha2022 section 3)."""

import argparse
import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput, check_least, checked_law, drawn, parse_float, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from simulations import solvers
from simulations.command_line.figure import white_grid
from simulations.command_line.samples import checked_samples
from simulations.networks.files import load_arrays, numbers
from simulations.networks.images import image_arrays, labelled_rightly, scale_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

BLOCK = 50_000  # weights drawn and solved at a time: the samples of one block are in memory
POLICIES = ("closest", "smallest")


class Approximation(NamedTuple):
    """A layer's weights as subset sums: weights, their approximations and the number of samples kept, all of the layer's shape."""

    weights: Array
    values: Array
    sizes: NDArray[np.int64]


def approximate(
    weights: Array,
    n: int,
    rng: np.random.Generator,
    *,
    interval: tuple[float, float] | laws.Law = (-1.0, 1.0),
    shared: bool = False,
    eps: float | None = None,
    jobs: int = 1,
) -> Approximation:
    """Approximate each weight by the closest subset sum of n fresh samples, uniform on the interval, or of a law in its place.

    shared: one set of samples a row (first axis) of the weights. eps: the smallest subset within eps instead, and the closest
    where there is none. The result does not depend on jobs. Raises ValueError as `solvers.closest`.
    """
    draw = partial(rng.uniform, *interval) if isinstance(interval, tuple) else partial(drawn, laws.as_law(interval), rng)
    rows = weights.reshape(len(weights), -1)
    values, sizes = np.empty(rows.shape), np.empty(rows.shape, np.int64)
    step = max(1, BLOCK // rows.shape[1])
    for start in range(0, len(rows), step):
        targets = rows[start : start + step]
        samples = draw(size=(len(targets), 1 if shared else targets.shape[1], n))
        problems = np.broadcast_to(samples, (*targets.shape, n)).reshape(-1, n)
        if eps is None:
            found = solvers.closest_many(problems, targets.ravel(), jobs=jobs)
        else:
            found = solvers.smallest_many(problems, targets.ravel(), eps, jobs=jobs)
            if (failed := np.isnan(found.errors)).any():
                for all_of, closest in zip(found, solvers.closest_many(problems[failed], targets.ravel()[failed], jobs=jobs), strict=True):
                    all_of[failed] = closest
        values[start : start + step] = found.values.reshape(targets.shape)
        sizes[start : start + step] = found.masks.sum(axis=1).reshape(targets.shape)
    return Approximation(weights, values.reshape(weights.shape), sizes.reshape(weights.shape))


def accuracy(layers: list[Array], images: Array, labels: NDArray[Any]) -> float:
    """Share of images (N, inputs) that a ReLU network without biases, layers (out, in), labels rightly; in single precision."""
    signal = images.astype(np.float32)
    for place, weights in enumerate(layers):
        signal = (signal if place == 0 else np.maximum(signal, 0)) @ weights.T.astype(np.float32)
    return labelled_rightly(signal, labels)


def _layers(path: str, names: list[str] | None) -> dict[str, Array]:
    arrays = load_arrays("network", path)
    for name in names or []:
        if name not in arrays:
            raise InvalidInput("layers", f"{name!r} is not in {path}; give some of {', '.join(arrays)}")
    layers = {name: numbers("network", f"array {name!r}", arrays[name]) for name in names or arrays}
    for name, weights in layers.items():
        if weights.ndim < 2 or not weights.size:
            raise InvalidInput("layers", f"{name!r} of shape {weights.shape} is no layer; give arrays of at least two axes")
    return layers


def _images(path: str, layers: dict[str, Array]) -> tuple[Array, NDArray[Any]]:
    arrays = image_arrays(path, labelled=True)
    images = arrays["images"].reshape(len(arrays["images"]), -1)
    sizes = [images.shape[1]]
    for name, weights in layers.items():
        if weights.ndim != 2 or weights.shape[1] != sizes[-1]:
            raise InvalidInput("images", f"layer {name!r} of shape {weights.shape} does not take {sizes[-1]} inputs: no accuracy")
        sizes.append(weights.shape[0])
    return images * np.float32(1 / scale_of(images)), arrays["labels"]


def run(options: argparse.Namespace) -> tuple[dict[str, Any], list[Approximation]]:
    """Approximate every layer; the result, JSON-ready, and the approximations."""
    from numba import get_num_threads  # loaded with the solvers anyway; joblib's count would cost its import

    if options.policy not in POLICIES:
        raise InvalidInput("policy", f"{options.policy!r} is not known; give one of {', '.join(POLICIES)}")
    law = None if options.law == "range" else checked_law(options.law)
    checked_samples(options.n)
    check_least("seed", options.seed, 0)
    check_least("jobs", 1 if options.jobs is None else options.jobs, 1)
    if not 0 < options.eps < np.inf:
        raise InvalidInput("eps", f"{options.eps} is not an error; give a number above 0")
    layers = _layers(options.network, options.layers)
    pictures = _images(options.images, layers) if options.images else None
    weights = np.concatenate([w.ravel() for w in layers.values()])
    low, high = (float(weights.min()), float(weights.max())) if law is None else (law.low, law.high)
    begin = time.perf_counter()
    found = [
        approximate(
            w,
            options.n,
            np.random.default_rng(np.random.SeedSequence(options.seed, spawn_key=(place,))),
            interval=law or (low, high),
            shared=options.shared,
            eps=options.eps if options.policy == "smallest" else None,
            jobs=options.jobs or get_num_threads(),
        )
        for place, w in enumerate(layers.values())
    ]
    seconds = time.perf_counter() - begin
    rows = [_row(name, [part], options.eps) for name, part in zip(layers, found, strict=True)] + [_row("all", found, options.eps)]
    result = {
        "experiment": "weights",
        "parameters": {key: getattr(options, key) for key in ("network", "layers", "images", "n", "law", "shared", "policy", "eps")}
        | ({"law": laws.name_of(law)} if law else {}),
        "samples": [low, high],
        "seed": options.seed,
        "seconds": seconds,
        "accuracy_before": accuracy([part.weights for part in found], *pictures) if pictures else None,
        "accuracy_after": accuracy([part.values for part in found], *pictures) if pictures else None,
        "rows": rows,
    }
    return result, found


def _row(name: str, parts: list[Approximation], eps: float) -> dict[str, Any]:
    weights, values, sizes = (np.concatenate([part[i].ravel() for part in parts]) for i in range(3))
    errors = np.abs(values - weights)
    nonzero = weights != 0
    return {
        "layer": name,
        "weights": weights.size,
        "within_eps": int(np.sum(errors <= eps)),
        "mean_error": float(errors.mean()),
        "largest_error": float(errors.max()),
        "largest_relative_error": float(np.max(errors[nonzero] / np.abs(weights[nonzero]))) if nonzero.any() else None,
        "kept": int(sizes.sum()),
        "kept_per_weight": float(sizes.mean()),
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """The result in at most 80 columns."""
    headings = ("layer", "weights", "within\neps", "mean\nerror", "largest\nerror", "largest\nrelative", "kept", "kept a\nweight")
    cells = []
    for row in result["rows"]:
        errors = ("-" if row[key] is None else f"{row[key]:.2e}" for key in ("mean_error", "largest_error", "largest_relative_error"))
        counts = f"{row['weights']:,}", f"{row['within_eps']:,}"
        cells.append((row["layer"], *counts, *errors, f"{row['kept']:,}", f"{row['kept_per_weight']:.3f}"))
    table = plain_table(headings, cells)
    parameters = result["parameters"]
    fresh = "shared within a row" if parameters["shared"] else "fresh for each weight"
    title = f"Weights as subset sums ({parameters['policy']})\nof {_samples(result)}, {fresh}\n"
    accuracies = ""
    if result["accuracy_before"] is not None:
        accuracies = f"\naccuracy {result['accuracy_before']:.2%} before, {result['accuracy_after']:.2%} after"
    return [title, table, f"{accuracies}\nsolved in {result['seconds']:.2f} s"]


def _samples(result: dict[str, Any]) -> str:
    (low, high), law = result["samples"], result["parameters"]["law"]
    notation = f"U[{low:.4g},{high:.4g}]" if law == "range" else laws.notation(law)
    return f"{result['parameters']['n']} samples of {notation}"


def draw(result: dict[str, Any], found: list[Approximation]) -> "Figure":
    """Errors, and samples kept, a layer."""
    figure, (errors, sizes) = white_grid(9, 3.8, 1, 2)
    parameters, layers = result["parameters"], [row["layer"].replace("$", r"\$") for row in result["rows"]]  # no formulas
    distances = [np.maximum(np.abs(part.values - part.weights).ravel(), np.finfo(float).tiny) for part in found]
    bins = np.geomspace(min(map(np.min, distances)), 1.01 * max(map(np.max, distances)), 80)
    edges = np.arange(parameters["n"] + 2) - 0.5
    for part, distance, layer in zip(found, distances, layers, strict=False):
        errors.hist(distance, bins, histtype="step", weights=np.full(len(distance), 1 / len(distance)), label=layer)
        sizes.hist(part.sizes.ravel(), edges, histtype="step", weights=np.full(part.sizes.size, 1 / part.sizes.size), label=layer)
    errors.axvline(parameters["eps"], color="0.3", linestyle=":", label=f"eps = {parameters['eps']:g}")
    errors.set(xscale="log", xlabel="|subset sum - weight|", ylabel="share of the layer's weights")
    sizes.set(xlabel=f"samples kept, of {parameters['n']}")
    errors.legend(fontsize="small")
    figure.suptitle(f"Weights as {parameters['policy']} subset sums of {_samples(result)}", fontsize="medium")
    return figure


def main() -> None:
    """Parse, run, report."""
    parser = Parser("simulations.weights", "Approximate every weight of a trained network by a subset sum of random samples.")
    parser.add_argument("--network", required=True, metavar="FILE.npz", help="arrays (out, in, ...), in file order a ReLU network")
    parser.add_argument("--layers", nargs="+", metavar="NAME", help="which arrays, in this order (default: all)")
    parser.add_argument("--n", type=parse_int, default=21, help="samples a weight (default 21)")
    parser.add_argument("--law", default="range", help=f"range: U[least weight, greatest weight]; or {laws.NAMES} (default range)")
    parser.add_argument("--shared", action="store_true", help="one set of samples a row instead of one a weight")
    parser.add_argument("--policy", default="closest", help="closest subset, or smallest within eps (default closest)")
    parser.add_argument("--eps", type=parse_float, default=0.01, help="the error that is asked for (default 0.01)")
    parser.add_argument("--images", metavar="FILE.npz", help="arrays images and labels: accuracy before and after")
    parser.add_argument("--seed", type=parse_int, default=0, help="layer i draws from SeedSequence(seed, spawn_key=(i,)) (default 0)")
    parser.add_argument("--jobs", type=parse_int, help="threads (default: one a processor); the result does not depend on it")
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors():
        check_outputs(options)
        result, found = run(options)
        write_result(options, result, tables(result), lambda: draw(result, found))


if __name__ == "__main__":
    main()
