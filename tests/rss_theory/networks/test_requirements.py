"""All theorems side by side: which apply, and what is refused."""

import json
import math

import pytest
from architectures import DELTA, EPS, FC

from rss_theory.networks import ARCHITECTURES, Architecture, Convolution, Dense, Skip, requirements
from rss_theory.networks.convolutional import dacunha2022_theorem1
from rss_theory.networks.dense import eq28, eq29
from rss_theory.networks.equivariant import natale2024_theorem4
from rss_theory.networks.structured import dacunha2023_theorem3

FLATTENED = ["no flattening", "no pooling"]


PROJECTED = ["biases everywhere or nowhere", "skip connections are identities"]


FAILING = {  # what the papers exclude: biases, pooling, flattening, strides, skip connections, and unequal widths
    ("fc500", "malach2020 (quoted)"): ["all layers have the same width"],
    ("fc500", "natale2024 Theorem 4"): ["all layers have n feature spaces"],
    ("fc500-4", "malach2020 (quoted)"): ["all layers have the same width"],
    ("fc500-4", "natale2024 Theorem 4"): ["all layers have n feature spaces"],
    ("small-cnn", "malach2020 (quoted)"): ["all layers are dense", "no biases", "all layers have the same width"],
    ("small-cnn", "pensia2020 Theorem 1"): ["all layers are dense", "no biases"],
    ("small-cnn", "dacunha2022 Theorem 1"): ["no biases"],
    ("small-cnn", "dacunha2023 Theorem 3"): ["no biases"],
    ("small-cnn", "natale2024 Theorem 3"): ["all layers are dense", "no biases"],
    ("small-cnn", "natale2024 Theorem 4"): ["all layers have n feature spaces", "no biases"],
    **{("lenet5", f"burkholz2022 Theorem 3.{i}"): FLATTENED for i in (1, 2)},
    ("lenet5", "dacunha2022 Theorem 1"): [*FLATTENED, "no biases"],
    ("lenet5", "dacunha2023 Theorem 3"): ["no biases", *FLATTENED],
    ("lenet5", "pensia2020 Theorem 1"): ["all layers are dense", "no biases"],
    ("resnet22", "burkholz2022 Theorem 3.1"): [*FLATTENED, "biases everywhere or nowhere", "no skip connections"],
    **{(name, "burkholz2022 Theorem 3.2"): [*FLATTENED, *PROJECTED] for name in ("resnet22", "resnet50")},
    ("resnet50", "dacunha2022 Theorem 1"): [*FLATTENED, "no biases", "no skip connections", "all strides 1"],
}


APPLYING = {
    "fc500": {"pensia2020 Theorem 1", "dacunha2022 Theorem 1", "burkholz2022 Theorem 3.1", "burkholz2022 Theorem 3.2"}
    | {"dacunha2023 Theorem 3", "natale2024 Theorem 3"},
    "small-cnn": {"burkholz2022 Theorem 3.1", "burkholz2022 Theorem 3.2"},
    "lenet5": set(),
    "resnet22": set(),
    "resnet50": set(),
}


NAMES = ["malach2020 (quoted)", "pensia2020 Theorem 1", "dacunha2022 Theorem 1", "burkholz2022 Theorem 3.1", "burkholz2022 Theorem 3.2"]


NAMES += ["dacunha2023 Theorem 3", "natale2024 Theorem 3", "natale2024 Theorem 4"]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_requirements(name):
    rows = requirements(ARCHITECTURES[name], EPS, DELTA)
    assert [row.name for row in rows] == NAMES
    assert {row.name for row in rows if row.bound.applies} == APPLYING.get(name, APPLYING["fc500"])
    for row in rows:
        failing = [hypothesis for hypothesis, holds in row.hypotheses.items() if not holds]
        assert (name, row.name) not in FAILING or failing == FAILING[name, row.name]
        as_json = json.loads(json.dumps(row.as_dict(), allow_nan=False))
        assert as_json["applies"] == row.bound.applies == (not failing)
        proved = {"log_errors", "samples", "widths", "parameters", "ticket"}
        for key in proved if failing else ():  # no number of what does not apply; as printed there is one
            assert as_json[key] is None
        for key in set() if failing else proved:
            value = getattr(row, key)
            assert as_json[key] == (list(value) if isinstance(value, tuple) else value)
        assert as_json["widths_per_constant"] == list(row.widths_per_constant)
        assert row.bound.value == row.parameters or (row.parameters is None and math.isnan(row.bound.value))


def test_applying_where_nothing_is_excluded():
    square = Architecture("square", (Dense(5, 5), Dense(5, 5)))
    assert {row.name for row in requirements(square, EPS, DELTA) if row.bound.applies} == set(NAMES)
    strided = Architecture("strided", (Convolution(3, 3, 3, stride=2),))
    for theorem in (dacunha2022_theorem1, dacunha2023_theorem3, natale2024_theorem4):
        assert not theorem(strided, EPS, DELTA).bound.applies
        assert theorem(Architecture("same", (Convolution(3, 3, 3),)), EPS, DELTA).bound.applies
    assert not dacunha2023_theorem3(FC, 0.25, DELTA).bound.applies
    kernels = Architecture("kernels", (Convolution(3, 3, 3), Convolution(3, 3, 5)))
    assert not natale2024_theorem4(kernels, EPS, DELTA).bound.applies


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Dense(0, 3), "at least 1"),
        (lambda: Convolution(2, 3, 0), "at least 1"),
        (lambda: Architecture("none", ()), "at least one layer"),
        (lambda: Architecture("skip", (Dense(2, 2),), (Skip(0, 1),)), "joins layers 0 to 0"),
        (lambda: Architecture("skip", (Dense(2, 2), Dense(2, 2)), (Skip(1, 0),)), "start first"),
        (lambda: requirements(FC, 0.0, 0.1), "eps and delta in"),
        (lambda: requirements(FC, 0.1, 1.0), "eps and delta in"),
        (lambda: requirements(FC, 0.1, 0.1, 0.7), "share"),
        (lambda: eq28(1, 0.0, 0.1), "share in"),
        (lambda: eq29(1, 0.5, 1.0), "eps in"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()
