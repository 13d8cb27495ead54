"""pensia2020, appendices A.1 and A.2: Lemma 2, one neuron, and Lemma 3, one layer."""

import math
from fractions import Fraction

import numpy as np
import sympy
from scipy.linalg import block_diag

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint
from paper_checks.evidence import same, smallest
from paper_checks.pensia2020.widths import EPS, corner, for_layer, masked_shape, one_neuron
from paper_checks.tensors import relu
from rss_theory.networks.dense import layer_samples

left_out("pensia2020:figure-3", "pictures Lemma 2; its blocks are those of figure-4-blocks")


@check(
    "lemma-2",
    r"M \in \mathbb{R}^{C d \log \frac{d}{\epsilon} \times d}: \; P\left( \forall w, \|w\|_\infty \le 1 \, \exists s, T: "
    r"\sup_{\|x\|_\infty \le 1} \|w^T x - (s \odot v)^T \sigma((T \odot M) x)\| < \epsilon \right) \ge 1 - \epsilon",
    uses=("lemma-1", "lemma-2-step-2"),
)
def lemma_2() -> Finding:
    """C d log(d/eps) neurons hold every linear function of d inputs with weights of [-1, 1], within eps, with probability 1 - eps."""
    printed, where = corner()  # d = 1
    C = for_layer().constant()
    least = smallest(
        lambda d, eps: C * d * math.log(2 * d / eps) - 2 * d * layer_samples(1, d, eps, eps), {"d": [1, 2, 10, 100], "eps": EPS[:8]}
    )
    beside_one = [10.0**-i for i in range(1, 7)]
    lines = {"C log(1/eps), printed": (beside_one, [100 * -math.log1p(-x) for x in beside_one]), "needed": (beside_one, [2.0] * 6)}
    return amended(
        printed,
        least.margin >= 0 and math.isfinite(C),
        r"$C d \log \frac{2d}{\epsilon}$; as printed for $d \ge 2$",
        "d = 1: Lemma 1 needs n >= C log(2/eps), but C log(1/eps) falls to one neuron as eps approaches 1, and one ReLU neuron has an "
        f"error of at least {one_neuron():g} at w = 1: {where}. With log(2d/eps) C = {C:.0f} is proved for all d and eps; "
        f"networks.dense.layer_samples takes {least.margin:.0f} neurons less at least. For d >= 2 log(2d/eps) <= 2 log(d/eps).",
        Curve("1 - eps", "neurons at d = 1, C = 100", lines, "xy"),
    )


def _blocks(rows: int, inputs: int, n: int, dropped: int) -> bool:
    """(S . N) s(M' x) = sum over j of (s_ij . v_ij)^T s(u_j x_j), exactly, less `dropped` terms, for block-diagonal M'."""
    rng = np.random.default_rng(rows)
    u, v = rng.integers(-9, 10, (inputs, n)), rng.integers(-9, 10, (rows, inputs, n))
    s, x = rng.integers(0, 2, v.shape), rng.integers(-9, 10, inputs)
    left = (s * v).reshape(rows, -1) @ relu(block_diag(*u[:, :, None]) @ x)
    right = [sum((s * v)[i, j] @ relu(u[j] * x[j]) for j in range(inputs - dropped)) for i in range(rows)]
    return bool((left == right).all())


@check("eq-10", r"(s \odot v)^T \sigma(M' x) = \sum_{i=1}^d (s_i \odot v_i)^T \sigma(u_i x_i)", perturbed={"dropped": 1})
def eq_10(*, dropped: int = 0) -> Finding:
    """A block-diagonal first layer splits the network by inputs."""
    return holds(_blocks(1, 5, 4, dropped), "Entry k of M' x in block i is u_ik x_i; exact for random integers, d = 5 blocks of 4 neurons")


@check(
    "lemma-2-step-2",
    r"\sup_w \inf_s \sup_x |w^T x - \cdots| \le \sum_{i=1}^d \sup_{|w_i| \le 1} \inf_{s_i} \sup_{|x_i| \le 1} |w_i x_i - \cdots| \le "
    r"\epsilon, \quad P \ge 1 - d \tfrac{\epsilon}{d}",
    uses=("lemma-1", "eq-10"),
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
    "lemma-3",
    r"N \in \mathbb{R}^{d_2 \times C d_1 \log \frac{d_1 d_2}{\epsilon}}: \; P\left( \forall W, \|W\| \le 1 \, \exists S, T: "
    r"\sup_{\|x\|_\infty \le 1} \|W x - \hat g(x)\| < \epsilon \right) \ge 1 - \epsilon",
    uses=("lemma-1", "lemma-3-step-2"),
)
def lemma_3() -> Finding:
    """C d1 log(d1 d2/eps) neurons hold every d2 x d1 layer of norm at most 1, within eps, with probability 1 - eps."""
    printed, where = corner()  # d1 = d2 = 1
    C = for_layer().constant()
    least = smallest(
        lambda d1, d2, eps: C * d1 * math.log(2 * d1 * d2 / eps) - 2 * d1 * layer_samples(d2, d1, eps, eps),
        {"d1": [1, 2, 10, 100], "d2": [1, 3, 100], "eps": EPS[:8]},
    )
    return amended(
        printed,
        least.margin >= 0 and math.isfinite(C),
        r"$C d_1 \log \frac{2 d_1 d_2}{\epsilon}$; as printed for $d_1 d_2 \ge 2$",
        f"d1 = d2 = 1: as in Lemma 2 the printed width falls to one neuron, with an error of at least {one_neuron():g}: {where}. With "
        f"log(2 d1 d2/eps) C = {C:.0f} is proved for all d1, d2, eps; networks.dense.layer_samples takes {least.margin:.0f} neurons less "
        "at least.",
    )


@check("lemma-3-transpose", r"\hat g(x) = (S \odot N)^T \sigma((T \odot M) x), \quad N \in \mathbb{R}^{d_2 \times C d_1 \log(\cdots)}")
def lemma_3_transpose() -> Finding:
    """The pruned network of Lemma 3 is well-formed."""
    d1, d2, hidden = 3, 2, 12
    printed, meant = (masked_shape(both, both, d1) for both in ([(hidden, d1), (hidden, d2)], [(hidden, d1), (d2, hidden)]))
    return misprint(
        printed == (d2,),
        meant == (d2,),
        r"$(S \odot N) \sigma((T \odot M) x)$, as in Eq. (11)",
        f"d1 = {d1}, d2 = {d2}, {hidden} hidden neurons: N is {(d2, hidden)}, its transpose {(hidden, d2)} cannot be applied to {hidden} "
        f"hidden values; N gives {meant}. The display of step 2 has the same transpose.",
    )


@check(
    "eq-11",
    r"(S \odot N) \sigma(M' x) = \left( \sum_{j=1}^{d_1} (s_{i,j} \odot v_{i,j})^T \sigma(u_j x_j) \right)_{i = 1, \dots, d_2}",
    uses=("eq-10",),
    perturbed={"dropped": 1},
)
def eq_11(*, dropped: int = 0) -> Finding:
    """A block-diagonal first layer splits each output by inputs, all outputs sharing it."""
    return holds(_blocks(3, 4, 5, dropped), "exact for random integers, 3 outputs, 4 blocks of 5 neurons")


@check(
    "lemma-3-step-2",
    r"\sup_W \inf_S \sup_x \|W x - (S \odot N) \sigma(M' x)\| \le \sum_{i,j} \sup_{|w_{i,j}| \le 1} \inf_{s_{i,j}} \sup_{|x_j| \le 1} "
    r"|\cdots| \le d_1 d_2 \tfrac{\epsilon}{d_1 d_2} = \epsilon",
    uses=("lemma-1", "eq-11"),
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
        error = np.linalg.norm(W @ x - up @ relu(x) + down @ relu(-x))
        worst = max(worst, float(error / np.maximum(np.abs(W - up), np.abs(W - down)).sum()))
    d1, d2, eps = sympy.symbols("d1 d2 epsilon", positive=True)
    return holds(
        worst <= 1 + 1e-12 and largest <= entry + 1e-12 and same(d1 * d2 * eps / (d1 * d2), eps),
        "|y|_2 <= |y|_1 and the triangle inequality; |w_ij| = |e_i^T W e_j| <= |W| <= 1; each (i, j) has its own mask, so suprema and "
        f"infima go into the sum. On 200 random layers the error is at most {worst:.2f} of the sum, the largest entry {largest:.3f}. "
        "Events that share u_j need only the union bound.",
    )


@check(
    "eq-12",
    r"\sup_{W_i \in \mathbb{R}^{d_{i+1} \times d_i}} \exists S_{2i}, S_{2i-1}: \sup_{\|x\| \le 1} \|W_i x - (M_{2i} \odot S_{2i}) "
    r"\sigma((S_{2i} \odot M_{2i-1}) x)\| < \epsilon / 2l",
    uses=("lemma-3",),
)
def eq_12() -> Finding:
    """Lemma 3 for layer i."""
    before, hidden, here, after = 3, 12, 4, 2  # d_{i-1}, the random width, d_i, d_{i+1}
    first, second = (hidden, before), (here, hidden)  # M_{2i-1}, M_{2i} of Theorem 1
    return misprint(
        masked_shape([first, second], [second, second], before) == (after,),
        masked_shape([first, second], [first, second], before) == (here,),
        r"$(S_{2i-1} \odot M_{2i-1})$ inside, and $W_i \in \mathbb{R}^{d_i \times d_{i-1}}$ as in Eq. (4); the same in Eq. (13)",
        f"With d_(i-1), d_i, d_(i+1) = {before}, {here}, {after} and {hidden} hidden neurons M_(2i-1) is {first}, M_2i and its mask S_2i "
        f"are {second}: S_2i does not fit M_(2i-1); W_i of Eq. 4 is {(here, before)}, not {(after, here)}. Lemma 3 at eps/(2l) applies, "
        "as |x|_2 <= 1 has |x|_inf <= 1.",
    )


@check(
    "eq-13",
    r"\|\sigma(W_i x) - \sigma(M'_{2i} \sigma(M'_{2i-1} x))\| \le \|W_i x - M'_{2i} \sigma(M'_{2i-1} x)\| < \epsilon / 2l",
    uses=("eq-12",),
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
