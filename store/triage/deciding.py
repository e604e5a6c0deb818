"""What every decision needs: who decides, what is changed, and what is refused."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from store.errors import ActionError

Columns: TypeAlias = Mapping[str, str | int | None]
"""Columns of a row that an analyst changes."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides, and from where."""

    name: str
    host: str
    tty: str | None = None


class Version(NamedTuple):
    """How an alert stood when somebody looked at it; evidence that only adds up changes nothing."""

    decision: int
    """The latest action on it; 0: none."""
    reopened: int
    """How often new evidence had opened it again."""


Seen: TypeAlias = Mapping[int, Version]
"""How alerts stood when they were looked at."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done."""

    verb: str
    """`acknowledge`, `close`, …; after an undo or a redo: what was taken back or done again."""
    alerts: tuple[int, ...]
    batch: int
    """`actions.batch`"""
    about: str = ""
    """What else was changed: `case 3`."""
    left: tuple[str, ...] = ()
    """Why some of many alerts were left as they were, one sentence each."""


class ConflictError(ActionError):
    """Somebody else has changed an alert since it was looked at."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be changed by decisions."""

    name: str
    """As `actions.kind` says it."""
    table: str
    columns: tuple[str, ...]
    """Those that decisions change."""
    revised: bool = False
    """Whether the table counts changes of any sort in `rev`."""


ALERT = Kind(
    "alert",
    "alerts",
    (
        *("status", "reason", "assignee", "snoozed_until", "notes", "labels", "case_id"),
        *("part_of", "silence"),
    ),
    revised=True,
)
CASE = Kind("case", "cases", ("title", "status", "assignee", "notes", "pins"))
SILENCE = Kind("silence", "silences", ("lifted", "until"))
HANDOVER = Kind("handover", "handovers", ("status",))
REMARK = Kind("note", "remarks", ("status",))
KINDS = {kind.name: kind for kind in (ALERT, CASE, SILENCE, HANDOVER, REMARK)}
"""All kinds by name."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that decisions change, as it stands."""

    kind: Kind
    id: int
    columns: Columns
    decision: int = 0

    def __str__(self) -> str:
        """As people name it: `alert 7`."""
        return f"{self.kind.name} {self.id}"


def found(connection: sqlite3.Connection, kind: Kind, number: int) -> Thing:
    """What is to be changed.

    Raises:
        ActionError: There is no such thing.
    """
    row = connection.execute(
        f"SELECT decision, {', '.join(kind.columns)} FROM {kind.table} WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise ActionError(f"there is no {kind.name} {number}")
    return Thing(kind, number, dict(zip(kind.columns, row[1:], strict=True)), row[0])
