"""pensia2020, the introduction: how many samples, how wide, and the informal theorems."""

import math
from fractions import Fraction

import sympy

from paper_checks.check import Finding, amended, check, holds, left_out
from paper_checks.evidence import at, ladder, same, smallest
from paper_checks.pensia2020.widths import EPS, LOG2, LOGS, diluted, least_width, sufficient
from rss_theory.laws import Uniform

left_out("pensia2020:abstract", "restates the informal Theorems 1 and 2")
left_out("pensia2020:section-1-net-of-targets", "restates Theorem 1 for all targets: the pruned networks are a net")
left_out("pensia2020:section-1-malach-width", "quotes the widths of Malach et al.; only their ratio is tested, in section-1-widths")


@check(
    "section-1-single-sample",
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
    "section-1-net",
    r"n = O(1/\epsilon): \text{ this random sampling generates an } \epsilon\text{-net of } [-1, 1]",
    uses=("section-1-single-sample",),
)
def section_1_net() -> Finding:
    """Of O(1/eps) uniform samples, with constant probability, one is eps-close to any weight of [-1, 1]."""
    # floor(1/eps) disjoint intervals of length 2 eps must all be hit; occupancies are negatively associated (Joag-Dev and Proschan 1983)
    ends = {c: math.exp(-c) / 20 for c in (1, 2, 4, 8, 16)}
    highest = {c: math.exp(math.floor(1 / eps) * math.log1p(-math.exp(c / eps * math.log1p(-eps)))) for c, eps in ends.items()}

    def failure(eps: float) -> float:  # 2/eps cells of length eps, each missed with probability (1 - eps/2)^n
        cells = math.ceil(2 / eps)
        return cells * math.exp(math.ceil(2 / eps * math.log(2 * cells)) * math.log1p(-eps / 2))

    worst = smallest(lambda eps: 0.5 - failure(eps), {"eps": EPS[:9]})
    return amended(
        any(value > 1e-6 for value in highest.values()),
        worst.margin >= 0,
        r"$n = O(\frac{1}{\epsilon} \log \frac{1}{\epsilon})$ samples: $\lceil \frac{2}{\epsilon} \log (2 \lceil 2/\epsilon \rceil) "
        r"\rceil$ are such a net with probability at least 1/2",
        "For n = c/eps the probability of a net is at most (1 - (1 - eps)^n)^floor(1/eps), which vanishes with eps: "
        + ", ".join(f"{value:.1e} for c = {c} at eps = {ends[c]:.1e}" for c, value in highest.items())
        + f". The amended n fails with probability at most {0.5 - worst.margin:.4f} on eps from {EPS[0]} to {EPS[8]}. "
        "The text hedges it (in a way), and uses the net only to motivate.",
    )


@check(
    "section-1-subset-sum",
    r"n = O(\log(1/\epsilon)) \Rightarrow \text{whp } \exists S: \left| w^* - \sum_{i \in S} X_i \right| \le \epsilon",
    uses=("theorem-3",),
    perturbed={"power": 0.5},
)
def section_1_subset_sum(*, power: float = 1.0) -> Finding:
    """Some subset sum of O(log(1/eps)) uniform samples is eps-close to a weight of [-1, 1], with high probability."""
    found = sufficient(Uniform(), 1.0)
    C = found.constant(2)  # log(2/eps) <= 2 log(1/eps) for eps <= 1/2
    least = smallest(lambda x: C * x**power - (found.slope * (x + LOG2) + found.offset), {"x": LOGS})
    short = smallest(lambda x: C * x**power - (x - LOG2) / LOG2, {"x": LOGS})  # as `packing.samples` for delta = 1/2
    return holds(
        least.margin >= -1e-9 and short.margin >= 0,
        f"By the proof of covering, {found.slope:.2f} log(2/eps) + {found.offset:.2f} samples serve all of [-1, 1] with probability 1 - "
        f"eps; that is at most C log(1/eps) with C = {C:.2f} for all eps <= 1/2 (both are linear in the log). Counting needs "
        f"log2(1/(2 eps)); margin over it at least {short.margin:.2f}.",
    )


@check(
    "section-1-lueker",
    r"n = O(\log(1/\epsilon)) \text{ i.i.d. samples from any distribution that contains } U[-1, 1]",
    uses=("section-1-subset-sum",),
    perturbed={"shares": (1.0, 0.0)},
)
def section_1_lueker(*, shares: tuple[float, ...] = (1.0, 0.5, 0.1, 0.01)) -> Finding:
    """Subset sums approximate all of [-1, 1] with O(log(1/eps)) samples of any law that contains a uniform one."""
    constants = {share: diluted(sufficient(Uniform(), 1.0), share).constant() for share in shares}
    return holds(
        all(map(math.isfinite, constants.values())),
        "Samples outside the uniform part are left out; of n at least alpha n / 2 are inside but for exp(-alpha n / 8) (Chernoff), and "
        "these cover [-1, 1]. C log(2/eps) samples with C = "
        + ", ".join(f"{c:.0f} at alpha = {share:g}" for share, c in constants.items())
        + ".",
    )


@check("section-1-widths", r"O(d^4 l^2) \cdot d = O(d^5 l^2), \quad \frac{d^2 \log(dl)}{d \log(dl)} = d", perturbed={"factor": 3})
def section_1_widths(*, factor: int = 4) -> Finding:
    """The factor O(d^4 l^2) of the abstract is the width O(d^5 l^2) of the introduction; Orseau et al. need d times the width."""
    d, depth = sympy.symbols("d l", positive=True)
    ok = same(d**factor * depth**2 * d, d**5 * depth**2) and same(d**2 * sympy.log(d * depth) / (d * sympy.log(d * depth)), d)
    return holds(
        ok, f"d * d^{factor} l^2 = {sympy.simplify(d ** (factor + 1) * depth**2)} in symbols, to be d^5 l^2; and d^2 log / (d log) = d"
    )


@check(
    "theorem-1-informal",
    r"\text{width } O(d \log(dl / \min\{\epsilon, \delta\})) \text{ and depth } 2l",
    uses=("theorem-1",),
    perturbed={"outer": 0},
)
def theorem_1_informal(*, outer: int = 1) -> Finding:
    """For equal widths the width of Theorem 1 is O(d log(dl / min(eps, delta)))."""
    # 3 log(dl/m) - log(2 d^2 l / m) = log(d l^2 / (2 m^2)) >= 0 once d l >= 2, m <= 1
    d, depth, m = sympy.symbols("d l m", positive=True)
    logs = same(3 * sympy.log(d * depth / m) - sympy.log(2 * d**2 * depth / m), sympy.log(d * depth**2 / (2 * m**2)))
    least = smallest(
        lambda d, depth, m: 3 * d**outer * math.log(d * depth / m) - d * math.log(2 * d * d * depth / m),
        {"d": [1, 2, 5, 100, 10_000], "depth": [1, 2, 10, 1000], "m": EPS},
        lambda d, depth, m: d * depth >= 2,
    )
    return holds(
        logs and least.margin >= 0,
        "d log(2 d^2 l / m), to which Theorem 1 is amended, is at most 3 d log(d l / m): the difference of logs is log(d l^2 / (2 m^2)) "
        f">= 0 for d l >= 2, m = min(eps, delta) < 1. On a grid the least margin is {least.margin:.3g} at {at(least.where)}. For d = l = "
        "1 see Theorem 1.",
    )


@check(
    "theorem-2-informal",
    r"\text{a 2-layer network with width } d \text{ needs random width at least } \Omega(d \log(1/\epsilon))",
    uses=("theorem-2", "eq-8"),
    perturbed={"power": 2},
)
def theorem_2_informal(*, power: int = 1) -> Finding:
    """Some two-layer network of width d is not approximated unless the random one has width Omega(d log(1/eps))."""
    # h_W of Eq. 8 has hidden width 2 d': d = 2 d' (d' = 1 for d = 1 is width 2 at most, a constant)
    least = smallest(
        lambda half, x: least_width(half, x) - (2 * half) ** power * x / 8, {"half": [1, 2, 3, 10, 100, 1000], "x": ladder(1e-3, 1e4, 60)}
    )
    return holds(
        least.margin >= -1e-9,
        "h_W has hidden width d = 2d', and Theorem 2 for d' gives width at least max(d', (d'/2)(log2(1/eps) - 1) - 1/(2d')) >= (d/8) "
        f"log2(1/eps): least margin {least.margin:.3g} at {at(least.where)} (x = log2(1/eps)); the constant is proved with Theorem 2.",
    )
