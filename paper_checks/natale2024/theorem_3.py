"""natale2024 Theorem 3: sparse tickets of dense networks (section 4)."""

import itertools
import math

import sympy

from paper_checks.check import Finding, amended, check, holds, left_out, misprint, unsupported
from paper_checks.evidence import same
from paper_checks.natale2024.parameters import entropy_bits, equal_widths, fixed_points, h2
from rss_theory.laws import PRUNED_PRODUCT, contains_uniform
from rss_theory.networks.dense import eq28, eq29, natale2024_theorem3

left_out("natale2024:eq-27", "defines the target networks")


@check(
    "eq-28",
    r"n_i^* = c_{amp} \frac{\log_2^2 \left(\frac{2\ell d_{i-1} d_i \gamma' n_i^*}{\varepsilon}\right)}{H_2(\gamma')}",
    uses=("corollary-1",),
)
def eq_28() -> Finding:
    """The n of Theorem 3 is a solution of Eq. 28, so that Corollary 1 applies to each weight with accuracy eps/(2 l d_in d_out)."""
    problems, eps, c_amp = 200, 0.01, 1.0  # l = 2, d = 10
    z = problems / eps

    def applies(n: float, share: float) -> bool:
        """Eq. 3 at k = floor(share n) >= 1 of floor(n) samples, up to the factor 2 of rounding."""
        k = math.floor(share * n)
        return k >= 1 and 2 * entropy_bits(math.floor(n), k) >= c_amp * math.log2(2 * z * k) ** 2

    found = {share: fixed_points(c_amp, share, 2 * z) for share in (0.25, 1 / z, z**-2)}
    return amended(
        all(applies(n, share) for share, row in found.items() for n in row if n >= 1),
        all(
            applies(row[-1], share) and math.isclose(row[-1], eq28(problems, share, eps, c_amp), rel_tol=1e-9)
            for share, row in found.items()
        ),
        r"the largest solution (or any $n_i^*$ at least as large), and $\gamma' n_i^* \ge 1$",
        f"The squared logarithm grows again below 1, so there are three solutions. At a constant gamma' two of them are below 1 and do not "
        f"count, but at malach2020's density gamma' = (eps/m_t)^2 n* = {', '.join(f'{n:.3g}' for n in found[z**-2])} solve Eq. 28 "
        f"(l = 2, d = 10, eps = 0.01, c_amp = 1), of which the first two keep {', '.join(f'{z**-2 * n:.1e}' for n in found[z**-2][:2])} "
        f"samples; the least is near eps/(2 l d^2 gamma'). The largest is Eq. 3 for Corollary 1, gamma' = 1/4, eps/m_t and its square.",
    )


@check(
    "theorem-3",
    r"\Pr\left(\forall f \in \mathcal{F} : g \text{ has a subnetwork of sparsity at least } 1 - \rho\gamma' \text{ that approximates } f "
    r"\text{ up to } \varepsilon\right) \ge 1 - \varepsilon",
    uses=("corollary-1", "eq-28", "theorem-3-proof-idea", "lemma-2"),
)
def theorem_3() -> Finding:
    """A random network of widths by Eq. 28 holds an approximation of each target network, at density rho gamma'."""
    # f(x) = x, l = d = 1, m = 4 n*. log2(2x/eps)^2 / x is at most (2/eps) (2/(e ln 2))^2 for x > eps/2, so with log2(1/gamma') above that
    # times c_amp all solutions have x = gamma' n* < eps/2, as H2(gamma')/gamma' > log2(1/gamma'). Then gamma m = 4x < 1: no edge is left.
    eps = 0.1
    steepest = 2 / eps * (2 / (math.e * math.log(2))) ** 2
    shares = {c_amp: 2.0 ** -math.ceil(steepest * c_amp + 1) for c_amp in (1.0, 30.0)}
    kept = max(4 * share * n for c_amp, share in shares.items() for n in fixed_points(c_amp, share, 2 / eps))

    def constant(d: int, depth: int, eps: float, share: float) -> float:
        """c_amp with which Eq. 28 gives the n proved here."""
        [n, *_] = natale2024_theorem3(equal_widths(d, depth), eps, eps, share).samples or ()
        return n * h2(share) / math.log2(2 * depth * d * d * math.floor(share * n) / eps) ** 2

    proved = max(itertools.starmap(constant, itertools.product((1, 10, 1000), (1, 3), (0.1, 1e-4), (0.5, 0.1, 0.01))))
    density = all(2 * b / (a + b) <= max(a / b, b / a) for a in range(1, 30) for b in range(1, 30))
    return amended(
        kept >= 1,
        proved < 30 and density,
        r"$n_i^*$ at least the largest solution of Eq. 28, $\gamma' n_i^* \ge 1$, $\gamma' \le \frac{1}{2}$ and inputs $\|x\| \le 1$; by "
        r"the printed proof's samples, of $p = \ln(2)/4$, only $\gamma' < p$",
        f"l = d = 1, f(x) = x, eps = {eps}: where log2(1/gamma') > {steepest:.1f} c_amp, every solution of Eq. 28 has gamma' n* < eps/2, "
        f"so sparsity 1 - gamma leaves gamma m = 4 gamma' n* < 1, no edge (at most {kept:.3g} for c_amp = 1 and 30), and 0 is not "
        "within 0.1 of f. (At any smaller gamma' than about 2^-(c_amp log2(2 l d^2/eps)^2) less than one sample a weight is kept.) "
        f"Amended, one of each of k pairs proves it with c_amp at most {proved:.1f} for widths to 1000, 1 and 3 layers, eps = 0.1 and "
        "1e-4, gamma' = 0.5, 0.1, 0.01; kept edges are at most 2 d_out/(d_in + d_out) <= rho times gamma' of all.",
    )


@check(
    "theorem-3-proof-idea",
    r"\text{the samples that remain after pruning are a mixture with } \text{Uniform}[-1, 1]",
    uses=("corollary-1", "lemma-2", "pensia2020:lemma-4"),
)
def theorem_3_idea() -> Finding:
    """Corollary 1 takes the place of Lueker's Corollary 2.5 in pensia2020's proof."""
    needed = float(PRUNED_PRODUCT.density(1.0))  # of Uniform[-1, 1], as the density falls to that at 1
    alpha, c = contains_uniform(PRUNED_PRODUCT, 0.5)
    enough = [k for k in range(1, 10) if math.sqrt(k) * c >= 1]
    return unsupported(
        needed > 0,
        f"Corollary 1 asks for samples that contain a Uniform[-1, 1]; those of the pruned first layer have density {needed:g} at 1 and "
        f"contain Uniform[-1/2, 1/2] with weight {alpha:.4f} = ln(2)/4. Doubled they are as it asks, but its targets are then [-sqrt(k)/2, "
        f"sqrt(k)/2], all weights of [-1, 1] only for k >= {enough[0]}, and as amended it has gamma' = k/n < p = {alpha:.4f} only.",
        r"for samples scaled by 2, accuracy $2\varepsilon$, $k = \gamma' n_i^* \ge 4$ and $\gamma' < \ln(2)/4$; or directly by pairs",
    )


@check(
    "eq-29",
    r"n_i^* = c_{amp} \frac{\log_2^2 \left(\frac{2\ell d_{i-1} d_i}{\varepsilon}\right)}{H_2(\gamma')}",
    uses=("corollary-2", "eq-28"),
)
def eq_29() -> Finding:
    """By Corollary 2 instead of Corollary 1, Eq. 28 becomes Eq. 29."""

    def meets(factor: int, share: float, bits: int, c_amp: float) -> tuple[bool, bool]:
        """Whether Eq. 3 and whether Corollary 2's hypothesis on k hold, with bits = log2(2 l d_in d_out / eps)."""
        n = factor * eq29(1, share, 2 * 2.0**-bits, c_amp)
        log_k = math.log2(k := max(1.0, share * n))
        return n * h2(share) >= c_amp * (log_k + bits) ** 2, k >= 2 * c_amp * (log_k**2 + 2 * log_k * bits)

    points = [(share, bits, c) for share in (0.5, 0.1, 0.01, 1e-6) for bits in (10, 50, 100, 500, 1000) for c in (1.0, 30.0)]
    printed = [meets(1, *point)[0] for point in points]
    large = [first for first, second in (meets(2, *point) for point in points) if second]
    least = next(bits for bits in range(2, 1000) if all(meets(2, 0.5, b, 1.0)[1] for b in range(bits, bits + 50)))
    return amended(
        all(printed),
        bool(large) and all(large),
        r"$2 c_{amp}$, and only where $\gamma' n_i^*$ satisfies Corollary 2's condition on $k$",
        f"Corollary 2 has 2 c_amp. With the printed half n H2 = c_amp log2(1/eps')^2 is below Eq. 3 at {printed.count(False)} of "
        f"{len(points)} points (gamma' from 0.5 to 1e-6, eps' = eps/(2 l d_in d_out) from 2^-10 to 2^-1000). With 2 c_amp its condition "
        f"on k holds at {len(large)} of them, and there Eq. 3; at gamma' = 1/2, c_amp = 1 only for eps' <= 2^-{least}.",
    )


@check(
    "section-4-parameters", r"m = \Theta\left(d^2 \frac{\log^2 \frac{\ell d^2}{\varepsilon}}{H(\gamma)}\right)", uses=("eq-29", "theorem-3")
)
def number_of_parameters() -> Finding:
    """For l layers of width d the random network has of the order of d^2 log^2(l d^2/eps)/H(gamma) parameters."""
    eps, share, d = 0.01, 0.1, 10

    def ratio(depth: int, printed: bool) -> float:
        m = depth * 4 * d * d * 2 * eq29(depth * d * d, share, eps)
        return m * h2(share) / ((1 if printed else depth) * d * d * math.log2(depth * d * d / eps) ** 2)

    printed, meant = ([ratio(depth, form) for depth in (1, 10, 1000, 10**6)] for form in (True, False))
    return misprint(
        max(printed) < 10 * min(printed),
        max(meant) <= 4 * min(meant) and max(meant) <= 8 * 4,
        r"$\ell d^2 \frac{\log^2(\ell d^2/\varepsilon)}{H_2(\gamma)}$, that is $m_t$ times the overparameterization",
        f"The 2l layers have m = 4 l d^2 n* parameters: m over the printed order is {printed[0]:.3g}, {printed[1]:.3g}, {printed[2]:.3g}, "
        f"{printed[3]:.3g} for l = 1, 10, 1e3, 1e6 (d = 10, c_amp = 1); with l d^2 it stays in [{min(meant):.2f}, {max(meant):.2f}].",
    )


@check(
    "section-4-malach",
    r"\frac{m}{m_t} = O\left(\frac{m_t^2}{\varepsilon^2} \log_2 \frac{m_t}{\varepsilon}\right) = "
    r"\tilde{O}\left(\frac{m_t^2}{\varepsilon^2}\right)",
    uses=("pensia2020:section-1-widths",),
    perturbed={"power": 1},
)
def malach(*, power: int = 2) -> Finding:
    """malach2020's overparameterization, for m_t = d^2 l target parameters."""
    d, depth, eps = sympy.symbols("d l eps", positive=True)
    hidden = d**5 * depth**2 / eps**2  # pensia2020's account of it, up to logarithms
    m = 2 * depth * d * hidden
    ok = same(m / (d**2 * depth), 2 * ((d**2 * depth) ** power / eps**power))
    return holds(
        ok,
        "As pensia2020 quotes it, hidden widths are O~(d^5 l^2/eps^2): 2l matrices with d times that are 2 m_t^2/eps^2 "
        "times m_t = d^2 l, exactly; that account leaves the logarithm printed here to the O~.",
    )


@check(
    "section-4-malach-density",
    r"\gamma = \tilde{O}\left(\frac{\varepsilon^2}{m_t^2}\right)",
    uses=("section-4-malach",),
    perturbed={"power": 3},
)
def malach_density(*, power: int = 2) -> Finding:
    """A ticket of the size of the target has as density the inverse of the overparameterization."""
    m_t, z = sympy.symbols("m_t z", positive=True)
    over = z**2 * sympy.log(z, 2)
    density = m_t / (m_t * over)
    bounded = all(float(density.subs(z, value)) <= value**-power for value in (2, 10, 1000, 10**9))
    return holds(same(density * over, 1) and bounded, "gamma = m_t/(m_t z^2 log2 z) = 1/(z^2 log2 z) <= 1/z^2 for z = m_t/eps >= 2.")
