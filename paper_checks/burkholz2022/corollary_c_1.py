"""burkholz2022 Corollary C.1: one layer by two, construction (appendix C.1)."""

import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.burkholz2022.problems import CLAIMED, EPS, M, Problems, listed, samples_per_log, single, two
from paper_checks.check import Finding, amended, check, holds, numerically
from paper_checks.evidence import ladder, same, smallest
from rss_theory.laws import PRUNED_PRODUCT, ProductOfUniforms
from rss_theory.networks import Architecture, Convolution
from rss_theory.networks.convolutional import burkholz2022_theorem31
from simulations.networks import Network
from simulations.tickets.checking.verify import certify


@check(
    "corollary-c.1",
    r"\lVert x^{(l')}_t - x^{(2l')}_{\epsilon'} \rVert_\infty \le \epsilon', \quad \sigma = \min\{1, a(\epsilon'')/2\}, \; \epsilon'' = "
    r"g^{-1}\left( \frac{\epsilon'}{3 T N_t C \log\left( \frac{N_t}{\min\{\epsilon'/(3T), \delta'/2\}} \right) \frac{r}{2}} \right)",
    uses=("corollary-a.2", "eq-3", "eq-4", "eq-7", "eq-8", "eq-9", "eq-10", "eq-11"),
    perturbed={"thirds": 2},
)
def corollary_c_1(*, thirds: int = 3) -> Finding:
    """With some constant C, two random layers contain each target layer within eps' with probability 1 - delta'."""
    r = sympy.Symbol("r", positive=True)
    # the third part, T N C log(.) (2r/a) eps'', over eps', where g(eps'') = eps' / (3 T N larger C log(.) r/2)
    alone, four = (sympy.simplify(sympy.Rational(2, thirds) + 2 * r / (thirds * larger * r / 2)) for larger in (1, 4))
    found = burkholz2022_theorem31(Architecture("", (Convolution(32, 32, 3, bias=True),)), 0.01, 0.01)
    return holds(
        bool(four <= 1) and found.bound.applies,
        f"the parts of Eq. 7 add up to {four} eps' if C is four times that of the base sets, of which the rest stays unused; with the same "
        f"C, as the proof has it, to {alone} eps' (Eq. 11). C is that of Corollary A.2 for slopes m+, m- of one sign, with opposite signs "
        f"it depends on them (Eq. 8). For ReLU, 32 to 32 channels, 3 x 3, {found.samples} hidden channels an input suffice at eps' = "
        "delta' = 0.01, by covering",
    )


@check(
    "eq-3",
    r"c_{1/2} \ge C c_{l'-1} \log\left( \frac{N_t}{\min\{\epsilon'/(3T), \delta'/2\}} \right)",
    uses=("appendix-c.1-base-sets", "eq-8"),
    perturbed={"share": 1.0},
)
def eq_3(*, share: float = 0.5) -> Finding:
    """This is log(1/min(eps''', delta''')) for each input channel."""
    least = smallest(
        lambda n, t, eps, delta: math.log(n / min(eps / (3 * t), share * delta)) - math.log(1 / min(eps / (3 * t * n), delta / (2 * n))),
        {"n": [1, 7, 1000], "t": [0.01, 1.0, 3.0], "eps": [1e-6, 0.3, 0.999], "delta": [1e-6, 0.5, 0.999]},
    )
    return holds(
        least.margin > -1e-12,
        f"with eps''' = eps'/(3 T N), delta''' = delta'/(2 N) both sides are the same: least difference {least.margin:.1e}; above log 2, "
        "as delta'/2 < 1/2. The constant channel makes c + 1 <= 2 c of them",
    )


@check(
    "eq-4",
    r"|\lambda_{sj} x^{(2l'-2)}_{0,jq}| \le \sigma (1 + \epsilon'/(3 T N_t)) \le a(\epsilon'')",
    uses=("section-2-tanh-radius",),
    perturbed={"share": Fraction(3, 5)},
)
def eq_4(*, share: Fraction = Fraction(1, 2)) -> Finding:
    """The first layer's preactivations stay where the activation is approximately linear."""
    # sigma <= share a; the second factor falls in T N_t and grows in eps' < 1
    greatest, below = (share * (1 + eps / (3 * t)) for t, eps in ((Fraction(1, 3), 1), (Fraction(1, 4), Fraction(9, 10))))
    return holds(
        greatest <= 1,
        f"for T N_t >= 1/3 and eps' < 1 it is at most {greatest} a, as it falls in T N_t and grows in eps'. A Lipschitz constant may be "
        f"taken as 1/3 at least; with T N_t = 1/4, eps' = 0.9 it would be {float(below):.2f} a",
    )


@check(
    "appendix-c.1-products",
    r"X_s = w_{0,isq} \lambda_{sj} / r \sim U[0,1] U[-1,1] \text{ or } U[-1,0] U[-1,1]",
    uses=("appendix-b-laws",),
    perturbed={"power": -1},
)
def appendix_c_1_products(*, power: int = 1) -> Finding:
    """The scales of both layers cancel in the products."""
    sigma, r, u, v = sympy.symbols("sigma r u v", positive=True)  # u, v uniform
    return holds(same((r / sigma**power * v) * (sigma * u) / r, u * v), "w = (r/sigma) v and lambda = sigma u give w lambda / r = u v")


@check(
    "eq-5",
    r"|w_{t,ijq} - \sum_{s \in I^{\pm}_{ijq}} X_s| \le \epsilon''' \text{ if } |I_{j,\pm}| \ge C \log \frac{1}{\min\{\epsilon''', "
    r"\delta'''\}}",
    uses=("corollary-2.2", "appendix-c.1-products"),
    perturbed={"power": 0.5},
)
def eq_5(*, power: float = 1.0, c: float = 130.0) -> Finding:
    """So many copies of a sign hold each weight."""
    most = max(samples_per_log(ProductOfUniforms(), ladder(0.5, 1e-60, 200), power))
    return holds(
        most <= c,
        f"with C = {c:g}, by covering with products for eps''' = delta''' from 1/2 to 1e-60, the intervals of the ladder included: at "
        f"most {most:.1f}; below by Lueker (1998), nearer to 1 by single samples (Corollary 2.2)",
    )


@check(
    "appendix-c.1-base-sets",
    r"|I_j| \ge C \log \frac{1}{\min\{\epsilon''', \delta'''\}} \text{ suffices, } I_j = I_{j,+} \cup I_{j,-}",
    uses=("eq-5",),
    perturbed={"power": 0.5},
)
def appendix_c_1_base_sets(*, power: float = 1.0, c: float = 290.0) -> Finding:
    """So many copies of both signs together hold each weight, for each sign."""
    most = max(samples_per_log(PRUNED_PRODUCT, ladder(0.5, 1e-30, 60), power))
    return holds(
        most <= c,
        f"with C = {c:g}, by covering with pruned products, whose other sign counts as 0, for eps''' = delta''' from 1/2 to 1e-30: at "
        f"most {most:.1f}; below by Lueker (1998). The proof takes the number of each sign as given: of 2 x {M} copies {M} have either "
        f"sign only with probability {math.comb(2 * M, M) / 4**M:.2f}",
    )


@check(
    "eq-6",
    r"|b_{t,i} - \sum_{s \in I_{ib}} X_s| \le \epsilon''', \quad X_s = w_{0,is} \lambda_{s(c_{l'-1}+1)} m_+",
    uses=("corollary-a.2", "section-3.1-bias-taps"),
    perturbed={"names": ("relu", "minus")},
)
def eq_6(*, names: tuple[str, ...] = ("relu", "leaky-relu", "tanh")) -> Finding:
    """Biases are sums over copies of a constant, of slope m+."""
    rng = np.random.default_rng(0)
    products, biases = rng.uniform(-1, 1, (2000, 2 * M)) * rng.uniform(0, 1, (2000, 2 * M)), rng.uniform(-0.99, 0.99, 2000)
    slopes = {name: phi.m_plus * phi.r for name, phi in CLAIMED.items()} | {"minus": 0.0}  # min(x, 0)
    missed = [100 * Problems(products * slopes[name], biases, None).above(EPS)[0] for name in names]
    return numerically(
        max(missed) < 2,
        f"with the copies of positive lambda X_s = m+ r U[0,1] U[-1,1]: of 2000 biases of [-0.99, 0.99] and {2 * M} samples "
        f"{listed('{:.2f} % ({})', missed, names)} are missed by more than {EPS}. For m+ = 0, as of min(x, 0), it has to be the copies of "
        "negative lambda, and m-",
    )


@check(
    "appendix-c.1-constant",
    r"\lVert 1 - x^{(2l'-2)}_{0,c_{l'-1}+1} \rVert_\infty \le \epsilon'/(3 T N_t)",
    uses=("corollary-c.1", "algorithm-1-bias"),
)
def appendix_c_1_constant() -> Finding:
    """A channel of the source is nearly 1, built as a target neuron of bias 1."""
    values = [float(phi.function(1.0)) for phi in CLAIMED.values()]
    worst = certify(two(Network((single(0.5, 0.3, "tanh"), single(0.4, -0.2, "tanh")))))[0]
    return amended(
        all(abs(1 - value) <= EPS for value in values),
        worst <= EPS,
        "the channel has the value $\\phi(1)$, or $\\phi(b)$ with a bias that it has, and biases are made from that",
        f"phi(1) is {listed('{:.3f} ({})', values, CLAIMED)}; tanh comes within {EPS} of 1 from {math.atanh(1 - EPS):.2f} on, above any "
        f"bias of at most 1. A ticket for two tanh layers whose constant is what it is has errors of at most {worst:.4f}",
    )


@check(
    "appendix-c.1-first-layer",
    r"\text{in the first layer } w_{\epsilon,s} = 0, \; b_{\epsilon,s} = b_{0,s} \text{ take the place of the constant channel}",
    uses=("appendix-c.1-products",),
    perturbed={"eps": 1e-7},
)
def appendix_c_1_first_layer(*, eps: float = EPS) -> Finding:
    """The first layer's own biases serve for those of the target."""
    tickets = [two(Network((single(0.5, 0.3),)), rng=seed) for seed in range(5)]
    kept = [int(ticket.masks["0.bias"].sum()) for ticket in tickets]
    worst = max(float(ticket.errors[0][..., -1].max()) for ticket in tickets)
    apart = all(not (t.masks["0.bias"] & t.masks["0.weight"].any(axis=(1, 2, 3))).any() for t in tickets)
    return numerically(
        worst <= eps and apart and min(kept) > 0,
        f"five tickets: {kept} biases are kept, of neurons without weights; the target's bias is met within {worst:.4f}. b has the law of "
        "lambda",
    )
