"""dacunha2022, appendix C: Lueker's theorem for products of uniforms."""

import itertools
import math

import numpy as np
import sympy

from paper_checks.check import Finding, check, holds, numerically
from paper_checks.dacunha2022.constants import HALF, PRODUCT, exponential_gap, positive_mean, pruned_density
from paper_checks.evidence import same
from rss_theory import laws
from simulations import solvers


@check(
    "lemma-3",
    r"X_1 X_2 \text{ contains a } \frac{\log 2}{2}\text{-scaled } \mathrm{Unif}([-\tfrac{1}{2}, \tfrac{1}{2}])",
    uses=("definition-2", "pensia2020:corollary-1"),
    perturbed={"scale": sympy.log(2)},
)
def lemma_3(*, scale: sympy.Expr = sympy.log(2) / 2) -> Finding:
    """The product of two uniform variables on [-1, 1] has density at least log(2)/2 on [-1/2, 1/2]."""
    z, pruned = pruned_density()
    density = 2 * pruned  # both signs of the first
    least = density.subs(z, HALF)
    weight, _ = laws.contains_uniform(laws.ProductOfUniforms(), 0.5)
    return holds(
        bool(sympy.diff(density, z).is_negative and least >= scale),
        f"The density {sympy.simplify(density)} falls on (0, 1] and is {float(least):.6f} at 1/2, with equality; as a weight of the "
        f"mixture {weight:.6f}, as the interval has length 1.",
    )


@check("definition-2", r"f(x) \ge b \text{ for } x \in [-a, a]", perturbed={"double": True})
def definition_2(*, double: bool = False) -> Finding:
    """A law that contains a b-scaled uniform is a mixture with weight 2ab of the uniform on [-a, a]."""
    a, known = 0.5, (laws.Uniform(), laws.ProductOfUniforms(), laws.Normal(), laws.Laplace())
    found = {law.name: (laws.contains_uniform(law, a)[0], float(law.density(a))) for law in known}
    return numerically(
        all(math.isclose(alpha, (2 if double else 1) * 2 * a * b, rel_tol=1e-9) and alpha <= 1 for alpha, b in found.values()),
        f"The greatest b at a = 1/2: {', '.join(f'{name} {b:.4f}' for name, (_, b) in found.items())}; the weight is 2ab by "
        "`laws.contains_uniform`, so b-scaled means the density b, not b times that of the uniform.",
    )


@check(
    "definition-3",
    r"\text{the gap is the smallest } \eta \text{ such that each } z \in [a, b] \text{ has } |\textstyle\sum_{i \in I_z} X_i - z| \le 2 "
    r"\eta",
    perturbed={"factor": 1},
)
def definition_3(*, factor: int = 2) -> Finding:
    """There is a smallest eta, half of the greatest distance to a subset sum."""
    samples = np.array([-0.7, 0.25, 0.5, 0.9, -0.1])
    sums = np.array(list(itertools.product((0, 1), repeat=5))) @ samples
    distance = np.abs(np.linspace(-0.5, 0.5, 20_001)[:, None] - sums).min(axis=1)
    eta = solvers.coverage_gap(samples, -0.5, 0.5) / 2
    return holds(
        bool((distance <= factor * eta + 1e-12).all()) and not (distance <= factor * 0.99 * eta).all(),
        f"The distance to the nearest of finitely many sums is continuous, so its maximum on [a, b] is attained: eta = {eta:.6f} for five "
        f"samples, the greatest distance on a grid of 20001 points being {distance.max():.6f}; not all are within 2 (0.99 eta).",
    )


@check("theorem-2-mu-abs", r"\mu_{abs} = \mathbb{E}[|X|] = \mu_+ - \mu_-", perturbed={"sign": 1})
def theorem_2_mu_abs(*, sign: int = -1) -> Finding:
    """The mean absolute value is the difference of the two parts' means."""
    x = sympy.Symbol("x", positive=True)
    parts = [same(abs(value), sympy.Max(0, value) + sign * sympy.Min(0, value)) for value in (x, -x)]
    positive = positive_mean()
    return holds(all(parts), f"|x| = x 1(x >= 0) - x 1(x <= 0) for either sign; for V U^+ {positive} + {positive} = {2 * positive}.")


@check(
    "theorem-2",
    r"\text{the expected } [(\mu_- + \xi) n, (\mu_+ - \xi) n]\text{-subset-sum gap is exponentially small, for any } \xi > 0",
    uses=("definition-2", "definition-3"),
    perturbed={"least": 0.0},
)
def theorem_2(*, least: float = 0.02) -> Finding:
    """Lueker's Corollary 3.3: the expected gap of an interval that grows with n, but for a share xi, falls exponentially."""
    found = {xi: exponential_gap(xi) for xi in (least, 1 / 32, 0.05)}
    text = ", ".join(f"xi = {xi:.4g}: a = {a:.3g}, b = {b:.3g}" for xi, (a, b) in found.items())
    beyond = np.maximum(PRODUCT.sample(np.random.default_rng(0), (2000, 400)), 0).sum(axis=1)
    return holds(
        all(b > 0 for _, b in found.values()),
        f"Proved here for the law it is used for, V U^+, with numbers: {text}; in general it is Lueker's. At xi = 0 it is false: the "
        f"positive samples add up to less than mu_+ n = 25 in {float((beyond < 25).mean()):.0%} of 2000 runs with n = 400.",
    )
