"""burkholz2022, appendix C.2: the proof of Theorem 3.2."""

import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import EPS, THREE_LAYERS, M, listed, one, own_problems, single
from paper_checks.check import Finding, amended, check, holds, misprint, numerically
from paper_checks.evidence import at, same, smallest
from rss_theory.covering import covering
from rss_theory.laws import ProductOfUniforms, Uniform
from rss_theory.networks import ARCHITECTURES
from rss_theory.networks.convolutional import parameter_errors
from simulations.networks import Network


@check(
    "appendix-c.2-smaller-base-sets",
    r"\text{smaller base sets, as } X_k \sim U[-1, 1] \text{ instead of } X_k \sim U[0, 1] U[-1, 1]",
    perturbed={"smaller": False},
)
def appendix_c_2_smaller_base_sets(*, smaller: bool = True) -> Finding:
    """Uniform samples need fewer than products."""
    pairs = [(covering(e, e, 1.0, Uniform()).n, covering(e, e, 1.0, ProductOfUniforms()).n) for e in (0.1, 0.01, 1e-4, 1e-8)]
    failures = [own_problems(name).above(EPS)[0] for name in ("uniform", "product")]
    return numerically(
        all((a < b) == smaller for a, b in pairs) and failures[0] < failures[1],
        f"proved by covering for eps = delta = 0.1, 0.01, 1e-4, 1e-8: {[a for a, _ in pairs]} against {[b for _, b in pairs]}; with {M} "
        f"samples {100 * failures[0]:.2f} % and {100 * failures[1]:.2f} % of own problems miss {EPS}",
    )


def _copied(seed: int) -> tuple[float, float, float, float]:
    """Errors of the second and the first layer of a ticket for relu(0.5 relu(0.5 x)), of the second's weight, and sum |w_s|."""
    target = Network((single(0.5), single(0.5)))
    ticket = one(target, 12, seed, eps=0.05)
    x = np.array([1.0, -1.0]).reshape(2, 1, 1, 1)  # all is linear on either side of 0
    ours, theirs, row = ticket.network.signals(x), target.signals(x), ticket.outputs[0]
    weights = np.asarray(ticket.network.layers[2].weights)[row].ravel()
    first = float(np.abs(ours[2][:, weights != 0] - theirs[1]).max())
    return float(np.abs(ours[3][:, row] - theirs[2][:, 0]).max()), first, abs(float(weights.sum()) - 0.5), float(np.abs(weights).sum())


@check(
    "eq-13",
    r"\lVert x^{(l)}_t - x^{(l+1)}_0 \rVert_\infty \le T N_{w,l} \epsilon_l + T N_{w,l} \lVert x^{(l-1)}_t - x^{(l)}_0 \rVert_\infty + "
    r"N_{m,l} \max_{s \le l-1} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty",
    uses=("appendix-c.1-budget",),
)
def eq_13() -> Finding:
    """The error of a layer by those of its parameters and of its inputs."""
    found = [_copied(seed) for seed in range(100)]
    worst, seed = max((second / (weight + first), seed) for seed, (second, first, weight, _) in enumerate(found))
    second, first, weight, total = found[seed]
    exact = abs(1 * 1 - 0.5 * -1)  # w = (1, -1/2), errors of the two copies 1 and -1
    return amended(
        worst <= 1 and exact <= 1,
        all(s <= w + n * f + 1e-12 for s, f, w, n in found),
        "$\\sum_{s \\in S} |w_s|$, at most $|S|$ and the number $n_l$ of copies, times the inputs' errors in place of 1: $T n_l N_{w,l} "
        "\\lVert x^{(l-1)}_t - x^{(l)}_0 \\rVert_\\infty$",
        f"the copies of a channel err each on its own, so |sum w_s| <= 1 does not help: w = (1, -1/2) with errors 1 and -1 gives {exact}. "
        f"Of 100 tickets for relu(0.5 relu(0.5 x)), n = 12, N_w = T = 1, that of seed {seed} errs by {second:.4f} after {first:.4f} with "
        f"a weight off by {weight:.4f}, sum |w_s| = {total:.2f}; all obey the amended inequality with sum |w_s|",
    )


@check(
    "eq-13-skips",
    r"... + N_{m,l} \max_{s \le l-1} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty \text{ is what skip connections add}",
    uses=("eq-13",),
)
def eq_13_skips() -> Finding:
    """The skip connections' part of the error."""
    # x_l = relu(w x) + sum of ten connections of parameter 0.05 from exact inputs 1, each off by eps_l
    t, eps, n_w, n_m = 1, Fraction(1, 100), 1, 10
    error, printed = t * n_w * eps + n_m * eps, t * n_w * eps
    return amended(
        error <= printed,
        error <= t * n_w * eps + n_m * eps,
        "$+ N_{m,l} \\epsilon_l$ for connections whose parameters are approximated; none for identities, which the source has as well",
        f"N_m = {n_m} parameters of skip connections, each within eps_l = {float(eps)}, exact inputs of 1: the error is {float(error)}, "
        f"printed {float(printed)}",
    )


@check(
    "eq-14",
    r"\max_{s \le l} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty \le T N_{w,l} \epsilon_l + (T N_{w,l} + N_{m,l}) \max_{s \le l-1} "
    r"\lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty",
    uses=("eq-13",),
)
def eq_14() -> Finding:
    """The greatest error up to layer l."""
    found = [_copied(seed) for seed in range(100)]  # T = N_w = 1, no skip connections
    worst, seed = max((max(first, second) - (weight + first), seed) for seed, (second, first, weight, _) in enumerate(found))
    second, first, weight, _ = found[seed]
    return amended(
        worst <= 1e-12,
        all(max(first, second) <= weight + max(1.0, total) * first + 1e-12 for second, first, weight, total in found),
        "$T n_l N_{w,l} + N_{m,l}$ with $n_l$ copies, as in Eq. 13, where that is at least 1, as it is for $T \\ge 1$",
        f"Eq. 13's ticket of seed {seed}: {max(first, second):.4f} on the left, {weight + first:.4f} on the right. From the amended Eq. "
        "13 it follows if the factor is at least 1, as the left side has the layers before, too",
    )


@check(
    "appendix-c.2-last-layer",
    r"\epsilon_L = \epsilon/(2 T N_{w,L}), \quad \max_{s \le L-1} \lVert x^{(s)}_t - x^{(s+1)}_0 \rVert_\infty \le \epsilon/(2 (T "
    r"N_{w,L} + N_{m,L}))",
    uses=("eq-14",),
    perturbed={"half": 1},
)
def appendix_c_2_last_layer(*, half: int = 2) -> Finding:
    """The error of the last layer is then at most eps."""
    t, w, m, eps = sympy.symbols("T N_w N_m epsilon", positive=True)
    error = t * w * eps / (half * t * w) + (t * w + m) * eps / (half * (t * w + m))
    return holds(bool(sympy.simplify(error / eps) <= 1), f"Eq. 14 gives {sympy.simplify(error)}")


@check(
    "appendix-c.2-dense-count",
    r"N_l = c_{t,l} c_{t,l-1} k_{t,l} \text{ and in total } N_t = \sum_{l=1}^{L} c_{t,l} (c_{t,l-1} k_{t,l} + 1)",
)
def appendix_c_2_dense_count() -> Finding:
    """The parameters of a dense target."""
    layers = ARCHITECTURES["small-cnn"].layers
    each, total = [layer.weights for layer in layers], sum(layer.out * (layer.into * layer.kernel**2 + 1) for layer in layers)
    return misprint(
        sum(each) == total,
        sum(layer.parameters for layer in layers) == total,
        "$N_l = c_{t,l} (c_{t,l-1} k_{t,l} + 1)$",
        f"the small network: N_l = {each} add up to {sum(each)}, N_t = {total}; biases are missing in N_l",
    )


@check(
    "appendix-c.2-channels",
    r"c_{t,L-2} \ge C N_{L-2} \log(1/\min\{\epsilon_{L-1}, \delta/\rho'\}) \text{ neurons solve all these problems}",
    uses=("theorem-3.2-indices",),
)
def appendix_c_2_channels() -> Finding:
    """The copies of the channels of layer L - 2."""
    depth, layers = len(THREE_LAYERS.layers), one(THREE_LAYERS).source.layers
    copies = layers[depth - 2].weights.shape[0]  # of target layer L - 2, in source layer L - 1
    net = ARCHITECTURES["small-cnn"].layers[0]
    return misprint(
        net.parameters <= net.out,
        copies >= 1 and len(layers) == depth + 1,
        "$c_{0,L-1} \\ge C c_{t,L-2} \\log(1/\\min\\{\\epsilon_{L-1}, \\delta/\\rho'\\})$, and $c_{0,L}$ for $c_{0,L-1}$ before",
        f"the target's width cannot be bounded from below by its parameters: the small network's first layer has {net.out} channels and "
        f"{net.parameters} parameters. Copies are of channels, and target layer l stands in source layer l + 1",
    )


@check(
    "appendix-c.2-neurons",
    r"\text{if } c_{0,L-1} \text{ is large, this might require only } 2-3 \text{ neurons per parameter}",
    perturbed={"low": 2.5},
)
def appendix_c_2_neurons(*, low: float = 2.0, high: float = 3.0) -> Finding:
    """Smallest subsets within the error have two or three elements."""
    ms = (12, M, 18)
    sizes = [own_problems("uniform", EPS, 20_000, m).mean_size() for m in ms]
    return numerically(
        all(low <= size <= high for size in sizes),
        f"mean sizes of the smallest subsets within {EPS}, 20,000 own problems: {listed('{:.2f} for m = {}', sizes, ms)}; "
        "they fall with m, to 1 in the end",
    )


@check(
    "appendix-c.2-rho-sum",
    r"\rho' = \sum_{l=1}^{L} \rho'_l \le C N_l \log(1/\min\{\min_l \epsilon_l, \delta/\rho'\}) \le C N_t \log(1/\min\{\min_l \epsilon_l, "
    r"\delta/\rho\})",
    uses=("eq-14",),
)
def appendix_c_2_rho_sum() -> Finding:
    """The number of subset-sum problems of all layers."""
    net = ARCHITECTURES["resnet22"]
    sizes = [layer.parameters for layer in net.layers]
    logs = [-e for e in parameter_errors(net, 0.01)]
    c = 3.0
    problems = sum(c * n * max(1.0, log) for n, log in zip(sizes, [*logs[1:], 1 / c], strict=True))
    bounds = [c * n * max(logs) for n in sizes]
    return misprint(
        problems <= min(bounds),
        problems <= c * sum(sizes) * max(logs),
        "$N_t$ in place of $N_l$ in the middle; one more problem a copy for the constant channel",
        f"ResNet-22, C = {c:g}, eps_l as printed at eps = 0.01, delta left out: {problems:.3g} problems, C N_l log(.) from "
        f"{min(bounds):.3g} to {max(bounds):.3g}, C N_t log(.) = {c * sum(sizes) * max(logs):.3g}",
    )


@check("appendix-c.2-power", r"C N_t^{\gamma} \ge \log(N_t) \text{ for any } \gamma > 0", perturbed={"share": 0.99})
def appendix_c_2_power(*, share: float = 1.0) -> Finding:
    """A power of N times a constant that depends on it exceeds the logarithm."""
    x, g = sympy.symbols("x gamma", positive=True)  # x = log N
    ratio = x * sympy.exp(-g * x)
    top = sympy.solve(sympy.diff(ratio, x), x)
    ok = len(top) == 1 and same(ratio.subs(x, top[0]), 1 / (sympy.E * g)) and sympy.limit(ratio.subs(g, 1), x, sympy.oo) == 0
    c, n = share / (math.e * 0.1), math.exp(10)
    return holds(
        ok and c * n**0.1 >= math.log(n) * (1 - 1e-12),
        f"log N / N^gamma is greatest at log N = {top[0]}, where it is exp(-1)/gamma, so C = 1/(e gamma) does for all N; "
        f"for gamma = 0.1 C = {c:.3g}. It is no constant for all gamma: with C = 1, 945^0.1 = {945**0.1:.2f} < {math.log(945):.2f}",
    )


@check(
    "appendix-c.2-fixed-point",
    r"\rho = C N_t^{1+\gamma} \log(1/\min\{\epsilon, \delta\}) \text{ works, where } \rho \ge C N_t \log(1/\min\{\min_l \epsilon_l, "
    r"\delta/\rho\})",
    uses=("appendix-c.2-power", "appendix-c.2-rho-sum"),
)
def appendix_c_2_fixed_point() -> Finding:
    """The number of problems that is sufficient although it depends on itself."""

    def larger(gamma: float, c: float) -> float:
        return 4 * math.log(c + math.e) / gamma

    def margin(n: float, log_least: float, log_e: float, delta: float, gamma: float, c: float) -> float:
        """rho - C N log(1/min{min eps_l, delta/rho}) over C N, rho = larger C N^(1+gamma) log(1/min{e, delta})."""
        share = larger(gamma, c) * n**gamma * max(log_e, -math.log(delta))  # rho over C N
        return share - max(log_least, math.log(share * c * n / delta))

    # layers of one weight: log(1/min eps_l) = log(2^L / eps), N = L
    deep = margin(1e6, 1e6 * math.log(2) + math.log(100), math.log(100), 0.01, 0.5, 3.0)
    found = smallest(  # min_l eps_l <= eps / (2 N)
        lambda n, delta, gamma, c: margin(n, math.log(2 * n / 0.5), math.log(2 * n / 0.5), delta, gamma, c),
        {"n": [1, 2, 10, 1e3, 1e6, 1e12], "delta": [0.9, 0.1, 1e-3, 1e-9], "gamma": [0.05, 0.1, 0.5, 1.0], "c": [1.0, 3.0, 30.0, 1e3]},
    )
    return misprint(
        deep >= 0,
        found.margin >= 0,
        "$\\min_l \\epsilon_l$ in place of $\\epsilon$, as in the theorem; a $C$ of its own that depends on $\\gamma$",
        f"with eps: 10^6 layers of one weight, eps = delta = 0.01, gamma = 1/2, C = 3 and {larger(0.5, 3.0):.3g} times it in rho miss by "
        f"{-deep:.3g} C N. With min_l eps_l and 4 log(C + e) / gamma times C in rho: least margin {found.margin:.2f} C N at "
        f"{at(found.where)}",
    )
