"""How sum-bounded a law is (natale2024 Definition 1): sqrt(k) times the density of a sum of k samples, for each k, and its limits."""

import math
from typing import TYPE_CHECKING, Any

from rss_theory import laws, sums
from rss_theory.command import InvalidInput, Parser, add_output_options, check_law, check_outputs, deliver, whole
from rss_theory.sum_bounded import constants, scaled_range

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType


def measure(law: str, max_k: int) -> dict[str, Any]:
    """c_l and c_u at each k = 1, ..., max_k, and those for all k at once, JSON-ready: None stands for infinity.

    c_l is None, too, where nothing is proved for all k.
    """
    known = laws.law(check_law(law))
    if not 1 <= max_k <= sums.max_k(known):
        raise InvalidInput("max_k", f"{max_k} is out of range; give a whole number from 1 to {sums.max_k(known)}")
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
        "parameters": {"law": known.name, "max_k": max_k},
        "c_l": c_l,
        "c_u": c_u if math.isfinite(c_u) else None,
        "rows": [{"k": k, "c_l": low, "c_u": high if math.isfinite(high) else None} for k, (low, high) in enumerate(ranges, start=1)],
    }


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """A selection of k, and all k."""
    from rich.table import Table

    max_k = result["parameters"]["max_k"]
    shown = sorted({k for power in range(4) for k in (10**power, 2 * 10**power, 3 * 10**power, 5 * 10**power) if k <= max_k} | {max_k})
    table = Table(box=None, padding=(0, 1))
    for heading in ("k", "c_l: least sqrt(k) f_k\non |x| <= sqrt(k)", "c_u: greatest\nsqrt(k) f_k"):
        table.add_column(heading, justify="right")
    every = [] if result["c_l"] is None else [("all" if result["c_l"] > 0 else "all: none", result)]
    for name, row in [(str(k), result["rows"][k - 1]) for k in shown] + every:
        table.add_row(name, f"{row['c_l']:.12f}", "infinite" if row["c_u"] is None else f"{row['c_u']:.12f}")
    return [
        f"Density f_k of a sum of k samples of {laws.law(result['parameters']['law']).notation}\n",
        table,
        *([] if every else [_UNPROVED]),
    ]


_UNPROVED = "\nNothing is proved about all k for this law."


def draw(result: dict[str, Any]) -> "Figure":
    """Both constants against k."""
    import seaborn
    from matplotlib.figure import Figure

    with seaborn.axes_style("whitegrid"):
        figure = Figure(figsize=(7, 4.2), layout="constrained")
        axes = figure.add_subplot()
    for name, color, label in (
        ("c_u", "C3", "greatest $\\sqrt{k}\\,f_k$"),
        ("c_l", "C0", "least $\\sqrt{k}\\,f_k$ on $[-\\sqrt{k}, \\sqrt{k}]$"),
    ):
        rows = [row for row in result["rows"] if row[name] is not None]
        axes.plot([row["k"] for row in rows], [row[name] for row in rows], ".-", color=color, label=label)
        if result[name]:
            axes.axhline(result[name], color=color, linestyle="--", linewidth=1, label=f"for all k: {result[name]:.6f}")
    axes.set(xscale="log", xlabel="k", ylim=(0, None), title=f"Sums of k samples of {laws.law(result['parameters']['law']).notation}")
    axes.legend(fontsize="small")
    return figure


def main() -> None:
    """Parse, compute, report."""
    parser = Parser("simulations.sum_bounded", "How sum-bounded a law is (natale2024 Definition 1), for each k and for all.")
    parser.add_argument("--law", default="uniform", help=f"law of the samples: {laws.NAMES} (default uniform)")
    parser.add_argument("--max-k", type=whole, default=200, help="the largest k (default 200)")
    add_output_options(parser)
    options = parser.parse_args()
    with parser.complaints(lambda: "nothing is kept"):
        check_outputs(options)
        result = measure(options.law, options.max_k)
        deliver(options, result, tables(result), lambda: draw(result))


if __name__ == "__main__":
    main()
