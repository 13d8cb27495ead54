"""dacunha2022 Lemma 2: one layer by one block of channels an input (section 4.3)."""

import itertools
import math

import numpy as np
import sympy

from paper_checks.check import Finding, amended, check, holds, left_out, misprint
from paper_checks.evidence import at, same, smallest
from paper_checks.tensors import Tensor, convolve, equal, integers, relu, symbols

left_out("dacunha2022:lemma-2-event", "defines the event E_(l,eps')")
left_out("dacunha2022:definitions-of-g", "defines g and its pruned version; likewise in Lemma 1 and Theorem 1")


def _mask(n: int, out: int, low: int = -1) -> Tensor:
    """B, t by l: whether (l + low) n' < t <= l n'."""
    t, o = np.arange(1, n + 1)[:, None], np.arange(1, out + 1)
    return (((o + low) * n < t * out) & (t * out <= o * n)).astype(int)


@check("lemma-2-mask", r"B_{1,1,t,\ell} = \mathbf{1}_{(\ell-1) n' < t \le \ell n'}, \; n' = n/c_1", perturbed={"low": -2})
def lemma_2_mask(*, low: int = -1) -> Finding:
    """The block diagonal mask gives each hidden channel to exactly one output."""
    return holds(
        all((_mask(n, out, low).sum(axis=1) == 1).all() for n, out in itertools.product(range(1, 40), range(1, 9))),
        "All n < 40, c_1 < 9 exactly, where c_1 does not divide n included: the half-open intervals (l-1) n' < t <= l n' are a partition "
        "of (0, n].",
    )


@check("lemma-2-v-slice", r"V_\ell = V_{:,:,(\ell-1) n' < t \le \ell n',:}", uses=("lemma-2-mask",))
def lemma_2_v_slice() -> Finding:
    """The part of V that belongs to the l-th output."""
    v, hidden = integers(11, 1, 1, 6, 3), integers(12, 2, 2, 2, low=0)
    printed, meant = v[:, :, 2:4], v[:, :, 2:4, 1, None]  # l = 2
    wanted = convolve(meant, hidden)
    return misprint(
        convolve(printed, hidden).shape == wanted.shape,
        wanted.shape == (2, 2, 1),
        r"$V_\ell = V_{:,:,(\ell-1) n' < t \le \ell n', \ell}$",
        f"As printed V_l has shape {printed.shape} at n = 6, c_1 = 3 and makes {printed.shape[3]} channels; one kernel is approximated by "
        f"{meant.shape}.",
    )


@check(
    "lemma-2-masked-output",
    r"((V \odot B) * \sigma[(U \odot S) * X])_{r,s,\ell} = (V_\ell * \sigma[(U_\ell \odot S_\ell) * X])_{r,s}",
    uses=("lemma-2-mask", "eq-1", "lemma-2-v-slice"),
    perturbed={"masked": False},
)
def lemma_2_masked_output(*, masked: bool = True) -> Finding:
    """With the block mask the l-th output comes from the l-th block only, and the ReLU is the identity there."""
    inner, image = symbols("u", 2, 2, 1, 4, nonnegative=True), symbols("x", 2, 2, 1, nonnegative=True)
    outer = symbols("v", 1, 1, 4, 2)
    left = convolve(outer * _mask(4, 2) if masked else outer, relu(convolve(inner, image)))

    def agree(o: int) -> bool:
        mine = slice(2 * o, 2 * o + 2)
        v, hidden = outer[:, :, mine, o, None], convolve(inner[..., mine], image)
        return equal(left[:, :, o, None], convolve(v, hidden)) and equal(convolve(v, hidden), convolve(v, relu(hidden)))

    return holds(
        agree(0) and agree(1),
        "Symbolically at D = d = 2, c_0 = 1, c_1 = n' = 2, kept entries of U not negative: all four printed forms are the same.",
    )


@check("lemma-2-n-prime", r"n' = n/c_1 = C \log \frac{d^2 c_0}{\varepsilon/c_1}", uses=("lemma-2-mask", "lemma-1"))
def lemma_2_n_prime() -> Finding:
    """Each output has a block of n/c_1 hidden channels, as many as Lemma 1 asks for."""
    c = 100.0
    grid = {"out": (2, 3, 7, 20), "y": (3.0, 10.0, 1234.5)}

    def block(out: int, y: float, constant: float) -> int:
        n = math.ceil(constant * out * math.log(out * y))  # the least that Lemma 2 allows
        return int(_mask(n, out).sum(axis=0).min())

    short = smallest(lambda out, y: block(out, y, c) - c * math.log(out * y), grid)
    enough = smallest(lambda out, y: block(out, y, c + 1 / math.log(2)) - c * math.log(out * y), grid)
    return amended(
        short.margin >= 0,
        enough.margin >= 0,
        r"$\lfloor n/c_1 \rfloor \ge C \log \frac{d^2 c_0 c_1}{\varepsilon}$ if $n \ge (C + 1/\log 2)\, c_1 \log \frac{d^2 c_0 "
        r"c_1}{\varepsilon}$ and $\varepsilon \le d^2 c_0 c_1/2$",
        f"n/c_1 need be no integer and n is at least, not equal to, C c_1 log(..): at C = 100, {at(short.where)} (y = d^2 c_0/eps) a "
        f"block has {-short.margin:.3g} fewer channels than C log(c_1 y). One more for each block, 1/log 2 in C, is enough (least excess "
        f"{enough.margin:.3g}).",
    )


@check(
    "lemma-2-union",
    r"P(E_{\ell,\varepsilon/c_1}) \ge 1 - \varepsilon/c_1 \implies P(E_{\varepsilon/c_1}) \ge 1 - \varepsilon",
    uses=("lemma-1", "lemma-2-n-prime"),
    perturbed={"share": 0},
)
def lemma_2_union(*, share: int = 1) -> Finding:
    """All outputs together, by a union bound."""
    out, eps = sympy.symbols("c_1 varepsilon", positive=True)
    failure = out * eps / out**share
    return holds(
        same(failure, eps),
        f"c_1 events, each failing with probability at most eps/c_1: {failure} together. The events are of all kernels in [-1, 1], of "
        "whatever norm, which is more than Lemma 1 states but what its proof shows: |K|_1 <= 1 is not used there.",
    )


@check(
    "lemma-2-end",
    r"\sup_K \inf_S \max_\ell \varphi_\ell(K^{(\ell)}, S_\ell) = \max_\ell \sup_{K^{(\ell)}} \inf_{S_\ell} \varphi_\ell(K^{(\ell)}, "
    r"S_\ell) < \varepsilon",
    uses=("lemma-2-masked-output", "lemma-2-union"),
    perturbed={"separate": False},
)
def lemma_2_end(*, separate: bool = True) -> Finding:
    """The outputs are approximated independently, so the layer's error is that of the worst output."""
    errors = np.random.default_rng(0).integers(0, 50, (300, 2, 4, 3))  # by output, kernel and mask
    greater = np.maximum(errors[:, 0, :, None, :, None], errors[:, 1, None, :, None, :])  # by both kernels, then both masks
    of_masks = greater if separate else greater.diagonal(axis1=3, axis2=4)[..., None]
    return holds(
        bool((of_masks.min(axis=(3, 4)).max(axis=(1, 2)) == errors.min(axis=3).max(axis=(1, 2))).all()),
        "Kernels and masks of different outputs are chosen freely: the equality on 300 random tables of errors, exactly; it fails with a "
        "mask in common. Each output's error is less than eps/c_1 <= eps, more than asked for.",
    )
