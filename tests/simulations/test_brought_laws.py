"""Laws that a user brings, in experiments: drawn, kept and read back, from Python and from the command line; in workers; with ties."""

import json
import sys

import brute_force
import numpy as np
import pytest
import scipy.stats
from joblib.externals.loky import get_reusable_executor

from rss_theory.command_line.arguments import InvalidInput
from rss_theory.laws import as_law, empirical, law
from simulations import coverage, rfss, rss, solvers
from simulations.command_line.experiment import main
from simulations.coverage import Coverage
from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store
from simulations.rfss import RFSS
from simulations.rss import RSS

OWN = """
from dataclasses import dataclass
from rss_theory.laws import Law

@dataclass(frozen=True)
class Square(Law):
    power: int = 2
    low, high, variance = 0.0, 1.0, 0.2
    def sample(self, rng, size):
        return rng.random(size) ** self.power
    def density(self, x):
        raise NotImplementedError

@dataclass(frozen=True)
class Root(Law):
    low, high, variance = 0.0, 1.0, 0.5
    def sample(self, rng, size):
        return rng.random(size) ** 0.5
    def density(self, x):
        return 2.0 * x * (x > 0)

def nested():
    @dataclass(frozen=True)
    class Inner(Root):
        pass
    return Inner()
"""
EIGHT = [
    "scipy.stats.uniform(loc=0.0,scale=1.0)",
    "scipy.stats.truncnorm(-2.0,2.0,loc=0.0,scale=0.5)",
    "scipy.stats.beta(2.0,2.0,loc=-1.0,scale=2.0)",
    "0.5*scipy.stats.norm(loc=-1.0,scale=0.3)+scipy.stats.norm(loc=1.0,scale=0.3)",
    "scipy.stats.expon(loc=0.0,scale=1.0)",
    "lattice:-1.0,1.0,16",
    "file:weights.txt",
    "simulated_laws:Root()",
]
EXPERIMENTS = {
    "rfss": (rfss, RFSS, {"k": 2, "n": 5, "eps": (0.1,)}),
    "rss": (rss, RSS, {"n": 5, "eps": (0.1,)}),
    "coverage": (coverage, Coverage, {"n": 5, "eps": (0.1,)}),
}


@pytest.fixture(autouse=True)
def own_laws(tmp_path, monkeypatch):
    """A module of laws and a file of numbers in the current folder, and a data folder of its own."""
    (tmp_path / "simulated_laws.py").write_text(OWN)
    (tmp_path / "weights.txt").write_text(" ".join(map(str, np.linspace(-1, 1, 41) ** 3)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delitem(sys.modules, "simulated_laws", raising=False)


@pytest.fixture
def run(monkeypatch, capsys):
    """The command of an experiment in this process: exit status, standard output, standard error."""

    def command(name, *arguments):
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments), "--jobs", "1"])
        status = 0
        try:
            main(EXPERIMENTS[name][1])
        except SystemExit as stop:
            status = stop.code
        return (status, *capsys.readouterr())

    return command


@pytest.mark.parametrize("text", EIGHT)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_drawn_kept_and_read_back(name, text, run, tmp_path):
    """The command, then the object from Python through the same store: it draws nothing, and has the same rows under the same name."""
    _, experiment_type, fields = EXPERIMENTS[name]
    words = [word for key, value in fields.items() for word in (f"--{key}", value[0] if isinstance(value, tuple) else value)]
    status, out, err = run(name, *words, "--law", text, "--trials", 50, "--store", "s.sqlite", "--json", "-")
    assert (status, err) == (0, "")
    found = json.loads(out)
    known = law(text)
    experiment = experiment_type(**fields, law=known)
    assert found["parameters"]["law"] == known.name == experiment.parameters()["law"]
    drawn = []
    with Store(tmp_path / "s.sqlite") as store:
        assert json.loads(next(store.held())[0])["law"] == known.name
        observed = collect(experiment.observables(), 50, 0, store, progress=lambda *done: drawn.append(done))
    assert not drawn
    assert json.loads(json.dumps(experiment.rows(observed, 0.99))) == found["rows"]


def test_objects_of_every_kind_are_taken():
    """One draw of each is what its law draws."""
    brought = [scipy.stats.expon(), scipy.stats.norm, "normal", law("atoms:-1,1"), empirical([1, 2]), law("simulated_laws:Root")]
    for thing in brought:
        for _, experiment_type, fields in EXPERIMENTS.values():
            assert experiment_type(**fields, law=thing).law == as_law(thing)
        observable = RSS(n=5, law=thing).observables()[0]
        expected = as_law(thing).sample(np.random.default_rng(3), (observable.chunk_size, 5))
        np.testing.assert_array_equal(observable.samples(np.random.default_rng(3)), expected)
    with pytest.raises(InvalidInput, match="law: int is no law"):
        RSS(law=3)
    with pytest.raises(InvalidInput, match="law: the law Square is not usable: NotImplementedError"):
        RSS(law="simulated_laws:Square")


def test_what_no_name_says_is_not_kept(run, tmp_path):
    """In memory by default, which is said in one line; refused where a file is asked for; two such laws are not taken for one."""
    words = ("--n", 5, "--law", "simulated_laws:nested", "--trials", 20)
    status, _, err = run("rss", *words)
    assert status == 0
    assert err.startswith("nothing is kept: no name says all of law 'simulated_laws:nested.<locals>.Inner()'")
    assert err.count("\n") == 1
    assert not (tmp_path / "data" / "rss-toolkit" / "store.sqlite").exists()
    status, _, err = run("rss", *words, "--store", "s.sqlite")
    assert status == 2
    assert err.startswith("python -m simulations.rss: error: argument --store: no name says all of law")
    assert err.count("\n") == 1
    assert run("rss", *words, "--store", "none")[0::2] == (0, "")
    one, other = law("simulated_laws:nested"), as_law(scipy.stats.rv_histogram(np.histogram([5.0])))
    with Store(None) as store:
        for known in (one, other, one):
            [errors] = collect(RSS(n=3, law=known, target=100.0).observables(), 10, 0, store)
            samples = known.sample(np.random.default_rng(np.random.SeedSequence(0, spawn_key=(0,))), (2000, 3))
            np.testing.assert_allclose(errors[:, 0], 100 - samples[:10].sum(axis=1), rtol=1e-12)


def test_workers_know_laws_of_modules_and_files(tmp_path):
    """As many as two processes, and as one thread."""
    get_reusable_executor().shutdown()  # of earlier tests: its processes know nothing of this test's folder
    experiments = [RSS(n=21, law=thing) for thing in ("simulated_laws:Root", "simulated_laws:nested", "file:weights.txt")]
    observables = [observable for e in experiments for observable in e.observables()]
    threads, processes = (collect(observables, 3000, 0, Store(None), jobs=jobs, backend=b) for jobs, b in ((1, "threading"), (2, "loky")))
    for one, other in zip(threads, processes, strict=True):
        np.testing.assert_array_equal(one, other)


def test_samples_that_are_too_large_are_refused(run):
    status, _, err = run("rss", "--n", 5, "--law", "scipy.stats.pareto(0.0001)", "--trials", 20, "--store", "none")
    assert status == 2
    assert "argument --law: 'scipy.stats.pareto(0.0001,loc=0.0,scale=1.0)' gave a sample that is not a number up to 1e+150" in err


@pytest.mark.parametrize("text", ["atoms:-1,1", "lattice:-1,1,5", "atoms:-1@0.25,0@0.5,1@0.25", "lattice:0,3,4"])
@pytest.mark.parametrize("size", [None, 3])
def test_ties_in_all_solvers(text, size):
    """Samples of few atoms, of which most subsets tie, against all subsets; targets on and between the sums."""
    samples = law(text).sample(np.random.default_rng(4), (20, 7))
    for row, target in zip(samples, np.tile([0.0, 0.5, 0.25, 2.0, -1.0], 4), strict=True):
        sums = brute_force.all_sums(row, size).astype(float)
        least = np.abs(sums - target).min()
        assert solvers.closest(row, target, size=size).error == least
        for eps in (0.25, 0.5, 1.0):  # ends of the window on sums
            assert solvers.count(row, target, eps, size=size) == np.sum(np.abs(sums - target) < eps)
        points = np.unique(np.clip([-1.0, 1.0, *sums, *((np.unique(sums)[1:] + np.unique(sums)[:-1]) / 2)], -1, 1))
        gap = max(np.abs(sums - z).min() for z in points)
        assert solvers.coverage_gap(row, -1.0, 1.0, size=size) == gap
        if size is None:
            found = solvers.smallest(row, target, 0.25)
            sizes = brute_force.all_subsets(7).sum(axis=1)[np.abs(sums - target) <= 0.25]
            assert (found.mask.sum() if not np.isnan(found.error) else None) == min(sizes, default=None)
