"""module:object: what a user's own module has, a law or what gives one."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from rss_theory.laws.calls import read_call

PATTERN = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*):([A-Za-z_]\w*(?:\.\w+)*)(\(.*\))?", re.ASCII | re.DOTALL)


def import_object(text: str) -> Any:
    """What module:object names, or gives when it is called: with the literals in parentheses, or without any where a class or function.

    ValueError where it cannot be imported, or raises.

    >>> import_object("rss_theory.laws.uniform:Uniform(c=0.5)"), import_object("rss_theory.laws.zero:Zero")
    (Uniform(c=0.5), Zero())
    """
    found = PATTERN.fullmatch(text)
    if not found:
        raise ValueError(f"{text[:60]!r} is no module:object")
    module, name, arguments = found.groups()
    if module == "__main__":
        raise ValueError(f"{text[:60]!r} is known to this run alone; put it into a module of its own")
    value: Any = _carried_out(f"module {module!r} cannot be imported", lambda: import_module(module))
    for part in name.split("."):
        if not hasattr(value, part):
            raise ValueError(f"module {module!r} has no {name[:60]!r}")
        value = getattr(value, part)
    if arguments:
        _, values, named = read_call(f"{name}{arguments}")
        return _carried_out(f"{text[:60]!r} gives no law", lambda: value(*values, **named))
    gives = isinstance(value, type) or (callable(value) and not hasattr(value, "rvs"))  # families of scipy can be called, too
    return _carried_out(f"{text[:60]!r} gives no law", value) if gives else value


def _carried_out(failed: str, action: Callable[[], Any]) -> Any:
    try:
        return action()
    except (Exception, SystemExit) as error:  # a user's own code raises anything
        raise ValueError(f"{failed} ({type(error).__name__}: {' '.join(str(error).split())[:200]})") from None
