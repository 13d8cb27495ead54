"""Laws by name: a new law is a file beside this one, and its name here.

LAWS and PARAMETRIC are the only list of those that are built in.
"""

from collections.abc import Callable

from rss_theory.laws.laplace import Laplace
from rss_theory.laws.law import Law
from rss_theory.laws.mixture import Mixture
from rss_theory.laws.normal import Normal
from rss_theory.laws.product import ProductOfUniforms
from rss_theory.laws.uniform import Uniform
from rss_theory.laws.zero import Zero

PARAMETRIC: dict[str, Callable[[float], Law]] = {"uniform": Uniform}
"""Laws of one parameter, read as name:parameter."""

PRUNED_PRODUCT = Mixture(0.5, Zero(), ProductOfUniforms())
"""What is left to prune in pensia2020: D = delta_0 / 2 + P / 2 of its Corollary 1, P the product."""

LAWS: dict[str, Law] = {law.name: law for law in (Uniform(), ProductOfUniforms(), PRUNED_PRODUCT, Normal(), Laplace())}

NAMES = f"{', '.join(LAWS)}, {', '.join(f'{name}:c' for name in PARAMETRIC)}, or a mixture like 0.3*uniform:0.5+normal"
"""What `law` reads, for help texts."""


def law(text: str) -> Law:
    """The law of a name: one of LAWS, zero, uniform:c, or a mixture p*first+second whose second part may be a mixture again.

    >>> law("0.3*uniform:0.5+normal")
    Mixture(p=0.3, law=Uniform(c=0.5), other=Normal())
    """
    if text in LAWS:
        return LAWS[text]
    if text == "zero":
        return Zero()
    weight, star, parts = text.partition("*")
    first, plus, second = parts.partition("+")
    try:
        if star and plus:
            return Mixture(float(weight), law(first), law(second))
        kind, colon, parameter = text.partition(":")
        if kind in PARAMETRIC and colon:
            return PARAMETRIC[kind](float(parameter))
    except ValueError as error:
        raise ValueError(str(error) if "; give" in str(error) else f"{text!r} is not a law: {error}; give one of {NAMES}") from None
    raise ValueError(f"{text!r} is not known; give one of {NAMES}")
