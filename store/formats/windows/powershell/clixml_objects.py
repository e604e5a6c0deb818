"""Cut CLIXML into its outermost objects by their tags, without reading the XML as a whole.

Source: [MS-PSRP] 2.2.5. A text holds no `<`, so a tag is never something that a client wrote: the
beginning of an object with the type of an event ends one before it that has lost its own end.
"""

import re
from collections.abc import Sequence

from store.formats.windows.pieces import LONGEST, Part, Piece, cut

_TAG = re.compile(rb"<Obj(?=[\s>/])[^<>]*+>|</Obj\s*+>")
_START = re.compile(rb"<Obj(?=[\s>])")
_SPACE = re.compile(rb"\s++")
_LINE_OR_START = re.compile(rb"\n|<Obj(?=[\s>])")
_TYPED = re.compile(
    rb'<Obj RefId="[^"<>]{1,20}+"\s{0,9}+>\s{0,200}+<(?:TNRef RefId="([^"<>]{1,20}+)"'
    rb'|TN RefId="([^"<>]{1,20}+)"\s{0,9}+>\s{0,200}+<T>(?:[\w.]{1,40}\.)?'
    rb"System\.Diagnostics\.(?:Eventing\.Reader\.EventLogRecord|EventLogEntry[#/\w.]{0,200}+)</T>)"
)
_ENVELOPE = re.compile(rb"(?:#< CLIXML|<\?xml[^<>]*+\?>|</?Objs\b[^<>]*+>|\s++)*+")
_MOST_TYPES = 16


class ClixmlSplitter:
    """Cuts text; remembers under which numbers the types of events were written first."""

    def __init__(self, types: Sequence[str] = ()) -> None:
        self.types = list(types[:_MOST_TYPES])
        """The numbers, at most a few."""

    def split(self, text: bytes, *, take_rest: bool) -> list[Piece]:
        """Cut a text into objects and what lies between them; see `cut`."""
        pieces: list[Piece] = []
        for piece in cut(text, self._piece, take_rest=take_rest):
            self._learn(text, piece.start)
            pieces.append(piece)
        return pieces

    def _piece(self, text: bytes, at: int) -> tuple[Part, Piece | None]:
        """What begins here, and how far it goes if that can be told."""
        if _START.match(text, at) is not None:
            return Part.TORN, self._object(text, at)
        return Part.OUTSIDE, _outside(text, at)

    def _object(self, text: bytes, at: int) -> Piece | None:
        """The object that begins here; up to the next event where that comes before its end."""
        depth = 0
        for tag in _TAG.finditer(text, at, at + LONGEST):
            if text.startswith(b"</", tag.start()):
                depth -= 1
            elif depth and self._is_event(text, tag.start()):
                return Piece(at, tag.start(), Part.TORN)
            elif not tag[0].endswith(b"/>"):
                depth += 1
            if depth == 0:
                return Piece(at, tag.end(), Part.EVENT)
        return None

    def _is_event(self, text: bytes, at: int) -> bool:
        """Whether an object has the type of an event."""
        found = _TYPED.match(text, at)
        return found is not None and (
            found[1] is None or found[1].decode("utf-8", "replace") in self.types
        )

    def _learn(self, text: bytes, at: int) -> None:
        """Remember the number that the type of an event has from here on."""
        found = _TYPED.match(text, at)
        if found is None or found[2] is None:
            return
        number = found[2].decode("utf-8", "replace")
        if number not in self.types and len(self.types) < _MOST_TYPES:
            self.types.append(number)


def is_clixml_envelope(text: bytes) -> bool:
    """Whether text outside of objects is no more than declaration, root tags and white space."""
    return _ENVELOPE.fullmatch(text) is not None


def _outside(text: bytes, at: int) -> Piece | None:
    """White space, or the rest of a line as far as no object begins in it."""
    space = _SPACE.match(text, at)
    if space is not None:
        return Piece(at, space.end(), Part.OUTSIDE)
    found = _LINE_OR_START.search(text, at, at + LONGEST)
    return None if found is None else Piece(at, found.start(), Part.OUTSIDE)
