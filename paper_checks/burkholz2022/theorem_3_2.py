"""burkholz2022 Theorem 3.2: one layer for one (section 3.2)."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import EPS, THREE_LAYERS, listed, one, single, two
from paper_checks.check import Curve, Finding, amended, check, holds, left_out, misprint, numerically
from paper_checks.evidence import same
from rss_theory.covering import covering
from rss_theory.networks import ARCHITECTURES, Architecture, Convolution
from rss_theory.networks.convolutional import burkholz2022_theorem32, parameter_errors
from simulations.networks import Layer, Network

left_out("burkholz2022:figure-2", "a drawing of both constructions")


@check(
    "section-3.2-blocks", r"\text{this factor enters only the logarithm and is thus small}", uses=("theorem-3.2",), perturbed={"power": 0.5}
)
def section_3_2_blocks(*, power: float = 1.0, c: float = 6.0) -> Finding:
    """rho times as many subset-sum problems need C log(rho) more samples."""
    base = covering(EPS, EPS, 1.0).n
    more = {rho: (covering(EPS, EPS / rho, 1.0).n - base) / math.log(rho) ** power for rho in (1e2, 1e4, 1e8, 1e16, 1e32)}
    return numerically(
        max(more.values()) <= c,
        f"uniform samples, eps = {EPS}, delta = {EPS}/rho: by covering {listed('{:.2f}', more.values())} times "
        f"log(rho)^{power:g} more than {base} for rho = {listed('{:g}', more)}",
    )


@check(
    "section-3.2-comparison",
    r"\text{the LT in the } L_t + 1 \text{-construction consists of many more parameters, yet, less neurons}",
    uses=("theorem-3.1", "theorem-3.2"),
    perturbed={"more": False},
)
def section_3_2_comparison(*, more: bool = True) -> Finding:
    """One layer for one takes more parameters and fewer neurons than two for one."""
    rng = np.random.default_rng(0)
    layers = [Layer(rng.uniform(-1, 1, (8, i, 3, 3)) * (rng.random((8, i, 3, 3)) < 0.3), None, "relu") for i in (3, 8, 8)]
    target = Network(tuple(layers))
    tickets = [build(target, 18, 1) for build in (two, one)]
    kept, neurons = zip(*((ticket.kept, sum(w.shape[0] for w in ticket.compact.weights)) for ticket in tickets), strict=True)
    return numerically(
        (kept[1] > 2 * kept[0]) == more and neurons[1] < neurons[0],
        f"three layers of 8 channels with {target.nonzero} nonzero weights, n = 18, eps = 0.01: two for one keeps {kept[0]} parameters "
        f"and {neurons[0]} channels, one for one {kept[1]} and {neurons[1]}",
    )


@check("theorem-3.2-title", r"\text{Theorem 3.2 (LT existence } (2L_t\text{-construction))}")
def theorem_3_2_title() -> Finding:
    """The theorem is about the construction of 2 L_t layers."""
    depth = len(one(THREE_LAYERS).source.layers)
    return misprint(
        depth == 2 * 3, depth == 3 + 1, "$(L_t + 1)$-construction", f"a ticket for 3 layers has {depth}; the text has L_0 = L_t + 1"
    )


def _budget_error(parameters: list[Fraction], eps: list[Fraction], gains: list[Fraction]) -> Fraction:
    """e_l = parameters_l eps_l + gains_l e_{l-1} after the last layer."""
    error = Fraction(0)
    for n, e, gain in zip(parameters, eps, gains, strict=True):
        error = n * e + gain * error
    return error


@check(
    "theorem-3.2-errors",
    r"\epsilon_l = \frac{\epsilon}{2 T N_{w,l} \prod_{s=l+1}^{L} (2 (T N_{w,s} + N_{m,s}))}",
    uses=("eq-14",),
    perturbed={"factor": 1},
)
def theorem_3_2_errors(*, factor: int = 2) -> Finding:
    """With these errors of parameters, Eq. 14 bounds that of the output by eps."""
    room = Fraction(1)
    cases = (((9, 30, 5), (0, 0, 0)), ((1, 1, 1), (0, 0, 0)), ((100, 7, 40), (0, 8, 8)), ((3, 2, 900), (0, 5, 0)))
    for t, (w, m) in itertools.product((Fraction(1, 4), Fraction(1), Fraction(5, 2)), cases):
        passing = [t * a + b for a, b in zip(w, m, strict=True)]
        eps = [1 / (factor * t * a * math.prod(factor * p for p in passing[i + 1 :])) for i, a in enumerate(w)]
        room = min(room, 1 - _budget_error([t * a for a in w], eps, passing))
    left = sympy.Symbol("q", positive=True)  # 2^-(l-1): e_(l-1) is at most (1 - q) of what is allowed
    return holds(
        room >= 0 and same((1 + (1 - left)) / factor, 1 - left / 2),
        f"e_l = T Nw_l eps_l + (T Nw_l + Nm_l) e_(l-1) in rationals: eps - e_L is at least {float(room):.3g} eps for three layers with and "
        "without skip connections, T = 1/4, 1, 5/2. By induction, symbolically, e_l is at most (1 - 2^-l) of what is allowed there",
    )


@check(
    "theorem-3.2-delta",
    r"c_{0,l+1} \ge C c_{t,l} \log\left( \frac{1}{\min\{\epsilon_l, \rho \delta / N_l\}} \right), \quad n_{0,1} \ge C c_{t,0} \log "
    r"\frac{1}{\min\{\epsilon_1, \delta \rho\}}",
    uses=("theorem-3.2-errors", "appendix-c.2-fixed-point"),
)
def theorem_3_2_delta() -> Finding:
    """The number rho of subset-sum problems multiplies the probability delta to fail."""
    # f = relu(0.7 relu(w x + 0.7)), of at least 0.49 > eps, after layers of one weight: without a positive last weight a ticket gives 0
    eps_l = 0.3 / (2 * 2 * 2)  # eps = 0.3; layer L - 1 has a weight and a bias, layer L a weight
    rows = []
    for c in (3.0, 5.0, 8.0, 12.0):
        m = math.ceil(c * math.log(1 / eps_l))
        missed = 2.0**-m  # P(no positive weight)
        delta = missed / 2
        log_first = 2 * eps_l / (c * 2**2 * delta)  # log(1/eps_1) with which rho delta / N = eps_l at this delta, gamma = 1
        depth = float(math.ceil(log_first / math.log(2)))
        rho = c * 2**2 * log_first
        wanted = math.ceil(c * max(math.log(1 / eps_l), math.log(rho / delta)))
        said = f"C = {c:g}: m = {m}, missed with probability {missed:.2g} > delta = {delta:.2g} from {depth:.3g} layers on"
        rows.append((missed <= delta, 2.0**-wanted <= delta, c, depth, said))
    printed, meant, cs, depths, words = zip(*rows, strict=True)
    return amended(
        all(printed),
        all(meant),
        "$\\delta / \\rho$ in place of $\\rho \\delta / N_l$ and of $\\delta \\rho$, as in the proof",
        "False for every C: rho grows with log(1/min eps_l), so with the depth, and rho delta / N_l exceeds eps_l, so "
        "that delta has no effect. A target relu(0.7 relu(w x + 0.7)) after a chain of single ReLUs is at least 0.49, "
        "and any subnetwork without a positive last weight is 0; gamma = 1, eps = 0.3. " + "; ".join(words),
        Curve("C", "layers from which on the printed width fails", {"chain of single ReLUs": (list(cs), list(depths))}, "y"),
    )


@check(
    "theorem-3.2-indices",
    r"c_{0,l+1} \ge C c_{t,l} \log\left( \frac{1}{\min\{\epsilon_l, ...\}} \right) \text{ for all } l \in [L_t]",
    uses=("theorem-3.2-errors",),
)
def theorem_3_2_indices() -> Finding:
    """The copies of target layer l, for l in {0, ..., L_t}, are as many as its own parameters' errors ask for."""
    slow, usual = (parameter_errors(Architecture("", (Convolution(1, 1, 1),) * 2), 0.01, t) for t in (0.25, 1.0))
    needed = int((one(Network((single(0.5), single(0.4)))).channels[-1] >= 0).sum())
    return misprint(
        slow[0] <= slow[1] and needed > 1,
        usual[0] <= usual[1] and needed == 1,
        "$c_{0,l+1} \\ge C c_{t,l} \\log(1/\\min\\{\\epsilon_{l+1}, \\delta/\\rho\\})$ for $1 \\le l < L_t$, and $c_{0,L_t+1} = c_{t,L_t}$",
        "copies of layer l serve the parameters of layer l + 1. eps_l <= eps_(l+1) where 2 T Nw_l >= 1, and then more is asked than "
        f"needed; for T = 1/4 and one weight eps_1/eps_2 = {math.exp(slow[0] - slow[1]):.3g}. There is no eps_0, and the last layer is "
        f"needed {needed} time, not C log(...) times",
    )


@check(
    "theorem-3.2",
    r"\max_{x \in D} |f_{t,iq}(x) - f_{\epsilon',iq}(x)| \le \epsilon \text{ with probability } 1 - \delta, \quad L_0 = L_t + 1",
    uses=(
        "eq-13",
        "eq-13-skips",
        "theorem-3.2-errors",
        "theorem-3.2-delta",
        "theorem-3.2-indices",
        "theorem-3.1-sigma",
        "appendix-c.1-constant",
    ),
)
def theorem_3_2() -> Finding:
    """A random network of one more layer contains each target, with skip connections, as a subnetwork, within eps."""
    net = ARCHITECTURES["small-cnn"]
    found = burkholz2022_theorem32(net, 0.01, 0.01)
    assert found.samples is not None
    copies = (1, *found.samples[1:])
    sizes = [Fraction(layer.parameters) for layer in net.layers]
    gains = [size * c for size, c in zip(sizes, copies, strict=True)]
    errors = ([Fraction(math.exp(e)) for e in parameter_errors(net, 0.01, 1.0, samples)] for samples in ((), copies))
    printed, meant = (float(_budget_error(sizes, eps, gains)) for eps in errors)
    return amended(
        theorem_3_2_delta().verdict.startswith("holds") and printed <= 0.01,
        meant <= 0.01 and found.bound.applies,
        "$\\delta/\\rho$; $\\epsilon_l = \\epsilon / (2 T N_{w,l} \\prod_{s>l} 2 (T n_s N_{w,s} + N_{m,s}))$ with $n_s$ copies; skip "
        "connections that are identities, or their parameters counted in $N_{w,l}$; $\\sigma_1 = \\min\\{1, a/2\\}$, $\\sigma_2 = "
        "r/\\sigma_1$, $m_+, m_- \\ge 0$",
        "as printed false for every C (delta), and unproved: with n copies that err on their own, the small network's printed eps_l "
        f"bound the output's error by {printed:.3g} at eps = 0.01. As amended by {meant:.4f}; then {found.samples} channels an "
        "input suffice, by covering, at eps = delta = 0.01",
    )
