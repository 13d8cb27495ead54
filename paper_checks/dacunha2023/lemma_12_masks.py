"""dacunha2023 Lemma 12, its masks and errors, and Remark 13 (section 4.2)."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, check, holds, left_out, misprint, unsupported
from paper_checks.dacunha2023.blocked_networks import SIGNS, Pruned, blocked_mask, halves, signed_parts, small
from paper_checks.dacunha2023.normal_ratios import PROVED_P
from paper_checks.evidence import same, smallest
from paper_checks.tensors import convolve, largest, one_norm

left_out("dacunha2023:footnote-6", "tested under lemma-12-mask")


@check(
    "lemma-12-blocks",
    r"I_+^{(t_0)} \subseteq \{(2t_0 - 2)n + 1, \dots, (2t_0 - 1)n\}, \ I_-^{(t_0)} \subseteq \{(2t_0 - 1)n + 1, \dots, 2t_0 n\}"
    r" \text{: } \mathcal{E}_{t_0,\pm} \text{ independent}",
    uses=("eq-22", "lemma-12-nsn"),
    perturbed={"width": 3},
)
def lemma_12_blocks(*, width: int = 2) -> Finding:
    """Subset-sum problems of different inputs and signs have no hidden channel in common, so that conditions on others change nothing."""

    def channels(n: int, c: int) -> list[int]:
        return [(width * t - 2 + half) * n + i for t in range(1, c + 1) for half in (0, 1) for i in range(1, n + 1)]

    cases = list(itertools.product(range(1, 6), repeat=2))
    return holds(
        all(channels(n, c) == [*range(1, 2 * n * c + 1)] for n, c in cases),
        f"the 2 c_0 ranges partition [2nc_0] ({len(cases)} pairs n, c_0 counted), and each problem depends on the rows of U and V in its "
        "own range only; I depends on signs of V, the vectors on its sizes, which are independent",
    )


@check(
    "lemma-12-union",
    r"1 - 2 \sum_{t_0 \in [c_0]} \frac{\epsilon}{4 c_0} \ge 1 - \frac{\epsilon}{2}",
    uses=("corollary-19", "lemma-12-blocks"),
    perturbed={"each": Fraction(1, 3)},
)
def lemma_12_union(*, each: Fraction = Fraction(1, 4)) -> Finding:
    """The union bound over inputs and signs."""
    c, eps = sympy.symbols("c epsilon", positive=True)
    fails = 2 * c * sympy.Rational(each) * eps / c
    return holds(bool((eps / 2 - fails) / eps >= 0), f"2 c_0 events of failure {each} eps/c_0 each: {fails} <= eps/2")


@check(
    "eq-26",
    r"\Pr\left(\mathcal{E}^{(\text{kernel})}\right) \ge \left(1 - \frac{\epsilon}{2}\right)^2 \ge 1 - \epsilon",
    uses=("lemma-12-union", "lemma-12-enough-samples"),
    perturbed={"factor": Fraction(1, 3)},
)
def eq_26(*, factor: Fraction = Fraction(1, 2)) -> Finding:
    """The conditional event is removed."""
    eps = sympy.Symbol("epsilon", positive=True)
    rest = sympy.expand((1 - eps / 2) ** 2 - 1 + 2 * sympy.Rational(factor) * eps)
    return holds(same(rest, eps**2 / 4), f"(1 - eps/2)^2 - (1 - eps) = {rest}, with the event for all inputs (lemma-12-enough-samples)")


@check(
    "eq-27",
    r"\left\|K - \hat L^+\right\|_{\max} + \left\|K + \hat L^-\right\|_{\max} \le \frac{\epsilon}{d^2 c_1 c_0}",
    uses=("eq-26",),
    perturbed={"each": Fraction(2, 3)},
)
def eq_27(*, each: Fraction = Fraction(1, 2)) -> Finding:
    """The two errors of the event together."""
    return holds(2 * each <= 1, f"{each} + {each} of eps/(d^2 c_1 c_0); a maximum over inputs of errors that are at most this each")


@check(
    "lemma-12-single-mask",
    r"\exists \hat S: \ (\tilde V \odot \hat S)^+ = \tilde V^+ \odot \hat S^+, \ (\tilde V \odot \hat S)^- = \tilde V^- \odot \hat S^-",
    uses=("eq-21",),
    perturbed={"together": True},
)
def lemma_12_single_mask(*, together: bool = False) -> Finding:
    """Two masks, of positive and of negative weights, are one."""
    net = Pruned()
    masks = np.random.default_rng(5).integers(0, 2, (2, *net.v.shape))  # of positive and of negative weights
    mask = masks.prod(axis=0) if together else np.where(net.kept > 0, *masks)
    right = np.array_equal(signed_parts(net.kept * mask), signed_parts(net.kept) * masks)
    return holds(right, f"the mask is that of the weight's sign; exact on {net.v.size} weights with random masks")


@check("lemma-12-mask", r"S = \tilde S \odot \hat S \text{ is a } 2n\text{-channel-blocked mask}", uses=("definition-2", "lemma-11"))
def lemma_12_mask() -> Finding:
    """The mask of the pruned network."""
    net = Pruned()
    blocked = blocked_mask(net.n, net.c0)
    mask = blocked * (net.kept != 0) * np.random.default_rng(5).integers(0, 2, net.v.shape)
    lemma11 = np.array_equal(net.output(net.v * mask), net.by_parts(*net.composed(net.v * mask)))
    return misprint(
        np.array_equal(mask, blocked),
        bool(np.all(mask <= blocked)) and lemma11,
        "S is at most a 2n-channel-blocked mask: what it lacks are the filters that are removed",
        f"Definition 2 has 1 in all of a block ('if and only if'); of {int(blocked.sum())} ones S keeps "
        f"{int(mask.sum())}. Lemma 11 holds for such a mask, as footnote 6 says: exact on integers, {lemma11}",
    )


@check(
    "lemma-12-mask-twice",
    r"U * \left(\hat V^+ * X^+ + \hat V^- \odot \hat S * X^-\right) = U * \left(\hat V^+ * X^+ + \hat V^- * X^-\right)",
    uses=("lemma-12-single-mask",),
    perturbed={"masked": False},
)
def lemma_12_mask_twice(*, masked: bool = True) -> Finding:
    """A mask that is there twice in one line does not matter."""
    kept = Pruned().kept
    mask = np.random.default_rng(5).integers(0, 2, kept.shape)
    minus = signed_parts(kept * mask if masked else kept)[1]
    return holds(np.array_equal(minus * mask, minus), "V^ is masked already, and 1 * 1 = 1, 0 * 0 = 0: exact on integers")


@check(
    "lemma-12-triangle",
    r"\left\|K * (X^+ - X^-) - U * \left(\hat V^+ * X^+ + \hat V^- * X^-\right)\right\| \le"
    r" \left\|K * X^+ - U * (\hat V^+ * X^+)\right\| + \left\|K * X^- + U * (\hat V^- * X^-)\right\|",
    uses=("lemma-12-mask",),
    perturbed={"second": 0},
)
def lemma_12_triangle(*, second: int = 1) -> Finding:
    """The error is at most that of positive and that of negative parts, for the maximum norm."""
    net = Pruned()
    k = small(7, net.d, net.d, net.c0, net.c1)
    right = True
    for seed in range(50):
        net.x = small(seed, net.side, net.side, net.c0) - (seed % 3) * 4
        positive, negative = signed_parts(net.x)
        first, latter = convolve(k - net.l_plus, positive), convolve(k + net.l_minus, negative)
        error = convolve(k, net.x) - net.output(net.kept)
        right &= np.array_equal(error, first - latter) and largest(error) <= largest(first) + second * largest(latter)
    return holds(
        right, "the error is the difference of the two (exact on 50 integer inputs), then the triangle inequality, also for suprema"
    )


@check(
    "lemma-12-norms",
    r"\sup_{\|X\|_{\max} \le M} \left\|K * X^{\pm} \mp U * (\hat V^{\pm} * X^{\pm})\right\|_{\max} \le M \cdot"
    r" \left\|K \mp U * \hat V^{\pm}\right\|_1",
    uses=("lemma-20",),
    perturbed={"order": 2},
)
def lemma_12_norms(*, order: int = 1) -> Finding:
    """Two layers of positive parts are one convolution, and Lemma 20 bounds it."""
    net = Pruned()
    positive = signed_parts(net.x)[0]
    one = np.array_equal(convolve(net.u, positive @ signed_parts(net.kept)[0]), convolve(net.l_plus, positive))
    error = np.abs(small(8, net.d, net.d, net.c0, 1))  # on positive inputs there is no cancellation
    size = float(np.linalg.norm(error.ravel(), order))
    least = min(size * m - largest(convolve(error, np.full_like(net.x, m))) for m in (1, 5))
    return holds(
        one and least >= 0,
        f"U * (V+ * X+) = L+ * X+ exactly: {one}. |X+|_max <= M, Lemma 20; on constant inputs the smallest margin is {least:.3g}",
    )


@check(
    "lemma-12-factor-m",
    r"M \|K - U * \hat V^+\|_1 + M \|K + U * \hat V^-\|_1 \le d^2 c_1 c_0"
    r" \left( \|K - U * \hat V^+\|_{\max} + \|K + U * \hat V^-\|_{\max} \right)",
)
def lemma_12_factor_m() -> Finding:
    """From the sum of all entries to the greatest."""
    m, errors = 2, [np.full((3, 3, 4, 2), sign) for sign in (1, -1)]  # d = 3, c_0 = 4, c_1 = 2
    size = errors[0].size
    left, right = m * sum(map(one_norm, errors)), size * sum(map(largest, errors))
    return misprint(
        left <= right,
        left <= m * right,
        "the right-hand side times M, as in the next line",
        f"errors +-1 in all {size} entries, M = {m}: {left} on the left, {right} on the right, {m * right} with M. The tensors have d^2 "
        "c_1 c_0 entries, so the 1-norm is at most that many times the maximum",
    )


@check(
    "lemma-12-conclusion",
    r"\sup_{\|X\|_{\max} \le M} \left\|K * X - N_0^{(S)}(X)\right\|_{\max} < \epsilon M",
    uses=("eq-27", "lemma-12-triangle", "lemma-12-norms", "lemma-12-factor-m"),
    perturbed={"share": Fraction(1, 3)},
)
def lemma_12_conclusion(*, share: Fraction = Fraction(1)) -> Finding:
    """The error is less than eps M, not only at most that, as the displays give."""
    d = 2
    eps_m = 2 * d * d  # where c_0 = c_1 = M = 1 and entries of error +-1 stand for eps / (2 d^2 c_1 c_0)
    signs = [np.array(s).reshape(d, d, 1, 1) for s in itertools.product((-1, 1), repeat=d * d)]
    parts = [signed_parts(np.array(x).reshape(2, 2, 1)) for x in itertools.product(SIGNS, repeat=4)]
    worst = max(
        largest(convolve(plus, positive) - convolve(minus, negative))
        for plus, minus, (positive, negative) in itertools.product(signs, signs, parts)
    )
    return holds(
        worst < share * eps_m,
        f"positive and negative part of one input are never both non-zero, so the error is at most eps M / 2: exhaustively over d = {d}, "
        f"errors +-eps/(2 d^2) in all entries and inputs in {{-M, 0, M}} it is {Fraction(worst, eps_m)} eps M. The displays, which add the "
        "two parts' suprema, end with at most eps M",
    )


@check("remark-13", r"m = \sqrt{n / (C_1 \log \tfrac{1}{\epsilon})}", uses=("corollary-19", "lemma-12-samples"))
def remark_13() -> Finding:
    """How many filters are kept for each input and sign, with a universal constant."""
    eps = 0.01
    sizes = [float(2**i) for i in range(61)]
    # n / (3 m^2) groups of m^2 samples miss a target with at most eps / (4 c_0): n / m^2 in units of C_1 = 3 / log(1 / (1 - PROVED_P))
    needed, constant = [math.log(4 * c / eps) for c in sizes], 3 / -math.log1p(-PROVED_P)
    by_one = 2 * math.log(1 / eps)  # the printed logarithm, with C_1 twice as large: right for c_0 = 1
    first = next(c for c, log in zip(sizes, needed, strict=True) if log > by_one)
    lines = {"needed": (sizes[:31], needed[:31]), "printed": (sizes[:31], [by_one] * 31)}
    meant = smallest(lambda c: 2 * math.log(c / eps) - math.log(4 * c / eps), {"c": sizes}).margin
    return unsupported(
        by_one >= max(needed) or meant < 0,
        f"Corollary 19 is used for 2 c_0 targets with failure eps/(4 c_0) each, so n/(3 m^2) groups have to be log(4 c_0/eps)/log(15/14), "
        f"not a constant times log(1/eps): at eps = {eps} and C_1 = {2 * constant:.4g} that fails from c_0 = {first:g} on, and for any C_1 "
        f"from some c_0 on. With log(c_0/eps) this C_1 is enough (least slack {meant:.3g}). Theorem 3, which needs it at eps/(2l), repeats "
        "the formula: there l enters, too",
        r"$m = \lfloor \sqrt{n / (C_1 \log \frac{c_0}{\epsilon})} \rfloor$; in Theorem 3 $\log \frac{c_{i-1} \ell}{\epsilon}$",
        Curve("channels $c_0$ ($\\epsilon = 0.01$)", "$n / m^2$ in units of $C_1$", lines, "x"),
    )


@check(
    "remark-13-structure",
    r"\hat V \text{ is structured as if pruned by a } 2m\text{-channel-blocked mask}",
    uses=("definition-2", "corollary-19"),
    perturbed={"less": 1},
)
def remark_13_structure(*, less: int = 0) -> Finding:
    """After m filters are kept for each input and sign, the mask is of Definition 2 again."""
    n, c, m = 7, 4, 3
    kept = np.concatenate([np.flatnonzero(half[t])[: m - less * t % 2] for t in range(c) for half in halves(n, c)])
    return holds(
        np.array_equal(blocked_mask(n, c)[:, kept], blocked_mask(m, c)),
        f"Corollary 19 keeps subsets of one size; n = {n}, c_0 = {c}, m = {m}: the columns kept form Definition 2's mask for 2m",
    )
