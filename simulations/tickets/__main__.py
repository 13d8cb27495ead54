"""`python -m simulations.tickets`: prune a random network to a target, or check a saved ticket."""

import argparse
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rss_theory import laws
from rss_theory.command import (
    InvalidInput,
    Parser,
    add_output_options,
    check_law,
    check_outputs,
    checked_eps,
    checked_path,
    deliver,
    number,
    whole,
)
from simulations.checks import checked_samples
from simulations.montecarlo.experiment import Array
from simulations.tickets.ticket import CONSTRUCTIONS
from simulations.weights import load_arrays

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

    from simulations.tickets.ticket import Ticket


def pruned(options: argparse.Namespace) -> tuple["Ticket", float]:
    """The ticket that the options ask for, and the seconds that it took."""
    from numba import get_num_threads

    from simulations.tickets.prune import prune
    from simulations.tickets.target import read_target

    if options.construction not in CONSTRUCTIONS:
        raise InvalidInput("construction", f"{options.construction!r} is not known; give one of {', '.join(CONSTRUCTIONS)}")
    checked_samples(options.n)
    if options.seed < 0:
        raise InvalidInput("seed", f"{options.seed} is too small; give a whole number of at least 0")
    if not 0 < options.share <= 1:
        raise InvalidInput("share", f"{options.share:g} is no share; give a number above 0, at most 1")
    law, target = laws.law(check_law(options.law)), read_target(options.target, options.construction)
    if options.save:
        checked_path("save", options.save, (".npz",))
    begin = time.perf_counter()
    try:
        rng, jobs = np.random.default_rng(options.seed), options.jobs or get_num_threads()
        ticket = prune(options.construction, target, options.n, rng, law=law, share=options.share, jobs=jobs)
    except ValueError as error:
        raise InvalidInput("n", str(error)) from None
    if options.save:
        ticket.save(options.save)
    return ticket, time.perf_counter() - begin


def report(ticket: "Ticket", eps: float, images: tuple[Array, NDArray[Any]] | None) -> dict[str, Any]:
    """What is true of a ticket, JSON-ready."""
    from simulations.tickets.ticket import norms_of, verify

    verdict = verify(ticket)
    norms = norms_of(ticket.construction, ticket.target)
    rows = [
        {
            "layer": place,
            "shape": list(errors.shape[1:]),
            "norm": norms[place],
            "within_eps": int(np.sum(errors.max(axis=0) <= eps)),
            "weights": errors[0].size,
            "mean_error": float(errors.mean()),
            "largest_error": float(errors.max()),
            "hidden": ticket.masks[2 * place].shape[0],
            "kept": int(ticket.masks[2 * place].sum() + ticket.masks[2 * place + 1].sum()),
        }
        for place, errors in enumerate(ticket.errors)
    ]
    networks = (ticket.target, ticket)
    right = [None if images is None else float(np.mean(np.argmax(f(images[0]), axis=1) == images[1])) for f in networks]
    return {
        "construction": ticket.construction,
        "eps": eps,
        "source_parameters": ticket.source.parameters,
        "target_parameters": ticket.target.parameters,
        "ticket_parameters": ticket.kept,
        "density": ticket.density,
        "inputs": "images in [0, 1]" if ticket.construction == "convolution" else "inputs of norm at most 1",
        "weight_error": verdict.weight_error,
        "output_error": {"at_most": verdict.certified, "at_least": verdict.found},
        "hypotheses": {"norms at most 1": max(norms) <= 1 + 1e-12},
        "accuracy": {"target": right[0], "ticket": right[1]},
        "rows": rows,
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """Layers, then the whole."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1))
    for heading in ("layer", "shape", "norm", "weights\nwithin eps", "mean\nerror", "largest\nerror", "hidden", "kept"):
        table.add_column(heading, justify="right")
    for row in result["rows"]:
        table.add_row(
            str(row["layer"]),
            "x".join(map(str, row["shape"])),
            f"{row['norm']:.3f}",
            f"{row['within_eps']:,} of {row['weights']:,}",
            f"{row['mean_error']:.1e}",
            f"{row['largest_error']:.1e}",
            f"{row['hidden']:,}",
            f"{row['kept']:,}",
        )
    sizes = (result["target_parameters"], result["source_parameters"], result["ticket_parameters"])
    lines = [
        "\nTarget {:,}, random network {:,}, ticket {:,} parameters".format(*sizes) + f": density {result['density']:.4f}",
        "outputs off by at most {at_most:.3e}, by {at_least:.3e} somewhere, on ".format(**result["output_error"]) + result["inputs"],
    ]
    if not all(result["hypotheses"].values()):
        lines.append("the theorem does not apply: a layer's norm is above 1")
    if result["accuracy"]["target"] is not None:
        lines.append(f"accuracy of the target {result['accuracy']['target']:.2%}, of the ticket {result['accuracy']['ticket']:.2%}")
    return [f"Ticket by construction {result['construction']}, eps = {result['eps']:g}\n", table, "\n".join(lines)]


def draw(ticket: "Ticket", rng: np.random.Generator) -> "Figure":
    """Outputs of ticket and target on random inputs, and errors of weights; small masks as pictures."""
    import seaborn
    from matplotlib.figure import Figure

    small = [mask for mask in ticket.masks if mask.size <= 20_000]
    figure = Figure(figsize=(9, 4 + 1.2 * len(small)), layout="constrained")
    panels = figure.subfigures(1 + len(small), 1, height_ratios=[4, *(1.2 for _ in small)], squeeze=False)[:, 0]
    with seaborn.axes_style("whitegrid"):
        outputs, errors = panels[0].subplots(1, 2)
    if ticket.construction == "convolution":
        x, title = rng.uniform(0, 1, (20, ticket.target.weights[0].shape[1], 8, 8)), "20 random images of 8 x 8 in [0, 1]"
    else:
        x, title = rng.standard_normal((200, ticket.target.weights[0].shape[1])), "200 random inputs of norm 1"
        x /= np.linalg.norm(x, axis=1, keepdims=True)
    theirs, ours = ticket.target(x), ticket(x)
    outputs.plot(theirs.ravel(), ours.ravel(), ".", markersize=3)
    outputs.axline((0, 0), slope=1, color="0.3", linewidth=1)
    outputs.set(xlabel="outputs of the target", ylabel="outputs of the ticket", title=title)
    for place, off in enumerate(ticket.errors):
        errors.hist(np.maximum(off.ravel(), 1e-18), np.geomspace(1e-12, 2, 80), histtype="step", label=f"layer {place}")
    errors.set(xscale="log", xlabel="|subset sum - weight|", ylabel="subset sums")
    errors.legend(fontsize="small")
    for panel, mask in zip(panels[1:], small, strict=True):
        axes = panel.subplots()
        flat = mask.reshape(len(mask), -1)
        axes.imshow(flat if flat.shape[0] <= flat.shape[1] else flat.T, aspect="auto", interpolation="none", cmap="Greys")
        axes.set(title=f"mask, {' x '.join(map(str, mask.shape))}", xticks=[], yticks=[])
    return figure


def main() -> None:
    """Parse, prune or check, report."""
    parser = Parser("simulations.tickets", "Prune a random network to a target, or check a saved ticket.")
    parser.add_argument("--construction", default="dense", help=f"one of {', '.join(CONSTRUCTIONS)} (default dense)")
    parser.add_argument("--target", metavar="FILE.npz", help="the target: arrays 0.weight, 1.weight, ... (out, in), or all in file order")
    parser.add_argument("--verify", metavar="FILE.npz", help="check this saved ticket instead")
    parser.add_argument(
        "--n",
        type=whole,
        default=16,
        help="half the hidden neurons of an input; hidden channels of an output (default 16)",
    )
    parser.add_argument("--share", type=number, default=0.5, help="sparse-dense: size of the subsets over n (default 0.5)")
    parser.add_argument("--law", default="uniform", help=f"law of the random weights: {laws.NAMES} (default uniform)")
    parser.add_argument("--eps", type=number, default=0.01, help="error of a weight that counts as reached (default 0.01)")
    parser.add_argument("--seed", type=whole, default=0, help="of the random network (default 0)")
    parser.add_argument("--jobs", type=whole, help="threads (default: one a processor); the result does not depend on it")
    parser.add_argument("--images", metavar="FILE.npz", help="arrays images and labels: accuracies before and after")
    parser.add_argument("--save", metavar="FILE.npz", help="write the ticket")
    add_output_options(parser)
    options = parser.parse_args()
    with parser.complaints(lambda: "nothing is kept"):
        check_outputs(options)
        [eps] = checked_eps([options.eps])
        if (options.target is None) == (options.verify is None):
            raise InvalidInput("target", "give a target to prune to, or --verify a saved ticket")
        ticket, seconds = (_saved(options.verify), None) if options.verify else pruned(options)
        images = _images(options.images, ticket) if options.images else None
        try:
            result = report(ticket, eps, images)
        except ValueError as error:
            raise InvalidInput("verify" if options.verify else "target", str(error)) from None
        names = ("construction", "target", "verify", "n", "share", "law", "images")
        result = {
            "experiment": "tickets",
            "parameters": {name: getattr(options, name) for name in names},
            "seed": options.seed,
            "seconds": seconds,
            **result,
        }
        deliver(options, result, tables(result), lambda: draw(ticket, np.random.default_rng(options.seed)))


def _saved(path: str) -> "Ticket":
    from simulations.tickets.ticket import load

    try:
        return load(path)
    except (OSError, KeyError, ValueError) as error:
        raise InvalidInput("verify", f"{path} is no saved ticket ({error}); give a file that --save wrote") from None


def _images(path: str, ticket: "Ticket") -> tuple[Array, NDArray[Any]]:
    arrays = load_arrays("images", path)
    if not {"images", "labels"} <= set(arrays):
        raise InvalidInput("images", f"{path} has no 'images' and 'labels'; it has {', '.join(arrays)}")
    if ticket.construction == "convolution":
        raise InvalidInput("images", "a convolution gives images, no labels; leave it out")
    images = arrays["images"].reshape(len(arrays["images"]), -1)
    if images.shape[1] != ticket.target.weights[0].shape[1]:
        raise InvalidInput("images", f"{images.shape[1]} pixels are not the target's {ticket.target.weights[0].shape[1]} inputs")
    return images / (255 if images.dtype == np.uint8 else 1), arrays["labels"]


if __name__ == "__main__":
    main()
