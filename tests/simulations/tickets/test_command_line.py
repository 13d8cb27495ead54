"""The command prunes, saves, checks, and says what is wrong in one line."""

import json

import numpy as np
import pytest


@pytest.fixture
def files(command):
    rng = np.random.default_rng(0)
    layers = {f"{place}.weight": rng.uniform(-0.3, 0.3, shape) for place, shape in enumerate([(4, 3), (2, 4)])}
    np.savez(command.folder / "target.npz", **layers)
    np.savez(command.folder / "plain.npz", b=layers["0.weight"], a=layers["1.weight"])
    np.savez(command.folder / "biased.npz", **layers, **{"0.bias": np.zeros(4)})
    np.savez(command.folder / "kernel.npz", **{"0.weight": np.zeros((2, 1, 3, 3))})
    np.savez(command.folder / "shapes.npz", **{"0.weight": np.ones((2, 3)), "1.weight": np.ones((2, 3))})
    np.savez(command.folder / "gap.npz", **{"1.weight": np.ones((2, 3))})
    np.savez(command.folder / "big.npz", **{"0.weight": 3 * np.eye(2)})
    np.savez(command.folder / "images.npz", images=rng.uniform(size=(20, 3)), labels=rng.integers(0, 2, 20))
    return command


def test_prune_save_and_verify(files):
    done = files("simulations.tickets", "--target", "target.npz", "--n", 12, "--save", "t.npz", "--json", "t.json", "--figure", "t.png")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    result = json.loads((files.folder / "t.json").read_text())
    assert (files.folder / "t.png").read_bytes().startswith(b"\x89PNG")
    assert result["parameters"]["n"] == 12
    assert [row["shape"] for row in result["rows"]] == [[4, 3], [2, 4]]
    checked = json.loads(files("simulations.tickets", "--verify", "t.npz", "--json", "-").stdout)
    assert all(checked[key] == result[key] for key in ("rows", "output_error", "density", "weight_error", "construction"))
    again = json.loads(files("simulations.tickets", "--target", "plain.npz", "--n", 12, "--jobs", 1, "--json", "-").stdout)
    assert again["rows"] == result["rows"]  # of the same seed, for any number of threads


def test_sparse_and_images(files):
    run = ["simulations.tickets", "--target", "target.npz", "--construction", "sparse-dense", "--n", 20, "--share", 0.25, "--json", "-"]
    result = json.loads(files(*run, "--images", "images.npz").stdout)
    assert result["construction"] == "sparse-dense"
    assert 0 <= result["accuracy"]["ticket"] <= 1


def test_convolution(files):
    rng = np.random.default_rng(1)
    np.savez(files.folder / "k.npz", rng.uniform(-0.05, 0.05, (2, 1, 3, 3)), rng.uniform(-0.1, 0.1, (1, 2, 1, 1)))
    run = ["--target", "k.npz", "--construction", "convolution", "--n", 14]
    done = files("simulations.tickets", *run, "--save", "t.npz", "--json", "t.json", "--figure", "t.png")
    assert done.returncode == 0, done.stderr
    result = json.loads((files.folder / "t.json").read_text())
    assert result["output_error"]["at_least"] <= result["output_error"]["at_most"]
    checked = json.loads(files("simulations.tickets", "--verify", "t.npz", "--json", "-").stdout)
    assert checked["rows"] == result["rows"]
    success = json.loads(files("simulations.tickets.success", *run, "--trials", 20, "--eps", 0.1, "--json", "-").stdout)
    assert success["rows"][0]["trials"] == 20
    assert success["rows"][0]["bounds"][0]["source"] == "dacunha2022:theorem-1"


def test_norm_above_one_is_said(files):
    done = files("simulations.tickets", "--target", "big.npz", "--law", "normal")
    assert done.returncode == 0
    assert "does not apply" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", ["--target", "--verify"]),
        ("--target none.npz", ["--target", "cannot be read"]),
        ("--target biased.npz", ["--target", "biases"]),
        ("--target kernel.npz", ["--target", "layer 0", "does not fit 'dense'"]),
        ("--target shapes.npz", ["--target", "layer 0 gives 2 outputs, layer 1 takes 3"]),
        ("--target gap.npz", ["--target", "without gaps"]),
        ("--target target.npz --n 0", ["--n", "at least 1"]),
        ("--target target.npz --law cauchy", ["--law", "'cauchy'"]),
        ("--target target.npz --construction magic", ["--construction", "dense, sparse-dense, convolution"]),
        ("--target target.npz --construction sparse-dense --share 1 --n 9", ["--n", "too few"]),
        ("--target target.npz --construction sparse-dense --share 2", ["--share", "at most 1"]),
        ("--target target.npz --seed -1", ["--seed", "at least 0"]),
        ("--target target.npz --save nowhere/t.npz", ["--save", "does not exist"]),
        ("--target target.npz --save t.txt", ["--save", ".npz"]),
        ("--target target.npz --images target.npz", ["--images", "'labels'"]),
        ("--target target.npz --construction convolution", ["--target", "(out, in, height, width)"]),
        ("--verify target.npz", ["--verify", "no saved ticket"]),
        ("--verify target.npz --target target.npz", ["--target", "--verify"]),
    ],
)
def test_bad_input_is_one_line(files, arguments, says):
    done = files("simulations.tickets", *arguments.split())
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
