"""Apache's access log: common, combined, vhost_combined, ssl_request_log and their relatives.

An error line among them is read as what it is: some set-ups write both into one file.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from store.formats.apache.access import AccessLines
from store.formats.apache.requests import DATASET
from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.formats.lines import LONG, cut
from store.formats.long_lines import of_lines
from store.model import Context, Record

if TYPE_CHECKING:
    from store.formats.apache.mixed import MixedLines

SAMPLE = b"""\
192.0.2.10 - - [09/Mar/2025:06:25:14 +0100] "GET /index.html HTTP/1.1" 200 5316
198.51.100.7 - kim [09/Mar/2025:06:25:15 +0100] "POST /login?next=%2F HTTP/1.1" 302 - \
"https://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64)"
www.example.com:443 2001:db8::7 - - [09/Mar/2025:06:25:15 +0100] "GET / HTTP/2.0" 404 196 \
"-" "curl/8.5.0"
"""


_MANY = 100
"""Lines from which on a sheet is worth its while."""


class AccessReader:
    """Reads one access log."""

    def __init__(self, context: Context, state: State) -> None:
        self._context = context
        self._lines = AccessLines(context)
        self._last: int | None = state.get("last")

    @cached_property
    def _mixed(self) -> "MixedLines":
        from store.formats.apache.mixed import MixedLines  # noqa: PLC0415 - most logs have no odd line

        return MixedLines(self._lines, self._context)

    def _odd(self, offset: int, line: bytes, previous: int | None) -> Record:
        """Make a record of a line that is not as usual."""
        return self._mixed.read(offset, line, previous)

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make a record of every line; see `Reader`."""
        self._lines.make_room()
        is_cut = not (at_end and take_rest) or data.endswith(b"\n")
        long = self._read_long(data, offset) if is_cut and len(data) >= LONG else None
        return long or self._read_lines(data, offset, take_rest=at_end and take_rest)

    def _read_long(self, data: bytes, offset: int) -> Parsed | None:
        """Read a long piece as far as its last line end; None where it is not as usual."""
        piece = data[: data.rfind(b"\n") + 1]
        if b"\r" in piece:
            return None
        sheet = self._lines.long_sheet(piece, offset, self._odd)
        if sheet is None:
            return None
        self._last = sheet.times[-1]
        return Parsed(sheet, len(piece))

    def _read_lines(self, data: bytes, offset: int, *, take_rest: bool) -> Parsed:
        """Read a piece line by line, or some hundred lines at a time."""
        lines = cut(data, offset, take_rest=take_rest)
        sheet = self._lines.sheet(lines.lines, self._odd) if len(lines.lines) >= _MANY else None
        if sheet is not None:
            self._last = sheet.times[-1]
            return Parsed(sheet, lines.consumed)
        fast = self._lines.fast
        records: list[Record] = []
        last = self._last
        for at, line in lines.lines:
            record = fast(at, line) or self._odd(at, line, last)
            records.append(record)
            if record.time is not None:
                last = record.time
        self._last = last
        return Parsed(records, lines.consumed)

    def state(self) -> State:
        """The time of the last record, to tell the two 02:30s of an autumn night apart."""
        return {} if self._last is None else {"last": self._last}


def _score(head: bytes) -> float:
    """As `score_access`; a log that goes on is not scored, and to load what scores costs more."""
    from store.formats.apache.scores import score_access  # noqa: PLC0415

    return score_access(head)


def _open(context: Context, state: State, _look_ahead: LookAhead) -> Reader:
    """A reader of one source."""
    return AccessReader(context, state)


FORMAT = reading_utf16(
    Format(
        name="apache.access",
        title="Apache access log (common, combined, vhost_combined, ssl_request_log, relatives)",
        dataset=DATASET,
        score=_score,
        open=of_lines(_open),
        sample=SAMPLE,
    )
)
