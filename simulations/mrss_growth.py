"""How the number of vectors that random subset sum needs grows with their dimension, measured, counted, and asked for by theorems."""

import math
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rss_theory import laws
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import (
    InvalidInput,
    check_least,
    check_probabilities,
    checked_eps,
    checked_target,
    parse_float,
    parse_int,
)
from rss_theory.command_line.output import add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from rss_theory.mrss import theorem5_width
from rss_theory.vectors import becchetti_width, mean_count
from simulations.command_line.cells import percent
from simulations.command_line.experiment import add_run_options, run
from simulations.command_line.figure import white_grid
from simulations.montecarlo.intervals import first_at_most
from simulations.mrss import MOST_D, MRSS, NSN, checked_vector_law, law_name, vector_law

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

SIZES: dict[str, Callable[[int], int | None]] = {
    "any": lambda n: None,
    "half": lambda n: max(1, n // 2),
    "root": lambda n: round(math.sqrt(n)),  # as in dacunha2023 Theorem 5
}
ENOUGH = 300.0  # subsets that hit, in the mean: from there on nothing is measured


def mean_counts(size: str, d: int, options: Namespace) -> Array:
    """Mean numbers of subsets that hit, of n = 1, 2, ..., up to max_n or the first n of ENOUGH of them."""
    law, found = vector_law(options.law, d), []
    for n in range(1, options.max_n + 1):
        found.append(mean_count(n, SIZES[size](n), options.eps, [options.target] * d, law))
        if found[-1] >= ENOUGH:
            break
    return np.array(found)


def least_n(counts: Array, probability: float) -> int:
    """The least n of a mean number of at least this; success is no likelier than that number. One more than all where there is none."""
    return int(np.argmax(np.append(counts, np.inf) >= probability)) + 1


def slope_range(x: Array, low: Array, high: Array) -> tuple[float, float]:
    """The least and the greatest slope of least-squares lines through points (x, y), low <= y <= high, (points,) each; high may be inf.

    The slope is linear in y, so that it is an interval of the slope with the confidence with which all y lie in theirs, at once.

    >>> slope_range(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]), np.array([1.0, 9.0, 4.0]))
    (1.0, 1.5)
    """
    weight = (x - x.mean()) / np.sum((x - x.mean()) ** 2)
    up, down = weight > 0, weight < 0  # a weight of 0 times an infinite end is nothing
    least = weight[up] @ low[up] + weight[down] @ high[down]
    return float(least), float(weight[up] @ high[up] + weight[down] @ low[down])


def rows(options: Namespace, counts: dict[tuple[str, int], Array], failures: dict[tuple[str, int], list[int]]) -> list[dict[str, Any]]:
    """A row for each kind of size, success probability and dimension.

    counts as `mean_counts`; failures: in how many trials there was no subset, from the n on at which the least success could be reached.
    `measured`: an interval of the least n of that success, as `first_at_most`; all dimensions of one size and success at once have
    the confidence. `counted`: below it no n will do, by the first moment.
    """
    each = 1 - (1 - options.confidence) / len(options.d)
    found = []
    for size in options.size:
        for success in options.success:
            for d in options.d:
                first = least_n(counts[size, d], min(options.success))
                low, high = first_at_most(failures[size, d], options.trials, 1 - success, each)
                asked = theorem5_width(d, options.eps) if options.law == NSN else becchetti_width(d, options.eps, 1.0)
                found.append(
                    {
                        "size": size,
                        "success": success,
                        "d": d,
                        "counted": least_n(counts[size, d], success),
                        "measured": {"low": first + low, "high": None if high is None else first + high},
                        "asked": asked.as_dict(),
                    }
                )
    return found


def growth(of: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The exponent b of n ~ d^b, and the vectors a dimension takes, of least-squares lines through the rows of one size and success."""
    d = np.array([row["d"] for row in of], dtype=float)
    low = np.array([row["measured"]["low"] for row in of], dtype=float)
    high = np.array([row["measured"]["high"] or math.inf for row in of])
    counted = np.array([row["counted"] for row in of], dtype=float)
    return {
        "size": of[0]["size"],
        "success": of[0]["success"],
        "exponent": slope_range(np.log(d), np.log(low), np.log(high)),
        "per_dimension": slope_range(d, low, high),
        "counted_exponent": slope_range(np.log(d), np.log(counted), np.log(counted))[0],
        "counted_per_dimension": slope_range(d, counted, counted)[0],
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """n by dimension, then how it grows."""
    of = result["parameters"]
    asked = result["rows"][0]["asked"]["name"]
    cells = [
        (row["size"], f"{row['success']:g}", str(row["d"]), str(row["counted"]), _cell(row["measured"]), _asked(row["asked"]))
        for row in result["rows"]
    ]
    ends = []
    for g in result["growth"]:
        exponent = _range(g["exponent"]), f"{g['counted_exponent']:.2f}"
        ends.append((g["size"], f"{g['success']:g}", *exponent, _range(g["per_dimension"]), f"{g['counted_per_dimension']:.2f}"))
    law = "NSN vectors" if of["law"] == NSN else f"vectors of coordinates of {laws.notation(of['law'])}"
    return [
        f"The least n of {law}, target {of['target']:g}, eps = {of['eps']:g},\n{result['trials']:,} trials an n\n",
        plain_table(("subsets", "success", "d", "counted", "measured", f"{asked}\nasks for"), cells, left=("subsets",)),
        f"\nGrowth from d = {min(of['d'])} to {max(of['d'])}\n",
        plain_table(("subsets", "success", "n ~ d^b\nb", "\ncounted", "n = a + b d\nb", "\ncounted"), ends, left=("subsets",)),
        f"\nmeasured: the least n is between these, {percent(result['confidence'])} for all d of a block at once,"
        "\nand so for b, the slope of the least-squares line; counted: below it the mean"
        "\nnumber of subsets is less than the success probability; theorems are with 1"
        "\nfor the constant that they leave open. half: n // 2 of n; root: sqrt(n), rounded",
    ]


def _cell(measured: dict[str, int | None]) -> str:
    low, high = measured["low"], measured["high"]
    return f">= {low}" if high is None else str(low) if low == high else f"{low}..{high}"


def _asked(bound: dict[str, Any]) -> str:
    return f"{bound['value']:,.0f}" if bound["applies"] else "-"


def _range(ends: Sequence[float]) -> str:
    return "..".join(f"{end:.2f}" if math.isfinite(end) else "?" for end in ends)


def draw(result: dict[str, Any]) -> "Figure":
    """n against d, a panel a success probability, a colour a kind of size; what is measured from end to end."""
    import seaborn

    of = result["parameters"]
    figure, panels = white_grid(4.6 * len(of["success"]) + 1, 4.6, 1, len(of["success"]), squeeze=False, sharey=True)
    for axes, success in zip(panels[0], of["success"], strict=True):
        for place, (color, size) in enumerate(zip(seaborn.color_palette(), of["size"], strict=False)):
            shift = 0.08 * (place - (len(of["size"]) - 1) / 2)
            own = [row for row in result["rows"] if (row["size"], row["success"]) == (size, success)]
            [grows] = [g for g in result["growth"] if (g["size"], g["success"]) == (size, success)]
            axes.plot([row["d"] for row in own], [row["counted"] for row in own], ":", color=color)
            ends = [(row["measured"]["low"], row["measured"]["high"]) for row in own]
            up = [(high or 1.2 * low) - low for low, high in ends]
            bars = {"lolims": [high is None for _, high in ends], "capsize": 3, "label": f"{size}: d^{_range(grows['exponent'])}"}
            axes.errorbar([row["d"] + shift for row in own], [low for low, _ in ends], [[0] * len(up), up], fmt="_", color=color, **bars)
        axes.plot([], [], ":", color="0.3", label="counted")
        axes.set(xlabel="d", xticks=of["d"], title=f"success {success:g}")
        axes.legend(title="subsets, growth", loc="upper left", fontsize="small")
    panels[0][0].set_ylabel("the least n")
    panels[0][0].set_ylim(bottom=0)  # of all panels, when all is drawn
    vectors = "NSN vectors" if of["law"] == NSN else f"coordinates of {laws.notation(of['law'])}"
    figure.supxlabel(
        f"{vectors}, target {of['target']:g}, eps = {of['eps']:g}: {result['trials']:,} trials an n, seed {result['seed']}, "
        f"{percent(result['confidence'])} for all d",
        fontsize="small",
    )
    return figure


def _checked(options: Namespace) -> None:
    """Options as their checks return them."""
    [options.eps], options.target = checked_eps([options.eps]), checked_target(options.target)
    options.law = checked_vector_law(options.law)
    options.d, options.size, options.success = (list(dict.fromkeys(values)) for values in (options.d, options.size, options.success))
    for d in options.d:
        check_least("d", d, 1, MOST_D)
    if len(options.d) < 2:
        raise InvalidInput("d", "one dimension shows no growth; give at least two, like 1 2 3")
    check_probabilities("success", options.success, "success")
    if unknown := [size for size in options.size if size not in SIZES]:
        raise InvalidInput("size", f"{unknown[0]!r} is not known; give some of {', '.join(SIZES)}")
    if "any" in options.size and abs(options.target) < options.eps:
        raise InvalidInput("target", f"{options.target:g} is hit by the empty subset; give one of at least eps, or sizes half or root")
    check_least("max_n", options.max_n, 1, 100)


def main() -> None:
    """Parse, run, report."""
    parser = Parser("simulations.mrss_growth", "How the least n grows with the dimension of the vectors: measured, counted, asked for.")
    parser.add_argument("--d", type=parse_int, nargs="+", default=(1, 2, 3, 4, 5), help="dimensions (default 1 2 3 4 5)")
    parser.add_argument("--eps", type=parse_float, default=0.25, help="the error (default 0.25)")
    parser.add_argument("--success", type=parse_float, nargs="+", default=(0.5, 0.9), help="success probabilities (default 0.5 0.9)")
    parser.add_argument("--size", nargs="+", default=("any",), help=f"sizes of the subsets: {', '.join(SIZES)} (default any)")
    parser.add_argument("--target", type=parse_float, default=0.5, help="each coordinate of the target (default 0.5)")
    parser.add_argument("--law", default="normal", help=f"nsn, or the law of independent coordinates: {laws.NAMES} (default normal)")
    parser.add_argument("--max-n", type=parse_int, default=40, help="the largest n that is measured, if it is needed (default 40)")
    add_run_options(parser, 2000)
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors(lambda: options.kept):
        check_outputs(options)
        _checked(options)
        try:
            counts = {(size, d): mean_counts(size, d, options) for size in options.size for d in options.d}
        except ValueError as error:
            raise InvalidInput("law", str(error)) from None
        problem = {"eps": (options.eps,), "target": options.target, "law": options.law}
        experiments = {
            (size, d, n): MRSS(d=d, n=n, k=SIZES[size](n), **problem)
            for (size, d), means in counts.items()
            for n in range(least_n(means, min(options.success)), len(means) + 1)
        }
        observed = dict(zip(experiments, run(options, [e.observables() for e in experiments.values()], "mrss_growth"), strict=True))
        failures = {
            (size, d): [int(np.sum(part[0] >= options.eps)) for (s, e, _), part in observed.items() if (s, e) == (size, d)]
            for size, d in counts
        }
        found = rows(options, counts, failures)
        blocks = [found[start : start + len(options.d)] for start in range(0, len(found), len(options.d))]
        result = {
            "experiment": "mrss_growth",
            "parameters": {name: getattr(options, name) for name in ("d", "eps", "success", "size", "target", "max_n")}
            | {"law": law_name(options.law)},
            "seed": options.seed,
            "trials": options.trials,
            "confidence": options.confidence,
            "rows": found,
            "growth": [growth(block) for block in blocks],
        }
        write_result(options, result, tables(result), lambda: draw(result))


if __name__ == "__main__":
    main()
