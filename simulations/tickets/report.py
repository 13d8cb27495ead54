"""What is true of a ticket: as JSON, as a table and as a picture."""

from typing import TYPE_CHECKING, Any

import numpy as np

from rss_theory.arrays import Array
from rss_theory.command_line.output import plain_table
from simulations.networks.images import Images, labelled_rightly
from simulations.tickets.arguments import DEFAULT_EPS
from simulations.tickets.channels import FAILED
from simulations.tickets.checking.verify import verify
from simulations.tickets.ticket import Ticket

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType


def report(ticket: Ticket, eps: float, images: Images | None) -> dict[str, Any]:
    """What is true of a ticket, JSON-ready."""
    verdict, norms = verify(ticket), ticket.construction.norms(ticket.target)
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
            "failed": int((ticket.channels[place] == FAILED).sum()),
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
        "construction": ticket.construction.name,
        "eps": eps,
        "built_for_eps": ticket.origin.eps,
        "source_parameters": ticket.source.parameters,
        "target_parameters": ticket.target.parameters,
        "target_nonzero": ticket.target.nonzero,
        "ticket_parameters": ticket.kept,
        "density": ticket.density,
        "inputs": ticket.construction.inputs,
        "weight_error": verdict.weight_error,
        "output_error": {"at_most": verdict.certified, "at_least": verdict.found},
        "hypotheses": ticket.construction.hypotheses(ticket.target),
        "accuracy": {"target": accuracies[0], "ticket": accuracies[1]},
        "largest_error_on_images": largest,
        "rows": rows,
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """How it was built, layers, then the whole."""
    headings = ("layer", "shape", "norm", "within\neps", "mean\nerror", "largest\nerror", "widths", "kept")
    rows = (
        (
            str(row["layer"]),
            "x".join(map(str, row["shape"])),
            f"{row['norm']:.3f}",
            f"{row['within_eps']:,} of\n{row['weights']:,}",
            f"{row['mean_error']:.1e}",
            f"{row['largest_error']:.1e}",
            ", ".join(map(str, row["widths"])),
            f"{row['kept']:,}",
        )
        for row in result["rows"]
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
    title = f"Ticket by construction {result['construction']}, eps = {result['eps']:g}\n{_built(result)}\n"
    return [title, plain_table(headings, rows), "\n".join(lines)]


def _built(result: dict[str, Any]) -> str:
    """What the ticket says of how it was built; a file's words are printed as they are."""
    said = {**{name: result["parameters"][name] for name in ("n", "share", "law")}, "eps": result["built_for_eps"], "seed": result["seed"]}
    known = ", ".join(f"{name} = {value!r}" for name, value in said.items() if value is not None)
    lines = [f"built with {known}"] if known else []
    if said["eps"] is None:
        lines.append(f"it does not say for which eps it was built; the default is {DEFAULT_EPS:g}")
    return "\n".join(lines)


def draw(ticket: Ticket, rng: np.random.Generator) -> "Figure":
    """Outputs of ticket and target on random inputs, and errors of weights; small masks as pictures."""
    import seaborn
    from matplotlib.figure import Figure

    small = {name: mask for name, mask in ticket.masks.items() if mask.size <= 20_000 and mask.ndim > 1}
    figure = Figure(figsize=(9, 4 + 1.2 * len(small)), layout="constrained")
    panels = figure.subfigures(1 + len(small), 1, height_ratios=[4, *(1.2 for _ in small)], squeeze=False)[:, 0]
    with seaborn.axes_style("whitegrid"):
        outputs, errors = panels[0].subplots(1, 2)
    x, title = _random_inputs(ticket, rng)
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


def _random_inputs(ticket: Ticket, rng: np.random.Generator) -> tuple[Array, str]:
    """Some of those that the theorem is about, and what they are."""
    construction, channels = ticket.construction, ticket.target.weights[0].shape[1]
    if construction.lowest_pixel is not None:
        return rng.uniform(construction.lowest_pixel, 1, (20, channels, 8, 8)), f"20 random {construction.inputs}, 8 x 8"
    x = rng.standard_normal((200, channels))
    return x / np.linalg.norm(x, axis=1, keepdims=True), "200 random inputs of norm 1"
