"""Weights of a network as subset sums."""

import json

import numpy as np
import pytest

from rss_theory.laws import law
from simulations import solvers
from simulations.weights import approximate


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("eps", [None, 0.02])
def test_each_weight_is_the_subset_sum_of_its_own_samples(shared, eps):
    weights = np.random.default_rng(1).uniform(-0.5, 0.5, (6, 9))
    found = approximate(weights, 8, np.random.default_rng(5), interval=(-0.6, 0.7), shared=shared, eps=eps, jobs=2)
    samples = np.random.default_rng(5).uniform(-0.6, 0.7, (6, 1 if shared else 9, 8))
    for (row, column), weight in np.ndenumerate(weights):
        own = samples[row, 0 if shared else column]
        expected = solvers.closest(own, weight)
        if eps is not None and expected.error <= eps:
            expected = solvers.smallest(own, weight, eps)
        assert (found.values[row, column], found.sizes[row, column]) == (expected.value, expected.mask.sum())


@pytest.fixture
def network(command):
    rng = np.random.default_rng(0)
    np.savez(command.folder / "net.npz", first=rng.uniform(-1, 1, (5, 4)), second=rng.uniform(-1, 1, (3, 5)))
    images = rng.uniform(0, 1, (50, 2, 2))
    np.savez(command.folder / "images.npz", images=images, labels=rng.integers(0, 3, 50))
    return ["simulations.weights", "--network", "net.npz"]


def test_command_line(command, network):
    plain = command(*network, "--n", 18, "--images", "images.npz", "--jobs", 1, "--json", "a.json", "--figure", "a.png")
    assert (command.folder / "a.png").read_bytes().startswith(b"\x89PNG")
    assert plain.returncode == 0, plain.stderr
    assert max(map(len, plain.stdout.splitlines())) <= 80
    result = json.loads((command.folder / "a.json").read_text())
    again = json.loads(command(*network, "--n", 18, "--images", "images.npz", "--jobs", 2, "--json", "-").stdout)
    assert {**result, "seconds": 0} == {**again, "seconds": 0}
    assert [row["layer"] for row in result["rows"]] == ["first", "second", "all"]
    assert result["rows"][-1]["weights"] == 35
    assert result["accuracy_before"] == result["accuracy_after"]  # errors far below the gaps between outputs


def test_samples_of_any_law():
    """Each weight's closest subset sum of that law's samples, in order; of the uniform law the same as on its interval."""
    weights = np.array([[0.3, -0.6], [0.1, 0.9]])
    known = law("lattice:-1,1,4")
    samples = known.sample(np.random.default_rng(6), (2, 2, 5)).reshape(4, 5)
    found = approximate(weights, 5, np.random.default_rng(6), interval=known)
    np.testing.assert_array_equal(found.values.ravel(), solvers.closest_many(samples, weights.ravel()).values)
    uniform, interval = (approximate(weights, 5, np.random.default_rng(7), interval=x).values for x in (law("uniform:0.5"), (-0.5, 0.5)))
    np.testing.assert_array_equal(uniform, interval)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--n", "70"], ["--n", "hours"]),
        (["--n", "0"], ["--n", "at least 1"]),
        (["--law", "gauss"], ["--law", "'gauss' is not known"]),
        (["--policy", "best"], ["--policy", "closest, smallest"]),
        (["--eps", "-1"], ["--eps", "above 0"]),
        (["--layers", "third"], ["--layers", "'third'", "first, second"]),
        (["--images", "net.npz"], ["--images", "labels"]),
        (["--network", "missing.npz"], ["--network", "missing.npz"]),
        (["--layers", "second", "--images", "images.npz"], ["--images", "second", "4 inputs"]),
        (["--figure", "a.gif"], ["--figure", ".png, .pdf, .svg"]),
        (["--jobs", "0"], ["--jobs", "at least 1"]),
        (["--seed", "-1"], ["--seed", "at least 0"]),
    ],
)
def test_bad_input_is_one_line(command, network, options, says):
    done = command(*network, *options)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)


def test_published_network(command, published):
    """397,000 weights, 21 samples each: the accuracy that its authors report, before and after."""
    network, images = published("pensia2020_fc2.npz"), published("mnist_t10k.npz")
    done = command("simulations.weights", "--network", network, "--images", images, "--json", "-")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["accuracy_before"] == pytest.approx(0.9719, abs=1e-12)
    assert abs(result["accuracy_after"] - result["accuracy_before"]) <= 0.0005
    assert result["rows"][-1]["weights"] == 397_000
    assert result["rows"][-1]["within_eps"] >= 396_980  # about one in 400,000 fails
