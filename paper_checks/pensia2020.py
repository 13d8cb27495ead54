"""pensia2020: A. Pensia et al., Optimal Lottery Tickets via SubsetSum (NeurIPS 2020)."""

import sympy

from paper_checks.check import Finding, check, holds
from paper_checks.evidence import same


@check(
    "pensia2020:lemma-4",
    r"f_{XY}(z) = \begin{cases} \frac{1}{2} \log \frac{1}{|z|} & |z| \le 1 \\ 0 & \text{otherwise} \end{cases}",
    perturbed={"factor": sympy.Rational(1, 3)},
)
def lemma_4(*, factor: sympy.Rational = sympy.Rational(1, 2)) -> Finding:
    """The density of the product of U[0, 1] and U[-1, 1], independent."""
    z, x = sympy.symbols("z x", positive=True)
    density = sympy.integrate(sympy.Rational(1, 2) / x, (x, z, 1))  # of Y at z/x, over |x|
    return holds(same(density, factor * sympy.log(1 / z)), f"integral of 1/(2x) over [z, 1] is {density}, for z in (0, 1]; even in z")
