"""Binary entropy, in bits."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlog1py, xlogy


def binary_entropy(x: ArrayLike) -> NDArray[np.float64]:
    """H2(x) = -x log2 x - (1-x) log2(1-x), elementwise for x in [0, 1] of any shape, in bits.

    Raises ValueError for an x outside [0, 1]. Source: natale2024, section 3.

    >>> float(binary_entropy(0.5)), float(binary_entropy(0.0))
    (1.0, 0.0)
    """
    x = np.asarray(x, dtype=float)
    if not np.all((x >= 0) & (x <= 1)):
        raise ValueError(f"x must lie in [0, 1], got {x}")
    return (-xlogy(x, x) - xlog1py(1 - x, -x)) / np.log(2)
