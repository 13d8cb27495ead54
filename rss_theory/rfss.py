"""Random fixed-size subset sum: is the sum of some k of n samples within eps of a target? Source: natale2024, section 3."""

import math
from fractions import Fraction
from itertools import count

from rss_theory.bound import Bound
from rss_theory.entropy import binary_entropy
from rss_theory.laws import Law, Uniform, as_law
from rss_theory.least import least, or_inf
from rss_theory.moments import moments

SUCCESS = "success probability"


def success_bounds(
    n: int, k: int, eps: float, target: float = 0.0, law: Law = Uniform(), *, c_hyp: float = 1.0, c_thm: float = 0.0
) -> list[Bound]:
    """Bounds on P(some k of n samples sum to within eps of target), for 1 <= k <= n and eps > 0.

    The moment bounds are exact and hold always. natale2024 Theorem 2 names no c_thm: 0, which says only "positive", stands for it
    unless given. Raises ValueError for other k, eps, or where `sums.overlaps` does. Source: natale2024:theorem-2.

    >>> [f"{b.name}: {b.value:.6f}" for b in success_bounds(15, 7, 0.01)]
    ['second moment: 0.851077', 'Dawson-Sankoff: 0.851209', 'first moment: 1.000000', 'Theorem 2: 0.000000']
    """
    law = as_law(law)
    m = moments(n, k, eps, target, law)
    theorem2 = {
        "0 < eps < 1": 0 < eps < 1,
        "c_hyp >= 1": c_hyp >= 1,
        "1 <= k <= n/2": 1 <= k <= n / 2,
        "|target| <= sqrt(k)": abs(target) <= math.sqrt(k),
        "law is sum-bounded": law.sum_bounded,
        "Eq. 1: n H2(k/n) >= c_hyp log2(k/eps)": _bits(n, k) >= c_hyp * math.log2(k / eps),
    }
    subset = {"1 <= k <= n": 1 <= k <= n}
    return [
        Bound("second moment", m.second_moment, "lower", SUCCESS, "natale2024:theorem-2", subset),
        Bound("Dawson-Sankoff", m.dawson_sankoff, "lower", SUCCESS, "dawson1967:theorem", subset),
        Bound("first moment", m.first_moment, "upper", SUCCESS, "natale2024:eq-7", subset),
        Bound("Theorem 2", c_thm, "lower", SUCCESS, "natale2024:theorem-2", theorem2),
    ]


def width(k: int, eps: float, c_hyp: float = 1.0) -> Bound:
    """The least n to which natale2024 Theorem 2 applies: n >= 2k and n >= c_hyp log2(k/eps) / H2(k/n) (Eq. 1).

    n stands on both sides. As n H2(k/n) has derivative -log2(1-k/n) > 0 in n and tends to infinity, Eq. 1 reads
    n H2(k/n) >= constant, holds from some n on and never stops to hold; the n meant is the least integer of that half-line
    that also meets the theorem's k <= n/2. (Eq. 1 alone may hold for smaller n, down to k + 1.)
    The bound's side is "upper": the width that is needed is at most this; inf where it exceeds floating point.
    Raises ValueError for k < 1 or eps <= 0. Source: natale2024:theorem-2.

    >>> width(7, 0.01).value, width(7, 1e-6).value
    (14.0, 29.0)
    """
    _check(k, eps)
    hypotheses = {"0 < eps < 1": 0 < eps < 1, "c_hyp >= 1": c_hyp >= 1}
    return Bound("Theorem 2", _least_width(k, c_hyp * math.log2(k / eps)), "upper", "width", "natale2024:theorem-2", hypotheses)


def width_at_share(share: Fraction, eps: float, c_hyp: float = 1.0) -> tuple[int, int]:
    """The least (n, k) with k = share n an integer to which natale2024 Theorem 2 applies: n H2(share) >= c_hyp log2(k/eps).

    Raises ValueError for a share outside (0, 1/2], eps outside (0, 1), or c_hyp below 1. Source: natale2024:theorem-2.

    >>> width_at_share(Fraction(1, 10), 0.01)
    (20, 2)
    """
    if not (0 < share <= Fraction(1, 2) and 0 < eps < 1 and c_hyp >= 1):
        raise ValueError(f"0 < share <= 1/2, 0 < eps < 1 and c_hyp >= 1 are needed, got share={share}, eps={eps}, c_hyp={c_hyp}")
    entropy = float(binary_entropy(float(share)))
    step = share.denominator
    blocks = next(b for b in count(1) if b * step * entropy >= c_hyp * math.log2(b * share.numerator / eps))
    return blocks * step, blocks * share.numerator


def theorem2_constant(c_l: float, c_u: float, share: float = 0.5) -> tuple[float, float]:
    """(c_thm, mu): the success probability that the printed proof of natale2024 Theorem 2 yields, step by step, at its best mu.

    For sum-bounded samples with constants c_l, c_u and k <= share n, share < mu < 1, in units of eps / sqrt(k):
      P(H_S) >= c_l                                        (Eq. 13; at least eps of the window lies in [-sqrt(k), sqrt(k)])
      P(I = k) <= 2 sqrt(2)                                (Eq. 14)
      P(mu k <= I < k) P(H | I) <= 2 c_u share / (mu - share)^2      (Eqs. 15-18; Chebyshev with Var I <= k^2/n, and k/n <= share)
      P(I < mu k, H) <= 2 c_u / sqrt(1 - mu)               (Eqs. 24-26)
    and c_thm is the first over the sum of the others. (Eq. 18 prints c' = mu^2 (1 - lambda/mu)^2 for its inverse.)
    Raises ValueError for a share outside (0, 1) or c_l, c_u not 0 < c_l <= c_u. Source: natale2024:theorem-2.

    >>> from rss_theory.laws import Uniform
    >>> from rss_theory.sum_bounded import constants
    >>> c_thm, mu = theorem2_constant(*constants(Uniform()))
    >>> print(f"{c_thm:.5f} {mu:.3f}")
    0.01316 0.899
    """
    if not (0 < share < 1 and 0 < c_l <= c_u < math.inf):
        raise ValueError(f"0 < share < 1 and 0 < c_l <= c_u are needed, got share={share}, c_l={c_l}, c_u={c_u}")

    from scipy.optimize import minimize_scalar

    def total(mu: float) -> float:
        return 2 * math.sqrt(2) + 2 * c_u * share / (mu - share) ** 2 + 2 * c_u / math.sqrt(1 - mu)

    gap = 1 - share
    mu = float(minimize_scalar(total, bounds=(share + 1e-6 * gap, 1 - 1e-6 * gap), method="bounded", options={"xatol": 1e-10}).x)
    return c_l / total(mu), mu


def width_all_targets(k: int, eps: float, c_amp: float) -> Bound:
    """The least n of natale2024 Corollary 1: n >= 2k and n >= c_amp log2(k/eps)^2 / H2(k/n) (Eq. 3).

    From this width on every target of [-sqrt(k), sqrt(k)] is hit at once with probability at least 1 - eps. Which n is meant, and why
    it exists: as in `width`. The paper gives no value for c_amp, which depends on the law's share of a uniform.
    Raises ValueError as `width`. Source: natale2024:corollary-1.

    >>> width_all_targets(7, 0.01, c_amp=1.0).value
    17876.0
    """
    _check(k, eps)
    hypotheses = {"0 < eps < 1/2": 0 < eps < 0.5, "c_amp > 0": c_amp > 0}
    n = _least_width(k, c_amp * math.log2(k / eps) ** 2)
    return Bound("Corollary 1", n, "upper", "width", "natale2024:corollary-1", hypotheses)


def width_all_targets_large_k(k: int, eps: float, c_amp: float) -> Bound:
    """The least n of natale2024 Corollary 2: n >= 2k and n >= 2 c_amp log2(1/eps)^2 / H2(k/n) (Eq. 4), for k large enough.

    As `width_all_targets`, with the corollary's own hypothesis on k beside it. Source: natale2024:corollary-2.

    >>> b = width_all_targets_large_k(7, 0.01, c_amp=1.0)
    >>> b.value, b.applies
    (16121.0, False)
    """
    _check(k, eps)
    log_k, log_eps = math.log2(k), math.log2(1 / eps)
    hypotheses = {
        "0 < eps < 1/2": 0 < eps < 0.5,
        "c_amp > 0": c_amp > 0,
        "k >= 2 c_amp (log2(k)^2 + 2 log2(k) log2(1/eps))": k >= 2 * c_amp * (log_k**2 + 2 * log_k * log_eps),
    }
    return Bound("Corollary 2", _least_width(k, 2 * c_amp * log_eps**2), "upper", "width", "natale2024:corollary-2", hypotheses)


def _check(k: int, eps: float) -> None:
    if k < 1 or not eps > 0:
        raise ValueError(f"k >= 1 and eps > 0 are needed, got k={k}, eps={eps}")


def _bits(n: int, k: int) -> float:
    """n H2(k/n): to within log2(n), the number of bits that choose k of n."""
    return n * float(binary_entropy(k / n))


def _least_width(k: int, bits: float) -> float:
    return or_inf(lambda: least(lambda n: _bits(n, k) >= bits, 2 * k))
