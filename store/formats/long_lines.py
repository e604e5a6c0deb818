"""Make one record of a line that is longer than a record may be.

Its beginning is read and marked as truncated; the rest is passed over up to the line's end, however
far away that is and whenever it comes. So no client can make its own words a line by logging many
of them, and nothing longer than `lines.LONGEST` is ever held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

from store.formats import lines
from store.formats.encoding import Open
from store.formats.interface import LookAhead, Parsed, Reader, State
from store.formats.truncation import clipped, truncated
from store.model import Context, Record

_LF, _CR = b"\n", b"\r"


class Read(Protocol):
    """What reads lines; see `Reader.read`."""

    def __call__(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of lines."""


class _Long(NamedTuple):
    """Where in some bytes a line begins that is too long, and where its beginning is cut off."""

    begin: int
    end: int


class LongLines:
    """Keeps long lines from what reads a source's lines."""

    def __init__(self, state: State) -> None:
        """Go on from what `state` gave."""
        self._is_passing = bool(state.get("passing"))
        """Whether the next bytes are the rest of a line that was too long."""

    def state(self) -> State:
        """What has to be known to go on."""
        return {"passing": True} if self._is_passing else {}

    def read(
        self, read: Read, data: bytes, offset: int, *, at_end: bool, take_rest: bool
    ) -> Parsed:
        """Make records as `Reader.read` does, each line being `lines.LONGEST` bytes at most."""
        if not self._is_passing and len(data) <= lines.LONGEST:
            return read(data, offset, at_end=at_end, take_rest=take_rest)
        parts: list[Parsed] = []
        at = self._behind(data, 0)
        while not self._is_passing:
            long = _first_long(data, at)
            if long is None:
                rest = data[at:]
                parts.append(read(rest, offset + at, at_end=at_end, take_rest=take_rest))
                at += parts[-1].consumed
                break
            text = data[at : long.end] + _LF
            found = read(text, offset + at, at_end=True, take_rest=True)
            parts.append(_marked(found, offset + long.begin))
            self._is_passing = True
            at = self._behind(data, long.end)
        return together(parts, at)

    def _behind(self, data: bytes, at: int) -> int:
        """Pass over the rest of a line, if one is being passed over; where the bytes go on."""
        if not self._is_passing:
            return at
        end = data.find(_LF, at) + 1
        self._is_passing = not end
        return end or len(data)


def _first_long(data: bytes, at: int) -> _Long | None:
    """The first line from a line's beginning on that is too long for sure."""
    longest = lines.LONGEST
    while len(data) - at > longest:
        end = data.rfind(_LF, at, at + longest + 1)
        if end < 0 and data[at + longest : at + longest + 1] == _CR:
            behind = data[at + longest + 1 : at + longest + 2]
            if not behind:
                return None  # the CR may belong to a line end that is still to come
            end = at + longest + 1 if behind == _LF else -1
        if end < 0:
            return _Long(at, clipped(data, at, longest))
        at = end + 1
    return None


def _marked(parsed: Parsed, begin: int) -> Parsed:
    """What was read, its last record marked; that one begins in the line at `begin`."""
    records: Sequence[Record] = parsed.records
    if not records or records[-1].offset < begin:
        return parsed
    return parsed._replace(records=[*records[:-1], truncated(records[-1])])


def together(parts: list[Parsed], consumed: int) -> Parsed:
    """What was read in several parts, as one.

    Args:
        parts: In their order.
        consumed: Bytes that are done with, with what lies between the parts.
    """
    if len(parts) == 1:
        return parts[0]._replace(consumed=consumed)
    records = [record for part in parts for record in part.records]
    problem = next((part.problem for part in parts if part.problem), None)
    expected, lost = sum(part.expected for part in parts), sum(part.lost for part in parts)
    return Parsed(records, consumed, expected, lost, problem)


def shortened(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A source's bytes, no line longer than `lines.LONGEST`, for who looks ahead."""
    size = 0
    for chunk in chunks:
        for at in range(0, len(chunk), lines.LONGEST):
            part = chunk[at : at + lines.LONGEST]
            first = part.find(_LF)
            begun = len(part) if first < 0 else first
            keep = max(0, min(begun, lines.LONGEST - size))
            yield part if keep == begun else part[:keep] + part[begun:]
            size = size + begun if first < 0 else len(part) - part.rfind(_LF) - 1


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens a reader that is given no long lines."""

    inner: Open

    def __call__(self, context: Context, state: State, look_ahead: LookAhead) -> Reader:
        return _Reader(self.inner, context, state, look_ahead)


class _Reader:
    """Reads lines by another reader."""

    def __init__(self, inner: Open, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._long = LongLines(state)
        self._inner = inner(context, state, partial(_ahead, look_ahead))

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records; see `Reader`."""
        read = self._inner.read
        return self._long.read(read, data, offset, at_end=at_end, take_rest=take_rest)

    def state(self) -> State:
        """What the other reader must remember, and whether a line is being passed over."""
        return {**self._inner.state(), **self._long.state()}


def _ahead(look_ahead: LookAhead) -> Iterator[bytes]:
    return shortened(look_ahead())


def of_lines(inner: Open) -> Open:
    """Make a format's `open`, of a log of lines, one that makes one record of each long line."""
    return _Opening(inner)
