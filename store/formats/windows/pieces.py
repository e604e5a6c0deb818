"""Cut the text of an export into events, torn ones and what lies between, before they are read."""

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from store.formats.truncation import clipped

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
    is_cut: bool = False
    """Whether it goes on behind its end, but is too long."""


Look = Callable[[bytes, int], tuple[Part, Piece | None]]
"""Says what begins at a place of a text, and how far it goes where that can be told."""


def cut(text: bytes, look: Look, *, take_rest: bool) -> Iterator[Piece]:
    """Cut a text, for any notation.

    Args:
        text: UTF-8 text (other bytes do no harm) that begins where the last piece ended.
        look: Knows the notation.
        take_rest: Whether what has no end yet is taken too.

    Yields:
        Pieces that follow each other without a gap from the beginning: events, and between them
        the rest line by line. What comes after the last piece needs more text to be decided, or is
        the rest of a piece that was cut.
    """
    at = 0
    while at < len(text):
        part, piece = look(text, at)
        piece = piece or unfinished(text, at, part, take_rest=take_rest)
        if piece is None:
            return
        yield piece
        if piece.is_cut:
            return
        at = piece.end


def unfinished(text: bytes, at: int, part: Part, *, take_rest: bool) -> Piece | None:
    """What has no end: taken where it has grown too long, or where nothing more will come.

    Args:
        text: UTF-8 text.
        at: Where it begins.
        part: What it is.
        take_rest: Whether nothing more will come.

    Returns:
        The piece, never cut inside a character; None where more text has to decide.
    """
    if len(text) - at <= LONGEST:
        return Piece(at, len(text), part) if take_rest else None
    return Piece(at, clipped(text, at, LONGEST), part, is_cut=True)
