"""Files of arrays that a user gives, .npz, .npy or text: nothing in one is believed before it is looked at; else ValueError."""

import math
import warnings
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from rss_theory.arrays import Array

MOST_BYTES = 2**30  # unpacked; ResNet-50 in float64 has 2e8
MOST_TIMES = 8  # a larger file unpacks to at most so many times its size: tickets and trained weights do, zeros by the gigabyte do not
LARGEST = float(np.finfo(np.float32).max)  # networks are evaluated in single precision, too
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def read_npz(path: Path | str) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file by name: real numbers, truth values or text, of any shape; the file is as numpy.savez writes it.

    What it says of itself is looked at before any of it is unpacked: a file unpacks to MOST_BYTES, or to MOST_TIMES its own size if that is
    more. Raises ValueError for all other files, with the array and the reason.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     np.savez(f"{folder}/a.npz", weights=[[0.5, -0.25]])
    ...     read_npz(f"{folder}/a.npz")
    {'weights': array([[ 0.5 , -0.25]])}
    """
    try:
        _check_is_file(path)
        # numpy warns of headers that it reads or refuses all the same
        with warnings.catch_warnings(action="ignore"), ZipFile(path) as archive:
            _check_directory(archive.infolist(), Path(path).stat().st_size)
            for info in archive.infolist():
                _check_member(archive, info)
            return {info.filename.removesuffix(".npy"): _array(archive, info) for info in archive.infolist()}
    except Exception as error:  # damaged files make zipfile, zlib and numpy raise anything
        raise ValueError(f"{path} cannot be read ({_why(error)}); give an .npz file of arrays, as numpy.savez writes it") from None


def read_numbers(path: str) -> Array:
    """All numbers (m,) of a file: of each array of an .npz, of an .npy, or of text between blanks, commas and lines.

    Raises ValueError for files that cannot be read, hold no numbers, or others than finite ones of at most LARGEST.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(f"{folder}/a.txt").write_text("0.5, -0.25 1")
    ...     read_numbers(f"{folder}/a.txt")
    array([ 0.5 , -0.25,  1.  ])
    """
    if path.endswith(".npz"):
        arrays = list(read_npz(path).values())
    else:
        try:
            _check_is_file(path)
            if (size := Path(path).stat().st_size) > MOST_BYTES:
                raise ValueError(f"it has {size / 1e9:.2g} GB, where at most {MOST_BYTES / 1e9:.2g} GB are read")
            arrays = [_npy(path) if path.endswith(".npy") else _text(path)]
        except Exception as error:  # as of .npz
            raise ValueError(f"{path} cannot be read ({_why(error)}); give an .npy or .npz file, or text of numbers") from None
    if not all(map(are_numbers, arrays)):
        raise ValueError(f"{path} holds values that are not finite numbers, at most {LARGEST:.2g}; give real numbers")
    numbers = np.concatenate([np.asarray(array, dtype=float).ravel() for array in arrays])
    if not numbers.size:
        raise ValueError(f"{path} holds no numbers; give at least one")
    return numbers


def _check_is_file(path: Path | str) -> None:
    if not Path(path).is_file():  # a pipe would be waited for
        Path(path).stat()
        raise ValueError("it is no file")


def _why(error: Exception) -> str:
    return " ".join((getattr(error, "strerror", None) or str(error) or type(error).__name__).split())


def _npy(path: str) -> NDArray[Any]:
    with warnings.catch_warnings(action="ignore"), open(path, "rb") as file:
        _check_header(file, Path(path).name, Path(path).stat().st_size)
        file.seek(0)
        return _checked(np.lib.format.read_array(file, allow_pickle=False), Path(path).name)


def _text(path: str) -> Array:
    return np.array(Path(path).read_text(encoding="utf-8").replace(",", " ").split(), dtype=float)


def _check_directory(members: list[ZipInfo], size: int) -> None:
    names = [info.filename for info in members]
    if not names:
        raise ValueError("it holds no arrays")
    if strange := [name for name in names if not (name.endswith(".npy") and name.isprintable())]:
        raise ValueError(f"its member {strange[0]!r} is no array")
    if len(set(names)) < len(names):
        raise ValueError("it holds several arrays of one name")
    most, unpacked = max(MOST_BYTES, MOST_TIMES * size), sum(info.file_size for info in members)
    if unpacked > most:
        raise ValueError(f"it has {size / 1e9:.2g} GB and unpacks to {unpacked / 1e9:.3g} GB, where at most {most / 1e9:.3g} GB are read")


def _check_member(archive: ZipFile, info: ZipInfo) -> None:
    """ValueError where an array cannot be read, is neither numbers nor text, or not of the size that it says."""
    if info.flag_bits & 1:
        raise ValueError(f"{info.filename} is encrypted")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError(f"{info.filename} is compressed by method {info.compress_type}, which numpy does not write")
    with archive.open(info) as member:
        _check_header(member, info.filename, info.file_size)


def _check_header(member: IO[bytes], name: str, size: int) -> None:
    """ValueError where what follows is neither numbers nor text, or not of the size that it says."""
    version = np.lib.format.read_magic(member)
    if version not in HEADERS:
        raise ValueError(f"{name} has the format {version}, which is not that of plain arrays")
    shape, _, dtype = HEADERS[version](member)
    there, said = size - member.tell(), math.prod(shape) * dtype.itemsize
    if dtype.kind not in "biufU" or (dtype.kind == "f" and dtype.itemsize > 8):
        raise ValueError(f"{name} holds {dtype}, which is neither real numbers nor text")
    if min(shape, default=0) < 0 or said != there:
        raise ValueError(f"{name} says that it has shape {shape}, {said:,} bytes, and has {there:,}")


def _array(archive: ZipFile, info: ZipInfo) -> NDArray[Any]:
    """The array, whose checksum is right."""
    with archive.open(info) as member:
        return _checked(np.lib.format.read_array(member, allow_pickle=False), info.filename)


def _checked(array: NDArray[Any], name: str) -> NDArray[Any]:
    """ValueError for bytes that are no truth values and no letters."""
    if array.dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise ValueError(f"{name} holds bytes that are neither true nor false")
    if array.dtype.kind == "U":
        array.tolist()
    return array


def are_numbers(array: NDArray[Any]) -> bool:
    """Whether all are real numbers of at most LARGEST; truth values are 0 and 1.

    >>> are_numbers(np.array([1, 2])), are_numbers(np.array([0.5, np.nan])), are_numbers(np.array(["1"]))
    (True, False, False)
    """
    return array.dtype.kind in "biuf" and (not array.size or -LARGEST <= float(array.min()) <= float(array.max()) <= LARGEST)
