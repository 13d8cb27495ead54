"""burkholz2022: R. Burkholz, Convolutional and Residual Networks Provably Contain Lottery Tickets (ICML 2022)."""

from paper_checks.burkholz2022 import section_2, section_2_activations, theorem_3_1, theorem_3_2, section_4, section_4_tables, appendix_b  # noqa: F401, I001  in the paper's order
from paper_checks.burkholz2022 import corollary_c_1, theorem_3_1_error, theorem_3_2_proof, algorithms  # noqa: F401
