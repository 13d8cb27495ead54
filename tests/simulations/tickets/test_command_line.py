"""The command prunes, saves, checks, and says what is wrong in one line."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from simulations.tickets import chain, dense, load
from simulations.tickets.construction import Origin
from simulations.tickets.constructions.dense import SPARSE_DENSE


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
    np.savez(command.folder / "big_images.npz", images=rng.uniform(-1, 1, (20, 2)), labels=rng.integers(0, 2, 20))
    kernels = {"0.weight": np.full((1, 1, 1, 2), 0.1), "0.bias": np.full(1, 0.2), "1.weight": rng.uniform(-0.3, 0.3, (1, 1, 1, 3))}
    rest = {"1.bias": np.zeros(1), "2.weight": np.full((1, 1, 2, 2), 0.2), "2.stride": 2, "1.activation": "tanh", "0.activation": "sigmoid"}
    np.savez(command.folder / "residual.npz", **kernels, **rest, **{"skip.1.1": np.zeros(0), "skip.1.2": np.full((1, 1, 1, 1), 0.1)})
    np.savez(command.folder / "identity.npz", **kernels, **rest, **{"skip.1.1": np.zeros(0)})
    np.savez(command.folder / "layers.npz", **kernels, **rest)
    np.savez(command.folder / "fifty.npz", **{"0.weight": np.full((1, 1, 1, 1), 50.0)})
    np.savez(command.folder / "small.npz", **{"0.weight": np.full((1, 1, 1, 1), 0.5)})
    np.savez(command.folder / "negative.npz", images=rng.uniform(-1, 1, (2, 1, 4, 4)))
    np.savez(command.folder / "unknown.npz", **layers, scale=np.ones(2))
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
    assert (checked["eps"], checked["built_for_eps"]) == (0.01, 0.01)
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
    """All is delivered, and a warning names the layer and the hypothesis; images are evaluated whether or not it holds."""
    run = ["simulations.tickets", "--target", "big.npz", "--law", "normal", "--n", 16]
    done = files(*run, "--json", "t.json", "--save", "t.npz")
    assert done.returncode == 0
    assert "the theorem does not apply: layer 0: spectral norm at most 1, is 3" in done.stdout
    [line] = done.stderr.splitlines()
    said = "warning: the theorem's hypotheses fail: layer 0: spectral norm at most 1, is 3; the ticket has no promise"
    assert line == f"python -m simulations.tickets: {said}; see --rescale"
    result = json.loads((files.folder / "t.json").read_text())
    assert result["hypotheses"] == {"layer 0: spectral norm at most 1, is 3": False}
    assert result["rows"][0]["norm"] == 3
    done = files(*run, "--images", "big_images.npz", "--json", "-")
    assert (done.returncode, done.stderr.splitlines()) == (0, [line])
    assert json.loads(done.stdout)["hypotheses"] == result["hypotheses"]
    done = files("simulations.tickets", "--verify", "t.npz")
    assert (done.returncode, done.stderr.splitlines()) == (0, [f"python -m simulations.tickets: {said}"])


def test_width_is_the_theorems(files):
    from rss_theory.networks.architecture import Architecture, Dense
    from rss_theory.networks.dense import pensia2020_theorem1

    result = json.loads(files("simulations.tickets", "--target", "target.npz", "--eps", 0.1, "--delta", 0.5, "--json", "-").stdout)
    wanted = pensia2020_theorem1(Architecture("target", (Dense(4, 3), Dense(2, 4))), 0.1, 0.5).samples
    assert result["parameters"]["n"] == max(wanted)
    assert [row["widths"] for row in result["rows"]] == [[6 * max(wanted), 4], [8 * max(wanted), 2]]
    assert result["output_error"]["at_most"] <= 0.1


@pytest.mark.parametrize(
    ("construction", "target", "n"), [("one-for-one", "residual", 14), ("one-for-one", "identity", 14), ("two-for-one", "layers", 9)]
)
def test_strides_biases_skips(files, construction, target, n):
    run = ["--target", f"{target}.npz", "--construction", construction, "--n", n, "--eps", 0.05, "--save", "t.npz"]
    done = files("simulations.tickets", *run, "--json", "t.json")
    result = json.loads((files.folder / "t.json").read_text())
    ticket = load(files.folder / "t.npz")
    layers = ticket.target.layers
    assert [(layer.activation, layer.stride) for layer in layers] == [("sigmoid", 1), ("tanh", 1), ("identity", 2)]
    assert [layer.bias is not None for layer in layers] == [True, True, False]
    assert [(skip.name, skip.stride, skip.weights is None) for skip in ticket.target.skips] == {
        "residual": [("skip.1.1", 1, True), ("skip.1.2", 2, False)],
        "identity": [("skip.1.1", 1, True)],
        "layers": [],
    }[target]
    assert result["weight_error"] <= 0.05 * (1 + 1e-9)
    assert [row["within_eps"] for row in result["rows"]] == [row["weights"] for row in result["rows"]]
    assert done.returncode == 0, done.stderr
    assert ("skip.1.2: the identity, as weights are not covered" in done.stderr) == (target == "residual")
    checked = files("simulations.tickets", "--verify", "t.npz", "--json", "-")
    assert checked.returncode == 0
    again = json.loads(checked.stdout)
    assert all(again[key] == result[key] for key in ("rows", "output_error", "weight_error", "hypotheses"))


def test_verified_by_what_it_was_built_for(files):
    """Another seed, law, share and eps than the defaults; --eps says another; the file keeps all of it."""
    origin = {"n": 14, "share": 0.25, "law": "normal", "eps": 0.05, "seed": 3}
    run = ["--target", "target.npz", "--construction", "sparse-dense", *(f"--{name}={value}" for name, value in origin.items())]
    done = files("simulations.tickets", *run, "--save", "t.npz", "--json", "t.json")
    assert (done.returncode, done.stderr) == (0, "")
    built = json.loads((files.folder / "t.json").read_text())
    shown = "eps = 0.05\nbuilt with n = 14, share = 0.25, law = 'normal', eps = 0.05, seed = 3\n"
    assert shown in done.stdout
    done = files("simulations.tickets", "--verify", "t.npz", "--json", "v.json")
    assert shown in done.stdout
    checked = json.loads((files.folder / "v.json").read_text())
    assert {key for key, value in checked.items() if value != built[key]} == {"parameters", "seconds"}
    same = {key: value for key, value in checked["parameters"].items() if key not in ("target", "verify")}
    assert same == {key: value for key, value in built["parameters"].items() if key not in ("target", "verify")}
    assert {**{key: same[key] for key in ("n", "share", "law")}, "eps": checked["eps"], "seed": checked["seed"]} == origin
    assert asdict(load(files.folder / "t.npz").origin) == origin
    other = json.loads(files("simulations.tickets", "--verify", "t.npz", "--eps", 0.001, "--json", "-").stdout)
    assert (other["eps"], other["built_for_eps"]) == (0.001, 0.05)
    assert other["rows"][0]["within_eps"] < checked["rows"][0]["within_eps"]


def test_a_ticket_of_python_says_what_it_knows(files):
    """numpy's numbers are kept, too; of a builder itself nothing is."""
    target, rng = chain([np.array([[0.5, -0.3]])]), np.random.default_rng(0)
    for name, ticket in (
        ("kept", SPARSE_DENSE.prune(target, np.int64(12), rng, share=np.float32(0.25), eps=np.float64(0.05))),
        ("unknown", dense(target, 12, rng)),
    ):
        ticket.save(files.folder / f"{name}.npz")
        assert load(files.folder / f"{name}.npz").origin == ticket.origin
    assert ticket.origin == Origin()
    done = files("simulations.tickets", "--verify", "kept.npz")
    assert "built with n = 12, share = 0.25, law = 'uniform', eps = 0.05\n" in done.stdout
    done = files("simulations.tickets", "--verify", "unknown.npz")
    assert "eps = 0.01\nit does not say for which eps it was built; the default is 0.01\n" in done.stdout
    assert "built with" not in done.stdout


@pytest.mark.parametrize("origin", ['{"eps": -1}', '{"eps": "0.1"}', '{"eps": NaN}', '{"eps": [0.1]}', '{"colour": 1}', "[1]", "null", "{"])
def test_an_origin_that_is_none_is_refused(files, origin):
    assert files("simulations.tickets", "--target", "target.npz", "--n", 12, "--save", "t.npz").returncode == 0
    with np.load(files.folder / "t.npz") as file:
        np.savez(files.folder / "t.npz", **{**file, "origin": origin})
    done = files("simulations.tickets", "--verify", "t.npz")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "--verify: t.npz is no saved ticket" in line


def test_an_origins_words_are_shown_as_they_are(files):
    dense(chain([np.array([[0.5, -0.3]])]), 12, np.random.default_rng(0)).save(files.folder / "t.npz")
    with np.load(files.folder / "t.npz") as file:
        np.savez(files.folder / "t.npz", **{**file, "origin": json.dumps({"law": "[/x]\x1b[2J"})})
    done = files("simulations.tickets", "--verify", "t.npz")
    assert done.returncode == 0, done.stderr
    assert "built with law = '[/x]\\x1b[2J'" in done.stdout


def test_tampered_is_no_ticket(files):
    assert files("simulations.tickets", "--target", "target.npz", "--n", 12, "--save", "t.npz").returncode == 0
    ticket = load(files.folder / "t.npz")
    ticket.masks["2.weight"].fill(True)
    ticket.save(files.folder / "t.npz")
    done = files("simulations.tickets", "--verify", "t.npz")
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "--verify: source layers 2 and 3: a hidden neuron keeps more than one weight" in line


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("", ["--target", "--verify"]),
        ("--target none.npz", ["--target", "cannot be read"]),
        ("--target biased.npz", ["layer 0 has a bias", "'dense' does not cover; two-for-one or one-for-one does"]),
        ("--target unknown.npz", ["--target", "array 'scale' is none of a layer's", "skip.START.END"]),
        ("--target fifty.npz --construction two-for-one --n 9", ["layer 0, input 0, weight 50 is out of reach", "greater n or eps"]),
        ("--target small.npz --construction two-for-one --n 1 --seed 2 --eps 0.1", ["neurons of a sign are too few for 1"]),
        ("--target target.npz --n 100000000", ["--n", "GB; give a smaller one"]),
        ("--target identity.npz --construction one-for-one --n 20000", ["--n", "GB; give a smaller one"]),
        ("--target kernel.npz --construction equivariant --delta 2", ["--delta", "no probability"]),
        (
            "--target small.npz --construction convolution --n 9 --images negative.npz",
            ["--images", "layer 0", "none is negative", "[0, 1]"],
        ),
        ("--target kernel.npz", ["--target", "layer 0", "does not fit 'dense'"]),
        ("--target shapes.npz", ["--target", "layer 0 gives 2 outputs, layer 1 takes 3"]),
        ("--target gap.npz", ["--target", "without gaps"]),
        ("--target target.npz --n 0", ["--n", "at least 1"]),
        ("--target target.npz --law cauchy", ["--law", "'cauchy'"]),
        ("--target target.npz --construction magic", ["--construction", "dense, sparse-dense, convolution, two-for-one, one-for-one"]),
        ("--target target.npz --construction sparse-dense --share 1 --n 9", ["--n", "too few"]),
        ("--target target.npz --construction sparse-dense --share 2", ["--share", "from 1e-12 to 1"]),
        ("--target target.npz --construction sparse-dense --share 0.9", ["--n", "share in (0, 1/2]", "give one"]),
        ("--target target.npz --seed -1", ["--seed", "at least 0"]),
        ("--target target.npz --save nowhere/t.npz", ["--save", "does not exist"]),
        ("--target target.npz --save t.txt", ["--save", ".npz"]),
        ("--target target.npz --images target.npz", ["--images", "'labels'"]),
        ("--target target.npz --construction convolution", ["--target", "(out, in, height, width)"]),
        ("--verify target.npz", ["--verify", "no saved ticket", "it has no 'construction'"]),
        ("--verify target.npz --target target.npz", ["--target", "--verify"]),
        ("--verify target.npz --n 9", ["--n", "leave this out, or --verify"]),
        ("--verify target.npz --save t.npz", ["--save", "leave this out, or --verify"]),
        ("--verify target.npz --rescale", ["--rescale", "leave this out, or --verify"]),
        ("--verify=", ["argument --verify:", "no file"]),
        ("--target target.npz --n 9 --save=", ["--save", ".npz"]),
        ("--target target.npz --n 9 --images=", ["--images", "no file"]),
        ("--target target.npz --n 9 --figure=", ["--figure", ".png"]),
        ("--target target.npz --n 9 --law=", ["--law", "''"]),
        ("--target target.npz --n 9 --jobs 0", ["--jobs", "at least 1"]),
    ],
)
def test_bad_input_is_one_line(files, arguments, says):
    done = files("simulations.tickets", *arguments.split())
    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert all(part in line for part in says)
