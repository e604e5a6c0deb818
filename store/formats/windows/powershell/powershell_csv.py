"""Read the CSV that PowerShell's `Export-Csv` makes of Windows events.

The first line names the properties, in any order and number; Windows PowerShell writes a line
`#TYPE …` before it. Times are in the exporting user's own format.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from store.formats.clock import Instant, LocalClock
from store.formats.encoding import text_in
from store.formats.interface import LookAhead, Parsed, State
from store.formats.truncation import truncated
from store.formats.windows.events.event import Value
from store.formats.windows.export_reader import not_understood, on_host
from store.formats.windows.local_clock import SourceClock
from store.formats.windows.local_dates import Order, looks_american, parts_of, walk
from store.formats.windows.powershell.powershell_rows import SEPARATORS, Cutter, Row, line_at
from store.formats.windows.powershell.powershell_times import time_of
from store.formats.windows.powershell.properties import (
    is_event,
    record_of_properties,
    time_property,
)
from store.model import Context, Record, TimeFlag

_TYPE = re.compile(rb"#TYPE [\w.#/+`\[\], =-]{1,1000}")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_ ]{0,60}")
_ANY = tuple(Cutter(separator, quoted=False) for separator in SEPARATORS)
_MOST = 16 * 1024 * 1024
"""Bytes that are looked at to tell day and month apart."""


class Line(NamedTuple):
    """A row, and its values by name; None for one that holds none: a heading, an empty line."""

    row: Row
    values: dict[str, Value] | None


class Heading(NamedTuple):
    """The names of the properties in their order, and the sign between them."""

    separator: str
    names: tuple[str, ...]
    quoted: bool
    """Whether every name is in quotes: then so is every value."""

    @property
    def cutter(self) -> Cutter:
        """Cuts the rows below."""
        return Cutter(self.separator, quoted=self.quoted)


class Rows:
    """Cuts a source into rows under headings."""

    def __init__(self, heading: Heading | None, *, sound: bool, code_page: str | None) -> None:
        self.heading = heading
        self.sound = sound
        """Whether the last row was whole: only then may another heading follow."""
        self._code_page = code_page
        self._cutter = heading.cutter if heading else _ANY[0]

    def cut(self, text: bytes, *, take_rest: bool) -> Iterator[Line]:
        """Rows that follow each other without a gap; broken ones have no cells."""
        at = 0
        while at < len(text):
            line = self._line(text, at, take_rest=take_rest)
            if line is None:
                return
            self.sound = line.row.cells is not None
            yield line
            if line.row.is_cut:
                return
            at = line.row.after

    def _line(self, text: bytes, at: int, *, take_rest: bool) -> Line | None:
        """What begins here; None where more text has to decide."""
        first = line_at(text, at, take_rest=take_rest)
        if first is None and (self.heading is None or _may_be_type(text[at : at + 6])):
            return None
        if first is not None and self._is_beside(first, text):
            return Line(first._replace(cells=()), None)
        if self.heading is None:
            return None if first is None else Line(first, None)
        row = self._cutter.row(text, at, len(self.heading.names), take_rest=take_rest)
        if row is None or not row.cells:
            return None if row is None else Line(row, None)
        if self.sound and self._is_heading(row, text, self.heading.separator):
            return Line(row, None)
        cells = (text_in(cell, self._code_page) for cell in row.cells)
        return Line(row, dict(zip(self.heading.names, cells, strict=True)))

    def _is_beside(self, first: Row, text: bytes) -> bool:
        """Whether a line is empty, the name of a type, or the first heading."""
        line = text[first.start : first.end]
        if not line.strip() or _TYPE.fullmatch(line):
            return True
        return self.heading is None and any(
            self._is_heading(cutter.row(line, 0, 0, take_rest=True), line, sign)
            for sign, cutter in zip(SEPARATORS, _ANY, strict=True)
        )

    def _is_heading(self, row: Row | None, text: bytes, separator: str) -> bool:
        """Whether a row's cells are names of properties; they are remembered then."""
        if row is None or not row.cells or not all(map(_NAME.fullmatch, row.cells)):
            return False
        names = tuple(cell.decode("ascii") for cell in row.cells)
        if not is_event(frozenset(names)):
            return False
        quotes = text.count(b'"', row.start, row.end)
        self.heading = Heading(separator, names, quotes == 2 * len(names))
        self._cutter = self.heading.cutter
        return True


class CsvReader:
    """Reads row after row."""

    def __init__(self, context: Context, state: State, look_ahead: LookAhead) -> None:
        heading, order = state.get("heading"), state.get("order")
        self._context = context
        self._look_ahead = look_ahead
        self._rows = Rows(
            Heading(heading[0], tuple(heading[1]), bool(heading[2])) if heading else None,
            sound=bool(state.get("sound", True)),
            code_page=context.encoding,
        )
        self._order = Order(*order) if order else None
        self._clock = SourceClock(context, state)
        self._exact = LocalClock(context.zone)

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole rows; see `Reader`."""
        records: list[Record] = []
        consumed = 0
        for line in self._rows.cut(data, take_rest=at_end and take_rest):
            row = line.row
            if row.cells is None or line.values is not None:
                raw = data[row.start : row.end]
                record = self._record(line.values, offset + row.start, raw)
                records.append(truncated(record) if row.is_cut else record)
            consumed = row.after
        return Parsed(records, consumed)

    def state(self) -> State:
        """The heading, the order of day and month, the last record's time."""
        heading = self._rows.heading
        return {
            "heading": None if heading is None else list(heading),
            "sound": self._rows.sound,
            "order": None if self._order is None else list(self._order),
            **self._clock.state(),
        }

    def _record(self, values: dict[str, Value] | None, offset: int, raw: bytes) -> Record:
        """The record of a row."""
        if values is None:
            return not_understood(offset, raw)
        instant = self._instant(time_property(values))
        record = record_of_properties(values, instant, offset, raw)
        if record is None:
            return not_understood(offset, raw)
        return on_host(record, self._context.host)

    def _instant(self, value: Value) -> Instant | None:
        """The time of a row: ISO 8601, or in the user's own format."""
        exact = time_of(value, self._exact)
        parts = None if exact is not None or not isinstance(value, str) else parts_of(value)
        if parts is None:
            return exact
        if self._order is None:
            month_first = True if looks_american(str(value)) else None
            self._order = walk(self._dates(), month_first=month_first)
        moment = parts.at(month_first=self._order.month_first)
        if moment is None:
            return None
        found = self._clock.utc(moment, newest_first=self._order.newest_first)
        if found is None or not (parts.doubtful or not (parts.decided or self._order.sure)):
            return found
        return Instant(found.time, found.flags | TimeFlag.AMBIGUOUS)

    def _dates(self) -> Iterator[str]:
        """The dates of all rows, from where the reader began."""
        rows = Rows(self._rows.heading, sound=True, code_page=self._context.encoding)
        waiting, seen = b"", 0
        for chunk in self._look_ahead():
            waiting += chunk
            seen += len(chunk)
            used = 0
            for line in rows.cut(waiting, take_rest=False):
                used = line.row.after
                if line.values and isinstance(date := time_property(line.values), str):
                    yield date
            waiting = waiting[used:]
            if seen > _MOST:
                return
        lines = rows.cut(waiting, take_rest=True)
        yield from (str(time_property(line.values)) for line in lines if line.values)


def heading_of(text: bytes) -> Heading | None:
    """The heading that a source begins with, after a type's name and empty lines.

    Args:
        text: The beginning of a source, UTF-8.
    """
    rows = Rows(None, sound=True, code_page=None)
    for line in rows.cut(text, take_rest=True):
        if rows.heading is not None or line.row.cells is None:
            break
    return rows.heading


def _may_be_type(beginning: bytes) -> bool:
    """Whether a line that is not all there may turn out to name a type."""
    return b"#TYPE ".startswith(beginning) or not beginning.strip()
