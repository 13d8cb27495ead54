"""dacunha2023 Lemma 7: the probability that a sum of NSN vectors lies in a box (section 4.1)."""

import math
from fractions import Fraction
from itertools import product

import sympy
from flint import arb
from scipy.special import erf, gammainc, gammaincc

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint
from paper_checks.dacunha2023.normal_ratios import edge_target, jensen, root_c, spread
from paper_checks.evidence import at, same, smallest
from rss_theory.mrss import box_probability, lemma7
from rss_theory.tails import chi_square

left_out("dacunha2023:section-4-1-notation", "defines the intervals and the complement")
left_out("dacunha2023:definition-6", "defines T; its mean and second moment are tested at eq-9 and lemma-9")


@check(
    "lemma-7",
    r"\Pr\left(\sum_{i=1}^k X_i \in I_\epsilon(\vec{z})\right) \ge"
    r" \frac{1}{16} \left(\frac{2\epsilon}{\sqrt{\pi (1 + 2\sqrt{c_d} + 2 c_d) k}}\right)^d",
    uses=("definition-4", "lemma-7-density", "lemma-7-constant"),
)
def lemma_7() -> Finding:
    """A sum of k NSN vectors lies in the box with at least this probability."""
    eps, dimensions = 0.01, [*range(1, 25)]

    def ratio(d: int, k: int, target: list[float]) -> float:
        bound = lemma7(k, eps, target)
        return bound.value / box_probability(k, eps, target) if bound.applies else 0.0

    centre = [ratio(d, max(16, d * d), [0.0] * d) for d in dimensions]
    edge = [ratio(d, 100 * max(16, d * d), edge_target(d, 100 * max(16, d * d))) for d in dimensions]
    # with 2 pi the brackets are at most 2 eps / sqrt(2 pi k), so Jensen's loss against 1/16 decides, greatest at k = 16, d = k, eps = 1/4
    loss = jensen(16, 16, 0.25)
    exact = smallest(
        lambda d, k, eps, target: math.log(box_probability(k, eps, target(d, k)) / (lemma7(k, eps, target(d, k)).value / 2 ** (d / 2))),
        {"d": [1, 4, 9, 16, 24], "k": [16, 24, 100, 1000], "eps": [1e-4, 0.2499], "target": [lambda d, k: [0.0] * d, edge_target]},
        when=lambda d, k, **_: d <= k,
    )
    x = [float(d) for d in dimensions]
    return amended(
        max(centre + edge) <= 1,
        math.exp(-loss) >= 1 / 16 and exact.margin >= 0,
        r"$2\pi$ for $\pi$; then it holds for all $k \ge 16$ and $d \le k$, even with $\frac12 (2\epsilon / \sqrt{2\pi k})^d$ on the right",
        f"At z = (sqrt(k), 0, ..., 0), k = 100 d^2, eps = {eps} the printed bound is {edge[9]:.4f} times the probability for d = 10 and "
        f"{edge[19]:.4g} times for d = 20; at z = 0, k = d^2 it is {centre[11]:.4f} times for d = 12. (For d <= 9 it was "
        f"{max(edge[:9]):.3f} at most.) With 2 pi, P >= exp(-a/(2(k-2))) (2 eps/sqrt(2 pi k))^d, where exp(-a/(2(k-2))) >= "
        f"{math.exp(-loss):.4f}; on a grid the exact probability is at least {math.exp(exact.margin):.3f} times the amended bound.",
        Curve("d", "printed bound / probability", {"z = 0, k = d^2": (x, centre), "z at the edge, k = 100 d^2": (x, edge)}, "y"),
    )


def _outside(d: int, k: int, degrees: int) -> float:
    """P(the event does not hold) if Q has so many degrees of freedom."""
    return float(gammainc(degrees / 2, k * float(1 - 2 * root_c(d)) / 2) + gammaincc(degrees / 2, k * float(spread(d)) / 2))


@check(
    "lemma-7-event",
    r"\Pr(\mathcal{E}) \ge 1 - 2 e^{-c_d k}, \quad \mathcal{E}: k (1 - 2\sqrt{c_d}) \le \sum_{i=1}^k Z_i^2 \le k (1 + 2\sqrt{c_d} + 2 c_d)",
    uses=("lemma-17",),
    perturbed={"tails": 0.1},
)
def lemma_7_event(*, tails: float = 2.0) -> Finding:
    """The scale of a sum is near k but for this probability."""
    fits = all(
        math.isclose(low, k * (1 - 2 * root_c(d))) and math.isclose(high, k * spread(d))
        for d, k in product((1, 4, 7, 50), (16, 100, 5000))
        for low, high, _ in [chi_square(k, k / max(d, 4) ** 2)]
    )
    grid = {"d": [1, 4, 5, 8, 16, 100], "k": [16, 17, 25, 64, 256, 1000]}
    worst = smallest(lambda d, k: 1 - _outside(d, k, k) / (tails * math.exp(-k / max(d, 4) ** 2)), grid)
    return holds(
        fits and worst.margin >= 0,
        "Laurent and Massart 2000, Lemma 1, at t = c_d k for both tails: k -+ 2 sqrt(k t) (+ 2t) are these ends. Exact tails on a grid "
        f"are at most {1 - worst.margin:.3g} of it, at {at(worst.where)}.",
    )


@check(
    "eq-1",
    r"\mathbb{E}\left[\prod_j \Pr((X)_j \in I_\epsilon(z_j) \mid Z)\right] \ge"
    r" \mathbb{E}\left[\prod_j \Pr((X)_j \in I_\epsilon(z_j) \mid Z, \mathcal{E})\right] \Pr(\mathcal{E})",
    uses=("definition-4",),
    perturbed={"direction": -1},
)
def eq_1(*, direction: int = 1) -> Finding:
    """Dropping the draws outside the event can only lower the probability."""
    # the share of E[Q^(-d/2)], of narrow windows at 0, that lies outside: Q is tilted to k - d degrees of freedom
    worst = smallest(lambda d, k: direction * _outside(d, k, k - d), {"d": [1, 2, 4, 8], "k": [16, 64, 100]})
    return holds(
        worst.margin >= 0,
        "The product is non-negative, so E[g] >= E[g 1_E] = E[g | E] P(E) (the conditioning on Z and the event is to be read so). For "
        f"narrow windows at 0 the share of the mean outside the event is {worst.margin:.3g} or more on a grid.",
    )


@check(
    "lemma-7-density",
    r"\Pr((X)_j \in I_\epsilon(z_j) \mid Z) \ge \frac{2\epsilon}{\sqrt{\pi \sum_i Z_i^2}} \exp\left(-\frac{(|z_j| +"
    r" \epsilon)^2}{2 \sum_i Z_i^2}\right)",
    uses=("definition-4",),
)
def lemma_7_density() -> Finding:
    """A normal variable lies in a window with at least the window's width times its least density."""

    def log_ratio(z: float, eps: float) -> float:  # variance 1: others are scaled
        inside = (erf((z + eps) / math.sqrt(2)) - erf((z - eps) / math.sqrt(2))) / 2
        return float(math.log(inside) - math.log(2 * eps / math.sqrt(2 * math.pi)) + (z + eps) ** 2 / 2)

    meant = smallest(log_ratio, {"z": [0.0, 0.1, 1.0, 3.0], "eps": [1e-4, 0.01, 0.25, 1.0]}).margin
    printed = meant - math.log(2) / 2
    return amended(
        printed >= 0,
        meant >= 0,  # in general as the density falls in |x|, and |x| <= |z| + eps in the window
        r"$2\pi$ for $\pi$: the density of $\mathcal{N}(0, s)$ is $e^{-x^2/(2s)} / \sqrt{2\pi s}$",
        f"At s = 1, z = 0, eps = 0.0001 the probability is {math.exp(printed):.4f} times the right-hand side, 1/sqrt(2). With 2 pi the "
        f"right-hand side is the width times the least density, that at |z| + eps; least ratio on a grid 1 + {math.expm1(meant):.1e}. "
        "The printed one is sqrt(2) times as large.",
    )


@check(
    "lemma-7-on-event",
    r"\prod_j \frac{2\epsilon}{\sqrt{\pi Q}} e^{-\frac{(|z_j| + \epsilon)^2}{2Q}} \ge \left(\frac{2\epsilon}{\sqrt{\pi (1 + 2\sqrt{c_d} + "
    r"2 c_d) k}}\right)^d \exp\left(-\frac{\|\vec{z}\|_2^2 + 2\epsilon \|\vec{z}\|_1 + d \epsilon^2}{2 (1 - 2\sqrt{c_d}) k}\right)",
    uses=("lemma-7-event",),
    perturbed={"cross": 1},
)
def lemma_7_on_event(*, cross: int = 2) -> Finding:
    """On the event Q is at most its upper end in the root and at least its lower end in the exponent."""
    z = sympy.symbols("z1:4", nonnegative=True)
    eps, r, s = sympy.symbols("epsilon r s", nonnegative=True)
    exponent = same(sum((v + eps) ** 2 for v in z), sum(v**2 for v in z) + cross * eps * sum(z) + 3 * eps**2)
    q = 1 - 2 * r + s * (4 * r + 2 * r**2)  # Q / k for s in [0, 1]
    ends = same(1 + 2 * r + 2 * r**2 - q, (1 - s) * (4 * r + 2 * r**2)) and same(q - (1 - 2 * r), s * (4 * r + 2 * r**2))
    return holds(
        exponent and ends,
        "With Q/k = 1 - 2r + s (4r + 2r^2), s in [0, 1], the upper end exceeds Q/k by (1 - s)(4r + 2r^2), and Q/k the lower end by s (4r "
        "+ 2r^2); the sum of (|z_j| + eps)^2 is the numerator (expanded for d = 3).",
    )


@check("lemma-7-constant", r"c_d k \ge 1 \text{ by hypotheses}, \quad 1 - 2 e^{-c_d k} \ge \frac{1}{4}")
def lemma_7_constant() -> Finding:
    """The hypotheses k >= 16 and d <= k make the event likely."""

    cases = [(1 - 2 * math.exp(-k / max(d, 4) ** 2), d, k) for d, k in product(range(1, 41), range(16, 1700)) if d <= k]
    printed, d, k = min(cases)
    meant = min(likely for likely, d, k in cases if d * d <= k)
    return amended(
        printed >= 0.25,
        meant >= 0.25 and 1 - 2 * math.exp(-1) >= 0.25,
        r"$k \ge d^2$ for $d \le k$, which Theorem 5 grants; Lemma 7 itself, with $2\pi$, needs no event (Jensen's inequality)",
        f"At d = {d}, k = {k}: c_d k = {k / max(d, 4) ** 2:.4g} and 1 - 2 exp(-c_d k) = {printed:.4f}. With k >= max(16, d^2) it is "
        f"{meant:.4f} = 1 - 2/e at least.",
    )


@check(
    "eq-2",
    r"\|\vec{z}\|_2^2 + 2\epsilon \|\vec{z}\|_1 + d \epsilon^2 \le k + 2\epsilon \sqrt{k} + d \epsilon^2, \quad"
    r" \|\vec{z}\|_2 \le \|\vec{z}\|_1 \le \sqrt{k}",
    perturbed={"radius": 2},
)
def eq_2(*, radius: int = 1) -> Finding:
    """The target's norms are at most sqrt(k)."""
    z = sympy.symbols("z1:4", nonnegative=True)
    gap = sympy.expand(sum(z) ** 2 - sum(v**2 for v in z))
    norms = all(c > 0 for c in sympy.Poly(gap, *z).coeffs())
    root, eps = sympy.symbols("root epsilon", positive=True)
    longest = radius * root  # |z|_1, attained with |z|_2 at one axis
    rest = sympy.expand(root**2 + 2 * eps * root - longest**2 - 2 * eps * longest)
    return holds(
        norms and rest == 0, f"|z|_1^2 - |z|_2^2 = {gap} >= 0 for coordinates' absolute values; both sides agree at z = (sqrt(k), 0, ...)."
    )


QUARTER = Fraction(1, 4)


@check(
    "eq-3",
    r"\exp\left(-\frac{1 + \frac{2\epsilon}{\sqrt{k}} + \frac{d \epsilon^2}{k}}{2 (1 - 2\sqrt{c_d})}\right) \ge"
    r" \exp\left(-\frac{1 + \frac{1}{8} + \frac{1}{16}}{2 (1 - 2\sqrt{c_d})}\right)",
    uses=("eq-2",),
    perturbed={"first": Fraction(1, 9)},
)
def eq_3(*, first: Fraction = Fraction(1, 8), second: Fraction = Fraction(1, 16)) -> Finding:
    """For k >= 16, d <= k and eps < 1/4 the exponent's numerator is at most 1 + 1/8 + 1/16."""
    cross, square = 2 * QUARTER / 4, QUARTER**2  # suprema: k = 16, and d = k
    return holds(cross <= first and square <= second, f"2 eps/sqrt(k) < 2 (1/4)/4 = {cross}, d eps^2/k < (1/4)^2 = {square}.")


@check(
    "eq-4",
    r"\frac{1}{4} \exp\left(-\frac{1 + \frac{1}{8} + \frac{1}{16}}{2 (1 - 2\sqrt{c_d})}\right) \ge \frac{1}{16}",
    uses=("eq-3", "lemma-7-constant"),
    perturbed={"final": 8},
)
def eq_4(*, final: int = 16) -> Finding:
    """The two constants together are at least 1/16."""
    worst = (1 + Fraction(1, 8) + Fraction(1, 16)) / (2 * (1 - 2 * QUARTER))  # sqrt(c_d) <= 1/4
    value = (-arb(worst.numerator) / worst.denominator).exp() / 4
    return holds(
        bool(value >= arb(1) / final),
        f"sqrt(c_d) <= 1/4, where the exponent is -{worst}; exp of it over 4 is {float(value):.5f} >= 1/{final}.",
    )


@check(
    "lemma-7-last-display",
    r"\exp\left(-\frac{1 + \frac{1}{8} + \frac{1}{16}}{2 (1 - 2\sqrt{1/16})}\right) \ge \frac{1}{16} \text{ in Ineq. 4}",
    uses=("eq-4",),
)
def lemma_7_last_display() -> Finding:
    """What is used of the exponential in Ineq. 4."""
    value = math.exp(-19 / 16)
    return misprint(
        value >= 1 / 16 and Fraction(1, 4) * Fraction(1, 16) >= Fraction(1, 16),
        value >= 1 / 4 and Fraction(1, 4) * Fraction(1, 4) >= Fraction(1, 16),
        r"$\ge \frac14$",
        f"exp(-19/16) = {value:.4f}. At least 1/16 is true, but gives 1/4 * 1/16 = 1/64 in Ineq. 4; at least 1/4 gives the 1/16.",
    )
