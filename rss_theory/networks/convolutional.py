"""Convolutional networks: dacunha2022 Theorem 1, burkholz2022 Theorems 3.1 and 3.2.

A dense layer is a convolution with kernel 1 on images of one place; to flatten an image between them is not covered by these theorems.
"""

import math
from collections.abc import Sequence

from rss_theory.covering import covering, covering_in_logs
from rss_theory.laws import PRUNED_PRODUCT, Uniform
from rss_theory.networks.architecture import Architecture
from rss_theory.networks.requirement import Requirement


def dacunha2022_theorem1(architecture: Architecture, eps: float, delta: float) -> Requirement:
    """C c_out log(c_in c_out d^2 l / min(eps, delta)) hidden channels a layer; proved with n of `covering` for the pruned product: c_out n.

    Each of a layer's N weights is a subset sum of n products, half of which are pruned to 0, for an error of eps / (2 l N), as the proof
    adds them up, and but for a probability of delta / (l N). Hidden filters are d x d, then 1 x 1. Source: dacunha2022:theorem-1.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> found = dacunha2022_theorem1(ARCHITECTURES["fc500"], 0.01, 0.01)
    >>> found.samples, found.bound.applies
    ((1398, 1085), True)
    """
    layers, depth = architecture.layers, len(architecture.layers)
    printed = tuple(layer.out * math.log(layer.weights * depth / min(eps, delta)) for layer in layers)
    failures = [delta / depth / layer.weights for layer in layers]
    errors = kernel_errors([layer.weights for layer in layers], eps)
    samples = [covering(e, failure, 1.0, PRUNED_PRODUCT).n for e, failure in zip(errors, failures, strict=True)]
    sums = list(zip(map(math.log, errors), samples, strict=True))
    widths = tuple(layer.out * n for layer, n in zip(layers, samples, strict=True))

    def parameters(hidden: Sequence[float]) -> float:
        return sum(h * (layer.into * layer.kernel**2 + layer.out) for h, layer in zip(hidden, layers, strict=True))

    said = "dacunha2022 Theorem 1", "dacunha2022:theorem-1", 2 * depth, "C", "kernels of 1-norm at most 1, inputs in [0, 1], ReLU"
    hypotheses = _hypotheses(architecture, eps, delta) | architecture.meets("no biases", "no skip connections", "all strides 1")
    return Requirement.proved(said, printed, sums, widths, parameters, hypotheses)


def kernel_errors(weights: Sequence[int], eps: float) -> list[float]:
    """What the subset sum of a weight may err in l layers of so many weights: eps / (2 l weights).

    Source: dacunha2022:theorem-1, its proof.

    >>> kernel_errors([6, 2], 0.48)
    [0.02, 0.06]
    """
    return [eps / (2 * len(weights) * own) for own in weights]


def kernel_samples(weights: int, eps: float, delta: float) -> int:
    """n with which n hidden channels an output channel hold every kernel of so many weights within eps but for delta, on inputs in [0, 1].

    dacunha2022 Lemma 2, with Lemma 1 the case of one output channel: n >= C log(weights / eps) of each. Source: dacunha2022:lemma-2.

    >>> kernel_samples(9, 0.01, 0.01)
    547
    """
    return covering(eps / weights, delta / weights, 1.0, PRUNED_PRODUCT).n


def burkholz2022_theorem31(architecture: Architecture, eps: float, delta: float, lipschitz: float = 1.0) -> Requirement:
    """C c_in log(N / min(eps_l, delta)) hidden channels a layer, two layers for one; proved with n of `covering` for each input channel.

    eps_l = eps / prod_{s >= l} (3 T N_s) is what a parameter of layer l may err (Corollary C.1, stacked), delta / (2 N) how often its
    approximation may fail; N_s counts a layer's parameters, N all, T is the activation's Lipschitz constant. n hidden channels of an input
    channel serve both signs: those with a weight of the other sign are pruned, so samples are pruned products. Hidden filters are 1 x 1,
    then d x d. (As printed, the layer index of widths is off by one against that of the N_s.) Source: burkholz2022:theorem-3.1.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> found = burkholz2022_theorem31(ARCHITECTURES["small-cnn"], 0.01, 0.01)
    >>> found.samples, found.bound.applies
    ((1410, 1118), True)
    """
    layers, total = architecture.layers, sum(layer.parameters for layer in architecture.layers)
    log_eps = layer_errors(architecture, eps, lipschitz)
    printed = tuple(layer.into * (math.log(total) - min(e, math.log(delta))) for layer, e in zip(layers, log_eps, strict=True))
    sums = [(e, covering_in_logs(e, delta / (2 * total), 1.0, PRUNED_PRODUCT).n) for e in log_eps]
    widths = tuple((layer.into + layer.bias) * n for layer, (_, n) in zip(layers, sums, strict=True))

    def parameters(hidden: Sequence[float]) -> float:
        count = 0.0
        for place, (h, layer) in enumerate(zip(hidden, layers, strict=True)):
            constant_in = place > 0 and layer.bias  # a channel that is always 1, from which biases are made
            constant_out = place + 1 < len(layers) and layers[place + 1].bias
            count += h * (layer.into + constant_in) + (layer.out + constant_out) * h * layer.kernel**2
        return count + (hidden[0] if layers[0].bias else 0)  # the first layer has no such channel: its own biases serve

    said = "burkholz2022 Theorem 3.1", "burkholz2022:theorem-3.1", 2 * len(layers), "C", _BURKHOLZ
    hypotheses = _burkholz(architecture, eps, delta) | architecture.meets("no skip connections")
    return Requirement.proved(said, printed, sums, widths, parameters, hypotheses)


def burkholz2022_theorem32(architecture: Architecture, eps: float, delta: float, lipschitz: float = 1.0) -> Requirement:
    """C c_out log(1 / min(eps_l, delta / rho)) channels a layer, one layer more than the target; proved with n of `covering`.

    eps_l: `parameter_errors`. A weight of layer l is a subset sum of n_l samples, for which channels of layer l - 1 are built n_l times.
    So the number rho = sum_l rho_l of subset-sum problems depends on the n_l and these on delta / rho: rho_L = N_L,
    rho_l = n_{l+1} (N_l + 1) with the channel that is always 1, twice that for the first layer, whose weights are approximated for each
    sign. The least solution is taken. Skip connections join copies one by one: with them all n_l from l = 2 on are the greatest.
    (As printed the failure probabilities are rho delta / N_l and delta rho, eps_l belongs to the channels of layer l, and the last layer is
    built many times; the proof has delta / rho, N for N_l in rho, eps_{l+1}, and the last layer once. Eq. 13 leaves out the errors of
    approximated skip connections: only identities are covered. It also takes the error of an input times the error's weight, at most 1,
    where the copies of a channel err differently: sum_s |w_s| <= n_l stands there, and eps_l is accordingly smaller here.)
    Source: burkholz2022:theorem-3.2.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> found = burkholz2022_theorem32(ARCHITECTURES["small-cnn"], 0.01, 0.01)
    >>> found.samples, found.bound.applies
    ((1657, 195), True)
    """
    layers = architecture.layers
    log_eps = parameter_errors(architecture, eps, lipschitz)
    sizes = [layer.parameters + architecture.skipped(place) for place, layer in enumerate(layers)]

    samples = _balanced(architecture, sizes, eps, lipschitz, delta)
    sums = list(zip(parameter_errors(architecture, eps, lipschitz, samples), samples, strict=True))
    rho = float(sum(sizes))
    for _ in range(100):  # rho = N log(1 / min(eps_l, delta / rho)): a contraction
        rho = sum(sizes) * max(-min(log_eps), math.log(rho / delta))
    logs = [max(-e, math.log(rho / delta)) for e in log_eps]

    def widths(n: Sequence[float]) -> tuple[float, ...]:
        """Channels of the first layer, of those between and of the last."""
        first = n[0] * (layers[0].into + layers[0].bias)
        constant = [layer.bias for layer in layers[1:]]
        return (first, *(m * (layer.out + c) for m, layer, c in zip(n[1:], layers[:-1], constant, strict=True)), layers[-1].out)

    def parameters(channels: Sequence[float]) -> float:
        count = channels[0] * (layers[0].into + layers[0].bias)
        for place, layer in enumerate(layers):
            count += channels[place] * channels[place + 1] * layer.kernel**2
        for skip in architecture.skips:
            if skip.layer:
                count += channels[skip.start] * channels[skip.end + 1] * skip.layer.kernel**2
        return count

    said = "burkholz2022 Theorem 3.2", "burkholz2022:theorem-3.2", len(layers) + 1, "C", _BURKHOLZ
    identities = {"skip connections are identities": not any(skip.layer for skip in architecture.skips)}
    found = tuple(round(w) for w in widths(samples))
    return Requirement.proved(said, widths(logs), sums, found, parameters, _burkholz(architecture, eps, delta) | identities)


def _balanced(architecture: Architecture, sizes: Sequence[int], eps: float, lipschitz: float, delta: float) -> tuple[int, ...]:
    """The least n_l that suffice for an error of eps and a failure probability of delta over all the subset-sum problems that they make."""
    last = len(sizes) - 1
    constant = [layer.bias for layer in architecture.layers[1:]] + [False]
    samples: tuple[int, ...] = (1,) * (last + 1)
    before: tuple[int, ...] = ()
    while samples != before:
        copies = [*samples[1:], 1]
        problems = [c * (size + one) for c, size, one in zip(copies, sizes, constant, strict=True)]
        share = delta / (sum(problems) + problems[0])  # the first layer's twice, for each sign
        before, log_eps = samples, parameter_errors(architecture, eps, lipschitz, samples)
        samples = tuple(covering_in_logs(e, share, 1.0, Uniform() if place else PRUNED_PRODUCT).n for place, e in enumerate(log_eps))
        if architecture.skips:
            samples = (samples[0],) + (max(samples[1:]),) * last
    return samples


def layer_errors(architecture: Architecture, eps: float, lipschitz: float = 1.0) -> list[float]:
    """log eps_l, eps_l = eps / prod_{s >= l} (3 T N_s): what each parameter of layer l may err, two layers for one.

    Source: burkholz2022:theorem-3.1.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> [f"{math.exp(e):.3e}" for e in layer_errors(ARCHITECTURES["small-cnn"], 0.01)]
    ['3.755e-10', '3.604e-07']
    """
    steps = [math.log(3 * lipschitz * layer.parameters) for layer in architecture.layers]
    return [math.log(eps) - math.fsum(steps[place:]) for place in range(len(steps))]


def parameter_errors(architecture: Architecture, eps: float, lipschitz: float = 1.0, samples: Sequence[int] = ()) -> list[float]:
    """log eps_l, eps_l = eps / (2 T Nw_l prod_{s > l} 2 (T n_s Nw_s + Nm_s)): what each parameter of layer l may err.

    Nw counts a layer's weights and biases, Nm the nonzero parameters of the skip connections that end there, the identity's included; n_s,
    `samples`, how many copies of an input a weight is made of, each with an error of its own; as printed, without them, 1.
    Logarithms, as deep networks go below what floating point holds. Source: burkholz2022:theorem-3.2.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> [f"{math.exp(e):.3e}" for e in parameter_errors(ARCHITECTURES["small-cnn"], 0.01)]
    ['8.448e-10', '5.407e-07']
    """
    own = [lipschitz * layer.parameters for layer in architecture.layers]
    copies = samples or (1,) * len(own)
    passing = [math.log(2 * (m * n + architecture.skipped(place))) for place, (n, m) in enumerate(zip(own, copies, strict=True))]
    return [math.log(eps) - math.log(2 * n) - math.fsum(passing[place + 1 :]) for place, n in enumerate(own)]


_BURKHOLZ = "parameters at most 1 - eps, neurons at most 1 in absolute value, activation zero at 0"


def _hypotheses(architecture: Architecture, eps: float, delta: float) -> dict[str, bool]:
    return {"0 < eps < 1": 0 < eps < 1, "0 < delta < 1": 0 < delta < 1, **architecture.meets("no flattening", "no pooling")}


def _burkholz(architecture: Architecture, eps: float, delta: float) -> dict[str, bool]:
    """With the channel that is always 1 carried through all layers or none."""
    return _hypotheses(architecture, eps, delta) | {"biases everywhere or nowhere": len({layer.bias for layer in architecture.layers}) == 1}
