"""With n samples, which eps is reached with probability 1 - delta, and with which delta is an eps missed? Measured and proved."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rss_theory import laws, rfss, rss
from rss_theory.arrays import Array
from rss_theory.bound import Bound
from rss_theory.command_line.arguments import check_probabilities, checked_eps, checked_half_width, checked_law, parse_float, parse_int
from rss_theory.command_line.output import add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from rss_theory.covering import success_bound
from simulations.command_line.cells import percent
from simulations.command_line.experiment import add_run_options, run
from simulations.command_line.figure import white_grid
from simulations.command_line.samples import checked_samples, checked_size
from simulations.coverage import Gaps, checked_gaps
from simulations.montecarlo.intervals import clopper_pearson, quantile_interval, trials_needed
from simulations.montecarlo.observable import Observable
from simulations.rfss import Distances
from simulations.rss import Subsets

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from rich.console import RenderableType

LEAST_EPS, GREATEST_EPS = 1e-12, 1e6  # between these an eps is looked for
ACCURACY = 0.01  # relative, of a proved eps
Bounds = Callable[[float], Sequence[Bound]]


def eps_of(distances: Array, bounds: Bounds, delta: float, confidence: float = 0.99) -> dict[str, Any]:
    """The least eps that is reached with probability 1 - delta: an interval that is measured from distances (trials,), and a proved one.

    Measured is the quantile of the distances, by order statistics. Proved: a lower bound on success is 1 - delta at `high`, so that more
    is not needed, and an upper one is less at `low`, so that less is not enough, each within ACCURACY. None where there is no end.
    """
    low, high = quantile_interval(distances, 1 - delta, confidence)
    enough = _least_eps(lambda eps: _proved(bounds, eps)[0] >= 1 - delta)
    possible = _least_eps(lambda eps: _proved(bounds, eps)[1] >= 1 - delta)
    return {
        "measured": {"low": max(0.0, low), "high": high if math.isfinite(high) else None},
        "proved": {"low": 0.0 if possible is None else possible[0], "high": None if enough is None else enough[1]},
    }


def delta_of(failures: int, trials: int, bounds: Bounds, eps: float, confidence: float = 0.99) -> dict[str, Any]:
    """The probability that eps is missed: its Clopper-Pearson interval, and a proved one."""
    low, high = clopper_pearson(failures, trials, confidence)
    at_least, at_most = _proved(bounds, eps)
    return {"measured": {"low": float(low), "high": float(high)}, "proved": {"low": 1 - at_most, "high": 1 - at_least}}


def _proved(bounds: Bounds, eps: float) -> tuple[float, float]:
    """The best lower and upper bound on success; 0 and 1 where there is none."""
    try:
        found = [bound for bound in bounds(eps) if bound.applies]
    except ValueError:  # the law's sums are not resolved there
        return 0.0, 1.0
    sides = {side: [bound.value for bound in found if bound.side == side] for side in ("lower", "upper")}
    return max(sides["lower"], default=0.0), min(sides["upper"], default=1.0)


def _least_eps(holds: Callable[[float], bool]) -> tuple[float, float] | None:
    """eps at which it does not hold (0: none is known) and one at which it does, within ACCURACY; None where it does nowhere.

    What holds for an eps is taken to hold for greater ones, of which only the first part relies on it.
    """
    if not holds(GREATEST_EPS):
        return None
    if holds(LEAST_EPS):
        return 0.0, LEAST_EPS
    low, high = LEAST_EPS, GREATEST_EPS
    while high > low * (1 + ACCURACY):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return low, high


def tables(result: Mapping[str, Any]) -> "list[RenderableType]":
    """A line a question and kind of target."""
    parameters = result["parameters"]
    kinds, cells = _kinds(parameters), []
    for row in result["rows"]:
        given = "delta" if row["asked"] == "eps" else "eps"
        for place, (kind, said) in enumerate(kinds.items()):
            first = ("", "") if place else (f"{given} = {row[given]:g}", row["asked"])
            cells.append((first[0], said, first[1], *(_cell(row[kind][key]) for key in ("measured", "proved"))))
    headings = ("given", "targets", "asked", f"measured, {percent(result['confidence'])}", "proved")
    needed = {row["delta"]: trials_needed(row["delta"], result["confidence"]) for row in result["rows"] if row["asked"] == "eps"}
    return [
        f"What n = {parameters['n']} samples of {laws.notation(parameters['law'])} reach, {result['trials']:,} trials\n",
        plain_table(headings, cells, left=("given", "targets", "asked"), unbroken=True),
        *(f"\ndelta = {d:g} is not resolved: needs about {t:,} trials" for d, t in needed.items() if t > result["trials"]),
        "\neps: the least that is reached with probability 1 - delta; delta: the probability that eps is missed"
        "\nproved: no less than the first number, no more than the second",
    ]


def _kinds(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The kinds of targets, as they are said."""
    a, k = parameters["target"], parameters["k"]
    return {"one_target": f"z = {a:g}", "fixed_size": f"z = {a:g}, {k}-subsets", "all_targets": f"all of [-{a:g},{a:g}]"}


def _cell(interval: Mapping[str, float | None]) -> str:
    low, high = interval["low"], interval["high"]
    return f">= {low:.3g}" if high is None else f"{low:.3g}..{high:.3g}"


def draw(result: Mapping[str, Any]) -> "Figure":
    """delta against eps, for each kind of target: intervals of eps at the deltas given, of delta at the eps given; arrows have no end."""
    parameters = result["parameters"]
    kinds = _kinds(parameters)
    figure, panels = white_grid(9, 3.8, 1, len(kinds), sharex=True, sharey=True)
    for axes, (kind, said) in zip(panels, kinds.items(), strict=True):
        for key, color, width in (("proved", "tab:orange", 1.5), ("measured", "tab:blue", 3.5)):
            for row in result["rows"]:
                _draw_interval(axes, row, row[kind][key], color=color, elinewidth=width, label=key)
        axes.set(xscale="log", yscale="log", xlabel="eps", title=said)
    panels[0].set_ylabel("delta")
    legend = dict(zip(*reversed(panels[0].get_legend_handles_labels()), strict=True))
    figure.legend(legend.values(), legend.keys(), loc="outside right upper", fontsize="small")
    trials, confidence = result["trials"], percent(result["confidence"])
    reached = f"What {parameters['n']} samples of {laws.notation(parameters['law'])} reach"
    figure.supxlabel(f"{reached}: {trials:,} trials, {confidence} intervals, seed {result['seed']}", fontsize="small")
    return figure


def _draw_interval(axes: "Axes", row: Mapping[str, Any], interval: Mapping[str, float | None], **style: Any) -> None:
    """Of what a row asks, at what it gives."""
    low, high = interval["low"], interval["high"]
    if not low and high in (None, 1.0 if row["asked"] == "delta" else None):  # says nothing
        return
    at = cast(float, low or high)
    lengths = [[0.0], [(high or 2 * at) - at]] if low else [[at / 2], [0.0]]  # an arrow is as long as a factor of 2
    style |= {"fmt": "none", "capsize": 2}
    if row["asked"] == "eps":
        axes.errorbar(at, row["delta"], xerr=lengths, xlolims=high is None, xuplims=not low, **style)
    else:
        axes.errorbar(row["eps"], at, yerr=lengths, lolims=high is None, uplims=not low, **style)


def main() -> None:
    """Parse, run, report."""
    parser = Parser("simulations.inverse", "Which eps do n samples reach but for probability delta, which delta belongs to an eps?")
    parser.add_argument("--n", type=parse_int, required=True, help="number of samples")
    parser.add_argument("--k", type=parse_int, help="size of the subsets of fixed size (default n/2)")
    parser.add_argument("--eps", type=parse_float, nargs="+", default=(0.01,), help="errors of which delta is asked (default 0.01)")
    parser.add_argument("--delta", type=parse_float, nargs="+", default=(0.1, 0.01), help="of which eps is asked (default 0.1 0.01)")
    parser.add_argument("--target", type=parse_float, default=1.0, help="the target, and the end of the interval of targets (default 1)")
    parser.add_argument("--law", default="uniform", help=f"law of the samples: {laws.NAMES} (default uniform)")
    add_run_options(parser, 2000)
    add_output_options(parser)
    options = parser.parse_args()
    with parser.one_line_errors(lambda: options.kept):
        check_outputs(options)
        n, law, a = options.n, checked_law(options.law), checked_half_width(options.target)
        check_probabilities("delta", options.delta, "failure")
        checked_samples(n)
        eps, k = checked_eps(options.eps), checked_size("k", max(1, n // 2) if options.k is None else options.k, 1, n)
        distances: dict[str, Observable] = {
            "one_target": Subsets(n, law, a, None),
            "fixed_size": Distances(n, law, k, a),
            "all_targets": checked_gaps(Gaps(n, law, None, -a, a)),
        }
        bounds: dict[str, Bounds] = {
            "one_target": lambda e: rss.success_bounds(n, e, a, law),
            "fixed_size": lambda e: rfss.success_bounds(n, k, e, a, law),
            "all_targets": lambda e: [success_bound(n, e, a, law), rss.first_moment(n, e, a, law)],
        }
        observed = {
            kind: own[0][:, 0] for kind, own in zip(distances, run(options, [[o] for o in distances.values()], "inverse"), strict=True)
        }

        def delta_at(kind: str, e: float) -> dict[str, Any]:
            return delta_of(int(np.sum(observed[kind] >= e)), options.trials, bounds[kind], e, options.confidence)

        asked = [
            {"asked": "eps", "delta": d, **{kind: eps_of(observed[kind], bounds[kind], d, options.confidence) for kind in bounds}}
            for d in options.delta
        ]
        asked += [{"asked": "delta", "eps": e, **{kind: delta_at(kind, e) for kind in bounds}} for e in eps]
        result = {
            "experiment": "inverse",
            "parameters": {"n": n, "k": k, "target": a, "law": laws.name_of(law)},
            "seed": options.seed,
            "trials": options.trials,
            "confidence": options.confidence,
            "rows": asked,
        }
        write_result(options, result, tables(result), lambda: draw(result))


if __name__ == "__main__":
    main()
