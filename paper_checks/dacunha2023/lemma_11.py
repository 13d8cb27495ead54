"""dacunha2023 Lemma 11: what a blocked mask leaves of a 1 x 1 layer (section 4.2)."""

import itertools
from fractions import Fraction

import numpy as np

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.dacunha2023.blocked_networks import SIGNS, blocked_mask, by_sign, halves, signed_parts, small
from paper_checks.tensors import Tensor, relu

left_out("dacunha2023:footnote-3", "a convention")

N, C = 3, 4
V, X = small(0, C, 2 * N * C), small(1, 5, 5, C)  # a 1 x 1 layer and an image
MASK, RULE = blocked_mask(N, C), by_sign(V, N)
FIRST, SECOND = halves(N, C)
PARTS = signed_parts(V) * halves(N, C)


def passed(parts: Tensor, sign: int = 1) -> Tensor:
    """The positive parts of the image by the first layer and its negative parts by the second."""
    plus, minus = signed_parts(X)
    return plus @ parts[0] + sign * (minus @ parts[1])


@check(
    "definition-10",
    r"X_{\vec i}^+ = X_{\vec i} \cdot \mathbf{1}_{X_{\vec i} > 0}, \quad X_{\vec i}^- = -X_{\vec i} \cdot \mathbf{1}_{X_{\vec i} < 0}",
    perturbed={"sign": 1},
)
def definition_10(*, sign: int = -1) -> Finding:
    """Positive and negative parts are not negative, one of them is 0, and their difference is the tensor."""
    parts = {x: (x * (x > 0), sign * x * (x < 0)) for x in SIGNS}
    right = all(plus >= 0 and minus >= 0 and plus * minus == 0 and plus - minus == x for x, (plus, minus) in parts.items())
    return holds(right, f"x: (x+, x-) is {parts}; both parts are homogeneous, so three signs decide")


@check(
    "lemma-11",
    r"\left(\phi\left((V \odot \tilde S) * X\right)\right)_{i,j,k} = \left((V \odot \tilde S)^+ * X^+ + (V \odot \tilde S)^- *"
    r" X^-\right)_{i,j,k}",
    uses=("definition-2", "definition-10"),
    perturbed={"second": -1},
)
def lemma_11(*, second: int = 1) -> Finding:
    """Through a channel-blocked layer ReLU passes positive parts by positive weights and negative parts by negative weights."""
    signs = all(max(v * x, 0) == max(v, 0) * max(x, 0) + second * max(-v, 0) * max(-x, 0) for v, x in itertools.product(SIGNS, repeat=2))
    blocked, all_inputs = (np.array_equal(relu(X @ layer), passed(signed_parts(layer), second)) for layer in (V * MASK, V))
    return holds(
        signs and bool(np.all(MASK.sum(axis=0) == 1)) and blocked and not all_inputs,
        f"each output has one input, and for it relu(vx) = v+x+ + v-x- in all nine cases of signs: {signs}. Exact on integers (n = {N}, c "
        f"= {C}): {blocked}; without the mask: {all_inputs}. It holds for Definition 2's mask itself, whatever the signs in it: the proof "
        "treats another one only (eq-21)",
    )


@check("lemma-11-channels", r"\text{non-negative: } (t-1)n+1, \dots, tn; \quad \text{non-positive: } tn+1, \dots, 2tn", uses=("eq-21",))
def lemma_11_channels() -> Finding:
    """Which output channels the text gives to the weights of input t."""

    def right(start: int, t: int, n: int) -> bool:
        first, second = range(start + 1, start + n + 1), range(start + n + 1, 2 * t * n + 1)
        block = range((2 * t - 2) * n + 1, 2 * t * n + 1)  # Definition 2: ceil(k / 2n) = t
        return [*first, *second] == list(block) and len(second) == n

    cases = list(itertools.product(range(1, 5), repeat=2))
    return misprint(
        all(right((t - 1) * n, t, n) for t, n in cases),
        all(right((2 * t - 2) * n, t, n) for t, n in cases),
        "(2t-2)n+1, ..., (2t-1)n and (2t-1)n+1, ..., 2tn, as in Eq. 21",
        "t = 2, n = 1: printed are channel 2 and channels 3, 4; the block of input 2 is 3, 4. Those of Eq. 21 are the two halves of the "
        "block for all t, n <= 4. They agree at t = 1 only",
    )


@check(
    "eq-21",
    r"(V \odot \tilde S)_{1,1,t,k} = \begin{cases} V_{1,1,t,k} \mathbf{1}_{V_{1,1,t,k} > 0} & k \in [(2t-2)n+1, (2t-1)n] \\"
    r" V_{1,1,t,k} \mathbf{1}_{V_{1,1,t,k} < 0} & k \in [(2t-1)n+1, 2tn] \\ 0 & \text{otherwise} \end{cases}",
    uses=("definition-2",),
)
def eq_21() -> Finding:
    """The 2n-channel-blocked mask also removes the weights that have the wrong sign for their half of the block."""
    chosen = MASK * (RULE != 0)  # below the mask: filters that are removed
    differ = int(np.count_nonzero(V * MASK != RULE))
    return amended(
        differ == 0,
        np.array_equal(V * chosen, RULE) and bool(np.all(chosen <= MASK)) and bool(np.all(chosen.sum(axis=0) <= 1)),
        r"$\tilde S$ is the channel-blocked mask after filters of the wrong sign are removed; it depends on V",
        f"Definition 2's mask depends on n only and has all ones in a block: with it {differ} of {int(MASK.sum())} weights differ from "
        "Eq. 21. A mask with fewer ones attains it, and as each filter has one weight, what it removes are whole filters, which Lemma 12 "
        "and Theorem 3 may remove. Lemma 11 holds for both masks",
    )


@check(
    "eq-22",
    r"\frac{k}{2n} \in \left(t-1, t-\tfrac12\right] \iff k \in [(2t-2)n+1, (2t-1)n], \quad"
    r" \frac{k}{2n} \in \left(t-\tfrac12, t\right] \iff k \in [(2t-1)n+1, 2tn]",
    perturbed={"half": Fraction(1, 3)},
)
def eq_22(*, half: Fraction = Fraction(1, 2)) -> Finding:
    """The halves of the block of input t, as intervals."""
    points = [(n, t, k) for n, t in itertools.product(range(1, 6), repeat=2) for k in range(1, 10 * n + 1)]
    right = all(
        (t - 1 < Fraction(k, 2 * n) <= t - half) == ((2 * t - 2) * n + 1 <= k <= (2 * t - 1) * n)
        and (t - half < Fraction(k, 2 * n) <= t) == ((2 * t - 1) * n + 1 <= k <= 2 * t * n)
        for n, t, k in points
    )
    return holds(right, f"times 2n these are the same inequalities of integers; {len(points)} cases (n, t, k) evaluated exactly")


@check(
    "eq-23",
    r"\sum_t \tilde V_{t,k} X_t = \sum_t \left( V_{t,k}^+ X_t \mathbf{1}_{\frac{k}{2n} \in (t-1, t-\frac12]} -"
    r" V_{t,k}^- X_t \mathbf{1}_{\frac{k}{2n} \in (t-\frac12, t]} \right) = \sum_t \left( V_{t,k}^+ (X_t^+ - X_t^-) \mathbf{1} +"
    r" V_{t,k}^- (X_t^- - X_t^+) \mathbf{1} \right)",
    uses=("eq-21", "eq-22", "definition-10"),
    perturbed={"sign": 1},
)
def eq_23(*, sign: int = -1) -> Finding:
    """The argument of ReLU by positive and negative parts of weights and inputs."""
    left, (x_plus, x_minus) = X @ RULE, signed_parts(X)
    lines = [
        X @ (V * (V > 0) * FIRST) + X @ (V * (V < 0) * SECOND),
        X @ PARTS[0] + sign * (X @ PARTS[1]),
        (x_plus - x_minus) @ PARTS[0] + (x_minus - x_plus) @ PARTS[1],
    ]
    right = all(np.array_equal(left, line) for line in lines)
    return holds(right, f"the four lines are equal in integers, {left.size} entries (n = {N}, c = {C}); c_0 there is the lemma's c")


@check("lemma-11-one-input", r"\exists! \, t \in [c_0] : k \in [(2t-2)n+1, 2tn]", perturbed={"first": 3})
def lemma_11_one_input(*, first: int = 2) -> Finding:
    """Each output channel lies in the block of one input."""
    cases = [(n, c, k) for n, c in itertools.product(range(1, 6), repeat=2) for k in range(1, 2 * n * c + 1)]
    right = all(sum((2 * t - first) * n + 1 <= k <= 2 * t * n for t in range(1, c + 1)) == 1 for n, c, k in cases)
    return holds(right, f"blocks of 2n numbers, one after another; {len(cases)} cases (n, c, k) counted")


@check(
    "lemma-11-one-term",
    r"V^+ (X^+ - X^-) \mathbf{1}_{\frac{k}{2n} \in (t-1, t-\frac12]} + V^- (X^- - X^+) \mathbf{1}_{\frac{k}{2n} \in (t-\frac12, t]}"
    r" \text{: at most one term} \ne 0",
    uses=("definition-10",),
    perturbed={"most": 0},
)
def lemma_11_one_term(*, most: int = 1) -> Finding:
    """Of the four terms for the one input at most one is not zero."""
    counts = [
        sum(abs(term) for term in (a * p * half, -a * m * half, b * m * (1 - half), -b * p * (1 - half)))
        for v, x, half in itertools.product(SIGNS, SIGNS, (0, 1))
        for a, b, p, m in [(max(v, 0), max(-v, 0), max(x, 0), max(-x, 0))]
    ]
    return holds(max(counts) <= most, f"{len(counts)} cases (sign of V, sign of X, half of the block): at most {max(counts)} term")


@check(
    "eq-24",
    r"\phi\left( \sum_t \left( V^+ (X^+ - X^-) \mathbf{1} + V^- (X^- - X^+) \mathbf{1} \right) \right) ="
    r" \sum_t \left( V^+ X^+ \mathbf{1}_{\frac{k}{2n} \in (t-1, t-\frac12]} + V^- X^- \mathbf{1}_{\frac{k}{2n} \in (t-\frac12, t]} \right)",
    uses=("eq-23", "lemma-11-one-input", "lemma-11-one-term"),
    perturbed={"second": 0},
)
def eq_24(*, second: int = 1) -> Finding:
    """ReLU leaves the non-negative terms."""
    left = relu(X @ RULE)
    return holds(
        np.array_equal(left, passed(PARTS, second)),
        f"with one non-zero term at most, relu keeps it if positive; exact on integers, {left.size} entries",
    )


@check(
    "lemma-11-indicators",
    r"\tilde V_{1,1,t,k}^+ = 0 \text{ if } \tfrac{k}{2n} \notin (t-1, t-\tfrac12], \quad"
    r" \tilde V_{1,1,t,k}^- = 0 \text{ if } \tfrac{k}{2n} \in (t-\tfrac12, t]",
    uses=("eq-21",),
)
def lemma_11_indicators() -> Finding:
    """Where the masked layer has no positive and no negative part, so that the indicators can be left out."""
    plus, minus = signed_parts(RULE)
    positive = not np.any(plus * (1 - FIRST))
    inside, outside = (int(np.count_nonzero(minus * half)) for half in (SECOND, 1 - SECOND))
    return misprint(
        positive and inside == 0,
        positive and outside == 0,
        r"$\tilde V^-_{1,1,t,k} = 0$ if $\frac{k}{2n} \notin (t-\frac12, t]$",
        f"of a masked layer (n = {N}, c = {C}) {inside} entries of the negative part lie in the interval, where 0 is printed, {outside} "
        "outside; the next display needs the latter",
    )


@check(
    "lemma-11-end",
    r"\sum_t \left( V^+ X^+ \mathbf{1}_{\frac{k}{2n} \in (t-1, t-\frac12]} + V^- X^- \mathbf{1}_{\frac{k}{2n} \in (t-\frac12, t]} \right)"
    r" = \left( \tilde V^+ * X^+ + \tilde V^- * X^- \right)_{i,j,k}",
    uses=("eq-24", "lemma-11-indicators"),
    perturbed={"sign": -1},
)
def lemma_11_end(*, sign: int = 1) -> Finding:
    """The indicators are in the masked layer already."""
    right = np.array_equal(passed(PARTS), passed(signed_parts(RULE), sign))
    return holds(right, f"exact on integers (n = {N}, c = {C})")
