"""What a law of one's own says of itself, against its samples and its density: what can be decided is not believed."""

import numpy as np

from rss_theory.arrays import Array
from rss_theory.laws.law import Law

_SAMPLES = (50, 4)
_ROUNDING = 1e-9  # relative, of densities


def check(law: Law) -> None:
    """ValueError, in one line, for a law that draws other arrays, or elsewhere, than it says, or with one seed different ones.

    So is one whose density is no density, or not symmetric or unimodal though the law says so: at 200 samples of it.

    >>> from rss_theory.laws import Laplace
    >>> check(Laplace())
    """
    try:
        hash(law)
        low, high, samples = float(law.low), float(law.high), law.sample(np.random.default_rng(0), _SAMPLES)
        again, density = law.sample(np.random.default_rng(0), _SAMPLES), law.density
        if law.dimension is not None:
            return
        if not (isinstance(samples, np.ndarray) and samples.dtype == np.float64 and samples.shape == _SAMPLES):
            kind = f"{samples.dtype} of shape {samples.shape}" if isinstance(samples, np.ndarray) else type(samples).__name__
            raise _wrong(law, f"samples of size {_SAMPLES} are {kind}; they have to be a float64 array of that shape")
        if not np.array_equal(samples, again, equal_nan=True):
            raise _wrong(law, "equal generators give different samples; draw from the generator alone")
        if not (low <= samples.min() and samples.max() <= high):
            raise _wrong(law, f"samples are from {samples.min():g} to {samples.max():g}, outside of its ends {low:g} and {high:g}")
        x = np.unique(np.abs(samples[samples != 0]))
        right, left = (np.asarray(density(s * x), dtype=float) for s in (1, -1))
        if not (right.shape == left.shape == x.shape and min(right.min(initial=0), left.min(initial=0)) >= 0):
            raise _wrong(law, "its density is not one number of at least 0 a place")
        if law.symmetric and not (low == -high and np.allclose(right, left, _ROUNDING, 0)):
            raise _wrong(law, "it says that it is symmetric, and its density or its ends are not")
        if law.unimodal and not (_falls(right) and _falls(left) and not np.any(law.atoms[0])):
            raise _wrong(law, "it says that it is unimodal, and its density increases away from 0, or there is an atom elsewhere")
    except _Unusable:
        raise
    except Exception as error:  # a user's own code raises anything
        raise _wrong(law, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}") from None


def _falls(density: Array) -> bool:
    return bool(np.all(density[1:] <= density[:-1] * (1 + _ROUNDING)))


class _Unusable(ValueError):
    pass


def _wrong(law: Law, what: str) -> ValueError:
    return _Unusable(f"the law {type(law).__name__} is not usable: {what}")
