"""Texts like name(1.0,key=2.0), written and read without being run, and sums of texts."""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

INFINITY = "1e999"  # which Python reads as inf


def write_call(name: str, arguments: Sequence[Any] = (), named: Mapping[str, Any] | None = None) -> str:
    """The text that `read_call` reads: of numbers, texts, truth values, None, and tuples and lists of them.

    >>> write_call("scipy.stats.beta", (2.0, 2.0), {"loc": -1.0})
    'scipy.stats.beta(2.0,2.0,loc=-1.0)'
    """
    return f"{name}({','.join([*map(_literal, arguments), *(f'{key}={_literal(value)}' for key, value in (named or {}).items())])})"


def _literal(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    text = repr(value)
    return text.replace("inf", INFINITY) if isinstance(value, float) else text


def read_call(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Name, arguments and named arguments, which are literals; ValueError for any other text.

    >>> read_call("beta(2, b=-0.5)")
    ('beta', [2], {'b': -0.5})
    """
    name, _, rest = text.partition("(")
    try:
        with warnings.catch_warnings(action="ignore"):
            call = ast.parse(f"_({rest}", mode="eval").body
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and all(key.arg for key in call.keywords)):
            raise ValueError
        return name, list(map(ast.literal_eval, call.args)), {str(key.arg): ast.literal_eval(key.value) for key in call.keywords}
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        raise ValueError(f"after {name[:60]!r} numbers in parentheses are read, like (2,2,loc=-1), and nothing is computed") from None


def split_sum(text: str) -> list[str]:
    """The terms between plus signs that are not in parentheses, in an exponent, or in a path: that of a term file:PATH ends the text.

    >>> split_sum("0.3*f(1e+2,g=+1)+2e+1*h+file:a+b.npy")
    ['0.3*f(1e+2,g=+1)', '2e+1*h', 'file:a+b.npy']
    """
    return list(_terms(text))


def _terms(text: str) -> Iterator[str]:
    start = depth = 0
    for sign in re.finditer(r"[()]|(?<![0-9.][eE])\+", text):
        if text.startswith("file:", start):
            break
        if sign[0] == "+":
            if depth <= 0:
                yield text[start : sign.start()]
                start = sign.end()
        else:
            depth += 1 if sign[0] == "(" else -1
    yield text[start:]
