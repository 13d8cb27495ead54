"""Convolutions of densities with singularities at known points, by the tanh-sinh rule between them."""

from collections.abc import Callable

import numpy as np

from rss_theory.arrays import Array

ERROR = 1e-11  # at which Fourier series of densities are cut


def _tanh_sinh(half: int) -> tuple[Array, Array]:
    """Nodes and weights on (0, 1) for integrands with logarithmic singularities at the ends."""
    t = np.linspace(-3.4, 3.4, 2 * half + 1)
    g = np.pi / 2 * np.sinh(t)
    x = 1 / (1 + np.exp(-2 * g))
    return x, np.pi * np.cosh(t) * x / (1 + np.exp(2 * g)) * (t[1] - t[0])


NODES, WEIGHTS = _tanh_sinh(28)
_AT_ONCE = 256  # points, for the memory


def convolve(f: Callable[[Array], Array], f_singular: Array, g: Callable[[Array], Array], g_singular: Array, x: Array) -> Array:
    """Integral of f(y) g(x-y) dy at x of any shape; the least and the greatest of f_singular are the ends of f's support."""
    if x.ndim != 1:
        return convolve(f, f_singular, g, g_singular, x.ravel()).reshape(x.shape)
    if len(x) > _AT_ONCE:
        return np.concatenate([convolve(f, f_singular, g, g_singular, x[start : start + _AT_ONCE]) for start in range(0, len(x), _AT_ONCE)])
    breaks = np.broadcast_to(f_singular, (len(x), len(f_singular)))
    breaks = np.sort(np.hstack([breaks, np.clip(x[:, None] - g_singular, f_singular.min(), f_singular.max())]), axis=1)
    width = np.diff(breaks, axis=1)[..., None]
    y = breaks[:, :-1, None] + width * NODES
    return np.asarray(np.sum(width * WEIGHTS * f(y) * g(x[:, None, None] - y), axis=(1, 2)), dtype=float)


def box(eps: float) -> Callable[[Array], Array]:
    """Fourier transform of the window (-eps, eps)."""
    return lambda w: 2 * eps * np.sinc(w * eps / np.pi)
