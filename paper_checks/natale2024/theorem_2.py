"""natale2024 Theorem 2: fixed-size random subset sums, and sum-bounded laws (section 3)."""

import math

import sympy

from paper_checks.check import Curve, Finding, amended, check, holds, left_out
from paper_checks.evidence import at, same
from paper_checks.natale2024.parameters import LAWS, entropy_bits, hypothesis_grid, proved_c_thm
from rss_theory.laws import Normal, Uniform
from rss_theory.rfss import theorem2_constant
from rss_theory.sum_bounded import constants, enclosures, scaled_range

left_out("natale2024:eq-1", "the hypothesis of Theorem 2, tested there")
left_out("natale2024:eq-2", "the inequality of Lemma 1, tested there")
left_out("natale2024:section-3-entropy", "defines H_2, with 0 log 0 = 0")


@check(
    "definition-1",
    r"\frac{c_l}{\sqrt{k}} \le f_{\Sigma_{[k]}}(x) \le \frac{c_u}{\sqrt{k}}, \quad x \in [-\sqrt{k}, \sqrt{k}], \ k \in \mathbb{N}",
    perturbed={"half_width": 1.5},
)
def definition_1(*, half_width: float = 0.5) -> Finding:
    """A sum-bounded density needs more than a local limit theorem, as the lower bound is asked for at every k."""
    law = Uniform(half_width)  # bounded, of finite variance: the local limit theorem for densities applies
    first, last = (scaled_range(law, k)[0] for k in (1, 200))
    sigma = half_width / math.sqrt(3)
    limit = math.exp(-0.5 / sigma**2) / (sigma * math.sqrt(2 * math.pi))
    c_l, _ = constants(law)
    return holds(
        limit > 0 and c_l == 0 and first == 0 and abs(last / limit - 1) < 0.1,
        f"Uniform[-{half_width:g}, {half_width:g}] has a local limit: sqrt(k) f_k(sqrt(k)) tends to {limit:.5f} (at k = 200 it is "
        f"{last:.5f}); but f_1(1) = 0, so c_l = {c_l:g} and it is not sum-bounded, nor is any law that does not contain a "
        "Uniform[-1, 1]. The definition is not invariant in scale. Its range covers what section 3.1 uses: the lower bound only at |z| "
        "<= sqrt(k) (Eq. 13), the upper one everywhere (Eqs. 23, 25).",
    )


@check(
    "section-3-gaussian",
    r"\frac{e^{-1/(2\sigma^2)}}{\sigma\sqrt{2\pi}} \cdot \frac{1}{\sqrt{k}} \le f_{\Sigma_{[k]}}(x) \le "
    r"\frac{1}{\sigma\sqrt{2\pi}} \cdot \frac{1}{\sqrt{k}}",
    uses=("definition-1",),
    perturbed={"mean": 1},
)
def gaussian(*, mean: int = 0) -> Finding:
    """The sum-bounded condition is easily verified for the Gaussian distribution."""
    k, s, x = sympy.symbols("k s x", positive=True)
    log_density = -((x * sympy.sqrt(k) - k * mean) ** 2) / (2 * k * s**2)  # of N(k mean, k s^2) at x sqrt(k), less that at its mean
    free = sympy.simplify(log_density.subs(x, 1)).free_symbols == {s}  # no dependence on k at the end of the range
    enclosed = enclosures(Normal())
    return holds(
        free and same(log_density.subs(x, 1), -1 / (2 * s**2)),
        "sqrt(k) f_k(x sqrt(k)) = exp(-x^2/(2 s^2)) / (s sqrt(2 pi)) at every k, least at x = 1 on [-1, 1] and largest at 0, for N(0, "
        f"s^2) of any s; at s = 1, c_l = {enclosed.c_l.low:.6f}, c_u = {enclosed.c_u.high:.6f}. A mean other than 0 is excluded: at mean "
        "1 the density at 0 falls like exp(-k/(2 s^2)).",
    )


@check("lemma-1", r"\frac{c_l}{\sqrt{n}} \le f(x, n) \le \frac{c_u}{\sqrt{n}}", uses=("definition-1",), perturbed={"half_width": 0.9})
def lemma_1(*, half_width: float = 1.0) -> Finding:
    """Uniform[-1, 1] is sum-bounded."""
    law = Uniform(half_width)
    found = enclosures(law)
    low, high = found.c_l.low, found.c_u.high
    counts = [*range(1, 13), 20, 40, 80, 160]
    least, greatest = (list(row) for row in zip(*(scaled_range(law, k) for k in counts), strict=True))
    inside = min(least) >= low * (1 - 1e-9) and max(greatest) <= high * (1 + 1e-9)
    ks = [float(k) for k in counts]
    return holds(
        low > 0 and math.isfinite(high) and inside,
        f"c_l in [{low:.12f}, {found.c_l.high:.12f}], the limit sqrt(3/(2 pi)) exp(-3/2), and c_u = 1/sqrt(2), attained at k = 2, are the "
        "best constants for all k: ball arithmetic to k = 40, an expansion with error bound beyond (sum_bounded.enclosures).",
        Curve("k", "sqrt(k) times the density", {"least on [-sqrt(k), sqrt(k)]": (ks, least), "greatest": (ks, greatest)}, log="x"),
    )


@check(
    "theorem-2",
    r"n \ge c_{hyp} \frac{\log_2 \frac{k}{\varepsilon}}{H_2\left(\frac{k}{n}\right)} \implies "
    r"\Pr(\exists S \subset [n], |S| = k : |\Sigma_S - z| < \varepsilon) \ge c_{thm}",
    uses=("definition-1", "eq-5", "eq-13", "eq-14", "eq-15", "eq-26"),
    perturbed={"c_hyp": 0.5},
)
def theorem_2(*, c_hyp: float = 1.0) -> Finding:
    """Some k of n sum-bounded samples hit a fixed target within eps with constant probability if n H2(k/n) >= c_hyp log2(k/eps)."""
    c_thm = proved_c_thm()
    laws = {law.name: theorem2_constant(*constants(law))[0] for law in LAWS}
    point, ratio = max(hypothesis_grid(c_hyp, Uniform()), key=lambda found: found[1])
    return holds(
        1 / ratio >= c_thm > 0,
        "The printed proof gives c_thm = c_l / (2 sqrt(2) + 2 c_u lambda/(mu - lambda)^2 + 2 c_u/sqrt(1 - mu)), each step checked below: "
        f"{laws['uniform']:.5f} for Uniform, {laws['normal']:.5f} for Normal, {laws['laplace']:.5f} for Laplace, at lambda = 1/2 and "
        f"c_hyp = 1. The exact E[Y]^2/E[Y^2] of Uniform is least {1 / ratio:.4f} ({at(point)}). c_thm depends on the law. In the proof "
        "lambda stands for 1/2.",
    )


@check("remark-theorem-2", r"1 \le k \le \lambda n, \quad \lambda \in [1/n, 1]", uses=("theorem-2",))
def remark_theorem_2() -> Finding:
    """Theorem 2 holds for k <= lambda n with an arbitrary lambda up to 1."""
    # k = n - 1, eps = 1/2: all sums are T - X_i, so P(Y > 0) <= P(|T| < 3/2) <= 3 c_u / sqrt(n); lambda = 1 would need one c_thm for all n
    c_l, c_u = constants(Uniform())
    sizes = (10, 10**3, 10**6, 10**9)
    eligible = all(entropy_bits(n, n - 1) >= math.log2((n - 1) / 0.5) for n in sizes)
    bounds = [3 * c_u / math.sqrt(n) for n in sizes]
    shares = {share: theorem2_constant(c_l, c_u, share)[0] for share in (0.5, 0.9, 0.99, 0.999)}
    return amended(
        not (eligible and bounds[-1] < 1e-3),
        min(shares.values()) > 0,
        r"$\lambda < 1$ fixed, $c_{thm}$ depending on it: $\mu \in (\lambda, 1)$ exists only then",
        "lambda = 1, k = n - 1, eps = 1/2, z = 0 satisfies Eq. 1 with c_hyp = 1 for n = 10 to 1e9, but all sums are T - X_i with T the "
        f"sum of all: success has probability at most 3 c_u/sqrt(n) = {bounds[1]:.3f}, {bounds[2]:.2g}, {bounds[3]:.2g} at n = 1e3, 1e6, "
        f"1e9 (Uniform). For lambda = 0.5, 0.9, 0.99, 0.999 the proof gives {', '.join(f'{c:.2g}' for c in shares.values())}.",
    )
