"""Make one record of an event that is longer than a record may be, where events are no lines.

A reader marks the beginning of such an event as truncated and stops behind it; what is left of the
event is passed over here, by the notation's own signs: nothing in a text may end it that a client
could have written.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from store.formats.encoding import Open
from store.formats.interface import LookAhead, Parsed, Reader, State
from store.formats.long_lines import Read, together
from store.formats.truncation import is_truncated
from store.model import Context


class Passed(NamedTuple):
    """How far the rest of an event goes."""

    end: int
    """Bytes that belong to it."""
    state: State | None
    """What is to be known to go on; None: it ends there."""


class Notation(Protocol):
    """Knows where an event ends of which the beginning has been read."""

    def begun(self, raw: bytes) -> State:
        """What is to be known of the beginning, to find the end."""

    def passed(self, data: bytes, state: State) -> Passed:
        """How far what begins with `data` belongs to the event; what is undecided may be left."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens a reader that is given no rests of events."""

    inner: Open
    notation: Notation

    def __call__(self, context: Context, state: State, look_ahead: LookAhead) -> Reader:
        return _Reader(self.inner(context, state, look_ahead), self.notation, state)


class LongEvents:
    """Keeps the rests of long events from what reads a source's events."""

    def __init__(self, notation: Notation, state: State) -> None:
        """Go on from what `state` gave."""
        self._notation = notation
        self._passing: State | None = state.get("passing")

    def state(self) -> State:
        """What has to be known to go on."""
        return {} if self._passing is None else {"passing": self._passing}

    def read(
        self, read: Read, data: bytes, offset: int, *, at_end: bool, take_rest: bool
    ) -> Parsed:
        """Make records as `Reader.read` does, of a reader that stops behind one that it marks."""
        parts: list[Parsed] = []
        at = self._behind(data, 0, take_rest=at_end and take_rest)
        while self._passing is None:
            found = read(data[at:], offset + at, at_end=at_end, take_rest=take_rest)
            parts.append(found)
            at += found.consumed
            if not found.records or not is_truncated(found.records[-1]):
                break
            self._passing = self._notation.begun(found.records[-1].raw)
            at = self._behind(data, at, take_rest=at_end and take_rest)
        return together(parts, at)

    def _behind(self, data: bytes, at: int, *, take_rest: bool) -> int:
        """Pass over the rest of an event, if one is being passed over; where the bytes go on."""
        if self._passing is None:
            return at
        end, self._passing = self._notation.passed(data[at:], self._passing)
        return len(data) if take_rest and self._passing is not None else at + end


class _Reader:
    """Reads events by another reader."""

    def __init__(self, inner: Reader, notation: Notation, state: State) -> None:
        self._inner = inner
        self._long = LongEvents(notation, state)

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records; see `Reader`."""
        read = self._inner.read
        return self._long.read(read, data, offset, at_end=at_end, take_rest=take_rest)

    def state(self) -> State:
        """What the other reader must remember, and of what the rest is being passed over."""
        return {**self._inner.state(), **self._long.state()}


def of_events(inner: Open, notation: Notation) -> Open:
    """Make a format's `open` one that makes one record of each event, however long.

    Args:
        inner: Opens a reader that stops behind a record that it marks as truncated.
        notation: Of its events.
    """
    return _Opening(inner, notation)
