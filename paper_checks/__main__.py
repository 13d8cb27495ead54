"""`python -m paper_checks`: all statements of the five papers, and their verdicts."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

from paper_checks.check import VERDICTS
from paper_checks.page import page
from paper_checks.run import known, left_out, run
from rss_theory.command_line.arguments import InvalidInput, check_jobs, parse_int
from rss_theory.command_line.output import FLUSH, checked_path, every_output, plain_table, show, write_json, write_text
from rss_theory.command_line.parser import Parser
from rss_theory.papers import CHECKED
from simulations.command_line.progress import progress_bar

if TYPE_CHECKING:
    from rich.console import RenderableType

SNAPSHOT = Path(__file__).with_name("snapshot.json")


HEADINGS = ("holds", "numeri-\ncally", "amended", "false", "mis-\nprint", "un-\nsupported", "out of\nreach")


def tables(findings: list[dict[str, Any]], omitted: dict[str, str]) -> "list[RenderableType]":
    """Counts by paper, then what does not hold as printed, a line each."""
    papers = [paper for paper in CHECKED if any(f["paper"] == paper for f in findings)]
    cells = []
    for group in [*([paper] for paper in papers), papers]:
        own = [f["verdict"] for f in findings if f["paper"] in group]
        skipped = sum(key.split(":")[0] in group for key in omitted)
        name = group[0] if len(group) == 1 else "all"
        cells.append((name, *(str(own.count(verdict)) for verdict in VERDICTS), str(len(own)), str(skipped)))
    counts = plain_table(("paper", *HEADINGS, "all", "left\nout"), cells, left=("paper",), padding=FLUSH)
    others = [f for f in findings if not f["verdict"].startswith("holds")]
    said = ((f["statement"], f["verdict"], (f["amendment"] or f["evidence"]).replace("$", "")) for f in others)
    headings = ("statement", "verdict", "amendment, or evidence")
    lines = plain_table(headings, said, left=headings, padding=FLUSH)
    return ["Statements, tested as they are printed\n", counts, "\nThose that do not hold as printed\n", lines]


def affected(findings: list[dict[str, Any]], key: str) -> "list[RenderableType]":
    """The statements that rest on one, directly or through others, and their verdicts."""
    by_key = {f["statement"]: f for f in findings}
    steps, waiting = {key: 0}, [key]
    for one in waiting:
        for other in by_key[one]["used_by"]:
            if other in by_key and other not in steps:
                steps[other] = steps[one] + 1
                waiting.append(other)
    cells = ((str(steps[other]), other, by_key[other]["verdict"]) for other in waiting)
    table = plain_table(("steps", "statement", "verdict"), cells, left=("statement", "verdict"), padding=FLUSH)
    return [f"What rests on {key}\n", table]


def main() -> None:
    """Parse, run, report."""
    parser = Parser("paper_checks", "Test every statement of the five papers as it is printed.")
    parser.add_argument("papers", nargs="*", metavar="PAPER", help=f"some of {', '.join(CHECKED)} (default: all)")
    parser.add_argument("--json", metavar="PATH", help="write the findings as JSON, - for standard output")
    parser.add_argument("--html", metavar="FILE", help="write one self-contained page")
    parser.add_argument("--affected", metavar="STATEMENT", help="show what rests on a statement, like dacunha2023:lemma-7, instead")
    parser.add_argument("--jobs", type=parse_int, help="workers (default: one a processor)")
    parser.add_argument("--fresh", action="store_true", help="run all checks again, whatever is kept of earlier runs")
    parser.add_argument("--record", action="store_true", help="take the verdicts as the snapshot that tests compare with")
    options = parser.parse_args()
    folder = _findings_folder(options.fresh)
    with parser.one_line_errors(lambda: "findings so far are kept" if folder else "nothing is kept"):
        for paper in options.papers:
            if paper not in CHECKED:
                raise InvalidInput("papers", f"{paper!r} is not known; give some of {', '.join(CHECKED)}")
        check_jobs(options.jobs)
        for argument, endings in (("json", ()), ("html", (".html", ".htm"))):
            path = getattr(options, argument)
            if path is not None and (argument, path) != ("json", "-"):
                checked_path(argument, path, endings)
        if options.record and options.papers:
            raise InvalidInput("record", "the snapshot is of all papers; leave out their names")
        papers: Sequence[str] = options.papers or CHECKED
        if options.affected is not None:
            if options.affected not in known():
                raise InvalidInput("affected", f"{options.affected!r} is no statement; --json - lists them")
            papers = CHECKED
        with progress_bar("checks") as progress:
            findings = run(papers, jobs=options.jobs, folder=folder, progress=progress)
        omitted = left_out(papers)
        with every_output() as output:
            if options.record:
                snapshot = {f["statement"]: f["verdict"] for f in findings}
                output(write_text, "record", SNAPSHOT, json.dumps(snapshot, indent=1, sort_keys=True) + "\n")
            if options.html is not None:
                output(write_text, "html", options.html, page(findings, omitted))
            output(write_json, options.json, findings)
            if options.json != "-":
                output(show, affected(findings, options.affected) if options.affected else tables(findings, omitted))


def _findings_folder(fresh: bool) -> Path | None:
    """Where findings are kept: in the user's data folder; where that cannot be written nowhere, which is said."""
    if fresh:
        return None
    folder = user_data_path("rss-toolkit", appauthor=False) / "paper_checks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        print(f"findings cannot be kept in {folder} ({error.strerror}), so all checks are run", file=sys.stderr)
        return None
    return folder


if __name__ == "__main__":
    main()
