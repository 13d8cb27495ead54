"""Errors and sizes of approximating subsets of 15 uniform samples (burkholz2022, Fig. 3)."""

from argparse import Namespace
from collections.abc import Sequence

from matplotlib.figure import Figure

from figures import _burkholz2022
from rss_theory.arrays import Array

TRIALS = _burkholz2022.TRIALS
EXPERIMENTS = _burkholz2022.experiments("uniform")


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """Panels (a) to (d)."""
    return _burkholz2022.draw(observed, run, "uniform")
