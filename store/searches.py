"""Saved searches: filters with a name, to be used again."""

import re
import sqlite3
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from store.database.connection import Writer
from store.errors import ActionError
from store.filters.grammar import parse

_WAIT = 5.0
"""Seconds to wait for another writer."""
_NAME = re.compile(r"\w[\w. -]{0,63}")


@dataclass(frozen=True, slots=True)
class Search:
    """One saved search."""

    name: str
    filter: str
    """In the filter language, as it was written."""
    owner: str
    saved: int
    """Microseconds since 1970 UTC."""


def save(path: Path, search: Search, *, replace: bool = False) -> None:
    """Save a search.

    Args:
        path: The database.
        search: The search.
        replace: Whether one of that name may give way.

    Raises:
        FilterError: The filter cannot be understood.
        ActionError: The name is none, or is taken.
        DatabaseBusy: Another writer would not let go.
    """
    if _NAME.fullmatch(search.name) is None:
        raise ActionError(
            "a name has up to 64 letters, digits, spaces, dots and hyphens, and begins with none "
            "of the last three"
        )
    if not parse(search.filter):
        raise ActionError("a search needs a filter: without one it is the list of all events")
    with Writer(path, _WAIT, durable=True) as writer, writer.transaction() as connection:
        if not replace and _find(connection, search.name) is not None:
            raise ActionError(f"there is a search {search.name!r} already; --replace saves over it")
        connection.execute(
            "INSERT OR REPLACE INTO searches (name, filter, owner, saved) VALUES (?, ?, ?, ?)",
            (search.name, search.filter, search.owner, search.saved),
        )


def drop(path: Path, name: str) -> Search:
    """Forget a search, and return it.

    Raises:
        ActionError: There is none of that name.
        DatabaseBusy: Another writer would not let go.
    """
    with Writer(path, _WAIT, durable=True) as writer, writer.transaction() as connection:
        found = get(connection, name)
        connection.execute("DELETE FROM searches WHERE name = ?", (name,))
        return found


def listing(connection: sqlite3.Connection) -> list[Search]:
    """All searches by their names."""
    rows = connection.execute("SELECT name, filter, owner, saved FROM searches ORDER BY name")
    return [Search(*row) for row in rows]


def get(connection: sqlite3.Connection, name: str) -> Search:
    """The search of a name, in any letter case.

    Raises:
        ActionError: There is none.
    """
    found = _find(connection, name)
    if found is None:
        near = get_close_matches(name, [each.name for each in listing(connection)], 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ActionError(f"there is no search {name!r}{hint}")
    return found


def _find(connection: sqlite3.Connection, name: str) -> Search | None:
    row = connection.execute(
        "SELECT name, filter, owner, saved FROM searches WHERE name = ?", (name,)
    ).fetchone()
    return None if row is None else Search(*row)
