"""Alerts about too few hits, of one group."""

import sqlite3
from collections.abc import Sequence

from store.rules.alerting.changes import Changes
from store.rules.counting.heard import Instant
from store.rules.expectations import Absence
from store.rules.series import alerting
from store.rules.series.alerting import Found, Stored
from store.rules.series.kept import Kept
from store.rules.series.lows import Low, Stretch, between, lows, told, watched


def may_hold(kept: Kept, until: int) -> bool:
    """Whether an alert is possible at all.

    Args:
        kept: The group.
        until: Up to when logs were read.
    """
    asked, timespan = _asked(kept), kept.rule.timespan
    if until - kept.first < asked.warmup:
        return False
    # so that half of the warm-up is watched, and all but a part of it has enough
    least = kept.rule.enough * asked.warmup * (100 - asked.rarely)
    return kept.total * 200 * (timespan + 1) >= least


def settle(
    connection: sqlite3.Connection, kept: Kept, covered: Sequence[Stretch], now: int
) -> Changes:
    """Bring a group's alerts up to date.

    Args:
        connection: In a transaction.
        kept: The group.
        covered: When its logs were read, in order.
        now: The clock (µs UTC).
    """
    return _Group(connection, kept, covered).settle(now)


def _asked(kept: Kept) -> Absence:
    if kept.rule.absence is None:
        raise ValueError(kept.rule.title)
    return kept.rule.absence


class _Group:
    """One group, while its alerts are brought up to date."""

    def __init__(
        self, connection: sqlite3.Connection, kept: Kept, covered: Sequence[Stretch]
    ) -> None:
        self._connection = connection
        self._kept = kept
        self._rule = kept.rule
        self._asked = _asked(kept)
        self._watched = watched(covered, kept.first, kept.rule.timespan)
        self._ends = {each.last for each in self._watched}
        self._until = covered[-1].last if covered else kept.first

    def settle(self, now: int) -> Changes:
        known, since = self._from(self._kept.dirty)
        news = self._lows(since, self._until)
        if not news and not known:
            return Changes()
        before = self._lows(since - self._asked.warmup, since - 1) if self._asked.warmup else []
        episodes = self._episodes(before, news)
        found = [self._found(each) for each in episodes]
        return alerting.make(self._connection, self._kept.group, known, found, now)

    def _from(self, dirty: int) -> tuple[list[Stored], int]:
        """The alerts that may change, and from when on nothing depends on what was before."""
        since, gap = dirty, self._rule.cooldown
        while True:
            known = alerting.stored(self._connection, self._kept.group.number, since - gap)
            first = min([since, *(alert.first for alert in known)])
            first = self._back(first)
            if first == since:
                return known, since
            since = first

    def _back(self, since: int) -> int:
        """The beginning of the time with too few hits in which an instant lies, or itself."""
        step = self._rule.timespan + 1
        if not self._lows(since, since):
            return since
        while True:
            found = self._lows(since - step, since)
            first = found[-1].first
            if first > since - step or not between(self._watched, first - 1, first - 1):
                return first
            step *= 2

    def _lows(self, first: int, last: int) -> list[Low]:
        """When there were too few hits, between two points in time."""
        wanted = between(self._watched, first, last)
        if not wanted:
            return []
        hits = self._hits(wanted[0].first - self._rule.timespan, wanted[-1].last)
        return lows(hits, self._rule.timespan, self._rule.enough, wanted)

    def _hits(self, first: int, last: int) -> list[Instant]:
        return self._connection.execute(
            "SELECT ts, event, n FROM instants WHERE grp = ? AND ts BETWEEN ? AND ? "
            "ORDER BY ts, event",
            (self._kept.group.number, first, last),
        ).fetchall()

    def _episodes(self, before: Sequence[Low], news: Sequence[Low]) -> list[list[Low]]:
        """Times that are worth an alert, together while no more than the cooldown lies between."""
        joined: list[list[Low]] = []
        earlier = [*before, *news]
        for low in news:
            if not told(low, earlier, self._watched, self._kept.first, self._asked):
                continue
            if joined and low.first - joined[-1][-1].last <= self._rule.cooldown:
                joined[-1].append(low)
            else:
                joined.append([low])
        return joined

    def _found(self, parts: Sequence[Low]) -> Found:
        """What an alert says: it begins with the first window, and ends with the last.

        Counted is what lies in windows with too few hits, and not what came between: that may be
        much, and not all of it is kept.
        """
        width = self._rule.timespan
        first, last = parts[0].first - width, parts[-1].last
        hits = [
            hit
            for hit in self._hits(first, last)
            if any(low.first - width <= hit[0] <= low.last for low in parts)
        ]
        count, most = sum(hit[2] for hit in hits), max(low.most for low in parts)
        return Found(first, last, count, most, last + 1 if last < self._until else None, hits)
