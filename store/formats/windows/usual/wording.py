"""How an event is written, but for what differs from event to event: one expression for all alike.

Why that is safe: an event that the expression fits has the tags, and all between them that is not a
value, of the event that it was made of, and that was read with care. A value has no `<`, so that
nothing hides in it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from store.formats.windows.events.event import Event
from store.formats.windows.legal import is_legal
from store.formats.windows.xml.usual_xml import MESSAGE, MIDDLE, TIME, meant, usual_event

LONGEST = 4096
"""Characters of what stands before the time of an event that is remembered."""
_LONGEST_REST = 8192
"""Characters behind it, but for the values."""
_MOST_VALUES = 200
HEAD = 6
"""Groups before those of the event data."""
_CLOCK = r"([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}):([0-5][0-9])((?:\.[0-9]{1,9})?)Z?"
_NUMBER, _PROCESS, _GUID = "([0-9]{1,18})", "([0-9]{1,10})", "[0-9A-Fa-f{}-]{0,40}+"
_VALUE, _TEXT = r"([^<\s][^<]*+)", "([^<]*+)"
_GUIDS = re.compile(r"ActivityID=[\"']([^\"']*)")
_VALUES = re.compile(r">([^<]*)</(?:Data|Binary)>")
_DATA_END = "</EventData>"


class Wording(NamedTuple):
    """How events are written that are alike."""

    expression: re.Pattern[str]
    """Of what begins with the time: its groups are the minute, the second and what follows it from
    the point on, the number, process and thread (empty if they are none), the event data, none of
    them blank, and the message."""
    event: Event
    """One of the events."""

    @property
    def size(self) -> int:
        """Bytes that the expression takes, about."""
        return 8 * len(self.expression.pattern)


class _Gap(NamedTuple):
    """A stretch that differs from event to event."""

    start: int
    end: int
    expression: str


def wording_of(text: str) -> Wording | None:
    """Learn how an event is written.

    Args:
        text: From `<Event` to `</Event>`.

    Returns:
        The wording; None where the event is unusual, or so long that it is not worth its room.
    """
    event = usual_event(text)
    at = text.find(TIME)
    if event is None or not 0 <= at <= LONGEST or len(event.data) > _MOST_VALUES:
        return None
    if not is_legal(text):
        return None
    gaps = list(_gaps(text, at))
    if len(text) - at - sum(gap.end - gap.start for gap in gaps) > _LONGEST_REST:
        return None
    expression = re.compile(_expression(text, at, gaps))
    found = expression.fullmatch(text, at)
    values = [meant(value) for value in found.groups()[HEAD:-1]] if found else []
    return Wording(expression, event) if values == list(event.data.values()) else None


def _gaps(text: str, at: int) -> Iterator[_Gap]:
    """What differs, in its order."""
    middle = MIDDLE.match(text, at)
    if middle is None:
        return
    time, number, process, thread = map(middle.span, range(2, 6))
    yield _Gap(*time, _CLOCK)
    yield _Gap(*number, _NUMBER)
    yield from (_Gap(*found.span(1), _GUID) for found in _GUIDS.finditer(text, at, middle.end()))
    if middle[4] is None:
        yield _Gap(middle.end(), middle.end(), "()()")
    else:
        yield _Gap(*process, _PROCESS)
        yield _Gap(*thread, _PROCESS)
    end = text.find(_DATA_END, middle.end())
    values = _VALUES.finditer(text, middle.end(), end)
    yield from (_Gap(*found.span(1), _VALUE) for found in values if found[1].strip())
    yield _message(text, end + len(_DATA_END))


def _message(text: str, at: int) -> _Gap:
    """The message behind the event data."""
    found = MESSAGE.match(text, at)
    return _Gap(*found.span(1), _TEXT) if found else _Gap(at, at, "()")


def _expression(text: str, at: int, gaps: Iterable[_Gap]) -> str:
    """An expression for a text from a place on: all between the gaps stands as it stands there."""
    parts: list[str] = []
    for gap in gaps:
        parts += (re.escape(text[at : gap.start]), gap.expression)
        at = gap.end
    return "".join((*parts, re.escape(text[at:])))
