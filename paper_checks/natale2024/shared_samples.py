"""natale2024 Theorem 2, Eqs. 14 to 18: how many samples two subsets share (section 3.1)."""

import math
from fractions import Fraction

import sympy
from flint import arb

from paper_checks.check import Finding, check, holds, misprint
from paper_checks.evidence import at, overlap, same, smallest
from paper_checks.natale2024.parameters import LAMBDA, MU, overlaps
from rss_theory.laws import Uniform
from rss_theory.sum_bounded import constants


@check("eq-14-a", r"\frac{1}{\binom{n}{k}} \le \sqrt{\frac{8k(n-k)}{n}} \, 2^{-nH_2\left(\frac{k}{n}\right)}", perturbed={"eight": 7})
def eq_14_a(*, eight: int = 8) -> Finding:
    """The standard lower bound on a binomial coefficient by entropy, for 1 <= k <= n - 1."""

    def exact(n: int, k: int) -> bool:
        """C(n,k)^2 8k(n-k) k^2k (n-k)^2(n-k) >= n n^2n, in integers."""
        return math.comb(n, k) ** 2 * eight * k * (n - k) * k ** (2 * k) * (n - k) ** (2 * (n - k)) >= n ** (2 * n + 1)

    small = all(exact(n, k) for n in range(2, 61) for k in range(1, n))
    # beyond, by Robbins's form of Stirling: the ratio is at least sqrt(eight/(2 pi)) exp(-1/(12k) - 1/(12(n-k))), k, n-k >= 2; for k = 1
    # the claim is sqrt(eight (1 - 1/n)) >= (n/(n-1))^(n-1), which is below e
    robbins = (arb(eight) / (2 * arb.pi())).sqrt() * (arb(-1) / 12).exp() >= 1
    ends = (arb(eight) * (1 - arb(1) / 61)).sqrt() >= arb(1).exp()
    return holds(
        small and bool(robbins) and bool(ends),
        "Exact in integers for n <= 60, with equality at n = 2, k = 1; for larger n by Robbins's bounds on factorials where k and n - k "
        f"are at least 2 (sqrt(8/(2 pi)) exp(-1/12) = {math.sqrt(eight / (2 * math.pi)) * math.exp(-1 / 12):.4f} >= 1), and at k = 1 and "
        "n - 1 as sqrt(8 (1 - 1/n)) >= e. For k = 0 it is false, which is excluded.",
    )


@check(
    "eq-14",
    r"\sqrt{\frac{8k(n-k)}{n}} \, 2^{-nH_2\left(\frac{k}{n}\right)} \le \sqrt{\frac{8k(n-k)}{n}} \, 2^{-c_{hyp} \log_2 "
    r"\frac{k}{\varepsilon}} \le 2\sqrt{2} \frac{\varepsilon}{\sqrt{k}}",
    uses=("eq-14-a", "section-3-hypergeometric"),
    perturbed={"c_hyp": 0.9},
)
def eq_14(*, c_hyp: float = 1.0) -> Finding:
    """The probability that both subsets are the same is at most 2 sqrt(2) eps/sqrt(k) under Eq. 1."""
    n, k, eps = sympy.symbols("n k eps", positive=True)
    ratio = sympy.sqrt(8 * k * (n - k) / n) * eps / k / (2 * sympy.sqrt(2) * eps / sympy.sqrt(k))  # at c_hyp = 1
    identity = same(ratio**2, 1 - k / n)

    def margin(k: int, eps: float) -> float:
        return math.log(2 * math.sqrt(2) * eps / math.sqrt(k)) - math.log(math.sqrt(8 * k) * (eps / k) ** c_hyp)  # as n grows

    found = smallest(margin, {"k": [1, 2, 10, 1000], "eps": [0.99, 0.1, 1e-3, 1e-9]})
    return holds(
        identity and found.margin >= -1e-12,
        "(b) is Eq. 1. (c): at c_hyp = 1 the right-hand side over the left-hand side, squared, is n/(n - k) >= 1; a larger c_hyp makes "
        f"the left-hand side smaller as k/eps > 1. Least logarithm of the ratio as n grows: {found.margin:.2g}.",
    )


@check(
    "eq-15",
    r"\Pr(I_{\mu k, k-1}) \Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_{\mu k, k-1}) \le c \frac{\varepsilon}{\sqrt{k}}",
    uses=("eq-16", "eq-17"),
    perturbed={"factor": 0.005},
)
def eq_15(*, factor: float = 1.0) -> Finding:
    """The second addendum: the second subset hits and shares at least mu k, but not all, with the first."""
    c_u, mu = constants(Uniform())[1], 0.6
    c = factor * 2 * c_u * LAMBDA / (mu - LAMBDA) ** 2
    worst, where = max((sum(more) * math.sqrt(point["k"]) / point["eps"], at(point)) for point, _, _, more in overlaps(mu))
    return holds(
        worst <= c,
        f"The product of Eqs. 16 and 17: c = 2 c_u lambda/(mu - lambda)^2, at lambda = 1/2, mu = 0.6 and Uniform {c:.2f}; the exact "
        f"addendum is at most {worst:.3f} eps/sqrt(k) for n = 2k, k <= 20 ({where}).",
    )


@check("eq-16", r"\Pr(I_{\mu k, k-1}) \le \frac{c}{\sqrt{k}}", uses=("eq-18",), perturbed={"mu": 0.2})
def eq_16(*, mu: float = MU) -> Finding:
    """Two random k-subsets share at least mu k elements with probability at most c/sqrt(k), mu > lambda >= k/n."""
    c = LAMBDA / (mu - LAMBDA) ** 2

    def tail(k: int, n: int) -> float:
        return math.sqrt(k) * float(sum((overlap(n, k, i) for i in range(math.ceil(mu * k), k)), Fraction(0)))

    worst, k, n = max((tail(k, n), k, n) for k in (1, 2, 3, 5, 10, 20, 50, 100, 200) for n in (2 * k, 3 * k, 10 * k))
    return holds(
        worst <= c,
        f"By Chebyshev's inequality with Var I <= k^2/n (Eq. 18): c = lambda/(mu - lambda)^2 = {c:.3f} at lambda = 1/2, mu = {mu}, even "
        f"with 1/k for 1/sqrt(k). The exact sqrt(k) times the probability is at most {worst:.4f} (k = {k}, n = {n}; k to 200).",
    )


@check("eq-17", r"\Pr(H_{\tilde{S}'} | H_{\tilde{S}}, I_{\mu k, k-1}) \le c\varepsilon", uses=("eq-23",), perturbed={"factor": 1.0})
def eq_17(*, factor: float = 2.0) -> Finding:
    """Given the first, the second subset hits with probability at most 2 c_u eps, if they differ."""
    c_u = constants(Uniform())[1]
    points = (found for mu in (0.6, MU) for found in overlaps(mu))
    worst, where = max((sum(more) / inside / point["eps"], at(point)) for point, inside, _, more in points if inside > 0)
    return holds(
        worst <= factor * c_u,
        f"c = 2 c_u = {factor * c_u:.4f} for Uniform, by Eq. 23: the samples that only the second has, at least one, have a density of at "
        f"most c_u. The exact conditional probability is at most {worst:.4f} eps ({where}; mu = 0.6 and 0.9).",
    )


@check("eq-18-variance", r"\mathrm{Var}[I] = \frac{k^2}{n} \frac{n-k}{n} \frac{n-k}{n-1}", perturbed={"one": 0})
def eq_18_variance(*, one: int = 1) -> Finding:
    """The variance of the number of elements that two random k-subsets share, which is hypergeometric (n, k, k)."""

    def exact(n: int, k: int) -> bool:
        mean, square = (sum((i**power * overlap(n, k, i) for i in range(k + 1)), Fraction(0)) for power in (1, 2))
        return mean == Fraction(k * k, n) and square - mean**2 == Fraction(k * k * (n - k) ** 2, n * n * (n - one))

    ok = all(exact(n, k) for n in range(2, 25) for k in range(1, n + 1))
    return holds(ok, "The textbook formula; mean k^2/n and variance exact in rationals for all 1 <= k <= n, 2 <= n <= 24.")


@check(
    "eq-18",
    r"\frac{\mathrm{Var}[I]}{\mu^2 k^2 \left(1 - \frac{k}{\mu n}\right)^2} \le c' \frac{\frac{k^2}{n} \frac{n-k}{n} \frac{n-k}{n-1}}{k^2} "
    r"\le \frac{c}{\sqrt{k}}, \quad c' = \mu^2 (1 - \lambda/\mu)^2",
    uses=("eq-18-variance",),
)
def eq_18() -> Finding:
    """Chebyshev's inequality for the number of shared elements, k <= lambda n < mu n."""
    share = Fraction(1, 2)

    def both(printed: bool, mu: Fraction, n: int, k: int) -> bool:
        variance = Fraction(k * k * (n - k) ** 2, n * n * (n - 1))
        c = mu**2 * (1 - share / mu) ** 2
        left, right = variance / (mu**2 * k**2 * (1 - k / (mu * n)) ** 2), (c if printed else 1 / c) * variance / k**2
        return left <= right and (printed or float(right) <= float(share / (mu - share) ** 2) / math.sqrt(k))

    grid = [(mu, n, k) for mu in (Fraction(6, 10), Fraction(9, 10)) for n in range(2, 60) for k in range(1, n // 2 + 1)]
    wrong = sum(not both(True, *point) for point in grid)
    return misprint(
        wrong == 0,
        all(both(False, *point) for point in grid),
        r"$c' = \frac{1}{\mu^2 (1 - \lambda/\mu)^2}$",
        f"1/(mu - k/n)^2 is above 1 and the printed c' = (mu - lambda)^2 below: with it the first inequality fails at all {wrong} of "
        f"{len(grid)} points (lambda = 1/2, mu = 0.6 and 0.9, n < 60); with its reciprocal both hold, c = lambda/(mu - lambda)^2, exactly "
        "and, as k/n <= lambda, always.",
    )
