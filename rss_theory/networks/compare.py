"""All theorems side by side."""

from rss_theory.networks.architecture import Architecture
from rss_theory.networks.convolutional import burkholz2022_theorem31, burkholz2022_theorem32, dacunha2022_theorem1
from rss_theory.networks.dense import malach2020, natale2024_theorem3, pensia2020_theorem1
from rss_theory.networks.equivariant import natale2024_theorem4
from rss_theory.networks.requirement import Requirement
from rss_theory.networks.structured import dacunha2023_theorem3


def requirements(architecture: Architecture, eps: float, delta: float, share: float = 0.5) -> list[Requirement]:
    """What every theorem asks of a random network for this target, whether it applies or not.

    share: gamma' of natale2024. Raises ValueError for eps or delta outside (0, 1), or a share outside (0, 1/2].

    >>> from rss_theory.networks.architecture import ARCHITECTURES
    >>> [r.name for r in requirements(ARCHITECTURES["fc500"], 0.01, 0.01) if r.bound.applies]  # doctest: +NORMALIZE_WHITESPACE
    ['pensia2020 Theorem 1', 'dacunha2022 Theorem 1', 'burkholz2022 Theorem 3.1', 'burkholz2022 Theorem 3.2',
     'dacunha2023 Theorem 3', 'natale2024 Theorem 3']
    """
    if not (0 < eps < 1 and 0 < delta < 1):
        raise ValueError(f"eps and delta in (0, 1) are needed, got eps={eps}, delta={delta}")
    earlier = malach2020, pensia2020_theorem1, dacunha2022_theorem1, burkholz2022_theorem31, burkholz2022_theorem32, dacunha2023_theorem3
    return [
        *(theorem(architecture, eps, delta) for theorem in earlier),
        *(theorem(architecture, eps, delta, share) for theorem in (natale2024_theorem3, natale2024_theorem4)),
    ]
