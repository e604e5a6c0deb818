"""Read what web servers say in a log that takes what all programs say."""

from store.formats.apache.access import AccessLines
from store.formats.apache.errors import ErrorLines
from store.formats.apache.mixed import MixedLines
from store.formats.apache.syslogged import completed
from store.formats.clock import Instant
from store.formats.syslog.envelopes.header import Header
from store.model import Context, Parse, Record

_HALF_AN_HOUR = 1_800_000_000
"""Microseconds: a line comes to syslog a moment after its own time, and not an hour."""


class ServerLines:
    """Reads the lines of web servers in one source."""

    def __init__(self, context: Context) -> None:
        self._errors = ErrorLines(context)
        self._requests = AccessLines(context)
        self._odd = MixedLines(self._requests, context)

    def read(
        self, offset: int, raw: bytes, header: Header, instant: Instant | tuple[None, int]
    ) -> Record | None:
        """Make a record of a line that has a web server's tag.

        Args:
            offset: Where it begins in the source.
            raw: All of it.
            header: Its envelope, and what that carries.
            instant: The envelope's time; it tells the two 02:30s of an autumn night apart.

        Returns:
            None where neither an error nor a request is told of.
        """
        text = header.message.encode("utf-8", "surrogateescape")
        previous = None if instant[0] is None else instant[0] - _HALF_AN_HOUR
        record = self._errors.read(offset, text, previous) if text[:1] == b"[" else None
        if record is None or record.kind.parse is not Parse.FULL:
            usual = self._requests.fast(offset, text)
            record = usual or self._odd.read(offset, text, previous)
        if record.kind.parse is not Parse.FULL:
            return None
        return completed(record._replace(raw=raw), header, instant)
