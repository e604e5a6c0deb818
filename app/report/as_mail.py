"""A report as the HTML part of a message: tables and colours, which every mail reader draws.

Mail readers take out charts and styles, and cut a message off at a hundred kilobytes; so bars are
cells of tables, and long texts are cut.
"""

from app.output.tables import clipped
from app.report.document import Cell, Document, Section
from app.report.markup import Markup, joined, tag
from store.text import safe

MOST_BYTES = 90_000
"""What the HTML of a message may hold."""
_LONGEST = 72
"""Columns of a text from a log."""
_SENTENCE = 600
_BARS_WIDTH = 120
_INK, _SOFT, _BAR, _SHADE = "#1b1f24", "#59636e", "#2f6fb3", "#f1f4f7"
_FONT = "font-family:Helvetica,Arial,sans-serif;font-size:14px"


def mail_html(document: Document) -> str:
    """The HTML part."""
    body = tag(
        "body",
        tag("h2", document.title),
        tag("p", tag("font", document.subtitle, color=_SOFT)),
        *(tag("p", _cut(sentence, _SENTENCE)) for sentence in document.summary),
        _decision(document),
        *(_section(document, section) for section in document.sections),
        *(tag("p", tag("font", footnote, color=_SOFT, size=2)) for footnote in document.footnotes),
        bgcolor="#ffffff",
        text=_INK,
        style=_FONT,
    )
    head = tag("head", tag("meta", charset="utf-8"), tag("title", document.title))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _decision(document: Document) -> Markup:
    said = tag("td", tag("b", "To decide: "), _cut(document.decision, _SENTENCE), bgcolor=_SHADE)
    return tag("table", tag("tr", said), cellpadding=8, width="100%")


def _section(document: Document, section: Section) -> Markup:
    parts: list[Markup] = [tag("h3", section.title)]
    if section.note:
        parts.append(tag("p", section.note))
    parts.append(_table(document, section) if section.rows else tag("p", section.empty))
    return joined(*parts)


def _table(document: Document, section: Section) -> Markup:
    at, shares = section.bars, section.shares
    titles = [_cell("th", column.title, right=column.right) for column in section.columns]
    if at is not None:
        titles.insert(at + 1, tag("th"))
    rows = [tag("tr", *titles, bgcolor=_SHADE)]
    for number, row in enumerate(section.rows):
        cells = _cells(document, section, row)
        if at is not None:
            cells.insert(at + 1, tag("td", _bar(shares[number])))
        rows.append(tag("tr", *cells, valign="top"))
    return tag("table", joined(*rows), cellpadding=5, cellspacing=0)


def _cells(document: Document, section: Section, row: tuple[Cell, ...]) -> list[Markup]:
    return [
        _cell("td", _cut(document.shown(cell), _LONGEST), right=column.right)
        for cell, column in zip(row, section.columns, strict=True)
    ]


def _cell(name: str, content: str, *, right: bool) -> Markup:
    return tag(name, content, align="right" if right else "left")


def _bar(share: float) -> Markup:
    """A bar: a cell with a colour."""
    if not share:
        return Markup("")
    cell = tag("td", bgcolor=_BAR, height=10, width=max(1, round(_BARS_WIDTH * share)))
    return tag("table", tag("tr", cell), cellpadding=0, cellspacing=0)


def _cut(content: str, width: int) -> str:
    """A text made safe to draw and cut to a width."""
    return clipped(safe(content), width)
