"""pensia2020 Lemma 1: one weight by a network of two random layers (section 3.2, proof in appendix A)."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.evidence import at, same, smallest
from paper_checks.pensia2020.widths import EPS, HALVES, LOG2, LOGS, RAYS, Sufficient, coverage_gaps, for_layer, sufficient
from paper_checks.tensors import equal, relu
from rss_theory.laws import PRUNED_PRODUCT
from rss_theory.networks.dense import layer_samples
from simulations.montecarlo.intervals import clopper_pearson

TENTHS = [Fraction(i, 10) for i in range(-10, 11)]

left_out("pensia2020:figure-1", "pictures Lemma 1; the caption's identity is lemma-1-decomposition, its width figure-1-width")


@check(
    "lemma-1",
    r"n \ge C \log \tfrac{2}{\epsilon} \Rightarrow P\left( \forall w \in [-1, 1] \, \exists s \in \{0, 1\}^{2n}: \sup_{|x| \le 1} |w x - "
    r"(v \odot s)^T \sigma(u x)| < \epsilon \right) \ge 1 - \epsilon",
    uses=("corollary-2", "lemma-1-wlog", "lemma-1-union", "lemma-1-step-5"),
    perturbed={"numerator": 1},
)
def lemma_1(*, numerator: int = 2) -> Finding:
    """2n neurons, n >= C log(2/eps), hold every weight of [-1, 1] within eps, with probability 1 - eps."""
    one = sufficient(PRUNED_PRODUCT, 1.0)
    half = Sufficient(one.slope, one.offset + one.slope * LOG2)  # accuracy and failure eps/2 each: the error is the larger, so below eps
    C = half.constant()
    near_one = [1 - 10.0**-i for i in range(1, 9)]
    least = smallest(lambda eps: C * math.log(numerator / eps) - half.slope * math.log(2 / eps) - half.offset, {"eps": [*EPS, *near_one]})
    tight = smallest(lambda eps: C * math.log(numerator / eps) - layer_samples(1, 1, eps, eps), {"eps": EPS[:8]})
    n = 36
    close = coverage_gaps(np.random.default_rng(1), n, 1.0) < 0.05
    low, _ = clopper_pearson(int(close.sum()), close.size)
    return holds(
        least.margin >= -1e-6 and tight.margin >= 0,
        f"C = {C:.0f} is proved for all eps in (0, 1): each half by covering for law D at eps/2, both fail with probability eps at most, "
        f"and the error is the larger of the two. networks.dense.layer_samples is smaller by {tight.margin:.0f} at least. Far fewer do: "
        f"at n = {n} all of [-1, 1] was within 0.05 in {close.mean():.0%} of {close.size} halves (at least {float(low):.2f}, 99 % "
        f"interval), which suggests C near {n / math.log(2 / 0.05):.0f}.",
    )


@check("lemma-1-decomposition", r"w x = \sigma(w x) - \sigma(-w x)", perturbed={"sign": 1})
def lemma_1_decomposition(*, sign: int = -1) -> Finding:
    """A linear function is the difference of two ReLUs; the caption of Figure 1 has the same."""
    ok = equal(relu(RAYS) + sign * relu(-RAYS), RAYS)
    return holds(ok, "max(t, 0) - max(-t, 0) = t in symbols on both rays and at 0")


@check("lemma-1-step-0", r"(v \odot s)^T \sigma(u x) = v^T \sigma((s \odot u) x), \quad s \in \{0, 1\}^{2n}", perturbed={"masks": (0, -1)})
def lemma_1_step_0(*, masks: tuple[int, int] = (0, 1)) -> Finding:
    """Pruning the second layer is the same as pruning the first."""
    ok = all(equal(s * relu(RAYS), relu(s * RAYS)) for s in masks)
    return holds(ok, f"s max(t, 0) = max(s t, 0) for s in {masks}, on both rays and at 0; it needs an activation with value 0 at 0")


@check(
    "lemma-1-step-1",
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
    "lemma-1-step-1-linear",
    r"b^T \sigma(a^+ x) = b^T a^+ x \text{ for } x > 0, \quad = 0 \text{ for } x \le 0",
    perturbed={"pruned": False},
)
def lemma_1_step_1_linear(*, pruned: bool = True) -> Finding:
    """The upper half is linear for positive and zero for negative inputs; step 4 has the mirror image."""
    a, b = (np.array([Fraction(int(i), 7) for i in np.random.default_rng(seed).integers(-7, 8, 12)]) for seed in (0, 1))
    a = relu(a) if pruned else a
    ok = all(b @ relu(half * x) == (b @ half * x if x * side > 0 else 0) for half, side in ((a, 1), (-a, -1)) for x in range(-3, 3))
    return holds(
        ok, "max(a x, 0) is a x or 0 by the sign of x where a >= 0; exact in rationals for 12 weights and both halves, x = -3, ..., 2"
    )


@check(
    "lemma-1-step-2",
    r"\text{with probability } 1 - \epsilon/2 \text{, we can choose a subset of } \{Z_1, \dots, Z_n\} \text{ to approximate } w \text{ up "
    r"to } \epsilon",
    uses=("corollary-2",),
)
def lemma_1_step_2() -> Finding:
    """Each half approximates the weight well enough for the two errors of step 5 to add up to eps."""
    one = sufficient(PRUNED_PRODUCT, 1.0)
    return misprint(
        sum([Fraction(1), Fraction(1)]) <= 1,
        math.isfinite(one.constant()) and sum([Fraction(1, 2), Fraction(1, 2)]) <= 1,
        r"up to $\epsilon/2$, as the display below it has",
        "Step 5 adds the two errors: eps + eps exceeds eps, eps/2 + eps/2 does not. At accuracy and failure eps/2 the samples are "
        f"{one.slope:.1f} log(4/eps) + {one.offset:.1f}, with log(4/eps) <= 2 log(2/eps).",
    )


def _half_error(w: Fraction, total: Fraction, side: int) -> Fraction:
    """Sup over x of |side s(side w x) - what the half of that side gives|, total x where side x > 0 (total: of kept products), else 0."""
    return max(abs(side * max(side * w * x, Fraction(0)) - (total * x if side * x > 0 else 0)) for x in TENTHS)


def _is_distance(side: int, low: int) -> bool:
    """Whether the error of a half is how far its subset sum A is from the weight, for weights from `low`."""
    return all(_half_error(w, A, side) == abs(w - A) for w in TENTHS if w >= low for A in TENTHS)


@check(
    "eq-6",
    r"\forall w \in [0, 1] \, \exists s_1: \sup_{x \in [-1, 1]} |\sigma(w x) - b^T \sigma((s_1 \odot a^+) x)| < \epsilon/2",
    uses=("lemma-1-step-1-linear", "corollary-2"),
    perturbed={"low": -1},
)
def eq_6(*, low: int = 0) -> Finding:
    """The error of the upper half is that of the subset sum, for weights of [0, 1]."""
    return holds(
        _is_distance(1, low),
        "sup over x of the error is |w - A|, A the kept subset sum, at x = 1: exact for w and A in tenths (the error is linear on both "
        "rays); that |w - A| < eps/2 but for eps/2 is Corollary 2.",
    )


@check("eq-6-note", r"\text{for } x < 0, \; \sigma(w x) = b^T \sigma((s_1 \cdot a^+)) x = 0", uses=("eq-6",))
def eq_6_note() -> Finding:
    """For negative inputs the upper half gives 0."""
    b, a, x = np.array([Fraction(1, 2), Fraction(-1, 4)]), np.array([Fraction(1, 3), Fraction(1)]), Fraction(-1)
    return misprint(
        bool(b @ relu(a) * x == 0),
        bool(b @ relu(a * x) == 0),
        r"$b^T \sigma((s_1 \odot a^+) x) = 0$, with x inside the activation",
        f"b = (1/2, -1/4), a^+ = (1/3, 1), x = -1: b^T s(a^+) x = {b @ relu(a) * x}, b^T s(a^+ x) = {b @ relu(a * x)}",
    )


@check(
    "lemma-1-step-4",
    r"b_i a_i^+ \text{ and } d_i c_i^- \text{ have the exact same distribution}",
    uses=("lemma-4",),
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
    "eq-7",
    r"\forall w \in [0, 1] \, \exists s_2: \sup_{x \in [-1, 1]} |-\sigma(-w x) - d^T \sigma((s_2 \odot c^-) x)| < \epsilon/2",
    uses=("lemma-1-step-4", "corollary-2"),
    perturbed={"low": -1},
)
def eq_7(*, low: int = 0) -> Finding:
    """The error of the lower half is that of the subset sum, for weights of [0, 1]."""
    return holds(
        _is_distance(-1, low),
        "For x < 0, -s(-w x) = w x and d^T s(c^- x) = d^T c^- x: sup over x of the error is |w - A| at x = -1, exact for w and A in "
        "tenths; both are 0 for x >= 0",
    )


@check("lemma-1-wlog", r"\text{WLOG assume } w \ge 0", uses=("eq-6", "eq-7", "corollary-2"))
def lemma_1_wlog() -> Finding:
    """The event of Eqs. 6 and 7, for weights of [0, 1], serves weights of [-1, 0], too."""
    products = [Fraction(2) ** -i for i in range(6)]  # all positive: their sums are within 1/32 of all of [0, 1]
    totals = [sum(part, Fraction(0)) for size in range(7) for part in itertools.combinations(products, size)]
    off = {w: min(abs(w - A) for A in totals) for w in [Fraction(i, 64) for i in range(-64, 65)]}
    eps = Fraction(1, 10)
    assumed = all(off[w] < eps / 2 for w in off if w >= 0)
    return amended(
        not assumed or all(gap < eps / 2 for gap in off.values()),
        math.isfinite(sufficient(PRUNED_PRODUCT, 1.0).constant()),  # for [-1, 1], as Lemma 1 is proved here
        r"Eqs. (6) and (7) for all $w \in [-1, 1]$, which Corollary 2 gives at the same cost",
        f"Products 1, 1/2, ..., 1/32 in both halves satisfy (6) and (7) with eps = {eps}, largest error "
        f"{max(off[w] for w in off if w >= 0)}, but w = -1 is {off[Fraction(-1)]} away. By symmetry the weights of [-1, 0] cost another "
        "event of probability eps/2 a half, 1 - 2 eps in all. For one fixed w the reduction is right; for every w at once the event must "
        "have both signs, as Corollary 2 has.",
    )


@check(
    "lemma-1-union",
    r"P(\text{(6) and (7)}) \ge 1 - \tfrac{\epsilon}{2} - \tfrac{\epsilon}{2} = 1 - \epsilon",
    uses=("eq-6", "eq-7"),
    perturbed={"part": Fraction(2, 3)},
)
def lemma_1_union(*, part: Fraction = Fraction(1, 2)) -> Finding:
    """Both halves succeed with probability 1 - eps."""
    return holds(
        2 * part <= 1,
        f"union bound: the two events fail with probability at most {part} eps + {part} eps, to be at most eps; no independence needed",
    )


@check(
    "lemma-1-step-5",
    r"\inf_s \sup_x |w x - v^T \sigma((u \odot s) x)| \le \inf_{s_1} \sup_x |\sigma(w x) - b^T \sigma((s_1 \odot a^+) x)| + \inf_{s_2} "
    r"\sup_x |-\sigma(-w x) - d^T \sigma((s_2 \odot c^-) x)| \le \epsilon",
    uses=("eq-6", "eq-7", "lemma-1-decomposition"),
    perturbed={"terms": 1},
)
def lemma_1_step_5(*, terms: int = 2) -> Finding:
    """The error of both halves together is at most the sum of theirs (and in fact the larger of them)."""
    errors = [
        (max(abs(w * x - (up if x > 0 else down) * x) for x in TENTHS), (_half_error(w, up, 1), _half_error(w, down, -1)))
        for w, up, down in itertools.product(TENTHS[10::2], TENTHS[::4], TENTHS[::4])
    ]
    larger = all(total == max(parts) for total, parts in errors)
    return holds(
        all(total <= sum(parts[:terms]) for total, parts in errors),
        "For w in fifths and subset sums A+, A- in [-1, 1] the total error is at most the sum, exact in rationals; it equals max(|w - "
        f"A+|, |w - A-|): {larger}. Masks of the halves are chosen apart, so the infimum of the sum is the sum of infima. Each part "
        "below eps/2 gives less than eps, as the lemma says, where the display ends with at most eps.",
    )


@check(
    "lemma-1-step-5-masks",
    r"\inf_{s_1, s_2} \sup_x |w x - b^T \sigma((s_1 \odot a) x) - d^T \sigma((s_2 \odot c) x)| \le \inf_{s_1, s_2} \sup_x |w x - b^T "
    r"\sigma((s_1 \odot a^+) x) - d^T \sigma((s_2 \odot c^-) x)|",
    uses=("lemma-1-step-0",),
    perturbed={"converse": True},
)
def lemma_1_step_5_masks(*, converse: bool = False) -> Finding:
    """The signs that steps 1 and 3 prune are pruned by some masks, so that the least error of all masks is no larger."""
    rng, masks = np.random.default_rng(10), [np.array(mask) for mask in itertools.product((0, 1), repeat=6)]
    least = []  # errors of all masks, and of those after steps 1 and 3
    for _ in range(20):
        u, v = rng.integers(-9, 10, 6), rng.integers(-9, 10, 6)
        signed = np.where(np.arange(6) < 3, np.maximum(u, 0), np.minimum(u, 0))  # a^+ and c^-
        # piecewise linear in x with its kink at 0: the supremum is at x = 1 or -1
        least.append([min(max(abs(40 * x - v @ relu(mask * first * x)) for x in (-1, 1)) for mask in masks) for first in (u, signed)])
    return holds(
        all(after <= before if converse else before <= after for before, after in least),
        f"s . a^+ is s' . a with s' = s where a > 0 and 0 elsewhere. In 20 random integer networks of 6 neurons, {len(masks)} masks, w = "
        f"40: never larger, smaller in {sum(before < after for before, after in least)}. Lemmas 2 and 3 prune M to M' alike.",
    )


@check(
    "section-3.2-sketch",
    r"O(\log \tfrac1\epsilon), \; O(d \log \tfrac{d}{\epsilon}), \; O(d \log \tfrac{d}{\epsilon}) \text{ neurons for a link, a neuron, a "
    r"layer of } d \text{ neurons}",
    uses=("lemma-1", "lemma-2", "lemma-3"),
    perturbed={"outer": 0},
)
def section_3_2_sketch(*, outer: int = 1) -> Finding:
    """A layer of d neurons takes no more than O(d log(d/eps)), as the neurons share the first layer."""
    least = smallest(
        lambda d, eps: 3 * d**outer * math.log(d / eps) - d * math.log(2 * d * d / eps), {"d": [1, 2, 10, 100, 10**4], "eps": HALVES}
    )
    return holds(
        least.margin >= -1e-9,
        "Lemma 3 for d1 = d2 = d has d log(2 d^2/eps) (as amended) <= 3 d log(d/eps) for eps <= 1/2: the difference of logs is log(d / "
        f"(2 eps^2)) > 0; least margin {least.margin:.3g} at {at(least.where)}. Without sharing it would be d^2 log(d/eps).",
    )


@check(
    "figure-1-width", r"\text{an additional hidden layer of size } 2n = O(\log(1/\epsilon))", uses=("lemma-1",), perturbed={"power": 0.5}
)
def figure_1_width(*, power: float = 1.0) -> Finding:
    """The hidden layer of Lemma 1 has O(log(1/eps)) neurons."""
    one = sufficient(PRUNED_PRODUCT, 1.0)
    C = 2 * one.constant(3)  # log(4/eps) <= 3 log(1/eps) for eps <= 1/2
    least = smallest(lambda x: C * x**power - 2 * (one.slope * (x + 2 * LOG2) + one.offset), {"x": LOGS})
    return holds(
        least.margin >= -1e-9,
        f"2n = 2 ({one.slope:.1f} log(4/eps) + {one.offset:.1f}) as Lemma 1 is proved here, at most C log(1/eps) with C = {C:.0f} for all "
        f"eps <= 1/2: both are linear in log(1/eps); least margin {least.margin:.2g}.",
    )


@check(
    "figure-4-blocks",
    r"d \text{ blocks of } k = O\left( \log \tfrac{d}{\epsilon} \right) \text{ neurons}",
    uses=("lemma-2", "lemma-3"),
    perturbed={"power": 0.5},
)
def figure_4_blocks(*, power: float = 1.0) -> Finding:
    """Blocks of O(log(d/eps)) neurons serve d neurons of d inputs as well as one, as the captions of Figures 3 and 4 have."""
    found = for_layer()
    C = found.constant(3)  # log(2 d^2/eps) <= 3 log(d/eps) for d/eps >= 2
    least = smallest(
        lambda d, eps: C * math.log(d / eps) ** power - found.slope * math.log(2 * d * d / eps) - found.offset,
        {"d": [1, 2, 10, 1000, 10**9], "eps": HALVES},
    )
    return holds(
        least.margin >= -1e-9,
        f"As proved here a block has {found.slope:.0f} log(2 d^2/eps) + {found.offset:.0f} neurons, at most {C:.0f} log(d/eps) for eps <= "
        f"1/2: 3 log(d/eps) - log(2 d^2/eps) = log(d/(2 eps^2)) > 0. Least margin on a grid {least.margin:.3g} at {at(least.where)}.",
    )
