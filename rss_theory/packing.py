"""Lower bounds by counting: so many subnetworks, or subsets, cannot serve so many separated targets."""

import math
from fractions import Fraction

from rss_theory.bound import Bound
from rss_theory.entropy import binary_entropy
from rss_theory.least import least, or_inf

LAMBDA = 1 - 1 / (2 * math.pi)  # of natale2024 Theorem 5


def parameters(d: int, eps: float) -> Bound:
    """Parameters that a network needs if each linear d x d map of norm at most 1 is approximated to within eps with probability 1/2.

    The proof has 2 * 2^m >= (1 / (2 eps))^(d^2) for m parameters, whose subsets are at most 2^m, so m >= d^2 log2(1/(2 eps)) - 1.
    Raises ValueError for d < 1 or eps <= 0. Source: pensia2020:theorem-2.

    >>> parameters(10, 0.01).value
    563.3856189774724
    """
    _check(d, eps)
    value = d**2 * math.log2(1 / (2 * eps)) - 1
    return Bound("Theorem 2, parameters", value, "lower", "parameters", "pensia2020:theorem-2", {"0 < eps < 1/2": 0 < eps < 0.5})


def width(d: int, eps: float) -> Bound:
    """The hidden width that a two-layer network needs for the same: 2^(2 s d + 1) >= (1 / (2 eps))^(d^2). Source: pensia2020:theorem-2.

    >>> width(10, 0.01).value
    28.16928094887362
    """
    value = parameters(d, eps).value / (2 * d)
    return Bound("Theorem 2, width", value, "lower", "width", "pensia2020:theorem-2", {"0 < eps < 1/2": 0 < eps < 0.5})


def sparse_parameters(d: int, k: int, eps: float) -> Bound:
    """The least n of natale2024 Theorem 5, n H2(k/n) >= (d^2/2) log2(k/eps) and k <= lambda n, as printed.

    n parameters are needed if pruning down to k of them approximates each linear d x d map of norm at most sqrt(k) to within eps with
    probability 1/2. Raises ValueError as `parameters`, and for k < 1. Source: natale2024:theorem-5.

    >>> sparse_parameters(5, 40, 0.01).value, counted_sparse_parameters(5, 40, 0.01).value
    (217.0, 586.0)
    """
    _check(d, eps, k)
    bits = d**2 / 2 * math.log2(k / eps)
    n = or_inf(lambda: least(lambda n: n * float(binary_entropy(k / n)) >= bits, math.ceil(k / LAMBDA)))
    return Bound("Theorem 5", n, "lower", "parameters", "natale2024:theorem-5", {"0 < eps < 1/16": 0 < eps < 1 / 16})


def counted_sparse_parameters(d: int, k: int, eps: float) -> Bound:
    """The least n of that proof's Eq. 46, C(n, k) >= (sqrt(k) / (2 eps))^(d^2) / 2, before it is weakened; k <= n is all it needs.

    Beyond 2^53 it is the nearest double. Source: natale2024:eq-46.

    >>> counted_sparse_parameters(1, 1, 0.01).value  # n >= 25, but for the double 0.01, which is a little more than 1/100
    25.0
    """
    _check(d, eps, k)
    squared = (Fraction(k) / (2 * Fraction(eps)) ** 2) ** d**2 / 4
    n = or_inf(lambda: least(lambda n: math.comb(n, k) ** 2 >= squared, k))
    return Bound("Eq. 46", n, "lower", "parameters", "natale2024:eq-46", {"2 eps < sqrt(k)": 2 * eps < math.sqrt(k)})


def density(d: int, eps: float, m: int) -> Bound:
    """The least share gamma of m parameters that a ticket must keep: gamma m log2(e/gamma) >= d^2 log2(1/(2 eps)) - 1.

    inf where even gamma = 1 does not suffice: then no ticket of any density exists. Source: natale2024:appendix-a.

    >>> f"{density(10, 0.01, 2000).value:.6f}"
    '0.048495'
    """
    needed = parameters(d, eps).value
    if m < 1:
        raise ValueError(f"m >= 1 is needed, got m={m}")

    def bits(gamma: float) -> float:
        return gamma * m * math.log2(math.e / gamma)

    low, high = 0.0, 1.0
    if bits(high) < needed:
        low = high = math.inf
    elif needed <= 0:
        high = 0.0
    else:
        while (middle := (low + high) / 2) not in (low, high):  # bits rise on (0, 1]
            low, high = (low, middle) if bits(middle) >= needed else (middle, high)
    return Bound("Appendix A", high, "lower", "density", "natale2024:appendix-a", {"0 < eps < 1/2": 0 < eps < 0.5})


def samples(eps: float, half_width: float, delta: float = 0.0, k: int | None = None) -> Bound:
    """The least number of samples that can hit each target of [-a, a], a = half_width, to within eps with probability 1 - delta.

    Every subset sum is near targets of total length 2 eps at most, so 2^n, or C(n, k) for subsets of size k, times 2 eps is at least
    (1 - delta) 2 a. This holds for samples of any law, and whether each target is asked for alone or all at once.
    Raises ValueError for eps <= 0, k < 1. Source: counting:samples.

    >>> samples(0.01, 1.0).value, samples(0.01, 1.0, k=3).value
    (7.0, 10.0)
    """
    _check(1, eps, 1 if k is None else k)
    hypotheses = {"0 <= delta < 1": 0 <= delta < 1, "half_width > 0": half_width > 0}
    wanted = (1 - Fraction(delta)) * Fraction(half_width) / Fraction(eps)
    n = or_inf(lambda: least(lambda n: (2**n if k is None else math.comb(n, k)) >= wanted, k or 0))
    return Bound("counting", n, "lower", "width", "counting:samples", hypotheses)


def _check(d: int, eps: float, k: int = 1) -> None:
    if d < 1 or k < 1 or not eps > 0:
        raise ValueError(f"d >= 1, k >= 1 and eps > 0 are needed, got d={d}, k={k}, eps={eps}")
