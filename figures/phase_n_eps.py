"""Phase diagram of random fixed-size subset sum over n and eps, k = n/2, with the borders of its bounds."""

import numpy as np

from figures._phase import Diagram

TRIALS = 2000
DIAGRAM = Diagram(
    {"n": range(4, 23, 2), "share": 0.5, "eps": np.geomspace(1e-5, 1, 31).tolist()},
    ("n", "eps"),
    "Some n/2 of n samples of U[-1,1] sum to within eps of 0",
)
EXPERIMENTS = DIAGRAM.experiments
draw = DIAGRAM.draw
