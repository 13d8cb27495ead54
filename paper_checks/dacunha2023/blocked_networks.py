"""dacunha2023: networks with blocked masks, in integers.

Identities of tensors are evaluated in integers, exactly. Where both sides are homogeneous in each of two numbers, their nine pairs of signs
decide them for all reals. D stands for d^2 c_1, the dimension of the vectors of one subset-sum problem, N for d^2 c_1 c_0.
"""

import numpy as np

from paper_checks.tensors import Tensor, convolve, relu

SIGNS = (-1, 0, 1)


def small(seed: int, *shape: int) -> Tensor:
    """Random integers from -5 to 5."""
    return np.random.default_rng(seed).integers(-5, 6, shape)


def signed_parts(x: Tensor) -> tuple[Tensor, Tensor]:
    """The positive and the negative part."""
    return relu(x), relu(-x)


def blocked_mask(n: int, c: int) -> Tensor:
    """Definition 2's 2n-channel-blocked mask of a 1 x 1 layer, (c, 2nc)."""
    return (np.arange(2 * n * c) // (2 * n) == np.arange(c)[:, None]).astype(np.int64)


def halves(n: int, c: int) -> tuple[Tensor, Tensor]:
    """The indicators of k/2n in (t - 1, t - 1/2] and in (t - 1/2, t], (c, 2nc)."""
    first = np.arange(2 * n * c) % (2 * n) < n
    return blocked_mask(n, c) * first, blocked_mask(n, c) * ~first


def by_sign(v: Tensor, n: int) -> Tensor:
    """The layer of Eq. 21: of each block the first half where positive, the second where negative."""
    first, second = halves(n, len(v))
    return v * (v > 0) * first + v * (v < 0) * second


class Pruned:
    """Integer tensors of Lemma 12: U (d, d, 2n c_0, c_1), V (c_0, 2n c_0), X (D, D, c_0), V by sign, and L+, L- (d, d, c_0, c_1)."""

    def __init__(self, n: int = 3, c0: int = 2, c1: int = 2, d: int = 2, side: int = 4) -> None:
        self.n, self.c0, self.c1, self.d, self.side = n, c0, c1, d, side
        self.u, self.v, self.x = small(1, d, d, 2 * n * c0, c1), small(2, c0, 2 * n * c0), small(3, side, side, c0)
        self.kept = by_sign(self.v, n)
        self.l_plus, self.l_minus = self.composed(self.kept)

    def composed(self, kept: Tensor, channels: int | None = None) -> tuple[Tensor, Tensor]:
        """L+ and L-: sums of U[:, :, k, :] V+-[t, k] over the first `channels` hidden channels, all of them by default."""
        plus, minus = (np.einsum("ijkl,tk->ijtl", self.u[:, :, :channels], part[:, :channels]) for part in signed_parts(kept))
        return plus, minus

    def output(self, kept: Tensor) -> Tensor:
        """U * relu(V * X)."""
        return convolve(self.u, relu(self.x @ kept))

    def by_parts(self, plus: Tensor, minus: Tensor) -> Tensor:
        """L+ * X+ + L- * X-."""
        positive, negative = signed_parts(self.x)
        return convolve(plus, positive) + convolve(minus, negative)


OWN = 2 * 2**2 * 2 * 2  # eps/(2l) where an error of 1 in every entry stands for the eps/(2l) / (2 d^2 c_1 c_0) of Lemma 12's event


def random_layer(seed: int, x: Tensor) -> tuple[Tensor, Tensor]:
    """K * X and L+ * X+ + L- * X- for kernels K, L+ and L- of a layer, d = c_0 = c_1 = 2, errors of at most 1 an entry."""
    k, rng = small(seed, 2, 2, 2, 2), np.random.default_rng(seed)
    plus, minus = k + rng.integers(-1, 2, k.shape), -k + rng.integers(-1, 2, k.shape)
    return convolve(k, x), convolve(plus, relu(x)) + convolve(minus, relu(-x))
