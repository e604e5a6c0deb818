"""The ledger of hits and the alerts that grow out of it, as rows of the database.

Everything here happens inside the transaction that writes the events: a crash loses all of it or
nothing, and a batch that is judged again changes nothing.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, starmap
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from store.rules.windows import Hit, Span

Touched: TypeAlias = Mapping[int, tuple[int, int]]
"""Groups with new hits, and the earliest and latest of those (µs UTC)."""


@dataclass(slots=True)
class Changes:
    """Which alerts, by `alerts.id`, something happened to."""

    opened: set[int] = field(default_factory=set)
    """New ones, and closed ones that came back."""
    updated: set[int] = field(default_factory=set)
    """Others that grew."""
    merged: set[int] = field(default_factory=set)
    """Those that became parts of others."""

    def add(self, later: "Changes") -> None:
        """Add what happened after this; takes as long as there is of that."""
        self.opened |= later.opened
        self.updated |= later.updated - self.opened
        self.merged |= later.merged
        self.updated -= later.opened
        self.opened -= later.merged
        self.updated -= later.merged


class _Alert(NamedTuple):
    id: int
    first: int
    last: int
    peak: int
    total: int
    evidence: int
    status: str


class Groups:
    """Numbers of groups: a rule and the values it groups by."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], int] = {}
        self._alerted: dict[int, set[int]] = {}

    def number(self, connection: sqlite3.Connection, rule: int, key: str) -> int:
        """The group's number, made if it is new.

        Args:
            connection: In a transaction.
            rule: `rules.id`
            key: The group-by fields and values as JSON.
        """
        return self.numbers(connection, [(rule, key)])[0]

    def numbers(
        self, connection: sqlite3.Connection, groups: Sequence[tuple[int, str]]
    ) -> list[int]:
        """The numbers of many groups, given by rule and key; as `number`."""
        known = self._known
        unknown = sorted(set(groups).difference(known))
        if unknown:
            connection.executemany(
                "INSERT INTO groups (rule, key) VALUES (?, ?) ON CONFLICT DO NOTHING", unknown
            )
            rows = connection.execute(
                "SELECT g.rule, g.key, g.id FROM json_each(?) wanted CROSS JOIN groups g ON "
                "g.rule = wanted.value ->> 0 AND g.key = wanted.value ->> 1",
                (json.dumps(unknown),),
            )
            known.update({(rule, key): number for rule, key, number in rows})
        return [known[group] for group in groups]

    def alerted(self, connection: sqlite3.Connection, rule: int) -> set[int]:
        """The rule's groups that have alerts; whoever makes one for another adds it."""
        if rule not in self._alerted:
            rows = connection.execute("SELECT DISTINCT grp FROM alerts WHERE rule = ?", (rule,))
            self._alerted[rule] = {int(group) for (group,) in rows}
        return self._alerted[rule]


def key_of(connection: sqlite3.Connection, group: int) -> str:
    """A group's fields and values as JSON."""
    row = connection.execute("SELECT key FROM groups WHERE id = ?", (group,)).fetchone()
    return str(row[0])


def add(connection: sqlite3.Connection, rows: Iterable[tuple[int, Hit]]) -> None:
    """Enter hits by group; one that is there already stays, and becomes more if it has to."""
    connection.executemany(
        "INSERT INTO hits (grp, ts, slot, event, n, since) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (grp, ts, slot, event) DO UPDATE SET n = max(n, excluded.n), "
        "since = min(ifnull(since, excluded.since), ifnull(excluded.since, since))",
        [(group, hit.ts, hit.slot, hit.event, hit.n, hit.since) for group, hit in rows],
    )


def near(
    connection: sqlite3.Connection, touched: Touched, reach: int
) -> Iterator[tuple[int, list[Hit]]]:
    """The hits of each touched group within `reach` microseconds of the new ones, in order."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched "
        "(grp INTEGER PRIMARY KEY, low INTEGER, high INTEGER)"
    )
    connection.execute("DELETE FROM temp.touched")
    connection.executemany(
        "INSERT INTO temp.touched VALUES (?, ?, ?)",
        [(group, low - reach, high + reach) for group, (low, high) in touched.items()],
    )
    rows = connection.execute(
        "SELECT h.grp, h.ts, h.slot, h.event, h.n, h.since FROM temp.touched t CROSS JOIN hits h "
        "WHERE h.grp = t.grp AND h.ts BETWEEN t.low AND t.high "
        "ORDER BY t.grp, h.ts, h.slot, h.event"
    ).fetchall()
    values = itemgetter(*range(1, 6))
    for group, some in groupby(rows, itemgetter(0)):
        yield group, list(starmap(Hit, map(values, some)))


class Alerts:
    """Opens, extends and joins the alerts of one rule."""

    def __init__(self, rule: int, severity: str, cooldown: int, now: int) -> None:
        """Name the rule.

        Args:
            rule: `rules.id`
            severity: Sigma's level.
            cooldown: Microseconds of quiet within which an episode goes on.
            now: The clock (µs UTC), for `opened_at`.
        """
        self._rule = rule
        self._severity = severity
        self._cooldown = cooldown
        self._now = now
        self.changes = Changes()
        """What has happened so far."""

    def grow(
        self,
        connection: sqlite3.Connection,
        group: int,
        episodes: Sequence[Span],
        fresh: tuple[int, int],
    ) -> None:
        """Bring the group's alerts up to its episodes, and count anew those around new hits.

        Args:
            connection: In a transaction.
            group: `groups.id`
            episodes: Newly computed, in order, further apart than the cooldown.
            fresh: Times of the earliest and the latest new hit: one may lie in an alert without
                making a window.
        """
        stored = self._stored(connection, group, [*episodes, Span(*fresh, 0)])
        for parts, span in _joined(stored, episodes, self._cooldown):
            if parts:
                self._extend(connection, group, parts, span)
            else:
                self._open(connection, group, span)

    def _stored(
        self, connection: sqlite3.Connection, group: int, spans: Sequence[Span]
    ) -> list[_Alert]:
        """The group's alerts that may touch the spans."""
        rows = connection.execute(
            "SELECT id, first_seen, last_seen, peak, count, evidence, status FROM alerts "
            "WHERE grp = ? AND merged_into IS NULL AND last_seen >= ? AND first_seen <= ?",
            (
                group,
                min(span.first for span in spans) - self._cooldown,
                max(span.last for span in spans) + self._cooldown,
            ),
        )
        return [_Alert(*row) for row in rows]

    def _open(self, connection: sqlite3.Connection, group: int, span: Span) -> None:
        count, evidence = _weigh(connection, group, span)
        cursor = connection.execute(
            "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, "
            "peak, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._rule,
                group,
                self._severity,
                span.first,
                span.last,
                self._now,
                count,
                span.peak,
                evidence,
            ),
        )
        values: dict[str, object] = json.loads(key_of(connection, group))
        connection.executemany(
            "INSERT OR IGNORE INTO alert_groups (field, value, alert) VALUES (?, ?, ?)",
            [(name, str(value), cursor.lastrowid) for name, value in values.items()],
        )
        self.changes.opened.add(int(cursor.lastrowid or 0))

    def _extend(
        self, connection: sqlite3.Connection, group: int, parts: list[_Alert], span: Span
    ) -> None:
        """Make the oldest of the parts the whole episode; the others become parts of it."""
        oldest = min(parts)
        grown = (*span, *_weigh(connection, group, span))
        if grown == oldest[1:6]:
            return
        regressed = oldest.status == "closed"
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
        self.changes.merged.update(part.id for part in parts if part.id != oldest.id)
        (self.changes.opened if regressed else self.changes.updated).add(oldest.id)


def _weigh(connection: sqlite3.Connection, group: int, span: Span) -> tuple[int, int]:
    """How often the rule was hit in an episode, and by how many events."""
    row: tuple[int, int] = connection.execute(
        "SELECT sum(n), count(DISTINCT event) FROM hits WHERE grp = ? AND ts BETWEEN ? AND ?",
        (group, span.first, span.last),
    ).fetchone()
    return row


def _joined(
    stored: Sequence[_Alert], episodes: Sequence[Span], gap: int
) -> Iterator[tuple[list[_Alert], Span]]:
    """Stored alerts and new episodes that belong together, with the span they make."""
    pieces: list[tuple[Span, _Alert | None]] = [(span, None) for span in episodes]
    pieces += [(Span(alert.first, alert.last, alert.peak), alert) for alert in stored]
    pieces.sort(key=itemgetter(0))
    runs: list[list[tuple[Span, _Alert | None]]] = []
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


def by_group(rows: Iterable[tuple[int, Hit]]) -> dict[int, tuple[int, int]]:
    """The groups of new hits, and the earliest and latest time of those."""
    times: defaultdict[int, list[int]] = defaultdict(list)
    for group, hit in rows:
        times[group].append(hit.ts)
    return {group: (min(some), max(some)) for group, some in times.items()}
