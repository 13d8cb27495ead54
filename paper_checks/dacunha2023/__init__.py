"""dacunha2023: A. da Cunha et al., Polynomially Over-Parameterized CNNs Contain Structured Strong Winning Tickets (NeurIPS 2023)."""

from paper_checks.dacunha2023 import subset_sums, pruning  # noqa: I001  in the paper's order

__all__ = ["pruning", "subset_sums"]
