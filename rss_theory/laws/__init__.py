"""Laws of one sample, one a file with what is known exactly of its sums; `names` lists those that are built in."""

from rss_theory.laws.atoms import Atoms, Lattice
from rss_theory.laws.contains_uniform import contains_uniform
from rss_theory.laws.empirical import Empirical, empirical
from rss_theory.laws.laplace import Laplace
from rss_theory.laws.law import Law, SumBounds, Sums
from rss_theory.laws.mixture import Mixture, parts
from rss_theory.laws.names import LAWS, NAMES, PRUNED_PRODUCT, NotStored, as_law, law, name_of, notation, stored_name
from rss_theory.laws.normal import Normal
from rss_theory.laws.nsn import NSN
from rss_theory.laws.product import ProductOfUniforms
from rss_theory.laws.uniform import Uniform
from rss_theory.laws.zero import Zero

__all__ = [
    "LAWS",
    "NAMES",
    "NSN",
    "PRUNED_PRODUCT",
    "Atoms",
    "Empirical",
    "Laplace",
    "Lattice",
    "Law",
    "Mixture",
    "Normal",
    "NotStored",
    "ProductOfUniforms",
    "SumBounds",
    "Sums",
    "Uniform",
    "Zero",
    "as_law",
    "contains_uniform",
    "empirical",
    "law",
    "name_of",
    "notation",
    "parts",
    "stored_name",
]
