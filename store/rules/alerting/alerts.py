"""Alerts as rows of the database: they open, grow and join as the windows of their rule do."""

import json
import operator
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from store.model import Severity
from store.rules.alerting.changes import Changes
from store.rules.alerting.reopening import beyond, followed
from store.rules.compiled import Reopen
from store.rules.counting.judging import Active
from store.rules.ledgers.tails import Tail
from store.rules.windows import Span, merged


class Judged(NamedTuple):
    """A group that was hit anew."""

    group: int
    """`groups.id`"""
    key: str
    """Its fields and values as JSON."""
    low: int
    """Time of the earliest new hit (µs UTC): one may lie in an alert without making a window."""
    high: int
    """Of the latest."""
    tail: Tail
    """The hits around the new ones, and these."""
    episodes: list[Span]
    """Around the new hits, in order, further apart than the cooldown; windows that are not joined
    yet where closed alerts stay as they are."""


class Alert(NamedTuple):
    """One as it is stored."""

    id: int
    first: int
    last: int
    peak: int | float
    total: int
    evidence: int
    status: str
    recovered: int | None = None
    """When its last window fell to the limit again, for rules that tell."""


class Opening(NamedTuple):
    """An alert to be opened."""

    judged: Judged
    span: Span
    follows: int | None = None
    """`alerts.id` of the closed one that it goes on from."""
    recovered: int | None = None
    """When its last window falls to the limit again, for rules that tell."""


class Alerts:
    """Opens, extends and joins the alerts of one rule."""

    def __init__(self, each: Active) -> None:
        """Name the rule."""
        self._number = each.number
        self._rule = each.rule
        self._cooldown = each.rule.cooldown
        self._ends: dict[int, int] | None = None
        """For every group that has alerts the end of the latest."""

    def ends(self, connection: sqlite3.Connection) -> Mapping[int, int]:
        """For every group that has alerts the end of the latest one (µs UTC)."""
        if self._ends is None:
            rows = connection.execute(
                "SELECT grp, max(last_seen) FROM alerts WHERE rule = ? GROUP BY grp",
                (self._number,),
            )
            self._ends = dict(rows.fetchall())
        return self._ends

    def grow(self, connection: sqlite3.Connection, judged: Sequence[Judged], now: int) -> Changes:
        """Bring the groups' alerts up to their episodes, and count anew those around new hits.

        Args:
            connection: In a transaction. If that is rolled back, this object has to be thrown
                away.
            judged: Each group once.
            now: The clock (µs UTC), for `opened_at`.

        Returns:
            What became of it.
        """
        stored = self._stored(connection, judged)
        opened: list[Opening] = []
        changes = Changes()
        for each in judged:
            if each.group not in stored:
                opened += [Opening(each, span) for span in self._episodes(each)]
                continue
            walls = self.walls(stored[each.group])
            rest = [alert for alert in stored[each.group] if alert not in walls]
            episodes = self.past(walls, each.episodes, each.tail.hits.times)
            for parts, span in _joined(rest, episodes, self._cooldown):
                if parts:
                    self.extend(connection, changes, each, parts, span)
                else:
                    opened.append(Opening(each, span, self.followed(span, walls)))
        self.open(connection, changes, opened, now)
        return changes

    def _episodes(self, each: Judged) -> Sequence[Span]:
        is_new = self._rule.reopen is Reopen.NEW
        return merged(each.episodes, self._cooldown) if is_new else each.episodes

    def walls(self, stored: Sequence[Alert]) -> list[Alert]:
        """The alerts that stay as they are, for they were closed."""
        if self._rule.reopen is not Reopen.NEW:
            return []
        return [alert for alert in stored if alert.status == "closed"]

    def past(
        self, walls: Sequence[Alert], spans: Sequence[Span], times: Sequence[int]
    ) -> Sequence[Span]:
        """What alerts that stay as they are leave of windows, given the times of the hits there."""
        return beyond(spans, walls, times) if walls else spans

    def followed(self, span: Span, walls: Sequence[Alert]) -> int | None:
        """The closed alert that a new one goes on from."""
        return followed(span, walls, max(self._cooldown, self._rule.timespan))

    def _stored(
        self, connection: sqlite3.Connection, judged: Sequence[Judged]
    ) -> dict[int, list[Alert]]:
        """The alerts that may touch the new hits or the episodes around them, by group."""
        return self.touching(connection, [(each.group, *_extent(each)) for each in judged])

    def touching(
        self, connection: sqlite3.Connection, stretches: Sequence[tuple[int, int, int]]
    ) -> dict[int, list[Alert]]:
        """The alerts no further away than the cooldown, by group.

        Args:
            connection: Where they are.
            stretches: Groups, each with two points in time.
        """
        ends, gap = self.ends(connection), self._cooldown
        wanted = [
            (group, first - gap, last + gap)
            for group, first, last in stretches
            if group in ends and first - gap <= ends[group]
        ]
        if not wanted:
            return {}
        rows = connection.execute(
            "SELECT a.grp, a.id, first_seen, last_seen, peak, count, evidence, status, "
            "recovered_at FROM json_each(?) w "
            "CROSS JOIN alerts a INDEXED BY alerts_ends ON a.grp = w.value ->> 0 "
            "WHERE rule = ? AND merged_into IS NULL AND last_seen >= w.value ->> 1 "
            "AND first_seen <= w.value ->> 2 ORDER BY a.grp",
            (json.dumps(wanted), self._number),
        )
        by_group = groupby(rows.fetchall(), itemgetter(0))
        return {group: [Alert(*row[1:]) for row in some] for group, some in by_group}

    def open(
        self,
        connection: sqlite3.Connection,
        changes: Changes,
        opened: Sequence[Opening],
        now: int,
    ) -> None:
        """Open alerts for new episodes."""
        if not opened:
            return
        (newest,) = connection.execute("SELECT ifnull(max(id), 0) FROM alerts").fetchone()
        about = (self._number, now)
        weights = [_weight(connection, each.judged, each.span) for each in opened]
        connection.executemany(
            "INSERT INTO alerts (rule, opened_at, id, grp, first_seen, last_seen, peak, follows, "
            "recovered_at, count, evidence, severity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (*about, at, each.group, *span, *more, *weight, self._severity(weight[0]))
                for at, ((each, span, *more), weight) in enumerate(
                    zip(opened, weights, strict=True), newest + 1
                )
            ],
        )
        connection.executemany(
            "INSERT INTO alert_groups (field, value, alert) VALUES (?, ?, ?)",
            sorted(
                (name, str(value), number)
                for number, (each, *_) in enumerate(opened, newest + 1)
                for name, value in json.loads(each.key).items()
            ),
        )
        changes.opened.update(range(newest + 1, newest + 1 + len(opened)))
        for each, span, *_ in opened:
            self._note(each.group, span.last)

    def extend(
        self,
        connection: sqlite3.Connection,
        changes: Changes,
        each: Judged,
        parts: list[Alert],
        span: Span,
    ) -> None:
        """Make the oldest of the parts the whole episode; the others become parts of it."""
        oldest = min(parts)
        grown = (*span, *_weight(connection, each, span, parts))
        if grown == oldest[1:6]:
            return
        closed = oldest.status == "closed" and self._rule.reopen is not Reopen.EXTEND
        regressed = closed and _grew(oldest, grown)
        connection.execute(
            "UPDATE alerts SET first_seen = ?, last_seen = ?, peak = ?, count = ?, evidence = ?, "
            "rev = rev + 1, status = iif(?, 'new', status), reason = iif(?, NULL, reason), "
            "reopened = reopened + ? WHERE id = ?",
            (*grown, regressed, regressed, regressed, oldest.id),
        )
        connection.executemany(
            "UPDATE alerts SET merged_into = ?, rev = rev + 1 WHERE id = ?",
            [(oldest.id, part.id) for part in parts if part.id != oldest.id],
        )
        changes.merged.update(part.id for part in parts if part.id != oldest.id)
        (changes.opened if regressed else changes.updated).add(oldest.id)
        self._note(each.group, span.last)

        self._raise_severity(connection, oldest.id, grown[3])

    def _severity(self, count: int) -> Severity:
        """How bad an alert is that counts so much."""
        reached = [level for least, level in self._rule.severities if count >= least]
        return max([self._rule.level, *reached], key=lambda level: level.rank)

    def _raise_severity(self, connection: sqlite3.Connection, alert: int, count: int) -> None:
        """Make an alert as bad as its count says, if it is not worse already."""
        if not self._rule.severities:
            return
        severity = self._severity(count)
        lower = [level for level in Severity if level.rank < severity.rank]
        connection.execute(
            "UPDATE alerts SET severity = ? WHERE id = ? "
            "AND severity IN (SELECT value FROM json_each(?))",
            (severity, alert, json.dumps(lower)),
        )

    def _note(self, group: int, last: int) -> None:
        """Remember the end of a group's alert."""
        if self._ends is not None:
            self._ends[group] = max(last, self._ends.get(group, last))


def _extent(each: Judged) -> tuple[int, int]:
    """From where to where a group's new hits and episodes reach."""
    if not each.episodes:
        return each.low, each.high
    first = min([span.first for span in each.episodes])
    return min(first, each.low), max(each.episodes[-1].last, each.high)


def _grew(alert: Alert, now: Sequence[int | float]) -> bool:
    """Whether an alert holds more than before; some can become less."""
    first, *more = now
    return first < alert.first or any(map(operator.gt, more, alert[2:6]))


def _weight(
    connection: sqlite3.Connection, each: Judged, span: Span, parts: Sequence[Alert] = ()
) -> tuple[int, int]:
    """How often the rule was hit in an episode, and by how many events.

    Args:
        connection: Where the ledger is.
        each: The group.
        span: The episode.
        parts: The alerts that it consists of so far.
    """
    whole = parts[0] if len(parts) == 1 else None
    added = _added(each, span, whole) if whole else None
    if whole and added and each.tail.holds(*added):
        more, events = each.tail.hits.weight(*added)
        return whole.total + more, whole.evidence + events
    if each.tail.holds(span.first, span.last):
        return each.tail.hits.weight(span.first, span.last)
    row: tuple[int, int] = connection.execute(
        "SELECT sum(n), count(DISTINCT event) FROM hits "
        "WHERE grp = ? AND ts BETWEEN ? AND ? AND event > 0",
        (each.group, span.first, span.last),
    ).fetchone()
    return row


def _added(each: Judged, span: Span, whole: Alert) -> tuple[int, int] | None:
    """From when to when an episode reaches beyond its alert, if nothing in that one is new."""
    if span.first == whole.first and whole.last <= span.last and whole.last < each.low:
        return whole.last + 1, span.last
    if span.last == whole.last and span.first <= whole.first and each.high < whole.first:
        return span.first, whole.first - 1
    return None


def _joined(
    stored: Sequence[Alert], episodes: Sequence[Span], gap: int
) -> Iterator[tuple[list[Alert], Span]]:
    """Stored alerts and new episodes that belong together, with the span they make."""
    pieces: list[tuple[Span, Alert | None]] = [(span, None) for span in episodes]
    pieces += [(Span(alert.first, alert.last, alert.peak), alert) for alert in stored]
    pieces.sort(key=itemgetter(0))
    runs: list[list[tuple[Span, Alert | None]]] = []
    end = 0
    for piece in pieces:
        if runs and piece[0].first - end <= gap:
            runs[-1].append(piece)
            end = max(end, piece[0].last)
        else:
            runs.append([piece])
            end = piece[0].last
    for run in runs:
        spans = [span for span, _ in run]
        whole = Span(
            spans[0].first, max(span.last for span in spans), max(span.peak for span in spans)
        )
        yield [alert for _, alert in run if alert], whole
