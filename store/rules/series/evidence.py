"""Find the events behind a baseline's alert: counts alone were kept of them.

Stored records of that time are judged once more, by that rule alone.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from store.database.recall import records_of_a_time
from store.knowledge.address_book import BLANK, AddressBook
from store.rules.compiled import CompiledRule
from store.rules.counting.heard import Instant
from store.rules.counting.judging import Active, Judging
from store.rules.reading.names import ORIGINAL

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

    def of(self, each: Active, group: int) -> Callable[[int, int, int], Sequence[Instant]]:
        """What finds the events of a group of a rule; see `baselines.Finder`."""
        return lambda first, last, behind: list(self._find(each, group, (first, last), behind))

    def _find(
        self, each: Active, group: int, times: tuple[int, int], behind: int
    ) -> Iterator[Instant]:
        (key,) = self._connection.execute(
            "SELECT key FROM groups WHERE id = ?", (group,)
        ).fetchone()
        judging, bare = self._judging(each), not _reads_raw(each.rule)
        for events in self._stretches(times, behind):
            batch = list(records_of_a_time(self._connection, events, times, bare=bare))
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

    def _stretches(self, times: tuple[int, int], behind: int) -> Iterator[tuple[int, int]]:
        """The events, all of them behind one, among which those of a time are."""
        first, last = times
        blocks = self._connection.execute(
            "SELECT first_event, first_event + events - 1 FROM blocks "
            "WHERE last_ts >= ? AND first_ts <= ? AND first_event + events - 1 > ? "
            "ORDER BY +first_event",  # by an index of times, not through all that was ever read
            (first, last, behind),
        )
        for begin, end in blocks.fetchall():
            for low in range(max(begin, behind + 1), end + 1, _AT_ONCE):
                yield low, min(low + _AT_ONCE - 1, end)


def _reads_raw(rule: CompiledRule) -> bool:
    """Whether a detection looks at the bytes that were read."""
    return ORIGINAL in (*rule.columns, *rule.group_by)
