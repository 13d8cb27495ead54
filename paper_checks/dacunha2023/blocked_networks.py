"""dacunha2023: networks with blocked masks, in integers.

Identities of tensors are evaluated in integers, exactly. Where both sides are homogeneous in each of two numbers, their nine pairs of signs
decide them for all reals. D stands for d^2 c_1, the dimension of the vectors of one subset-sum problem, N for d^2 c_1 c_0.
"""

from typing import NamedTuple

import numpy as np

from paper_checks.tensors import Tensor, convolve, largest, relu

SIGNS = (-1, 0, 1)


def small(seed: int, *shape: int) -> Tensor:
    """Random integers from -5 to 5."""
    return np.random.default_rng(seed).integers(-5, 6, shape)


def signed_parts(x: Tensor) -> Tensor:
    """The positive and the negative part, as one tensor."""
    return np.stack([relu(x), relu(-x)])


def blocked_mask(n: int, c: int) -> Tensor:
    """Definition 2's 2n-channel-blocked mask of a 1 x 1 layer, (c, 2nc)."""
    return (np.arange(2 * n * c) // (2 * n) == np.arange(c)[:, None]).astype(np.int64)


def halves(n: int, c: int) -> Tensor:
    """The indicators of k/2n in (t - 1, t - 1/2] and in (t - 1/2, t], (2, c, 2nc)."""
    first = np.arange(2 * n * c) % (2 * n) < n
    return blocked_mask(n, c) * np.stack([first, ~first])[:, None]


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

    def composed(self, kept: Tensor, channels: int | None = None) -> Tensor:
        """L+ and L-: sums of U[:, :, k, :] V+-[t, k] over the first `channels` hidden channels, all of them by default."""
        return np.einsum("ijkl,ptk->pijtl", self.u[:, :, :channels], signed_parts(kept)[..., :channels])

    def output(self, kept: Tensor) -> Tensor:
        """U * relu(V * X)."""
        return convolve(self.u, relu(self.x @ kept))

    def by_parts(self, plus: Tensor, minus: Tensor) -> Tensor:
        """L+ * X+ + L- * X-."""
        positive, negative = signed_parts(self.x)
        return convolve(plus, positive) + convolve(minus, negative)


class Layer(NamedTuple):
    """A layer's kernel K and input X, K * X, the ticket's L+ * X+ + L- * X-, and its error before and after ReLU."""

    kernel: Tensor
    x: Tensor
    wanted: Tensor
    ticket: Tensor
    error: int
    after: int
    bound: int  # eps/(2l) |X|_max, where an error of 1 in every entry stands for the eps/(2l) / (2 d^2 c_1 c_0) of Lemma 12's event


def random_layer(seed: int, x: Tensor) -> Layer:
    """L+ and L- have errors of at most 1 an entry; d = c_0 = c_1 = 2."""
    k, rng = small(seed, 2, 2, 2, 2), np.random.default_rng(seed)
    plus, minus = k + rng.integers(-1, 2, k.shape), -k + rng.integers(-1, 2, k.shape)
    a, b = convolve(k, x), convolve(plus, relu(x)) + convolve(minus, relu(-x))
    return Layer(k, x, a, b, largest(a - b), largest(relu(a) - relu(b)), 2 * 2**2 * 2 * 2 * largest(x))
