"""Cut XML text into events and what stands between them, without reading the XML as a whole.

Exports come with a root element, without one (`wevtutil`), or copied from a browser; a damaged
event must not take the next one with it. So each event is found by its tags alone.
"""

import re

from store.formats.windows.pieces import LONGEST, Part, Piece, cut

START = re.compile(rb"<Event[\s>]")
_SPACE = re.compile(rb"\s+")
LINE_OR_START = re.compile(rb"\n|<Event(?=[\s>])")
TAG = re.compile(rb"<(?:/Event\s*>|Event[\s>])")
_LIKE_TAG = re.compile(rb"Event[\s>]")
"""`TAG` without what is before: found in a fraction of the time, and most often it is the end."""
_ENVELOPE = re.compile(
    rb"(?:\s|\xef\xbb\xbf|-(?=\s|$)|<\?xml[^<>]*\?>|</?Events\s[^<>]*>"
    rb"|</?(?!(?:Event|System|EventData|UserData|Data|RenderingInfo)\b)[A-Za-z][\w.:-]*+\s*/?>)*+"
)
"""Possessive: text that is no envelope is given up after one try. A root may have any name."""


def split(data: bytes, *, take_rest: bool) -> list[Piece]:
    """Cut a text into events and what lies between them; see `cut`."""
    return list(cut(data, _piece, take_rest=take_rest))


def is_envelope(text: bytes) -> bool:
    """Whether text outside of events is no more than declaration, root tags and white space."""
    return _ENVELOPE.fullmatch(text) is not None


def _piece(data: bytes, at: int) -> tuple[Part, Piece | None]:
    """What begins here, and how far it goes if that can be told."""
    if START.match(data, at) is not None:
        return Part.TORN, _event(data, at)
    return Part.OUTSIDE, _outside(data, at)


def _event(data: bytes, at: int) -> Piece | None:
    """The event that begins here; up to the next one where that comes before its end."""
    like = _LIKE_TAG.search(data, at + len("<Event>"), at + LONGEST)
    if like is not None and data.startswith(b"</Event>", like.start() - len("</")):
        return Piece(at, like.end(), Part.EVENT)
    tag = TAG.search(data, at + 1, at + LONGEST)
    if tag is None:
        return None
    if data.startswith(b"</", tag.start()):
        return Piece(at, tag.end(), Part.EVENT)
    return Piece(at, tag.start(), Part.TORN)


def _outside(data: bytes, at: int) -> Piece | None:
    """White space, or the rest of a line as far as no event begins in it."""
    space = _SPACE.match(data, at)
    if space is not None:
        return Piece(at, space.end(), Part.OUTSIDE)
    found = LINE_OR_START.search(data, at, at + LONGEST)
    return None if found is None else Piece(at, found.start(), Part.OUTSIDE)
