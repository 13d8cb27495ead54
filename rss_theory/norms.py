"""How far an error of weights is carried: norm inequalities of the papers' proofs."""

import math

import numpy as np

from rss_theory.arrays import ArrayLike
from rss_theory.bound import Bound


def convolution_bound(kernel: ArrayLike, largest_input: float = 1.0) -> Bound:
    """|K * X|_max <= |K|_1 |X|_max for a kernel (out, in, height, width), with the sum over one output channel in place of all.

    The papers' |K|_1 sums over the output channels, too; each output needs its own only. Source: dacunha2022:proposition-1,
    dacunha2023:lemma-20.

    >>> convolution_bound(np.ones((2, 3, 1, 1))).value
    3.0
    """
    k = np.abs(np.asarray(kernel, dtype=float))
    if k.ndim != 4:
        raise ValueError(f"a kernel (out, in, height, width) is needed, got shape {k.shape}")
    value = float(k.sum(axis=(1, 2, 3)).max()) * largest_input
    return Bound("tensor inequality", value, "upper", "largest output", "dacunha2022:proposition-1", {"|X|_max >= 0": largest_input >= 0})


def accumulated_error(eps: float, depth: int) -> Bound:
    """(1 + eps/(2l))^l - 1 <= exp(eps/2) - 1 < eps: l layers, each of relative error eps/(2l), none of which enlarges its input.

    Source: pensia2020:theorem-1, dacunha2022:theorem-1, dacunha2023:theorem-3, at the end of their proofs.

    >>> accumulated_error(0.01, 5).value < 0.01
    True
    """
    value = math.expm1(depth * math.log1p(eps / (2 * depth)))
    return Bound("accumulated error", value, "upper", "error", "pensia2020:theorem-1", {"0 < eps < 1": 0 < eps < 1, "l >= 1": depth >= 1})
