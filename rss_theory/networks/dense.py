"""Dense networks by two random layers for one: malach2020 (quoted), pensia2020 Theorem 1, natale2024 Theorem 3.

Layer i of a target, d_out x d_in, becomes d_in blocks of 2 n hidden neurons, half of them for the positive and half for the negative part
of an input. A weight is approximated twice, by a subset of the n products of each half, half of which are pruned to 0: pensia2020's law D.
Each of the d_in d_out weights may err by eps / (2 l d_in d_out), as the proof adds them up, so each of its two subset sums by half of that;
each of these problems may fail with probability delta / (2 l d_in d_out).

For a convolution d_out and d_in are channels and channels times places of the kernel, which the theorems do not cover.
"""

import math
from collections.abc import Sequence

from rss_theory.covering import covering
from rss_theory.entropy import binary_entropy
from rss_theory.laws import PRUNED_PRODUCT
from rss_theory.networks.architecture import Architecture
from rss_theory.networks.requirement import Requirement
from rss_theory.provable import provable_width

NORMS = "spectral norms at most 1, inputs of norm at most 1, ReLU"


def malach2020(architecture: Architecture, eps: float, delta: float) -> Requirement:
    """Overparameterization (m/eps)^2 log2(m/eps) for m target parameters, as natale2024 quotes it; the ticket keeps a multiple of m.

    Source: natale2024:section-4.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> f"{malach2020(ARCHITECTURES['fc500'], 0.01, 0.01).parameters_per_constant:.2e}"
    '1.58e+22'
    """
    m, shapes = architecture.parameters, _shapes(architecture)
    same = {"all layers have the same width": len({d for shape in shapes for d in shape}) == 1}
    over = m * ((m / eps) ** 2 * math.log2(m / eps))
    said = "malach2020 (quoted)", "natale2024:section-4", 2 * len(shapes), "O"
    return Requirement(*said, (), over, None, None, None, None, None, _hypotheses(architecture, eps, delta) | same, NORMS)


def pensia2020_theorem1(architecture: Architecture, eps: float, delta: float) -> Requirement:
    """Hidden width C d_in log(d_in d_out l / min(eps, delta)) a layer; proved with n of `covering` for law D: 2 d_in n.

    Source: pensia2020:theorem-1, natural logarithm.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> found = pensia2020_theorem1(ARCHITECTURES["fc500"], 0.01, 0.01)
    >>> found.samples, found.bound.applies
    ((1448, 1135), True)
    """
    depth, shapes = len(architecture.layers), _shapes(architecture)
    printed = tuple(into * math.log(into * out * depth / min(eps, delta)) for out, into in shapes)
    failures = [delta / depth / (2 * into * out) for out, into in shapes]
    errors = sum_errors([into * out for out, into in shapes], eps)
    samples = [covering(e, failure, 1.0, PRUNED_PRODUCT).n for e, failure in zip(errors, failures, strict=True)]
    sums = list(zip(map(math.log, errors), samples, strict=True))
    said = "pensia2020 Theorem 1", "pensia2020:theorem-1", 2 * depth, "C", NORMS
    return _two_for_one(said, printed, sums, architecture, _hypotheses(architecture, eps, delta))


def sum_errors(weights: Sequence[int], eps: float) -> list[float]:
    """What each of the two subset sums of a weight may err in l layers of so many weights: eps / (4 l weights).

    Source: pensia2020:theorem-1, its proof.

    >>> sum_errors([6, 2], 0.48)
    [0.01, 0.03]
    """
    return [eps / (4 * len(weights) * own) for own in weights]


def layer_samples(d_out: int, d_in: int, eps: float, delta: float) -> int:
    """n with which 2 d_in n hidden neurons hold every d_out x d_in layer within eps but for delta: each weight by 2 n of its own products.

    pensia2020 Lemma 3, width C d_in log(d_in d_out / eps), with Lemma 2 the case d_out = 1 and Lemma 1 that of a single weight.
    Source: pensia2020:lemma-3.

    >>> layer_samples(1, 1, 0.01, 0.01)
    434
    """
    problems = 2 * d_in * d_out
    return covering(eps / problems, delta / problems, 1.0, PRUNED_PRODUCT).n


def natale2024_theorem3(architecture: Architecture, eps: float, delta: float, share: float = 0.5) -> Requirement:
    """Hidden width 2 d_in n a layer with n of Eq. 28, tickets of density at most rho gamma', gamma' = `share`; proved: `provable_width`.

    The theorem has one eps for error and failure: as printed min(eps, delta) stands for it. Of each n samples floor(share n) are kept.
    Raises ValueError for a share outside (0, 1/2]. Source: natale2024:theorem-3.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> found = natale2024_theorem3(ARCHITECTURES["fc500"], 0.01, 0.01, 0.25)
    >>> found.ticket / found.parameters <= density(ARCHITECTURES["fc500"], 0.25)
    True
    """
    depth, shapes = len(architecture.layers), _shapes(architecture)
    printed = tuple(2 * into * eq28(depth * into * out, share, min(eps, delta)) for out, into in shapes)
    failures = [delta / (2 * depth * into * out) for out, into in shapes]
    errors = sum_errors([into * out for out, into in shapes], eps)
    found = [provable_width(e, failure, law=PRUNED_PRODUCT, share=share) for e, failure in zip(errors, failures, strict=True)]
    sums = list(zip(map(math.log, errors), (f.n for f in found), strict=True))
    ticket = sum(4 * into * out * (f.size or 0) for (out, into), f in zip(shapes, found, strict=True))
    said = "natale2024 Theorem 3", "natale2024:theorem-3", 2 * depth, "c_amp", NORMS
    return _two_for_one(said, printed, sums, architecture, _hypotheses(architecture, eps, delta), ticket)


def eq28(problems: int, share: float, eps: float, c_amp: float = 1.0) -> float:
    """The n from which on n >= c_amp log2(2 problems share n / eps)^2 / H2(share), problems = l d_in d_out: the largest solution of Eq. 28.

    At least 1 / share, where a subset has one sample. Raises ValueError for a share outside (0, 1/2] or eps outside (0, 1).
    Source: natale2024:eq-28.

    >>> n = eq28(1000, 0.25, 0.01)
    >>> f"{n:.3f} {math.log2(2000 * 0.25 * n / 0.01) ** 2 / float(binary_entropy(0.25)):.3f}"
    '784.314 784.314'
    """
    entropy = _checked_entropy(share, eps)
    n, before = 1e200, math.inf
    while n < before:  # the right-hand side is below n beyond the largest solution, and falls with n down to 1 / share
        n, before = min(n, max(1 / share, c_amp * math.log2(2 * problems * share * n / eps) ** 2 / entropy)), n
    return n


def eq29(problems: int, share: float, eps: float, c_amp: float = 1.0) -> float:
    """n = c_amp log2(2 problems / eps)^2 / H2(share): Eq. 29, for subsets large enough for Corollary 2, whose factor 2 it leaves out.

    Source: natale2024:eq-29.

    >>> f"{eq29(1000, 0.25, 0.01):.3f}"
    '382.236'
    """
    return c_amp * math.log2(2 * problems / eps) ** 2 / _checked_entropy(share, eps)


def density(architecture: Architecture, share: float) -> float:
    """rho gamma', the most that natale2024 Theorem 3 keeps of the random network, rho the largest ratio of a layer's two widths.

    Source: natale2024:theorem-3.

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> density(ARCHITECTURES["fc500"], 0.01)
    0.5
    """
    return share * max(max(out / into, into / out) for out, into in _shapes(architecture))


def _checked_entropy(share: float, eps: float) -> float:
    if not (0 < share <= 0.5 and 0 < eps < 1):
        raise ValueError(f"share in (0, 1/2] and eps in (0, 1) are needed, got share={share}, eps={eps}")
    return float(binary_entropy(share))


def _shapes(architecture: Architecture) -> list[tuple[int, int]]:
    """(d_out, d_in) of each layer."""
    return [(layer.out, layer.into * layer.kernel**2) for layer in architecture.layers]


def _two_for_one(
    said: tuple[str, str, int, str, str],
    printed: tuple[float, ...],
    sums: Sequence[tuple[float, int]],
    architecture: Architecture,
    hypotheses: dict[str, bool],
    ticket: float | None = None,
) -> Requirement:
    """Hidden layers of width 2 d_in n between those of the target; said as in `Requirement.proved`."""
    shapes = _shapes(architecture)
    widths = tuple(2 * into * n for (_, into), (_, n) in zip(shapes, sums, strict=True))

    def parameters(hidden: Sequence[float]) -> float:
        return sum(w * (into + out) for w, (out, into) in zip(hidden, shapes, strict=True))

    return Requirement.proved(said, printed, sums, widths, parameters, hypotheses, ticket)


def _hypotheses(architecture: Architecture, eps: float, delta: float) -> dict[str, bool]:
    known = architecture.meets("all layers are dense", "no biases", "no skip connections")
    return {"0 < eps < 1": 0 < eps < 1, "0 < delta < 1": 0 < delta < 1, **known}
