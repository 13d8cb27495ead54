"""natale2024, appendix D: the proof of Corollary 1."""

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import sympy
from scipy.optimize import brentq
from scipy.stats import binom, norm

from paper_checks.check import Curve, Finding, amended, check, holds, unsupported
from paper_checks.evidence import at, at_least_zero, ladder, smallest
from paper_checks.natale2024.parameters import h2
from rss_theory.provable import corollary1_constant


@check("appendix-d-mixture", r"X_i = B_i \cdot U_i + (1 - B_i) \cdot G_i, \quad f_X = p f_U + (1-p) g", perturbed={"p_of_one": 0.6})
def appendix_d_mixture(*, p_of_one: float = 0.3) -> Finding:
    """A mixture is a choice by an independent Bernoulli variable; here p = 0.3."""
    rng, p, n = np.random.default_rng(1), 0.3, 20_000
    chosen = rng.random(n) < p_of_one
    x = np.where(chosen, rng.uniform(-1, 1, n), rng.standard_normal(n))
    z = np.linspace(-3, 3, 61)
    stated = p * np.clip((z + 1) / 2, 0, 1) + (1 - p) * norm.cdf(z)
    off = float(np.abs((x[:, None] <= z).mean(axis=0) - stated).max())
    band = math.sqrt(math.log(2 / 1e-6) / (2 * n))
    return holds(
        off <= band,
        "By the law of total probability. A seeded sample of 20000, with a normal second law, has a distribution function within "
        f"{off:.4f} of p F_U + (1-p) F_G, where Dvoretzky-Kiefer-Wolfowitz allows {band:.4f} but for probability 1e-6.",
    )


@check(
    "appendix-d-sample-size",
    r"n' \ge c_{hyp} \log_2 \frac{1}{\varepsilon} \ge \frac{1}{2(\alpha - p)^2} \ln \frac{1}{\varepsilon'}, \quad \varepsilon' = "
    r"\varepsilon/2",
    perturbed={"two": 0.5},
)
def appendix_d_sample_size(*, two: float = 2.0) -> Finding:
    """With c_hyp >= (alpha - p)^-2 and eps < 1/2, Eq. 1 makes n' large enough for Hoeffding's bound."""
    b = sympy.Symbol("b", nonnegative=True)  # log2(1/eps) = 1 + b
    difference = sympy.expand(1 + b - sympy.log(2) * (2 + b) / sympy.nsimplify(two))
    slope, start = difference.coeff(b, 1), difference.coeff(b, 0)
    return holds(
        bool(slope >= 0 and start >= 0),
        f"k >= 1 and H2 <= 1 give the first step. In units of (alpha - p)^-2, with log2(1/eps) = 1 + b, the second is {difference} >= 0: "
        f"{float(start):.4f} at b = 0, slope {float(slope):.4f}.",
    )


@check("appendix-d-hoeffding", r"\Pr\left(\sum_i^{n'} B_i \le \alpha n'\right) \le e^{-2(\alpha - p)^2 n'}, \quad \alpha \ne p")
def appendix_d_hoeffding() -> Finding:
    """Few of the samples are uniform with small probability."""

    def margin(n: int, p: float, alpha: float) -> float:
        return math.exp(-2 * (alpha - p) ** 2 * n) - float(binom.cdf(math.floor(alpha * n + 1e-9), n, p))

    grid: dict[str, Any] = {"n": (1, 5, 10, 100, 1000), "p": (0.1, 0.5, 0.9, 1.0), "alpha": (0.05, 0.25, 0.4, 0.75, 0.95)}
    every = smallest(margin, grid, lambda n, p, alpha: alpha != p)
    below = smallest(margin, grid, lambda n, p, alpha: alpha < p)
    tail, bound = float(binom.cdf(7, 10, 0.5)), math.exp(-2 * 0.25**2 * 10)
    return amended(
        every.margin >= 0,
        below.margin >= -1e-15,
        "$\\alpha < p$",
        f"n' = 10, p = 1/2, alpha = 3/4: the probability is {tail:.4f}, the bound {bound:.4f}. For alpha < p it is Hoeffding's inequality.",
    )


@check(
    "appendix-d-many",
    r"e^{-2(\alpha - p)^2 n'} \le e^{-\ln \frac{1}{\varepsilon'}} = \varepsilon', \quad "
    r"\Pr\left(\sum_i^{n'} B_i > \alpha n'\right) \ge 1 - \varepsilon'",
    uses=("appendix-d-hoeffding", "appendix-d-sample-size"),
    perturbed={"two": 1},
)
def appendix_d_many(*, two: int = 2) -> Finding:
    """With n' of that size a share alpha of the samples is uniform but for probability eps'."""
    gap, eps = sympy.symbols("gap eps", positive=True)  # gap = p - alpha
    failure = sympy.exp(-two * gap**2 * sympy.log(1 / eps) / (2 * gap**2))  # at the least n'; it falls with n'
    log = sympy.simplify(sympy.expand_log(sympy.log(failure) - sympy.log(eps), force=True))

    def margin(p: float, share: float, small: float) -> float:
        n = math.ceil(math.log(1 / small) / (2 * (p - share * p) ** 2))
        return float(binom.sf(math.floor(share * p * n), n, p)) - (1 - small)

    least = smallest(margin, {"p": (0.1, 0.1733, 0.5, 1.0), "share": (0.1, 0.5, 0.9), "small": (0.25, 0.05, 1e-4)})
    return holds(
        log == 0 and least.margin >= 0,
        "At n' = ln(1/eps')/(2 (alpha - p)^2) it is eps' identically, and smaller beyond. Binomial probabilities for alpha < p exceed 1 "
        f"- eps' by at least {least.margin:.2g} (alpha = share p, eps' = small: {at(least.where)}).",
    )


@check("appendix-d-alpha-c-hyp", r"\alpha c_{hyp} \ge 1 \text{ by construction}", uses=("appendix-d-sample-size",))
def appendix_d_alpha_c_hyp() -> Finding:
    """With c_hyp >= (alpha - p)^-2 the share alpha of the samples still satisfies Eq. 1 with a constant of at least 1."""
    pairs = [(alpha, p) for p in (0.1, 0.173, 0.5, 1.0) for alpha in (0.01, 0.05, 0.1, 0.25, 0.5, 0.9) if alpha < p]
    return amended(
        all(alpha * (alpha - p) ** -2 >= 1 for alpha, p in pairs),
        all(alpha * max((alpha - p) ** -2, 1 / alpha) >= 1 and p / 2 * (p / 2 - p) ** -2 >= 2 for alpha, p in pairs),
        "$\\alpha = p/2$, say, for which it is at least $2/p$; in general $c_{hyp} \\ge \\max\\{(\\alpha - p)^{-2}, 1/\\alpha\\}$",
        f"alpha is any but p. At p = 1, alpha = 0.01: (alpha - p)^-2 = {0.99**-2:.4f}, alpha c_hyp = {0.01 * 0.99**-2:.4f} < 1. It needs "
        "alpha >= (p - alpha)^2, or c_hyp of at least 1/alpha, too. With alpha = p/2 the 2 also pays for eps' in place of eps: "
        "log2(k/eps') <= 2 log2(k/eps).",
    )


@check(
    "appendix-d-step-2",
    r"\Pr(\exists S_z \subset [n], |S_z| = k : |\Sigma_{S_z} - z| < \varepsilon') \ge \frac{3}{4} c'_{thm} \quad \text{for any fixed } k",
    uses=("theorem-2", "lemma-1", "appendix-d-hoeffding"),
)
def appendix_d_step_2() -> Finding:
    """Theorem 2, applied to alpha n' uniform samples out of a mixture, hits any target with constant probability."""
    # G = U[9, 10], p = 1/10, k = n/2: with less than k/2 uniform samples every sum of k is above 9 k/2 - k/2 = 4k > sqrt(k) + 1
    successes = [float(binom.sf(n // 4 - 1, n, 0.1)) for n in (10**2, 10**3, 10**4)]  # at least k/2 uniform samples
    n = 10**6
    met = n / math.log2(n / 2 / 0.01)  # Eq. 1 holds with every c_hyp up to this
    entropy_kept = at_least_zero(
        lambda y: (lambda h: h(2 * y) - h(y))(lambda x: -x * x.log() - (1 - x) * (1 - x).log()), (1e-6, 0.2499)
    )  # alpha = 1/2: H2(y / alpha) >= H2(y) up to y = alpha/2
    return amended(
        min(successes) > 1e-3,
        entropy_kept.proved,
        "$k \\le \\alpha n'/2$, so in Corollary 1 $k \\le \\alpha n/2$ at least: Corollary 1 is false at $p < 1/2$, $k = n/2$",
        "p = 1/10, other law U[9, 10], k = n/2: a sum of k samples is near [-sqrt k, sqrt k] only if k/2 of them are uniform, so with "
        f"probability at most {successes[0]:.1e}, {successes[1]:.1e}, {successes[2]:.1e} for n = 100, 1000, 10000, while Eqs. 1 and 3 "
        f"hold for all large n (n = 10^6, eps = 0.01: c_hyp up to {met:.0f}). For k <= alpha n'/2 Theorem 2 applies to alpha n' samples, "
        "as then H2(k/(alpha n')) >= H2(k/n').",
    )


@check(
    "appendix-d-three-quarters",
    r"c'_{thm}(1 - \varepsilon') \ge \frac{3}{4} c'_{thm}, \quad \varepsilon < 1/2",
    perturbed={"share": Fraction(4, 5)},
)
def appendix_d_three_quarters(*, share: Fraction = Fraction(3, 4)) -> Finding:
    """What remains of the success probability."""
    least = 1 - Fraction(1, 4)  # eps' = eps/2 < 1/4
    return holds(least >= share, f"1 - eps/2 > {least} for eps < 1/2")


@check(
    "appendix-d-width",
    r"c_{amp} \frac{\log_2^2 \frac{k}{\varepsilon}}{H_2(k/n)} \ge 2 r c_{hyp} \frac{\log_2 \frac{k}{\varepsilon}}{H_2(k/n)} \ge "
    r"r c_{hyp} \frac{\log_2 \frac{k}{\varepsilon'}}{H_2(k/n)}, \quad c_{amp} = 8 \frac{c_{hyp}}{c_{thm}}, \quad r = \frac{4}{c_{thm}} "
    r"\ln \frac{k}{\varepsilon}",
    perturbed={"eight": 5},
)
def appendix_d_width(*, eight: int = 8) -> Finding:
    """c_amp leaves room for r groups, each large enough for Theorem 2 with eps' = eps/2."""
    b = sympy.Symbol("b", positive=True)  # log2(k/eps) >= 1
    first = sympy.simplify((eight * b**2 - 8 * sympy.log(2) * b**2) / b**2)  # in units of c_hyp / c_thm; ln = ln(2) log2
    second = sympy.expand((2 * b - (b + 1)).subs(b, 1 + b))
    rounded = max((math.ceil(r) / r, r) for r in ladder(4 * math.log(2) * 4 / 3, 1e3, 4000))  # c_thm <= 3/4
    return holds(
        bool(first >= 0) and second == b,
        f"the first step is ({eight} - 8 ln 2) log2^2(k/eps) = {float(first):.4f} log2^2(k/eps) >= 0, the second log2(k/eps) >= 1. Its "
        f"slack 1/ln 2 = {1 / math.log(2):.4f} also pays for rounding r up, by a factor of at most {rounded[0]:.4f} at r = "
        f"{rounded[1]:.3f}.",
    )


@check(
    "appendix-d-n-star",
    r"n' \ge c_{hyp} \frac{\log_2 \frac{k}{\varepsilon'}}{H_2(k/n)} = n^* \implies n' \ge c_{hyp} \frac{\log_2 "
    r"\frac{k}{\varepsilon'}}{H_2(k/n')}, \quad k \le \frac{n'}{2}, \; n' \le n",
    uses=("theorem-2", "appendix-d-width"),
    perturbed={"largest": Fraction(9, 10)},
)
def appendix_d_n_star(*, largest: Fraction = Fraction(1, 2)) -> Finding:
    """A group that is large enough with the entropy of k/n is so with that of k/n', which Eq. 1 has, if k is as Theorem 2 asks."""

    def margin(share: float, part: float) -> float:  # k/n' and n'/n
        return h2(share) - h2(part * share)

    least = smallest(margin, {"share": [float(largest) * i / 40 for i in range(1, 41)], "part": (0.01, 0.1, 0.5, 0.9, 1.0)})
    return holds(
        1 - 2 * largest >= 0 and least.margin >= 0,
        f"H2 has derivative log2((1 - x)/x) >= 0 up to x = {largest}, so H2(k/n) <= H2(k/n'); least difference on a grid "
        f"{least.margin:g}. Not beyond: H2(0.9) = {h2(0.9):.3f} < H2(0.45) = {h2(0.45):.3f}.",
    )


@check(
    "appendix-d-subsamples",
    r"\text{Theorem 2 applies to } n^* = c_{hyp} \frac{\log_2 \frac{k}{\varepsilon'}}{H_2(k/n)} \text{ samples of } \Omega, \quad "
    r"1 \le k \le \frac{n}{2}",
    uses=("theorem-2", "appendix-d-width", "appendix-d-n-star"),
)
def appendix_d_subsamples() -> Finding:
    """Each of the r groups of n* samples has subsets of size k that hit a target."""
    eps, c_hyp, c_thm = 0.01, 1.0, 0.75

    def sizes(share: float) -> tuple[float, float]:  # k and n* at the least n of Eq. 3
        n = brentq(lambda n: n * h2(share) - 8 * c_hyp / c_thm * math.log2(share * n / eps) ** 2, max(1e3, 1 / share), 1e12)
        return share * n, c_hyp * math.log2(2 * share * n / eps) / h2(share)

    found = {share: sizes(share) for share in (0.5, 0.25, 0.1, 0.01, 1e-3, 1e-4)}
    proved = {share: corollary1_constant(share, eps)[1] for share in (0.5, 0.25, 0.1)}
    ks, groups = zip(*found.values(), strict=True)
    return unsupported(
        all(k <= group / 2 for k, group in found.values()),
        "Each group needs k <= n*/2. At the least n of Eq. 3, eps = 0.01, c_hyp = 1, c_thm = 3/4 (the most favourable): "
        + "; ".join(f"k/n = {share:g}: k = {k:.1f}, n* = {group:.1f}" for share, (k, group) in found.items())
        + ". At k = n/2 no group even has k samples, whatever the constants: k >= 4 c_hyp log2^2(k/eps)/c_thm > n*. For uniform samples, "
        "p = 1, Corollary 1 is proved here at eps = 0.01 by another argument (rss_theory.provable.corollary1_constant): "
        + ", ".join(f"k/n = {share:g} with c_amp = {c:.2f}" for share, c in proved.items())
        + ".",
        "$k \\le \\alpha n^*/2$, that is $k/n$ of at most about $\\alpha/(2r) = \\Theta(1/\\log(k/\\varepsilon))$",
        Curve("k/n", "samples", {"k": (list(found), list(ks)), "n*, one group": (list(found), list(groups))}, "xy"),
    )


@check(
    "appendix-d-amplified",
    r"\Pr(\nexists S_z \subset [n], |S_z| = k : |\Sigma_{S_z} - z| < \varepsilon') \le (1 - c_{thm})^r",
    uses=("appendix-d-subsamples",),
    perturbed={"groups": 7},
)
def appendix_d_amplified(*, groups: int = 6) -> Finding:
    """Disjoint groups are independent, and Omega has all their subsets; here 6 groups of 3 samples."""
    n, k, eps, runs = 3, 1, 0.1, 20_000
    x = np.random.default_rng(2).uniform(-1, 1, (runs, 6 * n))
    fails = float((np.abs(x) >= eps).all(axis=1).mean())  # z = 0
    one = 1 - (1 - eps) ** n  # some single sample of a group hits
    band = math.sqrt(math.log(2 / 1e-6) / (2 * runs))
    bound = (1 - one) ** groups
    return holds(
        fails <= bound + band and (1 - one) ** 6 == bound,
        f"Independence of disjoint groups, of which all must fail. k = {k}, z = 0, eps = {eps}: one group succeeds with probability "
        f"{one:.3f}, (1 - {one:.3f})^{groups} = {bound:.4f}, measured {fails:.4f} +- {band:.4f} of 20000.",
    )


@check(
    "appendix-d-net",
    r"\forall z \in [-\sqrt{k}, \sqrt{k}] \, \exists i \in \left[\frac{2}{\varepsilon'}\sqrt{k}\right] : "
    r"|z - (-\sqrt{k} + i\varepsilon')| \le \varepsilon'",
    perturbed={"spacing": 1.2},
)
def appendix_d_net(*, spacing: float = 1.0) -> Finding:
    """Targets at steps of eps', each hit within eps', make all targets hit within eps = 2 eps'."""

    def margin(k: int, eps: float) -> float:
        half = eps / 2
        net = [-math.sqrt(k) + i * spacing * half for i in range(1, math.floor(2 / half * math.sqrt(k)) + 1)]
        gaps = [net[0] + math.sqrt(k), math.sqrt(k) - net[-1], max(b - a for a, b in pairwise(net)) / 2]
        return half * (1 + 1e-9) - max(gaps)

    least = smallest(margin, {"k": (1, 2, 3, 7, 50, 1000), "eps": (0.499, 0.3, 0.1, 0.01)})
    return holds(
        least.margin >= 0,
        "The net begins eps' after -sqrt k and, rounded down, ends less than eps' before sqrt k; between its points are eps'. A hit of "
        "the nearest point, strictly within eps', is strictly within 2 eps' = eps. Checked for k to 1000 and eps to 0.01.",
    )


@check(
    "appendix-d-union",
    r"1 - \frac{2}{\varepsilon'}\sqrt{k} (1 - c_{thm})^r \ge 1 - \frac{2}{\varepsilon'}\sqrt{k} \exp\left(-4 \ln "
    r"\frac{k}{\varepsilon}\right) "
    r"= 1 - \frac{2}{\varepsilon'}\sqrt{k}\frac{\varepsilon^4}{k^4} \ge 1 - 4\varepsilon^3 \ge 1 - \varepsilon",
    uses=("appendix-d-amplified", "appendix-d-net"),
    perturbed={"four": 3},
)
def appendix_d_union(*, four: int = 4) -> Finding:
    """The union bound over the net."""
    k, eps = sympy.symbols("k eps", positive=True)
    failure = sympy.powsimp(2 / (eps / 2) * sympy.sqrt(k) * (eps / k) ** four, force=True)
    largest = sympy.simplify(failure / eps).subs({k: 1, eps: sympy.Rational(1, 2)})  # decreases with k, increases with eps
    log = smallest(lambda c: -c - math.log1p(-c), {"c": ladder(1e-6, 0.75, 200)})
    return holds(
        bool(largest <= 1) and log.margin >= 0,
        f"-ln(1 - c) = c + c^2/2 + ... >= c. The sum is 4 eps^{four - 1} k^({sympy.Rational(1, 2) - four}) and over eps at most "
        f"{largest}, at k = 1, eps = 1/2.",
    )
