"""dacunha2023: A. da Cunha et al., Polynomially Over-Parameterized CNNs Contain Structured Strong Winning Tickets (NeurIPS 2023)."""

from paper_checks.dacunha2023 import theorem_1, lemma_7, lemma_8, lemma_9, theorem_5, theorem_5_overlaps, lemma_11, lemma_12, lemma_12_masks  # noqa: F401, I001  in the paper's order
from paper_checks.dacunha2023 import theorem_3, theorem_3_error, appendix_tails, corollary_19  # noqa: F401
