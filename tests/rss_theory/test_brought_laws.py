"""Laws that a user brings, none of which is listed by name: what they say of themselves against scipy, their names, and what is refused."""

import math
import pickle
import sys
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
import scipy.stats
from scipy.integrate import quad

from rss_theory import sums
from rss_theory.command_line.arguments import InvalidInput, checked_law
from rss_theory.laws import (
    LAWS,
    Atoms,
    Empirical,
    Lattice,
    Law,
    Mixture,
    NotStored,
    Uniform,
    Zero,
    as_law,
    empirical,
    law,
    name_of,
    stored_name,
)
from rss_theory.laws.atoms import common_lattice
from rss_theory.laws.calls import read_call, split_sum, write_call
from rss_theory.numeric.not_said import NotSaid
from rss_theory.rfss import success_bounds

OWN = """
from dataclasses import dataclass
import numpy as np
import scipy.stats
from rss_theory.laws import Law, Uniform

@dataclass(frozen=True)
class Parabola(Law):
    c: float = 1.0
    low = property(lambda law: -law.c)
    high = property(lambda law: law.c)
    variance = property(lambda law: law.c**2 / 5)
    symmetric = unimodal = True
    def sample(self, rng, size):
        return self.c * (2 * rng.beta(2, 2, size) - 1)
    def density(self, x):
        return 0.75 * np.maximum(1 - np.square(np.asarray(x) / self.c), 0) / self.c

@dataclass(frozen=True)
class Named(Parabola):
    name = "mine"

@dataclass(frozen=True)
class Liar(Parabola):
    name = "uniform"

class Plain(Law):  # no dataclass
    low, high, variance = -1.0, 1.0, 0.2
    sample, density = Parabola(1.0).sample, Parabola(1.0).density

def nested():
    @dataclass(frozen=True)
    class Inner(Parabola):
        pass
    return Inner()

def fails():
    raise KeyError("no\\nlaw")

frozen = scipy.stats.gamma(2.0)
histogram = scipy.stats.rv_histogram(np.histogram([0.0, 1.0, 1.0, 3.0], bins=3))
number = 3
"""
EIGHT = {
    "uniform on [0, 1]": "scipy.stats.uniform(loc=0.0,scale=1.0)",
    "truncated normal": "scipy.stats.truncnorm(-2.0,2.0,loc=0.0,scale=0.5)",
    "beta": "scipy.stats.beta(2.0,2.0,loc=-1.0,scale=2.0)",
    "bimodal": "0.5*scipy.stats.norm(loc=-1.0,scale=0.3)+scipy.stats.norm(loc=1.0,scale=0.3)",
    "exponential": "scipy.stats.expon(loc=0.0,scale=1.0)",
    "weights of 4 bits": "lattice:-1.0,1.0,16",
    "file": "file:sha256-",
    "own": "own_laws:Parabola(c=1.0)",
}
BAND = math.sqrt(math.log(2 / 1e-7) / (2 * 4000))  # Dvoretzky-Kiefer-Wolfowitz for 4000 samples; false alarm probability 1e-7


@pytest.fixture(autouse=True)
def own_laws(tmp_path, monkeypatch):
    """A module of laws, one that raises, and a file of numbers, in the current folder."""
    (tmp_path / "own_laws.py").write_text(OWN)
    (tmp_path / "raising_laws.py").write_text("raise RuntimeError('first\\nsecond')")
    (tmp_path / "weights.txt").write_text("0.5, -0.25\n0.5 1 -1 0.125")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "own_laws", raising=False)
    return tmp_path


def brought(name):
    return law("file:weights.txt") if name == EIGHT["file"] else law(name)


@pytest.mark.parametrize("name", EIGHT.values(), ids=EIGHT)
def test_names_are_read_back_and_laws_reach_other_processes(name):
    known = as_law(brought(name))
    assert stored_name(known).startswith(name)
    assert law(stored_name(known)) == known
    assert hash(law(stored_name(known))) == hash(known)
    sent = pickle.loads(pickle.dumps(known))
    assert sent == known
    first, again = (x.sample(np.random.default_rng(0), (20, 3)) for x in (known, sent))
    assert (first.dtype, first.shape) == (np.float64, (20, 3))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize(
    "name",
    [*EIGHT.values(), *LAWS, "zero", "atoms:-1@0.125,0@0.625,2@0.25", "0.2*atoms:-1,0.5+0.3*zero+laplace", "scipy.stats.poisson(2,loc=-1)"],
)
def test_what_laws_say_fits_their_samples_and_each_other(name):
    """The distribution function against samples; against atoms and the integrated density; mean and E[X^2] against both."""
    known = brought(name)
    positions, masses = known.atoms
    samples = np.sort(known.sample(np.random.default_rng(1), 4000))
    assert known.low <= samples[0] <= samples[-1] <= known.high
    end = [max(known.low, -40.0), min(known.high, 40.0)]
    grid = np.unique([*end, *np.quantile(samples, np.linspace(0, 1, 12)), *(positions if len(positions) < 50 else [])])
    if not name.startswith("own"):
        expected = known.distribution(grid)
        assert np.all(np.diff(expected) >= 0)
        for side in ("left", "right"):
            empirically = np.searchsorted(samples, grid, side=side) / len(samples)
            exact = expected if side == "right" else expected - np.array([masses[positions == x].sum() for x in grid])
            assert np.abs(empirically - exact).max() < BAND
    corners = sorted({0.0, *end, *(x for x in (-1, -0.5, 0.5, 1) if end[0] < x < end[1])})

    def integral(function):
        pieces = pairwise(x for x in corners if end[0] <= x <= end[1])
        return sum(quad(function, a, b, limit=200)[0] for a, b in pieces) if end[0] < end[1] else 0.0

    density = lambda x: float(known.density(x if x else 1e-300))  # noqa: E731
    assert integral(density) + masses.sum() == pytest.approx(1, abs=1e-8)
    assert integral(lambda x: x * density(x)) + positions @ masses == pytest.approx(known.mean, abs=1e-8)
    assert integral(lambda x: x * x * density(x)) + positions**2 @ masses == pytest.approx(known.variance, rel=1e-7)
    if known.lattice:
        steps = (positions - known.lattice[0]) / known.lattice[1]
        np.testing.assert_allclose(steps, np.rint(steps), atol=1e-9)


def test_what_is_known_of_families():
    said = {
        "uniform(-1,2)": (True, True), "uniform(0,1)": (False, True), "uniform(1,1)": (False, False), "norm(0,2)": (True, True),
        "norm(1e-9)": (False, False), "beta(2,2,-1,2)": (True, True), "beta(0.5,0.5,-1,2)": (True, False), "beta(2,3,-1,2)": (False, False),
        "truncnorm(-2,2)": (True, True), "truncnorm(-2,1)": (False, False), "expon()": (False, True), "expon(1)": (False, False),
        "dgamma(2)": (True, False), "arcsine(-1,2)": (True, False), "gamma(1)": (False, False), "binom(2,0.5,-1)": (False, False),
    }  # fmt: skip
    assert {name: ((x := law(f"scipy.stats.{name}")).symmetric, x.unimodal) for name in said} == said
    assert law("scipy.stats.laplace(0,3)").bernstein == 3
    assert law("scipy.stats.triang(0.25,-1,2)").singular_points.tolist() == [-1, -0.5, 1]
    assert law("scipy.stats.beta(2,2,-1,2)").bernstein == 1 / 3
    for heavy in ("cauchy()", "t(2)", "levy()"):
        with pytest.raises(NotSaid, match="a finite second moment"):
            _ = law(f"scipy.stats.{heavy}").variance
    with pytest.raises(NotSaid, match="atoms, which are not listed"):
        _ = law("scipy.stats.zipf(2.5)").atoms


def test_scipy_from_python():
    """Positional and named parameters are one law; a frozen object, an unfrozen family, and one of one's own."""
    assert as_law(scipy.stats.beta(2, b=2, loc=-1, scale=2)) == law(EIGHT["beta"]) == as_law(scipy.stats.beta(2, 2, -1, 2))
    assert as_law(scipy.stats.norm) == law("scipy.stats.norm()")
    assert law("scipy.stats.truncnorm(-1e999,1)").name == "scipy.stats.truncnorm(-1e999,1.0,loc=0.0,scale=1.0)"
    assert as_law(scipy.stats.poisson(2)).lattice == (0, 1)

    class Half(scipy.stats.rv_continuous):
        def _pdf(self, x):
            return 2 * x

    own = as_law(Half(a=0.0, b=1.0, name="norm")())  # it says a name of scipy's, and is not that
    assert own.high == 1
    elsewhere = as_law(type(scipy.stats.norm)(a=-100.0, name="norm")())  # of scipy's class, with another support
    for nameless in (own, elsewhere):
        with pytest.raises(NotStored, match="no name says all of law 'norm at 0x"):
            stored_name(nameless)
    assert success_bounds(5, 2, 0.1, 0.5, scipy.stats.uniform(-1, 2))[0].value == pytest.approx(
        success_bounds(5, 2, 0.1, 0.5)[0].value, rel=1e-4
    )
    assert sums.density(scipy.stats.uniform(-1, 2), 1, 0.0) == pytest.approx(0.5)


def test_laws_of_modules():
    own = law("own_laws:Parabola(c=2.5)")
    assert (own.name, own.notation, own.high) == ("own_laws:Parabola(c=2.5)", "own_laws:Parabola(c=2.5)", 2.5)
    assert law("own_laws:frozen").name == "scipy.stats.gamma(2.0,loc=0.0,scale=1.0)"
    assert stored_name(law("own_laws:histogram")) == "own_laws:histogram"
    assert (name_of(law("own_laws:Named")), law("own_laws:Named").name) == ("own_laws:Named(c=1.0)", "mine")
    assert law("0.5*own_laws:Parabola(c=2.0)+own_laws:Parabola").name == "0.5*own_laws:Parabola(c=2.0)+own_laws:Parabola(c=1.0)"
    for text in ("own_laws:nested", "own_laws:Plain"):  # of no module, and not equal to itself when it is made again
        with pytest.raises(NotStored, match="no name says all of law"):
            stored_name(law(text))
        assert name_of(law(text)) == law(text).name


def test_files(tmp_path):
    numbers = np.array([0.5, -0.25, 0.5, 1, -1, 0.125])
    np.save(tmp_path / "weights.npy", numbers[::-1].reshape(2, 3))
    np.savez(tmp_path / "weights.npz", first=numbers[:2], second=numbers[2:].astype(np.float32))
    known = empirical(numbers)
    assert known == law("file:weights.txt") == law("file:weights.npy") == law("file:weights.npz") == law(known.name)
    assert known != empirical(numbers[1:])
    assert [x.tolist() for x in known.atoms] == [[-1, -0.25, 0.125, 0.5, 1], [1 / 6, 1 / 6, 1 / 6, 1 / 3, 1 / 6]]
    assert law("0.5*file:weights.npy+normal").law == known == law("0.5*normal+file:weights.txt").other
    (tmp_path / "a+b.txt").write_text("-0.0 0")
    assert law("0.5*normal+file:a+b.txt").other.mass_at_zero == 1
    assert isinstance(known, Empirical)


def test_atoms_and_lattices():
    assert law("atoms:1,-1") == law("atoms:-1@0.5,1@0.5") == Atoms((-1.0, 1.0), (0.5, 0.5))
    assert law("atoms:1,-1").symmetric
    assert not law("atoms:-1@0.25,1@0.75").symmetric
    assert law("atoms:1e+20,-1").name == "atoms:-1.0,1e+20"
    assert law("0.5*atoms:-1e+20,1+zero").law.low == -1e20
    assert Lattice(-0.1, 0.1, 255).symmetric
    assert Lattice(-1, 1, 3).atoms[0].tolist() == [-1, 0, 1]
    assert Mixture(0.5, Atoms((-1.0, 2.0), (0.5, 0.5)), Zero()).lattice == (-1, 1)
    assert Mixture(0.5, Zero(), Uniform()).lattice is None
    steps, rng = 7.3 / 1000, np.random.default_rng(2)
    for _ in range(100):  # against the greatest common divisor of whole numbers
        places = np.unique(rng.integers(-1000, 1000, 5))
        offset, step = common_lattice(0.1 + steps * places)
        assert step == pytest.approx(steps * np.gcd.reduce(np.diff(places)), rel=1e-9)
        assert offset == 0.1 + steps * places[0]
    assert common_lattice(np.array([0.0, 1.0, math.pi])) is None


def test_calls():
    assert read_call(write_call("f", (1.0, -math.inf, "a)b"), {"c": (1, None)})) == ("f", [1.0, -math.inf, "a)b"], {"c": (1, None)})
    assert split_sum("a(b+c)+1e+5*d+e") == ["a(b+c)", "1e+5*d", "e"]


@dataclass(frozen=True)
class Wrong(Law):
    """What it is to say wrongly is its parameter."""

    what: str
    low, high, variance = -1.0, 1.0, 1 / 3
    symmetric = unimodal = True

    def sample(self, rng, size):
        samples = rng.uniform(-1, 1, size)
        told = {"float32": samples.astype(np.float32), "shape": samples.ravel(), "list": samples.tolist(), "ends": samples * 3}
        told |= {"nan": samples * np.nan, "seed": np.random.default_rng().random(size), "raises": None}
        if self.what == "raises":
            raise ArithmeticError("no\nway")
        return told.get(self.what, samples)

    def density(self, x):
        x = np.asarray(x)
        told = {"skew": np.where(x > 0, 0.9, 0.1), "rising": np.abs(x), "negative": -0.5 + 0 * x, "scalar": 0.5}
        return told.get(self.what, 0.5 + 0 * x)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("float32", r"are float32 of shape \(50, 4\); they have to be a float64 array"),
        ("shape", r"are float64 of shape \(200,\)"),
        ("list", "are list"),
        ("ends", "outside of its ends -1 and 1"),
        ("nan", "outside of its ends -1 and 1"),
        ("seed", "equal generators give different samples"),
        ("raises", "ArithmeticError: no way"),
        ("skew", "says that it is symmetric"),
        ("rising", "says that it is unimodal"),
        ("negative", "density is not one number of at least 0"),
        ("scalar", "density is not one number of at least 0"),
    ],
)
def test_what_a_law_says_is_checked(what, says):
    assert as_law(Wrong("nothing")) == Wrong("nothing")
    with pytest.raises(ValueError, match=f"the law Wrong is not usable: .*{says}"):
        as_law(Mixture(0.5, Uniform(), Wrong(what)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("__import__('os').mkdir('gone')", "is not known"),
        ("scipy.stats.norm(__import__('os').mkdir('gone'))", "numbers in parentheses are read"),
        ("scipy.stats.norm(1)(2)", "numbers in parentheses are read"),
        ("scipy.stats.norm(*[1])", "numbers in parentheses are read"),
        ("scipy.stats.norm(" + "(" * 5000, "numbers in parentheses are read"),
        ("scipy.stats.norm(" + "9" * 5000 + ")", "numbers in parentheses are read"),
        ("scipy.stats.norm(" + "9" * 400 + ")", "is no law of one number"),
        ("scipy.stats.norm(1e999)", "scipy.stats has no norm of loc=inf, scale=1.0"),
        ("scipy.stats.norm(scale=0)", "scipy.stats has no norm of loc=0.0, scale=0.0"),
        ("scipy.stats.norm(nan)", "numbers in parentheses are read"),
        ("scipy.stats.norm('a')", "are numbers, like 2"),
        ("scipy.stats.beta(2)", "takes a, b, loc, scale"),
        ("scipy.stats.betta(2,2)", "has no distribution 'betta'; did you mean beta"),
        ("scipy.stats.vonmises(1)", "did you mean vonmises_line"),
        ("scipy.stats.rv_histogram()", "has no distribution"),
        ("unifrom", "'unifrom' is not known; did you mean uniform"),
        ("x" * 10**5, r"xxx'\.\.\. is not known"),
        ("a\nb", r"'a\\nb' is not known"),
        ("0.5*zero+" * 5000 + "normal", "a mixture of 5,001 parts is not read; give at most 50"),
        ("atoms:1,1", "different positions"),
        ("atoms:-1@0.5,1@0.6", "sum to 1, these to 1.1"),
        ("atoms:-1@0.5,1", "either all atoms have a mass"),
        ("atoms:nan", "give finite positions"),
        ("lattice:-1,1", "lattice:FIRST,LAST,COUNT"),
        ("lattice:-1,1,1", "2 to 65,536 points"),
        ("lattice:-inf,1,4", "2 to 65,536 points"),
        ("file:nowhere.npy", r"nowhere.npy cannot be read \(No such file or directory\)"),
        ("file:own_laws.py", "own_laws.py cannot be read"),
        ("file:/dev/zero", "it is no file"),
        ("file:sha256-12", "are not at hand; give file:PATH"),
        ("no_module:law", "module 'no_module' cannot be imported"),
        ("raising_laws:law", r"module 'raising_laws' cannot be imported \(RuntimeError: first second\)"),
        ("own_laws:nothing", "module 'own_laws' has no 'nothing'"),
        ("own_laws:number", "int is no law"),
        ("own_laws:fails", "gives no law"),
        ("own_laws:Parabola(d=1)", "gives no law"),
        ("own_laws:Parabola(c=__import__('os'))", "numbers in parentheses are read"),
        ("own_laws:Law", "gives no law"),
        ("own_laws:Liar", "the law Liar says the name 'uniform', which is that of another law"),
        ("builtins:exit", r"gives no law \(SystemExit"),
        ("__main__:law", "is known to this run alone"),
        ("rss_theory.laws.nsn:NSN(d=2)", "NSN vectors are no numbers"),
    ],
)
def test_refused_in_one_line(text, says, tmp_path):
    with pytest.raises(InvalidInput, match=f"law: .*{says}") as error:
        checked_law(text)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 700
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("thing", [3, None, [0.5], np.zeros(3), scipy.stats.beta, Uniform, scipy.stats.multivariate_normal([0, 0])])
def test_what_is_no_law(thing):
    with pytest.raises(ValueError, match="is no law; give a name, a Law, or a frozen distribution"):
        as_law(thing)
