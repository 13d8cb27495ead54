"""The papers and those of their statements that this package computes, by key."""

PAPERS = {
    "burkholz2022": "R. Burkholz. Convolutional and Residual Networks Provably Contain Lottery Tickets. ICML 2022.",
    "natale2024": "E. Natale, D. Ferre, G. Giambartolomei, F. Giroire, F. Mallmann-Trenn. "
    "On the Sparsity of the Strong Lottery Ticket Hypothesis. NeurIPS 2024.",
    "dawson1967": "D. A. Dawson, D. Sankoff. An inequality for probabilities. "
    "Proceedings of the American Mathematical Society 18 (1967) 504-507.",
}

STATEMENTS = {
    "natale2024:definition-1": "sum-bounded density: c_l / sqrt(k) on [-sqrt(k), sqrt(k)], at most c_u / sqrt(k)",
    "natale2024:lemma-1": "the Uniform[-1, 1] density is sum-bounded",
    "natale2024:theorem-2": "second moment method for subsets of size k: success probability at least c_thm under Eq. 1",
    "natale2024:eq-7": "E[Y] = C(n, k) P(|S_k - z| < eps), the mean number of k-subsets within eps of z",
    "natale2024:corollary-1": "all targets of [-sqrt(k), sqrt(k)] with probability at least 1 - eps under Eq. 3",
    "natale2024:corollary-2": "the same under Eq. 4, for k large enough",
    "dawson1967:theorem": "P(Y > 0) >= 2 S_1 / (j + 1) - 2 S_2 / (j (j + 1)) with j = 1 + floor(2 S_2 / S_1)",
}
