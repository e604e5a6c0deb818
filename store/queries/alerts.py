"""Alerts as lists and stories show them, with the evidence and the history of each."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.database.severities import rank_of
from store.model import Severity
from store.queries.conditions import EVIDENCE
from store.queries.events import EventRow
from store.queries.order import joined_ids
from store.queries.where import EVERYTHING, Where

_SELECT = """
SELECT a.id, r.uuid, r.title, a.severity, a.condition, a.status, a.reason, a.assignee, g.key,
    a.first_seen, a.last_seen, a.opened_at, a.count, a.peak, json_extract(r.spec, '$.tags'),
    a.evidence, a.reopened, a.notes, a.snoozed_until, a.silence, a.follows, a.recovered_at,
    a.labels, a.case_id, a.part_of, a.decision, a.folded, a.folds
FROM alerts a LEFT JOIN rules r ON r.id = a.rule LEFT JOIN groups g ON g.id = a.grp
"""

_URGENCY = f"""
CASE a.status WHEN 'new' THEN 0 WHEN 'acknowledged' THEN 1 WHEN 'snoozed' THEN 2 ELSE 3 END,
{rank_of("a.severity")} DESC, a.last_seen DESC, a.id DESC
"""
_TECHNIQUE = "attack.t"


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert. Texts of its group are the log's own: not yet safe to draw."""

    id: int
    rule_id: str
    rule_title: str
    severity: Severity
    condition: str
    """The machine's view, a key of every list: `firing`, `recovered`, `no_data`, `rule_error`."""
    status: str
    """The analyst's: `new`, `acknowledged`, `closed` or `snoozed`."""
    reason: str | None
    """Why it was closed."""
    assignee: str | None
    group: Mapping[str, str | int]
    """Group-by fields and their values."""
    first_seen: int
    """Microseconds since 1970 UTC, as all times here."""
    last_seen: int
    opened_at: int
    count: int
    """What the rule counted, by weight."""
    peak: float
    """Most in one window: a whole number unless it was measured."""
    techniques: tuple[str, ...]
    """ATT&CK ids, for example `T1110.001`."""
    tags: tuple[str, ...]
    """All tags of its rule, then those of analysts."""
    notes: tuple[str, ...]
    """What analysts remarked on it, in order."""
    evidence: int
    """Number of linked events."""
    reopened: int
    """How often new evidence opened it again."""
    snoozed_until: int | None
    silence: int | None
    """`silences.id` of the one that hides it."""
    follows: int | None = None
    """The closed alert that it goes on from."""
    recovered_at: int | None = None
    """When its last window falls to the limit again, where its rule tells."""
    labels: tuple[str, ...] = ()
    """The tags that analysts gave it."""
    case: int | None = None
    """`cases.id` of the one that it was escalated to."""
    part_of: int | None = None
    """The alert that it was closed as a duplicate of."""
    decision: int = 0
    """`actions.id` of the latest decision about it."""
    folded: int | None = None
    """The alert that tells of it, too: a flood, or one of another rule."""
    folds: int = 0
    """Of a flood: how many alerts it stands for."""

    @property
    def is_hidden(self) -> bool:
        """Whether lists leave it out."""
        return self.silence is not None or (self.folded is not None and not self.decision)


@dataclass(frozen=True, slots=True)
class RuleText:
    """What the author of a rule says to whoever reads its alerts."""

    title: str
    author: str | None
    license: str | None
    description: str | None
    falsepositives: tuple[str, ...]
    references: tuple[str, ...]
    next: tuple[tuple[str, str], ...] = ()
    """What to look at next: a title and a filter each, with `{key}` for values of the group."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One thing that was done to an alert."""

    id: int
    at: int
    """Microseconds since 1970 UTC."""
    actor: str
    host: str
    tty: str | None
    verb: str
    before: Mapping[str, str | int | None]
    """The changed columns as they were."""
    after: Mapping[str, str | int | None]
    batch: int
    undo_of: int | None
    """The action that this one took back."""


def listing(
    connection: sqlite3.Connection,
    where: Where | None = None,
    *,
    newest_first: bool = True,
    limit: int | None = None,
) -> list[AlertRow]:
    """Alerts by the time at which each was last seen; parts of another alert are left out.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`.
        where: Over `alerts a`; None: all.
        newest_first: Their order.
        limit: Most alerts; None: all.
    """
    condition = where or EVERYTHING
    way = "DESC" if newest_first else "ASC"
    rows = connection.execute(
        f"{_SELECT} {condition.clause('a.merged_into IS NULL')} "
        f"ORDER BY a.last_seen {way}, a.id {way} LIMIT ?",
        (*condition.parameters, -1 if limit is None else limit),
    )
    return [_alert(row) for row in rows]


def urgent(connection: sqlite3.Connection, where: Where, limit: int) -> list[AlertRow]:
    """What is to be looked at first: what is new, of that the worst, of that the newest.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`.
        where: Over `alerts a`.
        limit: Most alerts.
    """
    some = f"SELECT a.id FROM alerts a {where.clause('a.merged_into IS NULL')}"
    rows = connection.execute(
        f"{_SELECT} WHERE a.id IN ({some} ORDER BY {_URGENCY} LIMIT ?) ORDER BY {_URGENCY}",
        (*where.parameters, limit),
    )
    return [_alert(row) for row in rows]


def count(connection: sqlite3.Connection, where: Where) -> tuple[int, int]:
    """How many alerts there are, and how many of them are not closed.

    Args:
        connection: With the SQL functions of `store.database.connection.reader`.
        where: Over `alerts a`.
    """
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE a.status <> 'closed') FROM alerts a "
        f"{where.clause('a.merged_into IS NULL')}",
        where.parameters,
    ).fetchone()
    return int(row[0]), int(row[1])


def silenced(connection: sqlite3.Connection) -> int:
    """How many alerts silences hide."""
    row = connection.execute(
        "SELECT count(*) FROM alerts WHERE silence IS NOT NULL AND merged_into IS NULL"
    ).fetchone()
    return int(row[0])


def get(connection: sqlite3.Connection, alert: int) -> AlertRow | None:
    """One alert; for one that became part of another: the other."""
    rows = connection.execute(
        "WITH RECURSIVE whole (id) AS (SELECT ? UNION "
        "SELECT p.merged_into FROM whole w JOIN alerts p ON p.id = w.id) "
        f"{_SELECT} WHERE a.id IN (SELECT id FROM whole) AND a.merged_into IS NULL",
        (alert,),
    )
    row = rows.fetchone()
    return _alert(row) if row else None


def rule_text(connection: sqlite3.Connection, alert: int) -> RuleText | None:
    """What the rule behind an alert says; None where there is no such alert."""
    row = connection.execute(
        "SELECT r.title, r.spec FROM alerts a JOIN rules r ON r.id = a.rule WHERE a.id = ?",
        (alert,),
    ).fetchone()
    if row is None:
        return None
    spec: dict[str, Any] = json.loads(row[1])
    return RuleText(
        row[0],
        spec.get("author"),
        spec.get("license"),
        spec.get("description"),
        tuple(spec.get("falsepositives") or ()),
        tuple(spec.get("references") or ()),
        tuple((title, filter_) for title, filter_ in spec.get("next") or ()),
    )


def evidence(connection: sqlite3.Connection, alert: int) -> list[int]:
    """The ids of every event that an alert rests on and that is still kept, in the order of time.

    A rule that builds on other rules has their events in its own part of the ledger.
    """
    rows = connection.execute(
        f"SELECT h.event FROM alerts a CROSS JOIN hits h ON {EVIDENCE} "
        "CROSS JOIN facts f ON f.id = h.event WHERE a.id = ? "
        "GROUP BY h.event ORDER BY min(h.ts), h.event",
        (alert,),
    )
    return [int(row[0]) for row in rows]


def resting_on(connection: sqlite3.Connection, events: Sequence[EventRow]) -> dict[int, Severity]:
    """How bad the worst alert is that rests on each event; events without one are left out."""
    if not events:
        return {}
    times = [event.time for event in events]
    rows = connection.execute(
        "SELECT h.event, a.severity FROM alerts a CROSS JOIN hits h ON h.grp = a.grp "
        "AND h.ts BETWEEN max(a.first_seen, ?1) AND min(a.last_seen, ?2) "
        "WHERE a.merged_into IS NULL AND a.last_seen >= ?1 AND a.first_seen <= ?2 "
        "AND h.event IN (SELECT value FROM json_each(?3))",
        (min(times), max(times), joined_ids(event.id for event in events)),
    )
    found: dict[int, Severity] = {}
    for event, text in rows:
        severity = Severity(text)
        if event not in found or severity.rank > found[event].rank:
            found[event] = severity
    return found


def actions(connection: sqlite3.Connection, alert: int) -> list[ActionRow]:
    """What was done to an alert, first things first."""
    rows = connection.execute(
        "SELECT id, at, actor, host, tty, verb, before, after, batch, undo_of FROM actions "
        "WHERE alert = ? ORDER BY id",
        (alert,),
    )
    return [
        ActionRow(*(*row[:6], json.loads(row[6]), json.loads(row[7]), *row[8:])) for row in rows
    ]


def standing(
    connection: sqlite3.Connection, where: Where | None = None
) -> dict[int, tuple[int, int]]:
    """How the alerts of a filter stand: their latest decision, and how often they were reopened."""
    condition = where or EVERYTHING
    rows = connection.execute(
        f"SELECT a.id, a.decision, a.reopened FROM alerts a "
        f"{condition.clause('a.merged_into IS NULL')}",
        condition.parameters,
    )
    return {number: (decision, reopened) for number, decision, reopened in rows}


def parts(connection: sqlite3.Connection, alert: int) -> list[int]:
    """The alerts that were closed as duplicates of another."""
    rows = connection.execute(
        "SELECT id FROM alerts WHERE part_of = ? AND status = 'closed' ORDER BY id", (alert,)
    )
    return [int(number) for (number,) in rows]


def covered(connection: sqlite3.Connection, alert: int) -> list[tuple[int, str]]:
    """Alerts of other rules that one tells of, and lists leave out: numbers and rules' titles."""
    return connection.execute(
        "SELECT a.id, r.title FROM alerts a JOIN rules r ON r.id = a.rule WHERE a.folded = ? "
        "AND a.merged_into IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM alerts f WHERE f.id = a.folded AND f.folds > 0) ORDER BY a.id",
        (alert,),
    ).fetchall()


def assignees(connection: sqlite3.Connection) -> list[str]:
    """Everybody who works on an alert or did something, by name."""
    rows = connection.execute(
        "SELECT assignee FROM alerts WHERE assignee IS NOT NULL UNION "
        "SELECT actor FROM actions WHERE verb <> 'wake' ORDER BY 1"
    )
    return [name for (name,) in rows]


def _alert(row: tuple[Any, ...]) -> AlertRow:
    rules_tags = tuple(json.loads(row[14] or "[]"))
    labels = tuple(json.loads(row[22]))
    found = [tag for tag in rules_tags if tag.lower().startswith(_TECHNIQUE)]
    techniques = tuple(tag[len(_TECHNIQUE) - 1 :].upper() for tag in found)
    group = json.loads(row[8] or "{}")
    notes = tuple(json.loads(row[17]))
    head = (*row[:3], Severity(row[3]), *row[4:8], group, *row[9:14])
    tags = (*rules_tags, *labels)
    return AlertRow(*(*head, techniques, tags, notes, *row[15:17], *row[18:22], labels, *row[23:]))
