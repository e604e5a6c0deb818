"""Leave out Windows events that another export, or an earlier state of the log, has given already.

A growing `.evtx` changes at its beginning too, and the same log is exported as XML, as JSON and as
CSV: bytes do not tell that these are the same events. Host, channel and record id do, with the
second of the time. Only a record that says all of it can be left out, so nothing that is written
into one computer's log hides an event of another. Who can write to an export before it is imported
can hide an event of the log that it claims to be: by one with the same number and second, imported
first. What is left out is counted (`sources.repeated`).
"""

import sqlite3
from array import array
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from store.database import windows_records
from store.formats.interface import Format
from store.model import Record

_DATASET = "windows.eventlog"


class Sifted(NamedTuple):
    """Records of which those that are known have been left out."""

    records: Sequence[Record]
    keys: "array[int]"
    """The numbers by which the others will be known."""
    repeated: int = 0
    """How many were left out."""


class Repeats:
    """Knows the events of a database, and those of one log that are on their way into it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Know nothing yet.

        Args:
            connection: For reading, outside of any transaction: sees what is committed meanwhile.
        """
        self._connection = connection
        self._numbers = windows_records.Numbers(connection)
        self._coming: deque[set[int]] = deque()
        """Numbers that were given to be stored, piece by piece in their order."""

    def sift(self, records: Sequence[Record]) -> Sifted:
        """Leave out what is known; the rest is going to be stored, before what is sifted next.

        Args:
            records: Of one log, every one with a time.
        """
        self._settle()
        numbers = [self._number(record) for record in records]
        known = self._known(numbers)
        fresh: set[int] = set()
        kept: list[Record] = []
        for record, key in zip(records, numbers, strict=True):
            if key is None:
                kept.append(record)
            elif key not in known and key not in fresh:
                fresh.add(key)
                kept.append(record)
        if fresh:
            self._coming.append(fresh)
        return Sifted(kept, array("q", fresh), len(records) - len(kept))

    def _known(self, numbers: Sequence[int | None]) -> set[int]:
        """Those of some numbers whose events are stored, or are going to be."""
        asked = {number for number in numbers if number is not None}
        stored = windows_records.known(self._connection, asked)
        return stored.union(*(each & asked for each in self._coming))

    def _settle(self) -> None:
        """Forget pieces that have been committed: those are known by the database."""
        coming = self._coming
        while coming and windows_records.known(self._connection, [next(iter(coming[0]))]):
            coming.popleft()

    def _number(self, record: Record) -> int | None:
        """A record's number, if it says enough to have one; no event is the zeroth of its log."""
        number = record.fields.get("winlog.record_id")
        computer = record.fields.get("winlog.computer_name")
        channel = record.kind.channel
        if record.time is None or record.kind.dataset != _DATASET:
            return None
        if not number or not computer or not channel:
            return None
        if not isinstance(number, int) or not isinstance(computer, str):
            return None
        return self._numbers.of(computer, channel, number, record.time)


def may_repeat(format_: Format | None) -> bool:
    """Whether logs of a format hold events that others may hold as well."""
    return format_ is not None and format_.dataset == _DATASET
