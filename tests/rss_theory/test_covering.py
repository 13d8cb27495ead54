"""Each step of the covering proof in exact interval arithmetic, exact rationals, high precision, and simulation with fixed seeds."""

import math
from fractions import Fraction
from functools import cache
from itertools import islice, pairwise

import mpmath
import numpy as np
import pytest
from rationals import irwin_hall
from scipy.optimize import minimize_scalar
from scipy.stats import binom, laplace, norm

from rss_theory.covering import Covering, _missed, _rates, covering, covering_in_logs, success_bound
from rss_theory.laws import LAWS, PRUNED_PRODUCT, Laplace, Mixture, Normal, ProductOfUniforms, Uniform, Zero
from simulations import solvers

TRIANGLE = "order 2"  # U[-1,1] + U[-1,1]
DENSITIES = {
    "uniform": lambda x: 0.5 * (np.abs(x) < 1),
    "product": lambda x: -0.5 * np.log(np.clip(np.abs(x), 1e-300, 1)),
    "pruned-product": lambda x: -0.25 * np.log(np.clip(np.abs(x), 1e-300, 1)),
    "normal": norm.pdf,
    "laplace": laplace.pdf,
    TRIANGLE: lambda x: np.maximum(2 - np.abs(x), 0) / 4,
}
CUMULATIVE = {  # P(X <= x) for x >= 0
    "uniform": lambda x: 0.5 + np.minimum(x, 1) / 2,
    "product": lambda x: 0.5 + np.where(x < 1, x * (1 - np.log(np.maximum(np.minimum(x, 1), 1e-300))), 1) / 2,
    "pruned-product": lambda x: 0.75 + np.where(x < 1, x * (1 - np.log(np.maximum(np.minimum(x, 1), 1e-300))), 1) / 4,
    "normal": norm.cdf,
    "laplace": laplace.cdf,
}
T = np.arange(-3.4, 3.41, 0.1)
PLACES, WEIGHTS = (1 + np.tanh(np.pi / 2 * np.sinh(T))) / 2, 0.1 * np.pi / 4 * np.cosh(T) / np.cosh(np.pi / 2 * np.sinh(T)) ** 2


def united(pieces, half):
    """A union of intervals, cut to [-half, half], as disjoint sorted rows."""
    kept = []
    for low, high in sorted((max(a, -half), min(b, half)) for a, b in pieces):
        if high > low:
            if kept and low <= kept[-1][1]:
                kept[-1][1] = max(high, kept[-1][1])
            else:
                kept.append([low, high])
    return np.array(kept).reshape(-1, 2)


def measure(pieces):
    return float(np.sum(pieces[:, 1] - pieces[:, 0]))


def grown(pieces, shift, half):
    return united([*pieces, *(pieces + shift)], half)


def phi(share):
    return 1 / share - 1


def mean_phi(pieces, length, law):
    """E[phi(v')]: v' is linear in X between the differences of ends; tanh-sinh quadrature on each piece; beyond +-L nothing grows."""
    half, f = length / 2, DENSITIES[law]
    ends = np.array([-half, half, *pieces.ravel()])
    cuts = np.unique([d for d in np.append(np.subtract.outer(ends, ends), 0.0).ravel() if abs(d) <= length])
    inside = total = 0.0
    for a, b in pairwise(cuts):
        if b - a > 1e-12:
            x = a + (b - a) * PLACES
            weights = (b - a) * WEIGHTS * f(x)
            inside += weights.sum()
            total += weights @ [phi(measure(grown(pieces, shift, half)) / length) for shift in x]
    return total + (1 - inside) * phi(measure(pieces) / length)


@pytest.mark.parametrize(
    ("law", "length"),
    [("uniform", 1.0), ("uniform", 0.5), ("product", 0.4), ("pruned-product", 0.4), ("normal", 1.0), ("laplace", 1.0), (TRIANGLE, 1.0)],
)
def test_growth(law, length):
    """Quadrature over X, the union of intervals by its ends. The short interval is the extremal case: there r is right to within 30 %."""
    rate = length * float(DENSITIES[law](np.nextafter(length, 0)))
    rng = np.random.default_rng(5)
    for _ in range(6):
        centers, sizes = rng.uniform(-length / 2, length / 2, (rng.integers(1, 4), 1)), 10.0 ** rng.uniform(-3, -0.3)
        pieces = united(centers + length * sizes * np.array([-0.5, 0.5]), length / 2)
        before = phi(measure(pieces) / length)
        assert mean_phi(pieces, length, law) <= (1 - rate / 2) * before * (1 + 1e-9)
    short = length * np.array([[-1e-3, 1e-3]]) / 2
    ratio = mean_phi(short, length, law) / phi(1e-3)
    assert ratio <= 1 - rate / 2
    if law == "uniform":  # f is constant on (-L, L)
        assert ratio > 1 - 1.01 * rate / 2
    full = united([(-length / 2, 0.3 * length)], length / 2)  # v > 1/2, where the bound is smaller yet
    assert mean_phi(full, length, law) <= (1 - rate * 0.8) * phi(0.8) * (1 + 1e-9)


def test_growth_in_simulation():
    """400 runs of the process, U[-1,1], L = 1, eps = 0.02: at each t mean phi is at most the bound, to 5.5 standard errors (1e-7)."""
    rng, eps, runs = np.random.default_rng(6), 0.02, 400
    shares = np.empty((runs, 21))
    for run in range(runs):
        pieces = np.array([[-eps / 2, eps / 2]])
        shares[run, 0] = measure(pieces)
        for t in range(1, 21):
            pieces = grown(pieces, rng.uniform(-1, 1), 0.5)
            shares[run, t] = measure(pieces)
            assert shares[run, t - 1] <= shares[run, t] <= min(2 * shares[run, t - 1], 1) + 1e-12
    values = phi(shares)
    bound = 0.75 ** np.arange(21) * phi(eps)
    error = values.std(axis=0) / math.sqrt(runs)
    assert np.all(values.mean(axis=0) <= bound + 5.5 * error)
    first = np.array([phi(measure(grown(np.array([[-eps / 2, eps / 2]]), x, 0.5))) for x in rng.uniform(-1, 1, 4000)])
    assert first.mean() - 5.5 * first.std() / math.sqrt(4000) > (1 - 1.3 * 0.25) * bound[0]  # r is not much too small
    for w in (0.05, 0.2, 0.5):  # Markov's step
        failed = np.mean(1 - shares >= w, axis=0)
        assert np.all(failed <= np.minimum(1, bound * (1 / w - 1)) + 5.5 / math.sqrt(4 * runs))


def test_cover():
    """From less than eps uncovered, each point of [-h, h] is within eps of a sum: gaps of random sums by sorting; and no less will do."""
    rng, eps, tested = np.random.default_rng(7), 0.1, 0
    h = (1 - eps) / 2
    for _ in range(2000):
        points = np.sort(rng.uniform(-0.5, 0.5, rng.integers(8, 60)))
        if 1 - measure(united([(p - eps / 2, p + eps / 2) for p in points], 0.5)) < eps:
            tested += 1
            middles = np.clip([-h, h, *(points[1:] + points[:-1]) / 2], -h, h)
            assert np.abs(middles[:, None] - points).min(axis=1).max() <= eps
    assert tested > 500
    hole = np.array([-0.45, -0.35, -0.25, -0.15, 0.151 - 0.1 + 0.001 + 0.01, 0.15, 0.25, 0.35, 0.45])  # 0.112 uncovered, in one place
    assert 1 - measure(united([(p - eps / 2, p + eps / 2) for p in hole], 0.5)) == pytest.approx(0.112, abs=1e-9)
    assert np.abs(hole + 0.044).min() > eps


def test_rates():
    """L inf f over (-L, L) in closed form: densities do not increase on (0, oo)."""
    for name, known in LAWS.items():
        for length, rate in _rates(known, 1):
            assert rate == pytest.approx(length * float(DENSITIES[name](np.nextafter(length, 0))), rel=1e-12)
    for length, rate in _rates(Uniform(), 2):
        assert rate == pytest.approx(length * float(DENSITIES[TRIANGLE](length)), rel=1e-12)
    assert _rates(Zero(), 1) == []


def test_rates_of_sums():
    """Order 2 of the pruned product: atom 1/2 times f twice, and f * f by quadrature at 20 digits."""

    def convolved(x):
        f = lambda y: -mpmath.log(abs(y)) / 2  # noqa: E731
        return mpmath.quad(lambda y: f(y) * f(x - y), [x - 1, 0, x, 1] if x < 1 else [x - 1, x / 2, 1])

    with mpmath.workdps(20):
        for length, rate in _rates(PRUNED_PRODUCT, 2):
            single = -mpmath.log(length) / 2 if length < 1 else 0
            assert rate == pytest.approx(float(length * (single / 2 + convolved(mpmath.mpf(length)) / 4)), abs=1e-14)


def missed_exactly(m, h, gap):
    """P(m U[-1,1], those in (0, 2h], add up to less than gap), in rationals: j count with chance h each, then the Irwin-Hall law."""
    h, u = Fraction(h), Fraction(gap) / (2 * Fraction(h))
    return float(sum(math.comb(m, j) * h**j * (1 - h) ** (m - j) * irwin_hall(j, u, j) for j in range(m + 1)))


@pytest.mark.parametrize("length", [1.0, 0.5])
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_missed_by_the_lattice(length, share):
    h = length * (1 - 1e-3) / 2
    gap = 2 * h * share
    for expected, (m, bound) in enumerate(islice(_missed(Uniform(), 1, h, gap, 1e-3), 37)):
        assert m == expected
        exact = missed_exactly(m, h, gap)
        assert exact <= bound * (1 + 1e-12)
        assert bound <= 1.25 * exact


@pytest.mark.parametrize("length", [1.0, 0.5])
@pytest.mark.parametrize("gap", [1.1, 3.0])
def test_missed_by_chernoff(length, gap):
    """Not below the truth in rationals, nor below Chernoff's bound without a lattice, and not far above that."""
    h = length * (1 - 1e-3) / 2

    def chernoff(m):
        exponent = lambda s: s * gap + m * math.log(1 - h - math.expm1(-2 * h * s) / (2 * s))  # noqa: E731
        return math.exp(minimize_scalar(exponent, bounds=(1e-6, 200), method="bounded", options={"xatol": 1e-10}).fun)

    found = list(islice(_missed(Uniform(), 1, h, gap, 1e-3), 30))
    start = found[0][0]
    assert [m for m, _ in found] == list(range(start, start + 30))
    assert found[0][1] <= 1e-3
    for m, bound in found[::5]:
        assert missed_exactly(m, h, gap) <= bound
        assert chernoff(m) <= bound <= 2 * chernoff(m)


@pytest.mark.parametrize("law", [Uniform(), PRUNED_PRODUCT, Normal()])
def test_missed_of_order_two_in_simulation(law):
    """40,000 trials; the count is binomial of at most the bound but for a probability of 1e-7."""
    rng, h, trials = np.random.default_rng(8), 0.35, 40_000
    for gap in (0.4, 1.5):
        for m, bound in islice(_missed(law, 2, h, gap, 0.3), 0, 30, 8):
            x = law.sample(rng, (trials, m, 2)).sum(axis=2)
            low = np.sum(np.where((x > 0) & (x <= 2 * h), x, 0).sum(axis=1) < gap)
            assert bound >= 1 or binom.sf(low - 1, trials, bound) >= 1e-7
            assert gap > 2 * h or bound <= 1.25 * (low + 5.5 * math.sqrt(low + 1)) / trials  # on the lattice close to the truth


def missed_between(law, m, h, gap, cells=4000):
    """Lower and upper value of P(m samples, those in (0, 2h], add up to less than gap): cells of samples rounded up and down."""
    edges = np.linspace(0, gap, cells + 1)
    cumulative = CUMULATIVE[law](np.minimum(edges, 2 * h))
    one = np.diff(cumulative)
    nothing = 1 - (float(CUMULATIVE[law](2 * h)) - float(cumulative[0]))
    values = []
    for down in (False, True):
        row = np.zeros(cells)
        row[0] = nothing
        row[:] += one if down else np.append(0, one[:-1])
        total = np.eye(1, cells)[0]
        for _ in range(m):
            total = np.fft.irfft(np.fft.rfft(total, 2 * cells) * np.fft.rfft(row, 2 * cells))[:cells]
        values.append(float(total.sum()))
    return values


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(("eps", "delta", "half_width"), [(0.01, 0.01, 1.0), (0.1, 1e-3, 0.55), (1e-6, 0.1, 0.3), (1e-9, 1e-4, 0.1)])
def test_failure_from_its_parts(law, eps, delta, half_width):
    """Core in high precision with r in closed form; extension on a lattice 60 times finer, rounded to either side."""
    found = covering(eps, delta, half_width, LAWS[law])
    assert found.n == found.core + found.extension
    assert found.failure <= delta
    with mpmath.workdps(40):
        length = mpmath.mpf(found.length)
        rate = length * mpmath.mpf(float(DENSITIES[law](np.nextafter(found.length, 0))))
        assert found.rate == pytest.approx(float(rate), rel=1e-12)
        core = (length / mpmath.mpf(eps) - 1) ** 2 * (1 - rate / 2) ** found.core
    h = (found.length - eps) / 2
    margin = 1 + 2e-6  # the code's own, for rounding, is 1e-6
    if half_width <= h:
        assert found.extension == 0
        assert float(core) <= found.failure <= float(core) * margin
        return
    h = (found.length - max(eps, 1e-3 * found.length)) / 2
    gap = half_width - h
    low, high = missed_between(law, found.extension, h, gap)
    assert float(core) + 2 * low <= found.failure
    if gap <= 2 * h:
        coarse = missed_between(law, found.extension, h, gap, 64)[1]
        assert float(core) + 2 * coarse <= found.failure * (1 + 1e-9)
        assert found.failure <= (float(core) + 2 * coarse) * margin
        assert law.endswith("product") or coarse <= 1.25 * high


@pytest.mark.parametrize("half_width", [0.3, 1.0, 4.0])
def test_failure_of_uniform_in_rationals(half_width):
    found = covering(0.01, 0.01, half_width)
    h = (found.length - 0.01) / 2
    core = (found.length / 0.01 - 1) ** 2 * (1 - found.rate / 2) ** found.core
    truth = core + 2 * (missed_exactly(found.extension, h, half_width - h) if half_width > h else 0)
    assert truth <= found.failure <= 0.01


def test_the_empty_sum():
    """Targets within eps of 0 need no sample, whatever the law."""
    for law in (Uniform(), PRUNED_PRODUCT):
        assert covering(0.5, 0.1, 0.49, law) == Covering(0, 0, 0, 0.0, 0.0, 0.0)
        assert success_bound(1, 0.5, 0.49, law).value == 1
        assert covering(0.5, 0.1, 0.5, law).n > 0


def test_large_errors():
    """No more samples for a greater eps."""
    widths = [covering(eps, 0.1, 1.0).n for eps in (0.05, 0.1, 0.2, 0.3, 0.45, 0.49, 0.5, 0.7, 0.99)]
    assert widths == sorted(widths, reverse=True)


def test_in_logarithms():
    for eps in (0.1, 1e-5, 1e-200):
        assert covering_in_logs(math.log(eps), 0.01, 0.8, Uniform()) == covering(eps, 0.01, 0.8)
    for log_eps in (-300.0, -2000.0, -5000.0):  # the last core sample is needed: exponents in high precision
        found = covering_in_logs(log_eps, 0.01, 0.6, Uniform())
        h = found.length * (1 - 1e-3) / 2
        with mpmath.workdps(50):
            missed = mpmath.mpf(missed_exactly(found.extension, h, 0.6 - h))

            def total(core, length=found.length, log_eps=log_eps, missed=missed):
                return (length / mpmath.exp(log_eps) - 1) ** 2 * (1 - mpmath.mpf(length) / 4) ** core + 2 * missed

            assert total(found.core) <= found.failure <= 0.01
            assert total(found.core - 2) > 0.01


def test_covered_in_simulation():
    """4000 trials of U[-1,1], 400 for n = 20, gaps by the solver: failures are binomial of at most (1/eps - 1)^2 (3/4)^n but for 1e-7."""
    rng, seen = np.random.default_rng(9), 0
    for n, errors in ((20, (0.06,)), (16, (0.1, 0.2)), (8, (0.25, 0.3)), (6, (0.3, 0.35, 0.45)), (5, (0.35, 0.4))):
        samples = rng.uniform(-1, 1, (4000 if n < 20 else 400, n))
        for eps in errors:
            h, bound = (1 - eps) / 2, (1 / eps - 1) ** 2 * 0.75**n
            assert bound < 1
            failures = int(np.sum(solvers.coverage_gap_many(samples, -h, h) > eps))
            seen += failures
            assert binom.sf(failures - 1, len(samples), bound) >= 1e-7
    assert seen > 0


@pytest.mark.parametrize(("law", "half_width"), [(Uniform(), 1.0), (Normal(), 1.5), (ProductOfUniforms(), 0.5)])
def test_proved_number_covers_in_simulation(law, half_width):
    """Already 18 of the proved samples fail less often than delta: 500 trials, but for 1e-7."""
    found = covering(0.2, 0.2, half_width, law)
    samples = law.sample(np.random.default_rng(10), (500, min(found.n, 18)))
    failures = int(np.sum(solvers.coverage_gap_many(samples, -half_width, half_width) > 0.2))
    assert binom.sf(failures - 1, 500, found.failure) >= 1e-7


@pytest.mark.parametrize("exponent", range(1, 13))
def test_constant_of_lueker(exponent):
    """At eps = delta: n <= 3 / ln(4/3) ln(1/eps), rounded up, on [-(1 - eps)/2, (1 - eps)/2], or 0.4995 where that is less."""
    eps = 10.0**-exponent
    found = covering(eps, eps, min((1 - eps) / 2, 0.4995))
    with mpmath.workdps(30):
        assert found.n <= int(mpmath.ceil(3 / mpmath.log(mpmath.mpf(4) / 3) * mpmath.log(1 / mpmath.mpf(eps))))


def test_more_is_asked_for_more_is_needed():
    base = covering(0.01, 0.01, 1.0).n
    assert covering(0.001, 0.01, 1.0).n > base < covering(0.01, 0.001, 1.0).n
    assert covering(0.01, 0.01, 2.0).n > base > covering(0.01, 0.01, 0.4).n
    assert covering(0.01, 0.01, 1.0, PRUNED_PRODUCT).n > covering(0.01, 0.01, 1.0, ProductOfUniforms()).n > base
    assert covering(0.01, 0.01, 1.0, Mixture(0.5, Normal(), Laplace())).failure <= 0.01
    assert covering(0.01, 0.01, 1.0, most=base).n == base


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: covering(0.0, 0.1, 1.0), "eps and delta in"),
        (lambda: covering(1.0, 0.1, 1.0), "eps and delta in"),
        (lambda: covering(0.1, 1.0, 1.0), "eps and delta in"),
        (lambda: covering(0.1, math.nan, 1.0), "eps and delta in"),
        (lambda: covering(0.1, 0.1, -1.0), "half_width >= 0"),
        (lambda: covering(0.1, 0.1, math.inf), "half_width >= 0"),
        (lambda: covering(0.01, 0.01, 1.0, most=63), "no 63 samples of law 'uniform'"),
        (lambda: covering(0.01, 0.01, 1.0, Zero()), "law 'zero' lies on a lattice"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@cache
def gaps_of(n, half_width):
    """In 4000 trials, 1000 for n = 20; they serve every eps."""
    return solvers.coverage_gap_many(np.random.default_rng(n).uniform(-1, 1, (4000 if n < 20 else 1000, n)), -half_width, half_width)


@pytest.mark.parametrize(("n", "eps", "half_width"), [(8, 0.2, 0.3), (16, 0.1, 0.45), (20, 0.1, 1.0), (20, 0.3, 1.0)])
def test_success_bound(n, eps, half_width):
    """Below the rate in trials (false alarms below 1e-7 each), and what `covering` asks for at its own failure probability."""
    bound, gaps = success_bound(n, eps, half_width), gaps_of(n, half_width)
    assert binom.cdf(int(np.sum(gaps < eps)), len(gaps), bound.value) >= 1e-7
    found = covering(0.01, 0.01, half_width)
    assert 1 - found.failure * (1 + 1e-9) <= success_bound(found.n, 0.01, half_width).value
    assert success_bound(found.n - 1, 0.01, half_width).value < 0.99


def test_intervals_of_which_no_sample_covers_a_part():
    """Without a warning: what rounding leaves of large exponents is no overflow."""
    assert success_bound(6, 0.1, 1e23).value == 0


def test_an_end_at_eps_is_not_hit_by_the_empty_sum():
    """As hits are strict; exp(log(0.1)) is a little above 0.1."""
    assert covering(0.1, 0.1, 0.1).n > 0
    assert covering(0.1, 0.1, 0.0999).n == 0
