"""burkholz2022, section 4: Tables 1 to 4, and the conclusion."""

import math

from scipy.special import stdtrit

from paper_checks.burkholz2022.problems import CLAIMED, EPS, M, listed, one, own_problems
from paper_checks.check import Finding, check, misprint, numerically, out_of_reach
from simulations.tickets.checking.verify import certify
from simulations.tickets.sizes import random_target


@check("table-1-repetitions", r"\text{Table 1: 10 repetitions; text: averages over 50 independent runs}", uses=("table-3",))
def table_1_repetitions() -> Finding:
    """The table of the small network and the text about it count the same runs."""
    table, text = 10, 50
    return misprint(table == text, True, "one of both numbers", f"Table 1 says {table}, the text about Tables 1 and 2 says {text}")


@check("table-1", r"98.8 \to 98.72 \pm 0.04, \; 98.5 \to 98.5 \pm 0.03, \; 98.14 \to 98.09 \pm 0.09, \; 98.52 \to 98.5 \pm 0.004")
def table_1() -> Finding:
    """Accuracies of targets trained on MNIST and of their tickets."""
    return out_of_reach("the targets' weights are not published; training and pruning them is not repeated here")


@check(
    "table-2",
    r"945 \to 4386 \pm 34, \; 940 \to 4545 \pm 44, \; 950 \to 3269 \pm 19, \; 953 \to 4198 \pm 59",
    uses=("algorithm-2-copies",),
    perturbed={"tickets": (4386, 4545, 5386, 4198)},
)
def table_2(*, targets: tuple[int, ...] = (945, 940, 950, 953), tickets: tuple[int, ...] = (4386, 4545, 3269, 4198)) -> Finding:
    """Parameters of the small network's targets and tickets."""
    printed = [b / a for a, b in zip(targets, tickets, strict=True)]
    nets = ([random_target(name, bias) for name in CLAIMED] for bias in (False, True))
    without, biased = ([one(net, rng=3).kept / net.nonzero for net in row] for row in nets)
    return numerically(
        all(0.95 * low < ratio < 1.05 * high for ratio, low, high in zip(printed, without, biased, strict=True)),
        f"ratios {listed('{:.2f}', printed)} for {', '.join(CLAIMED)}; tickets for random targets of the same layers, a tenth of "
        f"the weights: {listed('{:.2f}', without)} without biases, {listed('{:.2f}', biased)} with (all "
        "nonzero); those printed lie between, up to 5 %",
    )


@check(
    "table-3",
    r"80.32 \pm 0.13 \text{ and best half } 80.69 \pm 0.09, \; 80.11 \pm 0.18, 80.6, \; 80.48 \pm 0.13, 80.8, \; 69 \pm 2, 73.2",
    perturbed={"runs": 10},
)
def table_3(*, runs: int = 50) -> Finding:
    """Means, intervals and means of the best half of 50 runs belong together."""
    rows = ((80.32, 0.13, 80.69), (80.11, 0.18, 80.6), (80.48, 0.13, 80.8), (69.0, 2.0, 73.2))
    half = math.sqrt(2 / math.pi)  # mean of the upper half of a normal distribution, in standard deviations
    gaps = [best - mean for mean, _, best in rows]
    expected = [half * width * math.sqrt(runs) / float(stdtrit(runs - 1, 0.975)) for _, width, _ in rows]
    return numerically(
        all(0.7 < gap / usual < 1.3 for gap, usual in zip(gaps, expected, strict=True)),
        "for normally distributed accuracies the best half is on average 0.80 standard deviations above the mean: printed "
        f"{listed('{:.2f}', gaps)}, from the intervals of {runs} runs {listed('{:.2f}', expected)}. "
        "The accuracies themselves are not recomputed",
    )


@check(
    "table-4",
    r"31069 \to 1058140, \; 31113 \to 1059537, \; 64491 \to 2193086, \; 116048 \to 3934621",
    uses=("section-4-parameters",),
    perturbed={"m": 16},
)
def table_4(*, m: int = M) -> Finding:
    """Parameters of ResNet-22's tickets are m E|S| times the target's."""
    size = own_problems("uniform", EPS).mean_size()
    ratios = [ticket / target for target, ticket in ((31069, 1058140), (31113, 1059537), (64491, 2193086), (116048, 3934621))]
    return numerically(
        all(0.97 < ratio / (m * size) < 1.01 for ratio in ratios),
        f"ratios {listed('{:.2f}', ratios)}, m E|S| = {m * size:.2f}: less by "
        f"{listed('{:.1f} %', (100 * (1 - r / (m * size)) for r in ratios))}, as the last layer needs no copies",
    )


@check(
    "conclusion-factor", r"\text{in practice, a factor of } 1/15 \text{ is sufficient}", uses=("section-4-channels",), perturbed={"m": 5}
)
def conclusion_factor(*, m: int = M) -> Finding:
    """Targets of a fifteenth of the source's width are found."""
    target = random_target("relu", False)
    try:
        tickets = [one(target, m, seed) for seed in range(5)]
    except ValueError as error:
        return numerically(False, f"m = {m}: {error}")
    widths, worst = [weights.shape[0] for weights in tickets[0].source.weights], max(certify(ticket)[0] for ticket in tickets)
    return numerically(
        worst <= EPS,
        f"five random networks of {widths} channels (those tried again included) hold a target of 32 and 32 channels, a tenth of its "
        f"weights nonzero, with errors of parameters of at most {worst:.4f}; the layer between is {widths[1] / 32:.1f} times as wide",
    )
