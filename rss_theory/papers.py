"""The papers and those of their statements that this package computes, by key."""

PAPERS = {
    "burkholz2022": "R. Burkholz. Convolutional and Residual Networks Provably Contain Lottery Tickets. ICML 2022.",
    "pensia2020": "A. Pensia, S. Rajput, A. Nagle, H. Vishwakarma, D. Papailiopoulos. Optimal Lottery Tickets via SubsetSum: "
    "Logarithmic Over-Parameterization is Sufficient. NeurIPS 2020.",
    "dacunha2022": "A. da Cunha, E. Natale, L. Viennot. Proving the Strong Lottery Ticket Hypothesis for Convolutional Neural Networks. "
    "ICLR 2022.",
    "dacunha2023": "A. da Cunha, F. d'Amore, E. Natale. Polynomially Over-Parameterized Convolutional Neural Networks Contain Structured "
    "Strong Winning Lottery Tickets. NeurIPS 2023.",
    "natale2024": "E. Natale, D. Ferre, G. Giambartolomei, F. Giroire, F. Mallmann-Trenn. "
    "On the Sparsity of the Strong Lottery Ticket Hypothesis. NeurIPS 2024.",
    "counting": "Arguments of this package, given where they are used.",
    "dawson1967": "D. A. Dawson, D. Sankoff. An inequality for probabilities. "
    "Proceedings of the American Mathematical Society 18 (1967) 504-507.",
}

STATEMENTS = {
    "natale2024:definition-1": "sum-bounded density: c_l / sqrt(k) on [-sqrt(k), sqrt(k)], at most c_u / sqrt(k)",
    "natale2024:lemma-1": "the Uniform[-1, 1] density is sum-bounded",
    "natale2024:lemma-2": "the pruned product is Uniform[-1/2, 1/2] with probability log(2)/4, else some other law",
    "natale2024:theorem-2": "second moment method for subsets of size k: success probability at least c_thm under Eq. 1",
    "natale2024:eq-7": "E[Y] = C(n, k) P(|S_k - z| < eps), the mean number of k-subsets within eps of z",
    "natale2024:corollary-1": "all targets of [-sqrt(k), sqrt(k)] with probability at least 1 - eps under Eq. 3",
    "natale2024:corollary-2": "the same under Eq. 4, for k large enough",
    "natale2024:theorem-5": "a network that is pruned to k of n parameters and hits every linear map has n H2(k/n) >= (d^2/2) log2(k/eps)",
    "natale2024:eq-46": "the same before it is weakened: C(n, k) >= (sqrt(k) / (2 eps))^(d^2) / 2",
    "natale2024:appendix-a": "the density gamma of a ticket of m parameters: gamma m log2(e/gamma) >= d^2 log2(1/(2 eps)) - 1",
    "pensia2020:remark-1": "a law contains a uniform one if it is (1 - alpha) Q + alpha Uniform[-c, c] with alpha, c > 0",
    "pensia2020:theorem-2": "a network that is pruned to hit every linear map has at least d^2 log2(1/(2 eps)) - 1 parameters",
    "pensia2020:theorem-3": "Lueker's Corollary 2.5: n >= C log(2 / min(eps, delta)) uniform samples hit all of [-1/2, 1/2]",
    "pensia2020:corollary-1": "the product of uniforms is Uniform[-1/2, 1/2] with probability log(2)/2, else some other law",
    "dacunha2022:lemma-3": "the density of the product of uniforms is at least log(2)/2 on [-1/2, 1/2]",
    "dacunha2023:definition-4": "NSN vectors: a standard normal vector times an independent standard normal number",
    "dacunha2023:lemma-7": "lower bound on the probability that a sum of k NSN vectors lies in a box",
    "dacunha2023:lemma-8": "upper bound on the probability that two such sums with k - j vectors in common lie in the same box",
    "dacunha2023:lemma-9": "the second moment of the number of k-subsets of n NSN vectors that hit a box",
    "dacunha2023:eq-13": "the ratio of the bounds of Lemmas 8 and 7, at most 270801",
    "counting:amplification": "disjoint groups of samples fail independently",
    "counting:covering": "the covered share v of an interval grows: E[1/v - 1] falls by a factor at every sample",
    "counting:pairs": "one sample of each of k pairs: a sum of k of 2k samples is a subset sum of differences, shifted",
    "counting:gap-scale": "the mean spacing of subset sums at a point",
    "counting:first-moment": "E[Y] over subsets of all sizes",
    "counting:samples": "m intervals of length 2 eps cover no more than 2 m eps",
    "dawson1967:theorem": "P(Y > 0) >= 2 S_1 / (j + 1) - 2 S_2 / (j (j + 1)) with j = 1 + floor(2 S_2 / S_1)",
}
