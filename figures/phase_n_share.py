"""Phase diagram of random fixed-size subset sum over n and k/n at eps = 0.001, with the borders of its bounds."""

from figures._phase import Diagram

TRIALS = 2000
DIAGRAM = Diagram(
    {"n": range(8, 25, 2), "share": [i / 20 for i in range(2, 19)], "eps": 0.001},
    ("n", "share"),
    "Some k of n samples of U[-1,1], k = floor(share n), sum to within 0.001 of 0",
)
EXPERIMENTS = DIAGRAM.experiments
draw = DIAGRAM.draw
