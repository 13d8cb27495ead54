"""Networks as arrays, evaluated and differentiated: layers, skip connections, weights with a mask on. Nothing is read or trained here."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from rss_theory.activations import ACTIVATIONS, Activation
from rss_theory.arrays import Array, Mask

Weights = Array | sparse.csr_array
AT_ONCE = 2**25  # numbers in a layer's signals
SPARSE = 0.05  # density below which a product with a sparse layer takes less time


@dataclass(frozen=True, eq=False)
class Layer:
    """Dense weights (out, in), as an array or a sparse one, or kernels (out, in, height, width) at every stride-th place; a bias (out,)."""

    weights: Weights
    bias: Array | None = None
    activation: str = "identity"
    stride: int = 1

    def __call__(self, x: Array, periodic: bool) -> Array:
        """The outputs of a batch."""
        y = _apply(self.weights, x, self.stride, periodic)
        if self.bias is not None:
            y += self.bias.reshape(-1, *(1 for _ in x.shape[2:]))
        return self.phi.function(y)

    def input_gradient(self, x: Array, y: Array, outer: Array, periodic: bool) -> Array:
        """The gradient in the inputs x of the sum of the outputs y times `outer`."""
        return _input_gradient(self.weights, outer * self.phi.slope(y), x, self.stride, periodic)

    @property
    def phi(self) -> Activation:
        """The activation."""
        return ACTIVATIONS[self.activation]


@dataclass(frozen=True, eq=False)
class Skip:
    """What enters layer `start` is added to what layer `end` gives, through kernels (out, in, height, width) or, None, as it is."""

    start: int
    end: int
    weights: Array | None = None
    stride: int = 1

    @property
    def name(self) -> str:
        """As its weights are named among a network's arrays."""
        return f"skip.{self.start}.{self.end}"

    def __call__(self, x: Array, periodic: bool) -> Array:
        """What is added."""
        return x if self.weights is None else _apply(self.weights, x, self.stride, periodic)

    def input_gradient(self, x: Array, outer: Array, periodic: bool) -> Array:
        """The gradient in x of the sum of what is added times `outer`."""
        return outer if self.weights is None else _input_gradient(self.weights, outer, x, self.stride, periodic)


@dataclass(frozen=True, eq=False)
class Network:
    """Layers, all dense or all convolutions, and skip connections beside them.

    Convolutions are cross-correlations. Around an image there are zeros, or the image again where `periodic`; with stride 1 it keeps its
    size. Raises ValueError, with the layer, where shapes do not fit.

    >>> network = chain([np.array([[1.0, -1.0]]), np.array([[2.0]])])
    >>> network([[3.0, 1.0], [1.0, 3.0]])
    array([[4.],
           [0.]])
    """

    layers: tuple[Layer, ...]
    skips: tuple[Skip, ...] = ()
    periodic: bool = False

    def __post_init__(self) -> None:
        shapes = [layer.weights.shape for layer in self.layers]
        if not shapes or {len(shape) for shape in shapes} not in ({2}, {4}) or any(min(shape) < 1 for shape in shapes):
            raise ValueError(f"a network has layers (out, in), or all (out, in, height, width), at least one; got shapes {shapes}")
        for place in range(len(shapes)):
            self._check_layer(place)
        if len({skip.name for skip in self.skips}) < len(self.skips):
            raise ValueError(f"skip connections join the same layers twice: {', '.join(skip.name for skip in self.skips)}")
        for skip in self.skips:
            self._check_skip(skip)

    def _check_layer(self, place: int) -> None:
        layer = self.layers[place]
        shape, before = layer.weights.shape, self.layers[place - 1].weights.shape
        if place and before[0] != shape[1]:
            raise ValueError(f"layer {place - 1} gives {before[0]} outputs, layer {place} takes {shape[1]}; give shapes that fit")
        if layer.bias is not None and layer.bias.shape != shape[:1]:
            raise ValueError(f"layer {place} has {shape[0]} outputs and a bias of shape {layer.bias.shape}; give one of ({shape[0]},)")
        if layer.activation not in ACTIVATIONS:
            raise ValueError(f"layer {place}: activation {layer.activation!r} is not known; it is one of {', '.join(ACTIVATIONS)}")
        if layer.stride < 1 or (layer.stride > 1 and len(shape) == 2):
            raise ValueError(f"layer {place}: stride {layer.stride}; give a whole number of at least 1, and 1 for a dense layer")

    def _check_skip(self, skip: Skip) -> None:
        last, axes = len(self.layers) - 1, self.layers[0].weights.ndim
        if not 0 <= skip.start <= skip.end <= last:
            raise ValueError(f"{skip.name}: layers are numbered 0 to {last}; start with the earlier")
        out, into = self.layers[skip.end].weights.shape[0], self.layers[skip.start].weights.shape[1]
        stride = math.prod(layer.stride for layer in self.layers[skip.start : skip.end + 1])
        if skip.weights is None and (out != into or stride != 1):
            raise ValueError(f"{skip.name} is the identity between {into} and {out} channels, strides {stride}; give it weights")
        if skip.weights is not None and (skip.weights.ndim != axes or skip.weights.shape[:2] != (out, into) or skip.stride != stride):
            raise ValueError(
                f"{skip.name} of shape {skip.weights.shape} and stride {skip.stride} does not map {into} to {out} channels at "
                f"strides of {stride}"
            )

    def __call__(self, x: ArrayLike) -> Array:
        """Outputs (N, out) of inputs (N, in), or images (N, out, H, W) of (N, in, H, W); as many at a time as fit into memory."""
        x = np.asarray(x, dtype=float)
        weights = [layer.weights for layer in self.layers]
        places = math.prod(x.shape[2:]) * max(math.prod(w.shape[2:]) for w in weights)
        step = max(1, AT_ONCE // (places * max(w.shape[0] for w in weights)))
        parts = [self.signals(x[start : start + step])[-1] for start in range(0, max(1, len(x)), step)]
        return np.concatenate(parts)

    def signals(self, x: ArrayLike) -> list[Array]:
        """The inputs and what each layer gives, its activation and skip connections included."""
        signals = [np.asarray(x, dtype=float)]
        for place, layer in enumerate(self.layers):
            signals.append(layer(signals[-1], self.periodic) + self._skipped(place, signals))
        return signals

    def input_gradient(self, signals: Sequence[Array], outer: Array) -> Array:
        """The gradient in the inputs of the sum of outputs times `outer`, of the outputs' shape."""
        gradients = [np.zeros_like(signal) for signal in signals[:-1]] + [outer]
        for place in range(len(self.layers) - 1, -1, -1):
            x, y, outer = signals[place], signals[place + 1] - self._skipped(place, signals), gradients[place + 1]
            for skip in self.skips:
                if skip.end == place:
                    gradients[skip.start] += skip.input_gradient(signals[skip.start], outer, self.periodic)
            gradients[place] += self.layers[place].input_gradient(x, y, outer, self.periodic)
        return gradients[0]

    def _skipped(self, place: int, signals: Sequence[Array]) -> Array | float:
        return sum((skip(signals[skip.start], self.periodic) for skip in self.skips if skip.end == place), 0.0)

    @property
    def weights(self) -> tuple[Weights, ...]:
        """Those of the layers."""
        return tuple(layer.weights for layer in self.layers)

    @property
    def hidden_activation(self) -> str:
        """The first that is not the identity; relu where there is none."""
        return next((layer.activation for layer in self.layers if layer.activation != "identity"), "relu")

    def arrays(self) -> dict[str, Weights]:
        """All parameters by name: 0.weight, 0.bias, ..., skip.START.END."""
        named: dict[str, Weights | None] = {}
        for place, layer in enumerate(self.layers):
            named |= {f"{place}.weight": layer.weights, f"{place}.bias": layer.bias}
        named |= {skip.name: skip.weights for skip in self.skips}
        return {name: array for name, array in named.items() if array is not None}

    def replaced(self, arrays: Mapping[str, Weights]) -> "Network":
        """The same network with other parameters."""
        layers = tuple(
            replace(layer, weights=arrays[f"{place}.weight"], bias=None if layer.bias is None else np.asarray(arrays[f"{place}.bias"]))
            for place, layer in enumerate(self.layers)
        )
        skips = tuple(skip if skip.weights is None else replace(skip, weights=np.asarray(arrays[skip.name])) for skip in self.skips)
        return Network(layers, skips, self.periodic)

    @property
    def parameters(self) -> int:
        """Number of weights and biases, zero or not, that are stored."""
        return sum(array.size for array in self.arrays().values())

    @property
    def nonzero(self) -> int:
        """Number of weights and biases that are not 0."""
        return sum(int(np.count_nonzero(array)) if isinstance(array, np.ndarray) else int(array.nnz) for array in self.arrays().values())


def chain(weights: Iterable[Weights], activation: str = "relu", *, periodic: bool = False) -> Network:
    """Layers without biases, the activation after all but the last.

    >>> [layer.activation for layer in chain([np.eye(2), np.eye(2)]).layers]
    ['relu', 'identity']
    """
    layers = list(weights)
    names = [activation] * (len(layers) - 1) + ["identity"]
    return Network(tuple(Layer(w, None, name) for w, name in zip(layers, names, strict=True)), periodic=periodic)


def at(weights: Weights, place: tuple[int, ...]) -> Weights:
    """The weights (out, in) of one place of the kernels; all of a dense layer's."""
    index: tuple[Any, ...] = (slice(None), slice(None), *place)
    return np.asarray(weights)[index] if place else weights


def _apply(weights: Weights, x: Array, stride: int, periodic: bool) -> Array:
    if weights.ndim == 2:
        return np.asarray((weights @ x.T).T)
    return _correlate(np.asarray(weights), x, [((k - 1) // 2, k // 2) for k in weights.shape[2:]], stride, periodic)


def _input_gradient(weights: Weights, outer: Array, x: Array, stride: int, periodic: bool) -> Array:
    """The transpose of `_apply` at inputs of the shape of x: for convolutions by turned kernels, with the margins on the other sides."""
    if weights.ndim == 2:
        return np.asarray((weights.T @ outer.T).T)
    spread = np.zeros((len(x), weights.shape[0], *x.shape[2:]))
    spread[:, :, ::stride, ::stride] = outer
    turned = np.asarray(weights).swapaxes(0, 1)[:, :, ::-1, ::-1]
    return _correlate(turned, spread, [(k // 2, (k - 1) // 2) for k in weights.shape[2:]], 1, periodic)


def _correlate(kernel: Array, x: Array, margins: list[tuple[int, int]], stride: int, periodic: bool) -> Array:
    padded = np.pad(x, ((0, 0), (0, 0), *margins), mode="wrap" if periodic else "constant")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.moveaxis(np.tensordot(windows, kernel, axes=([1, 4, 5], [1, 2, 3])), -1, 1)


def masked(weights: Weights, mask: Mask) -> Weights:
    """The kept weights, bit for bit, and zeros, as a sparse layer where there are few.

    >>> masked(np.array([[0.5, 0.25]]), np.array([[True, False]]))
    array([[0.5, 0. ]])
    """
    array = np.asarray(weights)
    if mask.ndim != 2 or mask.mean() > SPARSE:
        return np.where(mask, array, 0.0)
    rows, columns = np.nonzero(mask)
    return sparse.csr_array((array[rows, columns], (rows, columns)), shape=array.shape)
