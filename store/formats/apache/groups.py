"""Put the lines of an error log together that make one record.

A line that does not begin with a bracket continues the record before it (stack traces, text that a
program wrote to its standard error); it is a record of its own where no record is open. A line with
a syslog header is always one of its own.
"""

from typing import NamedTuple

from store.formats.apache.through_syslog import text_after_header
from store.formats.lines import LONGEST, Lines


class Span(NamedTuple):
    """Where one record's bytes are, relative to the data."""

    begin: int
    end: int
    goes_on: bool = False
    """Whether it goes on with the record before it, which could not be added to any more."""


class Groups(NamedTuple):
    """Records as spans of the data."""

    spans: list[Span]
    consumed: int
    """Bytes of the data that the records and what lies between them cover."""
    is_open: bool
    """Whether further lines may go on with the last record."""


def group(data: bytes, offset: int, cut: Lines, *, at_end: bool, is_open: bool = False) -> Groups:
    """Put lines together.

    Args:
        data: The bytes that were cut.
        offset: Where they begin in the source.
        cut: The lines of the data.
        at_end: Take the last record too, unless more of it already stands there unfinished.
        is_open: Whether the first lines may go on with a record that was taken before.

    Returns:
        The records' spans. A record is no longer than `LONGEST`; lines beyond that are a record
        that goes on with it.
    """
    spans: list[Span] = []
    was_open = is_open
    for at, line in cut.lines:
        begin = at - offset
        end = begin + len(line)
        starts = line[:1] == b"["
        goes_on = is_open and not starts and text_after_header(line) is None
        if goes_on and spans and end - spans[-1].begin <= LONGEST:
            spans[-1] = spans[-1]._replace(end=end)
            continue
        was_open = is_open
        spans.append(Span(begin, end, goes_on))
        is_open = starts or goes_on
    if spans and is_open and not (at_end and _is_finished(data[cut.consumed : cut.consumed + 1])):
        return Groups(spans[:-1], spans[-1].begin, was_open)
    return Groups(spans, cut.consumed, is_open)


def _is_finished(following: bytes) -> bool:
    """Whether an unfinished line that begins like this leaves the open record as it is."""
    return following in (b"", b"[")
