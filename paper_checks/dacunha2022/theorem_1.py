"""dacunha2022, appendices A and B: norms of convolutions and the proof of Theorem 1."""

import math
from collections.abc import Callable

import numpy as np
import sympy

from paper_checks.check import Finding, amended, check, holds, misprint, numerically
from paper_checks.dacunha2022.constants import HALF
from paper_checks.evidence import at, ladder, same, smallest
from paper_checks.tensors import Tensor, convolve, integers, largest, one_norm, relu
from rss_theory.norms import accumulated_error

PAIRS = [(integers(seed, 2, 2, 2, 2), integers(seed + 100, 3, 3, 2)) for seed in range(40)]  # kernels and images
EACH = sympy.Symbol("each", positive=True)  # eps/(2l)


@check("proposition-1", r"\|K * X\|_{\max} \le \|K\|_1 \cdot \|X\|_{\max}", uses=("definition-1",), perturbed={"norm": 2})
def proposition_1(*, norm: int = 1) -> Finding:
    """The greatest output of a convolution is at most the kernel's 1-norm times the greatest input."""

    def margin(kernel: Tensor, image: Tensor) -> float:
        return float(np.linalg.norm(kernel.ravel().astype(float), norm) * largest(image) - largest(convolve(kernel, image)))

    least = min(margin(*pair) for pair in PAIRS)
    attained = margin(integers(5, 2, 2, 2, 1, low=1), np.ones((3, 3, 2), dtype=object))
    return holds(
        least >= 0 and attained >= -1e-9,
        f"By the triangle inequality, term by term; on 40 pairs of integer tensors the least margin is {least:.4g}. Positive kernels with "
        f"one output reach it on the image of ones (margin {attained:.3g}). One output's own 1-norm would do in place of that of all.",
    )


@check(
    "proposition-1-proof",
    r"\|K * X\|_{\max} \le \max_{i,j,\ell} \sum |K_{i',j',k,\ell} X_{i-i'+1,j-j'+1,k}| \le \max_{i,j,\ell} \left(\sum "
    r"|K_{i',j',k,\ell}|\right) \|X\|_{\max} \le \|K\|_1 \cdot \|X\|_{\max}",
    uses=("definition-1-kernels",),
    perturbed={"order": -1},
)
def proposition_1_proof(*, order: int = 1) -> Finding:
    """The four steps of its proof."""
    sides = [
        (
            largest(convolve(kernel, image)),
            largest(convolve(np.abs(kernel), np.abs(image))),
            max(one_norm(kernel[..., o]) for o in range(2)) * largest(image),
            one_norm(kernel) * largest(image),
        )
        for kernel, image in PAIRS
    ]
    margins = order * np.diff(sides)
    return holds(
        bool((margins >= 0).all()),
        "The triangle inequality, |X| <= |X|_max, one output's kernel is part of all: in order on 40 pairs of integer "
        f"tensors{', all strict on some' if (margins > 0).all(axis=1).any() else ''}. The sum over k goes to c_0, printed [c].",
    )


@check(
    "eq-3",
    r"\sup_X \|K_i * X - (L_{2i} \odot S_{2i}) * \sigma[(L_{2i-1} \odot S_{2i-1}) * X]\| < \frac{\varepsilon}{2\ell} \text{ with "
    r"probability at least } 1 - \frac{\varepsilon}{2\ell}",
    uses=("lemma-2",),
)
def eq_3() -> Finding:
    """Theorem 1's number of channels is enough for Lemma 2 with eps/(2l)."""
    ratios = {y: math.log(2 * y) / math.log(y) for y in (1.0001, 1.01, 1.5, 2.0, 10.0, 1e6)}  # needed over given
    return amended(
        max(ratios.values()) <= 3,
        all(ratio <= 2 + 1e-12 for y, ratio in ratios.items() if y >= 2),
        r"for $y = \frac{c_{i-1} c_i d_i^2 \ell}{\min\{\varepsilon,\delta\}} \ge 2$, with twice Lemma 2's $C$",
        f"Lemma 2 asks for log(2y), Theorem 1 has log(y): the ratio is 2 at y = 2 and less beyond, but {ratios[1.01]:.0f} at y = 1.01 and "
        f"{ratios[1.0001]:.0f} at 1.0001 (l = d = c_0 = c_1 = 1, eps near 1).",
    )


@check(
    "eq-4",
    r"\|\sigma(K_i * X) - \sigma[(L_{2i} \odot S_{2i}) * \sigma[(L_{2i-1} \odot S_{2i-1}) * X]]\| < \frac{\varepsilon}{2\ell}",
    uses=("eq-3",),
    perturbed={"slope": 2},
)
def eq_4(*, slope: int = 1) -> Finding:
    """The ReLU is 1-Lipschitz in the max norm."""
    rays = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)]
    margins = [abs(a - b) - abs(slope * max(0, a) - slope * max(0, b)) for a, b in rays]
    return holds(
        min(margins) >= 0, f"|a - b| - |s(a) - s(b)| is linear on each of the cones between the rays {rays}, on which it is {margins}."
    )


@check("eq-3-union", r"P(\text{Equations 3 and 4 for all layers}) \ge 1 - \varepsilon", uses=("eq-3", "eq-4"), perturbed={"share": 0.5})
def eq_3_union(*, share: float = 2) -> Finding:
    """All layers together, by a union bound."""
    eps, depth = sympy.symbols("varepsilon ell", positive=True)
    failure = depth * eps / (sympy.nsimplify(share) * depth)
    return holds(
        bool((eps - failure).is_nonnegative),
        f"l layers, each failing with probability eps/(2l): {failure} together, less than the eps printed.",
    )


@check("recurrence", r"\tilde{X}^1 = X, \quad \tilde{X}^{i+1} = \sigma(\tilde{L}^{2i} * \sigma(\tilde{L}^{2i-1} * X_i))")
def recurrence() -> Finding:
    """The inputs of the pruned network's odd layers."""
    # D = d = 1, one channel, signals positive: L^{2i} L^{2i-1} = 2/5 for K_i = 1/2
    kernel, product = HALF, sympy.Rational(2, 5)
    exact, network = ([layer**i for i in range(3)] for layer in (kernel, product))
    printed = [network[0], *(product * x for x in exact[:2])]
    return misprint(
        printed == network,
        [network[0], *(product * x for x in network[:2])] == network,
        r"$\tilde{X}^i$ in place of $X_i$",
        "The input of the pruned network's layer 2i - 1 comes from its own layers: with K_i = 1/2 approximated by 2/5 at D = d = c = 1 "
        f"it is {network[2]} at i = 3, by the printed recursion {printed[2]}.",
    )


@check(
    "norm-step",
    r"\|\tilde{X}^{i+1}\| \le \frac{\varepsilon}{2\ell} \|\tilde{X}^i\| + \|K_i\|_1 \|\tilde{X}^i\| \le \left(1 + "
    r"\frac{\varepsilon}{2\ell}\right) \|\tilde{X}^i\|",
    uses=("eq-4", "proposition-1"),
    perturbed={"norm": 2},
)
def norm_step(*, norm: int = 1) -> Finding:
    """A pruned layer enlarges its input by a factor of at most 1 + eps/(2l)."""
    x = sympy.Symbol("x", positive=True)  # |X~^i|
    return holds(
        same(sympy.Max(0, x * EACH) / x, sympy.Max(0, EACH)) and same((1 + EACH) * x, EACH * x + norm * x),
        "Both sides of Equation 4 are homogeneous in X >= 0, so it holds of X~^i / |X~^i| in [0, 1] and multiplies by the norm (X~^i = 0 "
        "is trivial); |s(K * X)| <= |K|_1 |X| with |K|_1 <= 1 by Proposition 1.",
    )


@check(
    "norm-growth",
    r"\|\tilde{X}^i\| \le \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \text{ for } 1 \le i \le \ell - 1",
    uses=("norm-step",),
)
def norm_growth() -> Finding:
    """The norms of all signals that the rest of the proof uses, for i up to l - 1."""
    depth = 4
    proved = set(range(1, depth))  # printed range
    used = set(range(1, depth + 1))  # Eq. 5 for i <= l - 1, the last step for i = l
    return misprint(
        used <= proved,
        used <= {1} | {i + 1 for i in proved},  # from the step for 1 <= i <= l - 1
        r"for $1 \le i \le \ell$",
        "The last step of the proof uses the bound at i = l, (1 + eps/(2l))^(l-1); the recursion for 1 <= i <= l - 1 gives i + 1 <= l, "
        f"too. At l = {depth}: printed {sorted(proved)}, used {sorted(used)}.",
    )


@check(
    "eq-5",
    r"\|X_{i+1} - \tilde{X}^{i+1}\| \le \|X_i - \tilde{X}^i\| + \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \frac{\varepsilon}{2\ell}",
    uses=("eq-4", "norm-growth", "proposition-1"),
    perturbed={"power": -3},
)
def eq_5(*, power: int = -1) -> Finding:
    """The error grows by at most what one layer adds."""
    rng = np.random.default_rng(0)
    each, least = 0.05, math.inf
    for trial in range(60):
        x = y = np.ones((3, 3, 2)) if trial % 2 else rng.uniform(0, 1, (3, 3, 2))
        for i in range(1, 7):
            drawn = rng.standard_normal((2, 2, 2, 2))
            kernel = (drawn, np.eye(1, 16).reshape(2, 2, 2, 2), np.abs(drawn), np.abs(drawn))[trial % 4]
            kernel = kernel / np.abs(kernel).sum()
            new_x, new_y = relu(convolve(kernel, x)), relu(convolve(kernel * (1 + each), y))  # off by `each` in 1-norm: the worst on [0, 1]
            least = min(least, float(np.abs(x - y).max() + (1 + each) ** (i + power) * each - np.abs(new_x - new_y).max()))
            x, y = new_x, new_y
    return numerically(
        least >= -1e-12,
        "Triangle inequality, |K|_1 <= 1 and Equation 4 times |X~^i| (the text cites Equation 3, which gives it with the ReLU's Lipschitz "
        f"constant). 60 random networks of 6 layers with the worst error of a layer: least margin {least:.3g}, attained for identities.",
    )


def _added(layers: int) -> sympy.Expr:
    """What so many layers add to the error, by Equation 5."""
    return sum((1 + EACH) ** (i - 1) * EACH for i in range(1, layers + 1))


@check(
    "eq-5-unrolled",
    r"\|X_\ell - \tilde{X}^\ell\| \le \sum_{i=1}^{\ell-1} \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \frac{\varepsilon}{2\ell}",
    uses=("eq-5",),
    perturbed={"last": -2},
)
def eq_5_unrolled(*, last: int = -1) -> Finding:
    """Equation 5 from the first layer to the last but one."""
    ok = all(same(_added(depth - 1), _added(depth + last)) for depth in range(2, 8))
    return holds(ok, "Symbolically for l = 2 to 7, from X_1 = X~^1.")


@check(
    "final-error",
    r"\|f(X) - g(X)\| \le \sum_{i=1}^{\ell} \left(1 + \frac{\varepsilon}{2\ell}\right)^{i-1} \frac{\varepsilon}{2\ell} = \left(1 + "
    r"\frac{\varepsilon}{2\ell}\right)^\ell - 1",
    uses=("eq-5-unrolled", "eq-3", "norm-growth"),
    perturbed={"taken": 0},
)
def final_error(*, taken: int = 1) -> Finding:
    """The last layer's error added, a geometric sum."""
    power = (1 + EACH) ** sympy.Symbol("ell", positive=True, integer=True)
    step = same(power * (1 + EACH) - power, power * EACH)
    return holds(
        step and all(same(_added(depth), (1 + EACH) ** depth - taken) for depth in range(1, 9)),
        "Geometric sum: symbolically for l = 1 to 8, and the step from l to l + 1 for every l. The inequality between the sum split and "
        "whole is an equality.",
    )


@check(
    "final-exponential",
    r"\left(1 + \frac{\varepsilon}{2\ell}\right)^\ell - 1 < e^{\varepsilon/2} - 1",
    uses=("final-error",),
    perturbed={"rate": 0.25},
)
def final_exponential(*, rate: float = 0.5) -> Finding:
    """Powers of 1 + x/l are less than the exponential."""
    x = sympy.Symbol("x", positive=True)  # eps/(2l)
    grows = sympy.simplify(sympy.diff(2 * rate * x - sympy.log(1 + x), x))  # log of the quotient, over l
    grid = {"eps": ladder(1e-3, 1, 20), "depth": (1, 2, 5, 30, 1000)}
    least = smallest(lambda eps, depth: rate * eps - depth * math.log1p(eps / (2 * depth)), grid)
    rising = bool(sympy.limit(grows, x, 0) >= 0) and same(sympy.diff(grows, x), (1 + x) ** -2)
    return holds(
        rising and least.margin > 0,
        "x > log(1 + x) for x > 0: the difference is 0 at 0 and its derivative x/(1+x) positive; least difference of the logarithms on a "
        f"grid {least.margin:.3g} at {at(least.where)}.",
    )


@check(
    "final-epsilon",
    r"e^{\varepsilon/2} - 1 < \varepsilon \text{ because } \varepsilon < 1",
    uses=("final-exponential",),
    perturbed={"rate": 1},
)
def final_epsilon(*, rate: sympy.Rational = HALF) -> Finding:
    """The accumulated error is less than eps for eps < 1."""
    eps = sympy.Symbol("varepsilon", positive=True)
    excess = sympy.exp(rate * eps) - 1 - eps
    at_one = float(excess.subs(eps, 1))
    root = float(sympy.nsolve(sympy.exp(eps / 2) - 1 - eps, 2.5))
    return holds(
        bool(sympy.diff(excess, eps, 2).is_positive and at_one < 0 and excess.subs(eps, 0) == 0),
        f"e^(eps/2) - 1 - eps is convex, 0 at 0 and {at_one:.3f} at 1, so negative between; it would be up to eps = {root:.4f}. At eps = "
        f"1/2, l = 10 the accumulated error is {accumulated_error(0.5, 10).value:.4f}.",
    )


@check("final-min", r"\varepsilon \to \min\{\varepsilon, \delta\}", uses=("final-epsilon", "eq-3-union"), perturbed={"pick": max})
def final_min(*, pick: Callable[[float, float], float] = min) -> Finding:
    """With the lesser of eps and delta in its place the proof gives the theorem."""
    grid = {"eps": (0.01, 0.3, 0.99, 5.0), "delta": (0.01, 0.3, 0.99)}
    error = smallest(lambda eps, delta: eps - accumulated_error(pick(eps, delta), 7).value, grid)
    failure = smallest(lambda eps, delta: delta - pick(eps, delta) / 2, grid)
    return holds(
        min(error.margin, failure.margin, smallest(lambda eps, delta: 1 - pick(eps, delta), grid).margin) >= 0,
        "Error at most eps, failure at most delta, and min(eps, delta) < 1 as the proof asks, though eps is any positive number in the "
        f"statement: for delta < 1; delta >= 1 asks for nothing. Least margins {error.margin:.3g}, {failure.margin:.3g}.",
    )
