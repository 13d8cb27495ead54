"""The table of statements is complete, and names what exists."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from headings import headings

import rss_theory
from rss_theory.papers import CHECKED, PAPERS, STATEMENTS

ROOT = Path(__file__).parents[2]
BOUNDS, NO_BOUNDS = (ROOT / "docs" / "statements.md").read_text(encoding="utf-8").split("## Statements that bound nothing")
KEY = r"[a-z]+\d*:[a-z0-9.\-]*[a-z0-9]"
FUNCTIONS = {key: re.findall(r"`([\w.]+)`", cell) for key, cell in re.findall(rf"^\| ({KEY}) \| .*? \| (.*) \|$", BOUNDS, re.MULTILINE)}
OTHERS = re.findall(rf"^\| ({KEY}) \|", NO_BOUNDS, re.MULTILINE)
MODULES = [
    importlib.import_module(m.name) for m in pkgutil.walk_packages(rss_theory.__path__, "rss_theory.") if not m.name.endswith("__main__")
]


def named(path):
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(f"rss_theory.{module}"), name)


def public(module):
    return {
        f"{module.__name__}.{name}": value
        for name, value in vars(module).items()
        if not name.startswith("_") and inspect.isfunction(value) and value.__module__ == module.__name__
    }


def sources(text):
    return re.findall(KEY, " ".join(re.findall(r"Source: (.*?)(?:\n\n|$)", text or "", re.DOTALL)))


def test_keys_are_those_of_the_package():
    assert list(FUNCTIONS) == list(STATEMENTS)
    assert {key.split(":")[0] for key in [*FUNCTIONS, *OTHERS]} <= set(PAPERS)
    assert not set(FUNCTIONS) & set(OTHERS)


@pytest.mark.parametrize("path", sorted({path for paths in FUNCTIONS.values() for path in paths}))
def test_functions_exist_and_are_documented(path):
    text = inspect.getdoc(named(path))
    assert ">>> " in text
    assert "Source: " in text


def test_every_statement_has_a_function():
    assert all(FUNCTIONS.values())


@pytest.mark.parametrize("paper", CHECKED)
def test_every_numbered_statement_of_the_papers_is_listed(paper, published):
    text = published(f"{paper}.txt", "papers").read_text(encoding="utf-8")
    assert not headings(paper, text) - {*FUNCTIONS, *OTHERS}


def test_sources_in_docstrings_are_listed():
    texts = {name: inspect.getdoc(f) for module in MODULES for name, f in public(module).items()}
    used = {key for text in texts.values() for key in sources(text)}
    assert len(used) > 40
    assert used <= {*FUNCTIONS, *OTHERS}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_every_public_function_has_an_example(module):
    if module.__name__.startswith(("rss_theory.numeric.", "rss_theory.command_line")):
        pytest.skip("parts behind functions that have one")
    assert not [name for name, f in public(module).items() if ">>> " not in (inspect.getdoc(f) or "")]
