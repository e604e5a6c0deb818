"""Alerts of rules whose windows a later hit can undo: a limit from above, a mean, a `not`.

Where new hits lie behind all alerts of their group, nothing can be undone. Where they do not, the
windows of the alerts around them are computed anew, and the alerts become what these are: one may
shrink, fall apart, or turn out to be none.
"""

import sqlite3
from collections.abc import Sequence

from store.rules.alerting.alerts import Alert, Alerts, Judged, Opening
from store.rules.alerting.changes import Changes
from store.rules.counting.judging import Active
from store.rules.ledgers import ledger
from store.rules.ledgers.deciding import Condition
from store.rules.ledgers.track import Track, track_of
from store.rules.windows import EVER, NEVER, Span, merged


class Revisions(Alerts):
    """Opens, changes and takes back the alerts of one rule."""

    def __init__(self, each: Active, reach: int, condition: Condition) -> None:
        """Name the rule.

        Args:
            each: The rule.
            reach: How long its windows are at most, in microseconds.
            condition: What it asks for.
        """
        super().__init__(each)
        self._reach = reach
        self._condition = condition

    def grow(self, connection: sqlite3.Connection, judged: Sequence[Judged], now: int) -> Changes:
        """Bring the groups' alerts up to their hits; as for other rules."""
        ends = self.ends(connection)
        late = [one for one in judged if ends.get(one.group, EVER) >= one.low]
        behind = [one for one in judged if ends.get(one.group, EVER) < one.low]
        changes = super().grow(connection, behind, now)
        for one in late:
            changes.add(self._revise(connection, one, now))
        return changes

    def _revise(self, connection: sqlite3.Connection, one: Judged, now: int) -> Changes:
        """Compute anew what lies around new hits, and make the alerts there the same."""
        low, high = one.low - self._reach, one.high + self._rule.timespan
        stored = self.touching(connection, [(one.group, low, high)]).get(one.group, [])
        first = min([one.low, *(alert.first for alert in stored)])
        last = max([high, *(alert.last for alert in stored)])
        hits = self._hits(connection, one, first, last)
        walls = self.walls(stored)
        stored = [alert for alert in stored if alert not in walls]
        spans = self.past(walls, self._condition.windows(hits, first), hits.times)
        changes = Changes()
        opened: list[Opening] = []
        for span in merged(spans, self._cooldown):
            parts = [alert for alert in stored if _near(alert, span, self._cooldown)]
            stored = [alert for alert in stored if alert not in parts]
            if parts:
                self.extend(connection, changes, one, parts, span)
            else:
                opened.append(Opening(one, span, self.followed(span, walls)))
        _take_back(connection, changes, stored)
        self.open(connection, changes, opened, now)
        return changes

    def _hits(self, connection: sqlite3.Connection, one: Judged, first: int, last: int) -> Track:
        """The hits of all windows that end between two points in time."""
        wanted = {one.group: (max(first - self._reach, EVER), min(last, NEVER))}
        found = next(ledger.near(connection, wanted), None)
        return Track(one.group) if found is None else track_of(found.group, found.hits)


def _near(alert: Alert, span: Span, gap: int) -> bool:
    """Whether a stored alert is what has become an episode."""
    return alert.first - span.last <= gap and span.first - alert.last <= gap


def _take_back(connection: sqlite3.Connection, changes: Changes, alerts: Sequence[Alert]) -> None:
    """Mark alerts that turned out to be none: no longer listed, but not forgotten."""
    connection.executemany(
        "UPDATE alerts SET merged_into = 0, rev = rev + 1 WHERE id = ?",
        [(alert.id,) for alert in alerts],
    )
    changes.merged.update(alert.id for alert in alerts)
