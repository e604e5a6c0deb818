r"""Logs whose lines end with `\r` alone, read by formats that know `\n` only.

Old Macintosh programs wrote such files, and some editors still save them. One sign for the other
leaves every byte where it is, so a record's place and size are those of the source.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from store.formats.encoding import Open
from store.formats.interface import LookAhead, Parsed, Reader, State
from store.model import Context

_RETURN, _FEED = b"\r", b"\n"
_KEY = "returns"
"""Of the other reader's state in this one's."""


def ends_with_returns(head: bytes) -> bool:
    r"""Whether the lines of a source that begins like this end with `\r` alone.

    A text in UTF-16 is none of these, and one sign alone may be half of a line's end.
    """
    return _FEED not in head and b"\0" not in head and head.count(_RETURN) > 1


def with_feeds(text: bytes) -> bytes:
    r"""The text with `\n` for every `\r`."""
    return text.replace(_RETURN, _FEED)


def reading_returns(inner: Open) -> Open:
    r"""Make a format's `open` one that reads a source whose lines end with `\r`."""
    return _Opening(inner)


def was_told(state: State) -> bool:
    """Whether a state is of such a reader."""
    return _KEY in state


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opens a reader that is given other line ends."""

    inner: Open

    def __call__(self, context: Context, state: State, look_ahead: LookAhead) -> Reader:
        def ahead() -> Iterator[bytes]:
            return map(with_feeds, look_ahead())

        return _Reader(self.inner(context, state.get(_KEY, {}), ahead))


class _Reader:
    """Gives another reader lines that end as it knows them."""

    def __init__(self, inner: Reader) -> None:
        self._inner = inner

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records; see `Reader`."""
        text = with_feeds(data)
        parsed = self._inner.read(text, offset, at_end=at_end, take_rest=take_rest)
        if not any(_FEED in record.raw for record in parsed.records):
            return parsed
        places = [(record.offset - offset, len(record.raw)) for record in parsed.records]
        pairs = zip(parsed.records, places, strict=True)
        records = [record._replace(raw=data[at : at + size]) for record, (at, size) in pairs]
        return parsed._replace(records=records)

    def state(self) -> State:
        """What the other reader must remember, and that lines end like this."""
        return {_KEY: self._inner.state()}
