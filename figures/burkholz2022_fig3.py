"""Errors and sizes of approximating subsets of 15 uniform samples (burkholz2022, Fig. 3)."""

from functools import partial

from figures import _burkholz2022

TRIALS = _burkholz2022.TRIALS
EXPERIMENTS = _burkholz2022.experiments("uniform")
draw = partial(_burkholz2022.draw, law="uniform")
