"""dacunha2022 Lemma 1, first half of its proof (section 4.2): pruning to products V U^+, and their law."""

import itertools
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, amended, check, holds
from paper_checks.dacunha2022.constants import HALF, PRODUCT, exponential_gap, mean_gap, positive_mean, pruned_density
from paper_checks.evidence import same
from paper_checks.tensors import Tensor, convolve, equal, relu, symbols


def _relu_changes_nothing(outer: Tensor, hidden: Tensor) -> bool:
    return equal(convolve(outer, relu(hidden)), convolve(outer, hidden))


@check("eq-1", r"V * \sigma(U^+ * X) = V * (U^+ * X)", uses=("definition-1",), perturbed={"nonnegative": False})
def eq_1(*, nonnegative: bool = True) -> Finding:
    """On non-negative inputs the ReLU behind U^+ changes nothing."""
    hidden = convolve(symbols("u", 2, 2, 2, 2, nonnegative=True), symbols("x", 2, 2, 2, nonnegative=nonnegative))
    return holds(
        _relu_changes_nothing(symbols("v", 1, 1, 2, 1), hidden),
        "Symbolically at D = d = c = n = 2 with entries u, x >= 0 and any v: every entry of U^+ * X is a sum of products that are not "
        "negative.",
    )


@check(
    "eq-1-composition",
    r"[V * (U^+ * X)]_{r,s,1} = \sum_{i,j,k} \left(\sum_{t=1}^n V_{1,1,t,1} U^+_{i,j,k,t}\right) X_{r-i+1,s-j+1,k}",
    uses=("eq-1", "definition-1"),
    perturbed={"outer_size": 2},
)
def eq_1_composition(*, outer_size: int = 1) -> Finding:
    """Two convolutions, the second with a 1 x 1 kernel, are one whose entries are sums over t."""
    inner, outer, image = symbols("u", 2, 2, 2, 2), symbols("v", outer_size, outer_size, 2, 1), symbols("x", 2, 2, 2)
    return holds(
        equal(convolve(outer, convolve(inner, image)), convolve(inner @ outer[0, 0], image)),  # @: sum over t
        "Symbolically at D = d = c = n = 2, zero padding included; it needs V to be 1 x 1.",
    )


@check("eq-2", r"L_{i,j,k,1} = \sum_{t=1}^n V_{1,1,t,1} \cdot U^+_{i,j,k,t}", uses=("eq-1-composition",), perturbed={"channel": 1})
def eq_2(*, channel: int = 0) -> Finding:
    """The single kernel that the two make; pruning an entry of U^+ takes its product out of one sum only."""
    inner, outer = symbols("u", 2, 2, 2, 3), symbols("v", 1, 1, 3, 1)
    pruned = inner.copy()
    pruned[1, 0, 0, 2] = 0
    expected = np.zeros((2, 2, 2, 1), dtype=object)
    expected[1, 0, channel, 0] = inner[1, 0, 0, 2] * outer[0, 0, 2, 0]
    return holds(
        equal((inner - pruned) @ outer[0, 0], expected),
        "Symbolically at d = c = 2, n = 3: without u_(2,1,1,3) only L_(2,1,1) changes, by v_3 u_(2,1,1,3). So masks of different entries "
        "are chosen freely.",
    )


@check("lemma-1-further-pruning", r"V * \sigma((U^+ \odot S) * X) = V * ((U^+ \odot S) * X)", uses=("eq-1",), perturbed={"kept": -1})
def lemma_1_further_pruning(*, kept: int = 1) -> Finding:
    """Equation 1 continues to hold after further pruning of U^+."""
    inner, outer, image = symbols("u", 1, 1, 2, 2, positive=True), symbols("v", 1, 1, 2, 1), symbols("x", 1, 1, 2, positive=True)
    masks = np.array(list(itertools.product((0, kept), repeat=4)), dtype=object).reshape(-1, *inner.shape)
    unchanged = all(_relu_changes_nothing(outer, convolve(inner * mask, image)) for mask in masks)
    return holds(unchanged, "Pruned entries are 0, so still not negative; symbolically for all 16 masks at D = d = 1, c = n = 2.")


@check("lemma-1-iid", r"(V_{1,1,t,1})_t \text{ and } (U^+_{i,j,k,t})_t \text{ are i.i.d. } \mathrm{Unif}([-1,1])")
def lemma_1_iid() -> Finding:
    """The entries of V and of U^+ are uniform on [-1, 1]."""
    uniform = {x: (x + 1) / 2 for x in (Fraction(-1, 2), Fraction(0), Fraction(1, 2))}
    clipped = {x: (x + 1) / 2 if x >= 0 else Fraction(0) for x in uniform}  # P(max(0, U) <= x)
    mixed = {x: Fraction(1, 2) * (x >= 0) + Fraction(1, 2) * max(x, Fraction(0)) for x in uniform}
    return amended(
        clipped == uniform,
        clipped == mixed and PRODUCT.mass_at_zero == 0.5,
        r"$U^+$ is 0 with probability 1/2 and otherwise uniform on [0, 1]; it is $V$ and $U$ that are uniform",
        f"P(U^+ <= -1/2) = {clipped[Fraction(-1, 2)]}, not {uniform[Fraction(-1, 2)]}; P(U^+ = 0) = 1/2. The pairs (V_t, U_t) are "
        "independent over t, which is what the sum needs.",
    )


@check(
    "lemma-1-density",
    r"\text{the density of } V U^+ \text{ is at least } \frac{\log 2}{2} \text{ on } [-1/2, 1/2]",
    uses=("lemma-3", "definition-2", "lemma-1-iid"),
)
def lemma_1_density(*, scale: sympy.Expr = sympy.log(2) / 2) -> Finding:
    """V U^+ contains a log(2)/2-scaled uniform on [-1/2, 1/2]."""
    z, density = pruned_density()
    least = density.subs(z, HALF)  # it falls on (0, 1]
    return amended(
        bool(least >= scale),
        same(least, sympy.log(2) / 4),
        r"$\frac{\log 2}{4}$, beside an atom of mass 1/2 at 0",
        f"The density is {sympy.simplify(density)} for z in (0, 1], even: at z = 1/2 log(2)/4 = {float(least):.4f} < {float(scale):.4f}. "
        "Lemma 3 is of V U, before negative entries are pruned. Definition 2 speaks of laws with a density; with the atom it is to be "
        "read of the continuous part.",
    )


@check(
    "lemma-1-mu", r"\mu_- \le -\frac{\log 2}{8} < -\frac{1}{16}, \quad \mu_+ \ge \frac{\log 2}{8} > \frac{1}{16}", uses=("lemma-1-density",)
)
def lemma_1_mu() -> Finding:
    """The mean positive part of V U^+ is at least log(2)/8, which exceeds 1/16, the negative part likewise."""
    positive = positive_mean()
    bound, least = sympy.log(2) / 8, sympy.Rational(1, 16)
    return amended(
        bool(positive >= bound) and bool(bound > least),
        same(positive, least) and bool(positive - sympy.Rational(1, 32) >= sympy.Rational(1, 32)),
        r"$\mu_- = -1/16$, $\mu_+ = 1/16$",
        f"E[V U^+; V > 0] = E[V; V > 0] E[U^+] = (1/4)(1/4) = {positive} exactly, less than log(2)/8 = {float(bound):.4f} and not more "
        f"than 1/16; the density's bound on [0, 1/2] alone gives {float(sympy.log(2) / 4 * HALF**3):.4f}. Nothing is lost: with xi = 1/32 "
        "the interval [(mu_- + xi) n, (mu_+ - xi) n] is [-n/32, n/32] exactly.",
    )


@check(
    "lemma-1-expectation",
    r"\exists a, b > 0: \; \mathbb{E}\left(\max_{z \in [-n/32, n/32]} \min_{S \subseteq [n]} \left|z - \sum_{t \in S} V_{1,1,t,1} "
    r"U^+_{i,j,k,t}\right|\right) \le a e^{-bn}",
    uses=("theorem-2", "lemma-1-mu"),
    perturbed={"part": sympy.Rational(1, 16)},
)
def lemma_1_expectation(*, part: sympy.Rational = sympy.Rational(1, 32)) -> Finding:
    """The expected greatest distance of a point of [-n/32, n/32] to the subset sums falls exponentially."""
    a, b = exponential_gap(1 / 16 - float(part))
    ns = [8, 10, 12, 14, 16]
    means = [mean_gap(n, float(part)) for n in ns]
    slope = -float(np.polyfit(ns, np.log(means), 1)[0])
    curve = Curve("n", "mean of the greatest distance", {"400 samples": ([float(n) for n in ns], means)}, "y")
    return holds(
        b > 0,
        f"Proved here for all n with a = {a:.0f}, b = {b:.5f} (counting argument, Chernoff's bound; no use is made of Lueker's theorem). "
        f"Own samples: the mean is {means[0]:.3g} at n = 8, {means[-1]:.3g} at n = 16, about exp(-{slope:.2f} n).",
        curve,
    )
