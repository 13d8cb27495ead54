"""natale2024, appendix F: the proof of Theorem 3."""

import math
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import sympy
from scipy.stats import binom

from paper_checks.check import Curve, Finding, amended, check, holds, numerically, unsupported
from paper_checks.evidence import at, ladder, same, smallest
from paper_checks.natale2024.parameters import fixed_points
from rss_theory.covering import covering
from rss_theory.laws import PRUNED_PRODUCT, ProductOfUniforms, contains_uniform
from rss_theory.networks.dense import eq28
from rss_theory.provable import provable_width


@check(
    "lemma-2",
    r"D = \frac{1}{2} \delta_0 + \frac{1}{2} P = \frac{\ln 2}{4} \text{Uniform}[-1/2, 1/2] + \left(1 - \frac{\ln 2}{4}\right) Q",
    uses=("pensia2020:lemma-4",),
    perturbed={"over": 2},
)
def lemma_2(*, over: int = 4) -> Finding:
    """The pruned product of two uniforms contains U[-1/2, 1/2] with weight ln(2)/4."""
    z = sympy.Symbol("z", positive=True)
    density = sympy.integrate(sympy.Rational(1, 2) / z, (z, z, 1)) / 2  # of D beside its atom: ln(1/z)/4, decreasing in |z|
    weight = sympy.log(2) / over
    rest = sympy.simplify(density.subs(z, sympy.Rational(1, 2)) - weight)
    return holds(
        bool(rest >= 0) and sympy.integrate(2 * density, (z, 0, 1)) == sympy.Rational(1, 2),
        f"D has density {density} for 0 < |z| <= 1, at least ln(2)/4 on [-1/2, 1/2], where U has density 1: D less {weight} U is at least "
        f"{rest} there, so Q is a law, with the atom, and the weight is the greatest.",
    )


@check(
    "appendix-f-typos",
    r"\text{[25][Corollary 1] has a small typo in the mixing coefficient}",
    uses=("lemma-2", "pensia2020:corollary-1", "pensia2020:corollary-1-law-d"),
    perturbed={"over": 4},
)
def appendix_f_typos(*, over: int = 2) -> Finding:
    """The weight ln(2)/2 that Pensia et al. print is not that of D."""
    weight, of_d, of_p = math.log(2) / over, contains_uniform(PRUNED_PRODUCT, 0.5)[0], contains_uniform(ProductOfUniforms(), 0.5)[0]
    return holds(
        weight > of_d + 1e-12 and abs(of_p - 2 * of_d) < 1e-12,
        f"They define D and print P = (ln(2)/{over}) U + ...: {weight:.4f}. The greatest weight of U[-1/2, 1/2] in D is {of_d:.4f}, in "
        f"the product P itself {of_p:.4f}.",
    )


@check(
    "corollary-3",
    r"n \ge C \ln(2/\varepsilon) \implies \Pr\left(\forall z \in [-1, 1], \exists S \subset [n] : |z - \sum_{i \in S} X_i| \le "
    r"\varepsilon\right) \ge 1 - \varepsilon",
    uses=("pensia2020:corollary-2", "lemma-2"),
    perturbed={"two": 1.0},
)
def corollary_3(*, two: float = 2.0) -> Finding:
    """So many pruned products have subset sums near every point of [-1, 1]."""
    c = 250.0
    # n for the lower end of each interval of eps serves all of it
    steps = [*ladder(1e-9, 0.5, 40), 0.7, 0.9, 0.99, 0.999, 0.99999]
    ratios = {high: covering(low, low, 1.0, PRUNED_PRODUCT).n / math.log(two / high) for low, high in pairwise(steps)}
    worst = max(ratios, key=lambda eps: ratios[eps])
    return numerically(
        ratios[worst] <= c,
        f"With C = {c:g}: rss_theory.covering.covering proves n of at most {ratios[worst]:.1f} ln(2/eps) for all eps in [1e-9, 0.99999], "
        f"most near eps = {worst:g}; below, n grows by 72.8 ln(1/eps) in its proof.",
    )


@check("eq-44", r"n^*(x) = c_{amp} \frac{\log_2^2(kx)}{H_2\left(\frac{k}{n^*(x)}\right)}, \quad k = \gamma' n^*(x)", uses=("eq-28",))
def eq_44() -> Finding:
    """The equation defines a function n*(x)."""
    c, share, x = 11.0, 0.1, 1e3
    found, tiny = fixed_points(c, share, x), fixed_points(c, 2.0**-500, 8.0)
    largest = eq28(1, share, 2 / x, c)  # eq28 has 2 problems / eps for x
    return amended(
        len(found) == 1,
        math.isclose(max(found), largest, rel_tol=1e-6) and share * min(found) * x < 1 and max(tiny) < 2.0**500,
        "$n^*(x)$ the largest solution, or with $\\ge$",
        f"c_amp = 11, gamma' = 0.1, x = 1000 has {len(found)} solutions: {', '.join(f'{n:.5g}' for n in found)}, the first two with less "
        f"than one sample in a subset. gamma' = 2^-500, x = 8 has only n = {', '.join(f'{n:.3g}' for n in tiny)}, where k = gamma' n < 1, "
        "though n = 2^500, k = 1 satisfies the inequality of Corollary 1.",
    )


@check("appendix-f-eq-28", r"n^*\left(\frac{2\ell d_i d_{i-1}}{\varepsilon}\right) = n_i^*", uses=("eq-44", "eq-28"), perturbed={"two": 1})
def appendix_f_eq_28(*, two: int = 2) -> Finding:
    """With this argument Eq. 44 is Eq. 28."""
    depth, a, b, share, n, eps = sympy.symbols("l d_i d_j gamma n eps", positive=True)
    inside = share * n * (two * depth * a * b / eps)
    printed = 2 * depth * b * a * share * n / eps
    return holds(same(inside, printed), "k x = gamma' n 2 l d d / eps is what Eq. 28 has in its logarithm, and k/n* = gamma' in both")


@check("appendix-f-contains", r"D \text{ is a mixture with Uniform}[-1, 1]", uses=("lemma-2", "corollary-1"))
def appendix_f_contains() -> Finding:
    """The law D of Lemma 2 contains U[-1, 1] and can be handled by Corollary 1."""

    def weight(a: float) -> float:  # the greatest p with p U[-a, a] below ln(1/|z|)/4
        return 2 * a * math.log(1 / a) / 4

    reach = {k: math.sqrt(k) / 2 for k in (1, 2, 3, 4, 5)}
    least_k = min(k for k, r in reach.items() if r >= 1)
    return amended(
        weight(1.0) > 0,
        weight(0.5) > 0,
        "$\\text{Uniform}[-1/2, 1/2]$: Corollary 1 is applied to $2 X_i$, and reaches $[-1, 1]$ if $\\sqrt{k}/2 \\ge 1$, $k \\ge 4$",
        f"The density ln(1/|z|)/4 of D is 0 at 1, so the weight of U[-1, 1] is {weight(1.0):g}; that of U[-1/2, 1/2] is {weight(0.5):.4f} "
        f"= ln(2)/4. For 2 X the targets that Corollary 1 covers are [-sqrt k/2, sqrt k/2]: {reach[1]}, {reach[2]:.3f}, {reach[3]:.3f} "
        f"for k = 1 to 3, and [-1, 1] from k = {least_k} on, at eps/2. Its other part Q has an atom, no density, which changes nothing.",
    )


@check("appendix-f-share", r"k = \gamma' n^*, \quad \gamma' \in (0, 1)", uses=("corollary-1", "theorem-3"))
def appendix_f_share() -> Finding:
    """Corollary 1 is applied with subsets of k = gamma' n* for each gamma' of Theorem 3."""
    p, n = math.log(2) / 4, 5000
    # at least k uniform samples
    beyond = {share: float(binom.sf(math.ceil(share * n) - 1, n, p)) for share in (0.01, 0.1, 0.25, 0.5, 0.6, 0.9)}
    found = {share: provable_width(0.01, 0.01, law=PRUNED_PRODUCT, share=share).n for share in (0.5, 0.1, 0.01)}
    return unsupported(
        all(share <= 0.5 and chance > 0.5 for share, chance in beyond.items()),
        f"D contains a uniform with p = ln(2)/4 = {p:.4f} only, and for some laws with that p Corollary 1 is false from k/n > p on: n = "
        f"5000 samples have k = n/4 uniform ones with probability {beyond[0.25]:.1e}. Besides it has k <= n/2 (lambda n by the remark). "
        "For D itself another proof gives subsets of size gamma' n for all of [-1, 1] to within 0.01 but for 0.01 "
        "(rss_theory.provable.provable_width): " + ", ".join(f"n = {n} at gamma' = {share:g}" for share, n in found.items()) + ".",
        "$\\gamma' \\le p/4$, with Corollary 1 as amended; its printed proof needs $\\gamma'$ of the order of $1/\\log(k x)$",
    )


def _edges(d1: int, d2: int, n: int, k: int, rng: np.random.Generator) -> tuple[int, int]:
    """Kept edges (outer, inner) of a layer whose d2 outputs each use k random neurons of both halves of d1 blocks of 2 n."""
    used = np.zeros((2 * d1, d2, n), dtype=bool)
    places = rng.random((2 * d1, d2, n)).argsort(axis=2)[:, :, :k]
    np.put_along_axis(used, places, True, axis=2)
    return int(used.sum()), int(used.any(axis=1).sum())


@check(
    "appendix-f-link",
    r"\text{a link: width } 2n^*, \, 4n^* \text{ links}, \text{ at most } 4k \text{ survive}, \text{ sparsity } \ge 1 - \gamma'",
    uses=("pensia2020:lemma-1", "corollary-1"),
    perturbed={"survive": 3},
)
def appendix_f_link(*, survive: int = 4) -> Finding:
    """The edges that approximate a single weight."""
    n, rng = 20, np.random.default_rng(3)
    kept = {k: sum(_edges(1, 1, n, k, rng)) for k in (1, 5, 10)}
    return holds(
        all(count <= survive * k and count / (4 * n) <= k / n for k, count in kept.items()),
        f"k edges out of each half of 2n neurons and the k into them: 4k of 4n, density gamma'. Counted for n = 20, k: edges {kept}.",
    )


@check(
    "appendix-f-neuron",
    r"\text{a neuron: width } 2dn^*, \text{ at most } 4dk \text{ edges survive}, \text{ sparsity } \ge 1 - \gamma'",
    uses=("appendix-f-link", "pensia2020:lemma-2"),
    perturbed={"survive": 3},
)
def appendix_f_neuron(*, survive: int = 4) -> Finding:
    """The edges that approximate a linear function of d inputs: of 4n a block after the first step, and of all."""
    d, k, n = sympy.symbols("d k n", positive=True)
    before, whole = 4 * d * n, 2 * d * n * (d + 1)  # after the preprocessing, and at first
    share, of_all = sympy.simplify(4 * d * k / before), sympy.simplify(4 * d * k / whole)
    counted = sum(_edges(6, 1, 20, 5, np.random.default_rng(4)))
    return holds(
        counted <= survive * 6 * 5 and same(share, k / n) and same(of_all, 2 * k / n / (d + 1)),
        f"4dk of 4dn edges is {share}, and of all 2dn(d+1) it is {of_all} <= gamma'. Counted for d = 6, k = 5: {counted}.",
    )


@check(
    "appendix-f-layer-counts",
    r"2d_1(d_2+1)n^* \to 2d_1d_2\gamma'n^* + 2d_1d_2\gamma'n^* = 4d_1d_2\gamma'n^*",
    uses=("appendix-f-neuron", "pensia2020:lemma-3"),
    perturbed={"outer": 1},
)
def appendix_f_layer_counts(*, outer: int = 2) -> Finding:
    """After the first step a layer has this many edges, of which at most so many survive, in its outer and its inner part."""
    rng, n, bounded = np.random.default_rng(5), 40, []
    first = all(2 * n * d1 + 2 * n * d1 * d2 == 2 * d1 * (d2 + 1) * n for d1, d2 in product(range(1, 9), repeat=2))
    for d1, d2, k in ((4, 4, 4), (8, 2, 10), (2, 8, 10), (10, 10, 8)):
        out, inside = _edges(d1, d2, n, k, rng)
        bounded.append(out <= outer * d1 * d2 * k and inside <= min(2 * d1 * d2 * k, 2 * d1 * n))
    expected = 2 * d1 * n * (1 - (1 - k / n) ** d2)  # in the last case
    return holds(
        first and all(bounded),
        f"Exactly 2 d1 d2 k outer edges, and inner ones to the union of the subsets. Random subsets at d1 = d2 = 10, n = 40, k = 8: {out} "
        f"and {inside}, where 2 d1 n (1 - (1 - gamma')^d2) = {expected:.1f} are expected and 2 d1 d2 k = {2 * d1 * d2 * k} is the bound: "
        "inner edges are shared.",
    )


@check(
    "appendix-f-layer-density",
    r"\frac{4d_1 d_2 \gamma' n^*}{2d_1^2 n^* + 2d_1 d_2 n^*} = \frac{2d_2 \gamma'}{d_1 + d_2} = "
    r"\frac{(d_1 \frac{d_2}{d_1} + d_2) \gamma'}{d_1 + d_2} \le \rho_1 \gamma', \quad \rho_1 = \max\{d_1/d_2, d_2/d_1\}",
    uses=("appendix-f-layer-counts",),
    perturbed={"larger": False},
)
def appendix_f_layer_density(*, larger: bool = True) -> Finding:
    """The density of what survives of a layer."""
    a, b, g, n = sympy.symbols("d_1 d_2 gamma n", positive=True)
    shares = [4 * a * b * g * n / (2 * a**2 * n + 2 * a * b * n), 2 * b * g / (a + b), (a * (b / a) + b) * g / (a + b)]
    equal = all(same(x, y) for x, y in pairwise(shares))
    rho = max if larger else min
    bounded = all(Fraction(2 * d2, d1 + d2) <= rho(Fraction(d1, d2), Fraction(d2, d1)) for d1, d2 in product(range(1, 25), repeat=2))
    widths = [2.0**i for i in range(-6, 7)]
    lines = {"2 d2/(d1 + d2)": (widths, [2 * w / (1 + w) for w in widths]), "rho_1": (widths, [max(w, 1 / w) for w in widths])}
    return holds(
        equal and bounded,
        "The quotients are equal identically. With t = d2/d1 the last step is 2t/(1+t) <= max(t, 1/t), as 2t/(1+t) <= 1 for t <= 1 and "
        "<= t for t >= 1. It is also at most 2, so rho_1 > 2 is never reached.",
        Curve("d2/d1", "density over gamma'", lines, "xy"),
    )


@check("appendix-f-m", r"m = \sum_{i=1}^{\ell} 2d_{i-1}^2 n^* + 2d_{i-1} d_i n^*", uses=("theorem-3",), perturbed={"inner": 1})
def appendix_f_m(*, inner: int = 2) -> Finding:
    """The parameters of the random network."""
    widths, n = (5, 3, 7, 2), (11, 20, 9)
    layers = list(zip(widths, widths[1:], n, strict=False))
    stated = sum(inner * a * a * m + 2 * a * b * m for a, b, m in layers)
    counted = sum(np.empty(shape).size for a, b, m in layers for shape in ((2 * a * m, a), (b, 2 * a * m)))
    return holds(
        stated == counted, f"matrices of the shapes of Theorem 3 for widths {widths}, n* = {n} have {counted} entries, the sum is {stated}"
    )


@check(
    "appendix-f-kept",
    r"m_t \le \sum_{i=1}^{\ell} 4d_{i-1}d_i k_i \le \rho \sum_{i=1}^{\ell} 2d_{i-1}^2 k_i + 2d_{i-1}d_i k_i = \rho\gamma' m = \gamma m",
    uses=("appendix-f-layer-counts", "appendix-f-m"),
    perturbed={"smaller": True},
)
def appendix_f_kept(*, smaller: bool = False) -> Finding:
    """The density of the whole ticket; here m_t counts what is kept, in the text above the target's parameters."""
    rng, cases = np.random.default_rng(6), []
    for _ in range(200):
        widths, share = [int(d) for d in rng.integers(1, 12, 4)], Fraction(int(rng.integers(1, 10)), 20)
        layers = [(a, b, int(rng.integers(1, 30))) for a, b in pairwise(widths)]
        ratios = [max(Fraction(a, b), Fraction(b, a)) for a, b, _ in layers]
        rho = 1 / max(ratios) if smaller else max(ratios)
        kept = sum(4 * a * b * share * n for a, b, n in layers)
        split = sum(2 * a * r * a * share * n + 2 * a * b * share * n for (a, b, n), r in zip(layers, ratios, strict=True))
        whole = rho * sum(2 * a * a * share * n + 2 * a * b * share * n for a, b, n in layers)
        m = sum(2 * a * a * n + 2 * a * b * n for a, b, n in layers)
        cases.append(kept <= split <= whole == rho * share * m)
    return holds(
        all(cases), "2 d_{i-1} d_i k <= 2 d_{i-1}^2 rho_i k, rho_i <= rho, 1 <= rho, term by term; in exact rationals for 200 networks"
    )


@check(
    "appendix-f-probability",
    r"\Pr(\text{all subset sums of all layers succeed}) \ge 1 - \varepsilon \text{ with } n^*(2\ell d_{i-1}d_i/\varepsilon)",
    uses=("eq-44", "corollary-1"),
    perturbed={"two": 1},
)
def appendix_f_probability(*, two: int = 2) -> Finding:
    """The union bound over the two subset-sum problems of each weight."""
    eps, networks = Fraction(1, 10), ((1, 1), (5, 3, 7), (10, 10, 10, 10), (784, 500, 10))
    fails = [sum(2 * a * b * eps / (two * (len(widths) - 1) * a * b) for a, b in pairwise(widths)) / eps for widths in networks]
    return holds(
        max(fails) <= 1,
        f"2 d_{{i-1}} d_i problems a layer, each fails with probability eps/(2 l d_{{i-1}} d_i): in all exactly {max(fails)} eps. In the "
        "lemmas on the way n*(1/eps), n*(d/eps), n*(d1 d2/eps) leave out this factor and give 1 - 2 eps, which eps/(2l) a layer absorbs.",
    )


@check(
    "appendix-f-error",
    r"\text{each weight within } \frac{\varepsilon}{2\ell d_{i-1}d_i} \implies \max_{\|x\| \le 1} \|f(x) - g(x)\| \le \varepsilon",
    uses=("theorem-3", "pensia2020:theorem-1"),
    perturbed={"two": 0.5},
)
def appendix_f_error(*, two: float = 2.0) -> Finding:
    """The errors of the layers add up to eps."""

    def margin(depth: int, eps: float) -> float:
        layer = eps / (two * depth)  # in spectral norm, at most the sum of all entries
        return 1 - math.expm1(depth * math.log1p(layer)) / eps  # e_i <= (1 + layer) e_{i-1} + layer

    least = smallest(margin, {"depth": (1, 2, 3, 10, 100, 10**6), "eps": (0.999, 0.5, 0.1, 1e-3)})
    bound = math.expm1(0.5)
    return holds(
        least.margin >= 0,
        f"e_l <= (1 + eps/(2l))^l - 1 <= exp(eps/2) - 1 <= {bound:.4f} eps for eps <= 1; for each x only one of the two approximations of "
        f"a weight is active. Least margin {least.margin:.4f} eps ({at(least.where)}).",
    )
