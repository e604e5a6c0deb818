"""Read what web servers say in a log that takes what all programs say."""

from store.formats.apache.access import AccessLines
from store.formats.apache.errors import ErrorLines
from store.formats.apache.mixed import MixedLines
from store.formats.apache.syslogged import completed
from store.formats.clock import Instant
from store.formats.syslog.envelopes.header import Header
from store.model import Context, Parse, Record


class ServerLines:
    """Reads the lines of web servers in one source."""

    def __init__(self, context: Context) -> None:
        self._errors = ErrorLines(context)
        self._requests = AccessLines(context)
        self._odd = MixedLines(self._requests, context)
        self._last: int | None = None

    def read(
        self, offset: int, raw: bytes, header: Header, instant: Instant | tuple[None, int]
    ) -> Record | None:
        """Make a record of a line that has a web server's tag.

        Args:
            offset: Where it begins in the source.
            raw: All of it.
            header: Its envelope, and what that carries.
            instant: The envelope's time.

        Returns:
            None where neither an error nor a request is told of.
        """
        text = header.message.encode("utf-8", "surrogateescape")
        record = self._errors.read(offset, text, self._last) if text[:1] == b"[" else None
        if record is None or record.kind.parse is not Parse.FULL:
            usual = self._requests.fast(offset, text)
            record = usual or self._odd.read(offset, text, self._last)
        if record.kind.parse is not Parse.FULL:
            return None
        self._last = record.time or self._last
        return completed(record._replace(raw=raw), header, instant)
