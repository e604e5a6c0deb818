"""A clock that was ahead of its time and is right again: what it dated is dated anew.

Otherwise messages would wait until the clock is there again, for a year perhaps, and those that a
receiver was told ahead of time would use up what it is told in an hour, for as long.
"""

import sqlite3

from store.notifying.backoff import DOUBLINGS, FIRST, LONGEST
from store.notifying.due import AHEAD
from store.notifying.outbox import LEASE, RENAMED, UNDER_WAY

_TOO_LONG = (
    f"{UNDER_WAY} AND next_at > :now + {LEASE + AHEAD} AND next_at > :now + {AHEAD} + "
    f"min({LONGEST}, {FIRST} << min(max(attempts - 1, 0), {DOUBLINGS}))"
)
"""A delivery that waits for longer than any attempt waits."""


def put_right(connection: sqlite3.Connection, now: int) -> None:
    """Date anew what was dated ahead of time: as if it had happened now.

    A report that was made ahead of its time leaves its key to the one on what really happened.

    Args:
        connection: In a transaction of the writer.
        now: The clock (µs UTC).
    """
    at = {"now": now, "ahead": AHEAD}
    connection.execute(f"UPDATE deliveries SET next_at = :now WHERE {_TOO_LONG}", at)
    connection.execute(
        "UPDATE notices SET due = :now WHERE held IS NOT NULL AND due > :now AND at <= :now", at
    )
    connection.execute(
        "UPDATE notices SET due = max(:now, due - (at - :now)), at = :now WHERE at > :now + :ahead",
        at,
    )
    connection.execute("UPDATE told SET at = :now WHERE at > :now + :ahead", at)
    connection.execute(
        f"UPDATE messages SET key = key || '{RENAMED}' || id "
        "WHERE kind = 'report' AND made > :now + :ahead",
        at,
    )
    connection.execute("UPDATE messages SET made = :now WHERE made > :now + :ahead", at)
