"""Tell access logs from error logs, and both from everything else."""

import re
from datetime import UTC
from typing import NamedTuple

from store.formats.apache.access import AccessLines
from store.formats.apache.errors import ErrorLines
from store.formats.apache.mixed import MixedLines
from store.formats.apache.requests import DATASET
from store.formats.apache.through_syslog import text_after_header
from store.formats.lines import cut
from store.model import Context, Parse

_HEAD = 65_536
"""Bytes of a beginning that may have been cut in the middle of a line."""
_MOST_LINES = 1000
_MOST_MORE = 50
"""Lines in a row that are believed to continue an error record."""
_SYSLOG = re.compile(rb"(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]?\d \d\d:|\d{4}-\d\d-\d\dT)")
_SOURCE = frozenset({"source.ip", "source.domain"})
_CONTEXT = Context(zone=UTC, reference=0)


class _Tally(NamedTuple):
    """How many lines each format reads in full."""

    access: int
    error: int
    lines: int


def score_access(head: bytes) -> float:
    """The share of lines that the access format reads in full; 0 if there are more of the other."""
    tally = _count(head)
    return tally.access / tally.lines if tally.access and tally.access >= tally.error else 0.0


def score_error(head: bytes) -> float:
    """The share of lines that the error format reads in full; 0 unless there are more of them."""
    tally = _count(head)
    return tally.error / tally.lines if tally.error > tally.access else 0.0


def _count(head: bytes) -> _Tally:
    """Count the lines of a beginning by what they are."""
    is_one_line = len(head) >= _HEAD and b"\n" not in head
    lines = cut(head, 0, take_rest=len(head) < _HEAD or is_one_line).lines[:_MOST_LINES]
    access_lines, error_lines = _AccessScorer(broken=is_one_line), ErrorLines(_CONTEXT)
    access = error = more = 0
    for _, line in lines:
        if line[:1] == b"[" and _is_error(error_lines, line):
            error += 1
            more = _MOST_MORE
        elif _is_syslogged(error_lines, line):
            error += 1
            more = 0
        elif access_lines.takes(line):
            access += 1
            more = 0
        elif more and line[:1] != b"[" and not _SYSLOG.match(line):
            error += 1
            more -= 1
        else:
            more = 0
    return _Tally(access, error, len(lines))


class _AccessScorer:
    """Tells which lines the access format reads in full."""

    def __init__(self, *, broken: bool) -> None:
        """Make one.

        Args:
            broken: Whether lines may break off in the middle of a request.
        """
        self._broken = broken
        self._lines = AccessLines(_CONTEXT)
        self._others = MixedLines(self._lines, _CONTEXT)

    def takes(self, line: bytes) -> bool:
        """Whether a line is one."""
        record = self._lines.fast(0, line) or self._others.read(0, line, None)
        if record.kind.parse is Parse.HEADER and self._broken:
            return record.time is not None and "url.path" in record.fields
        return record.kind.dataset == DATASET and record.kind.parse is Parse.FULL


def _is_syslogged(lines: ErrorLines, line: bytes) -> bool:
    """Whether a line is an error line with a syslog header."""
    at = text_after_header(line)
    return at is not None and lines.read(0, line[at:], None).kind.parse is Parse.FULL


def _is_error(lines: ErrorLines, line: bytes) -> bool:
    """Whether a line is surely Apache's: without a time, a bare level is not enough."""
    record = lines.read(0, line, None)
    if record.kind.parse is not Parse.FULL:
        return False
    return bool(record.time is not None or record.kind.module or _SOURCE & record.fields.keys())
