"""The findings as one self-contained page: formulas as MathML, filters, the graph of what uses what, margins as pictures."""

import html
import io
import re
import textwrap
from collections import Counter
from functools import cache
from typing import Any

from paper_checks.check import VERDICTS
from rss_theory.papers import PAPERS

COLORS = {
    "holds": "#2a7d4f",
    "holds numerically": "#5a9e3a",
    "amended": "#b7791f",
    "false": "#b3261e",
    "misprint": "#8a5a9e",
    "unsupported": "#c2571a",
    "out of reach": "#6b7280",
}
STYLE = """
:root { color-scheme: light; --line: #d8dade; --soft: #f5f6f8; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; margin: 0 auto; max-width: 1100px; padding: 24px; color: #1c1e21; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 32px 0 8px; }
p.lead { color: #4b5058; margin: 0 0 16px; }
table.counts { border-collapse: collapse; margin: 8px 0 16px; } .counts th, .counts td { padding: 3px 12px; text-align: right; }
.counts th:first-child, .counts td:first-child { text-align: left; } .counts tr + tr td { border-top: 1px solid var(--line); }
.filters { position: sticky; top: 0; background: #fff; padding: 10px 0; border-bottom: 1px solid var(--line); z-index: 2; }
.filters label { display: inline-block; margin: 2px 12px 2px 0; white-space: nowrap; }
.filters input[type=search] { padding: 4px 8px; width: 220px; }
.tag { display: inline-block; color: #fff; border-radius: 4px; padding: 0 7px; font-size: 12px; line-height: 20px; white-space: nowrap; }
details { border: 1px solid var(--line); border-left-width: 5px; border-radius: 4px; margin: 8px 0; padding: 8px 12px; }
summary { cursor: pointer; list-style: none; } summary::-webkit-details-marker { display: none; }
.key { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 13px; margin-right: 8px; }
.says { display: block; margin-top: 2px; color: #33373d; }
.printed { overflow-x: auto; padding: 6px 0; } math { font-size: 17px; }
.evidence { background: var(--soft); padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; margin: 8px 0; }
.amendment { border-left: 3px solid #b7791f; padding: 2px 10px; margin: 8px 0; }
.uses { font-size: 13px; color: #4b5058; } .uses a { font-family: ui-monospace, monospace; margin-right: 6px; }
svg text { font: 10px ui-monospace, "DejaVu Sans Mono", monospace; } .graph { overflow-x: auto; border: 1px solid var(--line); }
"""
SCRIPT = """
const boxes = [...document.querySelectorAll('.filters input')], items = [...document.querySelectorAll('details[data-verdict]')];
function show() {
  const on = name => new Set(boxes.filter(b => b.name === name && b.checked).map(b => b.value));
  const papers = on('paper'), verdicts = on('verdict');
  const words = document.getElementById('words').value.toLowerCase();
  let shown = 0;
  for (const item of items) {
    const yes = papers.has(item.dataset.paper) && verdicts.has(item.dataset.verdict) && item.textContent.toLowerCase().includes(words);
    item.hidden = !yes; shown += yes;
  }
  document.getElementById('shown').textContent = shown + ' of ' + items.length + ' statements';
}
boxes.forEach(b => b.addEventListener('input', show));
function reveal() {
  const item = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (item) { item.hidden = false; item.open = true; item.scrollIntoView(); }
}
addEventListener('hashchange', reveal); show(); reveal();
"""


def page(findings: list[dict[str, Any]], omitted: dict[str, str]) -> str:
    """The whole page."""
    papers = list(dict.fromkeys(f["paper"] for f in findings))
    verdicts = [verdict for verdict in VERDICTS if any(f["verdict"] == verdict for f in findings)]
    choice = "".join(f'<label><input type="checkbox" name="paper" value="{p}" checked> {p}</label>' for p in papers)
    marks = "".join(f'<label><input type="checkbox" name="verdict" value="{v}" checked> {_tag(v)}</label>' for v in verdicts)
    sections = []
    for paper in papers:
        items = "".join(_item(f) for f in findings if f["paper"] == paper)
        skipped = {key: why for key, why in omitted.items() if key.startswith(f"{paper}:")}
        rest = "".join(f"<li><span class='key'>{html.escape(key)}</span>{html.escape(why)}</li>" for key, why in skipped.items())
        rest = f"<details><summary>{len(skipped)} displays that claim nothing to test</summary><ul>{rest}</ul></details>" if rest else ""
        sections.append(f"<h2>{paper}</h2><p class='lead'>{html.escape(PAPERS[paper].citation)}</p>{items}{rest}")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Five papers, statement by statement</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        "<h1>Five papers, statement by statement</h1>"
        f"<p class='lead'>Every statement is evaluated as it is printed. {_meaning(verdicts)}</p>{_counts(findings, papers, verdicts)}"
        f'<div class="filters">{choice}<br>{marks}<br><input type="search" id="words" placeholder="words"> <span id="shown"></span></div>'
        f"{''.join(sections)}<h2>What uses what</h2><p class='lead'>A line from a statement to what it rests on. "
        f"Colours are verdicts; a click leads to the statement.</p>{graph(findings)}<script>{SCRIPT}</script></body></html>\n"
    )


def _tag(verdict: str) -> str:
    return f'<span class="tag" style="background:{COLORS[verdict]}">{verdict}</span>'


def _meaning(verdicts: list[str]) -> str:
    return " ".join(f"{_tag(verdict)} {html.escape(VERDICTS[verdict])}." for verdict in verdicts)


def _counts(findings: list[dict[str, Any]], papers: list[str], verdicts: list[str]) -> str:
    count = Counter((f["paper"], f["verdict"]) for f in findings)
    head = "".join(f"<th>{paper}</th>" for paper in [*papers, "all"])
    rows = []
    for verdict in verdicts:
        row = [count[paper, verdict] for paper in papers]
        rows.append(f"<tr><td>{_tag(verdict)}</td>{''.join(f'<td>{n}</td>' for n in [*row, sum(row)])}</tr>")
    row = [sum(f["paper"] == paper for f in findings) for paper in papers]
    rows.append(f"<tr><td>statements</td>{''.join(f'<td>{n}</td>' for n in [*row, sum(row)])}</tr>")
    return f'<table class="counts"><tr><th></th>{head}</tr>{"".join(rows)}</table>'


def _item(f: dict[str, Any]) -> str:
    amendment = f"<div class='amendment'><b>Amendment.</b> {_text(f['amendment'])}</div>" if f["amendment"] else ""
    links = "".join(
        f"<div class='uses'>{word}: {''.join(_link(key) for key in f[which])}</div>"
        for word, which in (("Rests on", "uses"), ("Used by", "used_by"))
        if f[which]
    )
    return (
        f'<details id="{html.escape(f["statement"])}" data-paper="{f["paper"]}" data-verdict="{f["verdict"]}" '
        f'style="border-left-color:{COLORS[f["verdict"]]}"><summary><span class="key">{html.escape(f["statement"])}</span>'
        f"{_tag(f['verdict'])}<span class='says'>{_text(f['says'])}</span><div class='printed'>{formula(f['printed'])}</div></summary>"
        f"{amendment}<div class='evidence'>{_text(f['evidence'])}</div>{_picture(f['curve'])}{links}"
        f"<div class='uses'>{html.escape(f['module'])}</div></details>"
    )


def _link(key: str) -> str:
    return f'<a href="#{html.escape(key)}">{html.escape(key)}</a>'


def _text(text: str) -> str:
    """Words, with formulas between dollar signs."""
    parts = re.split(r"\$([^$]+)\$", text)
    return "".join(formula(part, "inline") if i % 2 else html.escape(part) for i, part in enumerate(parts))


@cache
def formula(latex: str, display: str = "block") -> str:
    """MathML of a formula in LaTeX."""
    from latex2mathml.converter import convert

    return convert(latex, display=display)


def _picture(curve: dict[str, Any] | None) -> str:
    """A small line plot as SVG."""
    if curve is None:
        return ""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for name, (x, y) in curve["lines"].items():
        axes.plot(x, y, ".-", label=name, markersize=4)
    axes.set_xlabel(curve["x"], fontsize="small")
    axes.set_ylabel("\n".join(textwrap.wrap(curve["y"], 42)), fontsize="small")
    if "x" in curve["log"]:
        axes.set_xscale("log")
    if "y" in curve["log"]:
        axes.set_yscale("log")
    axes.legend(fontsize="small")
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.getvalue()[drawn.getvalue().index("<svg") :]


def graph(findings: list[dict[str, Any]]) -> str:
    """Statements that rest on others, in columns by how deep they rest, as SVG."""
    by_key = {f["statement"]: f for f in findings}
    edges = [(f["statement"], key) for f in findings for key in f["uses"] if key in by_key]
    nodes = list(dict.fromkeys(key for f in findings for key in [f["statement"]] if any(key in edge for edge in edges)))
    if not nodes:
        return ""
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:  # longest path, stopped where statements rest on each other
        moved = [(a, depth[b] + 1) for a, b in edges if depth[a] <= depth[b] < len(nodes)]
        for a, d in moved:
            depth[a] = min(max(depth[a], d), len(nodes))
        if not moved:
            break
    papers = list(dict.fromkeys(f["paper"] for f in findings))
    place, drawn, top = {}, [], 20
    for paper in papers:
        own = [key for key in nodes if by_key[key]["paper"] == paper]
        columns = {d: [key for key in own if depth[key] == d] for d in sorted({depth[key] for key in own})}
        for x, keys in enumerate(columns.values()):
            for y, key in enumerate(keys):
                place[key] = (10 + 215 * x, top + 18 * y)
        if own:
            drawn.append(f'<text x="10" y="{top - 6}" font-weight="bold">{paper}</text>')
            top += 18 * max(map(len, columns.values())) + 40
    width = max(x for x, _ in place.values()) + 215
    lines = []
    for a, b in edges:
        (x1, y1), (x2, y2) = place[a], place[b]
        lines.append(f'<path d="M{x1} {y1 + 7} C{x1 - 30} {y1 + 7} {x2 + 225} {y2 + 7} {x2 + 195} {y2 + 7}" fill="none" stroke="#b8bcc4"/>')
    boxes = [
        f'<a href="#{html.escape(key)}"><rect x="{x}" y="{y}" width="195" height="15" rx="3" fill="{COLORS[by_key[key]["verdict"]]}"/>'
        f'<text x="{x + 5}" y="{y + 11}" fill="#fff">{html.escape(key.split(":")[1])}</text></a>'
        for key, (x, y) in place.items()
    ]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}">{"".join(lines + drawn + boxes)}</svg>'
    return f'<div class="graph">{svg}</div>'
