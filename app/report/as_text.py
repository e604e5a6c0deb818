"""A report as plain text of 80 columns: for a terminal, and for mail readers that show no HTML."""

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from app.output.tables import Column as Drawn
from app.output.tables import cells, table
from app.report.document import Document, Section
from store.text import safe

WIDTH = 80
_BAR = 12
"""Columns of the longest bar."""
_TICK = "█"
_INDENT = "    "


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
    drawn = _drawn(document, section)
    lines = list(table(*drawn, None))
    if max(map(cells, lines)) <= WIDTH:
        yield from lines
    else:
        yield from _stacked(document, section)


def _drawn(document: Document, section: Section) -> tuple[list[Drawn], list[list[str]]]:
    """The columns and rows of a table, with bars where it has some."""
    rows = [[document.shown(cell) for cell in row] for row in section.rows]
    titles = [Drawn(column.title, column.right) for column in section.columns]
    if section.bars is not None:
        titles.insert(section.bars + 1, Drawn(""))
        for row, share in zip(rows, section.shares, strict=True):
            row.insert(section.bars + 1, _bar(share))
    return titles, rows


def _stacked(document: Document, section: Section) -> Iterator[str]:
    """A table that is too wide: what logs say stands below each row, and nothing is cut."""
    logs = [
        any(row[at].unit == "log" for row in section.rows) for at in range(len(section.columns))
    ]
    short = [column for column, is_log in zip(section.columns, logs, strict=True) if not is_log]
    kept = [
        [cell for cell, is_log in zip(row, logs, strict=True) if not is_log] for row in section.rows
    ]
    bars = None if section.bars is None or not short else section.bars - sum(logs[: section.bars])
    narrow = replace(section, columns=tuple(short), rows=tuple(map(tuple, kept)), bars=bars)
    lines = list(table(*_drawn(document, narrow), WIDTH)) if short else [""] * (len(kept) + 1)
    yield lines[0]
    for line, row in zip(lines[1:], section.rows, strict=True):
        yield line
        said = [document.shown(cell) for cell, is_log in zip(row, logs, strict=True) if is_log]
        yield from textwrap.wrap(
            safe("; ".join(said)), WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT
        )


def _bar(share: float) -> str:
    """A bar; what is there at all has a tick."""
    return _TICK * max(round(share * _BAR), int(share > 0))


def _underlined(heading: str, line: str) -> Iterator[str]:
    lines = list(_wrapped(heading))
    yield from lines
    yield line * max(map(len, lines))


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(safe(paragraph), WIDTH) or [""]
