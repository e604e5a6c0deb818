"""What an analyst decides about alerts: written down for good, and taken back by a further entry.

Every decision is one row per alert in `actions`, in the transaction that changes the alert. Undoing
adds rows that restore the columns as they were; nothing is ever removed. A decision can be taken
back as long as nobody, and no new evidence, has changed the alert's state since.
"""

import json
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from store import silences
from store.database.connection import Writer
from store.errors import ActionError
from store.silences import Silence
from store.times import now

WAIT = 30.0
"""Seconds that a decision waits for another writer: an import holds the lock for milliseconds, but
for seconds where a machine has ten times the work that it can do."""

Columns: TypeAlias = Mapping[str, str | int | None]
"""Columns of `alerts` that an analyst changes."""

_DECIDED = ("status", "reason", "assignee", "snoozed_until", "notes")


class Reason(StrEnum):
    """Why an alert is closed."""

    TRUE_POSITIVE = "true-positive"
    TRUE_POSITIVE_NO_IMPACT = "true-positive-no-impact"
    BENIGN = "benign"
    FALSE_POSITIVE = "false-positive"
    DUPLICATE = "duplicate"
    INSUFFICIENT_DATA = "insufficient-data"


REASONS = tuple(Reason)
"""All reasons, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides, and from where."""

    name: str
    host: str
    tty: str | None = None


_PROGRAM = Actor("blotter", platform.node())


@dataclass(frozen=True, slots=True)
class Done:
    """What was done."""

    verb: str
    """`acknowledge`, `close`, `reopen`, `assign`, `note` or `snooze`; after an undo: what was taken
    back."""
    alerts: tuple[int, ...]
    batch: int
    """`actions.batch`; 0: it was about a silence."""
    silence: Silence | None = None
    """That silence, as it is then."""


@dataclass(frozen=True, slots=True)
class _Alert:
    id: int
    columns: Columns


def acknowledge(path: Path, ids: Sequence[int], actor: Actor) -> Done:
    """Say that somebody looks into alerts.

    Raises:
        ActionError: An alert does not exist, is closed or is acknowledged already; none is changed.
        DatabaseBusy: Another writer would not let go.
    """

    def change(alert: _Alert) -> Columns:
        _refuse(alert, "closed", "closed; reopen it first")
        _refuse(alert, "acknowledged", "acknowledged already")
        return {"status": "acknowledged", "snoozed_until": None}

    return _decide(path, "acknowledge", ids, actor, change)


def close(path: Path, ids: Sequence[int], reason: str, actor: Actor) -> Done:
    """Close alerts.

    Args:
        path: The database.
        ids: The alerts.
        reason: One of `REASONS`.
        actor: Who closes them.

    Raises:
        ActionError: No such reason; or an alert does not exist or is closed already, and none is
            changed.
        DatabaseBusy: Another writer would not let go.
    """
    if reason not in REASONS:
        raise ActionError(f"{reason!r} is no reason; take one of {', '.join(REASONS)}")

    def change(alert: _Alert) -> Columns:
        _refuse(alert, "closed", f"closed already ({alert.columns['reason']})")
        return {"status": "closed", "reason": str(reason), "snoozed_until": None}

    return _decide(path, "close", ids, actor, change)


def reopen(path: Path, ids: Sequence[int], actor: Actor) -> Done:
    """Make alerts new again.

    Raises:
        ActionError: An alert does not exist or is new; none is changed.
        DatabaseBusy: Another writer would not let go.
    """

    def change(alert: _Alert) -> Columns:
        _refuse(alert, "new", "new already")
        return {"status": "new", "reason": None, "snoozed_until": None}

    return _decide(path, "reopen", ids, actor, change)


def assign(path: Path, ids: Sequence[int], assignee: str | None, actor: Actor) -> Done:
    """Say who works on alerts; None: nobody.

    Raises:
        ActionError: An alert does not exist or is that person's already; none is changed.
        DatabaseBusy: Another writer would not let go.
    """

    def change(alert: _Alert) -> Columns:
        if alert.columns["assignee"] == assignee:
            raise ActionError(f"alert {alert.id} is assigned to {assignee or 'nobody'} already")
        return {"assignee": assignee}

    return _decide(path, "assign", ids, actor, change)


def note(path: Path, ids: Sequence[int], text: str, actor: Actor) -> Done:
    """Add a remark to alerts.

    Raises:
        ActionError: The remark is empty, or an alert does not exist; none is changed.
        DatabaseBusy: Another writer would not let go.
    """
    if not text.strip():
        raise ActionError("an empty note says nothing")

    def change(alert: _Alert) -> Columns:
        notes = json.loads(str(alert.columns["notes"]))
        return {"notes": json.dumps([*notes, text], ensure_ascii=False)}

    return _decide(path, "note", ids, actor, change)


def snooze(path: Path, ids: Sequence[int], until: int, actor: Actor) -> Done:
    """Put alerts aside until a point in time; then they are new again.

    Args:
        path: The database.
        ids: The alerts.
        until: Microseconds since 1970 UTC; in the future.
        actor: Who puts them aside.

    Raises:
        ActionError: The time has passed; or an alert does not exist or is closed, and none is
            changed.
        DatabaseBusy: Another writer would not let go.
    """
    if until <= now():
        raise ActionError("an alert is snoozed until a time that is yet to come")

    def change(alert: _Alert) -> Columns:
        _refuse(alert, "closed", "closed; reopen it first")
        return {"status": "snoozed", "snoozed_until": until}

    return _decide(path, "snooze", ids, actor, change)


def wake(connection: sqlite3.Connection, at: int) -> list[int]:
    """Make alerts new again whose time has come, and write that down as the program's own act.

    Args:
        connection: In a transaction of the writer.
        at: The clock (µs UTC).

    Returns:
        Those alerts.
    """
    rows = connection.execute(
        "SELECT id FROM alerts WHERE status = 'snoozed' AND snoozed_until <= ? ORDER BY id", (at,)
    ).fetchall()
    ids = [int(number) for (number,) in rows]
    if ids:
        journal = _Journal(connection, "wake", _PROGRAM)
        for number in ids:
            found = _found(connection, number, merged=True)
            journal.change(found, {"status": "new", "snoozed_until": None})
    return ids


def undo(path: Path, actor: Actor, alert: int | None = None) -> Done:
    """Take back the latest decision that has not been taken back, for all alerts that it was about.

    A silence that was begun or lifted is such a decision too, where none of an alert is asked for.

    Args:
        path: The database.
        actor: Who takes it back. Without `alert` it is their own latest decision.
        alert: Take back the latest decision about this alert, whoever made it.

    Raises:
        ActionError: There is nothing to take back, or an alert was changed since.
        DatabaseBusy: Another writer would not let go.
    """
    with _writing(path) as connection:
        silence = silences.latest(connection, actor.name) if alert is None else None
        if silence and silence.at >= _time_of_latest(connection, actor):
            restored = silences.take_back(connection, silence, now())
            return Done(silence.verb, (), 0, restored)
        batch, verb = _latest(connection, actor, alert)
        rows = connection.execute(
            "SELECT id, alert, before, after FROM actions WHERE batch = ? ORDER BY id DESC",
            (batch,),
        ).fetchall()
        journal = _Journal(connection, "undo", actor)
        for action, number, before, after in rows:
            found = _found(connection, number, merged=True)
            _check_unchanged(connection, found, action, json.loads(after))
            journal.change(found, json.loads(before), undo_of=action)
        return Done(verb, tuple(row[1] for row in reversed(rows)), journal.batch)


def _decide(
    path: Path,
    verb: str,
    ids: Sequence[int],
    actor: Actor,
    change: Callable[[_Alert], Columns],
) -> Done:
    """Change alerts, all or none, as one decision."""
    alerts = tuple(dict.fromkeys(ids))
    if not alerts:
        raise ActionError(f"no alert to {verb}")
    with _writing(path) as connection:
        journal = _Journal(connection, verb, actor)
        for number in alerts:
            found = _found(connection, number)
            journal.change(found, change(found))
        return Done(verb, alerts, journal.batch)


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    with Writer(path, WAIT, durable=True) as writer, writer.transaction() as connection:
        yield connection


class _Journal:
    """Changes alerts and writes each change down, as one batch."""

    def __init__(self, connection: sqlite3.Connection, verb: str, actor: Actor) -> None:
        row = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM actions").fetchone()
        self.batch: int = row[0]
        self._connection = connection
        self._verb = verb
        self._actor = actor
        self._at = now()

    def change(self, alert: _Alert, columns: Columns, undo_of: int | None = None) -> None:
        """Set columns of an alert; what stays as it was is no part of the change."""
        columns = {name: new for name, new in columns.items() if alert.columns[name] != new}
        before = {name: alert.columns[name] for name in columns}
        sets = ", ".join(f"{name} = ?" for name in columns)
        self._connection.execute(
            f"UPDATE alerts SET {sets}, rev = rev + 1 WHERE id = ?", (*columns.values(), alert.id)
        )
        self._connection.execute(
            "INSERT INTO actions (at, actor, host, tty, verb, alert, before, after, batch, "
            "undo_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._at,
                self._actor.name,
                self._actor.host,
                self._actor.tty,
                self._verb,
                alert.id,
                json.dumps(before),
                json.dumps(dict(columns)),
                self.batch,
                undo_of,
            ),
        )


def _found(connection: sqlite3.Connection, number: int, *, merged: bool = False) -> _Alert:
    """An alert; one that became part of another only where `merged` is wanted."""
    row = connection.execute(
        f"SELECT merged_into, {', '.join(_DECIDED)} FROM alerts WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise ActionError(f"there is no alert {number}")
    if row[0] == 0 and not merged:
        raise ActionError(f"alert {number} was taken back: events that came later undid it")
    if row[0] is not None and not merged:
        raise ActionError(f"alert {number} has become part of alert {row[0]}")
    return _Alert(number, dict(zip(_DECIDED, row[1:], strict=True)))


def _refuse(alert: _Alert, status: str, why: str) -> None:
    if alert.columns["status"] == status:
        raise ActionError(f"alert {alert.id} is {why}")


def _latest(connection: sqlite3.Connection, actor: Actor, alert: int | None) -> tuple[int, str]:
    """Batch and verb of the decision to take back."""
    column = "actor" if alert is None else "alert"
    row = connection.execute(
        f"SELECT batch, verb FROM actions a WHERE {column} = ? AND undo_of IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM actions u WHERE u.undo_of = a.id) ORDER BY id DESC LIMIT 1",
        (actor.name if alert is None else alert,),
    ).fetchone()
    if row is None:
        about = f"{actor.name} has decided nothing" if alert is None else f"alert {alert}: nothing"
        raise ActionError(f"{about} that could be undone")
    return row[0], row[1]


def _time_of_latest(connection: sqlite3.Connection, actor: Actor) -> int:
    """When somebody decided last about an alert what was not taken back; 0: never."""
    row = connection.execute(
        "SELECT ifnull(max(at), 0) FROM actions a WHERE actor = ? AND undo_of IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM actions u WHERE u.undo_of = a.id)",
        (actor.name,),
    ).fetchone()
    return int(row[0])


def _check_unchanged(
    connection: sqlite3.Connection, alert: _Alert, action: int, after: Columns
) -> None:
    """Refuse to undo what somebody else, or new evidence, has built upon."""
    later = connection.execute(
        "SELECT actor, verb FROM actions a WHERE alert = ? AND id > ? AND undo_of IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM actions u WHERE u.undo_of = a.id) ORDER BY id LIMIT 1",
        (alert.id, action),
    ).fetchone()
    if later is not None:
        raise ActionError(f"alert {alert.id} was changed since: {later[1]} by {later[0]}")
    if any(alert.columns[name] != value for name, value in after.items()):
        raise ActionError(f"alert {alert.id} was changed since: it is {alert.columns['status']}")
