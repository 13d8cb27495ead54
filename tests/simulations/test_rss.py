"""Any-size subset sums against the published sample of 100,000 problems a law (n = 15, eps = 0.01)."""

import json

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from simulations.montecarlo.engine import collect
from simulations.montecarlo.store import Store
from simulations.rss import RSS

TRIALS = 100_000
ALARM = 1e-7


def observe(experiment):
    with Store(None) as store:
        return collect(experiment.observables(), TRIALS, 0, store, jobs=2)[0].T


def same_distribution(first, second):
    """Chi-square p-value of two samples of counts, cells below 10 pooled with the last."""
    table = np.array([np.bincount(s.astype(int), minlength=20) for s in (first, second)])
    kept = table.sum(axis=0) >= 20
    table = np.column_stack([table[:, kept], table[:, ~kept].sum(axis=1)])
    return chi2_contingency(table[:, table.sum(axis=0) > 0]).pvalue


@pytest.mark.parametrize("law", ["uniform", "product"])
def test_smallest_subsets_agree_with_the_published_sample(law, published):
    data = np.load(published("burkholz2022_subset_sums.npz"))
    error, size = data[f"{law}_error"], data[f"{law}_size"]
    errors, sizes = observe(RSS(law=law, policy="smallest"))
    solved = ~np.isnan(errors)
    assert np.array_equal(solved, errors <= 0.01)
    assert same_distribution(sizes[solved], size[error <= 0.01]) > ALARM
    assert same_distribution(solved, error <= 0.01) > ALARM
    # the test can fail: sizes drawn for the other law differ
    other = observe(RSS(law="product" if law == "uniform" else "uniform", policy="smallest"))
    assert same_distribution(other[1][~np.isnan(other[0])], size[error <= 0.01]) < ALARM


@pytest.mark.parametrize(("law", "mean", "above"), [("uniform", 5.9e-4, 0.0040), ("product", 7.4e-3, 0.034)])
def test_closest_subsets(law, mean, above):
    """Known to two digits; five standard errors, of both samples, on each side."""
    errors, _ = observe(RSS(law=law))
    assert abs(errors.mean() - mean) < 5.5 * np.sqrt(2) * errors.std() / np.sqrt(TRIALS)
    assert abs((errors > 0.01).mean() - above) < 5.5 * np.sqrt(2 * above / TRIALS)


def test_policies_solve_the_same_problems():
    closest, _ = observe(RSS(law="product"))
    smallest, sizes = observe(RSS(law="product", policy="smallest"))
    assert np.array_equal(closest <= 0.01, ~np.isnan(smallest))
    assert np.all(sizes[np.isnan(smallest)] == 0)
    assert np.all(closest[closest <= 0.01] <= smallest[closest <= 0.01] + 1e-14)


def test_command_line(command):
    options = ["--n", 10, "--trials", 2000, "--target", 0.5, "--eps", 0.1, "--eps", 0.1, 1e-6]
    done = command("simulations.rss", *options, "--policy", "smallest", "--figure", "a.pdf")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    result = json.loads(command("simulations.rss", *options, "--policy", "smallest", "--json", "-").stdout)
    solved, hopeless = result["rows"]
    assert sum(solved["sizes"]) == solved["successes"]
    assert solved["failure_rate"] == pytest.approx(1 - solved["rate"])
    assert hopeless["successes"] < solved["successes"]


def test_nothing_found_is_shown_as_nothing(command):
    done = command("simulations.rss", "--n", 1, "--trials", 10, "--target", 50, "--policy", "smallest", "--figure", "a.png")
    assert done.returncode == 0, done.stderr
    row = json.loads(command("simulations.rss", "--n", 1, "--trials", 10, "--target", 50, "--policy", "smallest", "--json", "-").stdout)[
        "rows"
    ][0]
    assert (row["successes"], row["mean_error"], row["sizes"]) == (0, None, [0, 0])


@pytest.mark.parametrize("target", [1e17, 1e149])
def test_errors_that_rounding_makes_equal_are_drawn(target):
    experiment = RSS(n=6, target=target)
    errors = np.full(50, target)
    errors[::2] = np.nextafter(target, 0)
    experiment.draw([np.column_stack([errors, np.full(50, 6)])], 0.99)
