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
_TAG_OR_SECTION = re.compile(TAG.pattern + rb"|<!(\[CDATA\[|--)")
_ENDS = {b"[CDATA[": b"]]>", b"--": b"-->"}
"""What ends a section in which tags are text (XML 1.0, 2.5 and 2.7), by what begins it."""
_ENVELOPE = re.compile(
    rb"(?:\s|\xef\xbb\xbf|-(?=\s|$)|<\?xml[^<>]*\?>|</?Events\s[^<>]*>"
    rb"|</?(?!(?:Event|System|EventData|UserData|Data|RenderingInfo)\b)[A-Za-z][\w.:-]*+\s*/?>)*+"
)
"""Possessive: text that is no envelope is given up after one try. A root may have any name."""


def split(data: bytes, *, take_rest: bool) -> list[Piece]:
    """Cut a text into events and what lies between them; see `cut`."""
    return list(cut(data, _Look(take_rest=take_rest), take_rest=take_rest))


def is_envelope(text: bytes) -> bool:
    """Whether text outside of events is no more than declaration, root tags and white space."""
    return _ENVELOPE.fullmatch(text) is not None


class _Look:
    """Says what begins at a place of one text; asked from its beginning to its end."""

    def __init__(self, *, take_rest: bool) -> None:
        self._take_rest = take_rest
        self._ends: dict[bytes, tuple[int, int]] = {}
        """Of each kind of section from where its end was looked for last, and where it is."""

    def __call__(self, data: bytes, at: int) -> tuple[Part, Piece | None]:
        """What begins here, and how far it goes if that can be told."""
        if START.match(data, at) is not None:
            return Part.TORN, self._event(data, at)
        return Part.OUTSIDE, _outside(data, at)

    def _event(self, data: bytes, at: int) -> Piece | None:
        """The event that begins here; up to the next one where that comes before its end."""
        piece = _to_tag(data, at)
        if piece is None or data.find(b"<!", at, piece.end) < 0:
            return piece
        return self._over_sections(data, at, piece)

    def _over_sections(self, data: bytes, at: int, first: Piece) -> Piece | None:
        """The event that begins here, by the first tag that is no text in a section.

        A section without end is none: then it is `first`, by the first tag of all.
        """
        found = _TAG_OR_SECTION.search(data, at + 1, at + LONGEST)
        while found is not None and found[1] is not None:
            end = self._end(data, found[1], found.end())
            if not found.end() <= end <= at + LONGEST:
                may_come = end < 0 and not self._take_rest and len(data) - at <= LONGEST
                return None if may_come else first
            found = _TAG_OR_SECTION.search(data, end, at + LONGEST)
        return None if found is None else _by_tag(data, at, found)

    def _end(self, data: bytes, kind: bytes, start: int) -> int:
        """Where a section that begins at `start` ends; negative if it does not."""
        since, end = self._ends.get(kind, (start + 1, 0))
        if not since <= start or 0 <= end < start:
            end = data.find(_ENDS[kind], start)
            self._ends[kind] = (start, end)
        return end


def _to_tag(data: bytes, at: int) -> Piece | None:
    """The event that begins here, by the first tag, wherever that stands."""
    like = _LIKE_TAG.search(data, at + len("<Event>"), at + LONGEST)
    if like is not None and data.startswith(b"</Event>", like.start() - len("</")):
        return Piece(at, like.end(), Part.EVENT)
    tag = TAG.search(data, at + 1, at + LONGEST)
    return None if tag is None else _by_tag(data, at, tag)


def _by_tag(data: bytes, at: int, tag: re.Match[bytes]) -> Piece:
    """The event that begins at a place, when the next tag is known."""
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
