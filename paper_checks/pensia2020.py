"""pensia2020: A. Pensia et al., Optimal Lottery Tickets via SubsetSum (NeurIPS 2020)."""

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically
from paper_checks.evidence import at, at_least_zero, ladder, same, smallest
from rss_theory import packing, sums
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT, Law, Normal, ProductOfUniforms, Uniform, contains_uniform
from rss_theory.networks.architecture import ARCHITECTURES, Architecture, Dense
from rss_theory.networks.dense import layer_samples, pensia2020_theorem1
from simulations import solvers
from simulations.montecarlo.intervals import clopper_pearson
from simulations.weights import Approximation, accuracy, approximate

LOG2 = math.log(2)
EPS = (0.99, 0.9, 0.5, 0.25, 0.1, 1e-2, 1e-4, 1e-8, 1e-16, 1e-64, 1e-256)

left_out(
    "pensia2020",
    {
        "eq-1": "defines the target network",
        "eq-2": "defines the random network",
        "eq-3": "defines the pruned network",
        "eq-4": "defines the class F of targets",
        "eq-9": "the hypothesis of Theorem 2",
        "abstract": "restates the informal Theorems 1 and 2",
        "figure-1": "pictures Lemma 1; the caption's identity is lemma-1-decomposition, its width figure-1-width",
        "figure-3": "pictures Lemma 2; its blocks are those of figure-4-blocks",
        "section-2-error": "defines the error, the supremum over the unit ball",
        "appendix-a.3-recursions": "defines the inputs x_i and x'_i of the layers",
        "broader-impact": "restates Theorem 3 in words",
        "section-1-net-of-targets": "restates Theorem 1 for all targets: the pruned networks are a net",
        "section-1-malach-width": "quotes the widths of Malach et al.; only their ratio is tested, in section-1-widths",
        "section-5-mip": "defines the integer program",
        "section-5-time": "21.5 hours on 36 cores: a measurement on a machine, with a solver that is not at hand",
        "figure-2": "accuracies by edge-popup training (the text calls it Figure 4); no numbers are printed, the training is not repeated",
    },
)


# How many samples suffice, for every eps and delta


class _Sufficient(NamedTuple):
    """slope log(2 / min(eps, delta)) + offset samples cover an interval within eps but for delta, whatever eps and delta in (0, 1)."""

    slope: float
    offset: float

    @property
    def constant(self) -> float:
        """C with C log(2 / min(eps, delta)) samples: the log is at least log 2."""
        return self.slope + self.offset / LOG2


@cache
def _sufficient(law: Law, half_width: float) -> _Sufficient:
    """From the proof of `rss_theory.covering`, with its steps bounded for all eps at once.

    Core, for e = min(eps, L/4): (L/e - 1)^2 (1 - r/2)^t <= delta/2 with log(L/e) <= y + log 2 (as L <= 2), log(2/delta) <= y,
    y = log(2 / min(eps, delta)); it covers [-h, h], h = 3L/8. Extension, each side: of the samples in (0, 2h] those above c count as c,
    so P(m of them add up to less than the gap) <= exp(s gap) (1 - q (1 - exp(-s c)))^m <= delta/4, q = P(c < X <= 2h).
    """
    best = _Sufficient(math.inf, math.inf)
    longest = law.reach if law.reach <= 2 else 2.0
    for length in longest * 2.0 ** (-np.arange(0, 9) / 4):
        rate = length * float(law.density(length))
        if rate <= 0:
            continue
        decay, h = -math.log1p(-rate / 2), 3 * length / 8
        core = _Sufficient(3 / decay, 2 * LOG2 / decay + 1)
        gap = half_width - h
        if gap <= 0:
            best = min(best, core, key=lambda found: found.constant)
            continue
        for c in 2 * h * 2.0 ** -np.arange(1, 6):
            inside = np.diff(sums.distribution(law, 1, np.array([c, 2 * h])))[0]
            for s in np.geomspace(0.05, 20, 30) / c:
                fall = -math.log1p(-inside * -math.expm1(-s * c)) * (1 - 1e-9)
                both = _Sufficient(core.slope + 1 / fall, core.offset + (LOG2 + s * gap) / fall + 1)
                best = min(best, both, key=lambda found: found.constant)
    return best


def _necessary(log_eps: float, delta: float, half_width: float) -> float:
    """n >= log2((1 - delta) a / eps), by counting (`packing.samples`)."""
    return (math.log1p(-delta) + math.log(half_width) - log_eps) / LOG2


def _relu(t: Any) -> Any:
    """max(t, 0), elementwise, of exact or floating numbers."""
    return np.maximum(t, 0)


def _masked(shapes: list[tuple[int, int]], masks: list[tuple[int, int]], inputs: int) -> tuple[int, ...] | None:
    """The shape of what a network of matrices of these shapes, pruned by masks of those, gives for so many inputs; None: ill-formed."""
    x = np.ones(inputs)
    if masks != shapes:  # an elementwise product; broadcasting would hide it
        return None
    for shape in shapes:
        if shape[1] != len(x):
            return None
        x = _relu(np.ones(shape) @ x)
    return x.shape


# The introduction


@check(
    "pensia2020:section-1-single-sample",
    r"n = O(1/\epsilon) \Rightarrow P(\exists i: |X_i - w^*| \le \epsilon) \ge \text{const}, \quad X_i \sim U[-1, 1]",
    perturbed={"power": Fraction(1, 2)},
)
def section_1_single_sample(*, power: Fraction = Fraction(1)) -> Finding:
    """Of O(1/eps) uniform samples one is eps-close to a given weight with constant probability."""
    # a sample is near w = 1, the worst weight, with probability eps/2; 1 - (1 - eps/2)^n >= 1 - exp(-n eps/2)
    least = smallest(lambda eps: -math.expm1(math.ceil(2 * eps ** -float(power)) * math.log1p(-eps / 2)), {"eps": EPS[:9]})
    return holds(
        least.margin >= 1 - math.exp(-1),
        f"n = 2/eps^{power} samples hit w = 1, the worst weight, with probability 1 - (1 - eps/2)^n >= 1 - exp(-n eps/2); least value "
        f"{least.margin:.4f} at {at(least.where)}",
    )


@check(
    "pensia2020:section-1-net",
    r"n = O(1/\epsilon): \text{ this random sampling generates an } \epsilon\text{-net of } [-1, 1]",
    uses=("pensia2020:section-1-single-sample",),
)
def section_1_net() -> Finding:
    """Of O(1/eps) uniform samples, with constant probability, one is eps-close to any weight of [-1, 1]."""

    # floor(1/eps) disjoint intervals of length 2 eps must all be hit; occupancies are negatively associated (Joag-Dev and Proschan 1983)
    def net(n: float, eps: float) -> float:
        return math.exp(math.floor(1 / eps) * math.log1p(-math.exp(n * math.log1p(-eps))))

    highest = {c: net(c / eps, eps) for c in (1, 2, 4, 8, 16) for eps in [math.exp(-c) / 20]}

    def failure(eps: float) -> float:  # 2/eps cells of length eps, each missed with probability (1 - eps/2)^n
        cells = math.ceil(2 / eps)
        return cells * math.exp(math.ceil(2 / eps * math.log(2 * cells)) * math.log1p(-eps / 2))

    worst = smallest(lambda eps: 0.5 - failure(eps), {"eps": EPS[:9]})
    return amended(
        any(value > 1e-6 for value in highest.values()),
        worst.margin >= 0,
        r"$n = O(\frac{1}{\epsilon} \log \frac{1}{\epsilon})$ samples: $\lceil \frac{2}{\epsilon} \log (2 \lceil 2/\epsilon \rceil) "
        r"\rceil$ are "
        "such a net with probability at least 1/2",
        "For n = c/eps the probability of a net is at most (1 - (1 - eps)^n)^floor(1/eps), which vanishes with eps: "
        + ", ".join(f"{value:.1e} for c = {c} at eps = {math.exp(-c) / 20:.1e}" for c, value in highest.items())
        + f". The amended n fails with probability at most {0.5 - worst.margin:.4f} on eps from {EPS[0]} to {EPS[8]}. "
        "The text hedges it (in a way), and uses the net only to motivate.",
    )


@check(
    "pensia2020:section-1-subset-sum",
    r"n = O(\log(1/\epsilon)) \Rightarrow \text{whp } \exists S: \left| w^* - \sum_{i \in S} X_i \right| \le \epsilon",
    uses=("pensia2020:theorem-3",),
    perturbed={"power": 0.5},
)
def section_1_subset_sum(*, power: float = 1.0) -> Finding:
    """Some subset sum of O(log(1/eps)) uniform samples is eps-close to a weight of [-1, 1], with high probability."""
    found = _sufficient(Uniform(), 1.0)
    constant = 2 * found.slope + found.offset / LOG2  # log(2/eps) <= 2 log(1/eps) for eps <= 1/2
    logs = [LOG2 * 4**i for i in range(9)]
    least = smallest(lambda x: constant * x**power - (found.slope * (x + LOG2) + found.offset), {"x": logs})
    short = smallest(lambda x: constant * x**power - _necessary(-x, 0.5, 1.0), {"x": logs})
    return holds(
        least.margin >= -1e-9 and short.margin >= 0,
        f"By the proof of covering, {found.slope:.2f} log(2/eps) + {found.offset:.2f} samples serve all of [-1, 1] with probability 1 - "
        f"eps; that is at most C log(1/eps) with C = {constant:.2f} for all eps <= 1/2 (both are linear in the log). Counting needs "
        f"log2(1/(2 eps)); margin over it at least {short.margin:.2f}.",
    )


@check(
    "pensia2020:section-1-lueker",
    r"n = O(\log(1/\epsilon)) \text{ i.i.d. samples from any distribution that contains } U[-1, 1]",
    uses=("pensia2020:section-1-subset-sum",),
    perturbed={"shares": (1.0, 0.0)},
)
def section_1_lueker(*, shares: tuple[float, ...] = (1.0, 0.5, 0.1, 0.01)) -> Finding:
    """Subset sums approximate all of [-1, 1] with O(log(1/eps)) samples of any law that contains a uniform one."""
    constants = {share: _diluted(_sufficient(Uniform(), 1.0), share).constant for share in shares}
    return holds(
        all(map(math.isfinite, constants.values())),
        "Samples outside the uniform part are left out; of n at least alpha n / 2 are inside but for exp(-alpha n / 8) (Chernoff), and "
        "these cover [-1, 1]. C log(2/eps) samples with C = "
        + ", ".join(f"{c:.0f} at alpha = {share:g}" for share, c in constants.items())
        + ".",
    )


def _diluted(found: _Sufficient, share: float) -> _Sufficient:
    """Where a sample serves with probability `share` only: 2/share times as many at half of delta, and exp(-share n / 8) <= delta/2."""
    if share <= 0:
        return _Sufficient(math.inf, math.inf)
    slope, offset = found.slope, found.offset + found.slope * LOG2  # at min(eps, delta/2)
    return _Sufficient(max(2 * slope, 8) / share, max(2 * offset, 0) / share + 2)


@check(
    "pensia2020:section-1-widths",
    r"O(d^4 l^2) \cdot d = O(d^5 l^2), \quad \frac{d^2 \log(dl)}{d \log(dl)} = d",
    perturbed={"factor": 3},
)
def section_1_widths(*, factor: int = 4) -> Finding:
    """The factor O(d^4 l^2) of the abstract is the width O(d^5 l^2) of the introduction; Orseau et al. need d times the width."""
    d, depth = sympy.symbols("d l", positive=True)
    ok = same(d**factor * depth**2 * d, d**5 * depth**2) and same(d**2 * sympy.log(d * depth) / (d * sympy.log(d * depth)), d)
    return holds(
        ok, f"d * d^{factor} l^2 = {sympy.simplify(d ** (factor + 1) * depth**2)} in symbols, to be d^5 l^2; and d^2 log / (d log) = d"
    )


@check(
    "pensia2020:theorem-1-informal",
    r"\text{width } O(d \log(dl / \min\{\epsilon, \delta\})) \text{ and depth } 2l",
    uses=("pensia2020:theorem-1",),
    perturbed={"outer": 0},
)
def theorem_1_informal(*, outer: int = 1) -> Finding:
    """For equal widths the width of Theorem 1 is O(d log(dl / min(eps, delta)))."""
    # 3 log(dl/m) - log(2 d^2 l / m) = log(d l^2 / (2 m^2)) >= 0 once d l >= 2, m <= 1
    d, depth, m = sympy.symbols("d l m", positive=True)
    left = sympy.expand_log(
        3 * sympy.log(d * depth / m) - sympy.log(2 * d**2 * depth / m) - sympy.log(d * depth**2 / (2 * m**2)), force=True
    )
    grid = {"d": [1, 2, 5, 100, 10_000], "depth": [1, 2, 10, 1000], "m": EPS}
    least = smallest(
        lambda d, depth, m: 3 * d**outer * math.log(d * depth / m) - d * math.log(2 * d * d * depth / m),
        grid,
        lambda d, depth, m: d * depth >= 2,
    )
    return holds(
        same(left, 0) and least.margin >= 0,
        "d log(2 d^2 l / m), to which Theorem 1 is amended, is at most 3 d log(d l / m): the difference of logs is log(d l^2 / (2 m^2)) "
        f">= 0 for d l >= 2, m = min(eps, delta) < 1. On a grid the least margin is {least.margin:.3g} at {at(least.where)}. For d = l = "
        "1 see Theorem 1.",
    )


@check(
    "pensia2020:theorem-2-informal",
    r"\text{a 2-layer network with width } d \text{ needs random width at least } \Omega(d \log(1/\epsilon))",
    uses=("pensia2020:theorem-2", "pensia2020:eq-8"),
    perturbed={"power": 2},
)
def theorem_2_informal(*, power: int = 1) -> Finding:
    """Some two-layer network of width d is not approximated unless the random one has width Omega(d log(1/eps))."""
    # h_W of Eq. 8 has hidden width 2 d': d = 2 d' (d' = 1 for d = 1 is width 2 at most, a constant)
    least = smallest(
        lambda half, x: _least_width(half, x) - (2 * half) ** power * x / 8, {"half": [1, 2, 3, 10, 100, 1000], "x": ladder(1e-3, 1e4, 60)}
    )
    return holds(
        least.margin >= -1e-9,
        "h_W has hidden width d = 2d', and Theorem 2 for d' gives width at least max(d', (d'/2)(log2(1/eps) - 1) - 1/(2d')) >= (d/8) "
        f"log2(1/eps): least margin {least.margin:.3g} at {at(least.where)} (x = log2(1/eps)); the constant is proved with Theorem 2.",
    )


def _least_width(d: int, x: float) -> float:
    """Theorem 2's width for eps = 2^-x: by counting, and d as the first layer must lose no direction."""
    return max(float(d), d * (x - 1) / 2 - 1 / (2 * d))


# Section 2 and the statements of Section 3


@check(
    "pensia2020:section-2-homogeneity",
    r"f(\alpha x) = \alpha f(x) \text{ for } \alpha \ge 0",
    perturbed={"scales": (Fraction(-1), Fraction(2))},
)
def section_2_homogeneity(*, scales: tuple[Fraction, ...] = (Fraction(0), Fraction(1, 3), Fraction(1), Fraction(7))) -> Finding:
    """ReLU networks are positively homogeneous, so radius r is radius 1 with eps / r, and no error is bounded on unbounded domains."""
    t, a = sympy.symbols("t a", positive=True)
    one = same(sympy.Max(a * t, 0), a * sympy.Max(t, 0)) and same(sympy.Max(-a * t, 0), a * sympy.Max(-t, 0))
    rng = np.random.default_rng(0)
    first, second = (rng.integers(-9, 9, shape).astype(object) for shape in ((4, 3), (2, 4)))
    x = rng.integers(-9, 9, (3, 20)).astype(object)
    ok = all((second @ _relu(first @ (s * x)) == s * (second @ _relu(first @ x))).all() for s in scales)
    return holds(
        one and ok,
        "max(a t, 0) = a max(t, 0) for a > 0 in symbols, on both rays; and f(a x) = a f(x) exactly for an integer network at a = "
        f"{', '.join(map(str, scales))}. A layer keeps it, and so does a difference of two networks.",
    )


@check(
    "pensia2020:section-3-widths",
    r"2l \text{ layers and layer widths } \log \tfrac{d_{i-1} d_i l}{\min\{\epsilon, \delta\}} \text{ times the corresponding layer "
    r"widths of } F",
    uses=("pensia2020:theorem-1",),
)
def section_3_widths() -> Finding:
    """A random network that is wider by the factor log(...), without a constant, approximates all of F."""

    # d = l = 1: positive and negative inputs each need subset sums near all of [-1, 1], so log2(1/eps) neurons each
    def width(m: float) -> float:
        return math.ceil(math.log(1 / m))

    def needed(m: float) -> float:
        return 2 * packing.samples(m, 1.0).value

    eps = 0.01
    found = _for_layer()
    ok = smallest(lambda m: found.constant * math.log(2 / m) - needed(m), {"m": EPS}).margin >= 0
    return misprint(
        width(eps) >= needed(eps),
        ok,
        r"$C \log \frac{d_{i-1} d_i l}{\min\{\epsilon, \delta\}}$ times, as in Theorem 1",
        f"d_0 = d_1 = l = 1, eps = delta = {eps}: the factor is {math.log(1 / eps):.2f}, so at most {width(eps):.0f} hidden neurons. "
        "Whatever their weights, the sums for inputs of each sign must come within eps of all of [-1, 1], 2^n 2 eps >= 2, which takes "
        f"{needed(eps):.0f} neurons.",
    )


def _for_layer() -> _Sufficient:
    """Hidden neurons for each input of a layer in y = log(2 d d' l / m), m = min(eps, delta): 2 n, n at accuracy and failure m/(4 l d d').

    Half of what a weight may err, m/(2 l d d'), makes Lemma 1's error strictly less than that.
    """
    one = _sufficient(PRUNED_PRODUCT, 1.0)
    return _Sufficient(2 * one.slope, 2 * (one.offset + one.slope * math.log(4) + 1))  # log(2 / (m/(4 l d d'))) = y + log 4


@check(
    "pensia2020:section-3-arbitrary-norms",
    r"\|W_i\| \le 1 \text{ can readily be generalized to arbitrary norm bounds}",
    uses=("pensia2020:theorem-1-error-step",),
    perturbed={"power": 0},
)
def section_3_arbitrary_norms(*, power: int = 1) -> Finding:
    """With norms up to rho the proof goes through with weight errors that are rho^(l-1) times smaller."""
    # e_{i+1} <= rho e_i + eta n_i, n_{i+1} <= (rho + eta) n_i: error (rho + eta)^l - rho^l = rho^l ((1 + eta/rho)^l - 1)
    grid: dict[str, list[Any]] = {"rho": [1.0, 1.5, 3.0, 10.0], "depth": [1, 2, 5, 20], "eps": list(EPS[:8])}

    def margin(rho: float, depth: int, eps: float) -> float:
        eta = eps / (2 * depth) * rho ** (-power * (depth - 1))
        return 1 - rho**depth * math.expm1(depth * math.log1p(eta / rho)) / eps

    least = smallest(margin, grid)
    below = math.expm1(0.5) < 1  # so exp(t/2) - 1 < t on (0, 1], by convexity
    return holds(
        below and least.margin > 0,
        "By the printed recursion the error is rho^l ((1 + eta/rho)^l - 1), with eta = eps / (2 l rho^(l-1)) at most rho^l (exp(t/2) - "
        f"1), t = eps / rho^l < 1, so below rho^l t = eps; least relative margin {least.margin:.3f} at {at(least.where)}. It adds (l-1) "
        "log(rho) to the logarithm, and targets of [-rho, rho] to C.",
    )


def _one_neuron() -> float:
    """The least sup over |x| <= 1 of |x - v s(u x)| among u, v in [-1, 1]: one of the two signs gets nothing."""
    grid = [Fraction(i, 20) for i in range(-20, 21)]
    products = [(u > 0, u * v) for u in grid for v in grid]
    return float(min(max([abs(1 - (uv if up else Fraction(0))), abs(1 - (Fraction(0) if up else uv))]) for up, uv in products))


def _corner(log_argument: Callable[[float], float]) -> tuple[bool, str]:
    """Whether C log_argument(eps) neurons are more than one for all C, eps < 1, in one dimension; and for which they are not."""
    constants = (1, 10, 100, 1000, 10**6)
    single = {C: eps for C in constants for eps in [math.exp(-0.9 / C)] if math.ceil(C * log_argument(eps)) <= 1 and _one_neuron() > eps}
    return not single, ", ".join(f"eps = {eps:.7g} for C = {C}" for C, eps in single.items())


@check(
    "pensia2020:theorem-1",
    r"M_{2i} \in \mathbb{R}^{d_i \times C d_{i-1} \log \frac{d_{i-1} d_i l}{\min\{\epsilon, \delta\}}}: \; P\left( \forall f \in F: "
    r"\min_{S_i} \sup_{\|x\| \le 1} \| f(x) - (S_{2l} \odot M_{2l}) \sigma(\cdots \sigma((S_1 \odot M_1) x)) \| < \epsilon \right) \ge 1 "
    r"- \delta",
    uses=("pensia2020:lemma-3", "pensia2020:theorem-1-final", "pensia2020:theorem-1-union", "pensia2020:theorem-1-min"),
)
def theorem_1() -> Finding:
    """Pruning one random network of width C d log(d d' l / min(eps, delta)) gives every target of l layers and norms at most 1."""
    printed, where = _corner(lambda m: math.log(1 / m))  # d_0 = d_1 = l = 1
    C = _for_layer().constant

    def margin(shape: tuple[int, ...], m: float) -> float:
        sizes = Architecture("chain", tuple(Dense(out, into) for into, out in itertools.pairwise(shape)))
        found = pensia2020_theorem1(sizes, m, m)
        q = len(shape) - 1
        return min(
            C * into * math.log(2 * into * out * q / m) - (width or 0)
            for (into, out), width in zip(itertools.pairwise(shape), found.widths or (), strict=True)
        )

    shapes = [(1, 1), (2, 3, 1), (10, 10, 10, 10), (784, 500, 10)]
    least = smallest(margin, {"shape": shapes, "m": [0.99, 0.5, 0.1, 0.01, 1e-6]})
    return amended(
        printed,
        least.margin >= 0 and math.isfinite(C),
        r"$\log \frac{2 d_{i-1} d_i l}{\min\{\epsilon, \delta\}}$; as printed wherever $d_{i-1} d_i l \ge 2$",
        "For d_(i-1) d_i l = 1 the width C log(1/min(eps, delta)) falls to one neuron as eps and delta approach 1, and one ReLU neuron "
        f"gives nothing for one sign of x, an error of at least {_one_neuron():g} at W = 1: with eps = delta, {where}. As amended C = "
        f"{C:.0f} is proved for all eps, delta in (0, 1) by the chain of the appendix and the proof of covering for law D (where d d' l "
        f">= 2 the two logs differ by a factor of 2 at most); the widths of networks.dense are smaller by {least.margin:.0f} neurons at "
        "least on the grid.",
    )


@check(
    "pensia2020:theorem-1-masks",
    r"\min_{S_i \in \{0, 1\}^{d_i \times d_{i-1}}}",
)
def theorem_1_masks() -> Finding:
    """The masks S_i of Theorem 1 have the shapes of the matrices M_i that they prune."""
    targets, hidden = [3, 4, 2], [30, 40]  # d_0, d_1, d_2 of F, and the random widths
    sizes = [targets[0], hidden[0], targets[1], hidden[1], targets[2]]
    matrices = [(out, into) for into, out in itertools.pairwise(sizes)]  # M_1, ..., M_{2l}
    printed = [(targets[i], targets[i - 1]) for i in range(1, len(targets))]
    return misprint(
        _masked(matrices, printed, targets[0]) == (targets[-1],),
        _masked(matrices, matrices, targets[0]) == (targets[-1],),
        r"$S_i$ of the dimensions of $M_i$, $i = 1, \dots, 2l$, as in Eq. (3)",
        f"For targets of widths {targets} and hidden widths {hidden} the matrices M_i have shapes {matrices}; d_i x d_(i-1), with the "
        f"widths of F, are {printed}, only {len(printed)} of them.",
    )


@check(
    "pensia2020:section-3-uniform-guarantee",
    r"\sup_{f \in F} \min_{\hat g \in G} \sup_{\|x\| \le 1} \|f(x) - \hat g(x)\| < \epsilon",
    uses=("pensia2020:theorem-1",),
    perturbed={"closed": False},
)
def section_3_uniform_guarantee(*, closed: bool = True) -> Finding:
    """The strict error holds for the supremum over all targets, too."""
    # f = w x, |w| <= 1 or |w| < 1, against the function 0: the errors |w| fill this interval
    errors = sympy.Interval(0, 1, right_open=not closed)
    return holds(
        bool(errors.contains(errors.sup)),
        "Matrices of norm at most 1 form a compact set, G is finite, and the error is continuous in W, so the supremum is attained and a "
        f"strict bound for each f is one for all. In one dimension against the function 0: the errors of w x fill {errors}, whose "
        "supremum is one of them, as it would not be for |w| < 1.",
    )


@check(
    "pensia2020:remark-1",
    r"P = (1 - \alpha) Q + \alpha U[-c, c], \; \alpha \in (0, 1], c > 0: \text{ Theorem 1 up to constants depending on } \alpha \text{ "
    r"and } c",
    uses=("pensia2020:theorem-1", "pensia2020:corollary-2"),
    perturbed={"shares": (1.0, 0.0)},
)
def remark_1(*, shares: tuple[float, ...] = (1.0, 0.5, 0.1)) -> Finding:
    """Weights of any law that contains a uniform one serve as well, with constants that depend on the share and the width."""
    # both weights of a neuron are in the uniform part with probability alpha^2; their product is c^2 times that of U[-1,1]
    constants = {}
    for share, c in itertools.product(shares, (2.0, 1.0, 0.3)):
        found = _sufficient(PRUNED_PRODUCT, max(1.0, c**-2))
        scaled = _Sufficient(found.slope, found.offset + found.slope * max(0.0, 2 * math.log(c)))  # log(2 c^2 / eps)
        constants[share, c] = _diluted(scaled, share**2).constant
    return holds(
        all(map(math.isfinite, constants.values())),
        "A neuron is used where both its weights come from the uniform part, alpha^2 of all (Chernoff); their products are c^2 times "
        "those of U[-1, 1], so these must cover [-1/c^2, 1/c^2] within eps/c^2, which the proof of covering gives with finite constants "
        "for all "
        "eps: " + ", ".join(f"{v:.3g} at alpha = {a:g}, c = {c:g}" for (a, c), v in constants.items()) + ".",
    )


@check(
    "pensia2020:remark-1-examples",
    r"N(0, 1) \text{ and the Laplace distribution of mean 0 and variance 1 satisfy this condition}",
    uses=("pensia2020:remark-1",),
    perturbed={"portion": 1.02},
)
def remark_1_examples(*, portion: float = 1.0) -> Finding:
    """Normal and Laplace laws contain uniform ones; the largest weight is 2 c f(c)."""
    from flint import arb

    x = sympy.symbols("x", positive=True)
    b = 1 / sympy.sqrt(2)  # variance 2 b^2 = 1
    densities = {"normal": sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi), "Laplace": sympy.exp(-x / b) / (2 * b)}
    ends = {"normal": sympy.Integer(1), "Laplace": b}
    unit = all(sympy.simplify(2 * sympy.integrate(x**i * f, (x, 0, sympy.oo)) - 1) == 0 for f in densities.values() for i in (0, 2))
    weights = {name: portion * 0.999 * float(2 * ends[name] * f.subs(x, ends[name])) for name, f in densities.items()}
    balls: dict[str, Callable[[Any], Any]] = {
        "normal": lambda t: (-t * t / 2).exp() / (2 * arb.pi()).sqrt(),
        "Laplace": lambda t: (-t * arb(2).sqrt()).exp() / arb(2).sqrt(),
    }
    rest = {
        name: at_least_zero(lambda t, n=name: balls[n](t) - weights[n] / (2 * float(ends[n])), (0.0, float(ends[name]))) for name in balls
    }
    known = abs(contains_uniform(Normal())[0] * 0.999 * portion - weights["normal"]) < 1e-9
    return holds(
        unit and known and all(found.proved for found in rest.values()),
        "Both densities have mass and variance 1 in symbols. In balls over [0, c] f - alpha/(2c) >= 0 with alpha = "
        + ", ".join(f"{w:.4f}, c = {float(ends[name]):.4f} ({name}, least {rest[name].least:.1e})" for name, w in weights.items())
        + ": the rest is a density times 1 - alpha > 0.",
    )


@check(
    "pensia2020:remark-2",
    r"f \text{ can have any activation function, as long as it is 1-Lipschitz}",
    uses=("pensia2020:theorem-1", "pensia2020:eq-13"),
)
def remark_2() -> Finding:
    """Theorem 1 holds for targets of any 1-Lipschitz activation, if every even layer of the random network has it, too."""
    # phi(t) = t + B, d = 1, l = 2, f = w_2 phi(w_1 x): f(0) = w_2 B, a pruned g has g(0) = A B, A one of at most 2^N sums
    eps, C = 0.01, _for_layer().constant
    N = math.ceil(C * math.log(2 * 2 / eps))
    log2_B = N + 2 + math.log2(eps)
    needed = log2_B - math.log2(eps)  # 2^N 2 eps / B >= 2, with one N for f at x = 0
    printed = needed <= N

    # with phi(0) = 0 both properties that the proof uses hold: |phi(a) - phi(b)| <= |a - b| and |phi(a)| <= |a|
    activations: dict[str, Callable[[Any], Any]] = {
        "tanh": np.tanh,
        "leaky ReLU": lambda t: np.maximum(t, 0.01 * t),
        "|t|": np.abs,
        "sin": np.sin,
    }
    t = np.linspace(-6, 6, 241)
    gaps = [float(np.min(np.abs(np.subtract.outer(t, t)) - np.abs(np.subtract.outer(phi(t), phi(t))))) for phi in activations.values()]
    growth = [float(np.min(np.abs(t) - np.abs(phi(t)))) for phi in activations.values()]
    return amended(
        printed,
        min(gaps + growth) >= -1e-12,
        r"1-Lipschitz with $\sigma(0) = 0$; else $\|x'_i\|$ is not bounded by $(1 + \epsilon/2l)^{i-1}$ and the logarithm needs a term in "
        r"$|\sigma(0)|$",
        f"phi(t) = t + B is 1-Lipschitz. With d = 1, l = 2, eps = {eps} and x = 0 the target is w B, a pruned network A B with A among at "
        f"most 2^N sums, N = {N} neurons (the C that Theorem 1 is proved with); all w in [-1, 1] need 2^N >= B/eps, so N >= {needed:.0f} "
        f"at B = 2^{log2_B:.1f}: false with certainty, for any C that serves all activations. The proof uses |phi(a)| <= |a| for "
        f"x'_(i+1); with phi(0) = 0 it follows (least margins {min(gaps):.1g} and {min(growth):.1g} for {', '.join(activations)}).",
    )


@check(
    "pensia2020:remark-2-linear",
    r"\text{every odd layer of } g \text{ would have a ReLU (or linear) activation}",
    uses=("pensia2020:remark-2", "pensia2020:lemma-1"),
    perturbed={"slopes": (-1, 1)},
)
def remark_2_linear(*, slopes: tuple[int, int] = (1, 1)) -> Finding:
    """With linear odd layers one subset sum of the products serves inputs of both signs."""
    u, v, s = (np.random.default_rng(i).integers(low, 10, 12) for i, low in enumerate((-9, -9, 0)))
    s = s % 2

    def activation(t: Any) -> Any:  # slopes for negative and for positive inputs
        return np.where(t < 0, slopes[0] * t, slopes[1] * t)

    A = (s * v) @ u
    ok = all((s * v) @ activation(u * x) == A * x for x in (-2, -1, 0, 1, 3))
    found = _sufficient(ProductOfUniforms(), 1.0)
    return holds(
        bool(ok) and math.isfinite(found.constant),
        "Then (v s)^T (u x) = (sum of s_i v_i u_i) x, exact for integers and x of both signs: a subset sum of n products of law P, of "
        f"which C log(2/eps), C = {found.constant:.0f}, suffice for all eps by the proof of covering.",
    )


@check(
    "pensia2020:eq-5",
    r"n \ge C \log \tfrac{1}{\min\{\epsilon, \delta\}} \Rightarrow P\left( \exists S \subseteq [n]: \left| w - \sum_{i \in S} a_i \right| "
    r"\le \epsilon \right) \ge 1 - \delta, \; |w| \le \tfrac12",
    uses=("pensia2020:theorem-3",),
    perturbed={"half_width": 2.5},
)
def eq_5(*, half_width: float = 0.5) -> Finding:
    """A weight of at most 1/2 is a subset sum of C log(1/min(eps, delta)) uniform samples, within eps, with probability 1 - delta."""
    found = _sufficient(Uniform(), half_width)
    C = 2 * found.slope + found.offset / LOG2  # log(2/m) <= 2 log(1/m) for m <= 1/2
    least = smallest(
        lambda eps, delta: C * math.log(1 / min(eps, delta)) - found.slope * math.log(2 / min(eps, delta)) - found.offset,
        {"eps": EPS, "delta": EPS},
        lambda eps, delta: min(eps, delta) <= 0.5,
    )
    empty = half_width <= 0.5  # eps > 1/2: the empty subset is within eps of every target, so that no sample is needed
    return holds(
        empty and least.margin >= -1e-9,
        f"With m = min(eps, delta) <= 1/2 by Theorem 3 and C = {C:.1f}, as log(2/m) <= 2 log(1/m). For m > 1/2, where log(1/m) may be "
        "near 0, eps > 1/2 >= |w| and the empty subset serves.",
    )


@check(
    "pensia2020:section-3.1-reduction",
    r"\sup_{|x| \le 1} \left| w x - \sum_{i \in S} a_i x \right| = \left| w - \sum_{i \in S} a_i \right|",
    perturbed={"radius": Fraction(2)},
)
def section_3_1_reduction(*, radius: Fraction = Fraction(1)) -> Finding:
    """Approximating wx by the pruned linear network for |x| <= 1 is approximating w by a subset sum."""
    w, a, x = sympy.symbols("w a x", real=True)
    linear = same(w * x - a * x, (w - a) * x)
    return holds(
        linear and radius == 1,
        f"The difference is (w - a) x in symbols, a the subset sum, whose supremum over |x| <= {radius} is {radius} |w - a|",
    )


@check(
    "pensia2020:section-3.1-output-layer",
    r"1^T (s \odot a) x = (s \odot 1)^T a x = \sum_{i \in S} a_i x",
    perturbed={"kept": 2},
)
def section_3_1_output_layer(*, kept: int = 1) -> Finding:
    """In the linear network pruning the output layer is the same as pruning a."""
    n = 4
    a, x = sympy.symbols(f"a0:{n}"), sympy.Symbol("x")
    ok = all(
        same(sum(s * c for s, c in zip(mask, a, strict=True)) * x, sum((kept * s) * (c * x) for s, c in zip(mask, a, strict=True)))
        for mask in itertools.product((0, 1), repeat=n)
    )
    return holds(ok, f"equal in symbols for all {2**n} masks of n = {n} neurons")


@check(
    "pensia2020:theorem-3",
    r"n \ge C \log \tfrac{2}{\min\{\epsilon, \delta\}} \Rightarrow P\left( \forall z \in [-\tfrac12, \tfrac12] \, \exists S \subset [n]: "
    r"\left| z - \sum_{i \in S} X_i \right| \le \epsilon \right) \ge 1 - \delta",
    perturbed={"of": max},
)
def theorem_3(*, of: Callable[[float, float], float] = min) -> Finding:
    """Lueker: the subset sums of C log(2/min(eps, delta)) uniform samples cover [-1/2, 1/2] within eps, with probability 1 - delta."""
    found = _sufficient(Uniform(), 0.5)
    C = found.constant
    grid = {"eps": EPS, "delta": EPS}
    least = smallest(lambda eps, delta: C * math.log(2 / of(eps, delta)) - found.slope * math.log(2 / min(eps, delta)) - found.offset, grid)
    tight = smallest(lambda eps, delta: C * math.log(2 / of(eps, delta)) - covering(eps, delta, 0.5).n, {"eps": EPS[:8], "delta": EPS[:8]})
    return holds(
        least.margin >= -1e-9 and tight.margin >= 0,
        f"C = {C:.2f} for all eps, delta in (0, 1), by the proof of covering with its steps bounded for all eps at once: "
        f"{found.slope:.2f} log(2/min) + {found.offset:.2f} samples suffice and log(2/min) >= log 2. covering(eps, delta, 1/2).n is "
        f"smaller on a grid, by {tight.margin:.1f} at least.",
    )


# Lemma 1


@check(
    "pensia2020:lemma-1",
    r"n \ge C \log \tfrac{2}{\epsilon} \Rightarrow P\left( \forall w \in [-1, 1] \, \exists s \in \{0, 1\}^{2n}: \sup_{|x| \le 1} |w x - "
    r"(v \odot s)^T \sigma(u x)| < \epsilon \right) \ge 1 - \epsilon",
    uses=("pensia2020:corollary-2", "pensia2020:lemma-1-wlog", "pensia2020:lemma-1-union", "pensia2020:lemma-1-step-5"),
    perturbed={"numerator": 1},
)
def lemma_1(*, numerator: int = 2) -> Finding:
    """2n neurons, n >= C log(2/eps), hold every weight of [-1, 1] within eps, with probability 1 - eps."""
    one = _sufficient(PRUNED_PRODUCT, 1.0)
    half = _Sufficient(one.slope, one.offset + one.slope * LOG2)  # accuracy and failure eps/2 each: the error is the larger, so below eps
    C = half.constant
    near_one = [1 - 10.0**-i for i in range(1, 9)]
    least = smallest(lambda eps: C * math.log(numerator / eps) - half.slope * math.log(2 / eps) - half.offset, {"eps": [*EPS, *near_one]})
    tight = smallest(lambda eps: C * math.log(numerator / eps) - layer_samples(1, 1, eps, eps), {"eps": EPS[:8]})
    rng, n, trials = np.random.default_rng(1), 36, 60
    gaps = solvers.coverage_gap_many(_pruned(rng, trials, n), np.full(trials, -1.0), np.full(trials, 1.0))
    low, _ = clopper_pearson(int(np.sum(gaps < 0.05)), trials)
    return holds(
        least.margin >= -1e-6 and tight.margin >= 0,
        f"C = {C:.0f} is proved for all eps in (0, 1): each half by covering for law D at eps/2, both fail with probability eps at most, "
        f"and the error is the larger of the two. networks.dense.layer_samples is smaller by {tight.margin:.0f} at least. Far fewer do: "
        f"at n = {n} all of [-1, 1] was within 0.05 in {np.mean(gaps < 0.05):.0%} of {trials} halves (at least {float(low):.2f}, 99 % "
        f"interval), which suggests C near {n / math.log(2 / 0.05):.0f}.",
    )


def _pruned(rng: np.random.Generator, trials: int, n: int) -> Any:
    """b a^+: n samples of law D, the nonzero ones packed into fewer columns."""
    found = rng.uniform(-1, 1, (trials, n)) * np.maximum(rng.uniform(-1, 1, (trials, n)), 0)
    found = np.take_along_axis(found, np.argsort(-np.abs(found), axis=1), axis=1)
    kept = int(np.max((found != 0).sum(axis=1)))
    return np.ascontiguousarray(found[:, : min(kept, 20)])  # at most 20, the largest: the gap is then no smaller


@check(
    "pensia2020:lemma-1-decomposition",
    r"w x = \sigma(w x) - \sigma(-w x)",
    perturbed={"sign": 1},
)
def lemma_1_decomposition(*, sign: int = -1) -> Finding:
    """A linear function is the difference of two ReLUs; the caption of Figure 1 has the same."""
    t = sympy.symbols("t", positive=True)
    ok = all(same(sympy.Max(y, 0) + sign * sympy.Max(-y, 0), y) for y in (t, -t, sympy.Integer(0)))
    return holds(ok, "max(t, 0) - max(-t, 0) = t in symbols on both rays and at 0")


@check(
    "pensia2020:lemma-1-step-0",
    r"(v \odot s)^T \sigma(u x) = v^T \sigma((s \odot u) x), \quad s \in \{0, 1\}^{2n}",
    perturbed={"masks": (0, -1)},
)
def lemma_1_step_0(*, masks: tuple[int, int] = (0, 1)) -> Finding:
    """Pruning the second layer is the same as pruning the first."""
    t = sympy.symbols("t", positive=True)
    ok = all(same(s * sympy.Max(y, 0), sympy.Max(s * y, 0)) for s in masks for y in (t, -t, sympy.Integer(0)))
    return holds(ok, f"s max(t, 0) = max(s t, 0) for s in {masks}, on both rays and at 0; it needs an activation with value 0 at 0")


@check(
    "pensia2020:lemma-1-step-1",
    r"a^+ = \max\{0, a\} \sim \tfrac12 P_0 + \tfrac12 U[0, 1], \quad c^- = \min\{0, c\} \sim \tfrac12 P_0 + \tfrac12 U[-1, 0]",
    perturbed={"weight": sympy.Rational(1, 3)},
)
def lemma_1_step_1(*, weight: sympy.Rational = sympy.Rational(1, 2)) -> Finding:
    """Half of the pruned first layer is 0, the rest uniform; the same in steps 1 and 3."""
    t, x = sympy.symbols("t x", nonnegative=True)
    below = sympy.integrate(sympy.Rational(1, 2), (x, -1, t))  # P(a <= t), t in [0, 1]; by symmetry P(c >= -t)
    return holds(
        same(below, weight + (1 - weight) * t),
        f"P(a^+ <= t) = P(a <= t) = {below} for t in [0, 1], to be {weight} + {1 - weight} t; c^- is -a^+ in law",
    )


@check(
    "pensia2020:lemma-1-step-1-linear",
    r"b^T \sigma(a^+ x) = b^T a^+ x \text{ for } x > 0, \quad = 0 \text{ for } x \le 0",
    perturbed={"pruned": False},
)
def lemma_1_step_1_linear(*, pruned: bool = True) -> Finding:
    """The upper half is linear for positive and zero for negative inputs; step 4 has the mirror image."""
    a, b = (np.array([Fraction(int(i), 7) for i in np.random.default_rng(seed).integers(-7, 8, 12)]) for seed in (0, 1))
    a = _relu(a) if pruned else a
    c = -a
    ok = all(
        b @ _relu(a * x) == (b @ a * x if x > 0 else 0) and b @ _relu(c * x) == (b @ c * x if x < 0 else 0)
        for x in map(Fraction, (-3, -1, 0, 1, 2))
    )
    return holds(
        bool(ok), "max(a x, 0) is a x or 0 by the sign of x where a >= 0; exact in rationals for 12 weights and both halves, x = -3, ..., 2"
    )


@check(
    "pensia2020:lemma-1-step-2",
    r"\text{with probability } 1 - \epsilon/2 \text{, we can choose a subset of } \{Z_1, \dots, Z_n\} \text{ to approximate } w \text{ up "
    r"to } \epsilon",
    uses=("pensia2020:corollary-2",),
)
def lemma_1_step_2() -> Finding:
    """Each half approximates the weight well enough for the two errors of step 5 to add up to eps."""
    one = _sufficient(PRUNED_PRODUCT, 1.0)
    ok = math.isfinite(one.constant)
    return misprint(
        sum([Fraction(1), Fraction(1)]) <= 1,
        ok and sum([Fraction(1, 2), Fraction(1, 2)]) <= 1,
        r"up to $\epsilon/2$, as the display below it has",
        "Step 5 adds the two errors: eps + eps exceeds eps, eps/2 + eps/2 does not. At accuracy and failure eps/2 the samples are "
        f"{one.slope:.1f} log(4/eps) + {one.offset:.1f}, with log(4/eps) <= 2 log(2/eps).",
    )


def _half_error(w: Fraction, total: Fraction, x: Fraction, side: int) -> Fraction:
    """|side s(side w x) - what the half of that side gives|, its kept products adding up to `total`: total x where side x > 0, else 0."""
    target = side * max(side * w * x, Fraction(0))
    return abs(target - (total * x if side * x > 0 else 0))


@check(
    "pensia2020:eq-6",
    r"\forall w \in [0, 1] \, \exists s_1: \sup_{x \in [-1, 1]} |\sigma(w x) - b^T \sigma((s_1 \odot a^+) x)| < \epsilon/2",
    uses=("pensia2020:lemma-1-step-1-linear", "pensia2020:corollary-2"),
    perturbed={"low": -1},
)
def eq_6(*, low: int = 0) -> Finding:
    """The error of the upper half is that of the subset sum, for weights of [0, 1]."""
    tenths = [Fraction(i, 10) for i in range(-10, 11)]
    ok = all(max(_half_error(w, A, x, 1) for x in tenths) == abs(w - A) for w in tenths if w >= low for A in tenths)
    return holds(
        ok,
        "sup over x of the error is |w - A|, A the kept subset sum, at x = 1: exact for w and A in tenths (the error is linear on both "
        "rays); that |w - A| < eps/2 but for eps/2 is Corollary 2.",
    )


@check(
    "pensia2020:eq-6-note",
    r"\text{for } x < 0, \; \sigma(w x) = b^T \sigma((s_1 \cdot a^+)) x = 0",
    uses=("pensia2020:eq-6",),
)
def eq_6_note() -> Finding:
    """For negative inputs the upper half gives 0."""
    b, a, x = np.array([Fraction(1, 2), Fraction(-1, 4)]), np.array([Fraction(1, 3), Fraction(1)]), Fraction(-1)
    return misprint(
        bool(b @ _relu(a) * x == 0),
        bool(b @ _relu(a * x) == 0),
        r"$b^T \sigma((s_1 \odot a^+) x) = 0$, with x inside the activation",
        f"b = (1/2, -1/4), a^+ = (1/3, 1), x = -1: b^T s(a^+) x = {b @ _relu(a) * x}, b^T s(a^+ x) = {b @ _relu(a * x)}",
    )


@check(
    "pensia2020:lemma-1-step-4",
    r"b_i a_i^+ \text{ and } d_i c_i^- \text{ have the exact same distribution}",
    uses=("pensia2020:lemma-4",),
    perturbed={"low": sympy.Rational(-1, 2)},
)
def lemma_1_step_4(*, low: sympy.Rational = sympy.Integer(-1)) -> Finding:
    """The products of both halves have the same law."""
    z, x = sympy.symbols("z x", positive=True)
    upper = sympy.integrate(sympy.Rational(1, 2) / x, (x, z, 1))  # density of b a at z in (0, 1), a ~ U[0, 1]
    lower = sympy.integrate(sympy.Rational(1, 2) / x, (x, z, -low)) / -low  # of d c, c ~ U[low, 0], d symmetric
    return holds(
        same(upper, lower),
        f"Both have an atom 1/2 at 0; the densities of b a and d c at z are {upper} and {sympy.simplify(lower)}, even in z as b and d are "
        "symmetric",
    )


@check(
    "pensia2020:eq-7",
    r"\forall w \in [0, 1] \, \exists s_2: \sup_{x \in [-1, 1]} |-\sigma(-w x) - d^T \sigma((s_2 \odot c^-) x)| < \epsilon/2",
    uses=("pensia2020:lemma-1-step-4", "pensia2020:corollary-2"),
    perturbed={"low": -1},
)
def eq_7(*, low: int = 0) -> Finding:
    """The error of the lower half is that of the subset sum, for weights of [0, 1]."""
    tenths = [Fraction(i, 10) for i in range(-10, 11)]
    ok = all(max(_half_error(w, A, x, -1) for x in tenths) == abs(w - A) for w in tenths if w >= low for A in tenths)
    return holds(
        ok,
        "For x < 0, -s(-w x) = w x and d^T s(c^- x) = d^T c^- x: sup over x of the error is |w - A| at x = -1, exact for w and A in "
        "tenths; both are 0 for x >= 0",
    )


@check(
    "pensia2020:lemma-1-wlog",
    r"\text{WLOG assume } w \ge 0",
    uses=("pensia2020:eq-6", "pensia2020:eq-7", "pensia2020:corollary-2"),
)
def lemma_1_wlog() -> Finding:
    """The event of Eqs. 6 and 7, for weights of [0, 1], serves weights of [-1, 0], too."""
    products = [Fraction(2) ** -i for i in range(6)]  # all positive: their sums are within 1/32 of all of [0, 1]
    totals = [sum(part, Fraction(0)) for size in range(7) for part in itertools.combinations(products, size)]
    off = {w: min(abs(w - A) for A in totals) for w in [Fraction(i, 64) for i in range(-64, 65)]}
    eps = Fraction(1, 10)
    assumed = all(off[w] < eps / 2 for w in off if w >= 0)
    return amended(
        not assumed or all(gap < eps / 2 for gap in off.values()),
        math.isfinite(_sufficient(PRUNED_PRODUCT, 1.0).constant),  # for [-1, 1], as Lemma 1 is proved here
        r"Eqs. (6) and (7) for all $w \in [-1, 1]$, which Corollary 2 gives at the same cost",
        f"Products 1, 1/2, ..., 1/32 in both halves satisfy (6) and (7) with eps = {eps}, largest error "
        f"{max(off[w] for w in off if w >= 0)}, but w = -1 is {off[Fraction(-1)]} away. By symmetry the weights of [-1, 0] cost another "
        "event of probability eps/2 a half, 1 - 2 eps in all. For one fixed w the reduction is right; for every w at once the event must "
        "have both signs, as Corollary 2 has.",
    )


@check(
    "pensia2020:lemma-1-union",
    r"P(\text{(6) and (7)}) \ge 1 - \tfrac{\epsilon}{2} - \tfrac{\epsilon}{2} = 1 - \epsilon",
    uses=("pensia2020:eq-6", "pensia2020:eq-7"),
    perturbed={"part": Fraction(2, 3)},
)
def lemma_1_union(*, part: Fraction = Fraction(1, 2)) -> Finding:
    """Both halves succeed with probability 1 - eps."""
    return holds(
        2 * part <= 1,
        f"union bound: the two events fail with probability at most {part} eps + {part} eps, to be at most eps; no independence needed",
    )


@check(
    "pensia2020:lemma-1-step-5",
    r"\inf_s \sup_x |w x - v^T \sigma((u \odot s) x)| \le \inf_{s_1} \sup_x |\sigma(w x) - b^T \sigma((s_1 \odot a^+) x)| + \inf_{s_2} "
    r"\sup_x |-\sigma(-w x) - d^T \sigma((s_2 \odot c^-) x)| \le \epsilon",
    uses=("pensia2020:eq-6", "pensia2020:eq-7", "pensia2020:lemma-1-decomposition"),
    perturbed={"terms": 1},
)
def lemma_1_step_5(*, terms: int = 2) -> Finding:
    """The error of both halves together is at most the sum of theirs (and in fact the larger of them)."""
    tenths = [Fraction(i, 10) for i in range(-10, 11)]
    sums_ok, maximum = True, True
    for w, up, down in itertools.product([Fraction(i, 5) for i in range(6)], tenths[::4], tenths[::4]):
        total = max(abs(w * x - (up * x if x > 0 else down * x)) for x in tenths)
        parts = [max(_half_error(w, up, x, 1) for x in tenths), max(_half_error(w, down, x, -1) for x in tenths)]
        sums_ok &= total <= sum(parts[:terms])
        maximum &= total == max(parts)
    return holds(
        sums_ok,
        "For w in fifths and subset sums A+, A- in [-1, 1] the total error is at most the sum, exact in rationals; it equals max(|w - "
        f"A+|, |w - A-|): {maximum}. Masks of the halves are chosen apart, so the infimum of the sum is the sum of infima. Each part "
        "below eps/2 gives less than eps, as the lemma says, where the display ends with at most eps.",
    )


@check(
    "pensia2020:lemma-1-step-5-masks",
    r"\inf_{s_1, s_2} \sup_x |w x - b^T \sigma((s_1 \odot a) x) - d^T \sigma((s_2 \odot c) x)| \le \inf_{s_1, s_2} \sup_x |w x - b^T "
    r"\sigma((s_1 \odot a^+) x) - d^T \sigma((s_2 \odot c^-) x)|",
    uses=("pensia2020:lemma-1-step-0",),
    perturbed={"converse": True},
)
def lemma_1_step_5_masks(*, converse: bool = False) -> Finding:
    """The signs that steps 1 and 3 prune are pruned by some masks, so that the least error of all masks is no larger."""
    rng, masks = np.random.default_rng(10), [np.array(mask) for mask in itertools.product((0, 1), repeat=6)]
    ratios = []
    for _ in range(20):
        u, v = rng.integers(-9, 10, 6), rng.integers(-9, 10, 6)
        signed = np.where(np.arange(6) < 3, np.maximum(u, 0), np.minimum(u, 0))  # a^+ and c^-
        # piecewise linear in x with its kink at 0: the supremum is at x = 1 or -1
        best = [min(max(abs(40 * x - v @ _relu(mask * first * x)) for x in (-1, 1)) for mask in masks) for first in (u, signed)]
        ratios.append((int(best[0]), int(best[1])))
    return holds(
        all(after <= before if converse else before <= after for before, after in ratios),
        f"s . a^+ is s' . a with s' = s where a > 0 and 0 elsewhere. In 20 random integer networks of 6 neurons, {len(masks)} masks, w = "
        f"40: never larger, smaller in {sum(before < after for before, after in ratios)}. Lemmas 2 and 3 prune M to M' alike.",
    )


@check(
    "pensia2020:section-3.2-sketch",
    r"O(\log \tfrac1\epsilon), \; O(d \log \tfrac{d}{\epsilon}), \; O(d \log \tfrac{d}{\epsilon}) \text{ neurons for a link, a neuron, a "
    r"layer of } d \text{ neurons}",
    uses=("pensia2020:lemma-1", "pensia2020:lemma-2", "pensia2020:lemma-3"),
    perturbed={"outer": 0},
)
def section_3_2_sketch(*, outer: int = 1) -> Finding:
    """A layer of d neurons takes no more than O(d log(d/eps)), as the neurons share the first layer."""
    eps = [e for e in EPS if e <= 0.5]
    least = smallest(
        lambda d, eps: 3 * d**outer * math.log(d / eps) - d * math.log(2 * d * d / eps), {"d": [1, 2, 10, 100, 10**4], "eps": eps}
    )
    return holds(
        least.margin >= -1e-9,
        "Lemma 3 for d1 = d2 = d has d log(2 d^2/eps) (as amended) <= 3 d log(d/eps) for eps <= 1/2: the difference of logs is log(d / "
        f"(2 eps^2)) > 0; least margin {least.margin:.3g} at {at(least.where)}. Without sharing it would be d^2 log(d/eps).",
    )


@check(
    "pensia2020:figure-1-width",
    r"\text{an additional hidden layer of size } 2n = O(\log(1/\epsilon))",
    uses=("pensia2020:lemma-1",),
    perturbed={"power": 0.5},
)
def figure_1_width(*, power: float = 1.0) -> Finding:
    """The hidden layer of Lemma 1 has O(log(1/eps)) neurons."""
    one = _sufficient(PRUNED_PRODUCT, 1.0)
    C = 2 * (3 * one.slope + one.offset / LOG2)  # log(4/eps) <= 3 log(1/eps) for eps <= 1/2
    least = smallest(lambda x: C * x**power - 2 * (one.slope * (x + 2 * LOG2) + one.offset), {"x": [LOG2 * 4**i for i in range(9)]})
    return holds(
        least.margin >= -1e-9,
        f"2n = 2 ({one.slope:.1f} log(4/eps) + {one.offset:.1f}) as Lemma 1 is proved here, at most C log(1/eps) with C = {C:.0f} for all "
        f"eps <= 1/2: both are linear in log(1/eps); least margin {least.margin:.2g}.",
    )


@check(
    "pensia2020:figure-4-blocks",
    r"d \text{ blocks of } k = O\left( \log \tfrac{d}{\epsilon} \right) \text{ neurons}",
    uses=("pensia2020:lemma-2", "pensia2020:lemma-3"),
    perturbed={"power": 0.5},
)
def figure_4_blocks(*, power: float = 1.0) -> Finding:
    """Blocks of O(log(d/eps)) neurons serve d neurons of d inputs as well as one, as the captions of Figures 3 and 4 have."""
    found = _for_layer()
    C = 3 * found.slope + found.offset / LOG2  # log(2 d^2/eps) <= 3 log(d/eps) for d/eps >= 2
    least = smallest(
        lambda d, eps: C * math.log(d / eps) ** power - found.slope * math.log(2 * d * d / eps) - found.offset,
        {"d": [1, 2, 10, 1000, 10**9], "eps": [e for e in EPS if e <= 0.5]},
    )
    return holds(
        least.margin >= -1e-9,
        f"As proved here a block has {found.slope:.0f} log(2 d^2/eps) + {found.offset:.0f} neurons, at most {C:.0f} log(d/eps) for eps <= "
        f"1/2: 3 log(d/eps) - log(2 d^2/eps) = log(d/(2 eps^2)) > 0. Least margin on a grid {least.margin:.3g} at {at(least.where)}.",
    )


# Section 4: the lower bound


@check(
    "pensia2020:eq-8",
    r"h_W(x) = [I \; -I] \, \sigma\left( \begin{bmatrix} W \\ -W \end{bmatrix} x \right) = W x",
    uses=("pensia2020:lemma-1-decomposition",),
    perturbed={"sign": 1},
)
def eq_8(*, sign: int = -1) -> Finding:
    """Two layers of 2d hidden neurons represent a linear map."""
    rng = np.random.default_rng(2)
    W, x = rng.integers(-9, 10, (3, 3)), rng.integers(-9, 10, (3, 50))
    outer = np.hstack([np.eye(3, dtype=int), sign * np.eye(3, dtype=int)])
    ok = bool((outer @ _relu(np.vstack([W, -W]) @ x) == W @ x).all())
    return holds(
        ok and _both_rays(sign), "s(t) - s(-t) = t in each coordinate, on both rays; exact for an integer 3 x 3 matrix and 50 inputs"
    )


def _both_rays(sign: int) -> bool:
    return all(max(t, 0) + sign * max(-t, 0) == t for t in (-1, 0, 1))


@check(
    "pensia2020:section-4-constants",
    r"\text{at least } d^2 \log(1/\epsilon) \text{ parameters; for two layers the width must be at least } d \log(1/\epsilon)",
    uses=("pensia2020:theorem-2", "pensia2020:appendix-b-l-2", "pensia2020:appendix-b-l-more"),
)
def section_4_constants() -> Finding:
    """The counts of the introduction to Theorem 2, which have no constant, follow from its proof."""
    grid: dict[str, list[Any]] = {"d": [1, 2, 5, 20, 100], "eps": [1e-2, 1e-4, 1e-8, 1e-64]}
    weights = smallest(lambda d, eps: packing.parameters(d, eps).value / (d * d * math.log(1 / eps)), grid)
    widths = [packing.width(d, eps).value / (d * math.log(1 / eps)) for d in grid["d"] for eps in grid["eps"]]
    return misprint(
        weights.margin >= 1 and min(widths) >= 1,
        weights.margin >= 1 / 3 and min(widths) >= 1 / 4,
        r"$\Omega(d^2 \log(1/\epsilon))$ and $\Omega(d \log(1/\epsilon))$, as in Theorem 2",
        f"For eps <= 0.01 the proof has at least {weights.margin:.3f} d^2 ln(1/eps) parameters ({at(weights.where)}). The width it gives, "
        f"(d/2) log2(1/(2 eps)) - 1/(2d), is {min(widths):.3f} to {max(widths):.3f} times d ln(1/eps) on the grid and below "
        "d log2(1/eps)/2 always: the order d log(1/eps), not the number.",
    )


@check(
    "pensia2020:section-4-upper-bound",
    r"\text{uniform approximation over } F \text{ is achieved by Theorem 1 with } d \log(d/\epsilon) \text{ width}",
    uses=("pensia2020:theorem-1",),
    perturbed={"outer": 0},
)
def section_4_upper_bound(*, outer: int = 1) -> Finding:
    """Theorem 1 at one layer of d neurons has width O(d log(d/eps))."""
    d, eps = sympy.symbols("d epsilon", positive=True)
    rest = sympy.expand_log(2 * sympy.log(d / eps) - sympy.log(d**2 / eps) - sympy.log(1 / eps), force=True)
    least = smallest(lambda d, eps: 2 * d**outer * math.log(d / eps) - d * math.log(d * d / eps), {"d": [1, 2, 10, 10**4], "eps": EPS})
    return holds(
        same(rest, 0) and least.margin >= -1e-9,
        "2 log(d/eps) - log(d^2/eps) = log(1/eps) > 0 in symbols, so d log(d^2/eps) <= 2 d log(d/eps)",
    )


@check(
    "pensia2020:theorem-2",
    r"\forall h \in F: P\left( \exists g' \in G: \sup_{\|x\| \le 1} \|h(x) - g'(x)\| < \epsilon \right) \ge \tfrac12 \Rightarrow "
    r"\Omega(d^2 \log(1/\epsilon)) \text{ parameters; if } l = 2, \text{ width } \Omega(d \log(1/\epsilon))",
    uses=("pensia2020:appendix-b-chain", "pensia2020:appendix-b-l-2", "pensia2020:appendix-b-l-more"),
    perturbed={"power": 3},
)
def theorem_2(*, power: int = 2) -> Finding:
    """A network of random weights, of any law, that approximates linear maps by pruning has many parameters; with two layers it is wide."""
    # beside the counting: at eps < 1 some pruned g' approximates h_I, so its first matrix has no kernel (x there: |x - g'(x)| = |x|)
    x = ladder(1e-3, 1e4, 200)  # log2(1/eps)
    d = [1, 2, 3, 10, 100]
    few = smallest(lambda d, x: max(float(d * d), d * d * (x - 1) - 1) - d**power * x / 3, {"d": d, "x": x})
    wide = smallest(lambda d, x: _least_width(d, x) - d ** (power - 1) * x / 4, {"d": d, "x": x})
    # both margins are piecewise linear in x, least at the kinks; worst at d = 1: max(1, x - 2) - x/3 and max(1, x/2 - 1) - x/4
    kinks = [max(Fraction(1), y - 2) - y / 3 for y in (Fraction(0), Fraction(3))] + [
        max(Fraction(1), y / 2 - 1) - y / 4 for y in (Fraction(0), Fraction(4))
    ]
    curve = {
        "parameters": (list(x), [max(100.0, 100 * (y - 1) - 1) / (100 * y) for y in x]),
        "width": (list(x), [_least_width(10, y) / (10 * y) for y in x]),
    }
    return holds(
        min(kinks) >= 0 and few.margin >= -1e-9 and wide.margin >= -1e-9,
        "With log2: at least d^2 log2(1/eps) / 3 parameters and width d log2(1/eps) / 4, for all d >= 1 and eps < 1. Counting gives d^2 "
        "(x - 1) - 1 and d (x - 1)/2 - 1/(2d), x = log2(1/eps); for eps near 1/2 and above, where that is vacuous, the first layer must "
        f"be injective, d^2 and d. The maxima exceed x/3 and x/4 at their kinks exactly; least margins on a grid {few.margin:.3g} and "
        f"{wide.margin:.3g}.",
        Curve("log2(1/eps)", "lower bound over d^2 log2(1/eps), d log2(1/eps); d = 10", curve, "xy"),
    )


@check(
    "pensia2020:section-1-match",
    r"\text{lower bound for 2-layered networks that matches the upper bound, up to logarithmic terms with regards to the width}",
    uses=("pensia2020:theorem-1", "pensia2020:theorem-2"),
    perturbed={"power": 0},
)
def section_1_match(*, power: int = 1) -> Finding:
    """The upper bound on the width is the lower one up to a factor of order log d."""
    C = _for_layer().constant
    grid = {"d": [2.0**i for i in range(0, 200, 10)], "x": [1.0, 2.0, 10.0, 1e3]}

    def ratio(d: float, x: float) -> float:
        return C * d * (math.log(2 * d * d) + x * LOG2) / (d * x / 4)

    bound = 8 * C  # 4 C (log(2) (1 + 1/x) + 2 log(d) / x) at x = 1, the worst
    least = smallest(lambda d, x: 1 - ratio(d, x) / (bound * (1 + math.log(d)) ** power), grid)
    return holds(
        least.margin >= 0,
        f"C d log(2 d^2/eps) over d log2(1/eps)/4, both as proved here, is at most {bound:.0f} (1 + log d) for eps <= 1/2, least relative "
        f"margin {least.margin:.2g} at {at(least.where)}; without the log d it grows with d.",
    )


@check(
    "pensia2020:remark-3",
    r"\text{our bounds are tight only for networks with constant depth}",
    uses=("pensia2020:section-1-match",),
    perturbed={"deepest": 10**9},
)
def remark_3(*, deepest: int = 10) -> Finding:
    """For targets of constant depth the bounds on parameters match, for depth without bound they do not."""
    C, d, eps = _for_layer().constant, 10, 1e-3

    def ratio(depth: int) -> float:  # of what Theorem 1 takes to what Theorem 2 asks for
        return 2 * depth * C * d * d * math.log(2 * d * d * depth / eps) / packing.parameters(d, eps).value

    allowed = 100 * ratio(1)
    return holds(
        ratio(deepest) <= allowed and ratio(10**6) > allowed,
        f"Theorem 1 takes 2 l C d^2 log(2 d^2 l/eps) parameters, Theorem 2 asks for d^2 log2(1/(2 eps)) - 1 whatever l: at d = {d}, eps = "
        f"{eps} their ratio is {ratio(1):.0f} at l = 1, {ratio(10):.0f} at l = 10, {ratio(10**6):.2g} at l = 10^6.",
    )


# Section 5: the experiments, and Section 6


class _Trained(NamedTuple):
    """The published network and test set, or where these are not at hand weights drawn like them with the classes they give."""

    layers: list[Any]  # (out, in)
    images: Any
    labels: Any
    published: bool

    @property
    def said(self) -> str:
        return "the published network" if self.published else "a random network of its shape, as the published one is not at hand"


@cache
def _trained() -> _Trained:
    folder = Path(__file__).parents[2] / "shared" / "data"
    try:
        with np.load(folder / "pensia2020_fc2.npz") as weights, np.load(folder / "mnist_t10k.npz") as tests:
            layers = [np.asarray(weights[name], dtype=float) for name in ("fc1", "fc2")]
            images = tests["images"].reshape(len(tests["images"]), -1) * np.float32(1 / 255)
            return _Trained(layers, images, tests["labels"], True)
    except OSError:
        rng = np.random.default_rng(0)
        layers = [np.clip(rng.normal(0, 0.045, shape), -0.464, 0.541) for shape in ((500, 784), (10, 500))]
        layers[1].flat[:2] = -0.464, 0.541
        images = rng.random((2000, 784), dtype=np.float32) * (rng.random((2000, 784)) < 0.2)
        scores = _relu(images @ layers[0].T) @ layers[1].T
        clear = np.diff(np.sort(scores, axis=1)[:, -2:], axis=1)[:, 0] > 0.05  # as a trained network's are
        return _Trained(layers, images[clear], np.argmax(scores, axis=1)[clear], False)


def _range(layers: list[Any]) -> tuple[float, float]:
    return min(float(w.min()) for w in layers), max(float(w.max()) for w in layers)


@cache
def _approximated(n: int, every: int = 1) -> list[Approximation]:
    """Each weight (of every so many rows of the first layer) as the closest subset sum of n samples between the least and the greatest."""
    layers = _trained().layers
    low, high = _range(layers)
    parts = [layers[0][::every], layers[1]]
    return [approximate(w, n, np.random.default_rng([n, place]), low=low, high=high) for place, w in enumerate(parts)]


@check(
    "pensia2020:section-5-samples",
    r"n = C \log_2 \left( \tfrac{1}{\epsilon} \right) \approx 21, \quad \epsilon = 0.01, \; C = 3",
)
def section_5_samples() -> Finding:
    """Three times log2(100) is about 21 samples."""
    n = 3 * math.log2(1 / 0.01)
    return misprint(
        round(n) == 21 or math.ceil(n) == 21,
        round(n) == 20,
        r"$n = 3 \log_2 100 \approx 20$",
        f"3 log2(100) = {n:.3f}, which rounds to 20 either way; 21 = 3 log2(128) belongs to eps = {2**-7:.5f}",
    )


@check(
    "pensia2020:section-5-weights",
    r"\text{two-layer, 500 hidden nodes, } 397{,}000 \text{ weights}",
    perturbed={"weights": 397_500},
)
def section_5_weights(*, weights: int = 397_000) -> Finding:
    """The target network has 397,000 weights."""
    counted = sum(w.size for w in _trained().layers)
    shapes = [w.shape for w in _trained().layers]
    return holds(
        weights == 784 * 500 + 500 * 10 == counted == ARCHITECTURES["fc500"].parameters,
        f"784 * 500 + 500 * 10 = {784 * 500 + 5000}, without biases; {_trained().said} has layers {shapes[0]} and {shapes[1]}",
    )


@check(
    "pensia2020:section-5-coefficients",
    r"397{,}000 \text{ weights were approximated with } 3{,}725{,}871 \text{ coefficients } (n = 21)",
    uses=("pensia2020:section-5-samples", "pensia2020:section-5-weights"),
    perturbed={"coefficients": 4_200_000},
)
def section_5_coefficients(*, coefficients: int = 3_725_871) -> Finding:
    """For some range that contains all weights the closest subsets of 21 samples a weight have 3,725,871 samples altogether."""
    layers = _trained().layers
    low, high = _range(layers)
    kept = {n: sum(part.sizes.mean() * size for part, size in zip(_approximated(n, 5), (392_000, 5_000), strict=True)) for n in (20, 21)}
    some = layers[0][::10]
    wider = {u: approximate(some, 21, np.random.default_rng(0), low=low, high=u).sizes.mean() * 397_000 for u in (0.64, 0.75)}
    return numerically(
        wider[0.75] <= coefficients <= kept[21],
        f"{coefficients / 397_000:.3f} a weight. The range of the samples is not printed. From U[{low:.3f}, {high:.3f}], the range of "
        f"{_trained().said}, the closest subsets of 21 samples keep {kept[21]:,.0f} in all, from U[{low:.3f}, 0.64] {wider[0.64]:,.0f} and "
        f"from U[{low:.3f}, 0.75] {wider[0.75]:,.0f}: a range between has the printed number. So has, within 1 %, n = 20 with the range of "
        f"the weights: {kept[20]:,.0f}.",
    )


@check(
    "pensia2020:section-5-accuracy",
    r"\text{final test set accuracy of } 97.19\%; \text{ our approximated network maintained the } 97.19\% \text{ test set accuracy}",
    uses=("pensia2020:section-5-weights",),
    perturbed={"percent": 97.69},
)
def section_5_accuracy(*, percent: float = 97.19) -> Finding:
    """The network scores 97.19 % on MNIST, and the same with every weight replaced by a subset sum of 21 samples."""
    network = _trained()
    before = accuracy(network.layers, network.images, network.labels)
    after = accuracy([part.values for part in _approximated(21)], network.images, network.labels)
    wanted = percent / 100 if network.published else before + (percent - 97.19) / 100
    return numerically(
        abs(before - wanted) < 5e-5 and abs(after - wanted) <= 5e-4,
        f"{network.said}: {before:.2%} of {len(network.labels):,} images before, {after:.2%} with each weight the closest subset sum of "
        "21 fresh samples of the weights' range (the samples are not published; a draw may change a few images in 10,000)",
    )


@check(
    "pensia2020:section-5-errors",
    r"\text{most weights in our approximated network were well below } 0.01 \text{ error}",
    uses=("pensia2020:section-5-accuracy",),
    perturbed={"eps": 1e-8},
)
def section_5_errors(*, eps: float = 0.01) -> Finding:
    """Nearly all weights have errors far below 0.01."""
    errors = np.concatenate([np.abs(part.values - part.weights).ravel() for part in _approximated(21)])
    share = float(np.mean(errors < eps / 10))
    return numerically(
        share > 0.5,
        f"{share:.3%} of {errors.size:,} weights are within {eps / 10:g} at n = 21, median error {np.median(errors):.1e}, largest "
        f"{errors.max():.1e} ({int(np.sum(errors > 0.01))} above 0.01), samples of the range of {_trained().said}",
    )


@check(
    "pensia2020:section-5-range",
    r"[l, u] \text{ large enough to contain all weights: less likely infeasible; close to the extreme weights: } n \text{ can be "
    r"decreased}",
    perturbed={"wide": 0.05},
)
def section_5_range(*, wide: float = 1.0) -> Finding:
    """Samples from the weights' own range solve more problems with fewer samples than narrower or wider ones."""
    layers = _trained().layers
    low, high = _range(layers)
    some = np.concatenate([layers[0].ravel()[::200], np.linspace(low, high, 500)])[:, None]
    failed = {
        scale: float(
            np.mean(
                np.abs(
                    (found := approximate(some, 12, np.random.default_rng(3), low=scale * low, high=scale * high)).values - found.weights
                )
                > 0.01
            )
        )
        for scale in (wide, wide / 10, wide * 10)
    }
    own, narrow, broad = failed.values()
    return numerically(
        own < narrow and own < broad,
        f"n = 12, {some.size} problems (weights, and 500 targets over their range [{low:.3f}, {high:.3f}]), share not within 0.01: "
        + ", ".join(f"{share:.1%} for samples from {scale:g} times the range" for scale, share in failed.items()),
    )


@check(
    "pensia2020:section-5-decrease",
    r"\text{we can decrease } n = C \log_2(1/\epsilon) \text{, either by increasing } \epsilon \text{ or decreasing } C",
    uses=("pensia2020:section-5-samples",),
    perturbed={"larger": False},
)
def section_5_decrease(*, larger: bool = True) -> Finding:
    """The number of samples falls as eps grows and as C falls."""
    C, eps = sympy.symbols("C epsilon", positive=True)
    n = -C * sympy.log(eps, 2)
    slope = sympy.simplify(sympy.diff(n, eps) * eps * sympy.log(2) / C)
    falls = slope < 0 if larger else slope > 0
    return holds(
        bool(falls) and same(sympy.diff(n, C), -sympy.log(eps, 2)),
        f"dn/d eps = {slope} C / (eps log 2) and dn/dC = log2(1/eps) > 0 for eps < 1",
    )


@check(
    "pensia2020:section-6-linear",
    r"f(x) = \sum_{i=1}^d w_i x_i \text{ by a subset of the coefficients of a random one that has } d \log(dl/\epsilon) \text{ parameters}",
    uses=("pensia2020:section-1-subset-sum",),
    perturbed={"outer": 0},
)
def section_6_linear(*, outer: int = 1) -> Finding:
    """A linear function of d inputs is a pruned random one that has C d log(d/eps) coefficients."""
    found = _sufficient(Uniform(), 1.0)  # each weight at accuracy and failure eps/d
    C = 2 * found.slope + found.offset / LOG2
    least = smallest(
        lambda d, eps: C * d**outer * math.log(d / eps) - d * (found.slope * math.log(2 * d / eps) + found.offset),
        {"d": [1, 2, 10, 1000], "eps": [e for e in EPS if e <= 0.5]},
    )
    return holds(
        least.margin >= -1e-6,
        f"d blocks of {found.slope:.1f} log(2d/eps) + {found.offset:.1f} coefficients, each within eps/d of its weight but for eps/d: C d "
        f"log(d/eps), C = {C:.0f}, for d/eps >= 2; least margin {least.margin:.3g}. The l in the logarithm is not needed for one linear "
        "function.",
    )


# Appendix A


@check(
    "pensia2020:lemma-2",
    r"M \in \mathbb{R}^{C d \log \frac{d}{\epsilon} \times d}: \; P\left( \forall w, \|w\|_\infty \le 1 \, \exists s, T: "
    r"\sup_{\|x\|_\infty \le 1} \|w^T x - (s \odot v)^T \sigma((T \odot M) x)\| < \epsilon \right) \ge 1 - \epsilon",
    uses=("pensia2020:lemma-1", "pensia2020:lemma-2-step-2"),
)
def lemma_2() -> Finding:
    """C d log(d/eps) neurons hold every linear function of d inputs with weights of [-1, 1], within eps, with probability 1 - eps."""
    printed, where = _corner(lambda eps: math.log(1 / eps))  # d = 1
    C = _for_layer().constant
    least = smallest(
        lambda d, eps: C * d * math.log(2 * d / eps) - 2 * d * layer_samples(1, d, eps, eps), {"d": [1, 2, 10, 100], "eps": EPS[:8]}
    )
    return amended(
        printed,
        least.margin >= 0 and math.isfinite(C),
        r"$C d \log \frac{2d}{\epsilon}$; as printed for $d \ge 2$",
        "d = 1: Lemma 1 needs n >= C log(2/eps), but C log(1/eps) falls to one neuron as eps approaches 1, and one ReLU neuron has an "
        f"error of at least {_one_neuron():g} at w = 1: {where}. With log(2d/eps) C = {C:.0f} is proved for all d and eps; "
        f"networks.dense.layer_samples takes {least.margin:.0f} neurons less at least. For d >= 2 log(2d/eps) <= 2 log(d/eps).",
        Curve(
            "1 - eps",
            "neurons at d = 1, C = 100",
            {
                "C log(1/eps), printed": ([10.0**-i for i in range(1, 7)], [100 * -math.log1p(-(10.0**-i)) for i in range(1, 7)]),
                "needed": ([10.0**-i for i in range(1, 7)], [2.0] * 6),
            },
            "xy",
        ),
    )


def _blocks(rows: int, inputs: int, n: int, dropped: int) -> bool:
    """(S . N) s(M' x) = sum over j of (s_ij . v_ij)^T s(u_j x_j), exactly, less `dropped` terms, for block-diagonal M'."""
    rng = np.random.default_rng(rows)
    u, v = rng.integers(-9, 10, (inputs, n)), rng.integers(-9, 10, (rows, inputs, n))
    s, x = rng.integers(0, 2, v.shape), rng.integers(-9, 10, inputs)
    hidden = np.zeros((inputs * n, inputs), int)
    for j in range(inputs):
        hidden[j * n : (j + 1) * n, j] = u[j]
    left = (s * v).reshape(rows, inputs * n) @ _relu(hidden @ x)
    right = [sum((s * v)[i, j] @ _relu(u[j] * x[j]) for j in range(inputs - dropped)) for i in range(rows)]
    return bool((left == right).all())


@check(
    "pensia2020:eq-10",
    r"(s \odot v)^T \sigma(M' x) = \sum_{i=1}^d (s_i \odot v_i)^T \sigma(u_i x_i)",
    perturbed={"dropped": 1},
)
def eq_10(*, dropped: int = 0) -> Finding:
    """A block-diagonal first layer splits the network by inputs."""
    return holds(_blocks(1, 5, 4, dropped), "Entry k of M' x in block i is u_ik x_i; exact for random integers, d = 5 blocks of 4 neurons")


@check(
    "pensia2020:lemma-2-step-2",
    r"\sup_w \inf_s \sup_x |w^T x - \cdots| \le \sum_{i=1}^d \sup_{|w_i| \le 1} \inf_{s_i} \sup_{|x_i| \le 1} |w_i x_i - \cdots| \le "
    r"\epsilon, \quad P \ge 1 - d \tfrac{\epsilon}{d}",
    uses=("pensia2020:lemma-1", "pensia2020:eq-10"),
    perturbed={"power": 0},
)
def lemma_2_step_2(*, power: int = 1) -> Finding:
    """Errors and failures of eps/d a coordinate add up to eps."""
    d, eps = sympy.symbols("d epsilon", positive=True)
    total = sympy.simplify(d * eps / d**power)
    rng = np.random.default_rng(4)
    totals, weights, x = rng.uniform(-1, 1, (200, 2, 6)), rng.uniform(-1, 1, (200, 6)), rng.uniform(-1, 1, (200, 6))
    whole = np.abs(np.sum(weights * x - np.where(x > 0, totals[:, 0], totals[:, 1]) * x, axis=1))
    parts = np.abs(weights[:, None] - totals).max(axis=1).sum(axis=1)
    return holds(
        same(total, eps) and bool(np.all(whole <= parts + 1e-12)),
        f"d eps / d^{power} = {total}, of errors by the triangle inequality and of failures by the union bound (no independence). Blocks "
        "have masks and inputs of their own, so suprema and infima go into the sum; on 200 random networks of 6 inputs the error is at "
        f"most {np.max(whole / parts):.2f} of the sum",
    )


@check(
    "pensia2020:lemma-3",
    r"N \in \mathbb{R}^{d_2 \times C d_1 \log \frac{d_1 d_2}{\epsilon}}: \; P\left( \forall W, \|W\| \le 1 \, \exists S, T: "
    r"\sup_{\|x\|_\infty \le 1} \|W x - \hat g(x)\| < \epsilon \right) \ge 1 - \epsilon",
    uses=("pensia2020:lemma-1", "pensia2020:lemma-3-step-2"),
)
def lemma_3() -> Finding:
    """C d1 log(d1 d2/eps) neurons hold every d2 x d1 layer of norm at most 1, within eps, with probability 1 - eps."""
    printed, where = _corner(lambda eps: math.log(1 / eps))  # d1 = d2 = 1
    C = _for_layer().constant
    least = smallest(
        lambda d1, d2, eps: C * d1 * math.log(2 * d1 * d2 / eps) - 2 * d1 * layer_samples(d2, d1, eps, eps),
        {"d1": [1, 2, 10, 100], "d2": [1, 3, 100], "eps": EPS[:8]},
    )
    return amended(
        printed,
        least.margin >= 0 and math.isfinite(C),
        r"$C d_1 \log \frac{2 d_1 d_2}{\epsilon}$; as printed for $d_1 d_2 \ge 2$",
        f"d1 = d2 = 1: as in Lemma 2 the printed width falls to one neuron, with an error of at least {_one_neuron():g}: {where}. With "
        f"log(2 d1 d2/eps) C = {C:.0f} is proved for all d1, d2, eps; networks.dense.layer_samples takes {least.margin:.0f} neurons less "
        "at least.",
    )


@check(
    "pensia2020:lemma-3-transpose",
    r"\hat g(x) = (S \odot N)^T \sigma((T \odot M) x), \quad N \in \mathbb{R}^{d_2 \times C d_1 \log(\cdots)}",
)
def lemma_3_transpose() -> Finding:
    """The pruned network of Lemma 3 is well-formed."""
    d1, d2, hidden = 3, 2, 12
    shapes = {name: _masked(both, both, d1) for name, both in (("N^T", [(hidden, d1), (hidden, d2)]), ("N", [(hidden, d1), (d2, hidden)]))}
    return misprint(
        shapes["N^T"] == (d2,),
        shapes["N"] == (d2,),
        r"$(S \odot N) \sigma((T \odot M) x)$, as in Eq. (11)",
        f"d1 = {d1}, d2 = {d2}, {hidden} hidden neurons: N is {(d2, hidden)}, its transpose {(hidden, d2)} cannot be applied to {hidden} "
        f"hidden values; N gives {shapes['N']}. The display of step 2 has the same transpose.",
    )


@check(
    "pensia2020:eq-11",
    r"(S \odot N) \sigma(M' x) = \left( \sum_{j=1}^{d_1} (s_{i,j} \odot v_{i,j})^T \sigma(u_j x_j) \right)_{i = 1, \dots, d_2}",
    uses=("pensia2020:eq-10",),
    perturbed={"dropped": 1},
)
def eq_11(*, dropped: int = 0) -> Finding:
    """A block-diagonal first layer splits each output by inputs, all outputs sharing it."""
    return holds(_blocks(3, 4, 5, dropped), "exact for random integers, 3 outputs, 4 blocks of 5 neurons")


@check(
    "pensia2020:lemma-3-step-2",
    r"\sup_W \inf_S \sup_x \|W x - (S \odot N) \sigma(M' x)\| \le \sum_{i,j} \sup_{|w_{i,j}| \le 1} \inf_{s_{i,j}} \sup_{|x_j| \le 1} "
    r"|\cdots| \le d_1 d_2 \tfrac{\epsilon}{d_1 d_2} = \epsilon",
    uses=("pensia2020:lemma-1", "pensia2020:eq-11"),
    perturbed={"entry": 0.5},
)
def lemma_3_step_2(*, entry: float = 1.0) -> Finding:
    """Errors of eps/(d1 d2) a weight add up to eps in the Euclidean norm; entries of W are at most 1 where its norm is."""
    rng = np.random.default_rng(5)
    worst, largest = 0.0, 0.0
    for _ in range(200):
        shape = tuple(rng.integers(1, 7, 2))
        W = rng.standard_normal(shape)
        W /= np.linalg.norm(W, 2)
        largest = max(largest, float(np.abs(W).max()))
        up, down, x = rng.uniform(-1, 1, shape), rng.uniform(-1, 1, shape), rng.uniform(-1, 1, shape[1])
        error = np.linalg.norm(W @ x - up @ _relu(x) + down @ _relu(-x))
        worst = max(worst, float(error / np.maximum(np.abs(W - up), np.abs(W - down)).sum()))
    d1, d2, eps = sympy.symbols("d1 d2 epsilon", positive=True)
    return holds(
        worst <= 1 + 1e-12 and largest <= entry + 1e-12 and same(d1 * d2 * eps / (d1 * d2), eps),
        "|y|_2 <= |y|_1 and the triangle inequality; |w_ij| = |e_i^T W e_j| <= |W| <= 1; each (i, j) has its own mask, so suprema and "
        f"infima go into the sum. On 200 random layers the error is at most {worst:.2f} of the sum, the largest entry {largest:.3f}. "
        "Events that share u_j need only the union bound.",
    )


@check(
    "pensia2020:eq-12",
    r"\sup_{W_i \in \mathbb{R}^{d_{i+1} \times d_i}} \exists S_{2i}, S_{2i-1}: \sup_{\|x\| \le 1} \|W_i x - (M_{2i} \odot S_{2i}) "
    r"\sigma((S_{2i} \odot M_{2i-1}) x)\| < \epsilon / 2l",
    uses=("pensia2020:lemma-3",),
)
def eq_12() -> Finding:
    """Lemma 3 for layer i."""
    before, hidden, here, after = 3, 12, 4, 2  # d_{i-1}, the random width, d_i, d_{i+1}
    first, second = (hidden, before), (here, hidden)  # M_{2i-1}, M_{2i} of Theorem 1
    return misprint(
        _masked([first, second], [second, second], before) == (after,),
        _masked([first, second], [first, second], before) == (here,),
        r"$(S_{2i-1} \odot M_{2i-1})$ inside, and $W_i \in \mathbb{R}^{d_i \times d_{i-1}}$ as in Eq. (4); the same in Eq. (13)",
        f"With d_(i-1), d_i, d_(i+1) = {before}, {here}, {after} and {hidden} hidden neurons M_(2i-1) is {first}, M_2i and its mask S_2i "
        f"are {second}: S_2i does not fit M_(2i-1); W_i of Eq. 4 is {(here, before)}, not {(after, here)}. Lemma 3 at eps/(2l) applies, "
        "as |x|_2 <= 1 has |x|_inf <= 1.",
    )


@check(
    "pensia2020:eq-13",
    r"\|\sigma(W_i x) - \sigma(M'_{2i} \sigma(M'_{2i-1} x))\| \le \|W_i x - M'_{2i} \sigma(M'_{2i-1} x)\| < \epsilon / 2l",
    uses=("pensia2020:eq-12",),
    perturbed={"lipschitz": Fraction(1, 2)},
)
def eq_13(*, lipschitz: Fraction = Fraction(1)) -> Finding:
    """ReLU is 1-Lipschitz, so the error of a layer is no larger behind it."""
    # both sides are linear in (a, b) between neighbours of these rays, so that the rays decide
    rays = [(1, 0), (1, 1), (0, 1), (-1, 0), (-1, -1), (0, -1)]
    return holds(
        all(abs(max(a, 0) - max(b, 0)) <= lipschitz * abs(a - b) for a, b in rays),
        f"|max(a, 0) - max(b, 0)| <= {lipschitz} |a - b|: both sides are linear on each of the six cones into which a = 0, b = 0 and a = b "
        "cut the plane, and it is true on their rays; norms follow coordinate by coordinate.",
    )


@check(
    "pensia2020:theorem-1-union",
    r"\text{taking a union bound, with probability } 1 - \epsilon \text{ (12) and (13) hold for every layer}",
    uses=("pensia2020:eq-12", "pensia2020:eq-13"),
    perturbed={"share": Fraction(2)},
)
def theorem_1_union(*, share: Fraction = Fraction(1, 2)) -> Finding:
    """Layers that fail with probability eps/(2l) each all succeed with probability 1 - eps, in fact 1 - eps/2."""
    total = max(depth * share / depth for depth in (1, 2, 10, 1000))
    return holds(total <= 1, f"l layers, each failing with probability {share} eps / l, fail with {total} eps together")


@check(
    "pensia2020:theorem-1-norm-step",
    r"\|x'_{i+1}\| \le \|x'_i\| (\epsilon/2l) + \|\sigma(W_i x'_i)\| \le \|x'_i\| (\epsilon/2l) + \|W_i x'_i\| \le \|x'_i\| "
    r"(\epsilon/2l) + \|x'_i\|",
    uses=("pensia2020:eq-13", "pensia2020:section-2-homogeneity"),
    perturbed={"shrink": Fraction(1, 2)},
)
def theorem_1_norm_step(*, shrink: Fraction = Fraction(1)) -> Finding:
    """Eq. 13, scaled to inputs of any length, bounds the input of the next layer."""
    relu = all(abs(max(t, 0)) <= shrink * abs(t) for t in (1, -1))  # on both rays, so everywhere
    rng = np.random.default_rng(11)
    W, up, down, x = (rng.integers(-9, 10, shape).astype(object) for shape in ((3, 3), (3, 3), (3, 3), (3, 1)))
    error = [_relu(W @ (s * x)) - _relu(up @ _relu(s * x) - down @ _relu(-s * x)) for s in (1, 7)]
    return holds(
        relu and bool((error[1] == 7 * error[0]).all()),
        "Triangle inequality; |max(t, 0)| <= |t| on both rays; |W_i| <= 1. The error of (13) is positively homogeneous in x (seven times "
        "as large at 7 x, exact for an integer layer), so at most |x| eps/(2l) for |x| > 1, too.",
    )


@check(
    "pensia2020:theorem-1-norm-growth",
    r"\|x'_{i+1}\| \le \|x'_i\| (\epsilon/2l) + \|x'_i\| \Rightarrow \|x'_i\| \le \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1}",
    uses=("pensia2020:theorem-1-norm-step",),
    perturbed={"shift": 2},
)
def theorem_1_norm_growth(*, shift: int = 1) -> Finding:
    """The inputs of the random network's layers grow by a factor 1 + eps/(2l) at most."""
    h, i = sympy.symbols("h i", positive=True)
    step = same(((1 + h) ** (i - shift) * h + (1 + h) ** (i - shift)), (1 + h) ** (i + 1 - shift))
    start = same((1 + h) ** (1 - shift), 1)
    return holds(
        step and start,
        f"Induction in symbols, h = eps/(2l): (1+h)^(i-{shift}) h + (1+h)^(i-{shift}) = (1+h)^(i+1-{shift}) and |x'_1| <= 1 = "
        f"(1+h)^(1-{shift}). It is stated for i <= l - 1 and used for i = l, where the induction gives it, too.",
    )


@check(
    "pensia2020:theorem-1-error-step",
    r"\|x_{i+1} - x'_{i+1}\| < \|x_i - x'_i\| + \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1} \tfrac{\epsilon}{2l}",
    uses=("pensia2020:eq-12", "pensia2020:eq-13", "pensia2020:theorem-1-norm-growth", "pensia2020:section-2-homogeneity"),
    perturbed={"factor": 0.0},
)
def theorem_1_error_step(*, factor: float = 1.0) -> Finding:
    """Each layer adds at most its own error to the one that arrives."""
    rng = np.random.default_rng(6)
    least = math.inf
    for _ in range(100):
        d, depth = int(rng.integers(1, 6)), 5
        x = rng.standard_normal((d, 100))
        x /= np.linalg.norm(x, axis=0)
        ours, h = x, 0.02
        for i in range(1, depth):
            W, up, down = (rng.standard_normal((d, d)) for _ in range(3))
            W = W / np.linalg.norm(W, 2)
            most = np.linalg.norm(np.maximum(np.abs(up), np.abs(down)), 2) / (0.99 * h)  # so that |A x - W x| < h |x|
            after = _relu(W @ ours + up / most @ _relu(ours) - down / most @ _relu(-ours))
            margin = np.linalg.norm(x - ours, axis=0) + factor * (1 + h) ** (i - 1) * h - np.linalg.norm(_relu(W @ x) - after, axis=0)
            least, x, ours = min(least, float(margin.min())), _relu(W @ x), after
    return holds(
        least > 0,
        "The difference is at most |s(W x) - s(W x')| + |s(W x') - x'_(i+1)| <= |W (x - x')| + |W x' - M' s(M' x')|, ReLU being "
        "1-Lipschitz (Eq. 13), and these are at most |x - x'|, as |W_i| <= 1, and less than |x'_i| eps/(2l) by (12) and homogeneity. On "
        f"100 random targets of 4 layers with weights off by h = eps/(2l) = 0.02, 100 inputs each, the least margin is {least:.2e}.",
    )


@check(
    "pensia2020:theorem-1-unrolled",
    r"\sum_{i=1}^{l-1} \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1} \tfrac{\epsilon}{2l} + \left( 1 + \tfrac{\epsilon}{2l} \right)^{l-1} "
    r"\tfrac{\epsilon}{2l} \le \sum_{i=1}^{l} \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1} \tfrac{\epsilon}{2l} = \left( 1 + "
    r"\tfrac{\epsilon}{2l} \right)^l - 1",
    uses=("pensia2020:theorem-1-error-step",),
    perturbed={"offset": 0},
)
def theorem_1_unrolled(*, offset: int = 1) -> Finding:
    """The errors of all layers add up to (1 + eps/(2l))^l - 1."""
    h, depth = sympy.symbols("h l", positive=True)
    step = same((1 + h) ** (depth + 1) - (1 + h) ** depth, (1 + h) ** depth * h)
    start = same((1 + h) ** 1 - offset, h)
    return holds(
        step and start,
        f"Geometric sum by induction in symbols, h = eps/(2l): S(1) = h = (1 + h) - {offset}: {start}; S(l+1) - S(l) = (1 + h)^l h: "
        f"{step}. It begins with x_1 = x'_1.",
    )


@check(
    "pensia2020:theorem-1-final",
    r"\left( 1 + \tfrac{\epsilon}{2l} \right)^l - 1 < e^{\epsilon/2} - 1 < \epsilon \quad (\text{since } \epsilon < 1)",
    uses=("pensia2020:theorem-1-unrolled",),
    perturbed={"top": 3},
)
def theorem_1_final(*, top: int = 1) -> Finding:
    """The accumulated error stays below eps."""
    from flint import arb

    # l log(1 + t) < l t as log(1 + t) has slope below 1; e^(eps/2) - 1 - eps is convex in eps, 0 at 0: negative on (0, top] if so at top
    t = sympy.symbols("t", positive=True)
    slope = same(1 - sympy.diff(sympy.log(1 + t), t), t / (1 + t))
    end = (arb(top) / 2).exp() - 1 - top
    eps = ladder(1e-3, 3.0, 60)
    return holds(
        slope and bool(end < 0),
        f"log(1 + t) < t as 1 - d/dt log(1 + t) = t/(1 + t) > 0; exp(eps/2) - 1 - eps is convex, 0 at 0 and {float(end.mid()):+.4f} at "
        f"eps = {top}, so negative between if it is there (it is up to 2.51).",
        Curve(
            "eps",
            "(exp(eps/2) - 1) / eps",
            {"printed": (list(eps), [math.expm1(e / 2) / e for e in eps]), "1": (list(eps), [1.0] * len(eps))},
            "x",
        ),
    )


@check(
    "pensia2020:theorem-1-min",
    r"\text{replacing } \epsilon \text{ in this proof with } \min\{\epsilon, \delta\} \text{ gives the statement of the theorem}",
    uses=("pensia2020:lemma-3", "pensia2020:theorem-1-final", "pensia2020:theorem-1-union"),
    perturbed={"of": max},
)
def theorem_1_min(*, of: Callable[[float, float], float] = min) -> Finding:
    """The proof at min(eps, delta) errs by less than eps, fails with probability at most delta, and takes the widths of the theorem."""
    grid: dict[str, list[Any]] = {"eps": list(EPS), "delta": list(EPS)}
    enough = smallest(lambda eps, delta: min(eps - of(eps, delta), delta - of(eps, delta)), grid)
    d, other, depth, m = sympy.symbols("d d' l m", positive=True)
    # Lemma 3 at m/(2l): twice log(d d' l / m) less log(2 d d' l / m) is log(d d' l / (2 m))
    logs = 2 * sympy.log(d * other * depth / m) - sympy.log(2 * d * other * depth / m) - sympy.log(d * other * depth / (2 * m))
    return holds(
        enough.margin >= 0 and same(sympy.expand_log(logs, force=True), 0),
        "min(eps, delta) is at most either. Lemma 3 at min/(2l) has width C d log(2 d d' l/min), which is at most 2 C d log(d d' l/min) "
        "where d d' l >= 2 min: the difference of the logs is log(d d' l/(2 min)) in symbols. For d d' l = 1 and min > 1/2 see Theorem 1.",
    )


# Appendix B


@check(
    "pensia2020:appendix-b-step-1",
    r"\|W_1 - W_2\| \le \sup_{\|x\| \le 1} \|g'(x) - W_1 x\| + \sup_{\|x\| \le 1} \|g'(x) - W_2 x\| \le 2 \epsilon: g' \text{ "
    r"approximates at most one member of } P",
    perturbed={"separation": 1},
)
def appendix_b_step_1(*, separation: int = 2) -> Finding:
    """A function is eps-close to at most one of matrices that are more than 2 eps apart."""
    apart = separation * Fraction(1001, 1000)  # in units of eps, just more than the separation
    nearest = apart / 2  # by the triangle inequality one of the two is at least half of it away; the midpoint is as near to both
    return holds(
        nearest > 1,
        f"Matrices {float(apart)} eps apart: of any g' the larger of the two errors is at least {float(nearest)} eps, which the midpoint "
        "attains",
    )


@check(
    "pensia2020:appendix-b-step-2",
    r"|P| > 2|G| \text{ contradicts (9)}, \text{ therefore } 2|G| > |P|",
    uses=("pensia2020:appendix-b-step-1",),
)
def appendix_b_step_2() -> Finding:
    """The proof excludes that the separated set has twice as many members as there are subnetworks, or more."""
    sizes = [2**m for m in range(1, 12)]
    printed = all(Fraction(G, P) < Fraction(1, 2) for G in sizes for P in range(2 * G, 4 * G))  # what 2|G| > |P| has to exclude
    assumed = all(Fraction(G, P) < Fraction(1, 2) for G in sizes for P in range(2 * G + 1, 4 * G))
    # all-zero masks give 0 for every realization: if 0 is near a member of P, the others share |G| - 1 subnetworks, else all do
    repaired = all(Fraction(G - 1, P - near) < Fraction(1, 2) for G in sizes for P in range(2 * G, 4 * G) for near in (0, 1))
    return misprint(
        printed,
        assumed and repaired,
        r"the argument gives $2|G| \ge |P|$, which serves as well; it is strict because the subnetwork 0 is in every $G$, which leaves "
        r"$|G| - 1$ for the rest of $P$",
        "The contradiction needs the mean share of P that is approximated, at most |G|/|P|, to be below 1/2. At |P| = 2|G| it is "
        f"{Fraction(2, 4)}, which (9) allows, and the proof supposes |P| > 2|G| only. With the zero subnetwork apart the share of the "
        f"others is at most (|G| - 1)/(|P| - 1) < 1/2 from |P| = 2|G| on: {repaired} for |G| = 2, ..., 2048.",
    )


@check(
    "pensia2020:appendix-b-share",
    r"\frac{1}{|P|} \sum_{W \in P} I\left( \exists g' \in G: \sup_{\|x\| \le 1} \|g'(x) - W x\| \le \epsilon \right) \le "
    r"\frac{|G|}{|P|}",
    uses=("pensia2020:appendix-b-step-1",),
    perturbed={"separation": 1},
)
def appendix_b_share(*, separation: int = 2) -> Finding:
    """Whatever the weights, no more matrices of P are approximated than there are subnetworks."""
    eps = Fraction(1, 40)
    apart = separation * eps * Fraction(1001, 1000)
    P = [i * apart for i in range(-int(1 / apart), int(1 / apart) + 1)]
    rng, shares = np.random.default_rng(12), []
    for _ in range(20):
        weights = [Fraction(int(i), 1000) for i in rng.integers(-700, 701, 3)]  # g' = A x, A a subset sum
        G = {sum(part, Fraction(0)) for size in range(4) for part in itertools.combinations(weights, size)}
        shares.append(Fraction(sum(any(abs(W - A) <= eps for A in G) for W in P), len(G)))
    return holds(
        max(shares) <= 1,
        f"Each g' is near one member of P at most (step 1). d = 1, eps = {eps}, {len(P)} points {float(apart)} apart, 20 random draws of 3 "
        f"weights: the members approximated are at most {float(max(shares)):.2f} of the number of subnetworks, exactly.",
    )


@check(
    "pensia2020:appendix-b-average",
    r"\mathbb{E}_{W \in P} P(\exists g' \in G: \cdots \le \epsilon) < \tfrac12 \Rightarrow \exists W \in P: P(\cdots) < \tfrac12",
    uses=("pensia2020:appendix-b-share",),
    perturbed={"every": True},
)
def appendix_b_average(*, every: bool = False) -> Finding:
    """Where the average over P is below 1/2, so is the probability for some matrix of P."""
    rng = np.random.default_rng(7)
    draws = rng.random((1000, 9))
    below = draws[draws.mean(axis=1) < 0.5]
    ok = (below < 0.5).all(axis=1) if every else below.min(axis=1) < 0.5
    return holds(
        bool(ok.all()),
        f"The least of finitely many numbers is at most their mean; also in all of {len(below)} random cases. Averages over W and over g "
        "commute.",
    )


@check(
    "pensia2020:appendix-b-volume",
    r"\frac{\mathrm{Vol}(\{W: \|W\| \le 1\})}{\mathrm{Vol}(\{W: \|W\| \le 2 \epsilon\})} = (2 \epsilon)^{-d^2}",
    perturbed={"power": 1},
)
def appendix_b_volume(*, power: int = 2) -> Finding:
    """The operator norm ball of radius 2 eps is (2 eps)^(d^2) of the unit ball, so that so many balls are needed to cover it."""
    eps = sympy.symbols("epsilon", positive=True)
    ok = all(same((2 * eps * sympy.eye(d * d)).det(), (2 * eps) ** (d**power)) for d in (1, 2, 3))
    return holds(ok, f"W -> 2 eps W has determinant (2 eps)^(d^2) on R^(d x d), to be (2 eps)^(d^{power}): in symbols for d = 1, 2, 3")


@check(
    "pensia2020:appendix-b-frobenius",
    r"\{W: \|W\| \le c\} \supseteq \{W: \|W\|_F \le c\}, \text{ so its volume is positive}",
    perturbed={"converse": True},
)
def appendix_b_frobenius(*, converse: bool = False) -> Finding:
    """The operator norm is at most the Frobenius norm."""
    # |Wx|^2 = sum over rows of (w_i . x)^2 <= |W|_F^2 |x|^2 by Cauchy-Schwarz (Lagrange's identity, here for 2 columns)
    a, b, x, y = sympy.symbols("a b x y", real=True)
    cauchy = same((a**2 + b**2) * (x**2 + y**2) - (a * x + b * y) ** 2, (a * y - b * x) ** 2)
    W = np.random.default_rng(8).standard_normal((500, 4, 4))
    operator, frobenius = np.linalg.norm(W, 2, axis=(1, 2)), np.linalg.norm(W, axis=(1, 2))
    ok = np.all(frobenius <= operator) if converse else np.all(operator <= frobenius * (1 + 1e-12))
    return holds(
        cauchy and bool(ok),
        f"Cauchy-Schwarz in each row; on 500 random 4 x 4 matrices the ratio |W| / |W|_F is {np.min(operator / frobenius):.2f} to "
        f"{np.max(operator / frobenius):.2f}",
    )


def _packing_1d(eps: Fraction) -> int:
    """The most points of [-1, 1] more than 2 eps apart: the greatest k with (k - 1) 2 eps < 2."""
    return math.ceil(1 / eps)


def _covering_1d(eps: Fraction) -> int:
    """The fewest intervals of radius 2 eps that cover [-1, 1]."""
    return math.ceil(1 / (2 * eps))


@check(
    "pensia2020:appendix-b-packing",
    r"|P| > |N(W, \|\cdot\|, 2 \epsilon)|",
)
def appendix_b_packing() -> Finding:
    """The packing number exceeds the covering number of the same radius."""
    grid = [Fraction(i, 60) for i in range(1, 121)]
    equal = [eps for eps in grid if _packing_1d(eps) == _covering_1d(eps)]
    return misprint(
        not equal,
        all(_packing_1d(eps) >= _covering_1d(eps) for eps in grid),
        r"$|P| \ge |N|$, a maximal separated set is a net; $2|G| > |P|$ keeps the chain strict",
        "d = 1, W = [-1, 1]: most points more than 2 eps apart ceil(1/eps), fewest balls of radius 2 eps ceil(1/(2 eps)). Equal at eps = "
        f"{equal[0]} and above (1 and 1), which (9) does not exclude; never less on a grid of eps up to 2.",
    )


@check(
    "pensia2020:appendix-b-chain",
    r"2|G| > |P| \ge |N(W, \|\cdot\|, 2 \epsilon)| \ge \left( \frac{1}{2 \epsilon} \right)^{d^2}",
    uses=(
        "pensia2020:appendix-b-step-2",
        "pensia2020:appendix-b-packing",
        "pensia2020:appendix-b-volume",
        "pensia2020:appendix-b-exponent",
    ),
    perturbed={"factor": Fraction(1, 2)},
)
def appendix_b_chain(*, factor: Fraction = Fraction(2)) -> Finding:
    """Twice the number of subnetworks exceeds (1/(2 eps))^(d^2), the exponent as meant."""
    grid = [Fraction(i, 60) for i in range(1, 121)]
    line = all(_packing_1d(eps) >= _covering_1d(eps) >= 1 / (factor * eps) for eps in grid)
    return holds(
        line,
        "A net of radius 2 eps has |N| (2 eps)^(d^2) >= 1 by volume, and a maximal 2 eps-separated set is such a net (Vershynin, Lemma "
        f"4.2.8). For d = 1 exactly: ceil(1/eps) >= ceil(1/(2 eps)) >= 1/({factor} eps) for eps = 1/60, ..., 2.",
    )


@check(
    "pensia2020:appendix-b-exponent",
    r"|N(W, \|\cdot\|, 2 \epsilon)| \ge \left( \tfrac{1}{2 \epsilon} \right)^{-d^2}, \quad 2^{2sd + 1} > \left( \tfrac{1}{2 \epsilon} "
    r"\right)^{-d^2} \Rightarrow s = \Omega\left( d \log \tfrac{1}{2 \epsilon} \right)",
    uses=("pensia2020:appendix-b-volume",),
)
def appendix_b_exponent() -> Finding:
    """The lower bound of both displays is the quotient of the volumes, and makes s large."""
    eps, d = sympy.symbols("epsilon d", positive=True)
    volumes = (2 * eps) ** (-(d**2))

    def least(sign: int, dim: int, log2: int) -> int:  # the least s >= 1 with 2sd + 1 > sign d^2 log2(1/(2 eps))
        return next(s for s in itertools.count(1) if 2 * s * dim + 1 > sign * dim**2 * log2)

    def follows(sign: int) -> bool:
        growing = all(least(sign, dim, log2) >= Fraction(dim * log2, 4) for dim in (1, 2, 5) for log2 in (1, 10, 100))
        return growing and same(sympy.expand_power_base((1 / (2 * eps)) ** (sign * d**2), force=True) / volumes, 1)

    return misprint(
        follows(-1),
        follows(1),
        r"$\left( \frac{1}{2 \epsilon} \right)^{d^2}$, or $(2 \epsilon)^{-d^2}$ as in the display of the volumes",
        "The line before has the quotient (2 eps)^(-d^2), which is (1/(2 eps))^(d^2); with the exponent -d^2 the bound is (2 eps)^(d^2), "
        f"below 1 for eps < 1/2, and met by s = {least(-1, 5, 100)} at d = 5, log2(1/(2 eps)) = 100, where s >= {least(1, 5, 100)} is "
        "meant and used.",
    )


def _count_masks(shapes: list[tuple[int, int]]) -> int:
    """How many ways there are to prune matrices of these shapes, by listing them."""
    return sum(1 for _ in itertools.product((0, 1), repeat=sum(rows * columns for rows, columns in shapes)))


@check(
    "pensia2020:appendix-b-l-2",
    r"|G| \le 2^{2sd} \Rightarrow s = \Omega\left( d \log \tfrac{1}{2 \epsilon} \right)",
    uses=("pensia2020:appendix-b-chain",),
    perturbed={"matrices": 1},
)
def appendix_b_l_2(*, matrices: int = 2) -> Finding:
    """Two layers of hidden width s have 2^(2sd) subnetworks, so s is at least of order d log(1/(2 eps))."""
    from flint import arb

    counted = all(_count_masks([(d, s), (s, d)]) <= 2 ** (matrices * s * d) for d in (1, 2) for s in (1, 2, 3))
    # with y = d log2(1/(2 eps)): s > y/2 - 1/(2d) >= y/2 - 1/2, and s >= 1 (0 does not approximate h_I), so s >= y/4
    rest = at_least_zero(lambda y: (y / 2 - arb("0.5")).max(arb(1)) - y / 4, (0.0, 100.0))  # and beyond, where y/2 rises faster than y/4
    grid: dict[str, list[Any]] = {"d": [1, 2, 10, 100], "eps": [0.4, 0.1, 1e-2, 1e-8]}
    solved = smallest(lambda d, eps: -abs(packing.width(d, eps).value - (d * math.log2(1 / (2 * eps)) / 2 - 1 / (2 * d))), grid)
    return holds(
        counted and rest.proved and solved.margin > -1e-9,
        "Masks counted for d <= 2, s <= 3: 2^(2sd) at most. 2sd + 1 > d^2 L, L = log2(1/(2 eps)), is s > dL/2 - 1/(2d), as "
        f"packing.width; with s >= 1 it gives s >= dL/4 for all d and eps < 1/2, in balls (least margin {rest.least:.2f}).",
    )


@check(
    "pensia2020:appendix-b-l-more",
    r"|G| \le 2^m \Rightarrow m = \Omega\left( d^2 \log \tfrac{1}{2 \epsilon} \right)",
    uses=("pensia2020:appendix-b-chain",),
    perturbed={"saved": 1},
)
def appendix_b_l_more(*, saved: int = 0) -> Finding:
    """m parameters have 2^m subnetworks, so m is at least of order d^2 log(1/(2 eps))."""
    counted = all(
        _count_masks(shapes) <= 2 ** (sum(a * b for a, b in shapes) - saved)
        for shapes in ([(1, 2), (2, 2), (2, 1)], [(2, 1), (1, 1), (1, 1), (1, 2)], [(2, 2)])
    )
    kinks = [max(z - 1, Fraction(1)) - z / 2 for z in (Fraction(0), Fraction(2))]  # z = d^2 log2(1/(2 eps)): m > z - 1 and m >= 1
    return holds(
        counted and min(kinks) >= 0,
        "Masks counted for three networks of 3, 4 and 1 layers: 2^m at most. m + 1 > d^2 L, so m > d^2 L - 1 (packing.parameters), and "
        "with m >= 1 m >= d^2 L / 2, L = log2(1/(2 eps)): max(1, z - 1) - z/2 is piecewise linear, 0 at z = 2 and positive elsewhere.",
    )


# Appendix C


@check(
    "pensia2020:lemma-4",
    r"f_{XY}(z) = \begin{cases} \frac{1}{2} \log \frac{1}{|z|} & |z| \le 1 \\ 0 & \text{otherwise} \end{cases}",
    perturbed={"factor": sympy.Rational(1, 3)},
)
def lemma_4(*, factor: sympy.Rational = sympy.Rational(1, 2)) -> Finding:
    """The density of the product of U[0, 1], or U[-1, 0], and U[-1, 1], independent."""
    z, x = sympy.symbols("z x", positive=True)
    printed = factor * sympy.log(1 / z)
    density = sympy.integrate(sympy.Rational(1, 2) / x, (x, z, 1))  # of Y at z/x or -z/x, over |x|: the same for X and -X, z and -z
    mass = sympy.simplify(2 * sympy.integrate(printed, (z, 0, 1)))
    return holds(
        same(density, printed) and mass == 1,
        f"The integral of 1/(2|x|) over the x with |z/x| <= 1, [z, 1] or [-1, -z], is {density} for z in (0, 1] and empty beyond; it is "
        f"even in z, as Y is symmetric. The printed density has mass {mass} on [-1, 1].",
    )


@check(
    "pensia2020:lemma-4-cdf",
    r"F_{XY}(z) = \tfrac12 \int_0^z \int_0^1 1 \, dx \, dy + \tfrac12 \int_z^1 \int_0^{z/y} 1 \, dx \, dy = \frac{z}{2} - \frac{z \log "
    r"z}{2}",
    uses=("pensia2020:lemma-4",),
)
def lemma_4_cdf() -> Finding:
    """The distribution function of the product on [0, 1]."""
    x, y, z = sympy.symbols("x y z", positive=True)
    integrals = sympy.integrate(1, (x, 0, 1), (y, 0, z)) / 2 + sympy.integrate(sympy.integrate(1, (x, 0, z / y)), (y, z, 1)) / 2
    printed = z / 2 - z * sympy.log(z) / 2
    meant = sympy.Rational(1, 2) + printed
    return misprint(
        sympy.simplify(printed.subs(z, 1) - 1) == 0,
        same(integrals, printed) and sympy.simplify(meant.subs(z, 1) - 1) == 0 and same(sympy.diff(meant, z), -sympy.log(z) / 2),
        r"$F_{XY}(z) = \frac12 + \frac{z}{2} - \frac{z \log z}{2}$: the integrals leave out $P(Y < 0) = \frac12$",
        f"The integrals are {sympy.simplify(integrals)}, {printed.subs(z, 1)} at z = 1, where a distribution function of a product of at "
        "most 1 is 1. The derivative, all that is used, is the same.",
    )


@check(
    "pensia2020:corollary-1",
    r"P = \left( \tfrac12 \log 2 \right) U\left[ -\tfrac12, \tfrac12 \right] + \left( 1 - \tfrac12 \log 2 \right) Q",
    uses=("pensia2020:lemma-4",),
    perturbed={"factor": Fraction(3, 5)},
)
def corollary_1(*, factor: Fraction = Fraction(1, 2)) -> Finding:
    """The law P of the product XY contains U[-1/2, 1/2] with weight log(2)/2."""
    z = sympy.symbols("z", positive=True)
    density, weight = -sympy.log(z) / 2, sympy.Rational(factor.numerator, factor.denominator) * sympy.log(2)
    falls = bool(sympy.diff(density, z).subs(z, 1) < 0) and same(sympy.diff(density, z), -1 / (2 * z))
    rest = sympy.simplify(density.subs(z, sympy.Rational(1, 2)) - weight)  # least on (0, 1/2], where U has density 1
    alpha, _ = contains_uniform(ProductOfUniforms(), 0.5)
    points = [i / 200 for i in range(1, 201)]
    return holds(
        falls and bool(rest >= 0),
        f"On (0, 1/2] log(1/z)/2 - {factor} log 2 falls with z and is {rest} at z = 1/2; outside U is 0. The rest has mass 1 - {factor} "
        f"log 2 > 0. contains_uniform: {alpha:.6f}.",
        Curve(
            "z",
            "density",
            {
                "P": (points, [-math.log(x) / 2 for x in points]),
                "log(2)/2 U": (points, [LOG2 / 2 if x <= 0.5 else 0.0 for x in points]),
                "D without its atom": (points, [-math.log(x) / 4 for x in points]),
            },
        ),
    )


@check(
    "pensia2020:corollary-1-law-d",
    r"D = \tfrac12 \delta_0 + \tfrac12 P, \text{ of which the corollary gives the part } \tfrac12 \left( \tfrac12 \log 2 \right) U\left[ "
    r"-\tfrac12, \tfrac12 \right]",
    uses=("pensia2020:corollary-1",),
    perturbed={"factor": Fraction(1, 2)},
)
def corollary_1_law_d(*, factor: Fraction = Fraction(1, 4)) -> Finding:
    """The law D, which Corollary 1 defines and Lemma 1 needs, contains U[-1/2, 1/2], with half of the weight that P has."""
    z = sympy.symbols("z", positive=True)
    density = -sympy.log(z) / 4  # beside the atom; it falls, so is least at 1/2
    rest = sympy.simplify(density.subs(z, sympy.Rational(1, 2)) - sympy.Rational(factor.numerator, factor.denominator) * sympy.log(2))
    alpha, _ = contains_uniform(PRUNED_PRODUCT, 0.5)
    return holds(
        bool(rest >= 0) and abs(alpha - LOG2 / 4) < 1e-9,
        f"The corollary decomposes P only; b a^+ has law D. Half of P's decomposition is one of D: its density log(1/z)/4 less {factor} "
        f"log 2 is {rest} at z = 1/2, where it is least on (0, 1/2]; contains_uniform: {alpha:.4f}. That natale2024 Lemma 2 has, too.",
    )


@check(
    "pensia2020:corollary-1-proof",
    r"\text{pdf of } P \text{ is lower bounded by } (\log 2) U\left[ -\tfrac12, \tfrac12 \right] \text{ on } \left[ -\tfrac12, \tfrac12 "
    r"\right]",
    uses=("pensia2020:lemma-4",),
)
def corollary_1_proof() -> Finding:
    """The density of P is at least log 2 on [-1/2, 1/2]."""
    at_half = sympy.log(2) / 2
    return misprint(
        bool(at_half >= sympy.log(2)),
        bool(at_half >= sympy.log(2) / 2),
        r"$\frac12 (\log 2) U[-\frac12, \frac12]$, as the corollary has",
        f"At z = 1/2 the density log(1/z)/2 is {float(at_half):.4f}, log 2 is {LOG2:.4f}; it is at least log 2 on [-1/4, 1/4] only",
    )


@check(
    "pensia2020:corollary-2",
    r"n \ge C \log \tfrac{2}{\epsilon} \Rightarrow P\left( \forall z \in [-1, 1] \, \exists S \subset [n]: \left| z - \sum_{i \in S} X_i "
    r"\right| \le \epsilon \right) \ge 1 - \epsilon",
    uses=("pensia2020:corollary-1-law-d", "pensia2020:corollary-2-proof"),
    perturbed={"power": 0.5},
)
def corollary_2(*, power: float = 1.0) -> Finding:
    """Subset sums of C log(2/eps) samples of law D cover [-1, 1] within eps, with probability 1 - eps."""
    found = {law.name: _sufficient(law, 1.0) for law in (PRUNED_PRODUCT, ProductOfUniforms())}
    C = max(one.constant for one in found.values())
    logs = [LOG2 * 4**i for i in range(9)]
    least = smallest(lambda y, law: C * y**power - found[law].slope * y - found[law].offset, {"y": logs, "law": list(found)})
    one = _sufficient(PRUNED_PRODUCT, 1.0)
    eps = EPS[:8]
    proved = [float(covering(e, e, 1.0, PRUNED_PRODUCT).n) for e in eps]
    return holds(
        least.margin >= -1e-9,
        f"C = {C:.0f} for all eps in (0, 1), for D and for P: {one.slope:.1f} log(2/eps) + {one.offset:.1f} samples of D suffice by the "
        f"proof of covering, with its steps bounded for all eps at once; covering gives {proved[5]:.0f} at eps = {eps[5]}. Counting asks "
        f"for {packing.samples(eps[5], 1.0, eps[5]).value:.0f}.",
        Curve(
            "1/eps",
            "samples of D",
            {
                "covering": ([1 / e for e in eps], proved),
                "for all eps at once": ([1 / e for e in eps], [one.slope * math.log(2 / e) + one.offset for e in eps]),
                "counting": ([1 / e for e in eps], [packing.samples(e, 1.0, e).value for e in eps]),
            },
            "x",
        ),
    )


@check(
    "pensia2020:corollary-2-proof",
    r"\mathbb{E}[\text{gap}] \le a e^{-bn} \text{ on } [(\mu^- + \xi) n, (\mu^+ - \xi) n] \Rightarrow P(\text{gap} > \epsilon) \le "
    r"\epsilon \text{ for } n \ge C \log \tfrac2\epsilon",
    uses=("dacunha2022:theorem-2", "pensia2020:corollary-1-law-d"),
    perturbed={"squared": 1},
)
def corollary_2_proof(*, squared: int = 2) -> Finding:
    """Markov's inequality on Lueker's Corollary 3.3, whose interval contains [-1, 1] once n is large enough."""
    z = sympy.symbols("z", positive=True)
    mean = sympy.integrate(-z * sympy.log(z) / 4, (z, 0, 1))  # mu^+ = E[max(X, 0)] for law D
    reach = 1 / (mean / 2)  # n with (mu^+ - xi) n >= 1 at xi = mu^+/2
    # a exp(-b n) / eps <= eps for n = C log(2/eps): b C log(2/eps) >= 2 log(1/eps) + log a
    least = smallest(
        lambda a, b, eps: (
            b * max(float(reach) / LOG2, squared / b + max(0.0, math.log(a)) / (b * LOG2)) * math.log(2 / eps)
            + 2 * math.log(eps)
            - math.log(a)
        ),
        {"a": [0.1, 1.0, 10.0, 1e6], "b": [1e-3, 0.1, 1.0], "eps": EPS},
    )
    rng, trials, sizes = np.random.default_rng(9), 60, (24, 30, 36)
    gaps = [
        float(np.mean(solvers.coverage_gap_many(_pruned(rng, trials, n), np.full(trials, -n / 32), np.full(trials, n / 32)))) for n in sizes
    ]
    return holds(
        bool(mean == sympy.Rational(1, 16)) and least.margin >= -1e-9,
        f"For D mu^+ = -mu^- = {mean}, so with xi = 1/32 the interval contains [-1, 1] from n = {reach}, which C >= "
        f"{float(reach) / LOG2:.1f} gives (the text does not say it). P(gap > eps) <= a exp(-bn)/eps <= eps with C = "
        f"max({float(reach) / LOG2:.1f}, 2/b + log^+(a)/(b log 2)) for all a, b > 0, least margin {least.margin:.2g}. Corollary 3.3 itself "
        "is Lueker's; mean gaps measured on [-n/32, n/32] are "
        + ", ".join(f"{gap:.4f} at n = {n}" for n, gap in zip(sizes, gaps, strict=True))
        + ".",
    )
