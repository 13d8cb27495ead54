"""`python -m simulations.tickets`: prune a random network to a target, or check a saved ticket."""

import argparse
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from rss_theory import laws
from rss_theory.activations import ACTIVATIONS
from rss_theory.command_line.arguments import InvalidInput, checked_eps, checked_path, parse_float, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, write_result
from rss_theory.command_line.parser import Parser
from simulations.command_line.samples import checked_samples
from simulations.networks.images import Images, labelled_rightly, read_images
from simulations.tickets.layer import SEARCHED
from simulations.tickets.ticket import CONSTRUCTIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

    from simulations.networks.network import Network
    from simulations.tickets.ticket import Ticket

INPUTS = {  # what the theorem is about
    "dense": "inputs of norm at most 1",
    "sparse-dense": "inputs of norm at most 1",
    "convolution": "images in [0, 1]",
}
MOST_WEIGHTS = 5e8  # 4 GB


def pruned(options: argparse.Namespace, target: "Network") -> tuple["Ticket", float]:
    """The ticket that the options ask for, and the seconds that it took."""
    from numba import get_num_threads

    from simulations.tickets.prune import prune

    begin = time.perf_counter()
    try:
        rng, jobs = np.random.default_rng(options.seed), options.jobs or get_num_threads()
        law = laws.law(options.law)
        ticket = prune(options.construction, target, options.n, rng, law=law, share=options.share, eps=options.eps, jobs=jobs)
    except ValueError as error:
        raise InvalidInput("n" if "a greater n" in str(error) else "target", str(error)) from None
    if options.save:
        ticket.save(options.save)
    return ticket, time.perf_counter() - begin


def checked_target(options: argparse.Namespace) -> "Network":
    """The target, and options that fit it: n is what its theorem asks for unless it is given."""
    from simulations.tickets.target import checked_construction, checked_law_of, checked_share, read_target, rescaled
    from simulations.tickets.theorem import random_weights, width

    checked_construction(options.construction)
    if options.n is not None:
        checked_samples(min(options.n, SEARCHED))
    if options.seed < 0:
        raise InvalidInput("seed", f"{options.seed} is too small; give a whole number of at least 0")
    if not 0 < options.delta < 1:
        raise InvalidInput("delta", f"{options.delta:g} is no probability; give a number between 0 and 1")
    options.share = checked_share(options.construction, options.share, options.n)
    options.law = checked_law_of(options.construction, options.law)
    target = read_target(options.target, options.construction, options.activation)
    if options.rescale:
        target = rescaled(options.construction, target)
    if options.save:
        checked_path("save", options.save, (".npz",))
    if options.n is None:
        options.n = width(options.construction, target, options.eps, options.delta, options.share)
        if options.n is None:
            raise InvalidInput("n", f"of {options.construction!r} no theorem gives a width with a known constant; give one")
    if (weights := random_weights(options.construction, target, options.n)) > MOST_WEIGHTS:
        raise InvalidInput(
            "n", f"{options.n} makes a random network of about {weights:.1e} weights, {8e-9 * weights:.0f} GB; give a smaller one"
        )
    return target


def report(ticket: "Ticket", eps: float, images: Images | None) -> dict[str, Any]:
    """What is true of a ticket, JSON-ready."""
    from simulations.tickets.theorem import hypotheses
    from simulations.tickets.ticket import norms_of, verify

    verdict = verify(ticket)
    norms = norms_of(ticket.construction, ticket.target)
    rows = [
        {
            "layer": place,
            "shape": list(ticket.target.weights[place].shape),
            "norm": norms[place],
            "within_eps": int(np.sum(errors.max(axis=0) <= eps)),
            "weights": errors[0].size,
            "mean_error": float(errors.mean()) if errors.size else 0.0,
            "largest_error": float(errors.max(initial=0.0)),
            "widths": [ticket.source.weights[own].shape[0] for own in ticket.source_layers(place)],
            "failed": int((ticket.channels[place] == -1).sum()),
            "kept": sum(int(ticket.masks[f"{own}.weight"].sum()) for own in ticket.source_layers(place)),
        }
        for place, errors in enumerate(ticket.errors)
    ]
    accuracies: tuple[float | None, float | None] = (None, None)
    largest = None
    if images is not None:
        theirs, ours = ticket.target(images.x), ticket(images.x)
        largest = float(np.abs(theirs - ours).max())
        if images.labels is not None and theirs.size == len(theirs) * theirs.shape[1]:
            accuracies = labelled_rightly(theirs, images.labels), labelled_rightly(ours, images.labels)
    return {
        "construction": ticket.construction,
        "eps": eps,
        "source_parameters": ticket.source.parameters,
        "target_parameters": ticket.target.parameters,
        "target_nonzero": ticket.target.nonzero,
        "ticket_parameters": ticket.kept,
        "density": ticket.density,
        "inputs": INPUTS.get(ticket.construction, "images in [-1, 1]"),
        "weight_error": verdict.weight_error,
        "output_error": {"at_most": verdict.certified, "at_least": verdict.found},
        "hypotheses": hypotheses(ticket.construction, ticket.target),
        "accuracy": {"target": accuracies[0], "ticket": accuracies[1]},
        "largest_error_on_images": largest,
        "rows": rows,
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """Layers, then the whole."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 1))
    for heading in ("layer", "shape", "norm", "within\neps", "mean\nerror", "largest\nerror", "widths", "kept"):
        table.add_column(heading, justify="right")
    for row in result["rows"]:
        table.add_row(
            str(row["layer"]),
            "x".join(map(str, row["shape"])),
            f"{row['norm']:.3f}",
            f"{row['within_eps']:,} of\n{row['weights']:,}",
            f"{row['mean_error']:.1e}",
            f"{row['largest_error']:.1e}",
            ", ".join(map(str, row["widths"])),
            f"{row['kept']:,}",
        )
    sizes = (result["target_nonzero"], result["source_parameters"], result["ticket_parameters"])
    lines = [
        "\nTarget {:,}, random network {:,}, ticket {:,} parameters".format(*sizes) + f": density {result['density']:.4f}",
        "outputs off by at most {at_most:.3e}, by {at_least:.3e} somewhere, on ".format(**result["output_error"]) + result["inputs"],
    ]
    if failed := sum(row["failed"] for row in result["rows"]):
        lines.append(f"{failed:,} channels failed; others took their place")
    lines += [f"the theorem does not apply: {name}" for name, holds in result["hypotheses"].items() if not holds]
    if result["accuracy"]["target"] is not None:
        lines.append(f"accuracy of the target {result['accuracy']['target']:.2%}, of the ticket {result['accuracy']['ticket']:.2%}")
    if result["largest_error_on_images"] is not None:
        lines.append(f"outputs on these images off by at most {result['largest_error_on_images']:.3e}")
    return [f"Ticket by construction {result['construction']}, eps = {result['eps']:g}\n", table, "\n".join(lines)]


def draw(ticket: "Ticket", rng: np.random.Generator) -> "Figure":
    """Outputs of ticket and target on random inputs, and errors of weights; small masks as pictures."""
    import seaborn
    from matplotlib.figure import Figure

    small = {name: mask for name, mask in ticket.masks.items() if mask.size <= 20_000 and mask.ndim > 1}
    figure = Figure(figsize=(9, 4 + 1.2 * len(small)), layout="constrained")
    panels = figure.subfigures(1 + len(small), 1, height_ratios=[4, *(1.2 for _ in small)], squeeze=False)[:, 0]
    with seaborn.axes_style("whitegrid"):
        outputs, errors = panels[0].subplots(1, 2)
    inputs = INPUTS.get(ticket.construction, "images in [-1, 1]")
    if inputs.startswith("images"):
        low = 0 if ticket.construction == "convolution" else -1
        x, title = rng.uniform(low, 1, (20, ticket.target.weights[0].shape[1], 8, 8)), f"20 random {inputs}, 8 x 8"
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
    for panel, (name, mask) in zip(panels[1:], small.items(), strict=True):
        axes = panel.subplots()
        flat = mask.reshape(len(mask), -1)
        axes.imshow(flat if flat.shape[0] <= flat.shape[1] else flat.T, aspect="auto", interpolation="none", cmap="Greys")
        axes.set(title=f"mask of {name}, {' x '.join(map(str, mask.shape))}", xticks=[], yticks=[])
    return figure


def main() -> None:
    """Parse, prune or check, report."""
    parser = Parser("simulations.tickets", "Prune a random network to a target, or check a saved ticket.")
    parser.add_argument("--construction", default="dense", help=f"one of {', '.join(CONSTRUCTIONS)} (default dense)")
    parser.add_argument("--target", metavar="FILE.npz", help="the target: arrays 0.weight, 1.weight, ... (out, in), or all in file order")
    parser.add_argument("--verify", metavar="FILE.npz", help="check this saved ticket instead")
    parser.add_argument(
        "--n",
        type=parse_int,
        help="products a weight: half the hidden neurons of an input, or copies of a channel (default: what the theorem asks)",
    )
    parser.add_argument("--share", type=parse_float, help="sparse-dense (there 0.5), equivariant: size of the subsets over n")
    parser.add_argument("--activation", default="relu", help=f"after all layers but the last: {', '.join(ACTIVATIONS)} (default relu)")
    parser.add_argument("--rescale", action="store_true", help="divide each layer by its norm first, where it is above 1 (no biases, ReLU)")
    parser.add_argument("--law", help=f"law of the random weights: {laws.NAMES} (default uniform; structured: normal)")
    parser.add_argument(
        "--eps", type=parse_float, default=0.01, help="error of a weight that counts as reached; the theorem's (default 0.01)"
    )
    parser.add_argument("--delta", type=parse_float, default=0.01, help="the theorem's failure probability (default 0.01)")
    parser.add_argument("--seed", type=parse_int, default=0, help="of the random network (default 0)")
    parser.add_argument("--jobs", type=parse_int, help="threads (default: one a processor); the result does not depend on it")
    parser.add_argument("--images", metavar="FILE.npz", help="arrays images, labels: accuracies, whether or not the theorem applies")
    parser.add_argument("--save", metavar="FILE.npz", help="write the ticket")
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors():
        check_outputs(options)
        [eps] = checked_eps([options.eps])
        if (options.target is None) == (options.verify is None):
            raise InvalidInput("target", "give a target to prune to, or --verify a saved ticket")
        if options.verify:
            ticket, seconds = _saved(options.verify), None
            images = (
                read_images(options.images, ticket.target, nonnegative=ticket.construction == "convolution") if options.images else None
            )
        else:
            target = checked_target(options)
            images = read_images(options.images, target, nonnegative=options.construction == "convolution") if options.images else None
            ticket, seconds = pruned(options, target)
        try:
            result = report(ticket, eps, images)
        except (ValueError, IndexError) as error:
            raise InvalidInput("verify" if options.verify else "target", str(error)) from None
        names = ("construction", "target", "verify", "n", "share", "activation", "rescale", "law", "delta", "images")
        result = {
            "experiment": "tickets",
            "parameters": {name: getattr(options, name) for name in names},
            "seed": options.seed,
            "seconds": seconds,
            **result,
        }
        write_result(options, result, tables(result), lambda: draw(ticket, np.random.default_rng(options.seed)))
        failing = [name for name, holds in result["hypotheses"].items() if not holds]
        if failing and images is None:
            raise InvalidInput("target", f"the theorem's hypotheses fail: {'; '.join(failing)}; the ticket has no promise; see --rescale")


def _saved(path: str) -> "Ticket":
    from simulations.tickets.ticket import load

    try:
        return load(path)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise InvalidInput("verify", f"{path} is no saved ticket ({error}); give a file that --save wrote") from None


if __name__ == "__main__":
    main()
