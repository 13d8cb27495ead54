"""Phase diagram of random subset sum of vectors over n and their dimension, at eps = 0.25, with the borders of its bounds."""

from figures._phase import Diagram
from simulations.mrss import MRSS

TRIALS = 400
DIAGRAM = Diagram(
    {"n": range(2, 21), "d": range(1, 6), "eps": 0.25, "law": "uniform"},
    ("n", "d"),
    "Some of n vectors of d coordinates of U[-1,1] sum to within 0.25 of (1/2, ..., 1/2)",
    MRSS,
)
EXPERIMENTS = DIAGRAM.experiments
draw = DIAGRAM.draw
