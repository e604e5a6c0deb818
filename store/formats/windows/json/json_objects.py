"""Cut JSON text into its outermost objects, without reading the JSON as a whole.

Exports are one object, an array of them, or one object a line. Braces outside strings tell where an
object ends. JSON (RFC 8259, 7) has no raw line end in a string and no raw quote either, so these
tell where damage must have ended: no text that somebody got into a string can do the same.
"""

import re

from store.formats.windows.pieces import LONGEST, Part, Piece, cut

_TOKEN = re.compile(rb'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"?|[{}]')
_PLAIN = re.compile(rb'(?:[^"{}]++|"[^"\\\r\n{]*+(?:\\.[^"\\\r\n{]*+)*+")*+')
"""What stands between braces, with strings that hold none: most of an object, in one step."""
_OBJECT = re.compile(rb'\{\s{0,100}+["}]')
_UNDECIDED = re.compile(rb"\{\s{0,100}+\Z")
_WRAPPER = re.compile(rb'\{\s{0,100}+"value"\s{0,100}+:\s{0,100}+\[')
"""Windows PowerShell wraps an array that was a variable into `{"value": […], "Count": N}`."""
_BLANK = re.compile(rb"[\s,\[\]]*+(?=\{)|(?:[ \t\r\f\v,\[\]]*+\n)++")
"""All of it as far as it goes, so that nothing is walked twice."""
_LINE_OR_OBJECT = re.compile(rb'\n|\{(?=[ \t]{0,100}+["}])')
_FIRST_KEY = re.compile(rb'\{\s{0,100}+("[^"\\\r\n{}]{1,100}")\s{0,100}+:')
_ENVELOPE = re.compile(
    rb'[\s,\[\]]*+(?:"Count"\s*+:\s*+\d{1,10}|\{\s*+"value"\s*+:\s*+\[|Record \d{1,20})?+'
    rb"[\s,\[\]]*+\}?+\s*+"
)
"""What stands around objects; `evtx_dump` writes `Record 1` before each."""
_KEY_END = re.compile(rb"\s{0,100}+:")
_DEEPEST_KEYS = 2
_MOST_BLANKS = 100
_OPEN, _CLOSE = b"{}"


def split_objects(text: bytes, *, take_rest: bool) -> list[Piece]:
    """Cut a text into objects and what lies between them; see `cut`."""
    return list(cut(text, _piece, take_rest=take_rest))


def is_json_envelope(text: bytes) -> bool:
    """Whether text outside of objects is no more than the signs of an array, or a wrapper."""
    return _ENVELOPE.fullmatch(text) is not None


def keys_of(text: bytes) -> frozenset[tuple[str, ...]]:
    """Names in the first object, as far as it goes, as paths of at most two names.

    Args:
        text: UTF-8 text that begins with an envelope and an object; perhaps cut off.

    Returns:
        The paths; none where the text begins with something else. Values play no part in it.
    """
    at = 0
    while (at < len(text) and _OBJECT.match(text, at) is None) or _WRAPPER.match(text, at):
        _, piece = _piece(text, at)
        if piece is None or not is_json_envelope(text[piece.start : piece.end]):
            return frozenset()
        at = piece.end
    return _keys(text, at)


def _keys(text: bytes, at: int) -> frozenset[tuple[str, ...]]:
    """Names in the object that begins here."""
    found: set[tuple[str, ...]] = set()
    path: list[str] = []
    last = ""
    for token in _TOKEN.finditer(text, at):
        sign = text[token.start()]
        if sign == _OPEN:
            path.append(last)
        elif sign == _CLOSE:
            path.pop()
            if not path:
                break
        elif len(path) <= _DEEPEST_KEYS and _KEY_END.match(text, token.end()):
            last = token[0].strip(b'"').decode("utf-8", "replace")
            found.add((*path[1:], last))
    return frozenset(found)


def _piece(text: bytes, at: int) -> tuple[Part, Piece | None]:
    """What begins here, and how far it goes if that can be told."""
    wrapper = _WRAPPER.match(text, at)
    if wrapper is not None:
        return Part.OUTSIDE, Piece(at, wrapper.end(), Part.OUTSIDE)
    if _OBJECT.match(text, at) is not None:
        return Part.TORN, _object(text, at)
    if _UNDECIDED.match(text, at) is not None:
        return Part.OUTSIDE, None
    return Part.OUTSIDE, _outside(text, at)


def _object(text: bytes, at: int) -> Piece | None:
    """The object that begins here; up to the next one where that comes before its end."""
    key = _FIRST_KEY.match(text, at)
    same = (
        None if key is None else re.compile(rb"\{\s{0,100}+" + re.escape(key[1]) + rb"\s{0,100}+:")
    )
    limit, depth = min(len(text), at + LONGEST), 0
    place = at
    while (place := _end_of_plain(text, place, limit)) < limit:
        sign = text[place]
        if sign == _CLOSE:
            depth -= 1
            if not depth:
                return Piece(at, place + 1, Part.EVENT)
            place += 1
            continue
        brace, end = (place, place + 1) if sign == _OPEN else _string(text, place, limit)
        if brace > at and _begins(text, brace, at, same):
            return Piece(at, brace, Part.TORN)
        depth += sign == _OPEN
        place = end
    return None


def _end_of_plain(text: bytes, at: int, limit: int) -> int:
    """Where the next brace is, or the next string that is not whole or has a brace in it."""
    found = _PLAIN.match(text, at, limit)
    return at if found is None else found.end()


def _string(text: bytes, at: int, limit: int) -> tuple[int, int]:
    """The brace before a string's end, -1 if there is none, and the string's end.

    Such a brace begins an object if the quotes are out of step.
    """
    found = _TOKEN.match(text, at, limit)
    end = at + 1 if found is None else found.end()
    start = max(at + 1, end - _MOST_BLANKS)
    tail = text[start:end].removesuffix(b'"').rstrip()
    return (start + len(tail) - 1 if tail.endswith(b"{") else -1), end


def _begins(text: bytes, brace: int, at: int, same: re.Pattern[bytes] | None) -> bool:
    """Whether a brace inside of the object at `at` must be the beginning of another one.

    It is at the beginning of a line, or in an array and before the same first name.
    """
    before = text[max(at, brace - _MOST_BLANKS) : brace]
    if before.endswith(b"\n"):
        return True
    return (
        same is not None
        and same.match(text, brace) is not None
        and before.rstrip()[-1:] in (b",", b"[")
    )


def _outside(text: bytes, at: int) -> Piece | None:
    """Signs of an array, or the rest of a line as far as no object begins in it."""
    blank = _BLANK.match(text, at)
    if blank is not None and blank.end() > at:
        return Piece(at, blank.end(), Part.OUTSIDE)
    found = _LINE_OR_OBJECT.search(text, at + 1, at + LONGEST)
    if found is None:
        return None
    return Piece(at, found.end() if found[0] == b"\n" else found.start(), Part.OUTSIDE)
