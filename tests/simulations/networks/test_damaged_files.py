"""Files of arrays with anything wrong: one line that says what, before anything large is unpacked; nothing but InvalidInput comes out."""

import argparse
import io
import struct
import time
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from damaged_files import mutated, zipped

from rss_theory import array_files
from rss_theory.command_line.arguments import InvalidInput
from simulations import weights
from simulations.networks import files
from simulations.networks.images import read_images
from simulations.tickets import Layer, Network, Skip, chain, convolution, dense, equivariant, one_for_one, structured
from simulations.tickets.arguments import saved_ticket
from simulations.tickets.constructions.catalogue import CONSTRUCTIONS
from simulations.tickets.report import report
from simulations.tickets.sizes import TicketSizes
from simulations.tickets.success import Success

RNG = np.random.default_rng(0)
WEIGHTS = RNG.uniform(-0.3, 0.3, (3, 2))


def npz(**arrays):
    written = io.BytesIO()
    np.savez(written, **arrays)
    return written.getvalue()


def header(shape, descr="<f8"):
    written = io.BytesIO()
    np.lib.format.write_array_header_1_0(written, {"descr": descr, "fortran_order": False, "shape": shape})
    return written.getvalue()


def npy(array):
    written = io.BytesIO()
    np.save(written, array)
    return written.getvalue()


def changed(contents, old, new):
    assert old in contents
    return contents.replace(old, new)


def in_directory(contents, local, central, value):
    """The zip's headers with a number of two bytes at these offsets changed."""
    found = bytearray(contents)
    for mark, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        struct.pack_into("<H", found, found.index(mark) + offset, value)
    return bytes(found)


def bomb():
    """3 MB of zeros that are 3.2 GB."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("a.npy", header((20_000, 20_000)))
    contents = written.getvalue()
    return changed(contents, struct.pack("<I", len(header((20_000, 20_000)))), struct.pack("<I", 3_200_000_128))


def twice():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.npy", npy(WEIGHTS))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.npy", npy(WEIGHTS))
    return written.getvalue()


GOOD = npz(a=WEIGHTS)
DAMAGED = {
    "truncated": (GOOD[:200], "not a zip file"),
    "flipped": (changed(GOOD, WEIGHTS.tobytes()[:8], WEIGHTS[::-1].tobytes()[:8]), "Bad CRC-32"),
    "empty": (b"", "not a zip file"),
    "bare": (npy(WEIGHTS), "not a zip file"),
    "encrypted": (in_directory(GOOD, 6, 8, 1), "a.npy is encrypted"),
    "compression": (in_directory(GOOD, 8, 10, 77), "compressed by method 77"),
    "no array": (zipped({"notes.txt": b"hello"}), "its member 'notes.txt' is no array"),
    "no header": (zipped({"a.npy": b"no array at all"}), "magic string is not correct"),
    "of lines": (zipped({"a\nb.npy": npy(WEIGHTS)}), "is no array"),
    "twice": (twice(), "several arrays of one name"),
    "objects": (npz(a=np.array([{}], dtype=object)), "a.npy holds object, which is neither real numbers nor text"),
    "complex": (npz(a=1j * WEIGHTS), "a.npy holds complex128"),
    "structured": (npz(a=np.zeros(3, [("x", "f8")])), "neither real numbers nor text"),
    "times": (npz(a=np.zeros(3, "datetime64[s]")), "neither real numbers nor text"),
    "long": (npz(a=np.zeros(3, "longdouble")), "neither real numbers nor text"),
    "terabytes": (zipped({"a.npy": header((10**6, 10**7)) + bytes(64)}), r"\(1000000, 10000000\), 80,000,000,000,000 bytes, and has 64"),
    "negative": (zipped({"a.npy": header((-1, -8)) + bytes(64)}), r"shape \(-1, -8\)"),
    "too much": (zipped({"a.npy": npy(WEIGHTS) + b"more"}), "48 bytes, and has 52"),
    "neither true nor false": (zipped({"a.npy": header((3,), "|b1") + b"\x00\x01\x02"}), "neither true nor false"),
    "no letters": (zipped({"a.npy": header((1,), "<U1") + b"\xff\xff\xff\xff"}), "character"),
    "bomb": (bomb(), "unpacks to 3.2 GB, where at most 1.07 GB are read"),
    "none": (npz(), "it holds no arrays"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_files_are_refused_at_once(name, tmp_path):
    contents, says = DAMAGED[name]
    path = tmp_path / "x.npz"
    path.write_bytes(contents)
    users = {
        "network": lambda: network(path),
        "target": lambda: files.read_target(path, CONSTRUCTIONS["dense"]),
        "images": lambda: read_images(path, chain([WEIGHTS])),
        "verify": lambda: saved_ticket(path),
    }
    for argument, user in users.items():
        begin = time.perf_counter()
        with pytest.raises(InvalidInput, match=f"{argument}: {path} cannot be read .*{says}.*; give an .npz file"):
            user()
        assert time.perf_counter() - begin < 1
    for experiment in (Success, TicketSizes):
        with pytest.raises(InvalidInput, match=f"target: .*{says}"):
            experiment(target=str(path))


@pytest.mark.parametrize("there", [False, True])
def test_what_is_no_file(there, tmp_path):
    if there:
        (tmp_path / "x.npz").mkdir()
    with pytest.raises(InvalidInput, match=r"x.npz cannot be read \((it is no file|No such file or directory)\)"):
        files.load_arrays("target", tmp_path / "x.npz")


def test_the_limit_is_for_what_is_unpacked(tmp_path, monkeypatch):
    """A network of the size of ResNet-50 passes; above MOST_BYTES a file unpacks to at most MOST_TIMES its own size."""
    assert array_files.MOST_BYTES > 8 * 25_557_032
    monkeypatch.setattr(array_files, "MOST_BYTES", 1000)
    np.savez_compressed(tmp_path / "weights.npz", np.random.default_rng(0).standard_normal((100, 100)))
    np.savez_compressed(tmp_path / "zeros.npz", np.zeros((100, 100)))
    assert files.load_arrays("target", tmp_path / "weights.npz")["arr_0"].shape == (100, 100)
    with pytest.raises(InvalidInput, match="where at most"):
        files.load_arrays("target", tmp_path / "zeros.npz")


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.array([["1.5"]]), "'a' holds values that are not finite numbers"),
        (np.array([[np.nan]]), "'a' holds values that are not finite numbers"),
        (np.array([[1e308, -1e308]]), r"not finite numbers, at most 3.4e\+38"),
        (np.zeros((0, 3)), r"'a' of shape \(0, 3\) is no layer"),
        (np.ones(3), r"'a' of shape \(3,\) is no layer"),
    ],
)
def test_what_is_no_network(array, says, tmp_path):
    np.savez(tmp_path / "x.npz", a=array)
    with pytest.raises(InvalidInput, match=says):
        network(tmp_path / "x.npz")


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"images": np.ones((5, 2)), "labels": np.zeros(4, int)}, r"labels of shape \(4,\), int64, for 5 images"),
        ({"images": np.ones((5, 2)), "labels": np.full(5, "0")}, r"labels of shape \(5,\), <U1, for 5 images"),
        ({"images": np.ones((0, 2)), "labels": np.zeros(0, int)}, r"images of shape \(0, 2\), float64, are none"),
        ({"images": np.full((5, 2), "a"), "labels": np.zeros(5, int)}, r"images of shape \(5, 2\), <U1, are none"),
        ({"images": np.full((5, 2), np.nan), "labels": np.zeros(5, int)}, "are none; give finite numbers"),
        ({"images": np.array(1.0), "labels": np.zeros(5, int)}, r"images of shape \(\), float64, are none"),
    ],
)
def test_what_are_no_images(arrays, says, tmp_path):
    np.savez(tmp_path / "x.npz", **arrays)
    for user in (lambda path: read_images(path, chain([WEIGHTS])), lambda path: weights._images(path, {"a": WEIGHTS})):
        with pytest.raises(InvalidInput, match=f"images: .*{says}"):
            user(tmp_path / "x.npz")


def network(path):
    options = {"layers": None, "images": None, "n": 3, "law": "range", "policy": "closest", "eps": 0.1, "seed": 0, "jobs": 1}
    weights.run(argparse.Namespace(network=path, shared=False, **options))


def target(path):
    for construction in CONSTRUCTIONS.values():
        with suppress(InvalidInput):
            files.read_target(path, construction)
    with suppress(InvalidInput):
        network(path)
    files.read_target(path, CONSTRUCTIONS["one-for-one"])


def images(path):
    with suppress(InvalidInput):
        read_images(path, chain([WEIGHTS]))
    weights._images(path, {"a": WEIGHTS})


def verify(path):
    """As the command does; what is no ticket is ValueError or IndexError."""
    ticket = saved_ticket(path)
    with suppress(ValueError, IndexError):
        report(ticket, 0.1, None)


def tickets():
    rng = np.random.default_rng(1)
    skipped = (Layer(rng.uniform(-0.5, 0.5, (1, 1, 1, 2)), rng.uniform(-0.5, 0.5, 1), "relu"), Layer(np.full((1, 1, 1, 1), 0.2), None))
    return {
        "dense": dense(chain([rng.uniform(-0.3, 0.3, (2, 2))]), 5, rng),
        "convolution": convolution(chain([np.full((1, 1, 1, 2), 0.2)]), 9, rng),
        "one-for-one": one_for_one(Network(skipped, (Skip(1, 1),)), 10, rng, eps=0.2),
        "equivariant": equivariant(chain([np.full((1, 1, 1, 2), 0.2)], periodic=True), 9, rng),
        "structured": structured(chain([np.full((1, 1, 1, 2), 0.2)]), 20, rng),
    }


FUZZED = ["target", "kernels", "images", "dense", "convolution", "one-for-one", "equivariant", "structured"]


@pytest.mark.parametrize("name", FUZZED)
def test_nothing_but_invalid_input_comes_out(name, tmp_path):
    """60 mutations of each, of fixed seeds; most are refused."""
    path = tmp_path / "x.npz"
    if name == "target":
        np.savez(path, **{"0.weight": WEIGHTS, "1.weight": WEIGHTS.T})
    elif name == "kernels":
        kernels = {"0.weight": np.full((2, 1, 2, 3), 0.2), "0.bias": WEIGHTS[0], "0.stride": 2, "1.weight": np.full((2, 2, 3, 3), 0.1)}
        np.savez(path, **kernels, **{"1.activation": "tanh", "skip.1.1": np.zeros(0)})
    elif name == "images":
        np.savez(path, images=RNG.uniform(size=(5, 2)), labels=np.arange(5))
    else:
        tickets()[name].save(path)
    user = {"target": target, "kernels": target, "images": images}.get(name, verify)
    contents, rng, refused = path.read_bytes(), np.random.default_rng(FUZZED.index(name)), 0
    user(path)
    for _ in range(60):
        path.write_bytes(mutated(rng, contents))
        try:
            user(path)
        except InvalidInput:
            refused += 1
    assert refused >= 20
