"""Tensors of integers, fractions or symbols, exactly."""

from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

Tensor = NDArray[Any]


def relu(x: Tensor) -> Tensor:
    """max(x, 0), elementwise."""
    if x.dtype != object:
        return np.maximum(x, 0)
    return np.frompyfunc(lambda entry: sympy.Max(entry, 0) if isinstance(entry, sympy.Basic) else max(entry, 0), 1, 1)(x)
