"""Images and their labels from .npz files, and how many of them a network labels rightly."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rss_theory.array_files import are_numbers
from rss_theory.arrays import Array
from rss_theory.command_line.arguments import InvalidInput
from simulations.networks.files import load_arrays
from simulations.networks.network import Network


class Images(NamedTuple):
    """Inputs, and labels if there are any."""

    x: Array
    labels: NDArray[Any] | None


def image_arrays(path: str, *, labelled: bool) -> Mapping[str, NDArray[Any]]:
    """The arrays of a file that has `images` (N, ...), and `labels` (N,) where they are asked for; InvalidInput for others."""
    arrays = load_arrays("images", path)
    if "images" not in arrays or (labelled and "labels" not in arrays):
        missing = "'images' and 'labels'" if labelled else "'images'"
        raise InvalidInput("images", f"{path} has no {missing}; it has {', '.join(arrays)}")
    images, labels = arrays["images"], arrays.get("labels")
    if images.ndim < 2 or not images.size or not are_numbers(images):
        raise InvalidInput("images", f"images of shape {images.shape}, {images.dtype}, are none; give finite numbers (N, ...)")
    if labels is not None and (labels.shape != images.shape[:1] or not are_numbers(labels)):
        raise InvalidInput("images", f"labels of shape {labels.shape}, {labels.dtype}, for {len(images)} images; give each a number")
    return arrays


def scale_of(images: NDArray[Any]) -> int:
    """What stands for 1."""
    return 255 if images.dtype == np.uint8 else 1


def read_images(path: str, target: Network, *, nonnegative: bool = False) -> Images:
    """A file's images, as vectors where the target is dense, else (N, in, height, width); InvalidInput where they do not fit."""
    first, dense = target.weights[0], target.weights[0].ndim == 2
    arrays = image_arrays(path, labelled=dense)
    images = arrays["images"] / scale_of(arrays["images"])
    if dense or first.shape[1] == images[0].size:
        images = images.reshape(len(images), -1)
        if images.shape[1] != first.shape[1]:
            raise InvalidInput("images", f"{images.shape[1]} pixels are not the target's {first.shape[1]} inputs")
        images = images if dense else images[:, :, None, None]
    elif images.ndim == 3:
        images = images[:, None]
    if not dense and (images.ndim != 4 or images.shape[1] != first.shape[1]):
        raise InvalidInput("images", f"images of shape {images.shape} do not fit layer 0; give (N, {first.shape[1]}, height, width)")
    if nonnegative and (least := images.min()) < 0:
        raise InvalidInput("images", f"layer 0: an input is {least:.3g}, the hypothesis is that none is negative; give images in [0, 1]")
    return Images(images, arrays.get("labels"))


def labelled_rightly(outputs: NDArray[Any], labels: NDArray[Any]) -> float:
    """The share of outputs (N, ...) whose greatest is that of the label.

    >>> labelled_rightly(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 1]))
    0.5
    """
    return float(np.mean(np.argmax(outputs.reshape(len(outputs), -1), axis=1) == labels))
