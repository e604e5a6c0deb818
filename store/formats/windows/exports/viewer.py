"""Read what Event Viewer saves as CSV or as tab-separated text.

Neither computer, channel, record number nor zone is told; dates are in the user's own format.
"""

from collections.abc import Iterator
from itertools import islice

from store.formats.clock import Instant
from store.formats.encoding import head_as_utf8, in_unicode, text_in
from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.formats.long_events import of_events
from store.formats.truncation import truncated
from store.formats.windows.events.record import DATASET, NOT_UNDERSTOOD
from store.formats.windows.exports.long_rows import MessageRows
from store.formats.windows.exports.rows import Row, Shape, Sort, rows_of
from store.formats.windows.local_clock import SourceClock
from store.formats.windows.local_dates import Order, parts_of, walk
from store.formats.windows.rendered.from_text import Told, record_of_text
from store.formats.windows.scripts import joining_scripts
from store.model import Context, Record, TimeFlag
from store.text import decode

_FIRST = 50
"""Rows that are looked at to recognise a source."""
_ENGLISH = (b"Level", b"Keywords", b"Date and Time")
_MOST = 16 * 1024 * 1024
"""Bytes that are looked at to tell day and month apart."""


class _ViewerReader:
    """Reads row after row."""

    def __init__(self, shape: Shape, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._shape = shape
        self._context = context
        self._look_ahead = look_ahead
        self._clock = SourceClock(context, state)
        self._heading: str | None = state.get("heading")
        order = state.get("order")
        self._order = Order(*order) if order else None

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole rows; see `Reader`."""
        rows = rows_of(data, self._shape, at_end=at_end, take_rest=take_rest)
        records = [
            self._marked(row, data[row.start : row.end], offset)
            for row in rows
            if row.sort is not Sort.HEADING or not self._is_heading(data[row.start : row.end])
        ]
        whole = at_end and take_rest and not (rows and rows[-1].is_cut)
        consumed = len(data) if whole else self._consumed(data, rows)
        return Parsed(records, consumed)

    @staticmethod
    def _consumed(data: bytes, rows: list[Row]) -> int:
        """Where the last row ends, with the empty lines that follow it."""
        at = rows[-1].after if rows else 0
        while data.startswith((b"\n", b"\r\n"), at):
            at = data.index(b"\n", at) + 1
        return at

    def _is_heading(self, line: bytes) -> bool:
        """Whether a line that looks like a heading is the source's first line, or the same."""
        text = text_in(line, self._context.encoding)
        if self._heading is None:
            self._heading = text
        return text == self._heading

    def _marked(self, row: Row, raw: bytes, offset: int) -> Record:
        """The record of a row, marked where it is too long."""
        record = self._record(row, raw, offset)
        return truncated(record) if row.is_cut else record

    def _record(self, row: Row, raw: bytes, offset: int) -> Record:
        """The record of a row or another line."""
        if self._heading is None:
            self._heading = ""
        if row.sort is not Sort.ROW:
            return Record(offset + row.start, raw, NOT_UNDERSTOOD, {}, None)
        page = self._context.encoding
        level, date, provider, code, task, message = (text_in(cell, page) for cell in row.cells)
        told = Told(provider, code, message, level, task=task)
        return record_of_text(
            told, offset + row.start, raw, self._instant(date), self._context.host
        )

    def _instant(self, date: str) -> Instant | None:
        """The time of a row."""
        if self._order is None:
            self._order = walk(self._dates(), month_first=self._language())
        parts = parts_of(date)
        moment = parts.at(month_first=self._order.month_first) if parts else None
        if parts is None or moment is None:
            return None
        found = self._clock.utc(moment, newest_first=self._order.newest_first)
        if found is None or not (parts.doubtful or not (parts.decided or self._order.sure)):
            return found
        return Instant(found.time, found.flags | TimeFlag.AMBIGUOUS)

    def _language(self) -> bool | None:
        """Whether the heading's language has the month first; None without heading."""
        return "Date and Time" in self._heading if self._heading else None

    def _dates(self) -> Iterator[str]:
        """The dates of all rows, from where the reader began."""
        for row in _rows_ahead(self._look_ahead(), self._shape):
            if row.sort is Sort.ROW:
                yield text_in(row.cells[1], self._context.encoding)

    def state(self) -> State:
        """Heading, order of day and month, and the last record's time."""
        order = None if self._order is None else list(self._order)
        return {"heading": self._heading, "order": order, **self._clock.state()}


def _rows_ahead(chunks: Iterator[bytes], shape: Shape) -> Iterator[Row]:
    """The rows of a source, as far as it is looked at."""
    waiting, seen = b"", 0
    for chunk in chunks:
        waiting += chunk
        seen += len(chunk)
        rows = rows_of(waiting, shape, at_end=False, take_rest=False)
        yield from rows
        waiting = waiting[rows[-1].after :] if rows else waiting
        if seen > _MOST:
            return
    yield from rows_of(waiting, shape, at_end=True, take_rest=True)


def log_format(name: str, title: str, shape: Shape, sample: bytes) -> Format:
    """The format of such a file; name, title and sample as `Format` has them, rows of a shape."""

    def score(head: bytes) -> float:
        return _score(head, shape)

    def opened(context: Context, state: State, look_ahead: LookAhead) -> Reader:
        return _ViewerReader(shape, context, state, look_ahead)

    return Format(
        name=name,
        title=title,
        dataset=DATASET,
        score=score,
        open=joining_scripts(in_unicode(of_events(opened, MessageRows(shape)))),
        sample=sample,
    )


def _score(head: bytes, shape: Shape) -> float:
    """How well the beginning of a source fits: the share of rows, from the first line on.

    A heading alone counts where it is in English; a row inside of a log of another kind was
    written by a client of that log's server.
    """
    text = head_as_utf8(head)
    rows = list(islice(rows_of(text, shape, at_end=True, take_rest=True), _FIRST))
    if not rows or rows[0].sort is Sort.OTHER:
        return 0.0
    if rows[0].sort is Sort.HEADING:
        heading, rows = rows[0], rows[1:]
        if not rows:
            first = text[heading.start : heading.end].split(shape.separator.encode())
            return float(first[0] in _ENGLISH and first[1] in _ENGLISH)
    good = [row for row in rows if row.sort is Sort.ROW and _is_dated(row)]
    return len(good) / len(rows)


def _is_dated(row: Row) -> bool:
    """Whether a row's second cell is a date."""
    return parts_of(decode(row.cells[1])) is not None or not row.cells[1].isascii()
