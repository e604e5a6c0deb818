"""Remove events and their evidence when they have grown old enough.

What stays: how often and when every address, account and host was seen; every alert with its
counts, its times and its history; what rules counted around alerts, as numbers; by what each log is
known again, so that no removed record is ever imported a second time. The evidence of alerts that
are open stays, too: nobody takes away what an analyst is looking at.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import count, groupby
from pathlib import Path
from typing import NamedTuple

import zstandard

from store.care.forgetting import forget
from store.database import occurring
from store.database.aging import note_removed
from store.database.connection import Writer, register, write_lock
from store.database.evidence import Raw, pack, raw_records
from store.database.newest import keep_numbers, last_event
from store.errors import DatabaseError
from store.importing import upkeep
from store.importing.turns import Turns
from store.queries.conditions import EVIDENCE
from store.queries.order import joined_ids
from store.queries.shown import SHOWN
from store.queries.where import Where, all_of

_OPEN = f"""
SELECT DISTINCT h.event FROM alerts a CROSS JOIN hits h ON {EVIDENCE}
WHERE a.status <> 'closed' AND a.merged_into IS NULL AND {SHOWN} AND h.ts < ?
"""
_BLOCKS = "SELECT first_event, events, source FROM blocks WHERE first_ts < ? ORDER BY first_event"


class Wish(NamedTuple):
    """What is to be removed."""

    before: int
    """Events of an earlier time (µs UTC)."""
    even_open: bool = False
    """Also the evidence of alerts that are open."""


Kept = Callable[[sqlite3.Connection, Where], None]
"""Writes down the events that go, before they do: told where they are, over `events e`."""


class Leaving(NamedTuple):
    """Events of a block that go, and those that stay."""

    first: int
    """The block's first event."""
    source: int
    going: list[int]
    staying: list[int]


class Plan(NamedTuple):
    """What would be removed."""

    events: int
    oldest: int | None
    """Time of the oldest of them (µs UTC)."""
    held: int
    """Events that are as old, and stay because an open alert rests on them."""
    logs: int
    """How many logs they came from."""


def planned(connection: sqlite3.Connection, wish: Wish) -> Plan:
    """Find out what would be removed; nothing is."""
    going, oldest, logs = 0, None, set[int]()
    for each in leaving(connection, wish):
        going += len(each.going)
        logs.add(each.source)
        (earliest,) = connection.execute(
            "SELECT min(ts) FROM events WHERE id IN (SELECT value FROM json_each(?))",
            (joined_ids(each.going),),
        ).fetchone()
        oldest = earliest if oldest is None else min(oldest, earliest)
    return Plan(going, oldest, len(_held(connection, wish)), len(logs))


def leaving(connection: sqlite3.Connection, wish: Wish) -> Iterator[Leaving]:
    """The events that go, block by block."""
    held = _held(connection, wish)
    for first, events, source in connection.execute(_BLOCKS, (wish.before,)).fetchall():
        rows = connection.execute(
            "SELECT id, second * 1000000 + micro < ? FROM facts WHERE id BETWEEN ? AND ?",
            (wish.before, first, first + events - 1),
        ).fetchall()
        going = [event for event, old in rows if old and event not in held]
        if going:
            gone = set(going)
            staying = [event for event, _ in rows if event not in gone]
            yield Leaving(first, source, going, staying)


def _nobody(_events: int) -> None:
    """Nobody is told."""


def prune(
    database: Path,
    wish: Wish,
    *,
    wait: float,
    keep: Kept | None = None,
    told: Callable[[int], None] = _nobody,
) -> int:
    """Remove what has grown old; returns how many events that were.

    Args:
        database: An up-to-date database.
        wish: What is to go.
        wait: Seconds to wait for an import, and for other writers.
        keep: Writes down elsewhere what goes; if it fails, nothing goes.
        told: Told how many events have gone so far.

    Raises:
        DatabaseBusy: An import is at work, or another writer holds the database.
        DatabaseError: It cannot be written.
    """
    done = 0
    with Turns(database, wait), Writer(database, max(wait, 1.0)) as writer:
        writer.connection.execute("PRAGMA secure_delete = ON")  # gone from the file, too
        upkeep.count(writer)
        if keep is not None:
            register(writer.connection)
            keep(writer.connection, _going(writer.connection, wish))
        with writer.transaction() as connection:
            keep_numbers(connection, last_event(connection))
        for each in list(leaving(writer.connection, wish)):
            with writer.transaction() as connection:
                _remove(connection, each)
            done += len(each.going)
            told(done)
        _forget_referrers(writer)
        forget(writer, wish.before)
    return done


def compact(database: Path, wait: float) -> None:
    """Give the room of what was removed back to the disk; takes as much again meanwhile.

    Raises:
        DatabaseBusy: Another writer holds the database.
        sqlite3.Error: The disk is full, …
    """
    with (
        Turns(database, wait),
        Writer(database, max(wait, 1.0)) as writer,
        write_lock(database, max(wait, 1.0)),
    ):
        writer.connection.execute("VACUUM")
        writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _held(connection: sqlite3.Connection, wish: Wish) -> frozenset[int]:
    """Old events that stay, because an open alert rests on them."""
    if wish.even_open:
        return frozenset()
    rows = connection.execute(
        f"SELECT f.id FROM ({_OPEN}) o CROSS JOIN facts f ON f.id = o.event", (wish.before,)
    )
    return frozenset(event for (event,) in rows)


def _going(connection: sqlite3.Connection, wish: Wish) -> Where:
    """The condition that all events meet that go, and no other."""
    old = Where("e.ts < ?", (wish.before,), "b.first_ts < ?", (wish.before,))
    held = joined_ids(_held(connection, wish))
    return all_of([old, Where("e.id NOT IN (SELECT value FROM json_each(?))", (held,))])


def _remove(connection: sqlite3.Connection, each: Leaving) -> None:
    """Remove events of a block, and put what stays into blocks of its own."""
    try:
        staying = list(zip(each.staying, raw_records(connection, each.staying), strict=True))
        last = max(raw_records(connection, each.going), key=lambda raw: raw.offset)
    except (zstandard.ZstdError, ValueError) as wrong:
        what = f"the evidence of event {each.first} on is damaged"
        raise DatabaseError(f"{what}; blotter salvage first") from wrong
    (events,) = connection.execute(
        "SELECT events FROM blocks WHERE first_event = ?", (each.first,)
    ).fetchone()
    occurring.forget(connection, each.first, events)
    connection.execute("DELETE FROM blocks WHERE first_event = ?", (each.first,))
    connection.execute(
        "DELETE FROM facts WHERE id IN (SELECT value FROM json_each(?))",
        (joined_ids(each.going),),
    )
    for run in _runs(staying):
        _store(connection, each.source, run)
    note_removed(connection, each.source, last.offset + len(last.raw))


def _runs(staying: Sequence[tuple[int, Raw]]) -> Iterator[list[tuple[int, Raw]]]:
    """Events that follow each other, as blocks hold them."""
    numbered = count()
    for _, run in groupby(staying, key=lambda each: each[0] - next(numbered)):
        yield list(run)


def _store(connection: sqlite3.Connection, source: int, run: list[tuple[int, Raw]]) -> None:
    """Make blocks of some events that follow each other."""
    first = run[0][0]
    for block in pack([(raw.offset, raw.raw) for _, raw in run]):
        last = first + block.events - 1
        connection.execute(
            "INSERT INTO blocks (first_event, events, source, first_ts, last_ts, first_offset, "
            "size, sha256, spans, data) SELECT ?1, ?2, ?3, min(second * 1000000 + micro), "
            "max(second * 1000000 + micro), ?4, ?5, ?6, ?7, ?8 FROM facts WHERE id BETWEEN ?1 AND "
            "?9",
            (
                *(first, block.events, source, block.first_offset, block.size),
                *(block.sha256, block.spans, block.data, last),
            ),
        )
        occurring.post(connection, first, last)
        first = last + 1


def _forget_referrers(writer: Writer) -> None:
    """Remove texts that no event has any more, and that nobody counts."""
    unused = writer.connection.execute(
        "SELECT id FROM referrers EXCEPT SELECT referrer FROM facts"
    ).fetchall()
    with writer.transaction() as connection:
        connection.executemany("DELETE FROM referrers WHERE id = ?", unused)
