"""Problems for the solvers, and all their subset sums in 80-bit floats, far finer than the 1e-15 that is promised."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

PROMISE = 1e-15  # of the sum of |samples|: by how much a chosen subset's error may exceed the least
BATCH = 24
EXAMPLES = 440  # 10,560 problems

smooth = st.floats(-2, 2)
coarse = st.integers(-8, 8).map(lambda j: j / 4)  # ties, zeros, duplicates; all sums exact
wide = st.builds(lambda m, e: m * 2.0**e, st.floats(-1, 1), st.integers(-60, 60))
tiny = st.integers(-9, 9).map(lambda j: j * 5e-324)
twins = st.integers(-3, 3).map(lambda j: 1 + j * 2.0**-52)  # nearly equal
huge = st.floats(-1e306, 1e306)
FAMILIES = (smooth, coarse, wide, tiny, twins, huge)
TARGETS = ("drawn", "sum", "far")


@st.composite
def batches(draw, d=None, largest=14):
    """Samples (BATCH, n) or (BATCH, n, d), targets (BATCH,) or (BATCH, d), a size or None.

    Samples are uniform, or of one family, in which Hypothesis repeats many of them; then four sets of them, each in several orders, as
    drawing takes longer than solving.
    """
    family = draw(st.none() | st.sampled_from(FAMILIES))
    n = draw(st.integers(0, largest))
    shape = (BATCH, n) if d is None else (BATCH, n, draw(d))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    if family is None:
        samples, targets = rng.uniform(-1, 1, shape), rng.uniform(-1, 1, (BATCH, *shape[2:]))
    else:
        sets = draw(hnp.arrays(float, (4, *shape[1:]), elements=family))
        samples = np.array([rng.permutation(each) for each in np.repeat(sets, BATCH // 4, axis=0)])
        targets = draw(hnp.arrays(float, (BATCH, *shape[2:]), elements=family))
    kind = draw(st.sampled_from(TARGETS))
    if kind == "sum":  # nearly attained
        targets = samples[:, ::2].sum(axis=1)
    elif kind == "far":
        targets = targets * 100 if family is huge else targets * 1e6
    return samples, targets, draw(st.none() | st.integers(0, n))


def all_subsets(n, size=None):
    """Masks of all subsets, in binary order."""
    masks = (np.arange(2**n)[:, None] >> np.arange(n)) & 1 == 1
    return masks if size is None else masks[masks.sum(axis=1) == size]


def all_sums(x, size=None):
    """The sums of all subsets of x (n, ...), long doubles, in the order of `all_subsets`."""
    sums = np.zeros((1, *x.shape[1:]), np.longdouble)
    for value in x.astype(np.longdouble):
        sums = np.concatenate([sums, sums + value])
    return sums if size is None else sums[all_subsets(len(x)).sum(axis=1) == size]
