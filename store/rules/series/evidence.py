"""Find the events behind a baseline's alert: counts alone were kept of them.

Stored records of that time are judged once more, by that rule alone.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from store.database.recall import records
from store.knowledge.address_book import BLANK, AddressBook
from store.rules.counting.heard import Instant
from store.rules.counting.judging import Active, Judging

_AT_ONCE = 10_000
"""Events that are judged at a time."""


class Evidence:
    """Judges stored records again."""

    def __init__(
        self, connection: sqlite3.Connection, zone: tzinfo, book: AddressBook = BLANK
    ) -> None:
        """Take the database.

        Args:
            connection: With the SQL function `raw`.
            zone: Where days begin.
            book: What is known of addresses.
        """
        self._connection = connection
        self._zone, self._book = zone, book
        self._judgings: dict[int, Judging] = {}

    def of(self, each: Active, group: int) -> Callable[[int, int], Sequence[Instant]]:
        """What finds the events of a group of a rule between two points in time (µs UTC)."""
        return lambda first, last: list(self._find(each, group, first, last))

    def _find(self, each: Active, group: int, first: int, last: int) -> Iterator[Instant]:
        (key,) = self._connection.execute(
            "SELECT key FROM groups WHERE id = ?", (group,)
        ).fetchone()
        judging = self._judging(each)
        for low, high in self._stretches(first, last):
            batch = [
                (low + at, record)
                for at, record in enumerate(records(self._connection, low, high))
                if first <= (record.time or 0) <= last
            ]
            for some in judging.entries([record for _, record in batch]):
                rows = zip(some.groups, some.times, some.records, some.weights, strict=True)
                for number, ts, at, n in rows:
                    if some.keys[number] == key:
                        yield ts, batch[at][0], n

    def _judging(self, each: Active) -> Judging:
        """Judges by the rule as a detection that enters all its hits."""
        if each.number not in self._judgings:
            plain = Active(each.number, replace(each.rule, baseline=None, alerts=True))
            self._judgings[each.number] = Judging([plain], self._zone, self._book)
        return self._judgings[each.number]

    def _stretches(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The events among which those of a time are."""
        blocks = self._connection.execute(
            "SELECT first_event, first_event + events - 1 FROM blocks "
            "WHERE last_ts >= ? AND first_ts <= ? ORDER BY first_event",
            (first, last),
        )
        for begin, end in blocks.fetchall():
            for low in range(begin, end + 1, _AT_ONCE):
                yield low, min(low + _AT_ONCE - 1, end)
