"""Which events of Windows logs are stored already: one number for each, to know it again by."""

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

from store.database.dimensions import salt_of

_SECOND = 1_000_000
_MOST_LOGS = 1_000
"""Computers' logs that are remembered; only forgers name more."""
_ADD = "INSERT OR IGNORE INTO windows_records VALUES (?)"
_EVENTS = """
SELECT json_extract(e.extra, '$."winlog.computer_name"'), k.channel, e.record, e.ts
FROM kinds k CROSS JOIN events e ON e.kind = k.id
WHERE k.dataset = 'windows.eventlog' AND e.record IS NOT NULL
"""


class Numbers:
    """Makes the numbers: 64 bits of keyed BLAKE2b, as SQLite's signed integer."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take the database's own secret: nobody can write an event that gets another's number."""
        self._salt = salt_of(connection)
        self._logs: dict[tuple[str, str | None], blake2b] = {}
        """What has been hashed of a number once its computer and channel are."""

    def of(self, computer: str, channel: str | None, record: int, time: int) -> int:
        """The number of an event.

        Args:
            computer: Who logged it; case does not count, here and in the channel.
            channel: The log that it was written to.
            record: Its number there.
            time: When it was (µs UTC). The second counts: exports cut off what follows, and a log
                that was cleared may begin its numbers anew.
        """
        log = self._logs.get((computer, channel)) or self._log(computer, channel)
        number = log.copy()
        number.update(b"%d %d" % (record, time // _SECOND))
        return int.from_bytes(number.digest(), "big", signed=True)

    def _log(self, computer: str, channel: str | None) -> blake2b:
        text = f"{computer.lower()}\0{(channel or '').lower()}\0"
        log = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=self._salt)
        if len(self._logs) >= _MOST_LOGS:
            self._logs.clear()
        self._logs[computer, channel] = log
        return log


def known(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Those of some numbers whose events are stored."""
    rows = connection.execute(
        "SELECT hash FROM windows_records WHERE hash IN (SELECT value FROM json_each(?))",
        (f"[{','.join(map(str, keys))}]",),
    )
    return {number for (number,) in rows}


def add(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note that the events of these numbers are stored; inside the transaction that does it."""
    connection.executemany(_ADD, [(key,) for key in sorted(keys)])


def make_up(connection: sqlite3.Connection) -> None:
    """Note the events of a database that kept no numbers of them."""
    number = Numbers(connection).of
    add(connection, [number(*row) for row in connection.execute(_EVENTS) if row[0]])
