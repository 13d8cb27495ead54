"""How sum-bounded a law is (natale2024 Definition 1): sqrt(k) times the density of a sum of k samples, for each k, and its limits."""

import math
from typing import TYPE_CHECKING, Any

from rss_theory import laws, sums
from rss_theory.command_line.arguments import InvalidInput, checked_law, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from rss_theory.numeric.not_said import NotSaid
from rss_theory.sum_bounded import constants, scaled_range
from simulations.command_line.figure import white_grid

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType


def measure(law: laws.Law | str, max_k: int) -> dict[str, Any]:
    """c_l and c_u at each k = 1, ..., max_k, and those for all k at once, JSON-ready: None stands for infinity.

    c_l is None, too, where nothing is proved for all k.
    """
    known = checked_law(law)
    try:
        most = sums.max_k(known)
    except NotSaid as error:
        raise InvalidInput("law", str(error)) from None
    if not 1 <= max_k <= most:
        raise InvalidInput("max_k", f"{max_k} is out of range; give a whole number from 1 to {most}")
    try:
        ranges = [scaled_range(known, k) for k in range(1, max_k + 1)]
    except ValueError as error:
        raise InvalidInput("law", str(error)) from None
    try:
        c_l, c_u = constants(known)
    except ValueError:
        c_l, c_u = None, math.inf
    return {
        "experiment": "sum_bounded",
        "parameters": {"law": laws.name_of(known), "max_k": max_k},
        "c_l": c_l,
        "c_u": c_u if math.isfinite(c_u) else None,
        "rows": [{"k": k, "c_l": low, "c_u": high if math.isfinite(high) else None} for k, (low, high) in enumerate(ranges, start=1)],
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """A selection of k, and all k."""
    max_k = result["parameters"]["max_k"]
    shown = sorted({k for power in range(4) for k in (10**power, 2 * 10**power, 3 * 10**power, 5 * 10**power) if k <= max_k} | {max_k})
    every = [] if result["c_l"] is None else [("all" if result["c_l"] > 0 else "all: none", result)]
    table = plain_table(
        ("k", "c_l: least sqrt(k) f_k\non |x| <= sqrt(k)", "c_u: greatest\nsqrt(k) f_k"),
        (
            (name, f"{row['c_l']:.12f}", "infinite" if row["c_u"] is None else f"{row['c_u']:.12f}")
            for name, row in [(str(k), result["rows"][k - 1]) for k in shown] + every
        ),
    )
    title = f"Density f_k of a sum of k samples of {laws.notation(result['parameters']['law'])}\n"
    return [title, table, *([] if every else ["\nNothing is proved about all k for this law."])]


def draw(result: dict[str, Any]) -> "Figure":
    """Both constants against k."""
    figure, axes = white_grid(7, 4.2)
    for name, color, label in (
        ("c_u", "C3", "greatest $\\sqrt{k}\\,f_k$"),
        ("c_l", "C0", "least $\\sqrt{k}\\,f_k$ on $[-\\sqrt{k}, \\sqrt{k}]$"),
    ):
        rows = [row for row in result["rows"] if row[name] is not None]
        axes.plot([row["k"] for row in rows], [row[name] for row in rows], ".-", color=color, label=label)
        if result[name]:
            axes.axhline(result[name], color=color, linestyle="--", linewidth=1, label=f"for all k: {result[name]:.6f}")
    axes.set(xscale="log", xlabel="k", ylim=(0, None), title=f"Sums of k samples of {laws.notation(result['parameters']['law'])}")
    axes.legend(fontsize="small")
    return figure


def main() -> None:
    """Parse, compute, report."""
    parser = Parser("simulations.sum_bounded", "How sum-bounded a law is (natale2024 Definition 1), for each k and for all.")
    parser.add_argument("--law", default="uniform", help=f"law of the samples: {laws.NAMES} (default uniform)")
    parser.add_argument("--max-k", type=parse_int, default=200, help="the largest k (default 200)")
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors():
        check_outputs(options)
        result = measure(options.law, options.max_k)
        write_result(options, result, tables(result), lambda: draw(result))


if __name__ == "__main__":
    main()
