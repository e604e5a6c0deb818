"""A report as plain text of 80 columns: for a terminal, and for mail readers that show no HTML."""

from collections.abc import Iterator
from dataclasses import replace

from app.output.tables import Column as Drawn
from app.output.tables import cells, clipped, table
from app.output.wrapping import wrapped
from app.report.document import Cell, Document, Section
from store.text import safe

WIDTH = 80
_BAR = 12
"""Columns of the longest bar."""
_TICK = "█"
_INDENT = "    "
_LONGEST = 160
"""Columns of a text from a log."""


def text(document: Document) -> Iterator[str]:
    """The lines of a report; nothing in them acts on a terminal."""
    yield from _underlined(document.title, "=")
    yield from wrapped(document.subtitle, WIDTH)
    yield ""
    for sentence in document.summary:
        yield from wrapped(sentence, WIDTH)
    yield ""
    yield from wrapped(f"To decide: {document.decision}", WIDTH)
    for section in document.sections:
        yield from _section(document, section)
    yield ""
    for footnote in document.footnotes:
        yield from wrapped(footnote, WIDTH)


def _section(document: Document, section: Section) -> Iterator[str]:
    yield ""
    yield from _underlined(section.title, "-")
    if section.note:
        yield from wrapped(section.note, WIDTH)
    if not section.rows:
        yield from wrapped(section.empty, WIDTH)
        return
    lines = _table(document, section)
    if max(map(cells, lines)) <= WIDTH:
        yield from lines
    else:
        yield from _stacked(document, section)


def _table(document: Document, section: Section) -> list[str]:
    """A table with its titles and bars, however wide."""
    rows = [[_cut(document.shown(cell)) for cell in row] for row in section.rows]
    titles = [Drawn(column.title, column.right) for column in section.columns]
    if section.bars is not None:
        titles.insert(section.bars + 1, Drawn(""))
        for row, share in zip(rows, section.shares, strict=True):
            row.insert(section.bars + 1, _bar(share))
    return list(table(titles, rows, None))


def _stacked(document: Document, section: Section) -> Iterator[str]:
    """A table that is too wide: what logs say, its last columns, stands below each row."""
    kept = min(len(section.columns), *(map(_first_log, section.rows)))
    narrow = replace(
        section,
        columns=section.columns[:kept],
        rows=tuple(row[:kept] for row in section.rows),
    )
    titles, *lines = _table(document, narrow) if kept else [""] * (len(section.rows) + 1)
    yield titles
    for line, row in zip(lines, section.rows, strict=True):
        if kept:
            yield line
        said = "; ".join(_cut(document.shown(cell)) for cell in row[kept:])
        yield from wrapped(said, WIDTH, _INDENT)


def _first_log(row: tuple[Cell, ...]) -> int:
    """Where what logs say begins in a row."""
    return next((at for at, cell in enumerate(row) if cell.unit == "log"), len(row))


def _cut(content: str) -> str:
    """A text made safe to draw and cut to a width."""
    return clipped(safe(content), _LONGEST)


def _bar(share: float) -> str:
    """A bar; what is there at all has a tick."""
    return _TICK * max(round(share * _BAR), int(share > 0))


def _underlined(heading: str, line: str) -> Iterator[str]:
    lines = wrapped(heading, WIDTH)
    yield from lines
    yield line * max(map(len, lines))
