"""Laws by name: a new law is a file beside this one, and its name here.

LAWS and PARAMETRIC are the only list of those that are built in.
"""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches

from rss_theory.laws.atoms import Atoms, Lattice
from rss_theory.laws.calls import split_sum
from rss_theory.laws.checked import check
from rss_theory.laws.empirical import read_empirical
from rss_theory.laws.imported import PATTERN, import_object
from rss_theory.laws.laplace import Laplace
from rss_theory.laws.law import Law, own_name
from rss_theory.laws.mixture import Mixture
from rss_theory.laws.normal import Normal
from rss_theory.laws.product import ProductOfUniforms
from rss_theory.laws.scipy_law import PREFIX, ScipyLaw, read_scipy, scipy_law
from rss_theory.laws.uniform import Uniform
from rss_theory.laws.zero import Zero
from rss_theory.numeric.not_said import NotSaid

PARAMETRIC: dict[str, Callable[[str], Law]] = {
    "uniform": lambda text: Uniform(float(text)),
    "atoms": Atoms.read,
    "lattice": Lattice.read,
    "file": read_empirical,
}
"""Laws of parameters, read as name:parameters."""

PRUNED_PRODUCT = Mixture(0.5, Zero(), ProductOfUniforms())
"""What is left to prune in pensia2020: D = delta_0 / 2 + P / 2 of its Corollary 1, P the product."""

LAWS: dict[str, Law] = {law.name: law for law in (Uniform(), ProductOfUniforms(), PRUNED_PRODUCT, Normal(), Laplace())}

_OTHERS = (
    "uniform:c, or a mixture like 0.3*uniform:0.5+normal; atoms:-1,1 or atoms:-1@0.25,0@0.75 (with masses), lattice:FIRST,LAST,COUNT "
    "(equally likely points), file:PATH (one of the numbers of an .npy, .npz or text file), scipy.stats.NAME(parameters), module:object"
)
NAMES = f"{', '.join(LAWS)}, {_OTHERS}"
"""What `law` reads, for help texts."""

MOST_PARTS = 50  # of a mixture's text


class NotStored(NotSaid):
    """Results of a law are not kept, as its name does not say all of it."""


def law(text: str) -> Law:
    """The law of a name: one of LAWS, zero, name:parameters, scipy.stats.NAME(parameters), module:object, or p*first+second.

    The second part of a mixture may be a mixture again. Nothing in the text is run but what module:object imports and calls. Raises
    ValueError, in one line, for what is none.

    >>> law("0.3*uniform:0.5+normal")
    Mixture(p=0.3, law=Uniform(c=0.5), other=Normal())
    >>> law("0.5*zero+atoms:-1,1").atoms
    (array([-1.,  0.,  1.]), array([0.25, 0.5 , 0.25]))
    """
    *weighted, last = split_sum(text)
    if len(weighted) >= MOST_PARTS:
        raise ValueError(f"a mixture of {len(weighted) + 1:,} parts is not read; give at most {MOST_PARTS}")
    try:
        found = _single(last, text)
        for part in reversed(weighted):
            weight, star, name = part.partition("*")
            if not star:
                raise _unknown(text)
            found = Mixture(float(weight), _single(name, text), found)
    except ValueError as error:
        raise ValueError(str(error) if "give" in str(error) else f"{_quoted(text)} is not a law: {error}; give one of {NAMES}") from None
    return found


def _single(name: str, text: str) -> Law:
    """The law of a name that is no mixture's; `text` is all that was given."""
    if name in LAWS:
        return LAWS[name]
    if name == "zero":
        return Zero()
    kind, colon, parameters = name.partition(":")
    if kind in PARAMETRIC and colon:
        return PARAMETRIC[kind](parameters)
    if name.startswith(PREFIX):
        return read_scipy(name)
    if PATTERN.fullmatch(name):
        found = _law_of(import_object(name))
        return replace(found, text=name) if isinstance(found, ScipyLaw) and found.family is None else found
    raise _unknown(name or text)


def _unknown(name: str) -> ValueError:
    near = get_close_matches(name[:60], [*LAWS, *(f"{kind}:" for kind in PARAMETRIC)], 1)
    return ValueError(f"{_quoted(name)} is not known; {f'did you mean {near[0]}? ' if near else ''}give one of {NAMES}")


def _quoted(text: str) -> str:
    return repr(text) if len(text) <= 60 else f"{text[:60]!r}..."


def as_law(brought: object) -> Law:
    """A law as it is brought: a Law, its name, or a frozen distribution of scipy.stats; ValueError for what is none of them.

    What can be decided of what a law of one's own says is decided (`checked.check`), and it must not say the name of another law.

    >>> import scipy.stats
    >>> as_law(scipy.stats.expon()).name, as_law("uniform:1")
    ('scipy.stats.expon(loc=0.0,scale=1.0)', Uniform(c=1.0))
    """
    found = law(brought) if isinstance(brought, str) else _law_of(brought)
    for own in _own(found):
        check(own)
        try:
            named = law(own.name)
        except ValueError:  # no law's
            continue
        if named != own:
            raise ValueError(
                f"the law {type(own).__name__} says the name {own.name!r}, which is that of another law; give it one of its own, or none"
            )
    return found


def _law_of(brought: object) -> Law:
    if isinstance(brought, Law):
        return brought
    if hasattr(brought, "rvs") and hasattr(brought, "support"):  # of scipy.stats, of one number
        if hasattr(brought, "dist"):
            return scipy_law(brought)
        if not getattr(brought, "shapes", "none"):
            return scipy_law(brought())  # type: ignore[operator]
    kind = brought.__name__ if isinstance(brought, type) else type(brought).__name__
    raise ValueError(f"{kind} is no law; give a name, a Law, or a frozen distribution of scipy.stats such as scipy.stats.beta(2,2)")


def _own(known: Law) -> list[Law]:
    """Those of a law, or of a mixture's parts, that are not built in."""
    if isinstance(known, Mixture):
        return [*_own(known.law), *_own(known.other)]
    ours = type(known).__module__.startswith("rss_theory.laws.") and not (isinstance(known, ScipyLaw) and known.family is None)
    return [] if ours else [known]


def notation(name: str) -> str:
    """For titles, of a law by its name; of what `law` cannot read the name.

    >>> notation("uniform"), notation("a law of mine")
    ('U[-1,1]', 'a law of mine')
    """
    try:
        return law(name).notation
    except ValueError:
        return name


def stored_name(known: Law) -> str:
    """The name that `law` reads back as an equal law: its own, or module:class(fields). NotStored where there is none.

    >>> stored_name(Uniform(1))
    'uniform'
    """
    for name in (known.name, own_name(known)):
        try:
            if law(name) == known:
                return name
        except (ValueError, TypeError):  # no name, or fields that are not compared
            continue
    raise NotStored(
        f"no name says all of law {known.name!r}, so that its results cannot be kept; "
        "give a frozen dataclass, in a module, whose fields are numbers or text"
    )


def name_of(known: Law) -> str:
    """The `stored_name`; of a law that has none, what it calls itself.

    >>> name_of(Uniform(0.5))
    'uniform:0.5'
    """
    try:
        return stored_name(known)
    except NotStored:
        return known.name
