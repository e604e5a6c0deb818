"""Sort what is due: what is told now, what has to wait, and what nobody is told of any more."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from store.notifying.directing import filtered
from store.notifying.notices import Kind
from store.notifying.policy import HOUR, MINUTE, Inhibition, Receiver
from store.notifying.waiting import Item
from store.queries.shown import SHOWN
from store.queries.where import Where


@dataclass(slots=True)
class Sorted:
    """What becomes of items."""

    tell: list[Item] = field(default_factory=list)
    wait: list[tuple[Item, int, str]] = field(default_factory=list)
    """Until when, and why."""
    drop: list[Item] = field(default_factory=list)


_UNDER_WORK = frozenset({Kind.OPENED, Kind.REOPENED, Kind.WOKEN, Kind.UPDATED, Kind.UNACKNOWLEDGED})
"""What need not be told any more once somebody takes care of the alert."""
_AGAIN = MINUTE
"""After which is looked again whether an opening has been delivered."""


def sort(
    connection: sqlite3.Connection,
    receiver: Receiver,
    items: Sequence[Item],
    inhibitions: Sequence[Inhibition],
    now: int,
) -> Sorted:
    """Sort what is due for a receiver.

    Args:
        connection: With the SQL functions of readers.
        receiver: Who is to be told.
        items: What is due.
        inhibitions: What mutes what.
        now: The clock (µs UTC).

    Raises:
        FilterError: The filter of an inhibition cannot be understood.
    """
    found = Sorted()
    muted = _muted(connection, items, inhibitions, now)
    pending = _pending(connection, receiver.name, items, now)
    openings: dict[int, str] = {}
    quiet = receiver.quiet.until(now)
    for each in items:
        item = _left(each)
        if item is None:
            found.drop.append(each)
        elif item.is_end:
            _sort_end(connection, found, item, openings, now, is_pending=item.alert in pending)
        elif item.alert in muted:
            why = f"inhibited by alert {muted[item.alert]}"
            found.wait.append((item, now + receiver.group_interval + 1, why))
        elif quiet and item.severity.rank < receiver.quiet_below.rank:
            found.wait.append((item, quiet, "quiet hours"))
        else:
            found.tell.append(item)
    return found


def _left(item: Item) -> Item | None:
    """What is still worth telling of an item; None: nothing."""
    ends = frozenset(kind for kind in item.kinds if kind.is_end)
    if item.is_none:
        return replace(item, kinds=ends) if Kind.WITHDRAWN in ends else None
    if not item.is_listed or item.status == "closed":
        return None
    kinds = item.kinds if item.status == "new" else item.kinds - _UNDER_WORK
    return replace(item, kinds=kinds) if kinds else None


def _pending(
    connection: sqlite3.Connection, receiver: str, items: Sequence[Item], now: int
) -> frozenset[int]:
    """The alerts whose opening the receiver is to be told of later."""
    if not any(item.is_end and item.opening is None for item in items):
        return frozenset()
    rows = connection.execute(
        "SELECT alert FROM notices WHERE receiver = ? AND due > ? "
        "AND kind NOT IN ('recovered', 'withdrawn')",
        (receiver, now),
    )
    return frozenset(alert for (alert,) in rows)


def _sort_end(
    connection: sqlite3.Connection,
    found: Sorted,
    item: Item,
    openings: dict[int, str],
    now: int,
    *,
    is_pending: bool,
) -> None:
    """Tell of an end those only who were told of the beginning."""
    if item.opening is None:
        if is_pending:
            found.wait.append((item, now + _AGAIN, "its opening waits"))
        else:
            found.drop.append(item)
        return
    if item.opening not in openings:
        openings[item.opening] = _state(connection, item.opening, now)
    state = openings[item.opening]
    if state == "sent":
        found.tell.append(item)
    elif state == "lost":
        found.drop.append(item)
    else:
        found.wait.append((item, now + _AGAIN, "its opening is not delivered yet"))


def _state(connection: sqlite3.Connection, message: int, now: int) -> str:
    """Whether a message has arrived, will not arrive any more, or is still under way.

    The addresses that it has reached wait an hour for those that it has not.
    """
    rows = connection.execute(
        "SELECT d.state, m.made FROM deliveries d JOIN messages m ON m.id = d.message "
        "WHERE m.id = ?",
        (message,),
    ).fetchall()
    states = {state for state, _ in rows}
    is_under_way = bool(states & {"waiting", "sending"})
    is_new = any(made > now - HOUR for _, made in rows)
    if "sent" in states and not (is_under_way and is_new):
        return "sent"
    return "under way" if is_under_way else "lost"


def _muted(
    connection: sqlite3.Connection,
    items: Sequence[Item],
    inhibitions: Sequence[Inhibition],
    now: int,
) -> Mapping[int, int]:
    """The alerts that others mute, and one of these for each."""
    found: dict[int, int] = {}
    ids = [item.alert for item in items]
    for one in inhibitions:
        loud = _sources(connection, one, now)
        for alert, values in _having(connection, one.equal, filtered(one.mute, now), ids):
            source = loud.get(values)
            if source is not None and source != alert:
                found[alert] = source
    return found


def _sources(
    connection: sqlite3.Connection, one: Inhibition, now: int
) -> Mapping[tuple[str, ...], int]:
    """The open alerts that mute others, by the values that these have to have."""
    rows = _having(connection, one.equal, filtered(one.when, now), None)
    return {values: alert for alert, values in rows}


def _having(
    connection: sqlite3.Connection,
    equal: Sequence[str],
    where: Where,
    ids: Sequence[int] | None,
) -> list[tuple[int, tuple[str, ...]]]:
    """Open alerts with their values in some fields; those that lack one are left out."""
    rows = connection.execute(
        "SELECT a.id, g.key FROM alerts a JOIN groups g ON g.id = a.grp "
        + where.clause(
            "a.merged_into IS NULL",
            SHOWN,
            "a.condition <> 'recovered'",
            "a.status IN ('new', 'acknowledged')",
            "1" if ids is None else "a.id IN (SELECT value FROM json_each(?))",
        ),
        (*where.parameters, *([] if ids is None else [json.dumps(ids)])),
    )
    return [(alert, values) for alert, key in rows if (values := _values(key, equal)) is not None]


def _values(key: str, equal: Sequence[str]) -> tuple[str, ...] | None:
    """What a group says in some fields; None where it lacks one."""
    fields = json.loads(key)
    found = [str(fields[name]) for name in equal if name in fields]
    return tuple(found) if len(found) == len(equal) else None
