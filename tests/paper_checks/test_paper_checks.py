"""Verdicts are those recorded; formulas can be shown; a statement that is perturbed no longer holds; places are in the papers."""

import json
import re

import pytest
from latex2mathml.converter import convert

from paper_checks.__main__ import SNAPSHOT
from paper_checks.check import CHECKS, LEFT_OUT, VERDICTS
from paper_checks.run import PAPERS, load, run

load()
RECORDED = json.loads(SNAPSHOT.read_text(encoding="utf-8")) if SNAPSHOT.exists() else {}
PERTURBED = [key for key, check in CHECKS.items() if check.perturbed]


@pytest.fixture(scope="module")
def findings():
    return {found["statement"]: found for found in run()}


def test_verdicts_are_those_recorded(findings):
    assert {key: found["verdict"] for key, found in findings.items()} == RECORDED
    assert set(RECORDED.values()) <= set(VERDICTS)


def test_findings_are_said(findings):
    for found in findings.values():
        assert found["evidence"]
        assert found["says"].endswith(".")
        assert (found["amendment"] is not None) >= (found["verdict"] in ("amended", "misprint"))
        json.dumps(found)


@pytest.mark.parametrize("key", PERTURBED)
def test_a_perturbed_statement_does_not_hold(key):
    assert not CHECKS[key].run(**CHECKS[key].perturbed).verdict.startswith("holds")


def test_what_holds_is_perturbed_too(findings):
    """A check that cannot fail is no check: nearly all that hold have a perturbation, at least a hundred."""
    held = [key for key, found in findings.items() if found["verdict"].startswith("holds")]
    assert sum(bool(CHECKS[key].perturbed) for key in held) >= 0.8 * len(held)


@pytest.mark.parametrize("key", CHECKS)
def test_formulas_are_shown(key):
    assert "<math" in convert(CHECKS[key].printed)
    assert CHECKS[key].paper in PAPERS
    assert re.fullmatch(r"[a-z0-9]+:[a-z0-9.\-]+", key)
    assert all(used in CHECKS or used in LEFT_OUT for used in CHECKS[key].uses), CHECKS[key].uses
