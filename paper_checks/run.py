"""All checks, in parallel; findings are kept under the hash of the code and the check."""

import hashlib
import importlib
import json
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

from paper_checks.check import CHECKS, LEFT_OUT, Curve, Finding, as_dict
from rss_theory.command_line.arguments import InvalidInput
from rss_theory.command_line.output import write_text
from rss_theory.papers import CHECKED
from simulations.montecarlo.workers import finished

ROOT = Path(__file__).parents[1]


def load() -> None:
    """Register the checks of all papers."""
    for paper in CHECKED:
        importlib.import_module(f"paper_checks.{paper}")


@cache
def _code() -> str:
    """The hash of all that a finding can depend on."""
    digest = hashlib.sha256()
    for folder in ("paper_checks", "rss_theory", "simulations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _path(key: str, folder: Path) -> Path:
    return folder / hashlib.sha256(f"{_code()} {key}".encode()).hexdigest()[:32]


def _run(key: str, folder: Path | None) -> tuple[str, dict[str, Any]]:
    load()
    found = asdict(CHECKS[key].run())
    if folder is not None:
        with suppress(InvalidInput):  # a finding that cannot be kept is one all the same
            text = json.dumps(found)
            write_text("findings", _path(key, folder), f"{zlib.crc32(text.encode())}\n{text}")
    return key, found


def _kept(key: str, folder: Path | None) -> dict[str, Any] | None:
    """A finding that is there as it was written."""
    if folder is None:
        return None
    try:
        checksum, text = _path(key, folder).read_text(encoding="utf-8").split("\n", 1)
        return json.loads(text) if int(checksum) == zlib.crc32(text.encode()) else None
    except (OSError, ValueError):
        return None


def run(
    papers: Sequence[str] = CHECKED,
    *,
    jobs: int | None = None,
    folder: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[dict[str, Any]]:
    """The findings of all checks of these papers, in the papers' order, JSON-ready; `folder` keeps them for the next time."""
    from joblib import cpu_count

    load()
    keys = [key for key, check in CHECKS.items() if check.paper in papers]
    findings = {key: kept for key in keys if (kept := _kept(key, folder)) is not None}
    missing = [partial(_run, key, folder) for key in keys if key not in findings]
    for key, found in finished(missing, jobs or cpu_count(), "loky") if missing else ():
        findings[key] = found
        progress(len(findings), len(keys))
    used_by: dict[str, list[str]] = {key: [] for key in CHECKS}
    for check in CHECKS.values():
        for key in check.uses:
            if key in used_by:
                used_by[key].append(check.key)
    return [as_dict(CHECKS[key], _finding(findings[key]), used_by[key]) for key in keys]


def _finding(found: dict[str, Any]) -> Finding:
    curve = None if found["curve"] is None else Curve(**found["curve"])
    return Finding(**{**found, "curve": curve})


def known() -> set[str]:
    """The keys of all statements."""
    load()
    return set(CHECKS)


def left_out(papers: Sequence[str]) -> dict[str, str]:
    """The displays that are not tested, and why."""
    load()
    return {key: why for key, why in LEFT_OUT.items() if key.split(":")[0] in papers}
