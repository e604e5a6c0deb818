"""A sign of life by mail, to an address that is watched for the mail that does not come.

It goes straight to the server and is never queued: one that came late would tell of a run that was
long ago. A run is good every minute, so there is a pause between two of them.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.configuration.configured import Config
from app.heartbeat import TIMEOUT
from store.database.connection import Writer, reader
from store.errors import DatabaseError
from store.times import clock, now

if TYPE_CHECKING:
    from app.notifying.settings import Notify
    from store.notifying.outbox import Delivery

_EVERY = "1h"
_GIVEN = "heartbeat_mail"
"""Key of the setting that says when the last one was taken (µs UTC)."""
_WAIT = 5.0
"""Seconds to wait for another writer."""


def writing(database: Path, config: Config) -> Callable[[], None] | None:
    """What gives signs of life by mail; None where nobody wants them."""
    return (lambda: write(database, config)) if "mail" in config.heartbeat else None


def write(database: Path, config: Config) -> None:
    """Send a sign of life, unless the last one was sent a moment ago.

    Raises:
        OSError: The server did not take it; the next good run tries again.
    """
    from app.configuration.notify_values import span

    try:
        with closing(reader(database)) as connection:
            last = _last(connection)
        if 0 <= now() - last < span(config.heartbeat.get("every", _EVERY)):
            return
        _send(config)
        with Writer(database, _WAIT) as writer, writer.transaction() as connection:
            _note(connection)
    except DatabaseError as wrong:
        raise OSError(str(wrong)) from wrong


def _last(connection: sqlite3.Connection) -> int:
    """When the last one was taken (µs UTC); 0: never."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (_GIVEN,)).fetchone()
    return int(row[0]) if row else 0


def _note(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_GIVEN, str(now()))
    )


def _send(config: Config) -> None:
    """Hand a mail to the server, for each address.

    Raises:
        OSError: It was not taken, or there was no answer in time.
    """
    from app.notifying.channels.mail import channel
    from app.notifying.settings import meant
    from app.notifying.undelivered import Undelivered
    from app.notifying.waiting import until

    notify, seconds = meant(config), float(config.heartbeat.get("timeout", TIMEOUT))
    try:
        with until(seconds).waiting(), closing(channel(notify)) as opened:
            for address in config.heartbeat["mail"]:
                opened.send(_delivery(notify, address))
    except Undelivered as wrong:
        raise OSError(str(wrong)) from wrong


def _delivery(notify: "Notify", address: str) -> "Delivery":
    """The mail; nothing of the logs is in it."""
    import secrets

    from store.notifying.outbox import Delivery, Message, Target
    from store.text import safe

    at = now()
    host = safe(notify.host)
    text = (
        f"Blotter on {host} has read its logs at {clock(at)} UTC, and all went well.\n\n"
        "Such a mail comes as long as it does. When none comes any more, nobody is looking.\n"
    )
    message = Message("heartbeat", f"[Blotter {host}] all went well", text, kind="heartbeat")
    return Delivery(0, Target("mail", address), 1, at, secrets.token_hex(16), message)
