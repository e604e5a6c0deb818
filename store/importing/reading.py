"""Read one log from where it was left, piece by piece, into records that all have a time."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from store.errors import FormatError
from store.formats.interface import Format, Parsed, Reader, State
from store.formats.lines import LONG
from store.formats.registry import HEAD, detect, named
from store.formats.returns import ends_with_returns, reading_returns, was_told
from store.formats.sheet import Sheet
from store.formats.unknown import open_unknown
from store.importing.containers.streams import Opened, Stream
from store.importing.identity import PREFIX, TAIL, Known, Position
from store.importing.options import Options
from store.model import Context, Record, TimeFlag
from store.times import machine_zone

CHUNK = 2 * 1024 * 1024
"""Bytes read, understood and committed at a time, where records are as long as usual."""

_MOST = 20_000
"""Records, by a guess, that are read at a time; a usual chunk of an access log has fewer."""
_LEAST = 256 * 1024
_LONGER = 3
"""How many times as much is read at a time of a log whose records are long: what each commit costs
is shared by all records of a piece."""

SETTLED = 10 * 1_000_000_000
"""Nanoseconds after which a last line without its end is taken as it is."""


class Piece(NamedTuple):
    """A part of a log, ready to be committed."""

    parsed: Parsed
    """Its records, every one with a time."""
    position: Position
    """How far the log has been read with it."""
    state: State
    """What the reader has to know to go on from there."""


class LogReader:
    """Reads one open log."""

    def __init__(self, opened: Opened, known: Known | None, options: Options, now: int) -> None:
        """Find the format and the place to begin at.

        Args:
            opened: The log.
            known: What the database knows of it; None: it is new.
            options: What the user said.
            now: The clock, in nanoseconds since 1970 UTC.
        """
        self._opened = opened
        self._stream = opened.stream()
        self._position = _resume(self._stream, known)
        self.identity = known.identity if known else None
        """The stable part of its events' ids; None where the log is new."""
        self._age = now - opened.identity.modified
        self.format = _format(self._stream, self._position.offset, known, options)
        self._fallback_time = (
            options.reference if options.reference is not None else opened.identity.modified // 1000
        )
        zone = options.zone or machine_zone()
        context = Context(
            zone, self._fallback_time, options.host, options.proxies, options.encoding
        )
        self._reader = self._open_reader(context, known)
        self._rest = b""
        """Bytes that were read, and are in no piece yet."""
        self.waiting = False
        """Whether something is left for a later run: a last line that is still being written."""

    @property
    def problem(self) -> str | None:
        """Why the file ended early, in one sentence."""
        return self._stream.problem

    def pieces(self, begin: float = 1.0) -> Iterator[Piece]:
        """What the log holds beyond its position.

        Args:
            begin: The first piece's share of a usual one; each is half as long again as the one
                before. Who waits for the first may begin sooner.
        """
        return filter(_holds_any, self._pieces(begin))

    def _pieces(self, begin: float) -> Iterator[Piece]:
        """As `pieces`; some hold nothing. None is kept here while the next one is read."""
        self._stream.seek(self._position.offset)
        at_end = False
        most = CHUNK * _LONGER if self.format and self.format.has_long_records else CHUNK
        size = int(most * begin)
        while not at_end:
            is_full = self._fetch(size)
            at_end = not is_full and not self._stream.growing
            while (portion := self._portion(self._rest)) < (before := len(self._rest)):
                yield self._next(portion, at_end=False)
                if len(self._rest) == before:
                    break
            if is_full and len(self._rest) < size // 2:
                continue  # a short piece costs as many steps as a long one
            yield self._next(len(self._rest), at_end=at_end)
            size = min(size * 3 // 2, most)
        self.waiting = bool(self._rest)

    def _fetch(self, size: int) -> bool:
        """Read so many bytes more; says whether there were."""
        fresh = self._stream.read(size)
        if self._was_replaced():
            fresh = b""  # bytes of another log: the next run finds out which
        self._rest += fresh
        return len(fresh) == size

    def _next(self, portion: int, *, at_end: bool) -> Piece:
        """The piece that the format makes of the first bytes at hand."""
        piece = self._read(self._rest[:portion], at_end=at_end)
        self._rest = self._rest[piece.parsed.consumed :]
        return piece

    def _read(self, data: bytes, *, at_end: bool) -> Piece:
        """Make a piece of what the format takes of some bytes."""
        parsed = self._reader.read(
            data, self._position.offset, at_end=at_end, take_rest=at_end and self._takes_rest()
        )
        records = placed(parsed.records, self._position.last_time, self._fallback_time)
        last = _latest(records, self._position.last_time)
        self._position = self._position.after(data[: parsed.consumed], last)
        return Piece(parsed._replace(records=records), self._position, self._reader.state())

    def _portion(self, data: bytes) -> int:
        """How many of the bytes to read at a time: those of a binary log hold no lines to count."""
        return len(data) if self.format and self.format.binary else _portion(data)

    def _takes_rest(self) -> bool:
        """Whether the end of the file is the end of its last line.

        A compressed file is complete once its end mark is there; any other once nobody has written
        to it for a while.
        """
        complete = self._opened.compression != "none" and self._stream.problem is None
        modified = os.fstat(self._opened.descriptor).st_mtime_ns
        rests = self._age >= SETTLED and modified == self._opened.identity.modified
        return self._opened.has_ended or complete or rests

    def _was_replaced(self) -> bool:
        """Whether the file was truncated and written anew while it was being read."""
        beginning = self._position.beginning
        if self._opened.compression != "none":
            return False
        return self._opened.stream().read(len(beginning)) != beginning

    def _open_reader(self, context: Context, known: Known | None) -> Reader:
        name = self.format.name if self.format else None
        same = known is not None and known.format == name
        state = _state(known) if same and known is not None else {}
        opened = self.format.open if self.format else open_unknown
        if was_told(state) or (known is None and self._ends_with_returns()):
            opened = reading_returns(opened)
        return opened(context, state, self._look_ahead)

    def _ends_with_returns(self) -> bool:
        r"""Whether the lines of a log that is new end with `\r` alone."""
        return ends_with_returns(self._opened.stream().read(HEAD))

    def _look_ahead(self) -> Iterator[bytes]:
        """The log once more from the position where reading begins."""
        stream = self._opened.stream()
        stream.seek(self._position.offset)
        while chunk := stream.read(CHUNK):
            yield chunk


def format_of(opened: Opened, known: Known | None, options: Options) -> Format | None:
    """The format that a log is to be read in; None where it is in none.

    Args:
        opened: The log.
        known: What the database knows of it; None: it is new.
        options: What the user said.
    """
    return _format(opened.stream(), known.offset if known else 0, known, options)


def placed(records: Sequence[Record], before: int | None, fallback: int) -> Sequence[Record]:
    """Give every record a time: its own, else its predecessor's, else its successor's.

    Args:
        records: In the order of the file.
        before: Time of the record before them, if there was one.
        fallback: For a log without any time (µs UTC).
    """
    if isinstance(records, Sheet):
        return _placed_sheet(records, before, fallback)
    if all(record.time is not None for record in records):
        return records
    first = next((record.time for record in records if record.time is not None), fallback)
    current = first if before is None else before
    out: list[Record] = []
    for record in records:
        if record.time is None:
            flags = record.time_flags | TimeFlag.INHERITED
            out.append(record._replace(time=current, time_flags=int(flags)))
        else:
            current = record.time
            out.append(record)
    return out


def _placed_sheet(sheet: Sheet, before: int | None, fallback: int) -> Sheet:
    """As `placed`."""
    if not sheet.timeless or sheet.marks is None:
        return sheet
    times, flags = list(sheet.times), list(sheet.marks.flags)
    if before is None:
        first = next((at for at in range(len(times)) if at not in sheet.timeless), None)
        before = fallback if first is None else times[first]
    for at in sorted(sheet.timeless):
        times[at] = times[at - 1] if at else before
        flags[at] = int(flags[at] | TimeFlag.INHERITED)
    return sheet.timed(times, flags)


def _portion(data: bytes) -> int:
    """How many of the bytes to read at a time: tiny records must not make millions at once."""
    if len(data) <= _LEAST:
        return len(data)
    records = _count(data, b"\n") or _count(data, b"\r")
    if _count(data, b"<") > _MOST:  # which takes a sixth of the time of looking for more
        records += data.count(b"<Event")
    return len(data) if records <= _MOST else max(len(data) * _MOST // records, _LEAST)


def _count(data: bytes, byte: bytes) -> int:
    """How often a byte occurs."""
    if len(data) < LONG:
        return data.count(byte)
    from store.formats import long_pieces  # noqa: PLC0415 - which loads numpy

    return long_pieces.count(data, byte[0])


def _holds_any(piece: Piece) -> bool:
    return piece.parsed.consumed > 0


def _latest(records: Sequence[Record], before: int | None) -> int | None:
    """The time that a record without one would inherit next."""
    return records[-1].time if records else before


def _resume(stream: Stream, known: Known | None) -> Position:
    if known is None:
        return Position()
    stream.seek(0)
    beginning = stream.read(min(PREFIX, known.offset))
    size = min(TAIL, known.offset)
    stream.seek(known.offset - size)
    return Position(known.offset, beginning, stream.read(size), known.last_time)


def _format(stream: Stream, offset: int, known: Known | None, options: Options) -> Format | None:
    """The log's format: the user's word, else what it was before, else what its bytes say."""
    if options.format is not None:
        return options.format
    if known is not None and known.format is not None:
        with suppress(FormatError):  # one of the user's own, and gone
            return named(known.format, options.format_folders)
    stream.seek(offset)
    head = stream.read(HEAD)
    while head.startswith(b"\0\0") and not (head := head.lstrip(b"\0")):  # copytruncate's hole
        head = stream.read(HEAD)
    return detect(head, options.format_folders)


def _state(known: Known) -> State:
    state: State = json.loads(known.state)
    return state
