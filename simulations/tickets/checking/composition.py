"""What two masked random layers do to an input of either sign, from weights and masks alone."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from rss_theory.arrays import Array, Index
from simulations.networks.network import Layer, Weights, at
from simulations.tickets.channels import ChannelMap


class Composed(NamedTuple):
    """Two layers as one: x goes to A+ max(x, 0) - A- max(-x, 0) + b, but for an error of the activation's.

    weights: A+ and A-, (2, channels, in, *kernel). bias: (channels,). curved: (channels, in), times |x|^3 the error's bound (for any x, as
    |tanh x - x| <= |x|^3 / 3 everywhere).
    """

    weights: Array
    bias: Array
    curved: Array


def compose(name: str, inner: Layer, outer: Layer, incoming: ChannelMap, size: tuple[int, ...], inputs: int) -> Composed:
    """The masked layers `inner` and `outer` as one with kernels of `size` from so many inputs.

    Raises ValueError, with `name`, where a hidden neuron keeps more than one weight, where a tap falls outside the kernel, or where what
    should be constant is not.
    """
    if outer.weights.shape[2:] != size or outer.stride > 1 or outer.bias is not None:
        raise ValueError(f"{name}: the second has kernels {outer.weights.shape[2:]}; kernels {size}, stride 1 and no bias are needed")
    phi, stride = inner.phi, inner.stride
    (h, c, *taps), u = _entries(inner.weights)
    hidden, rows = inner.weights.shape[0], outer.weights.shape[0]
    bias = np.zeros(hidden) if inner.bias is None else inner.bias
    if np.bincount(h, minlength=1).max() > 1 or np.any(bias[h]):
        raise ValueError(f"{name}: a hidden neuron keeps more than one weight")
    target_input = incoming.inputs[c]
    if np.any(target_input < 0):
        raise ValueError(f"{name}: a hidden neuron keeps a weight from a channel that stands for nothing")

    fixed = np.full(hidden, np.nan)
    fixed[np.flatnonzero(bias)] = phi.function(bias[np.flatnonzero(bias)])
    fixed[h[target_input == inputs]] = phi.function(u[target_input == inputs] * incoming.constants[c[target_input == inputs]])
    live, beyond = target_input < inputs, [t - (k - 1) // 2 for t, k in zip(taps, inner.weights.shape[2:], strict=True)]
    parts = np.array(beyond, int).reshape(len(taps), len(h))
    if np.any(parts[:, ~live]):
        raise ValueError(f"{name}: a constant is taken beside the kernel's middle, where the image's border changes it")
    h, u, target_input, parts = h[live], u[live], target_input[live], parts[:, live]
    if np.any((parts < 0) | (parts >= stride)):
        raise ValueError(f"{name}: a hidden neuron keeps a tap that passes no part of the image")
    slopes = [np.where(u > 0, phi.m_plus, phi.m_minus) * u, np.where(u > 0, phi.m_minus, phi.m_plus) * u]  # for x > 0, x < 0

    found = Composed(np.zeros((2, rows, inputs, *size)), np.zeros(rows), np.zeros((rows, inputs)))
    center = tuple((k - 1) // 2 for k in size)
    is_fixed = ~np.isnan(fixed)
    for place in np.ndindex(*size):
        weights = sparse.csr_array(at(outer.weights, place))
        if place == center:
            found.bias[:] += weights[:, is_fixed] @ fixed[is_fixed]
        elif abs(weights[:, is_fixed]).sum():
            raise ValueError(f"{name}: a bias is taken beside the kernel's middle, where the image's border changes it")
        if phi.d:  # cancels in pairs; neurons without a weight give it, too
            through = weights[:, ~is_fixed]
            if np.any(np.abs(through.sum(axis=1)) > 1e-12 * np.abs(through).sum(axis=1)):
                raise ValueError(f"{name}: the activation's value at 0 does not cancel")
        for part in set(map(tuple, parts.T.tolist())):
            mine = np.all(np.equal(parts.T, part), axis=1)
            tap = tuple(stride * (b - m) + p + m for b, m, p in zip(place, center, part, strict=True))
            own = weights[:, h[mine]]
            if any(not 0 <= t < k for t, k in zip(tap, size, strict=True)):
                if abs(own).sum():
                    raise ValueError(f"{name}: a weight is kept that falls outside the target's kernel")
                continue
            for side, slope in enumerate(slopes):
                found.weights[(side, slice(None), slice(None), *tap)] += _gather(own, slope[mine], target_input[mine], inputs)
            found.curved[:] += _gather(abs(own), phi.cubic * np.abs(u[mine]) ** 3, target_input[mine], inputs)
    return found


def _entries(weights: Weights) -> tuple[tuple[Index, ...], Array]:
    """Places and values of what is not 0."""
    if isinstance(weights, sparse.csr_array):
        found = weights.tocoo()
        return tuple(np.asarray(axis, np.intp) for axis in found.coords), np.asarray(found.data)
    places = np.nonzero(weights)
    return places, np.asarray(weights[places])


def _gather(weights: sparse.csr_array, slopes: Array, inputs: Index, count: int) -> Array:
    """(rows, count): each hidden neuron's weights times its slope, added up by its input."""
    through = sparse.csr_array((slopes, (np.arange(len(slopes)), inputs)), shape=(len(slopes), count))
    return sparse.csr_array(weights @ through).toarray()
