"""Two random layers for one of a target, by the products of their weights, for inputs of either sign.

Each input j of the target's layer gets hidden neurons of its own, which keep one weight u each, from j alone: of a kernel, one tap. A
neuron passes phi(u x), which is m+ u x or m- u x by the sign of u x, up to a constant d and an error that vanishes for small u. So with
weights v of the next layer a subset sum of u v / r, r = 1 / (m+ + m-), approximates a weight w twice, once for u > 0 and once for u < 0:
either sign of x passes by one of them times r m+ and by the other times r m-. Where m+ = m- one sum, of m u v, does for both; where d is
not 0 neurons come in pairs (u, v), (-u, -v), which cancel d. Biases are sums over neurons of one constant value. All outputs share the
first layer.

A first layer of stride s passes one of s x s parts of an image, by the place of the tap that is kept: all parts of it together, and kernels
on these, make up a convolution of stride s.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from rss_theory.activations import ACTIVATIONS, Activation
from rss_theory.arrays import Array, Index, Mask
from rss_theory.laws import Law
from simulations.networks.network import Layer, at
from simulations.tickets.layer import Carried, Group, Subsets, prune_rows


class Built(NamedTuple):
    """Random layers, their masks by the names of Network.arrays, and what their last channels stand for."""

    layers: list[Layer]
    masks: list[dict[str, Mask]]
    carried: Carried


def two_layers(
    name: str,
    target: Layer,
    arriving: Carried,
    outputs: Index,
    n: int,
    rng: np.random.Generator,
    law: Law,
    subsets: Subsets,
    *,
    activation: str = "relu",
    scale: float = 1.0,
    kernel: tuple[int, ...] | None = None,
) -> Built:
    """The two layers for one: 2 n hidden neurons an input and part of it, n where one sum does for both signs.

    outputs: which of the target's each row of the second layer is tried for; the number of outputs stands for a constant, of bias 1.
    scale: of the first layer's weights and biases; the second layer's make up for it. kernel: of the first layer, of which one tap is kept.
    Raises ValueError as `prune_rows`. Source: pensia2020:lemma-3, burkholz2022:corollary-c.1.
    """
    phi = ACTIVATIONS[activation]
    wanted: Array = np.asarray(target.weights)
    d_out, d_in, *size = wanted.shape
    constant = bool((outputs == d_out).any())
    wanted = np.concatenate([wanted, np.zeros((1, d_in, *size))]) if constant else wanted
    stride, middle = target.stride, tuple((k - 1) // 2 for k in size)
    kernel = kernel or (2 * stride - 1,) * len(size)
    parts = list(itertools.product(range(stride), repeat=len(size)))
    own = n if _linear(phi) else 2 * n
    gain = phi.m_plus if _linear(phi) else 1 / phi.r  # a neuron's, or that of the two signs together
    biased = constant or target.bias is not None
    blocks = [(j, part) for j in range(d_in) for part in parts] + [None] * biased
    hidden = own * len(blocks)

    inner = scale * _paired(phi, law.sample(rng, (_half(phi, hidden), len(arriving.inputs), *kernel)))
    source_bias = scale * _paired(phi, law.sample(rng, (_half(phi, hidden),))) if biased and not _constants(arriving, d_in).size else None
    first, used_bias = np.zeros(inner.shape, bool), np.zeros(hidden, bool)
    groups, kept = [], []
    values = np.full(hidden, np.nan)
    for number, block in enumerate(blocks):
        mine = np.arange(own * number, own * (number + 1))
        if block is None:
            channel, part = -1, parts[0]
            if source_bias is not None:
                values[mine] = phi.function(source_bias[mine])
                kept.append((mine,))
            else:
                channel = _constants(arriving, d_in)[0]
                kept.append((mine, channel, *_taps(kernel, part)))
                values[mine] = phi.function(inner[kept[-1]] * arriving.constants[channel])
            bias = np.zeros((len(wanted), 1))
            bias[:d_out, 0] = 0.0 if target.bias is None else target.bias
            bias[d_out:] = 1.0
            center = tuple(np.array([m]) for m in middle)
            mine = mine[:: 2 if phi.d else 1]
            gains = values[mine] - values[mine + 1] if phi.d else values[mine]
            alive = gains != 0
            groups.append(Group(f"{name}, bias", mine[alive], gains[alive], bias, center))
            continue
        j, part = block
        channel = np.flatnonzero(arriving.inputs == j)[0]
        kept.append((mine, channel, *_taps(kernel, part)))
        u = inner[kept[-1]]
        taps, places = _of_part(tuple(size), stride, part)
        if taps and not len(taps[0]):
            continue
        aims = np.reshape([of_output[(j, *taps)] for of_output in wanted], (len(wanted), -1))
        for side in [mine[::2]] if phi.d else [mine] if _linear(phi) else [mine[u > 0], mine[u < 0]]:
            groups.append(Group(f"{name}, input {j}", side, gain * u[side - mine[0]], aims, places))

    def draw(rows: int) -> list[Array]:
        sample = law.sample(rng, (rows, _half(phi, hidden), *size)) / (gain * scale)
        return [np.moveaxis(_paired(phi, np.moveaxis(sample, 1, 0)), 0, 1)]

    found = prune_rows(name, draw, outputs, groups, subsets)
    [outer], [keep] = found.arrays, found.masks
    if phi.d:
        keep[:, 1::2] = keep[:, ::2]
    used = np.asarray(keep.any(axis=(0, *range(2, keep.ndim))))
    for where in kept:
        alive = where[0][used[where[0]]]
        if len(where) == 1:
            used_bias[alive] = True
        else:
            first[(alive, *where[1:])] = True
    names = {"weight": first} | ({} if source_bias is None else {"bias": used_bias})
    fixed = ~np.isnan(values)
    sums = np.asarray(at(np.where(keep, outer, 0.0), middle))[:, fixed] @ values[fixed]
    constants = np.where(found.outputs == d_out, target.phi.function(sums), np.nan)
    layers = [Layer(inner, source_bias, activation, stride), Layer(outer, None, target.activation)]
    return Built(layers, [names, {"weight": keep}], Carried(found.outputs, constants))


def first_scale(activation: str, n: int, eps: float) -> float:
    """The first layer's scale a/2 at which n kept neurons of a weight, or n pairs, add at most eps to its error, for |x| <= 1.

    A neuron's part is |v| cubic |u x|^3, with |u v| at most max(1, r) <= 2: a with n cubic a^2 = eps. Source: burkholz2022:theorem-3.1.

    >>> first_scale("relu", 15, 0.01), round(first_scale("tanh", 15, 0.01), 5)
    (1.0, 0.02236)
    """
    phi = ACTIVATIONS[activation]
    return min(math.sqrt(eps / (n * phi.cubic)), phi.reach) / 2 if phi.cubic else 1.0


def _linear(phi: Activation) -> bool:
    """Whether neurons of either sign pass both signs alike, without a constant."""
    return phi.m_plus == phi.m_minus and not phi.d


def _half(phi: Activation, hidden: int) -> int:
    return hidden // 2 if phi.d else hidden


def _paired(phi: Activation, sample: Array) -> Array:
    """Each row and its negative after it: the looks-linear start."""
    return np.stack([sample, -sample], axis=1).reshape(-1, *sample.shape[1:]) if phi.d else sample


def _constants(arriving: Carried, d_in: int) -> Index:
    return np.flatnonzero(arriving.inputs == d_in)


def _taps(kernel: tuple[int, ...], part: tuple[int, ...]) -> tuple[int, ...]:
    """The tap that a neuron keeps to pass a part: at or after the kernel's middle, so that parts end where the image does."""
    return tuple((k - 1) // 2 + p for k, p in zip(kernel, part, strict=True))


def _of_part(size: tuple[int, ...], stride: int, part: tuple[int, ...]) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    """The target kernel's taps that fall on a part, and their places in the kernel on it."""
    if not size:
        return (), ()
    taps = [np.flatnonzero((np.arange(k) - (k - 1) // 2) % stride == p) for k, p in zip(size, part, strict=True)]
    places = [(t - (k - 1) // 2) // stride + (k - 1) // 2 for t, k in zip(taps, size, strict=True)]
    return tuple(map(np.ravel, np.meshgrid(*taps, indexing="ij"))), tuple(map(np.ravel, np.meshgrid(*places, indexing="ij")))
