"""Alerts that last as long as their condition does: `recovers` under `blotter`.

A count falls to its limit again when a hit leaves the window, at an instant that is known as soon
as the hits are. An alert goes on while that lies ahead of the next window in which the condition
holds; otherwise that is a new alert.
"""

import sqlite3
from collections.abc import Sequence

from store.rules.alerting.alerts import Alert, Alerts, Judged, Opening
from store.rules.alerting.changes import Changes
from store.rules.ledgers import ledger
from store.rules.windows import EVER, NEVER, Row, Span, State, lasting


class Recoveries(Alerts):
    """Opens and extends the alerts of one rule, and says when they recovered."""

    def grow(self, connection: sqlite3.Connection, judged: Sequence[Judged], now: int) -> Changes:
        """Bring the groups' alerts up to their hits; as for other rules."""
        changes = Changes()
        for one in judged:
            changes.add(self._follow(connection, one, now))
        return changes

    def _follow(self, connection: sqlite3.Connection, one: Judged, now: int) -> Changes:
        """Bring the alerts of one group up to its states around new hits."""
        reach, gap = self._rule.timespan, self._cooldown
        stretch = (one.group, one.low - reach - gap, one.high + 2 * reach + gap)
        stored = self.touching(connection, [stretch]).get(one.group, [])
        changes = Changes()
        opened = []
        for state in self._around(connection, one, stored):
            parts = [alert for alert in stored if _goes_on(alert, state, gap)]
            if parts:
                self.extend(connection, changes, one, parts, _whole(parts, state))
                _note_end(connection, min(parts), state)
            else:
                opened.append(Opening(one, Span(*state[:3]), recovered=state.ends))
        self.open(connection, changes, opened, now)
        _judge(connection, changes, now)
        return changes

    def _around(
        self, connection: sqlite3.Connection, one: Judged, stored: Sequence[Alert]
    ) -> list[State]:
        """The states around new hits; where these lie behind all alerts, only what they add."""
        ends = [alert.last for alert in stored]
        last = max([one.high + self._rule.timespan, *ends])
        if max(ends, default=EVER) < one.low:
            hits = [hit for hit in one.tail.hits.rows() if hit[1] <= last]
            return self._states(hits, one.low, max(ends, default=EVER))
        first = min([one.low, *(alert.first for alert in stored)])
        wanted = {one.group: (max(first - self._rule.timespan, EVER), min(last, NEVER))}
        hits = [hit for _, some, *_ in ledger.near(connection, wanted) for hit in some]
        return self._states(hits, first, self._end_before(connection, one.group, first))

    def _end_before(self, connection: sqlite3.Connection, group: int, first: int) -> int:
        """The end of a group's latest alert before a point in time."""
        row = connection.execute(
            "SELECT ifnull(max(last_seen), ?) FROM alerts "
            "WHERE rule = ? AND grp = ? AND merged_into IS NULL AND last_seen < ?",
            (EVER, self._number, group, first),
        ).fetchone()
        return int(row[0])

    def _states(self, hits: Sequence[Row], since: int, behind: int) -> list[State]:
        """States, joined while no more than the cooldown lies between them."""
        joined: list[State] = []
        least = self._rule.at_least or 1
        for state in lasting(hits, self._rule.timespan, least, since, behind):
            if joined and state.begins - joined[-1].ends <= self._cooldown:
                before = joined.pop()
                peak = max(before.peak, state.peak)
                joined.append(before._replace(last=state.last, peak=peak, ends=state.ends))
            else:
                joined.append(state)
        return joined


_DUE = "FROM alerts WHERE condition = 'firing' AND recovered_at < ?"


def is_due(connection: sqlite3.Connection, now: int) -> bool:
    """Whether an alert has recovered by now (µs UTC) that is not marked so."""
    return connection.execute(f"SELECT 1 {_DUE} LIMIT 1", (now,)).fetchone() is not None


def recover(connection: sqlite3.Connection, now: int) -> None:
    """Mark the alerts that have recovered by now (µs UTC); no event need have come."""
    connection.execute(
        f"UPDATE alerts SET condition = 'recovered', rev = rev + 1 WHERE id IN (SELECT id {_DUE})",
        (now,),
    )


def _goes_on(alert: Alert, state: State, gap: int) -> bool:
    """Whether a stored alert is a part of a state: its last window lies in it, or just before."""
    if alert.last >= state.begins:
        return alert.last <= state.last
    return alert.recovered is not None and state.begins - alert.recovered <= gap


def _whole(parts: Sequence[Alert], state: State) -> Span:
    """An alert and the state that goes on from it."""
    before = [alert for alert in parts if alert.last < state.begins]
    first = min([state.first, *(alert.first for alert in before)])
    return Span(first, state.last, max([state.peak, *(alert.peak for alert in before)]))


def _note_end(connection: sqlite3.Connection, alert: Alert, state: State) -> None:
    connection.execute("UPDATE alerts SET recovered_at = ? WHERE id = ?", (state.ends, alert.id))


def _judge(connection: sqlite3.Connection, changes: Changes, now: int) -> None:
    """Say of the alerts that something happened to whether they have recovered by now."""
    connection.executemany(
        "UPDATE alerts SET condition = iif(recovered_at < ?, 'recovered', 'firing') WHERE id = ?",
        [(now, alert) for alert in changes.opened | changes.updated],
    )
