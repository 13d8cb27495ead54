"""Targets from files, and what is no target."""

import numpy as np
import pytest

from rss_theory.command_line.arguments import InvalidInput
from simulations.networks.files import read_target
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"scale": np.ones(2)}, "array 'scale' is none of a layer's; give N.weight, N.bias, N.stride, N.activation or skip.START.END"),
        ({"2.bias": np.ones(2)}, "array '2.bias' is none of a layer's"),
        ({"skip.0.2": np.ones((2, 2, 1, 1))}, "array 'skip.0.2' is none"),
        ({"skip.0.1.weights": np.ones((2, 2, 1, 1))}, "array 'skip.0.1.weights' is none"),
        ({"skip.\u00b2.1": np.ones((2, 2, 1, 1))}, "array 'skip.\u00b2.1' is none"),
        ({"skip." + "9" * 5000 + ".1": np.ones((2, 2, 1, 1))}, "array 'skip.9*.1' is none"),
        ({"skip.0.0": np.zeros(0)}, "skip.0.0 is the identity between 1 and 2 channels, strides 1; give it weights"),
        ({"skip.1.1": np.ones((3, 2))}, r"skip.1.1 of shape \(3, 2, 1, 1\)"),
        ({"skip.1.1": np.full((2, 2, 1, 1), np.nan)}, "skip.1.1 holds values that are not finite numbers"),
        ({"0.activation": "magic"}, "layer 0: activation 'magic' is not known; it is one of relu"),
        ({"1.stride": 1.5}, "layer 1: the stride is no whole number"),
        ({"1.stride": np.ones(2, int)}, "layer 1: the stride is no whole number"),
        ({"1.stride": 0}, "layer 1: stride 0"),
        ({"1.bias": np.ones(3)}, r"layer 1 has 2 outputs and a bias of shape \(3,\)"),
        ({"1.bias": np.array([1.0, np.inf])}, "layer 1 holds values that are not finite numbers"),
        ({"1.weight": np.array([["a"]])}, "layer 1 holds values that are not finite numbers"),
        (
            {"1.weight": np.ones((2, 2, 3))},
            r"layer 1 of shape \(2, 2, 3\) does not fit 'one-for-one'; give arrays \(out, in, height, width\)",
        ),
    ],
)
def test_files_that_are_no_target(tmp_path, arrays, says):
    layers = {"0.weight": np.ones((2, 1, 1, 1)), "1.weight": np.ones((2, 2, 3, 3))}
    np.savez(tmp_path / "target.npz", **layers | arrays)
    with pytest.raises(InvalidInput, match="target: .*" + says):
        read_target(str(tmp_path / "target.npz"), CONSTRUCTIONS["one-for-one"])


def test_arrays_of_a_file(tmp_path):
    """Dense layers are kernels 1 x 1 where the construction is for convolutions, signals images of one row on a torus."""
    np.savez(tmp_path / "dense.npz", **{"0.weight": np.eye(2), "1.weight": np.eye(2), "1.activation": "sigmoid"})
    found = read_target(str(tmp_path / "dense.npz"), CONSTRUCTIONS["two-for-one"], "tanh")
    assert [layer.weights.shape for layer in found.layers] == [(2, 2, 1, 1)] * 2
    assert [layer.activation for layer in found.layers] == ["tanh", "sigmoid"]
    np.savez(tmp_path / "signals.npz", np.ones((2, 1, 5)), np.ones((1, 2, 5)))
    found = read_target(str(tmp_path / "signals.npz"), CONSTRUCTIONS["equivariant"])
    assert ([weights.shape for weights in found.weights], found.periodic) == ([(2, 1, 1, 5), (1, 2, 1, 5)], True)
