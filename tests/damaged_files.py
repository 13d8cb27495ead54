"""Files with something wrong, for tests: as bytes, in the header of an array, or in the arrays."""

import io
import json
import zipfile

import numpy as np

STRANGE = [None, -1, 0, 2, 10**30, 1.5, float("nan"), "", "magic", True, [], {}, [[1]]]


def mutated(rng, contents):
    """The bytes of an .npz file with something else in it."""
    return [_bytes, _member, _array, _array, _structure][rng.integers(5)](rng, contents)


def _bytes(rng, contents):
    changed = bytearray(contents)
    start, length = int(rng.integers(len(changed))), int(rng.integers(1, 9))
    match rng.integers(4):
        case 0:
            changed[start] ^= 1 << rng.integers(8)
        case 1:
            changed[start : start + length] = rng.bytes(length)
        case 2:
            del changed[start : start + length]
        case 3:
            del changed[start:]
    return bytes(changed)


def _members(contents):
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members):
    """Whole, with checksums that are right."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return written.getvalue()


def _member(rng, contents):
    members = _members(contents)
    name = rng.choice(list(members))
    changed = bytearray(members[name])
    changed[rng.integers(min(len(changed), 100))] = rng.choice(list(b"0123456789(),'<>|fiucbOUSV8\x93\x00"))  # mostly the header
    return zipped(members | {name: bytes(changed)})


def _array(rng, contents):
    with np.load(io.BytesIO(contents)) as file:
        arrays = {name: file[name] for name in file.files}
    name = str(rng.choice(list(arrays)))
    array = arrays[name]
    others = [
        lambda: np.asarray(array, dtype=str),
        lambda: np.zeros(array.shape, complex),
        lambda: np.zeros(array.shape, bool),
        lambda: np.zeros(array.shape, np.uint64),
        lambda: np.full(array.shape, np.nan),
        lambda: np.full(array.shape, 1e30),
        lambda: np.full(array.shape, 1e300),
        lambda: np.zeros(array.shape, "datetime64[s]"),
        lambda: np.zeros(array.shape, [("a", "f8")]),
        lambda: np.array([]),
        lambda: np.array(3),
        lambda: np.array("magic"),
        lambda: np.zeros((1, 0)),
        lambda: array.T,
        lambda: array[..., None],
        lambda: array.ravel()[:-1],
        lambda: array[:1] if array.ndim else array,
        lambda: array.repeat(2, axis=0) if array.ndim else array,
        lambda: array.astype(">f8") if array.dtype.kind in "biuf" else array,
    ]
    match rng.integers(5):
        case 0:
            del arrays[name]
        case 1:
            arrays[str(rng.choice(["0.stride", "0.bias", "skip.0.1", "[/x]", "mask/9.weight", "channels/9"]))] = arrays.pop(name)
        case _:
            arrays[name] = others[rng.integers(len(others))]()
    written = io.BytesIO()
    np.savez(written, **arrays)
    return written.getvalue()


def _structure(rng, contents):
    """Another value somewhere in what a saved network says of itself in JSON; other files stay as they are."""
    with np.load(io.BytesIO(contents)) as file:
        arrays = {name: file[name] for name in file.files}
    if "source" in arrays:
        name = str(rng.choice(["source", "target"]))
        structure = json.loads(str(arrays[name]))
        inside = structure
        while isinstance(inside, dict | list) and inside:
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            key = keys[rng.integers(len(keys))]
            if not isinstance(inside[key], dict | list) or rng.random() < 0.2:
                inside[key] = STRANGE[rng.integers(len(STRANGE))]
                break
            inside = inside[key]
        arrays[name] = np.array(json.dumps(structure))
    written = io.BytesIO()
    np.savez(written, **arrays)
    return written.getvalue()
