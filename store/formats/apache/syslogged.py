"""Read error lines that came through syslog (`ErrorLog syslog:local7`, or a pipe into logger).

Sources: server/log.c, which leaves out the time where syslog writes its own, and the headers of
RFC 3164 4.1 and of rsyslog (RFC 3339 times). With such a header each line is a record of its own.
"""

import re

from store.formats.apache.errors import ErrorLines
from store.formats.apache.meanings import kind_of
from store.formats.clock import Instant
from store.formats.interface import LookAhead, State
from store.formats.syslog.envelopes.header import Header, split
from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.programs.table import is_web_server
from store.model import Context, Parse, Record
from store.text import decode

_HEADER = re.compile(
    rb"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d(?:\.\d{1,9})?"
    rb"|\d{4}-\d\d-\d\dT[\d:.,Z+-]{8,32}) "
    rb"[^ ]{1,255} (?P<tag>[^ :\[\]]{1,64})(?:\[\d{1,10}\])?: ?"
)
_SERVER = re.compile(rb"(?:httpd|apache)[\w.-]{0,32}", re.IGNORECASE)
_LEVEL = re.compile(
    rb"\[(?:[\w.-]{0,64}:)?(?:emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])\]"
    rb"|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}\] \["
)


def text_after_header(line: bytes) -> int | None:
    """Where the server's text begins; None for a line that did not come through syslog from it."""
    if line[:1] == b"[":
        return None
    found = _HEADER.match(line)
    if found is None or not (_LEVEL.match(line, found.end()) or _SERVER.fullmatch(found["tag"])):
        return None
    return found.end()


def is_of_web_server(line: bytes) -> bool:
    """Whether a line with a syslog header was written by a web server, to tell it from auth logs.

    The tag decides, and the brackets that begin an error line: no client writes either.
    """
    found = _HEADER.match(line)
    return found is not None and bool(
        is_web_server(decode(found["tag"])) or _LEVEL.match(line, found.end())
    )


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
