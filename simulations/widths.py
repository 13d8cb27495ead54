"""How many samples are needed, and how many are proved to suffice: "n >= C log(1/min(eps, delta))" in numbers."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rss_theory import laws
from rss_theory.command_line.arguments import (
    InvalidInput,
    check_least,
    check_probabilities,
    checked_eps,
    checked_half_width,
    checked_law,
    parse_float,
    parse_int,
)
from rss_theory.command_line.output import add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from rss_theory.packing import samples
from rss_theory.provable import provable_width
from simulations.command_line.cells import percent
from simulations.command_line.experiment import add_run_options, run
from simulations.command_line.figure import white_grid
from simulations.coverage import Coverage
from simulations.hits import faster, halves_cost
from simulations.montecarlo.intervals import first_at_most, trials_needed
from simulations.rss import RSS

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import RenderableType

LEAST_N = 2
MOST_N = 1000  # of as many observables


def compare(
    eps: Sequence[float],
    delta: Sequence[float],
    a: float,
    law: laws.Law | str,
    failures: Mapping[str, Sequence[Sequence[int]]],
    trials: int,
    confidence: float = 0.99,
) -> list[dict[str, Any]]:
    """A row for each eps and delta; failures: in how many trials each eps is missed, by kind of target, for
    n = LEAST_N, LEAST_N + 1, ... samples.

    `measured`: an interval of the least n >= LEAST_N of which a share of at most delta fails. `high`: all from it on are shown to be such;
    None where the greatest is not, as it cannot be by fewer than `trials_needed` trials. `low`: all below it are shown to be none, so that
    it is above the greatest where all are. The least n is in between with at least the confidence, for each row and kind of target alone.
    It holds because more samples never hurt: to their subset sums one more sample only adds others. So the share that fails does not
    increase with n, as `first_at_most` takes for granted. `proved`: a width that suffices (None where none was found); `counted`: below it
    no law's samples suffice; for the target a and for all of [-a, a].
    """

    def measured(kind: str, place: int, d: float) -> dict[str, int | None]:
        low, high = first_at_most([counts[place] for counts in failures[kind]], trials, d, confidence)
        return {"low": LEAST_N + low, "high": None if high is None else LEAST_N + high}

    def proved(e: float, d: float, low: float) -> int | None:
        try:
            return provable_width(e, d, (low, a), laws.as_law(law)).n
        except ValueError:
            return None

    return [
        {
            "eps": e,
            "delta": d,
            "log2(1/eps)": -math.log2(e),
            "trials_needed": trials_needed(d, confidence),
            "one_target": {"measured": measured("one_target", place, d), "proved": proved(e, d, a)},
            "all_targets": {
                "measured": measured("all_targets", place, d),
                "proved": proved(e, d, -a),
                "counted": int(samples(e, a, d).value),
            },
        }
        for place, e in enumerate(eps)
        for d in delta
    ]


def tables(result: dict[str, Any]) -> "list[RenderableType]":
    """Measured and proved widths side by side; which delta the trials are too few for."""
    a, law, max_n = (result["parameters"][key] for key in ("target", "law", "max_n"))
    two_lines = (f"z = {a:g}\nmeasured", "\nproved", f"[-{a:g},{a:g}]\ncounted", "\nmeasured", "\nproved", "\nC proved")
    cells = []
    for row in result["rows"]:
        one, every = row["one_target"], row["all_targets"]
        constant = "-" if every["proved"] is None else f"{every['proved'] / -math.log(min(row['eps'], row['delta'])):.1f}"
        widths = (_cell(one["measured"]), one["proved"], every["counted"], _cell(every["measured"]), every["proved"])
        shown = ["-" if n is None else str(n) for n in widths]
        cells.append((f"{row['eps']:g}", f"{row['delta']:g}", f"{row['log2(1/eps)']:.2f}", *shown, constant))
    table = plain_table(("eps", "delta", "log2\n1/eps", *two_lines), cells)
    needed = {row["delta"]: row["trials_needed"] for row in result["rows"] if row["trials_needed"] > result["trials"]}
    return [
        f"Samples of {laws.notation(law)} for error eps with probability 1 - delta, {result['trials']:,} trials an n\n",
        table,
        *(f"\ndelta = {delta:g} is not resolved: needs about {n:,} trials an n" for delta, n in needed.items()),
        f"\nmeasured: the least n is between these, {percent(result['confidence'])} each; >=: none up to {max_n} is shown to be enough"
        "\nC: the width that is proved for all targets over ln(1/min(eps, delta))",
    ]


def _policy(law: laws.Law, eps: Sequence[float], n: int) -> str:
    """The closest subset decides every eps; where that takes longer, each is decided for itself."""
    return "any" if faster(law, eps, None, halves_cost(n)) else "closest"


def _cell(measured: dict[str, int | None]) -> str:
    low, high = measured["low"], measured["high"]
    return f">= {low}" if high is None else str(low) if low == high else f"{low}..{high}"


def draw(result: dict[str, Any]) -> "Figure":
    """Widths for all targets against 1/eps, one colour a delta; what is measured from end to end, an arrow where no end is known."""
    import seaborn

    figure, axes = white_grid(8, 4.4)
    for color, delta in zip(seaborn.color_palette(), sorted({row["delta"] for row in result["rows"]}, reverse=True), strict=False):
        rows = [(1 / row["eps"], row["all_targets"]) for row in result["rows"] if row["delta"] == delta]
        for key, style in (("proved", "o-"), ("counted", "^:")):
            points = [(x, of[key]) for x, of in rows if of[key] is not None]
            axes.plot(*zip(*points, strict=True) if points else ([], []), style, color=color, label=f"{key}, delta = {delta:g}")
        ends = [(of["measured"]["low"], of["measured"]["high"]) for _, of in rows]
        lows, up = [low for low, _ in ends], [(high or 1.2 * low) - low for low, high in ends]
        bars = {"lolims": [high is None for _, high in ends], "capsize": 3, "label": f"measured, delta = {delta:g}"}
        axes.errorbar([x for x, _ in rows], lows, [[0] * len(up), up], fmt="_", color=color, **bars)
    a = result["parameters"]["target"]
    axes.set(xscale="log", yscale="log", xlabel="1/eps", ylabel="n", title=f"Samples for all targets of [-{a:g}, {a:g}]")
    figure.legend(loc="outside right upper", fontsize="x-small")
    return figure


def main() -> None:
    """Parse, run, report."""
    parser = Parser("simulations.widths", "How many samples are needed for error eps with probability 1 - delta, measured and proved.")
    parser.add_argument("--eps", type=parse_float, nargs="+", default=(0.1, 0.01), help="errors (default 0.1 0.01)")
    parser.add_argument("--delta", type=parse_float, nargs="+", default=(0.1, 0.01), help="failure probabilities (default 0.1 0.01)")
    parser.add_argument("--target", type=parse_float, default=1.0, help="the target, and the end of the interval of targets (default 1)")
    parser.add_argument("--law", default="uniform", help=f"law of the samples: {laws.NAMES} (default uniform)")
    parser.add_argument("--max-n", type=parse_int, default=32, help="the largest n that is measured (default 32)")
    add_run_options(parser, 2000)
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors(lambda: options.kept):
        check_outputs(options)
        law = checked_law(options.law)
        eps, a = checked_eps(options.eps), checked_half_width(options.target)
        if not all(0 < e < 1 for e in eps):
            raise InvalidInput("eps", "errors of 1 and more are not asked for; give numbers between 0 and 1")
        check_probabilities("delta", options.delta, "failure")
        check_least("max_n", options.max_n, LEAST_N, MOST_N)
        widths = range(LEAST_N, options.max_n + 1)
        experiments: dict[str, list[RSS | Coverage]] = {
            "one_target": [RSS(n=n, eps=eps, target=a, law=law, policy=_policy(law, eps, n)) for n in widths],
            "all_targets": [Coverage(n=n, eps=eps, low=-a, high=a, law=law) for n in widths],
        }
        observed = iter(run(options, [e.observables() for own in experiments.values() for e in own], "widths"))
        failures = {kind: [[options.trials - s for s in e.successes(next(observed))] for e in own] for kind, own in experiments.items()}
        result = {
            "experiment": "widths",
            "parameters": {"target": a, "law": laws.name_of(law), "max_n": options.max_n},
            "seed": options.seed,
            "trials": options.trials,
            "confidence": options.confidence,
            "rows": compare(eps, options.delta, a, law, failures, options.trials, options.confidence),
        }
        write_result(options, result, tables(result), lambda: draw(result))


if __name__ == "__main__":
    main()
