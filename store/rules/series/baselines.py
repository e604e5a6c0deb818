"""Alerts about unusual counts, of one group."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from store.rules.alerting.changes import Changes
from store.rules.counting.heard import Instant
from store.rules.expectations import Baseline, Direction
from store.rules.series import alerting
from store.rules.series.alerting import Found, Stored
from store.rules.series.kept import Kept
from store.rules.series.lows import Stretch
from store.rules.series.scoring import HOUR, Calendar, Score, Usual, scores, usual_at
from store.rules.series.unusual import Episode, episodes, is_settled

Finder: TypeAlias = Callable[[int, int, int], Sequence[Instant]]
"""Finds what was counted between two points in time (µs UTC), of the events behind one (`events.id`
of that)."""

_PAST = 14 * 24 * HOUR
"""How far is looked back for days of the same sort."""


def may_hold(kept: Kept) -> bool:
    """Whether an alert is possible at all: most groups that strangers make never had enough."""
    asked = _asked(kept)
    high = asked.direction is not Direction.LOW and kept.total >= asked.min_count
    # half of the buckets of two weeks' hours have seven hits, or none would be no surprise
    return high or (
        asked.direction is not Direction.HIGH and kept.total >= 7 * (HOUR // asked.bucket)
    )


def settle(
    connection: sqlite3.Connection,
    kept: Kept,
    covered: Sequence[Stretch],
    hours: Calendar,
    now: int,
    find: Finder | None,
) -> Changes:
    """Bring a group's alerts up to date.

    Args:
        connection: In a transaction.
        kept: The group.
        covered: When its logs were read, in order.
        hours: Tells hours apart.
        now: The clock (µs UTC).
        find: Finds the events; None: nobody wants them.
    """
    return _Group(connection, kept, covered, hours, find).settle(now)


class Learned(NamedTuple):
    """How far what is usual is known."""

    usual: Usual
    """For the bucket that goes on."""
    bucket: int
    days: float
    """Days that the group is known for."""


def learned(
    connection: sqlite3.Connection, kept: Kept, covered: Sequence[Stretch], hours: Calendar
) -> Learned | None:
    """What is usual for the bucket in which the logs end; None where they were never read."""
    if not covered:
        return None
    asked, until = _asked(kept), covered[-1].last
    bucket = until // asked.bucket
    before = _Group(connection, kept, covered, hours, None).past(bucket)
    return Learned(
        usual_at(*before, asked, hours, bucket), bucket, (until - kept.first) / (24 * HOUR)
    )


def _asked(kept: Kept) -> Baseline:
    if kept.rule.baseline is None:
        raise ValueError(kept.rule.title)
    return kept.rule.baseline


class _Group:
    """One group, while its alerts are brought up to date."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        kept: Kept,
        covered: Sequence[Stretch],
        hours: Calendar,
        find: Finder | None,
    ) -> None:
        self._connection = connection
        self._kept = kept
        self._asked = _asked(kept)
        self._covered = covered
        self._hours = hours
        self._find = find
        self._begin = kept.first // self._asked.bucket
        self._back = max(self._asked.history, _PAST) // self._asked.bucket

    def settle(self, now: int) -> Changes:
        """Make the alerts what the buckets say, from where that may have changed."""
        width = self._asked.bucket
        dirty = self._kept.dirty // width
        if not self._whole(dirty, None):
            return Changes()  # the bucket goes on
        known, since = self._from(dirty)
        found = episodes(self._scores(since), self._asked)
        if not found and not known:
            return Changes()
        made = [self._found(each, known) for each in found]
        return alerting.make(self._connection, self._kept.group, known, made, now)

    def past(self, bucket: int) -> tuple[dict[int, int], list[int]]:
        """Counts, and what is learned from, as far back as is looked from a bucket."""
        whole = self._whole(bucket - self._back, bucket - 1)
        counts = self._counts(bucket - self._back, bucket - 1)
        return counts, [each for each in whole if each not in self._incidents]

    @cached_property
    def _incidents(self) -> frozenset[int]:
        """The buckets of alerts that an analyst found to be right: they are not what is usual."""
        width = self._asked.bucket
        rows = self._connection.execute(
            "SELECT first_seen, last_seen FROM alerts WHERE grp = ? AND merged_into IS NULL "
            "AND status = 'closed' AND reason LIKE 'true-positive%'",
            (self._kept.group.number,),
        )
        return frozenset(
            bucket for first, last in rows for bucket in range(first // width, last // width + 1)
        )

    def _from(self, dirty: int) -> tuple[list[Stored], int]:
        """The alerts that may change, and the bucket from which on nothing before matters."""
        since, width = dirty, self._asked.bucket
        while True:
            since = self._settled(since)
            known = alerting.stored(self._connection, self._kept.group.number, since * width)
            first = min([since, *(alert.first // width for alert in known)])
            if first == since:
                return known, since
            since = first

    def _settled(self, since: int) -> int:
        """The last bucket, this one or before, that is judged alike whatever lies before it."""
        step = max(2, self._asked.of)
        while since > self._begin:
            if not self._whole(since - 1, since - 1):
                return since
            found = self._scores(since - step, since - 1)
            for at in range(len(found), 0, -1):
                start = found[at - 1].bucket + 1
                if is_settled(found[:at], self._asked):
                    return start
                if at > 1 and found[at - 2].bucket != start - 2:
                    return start - 1
            step *= 2
            if since - step < self._begin:
                return self._begin
        return since

    def _scores(self, first: int, last: int | None = None) -> list[Score]:
        """The buckets between two, or from one on, compared with what is usual."""
        whole = self._whole(first - self._back, last)
        if not whole or whole[-1] < first:
            return []
        counts = self._counts(whole[0], whole[-1])
        return list(scores(counts, whole, self._asked, self._hours, first, self._incidents))

    def _whole(self, first: int, last: int | None) -> list[int]:
        """The buckets that are known as a whole, from the group's first on."""
        width, found = self._asked.bucket, list[int]()
        for each in self._covered:
            begin = max(-(-each.first // width), first, self._begin)
            end = each.last // width if last is None else min(each.last // width, last + 1)
            found += range(begin, end)
        return found

    def _counts(self, first: int, last: int) -> dict[int, int]:
        rows = self._connection.execute(
            "SELECT slot, n FROM slots WHERE grp = ? AND slot BETWEEN ? AND ?",
            (self._kept.group.number, first, last),
        )
        return dict(rows.fetchall())

    def _found(self, each: Episode, known: Sequence[Stored]) -> Found:
        """What an alert says."""
        width = self._asked.bucket
        first, last = each.first * width, (each.last + 1) * width - 1
        over = None if each.over is None else (each.over + 1) * width
        counts = self._counts(each.first, each.last).values()
        seen = self._seen(first, last, known)
        return Found(first, last, sum(counts), max(counts, default=0), over, seen)

    def _seen(self, first: int, last: int, known: Sequence[Stored]) -> Sequence[Instant]:
        """What was counted in an episode, and is not entered yet."""
        if self._find is None:
            return ()
        ends = [alert.last for alert in known if alert.first <= first <= alert.last]
        upto = min([*ends, last]) if ends else first - 1
        begin = max(first, self._kept.dirty)
        late = self._find(begin, upto, self._entered(begin, upto)) if begin <= upto else ()
        return (*late, *(self._find(upto + 1, last, 0) if upto < last else ()))

    def _entered(self, first: int, last: int) -> int:
        """Up to which event those of a time are entered that an alert has told of all along."""
        (event,) = self._connection.execute(
            "SELECT ifnull(max(event), 0) FROM hits WHERE grp = ? AND ts BETWEEN ? AND ?",
            (self._kept.group.number, first, last),
        ).fetchone()
        return int(event)
