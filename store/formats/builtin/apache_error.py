"""Apache's error log, as 2.4 and 2.2 write it, with the lines that continue a record.

Also as it comes through syslog, with its header in front of each line.
"""

from store.formats.apache.groups import group
from store.formats.apache.meanings import DATASET
from store.formats.apache.scores import score_error
from store.formats.apache.syslogged import SyslogErrors
from store.formats.continuation import continuation
from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, Parsed, State
from store.formats.lines import cut
from store.formats.long_lines import of_lines
from store.model import Context, Record

SAMPLE = b"""\
[Sun Mar 09 06:25:14.103786 2025] [mpm_event:notice] [pid 811:tid 811] AH00489: Apache configured
[Sun Mar 09 06:25:20.500001 2025] [auth_basic:error] [pid 815:tid 822] [client 192.0.2.10:50229] \
AH01618: user kim not found: /private
[Sun Mar 09 06:25:21 2025] [error] [client 198.51.100.7] File does not exist: /srv/www/favicon.ico
"""


class ErrorReader:
    """Reads one error log, record by record."""

    def __init__(self, context: Context, state: State, look_ahead: LookAhead) -> None:
        self._lines = SyslogErrors(context, state.get("stamps", {}), look_ahead)
        self._last: int | None = state.get("last")
        self._host = context.host
        self._is_open = bool(state.get("open"))
        """Whether further lines may go on with the last record."""

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make records of lines and of those that continue them; see `Reader`."""
        lines = cut(data, offset, take_rest=at_end and take_rest)
        groups = group(data, offset, lines, at_end=at_end, is_open=self._is_open)
        self._is_open = groups.is_open
        records: list[Record] = []
        for begin, end, goes_on in groups.spans:
            at, raw = offset + begin, data[begin:end]
            if goes_on:
                records.append(continuation(at, raw, DATASET, self._host))
                continue
            record = self._lines.read(at, raw, self._last)
            if record.time is not None:
                self._last = record.time
            records.append(record)
        return Parsed(records, groups.consumed)

    def state(self) -> State:
        """What tells the two 02:30s of an autumn night apart, syslog's years, an open record."""
        return {"last": self._last, "stamps": self._lines.state(), "open": self._is_open}


FORMAT = reading_utf16(
    Format(
        name="apache.error",
        title="Apache error log (2.2 and 2.4)",
        dataset=DATASET,
        score=score_error,
        open=of_lines(ErrorReader),
        sample=SAMPLE,
    )
)
