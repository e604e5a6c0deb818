"""Read the text of `wevtutil qe /f:text`, in both dialects and any language.

The older one has local time without zone, the newer one UTC with seven decimals.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from store.formats.clock import Instant
from store.formats.continuation import continuation
from store.formats.encoding import text_in
from store.formats.interface import LookAhead, Parsed, State
from store.formats.lines import cut
from store.formats.truncation import truncated
from store.formats.windows.events.event import system_time
from store.formats.windows.events.record import DATASET, NOT_UNDERSTOOD
from store.formats.windows.exports.listing import Piece, events_of
from store.formats.windows.local_clock import SourceClock
from store.formats.windows.rendered.from_text import Told, record_of_text
from store.model import Context, Parse, Record

_KEY = re.compile(r"  ([^:\uff1a\r\n]{1,60})[:\uff1a](.*)")
_NAMES = (
    *("Log Name", "Source", "Date", "Event ID", "Task", "Level", "Opcode", "Keyword", "User"),
    *("User Name", "Computer", "Description"),
)
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?", re.ASCII)
_MARKS = dict.fromkeys([0x200E, 0x200F])
_MOST = 16 * 1024 * 1024
"""Bytes that are looked at to tell whether the newest event comes first."""
_NOTHING = frozenset({"N/A", "n/a", "-"})


class WevtutilReader:
    """Reads event after event."""

    def __init__(self, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._context = context
        self._look_ahead = look_ahead
        self._clock = SourceClock(context, state)
        self._newest_first: bool | None = state.get("newest_first")
        self._is_repeated = bool(state.get("repeated"))
        self._has_begun = bool(state.get("begun"))
        """Whether there is an event that text before the next one goes on with."""
        self._rest_of: int | None = state.get("rest_of")
        """The number of an event whose rest is passed over, since it is too long."""

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of whole events; see `Reader`."""
        records: list[Record] = []
        pieces = events_of(data, at_end=at_end, take_rest=take_rest, rest_of=self._rest_of)
        for piece in pieces:
            raw = data[piece.start : piece.end]
            if self._rest_of is not None:
                self._rest_of = self._rest_of if piece.is_cut else None
                continue
            self._rest_of = piece.number if piece.is_cut else None
            if piece.is_begun:
                records.append(Record(offset + piece.start, raw.rstrip(), NOT_UNDERSTOOD, {}, None))
            elif piece.number < 0 and self._has_begun:
                records.append(continuation(offset + piece.start, raw.rstrip(), DATASET))
            elif piece.number < 0:
                lines = cut(raw, offset + piece.start, take_rest=True).lines
                records += [Record(at, line, NOT_UNDERSTOOD, {}, None) for at, line in lines]
            else:
                record = self._record(raw.rstrip(), offset + piece.start)
                record = truncated(record) if piece.is_cut else record
                is_doubtful = piece.is_repeated or self._is_repeated
                records.append(_doubted(record) if is_doubtful else record)
            self._is_repeated = piece.is_repeated
            self._has_begun = self._has_begun or piece.number >= 0 or piece.is_begun
        return Parsed(records, pieces[-1].end if pieces else 0)

    def _record(self, raw: bytes, offset: int) -> Record:
        """The record of an event."""
        values, message = _taken_apart(text_in(raw, self._context.encoding))
        get = values.get
        told = Told(
            provider=get("Source", ""),
            code=get("Event ID", ""),
            message=message,
            level=get("Level", ""),
            keywords=get("Keyword", ""),
            task=get("Task", ""),
            opcode=get("Opcode", ""),
            channel=get("Log Name", ""),
            computer=get("Computer", ""),
            sid=get("User", ""),
        )
        instant = self._instant(get("Date", ""))
        return record_of_text(told, offset, raw, instant, self._context.host)

    def _instant(self, text: str) -> Instant | None:
        """The time of an event."""
        naive = _local(text)
        if naive is None:
            time = system_time(text)
            return None if time is None else Instant(time)
        if self._newest_first is None:
            self._newest_first = _falls(self._dates())
        return self._clock.utc(naive, newest_first=self._newest_first)

    def _dates(self) -> Iterator[datetime]:
        """The local times of all events, from where the reader began."""
        for raw in _events_ahead(self._look_ahead()):
            values, _ = _taken_apart(text_in(raw, self._context.encoding))
            if naive := _local(values.get("Date", "")):
                yield naive

    def state(self) -> State:
        """The order of the events, and the last one's time and whether its number comes again."""
        return {
            "newest_first": self._newest_first,
            "repeated": self._is_repeated,
            "rest_of": self._rest_of,
            "begun": self._has_begun,
            **self._clock.state(),
        }


def _doubted(record: Record) -> Record:
    """A record of an event of which there are two with one number: one of them is forged."""
    return record._replace(kind=record.kind._replace(parse=Parse.HEADER))


def _taken_apart(text: str) -> tuple[dict[str, str], str]:
    """The values of an event by their English keys, and its text.

    Keys in another language are known by their order.
    """
    values: dict[str, str] = {}
    lines = text.split("\n")
    numbered = enumerate(lines[1:], start=1)
    for position, (number, line) in enumerate(numbered):
        found = _KEY.fullmatch(line.rstrip("\r"))
        if found is None or position == len(_NAMES):
            return values, "\n".join(lines[number:])
        key = found[1] if found[1] in _NAMES else _NAMES[position]
        value = found[2].strip()
        if key == _NAMES[-1]:
            return values, "\n".join([value, *lines[number + 1 :]])
        if value and value not in _NOTHING:
            values.setdefault(key, value if value.isascii() else value.translate(_MARKS))
    return values, ""


def _local(text: str) -> datetime | None:
    """A local time; None for one with a zone, and where it is none."""
    found = _LOCAL.fullmatch(text)
    if found is None:
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}.{(found[2] or '').ljust(6, '0')[:6]}")
    except ValueError:
        return None


def _events_ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The events of a source, as far as it is looked at."""
    waiting, seen = b"", 0
    for chunk in chunks:
        waiting += chunk
        seen += len(chunk)
        pieces = events_of(waiting, at_end=False, take_rest=False)
        yield from _raws(waiting, pieces)
        waiting = waiting[pieces[-1].end :] if pieces else waiting
        if seen > _MOST:
            return
    yield from _raws(waiting, events_of(waiting, at_end=True, take_rest=True))


def _raws(data: bytes, pieces: list[Piece]) -> Iterator[bytes]:
    """The bytes of the events among some pieces."""
    return (data[piece.start : piece.end] for piece in pieces if piece.number >= 0)


def _falls(moments: Iterator[datetime]) -> bool:
    """Whether the first moments that differ fall."""
    before = next(moments, None)
    for moment in moments:
        if before is not None and moment != before:
            return moment < before
    return False
