"""natale2024: E. Natale et al., On the Sparsity of the Strong Lottery Ticket Hypothesis (NeurIPS 2024)."""

from paper_checks.natale2024 import sections, appendices  # noqa: I001  in the paper's order

__all__ = ["appendices", "sections"]
