"""Cut Event Viewer's CSV and tab-separated exports into rows.

The heading has five cells and rows have six; only the last, the message, has line breaks. A row
is known by its first five cells. Where its message is quoted, the quotes decide where it ends, so
that no line inside of it counts as a row; a quotation that is not closed as the exporter closes
them ends where the next row begins.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from store.formats.truncation import clipped

LONGEST = 1024 * 1024
"""Bytes of the longest quoted message that is looked for."""
_CLOSED = re.compile(rb'[^"]*+(?:""[^"]*+)*+"')
_LINE_END = re.compile(rb"\r?\n")
_DATE = (
    rb"[^,;\t\r\n\"\d]{0,12}\d{1,4}[^,;\t\r\n\"\d]{1,9}\d{1,2}[^,;\t\r\n\"\d]{1,9}\d{1,4}"
    rb"[^,;\t\r\n\"\d]{1,24}\d{1,2}[:.h]\d\d(?:[:.]\d\d)?[^,;\t\r\n\"\d]{0,24}"
)


class Sort(Enum):
    """What a stretch of the text is."""

    ROW = auto()
    HEADING = auto()
    OTHER = auto()
    """A line that is neither."""


class Row(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int
    """Where it ends, its line end not counted."""
    after: int
    """Where the next one begins."""
    sort: Sort
    cells: tuple[bytes, ...] = ()
    """Level or keywords, date, source, event id, task category and message; no quotes around."""
    is_cut: bool = False
    """Whether it goes on behind its end, but is too long."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows of one sign between the cells look."""

    separator: str
    """The sign."""
    row: re.Pattern[bytes]
    """The cells before the message, and the sign behind them."""
    next_row: re.Pattern[bytes]
    """The same, anywhere after a line end."""
    heading: re.Pattern[bytes]
    """A heading: five cells without digits."""


def shape_of(separator: str) -> Shape:
    """The shape for a sign, a comma or a tab."""
    sign = re.escape(separator).encode()
    cell = rb'(?:"((?:[^"\r\n]|""){0,400})"|([^"\r\n' + sign + rb"]{0,400}))"
    quick = rb'(?:"(?:[^"\r\n]|""){0,400}"|[^"\r\n' + sign + rb"]{0,400})"
    row = sign.join([cell, rb'"?(' + _DATE + rb')"?', cell, rb"(\d{1,10})", cell]) + sign
    same = sign.join([quick, rb'"?' + _DATE + rb'"?', quick, rb"\d{1,10}", quick]) + sign
    word = rb'[^\r\n"\d' + sign + rb"]{1,100}"
    return Shape(
        separator,
        re.compile(row),
        re.compile(rb"\n(?=" + same + rb")"),
        re.compile(sign.join([word] * 5) + rb"(?=\r?\n|\r?\Z)"),
    )


def rows_of(data: bytes, shape: Shape, *, at_end: bool, take_rest: bool) -> list[Row]:
    """Cut a text.

    Args:
        data: UTF-8 (or a code page that keeps ASCII), beginning at a row.
        shape: What rows look like.
        at_end: No more bytes are there at present.
        take_rest: With `at_end`: a last row without line end is taken too.

    Returns:
        Rows, headings and other lines in their order. Empty lines are left out; what comes after
        the last one needs more text to be decided.
    """
    rows: list[Row] = []
    at, rest = 0, at_end and take_rest
    while at < len(data):
        row = _next(data, at, shape, rest=rest)
        if row is None:
            break
        if row.end > row.start:
            rows.append(row)
        if row.is_cut:
            break
        at = row.after
    return rows


def _next(data: bytes, at: int, shape: Shape, *, rest: bool) -> Row | None:
    """The row or line that begins here; None where more text may change it."""
    found = shape.row.match(data, at)
    if found is None or data[found.end() : found.end() + 1] != b'"':
        return _line(data, at, found, shape, rest=rest)
    start = found.end() + 1
    closed = _CLOSED.match(data, start, start + LONGEST)
    end = closed.end() if closed else -1
    if closed and (line_end := _LINE_END.match(data, end)):
        return _quoted(at, end, line_end.end(), found, data[start : end - 1])
    if closed and data[end:] in (b"", b"\r"):
        return _quoted(at, len(data), len(data), found, data[start : end - 1]) if rest else None
    if closed is None and len(data) - start <= LONGEST and not rest:
        return None
    return _unclosed(data, at, found, shape, rest=rest)


def _line(
    data: bytes, at: int, found: re.Match[bytes] | None, shape: Shape, *, rest: bool
) -> Row | None:
    """A row without quoted message, or any other line."""
    stop = data.find(b"\n", at, at + LONGEST + 1)
    after = stop + 1
    if stop < 0:
        if len(data) - at <= LONGEST and not rest:
            return None
        stop = after = min(len(data), clipped(data, at, LONGEST))
    is_cut = after < len(data) and data[after - 1 : after] != b"\n"
    end = stop - 1 if stop > at and data[stop - 1 : stop] == b"\r" else stop
    if found is not None and found.end() <= end:
        cells = (*_cells(found), data[found.end() : end])
        return Row(at, end, after, Sort.ROW, cells, is_cut)
    if shape.heading.match(data, at, end):
        return Row(at, end, after, Sort.HEADING)
    return Row(at, end, after, Sort.OTHER, is_cut=is_cut)


def _quoted(at: int, end: int, after: int, found: re.Match[bytes], message: bytes) -> Row:
    """A row whose message is quoted."""
    return Row(at, end, after, Sort.ROW, (*_cells(found), message.replace(b'""', b'"')))


def _unclosed(
    data: bytes, at: int, found: re.Match[bytes], shape: Shape, *, rest: bool
) -> Row | None:
    """A row whose quotation does not end as it should: it goes up to the next row."""
    start = found.end() + 1
    following = shape.next_row.search(data, start, start + LONGEST)
    if following is None and len(data) - start <= LONGEST and not rest:
        return None
    after = following.start() + 1 if following else min(len(data), clipped(data, start, LONGEST))
    end = start + len(data[start:after].rstrip(b"\r\n"))
    row = _quoted(at, end, after, found, data[start:end])
    return row._replace(is_cut=following is None and after < len(data))


def _cells(found: re.Match[bytes]) -> tuple[bytes, ...]:
    """The cells before the message."""
    groups = found.groups()
    pairs = ((0, 1), (2, 2), (3, 4), (5, 5), (6, 7))
    cells = (groups[one] if groups[one] is not None else groups[two] for one, two in pairs)
    return tuple((cell or b"").replace(b'""', b'"').strip() for cell in cells)
