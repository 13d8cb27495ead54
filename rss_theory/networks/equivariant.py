"""Equivariant networks, pruned in an equivariant basis: natale2024 Theorem 4, after Ferbach et al.

Each of l n^2 |B| coefficients may err by e = eps / (2 l n^2 |B|), its two subset sums by half of that. A shift between two spaces has norm
1 in each l_p, so a layer errs by at most n^2 |B| e = eps / (2 l) times the norm of what enters. Where layers and inputs have norm at most 1
in one l_p, and as ReLU enlarges nothing, all layers together err by at most (1 + eps / (2 l))^l - 1 < eps. The paper asks for no norms, but
coefficients at most 1 alone would not do: on the image of ones and with all coefficients 1, each off by e', the outputs are off by
(n d^2)^l ((1 + e')^l - 1), for two layers of one channel, 3 x 3, and e' = e/2 by 2.25 eps already.
"""

import math

from rss_theory.laws import PRUNED_PRODUCT
from rss_theory.networks.architecture import Architecture
from rss_theory.networks.dense import eq28
from rss_theory.networks.requirement import Requirement
from rss_theory.provable import provable_width


def natale2024_theorem4(architecture: Architecture, eps: float, delta: float, share: float = 0.5) -> Requirement:
    """Hidden feature spaces for layers of n feature spaces with basis B; for convolutions the translations' basis, a kernel's places.

    Printed: c_amp log2(2 l n^2 max(|B|, ||B||) gamma n~ / eps)^2 / H2(gamma) spaces n~ a layer. |B| = d^2, and ||B|| = d^2 too: a constant
    image under all ones attains it. Those n~ are what one coefficient takes; each of n input spaces needs twice as many of its own, as in
    Theorem 3, so the widths proved here are 2 n times the samples. n is the largest number of channels, |B| of the largest kernel.
    First hidden layers are pruned to multiples of the identity, whose coefficient is in B. That targets have layers of norm at most 1 is
    assumed here, not in the paper. Source: natale2024:theorem-4.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> found = natale2024_theorem4(ARCHITECTURES["small-cnn"], 0.01, 0.01)
    >>> found.widths[0] == 2 * 32 * found.samples[0]
    True
    """
    layers, depth = architecture.layers, len(architecture.layers)
    n, basis = max(max(layer.out, layer.into) for layer in layers), max(layer.basis for layer in layers)
    problems = depth * n**2 * basis
    printed = eq28(problems, share, min(eps, delta))
    error = eps / (4 * problems)
    found = provable_width(error, delta / (2 * problems), law=PRUNED_PRODUCT, share=share)
    width = 2 * n * found.n
    hypotheses = {
        "0 < eps < 1": 0 < eps < 1,
        "0 < delta < 1": 0 < delta < 1,
        "all layers have n feature spaces": all(layer.out == layer.into == n for layer in layers),
        "one basis": len({layer.basis for layer in layers}) == 1,
        **architecture.meets("all strides 1", "no biases", "no skip connections", "no flattening", "no pooling"),
    }
    ticket = depth * 4 * n * n * basis * (found.size or 0)
    assumes = "layers and inputs of norm at most 1 in one l_p, coefficients at most 1 in absolute value, periodic images, ReLU"
    said = "natale2024 Theorem 4", "natale2024:theorem-4", 2 * depth, "c_amp", assumes
    sums = [(math.log(error), found.n)] * depth
    return Requirement.proved(said, (printed,) * depth, sums, (width,) * depth, lambda w: depth * 2 * n * w[0] * basis, hypotheses, ticket)
