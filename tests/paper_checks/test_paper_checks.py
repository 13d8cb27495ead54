"""Verdicts are those recorded; formulas can be shown; a statement that is perturbed no longer holds; the page and the command."""

import json
import re

import pytest
from headings import headings

from paper_checks.__main__ import SNAPSHOT
from paper_checks.check import CHECKS, LEFT_OUT, VERDICTS, amended, holds, misprint, numerically, unsupported
from paper_checks.page import formula, page
from paper_checks.run import load, run
from rss_theory.papers import CHECKED, PAPERS

load()
RECORDED = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
PERTURBED = [key for key, check in CHECKS.items() if check.perturbed]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where findings are kept for the next time."""
    return tmp_path_factory.mktemp("findings")


@pytest.fixture(scope="module")
def findings(kept):
    return {found["statement"]: found for found in run(folder=kept, jobs=1)}


def test_verdicts_are_those_recorded(findings):
    assert {key: found["verdict"] for key, found in findings.items()} == RECORDED
    assert set(RECORDED.values()) <= set(VERDICTS)


def test_what_is_kept_is_not_found_again(findings, kept, monkeypatch):
    monkeypatch.setattr("paper_checks.run.finished", None)
    expected = [found for found in findings.values() if found["paper"] == "dacunha2022"]
    assert json.dumps(run(("dacunha2022",), folder=kept)) == json.dumps(expected)


def test_findings_are_said(findings):
    for found in findings.values():
        assert found["evidence"]
        assert found["says"].endswith(".")
        assert found["verdict"] not in ("amended", "misprint") or found["amendment"]
        json.dumps(found)


@pytest.mark.parametrize("key", PERTURBED)
def test_a_perturbed_statement_does_not_hold(key):
    assert not CHECKS[key].run(**CHECKS[key].perturbed).verdict.startswith("holds")


def test_what_holds_is_perturbed(findings):
    """A check that cannot fail is no check."""
    held = [key for key, found in findings.items() if found["verdict"].startswith("holds")]
    assert sum(bool(CHECKS[key].perturbed) for key in held) >= 0.95 * len(held)


@pytest.mark.parametrize("key", CHECKS)
def test_statements_are_named_and_shown(key):
    assert "<math" in formula(CHECKS[key].printed)
    assert CHECKS[key].paper in CHECKED
    assert re.fullmatch(r"[a-z0-9]+:[a-z0-9.\-]+", key)
    assert all(used in CHECKS or used in LEFT_OUT for used in CHECKS[key].uses), CHECKS[key].uses


@pytest.mark.parametrize("paper", CHECKED)
def test_every_numbered_statement_is_there(paper, published):
    text = published(f"{paper}.txt", "papers").read_text(encoding="utf-8")
    there = {*CHECKS, *LEFT_OUT}
    assert not {key for key in headings(paper, text) if not any(k == key or k.startswith(f"{key}-") for k in there)}
    numbered = {f"{paper}:eq-{n}" for n in range(1, PAPERS[paper].equations + 1)}
    assert not {key for key in numbered if not any(k == key or k.startswith(f"{key}-") for k in there)}


@pytest.mark.parametrize("constructor", [amended, misprint])
def test_what_is_amended_is_judged_as_printed_first(constructor):
    assert constructor(True, True, "better", "").verdict == "holds"
    assert constructor(False, True, "better", "").verdict == constructor.__name__
    assert constructor(False, False, "no better", "").verdict == "false"


def test_verdicts_follow_what_was_computed():
    assert [holds(ok, "").verdict for ok in (True, False)] == ["holds", "false"]
    assert [numerically(ok, "").verdict for ok in (True, False)] == ["holds numerically", "false"]
    assert [unsupported(ok, "").verdict for ok in (True, False)] == ["holds numerically", "unsupported"]


def test_page_has_everything(findings):
    shown = page(list(findings.values()), LEFT_OUT)
    assert all(f'id="{key}"' in shown for key in findings)
    assert not re.search(r"""(src|href)=["']https?:|url\(["']?https?:|@import""", shown)  # nothing from a network
    assert shown.count("<svg") == 1 + sum(found["curve"] is not None for found in findings.values())


def test_command(command, findings, kept):
    """With what was found before; README's command begins with nothing."""
    (command.folder / "data" / "rss-toolkit").mkdir(parents=True)
    (command.folder / "data" / "rss-toolkit" / "paper_checks").symlink_to(kept)
    done = command("paper_checks", "dacunha2022", "--json", "p.json", "--html", "p.html", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    found = json.loads((command.folder / "p.json").read_text())
    assert {"paper", "statement", "printed", "verdict", "amendment", "evidence", "module"} <= set(found[0])
    assert {f["statement"]: f["verdict"] for f in found} == {key: v for key, v in RECORDED.items() if key.startswith("dacunha2022:")}
    assert json.loads(json.dumps([findings[f["statement"]] for f in found])) == found
    assert (command.folder / "p.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("nobody2020", ["'nobody2020'", "pensia2020"]),
        ("--jobs 0", ["--jobs", "at least 1"]),
        ("--html nowhere/p.html", ["--html", "does not exist"]),
        ("--json nowhere/p.json", ["--json", "does not exist"]),
        ("--html p.txt", ["--html", ".html"]),
        ("--affected nothing", ["--affected", "'nothing'"]),
        ("pensia2020 --record", ["--record", "all papers"]),
    ],
)
def test_bad_input_is_one_line(command, arguments, says):
    done = command("paper_checks", *arguments.split())
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
