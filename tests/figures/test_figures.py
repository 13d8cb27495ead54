"""Every figure is drawn from its own experiments and states what it shows."""

import re
from importlib import import_module

import pytest

from figures.__main__ import NAMES


def few(name):
    """Enough trials to draw a figure."""
    trials = getattr(import_module(f"figures.{name}"), "TRIALS", 2000)
    return max(1, min(1500, trials // 20))


@pytest.mark.parametrize("name", NAMES)
def test_figure_is_drawn(command, name):
    done = command("figures", name, "--trials", few(name))
    assert done.returncode == 0, done.stderr
    png, pdf = command.folder / f"{name}.png", command.folder / f"{name}.pdf"
    assert png.read_bytes().startswith(b"\x89PNG")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert done.stdout.splitlines() == [f"figure: {path.name}" for path in (png, pdf)]


@pytest.mark.parametrize("name", NAMES)
def test_caption_states_parameters_trials_and_seed(name):
    from argparse import Namespace

    from simulations.montecarlo.engine import collect
    from simulations.montecarlo.store import Store

    module = import_module(f"figures.{name}")
    if not module.EXPERIMENTS:
        assert re.search(r"U\[-1,1\]|NSN", module.draw([], Namespace()).get_supxlabel())
        return
    with Store(None) as store:
        observed = [collect(experiment.observables(), few(name), 3, store) for experiment in module.EXPERIMENTS]
    figure = module.draw(observed, Namespace(trials=few(name), seed=3, confidence=0.99))
    caption = figure.get_supxlabel()
    for part in ("n", "U[-1,1]", f"{few(name):,}", "seed 3"):
        assert part in caption


def test_list(command):
    listed = command("figures", "--list").stdout
    assert [line.split()[0] for line in listed.splitlines()] == NAMES
