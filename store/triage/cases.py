"""Decisions about cases: alerts, records and notes that belong together, until the case is closed.

The functions raise `ActionError` where something does not exist or makes no sense, `ConflictError`
where somebody else has decided about an alert meanwhile, `DatabaseBusy` where another writer would
not let go; nothing is changed then.
"""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from store.errors import ActionError
from store.times import now
from store.triage.alerts import Targets, change_all
from store.triage.deciding import CASE, HANDOVER, Actor, Columns, Done, Thing, found
from store.triage.journal import Journal, writing

MOST_PINS = 1_000
"""Records that a case holds; an alert brings its own besides."""


def open_case(path: Path, title: str, actor: Actor) -> Done:
    """Open a case; refuses one without a title."""
    with writing(path) as connection:
        journal = Journal(connection, "open case", actor)
        number = _opened(connection, journal, title, actor)
        return Done("open case", (), journal.batch, f"case {number}")


def escalate(
    path: Path,
    targets: Sequence[int] | Targets,
    actor: Actor,
    *,
    case: int | None = None,
    title: str = "",
) -> Done:
    """Put alerts into a case, which acknowledges them.

    Args:
        path: The database.
        targets: The alerts.
        actor: Who escalates them.
        case: An open case; None: a new one.
        title: That of the new case.
    """
    with writing(path) as connection:
        journal = Journal(connection, "escalate", actor)
        number = _opened(connection, journal, title, actor) if case is None else case
        _open(connection, number)
        to: Columns = {"case_id": number, "status": "acknowledged", "snoozed_until": None}
        done = change_all(connection, journal, targets, {**to, "reason": None})
        return Done("escalate", done, journal.batch, f"case {number}")


def pin(path: Path, case: int, events: Sequence[int], actor: Actor) -> Done:
    """Pin records to an open case as evidence; refuses those that are pinned to it already."""
    with writing(path) as connection:
        thing = _open(connection, case)
        pins = json.loads(str(thing.columns["pins"]))
        there = {each["event"] for each in pins}
        new = [event for event in dict.fromkeys(events) if event not in there]
        if not new:
            raise ActionError(f"pinned to case {case} already")
        if len(pins) + len(new) > MOST_PINS:
            raise ActionError(f"a case holds {MOST_PINS:,} records at most")
        _check_records(connection, new)
        pins += [{"event": event, "at": now(), "by": actor.name} for event in new]
        return _change(connection, "pin", thing, {"pins": json.dumps(pins)}, actor)


def note_case(path: Path, case: int, text: str, actor: Actor) -> Done:
    """Add a note to a case; refuses an empty one."""
    if not text.strip():
        raise ActionError("an empty note says nothing")
    with writing(path) as connection:
        thing = found(connection, CASE, case)
        notes = json.loads(str(thing.columns["notes"]))
        notes.append({"at": now(), "by": actor.name, "text": text})
        changed = {"notes": json.dumps(notes, ensure_ascii=False)}
        return _change(connection, "note", thing, changed, actor)


def close_case(path: Path, case: int, actor: Actor) -> Done:
    """Close an open case; its alerts stay as they are."""
    with writing(path) as connection:
        thing = _open(connection, case)
        return _change(connection, "close case", thing, {"status": "closed"}, actor)


def reopen_case(path: Path, case: int, actor: Actor) -> Done:
    """Open a closed case again."""
    with writing(path) as connection:
        thing = found(connection, CASE, case)
        if thing.columns["status"] != "closed":
            raise ActionError(f"case {case} is {thing.columns['status']}")
        return _change(connection, "reopen case", thing, {"status": "open"}, actor)


def assign_case(path: Path, case: int, assignee: str | None, actor: Actor) -> Done:
    """Say who works on a case; None: nobody."""
    with writing(path) as connection:
        thing = _open(connection, case)
        if thing.columns["assignee"] == assignee:
            raise ActionError(f"case {case} is assigned to {assignee or 'nobody'} already")
        return _change(connection, "assign", thing, {"assignee": assignee}, actor)


def hand_over(path: Path, text: str, at: int, actor: Actor) -> Done:
    """Note that a shift was handed over: the next one begins here.

    Args:
        path: The database.
        text: What was told, Markdown.
        at: Until when that goes (µs UTC).
        actor: Who hands over.
    """
    with writing(path) as connection:
        cursor = connection.execute(
            "INSERT INTO handovers (at, owner, text, status) VALUES (?, ?, ?, 'withdrawn')",
            (at, actor.name, text),
        )
        thing = found(connection, HANDOVER, int(cursor.lastrowid or 0))
        return _change(connection, "hand over", thing, {"status": "given"}, actor)


def _opened(connection: sqlite3.Connection, journal: Journal, title: str, actor: Actor) -> int:
    """The number of a new case: a row that is withdrawn until it is opened, as it is after undo."""
    if not title.strip():
        raise ActionError("a case needs a title")
    cursor = connection.execute(
        "INSERT INTO cases (opened_at, owner, title, status) VALUES (?, ?, ?, 'withdrawn')",
        (now(), actor.name, title.strip()),
    )
    number = int(cursor.lastrowid or 0)
    journal.change(found(connection, CASE, number), {"status": "open"})
    return number


def _open(connection: sqlite3.Connection, case: int) -> Thing:
    """A case that is worked on.

    Raises:
        ActionError: It does not exist, or is closed.
    """
    thing = found(connection, CASE, case)
    if thing.columns["status"] != "open":
        raise ActionError(f"case {case} is {thing.columns['status']}")
    return thing


def _check_records(connection: sqlite3.Connection, events: Sequence[int]) -> None:
    for event in events:
        row = connection.execute("SELECT 1 FROM facts WHERE id = ?", (event,)).fetchone()
        if row is None:
            raise ActionError(f"there is no record {event}")


def _change(
    connection: sqlite3.Connection, verb: str, thing: Thing, columns: Columns, actor: Actor
) -> Done:
    journal = Journal(connection, verb, actor)
    journal.change(thing, columns)
    return Done(verb, (), journal.batch, str(thing))
