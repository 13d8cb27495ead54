"""dacunha2022: da Cunha, Natale, Viennot, Proving the Strong Lottery Ticket Hypothesis for Convolutional Neural Networks (ICLR 2022)."""

from paper_checks.dacunha2022 import section_2, section_2_discussion, section_3, section_4_notation, lemma_1_pruning, lemma_1_gap, lemma_2  # noqa: F401, I001  in the paper's order
from paper_checks.dacunha2022 import theorem_1, appendix_c  # noqa: F401
