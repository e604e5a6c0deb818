"""Commit what is told: the message, who was told of what, and the notices that are done with."""

import json
import sqlite3
from collections.abc import Iterable

from store.notifying import outbox
from store.notifying.notices import Kind
from store.notifying.outbox import Message
from store.notifying.planning import Unit
from store.notifying.waiting import Item

MOST_NAMED = 20
"""Messages that one refers to."""


def key(unit: Unit) -> str:
    """What makes a unit's message this one and no other: notices are numbered for good."""
    first = min(number for item in unit.items for number in item.notices)
    return f"{unit.receiver.name}/{first}"


def tell(connection: sqlite3.Connection, unit: Unit, message: Message, now: int) -> bool:
    """Queue the message of a unit.

    Args:
        connection: In a transaction of the writer.
        unit: What it tells.
        message: Made of the unit.
        now: The clock (µs UTC).

    Returns:
        Whether that was done: not if another process was quicker, and nothing is changed then.
    """
    notices = [number for item in unit.items for number in item.notices]
    if _there(connection, notices) < len(notices):
        return False
    number = outbox.queue(connection, message, unit.receiver.targets, now)
    _remove(connection, notices)
    _note(connection, unit, number, now)
    if unit.receiver.is_escalation:
        _remind(connection, unit, now)
    return number is not None


def put_off(connection: sqlite3.Connection, waiting: Iterable[tuple[Item, int, str]]) -> None:
    """Let notices wait, and say why."""
    connection.executemany(
        "UPDATE notices SET due = ?, held = ? WHERE id = ?",
        [(until, why, number) for item, until, why in waiting for number in item.notices],
    )


def drop(connection: sqlite3.Connection, items: Iterable[Item]) -> None:
    """Remove notices that nobody has to be told of any more."""
    _remove(connection, [number for item in items for number in item.notices])


def opening_ids(connection: sqlite3.Connection, unit: Unit) -> tuple[str, ...]:
    """The Message-IDs of the messages that told of the unit's alerts first.

    What tells of very many names the first and the latest of them: servers refuse long headers.
    """
    numbers = sorted({item.opening for item in unit.items if item.opening is not None})
    rows = connection.execute(
        "SELECT message_id FROM messages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(numbers),),
    )
    found = [each for (each,) in rows]
    return tuple(found if len(found) <= MOST_NAMED else [found[0], *found[1 - MOST_NAMED :]])


def _there(connection: sqlite3.Connection, notices: list[int]) -> int:
    row = connection.execute(
        "SELECT count(*) FROM notices WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(notices),),
    ).fetchone()
    return int(row[0])


def _remove(connection: sqlite3.Connection, notices: list[int]) -> None:
    connection.execute(
        "DELETE FROM notices WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(notices),)
    )


def _note(connection: sqlite3.Connection, unit: Unit, message: int | None, now: int) -> None:
    """Note what the receiver has been told of each alert."""
    reminded = [each.alert for each in unit.items if Kind.UNACKNOWLEDGED in each.kinds]
    connection.execute(
        "INSERT INTO told (alert, receiver, opening, at, count, reminders) "
        "SELECT a.id, ?, ifnull(?, 0), ?, a.count, 0 FROM json_each(?) w "
        "CROSS JOIN alerts a ON a.id = w.value WHERE true "
        "ON CONFLICT (alert, receiver) DO UPDATE SET at = excluded.at, count = excluded.count",
        (unit.receiver.name, message, now, json.dumps([each.alert for each in unit.items])),
    )
    connection.execute(
        "UPDATE told SET reminders = reminders + 1 WHERE receiver = ? "
        "AND alert IN (SELECT value FROM json_each(?))",
        (unit.receiver.name, json.dumps(reminded)),
    )


def _remind(connection: sqlite3.Connection, unit: Unit, now: int) -> None:
    """Tell once more of what still nobody takes care of, if that is wanted."""
    receiver = unit.receiver
    connection.executemany(
        "INSERT OR IGNORE INTO notices (receiver, alert, kind, at, due) VALUES (?, ?, ?, ?, ?)",
        [
            (receiver.name, each.alert, Kind.UNACKNOWLEDGED, now, now + receiver.after)
            for each in unit.items
            if Kind.UNACKNOWLEDGED in each.kinds and each.reminders + 1 < receiver.reminders
        ],
    )
