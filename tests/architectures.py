"""Small target architectures that several tests use."""

from rss_theory.networks import Architecture, Convolution, Dense, Skip

EPS, DELTA = 0.01, 0.003


FC = Architecture("fc", (Dense(4, 3), Dense(2, 4), Dense(5, 2)))


CNN = Architecture("cnn", (Convolution(4, 2, 3), Convolution(3, 4, 5)))


BIASED = Architecture("biased", (Convolution(4, 2, 3, bias=True), Convolution(3, 4, 5, bias=True), Convolution(2, 3, 1, bias=True)))


SAME = Architecture("same", (Convolution(3, 3, 3), Convolution(3, 3, 3)))


RESIDUAL = Architecture(
    "residual",
    (*(Convolution(out, into, 3, bias=True) for out, into in ((3, 2), (3, 3), (4, 3), (4, 4))),),
    (Skip(0, 1, Convolution(3, 2, 1)), Skip(2, 2, Convolution(4, 3, 1)), Skip(3, 3)),
)


def layers(architecture):
    """(out, into, places of the kernel, has a bias) of each layer."""
    return [(layer.out, layer.into, layer.kernel**2, layer.bias) for layer in architecture.layers]
