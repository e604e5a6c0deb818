"""Whether the rules of a database are those of the files, and have judged every event."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.database.newest import last_event
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.files.loader import rule_files, signature
from store.rules.files.placeholders import NO_PLACEHOLDERS, Placeholders
from store.rules.keeping.marks import is_behind

if TYPE_CHECKING:
    from store.rules.files.switches import Switches


def is_in_force(
    connection: sqlite3.Connection,
    directories: Sequence[Path],
    placeholders: Placeholders = NO_PLACEHOLDERS,
    switches: "Switches" = (),
    knowledge: Knowledge = NO_KNOWLEDGE,
) -> bool:
    """Whether nothing is to be compiled and nothing to be caught up with: nearly always so.

    Args:
        connection: Any connection to the database.
        directories: Rules beside the built-in pack.
        placeholders: What stands for `%name%` in them, beside what is built in.
        switches: What is switched on and off.
        knowledge: The user's files about addresses.
    """
    wanted = signature(rule_files(directories), placeholders, switches, knowledge)
    current = is_current(connection, wanted) and not is_late(connection)
    return current and not is_unsettled(connection)


def is_current(connection: sqlite3.Connection, wanted: str) -> bool:
    """Whether the stored rules are those of files with this signature, all of them right."""
    row = connection.execute(
        "SELECT 1 FROM settings WHERE key = 'rules' AND json_extract(value, '$.signature') = ? "
        "AND json_array_length(value, '$.problems') = 0",
        (wanted,),
    ).fetchone()
    return row is not None


def is_unsettled(connection: sqlite3.Connection) -> bool:
    """Whether anything was counted that alerts about what is unusual do not know of."""
    row = connection.execute(
        "SELECT 1 FROM coverage WHERE dirty IS NOT NULL UNION ALL "
        "SELECT 1 FROM rules r WHERE active AND EXISTS (SELECT 1 FROM series s "
        "WHERE s.rule = r.id AND s.dirty IS NOT NULL) AND error IS NULL LIMIT 1"
    ).fetchone()
    return row is not None


def is_late(connection: sqlite3.Connection) -> bool:
    """Whether there is an event that a rule in force has not judged."""
    return is_behind(connection, last_event(connection))
