"""The success bound of exact second moments at the least n of natale2024 Theorem 2, which its c_thm may not exceed."""

from argparse import Namespace
from collections.abc import Sequence
from fractions import Fraction

import seaborn
from matplotlib.figure import Figure

from rss_theory.arrays import Array
from rss_theory.laws import Uniform
from rss_theory.moments import moments
from rss_theory.rfss import theorem2_constant, width_at_share
from rss_theory.sum_bounded import constants
from simulations.command_line.figure import white_grid

EXPERIMENTS: list[Sequence[Array]] = []
SHARES = (Fraction(1, 2), Fraction(1, 10), Fraction(1, 100))
EXPONENTS = range(4, 21)
C_HYP = (1.0, 2.0)


def success(share: Fraction, eps: float, c_hyp: float) -> float:
    """E[Y]^2 / E[Y^2] at the least n of Eq. 1 with k = share n, target 0."""
    return moments(*width_at_share(share, eps, c_hyp), eps, 0.0, Uniform()).second_moment


def draw(observed: Sequence[Sequence[Array]], run: Namespace) -> Figure:
    """One colour a share, and what the printed proof yields."""
    figure, axes = white_grid(8, 4.6)
    for color, share in zip(seaborn.color_palette(), SHARES, strict=False):
        for c_hyp, style in zip(C_HYP, ("o--", "o-"), strict=True):
            values = [success(share, 2.0**-e, c_hyp) for e in EXPONENTS]
            axes.plot(EXPONENTS, values, style, color=color, markersize=4, label=f"k/n = {share}, c_hyp = {c_hyp:g}")
    proved = theorem2_constant(*constants(Uniform()))[0]
    axes.axhline(proved, color="0.3", linewidth=1, label=f"the printed proof's c_thm with sharp c_l, c_u: {proved:.4f}")
    axes.set(xlabel="log2(1/eps)", ylabel="E[Y]² / E[Y²], at most the success probability", yscale="log", ylim=(0.01, 1.05))
    axes.legend(loc="center", bbox_to_anchor=(0.5, 0.35), fontsize="small", ncols=2, handlelength=3.5)
    caption = "Some k of n samples of U[-1,1] within eps of 0, at the least n with n H2(k/n) >= c_hyp log2(k/eps)."
    figure.supxlabel(caption, fontsize="small")
    return figure
