"""Compiled kernels: subset sums in fixed point, and searches among them.

Numba keeps compiled functions, and compiles a function anew when its own file has changed, but not when one it calls in another file has.
So what was compiled before the newest change here is dropped.
"""

from contextlib import suppress
from pathlib import Path

_here = Path(__file__).parent
_newest = max(file.stat().st_mtime for file in _here.glob("*.py"))
for _index in (_here / "__pycache__").glob("*.nbi"):
    with suppress(OSError):
        if _index.stat().st_mtime < _newest:
            _index.unlink()
