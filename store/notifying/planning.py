"""Plan messages: which alerts are told of together, and what does not fit goes into a digest."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from store.notifying.policy import HOUR, Receiver
from store.notifying.waiting import Item


@dataclass(frozen=True, slots=True)
class Unit:
    """What becomes one message."""

    receiver: Receiver
    items: tuple[Item, ...]
    topic: str
    is_digest: bool = False
    earlier: int = 0
    """Alerts that the receiver was told of within the hour before a digest."""


@dataclass(slots=True)
class Plan:
    """What is told now, and what has to wait."""

    units: list[Unit] = field(default_factory=list)
    wait: list[tuple[Item, int, str]] = field(default_factory=list)
    """Until when, and why."""


def plan(
    connection: sqlite3.Connection, receiver: Receiver, items: Sequence[Item], now: int
) -> Plan:
    """Plan what a receiver is told of some alerts.

    No more messages come of it within an hour than the receiver takes, and one digest of all that
    did not fit; what comes after that waits for the next digest.

    Args:
        connection: Any connection to the database.
        receiver: Who is told.
        items: What is due for the receiver.
        now: The clock (µs UTC).
    """
    made = Plan()
    groups = _groups(receiver, items)
    busy = _latest(connection, receiver, now)
    units: list[Unit] = []
    for topic, some in groups.items():
        if topic in busy and not some[0].is_urgent:
            until = busy[topic] + receiver.group_interval
            made.wait += [(item, until, "told of its group just now") for item in some]
        else:
            units.append(Unit(receiver, tuple(some), topic))
    units.sort(key=_urgency)
    free = _free(connection, receiver, now)
    if free is None or len(units) <= free:
        made.units = units
    else:
        made.units = units[:free]
        _fold(connection, made, receiver, units[free:], now)
    return made


def _groups(receiver: Receiver, items: Sequence[Item]) -> Mapping[str, list[Item]]:
    """Items by the topic that they have in common."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(_topic(receiver, item), []).append(item)
    return found


def _topic(receiver: Receiver, item: Item) -> str:
    """What an item has in common with others, as a text."""
    if item.is_urgent:
        return f"alert {item.alert}"
    return json.dumps([_common(name, item) for name in receiver.group_by])


def _common(name: str, item: Item) -> str:
    known = {"rule": item.rule, "severity": str(item.severity), "alert": str(item.alert)}
    return known[name] if name in known else str(item.fields.get(name, ""))


def _urgency(unit: Unit) -> tuple[int, int]:
    """What is worst comes first, and of that what happened first."""
    worst = max(item.severity.rank for item in unit.items)
    return -worst, min(item.notices[0] for item in unit.items)


def _latest(connection: sqlite3.Connection, receiver: Receiver, now: int) -> Mapping[str, int]:
    """Topics that the receiver was told of just now, and when."""
    rows = connection.execute(
        "SELECT topic, max(made) FROM messages WHERE made > ? AND receiver = ? "
        "AND kind = 'alerts' GROUP BY topic",
        (now - receiver.group_interval, receiver.name),
    )
    return dict(rows.fetchall())


def _free(connection: sqlite3.Connection, receiver: Receiver, now: int) -> int | None:
    """How many messages the receiver may get now; None: any number."""
    if not receiver.per_hour:
        return None
    return max(0, receiver.per_hour - _most(connection, receiver, "alerts", now))


def _most(connection: sqlite3.Connection, receiver: Receiver, kind: str, now: int) -> int:
    """How many messages of a kind the busiest of the receiver's targets got within the hour."""
    names = json.dumps([f"{each.channel} {each.address}" for each in receiver.targets])
    row = connection.execute(
        "SELECT ifnull(max(n), 0) FROM (SELECT count(*) n FROM messages m "
        "JOIN deliveries d ON d.message = m.id WHERE m.made > ? AND m.kind = ? "
        "AND d.channel || ' ' || d.address IN (SELECT value FROM json_each(?)) "
        "GROUP BY d.channel, d.address)",
        (now - HOUR, kind, names),
    ).fetchone()
    return int(row[0])


def _fold(
    connection: sqlite3.Connection, made: Plan, receiver: Receiver, rest: list[Unit], now: int
) -> None:
    """Fold what does not fit into one digest; if there was one within the hour, it waits."""
    items = [item for unit in rest for item in unit.items]
    last = connection.execute(
        "SELECT max(made) FROM messages WHERE made > ? AND receiver = ? AND kind = 'digest'",
        (now - HOUR, receiver.name),
    ).fetchone()[0]
    if last is not None:
        made.wait += [(item, last + HOUR, "more than the receiver takes") for item in items]
        return
    (before,) = connection.execute(
        "SELECT ifnull(sum(alerts), 0) FROM messages WHERE made > ? AND receiver = ? "
        "AND kind = 'alerts'",
        (now - HOUR, receiver.name),
    ).fetchone()
    earlier = before + sum(len(unit.items) for unit in made.units)
    made.units.append(Unit(receiver, tuple(items), "digest", is_digest=True, earlier=earlier))
