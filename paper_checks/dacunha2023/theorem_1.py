"""dacunha2023, sections 1 to 3: Theorems 1, 3 and 5, as they are stated."""

import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise, product

import numpy as np
import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint
from paper_checks.dacunha2023.normal_ratios import LAYERS, PROVED_C, PROVED_P, jensen, lemma_12_constant, log_ratio, samples
from paper_checks.evidence import at, same, smallest
from rss_theory.covering import covering_in_logs
from rss_theory.laws import Uniform
from rss_theory.networks.architecture import Architecture, Convolution
from rss_theory.networks.structured import dacunha2023_theorem3

left_out("dacunha2023:section-1-pruned-shares", "70 % and 95 % are measurements of another paper")
left_out("dacunha2023:section-2", "quotes results; those of the five papers are tested there")
left_out("dacunha2023:section-3-cnn", "defines the form of a CNN and normal tensors")
left_out("dacunha2023:section-3-naive", "a naive use of Theorem 1 names no bound")
left_out("dacunha2023:remark-theorem-3", "Remark 13, for each layer at eps / (2l)")


@check(
    "theorem-1",
    r"n \ge C \log\frac{1}{\varepsilon} \Rightarrow \Pr\left(\forall z \in [-1, 1]\ \exists S_z \subseteq [n]:"
    r" \left|z - \sum_{i \in S_z} X_i\right| \le \varepsilon\right) \ge 1 - \varepsilon, \quad \varepsilon \in (0, 1/3)",
    perturbed={"c": 1.0},
)
def theorem_1(*, c: float = 30.0) -> Finding:
    """Some C log(1/eps) uniform samples hit all of [-1, 1] but for a probability eps (Lueker)."""
    logs = [math.log(3) * 1.05**i for i in range(116)]  # to 300; the next accuracy's n serves all of a step
    needed = [(covering_in_logs(-after, math.exp(-after), 1.0, Uniform()).n / before, before) for before, after in pairwise(logs)]
    most, where = max(needed)
    return holds(
        most <= c,
        f"{most:.2f} log(1/eps) samples are proved (`covering`) for each eps in [exp(-300), 1/3), most at log(1/eps) = {where:.3g}; C = "
        f"{c:g} is tested. Below, Lueker 1998, Corollary 3.3.",
    )


@check("footnote-1", r"f(x) \ge b \ \text{for all } x \in [-a, a], \quad a, b > 0", uses=("theorem-1",), perturbed={"b": (0.0,)})
def footnote_1(*, b: tuple[float, ...] = (0.05, 0.2, 0.5)) -> Finding:
    """Theorem 1 holds for all laws with a density of at least b on [-a, a]."""

    def samples(a: float, share: float, log_eps: float) -> float:
        """n / log(1/eps): of n samples at least m are uniform but for a probability eps/2, by Hoeffding's inequality."""
        m = covering_in_logs(-log_eps, math.exp(-log_eps) / 2, 1.0, Uniform(a)).n
        t = (log_eps + math.log(2)) / 2
        root = (math.sqrt(t) + math.sqrt(t + 4 * share * m)) / (2 * share) if share else math.inf  # share n - sqrt(t n) = m, in sqrt(n)
        return root**2 / log_eps

    worst = smallest(
        lambda a, b, log_eps: -samples(a, 2 * a * b, log_eps),
        {"a": [0.25, 0.5, 1.0], "b": b, "log_eps": [1.1, 2, 5, 20, 100, 300]},
        when=lambda a, b, **_: 2 * a * b <= 1,
    )
    return holds(
        worst.margin > -math.inf,
        "The law is U[-a, a] with probability 2ab, else another; subsets of the uniform samples alone suffice. Of all samples "
        f"{-worst.margin:.4g} log(1/eps) are enough, most at {at(worst.where)}; by Lueker 1998, Corollary 3.3, in general.",
    )


@check(
    "definition-2",
    r"S_{i,j,k,l} = 1 \text{ if } \lceil l / n \rceil = k, \text{ else } 0; \quad S \in \{0, 1\}^{d \times d \times c \times cn}",
    perturbed={"rounding": math.floor},
)
def definition_2(*, rounding: Callable[[Fraction], int] = math.ceil) -> Finding:
    """An n-channel-blocked mask keeps one input channel a filter, n filters a channel, for each channel."""
    cases = list(product(range(1, 9), repeat=2))
    return holds(
        all(Counter(rounding(Fraction(i, n)) for i in range(1, c * n + 1)) == dict.fromkeys(range(1, c + 1), n) for c, n in cases),
        f"ceil(l/n) takes each of 1, ..., c exactly n times on l = 1, ..., cn, as (k - 1) n < l <= k n; counted for {len(cases)} pairs "
        "(c, n).",
    )


@check(
    "theorem-3",
    r"0 < \epsilon, \quad n_i \ge C d^{12} c_i^6 \log^3 \frac{d^2 c_i c_{i-1} \ell}{\epsilon}: \Pr\left(\forall f \in \mathcal{F}\ \exists "
    r"\tilde{N}_0: \sup_X \|f(X) - \tilde{N}_0(X)\|_{\max} \le \epsilon\right) \ge 1 - \epsilon",
    uses=("lemma-12", "theorem-3-proof-width", "theorem-3-proof-end"),
)
def theorem_3() -> Finding:
    """A random CNN of this width contains, after removal of filters, an approximation of every small CNN, all for one draw."""
    allowed = all(c * math.log(1 / math.exp(-(c ** (-1 / 3)))) ** 3 <= 1 + 1e-9 for c in (1.0, 1e3, 1e6))  # n = 1 at that eps
    signs = list(
        product((-1, 1), repeat=2)
    )  # of a filter's two weights; x -> s x within eps < 1 takes (s, 1) for x > 0, (-s, -1) for x < 0
    both = any(all({(s, 1), (-s, -1)} <= {*filters} for s in (1, -1)) for filters in product(signs, repeat=2))
    constant = 27 / 8 * lemma_12_constant()  # Lemma 12 at eps / (2l), by theorem-3-proof-width
    worst = smallest(
        lambda dimension, into, depth, eps: (
            constant - samples(dimension, into, eps / (2 * depth), 3) / (dimension**6 * math.log(dimension * into * depth / eps) ** 3)
        ),
        LAYERS,
    )
    return amended(
        both or not allowed,
        worst.margin >= 0,
        r"$0 < \epsilon < 1/4$, as in Lemma 12",
        "As eps goes to 1 the logarithm may go to 0: with d = c = l = 1 and eps = exp(-C^(-1/3)), n = 1 is allowed for every C, and no "
        "signs of two filters reach both f(x) = x and f(x) = -x: probability 0 < 1 - eps. For eps < 1/4, and d_i for d "
        f"(theorem-3-proof-kernel-size), it is proved for every f at once with C = {constant:.3g}, 27/8 that of Lemma 12; least slack on a "
        f"grid {worst.margin:.3g} at {at(worst.where)}.",
    )


@check(
    "theorem-3-masks",
    r"2n_i\text{-channel-blocked masks } S^{(2i-1)} \in \{0, 1\}^{1 \times 1 \times n_i \times c_i} \text{ for } L^{(2i-1)} \in"
    r" \mathbb{R}^{1 \times 1 \times c_{i-1} \times 2 c_{i-1} n_i}",
    uses=("definition-2",),
)
def theorem_3_masks() -> Finding:
    """The shape of the masks."""
    into, out, n = 3, 16, 50
    layer = (1, 1, into, 2 * into * n)
    return misprint(
        (1, 1, n, out) == layer,
        (1, 1, into, into * (2 * n)) == layer,  # Definition 2, of a 2n-channel-blocked mask with c = c_(i-1)
        r"$S^{(2i-1)} \in \{0, 1\}^{1 \times 1 \times c_{i-1} \times 2 c_{i-1} n_i}$",
        f"c_(i-1) = {into}, c_i = {out}, n_i = {n}: a mask of shape {(1, 1, n, out)} does not fit L of shape {layer}, which is that of "
        "Definition 2.",
    )


@check(
    "remark-removal",
    r"\text{removals at layers } 1, 3, \dots, 2\ell - 1 \text{ imply the removal of the corresponding channels in the next layer}",
    uses=("definition-2",),
    perturbed={"activation": lambda x: np.maximum(x, 0) + 1},
)
def remark_removal(*, activation: Callable[[np.ndarray], np.ndarray] = lambda x: np.maximum(x, 0)) -> Finding:
    """A filter whose weight is masked and a filter that is removed, with its channel of the next layer, give the same network."""
    rng = np.random.default_rng(3)
    n, into, out = 4, 3, 2
    v, u, x = (rng.integers(-5, 6, shape) for shape in ((into, 2 * n * into), (2 * n * into, out), (20, into)))  # one pixel: d = 1
    blocked = np.arange(2 * n * into) // (2 * n) == np.arange(into)[:, None]
    kept = rng.integers(0, 2, 2 * n * into).astype(bool)
    masked = activation(x @ (v * blocked * kept)) @ u
    return holds(
        np.array_equal(masked, activation(x @ (v * blocked)[:, kept]) @ u[kept]),
        f"ReLU of 0 is 0, so what a masked filter feeds adds nothing: exact on integers, {int(kept.sum())} of {kept.size} filters kept. In "
        "a channel-blocked layer each filter has one weight, so that every mask of weights below it is a removal of filters.",
    )


@check(
    "remark-size",
    r"\text{the lower bound on the size of the random CNN depends only on the kernel sizes}",
    uses=("theorem-3",),
    perturbed={"log_power": 2},
)
def remark_size(*, log_power: int = 3) -> Finding:
    """The required width is a function of the target's kernel sizes, at a given error, and not of its weights or images."""

    def width(kernel: int, channels: int, depth: int, eps: float) -> float:
        layers = tuple(Convolution(channels, channels, kernel) for _ in range(depth))
        return dacunha2023_theorem3(Architecture("", layers), eps, 1.0).widths_per_constant[0]

    cases = list(product((1, 3, 5), (8, 64), (2, 32), (0.01, 0.0001)))
    deep, sharp = width(3, 8, 32, 0.01) / width(3, 8, 2, 0.01), width(3, 8, 2, 0.0001) / width(3, 8, 2, 0.01)
    return holds(
        all(
            math.isclose(width(d, c, depth, eps), 2 * c**7 * d**12 * math.log((d * c) ** 2 * depth / eps) ** log_power)
            for d, c, depth, eps in cases
        ),
        f"d_i, c_i and l, which the kernels' sizes give, and eps; neither D nor the kernels' entries occur ({len(cases)} architectures). "
        f"For 3 x 3 kernels and 8 channels it grows {deep:.3f} times from 2 to 32 layers, {sharp:.3f} times from eps = 0.01 to 0.0001.",
    )


@check("definition-4", r"Y_i = Z \cdot Z_i, \quad i \in [d], \quad Z, Z_1, \dots, Z_d \sim \mathcal{N}(0, 1)", perturbed={"joint": 1})
def definition_4(*, joint: int = 3) -> Finding:
    """The coordinates of an NSN vector are uncorrelated but depend on each other; given Z they are independent normals."""
    z, a, b = sympy.symbols("z a b", real=True)
    weight = sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi)
    given = sympy.exp(-(a**2) * z**2 / 2) * sympy.exp(-(b**2) * z**2 / 2)  # product of the coordinates' transforms, given Z = z
    together = same(sympy.integrate(given * weight, (z, -sympy.oo, sympy.oo)), 1 / sympy.sqrt(1 + a**2 + b**2))
    apart = same((1 + a**2) * (1 + b**2), 1 + a**2 + b**2)
    fourth = sympy.integrate(z**4 * weight, (z, -sympy.oo, sympy.oo))
    return holds(
        together and not apart and fourth == joint,
        "The transform of (Y_1, Y_2) is the mean of the product over coordinates given Z, 1/sqrt(1 + a^2 + b^2), and not 1/sqrt((1 + "
        f"a^2)(1 + b^2)); E[Y_1^2 Y_2^2] = E[Z^4] = {fourth} with E[Y_1^2] = 1.",
    )


@check(
    "theorem-5",
    r"n \ge k^2,\ k \ge C d^3 \log \frac{d}{\epsilon},\ \|\vec{z}\|_1 \le \sqrt{k}: \quad"
    r" \Pr\left(\exists S,\ |S| = k,\ \left\|\sum_{i \in S} X_i - \vec{z}\right\|_{\max} \le \epsilon\right) \ge \text{const}",
    uses=("lemma-15", "lemma-9", "lemma-7", "lemma-8"),
    perturbed={"radius": 2.0},
)
def theorem_5(*, power: int = 3, radius: float = 0.5) -> Finding:
    """Some k of n NSN vectors sum to within eps of a target, with constant probability."""
    # the bound falls in k >= 8 d^2 log(d/eps) and in log(1/eps). For d >= 2 its first part is at most what follows, each factor of which
    # falls in d, with k = 8 d^2 log(4d), u = (d + 1) / ((1 - 1/d) k): (1 - 1/d)^-d <= 4, (1 - u)^-d <= exp(d u / (1 - u)), exp(a / (k - 2))
    k = PROVED_C * 4 * math.log(8)
    u = 6 / k
    envelope = math.log(4) + 2 * u / (1 - u) + 2 * jensen(2, k, 0.25, radius)
    grid = {"d": [*range(1, 40), 100, 1000, 10**5], "eps": [0.25, 0.1, 1e-3, 1e-10, 1e-100], "times": [1, 3, 1000]}

    def slack(d: int, eps: float, times: int, least_power: int = 2) -> float:
        return -math.log(PROVED_P) - log_ratio(d, times * math.ceil(PROVED_C * d**least_power * math.log(d / eps)), eps, radius)

    printed, sharper = smallest(partial(slack, least_power=power), grid), smallest(slack, grid)
    dimensions = [*range(1, 25)]
    least = [math.exp(-log_ratio(d, math.ceil(PROVED_C * d**power * math.log(4 * d)), 0.25, radius)) for d in dimensions]
    return holds(
        printed.margin >= 0 and sharper.margin >= 0 and envelope <= -math.log(PROVED_P),
        f"With C = {PROVED_C} the probability is at least 1/15, for all d >= 1 and eps <= 1/4, even if k >= C d^2 log(d/eps): pairs of "
        "sums that share at most k / max(d, 2) by Jensen's inequality and E[Q^(-d/2)], others by P(m shared) <= 1/m!. The bound on "
        f"E[T^2]/E[T]^2 falls in k and 1/eps, and for d >= 2 is at most exp({envelope:.4f}), up to what exp(-70) bounds; least slack in "
        f"log on a grid {sharper.margin:.3g} at {at(sharper.where)}. The printed proof needs k >= C d^3 log, and Lemmas 7 and 8 as "
        "amended.",
        Curve("d", "success probability, at least", {"eps = 1/4, k least": ([float(d) for d in dimensions], least)}),
    )
