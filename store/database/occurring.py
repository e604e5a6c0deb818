"""Who occurs in which block, in little room.

A long block holds the numbers of all addresses (and accounts) in it, sorted, as differences,
compressed: two bytes for each. A short one, as a log that grows line by line makes many of, has a
row for each instead, so that they are found without a look at every block.
"""

import sqlite3
from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise

import zstandard

from store.database.expanding import expanded

LONG = 256
"""Events from which on a block is long."""

_PARTIES = {"address_blocks": ("address",), "account_blocks": ("account", "target")}
"""The tables of short blocks, and the columns of facts that go into each."""
_LEVEL = 1
_MOST_BYTES = 1 << 28


def packed(numbers: Iterable[int]) -> bytes:
    """A set of numbers from 1 on, as a column of `blocks` holds it."""
    rising = sorted(numbers)
    steps = array("I", [after - before for before, after in pairwise([0, *rising])])
    return zstandard.ZstdCompressor(level=_LEVEL).compress(steps.tobytes())


def unpacked(data: bytes) -> Iterable[int]:
    """The numbers of a set, rising."""
    return accumulate(array("I", expanded(data, _MOST_BYTES)))


def post(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Note who occurs in a block, a row each, as for short ones."""
    for table, columns in _PARTIES.items():
        for column in columns:
            connection.execute(
                f"INSERT OR IGNORE INTO {table} SELECT DISTINCT {column}, ?1 FROM facts "
                f"WHERE id BETWEEN ?1 AND ?2 AND {column} IS NOT NULL",
                (first, last),
            )


def forget(connection: sqlite3.Connection, first: int, events: int) -> None:
    """Forget who occurs in a block; while its events are there yet."""
    for table, columns in _PARTIES.items():
        key = columns[0]
        for column in columns:
            numbers = connection.execute(
                f"SELECT DISTINCT {column} FROM facts WHERE id BETWEEN ? AND ? "
                f"AND {column} IS NOT NULL",
                (first, first + events - 1),
            ).fetchall()
            connection.executemany(
                f"DELETE FROM {table} WHERE {key} = ? AND block = ?",
                [(number, first) for (number,) in numbers],
            )


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the SQL function `occurs(set, numbers)`.

    Whether one of the numbers, a JSON list, is in a set; not where there is no set.
    """
    wanted = lru_cache(maxsize=8)(_numbers)

    def occurs(data: bytes | None, numbers: str) -> int:
        if data is None:
            return 0
        return int(not wanted(numbers).isdisjoint(unpacked(data)))

    connection.create_function("occurs", 2, occurs, deterministic=True)


def _numbers(text: str) -> frozenset[int]:
    """The numbers of a JSON list of integers."""
    return frozenset(map(int, text.strip("[]").split(","))) if len(text) > 2 else frozenset()
