"""natale2024: E. Natale et al., On the Sparsity of the Strong Lottery Ticket Hypothesis (NeurIPS 2024)."""

from paper_checks.natale2024 import section_1, theorem_2, corollaries_1_and_2, first_moment, shared_samples, overlapping_sums, theorem_3  # noqa: F401, I001  in the paper's order
from paper_checks.natale2024 import theorem_4, theorem_5, appendix_a, appendix_c_small_k, appendix_c_large_k, appendix_d, appendix_e  # noqa: F401
from paper_checks.natale2024 import appendix_f, appendix_g, appendix_h  # noqa: F401
