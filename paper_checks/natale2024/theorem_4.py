"""natale2024 section 4: over-parameterization against density, and Theorem 4, equivariant networks."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically
from paper_checks.evidence import at, ladder, same, smallest
from paper_checks.natale2024.parameters import LAMBDA, h2, proved_c_amp, proved_c_thm
from rss_theory.networks.architecture import Architecture, Convolution
from rss_theory.networks.dense import eq28
from rss_theory.networks.equivariant import natale2024_theorem4

left_out("natale2024:section-4-norm", "defines the norm of a basis, as a maximum over coefficients of absolute value at most 1")
left_out("natale2024:section-4-extensions", "CNNs as equivariant networks and depth l + 1 are said to be analogous, without a formula")


@check("section-4-overparameterization", r"\frac{m}{m_t} = \Theta(n_i^*)", uses=("theorem-3",), perturbed={"ratio": 100})
def overparameterization(*, ratio: int = 1) -> Finding:
    """n* of Theorem 3 represents the overparameterization with respect to the target, for layers of equal width."""
    n = 1000

    def over(sizes: tuple[int, ...]) -> float:
        pairs = list(itertools.pairwise(sizes))
        return sum(2 * a * n * (a + b) for a, b in pairs) / sum(a * b for a, b in pairs) / n

    found = [over((d, d * ratio) * 4 if ratio > 1 else (d,) * 8) for d in (1, 10, 100)]
    return holds(
        all(value == 4 for value in found), "m = sum of 2 d_in n* (d_in + d_out) over layers, which is 4 n* m_t at equal widths, exactly."
    )


@check("eq-30", r"c z^2 \ge c_{amp} \frac{\log_2^2(c z^3 \gamma)}{H(\gamma)}", uses=("eq-28",))
def eq_30() -> Finding:
    """Eq. 28 with n* = c z^2 and z = m_t/eps, m_t = d^2 l."""
    c, z, share, depth, d, eps = sympy.symbols("c z gamma l d eps", positive=True)
    argument = (2 * depth * d * d * share * c * z**2 / eps).subs(depth, z * eps / d**2)
    return misprint(
        same(argument, c * z**3 * share),
        same(argument, 2 * c * z**3 * share),
        r"$\log_2^2(2 c z^3 \gamma)$",
        f"The argument of Eq. 28 becomes {argument}: a factor 2 is lost. The constant c takes it up.",
    )


@check(
    "section-4-entropy",
    r"c z^2 \ge c_{amp} \frac{\log_2^2(c z^3 \gamma)}{\gamma \log_2(1/\gamma)} \implies c z^2 \ge c_{amp} \frac{\log_2^2(c z^3 "
    r"\gamma)}{H(\gamma)}",
    uses=("eq-36",),
    perturbed={"factor": 2.5},
)
def entropy_suffices(*, factor: float = 1.0) -> Finding:
    """gamma log2(1/gamma) may stand for the entropy, which is larger."""
    gaps = [h2(x) - factor * x * math.log2(1 / x) for x in [*ladder(1e-9, 0.5, 60), 0.75, 0.99]]
    x = sympy.Symbol("x", positive=True)
    rest = -(x * sympy.log(x) + (1 - x) * sympy.log(1 - x)) + x * sympy.log(x)  # times 1/log(2)
    return holds(
        min(gaps) >= 0 and same(rest, -(1 - x) * sympy.log(1 - x)),
        f"H2(x) - x log2(1/x) = -(1 - x) log2(1 - x) >= 0 on (0, 1); least {min(gaps):.2g} on a grid from 1e-9 to 0.99.",
    )


@check(
    "section-4-big-constant",
    r"c z \ge c_{amp} \frac{\log_2^2(c z^2)}{\log_2(z)}",
    uses=("eq-30", "section-4-entropy"),
    perturbed={"power": 1},
)
def big_constant(*, power: int = 2) -> Finding:
    """With gamma = 1/z and n* = c z^2 the inequality holds for a big enough c: polynomial density at overparameterization z^2."""
    # n* = c z^a, gamma = 1/z: c z^a log2(z)/z >= c_amp (log2(2c) + a log2 z)^2; at a = 2 with b = log2(2c), t = log2 z >= 1:
    # (b + 2t)^2 <= (b + 2)^2 t^2 and 2^t/t >= e ln 2, so c e ln 2 >= c_amp (b + 2)^2 is enough

    def log_gap(c_amp: float, t: float) -> float:
        c = enough[c_amp]
        return math.log2(c) + (power - 1) * t + math.log2(t) - math.log2(c_amp) - 2 * math.log2(math.log2(2 * c) + power * t)

    x, c_s, z = sympy.symbols("x c z", positive=True)
    share = 1 / z  # both sides of the inequality before, over z
    becomes = same(
        (c_s * z**power - x * sympy.log(c_s * z**3 * share) ** 2 / (share * sympy.log(z))) / z,
        c_s * z - x * sympy.log(c_s * z**2) ** 2 / sympy.log(z),
    )
    enough = {
        c_amp: next(2.0**b for b in range(200) if 2**b * math.e * math.log(2) >= c_amp * (b + 3) ** 2)
        for c_amp in (1.0, 8 / proved_c_thm(), proved_c_amp(1.0, LAMBDA))
    }
    found = smallest(log_gap, {"c_amp": enough, "t": ladder(1, 1e5, 80)})
    return holds(
        becomes and found.margin >= 0,
        "For t = log2 z >= 1 and b = log2(2c): (b + 2t)^2 <= (b + 2)^2 t^2 and 2^t/t >= e ln 2, so c e ln(2) >= c_amp (log2(2c) + 2)^2 "
        f"is enough, with Eq. 28's factor 2: c = {', '.join(f'{c:.4g} at c_amp = {c_amp:.4g}' for c_amp, c in enough.items())} (the "
        f"second is 8 c_hyp/c_thm, the third that of Corollary 1 as proved here). Least log2 of the ratio {found.margin:.3f} "
        f"({at(found.where)}). For z towards 1 it fails; eps < 1/2 excludes that. n* needs no more than O(z log z) there.",
    )


@check(
    "figure-1",
    r"n^*(\gamma) \text{ falls with } \gamma \le \tfrac{1}{2}, \quad n^*\left(\frac{1}{z}\right) \le c z^2, \quad "
    r"n^*\left(\tfrac{1}{2}\right) = O(\log_2^2 z)",
    uses=("eq-28", "section-4-malach", "section-4-big-constant"),
    perturbed={"power": 1.2},
)
def figure_1(*, power: float = 2.0) -> Finding:
    """Overparameterization by density in Theorem 3, between pensia2020 at constant density and malach2020 at eps^2/m_t^2."""
    problems, eps = 10**4, 0.01
    z = problems / eps
    shares = ladder(1 / z**2, 0.5, 60)
    over = [eq28(problems, share, eps) for share in shares]
    at_inverse, dense = eq28(problems, 1 / z, eps), over[-1] / math.log2(z) ** 2
    point = 1 / (z**2 * math.log2(z))
    lines = {
        "Theorem 3, n* of Eq. 28": (list(shares), over),
        "pensia2020": ([0.25, 0.5], [2 * math.log2(z)] * 2),
        "malach2020": ([point, 2 * point], [z**2 * math.log2(z)] * 2),
    }
    return numerically(
        all(b < a for a, b in itertools.pairwise(over)) and at_inverse <= z**power and dense < 10,
        f"z = m_t/eps = 1e6, c_amp = 1: n* falls from {over[0]:.3g} at gamma = z^-2 to {over[-1]:.0f} at 1/2, {dense:.2f} log2(z)^2; at "
        f"gamma = 1/z it is {at_inverse:.3g}, z to the power {math.log(at_inverse, z):.2f}, far below z^2. At malach2020's density it is "
        f"{eq28(problems, point, eps) / (z**2 * math.log2(z)):.1f} times malach2020's overparameterization.",
        Curve("density of the ticket", "overparameterization, constants 1", lines, "xy"),
    )


@check(
    "section-4-pensia",
    r"\gamma = \Theta(1) \implies n_i^* = O\left(\log_2^2 \frac{m_t}{\varepsilon}\right)",
    uses=("eq-29", "section-1-pensia"),
    perturbed={"power": 1},
)
def section_4_pensia(*, power: int = 2) -> Finding:
    """At a constant density Eq. 29 is pensia2020's bound up to a logarithmic factor."""
    greatest = max((1 + t) ** 2 / t**power for t in ladder(1, 1e6, 60))  # t = log2(m_t/eps), above 1
    return holds(
        greatest <= 4,
        f"log2(2z)^2 = (1 + log2 z)^2 <= 4 log2(z)^2 for z = m_t/eps >= 2, and pensia2020 has C log(z): a factor of order log2(z), 2 "
        f"c_amp/H2(gamma) being constant. Largest ratio {greatest:.3f}. Corollary 2's condition on k limits it to small eps/m_t (Eq. 29).",
    )


@check(
    "theorem-4",
    r"\tilde{n} = c_{amp} \frac{\log_2^2 \left(\frac{2\ell n^2 \max\{|\mathcal{B}|, \|\mathcal{B}\|\} \gamma "
    r"\tilde{n}}{\varepsilon}\right)}{H_2(\gamma)}",
    uses=("corollary-1", "theorem-3"),
)
def theorem_4() -> Finding:
    """A random equivariant network with n~ hidden feature spaces holds an approximation of each target of n feature spaces."""
    # trivial group, F = R, B = {1}, l = 1, f the identity of R^n: what passes n~ < n hidden neurons lies in a subspace, to which some unit
    # x is normal
    eps, share = 0.1, 0.5
    sizes = {}
    for c_amp in (1.0, 1e3, 1e6):
        widths = ((n, eq28(n * n, share, eps, c_amp)) for n in (2**i for i in itertools.count(1)))
        sizes[c_amp] = next((n, width) for n, width in widths if width < n)
    rng = np.random.default_rng(0)
    outer = rng.uniform(-1, 1, (12, 5))
    unit = np.linalg.svd(outer.T)[2][-1]  # normal to all outputs of 5 hidden neurons
    apart = float(np.min([np.linalg.norm(unit - outer @ np.maximum(rng.uniform(-1, 1, (5, 12)) @ unit, 0)) for _ in range(20)]))

    def constant(channels: int, kernel: int, eps: float) -> float:
        """c_amp with which the printed n~, times 2n, is the width proved here."""
        target = Architecture("equal channels", (Convolution(channels, channels, kernel),) * 2)
        found = natale2024_theorem4(target, eps, eps, share)
        [samples, *_], [hidden, *_] = found.samples or (), found.widths or ()
        problems = 2 * channels**2 * kernel**2
        return samples * h2(share) / math.log2(2 * problems * share * samples / eps) ** 2 if hidden == 2 * channels * samples else math.inf

    proved = max(itertools.starmap(constant, itertools.product((1, 8, 64), (1, 3), (0.1, 1e-3))))
    return amended(
        not all(width < n for n, width in sizes.values()) or apart < 1,
        proved < 30,
        r"$2n\tilde{n}$ hidden feature spaces ($\tilde{n}$ for each sign and each of $n$ inputs), targets with coefficients of absolute "
        r"value at most 1 and layers of norm at most 1, inputs $\|x\| \le 1$; $\tilde{n}$ the largest solution and "
        r"$\gamma \tilde{n} \ge 1$",
        f"n~ grows like log^2(n) and falls below n: n~ = {sizes[1.0][1]:.0f} at n = {sizes[1.0][0]} for c_amp = 1, {sizes[1e6][1]:.2e} at "
        f"n = {sizes[1e6][0]:.2e} for 1e6 (trivial group, B = {{1}}, l = 1, gamma = 1/2, eps = 0.1). Then outputs lie in n~ < n "
        f"dimensions and a unit x normal to them is at least 1 away (12 to 5: {apart:.3f}), so the identity is not approximated. No bound "
        f"on coefficients is assumed either. With 2 n n~ it is proved here, c_amp at most {proved:.1f} to n = 64, kernels of 1 and 3.",
    )


@check(
    "section-4-equivariant-factor",
    r"\tilde{n} = O\left(\log_2 \frac{1}{\varepsilon}\right) \log_2 \frac{\ell n^2 \max\{|\mathcal{B}|, \|\mathcal{B}\|\}}{\varepsilon}",
    uses=("theorem-4",),
    perturbed={"logarithms": 0},
)
def equivariant_factor(*, logarithms: int = 1) -> Finding:
    """Theorem 4 generalizes the equivariant theorem it follows up to a factor log2(1/eps)."""

    def ratio(problems: int, eps: float, share: float) -> float:
        bits = math.log2(1 / eps)
        return eq28(problems, share, eps) * h2(share) / (math.log2(problems / eps) * bits**logarithms)

    rows = [[ratio(problems, eps, share) for eps in (1e-3, 1e-10, 1e-30, 1e-90)] for problems in (1, 10**4) for share in (0.5, 0.01)]
    return numerically(
        all(b <= a for row in rows for a, b in itertools.pairwise(row)),
        f"That theorem has a multiple of log(l n^2 max(|B|, ||B||)/eps) for each coefficient. n~ of Theorem 4 at a constant density, c_amp "
        f"= 1, times H2(gamma), over that logarithm and log2(1/eps) falls from {rows[0][0]:.2f} to {rows[0][-1]:.2f} (l n^2 max = 1) and "
        f"from {rows[2][0]:.2f} to {rows[2][-1]:.2f} (1e4) at gamma = 1/2 as eps goes from 1e-3 to 1e-90: for eps of any "
        f"negative power of l n^2 max. (The factor n of the width is lost besides: Theorem 4.)",
    )


@check(
    "theorem-4-bases",
    r"k_{\tilde{n} \to n} \otimes \mathcal{B} \text{ (odd layers)}, \quad k_{n \to \tilde{n}} \otimes \mathcal{B} \text{ (even layers)}",
    uses=("theorem-4",),
)
def theorem_4_bases() -> Finding:
    """The layers' shapes: odd layers in the basis of maps n~ to n, even ones in that of n to n~."""
    n, hidden, depth = 3, 50, 2

    def fits(odd: tuple[int, int], even: tuple[int, int]) -> bool:
        """Whether maps (from, to) follow each other from n to n feature spaces."""
        maps = [odd, even] * depth
        return maps[0][0] == n == maps[-1][1] and all(a[1] == b[0] for a, b in itertools.pairwise(maps))

    return misprint(
        fits((hidden, n), (n, hidden)),
        fits((n, hidden), (hidden, n)),
        r"odd layers $k_{n \to \tilde{n}} \otimes \mathcal{B}$, even layers $k_{\tilde{n} \to n} \otimes \mathcal{B}$",
        "A target maps n feature spaces to n, and i to i + 1 denotes maps from the i-th to the next: the first layer as printed takes n~ "
        "feature spaces in and the last gives n~.",
    )


@check("section-4-independent", r"\text{each application of Corollary 1 is independent of the others}", uses=("theorem-4", "corollary-1"))
def independent() -> Finding:
    """The preprocessing makes the subset-sum problems of different coefficients independent."""
    first, second = Fraction(1, 3), Fraction(1, 3)  # E[X^2] of Uniform[0, 1], E[Y^2] of Uniform[-1, 1]
    joint, product = Fraction(1, 5) * second**2, (first * second) ** 2  # E[(X Y1)^2 (X Y2)^2] with E[X^4] = 1/5
    failures = sum(Fraction(1, 2 * 3 * 4**2) * 2 for _ in range(3 * 4**2))  # l = 3, n = 4: 2 of eps/(2 l n^2) a coefficient
    return misprint(
        joint == product,
        failures <= 1,
        "not independent, but failure probabilities add up, which needs no independence",
        f"Coefficients of one input to several outputs share the first layer's weights X: E[(X Y1)^2 (X Y2)^2] = {joint}, not {product}. "
        f"The union bound over l n^2 coefficients, two problems each, failing with probability eps/(2 l n^2), gives {failures} eps (l = 3, "
        "n = 4).",
    )
