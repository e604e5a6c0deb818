"""Alerts that come and go, and receivers that are told of them, by a clock of the test's own."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from store.database.connection import Writer, register
from store.model import Severity
from store.notifying import directing, planning, sorting, telling, waiting
from store.notifying.listening import listen
from store.notifying.outbox import Message, mail
from store.notifying.planning import Unit
from store.notifying.policy import MINUTE, Inhibition, Policy, Receiver
from store.times import now

TO = mail("ops@example.com")


def receiver(name: str = "ops", **more: Any) -> Receiver:
    """Somebody who is told of everything at once."""
    plain: dict[str, Any] = {
        "targets": TO,
        "severity": Severity.LOW,
        "group_by": ("rule",),
        "group_interval": 0,
    }
    return Receiver(**{"name": name, **plain, **more})


_RULE = (
    "INSERT OR IGNORE INTO rules (uuid, hash, active, title, severity, spec) "
    "VALUES (?, '', 1, ?, 'high', '{}')"
)
_GROUP = "INSERT OR IGNORE INTO groups (rule, key) VALUES (?, ?)"


def _one(connection: sqlite3.Connection, sql: str, *values: object) -> Any:
    return connection.execute(sql, values).fetchone()


class World:
    """A database, an import's connection to it, and a clock."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.connection = writer.connection
        register(self.connection)
        listen(self.connection)
        self.clock = now() + MINUTE
        self._number = 0

    def do(self, sql: str, *values: object) -> None:
        """Change something, as an import would."""
        with self.writer.transaction() as connection:
            connection.execute(sql, values)

    def ask(self, sql: str, *values: object) -> list[Any]:
        """The first column of a query."""
        return [row[0] for row in self.connection.execute(sql, values)]

    def open(
        self, rule: str = "brute", severity: str = "high", count: int = 5, **group: str
    ) -> int:
        """Open an alert."""
        self._number += 1
        key = json.dumps(group or {"n": str(self._number)})
        with self.writer.transaction() as connection:
            connection.execute(_RULE, (rule, rule.title()))
            (number,) = _one(connection, "SELECT id FROM rules WHERE uuid = ?", rule)
            connection.execute(_GROUP, (number, key))
            about = "SELECT id FROM groups WHERE rule = ? AND key = ?"
            (grp,) = _one(connection, about, number, key)
            row = connection.execute(
                "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, "
                "peak, evidence) VALUES (?, ?, ?, 0, 1, 2, ?, 1, 0) RETURNING id",
                (number, grp, severity, count),
            ).fetchone()
            return int(row[0])

    def set(self, alert: int, **columns: object) -> None:
        """Change columns of an alert, as an import would."""
        names = ", ".join(f"{name} = ?" for name in columns)
        self.do(f"UPDATE alerts SET {names} WHERE id = ?", *columns.values(), alert)

    def later(self, minutes: float) -> None:
        """Let time pass."""
        self.clock += round(minutes * MINUTE)

    def tell(
        self, *receivers: Receiver, inhibitions: Sequence[Inhibition] = ()
    ) -> list[list[tuple[int, str]]]:
        """One run: what each message tells, in order: alerts with what happened to them.

        A digest is told as one pair of the number of alerts and `digest`.
        """
        policy = Policy(receivers or (receiver(),), tuple(inhibitions))
        with self.writer.transaction() as connection:
            directing.direct(connection, policy, self.clock)
        return [told for each in policy.receivers for told in self._told(each, policy)]

    def deliver(self) -> None:
        """Deliver everything that is queued."""
        self.do("UPDATE deliveries SET state = 'sent' WHERE state = 'waiting'")

    def _told(self, each: Receiver, policy: Policy) -> list[list[tuple[int, str]]]:
        items = waiting.due(self.connection, each.name, self.clock)
        found = sorting.sort(self.connection, each, items, policy.inhibitions, self.clock)
        plan = planning.plan(self.connection, each, found.tell, self.clock)
        with self.writer.transaction() as connection:
            telling.drop(connection, found.drop)
            telling.put_off(connection, [*found.wait, *plan.wait])
            for unit in plan.units:
                assert telling.tell(connection, unit, message(unit), self.clock)
        return [_said(unit) for unit in plan.units]


def message(unit: Unit) -> Message:
    """The message of a unit, with nothing in it."""
    return Message(
        telling.key(unit),
        "s",
        "t",
        kind="digest" if unit.is_digest else "alerts",
        receiver=unit.receiver.name,
        topic=unit.topic,
        alerts=len(unit.items),
    )


def _said(unit: Unit) -> list[tuple[int, str]]:
    if unit.is_digest:
        return [(len(unit.items), "digest")]
    return [(item.alert, " ".join(sorted(item.kinds))) for item in unit.items]
