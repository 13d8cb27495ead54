"""The papers and those of their statements that this package computes, by key: docs/statements.md names the functions."""

from typing import NamedTuple


class Paper(NamedTuple):
    """Where it was published, and the number of its last equation; 0 where `paper_checks` does not go through it."""

    citation: str
    equations: int = 0


PAPERS = {
    "pensia2020": Paper(
        "A. Pensia, S. Rajput, A. Nagle, H. Vishwakarma, D. Papailiopoulos. Optimal Lottery Tickets via SubsetSum: "
        "Logarithmic Over-Parameterization is Sufficient. NeurIPS 2020.",
        13,
    ),
    "dacunha2022": Paper(
        "A. da Cunha, E. Natale, L. Viennot. Proving the Strong Lottery Ticket Hypothesis for Convolutional Neural Networks. ICLR 2022.", 5
    ),
    "burkholz2022": Paper("R. Burkholz. Convolutional and Residual Networks Provably Contain Lottery Tickets. ICML 2022.", 14),
    "dacunha2023": Paper(
        "A. da Cunha, F. d'Amore, E. Natale. Polynomially Over-Parameterized Convolutional Neural Networks Contain "
        "Structured Strong Winning Lottery Tickets. NeurIPS 2023.",
        37,
    ),
    "natale2024": Paper(
        "E. Natale, D. Ferre, G. Giambartolomei, F. Giroire, F. Mallmann-Trenn. "
        "On the Sparsity of the Strong Lottery Ticket Hypothesis. NeurIPS 2024.",
        55,
    ),
    "becchetti2022": Paper(
        "L. Becchetti, A. C. W. da Cunha, A. Clementi, F. d'Amore, H. Lesfari, E. Natale, L. Trevisan. "
        "On the Multidimensional Random Subset Sum Problem. arXiv:2207.13944 (2022)."
    ),
    "counting": Paper("Arguments of this package, given where they are used."),
    "dawson1967": Paper(
        "D. A. Dawson, D. Sankoff. An inequality for probabilities. Proceedings of the American Mathematical Society 18 (1967) 504-507."
    ),
}
CHECKED = tuple(key for key, paper in PAPERS.items() if paper.equations)

STATEMENTS = {
    "pensia2020:theorem-1": "hidden width C d_in log(d_in d_out l / min(eps, delta)) holds every target of l dense layers",
    "pensia2020:theorem-2": "at least d^2 log2(1/(2 eps)) - 1 parameters, width at least that over 2d",
    "pensia2020:theorem-3": "n >= C log(2 / min(eps, delta)) samples hit all of [-1/2, 1/2] (Lueker)",
    "pensia2020:lemma-1": "one weight by width 2n, n >= C log(2/eps)",
    "pensia2020:lemma-2": "one neuron by width C d log(d/eps)",
    "pensia2020:lemma-3": "one layer by width C d_in log(d_in d_out / eps)",
    "pensia2020:corollary-1": "the product of two uniforms contains U[-1/2,1/2] with weight log(2)/2",
    "pensia2020:corollary-2": "n >= C log(2/eps) pruned products hit all of [-1, 1]",
    "pensia2020:remark-1": "laws that contain alpha U[-c, c]",
    "dacunha2022:theorem-1": "C c_out log(c_in c_out d^2 l / min(eps, delta)) hidden channels hold every target of l convolutions",
    "dacunha2022:theorem-2": "the expected subset-sum gap falls exponentially in n (Lueker)",
    "dacunha2022:lemma-1": "one kernel by n >= C log(d^2 c / eps)",
    "dacunha2022:lemma-2": "one layer by n >= C c_out log(d^2 c_in c_out / eps)",
    "dacunha2022:lemma-3": "the product of two uniforms has density at least log(2)/2 on [-1/2, 1/2]",
    "dacunha2022:definition-2": "density at least b on [-a, a]",
    "dacunha2022:proposition-1": "the greatest output is at most the kernel's 1-norm times the greatest input",
    "burkholz2022:theorem-3.1": "C c log(N / min(eps_l, delta)) hidden channels, two layers for one",
    "burkholz2022:theorem-3.2": "C c log(1 / min(eps_l, delta/rho)) channels, one layer more than the target",
    "burkholz2022:corollary-2.2": "m >= C log(1 / min(eps, delta)) samples hit a target of [-1, 1]",
    "burkholz2022:corollary-a.2": "the same for targets of [-t, t] and laws that contain a uniform",
    "burkholz2022:corollary-c.1": "one layer by two: Theorem 3.1 for an architecture of one layer",
    "burkholz2022:assumption-2.3": "how far tanh and sigmoid are linear within eps",
    "dacunha2023:theorem-1": "n >= C log(1/eps) samples hit all of [-1, 1] (Lueker)",
    "dacunha2023:theorem-3": "n >= C d^12 c^6 log(d^2 c_in c_out l / eps)^3 filters a channel",
    "dacunha2023:theorem-5": "some k of n NSN vectors hit a box with constant probability",
    "dacunha2023:lemma-7": "a sum of k NSN vectors lies in a box with at least this probability",
    "dacunha2023:lemma-8": "two overlapping sums both lie in the box with at most this probability",
    "dacunha2023:lemma-9": "the second moment of the number of subsets that hit",
    "dacunha2023:lemma-12": "one layer: Theorem 3 for an architecture of one layer",
    "dacunha2023:remark-13": "what the ticket keeps of n: sqrt(n / (C_1 log(1/eps)))",
    "dacunha2023:lemma-14": "a normal variable is likelier in an interval around 0",
    "dacunha2023:lemma-15": "P(Y > 0) >= E[Y]^2 / E[Y^2]",
    "dacunha2023:lemma-16": "Chernoff-Hoeffding bounds",
    "dacunha2023:lemma-17": "chi-square tails",
    "dacunha2023:corollary-19": "C_1 k^2 log(1/eps) vectors hit a box with probability 1 - eps",
    "dacunha2023:lemma-20": "as dacunha2022:proposition-1",
    "dacunha2023:eq-13": "the ratio of Lemmas 8 and 7 is at most 270801",
    "dacunha2023:eq-17": "two random k-subsets seldom share k/d",
    "natale2024:theorem-1": "earlier results: tickets of m / log2(1/eps) parameters among m",
    "natale2024:theorem-2": "some k of n samples hit a target with probability c_thm if n H2(k/n) >= c_hyp log2(k/eps)",
    "natale2024:theorem-3": "dense layers by subsets of a given share, tickets of density rho gamma'",
    "natale2024:theorem-4": "the same in an equivariant basis",
    "natale2024:theorem-5": "pruning n to k parameters needs n H2(k/n) >= (d^2/2) log2(k/eps)",
    "natale2024:theorem-6": "Allasia's Berry-Esseen bound for uniforms",
    "natale2024:theorem-7": "Sahaidarova's local limit theorem, for uniforms",
    "natale2024:definition-1": "c_l / sqrt(k) on [-sqrt(k), sqrt(k)] and c_u / sqrt(k) everywhere bound the density of a sum",
    "natale2024:lemma-1": "the uniform law has such constants",
    "natale2024:lemma-2": "the pruned product contains U[-1/2,1/2] with weight log(2)/4",
    "natale2024:corollary-1": "all targets of [-sqrt(k), sqrt(k)] at once if n H2(k/n) >= c_amp log2(k/eps)^2",
    "natale2024:corollary-2": "the same with log2(1/eps)^2, for k large",
    "natale2024:corollary-3": "n >= C log(2/eps) pruned products hit all of [-1, 1]",
    "natale2024:eq-7": "the first moment",
    "natale2024:eq-14": "C(n,k) from below by entropy",
    "natale2024:eq-18": "two random k-subsets seldom share mu k",
    "natale2024:eq-28": "the n of Theorem 3",
    "natale2024:eq-29": "the same by Corollary 2",
    "natale2024:eq-36": "H2(x) >= x log2(1/x)",
    "natale2024:eq-46": "C(n,k) >= (sqrt(k) / (2 eps))^(d^2) / 2",
    "natale2024:eq-47": "C(n,k) from above by entropy",
    "natale2024:appendix-a": "gamma m log2(e/gamma) >= d^2 log2(1/(2 eps)) - 1 for a ticket of gamma m parameters",
    "natale2024:appendix-d": "a constant share of samples of a mixture is uniform (Hoeffding)",
    "natale2024:section-4": "malach2020, as quoted there: over-parameterization (m/eps)^2 log2(m/eps)",
    "counting:covering": "all targets of an interval by n >= C log(1/min(eps, delta)) samples, C with numbers",
    "counting:pairs": "the same by subsets of a given share",
    "counting:amplification": "one target by disjoint groups",
    "counting:grid": "all targets of an interval by disjoint groups, for any law",
    "counting:first-moment": "the mean number of subsets of all sizes that hit",
    "counting:gap-scale": "the mean spacing of subset sums",
    "counting:samples": "2^n, or C(n,k), subset sums are near at most so many targets",
    "counting:vectors": "moments of the number of subsets of vectors of independent coordinates that hit",
    "becchetti2022:abstract": "n = C d^3 log(1/eps) (log(1/eps) + log d) vectors hit all of [-1, 1]^d",
    "dawson1967:theorem": "P(Y > 0) from two moments, for an integer Y",
}
