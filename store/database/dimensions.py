"""Texts that repeat, stored once: from text to number."""

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from socket import AF_INET, AF_INET6, inet_pton

from store.database.coding import Key

_MOST_KNOWN = 200_000
"""Entries after which a dimension forgets what it knows by heart (about 40 MB of texts)."""

_MAPPED = bytes(10) + b"\xff\xff"

_AT_ONCE = 500
"""Hashes looked up in one statement."""


class Dimension:
    """One dimension table, with its numbers remembered between batches.

    Only the holder of the import lock adds texts, so what is remembered stays true.
    """

    def __init__(self, table: str, columns: str = "text") -> None:
        self.table = table
        self.columns = columns
        self._known: dict[Key | None, int | None] = {None: None}
        self._next = 0
        self._salt = b""

    def numbers(
        self, connection: sqlite3.Connection, keys: Sequence[Key | None]
    ) -> list[int | None]:
        """The number of every key, adding those that are new.

        Args:
            connection: In a transaction of the writer.
            keys: Each once; None for the number None.
        """
        known = self._known
        unknown = set(keys).difference(known)
        if unknown:
            if len(known) > _MOST_KNOWN:
                self._known = known = {None: None}
                unknown = set(keys) - {None}
            self._learn(connection, [key for key in unknown if key is not None])
        return [known[key] for key in keys]

    def _learn(self, connection: sqlite3.Connection, keys: list[Key]) -> None:
        salt = self._salt = self._salt or salt_of(connection)
        hashes = {hash_of(key, salt): key for key in keys}
        stored = self._stored(connection, list(hashes))
        for number, at in stored.items():
            self._known[hashes[number]] = at
        fresh = [(number, key) for number, key in hashes.items() if number not in stored]
        if not fresh:
            return
        start = self._first_free(connection)
        rows = [(start + at, number, *self._values(key)) for at, (number, key) in enumerate(fresh)]
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(
            f"INSERT INTO {self.table} (id, hash, {self.columns}) VALUES ({marks})", rows
        )
        self._known.update({key: start + at for at, (_, key) in enumerate(fresh)})
        self._next = start + len(fresh)

    def _first_free(self, connection: sqlite3.Connection) -> int:
        if not self._next:
            row = connection.execute(f"SELECT ifnull(max(id), 0) + 1 FROM {self.table}").fetchone()
            self._next = int(row[0])
        return self._next

    def _stored(self, connection: sqlite3.Connection, hashes: list[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for at in range(0, len(hashes), _AT_ONCE):
            some = hashes[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            found.update(
                connection.execute(
                    f"SELECT hash, id FROM {self.table} WHERE hash IN ({marks})", some
                )
            )
        return found

    def _values(self, key: Key) -> tuple[object, ...]:
        """The columns of a new row."""
        return (key,)


class Addresses(Dimension):
    """Addresses in a form that compares, beside their text; host names without one."""

    def __init__(self) -> None:
        super().__init__("addresses", "text, packed")

    def _values(self, key: Key) -> tuple[object, ...]:
        return (key, packed(key)) if isinstance(key, str) else (key[0], None)


class Accounts(Dimension):
    """Account names with their domains."""

    def __init__(self) -> None:
        super().__init__("accounts", "text, domain")

    def _values(self, key: Key) -> tuple[object, ...]:
        return tuple(key)


def packed(address: str) -> bytes | None:
    """An address as 16 bytes in network order, IPv4 mapped into IPv6 (RFC 4291, 2.5.5.2).

    Returns:
        The bytes, or None where the text is no address.
    """
    try:
        if ":" in address:
            return inet_pton(AF_INET6, address)
        return _MAPPED + inet_pton(AF_INET, address)
    except (OSError, ValueError):
        return None


def salt_of(connection: sqlite3.Connection) -> bytes:
    """The database's own secret: nobody who writes log lines can make two texts collide."""
    row = connection.execute("SELECT value FROM settings WHERE key = 'salt'").fetchone()
    return bytes.fromhex(row[0])


def key_of(table: str, text: str, other: object) -> Key:
    """What the hash of a stored row is made of.

    Args:
        table: The dimension.
        text: Its column `text`.
        other: Of an account its domain; of an address whether it is a name.
    """
    if table == "accounts":
        return (text, other if isinstance(other, str) else None)
    return (text, None) if table == "addresses" and other else text


def hash_of(key: Key, salt: bytes) -> int:
    """64 bits of BLAKE2b, as SQLite's signed integer."""
    text = key if isinstance(key, str) else _joined(key)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest()
    return int.from_bytes(digest, "big", signed=True)


def _joined(parts: Iterable[str | None]) -> str:
    return "\0".join("" if part is None else f"={part}" for part in parts)
