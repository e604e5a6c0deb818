"""Cases with their notes and pinned records, and when shifts were handed over."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

_SELECT = """
SELECT c.id, c.opened_at, c.owner, c.title, c.status, c.assignee, c.notes, c.pins,
    (SELECT count(*) FROM alerts a WHERE a.case_id = c.id AND a.merged_into IS NULL),
    (SELECT max(at) FROM actions WHERE id = c.decision)
FROM cases c
"""


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What an analyst wrote into a case."""

    at: int
    """Microseconds since 1970 UTC, as all times here."""
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Pin:
    """A record that was pinned to a case."""

    event: int
    """`events.id`"""
    at: int
    by: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case."""

    id: int
    opened_at: int
    owner: str
    """Who opened it."""
    title: str
    status: str
    """`open` or `closed`."""
    assignee: str | None
    notes: tuple[CaseNote, ...]
    pins: tuple[Pin, ...]
    alerts: int
    changed_at: int | None
    """When somebody last changed it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """When one shift told the next."""

    id: int
    at: int
    owner: str
    text: str
    """Markdown."""


def listing(connection: sqlite3.Connection, *, only_open: bool = False) -> list[CaseRow]:
    """Cases, open ones first, then the latest."""
    wanted = "c.status = 'open'" if only_open else "c.status <> 'withdrawn'"
    rows = connection.execute(
        f"{_SELECT} WHERE {wanted} ORDER BY c.status = 'closed', c.decision DESC, c.id DESC"
    )
    return [_case(row) for row in rows]


def pinned_to(connection: sqlite3.Connection, event: int) -> tuple[int, ...]:
    """The cases that a record is pinned to."""
    rows = connection.execute(
        "SELECT c.id FROM cases c, json_each(c.pins) p WHERE c.status <> 'withdrawn' "
        "AND json_extract(p.value, '$.event') = ? ORDER BY c.id",
        (event,),
    )
    return tuple(case for (case,) in rows)


def get(connection: sqlite3.Connection, case: int) -> CaseRow | None:
    """One case."""
    row = connection.execute(
        f"{_SELECT} WHERE c.id = ? AND c.status <> 'withdrawn'", (case,)
    ).fetchone()
    return _case(row) if row else None


def last_handover(connection: sqlite3.Connection) -> Handover | None:
    """The latest hand-over; None where there was none."""
    row = connection.execute(
        "SELECT id, at, owner, text FROM handovers WHERE status = 'given' "
        "ORDER BY at DESC, id DESC LIMIT 1"
    ).fetchone()
    return Handover(*row) if row else None


def _case(row: tuple[Any, ...]) -> CaseRow:
    notes = tuple(CaseNote(**note) for note in json.loads(row[6]))
    pins = tuple(Pin(**pin) for pin in json.loads(row[7]))
    return CaseRow(*(*row[:6], notes, pins, *row[8:]))
