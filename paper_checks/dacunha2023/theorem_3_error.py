"""dacunha2023 Theorem 3: how errors add up over the layers (section 4.2)."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, check, holds, misprint
from paper_checks.dacunha2023.blocked_networks import OWN, random_layer, small
from paper_checks.evidence import at_least_zero, ladder, same, smallest
from paper_checks.tensors import convolve, largest, relu
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
    for seed in range(40):
        k, x = small(seed, 2, 2, 2, 2), small(seed + 1, 4, 4, 2)
        a, b = random_layer(seed, x)
        own, kept, size = largest(relu(a) - relu(b)), largest(relu(a)), int(np.abs(k).sum())
        right &= largest(relu(b)) <= own + kept and own + kept <= OWN * largest(x) + size * largest(x)
        right &= kept <= largest(a) <= factor * size * largest(x)
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
    a, size = sympy.symbols("a s", positive=True)
    i = sympy.Symbol("i", integer=True, positive=True)
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
    from_34 = all(abs(a - b) <= 1 for a, b in pairs if abs(max(a, 0) - max(b, 0)) <= 1)
    from_31 = all(abs(a - b) * scale <= scale for a, b in pairs for scale in (1, 3) if abs(a - b) <= 1)
    return misprint(
        from_34,
        from_31,
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
        k, x, y = small(seed, 2, 2, 2, 2), small(seed + 1, 4, 4, 2), small(seed + 2, 4, 4, 2)
        a, (b, ticket) = convolve(k, x), random_layer(seed, y)
        size, before, own = int(np.abs(k).sum()), largest(x - y), largest(b - ticket)
        for left in (largest(relu(a) - relu(ticket)), largest(a - ticket)):  # with the last ReLU and without
            right &= left <= factor * size * before + own
            gap = min(gap, size * before + own - left)
    return holds(
        right,
        "the triangle inequality, Eq. 30, K * X - K * Y = K * (X - Y) and Lemma 20; 60 integer layers, with the last ReLU and without, "
        f"smallest margin {gap}. With ||K||_1 <= 1 the factor is dropped",
    )


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
    right = True
    for depth, a in cases:
        error = Fraction(0)
        for layer in range(1, depth + 1):
            error += a * (1 + a) ** (layer - 1)  # |X~(0)|_max <= 1
        right &= error <= sum((a * (1 + a) ** (j - 1) for j in range(first, depth + 1)), Fraction(0))
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
    a = sympy.Symbol("a", positive=True)
    j = sympy.Symbol("j", integer=True, positive=True)
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
    grid = ladder(1e-6, 1.0, 60)
    bound = smallest(
        lambda eps, depth: math.expm1(a * eps) - math.expm1(depth * math.log1p(a * eps / depth)), {"eps": grid, "depth": [1, 2, 5, 100]}
    )
    line = [accumulated_error(eps, 5).value for eps in grid]
    return holds(
        slope.proved and power and bound.margin >= -1e-18,
        "(1 + x)^l <= exp(lx) as x - log(1 + x) increases; eps - (exp(eps/2) - 1) is 0 at 0 and has derivative at least "
        f"{slope.least:.3f} on [0, 1] in ball arithmetic. At eps = 1, {math.expm1(a):.4f}",
        Curve("$\\epsilon$", "error", {"5 layers": (list(grid), line), "$\\epsilon$": (list(grid), list(grid))}, "xy"),
    )


@check(
    "theorem-3-proof-conclusion",
    r"\text{for all } \ell \in [c]: \ \left\|X^{(\ell)} - \tilde X^{(\ell)}\right\|_{\max} \le \epsilon",
    uses=("theorem-3-proof-end", "theorem-3-proof-unrolled", "eq-28", "lemma-12-for-all-kernels"),
)
def theorem_3_proof_conclusion() -> Finding:
    """The end of the proof: for which layers."""
    depth, channels, eps = 3, 8, Fraction(1, 4)
    a = eps / (2 * depth)
    layers = set(range(1, depth + 1))
    errors = [sum((a * (1 + a) ** (j - 1) for j in range(1, i + 1)), Fraction(0)) for i in sorted(layers)]
    return misprint(
        set(range(1, channels + 1)) <= layers,
        max(errors) <= eps,
        r"for all layers $i \in [\ell]$, $\ell$ being the depth",
        f"c is no number of the theorem; with l = {depth} layers of c = {channels} channels X({channels}) does not exist. For i in [l] "
        f"the errors are at most {', '.join(f'{float(e):.4f}' for e in errors)} at eps = {eps}",
    )
