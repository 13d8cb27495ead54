"""`python -m rss_theory width | bounds | compare`: what is proved, as tables and JSON."""

import math
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rss_theory import laws, mrss, rfss, rss
from rss_theory.command_line.arguments import InvalidInput, check_least, checked_eps, checked_law, checked_target, parse_float, parse_int
from rss_theory.command_line.output import FLUSH, add_output_options, check_outputs, plain_table, write_result
from rss_theory.command_line.parser import Parser
from rss_theory.networks.architecture import ARCHITECTURES
from rss_theory.networks.compare import requirements
from rss_theory.numeric.not_said import NotSaid
from rss_theory.packing import parameters as needed_parameters
from rss_theory.packing import samples as counted_samples
from rss_theory.provable import provable_width
from rss_theory.sums import TooManySamples

if TYPE_CHECKING:
    from rich.table import Table

SMALLEST = 1e-100  # eps and delta of a network: what its parameters may err is no float long before that of a sample


def width(parser: Parser, argv: Sequence[str]) -> None:
    """Samples that are proved to hit a target, or all of an interval, within eps with probability 1 - delta."""
    parser.add_argument("--eps", type=parse_float, nargs="+", default=(0.1, 0.01, 0.001), help="errors (default 0.1 0.01 0.001)")
    parser.add_argument("--delta", type=parse_float, nargs="+", default=(0.1, 0.01), help="failure probabilities (default 0.1 0.01)")
    parser.add_argument("--low", type=parse_float, default=-1.0, help="least target (default -1)")
    parser.add_argument("--high", type=parse_float, default=1.0, help="greatest target (default 1; --low and --high equal: one target)")
    parser.add_argument("--share", type=parse_float, help="size of the subsets as a share of all samples, at most 1/2 (default: any size)")
    options = _parsed(parser, argv)
    law, eps, delta = options.law, checked_eps(options.eps), _probabilities(options.delta)
    low, high = checked_target(options.low, "low"), checked_target(options.high, "high")
    if low > high:
        raise InvalidInput("high", f"{high:g} is below --low {low:g}; give the greater one here")
    _check_share(options.share)

    def row(e: float, d: float) -> dict[str, Any]:
        try:
            found = provable_width(e, d, (low, high), law, share=options.share)
        except ValueError as error:
            raise InvalidInput("law" if isinstance(error, NotSaid) else "eps", str(error)) from None
        return {
            "eps": e,
            "delta": d,
            "proved": found.n,
            "size": found.size,
            "by": type(found.proof).__name__.lower(),
            "failure": found.failure,
            "proof": asdict(found.proof),
            "constant": found.n / math.log(1 / min(e, d)),
            "counted": counted_samples(e, (high - low) / 2, d, None).value if high > low else None,
        }

    rows = [row(e, d) for e in eps for d in delta]
    parameters = {"law": laws.name_of(law), "low": low, "high": high, "share": options.share}
    cells = []
    for r in rows:
        size, counted = "any" if r["size"] is None else str(r["size"]), "-" if r["counted"] is None else f"{r['counted']:.0f}"
        cells.append((f"{r['eps']:g}", f"{r['delta']:g}", str(r["proved"]), size, r["by"], f"{r['constant']:.1f}", counted))
    table = _table(("eps", "delta", "proved n", "size", "by", "C", "counted n"), cells)
    targets = f"the target {low:g}" if low == high else f"all targets of [{low:g}, {high:g}]"
    title = f"Samples of {law.notation} that are proved to hit {targets} within eps with probability 1 - delta\n"
    note = "\nC: proved n over ln(1/min(eps, delta)); counted n: below it no samples of any law suffice. (--json: the steps of each proof)"
    write_result(options, {"command": "width", "parameters": parameters, "rows": rows}, [title, table, note])


def bounds(parser: Parser, argv: Sequence[str]) -> None:
    """Bounds on the probability that a subset sum of n samples is within eps of a target; --k: of k samples; --d: of NSN vectors."""
    parser.add_argument("--n", type=parse_int, required=True, help="number of samples")
    parser.add_argument("--k", type=parse_int, help="size of the subsets (default: any)")
    parser.add_argument("--d", type=parse_int, help="dimension: NSN vectors in place of numbers (needs --k)")
    parser.add_argument("--eps", type=parse_float, nargs="+", default=(0.1, 0.01, 0.001), help="errors (default 0.1 0.01 0.001)")
    parser.add_argument("--target", type=parse_float, default=0.0, help="the target, or each of its coordinates (default 0)")
    options = _parsed(parser, argv)
    law, eps, target = options.law, checked_eps(options.eps), checked_target(options.target)
    n, k, d = options.n, options.k, options.d
    check_least("n", n, 1, 5000 if k is None else 10**9)  # all sizes take seconds at 5000
    if k is not None and not 1 <= k <= n:
        raise InvalidInput("k", f"subsets of {k} of n = {n} samples do not exist; give 1 to {n}")
    if d is not None and law != laws.Uniform():
        raise InvalidInput("law", f"vectors are NSN, not of law {law.name!r}; leave it out, or --d")
    if d is not None and (k is None or not 1 <= d <= 10_000):
        raise InvalidInput("d", "vectors need at least one coordinate, at most 10,000, and the size --k of the subsets; give both")

    def at(e: float) -> list[Any]:
        try:
            if d is not None:
                return mrss.success_bounds(n, k, e, [target] * d)
            return rss.success_bounds(n, e, target, law) if k is None else rfss.success_bounds(n, k, e, target, law)
        except ValueError as error:
            too_many = "n" if k is None else "k"
            argument = "law" if isinstance(error, NotSaid) else too_many if isinstance(error, TooManySamples) else "target"
            raise InvalidInput(argument, str(error)) from None

    rows: list[dict[str, Any]] = [{"eps": e, "bounds": [bound.as_dict() for bound in at(e)]} for e in eps]
    cells = []
    for e, b in ((row["eps"], b) for row in rows for b in row["bounds"]):
        sign, applies, value = ">=" if b["side"] == "lower" else "<=", "yes" if b["applies"] else "no", "-"
        if b["applies"]:
            value = f"{b['value']:.6g}"
        cells.append((f"{e:g}", b["name"], sign, value, applies, _failing(b)))
    table = _table(("eps", "bound", "side", "value", "applies", "fails"), cells)
    samples = f"NSN vectors of {d} coordinates" if d else f"samples of {law.notation}"
    size = "some subset" if k is None else f"some {k}"
    title = f"Probability that {size} of {n} {samples} has a sum within eps of {target:g}\n"
    parameters = {"n": n, "k": k, "d": d, "target": target, "law": f"nsn:{d}" if d else laws.name_of(law)}
    write_result(options, {"command": "bounds", "parameters": parameters, "rows": rows}, [title, table])


def compare(parser: Parser, argv: Sequence[str]) -> None:
    """What every theorem asks of a random network for a target architecture."""
    parser.add_argument("--architecture", default="lenet5", help=f"the target: {', '.join(ARCHITECTURES)} (default lenet5)")
    parser.add_argument("--eps", type=parse_float, default=0.01, help="error of the ticket (default 0.01)")
    parser.add_argument("--delta", type=parse_float, default=0.01, help="failure probability (default 0.01)")
    parser.add_argument("--share", type=parse_float, default=0.5, help="gamma' of natale2024, at most 1/2 (default 0.5)")
    options = _parsed(parser, argv, law=False)
    if options.architecture not in ARCHITECTURES:
        raise InvalidInput("architecture", f"{options.architecture!r} is not known; give one of {', '.join(ARCHITECTURES)}")
    architecture = ARCHITECTURES[options.architecture]
    [eps], [delta] = _probabilities([options.eps], "eps", SMALLEST), _probabilities([options.delta], "delta", SMALLEST)
    _check_share(options.share)
    try:
        rows = [requirement.as_dict() for requirement in requirements(architecture, eps, delta, options.share)]
    except (ValueError, OverflowError) as error:
        raise InvalidInput("eps", f"{error}; give another eps, delta or share") from None
    square = max(min(layer.out, layer.into * layer.kernel**2) for layer in architecture.layers)
    lower = needed_parameters(square, eps)
    applying, others, notes = [], [], []
    for row in rows:
        said = row["name"].replace("Theorem", "Thm"), f"{row['parameters_per_constant']:.1e} {row['constant']}"
        proved = row["parameters"] is not None  # else a ticket, too, is in units of the paper's constants: no number to set beside others
        numbers = (
            (f"{max(row['samples']):,}", f"{row['parameters']:.1e}", f"{row['parameters'] / architecture.parameters:.1e}")
            if proved
            else "---"
        )
        if row["applies"]:
            applying.append((*said, *numbers, f"{row['ticket']:.1e}" if proved and row["ticket"] else "-"))
            notes.append(f"{row['name']}: assumes {row['assumes']}")
        else:
            others.append((*said, "-", _failing(row)))
    tables: list[Any] = []
    if applying:
        headings = ("applies", "as printed", "samples\na weight", "parameters\nproved", "over\ntarget", "ticket\nat most")
        tables += [_table(headings, applying), "\n" + "\n".join(notes) + "\n"]
    if others:
        tables.append(_table(("does not apply", "as printed", "proved", "fails"), others))
    maps = f"each {square} x {square} linear map"
    below = f"\nA network with error {eps:g} for {maps} has at least {lower.value:,.0f} parameters (pensia2020 Theorem 2)."
    if not lower.applies:
        below = f"\nHow many parameters a network needs pensia2020 Theorem 2 does not say: fails {_failing(lower.as_dict())}."
    title = (
        f"{architecture.name}: {len(architecture.layers)} layers, {architecture.parameters:,} parameters; random networks with a ticket "
        f"of error {eps:g} but for probability {delta:g}\n"
    )
    result = {
        "command": "compare",
        "parameters": {"architecture": architecture.name, "eps": eps, "delta": delta, "share": options.share},
        "target": {"layers": len(architecture.layers), "parameters": architecture.parameters},
        "rows": rows,
        "lower": lower.as_dict(),
    }
    units = "\nAs printed: parameters in units of the constant that the paper leaves open; proved: with the constants of this package."
    write_result(options, result, [title, *tables, units, below])


COMMANDS: dict[str, Callable[[Parser, Sequence[str]], None]] = {"width": width, "bounds": bounds, "compare": compare}


def main() -> None:
    """Say which command, and leave the rest to it."""
    command = COMMANDS.get(next(iter(sys.argv[1:]), ""))
    if command:
        parser = Parser(f"rss_theory {sys.argv[1]}", command.__doc__ or "")
        with parser.one_line_errors():
            command(parser, sys.argv[2:])
    else:
        parser = Parser("rss_theory", f"What is proved. {' '.join(f'{c}: {run.__doc__}' for c, run in COMMANDS.items())} (COMMAND --help)")
        parser.add_argument("command", metavar="COMMAND", choices=COMMANDS, help=" or ".join(COMMANDS))
        parser.parse_args()


def _parsed(parser: Parser, argv: Sequence[str], law: bool = True) -> Namespace:
    """The options, with the law that is named and outputs that can be written."""
    if law:
        parser.add_argument("--law", default="uniform", help=f"law of the samples: {laws.NAMES} (default uniform)")
    add_output_options(parser, figure=False)
    options = parser.parse_args(argv)
    check_outputs(options)
    if law:
        options.law = checked_law(options.law)
    return options


def _probabilities(values: Sequence[float], argument: str = "delta", least: float = 0.0) -> Sequence[float]:
    if not values or not all(0 < value < 1 and value >= least for value in values):
        right = f"from {least:g} to below 1" if least else "between 0 and 1"
        raise InvalidInput(argument, f"{' '.join(f'{value:g}' for value in values)} is out of range; give numbers {right}")
    return values


def _check_share(share: float | None) -> None:
    if share is not None and not 1e-12 <= share <= 0.5:
        raise InvalidInput("share", f"{share:g} is no share; give a number from 1e-12 to 0.5")


def _failing(said: Mapping[str, Any]) -> str:
    """The hypotheses that fail."""
    return "; ".join(name for name, holds in said["hypotheses"].items() if not holds)


def _table(headings: Sequence[str], cells: Iterable[Iterable[str]]) -> "Table":
    unbroken = [heading for heading in headings if heading != "fails"]
    return plain_table(headings, cells, left=(headings[0], "fails"), unbroken=unbroken, padding=FLUSH)
