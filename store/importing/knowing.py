"""Note what is known of addresses, once for each: where they belong, and which lists name them.

What was noted stays. A newer file says where new addresses belong; a newer list begins and ends
listings, and the old ones keep their time. So what an alert said of an address is still true.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from store.database.connection import Writer
from store.errors import InputError, InputErrors
from store.importing.known import ASKED, asked_upto, modified, newest
from store.knowledge.atlas import NOWHERE, Atlas
from store.knowledge.files import Knowledge
from store.knowledge.lists import AddressList, read_list

_AT_ONCE = 20_000

_INSERT_PLACE = (
    "INSERT INTO address_places (address, country, city, asn, organization) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (address) DO UPDATE SET country = ifnull(country, excluded.country), "
    "city = ifnull(city, excluded.city), asn = ifnull(asn, excluded.asn), "
    "organization = ifnull(organization, excluded.organization)"
)


def note(writer: Writer, knowledge: Knowledge, now: int) -> list[InputError]:
    """Look up the addresses that are new, and all that a list names which has changed.

    Args:
        writer: Of the database.
        knowledge: The user's files.
        now: The clock (µs UTC).

    Returns:
        What is wrong with the files; what a broken one said before stays.
    """
    works = [partial(_note_places, knowledge.databases)]
    works += [partial(_note_list, name, path, now) for name, path in knowledge.lists]
    found: list[InputError] = []
    with writer.transaction() as connection:
        for work in works:
            found += _problems(partial(work, connection))
        _end_others(connection, [name for name, _ in knowledge.lists], now)
    return found


def _note_places(databases: Sequence[Path], connection: sqlite3.Connection) -> None:
    """Where new addresses belong; all of them, where other files are asked than before."""
    names = [str(path) for path in databases]
    upto = asked_upto(connection, names)
    if not names or upto >= newest(connection):
        return
    atlas = Atlas(databases)
    for rows in _addresses(connection, upto):
        known = [(number, atlas.place(text)) for number, text, _ in rows]
        connection.executemany(
            _INSERT_PLACE,
            [
                (number, place.country, place.city, place.asn, place.organization)
                for number, place in known
                if place is not NOWHERE
            ],
        )
    value = "\n".join([str(newest(connection)), *names])
    connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (ASKED, value))


def _note_list(name: str, path: Path, now: int, connection: sqlite3.Connection) -> None:
    """Begin and end listings as a list says."""
    row = connection.execute(
        "SELECT path, modified, upto FROM lists WHERE name = ?", (name,)
    ).fetchone()
    last = newest(connection)
    same = row is not None and row[:2] == (str(path), modified(path))
    if same and row[2] >= last:
        return
    read = read_list(name, path)
    number = _enter_list(connection, read, now)
    for rows in _addresses(connection, row[2] if same else 0):
        matched = [(at, read.entry_for(int.from_bytes(packed))) for at, _, packed in rows]
        _enter_listings(connection, number, matched, now)
    connection.execute("UPDATE lists SET upto = ? WHERE id = ?", (last, number))


def _enter_list(connection: sqlite3.Connection, read: AddressList, now: int) -> int:
    """The list's number, with what there is to say of it."""
    connection.execute(
        "INSERT INTO lists (name, path, modified, entries, read_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET path = excluded.path, modified = excluded.modified, "
        "entries = excluded.entries, read_at = excluded.read_at",
        (read.name, read.path, read.modified, read.entries, now),
    )
    (number,) = connection.execute("SELECT id FROM lists WHERE name = ?", (read.name,)).fetchone()
    return int(number)


def _enter_listings(
    connection: sqlite3.Connection, number: int, matched: Sequence[tuple[int, str | None]], now: int
) -> None:
    """Begin the listings of addresses that fall under an entry, and end those of the others."""
    connection.executemany(
        "INSERT INTO listings (address, list, entry, since) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
        "(SELECT 1 FROM listings WHERE address = ? AND list = ? AND until IS NULL)",
        [(at, number, entry, now, at, number) for at, entry in matched if entry is not None],
    )
    connection.executemany(
        "UPDATE listings SET until = ? WHERE address = ? AND list = ? AND until IS NULL",
        [(now, at, number) for at, entry in matched if entry is None],
    )


def _end_others(connection: sqlite3.Connection, names: Iterable[str], now: int) -> None:
    """End the listings of lists that are configured no more."""
    gone = (
        "SELECT id FROM lists WHERE modified IS NOT NULL "
        "AND name NOT IN (SELECT value FROM json_each(?))"
    )
    said = json.dumps(list(names))
    connection.execute(
        f"UPDATE listings SET until = ? WHERE until IS NULL AND list IN ({gone})", (now, said)
    )
    connection.execute(f"UPDATE lists SET modified = NULL WHERE id IN ({gone})", (said,))


def _addresses(
    connection: sqlite3.Connection, above: int
) -> Iterator[list[tuple[int, str, bytes]]]:
    """Number, text and 128 bits of the addresses above a number, some at a time; no names."""
    rows = iter(
        connection.execute(
            "SELECT id, text, packed FROM addresses WHERE id > ? AND packed IS NOT NULL", (above,)
        ).fetchall()
    )
    while some := list(islice(rows, _AT_ONCE)):
        yield some


def wrong_files(knowledge: Knowledge) -> list[InputError]:
    """What is wrong with the user's files, without looking anything up."""
    works: list[Callable[[], object]] = [partial(Atlas, [path]) for path in knowledge.databases]
    works += [partial(read_list, name, path) for name, path in knowledge.lists]
    return [problem for work in works for problem in _problems(work)]


def _problems(work: Callable[[], object]) -> Sequence[InputError]:
    """What is wrong with the file that something is done with."""
    try:
        work()
    except InputErrors as wrong:
        return wrong.problems
    except InputError as wrong:
        return [wrong]
    return ()
