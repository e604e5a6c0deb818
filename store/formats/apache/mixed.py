"""Read the lines of an access log that are not as usual, whatever some set-up writes among them.

That is: odd spellings of the usual formats, `ssl_request_log`, and error lines, where one file
takes both.
"""

import re
from functools import cached_property

from store.formats.apache.access import AccessLines
from store.formats.apache.custom import CustomLines, pattern_of
from store.formats.apache.errors import ErrorLines
from store.formats.apache.forwarded import believed, hops_of
from store.model import Context, Parse, Record

_QUOTED = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"')
_EXTRA = "labels.extra"


class MixedLines:
    """Reads the odd lines of one source."""

    def __init__(self, lines: AccessLines, context: Context) -> None:
        """Make a reader.

        Args:
            lines: Reads the usual lines of the same source.
            context: Of the source.
        """
        self._lines = lines
        self._context = context
        self._errors = ErrorLines(context)

    def read(self, offset: int, line: bytes, previous: int | None) -> Record:
        """Make a record of any line; arguments and result as for `AccessLines.read`."""
        if line[:1] == b"[":
            record = self._secure.read(offset, line, previous)
            if record is not None:
                return record
        record = self._lines.tolerant(offset, line, previous)
        if record.kind.parse is not Parse.NONE:
            return self._forwarded(record) if self._context.proxies else record
        error = self._errors.read(offset, line, previous) if line[:1] == b"[" else record
        return record if error.kind.parse is Parse.NONE else error

    @cached_property
    def _secure(self) -> CustomLines:
        """Reads lines of `ssl_request_log`."""
        return CustomLines(pattern_of("ssl_request_log"), self._context)

    def _forwarded(self, record: Record) -> Record:
        """The record with the client that the last item names (nginx's `$http_x_forwarded_for`)."""
        items = _QUOTED.findall(str(record.fields.get(_EXTRA, "")))
        fields = believed(record.fields, hops_of(items[-1:]), self._context.proxies)
        return record._replace(fields=fields)
