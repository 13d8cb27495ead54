"""Two random layers for one of a target, by the products of their weights, for inputs of either sign.

Each input j of the target's layer gets hidden neurons of its own, which keep one weight u each, from j alone: of a kernel, one tap. A
neuron passes phi(u x), which is m+ u x or m- u x by the sign of u x, up to a constant d and an error that vanishes for small u. So with
weights v of the next layer a subset sum of u v / r, r = 1 / (m+ + m-), approximates a weight w twice, once for u > 0 and once for u < 0:
either sign of x passes by one of them times r m+ and by the other times r m-. Where m+ = m- one sum, of m u v, does for both; where d is
not 0 neurons come in pairs (u, v), (-u, -v), which cancel d. Biases are sums over neurons of one constant value. All outputs share the
first layer.

A first layer of stride s passes one of s x s parts of an image, by the place of the tap that is kept: all parts of it together, and kernels
on these, make up a convolution of stride s.

    of a target layer with kernels K (out, in, *k), stride s, by hidden = own (in s^2 + 1 with biases) neurons, own = 2 n or n
    enters        images (N, channels, ...)         channels stand for inputs or constants: ChannelMap
    first layer   (hidden, channels, *kernel)       kernel 2 s - 1 or as given; each neuron keeps one weight
    its bias      (hidden,)                         where there is a bias to make and no constant comes in
    hidden        blocks of `own` neurons           a block an input and part of it, in this order, and last one for biases
    second layer  (rows, hidden, *k)                a row for each of `outputs`, and for each that failed before it
    comes out     images (N, rows, ...)             rows stand for outputs, a constant, or FAILED: ChannelMap
"""

import itertools
import math
from dataclasses import dataclass, field

import numpy as np

from rss_theory.activations import ACTIVATIONS, Activation
from rss_theory.arrays import Array, Index, Mask
from simulations.networks.network import Layer, Network, at
from simulations.tickets.channels import ChannelMap
from simulations.tickets.pruning.rows import Built, Group, Wanted, prune_rows
from simulations.tickets.pruning.subsets import Randomness

CLOSEST = 1e-6  # what activations may add to the error of a weight where subsets are the closest


@dataclass
class _First:
    """The random first layer, and what each block of its neurons keeps: a place in the weights, or their biases."""

    layer: Layer
    kept: list[tuple[Index | int, ...]] = field(default_factory=list)

    def keep(self, *place: Index | int) -> Array:
        """Neurons keep a weight (neurons, channel, *tap), or their bias (neurons,): what they keep."""
        self.kept.append(place)
        return np.asarray(self.layer.bias if len(place) == 1 else self.layer.weights)[place]

    def masks(self, used: Mask) -> dict[str, Mask]:
        """Of what neurons that are used keep."""
        bias = self.layer.bias
        masks = {"weight": np.zeros(self.layer.weights.shape, bool)} | ({} if bias is None else {"bias": np.zeros(len(bias), bool)})
        for neurons, *rest in self.kept:
            masks["weight" if rest else "bias"][(np.asarray(neurons)[used[neurons]], *rest)] = True
        return masks


def two_layers(
    wanted: Wanted, n: int, randomness: Randomness, *, activation: str = "relu", scale: float = 1.0, kernel: tuple[int, ...] | None = None
) -> Built:
    """The two layers for one: 2 n hidden neurons an input and part of it, n where one sum does for both signs.

    scale: of the first layer's weights and biases; the second layer's make up for it. kernel: of the first layer, of which one tap is kept.
    Raises ValueError as `prune_rows`. Source: pensia2020:lemma-3, burkholz2022:corollary-c.1.
    """
    phi, target, incoming = ACTIVATIONS[activation], wanted.layer, wanted.incoming
    kernels: Array = np.asarray(target.weights)
    d_out, d_in, *size = kernels.shape
    kernels = np.concatenate([kernels, np.zeros((int(wanted.constant), d_in, *size))])
    middle = tuple((k - 1) // 2 for k in size)
    kernel = kernel or (2 * target.stride - 1,) * len(size)
    parts = list(itertools.product(range(target.stride), repeat=len(size)))
    own = n if _linear(phi) else 2 * n
    gain = phi.m_plus if _linear(phi) else 1 / phi.r  # a neuron's, or that of the two signs together
    biased, constants = wanted.constant or target.bias is not None, incoming.of(d_in)
    hidden = own * (d_in * len(parts) + biased)

    weights = scale * _paired(phi, randomness.weights(_half(phi, hidden), len(incoming.inputs), *kernel))
    bias = scale * _paired(phi, randomness.weights(_half(phi, hidden))) if biased and not constants.size else None
    first = _First(Layer(weights, bias, activation, target.stride))
    values = np.full(hidden, np.nan)  # of neurons of one constant value
    groups, blocks = [], iter(np.arange(hidden).reshape(-1, own))
    for j, part in itertools.product(range(d_in), parts):
        block = next(blocks)
        u = first.keep(block, incoming.of(j)[0], *_tap(kernel, part))
        taps, places = _of_part(tuple(size), target.stride, part)
        if taps and not len(taps[0]):
            continue
        of_part = np.reshape([kernel_of[(j, *taps)] for kernel_of in kernels], (len(kernels), -1))
        for side in [block[::2]] if phi.d else [block] if _linear(phi) else [block[u > 0], block[u < 0]]:
            groups.append(Group(f"{wanted.name}, input {j}", side, gain * u[side - block[0]], of_part, places))
    if biased:
        block = next(blocks)
        if bias is not None:
            values[block] = phi.function(first.keep(block))
        else:
            values[block] = phi.function(first.keep(block, constants[0], *_tap(kernel, parts[0])) * incoming.constants[constants[0]])
        side = block[:: 2 if phi.d else 1]
        gains = values[side] - values[side + 1] if phi.d else values[side]
        biases = np.append(np.zeros(d_out) if target.bias is None else target.bias, [1.0] * wanted.constant)
        center = tuple(np.array([m]) for m in middle)
        groups.append(Group(f"{wanted.name}, bias", side[gains != 0], gains[gains != 0], biases[:, None], center))

    def draw(rows: int) -> list[Array]:
        sample = randomness.weights(rows, _half(phi, hidden), *size) / (gain * scale)
        return [np.moveaxis(_paired(phi, np.moveaxis(sample, 1, 0)), 0, 1)]

    found = prune_rows(wanted.name, draw, wanted.outputs, groups, randomness.subsets)
    [outer], [keep] = found.arrays, found.masks
    if phi.d:
        keep[:, 1::2] = keep[:, ::2]
    fixed = ~np.isnan(values)
    sums = np.asarray(at(np.where(keep, outer, 0.0), middle))[:, fixed] @ values[fixed]
    outgoing = ChannelMap(found.outputs, np.where(found.outputs == d_out, target.phi.function(sums), np.nan))
    used = np.asarray(keep.any(axis=(0, *range(2, keep.ndim))))
    return Built([first.layer, Layer(outer, None, target.activation)], [first.masks(used), {"weight": keep}], outgoing)


def scaled_two_layers(target: Network, wanted: Wanted, n: int, randomness: Randomness) -> Built:
    """With the target's own activation in the hidden layer, and weights so small that it adds at most eps to errors."""
    activation, eps = target.hidden_activation, randomness.subsets.eps
    scale = first_scale(activation, n, CLOSEST if eps is None else eps)
    return two_layers(wanted, n, randomness, activation=activation, scale=scale)


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


def _tap(kernel: tuple[int, ...], part: tuple[int, ...]) -> tuple[int, ...]:
    """The tap that a neuron keeps to pass a part: at or after the kernel's middle, so that parts end where the image does."""
    return tuple((k - 1) // 2 + p for k, p in zip(kernel, part, strict=True))


def _of_part(size: tuple[int, ...], stride: int, part: tuple[int, ...]) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    """The target kernel's taps that fall on a part, and their places in the kernel on it."""
    taps = [np.flatnonzero((np.arange(k) - (k - 1) // 2) % stride == p) for k, p in zip(size, part, strict=True)]
    places = [(t - (k - 1) // 2) // stride + (k - 1) // 2 for t, k in zip(taps, size, strict=True)]
    return tuple(map(np.ravel, np.meshgrid(*taps, indexing="ij"))), tuple(map(np.ravel, np.meshgrid(*places, indexing="ij")))
