"""What an analyst decides about alerts.

Each function changes all of its alerts or none, and raises `ActionError` where an alert does not
exist, or stands so that the decision makes no sense; `ConflictError` where somebody else has
decided about one since `seen`; `DatabaseBusy` where another writer would not let go. With
`leave=True` such alerts are left as they are, and `Done.left` says why.
"""

import json
import platform
import sqlite3
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from store.errors import ActionError
from store.times import now
from store.triage.deciding import (
    ALERT,
    Actor,
    Columns,
    ConflictError,
    Done,
    Seen,
    Thing,
    found,
)
from store.triage.journal import Journal, writing

Change: TypeAlias = Callable[[Thing], Columns]
"""What a decision makes of an alert.

Raises:
    ActionError: It makes no sense for this one.
"""


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
_LONGEST_LABEL = 40
_PROGRAM = Actor("blotter", platform.node())


class Targets(NamedTuple):
    """Which alerts a decision is about."""

    ids: Sequence[int]
    seen: Seen = MappingProxyType({})
    """How they stood when they were looked at; one that is not named is taken as it stands."""
    leave: bool = False
    """Leave those as they are for which the decision makes no sense."""


def acknowledge(path: Path, targets: Sequence[int] | Targets, actor: Actor) -> Done:
    """Say that somebody looks into alerts; refuses closed and acknowledged ones."""

    def change(alert: Thing) -> Columns:
        _refuse(alert, "closed", "closed; reopen it first")
        _refuse(alert, "acknowledged", "acknowledged already")
        return {"status": "acknowledged", "snoozed_until": None}

    return decide(path, "acknowledge", targets, actor, change)


def close(path: Path, targets: Sequence[int] | Targets, reason: str, actor: Actor) -> Done:
    """Close alerts for one of `REASONS`; refuses closed ones."""
    if reason not in REASONS:
        raise ActionError(f"{reason!r} is no reason; take one of {', '.join(REASONS)}")

    def change(alert: Thing) -> Columns:
        _refuse(alert, "closed", f"closed already ({alert.columns['reason']})")
        return {"status": "closed", "reason": str(reason), "snoozed_until": None}

    return decide(path, "close", targets, actor, change)


def reopen(path: Path, targets: Sequence[int] | Targets, actor: Actor) -> Done:
    """Make alerts new again, and no part of another; refuses new ones."""

    def change(alert: Thing) -> Columns:
        _refuse(alert, "new", "new already")
        return {"status": "new", "reason": None, "snoozed_until": None, "part_of": None}

    return decide(path, "reopen", targets, actor, change)


def assign(
    path: Path, targets: Sequence[int] | Targets, assignee: str | None, actor: Actor
) -> Done:
    """Say who works on alerts; None: nobody. Refuses those that are that person's already."""

    def change(alert: Thing) -> Columns:
        if alert.columns["assignee"] == assignee:
            raise ActionError(f"{alert} is assigned to {assignee or 'nobody'} already")
        return {"assignee": assignee}

    return decide(path, "assign", targets, actor, change)


def note(path: Path, targets: Sequence[int] | Targets, text: str, actor: Actor) -> Done:
    """Add a remark to alerts; refuses an empty one. Remarks of two analysts never collide."""
    if not text.strip():
        raise ActionError("an empty note says nothing")

    def change(alert: Thing) -> Columns:
        notes = json.loads(str(alert.columns["notes"]))
        return {"notes": json.dumps([*notes, text], ensure_ascii=False)}

    return decide(path, "note", _as_they_stand(targets), actor, change)


def tag(path: Path, targets: Sequence[int] | Targets, labels: Sequence[str], actor: Actor) -> Done:
    """Add tags to alerts, and take away those with a minus before them.

    Refuses a tag that is no single word, and alerts that have them so already. Tags of two analysts
    never collide.
    """
    wanted = [_label(label) for label in labels]
    if not wanted:
        raise ActionError("say which tag")

    def change(alert: Thing) -> Columns:
        before = json.loads(str(alert.columns["labels"]))
        after = [label for label in before if f"-{label}" not in wanted]
        after += [one for one in dict.fromkeys(wanted) if one[0] != "-" and one not in after]
        if after == before:
            raise ActionError(f"{alert} has these tags already")
        return {"labels": json.dumps(after, ensure_ascii=False)}

    return decide(path, "tag", _as_they_stand(targets), actor, change)


def snooze(path: Path, targets: Sequence[int] | Targets, until: int, actor: Actor) -> Done:
    """Put alerts aside until a point in time (µs UTC), when they are new again; no closed ones."""
    if until <= now():
        raise ActionError("an alert is snoozed until a time that is yet to come")

    def change(alert: Thing) -> Columns:
        _refuse(alert, "closed", "closed; reopen it first")
        return {"status": "snoozed", "snoozed_until": until}

    return decide(path, "snooze", targets, actor, change)


def merge(path: Path, targets: Sequence[int] | Targets, into: int, actor: Actor) -> Done:
    """Close alerts as duplicates of another, which stands for all of them from now on.

    What was part of one of them becomes part of the other, too. Refuses to merge an alert into
    itself or into a part.
    """
    whole = _targets(targets)
    ids = [number for number in whole.ids if number != into]
    if not ids:
        raise ActionError(f"say which alerts are the same as alert {into}")
    with writing(path) as connection:
        kept = alert_to_decide(connection, into)
        if kept.columns["part_of"] is not None:
            raise ActionError(f"alert {into} is itself part of alert {kept.columns['part_of']}")
        journal = Journal(connection, "merge", actor)
        changes: Columns = {
            "status": "closed",
            "reason": str(Reason.DUPLICATE),
            "snoozed_until": None,
            "part_of": into,
        }
        done, left = _changed(connection, journal, whole._replace(ids=ids), lambda _one: changes)
        for part in _parts_of(connection, done):
            journal.change(found(connection, ALERT, part), {"part_of": into})
        return Done("merge", done, journal.batch, f"alert {into}", left)


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
        journal = Journal(connection, "wake", _PROGRAM)
        for number in ids:
            alert = found(connection, ALERT, number)
            journal.change(alert, {"status": "new", "snoozed_until": None})
    return ids


def decide(
    path: Path, verb: str, targets: Sequence[int] | Targets, actor: Actor, change: Change
) -> Done:
    """Change alerts as one decision."""
    whole = _targets(targets)
    if not whole.ids:
        raise ActionError(f"no alert to {verb}")
    with writing(path) as connection:
        journal = Journal(connection, verb, actor)
        done, left = _changed(connection, journal, whole, change)
        return Done(verb, done, journal.batch, left=left)


def change_all(
    connection: sqlite3.Connection, journal: Journal, targets: Sequence[int] | Targets, to: Columns
) -> tuple[int, ...]:
    """Set the same columns of alerts, as a part of a decision about something else."""
    done, _ = _changed(connection, journal, _targets(targets), lambda _alert: to)
    return done


def alert_to_decide(connection: sqlite3.Connection, number: int) -> Thing:
    """An alert that can be decided about: no longer one that the rules took back or put together.

    Raises:
        ActionError: It cannot.
    """
    alert = found(connection, ALERT, number)
    (merged,) = connection.execute(
        "SELECT merged_into FROM alerts WHERE id = ?", (number,)
    ).fetchone()
    if merged == 0:
        raise ActionError(f"alert {number} was taken back: events that came later undid it")
    if merged is not None:
        raise ActionError(f"alert {number} has become part of alert {merged}")
    return alert


def _changed(
    connection: sqlite3.Connection, journal: Journal, targets: Targets, change: Change
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Change alerts; returns those that were, and why the others were left."""
    done: list[int] = []
    left: list[str] = []
    for number in dict.fromkeys(targets.ids):
        try:
            alert = alert_to_decide(connection, number)
            _check_seen(connection, alert, targets.seen, journal.actor)
            columns = change(alert)
        except ActionError as error:
            if not targets.leave:
                raise
            left.append(str(error))
            continue
        journal.change(alert, columns)
        done.append(number)
    if not done:
        raise ActionError(left[0] if len(left) == 1 else f"{left[0]}, and {len(left) - 1} more")
    return tuple(done), tuple(left)


def _check_seen(connection: sqlite3.Connection, alert: Thing, seen: Seen, actor: Actor) -> None:
    """Refuse to decide about what somebody else has changed since it was looked at."""
    if alert.id not in seen:
        return
    (reopened,) = connection.execute(
        "SELECT reopened FROM alerts WHERE id = ?", (alert.id,)
    ).fetchone()
    if seen[alert.id].reopened != reopened:
        raise ConflictError(f"{alert} was opened again by new evidence; look at it once more")
    row = connection.execute(
        "SELECT verb, actor, host FROM actions WHERE alert = ? AND id > ? AND verb <> 'wake' "
        "AND NOT (actor = ? AND host = ? AND tty IS ?) ORDER BY id DESC LIMIT 1",
        (alert.id, seen[alert.id].decision, actor.name, actor.host, actor.tty),
    ).fetchone()
    if row is not None:
        verb, name, host = row
        raise ConflictError(
            f"{alert} was changed meanwhile: {verb} by {name}@{host}, it is "
            f"{alert.columns['status']}; look at it once more"
        )


def _parts_of(connection: sqlite3.Connection, alerts: Sequence[int]) -> list[int]:
    marks = ",".join("?" * len(alerts))
    rows = connection.execute(
        f"SELECT id FROM alerts WHERE part_of IN ({marks}) ORDER BY id", tuple(alerts)
    )
    return [int(number) for (number,) in rows]


def _targets(targets: Sequence[int] | Targets) -> Targets:
    return targets if isinstance(targets, Targets) else Targets(targets)


def _as_they_stand(targets: Sequence[int] | Targets) -> Targets:
    """What adds to an alert and takes nothing away may follow whatever somebody else did."""
    return _targets(targets)._replace(seen={})


def _label(text: str) -> str:
    label = text.strip().lower()
    name = label.removeprefix("-")
    if not name or len(name) > _LONGEST_LABEL or not name.isprintable() or " " in name:
        raise ActionError(f"{text!r} is no tag: one word of {_LONGEST_LABEL} characters at most")
    return label


def _refuse(alert: Thing, status: str, why: str) -> None:
    if alert.columns["status"] == status:
        raise ActionError(f"{alert} is {why}")
