"""What rules would have raised on stored events; the database is only read.

Windows that begin before the time from which on events are judged are not known here.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import tzinfo
from typing import NamedTuple

from store.database import index_tables, tables, tables_usual
from store.database.recall import records
from store.knowledge.address_book import BLANK, AddressBook
from store.rules.compiled import CompiledRule
from store.rules.counting.judging import Active, Judging
from store.rules.engine import Engine
from store.rules.series import settling
from store.rules.series.keeping import Series
from store.rules.telling.trial_run import Episode, episodes
from store.rules.thresholds.placing import placed

_AT_ONCE = 10_000
"""Events judged at a time."""
_DAY = 86_400_000_000


class Stretch(NamedTuple):
    """Consecutive events."""

    first: int
    """`events.id`"""
    last: int


class Tried(NamedTuple):
    """What came of a trial."""

    alerts: list[Episode]
    """By their first time."""
    events: int
    days: frozenset[int]
    """The days on which there are such events, counted from 1970 (UTC)."""
    time: int
    """Nanoseconds of processor time that judging took."""
    errors: dict[str, str]
    """Why rules would be set aside, by their uuids."""


def stretches(connection: sqlite3.Connection, since: int | None) -> list[Stretch]:
    """The events among which are all that happened since a point in time, piece by piece.

    Args:
        connection: To the database.
        since: Microseconds since 1970 UTC; None: ever.
    """
    rows = connection.execute(
        "SELECT first_event, first_event + events - 1 FROM blocks "
        "WHERE ? IS NULL OR last_ts >= ? ORDER BY first_event",
        (since, since),
    )
    found: list[Stretch] = []
    for first, last in rows:
        before = found[-1] if found else None
        if before and before.last + 1 == first and last - before.first < _AT_ONCE:
            found[-1] = Stretch(before.first, last)
        else:
            found.append(Stretch(first, last))
    return found


def tried(
    connection: sqlite3.Connection,
    rules: Sequence[CompiledRule],
    zone: tzinfo,
    since: int | None,
    progress: Callable[[int, int], None],
    book: AddressBook = BLANK,
) -> Tried:
    """Judge stored events by rules, and forget it.

    Args:
        connection: To the database, with the SQL function `raw`; nothing is written to it.
        rules: With all members of their correlations.
        zone: Where days begin.
        since: Events before it are left out (µs UTC); None: none are.
        progress: Told how many events of how many have been looked at.
        book: What is known of addresses.
    """
    with closing(sqlite3.connect("")) as court:  # in memory as far as that is small
        trial = _Trial(court, rules, zone, book)
        wanted = stretches(connection, since)
        total = sum(last - first + 1 for first, last in wanted)
        done = 0
        for first, last in wanted:
            trial.hear(connection, first, last, since)
            done += last - first + 1
            progress(done, total)
        return trial.result()


class _Trial:
    """A ledger that nobody keeps."""

    def __init__(
        self,
        court: sqlite3.Connection,
        rules: Sequence[CompiledRule],
        zone: tzinfo,
        book: AddressBook,
    ) -> None:
        court.executescript(
            tables.RULES + tables.NEW_TERMS + tables_usual.SERIES + index_tables.RECENT
        )
        active = [Active(at, rule) for at, rule in enumerate(rules)]
        self._court = court
        self._uuids = {at: rule.uuid for at, rule in enumerate(rules)}
        self._judging, self._engine = Judging(active, zone, book), Engine(placed(active, zone))
        self._series, self._active, self._zone = Series(active), active, zone
        self._events = self._time = 0
        self._days: set[int] = set()

    def hear(
        self, connection: sqlite3.Connection, first: int, last: int, since: int | None
    ) -> None:
        """Judge the events of a stretch."""
        batch = [
            record
            for record in records(connection, first, last)
            if since is None or (record.time or 0) >= since
        ]
        if not batch:
            return
        self._engine.apply(self._court, self._events + 1, self._judging.entries(batch), 0)
        self._series.enter(self._court, self._events + 1, self._judging.heard())
        self._court.commit()
        self._events += len(batch)
        self._days.update((record.time or 0) // _DAY for record in batch)
        self._time += sum(each.time for each in self._judging.costs())

    def result(self) -> Tried:
        """What came of it."""
        settling.settle(self._court, self._active, self._zone, 0)
        found = sorted(episodes(self._court, self._uuids), key=_beginning)
        errors = {self._uuids[at]: why for at, why in self._judging.errors.items()}
        return Tried(found, self._events, frozenset(self._days), self._time, errors)


def _beginning(episode: Episode) -> tuple[int, str]:
    return episode.first, episode.rule_uuid
