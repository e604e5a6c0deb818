"""Rules that are new or changed judge the events that were stored before them."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import pairwise

from store.database import evidence
from store.database.connection import Writer
from store.database.newest import last_event
from store.database.recall import records
from store.knowledge.address_book import BLANK, AddressBook
from store.rules.alerting.changes import Changes
from store.rules.counting.judging import Active, Judging
from store.rules.engine import Engine
from store.rules.keeping import charging
from store.rules.keeping.catalogue import late, with_their_members
from store.rules.keeping.marks import mark, marks
from store.rules.series.keeping import Series
from store.rules.thresholds.placing import placed

_AT_ONCE = 10_000
"""Stored events judged in one transaction."""


def catch_up(  # noqa: PLR0913 - all that judging depends on
    writer: Writer,
    active: Sequence[Active],
    zone: tzinfo,
    now: int,
    progress: Callable[[int, int], None],
    stop: Callable[[], bool] = lambda: False,
    *,
    book: AddressBook = BLANK,
) -> Changes:
    """Judge the stored events that rules in force have not seen yet.

    Args:
        writer: Of the database.
        active: All rules in force.
        zone: Where days begin.
        now: The clock (µs UTC).
        progress: Told how many events of how many have been judged.
        stop: Asked after every batch whether to leave the rest for another time.
        book: What is known of addresses.

    Returns:
        What came of it.
    """
    changes = Changes()
    behind = late(writer.connection, active)
    if not behind:
        return changes
    evidence.register(writer.connection)
    past = _Past(writer, behind, with_their_members(behind, active), zone, book)
    for low, high in past.pieces():
        for found in past.judge(low, high, now):
            changes.add(found)
        progress(high - past.start, past.newest - past.start)
        if stop():
            break
    return changes


class _Past:
    """The events that some rules have not seen, and these rules made ready to judge them."""

    def __init__(
        self,
        writer: Writer,
        behind: Sequence[Active],
        judged: Sequence[Active],
        zone: tzinfo,
        book: AddressBook,
    ) -> None:
        """Take the rules that are behind, and the same with all that they build on."""
        self._writer = writer
        self._seen = marks(writer.connection)
        self.start = min(self._seen[each.number] for each in behind)
        """The last event (`events.id`) that all of them have seen."""
        self.newest = last_event(writer.connection)
        self._judging, self._engine = Judging(judged, zone, book), Engine(placed(judged, zone))
        self._series = Series(judged)

    def pieces(self) -> Iterator[tuple[int, int]]:
        """The first and last event of each piece of what is to be judged."""
        return _pieces(self.start, self.newest, self._seen.values())

    def judge(self, low: int, high: int, now: int) -> Iterator[Changes]:
        """Judge one piece, transaction by transaction, and note that it has been seen."""
        for first, last in _consecutive(self._writer.connection, low, high):
            yield self._enter(first, last, now)
        with self._writer.transaction() as connection:
            mark(connection, high)

    def _enter(self, first: int, last: int, now: int) -> Changes:
        """Judge events that follow each other, and commit what comes of it."""
        entries = self._judging.entries(list(records(self._writer.connection, first, last)))
        known = {number for number, upto in self._seen.items() if upto >= first}
        with self._writer.transaction() as connection:
            changes = self._engine.apply(connection, first, entries, now)
            self._series.enter(connection, first, self._judging.heard(), known)
            costs = [each for each in self._judging.costs() if self._seen[each.rule] < first]
            changes.add(charging.enter(connection, first, costs, now))
            mark(connection, last)
        return changes


def _consecutive(connection: sqlite3.Connection, low: int, high: int) -> list[tuple[int, int]]:
    """The first and the last of the events that follow each other without one that is gone."""
    return [
        (int(first), int(last))
        for first, last in connection.execute(
            "SELECT min(id), max(id) FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS run "
            "FROM facts WHERE id BETWEEN ? AND ?) GROUP BY run ORDER BY run",
            (low, high),
        )
    ]


def _pieces(start: int, newest: int, marks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The events behind one, piece by piece; a rule has judged all of a piece, or nothing of it."""
    edges = sorted({*range(start, newest, _AT_ONCE), *marks, newest})
    inside = [edge for edge in edges if start <= edge <= newest]
    for before, high in pairwise(inside):
        yield before + 1, high
