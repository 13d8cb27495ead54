"""pensia2020, appendix A.3: the proof of Theorem 1 from Lemma 3."""

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import sympy
from flint import arb

from paper_checks.check import Curve, Finding, check, holds, left_out
from paper_checks.evidence import ladder, same, smallest
from paper_checks.pensia2020.widths import EPS
from paper_checks.tensors import equal, integers, relu

left_out("pensia2020:appendix-a.3-recursions", "defines the inputs x_i and x'_i of the layers")


@check(
    "theorem-1-union",
    r"\text{taking a union bound, with probability } 1 - \epsilon \text{ (12) and (13) hold for every layer}",
    uses=("eq-12", "eq-13"),
    perturbed={"share": Fraction(2)},
)
def theorem_1_union(*, share: Fraction = Fraction(1, 2)) -> Finding:
    """Layers that fail with probability eps/(2l) each all succeed with probability 1 - eps, in fact 1 - eps/2."""
    total = max(depth * share / depth for depth in (1, 2, 10, 1000))
    return holds(total <= 1, f"l layers, each failing with probability {share} eps / l, fail with {total} eps together")


@check(
    "theorem-1-norm-step",
    r"\|x'_{i+1}\| \le \|x'_i\| (\epsilon/2l) + \|\sigma(W_i x'_i)\| \le \|x'_i\| (\epsilon/2l) + \|W_i x'_i\| \le \|x'_i\| "
    r"(\epsilon/2l) + \|x'_i\|",
    uses=("eq-13", "section-2-homogeneity"),
    perturbed={"shrink": Fraction(1, 2)},
)
def theorem_1_norm_step(*, shrink: Fraction = Fraction(1)) -> Finding:
    """Eq. 13, scaled to inputs of any length, bounds the input of the next layer."""
    rays = all(abs(max(t, 0)) <= shrink * abs(t) for t in (1, -1))  # on both rays, so everywhere
    W, up, down, x = (integers(seed, 3, columns) for seed, columns in enumerate((3, 3, 3, 1)))
    error, seven = (relu(W @ (s * x)) - relu(up @ relu(s * x) - down @ relu(-s * x)) for s in (1, 7))
    return holds(
        rays and equal(seven, 7 * error),
        "Triangle inequality; |max(t, 0)| <= |t| on both rays; |W_i| <= 1. The error of (13) is positively homogeneous in x (seven times "
        "as large at 7 x, exact for an integer layer), so at most |x| eps/(2l) for |x| > 1, too.",
    )


@check(
    "theorem-1-norm-growth",
    r"\|x'_{i+1}\| \le \|x'_i\| (\epsilon/2l) + \|x'_i\| \Rightarrow \|x'_i\| \le \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1}",
    uses=("theorem-1-norm-step",),
    perturbed={"shift": 2},
)
def theorem_1_norm_growth(*, shift: int = 1) -> Finding:
    """The inputs of the random network's layers grow by a factor 1 + eps/(2l) at most."""
    h, i = sympy.symbols("h i", positive=True)
    step = same((1 + h) ** (i - shift) * h + (1 + h) ** (i - shift), (1 + h) ** (i + 1 - shift))
    return holds(
        step and same((1 + h) ** (1 - shift), 1),
        f"Induction in symbols, h = eps/(2l): (1+h)^(i-{shift}) h + (1+h)^(i-{shift}) = (1+h)^(i+1-{shift}) and |x'_1| <= 1 = "
        f"(1+h)^(1-{shift}). It is stated for i <= l - 1 and used for i = l, where the induction gives it, too.",
    )


@check(
    "theorem-1-error-step",
    r"\|x_{i+1} - x'_{i+1}\| < \|x_i - x'_i\| + \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1} \tfrac{\epsilon}{2l}",
    uses=("eq-12", "eq-13", "theorem-1-norm-growth", "section-2-homogeneity"),
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
            after = relu(W @ ours + up / most @ relu(ours) - down / most @ relu(-ours))
            margin = np.linalg.norm(x - ours, axis=0) + factor * (1 + h) ** (i - 1) * h - np.linalg.norm(relu(W @ x) - after, axis=0)
            least, x, ours = min(least, float(margin.min())), relu(W @ x), after
    return holds(
        least > 0,
        "The difference is at most |s(W x) - s(W x')| + |s(W x') - x'_(i+1)| <= |W (x - x')| + |W x' - M' s(M' x')|, ReLU being "
        "1-Lipschitz (Eq. 13), and these are at most |x - x'|, as |W_i| <= 1, and less than |x'_i| eps/(2l) by (12) and homogeneity. On "
        f"100 random targets of 4 layers with weights off by h = eps/(2l) = 0.02, 100 inputs each, the least margin is {least:.2e}.",
    )


@check(
    "theorem-1-unrolled",
    r"\sum_{i=1}^{l-1} \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1} \tfrac{\epsilon}{2l} + \left( 1 + \tfrac{\epsilon}{2l} \right)^{l-1} "
    r"\tfrac{\epsilon}{2l} \le \sum_{i=1}^{l} \left( 1 + \tfrac{\epsilon}{2l} \right)^{i-1} \tfrac{\epsilon}{2l} = \left( 1 + "
    r"\tfrac{\epsilon}{2l} \right)^l - 1",
    uses=("theorem-1-error-step",),
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
    "theorem-1-final",
    r"\left( 1 + \tfrac{\epsilon}{2l} \right)^l - 1 < e^{\epsilon/2} - 1 < \epsilon \quad (\text{since } \epsilon < 1)",
    uses=("theorem-1-unrolled",),
    perturbed={"top": 3},
)
def theorem_1_final(*, top: int = 1) -> Finding:
    """The accumulated error stays below eps."""
    # l log(1 + t) < l t as log(1 + t) has slope below 1; e^(eps/2) - 1 - eps is convex in eps, 0 at 0: negative on (0, top] if so at top
    t = sympy.symbols("t", positive=True)
    slope = same(1 - sympy.diff(sympy.log(1 + t), t), t / (1 + t))
    end = (arb(top) / 2).exp() - 1 - top
    eps = list(ladder(1e-3, 3.0, 60))
    lines = {"printed": (eps, [math.expm1(e / 2) / e for e in eps]), "1": (eps, [1.0] * len(eps))}
    return holds(
        slope and bool(end < 0),
        f"log(1 + t) < t as 1 - d/dt log(1 + t) = t/(1 + t) > 0; exp(eps/2) - 1 - eps is convex, 0 at 0 and {float(end.mid()):+.4f} at "
        f"eps = {top}, so negative between if it is there (it is up to 2.51).",
        Curve("eps", "(exp(eps/2) - 1) / eps", lines, "x"),
    )


@check(
    "theorem-1-min",
    r"\text{replacing } \epsilon \text{ in this proof with } \min\{\epsilon, \delta\} \text{ gives the statement of the theorem}",
    uses=("lemma-3", "theorem-1-final", "theorem-1-union"),
    perturbed={"of": max},
)
def theorem_1_min(*, of: Callable[[float, float], float] = min) -> Finding:
    """The proof at min(eps, delta) errs by less than eps, fails with probability at most delta, and takes the widths of the theorem."""
    enough = smallest(lambda eps, delta: min(eps, delta) - of(eps, delta), {"eps": EPS, "delta": EPS})
    d, other, depth, m = sympy.symbols("d d' l m", positive=True)
    # Lemma 3 at m/(2l): twice log(d d' l / m) less log(2 d d' l / m) is log(d d' l / (2 m))
    logs = same(2 * sympy.log(d * other * depth / m) - sympy.log(2 * d * other * depth / m), sympy.log(d * other * depth / (2 * m)))
    return holds(
        enough.margin >= 0 and logs,
        "min(eps, delta) is at most either. Lemma 3 at min/(2l) has width C d log(2 d d' l/min), which is at most 2 C d log(d d' l/min) "
        "where d d' l >= 2 min: the difference of the logs is log(d d' l/(2 min)) in symbols. For d d' l = 1 and min > 1/2 see Theorem 1.",
    )
