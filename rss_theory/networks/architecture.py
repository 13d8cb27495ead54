"""Target architectures: dense and convolutional layers, skip connections; sizes only, no weights."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class LayerSize:
    """`into` channels to `out` channels by kernels of `kernel` x `kernel`; a dense layer has kernel 1."""

    out: int
    into: int
    kernel: int = 1
    stride: int = 1
    bias: bool = False
    dense: bool = False

    def __post_init__(self) -> None:
        if min(self.out, self.into, self.kernel, self.stride) < 1:
            raise ValueError(f"a layer's sizes are at least 1, got {self}")

    @property
    def weights(self) -> int:
        """Number of weights, without biases."""
        return self.out * self.into * self.kernel**2

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.out * self.bias

    @property
    def basis(self) -> int:
        """Size of the basis of equivariant maps between two channels: translations have one for each place of the kernel."""
        return self.kernel**2


def Dense(out: int, into: int, *, bias: bool = False) -> LayerSize:
    """A dense layer.

    >>> Dense(10, 500).parameters
    5000
    """
    return LayerSize(out, into, bias=bias, dense=True)


def Convolution(out: int, into: int, kernel: int, *, stride: int = 1, bias: bool = False) -> LayerSize:
    """A two-dimensional convolution.

    >>> Convolution(16, 6, 5, bias=True).parameters
    2416
    """
    return LayerSize(out, into, kernel, stride, bias)


@dataclass(frozen=True)
class Skip:
    """What enters layer `start`, counted from 0, is added to what layer `end` gives, through `layer` if there is one."""

    start: int
    end: int
    layer: LayerSize | None = None  # None: the identity


@dataclass(frozen=True)
class Architecture:
    """Layers in order, and skip connections beside them; `pooling` where layers do not follow each other directly."""

    name: str
    layers: tuple[LayerSize, ...]
    skips: tuple[Skip, ...] = ()
    pooling: bool = False

    def __post_init__(self) -> None:
        if not self.layers:
            raise ValueError("an architecture has at least one layer")
        for skip in self.skips:
            if not 0 <= skip.start <= skip.end < len(self.layers):
                raise ValueError(f"a skip connection joins layers 0 to {len(self.layers) - 1}, start first; got {skip}")

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers and skip connections."""
        return sum(layer.parameters for layer in self.layers) + sum(skip.layer.parameters for skip in self.skips if skip.layer)

    @property
    def flattens(self) -> bool:
        """Whether a dense layer follows a convolution, whose channels times places are then its inputs."""
        return any(layer.dense for layer in self.layers) and not all(layer.dense for layer in self.layers)

    def meets(self, *hypotheses: str) -> dict[str, bool]:
        """Whether the hypotheses of these names, those of several theorems, hold."""
        known = {
            "all layers are dense": all(layer.dense for layer in self.layers),
            "all strides 1": all(layer.stride == 1 for layer in self.layers),
            "no biases": not any(layer.bias for layer in self.layers),
            "no skip connections": not self.skips,
            "no flattening": not self.flattens,
            "no pooling": not self.pooling,
        }
        return {name: known[name] for name in hypotheses}

    def skipped(self, layer: int) -> int:
        """Nonzero parameters of the skip connections that end at a layer: N_m of burkholz2022. The identity has one a channel."""
        return sum(s.layer.parameters if s.layer else self.layers[layer].out for s in self.skips if s.end == layer)


def _resnet(
    name: str, first: LayerSize, last: LayerSize, stages: list[tuple[int, int, int]], block: Callable[[int, int, int], list[LayerSize]]
) -> Architecture:
    """stages: (blocks, channels out, stride of the first block); a projection wherever a block changes shape."""
    layers, skips, channels = [first], [], first.out
    for blocks, out, stride in stages:
        for number in range(blocks):
            step = stride if number == 0 else 1
            start = len(layers)
            layers += block(out, channels, step)
            changes = step > 1 or channels != out
            skips.append(Skip(start, len(layers) - 1, Convolution(out, channels, 1, stride=step) if changes else None))
            channels = out
    return Architecture(name, (*layers, last), tuple(skips), pooling=True)


def _basic(out: int, into: int, stride: int) -> list[LayerSize]:
    return [Convolution(out, into, 3, stride=stride), Convolution(out, out, 3)]


def _bottleneck(out: int, into: int, stride: int) -> list[LayerSize]:
    inner = out // 4
    return [Convolution(inner, into, 1), Convolution(inner, inner, 3, stride=stride), Convolution(out, inner, 1)]


ARCHITECTURES = {
    # pensia2020, experiments 1 and 2: 500 hidden nodes a layer, on MNIST
    "fc500": Architecture("fc500", (Dense(500, 784), Dense(10, 500))),
    "fc500-4": Architecture("fc500-4", (Dense(500, 784), Dense(500, 500), Dense(500, 500), Dense(10, 500))),
    # dacunha2022, section 3: 2572 parameters in the convolutions, which end in 7 x 7 x 16
    "lenet5": Architecture(
        "lenet5",
        (
            Convolution(6, 1, 5, bias=True),
            Convolution(16, 6, 5, bias=True),
            Dense(120, 784, bias=True),
            Dense(84, 120, bias=True),
            Dense(10, 84, bias=True),
        ),
        pooling=True,
    ),
    # burkholz2022, section 4: two convolutions of 32 channels; its dense last layer is of no printed size and is not approximated
    "small-cnn": Architecture("small-cnn", (Convolution(32, 1, 3, bias=True), Convolution(32, 32, 3, bias=True))),
    # burkholz2022, section 4, names it only: the usual one for CIFAR-10 with 22 layers of weights, 2 of them projections
    "resnet22": _resnet("resnet22", Convolution(16, 3, 3), Dense(10, 64, bias=True), [(3, 16, 1), (3, 32, 2), (3, 64, 2)], _basic),
    # He et al. 2016, for ImageNet, without normalization
    "resnet50": _resnet(
        "resnet50",
        Convolution(64, 3, 7, stride=2),
        Dense(1000, 2048, bias=True),
        [(3, 256, 1), (4, 512, 2), (6, 1024, 2), (3, 2048, 2)],
        _bottleneck,
    ),
}
