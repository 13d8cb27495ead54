"""One printed statement, the test made of it, the verdict and the evidence."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

VERDICTS = {
    "holds": "proved here: symbolically, in exact rationals, in ball arithmetic over the whole range, or by a theorem that is named",
    "holds numerically": "on a stated grid, with the smallest margin",
    "amended": "false or incomplete as printed, holds as amended",
    "false": "there is a counterexample",
    "misprint": "a slip that nothing else depends on",
    "unsupported": "the proof given does not establish it, and no counterexample is known",
    "out of reach": "not decided here",
}


@dataclass(frozen=True)
class Curve:
    """A picture of the margin: lines by name, each a list of x and a list of y."""

    x: str
    y: str
    lines: Mapping[str, tuple[list[float], list[float]]]
    log: str = ""  # "x", "y" or "xy"


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    verdict: str
    evidence: str
    amendment: str | None = None
    curve: Curve | None = None


@dataclass(frozen=True)
class Check:
    """A statement by its place in a paper, and the test of it.

    printed: as it stands there, in LaTeX. uses: the statements that it rests on. perturbed: numbers of the printed statement that are
    wrong, of which the test must not say that it holds.
    """

    key: str
    printed: str
    body: Callable[..., Finding]
    uses: tuple[str, ...] = ()
    perturbed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paper(self) -> str:
        """Its key."""
        return self.key.split(":")[0]

    @property
    def says(self) -> str:
        """The statement in words."""
        return inspect.getdoc(self.body) or ""

    @property
    def module(self) -> str:
        """Where the test is."""
        return self.body.__module__

    def run(self, **changed: Any) -> Finding:
        """The finding; of the printed statement with some numbers `changed`."""
        return self.body(**changed)


CHECKS: dict[str, Check] = {}
LEFT_OUT: dict[str, str] = {}


def check(
    key: str, printed: str, *, uses: tuple[str, ...] = (), perturbed: Mapping[str, Any] | None = None
) -> Callable[[Callable[..., Finding]], Callable[..., Finding]]:
    """Register a test of a statement; its keyword arguments are numbers of the printed statement, by default as printed.

    `key` and `uses` are places in the paper that the module's folder is named after; `uses` may name those of another, like "paper:place".
    """

    def register(body: Callable[..., Finding]) -> Callable[..., Finding]:
        paper = body.__module__.split(".")[1]
        full, *rest = (place if ":" in place else f"{paper}:{place}" for place in (key, *uses))
        if full in CHECKS or full in LEFT_OUT:
            raise ValueError(f"{full} is there twice")
        CHECKS[full] = Check(full, printed, body, tuple(rest), perturbed or {})
        return body

    return register


def left_out(key: str, why: str) -> None:
    """A display, "paper:place", that claims nothing that can be tested."""
    LEFT_OUT[key] = why


def holds(printed: bool, evidence: str, curve: Curve | None = None) -> Finding:
    """Proved, or else false."""
    return Finding("holds" if printed else "false", evidence, curve=curve)


def numerically(printed: bool, evidence: str, curve: Curve | None = None) -> Finding:
    """True wherever it was evaluated, or else false."""
    return Finding("holds numerically" if printed else "false", evidence, curve=curve)


def amended(printed: bool, meant: bool, amendment: str, evidence: str, curve: Curve | None = None) -> Finding:
    """Not as printed, but as amended; both evaluated."""
    return Finding("holds" if printed else "amended" if meant else "false", evidence, amendment, curve)


def misprint(printed: bool, meant: bool, amendment: str, evidence: str) -> Finding:
    """As `amended`, of a slip on which nothing depends."""
    return Finding("holds" if printed else "misprint" if meant else "false", evidence, amendment)


def unsupported(step: bool, evidence: str, amendment: str | None = None, curve: Curve | None = None) -> Finding:
    """A step of the proof that fails where it is exhibited; `amendment`: where it would be repaired."""
    return Finding("holds numerically" if step else "unsupported", evidence, amendment, curve)


def out_of_reach(why: str) -> Finding:
    """Not decided."""
    return Finding("out of reach", why)


def as_dict(found: Check, finding: Finding, used_by: list[str]) -> dict[str, Any]:
    """JSON-ready."""
    return {
        "paper": found.paper,
        "statement": found.key,
        "printed": found.printed,
        "says": found.says,
        "verdict": finding.verdict,
        "amendment": finding.amendment,
        "evidence": finding.evidence,
        "module": found.module,
        "uses": list(found.uses),
        "used_by": used_by,
        "curve": None if finding.curve is None else asdict(finding.curve),
    }
