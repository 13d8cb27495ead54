"""burkholz2022, appendices A and B: subset sums for other laws."""

import math

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import EPS, M, Problems, greatest, listed, own_problems, published_sample
from paper_checks.check import Finding, amended, check, holds, misprint, numerically
from paper_checks.evidence import same
from rss_theory.covering import covering
from rss_theory.laws import Law, Mixture, Uniform, Zero


@check("definition-a.1", r"\alpha \in (0, 1], \; c, h > 0 \text{ with } X \sim \alpha U[c-h, c+h] + (1-\alpha) G_1")
def definition_a_1() -> Finding:
    """A random variable contains a uniform distribution around c > 0."""
    c, h = 0.0, 1.0  # Corollary A.2, for U[-1, 1]
    return misprint(
        c > 0 and h > 0,
        h > 0 and [c - h, c + h] == [-1.0, 1.0],
        "$c \\in \\mathbb{R}$, $h > 0$",
        f"Corollary A.2 assumes c = {c:g}, and only with it U[-1,1] contains all of itself",
    )


@check(
    "corollary-a.2",
    r"m \ge C \frac{\max\{1, \frac{t}{h}\}}{\min_k \{\alpha_k\}} \log\left( \frac{B}{\min\left( \frac{\delta}{\max\{1, t/h\}}, "
    r"\frac{\epsilon}{\max\{t, h\}} \right)} \right)",
    uses=("definition-a.1", "pensia2020:theorem-3"),
)
def corollary_a_2() -> Finding:
    """Subset sums of variables that contain a uniform distribution are within eps of a target of [-t, t] but for delta."""

    def formula(t: float, h: float, alpha: float, reach: float, eps: float, delta: float) -> float:
        far = max(1.0, t / h)
        return far / alpha * math.log(reach / min(delta / far, eps / max(t, h)))

    def share(t: float, h: float, alpha: float, eps: float, delta: float) -> float:
        """Samples that covering takes, over the amended formula."""
        sample: Law = Uniform(h) if alpha == 1 else Mixture(alpha, Uniform(h), Zero())
        return covering(eps, delta, t, sample).n / formula(t, h, alpha, max(1, h), eps, delta)

    t, h, eps, cs = 1, 0.05, 0.5, (1.0, 10.0, 1e3, 1e6)
    asked = [max(1, math.ceil(c * formula(t, h, 1.0, h, eps, 1 - h / (2 * c)))) for c in cs]
    grid = {"t": (1, 2, 5), "h": (0.05, 0.3, 1.0, 2.0), "alpha": (1.0, 0.3), "eps": (0.5, 0.1, 0.01), "delta": (0.9, 0.5, 0.01)}
    constant, where = greatest(share, grid)
    return amended(
        min(asked) * h >= t - eps,  # the sums of m samples of U[-h, h] are at most m h, and the target is t
        constant < 37,
        "$\\max\\{1, B\\}$ in place of $B$",
        f"false for every C where B < 1, t = 1 and delta is near 1, as then log(B t/(h delta)) = log(1/delta) for B = h: t = {t}, h = B = "
        f"{h}, eps = {eps}, delta = 1 - h/(2C) asks for m = {asked} samples for C = {[f'{c:g}' for c in cs]}, whose sums stay below t - "
        f"eps. As amended covering proves it with C = 37 on {3 * 4 * 2 * 9} points of (t, h, alpha, eps, delta): at most {constant:.1f}, "
        f"at {tuple(where.values())}",
    )


@check(
    "appendix-b-laws",
    r"U[0,1] U[-1,1], \; U[-1,0] U[-1,1] \text{ and } U[-1,1] U[-1,1] \text{ are identically distributed}",
    uses=("pensia2020:lemma-4",),
    perturbed={"low": sympy.Rational(1, 2)},
)
def appendix_b_laws(*, low: sympy.Rational = sympy.Integer(0)) -> Finding:
    """Products of uniform variables have one law, whichever side of 0 the first is on."""
    z, x = sympy.symbols("z x", positive=True)
    half = sympy.Rational(1, 2)
    both = 2 * sympy.integrate(half * half / x, (x, z, 1))  # |first| has density 1/2 + 1/2
    one = sympy.integrate(half / (1 - low) / x, (x, sympy.Max(z, low), 1))
    ok = same(one.subs(z, sympy.Rational(1, 4)), both.subs(z, sympy.Rational(1, 4))) and same(sympy.simplify(one - both), sympy.Integer(0))
    return holds(ok, f"at |z| in (0, 1) the densities are {sympy.simplify(both)} and {sympy.simplify(one)}, and all are even in z")


@check("appendix-b-uniform", r"\text{more than a magnitude higher than in the case of } X_k \sim U[0, 1]")
def appendix_b_uniform() -> Finding:
    """Products err ten times as much as U[0, 1]."""
    rng = np.random.default_rng(0)
    positive = Problems(rng.uniform(0, 1, (50_000, M)), rng.uniform(-1, 1, 50_000), None).mean_error()[0]
    product, uniform = (own_problems(name).mean_error()[0] for name in ("product", "uniform"))
    return misprint(
        product / positive > 10,
        product / uniform > 10,
        "$U[-1, 1]$, as in section 4 and Fig. 3",
        f"sums of U[0,1] reach no negative target: mean error {positive:.3f}, {product / positive:.3f} of it with products "
        f"({product:.4f}); with U[-1,1] it is {uniform:.2e}, a {product / uniform:.1f}th",
    )


def _sizes(sample: str, recorded: list[float], name: str) -> Finding:
    """Own problems of the law `name` against 100,000 published ones of `sample`; recorded: of those solved, the shares of sizes 1 to 4."""
    problems = own_problems(name, EPS)
    solved = problems.sizes[problems.solved]
    errors, sizes = published_sample(f"{sample}_error"), published_sample(f"{sample}_size")
    shares, beside = recorded, "recorded from the published sample, which is not beside the project"
    if errors is not None and sizes is not None:
        kept = sizes[errors <= EPS]
        shares, beside = [float((kept == k).mean()) for k in range(1, 5)], f"of the {len(kept)} published problems that are solved"
    own = [float((solved == k).mean()) for k in range(1, 5)]
    off = max(abs(a - b) for a, b in zip(own, shares, strict=True))
    return numerically(
        off < 0.008,
        f"shares of sizes 1 to 4: {listed('{:.4f}', own)} of own problems that are solved, {listed('{:.4f}', shares)} {beside}; they "
        f"differ by at most {off:.4f}",
    )


@check(
    "figure-3",
    r"\text{(c), (d): the smallest subset that achieves an error of at most } \epsilon = 0.01",
    uses=("section-4-size-smallest",),
    perturbed={"name": "product"},
)
def figure_3(*, name: str = "uniform") -> Finding:
    """The sizes of smallest subsets of uniform samples are distributed as those published."""
    return _sizes("uniform", [0.1374, 0.4501, 0.3582, 0.0403], name)


@check(
    "figure-4",
    r"\text{(c), (d): the smallest subset of products that achieves an error of at most } \epsilon = 0.01",
    uses=("section-4-size-product",),
    perturbed={"name": "uniform"},
)
def figure_4(*, name: str = "product") -> Finding:
    """The sizes of smallest subsets of products are distributed as those published."""
    return _sizes("product", [0.1314, 0.4505, 0.3194, 0.0687], name)
