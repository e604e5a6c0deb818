"""Make a log format of any Apache LogFormat."""

from functools import partial

from store.formats.apache.access import AccessLines
from store.formats.apache.custom import CustomLines, pattern_of
from store.formats.apache.mixed import MixedLines
from store.formats.apache.patterns import LinePattern
from store.formats.apache.requests import DATASET
from store.formats.encoding import reading_utf16
from store.formats.interface import Format, LookAhead, Parsed, Reader, State
from store.formats.lines import cut
from store.formats.long_lines import of_lines
from store.model import Context, Record

_HEAD = 65_536
"""Bytes of a beginning that may have been cut in the middle of a line."""
_MOST_LINES = 500
_ENOUGH = 10
"""Lines from which on it is worth a word that none has matched."""


class CustomReader:
    """Reads one log written in a LogFormat, line by line."""

    def __init__(self, pattern: LinePattern, context: Context, state: State) -> None:
        self._lines = CustomLines(pattern, context)
        self._usual = AccessLines(context)
        self._others = MixedLines(self._usual, context)
        self._last: int | None = state.get("last")
        self._missed: int | None = state.get("missed", None if state else 0)

    def read(self, data: bytes, offset: int, *, at_end: bool, take_rest: bool) -> Parsed:
        """Make a record of every line; see `Reader`."""
        self._usual.make_room()
        self._lines.make_room()
        lines = cut(data, offset, take_rest=at_end and take_rest)
        records: list[Record] = []
        for at, line in lines.lines:
            record = self._lines.read(at, line, self._last)
            if record is None:
                self._missed = self._missed if self._missed is None else self._missed + 1
                record = self._others.read(at, line, self._last)
            else:
                self._missed = None
            if record.time is not None:
                self._last = record.time
            records.append(record)
        return Parsed(records, lines.consumed, problem=self._problem() if at_end else None)

    def _problem(self) -> str | None:
        """What there is to say, once, where not one line has matched."""
        if self._missed is None or self._missed < _ENOUGH or self._last is None:
            return None
        self._missed = None
        return "your LogFormat matched no line; read as apache.access"

    def state(self) -> State:
        """What is to be remembered.

        The time of the last record tells the two 02:30s of an autumn night apart; beside it, while
        no line has matched, stands how many have not.
        """
        values = {"last": self._last, "missed": self._missed}
        return {key: value for key, value in values.items() if value is not None}


def log_format(text: str) -> Format:
    r"""Compile a LogFormat.

    Args:
        text: The format (`%h %l %u %t "%r" %>s %b`), with its quotes escaped as in `httpd.conf` or
            not; a whole `LogFormat "…" name` line; or a name that Apache's own configuration gives
            (`common`, `combined`, `vhost_combined`, `combinedio`, `ssl_request_log`).

    Returns:
        The format; its name is the text. Lines that do not fit it are read as the built-in
        `apache.access` reads them, if that can be done.

    Raises:
        FormatError: It is no LogFormat; tells the column.
    """
    pattern = pattern_of(text)
    pattern.check(text)
    return reading_utf16(
        Format(
            name=text,
            title=f"Apache LogFormat {text}",
            dataset=DATASET,
            score=partial(_score, pattern),
            open=of_lines(partial(_open, pattern)),
            sample=pattern.example.encode() + b"\n",
        )
    )


def _score(pattern: LinePattern, head: bytes) -> float:
    """The share of lines that match."""
    whole = len(head) < _HEAD or b"\n" not in head
    lines = cut(head, 0, take_rest=whole).lines[:_MOST_LINES]
    found = sum(pattern.match(line) is not None for _, line in lines)
    return found / len(lines) if lines else 0.0


def _open(pattern: LinePattern, context: Context, state: State, _look_ahead: LookAhead) -> Reader:
    """A reader of one source."""
    return CustomReader(pattern, context, state)
