"""dacunha2022, section 4.1: the convolution and its slices."""

import itertools
from typing import Any

import numpy as np
from scipy.signal import convolve2d

from paper_checks.check import Finding, check, holds, misprint
from paper_checks.tensors import convolve, equal, integers, symbols


@check("definition-1", r"(K * X)_{i,j} = \sum_{i',j' \in [d], k \in [c]} K_{i',j',k} \cdot X_{i-i'+1,j-j'+1,k}", perturbed={"shift": 0})
def definition_1(*, shift: int = 1) -> Finding:
    """The discrete convolution of the zero-padded image, cut to its first D x D entries."""
    d, size, c = 3, 4, 2
    kernel, image = integers(7, d, d, c), integers(8, size, size, c)

    def entry(i: int, j: int) -> Any:  # 1-based, as printed
        places = ((a, b, i - a + shift, j - b + shift) for a, b in itertools.product(range(1, d + 1), repeat=2))
        return sum(kernel[a - 1, b - 1] @ image[r - 1, s - 1] for a, b, r, s in places if 1 <= r <= size and 1 <= s <= size)

    printed = np.array([[entry(i, j) for j in range(1, size + 1)] for i in range(1, size + 1)], dtype=object)
    full = sum(convolve2d(image[..., k].astype(int), kernel[..., k].astype(int))[:size, :size] for k in range(c))
    return holds(
        bool((printed == full).all()) and equal(printed[..., None], convolve(kernel[..., None], image)),
        "Integer images: the printed sum is the full convolution's first D x D entries, exactly; indices run from 2 - d to D, so zeros "
        "are padded on one side only.",
    )


@check(
    "definition-1-kernels",
    r"(K * X)_{i,j,\ell} = \sum_{i',j' \in [d], k \in [c]} K_{i',j',k,\ell} \cdot X_{i-i'+1,j-j'+1,k}, \quad K \in \mathbb{R}^{d \times "
    r"d \times c_0 \times c_1}",
    uses=("definition-1",),
)
def definition_1_kernels(*, c: int = 2) -> Finding:
    """The same for several kernels, with the sum over the c input channels."""
    kernel, image = integers(9, 2, 2, 3, 2), integers(10, 3, 3, 3)
    whole = convolve(kernel, image)
    return misprint(
        equal(convolve(kernel[:, :, :c], image[..., :c]), whole),
        equal(convolve(kernel[:, :, : image.shape[2]], image), whole),
        r"$k \in [c_0]$",
        f"c is the number of channels of the K of three axes before; this one has c_0: with c_0 = 3 a sum over c = {c} channels is "
        "another tensor. The same in the proof of Proposition 1.",
    )


@check("definition-1-slices", r"(K * X)_{:,:,\ell} = K_{:,:,:,\ell} * X", uses=("definition-1-kernels",), perturbed={"moved": 1})
def definition_1_slices(*, moved: int = 0) -> Finding:
    """Each kernel makes one channel of the output."""
    kernel, image = symbols("k", 2, 2, 2, 2), symbols("x", 2, 2, 2)
    slices = [convolve(kernel[..., (o + moved) % 2, None], image) for o in range(2)]
    return holds(equal(convolve(kernel, image), np.concatenate(slices, axis=2)), "Symbolically at D = d = c_0 = c_1 = 2.")
