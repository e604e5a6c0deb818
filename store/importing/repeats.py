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
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import repeat
from typing import NamedTuple, TypeAlias

from store.database import windows_records
from store.formats.interface import Format
from store.formats.sheet import Sheet
from store.model import Kind, Record

_DATASET = "windows.eventlog"
_COMPUTER, _RECORD = "winlog.computer_name", "winlog.record_id"

_Told: TypeAlias = tuple[object, str | None, object, int | None]
"""Computer, channel, number and time of a record, as far as it says them."""


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
        numbers = self._numbered(records)
        fresh = {number for number in numbers if number is not None}
        known = self._known(fresh)
        kept = records
        if known or len(fresh) + numbers.count(None) < len(numbers):
            fresh -= known
            kept = [records[at] for at in _first(numbers, fresh)]
        if fresh:
            self._coming.append(fresh)
        return Sifted(kept, array("q", fresh), len(records) - len(kept))

    def _known(self, asked: set[int]) -> set[int]:
        """Those of some numbers whose events are stored, or are going to be."""
        stored = windows_records.known(self._connection, asked)
        return stored.union(*(each & asked for each in self._coming))

    def _settle(self) -> None:
        """Forget pieces that have been committed: those are known by the database."""
        coming = self._coming
        while coming and windows_records.known(self._connection, [next(iter(coming[0]))]):
            coming.popleft()

    def _numbered(self, records: Sequence[Record]) -> list[int | None]:
        """The records' numbers; None for those that do not say enough to have one."""
        told = _of_sheet(records) if isinstance(records, Sheet) else map(_of_record, records)
        return [self._number(*each) for each in told]

    def _number(
        self, computer: object, channel: str | None, record: object, time: int | None
    ) -> int | None:
        """An event's number, if there can be one; no event is the zeroth of its log."""
        if not record or not computer or not channel or time is None:
            return None
        if not isinstance(record, int) or not isinstance(computer, str):
            return None
        return self._numbers.of(computer, channel, record, time)


def _first(numbers: Sequence[int | None], fresh: Set[int]) -> Iterator[int]:
    """Where each of the fresh numbers stands first, and where there is none."""
    waiting = set(fresh)
    for at, number in enumerate(numbers):
        if number is None:
            yield at
        elif number in waiting:
            waiting.remove(number)
            yield at


def _of_record(record: Record) -> _Told:
    """What makes up the number of a record."""
    get = record.fields.get
    return get(_COMPUTER), _channel(record.kind), get(_RECORD), record.time


def _of_sheet(sheet: Sheet) -> Iterator[_Told]:
    """What makes up the numbers of a sheet's records, without any being made."""
    channels = [_channel(kind) for kind in sheet.kinds.kinds]
    return zip(
        _computers(sheet),
        [channels[code] for code in sheet.kinds.codes],
        sheet.singles.get(_RECORD) or repeat(None),
        sheet.times,
        strict=False,
    )


def _computers(sheet: Sheet) -> Iterable[object]:
    """The computer that every record names."""
    for codes, fields in sheet.parts.values():
        named = {code: fields[code].get(_COMPUTER) for code in set(codes)}
        if any(named.values()):
            return [named[code] for code in codes]
    return repeat(None)


def _channel(kind: Kind) -> str | None:
    """The log that records of a kind were written to; None where they are no events of Windows."""
    return kind.channel if kind.dataset == _DATASET else None


def may_repeat(format_: Format | None) -> bool:
    """Whether logs of a format hold events that others may hold as well."""
    return format_ is not None and format_.dataset == _DATASET
