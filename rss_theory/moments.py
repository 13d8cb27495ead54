"""First and second moments of Y, the number of k-subsets of n samples whose sum is strictly within eps of a target."""

import math
from dataclasses import dataclass, field

import numpy as np

from rss_theory.arrays import Array
from rss_theory.laws import Law
from rss_theory.least import or_inf
from rss_theory.sums import errors, overlaps


@dataclass(frozen=True)
class Moments:
    """E[Y] as `mean` (inf where it exceeds floating point) and E[Y^2] / E[Y]^2 as `ratio` (inf where E[Y] = 0).

    Bounds take the ends of what is known: E[Y] up to the relative `mean_error`, E[Y^2] / mean^2 up to `ratio_error`.
    """

    mean: float
    ratio: float
    mean_error: float = field(default=0.0, repr=False)
    ratio_error: float = field(default=0.0, repr=False)

    @classmethod
    def of_overlaps(cls, n: int, p: float, ratios: Array, error: float, ratio_errors: Array) -> "Moments":
        """Of subsets of n samples: p and ratios (k + 1,) as in `sums.overlaps`, their errors as in `sums.errors`."""
        if p == 0:
            return cls(0.0, math.inf)
        k = len(ratios) - 1
        subsets = math.comb(n, k)
        shared = [math.comb(k, i) * math.comb(n - k, k - i) / subsets for i in range(k + 1)]  # integers divide correctly rounded
        return cls(or_inf(lambda: subsets * p), float(np.dot(shared, ratios)), error, float(np.dot(shared, ratio_errors)))

    @property
    def first_moment(self) -> float:
        """Upper bound on P(Y > 0): min(1, E[Y])."""
        return min(1.0, self.mean * (1 + self.mean_error))

    @property
    def second_moment(self) -> float:
        """Lower bound on P(Y > 0): E[Y]^2 / E[Y^2]."""
        return (1 - self.mean_error) ** 2 / (self.ratio + self.ratio_error)

    @property
    def dawson_sankoff(self) -> float:
        """Lower bound on P(Y > 0) from the same two moments: with a = E[Y^2] / E[Y] and j = floor(a),
        (E[Y]^2 / E[Y^2]) (1 + (a - j)(j + 1 - a) / (j (j + 1))), the best possible for an integer Y.

        It rises with E[Y] and falls with E[Y^2].
        """
        if self.mean_error >= 1:
            return 0.0
        a = (self.ratio + self.ratio_error) * self.mean / (1 - self.mean_error)
        if not math.isfinite(a):
            return self.second_moment
        j = max(1, math.floor(a))  # a >= 1 but for rounding
        return min(1.0, self.second_moment * (1 + max(0.0, (a - j) * (j + 1 - a)) / (j * (j + 1))))


def moments(n: int, k: int, eps: float, target: float, law: Law) -> Moments:
    """Exact moments of Y, for 1 <= k <= n and eps > 0.

    E[Y] = C(n,k) p and E[Y^2] / E[Y]^2 = sum_i P(I=i) q_i / p^2, I hypergeometric(n, k, k), with p and q_i of `sums.overlaps`.
    Relative error below 1e-8 for Uniform, Normal and Laplace, 1e-6 for ProductOfUniforms and mixtures;
    for other laws as `sums.errors` says.
    Source: natale2024, Eqs. 7, 8 and 24.

    >>> from rss_theory.laws import Uniform
    >>> moments(3, 1, 0.5, 0.0, Uniform())
    Moments(mean=1.5, ratio=1.3333333333333333)
    """
    if not 1 <= k <= n:
        raise ValueError(f"1 <= k <= n is needed, got k={k}, n={n}")
    return Moments.of_overlaps(n, *overlaps(law, k, target, eps), *errors(law, k, target, eps))
