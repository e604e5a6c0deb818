"""A report as one HTML file: charts inside, no script, and no request to anywhere.

The policy in its head forbids everything but its own style, so that even a mistake here could not
make a browser ask a server or run what a log said.
"""

import base64
import hashlib

from app.report import charts
from app.report.document import Cell, Document, Section
from app.report.markup import Markup, joined, tag

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0;
  --bar: #2f6fb3; --alerts: #b3402f; --paper: #fff; --shade: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa5b1; --line: #3d444d;
  --bar: #6aa5e3; --alerts: #f08672; --paper: #0d1117; --shade: #161b22; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
p { margin: .3rem 0; } .soft, footer { color: var(--soft); font-size: .87rem; }
.decision { border-left: 4px solid var(--alerts); background: var(--shade);
  padding: .6rem .8rem; margin: 1rem 0; }
.wide { overflow-x: auto; } figure { margin: .6rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .18rem .9rem .18rem 0;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); white-space: nowrap; }
td { white-space: nowrap; }
td.log { white-space: normal; overflow-wrap: anywhere; min-width: 8.5rem; }
.right { text-align: right; }
svg { width: 100%; height: auto; } svg.row { width: 7.5rem; height: .75rem; }
.bar { fill: var(--bar); } .bar.alerts { fill: var(--alerts); }
svg line { stroke: var(--line); } svg text { fill: var(--soft); font-size: 11px; }
@media print { body { margin: 0; max-width: none; } h2, tr, svg { break-inside: avoid; } }
"""

_MAY = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_MAY}'; base-uri 'none'; form-action 'none'"
"""The content security policy: this one style, known by its hash, and nothing else."""


def html(document: Document) -> str:
    """The whole file."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", document.title),
        tag("style", Markup(STYLE)),
    )
    body = tag(
        "body",
        tag("h1", document.title),
        tag("p", document.subtitle, class_="soft"),
        *(tag("p", sentence) for sentence in document.summary),
        tag("p", tag("b", "To decide: "), document.decision, class_="decision"),
        *(_section(document, section) for section in document.sections),
        tag("footer", *(tag("p", footnote) for footnote in document.footnotes)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _section(document: Document, section: Section) -> Markup:
    parts: list[Markup] = [tag("h2", section.title)]
    if section.note:
        parts.append(tag("p", section.note, class_="soft"))
    if not section.rows:
        parts.append(tag("p", section.empty))
    else:
        if section.chart:
            last = len(section.columns)
            parts += [_figure(document, section, number) for number in range(2, last)]
        parts.append(tag("div", _table(document, section), class_="wide"))
    return tag("section", *parts, id=section.key)


def _figure(document: Document, section: Section, column: int) -> Markup:
    """One column of a time line as a chart with its name."""
    caption = tag("figcaption", section.columns[column].title.capitalize(), class_="soft")
    return tag("figure", caption, charts.columns(document, section, column))


def _table(document: Document, section: Section) -> Markup:
    titles = [_cell("th", column.title, right=column.right) for column in section.columns]
    shares = None if section.chart else section.shares
    at = section.bars
    if shares and at is not None:
        titles.insert(at + 1, tag("th"))
    rows = []
    for number, row in enumerate(section.rows):
        cells = _cells(document, section, row)
        if shares and at is not None:
            cells.insert(at + 1, tag("td", charts.bar(shares[number])))
        rows.append(tag("tr", *cells))
    return tag("table", tag("thead", tag("tr", *titles)), tag("tbody", joined(*rows)))


def _cells(document: Document, section: Section, row: tuple[Cell, ...]) -> list[Markup]:
    return [
        _log(document.shown(cell))
        if cell.unit == "log"
        else _cell("td", document.shown(cell), right=column.right)
        for cell, column in zip(row, section.columns, strict=True)
    ]


def _log(content: str) -> Markup:
    """A cell of any length."""
    return tag("td", content, class_="log")


def _cell(name: str, content: str, *, right: bool) -> Markup:
    return tag(name, content, class_="right") if right else tag(name, content)
