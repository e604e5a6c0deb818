"""Several databases in one connection: attached to it, and asked for their records by name.

A function that reads records belongs to a connection and sees its first database. So each further
one has a connection of its own, and functions that ask it, called `raw_site1` and so on.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from store.database.connection import reader

READING = {
    **dict.fromkeys(("raw", "raw_text"), 1),
    **dict.fromkeys(("has_text", "has_match", "holds_text", "holds_match"), 2),
    **dict.fromkeys(("texts_in", "matches_in"), 2),
}
"""Functions that read records, and how many arguments each takes."""


class Site(NamedTuple):
    """A database among others."""

    name: str
    """What its column says; empty where it is the only one."""
    schema: str
    """What SQLite calls it."""


ALONE = (Site("", "main"),)


def attach(
    connection: sqlite3.Connection, stack: ExitStack, names: Sequence[str], others: Sequence[Path]
) -> tuple[Site, ...]:
    """Attach databases to a connection, for reading.

    Args:
        connection: Of the first database, by `store.database.connection.reader`.
        stack: Closes what is opened for them.
        names: Of all databases, the first too.
        others: The others.

    Raises:
        DatabaseError: One of them is missing, or none of ours.
    """
    sites = [Site(names[0], "main")]
    readers = {names[0]: connection}
    for number, path in enumerate(others, start=1):
        site = Site(names[number], f"site{number}")
        readers[site.name] = stack.enter_context(closing(reader(path)))
        connection.execute(
            f"ATTACH ? AS {site.schema}", (f"file:{quote(str(path.absolute()))}?mode=ro",)
        )
        for name, count in READING.items():
            asked = _asking(readers[site.name], name, count)
            connection.create_function(f"{name}_{site.schema}", count, asked)
        sites.append(site)
    for name in ("raw", "raw_text"):
        connection.create_function(name, 2, _by_site(readers, name))
    return tuple(sites)


def _asking(connection: sqlite3.Connection, name: str, count: int) -> Callable[..., Any]:
    """A function of another connection."""
    query = f"SELECT {name}({', '.join('?' * count)})"
    return lambda *values: connection.execute(query, values).fetchone()[0]


def _by_site(readers: dict[str, sqlite3.Connection], name: str) -> Callable[[str, int], Any]:
    """`raw('ber', 7)`: the record of an event of a site; NULL where there is none."""
    query = f"SELECT {name}(?)"

    def asked(site: str, event: int) -> Any:  # noqa: ANN401 - whatever SQLite hands on
        reader = readers.get(site)
        return None if reader is None else reader.execute(query, (event,)).fetchone()[0]

    return asked
