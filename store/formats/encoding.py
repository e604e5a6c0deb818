"""Text in UTF-16 or an old code page, read by formats that know UTF-8 only.

`in_unicode` wraps a format's `open`: its reader is given UTF-8, and what it finds gets the places
and bytes that it has in the source. `reading_utf16` does so for a whole format.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.model import Context
from store.text import decode

Open: TypeAlias = Callable[[Context, State, LookAhead], Reader]
"""What a format has as `open`."""

_HEAD = 4096
"""Bytes that decide."""
_LEAST = 4
"""Bytes without which nothing is decided while more may come."""
_SHARE = 10
"""One of so many characters at least is ASCII in any log."""
_RARE = 4
"""In UTF-16 the other half of a character is zero so many times less often."""
_HALVES = re.compile("[\ud800-\udfff]")
_CONTINUATION = bytes(range(0x80, 0xC0))
_ENDS = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n"}
"""How lines end."""
_PAIRS = {
    "utf-16-le": frozenset(bytes([code, 0]) for code in range(0x20, 0x7F)),
    "utf-16-be": frozenset(bytes([0, code]) for code in range(0x20, 0x7F)),
}
"""ASCII."""
_BELOW_FOUR = bytes(range(0xF0))
_BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
_WIDE = {"utf-16-le": "utf-16-le", "utf-16": "utf-16-le", "utf-16-be": "utf-16-be"}


class Encoding(NamedTuple):
    """An encoding and the mark that stands before the text."""

    name: str
    """`utf-8` (or a code page, which is told apart record by record), `utf-16-le`, `utf-16-be`."""
    mark: int = 0
    """Bytes of the byte order mark."""


def encoding_of(head: bytes, code_page: str | None = None) -> Encoding:
    """Tell the encoding by the byte order mark, or by where zero bytes stand.

    Args:
        head: The first bytes of a source.
        code_page: What the user said of it.
    """
    for mark, name in _BYTE_ORDER.items():
        if head.startswith(mark):
            return Encoding(name, len(mark))
    said = _WIDE.get((code_page or "").lower().replace("_", "-"))
    return Encoding(said or _by_zeros(head[:_HEAD]))


def _by_zeros(head: bytes) -> str:
    """The encoding by where zero bytes are: beside the first two characters, if both are ASCII.

    Else by how many there are on each side; zero bytes that a client had logged in UTF-8 do not
    count, for the log's own line ends have none beside them.
    """
    for name, pairs in _PAIRS.items():
        if {head[:2], head[2:4]} <= pairs:
            return name
    for name, wide in _ENDS.items():
        ends, others = head[::2], head[1::2]
        zeros, texts = (others, ends) if name == "utf-16-le" else (ends, others)
        enough = zeros.count(0) >= max(len(head) // 2 // _SHARE, 2)
        if not enough or texts.count(0) * _RARE > zeros.count(0):
            continue
        if head.count(wide) * 2 >= max(head.count(b"\n"), 1):
            return name
    return "utf-8"


def to_utf8(data: bytes, encoding: str) -> bytes:
    """The text as UTF-8; half a character at the end is left out, half a surrogate is U+FFFD."""
    if encoding == "utf-8":
        return data
    text = data[: len(data) - len(data) % 2].decode(encoding, "surrogatepass")
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _HALVES.sub("\ufffd", text).encode()


def head_as_utf8(head: bytes) -> bytes:
    """The beginning of a source as UTF-8 without mark, for a format's `score`."""
    found = encoding_of(head)
    return to_utf8(head[found.mark :], found.name)


def size_in(text: bytes, encoding: str) -> int:
    """How many bytes a piece of what `to_utf8` gave takes in its own encoding.

    Pieces that follow each other have the sizes of the whole, wherever it was cut.
    """
    if encoding == "utf-8":
        return len(text)
    begun = len(text.translate(None, _CONTINUATION))
    return 2 * (begun + len(text.translate(None, _BELOW_FOUR)))


def text_in(raw: bytes, code_page: str | None) -> str:
    r"""Text of a record: UTF-8, or else of the code page, or else UTF-8 with `\xNN`."""
    if code_page is None:
        return decode(raw)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode(code_page, "backslashreplace")
    except (LookupError, ValueError):
        return decode(raw)


def in_unicode(inner: Open) -> Open:
    """Make a format's `open` one that reads UTF-8 and UTF-16, with and without mark.

    Args:
        inner: Opens a reader of UTF-8 without mark.

    Returns:
        Opens a reader that decides by the beginning of the source, once.
    """
    return inner if isinstance(inner, _UnicodeOpen) else _UnicodeOpen(inner)


def reading_utf16(log: Format) -> Format:
    """The same format of a text, which is recognised and read in UTF-16 too."""
    return replace(log, score=partial(_score, log.score), open=in_unicode(log.open))


def _score(score: Callable[[bytes], float], head: bytes) -> float:
    """How well the beginning of a source fits in whatever encoding."""
    return score(head_as_utf8(head))


@dataclass(frozen=True, slots=True)
class _UnicodeOpen:
    """Opens a reader that is given UTF-8."""

    inner: Open
    """Opens a reader of UTF-8 without mark."""

    def __call__(self, context: Context, state: State, look_ahead: LookAhead) -> Reader:
        return _UnicodeReader(self.inner, context, state, look_ahead)


class _UnicodeReader:
    """Gives another reader UTF-8."""

    def __init__(self, inner: Open, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._open = inner
        self._context = context
        self._look_ahead = look_ahead
        if state and "encoding" not in state:  # of a reader that knew no encodings
            state = {"encoding": "utf-8", "inner": state}
        self._inner_state: State = state.get("inner", {})
        self._encoding: str | None = state.get("encoding") or None
        self._reader: Reader | None = None

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records; see `Reader`."""
        mark = 0
        if self._encoding is None:
            if len(data) < _LEAST and not (at_end and take_rest):
                return Parsed([], 0)
            head = data if len(data) >= _HEAD else _beginning(self._look_ahead()) or data
            self._encoding, mark = encoding_of(head, self._context.encoding)
        if self._reader is None:
            self._reader = self._opened(self._encoding, mark)
        text, rest = data[mark:], at_end and take_rest
        if self._encoding == "utf-8":
            parsed = self._reader.read(text, offset + mark, at_end=at_end, take_rest=take_rest)
            return parsed._replace(consumed=parsed.consumed + mark)
        whole = len(text) if rest else _whole(text, self._encoding)
        text = to_utf8(text[:whole], self._encoding)
        parsed = self._reader.read(text, offset + mark, at_end=at_end, take_rest=take_rest)
        return self._placed(parsed, text, data, offset, mark, closes=at_end and take_rest)

    def _opened(self, encoding: str, mark: int) -> Reader:
        """The other reader."""
        context = self._context
        if encoding != "utf-8":
            context = context._replace(encoding=None)

        def ahead() -> Iterator[bytes]:
            return _transcoded(self._look_ahead(), encoding, mark)

        return self._open(context, self._inner_state, ahead)

    def _placed(
        self, parsed: Parsed, text: bytes, data: bytes, offset: int, mark: int, *, closes: bool
    ) -> Parsed:
        """What the other reader found, at its places in the source.

        Half a character belongs to the last record where the source `closes` with it.
        """
        base = offset + mark
        ends = [
            end - base
            for record in parsed.records
            for end in (record.offset, record.offset + len(record.raw))
        ]
        cuts = [*ends, parsed.consumed]
        sizes = (
            size_in(text[start:end], self._encoding or "")
            for start, end in zip([0, *cuts], cuts, strict=False)
        )
        places = list(accumulate(sizes, initial=mark))[1:]
        if closes and parsed.consumed == len(text) and len(data) - places[-1] < 2:
            both = zip(cuts, places, strict=True)
            places = [len(data) if end == len(text) else at for end, at in both]
        pairs = zip(places[:-1:2], places[1::2], strict=True)
        records = [
            record._replace(offset=offset + start, raw=data[start:end])
            for record, (start, end) in zip(parsed.records, pairs, strict=True)
        ]
        return parsed._replace(records=records, consumed=places[-1])

    def state(self) -> State:
        """The encoding, and what the other reader must remember."""
        inner = self._inner_state if self._reader is None else self._reader.state()
        return {"encoding": self._encoding, "inner": inner}


def _beginning(chunks: Iterator[bytes]) -> bytes:
    """The bytes that decide."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD:
            break
    return head[:_HEAD]


def _whole(data: bytes, encoding: str) -> int:
    """Bytes of the text without half a character at its end."""
    size = len(data) - len(data) % 2
    high = data[size - (1 if encoding == "utf-16-le" else 2)] if size else 0
    return size - 2 if 0xD8 <= high < 0xDC else size


def _transcoded(chunks: Iterator[bytes], encoding: str, mark: int) -> Iterator[bytes]:
    """Chunks of the source as UTF-8."""
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        if mark and len(waiting) < mark:
            continue
        waiting, mark = waiting[mark:], 0
        size = len(waiting) if encoding == "utf-8" else _whole(waiting, encoding)
        yield to_utf8(waiting[:size], encoding)
        waiting = waiting[size:]
