"""The numbered statements of a paper's text."""

import re

KINDS = "Theorem|Lemma|Corollary|Definition|Proposition|Remark|Assumption"


def headings(paper, text):
    """Their keys, like pensia2020:lemma-1."""
    found = set(re.findall(rf"(?m)^\W*({KINDS})\s+([A-Z0-9]+(?:\.\d+)?)\b", text))
    assert len(found) >= 8
    return {f"{paper}:{kind}-{number}".lower() for kind, number in found}
