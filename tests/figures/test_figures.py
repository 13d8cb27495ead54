"""Every figure is drawn from its own experiments and states what it shows."""

import re
import sys
from importlib import import_module

import pytest

from figures.__main__ import NAMES, main
from simulations.tickets.success import Outcomes


@pytest.mark.parametrize("name", NAMES)
def test_figure_is_drawn_and_says_what_it_shows(name, monkeypatch, tmp_path, capsys):
    module = import_module(f"figures.{name}")
    few = max(1, getattr(module, "TRIALS", 2000) // 100)
    monkeypatch.setattr(Outcomes, "chunk_size", few)  # no more networks are built than are asked for
    monkeypatch.setattr(module, "SMALL_DIMENSIONS", range(1, 4), raising=False)
    drawn, draw = [], module.draw
    monkeypatch.setattr(module, "draw", lambda observed, run: drawn.append(draw(observed, run)) or drawn[0])
    monkeypatch.setattr(sys, "argv", ["figures", name, "--trials", str(few), "--seed", "3", "--store", "none"])
    monkeypatch.chdir(tmp_path)
    main()
    assert capsys.readouterr().out.splitlines() == [f"figure: {name}.png", f"figure: {name}.pdf"]
    assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    caption = drawn[0].get_supxlabel()
    if module.EXPERIMENTS:
        assert all(part in caption for part in ("n", "U[-1,1]", f"{few:,}", "seed 3"))
    else:
        assert re.search(r"U\[-1,1\]|NSN", caption)


def test_list(command):
    listed = command("figures", "--list").stdout
    assert [line.split()[0] for line in listed.splitlines()] == NAMES
