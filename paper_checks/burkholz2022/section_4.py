"""burkholz2022, section 4: subset sums of 15 samples, solved anew."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import EPS, M, listed, one, own_problems, published_sample
from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically
from rss_theory.arrays import Array
from simulations.tickets.sizes import random_target

left_out("burkholz2022:section-4-training", "how targets were trained and pruned: 12 steps, 50 epochs, machine")


@check(
    "section-4-channels",
    r"m (c_{t,l} + 1) + c_0 \text{ channels for } l > 1, \quad 2 m_2 (c_{t,0} + 1) + c_0 \text{ in the first layer, and } c_{t,L} \text{ "
    r"in the output}",
    uses=("algorithm-1-indices",),
    perturbed={"constant": 0},
)
def section_4_channels(*, constant: int = 1) -> Finding:
    """So many channels the source has."""
    ticket = one(random_target("relu", True))
    failed = [int((channels == -1).sum()) for channels in ticket.channels]
    shapes = [weights.shape[0] for weights in ticket.source.weights]
    printed = [2 * M * (1 + constant), M * (32 + constant) + failed[0], 32 + failed[1]]
    return numerically(
        shapes == printed,
        f"a ReLU ticket of two layers of 32 channels with biases, m = {M}, of which {failed} channels failed: the source's layers have "
        f"{shapes} channels, the formula gives {printed}",
    )


@check(
    "section-4-failed-channels",
    r"c_0 \text{ is negligible in our experiments}",
    uses=("section-4-above-uniform",),
    perturbed={"density": 1.0},
)
def section_4_failed_channels(*, density: float = 945 / (9 * 32 * 33)) -> Finding:
    """Few channels have to be tried again."""
    p, weights = own_problems("uniform").above(EPS)[0], density * 9 * 32
    share, dense = ((1 - p) ** -problems - 1 for problems in (weights, 9 * 32))
    return numerically(
        share < 0.15,
        f"a channel of 32 inputs, 3 x 3, of density {density:.3f} (Table 2's targets among all weights) has {weights:.0f} problems that "
        f"fail with probability {p:.4f}: {100 * share:.0f} % more channels. For a dense target it would be {100 * dense:.0f} %",
    )


@check("section-4-mean-error", r"\text{on average, the error is } (6 \pm 0.8) 10^{-4}", perturbed={"mean": 8e-4})
def section_4_mean_error(*, mean: float = 6e-4, half: float = 0.8e-4) -> Finding:
    """The mean error of the closest subset of 15 uniform samples."""
    own, width = own_problems("uniform").mean_error()
    scaled = width * math.sqrt(2)  # of 100,000 problems in place of 200,000
    return numerically(
        abs(own - mean) <= half + width and 0.5 < scaled / half < 2,
        f"200,000 own problems: ({1e4 * own:.2f} +- {1e4 * width:.2f}) 1e-4, printed ({1e4 * mean:.1f} +- {1e4 * half:.1f}) 1e-4; the "
        f"interval of 100,000 problems is +- {1e4 * scaled:.1f}e-4",
    )


@check("section-4-skewed", r"\text{in most cases it is much smaller, as the left skewed distribution indicates}")
def section_4_skewed() -> Finding:
    """The distribution of errors is skewed to the left."""
    errors = own_problems("uniform").errors
    skewness = float(((errors - errors.mean()) ** 3).mean() / errors.std() ** 3)
    below = float((errors < errors.mean()).mean())
    return misprint(
        skewness < 0,
        skewness > 0 and below > 0.5,
        "right skewed",
        f"the skewness of 200,000 own errors is {skewness:.0f}: the long tail is on the right, the mass on the left; {100 * below:.0f} % "
        "are below the mean",
    )


def _beside(name: str, say: Callable[[Array], str]) -> str:
    """What the published sample says, for the evidence."""
    sample = published_sample(name)
    return "The published sample is not beside the project" if sample is None else f"The {len(sample)} published problems: {say(sample)}"


@check("section-4-above-uniform", r"\text{it exceeds } 0.01 \text{ only in } 0.3\% \text{ of the cases}")
def section_4_above_uniform() -> Finding:
    """The share of errors above 0.01, uniform samples."""
    share, low, high = own_problems("uniform").above(EPS)
    return misprint(
        low <= 0.0035 and high >= 0.0025,
        low <= 0.0045 and high >= 0.0035,
        "$0.4\\%$",
        f"200,000 own problems: {100 * share:.2f} % (99 % interval {100 * low:.2f} to {100 * high:.2f}); 0.3 is what lies below 0.35. "
        + _beside("uniform_error", lambda e: f"{int((e > EPS).sum())}, that is {100 * float((e > EPS).mean()):.2f} %"),
    )


@check("section-4-size-closest", r"\mathbb{E}(|S|) \approx 7", perturbed={"size": 7.5})
def section_4_size_closest(*, size: float = 7.0) -> Finding:
    """The mean size of the closest subset."""
    own = float(own_problems("uniform").sizes.mean())
    return numerically(abs(own - size) < 0.05, f"200,000 own problems: {own:.3f}, a little less than half of {M}")


@check(
    "section-4-growth",
    r"\text{for increasing } m, \text{ the average error decreases but the average subset size would increase}",
    perturbed={"falls": False},
)
def section_4_growth(*, falls: bool = True) -> Finding:
    """More samples give smaller errors by greater subsets."""
    ms = (6, 9, 12, 15, 18)
    found = [own_problems("uniform", None, 20_000, m) for m in ms]
    errors, sizes = [p.mean_error()[0] for p in found], [float(p.sizes.mean()) for p in found]
    return numerically(
        all((b < a) == falls for a, b in pairwise(errors)) and sizes == sorted(sizes),
        f"20,000 own problems for m = {list(ms)}: mean errors {listed('{:.2g}', errors)}, mean sizes {listed('{:.2f}', sizes)}",
        Curve("m", "mean error", {"closest subset": ([float(m) for m in ms], errors)}, "y"),
    )


@check("section-4-size-smallest", r"\text{we only need } \mathbb{E}(|S|) \approx 2.3", perturbed={"size": 2.5})
def section_4_size_smallest(*, size: float = 2.3) -> Finding:
    """The mean size of the smallest subset within 0.01, uniform samples."""
    own = own_problems("uniform", EPS).mean_size()
    return numerically(
        abs(own - size) < 0.05,
        f"own problems that were solved, of 200,000: {own:.3f}. " + _beside("uniform_size", lambda s: f"{s.mean():.3f}"),
    )


@check(
    "section-4-optimal",
    r"\text{with the optimal subset instead of a small one the LT would also consist of more parameters}",
    uses=("section-4-size-closest", "section-4-size-smallest"),
    perturbed={"more": False},
)
def section_4_optimal(*, more: bool = True) -> Finding:
    """Closest subsets are greater than the smallest that are close enough."""
    closest, smaller = own_problems("uniform"), own_problems("uniform", EPS)
    differ = (closest.sizes - smaller.sizes)[smaller.solved]
    return numerically(
        bool((differ >= 0).all()) == more,
        f"in each of {len(differ)} own problems the closest subset has at least as many elements, on average {differ.mean():.2f} more",
    )


@check(
    "section-4-parameters",
    r"\text{the LT consists on average of } m \mathbb{E}(|S|) N_l \text{ parameters}",
    uses=("section-4-size-smallest", "table-2"),
)
def section_4_parameters() -> Finding:
    """A ticket's size is m E|S| times that of a target layer."""
    target = random_target("relu", False)
    sizes = [int(mask.sum()) for mask in one(target).masks.values()]
    own = [int(np.count_nonzero(np.asarray(weights))) for weights in target.weights]
    size = 2.3
    return amended(
        0.8 < sizes[2] / (M * size * own[1]) < 1.25,
        0.8 < sizes[2] / (size * own[1]) < 1.25,
        "for layers all of whose $m$ copies are used; the last layer is built once and has $\\mathbb{E}(|S|) N_L$ parameters",
        f"a ticket for layers of {own} nonzero weights, m = {M}: the last layer keeps {sizes[2]} = {sizes[2] / own[1]:.2f} N_L, where m "
        f"E|S| = {M * size:.1f}; the first two layers, of which only used copies are kept, {sizes[0]} and {sizes[1]}. Table 2's ratios "
        "are 3.4 to 4.8, Table 4's 34 (there sizes were drawn, no ticket built)",
    )


@check(
    "section-4-density",
    r"\rho_\epsilon = \frac{m \mathbb{E}(|S|) N_l}{[m (c_{t,l} + 1) + c_0] [m (c_{t,l-1} + 1) + c_0] K} \approx \rho_t \mathbb{E}(|S|) / m",
    perturbed={"power": 2},
)
def section_4_density(*, power: int = 1) -> Finding:
    """The ticket's density is E|S|/m of the target's."""
    m, s, n, k, c, before, spare = sympy.symbols("m S N K c c_before c_0", positive=True)
    exact = m * s * n / ((m * (c + 1) + spare) * (m * (before + 1) + spare) * k)
    ratio = exact / (n / (c * before * k) * s / m**power)
    limit = sympy.limit(sympy.limit(ratio.subs(spare, 0), c, sympy.oo), before, sympy.oo)
    values = [float(ratio.subs({m: M, c: 32, before: b, spare: 0})) for b in (32, 1)]
    return holds(
        limit == 1,
        f"the quotient of the two sides tends to {limit} for many channels and c_0 = 0; it is {values[0]:.3f} for 32 channels on both "
        f"sides, but {values[1]:.3f} in a layer with one input channel",
    )


@check("section-4-share", r"15\% \text{ of the target's sparsity}", uses=("section-4-density",), perturbed={"percent": 13})
def section_4_share(*, percent: int = 15) -> Finding:
    """E|S|/m with m = 15 and an error of 0.01."""
    share = 100 * own_problems("uniform", EPS).mean_size() / M
    return numerically(round(share) == percent, f"own problems: {share:.1f} %")


@check("section-4-mean-error-product", r"\text{an average error of } (7.6 \pm 0.3) 10^{-3}", perturbed={"mean": 9e-3})
def section_4_mean_error_product(*, mean: float = 7.6e-3, half: float = 0.3e-3) -> Finding:
    """The mean error of the closest subset of 15 products of uniform samples."""
    own, width = own_problems("product").mean_error()
    return numerically(
        abs(own - mean) <= half + width and 0.5 < width * math.sqrt(2) / half < 2,
        f"200,000 own problems: ({1e3 * own:.2f} +- {1e3 * width:.2f}) 1e-3, printed ({1e3 * mean:.1f} +- {1e3 * half:.1f}) 1e-3. "
        + _beside("product_error", lambda e: f"mean error of the smallest subset {1e3 * e.mean():.1f}e-3, another figure"),
    )


@check("section-4-magnitude", r"\text{more than a magnitude higher than in the previous case}", perturbed={"factor": 20.0})
def section_4_magnitude(*, factor: float = 10.0) -> Finding:
    """Products of uniform samples err ten times as much as uniform samples."""
    (product, wide), (uniform, narrow) = (own_problems(name).mean_error() for name in ("product", "uniform"))
    least, most = (product - wide) / (uniform + narrow), (product + wide) / (uniform - narrow)
    return numerically(
        least > factor,
        f"200,000 own problems each: {product / uniform:.1f} times, from {least:.1f} to {most:.1f}; printed 7.6e-3/6e-4 = 12.7",
    )


@check(
    "section-4-above-product",
    r"\text{we fail to achieve an error smaller than } 0.01 \text{ in } 3.5\% \text{ of the cases}",
    perturbed={"percent": 4.0},
)
def section_4_above_product(*, percent: float = 3.5) -> Finding:
    """The share of errors above 0.01, products."""
    share, low, high = own_problems("product").above(EPS)
    return numerically(
        100 * low <= percent + 0.05 and 100 * high >= percent - 0.05,
        f"200,000 own problems: {100 * share:.2f} % (99 % interval {100 * low:.2f} to {100 * high:.2f}). "
        + _beside("product_error", lambda e: f"{100 * float((e > EPS).mean()):.2f} %"),
    )


@check("section-4-size-product", r"\text{subset sizes of } \mathbb{E}(|S|) \approx 2.5", perturbed={"size": 2.8})
def section_4_size_product(*, size: float = 2.5) -> Finding:
    """The mean size of the smallest subset within 0.01 of products, the closest where there is none."""
    problems, closest = own_problems("product", EPS), own_problems("product")
    own = float(np.where(problems.solved, problems.sizes, closest.sizes).mean())
    return numerically(
        abs(own - size) < 0.1,
        f"200,000 own problems: {own:.3f} with the closest subset where none is within 0.01, {problems.mean_size():.3f} "
        "of those that were solved. " + _beside("product_size", lambda s: f"{s.mean():.3f}"),
    )
