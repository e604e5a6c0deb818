"""What a receiver is to be told of now: the notices that are due, alert by alert."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from store.model import Severity
from store.notifying.notices import Kind
from store.queries.shown import SHOWN


@dataclass(frozen=True, slots=True)
class Item:
    """An alert, and what is to be told of it."""

    alert: int
    """`alerts.id`"""
    notices: tuple[int, ...]
    """`notices.id`"""
    kinds: frozenset[Kind]
    severity: Severity
    status: str
    """The analyst's; `recovered` for one that closed by itself."""
    rule: str
    """The rule's own id."""
    title: str
    group: str
    """JSON: its fields and values."""
    is_listed: bool
    """Whether lists show it: it is not silenced, not folded, and no part of another."""
    is_none: bool
    """Whether it turned out to be none."""
    opening: int | None
    """`messages.id`: the first that told the receiver of it."""
    counted: int | None
    """What the alert had counted when the receiver was told of it last."""
    reminders: int
    """How often the receiver was told that nobody takes care of it."""

    @property
    def is_urgent(self) -> bool:
        """Whether it is told by itself, at once."""
        return self.severity is Severity.CRITICAL and any(kind.is_opening for kind in self.kinds)

    @property
    def is_end(self) -> bool:
        """Whether nothing else is to be told of it than that it has ended."""
        return all(kind.is_end for kind in self.kinds)

    @property
    def fields(self) -> Mapping[str, Any]:
        """Its group: fields and values."""
        found: dict[str, Any] = json.loads(self.group)
        return found


_SELECT = f"""
SELECT n.alert, n.id, n.kind, a.severity,
    iif(a.reason = 'recovered', 'recovered', a.status), ifnull(r.uuid, ''), ifnull(r.title, ''),
    ifnull(g.key, '{{}}'), {SHOWN} AND a.merged_into IS NULL, a.merged_into IS 0,
    t.opening, t.count, ifnull(t.reminders, 0)
FROM notices n CROSS JOIN alerts a ON a.id = n.alert
LEFT JOIN rules r ON r.id = a.rule LEFT JOIN groups g ON g.id = a.grp
LEFT JOIN told t ON t.alert = a.id AND t.receiver = n.receiver
WHERE n.receiver = ? AND n.due <= ? ORDER BY n.alert, n.id
"""


def due(connection: sqlite3.Connection, receiver: str, now: int) -> list[Item]:
    """What a receiver, by its name, is to be told of by now (µs UTC), in the order of alerts."""
    rows = connection.execute(_SELECT, (receiver, now)).fetchall()
    items = []
    for alert, some in groupby(rows, lambda row: row[0]):
        found = list(some)
        _, _, _, severity, *about = found[0]
        kinds = frozenset(Kind(row[2]) for row in found)
        notices = tuple(row[1] for row in found)
        status, rule, title, group, listed, none, *last = about
        head = (alert, notices, kinds, Severity(severity), status, rule, title, group)
        items.append(Item(*head, bool(listed), bool(none), *last))
    return items
