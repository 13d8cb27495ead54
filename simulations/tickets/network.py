"""Networks as arrays: what a target and a ticket have in common."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from rss_theory.activations import ACTIVATIONS
from simulations.montecarlo.experiment import Array

Weights = Array | sparse.csr_array
AT_ONCE = 2**25  # numbers in a layer's signals
SPARSE = 0.05  # density below which a product with a sparse layer takes less time


@dataclass(frozen=True)
class Network:
    """Layers, all dense (out, in), as arrays or sparse ones, or all convolutions (out, in, height, width); an activation after some.

    Convolutions are cross-correlations with zeros around the image, which keep its size.

    >>> network = Network((np.array([[1.0, -1.0]]), np.array([[2.0]])), (0,))
    >>> network([[3.0, 1.0], [1.0, 3.0]])
    array([[4.],
           [0.]])
    """

    weights: tuple[Weights, ...]
    activated: tuple[int, ...]
    activation: str = "relu"

    def __post_init__(self) -> None:
        shapes = [weights.shape for weights in self.weights]
        if not shapes or {len(shape) for shape in shapes} not in ({2}, {4}) or any(min(shape) < 1 for shape in shapes):
            raise ValueError(f"a network has layers (out, in), or all (out, in, height, width), at least one; got shapes {shapes}")
        for place, (before, after) in enumerate(pairwise(shapes)):
            if before[0] != after[1]:
                raise ValueError(f"layer {place} gives {before[0]} outputs, layer {place + 1} takes {after[1]}; give shapes that fit")

    def __call__(self, x: ArrayLike) -> Array:
        """Outputs (N, out) of inputs (N, in), or images (N, out, H, W) of (N, in, H, W); as many at a time as fit into memory."""
        x = np.asarray(x, dtype=float)
        places = math.prod(x.shape[2:]) * max(math.prod(weights.shape[2:]) for weights in self.weights)
        step = max(1, AT_ONCE // (places * max(weights.shape[0] for weights in self.weights)))
        parts = [self.signals(x[start : start + step])[-1] for start in range(0, len(x), step)]
        return np.concatenate(parts) if parts else np.empty((0, self.weights[-1].shape[0], *x.shape[2:]))

    def signals(self, x: ArrayLike) -> list[Array]:
        """The inputs and what each layer gives, its activation included."""
        signals = [np.asarray(x, dtype=float)]
        for place, weights in enumerate(self.weights):
            y = _apply(weights, signals[-1])
            signals.append(ACTIVATIONS[self.activation].function(y) if place in self.activated else y)
        return signals

    def pull(self, signals: Sequence[Array], outer: Array) -> Array:
        """The gradient in the inputs of the sum of outputs times `outer`, of the outputs' shape, for a ReLU network."""
        if self.activation != "relu":
            raise ValueError("gradients are those of ReLU networks")
        for place in range(len(self.weights) - 1, -1, -1):
            outer = outer * (signals[place + 1] > 0) if place in self.activated else outer
            outer = _pull(self.weights[place], outer)
        return outer

    @property
    def parameters(self) -> int:
        """Number of weights, zero or not, that are stored."""
        return sum(weights.size for weights in self.weights)


def _apply(weights: Weights, x: Array) -> Array:
    if weights.ndim == 2:
        return np.asarray((weights @ x.T).T)
    height, width = weights.shape[2:]
    return _correlate(np.asarray(weights), x, ((height - 1) // 2, height // 2), ((width - 1) // 2, width // 2))


def _pull(weights: Weights, outer: Array) -> Array:
    """The transpose of `_apply`: for convolutions by turned kernels, with the zeros on the other sides."""
    if weights.ndim == 2:
        return np.asarray((weights.T @ outer.T).T)
    height, width = weights.shape[2:]
    turned = np.asarray(weights).swapaxes(0, 1)[:, :, ::-1, ::-1]
    return _correlate(turned, outer, (height // 2, (height - 1) // 2), (width // 2, (width - 1) // 2))


def _correlate(kernel: Array, x: Array, rows: tuple[int, int], columns: tuple[int, int]) -> Array:
    padded = np.pad(x, ((0, 0), (0, 0), rows, columns))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[2:], axis=(2, 3))
    return np.moveaxis(np.tensordot(windows, kernel, axes=([1, 4, 5], [1, 2, 3])), -1, 1)


def masked(weights: Array, mask: NDArray[np.bool_]) -> Weights:
    """The kept weights, bit for bit, and zeros, as a sparse layer where there are few.

    >>> masked(np.array([[0.5, 0.25]]), np.array([[True, False]]))
    array([[0.5, 0. ]])
    """
    if mask.ndim > 2 or mask.mean() > SPARSE:
        return np.where(mask, weights, 0.0)
    rows, columns = np.nonzero(mask)
    return sparse.csr_array((weights[rows, columns], (rows, columns)), shape=weights.shape)
