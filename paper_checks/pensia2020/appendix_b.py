"""pensia2020, appendix B: the proof of Theorem 2, by counting and packing."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy
from flint import arb

from paper_checks.check import Finding, check, holds, misprint
from paper_checks.evidence import at_least_zero, same, smallest
from rss_theory import packing


@check(
    "appendix-b-step-1",
    r"\|W_1 - W_2\| \le \sup_{\|x\| \le 1} \|g'(x) - W_1 x\| + \sup_{\|x\| \le 1} \|g'(x) - W_2 x\| \le 2 \epsilon: g' \text{ "
    r"approximates at most one member of } P",
    perturbed={"separation": 1},
)
def appendix_b_step_1(*, separation: int = 2) -> Finding:
    """A function is eps-close to at most one of matrices that are more than 2 eps apart."""
    apart = separation * Fraction(1001, 1000)  # in units of eps, just more than the separation
    nearest = apart / 2  # by the triangle inequality one of the two is at least half of it away; the midpoint is as near to both
    return holds(
        nearest > 1,
        f"Matrices {float(apart)} eps apart: of any g' the larger of the two errors is at least {float(nearest)} eps, which the midpoint "
        "attains",
    )


@check("appendix-b-step-2", r"|P| > 2|G| \text{ contradicts (9)}, \text{ therefore } 2|G| > |P|", uses=("appendix-b-step-1",))
def appendix_b_step_2() -> Finding:
    """The proof excludes that the separated set has twice as many members as there are subnetworks, or more."""
    sizes = [2**m for m in range(1, 12)]
    printed = all(Fraction(G, P) < Fraction(1, 2) for G in sizes for P in range(2 * G, 4 * G))  # what 2|G| > |P| has to exclude
    assumed = all(Fraction(G, P) < Fraction(1, 2) for G in sizes for P in range(2 * G + 1, 4 * G))
    # all-zero masks give 0 for every realization: if 0 is near a member of P, the others share |G| - 1 subnetworks, else all do
    repaired = all(Fraction(G - 1, P - near) < Fraction(1, 2) for G in sizes for P in range(2 * G, 4 * G) for near in (0, 1))
    return misprint(
        printed,
        assumed and repaired,
        r"the argument gives $2|G| \ge |P|$, which serves as well; it is strict because the subnetwork 0 is in every $G$, which leaves "
        r"$|G| - 1$ for the rest of $P$",
        "The contradiction needs the mean share of P that is approximated, at most |G|/|P|, to be below 1/2. At |P| = 2|G| it is "
        f"{Fraction(2, 4)}, which (9) allows, and the proof supposes |P| > 2|G| only. With the zero subnetwork apart the share of the "
        f"others is at most (|G| - 1)/(|P| - 1) < 1/2 from |P| = 2|G| on: {repaired} for |G| = 2, ..., 2048.",
    )


@check(
    "appendix-b-share",
    r"\frac{1}{|P|} \sum_{W \in P} I\left( \exists g' \in G: \sup_{\|x\| \le 1} \|g'(x) - W x\| \le \epsilon \right) \le \frac{|G|}{|P|}",
    uses=("appendix-b-step-1",),
    perturbed={"separation": 1},
)
def appendix_b_share(*, separation: int = 2) -> Finding:
    """Whatever the weights, no more matrices of P are approximated than there are subnetworks."""
    eps = Fraction(1, 40)
    apart = separation * eps * Fraction(1001, 1000)
    P = [i * apart for i in range(-int(1 / apart), int(1 / apart) + 1)]
    rng, shares = np.random.default_rng(12), []
    for _ in range(20):
        weights = [Fraction(int(i), 1000) for i in rng.integers(-700, 701, 3)]  # g' = A x, A a subset sum
        G = {sum(part, Fraction(0)) for size in range(4) for part in itertools.combinations(weights, size)}
        shares.append(Fraction(sum(any(abs(W - A) <= eps for A in G) for W in P), len(G)))
    return holds(
        max(shares) <= 1,
        f"Each g' is near one member of P at most (step 1). d = 1, eps = {eps}, {len(P)} points {float(apart)} apart, 20 random draws of 3 "
        f"weights: the members approximated are at most {float(max(shares)):.2f} of the number of subnetworks, exactly.",
    )


@check(
    "appendix-b-average",
    r"\mathbb{E}_{W \in P} P(\exists g' \in G: \cdots \le \epsilon) < \tfrac12 \Rightarrow \exists W \in P: P(\cdots) < \tfrac12",
    uses=("appendix-b-share",),
    perturbed={"every": True},
)
def appendix_b_average(*, every: bool = False) -> Finding:
    """Where the average over P is below 1/2, so is the probability for some matrix of P."""
    draws = np.random.default_rng(7).random((1000, 9))
    below = draws[draws.mean(axis=1) < 0.5]
    ok = (below < 0.5).all(axis=1) if every else below.min(axis=1) < 0.5
    return holds(
        bool(ok.all()),
        f"The least of finitely many numbers is at most their mean; also in all of {len(below)} random cases. Averages over W and over g "
        "commute.",
    )


@check(
    "appendix-b-volume",
    r"\frac{\mathrm{Vol}(\{W: \|W\| \le 1\})}{\mathrm{Vol}(\{W: \|W\| \le 2 \epsilon\})} = (2 \epsilon)^{-d^2}",
    perturbed={"power": 1},
)
def appendix_b_volume(*, power: int = 2) -> Finding:
    """The operator norm ball of radius 2 eps is (2 eps)^(d^2) of the unit ball, so that so many balls are needed to cover it."""
    eps = sympy.symbols("epsilon", positive=True)
    ok = all(same((2 * eps * sympy.eye(d * d)).det(), (2 * eps) ** (d**power)) for d in (1, 2, 3))
    return holds(ok, f"W -> 2 eps W has determinant (2 eps)^(d^2) on R^(d x d), to be (2 eps)^(d^{power}): in symbols for d = 1, 2, 3")


@check(
    "appendix-b-frobenius",
    r"\{W: \|W\| \le c\} \supseteq \{W: \|W\|_F \le c\}, \text{ so its volume is positive}",
    perturbed={"converse": True},
)
def appendix_b_frobenius(*, converse: bool = False) -> Finding:
    """The operator norm is at most the Frobenius norm."""
    # |Wx|^2 = sum over rows of (w_i . x)^2 <= |W|_F^2 |x|^2 by Cauchy-Schwarz (Lagrange's identity, here for 2 columns)
    a, b, x, y = sympy.symbols("a b x y", real=True)
    cauchy = same((a**2 + b**2) * (x**2 + y**2) - (a * x + b * y) ** 2, (a * y - b * x) ** 2)
    W = np.random.default_rng(8).standard_normal((500, 4, 4))
    operator, frobenius = np.linalg.norm(W, 2, axis=(1, 2)), np.linalg.norm(W, axis=(1, 2))
    ok = np.all(frobenius <= operator) if converse else np.all(operator <= frobenius * (1 + 1e-12))
    return holds(
        cauchy and bool(ok),
        f"Cauchy-Schwarz in each row; on 500 random 4 x 4 matrices the ratio |W| / |W|_F is {np.min(operator / frobenius):.2f} to "
        f"{np.max(operator / frobenius):.2f}",
    )


# d = 1, W = [-1, 1]: eps, the most points more than 2 eps apart (k - 1 gaps fit while (k - 1) 2 eps < 2), the fewest balls of radius 2 eps
LINE = [(eps, math.ceil(1 / eps), math.ceil(1 / (2 * eps))) for eps in (Fraction(i, 60) for i in range(1, 121))]


@check("appendix-b-packing", r"|P| > |N(W, \|\cdot\|, 2 \epsilon)|")
def appendix_b_packing() -> Finding:
    """The packing number exceeds the covering number of the same radius."""
    equal = [eps for eps, most, fewest in LINE if most == fewest]
    return misprint(
        not equal,
        all(most >= fewest for _, most, fewest in LINE),
        r"$|P| \ge |N|$, a maximal separated set is a net; $2|G| > |P|$ keeps the chain strict",
        "d = 1, W = [-1, 1]: most points more than 2 eps apart ceil(1/eps), fewest balls of radius 2 eps ceil(1/(2 eps)). Equal at eps = "
        f"{equal[0]} and above (1 and 1), which (9) does not exclude; never less on a grid of eps up to 2.",
    )


@check(
    "appendix-b-chain",
    r"2|G| > |P| \ge |N(W, \|\cdot\|, 2 \epsilon)| \ge \left( \frac{1}{2 \epsilon} \right)^{d^2}",
    uses=("appendix-b-step-2", "appendix-b-packing", "appendix-b-volume", "appendix-b-exponent"),
    perturbed={"factor": Fraction(1, 2)},
)
def appendix_b_chain(*, factor: Fraction = Fraction(2)) -> Finding:
    """Twice the number of subnetworks exceeds (1/(2 eps))^(d^2), the exponent as meant."""
    return holds(
        all(most >= fewest >= 1 / (factor * eps) for eps, most, fewest in LINE),
        "A net of radius 2 eps has |N| (2 eps)^(d^2) >= 1 by volume, and a maximal 2 eps-separated set is such a net (Vershynin, Lemma "
        f"4.2.8). For d = 1 exactly: ceil(1/eps) >= ceil(1/(2 eps)) >= 1/({factor} eps) for eps = 1/60, ..., 2.",
    )


@check(
    "appendix-b-exponent",
    r"|N(W, \|\cdot\|, 2 \epsilon)| \ge \left( \tfrac{1}{2 \epsilon} \right)^{-d^2}, \quad 2^{2sd + 1} > \left( \tfrac{1}{2 \epsilon} "
    r"\right)^{-d^2} \Rightarrow s = \Omega\left( d \log \tfrac{1}{2 \epsilon} \right)",
    uses=("appendix-b-volume",),
)
def appendix_b_exponent() -> Finding:
    """The lower bound of both displays is the quotient of the volumes, and makes s large."""
    eps, d = sympy.symbols("epsilon d", positive=True)

    def least(sign: int, dim: int, log2: int) -> int:  # the least s >= 1 with 2sd + 1 > sign d^2 log2(1/(2 eps))
        return next(s for s in itertools.count(1) if 2 * s * dim + 1 > sign * dim**2 * log2)

    def follows(sign: int) -> bool:
        growing = all(least(sign, dim, log2) >= Fraction(dim * log2, 4) for dim in (1, 2, 5) for log2 in (1, 10, 100))
        return growing and same((1 / (2 * eps)) ** (sign * d**2), (2 * eps) ** (-(d**2)))  # the quotient of the volumes

    return misprint(
        follows(-1),
        follows(1),
        r"$\left( \frac{1}{2 \epsilon} \right)^{d^2}$, or $(2 \epsilon)^{-d^2}$ as in the display of the volumes",
        "The line before has the quotient (2 eps)^(-d^2), which is (1/(2 eps))^(d^2); with the exponent -d^2 the bound is (2 eps)^(d^2), "
        f"below 1 for eps < 1/2, and met by s = {least(-1, 5, 100)} at d = 5, log2(1/(2 eps)) = 100, where s >= {least(1, 5, 100)} is "
        "meant and used.",
    )


def _count_masks(shapes: list[tuple[int, int]]) -> int:
    """How many ways there are to prune matrices of these shapes, by listing them."""
    return sum(1 for _ in itertools.product((0, 1), repeat=sum(rows * columns for rows, columns in shapes)))


@check(
    "appendix-b-l-2",
    r"|G| \le 2^{2sd} \Rightarrow s = \Omega\left( d \log \tfrac{1}{2 \epsilon} \right)",
    uses=("appendix-b-chain",),
    perturbed={"matrices": 1},
)
def appendix_b_l_2(*, matrices: int = 2) -> Finding:
    """Two layers of hidden width s have 2^(2sd) subnetworks, so s is at least of order d log(1/(2 eps))."""
    counted = all(_count_masks([(d, s), (s, d)]) <= 2 ** (matrices * s * d) for d in (1, 2) for s in (1, 2, 3))
    # with y = d log2(1/(2 eps)): s > y/2 - 1/(2d) >= y/2 - 1/2, and s >= 1 (0 does not approximate h_I), so s >= y/4
    rest = at_least_zero(lambda y: (y / 2 - arb("0.5")).max(arb(1)) - y / 4, (0.0, 100.0))  # and beyond, where y/2 rises faster than y/4
    grid = {"d": (1, 2, 10, 100), "eps": (0.4, 0.1, 1e-2, 1e-8)}
    solved = smallest(lambda d, eps: -abs(packing.width(d, eps).value - (d * math.log2(1 / (2 * eps)) / 2 - 1 / (2 * d))), grid)
    return holds(
        counted and rest.proved and solved.margin > -1e-9,
        "Masks counted for d <= 2, s <= 3: 2^(2sd) at most. 2sd + 1 > d^2 L, L = log2(1/(2 eps)), is s > dL/2 - 1/(2d), as "
        f"packing.width; with s >= 1 it gives s >= dL/4 for all d and eps < 1/2, in balls (least margin {rest.least:.2f}).",
    )


@check(
    "appendix-b-l-more",
    r"|G| \le 2^m \Rightarrow m = \Omega\left( d^2 \log \tfrac{1}{2 \epsilon} \right)",
    uses=("appendix-b-chain",),
    perturbed={"saved": 1},
)
def appendix_b_l_more(*, saved: int = 0) -> Finding:
    """m parameters have 2^m subnetworks, so m is at least of order d^2 log(1/(2 eps))."""
    counted = all(
        _count_masks(shapes) <= 2 ** (sum(a * b for a, b in shapes) - saved)
        for shapes in ([(1, 2), (2, 2), (2, 1)], [(2, 1), (1, 1), (1, 1), (1, 2)], [(2, 2)])
    )
    kinks = [max(z - 1, Fraction(1)) - z / 2 for z in (Fraction(0), Fraction(2))]  # z = d^2 log2(1/(2 eps)): m > z - 1 and m >= 1
    return holds(
        counted and min(kinks) >= 0,
        "Masks counted for three networks of 3, 4 and 1 layers: 2^m at most. m + 1 > d^2 L, so m > d^2 L - 1 (packing.parameters), and "
        "with m >= 1 m >= d^2 L / 2, L = log2(1/(2 eps)): max(1, z - 1) - z/2 is piecewise linear, 0 at z = 2 and positive elsewhere.",
    )
