"""dacunha2023 Theorem 3: its event and its recursion (section 4.2)."""

import itertools
import math
from fractions import Fraction

import numpy as np
import sympy

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.dacunha2023.blocked_networks import Pruned, random_layer, small
from paper_checks.evidence import at, ladder, smallest
from paper_checks.tensors import relu

left_out("dacunha2023:eq-29", "defines the masked layers")


@check("eq-28", r"X^{(i)} = \phi(K^{(i)} * X^{(i-1)}) \text{ for } 1 \le i \le \ell, \quad f(X) = X^{(\ell)}", uses=("theorem-3",))
def eq_28() -> Finding:
    """The target's output is the last of the layers' outputs."""
    f, last = -1, max(-1, 0)  # K = -1, X = 1, one layer
    pairs = list(itertools.product(range(-5, 6), repeat=2))  # K * X and L * relu(L * X) of the last layer
    lipschitz = all(abs(max(a, 0) - max(b, 0)) <= abs(a - b) for a, b in pairs)
    hidden = max(abs(a - b) for a, b in pairs if max(a, 0) == max(b, 0))
    return amended(
        f == last,
        lipschitz,
        r"$X^{(\ell)} = K^{(\ell)} * X^{(\ell-1)}$ without $\phi$; the proof bounds this difference on the way, so its end stays",
        f"the theorem's f and N_0 end without ReLU: for K = -1, X = 1, f(X) = {f} and X(1) = {last}. What is bounded last is the "
        f"difference after ReLU, which can be 0 where that before is {hidden} (-5 and 0); its bound goes through that before ReLU",
    )


@check("eq-30", r"\left\|\phi(A) - \phi(B)\right\|_{\max} \le \left\|A - B\right\|_{\max}", perturbed={"constant": Fraction(1, 2)})
def eq_30(*, constant: Fraction = Fraction(1)) -> Finding:
    """ReLU is 1-Lipschitz."""
    a, b = sympy.symbols("a b", nonnegative=True)  # sizes: both positive, both negative, one of each
    cases = [(sympy.Abs(a - b), sympy.Abs(a - b)), (sympy.Integer(0), sympy.Abs(a - b)), (a, a + b)]
    symbolic = all(sympy.simplify(right - left).is_nonnegative for left, right in cases)
    integers = all(abs(max(x, 0) - max(y, 0)) <= constant * abs(x - y) for x, y in itertools.product(range(-9, 10), repeat=2))
    return holds(symbolic and integers, f"difference 0, |a - b| or b by signs, never negative: {symbolic}; also on integers: {integers}")


@check(
    "eq-31",
    r"\forall X^{(i-1)} \in \mathbb{R}^{D \times D \times c_0}: \left\| K^{(i)} * X^{(i-1)} - \tilde L^{(2i)} * \phi(\tilde L^{(2i-1)} * "
    r"X^{(i-1)}) \right\|_{\max} < \frac{\epsilon}{2\ell} \cdot \|X^{(i-1)}\|_{\max}",
    uses=("lemma-12",),
)
def eq_31() -> Finding:
    """Lemma 12 for one layer and inputs of any size."""
    layers = [[random_layer(seed, scale * small(seed + 100, 4, 4, 2)) for scale in (1, 7)] for seed in range(40)]
    scales = all(np.array_equal(7 * (near.wanted - near.ticket), far.wanted - far.ticket) for near, far in layers)
    worst = max(Fraction(near.error, near.bound) for near, _ in layers)
    channels = (3, 8, 16)  # c_0, c_1, c_2
    return misprint(
        (channels[0],) * 2 == channels[:2],  # given to layers 1 and 2, and taken by them
        scales and worst < 1,
        r"$X^{(i-1)} \in \mathbb{R}^{D \times D \times c_{i-1}}$, here and before Eq. 32",
        f"the inputs of layer i have c_(i-1) channels: with c = {channels}, K(2) takes {channels[1]}, not c_0 = {channels[0]}. Lemma 12's "
        f"event is of weights only, and both networks are positively homogeneous (exact on 40 integer layers: {scales}, errors at most "
        f"{float(worst):.2f} of the bound), so one event serves all inputs; at X = 0 both sides are 0",
    )


@check(
    "theorem-3-proof-width",
    r"n_i \ge C d^{12} c_i^6 \log^3 \frac{d^2 c_i c_{i-1} \ell}{\epsilon} \Rightarrow n_i \ge C' d^{12} c_i^6 \log^3"
    r" \frac{d^2 c_i c_{i-1}}{\epsilon / (2\ell)}",
    uses=("lemma-12",),
    perturbed={"constant": 3.0},
)
def theorem_3_proof_width(*, constant: float = 27 / 8) -> Finding:
    """The theorem's width suffices for Lemma 12 with eps/(2l), for a suitable constant."""
    least = smallest(lambda x: constant - (math.log(2 * x) / math.log(x)) ** 3, {"x": [4.0, *ladder(4.0001, 1e300, 200)]})
    return holds(
        constant >= 27 / 8 and least.margin >= -1e-12,  # 2x <= x^(3/2) from x = 4 on
        "with x = d^2 c_i c_(i-1) l/eps >= 4, for eps <= 1/4: 2x <= x^(3/2), so C = (27/8) C'; greatest ratio "
        f"{constant - least.margin:.4f} at {at(least.where)}. For eps near 1, where Lemma 12 would need eps/(2l) < "
        "1/4, there is no such constant (theorem-3)",
    )


@check(
    "theorem-3-proof-kernel-size",
    r"n_i \ge C d^{12} c_i^6 \log^3 \frac{d^2 c_i c_{i-1} \ell}{\epsilon}, \quad K^{(i)} \in \mathbb{R}^{d_i \times d_i \times c_{i-1}"
    r" \times c_i}",
)
def theorem_3_proof_kernel_size() -> Finding:
    """Which kernel size d the widths are in."""
    eps, constant = 1 / 8, 1.0
    n = math.ceil(constant * math.log(1 / eps) ** 3)  # d = c_0 = c_1 = l = 1
    kernel = 2**n + 1
    subsets, targets = 4**n, kernel**2  # kept sets of the 2n filters; kernels e_j, at output distance 2 > 2 eps from each other
    meant = smallest(lambda d: constant * d**12 * math.log(d * d / eps) ** 3 * 2 * math.log(2) - math.log(d * d), {"d": range(1, 2000)})
    return misprint(
        subsets >= targets,
        meant.margin >= 0,
        r"$d_i$ (or $d = \max_i d_i$) in place of d, which the statement introduces without a relation to the $d_i$",
        f"d = 1 and d_1 = 2^n + 1, C = 1, eps = 1/8: n = {n} gives {subsets} subnetworks for {targets} kernels with a single 1, d_1 = "
        f"{kernel}, whose outputs differ by 2 at some input, so that no subnetwork serves two; the same for every C. With d_i this count "
        f"is no obstacle (d up to 2000, smallest margin of logarithms {meant.margin:.3g})",
    )


@check(
    "eq-32",
    r"\left\| \phi(K^{(i)} * X^{(i-1)}) - \phi(\tilde L^{(2i)} * \phi(\tilde L^{(2i-1)} * X^{(i-1)})) \right\|_{\max} <"
    r" \frac{\epsilon}{2\ell} \|X^{(i-1)}\|_{\max}",
    uses=("eq-30", "eq-31"),
    perturbed={"share": Fraction(1, 100)},
)
def eq_32(*, share: Fraction = Fraction(1)) -> Finding:
    """The layer's error after ReLU."""
    layers = [random_layer(seed, small(seed, 4, 4, 2)) for seed in range(40)]
    most = max(Fraction(layer.after, layer.bound) for layer in layers)
    return holds(
        all(layer.after <= layer.error < layer.bound for layer in layers) and most < share,
        f"Eq. 30 and 31; on 40 integer layers with errors as Lemma 12's event allows at most {float(most):.3f} of the bound. (For X = 0 "
        "both sides are 0.)",
    )


@check("theorem-3-proof-union", r"\ell \cdot \frac{\epsilon}{2\ell} \le \epsilon", uses=("eq-32",), perturbed={"share": 2})
def theorem_3_proof_union(*, share: Fraction | int = Fraction(1, 2)) -> Finding:
    """By a union bound Eq. 32 holds for all layers with probability at least 1 - eps."""
    eps, depth = sympy.symbols("epsilon l", positive=True)
    total = depth * sympy.Rational(share) * eps / depth
    return holds(bool(total / eps <= 1), f"failures of l layers: {total}, so that even 1 - eps/2 would be right")


@check(
    "eq-33",
    r"\tilde X^{(i)} = \phi(\tilde L^{(2i)} * \phi(\tilde L^{(2i-1)} * \tilde X^{(i-1)})), \quad"
    r" N_0^{(S^{(1)}, \dots, S^{(2\ell)})}(X) = \tilde X^{(\ell)}",
    uses=("theorem-3", "eq-28"),
)
def eq_33() -> Finding:
    """The pruned network's output is the last of the pruned layers' outputs."""
    net = Pruned(c1=1)
    network = net.output(net.kept)  # l = 1
    return amended(
        np.array_equal(network, relu(network)),
        np.array_equal(network, net.by_parts(net.l_plus, net.l_minus)),
        r"$\tilde X^{(\ell)}$ without the outer $\phi$; and masks $S^{(1)}, S^{(3)}, \dots, S^{(2\ell-1)}$ only, those of even layers being"
        " the removed channels",
        f"as in Eq. 28: the network ends without ReLU, and {int((network < 0).sum())} of {network.size} outputs of a pruned integer layer "
        "are negative, which the printed equality makes 0",
    )


@check(
    "eq-34",
    r"\left\| \phi(K^{(i)} * \tilde X^{(i-1)}) - \phi(\tilde L^{(2i)} * \phi(\tilde L^{(2i-1)} * \tilde X^{(i-1)})) \right\|_{\max} <"
    r" \frac{\epsilon}{2\ell} \|\tilde X^{(i-1)}\|_{\max}",
    uses=("eq-32", "theorem-3-proof-union"),
    perturbed={"share": Fraction(1, 100)},
)
def eq_34(*, share: Fraction = Fraction(1)) -> Finding:
    """The same for the pruned network's own signals."""
    first = [random_layer(seed, small(seed, 4, 4, 2)) for seed in range(20)]
    second = [random_layer(seed, relu(layer.ticket)) for seed, layer in enumerate(first, 50)]  # its input depends on the first's weights
    most = max(Fraction(layer.after, layer.bound) for layer in first + second)
    return holds(
        most < share,
        "Eq. 31's event does not depend on the input, so that may be a signal that depends on the weights of earlier layers: in 20 "
        f"two-layer integer networks the error is at most {float(most):.3f} of the bound. (For a signal that is 0, both sides are 0.)",
    )
