"""pensia2020: A. Pensia et al., Optimal Lottery Tickets via SubsetSum (NeurIPS 2020)."""

from paper_checks.pensia2020 import section_1, section_3, lemma_1, theorem_2, section_5, lemmas_2_and_3, theorem_1, appendix_b, appendix_c  # noqa: F401, I001  in the paper's order
