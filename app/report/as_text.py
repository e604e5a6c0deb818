"""A report as plain text of 80 columns: for a terminal, and for mail readers that show no HTML."""

import textwrap
from collections.abc import Iterator

from app.output.tables import Column as Drawn
from app.output.tables import table
from app.report.document import Document, Section
from store.text import safe

WIDTH = 80
_BAR = 16
"""Columns of the longest bar."""
_TICK = "█"


def text(document: Document) -> Iterator[str]:
    """The lines of a report; nothing in them acts on a terminal."""
    yield from _underlined(document.title, "=")
    yield from _wrapped(document.subtitle)
    yield ""
    for sentence in document.summary:
        yield from _wrapped(sentence)
    yield ""
    yield from _wrapped(f"To decide: {document.decision}")
    for section in document.sections:
        yield from _section(document, section)
    yield ""
    for footnote in document.footnotes:
        yield from _wrapped(footnote)


def _section(document: Document, section: Section) -> Iterator[str]:
    yield ""
    yield from _underlined(section.title, "-")
    if section.note:
        yield from _wrapped(section.note)
    if not section.rows:
        yield from _wrapped(section.empty)
        return
    rows = [[document.shown(cell) for cell in row] for row in section.rows]
    titles = [Drawn(column.title, column.right) for column in section.columns]
    if section.bars is not None:
        titles.insert(section.bars + 1, Drawn(""))
        for row, share in zip(rows, section.shares, strict=True):
            row.insert(section.bars + 1, _bar(share))
    yield from table(titles, rows, WIDTH)


def _bar(share: float) -> str:
    """A bar; what is there at all has a tick."""
    return _TICK * max(round(share * _BAR), int(share > 0))


def _underlined(heading: str, line: str) -> Iterator[str]:
    lines = list(_wrapped(heading))
    yield from lines
    yield line * max(map(len, lines))


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(safe(paragraph), WIDTH) or [""]
