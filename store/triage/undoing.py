"""Take decisions back, and make them again: each time by further entries."""

import json
import sqlite3
from pathlib import Path

from store import silences
from store.errors import ActionError
from store.rules.alerting.covering import cover_again
from store.times import now
from store.triage.deciding import KINDS, SILENCE, Actor, Columns, Done, Thing, found
from store.triage.journal import Journal, writing

_STANDS = "verb <> 'undo' AND NOT EXISTS (SELECT 1 FROM actions u WHERE u.undo_of = a.id)"
"""The action `a` did something, and that has not been taken back."""
_TAKEN_BACK = "verb = 'undo' AND NOT EXISTS (SELECT 1 FROM actions u WHERE u.undo_of = a.id)"
"""The action `a` took something back, and that has not been made again."""
_ROWS = """
SELECT id, kind, ifnull(number, alert), before, after FROM actions WHERE batch = ? ORDER BY id DESC
"""


def undo(path: Path, actor: Actor, alert: int | None = None) -> Done:
    """Take back the latest decision that stands, for everything that it was about.

    Args:
        path: The database.
        actor: Who takes it back. Without `alert` it is their own latest decision.
        alert: Take back the latest decision about this alert, whoever made it.

    Raises:
        ActionError: There is nothing to take back, or something was changed since.
        DatabaseBusy: Another writer would not let go.
    """
    with writing(path) as connection:
        batch = _latest(connection, actor, alert)
        return _restore(connection, batch, "undo", actor)


def redo(path: Path, actor: Actor) -> Done:
    """Make the decision again that the actor took back last.

    Raises:
        ActionError: They took nothing back since their latest decision, or something was changed
            since.
        DatabaseBusy: Another writer would not let go.
    """
    with writing(path) as connection:
        row = connection.execute(
            f"SELECT batch FROM actions a WHERE actor = ?1 AND {_TAKEN_BACK} AND NOT EXISTS ("
            "SELECT 1 FROM actions l WHERE l.actor = ?1 AND l.id > a.id AND l.undo_of IS NULL) "
            "ORDER BY id DESC LIMIT 1",
            (actor.name,),
        ).fetchone()
        if row is None:
            raise ActionError(f"{actor.name} has taken back nothing that could be done again")
        return _restore(connection, row[0], "redo", actor)


def _restore(connection: sqlite3.Connection, batch: int, verb: str, actor: Actor) -> Done:
    """Put everything back as it was before a batch of actions."""
    journal = Journal(connection, verb, actor)
    things: list[Thing] = []
    for action, kind, number, before, after in connection.execute(_ROWS, (batch,)).fetchall():
        thing = found(connection, KINDS[kind], number)
        if verb == "undo":
            _check_last(connection, thing, action, batch)
        _check_unchanged(thing, json.loads(after))
        journal.change(thing, json.loads(before), undo_of=action)
        things.append(thing)
    _show_again(connection, things)
    alerts = sorted(thing.id for thing in things if thing.kind.name == "alert")
    cover_again(connection, alerts)
    about = next((str(thing) for thing in things if thing.kind.name != "alert"), "")
    return Done(_root(connection, batch), tuple(alerts), journal.batch, about)


def _latest(connection: sqlite3.Connection, actor: Actor, alert: int | None) -> int:
    """Batch of the decision to take back."""
    column = "actor" if alert is None else "alert"
    row = connection.execute(
        f"SELECT batch FROM actions a WHERE {column} = ? AND {_STANDS} ORDER BY id DESC LIMIT 1",
        (actor.name if alert is None else alert,),
    ).fetchone()
    if row is None:
        about = f"{actor.name} has decided nothing" if alert is None else f"alert {alert}: nothing"
        raise ActionError(f"{about} that could be undone")
    return int(row[0])


def _root(connection: sqlite3.Connection, batch: int) -> str:
    """What was decided first, however often it was taken back and made again since."""
    row = connection.execute(
        "WITH RECURSIVE back (id, verb, undo_of) AS ("
        "SELECT id, verb, undo_of FROM actions WHERE id = ? UNION ALL "
        "SELECT a.id, a.verb, a.undo_of FROM back b JOIN actions a ON a.id = b.undo_of) "
        "SELECT verb FROM back WHERE undo_of IS NULL",
        (batch,),
    ).fetchone()
    return str(row[0])


def _check_last(connection: sqlite3.Connection, thing: Thing, action: int, batch: int) -> None:
    """Refuse to take back what somebody has built upon."""
    column = "alert" if thing.kind.name == "alert" else "number"
    later = connection.execute(
        f"SELECT actor, verb FROM actions a WHERE {column} = ? AND kind = ? AND id > ? "
        f"AND batch <> ? AND {_STANDS} ORDER BY id LIMIT 1",
        (thing.id, thing.kind.name, action, batch),
    ).fetchone()
    if later is not None:
        raise ActionError(f"{thing} was changed since: {later[1]} by {later[0]}")


def _check_unchanged(thing: Thing, after: Columns) -> None:
    """Refuse where columns are no longer what the action had made of them."""
    if any(thing.columns[name] != value for name, value in after.items()):
        state = thing.columns.get("status", "different")
        raise ActionError(f"{thing} was changed since: it is {state}")


def _show_again(connection: sqlite3.Connection, things: list[Thing]) -> None:
    """Show what silences had hidden meanwhile that do not stand any more."""
    for thing in things:
        if thing.kind is SILENCE:
            silences.show_lifted(connection, thing.id, now())
