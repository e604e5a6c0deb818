"""Read error lines that came through syslog (`ErrorLog syslog:local7`, or a pipe into logger).

Sources: server/log.c, which leaves out the time where syslog writes its own, and the headers of
RFC 3164 4.1 and of rsyslog (RFC 3339 times). With such a header each line is a record of its own.
"""

from store.formats.apache.errors import ErrorLines
from store.formats.apache.meanings import kind_of
from store.formats.apache.through_syslog import text_after_header
from store.formats.clock import Instant
from store.formats.interface import LookAhead, State
from store.formats.syslog.envelopes.header import Header, split
from store.formats.syslog.envelopes.stamps import Stamps
from store.model import Context, Parse, Record
from store.text import decode


def completed(record: Record, header: Header, instant: Instant | tuple[None, int] | None) -> Record:
    """The record of what a header carries, with what only the header tells.

    Args:
        record: Made of the text alone.
        header: The header.
        instant: The header's time; counts where the text has none.
    """
    fields = dict(record.fields)
    if header.host:
        fields["host.name"] = header.host
    if header.pid is not None:
        fields.setdefault("process.pid", header.pid)
    if record.time is not None or instant is None:
        return record._replace(fields=fields)
    time, flags = instant
    return record._replace(fields=fields, time=time, time_flags=flags)


class SyslogErrors:
    """Reads the error records of one source, with a syslog header or without."""

    def __init__(self, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._lines = ErrorLines(context)
        self._stamps = Stamps(context, state, look_ahead)

    def state(self) -> State:
        """What the next reader of the source has to know."""
        return self._stamps.state()

    def read(self, offset: int, raw: bytes, previous: int | None) -> Record:
        """Make a record of any bytes; as `ErrorLines.read`."""
        at = text_after_header(raw)
        header = split(decode(raw[:at])) if at else None
        if header is None:
            return self._lines.read(offset, raw, previous)
        record = self._lines.read(offset, raw[at:], previous)
        return self._completed(record._replace(raw=raw), header, raw[at:])

    def _completed(self, record: Record, header: Header, text: bytes) -> Record:
        """The record with what only the header tells."""
        if record.kind.parse is Parse.NONE:
            fields = record.fields | ({"message": decode(text)} if text else {})
            kind = kind_of(None, None, None, None, Parse.HEADER)
            record = record._replace(kind=kind, fields=fields)
        instant = self._stamps.read(header) if record.time is None else None
        return completed(record, header, instant)
