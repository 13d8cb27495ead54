"""dacunha2023 Theorem 3: how errors add up over the layers (section 4.2)."""

import itertools
import math
from fractions import Fraction

import sympy

from paper_checks.check import Curve, Finding, check, holds, misprint
from paper_checks.dacunha2023.blocked_networks import random_layer, small
from paper_checks.evidence import at_least_zero, ladder, same, smallest
from paper_checks.tensors import convolve, largest, one_norm, relu
from rss_theory.norms import accumulated_error


@check(
    "theorem-3-proof-signals",
    r"\|\tilde X^{(i)}\| \le \left\|\tilde X^{(i)} - \phi(K^{(i)} * \tilde X^{(i-1)})\right\| + \left\|\phi(K^{(i)} * \tilde "
    r"X^{(i-1)})\right\| \le \frac{\epsilon}{2\ell} \|\tilde X^{(i-1)}\| + \|K^{(i)}\|_1 \|\tilde X^{(i-1)}\|",
    uses=("eq-30", "eq-34", "lemma-20"),
    perturbed={"factor": Fraction(1, 100)},
)
def theorem_3_proof_signals(*, factor: Fraction = Fraction(1)) -> Finding:
    """A pruned layer's output, by the error of Eq. 34 and the target's layer."""
    right = True
    for layer in (random_layer(seed, small(seed + 1, 4, 4, 2)) for seed in range(40)):
        kept, most = largest(relu(layer.wanted)), one_norm(layer.kernel) * largest(layer.x)
        right &= largest(relu(layer.ticket)) <= layer.after + kept <= layer.bound + most
        right &= kept <= largest(layer.wanted) <= factor * most
    return holds(right, "the triangle inequality, |relu(y)| <= |y| and Lemma 20, evaluated on 40 integer layers")


@check(
    "theorem-3-proof-growth",
    r"\frac{\epsilon}{2\ell} \|\tilde X^{(i-1)}\| + \|K^{(i)}\|_1 \|\tilde X^{(i-1)}\| = \|\tilde X^{(i-1)}\| \left(1 +"
    r" \frac{\epsilon}{2\ell}\right)",
    uses=("eq-34", "lemma-20"),
)
def theorem_3_proof_growth() -> Finding:
    """A pruned layer's output is at most 1 + eps/(2l) times its input."""
    a, signal, norm = Fraction(1, 20), Fraction(1), Fraction(1, 2)
    left, right = a * signal + norm * signal, signal * (1 + a)
    return misprint(
        left == right,
        left <= right and all(a + Fraction(i, 10) <= 1 + a for i in range(11)),
        r"$\le$",
        f"kernels have 1-norm at most 1: with 1/2, eps/(2l) = 1/20 and a signal of 1, {left} is not {right} but at most that. The lines "
        "before it are the triangle inequality, Eq. 30 at B = 0 and Lemma 20",
    )


@check(
    "eq-35",
    r"\|\tilde X^{(i)}\|_{\max} \le \|\tilde X^{(0)}\|_{\max} \left(1 + \frac{\epsilon}{2\ell}\right)^i",
    uses=("theorem-3-proof-growth",),
    perturbed={"minus": 1},
)
def eq_35(*, minus: int = 0) -> Finding:
    """The recurrence, unrolled."""
    a, i, size = sympy.symbols("a i s", positive=True)
    start = sympy.simplify((1 + a) ** (1 - minus) * size - (1 + a) * size)
    step = same((1 + a) ** (i - minus) * (1 + a), (1 + a) ** (i + 1 - minus))
    return holds(step and start == 0, f"i = 1 is the growth of one layer (difference {start}), each layer multiplies by 1 + eps/(2l)")


@check(
    "eq-36",
    r"\text{by Eq. 34 and 35: } \left\| K^{(i)} * \tilde X^{(i-1)} - \tilde L^{(2i)} * \phi(\tilde L^{(2i-1)} * \tilde X^{(i-1)}) "
    r"\right\|_{\max} < \frac{\epsilon}{2\ell} \left(1 + \frac{\epsilon}{2\ell}\right)^{i-1} \|\tilde X^{(0)}\|_{\max}",
    uses=("eq-31", "eq-34", "eq-35"),
)
def eq_36() -> Finding:
    """The layer's error before ReLU, for the pruned network's signals."""
    pairs = list(itertools.product(range(-3, 4), repeat=2))
    return misprint(
        all(abs(a - b) <= 1 for a, b in pairs if abs(max(a, 0) - max(b, 0)) <= 1),
        all(abs(a - b) * scale <= scale for a, b in pairs for scale in (1, 3) if abs(a - b) <= 1),
        r"by Eq. 31 for $\tilde X^{(i-1)}$ and Eq. 35",
        "Eq. 34 is of outputs after ReLU and does not bound those before it: -3 and -1 have difference 0 after ReLU, 2 before. Eq. 31, "
        "which holds for all inputs, does; Eq. 35 then replaces the norm of the signal",
    )


@check(
    "theorem-3-proof-triangle",
    r"\left\|X^{(\ell)} - \tilde X^{(\ell)}\right\| \le \left\|\phi(K * X^{(\ell-1)}) - \phi(K * \tilde X^{(\ell-1)})\right\| +"
    r" \left\|\phi(K * \tilde X^{(\ell-1)}) - \tilde X^{(\ell)}\right\| \le \|K\|_1 \left\|X^{(\ell-1)} - \tilde X^{(\ell-1)}\right\| +"
    r" \left\|K * \tilde X^{(\ell-1)} - \tilde L * \phi(\tilde L * \tilde X^{(\ell-1)})\right\|",
    uses=("eq-30", "lemma-20"),
    perturbed={"factor": Fraction(1, 20)},
)
def theorem_3_proof_triangle(*, factor: Fraction = Fraction(1)) -> Finding:
    """The error after a layer, by the error before it and the layer's own."""
    right, gap = True, math.inf
    for seed in range(60):
        x, layer = small(seed + 1, 4, 4, 2), random_layer(seed, small(seed + 2, 4, 4, 2))
        wanted, before = convolve(layer.kernel, x), one_norm(layer.kernel) * largest(x - layer.x)
        for left in (largest(relu(wanted) - relu(layer.ticket)), largest(wanted - layer.ticket)):  # with the last ReLU and without
            right &= left <= factor * before + layer.error
            gap = min(gap, before + layer.error - left)
    return holds(
        right,
        "the triangle inequality, Eq. 30, K * X - K * Y = K * (X - Y) and Lemma 20; 60 integer layers, with the last ReLU and without, "
        f"smallest margin {gap}. With ||K||_1 <= 1 the factor is dropped",
    )


def _errors(a: Fraction, first: int, last: int) -> Fraction:
    """The sum of a (1 + a)^(j - 1) over j from first to last."""
    return sum((a * (1 + a) ** (j - 1) for j in range(first, last + 1)), Fraction(0))


@check(
    "theorem-3-proof-unrolled",
    r"\left\|X^{(\ell-1)} - \tilde X^{(\ell-1)}\right\|_{\max} + \frac{\epsilon}{2\ell} \left(1 + \frac{\epsilon}{2\ell}\right)^{\ell-1} "
    r"\le \sum_{j=1}^{\ell} \frac{\epsilon}{2\ell} \left(1 + \frac{\epsilon}{2\ell}\right)^{j-1}",
    uses=("theorem-3-proof-triangle", "eq-36"),
    perturbed={"first": 2},
)
def theorem_3_proof_unrolled(*, first: int = 1) -> Finding:
    """The errors of all layers, added."""
    cases = [(depth, Fraction(e, 2 * depth)) for depth in range(1, 9) for e in (Fraction(1, 100), Fraction(1, 2), Fraction(1))]
    right = all(_errors(a, 1, depth) <= _errors(a, first, depth) for depth, a in cases)  # |X~(0)|_max <= 1
    return holds(
        right, f"e_l = e_(l-1) + a (1 + a)^(l-1), e_0 = 0, a = eps/(2l), inputs in [-1, 1]: the sum itself, {len(cases)} cases in fractions"
    )


@check(
    "theorem-3-proof-geometric",
    r"\sum_{j=1}^{\ell} \frac{\epsilon}{2\ell} \left(1 + \frac{\epsilon}{2\ell}\right)^{j-1} = \left(1 +"
    r" \frac{\epsilon}{2\ell}\right)^{\ell} - 1",
    perturbed={"power": 2},
)
def theorem_3_proof_geometric(*, power: int = 1) -> Finding:
    """The geometric series."""
    a, j = sympy.symbols("a j", positive=True)
    term = same(a * (1 + a) ** (j - power), (1 + a) ** j - (1 + a) ** (j - 1))
    return holds(term, "a (1 + a)^(j-1) = (1 + a)^j - (1 + a)^(j-1), and the sum telescopes (sympy)")


@check(
    "theorem-3-proof-end",
    r"\left(1 + \frac{\epsilon}{2\ell}\right)^{\ell} - 1 \le e^{\frac{\epsilon}{2}} - 1 \le \epsilon \quad (\epsilon < 1)",
    uses=("theorem-3-proof-geometric",),
    perturbed={"share": 1},
)
def theorem_3_proof_end(*, share: Fraction | float = Fraction(1, 2)) -> Finding:
    """The accumulated error is at most eps."""
    a = float(share)  # 0 at eps = 0 on both sides: compare derivatives, 1 - a exp(a eps) >= 0
    slope = at_least_zero(lambda eps: 1 - a * (a * eps).exp(), (0.0, 1.0))
    x = sympy.Symbol("x", positive=True)
    power = same(sympy.diff(x - sympy.log(1 + x), x), x / (1 + x))  # log(1 + x) <= x
    eps = [*ladder(1e-6, 1.0, 60)]
    bound = smallest(lambda e, depth: math.expm1(a * e) - accumulated_error(2 * a * e, depth).value, {"e": eps, "depth": [1, 2, 5, 100]})
    return holds(
        slope.proved and power and bound.margin >= -1e-18,
        "(1 + x)^l <= exp(lx) as x - log(1 + x) increases; eps - (exp(eps/2) - 1) is 0 at 0 and has derivative at least "
        f"{slope.least:.3f} on [0, 1] in ball arithmetic. At eps = 1, {math.expm1(a):.4f}",
        Curve("$\\epsilon$", "error", {"5 layers": (eps, [accumulated_error(e, 5).value for e in eps]), "$\\epsilon$": (eps, eps)}, "xy"),
    )


@check(
    "theorem-3-proof-conclusion",
    r"\text{for all } \ell \in [c]: \ \left\|X^{(\ell)} - \tilde X^{(\ell)}\right\|_{\max} \le \epsilon",
    uses=("theorem-3-proof-end", "theorem-3-proof-unrolled", "eq-28", "lemma-12-for-all-kernels"),
)
def theorem_3_proof_conclusion() -> Finding:
    """The end of the proof: for which layers."""
    depth, channels, eps = 3, 8, Fraction(1, 4)
    errors = [_errors(eps / (2 * depth), 1, i) for i in range(1, depth + 1)]
    return misprint(
        channels <= depth,
        max(errors) <= eps,
        r"for all layers $i \in [\ell]$, $\ell$ being the depth",
        f"c is no number of the theorem; with l = {depth} layers of c = {channels} channels X({channels}) does not exist. For i in [l] "
        f"the errors are at most {', '.join(f'{float(e):.4f}' for e in errors)} at eps = {eps}",
    )
