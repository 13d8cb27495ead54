"""Tensors of integers, fractions or symbols, exactly."""

from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

Tensor = NDArray[Any]


def convolve(kernel: Tensor, x: Tensor) -> Tensor:
    """(K * X)[r, s, l], the sum over i, j, k of K[i, j, k, l] X[r - i, s - j, k] (indices from 0), X being 0 outside of its range."""
    y = np.zeros((*x.shape[:2], kernel.shape[3]), dtype=np.result_type(kernel, x))
    for i, j in np.ndindex(min(kernel.shape[0], x.shape[0]), min(kernel.shape[1], x.shape[1])):
        y[i:, j:] += x[: x.shape[0] - i, : x.shape[1] - j] @ kernel[i, j]
    return y


def relu(x: Tensor) -> Tensor:
    """max(x, 0), elementwise."""
    if x.dtype != object:
        return np.maximum(x, 0)
    return np.frompyfunc(lambda entry: sympy.Max(entry, 0) if isinstance(entry, sympy.Basic) else max(entry, 0), 1, 1)(x)


def symbols(name: str, *shape: int, **assumed: bool) -> Tensor:
    """One for each entry."""
    numbered = (sympy.Symbol(f"{name}{'_'.join(map(str, place))}", **assumed) for place in np.ndindex(shape))
    return np.array(list(numbered), dtype=object).reshape(shape)


def integers(seed: int, *shape: int, low: int = -9, high: int = 9) -> Tensor:
    """Random ones from low to high, without overflow."""
    return np.random.default_rng(seed).integers(low, high + 1, shape).astype(object)


def equal(left: Tensor, right: Tensor) -> bool:
    """Whether two tensors agree, by expansion of their entries."""
    return left.shape == right.shape and all(sympy.expand(a - b) == 0 for a, b in zip(left.flat, right.flat, strict=True))


def largest(x: Tensor) -> Any:
    """The greatest absolute value."""
    return max(abs(entry) for entry in x.flat)


def one_norm(x: Tensor) -> Any:
    """The sum of absolute values."""
    return sum(abs(entry) for entry in x.flat)
