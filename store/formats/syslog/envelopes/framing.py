"""Find where one syslog record ends and the next begins, in files that are no plain lines.

Daemons that pass records on end them by LF, by nothing (a forward template without LF), or put the
length before each (RFC 6587, 3.4.1). Which it is, the beginning of the source decides once: in a
source of lines, what looks like a further header inside a line is a client's words.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain

from store.formats import lines
from store.formats.interface import State
from store.formats.long_events import Passed
from store.formats.syslog.envelopes.header import MONTHS
from store.formats.syslog.envelopes.records import Joined, join
from store.formats.truncation import clipped

_HEAD = 64 * 1024
_PRIORITY = rb"<(?:1[0-8]\d|19[01]|\d{1,2})>"
_CLOCK = rb"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
_OLD = rf"(?:{'|'.join(MONTHS)}) (?: [1-9]|0[1-9]|[12]\d|3[01]) ".encode() + _CLOCK
_DAY = rb"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T"
_DATED = _DAY + _CLOCK + rb"(?:\.\d{1,9})?(?:Z|[+-]\d\d:[0-5]\d)"
_STAMP = rb"(?:(?:[1-9]\d{0,2} )?(?:" + _OLD + rb"|" + _DATED + rb")|[1-9]\d{0,2} - )"
_MARK = re.compile(
    rb"<(?="
    + _PRIORITY[1:]
    + rb"(?:[1-9]\d{0,2} )?(?:"
    + _OLD
    + b"|"
    + _DATED
    + rb") \S{1,255} \S)"
)
"""A header that nothing marks but its own shape: priority, time, host and a tag."""
_LONGEST_MARK = 340
_COUNTED = re.compile(rb"([1-9]\d{0,6}) (?=" + _PRIORITY + _STAMP + b")")
_LONGEST_COUNTED = 64
_BEGUN = re.compile(rb"[1-9]\d{0,6}(?: (?:<\d{0,3})?)?\Z")
"""The beginning of a next length, where the source ends for now."""
_DIGITS = frozenset(b"0123456789")
_ENDS = frozenset(b"\r\n")
_MAY_BEGIN = _DIGITS | frozenset(b"<")


class Framing(StrEnum):
    """What separates records."""

    LINES = "lines"
    GLUED = "glued"
    """Nothing."""
    COUNTED = "counted"
    """Each record's length stands before it."""


def framing_of(chunks: Iterator[bytes]) -> Framing | None:
    """How the records of a source are separated.

    Args:
        chunks: The source from the first record on.

    Returns:
        The framing; None while there is too little to tell, which can be read as lines.
    """
    first = next((chunk for chunk in chunks if chunk), b"")
    if not first:
        return None
    if first[0] not in _MAY_BEGIN:
        return Framing.LINES
    return _judge(_head(chain([first], chunks)))


def split(framing: Framing, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Joined:
    """Cut `data` into records; see `records.join`."""
    if framing is Framing.LINES:
        return join(data, offset, at_end=at_end, take_rest=take_rest)
    if framing is Framing.GLUED:
        return _glued(data, offset, take_rest=at_end and take_rest)
    return _counted(data, offset, at_end=at_end, take_rest=at_end and take_rest)


class GluedRecords:
    """Of glued records, the next one's header ends one that was too long; see `Notation`."""

    def begun(self, raw: bytes) -> State:  # noqa: ARG002 - a header is known without it
        """Nothing."""
        return {}

    def passed(self, data: bytes, state: State) -> Passed:
        """Up to the next header."""
        found = _MARK.search(data)
        if found is not None:
            return Passed(found.start(), None)
        return Passed(max(0, len(data) - _LONGEST_MARK), state)


def separated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A source that is no lines, with an LF before every header, for who looks at lines only."""
    for chunk in chunks:
        yield _MARK.sub(b"\n<", chunk)


def _head(chunks: Iterator[bytes]) -> bytes:
    head = b""
    for chunk in chunks:
        head += chunk[: _HEAD - len(head)]
        if len(head) == _HEAD:
            break
    return head


def _judge(head: bytes) -> Framing | None:
    """The framing by a source's beginning.

    In a glued source LF stands inside messages only, so that what follows it is no header. One
    line alone, without its end, does not tell.
    """
    if _COUNTED.match(head):
        return Framing.COUNTED
    if not _MARK.match(head):
        return Framing.LINES
    ends = head.count(b"\n")
    begun = [found.start() for found in _MARK.finditer(head, 1)]
    after_end = sum(head[at - 1 : at] == b"\n" for at in begun) + head.endswith(b"\n")
    if not ends and not begun:
        return None
    inside = len(begun) > after_end and after_end * 2 <= ends
    return Framing.GLUED if inside else Framing.LINES


def _glued(data: bytes, offset: int, *, take_rest: bool) -> Joined:
    """Records that begin where a header does."""
    records: list[tuple[int, bytes]] = []
    begin = 0
    reach = len(data) if take_rest else len(data) - _LONGEST_MARK
    for end in (*(found.start() for found in _MARK.finditer(data, 1)), None):
        if (reach if end is None else end) - begin > lines.LONGEST:
            return _clipped(records, data, offset, begin)
        if end is not None:
            _add(records, data, offset, begin, end)
            begin = end
    if take_rest:
        _add(records, data, offset, begin, len(data))
        begin = len(data)
    return Joined(records, begin)


def _clipped(records: list[tuple[int, bytes]], data: bytes, offset: int, begin: int) -> Joined:
    """The records with the beginning of one that is too long."""
    end = clipped(data, begin, lines.LONGEST)
    _add(records, data, offset, begin, end)
    return Joined(records, end, is_cut=True)


def _add(records: list[tuple[int, bytes]], data: bytes, offset: int, begin: int, end: int) -> None:
    """Append a record without the line ends around it."""
    while begin < end and data[begin] in _ENDS:
        begin += 1
    raw = data[begin:end].rstrip(b"\r\n")
    if raw:
        records.append((offset + begin, raw))


def _counted(data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Joined:
    """Records whose length stands before them; where it cannot be true, up to the line's end."""
    records: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        if data[at] in _ENDS:
            at += 1
            continue
        begin, end = _frame(data, at, at_end=at_end)
        if end is None and not take_rest and len(data) - begin <= lines.LONGEST:
            break
        at = min(len(data) if end is None else end, begin + lines.LONGEST)
        _add(records, data, offset, begin, at)
    return Joined(records, at)


def _frame(data: bytes, at: int, *, at_end: bool) -> tuple[int, int | None]:
    """Where a record begins and ends; the latter is None if that is beyond the data."""
    found = _COUNTED.match(data, at)
    if found is None:
        waits = len(data) - at < _LONGEST_COUNTED
        return at, None if waits else _line_end(data, at)
    begin = found.end()
    end = begin + int(found[1])
    too_long = end > begin + lines.LONGEST
    if not too_long and (end > len(data) or not (at_end or end + _LONGEST_COUNTED <= len(data))):
        return begin, None  # what follows has to be seen before the length is believed
    if too_long or (end < len(data) and not _ends(data, end, at_end=at_end)):
        return begin, _line_end(data, begin)
    return begin, end


def _ends(data: bytes, end: int, *, at_end: bool) -> bool:
    """Whether a record may end here: at a line's end or before the next length."""
    if data[end] in _ENDS or data[end - 1] in _ENDS:
        return True
    begun = at_end and _BEGUN.match(data, end) is not None
    return begun or _COUNTED.match(data, end) is not None


def _line_end(data: bytes, begin: int) -> int | None:
    end = data.find(b"\n", begin)
    return None if end < 0 else end
