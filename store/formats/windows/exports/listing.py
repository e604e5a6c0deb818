"""Cut the text of `wevtutil qe /f:text` into events.

Each begins with `Event[n]`, in the older dialect with a colon, and with lines `  Key: value` in a
fixed order. The text of an event stands at the left margin and may hold anything, so a line begins
an event only where its number follows the last one and the lines below it are those of an event.
"""

import re
from typing import NamedTuple

from store.formats.truncation import clipped

LONGEST = 1024 * 1024
"""Bytes of the longest event."""
_HEAD = 4096
"""Bytes behind it that show whether another begins at its end."""
_KEY = rb"  [^\r\n:\xef]{1,60}(?::|\xef\xbc\x9a)"
_VALUE = _KEY + rb"[^\r\n]*\r?\n"
_START = re.compile(
    rb"^Event\[(\d{1,10})\]:?[ \t]*\r?\n(?="
    + _VALUE
    + _VALUE
    + _KEY
    + rb"[^\r\n]{0,8}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\r\n]*\r?\n"
    + _KEY
    + rb"[ \t]*\d{1,10}[ \t]*\r?\n)",
    re.MULTILINE,
)
_BEGUN = re.compile(
    rb"^Event\[(\d{1,10})\]:?[ \t]*(?:\r?\n(?:" + _VALUE + rb"){0,3}+(?:  ?[^\r\n]*)?)?\r?\Z",
    re.MULTILINE,
)
"""The beginning of an event of which the text behind `_START` is not there yet."""


class Piece(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int
    number: int
    """The event's number; -1 for text that is no event."""
    is_repeated: bool = False
    """The next event has the same number: one of the two is text of an event before them."""
    is_cut: bool = False
    """Whether it goes on behind its end, but is too long."""
    is_begun: bool = False
    """Whether it is too little of an event to read one."""


def events_of(
    data: bytes, *, at_end: bool, take_rest: bool, rest_of: int | None = None
) -> list[Piece]:
    """Cut a text.

    Args:
        data: UTF-8 (or a code page that keeps ASCII), beginning at an event.
        at_end: No more bytes are there at present: a last event that ends with a line is taken.
        take_rest: With `at_end`: any last event is taken.
        rest_of: It begins with what is left of an event of that number which was cut.

    Returns:
        Pieces that follow each other from the beginning without a gap. One that was cut is
        followed by pieces of the same event.
    """
    pieces: list[Piece] = []
    at, rest = 0, at_end and take_rest
    whole = rest or (at_end and data.endswith(b"\n"))
    while at < len(data):
        head = None if rest_of is not None else _START.match(data, at)
        number = int(head[1]) if head else (-1 if rest_of is None else rest_of)
        end, is_cut = _end(data, head.end() if head else at, number, whole=whole)
        begun = rest_of is None and head is None and _BEGUN.match(data, at) is not None
        if end is None or (begun and not rest):
            break
        rest_of = number if is_cut else None
        following = _START.match(data, end) if number > 0 else None
        repeated = bool(following and int(following[1]) == number)
        pieces.append(Piece(at, end, number, repeated, is_cut, begun))
        at = end
    return pieces


def _end(data: bytes, at: int, number: int, *, whole: bool) -> tuple[int | None, bool]:
    """Where an event ends, and whether it goes on there; None where more text is needed to know.

    The number that follows begins the next event; so does another one (a second listing in the same
    file, a gap) that is itself followed by its successor, which one line in a text is not.
    """
    starts = _START.finditer(data, at, at + LONGEST + _HEAD)
    found = next(starts, None)
    while found is not None:
        index = int(found[1])
        if number < 0 or index == number + 1:
            return found.start(), False
        following = next(starts, None)
        anew = _begins_anew(index, number, -1 if following is None else int(following[1]))
        if anew and (following is not None or whole):
            return found.start(), False
        found = following
    if len(data) - at <= LONGEST + _HEAD:
        return (_begun(data, at, number) if whole else None), False
    return _line_start(data, at), True


def _begun(data: bytes, at: int, number: int) -> int:
    """Where at the end of a text that is all there the next event has begun; else its end."""
    found = _BEGUN.search(data, max(at, len(data) - _HEAD))
    return found.start() if found and int(found[1]) == number + 1 else len(data)


def _begins_anew(index: int, number: int, following: int) -> bool:
    """Whether another listing, or the same after a gap, begins with an index.

    It does not where the next number is the one that would have followed without it. Where a number
    comes again, either event may be text of the one before: both are kept, so none can hide one.
    """
    if index == 0:
        return following == 0 or (following == 1 and number > 0) or (following < 0 and number == 0)
    return index == number or following == index + 1 or (index < number and following < 0)


def _line_start(data: bytes, at: int) -> int:
    """The last beginning of a line before an event grows too long."""
    found = data.rfind(b"\n", at + 1, at + LONGEST)
    return found + 1 if found >= 0 else clipped(data, at, LONGEST)
