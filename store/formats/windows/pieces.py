"""What a stretch of an export is, before anybody reads it: an event, a torn one, or neither."""

from enum import Enum, auto
from typing import NamedTuple

LONGEST = 4 * 1024 * 1024
"""Bytes of the longest event that is read as one."""


class Part(Enum):
    """What a stretch of the text is."""

    EVENT = auto()
    """A whole event, from `<Event` to `</Event>`."""
    TORN = auto()
    """An event without end, or one that is longer than any event can be."""
    OUTSIDE = auto()
    """Something between events."""


class Piece(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int
    part: Part
