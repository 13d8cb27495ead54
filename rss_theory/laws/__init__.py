"""Laws of one sample, one a file with what is known exactly of its sums; `names` lists those that are built in."""

from rss_theory.laws.contains_uniform import contains_uniform
from rss_theory.laws.laplace import Laplace
from rss_theory.laws.law import Law, SumBounds, Sums
from rss_theory.laws.mixture import Mixture, parts
from rss_theory.laws.names import LAWS, NAMES, PRUNED_PRODUCT, law
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
    "Laplace",
    "Law",
    "Mixture",
    "Normal",
    "ProductOfUniforms",
    "SumBounds",
    "Sums",
    "Uniform",
    "Zero",
    "contains_uniform",
    "law",
    "parts",
]
