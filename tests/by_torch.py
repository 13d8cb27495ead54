"""What a network does by torch, as several tests compare with it."""

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)  # for arrays this small more take longer

FUNCTIONS = {
    "relu": F.relu,
    "leaky-relu": lambda x: F.leaky_relu(x, 0.01),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "identity": lambda x: x,
}


def applied(weights, x, stride=1, periodic=False):
    """Dense, or cross-correlations with (k - 1) // 2 places before the image and k // 2 after it."""
    weights = torch.from_numpy(np.array(weights))
    if weights.ndim == 2:
        return x @ weights.T
    height, width = weights.shape[2:]
    margins = ((width - 1) // 2, width // 2, (height - 1) // 2, height // 2)
    return F.conv2d(F.pad(x, margins, mode="circular" if periodic else "constant"), weights, stride=stride)


def outputs(network, x):
    """Of a tensor of inputs; torch keeps what it needs for gradients."""
    signals = [x]
    for place, layer in enumerate(network.layers):
        y = applied(layer.weights, signals[-1], layer.stride, network.periodic)
        if layer.bias is not None:
            y = y + torch.from_numpy(layer.bias).reshape(1, -1, *(1,) * (y.ndim - 2))
        y = FUNCTIONS[layer.activation](y)
        for skip in network.skips:
            if skip.end == place:
                start = signals[skip.start]
                y = y + (start if skip.weights is None else applied(skip.weights, start, skip.stride, network.periodic))
        signals.append(y)
    return signals[-1]
