"""Two constructions carried out: random weights are drawn, pruned, and the network is run."""

from itertools import product

import numpy as np
from architectures import FC

from rss_theory.networks import Architecture, Convolution
from rss_theory.networks.convolutional import burkholz2022_theorem32
from rss_theory.networks.dense import pensia2020_theorem1
from simulations import solvers


def pruned_sum(samples, target):
    """A mask of a subset of nonzero samples, 26 at most, whose sum is nearest the target."""
    places = np.flatnonzero(samples)[:26]
    mask = np.zeros(len(samples), bool)
    mask[places] = solvers.closest(samples[places], target).mask
    return mask


def test_two_for_one_carried_out():
    """pensia2020's construction: weights of U[-1,1] in the widths that are asked for, pruned, and run on 200 inputs of norm 1."""
    rng, eps = np.random.default_rng(1), 0.05
    targets = [rng.standard_normal((layer.out, layer.into)) for layer in FC.layers]
    targets = [w / np.linalg.norm(w, 2) for w in targets]
    x = rng.standard_normal((3, 200))
    x /= np.linalg.norm(x, axis=0)
    expected = found = x
    for w, width, n in zip(targets, pensia2020_theorem1(FC, eps, eps).widths, pensia2020_theorem1(FC, eps, eps).samples, strict=True):
        out, into = w.shape
        first, second = rng.uniform(-1, 1, (width, into)), rng.uniform(-1, 1, (out, width))
        blocks = np.arange(width).reshape(into, 2, n)  # for each input, for its positive and its negative part
        kept, mask = np.zeros_like(first), np.zeros(second.shape, bool)
        for j, sign in product(range(into), (0, 1)):
            rows = blocks[j, sign]
            kept[rows, j] = np.where((first[rows, j] > 0) == (sign == 0), first[rows, j], 0)
            for i in range(out):
                mask[i, rows] = pruned_sum(second[i, rows] * kept[rows, j], w[i, j])
        last = w is targets[-1]
        expected, found = w @ expected, (second * mask) @ np.maximum(kept @ found, 0)
        if not last:
            expected, found = np.maximum(expected, 0), np.maximum(found, 0)
    assert np.linalg.norm(expected - found, axis=0).max() < eps
    assert np.linalg.norm(expected, axis=0).max() > 2 * eps


def test_one_for_one_carried_out():
    """burkholz2022 Algorithm 2 with biases, on images of one place: weights in the widths that are asked for, pruned, and run."""
    rng, eps = np.random.default_rng(2), 0.05
    net = Architecture("mlp", tuple(Convolution(out, into, 1, bias=True) for out, into in ((3, 2), (2, 3))))
    asked = burkholz2022_theorem32(net, eps, eps)
    n0, n1 = asked.samples
    first, own, second, third = (rng.uniform(-1, 1, s) for s in ((n0 * 3, 2), (n0 * 3,), (n1 * 4, n0 * 3), (2, n1 * 4)))
    assert sum(tensor.size for tensor in (first, own, second, third)) == asked.parameters
    assert asked.widths == (n0 * 3, n1 * 4, 2)
    w1, b1, w2, b2 = (rng.uniform(low, 0.5, s) for low, s in ((-0.5, (3, 2)), (-0.5, 3), (-0.1, (2, 3)), (0.0, 2)))
    inputs = np.arange(n0 * 3).reshape(3, n0)  # copies of each input, and of the constant by the layer's own biases
    copies = 26  # of each channel: as many as the next subset sums are taken from
    kept_first, kept_own, kept_second, kept_third = np.zeros_like(first), np.zeros_like(own), np.zeros_like(second), np.zeros_like(third)
    for j in (0, 1):
        kept_first[inputs[j], j] = first[inputs[j], j]
    kept_own[inputs[2]] = own[inputs[2]]
    goals = np.vstack([np.column_stack([w1, b1]), [0, 0, 1]])  # the last channel is always 1
    channels = np.arange(n1 * 4).reshape(4, n1)
    for channel, copy in product(range(4), range(copies)):
        row = channels[channel, copy]
        for j in (0, 1):
            for sign in (1, -1):
                use = np.where(sign * first[inputs[j], j] > 0, first[inputs[j], j], 0)
                kept_second[row, inputs[j]] += np.where(
                    pruned_sum(second[row, inputs[j]] * use, goals[channel, j]), second[row, inputs[j]], 0
                )
        positive = np.maximum(own[inputs[2]], 0)
        kept_second[row, inputs[2]] = np.where(pruned_sum(second[row, inputs[2]] * positive, goals[channel, 2]), second[row, inputs[2]], 0)
    for i, (channel, goal) in product((0, 1), enumerate(np.column_stack([w2, b2]).T)):
        places = channels[channel][:copies]
        kept_third[i, places] = np.where(pruned_sum(third[i, places], goal[i]), third[i, places], 0)
    x = rng.uniform(-1, 1, (2, 300))
    expected = np.maximum(w2 @ np.maximum(w1 @ x + b1[:, None], 0) + b2[:, None], 0)
    hidden = np.maximum(kept_first @ x + kept_own[:, None], 0)
    found = np.maximum(kept_third @ np.maximum(kept_second @ hidden, 0), 0)
    assert np.abs(expected - found).max() <= eps
    assert expected.max() > 2 * eps
