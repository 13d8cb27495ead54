"""burkholz2022, appendix C.1: how errors add up in Theorem 3.1."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import listed, slope_at
from paper_checks.check import Finding, amended, check, holds, misprint
from paper_checks.evidence import same, smallest
from rss_theory.activations import ACTIVATIONS
from rss_theory.networks import ARCHITECTURES
from rss_theory.networks.convolutional import layer_errors


@check(
    "eq-7",
    r"\lVert x_t - x_{\epsilon'} \rVert_\infty \le T \max \lVert A - B \rVert + T \max \lVert B - C \rVert + T \max \lVert C - D \rVert",
    perturbed={"terms": 2},
)
def eq_7(*, terms: int = 3) -> Finding:
    """The error is at most those of the subset sums, of the inputs and of the activation."""
    a, b, c, d = sympy.symbols("A B C D")  # target; LT with target inputs; with its own; with its activation
    return holds(
        same(sum([a - b, b - c, c - d][:terms]), a - d),
        "A: the target's preactivation, B: sums with mu(lambda x_t) lambda x_t, C: with x_0, D: with phi(lambda x_0); A - D telescopes, "
        "then the triangle inequality and the Lipschitz constant",
    )


@check(
    "appendix-c.1-prune",
    r"\mu_{\pm}(\lambda_{sj} x_{0,j}) = \mu_{\pm}(\lambda_{sj} x_{t,j}) \text{ if } |x_{t,j}| > \epsilon'/(3 T N_t); \text{ otherwise, "
    r"we would prune it to zero}",
    uses=("eq-9",),
)
def appendix_c_1_prune() -> Finding:
    """Inputs so small that the error can change their sign are pruned."""
    e, phi = 0.01, ACTIVATIONS["relu"]
    target, source = [-e / 2, 0.8], [e / 2, 0.8]  # two places of one channel, or two images
    # x -> p x for x > 0, q x for x < 0 with |p|, |q| <= 1 moves no more than x
    slopes, places = [-1.0, -0.3, 0.5, 1.0], [-1.0, -0.01, 0.0, 0.004, 0.7]
    still = smallest(
        lambda p, q, x, y: abs(x - y) - abs((p if x > 0 else q) * x - (p if y > 0 else q) * y),
        {"p": slopes, "q": slopes, "x": places, "y": places},
    )
    return amended(
        all(slope_at(phi, a) == slope_at(phi, b) for a, b in zip(target, source, strict=True)),
        still.margin > -1e-15,
        "not needed: with slopes of at most 1 on either side of 0 the difference of Eq. 9 is at most $|x_{0,j} - x_{t,j}|$, whatever the "
        "signs",
        f"masks are chosen before the input: one channel has {target} at two places in the target and {source} in the "
        "ticket; the slopes differ at the first, and to prune the channel would lose the second. The piecewise linear map is "
        f"1-Lipschitz: least margin {still.margin:.1g}",
    )


@check(
    "appendix-c.1-exact",
    r"\text{the latter vanishes for ReLUs, leaky ReLUs, or linear activation functions}",
    perturbed={"names": ("tanh",)},
)
def appendix_c_1_exact(*, names: tuple[str, ...] = ("relu", "leaky-relu", "identity")) -> Finding:
    """Without the third part of the error where the activation is piecewise linear."""
    x = [-1.0, -0.1, 0.0, 0.3, 1.0]
    off = {name: max(abs(float(ACTIVATIONS[name].function(v)) - slope_at(ACTIVATIONS[name], v) * v) for v in x) for name in names}
    return holds(max(off.values()) == 0, f"phi(y) - mu(y) y is linear on each side of 0, and at {x} at most {off}")


@check(
    "eq-8", r"... \le T N_t \epsilon''' \le \epsilon'/3, \quad r (\mu_{\pm}(x) + \mu_{\pm}(-x)) = 1", uses=("eq-5", "eq-6", "section-2-mu")
)
def eq_8() -> Finding:
    """The subset sums' part of the error."""

    def share(plus: float, minus: float) -> float:
        """The greatest |r (mu(x) e+ + mu(-x) e-)| for errors of at most 1."""
        return max(abs(plus * a + minus * b) for a in (-1, 1) for b in (-1, 1)) / abs(plus + minus)

    mixed = share(1.0, -0.5)  # phi = max(x, -x/2), m+ + m- = 1/2
    usual = smallest(lambda plus, minus: 1 + 1e-12 - share(plus, minus), {"plus": [0.25, 1.0, 3.0], "minus": [0.0, 0.01, 0.25, 1.0]})
    return amended(
        mixed <= 1 + 1e-12,
        usual.margin >= 0,
        "for $m_+, m_- \\ge 0$ (or both at most 0); in general times $|r| (|m_+| + |m_-|)$, as in Eq. 9",
        "a parameter's error is r (mu(x) e+ + mu(-x) e-), two subset sums with errors of their own: for m+ = 1, m- = -1/2, which "
        f"Assumption 2.3 allows, it reaches {mixed:g} eps'''. With slopes of one sign at most eps''', as r (m+ + m-) = 1",
    )


@check("appendix-c.1-problems", r"\text{in total, we have to solve less than } 2 N_t \text{ problems}")
def appendix_c_1_problems() -> Finding:
    """Two problems a weight and one a bias."""
    sizes = [(9, 0), (9, 1), (9, 3), (1, 1)]
    counts = [2 * w + b + (b > 0) for w, b in sizes]  # and one for the constant channel where there are biases
    bounds = [2 * (w + b) for w, b in sizes]
    return misprint(
        all(count < bound for count, bound in zip(counts, bounds, strict=True)),
        all(count <= bound for count, bound in zip(counts, bounds, strict=True)),
        "at most $2 N_t$",
        f"(weights, biases): problems {listed('{}: {} of {}', sizes, counts, bounds)}; the union bound needs no more",
    )


@check(
    "eq-9",
    r"... \le T N_t \max_q \max_j |x^{(l'-1)}_{t,jq} - x^{(2l'-2)}_{0,jq}| \le \epsilon'/3, \quad |w_{t,ijq}| \le 1 - \epsilon''' \text{ "
    r"so that } |w_{\epsilon',ijq}| \le 1",
    uses=("eq-8",),
    perturbed={"room": Fraction(0)},
)
def eq_9(*, room: Fraction = Fraction(1)) -> Finding:
    """The part of the inputs' errors."""
    e = Fraction(1, 100)
    most = max(
        abs(sign * (1 - room * e) + (plus * a + minus * b) / (plus + minus))
        for plus, minus, sign, a, b in itertools.product([Fraction(1)], [Fraction(0), Fraction(1), e], (-1, 1), (-e, e), (-e, e))
    )
    return holds(
        most <= 1,
        "for m+, m- >= 0 the slope of an input is w_t + r (mu e+ + mu e-), linear in the errors: at their ends at most "
        f"{float(most):g}; N_t of them, each input once. |theta| <= 1 - eps gives |w_t| <= 1 - eps''' where 3 T N_t >= 1; the "
        "constant channel's own bias 1 is met within eps'''",
    )


@check(
    "eq-10",
    r"T \sum_j \sum_q \sum_s |w^{(2l')}_{\epsilon',isq}| \epsilon'' \le T N_t C \log\left( \frac{N_t}{\min\{\epsilon'/(3T), \delta'/2\}} "
    r"\right) (r/\sigma) \epsilon''",
    uses=("eq-3",),
    perturbed={"power": -1},
)
def eq_10(*, power: int = 1) -> Finding:
    """The activation's part of the error."""
    n, copies, sigma, r = 7, 40, 0.05, 0.5
    greatest = np.abs(np.random.default_rng(0).uniform(-r / sigma, r / sigma, (200, n * copies))).sum(axis=1).max()
    return holds(
        max(greatest, n * copies * (r / sigma)) <= n * copies * r / sigma**power,
        f"a sum of at most N_t |I_j| terms of at most r/sigma each: {n * copies * r / sigma:g} for N_t = {n}, |I_j| = {copies}, r = {r}, "
        f"sigma = {sigma}; of 200 random ones the greatest is {greatest:.0f}",
    )


@check(
    "eq-11",
    r"\epsilon'' \le \frac{\epsilon'}{3 T N_t C \log(...) \frac{r}{\sigma}} = \frac{\epsilon'}{3 T N_t C \log(...) \frac{r}{2 "
    r"a(\epsilon'')}}",
    uses=("eq-10",),
)
def eq_11() -> Finding:
    """With sigma = a/2 the second scale is r/(2a)."""
    r, a = sympy.symbols("r a", positive=True)
    second = r / (a / 2)
    return amended(
        same(second, r / (2 * a)),
        same(second, 2 * r / a),
        "$\\frac{2 r}{a(\\epsilon'')}$ in place of $\\frac{r}{2 a(\\epsilon'')}$",
        f"r / sigma = {second} at sigma = a/2, {second / (r / (2 * a))} times what is printed: eps'' is allowed four times too much",
    )


@check("eq-12", r"\epsilon'' = g^{-1}\left( \frac{\epsilon'}{3 T N_t C \log(...) \frac{r}{2}} \right)", uses=("eq-11", "section-2-g"))
def eq_12() -> Finding:
    """The error of the activation with which Eq. 11 holds."""
    phi, budget = ACTIVATIONS["tanh"], 1e-4  # eps' / (3 T N C log(.))
    errors = [math.sqrt(3 * (budget / (factor * phi.r)) ** 3) for factor in (0.5, 2.0)]  # g(x) = x / (3x)^(1/3) = x^(2/3) / 3^(1/3)
    printed, meant = (e * 2 * phi.r / phi.radius(e) / budget for e in errors)
    return amended(
        printed <= 1 + 1e-9,
        meant <= 1 + 1e-9,
        "$2 r$ in place of $r/2$, or a $C$ four times that of the base sets",
        f"tanh, eps'/(3 T N C log(.)) = {budget:g}: the bound of Eq. 10 over eps'/3 is {printed:.3g} with r/2 and {meant:.3g} with 2r",
    )


@check(
    "appendix-c.1-delta",
    r"\delta' = \delta / N_t \text{ ensures that all subset sum approximations are successful with probability } \delta",
)
def appendix_c_1_delta() -> Finding:
    """All layers' approximations succeed together."""
    delta = 0.01
    worst = min(1 - len(sizes) * delta / sum(sizes) for sizes in ([1], [9, 9, 9], [320, 9248]))
    return misprint(
        math.isclose(worst, delta),
        worst >= 1 - delta,
        "with probability $1 - \\delta$; $\\delta' = \\delta / L_t$ would do",
        "each layer of Corollary C.1 fails with probability delta/N_t at most, and there are L_t <= N_t: success with at least "
        f"{worst:.4f} for delta = {delta}",
    )


@check(
    "appendix-c.1-budget",
    r"\epsilon_l = \frac{\epsilon}{(3T)^{L_t-l+1} \prod_{s=l}^{L_t} N_{t,s}}",
    uses=("eq-7", "eq-8", "eq-9"),
    perturbed={"factor": 2},
)
def appendix_c_1_budget(*, factor: int = 3) -> Finding:
    """The error allowed of parameters and inputs of layer l, by induction from the last."""
    worst = Fraction(0)
    for t, sizes in itertools.product((Fraction(1, 2), Fraction(1), Fraction(5, 2)), ([4], [320, 9248], [9, 1, 30, 5])):
        error = Fraction(0)
        for i, n in enumerate(sizes):
            e, allowed = (1 / math.prod((factor * t * s for s in sizes[j:]), start=Fraction(1)) for j in (i, i + 1))
            error = t * n * (e + error) + allowed / 3  # subset sums, inputs, activation
            worst = max(worst, error / allowed)
    computed = map(math.exp, layer_errors(ARCHITECTURES["small-cnn"], 0.01))
    gain, whole = sympy.symbols("g a", positive=True)  # T N_l; what is allowed of layer l: of its parameters and of its inputs a/(factor g)
    return holds(
        worst <= 1 and same(gain * (whole / (factor * gain) + whole / (factor * gain)) + whole / 3, whole),
        f"e_l = T N_l (eps_l + e_(l-1)) + eps'_l/3 in rationals is at most {float(worst):g} of eps'_l = eps / prod_(s>l) (3 T N_s), T = "
        f"1/2, 1, 5/2, one to four layers; the small network at eps = 0.01: {listed('{:.2g}', computed)}",
    )
