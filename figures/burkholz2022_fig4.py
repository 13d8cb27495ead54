"""Errors and sizes of approximating subsets of 15 products of two uniforms (burkholz2022, Fig. 4)."""

from functools import partial

from figures import _burkholz2022

TRIALS = _burkholz2022.TRIALS
EXPERIMENTS = _burkholz2022.experiments("product")
draw = partial(_burkholz2022.draw, law="product")
