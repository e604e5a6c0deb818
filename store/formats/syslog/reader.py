"""Read an auth log: bytes to records, with what the reader must remember between lines."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Protocol

from store.formats.clock import Instant
from store.formats.continuation import continuation
from store.formats.interface import LookAhead, Parsed, State
from store.formats.lines import LONG
from store.formats.long_events import LongEvents
from store.formats.long_lines import LongLines, shortened
from store.formats.syslog.envelopes import framing
from store.formats.syslog.envelopes.framing import Framing
from store.formats.syslog.envelopes.header import Header
from store.formats.syslog.envelopes.records import BLANKS
from store.formats.syslog.envelopes.splitting import split
from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.programs.web_servers import is_web_server
from store.formats.syslog.telling import DATASET, TIMELESS, UNPARSED, Telling
from store.formats.syslog.usual.lines import UsualLines
from store.formats.truncation import truncated
from store.model import Context, Record
from store.text import decode


def _long(found: Framing | None, state: State) -> LongLines | LongEvents:
    """What makes one record of a long one, however records are separated."""
    if found in (None, Framing.LINES):
        return LongLines(state)
    return LongEvents(framing.GluedRecords(), state)


class Others(Protocol):
    """Reads lines of programs that write logs of their own."""

    def read(
        self, offset: int, raw: bytes, header: Header, instant: Instant | tuple[None, int]
    ) -> Record | None:
        """The record of a line and its envelope; None where it means nothing there."""


class AuthReader:
    """Reads one source; see `store.formats.interface.Reader`."""

    def __init__(
        self,
        context: Context,
        state: State,
        look_ahead: LookAhead,
        servers: Callable[[], Others],
    ) -> None:
        """Begin or go on.

        Args:
            context: Of the source.
            state: What an earlier one's `state()` gave.
            look_ahead: Opens the source anew.
            servers: Makes what reads the lines of web servers.
        """
        found = state.get("framing")
        self._framing = Framing(found) if found else None
        self._long = _long(self._framing, state)
        self._look_ahead = look_ahead
        self._host = context.host
        self._make_servers = servers
        self._has_begun = bool(state.get("begun"))
        """Whether there is a record that a first line with a blank before it goes on with."""
        self._first: int | None = None
        """Where the source's first record is, while it is being read."""
        self._stamps = Stamps(context, state.get("stamps", {}), self._lines)
        self._telling = Telling(context.host, state)
        self._usual = UsualLines(self._stamps, self._telling, self._record)

    def state(self) -> State:
        """What the next reader of this source has to know."""
        stamps, found = self._stamps.state(), self._framing
        return {
            "stamps": stamps,
            "framing": found and found.value,
            "begun": self._has_begun,
            **self._telling.state(),
            **self._long.state(),
        }

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of `data`; see `store.formats.interface.Reader`."""
        if self._framing is None:
            self._framing = framing.framing_of(self._look_ahead())
            self._long = _long(self._framing, self._long.state())
        return self._long.read(self._cut, data, offset, at_end=at_end, take_rest=take_rest)

    def _cut(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of `data`, of which no line is too long, up to one that is too long."""
        found = self._framing or Framing.LINES
        if len(data) >= LONG and found is Framing.LINES:
            long = self._read_long(data, offset, at_end=at_end)
            if long is not None:
                return long
        cut = framing.split(found, data, offset, at_end=at_end, take_rest=take_rest)
        self._first = cut.records[0][0] if cut.records and not self._has_begun else None
        self._has_begun = self._has_begun or bool(cut.records)
        records = self._usual.read(cut.records)
        if cut.is_cut and records:
            records = [*records[:-1], truncated(records[-1])]
        return Parsed(records, cut.consumed)

    def _read_long(self, data: bytes, offset: int, *, at_end: bool) -> Parsed | None:
        """Read a long piece of lines that are records each; None where it is not as usual."""
        end = data.rfind(b"\n") + 1
        if at_end and end < len(data):
            return None
        size = end if at_end else data[:end].rstrip(b"\n").rfind(b"\n") + 1  # the last may go on
        piece = data[:size]
        goes_on = data[size : size + 1] in BLANKS
        if not piece or goes_on or b"\r\n" in data:
            return None
        records = self._usual.read_long(piece, offset)
        if records is None:
            return None
        self._has_begun = True
        return Parsed(records, size)

    def _record(self, offset: int, raw: bytes) -> Record:
        """One record; unparsed if it begins with no header or with no date of the calendar."""
        header = split(decode(raw))
        if header is None and raw[:1] in BLANKS and offset != self._first:
            return continuation(offset, raw, DATASET, self._host)
        if header is None:
            return Record(offset, raw, UNPARSED, {}, None)
        instant = self._stamps.read(header) if header.minute else TIMELESS
        if instant is None:
            return Record(offset, raw, UNPARSED, {}, None)
        told = self._of_server(offset, raw, header, instant)
        return told or self._telling.record(offset, raw, header, instant)

    def _of_server(
        self, offset: int, raw: bytes, header: Header, instant: Instant | tuple[None, int]
    ) -> Record | None:
        """The record of a web server's own line; None of any other."""
        if header.tag is None or not is_web_server(header.tag):
            return None
        record = self._servers.read(offset, raw, header, instant)
        if record is not None:
            host = header.host or self._host or ""
            self._telling.remember((host, header.tag, header.pid, header.message))
        return record

    @cached_property
    def _servers(self) -> Others:
        return self._make_servers()

    def _lines(self) -> Iterator[bytes]:
        """The source for who looks at lines only."""
        chunks = self._look_ahead()
        if self._framing in (None, Framing.LINES):
            return shortened(chunks)
        return framing.separated(chunks)
