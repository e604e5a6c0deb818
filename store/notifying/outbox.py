"""The outbox: messages that were decided on and committed, until each has been delivered.

A message is written in the transaction that decides on it. Whoever delivers claims a delivery for
the time of a lease; one that dies meanwhile leaves it to the next when the lease is over. So each
delivery happens at least once; it happens again only where the sender died, or the other side's
answer was lost, and then under the same Message-ID.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from store.notifying import backoff

LEASE = 10 * 60 * 1_000_000
"""Microseconds that a sender has for one delivery."""
FEWEST = 5
"""Attempts that a message has, however old it is: a machine that was off for days made none."""
RENAMED = " ahead of time "
"""Stands in the key of a message, before its number, that has left its key to another."""
MOST_ANSWER = 500
"""Characters that are kept of what the other side said."""

UNDER_WAY = "state IN ('waiting', 'sending')"
"""As the index of deliveries has it."""


@dataclass(frozen=True, slots=True)
class Message:
    """Something that is to be told, complete: nothing is added to it when it is sent."""

    key: str
    """What is queued again under the same key is not sent again."""
    subject: str
    text: str
    html: str | None = None
    """The same as HTML, for mail."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The same for programs, as JSON has it: what webhooks and files are given."""
    references: tuple[str, ...] = ()
    """Message-IDs of earlier messages that this one goes on from, the first first."""
    kind: str = "report"
    receiver: str = ""
    """Whose limits count."""
    topic: str = ""
    """The group of alerts that it is about."""
    alerts: int = 0
    """How many alerts it tells of."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes."""

    channel: str
    """`mail`, `webhook`, `file`, `syslog` or `chat`."""
    address: str
    """An address of mail; for other channels the name of the receiver in the configuration."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way to one address, claimed by whoever holds this."""

    id: int
    target: Target
    attempts: int
    """This one included."""
    made: int
    """When the message was made (µs UTC)."""
    message_id: str
    """Without brackets and domain: the sender adds its own."""
    message: Message


def mail(*addresses: str) -> tuple[Target, ...]:
    """Addresses of mail as targets."""
    return tuple(Target("mail", address) for address in dict.fromkeys(addresses))


def queue(
    connection: sqlite3.Connection, message: Message, targets: tuple[Target, ...], now: int
) -> int | None:
    """Queue a message in the transaction of whoever decides on it.

    Args:
        connection: In a transaction of the writer.
        message: The message.
        targets: Where it goes; each gets it by itself.
        now: The clock (µs UTC).

    Returns:
        `messages.id`; None where one with its key was queued before, and nothing is done.
    """
    row = connection.execute(
        "INSERT INTO messages (key, message_id, made, receiver, kind, topic, alerts, payload) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id",
        (
            message.key,
            _message_id(connection, message.key),
            now,
            message.receiver,
            message.kind,
            message.topic,
            message.alerts,
            _payload(message),
        ),
    ).fetchone()
    if row is None:
        return None
    connection.executemany(
        "INSERT INTO deliveries (message, channel, address, next_at) VALUES (?, ?, ?, ?)",
        [(row[0], target.channel, target.address, now) for target in targets],
    )
    return int(row[0])


def latest(connection: sqlite3.Connection) -> int:
    """`messages.id` of what was queued last; 0: nothing."""
    row = connection.execute("SELECT ifnull(max(id), 0) FROM messages").fetchone()
    return int(row[0])


def _message_id(connection: sqlite3.Connection, key: str) -> str:
    """What is before the `@` of the Message-ID: made of the key, so the same whenever it is sent.

    The database's salt keeps two databases apart that tell one person of the same alert number.
    Where earlier messages have left their key to this one, they keep the Message-IDs.
    """
    (salt,) = connection.execute("SELECT value FROM settings WHERE key = 'salt'").fetchone()
    renamed = f"{key}{RENAMED}"
    (before,) = connection.execute(
        "SELECT count(*) FROM messages WHERE key > ? AND key < ?", (renamed, f"{renamed}:")
    ).fetchone()
    named = f"{renamed}{before}" if before else key
    return blake2b(named.encode(), key=bytes.fromhex(salt)[:32], digest_size=16).hexdigest()


def _payload(message: Message) -> str:
    return json.dumps(
        {
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "data": dict(message.data),
            "references": list(message.references),
        },
        ensure_ascii=False,
    )


def claim(
    connection: sqlite3.Connection, now: int, without: frozenset[Target] = frozenset()
) -> Delivery | None:
    """Take the delivery that has been due for longest; it is due again when the lease is over.

    Args:
        connection: In a transaction of the writer.
        now: The clock (µs UTC).
        without: Channels, each with an address or `` for all, that are not to be tried.
    """
    row = connection.execute(
        "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, next_at = ? WHERE id = "
        f"(SELECT id FROM deliveries WHERE {UNDER_WAY} AND next_at <= ? "
        "AND channel || ' ' || address NOT IN (SELECT value FROM json_each(?)) "
        "AND channel || ' ' NOT IN (SELECT value FROM json_each(?)) "
        "ORDER BY next_at, id LIMIT 1) RETURNING id, message, channel, address, attempts",
        (now + LEASE, now, *(_names(without),) * 2),
    ).fetchone()
    if row is None:
        return None
    number, message, channel, address, attempts = row
    head = connection.execute(
        "SELECT made, message_id, key, kind, receiver, topic, alerts, payload FROM messages "
        "WHERE id = ?",
        (message,),
    ).fetchone()
    made, message_id, key, *about = head
    found = _message(key, *about)
    return Delivery(number, Target(channel, address), attempts, made, message_id, found)


def _names(targets: frozenset[Target]) -> str:
    return json.dumps([f"{each.channel} {each.address}" for each in targets])


def _message(key: str, kind: str, receiver: str, topic: str, alerts: int, payload: str) -> Message:
    said = json.loads(payload)
    references = tuple(said.pop("references"))
    return Message(
        key,
        **said,
        references=references,
        kind=kind,
        receiver=receiver,
        topic=topic,
        alerts=alerts,
    )


def delivered(connection: sqlite3.Connection, delivery: Delivery, answer: str, now: int) -> None:
    """Note that the other side has taken a message, whoever holds it by now.

    Args:
        connection: In a transaction.
        delivery: That was sent.
        answer: What the other side said.
        now: The clock (µs UTC).
    """
    connection.execute(
        "UPDATE deliveries SET state = 'sent', sent_at = ?, answer = ?, code = NULL "
        "WHERE id = ? AND state <> 'sent'",
        (now, answer[:MOST_ANSWER], delivery.id),
    )


def failed(
    connection: sqlite3.Connection,
    delivery: Delivery,
    answer: str,
    *,
    code: int | None = None,
    again: int | None,
) -> None:
    """Note that an attempt failed; who has lost the lease meanwhile changes nothing.

    Args:
        connection: In a transaction of the writer.
        delivery: As it was claimed.
        answer: What the other side said, or what went wrong.
        code: As a number, where it says one.
        again: When to try again (µs UTC); None: never, the delivery is dead.
    """
    connection.execute(
        "UPDATE deliveries SET state = ?, next_at = ifnull(?, next_at), code = ?, answer = ? "
        "WHERE id = ? AND state = 'sending' AND attempts = ?",
        (
            "dead" if again is None else "waiting",
            again,
            code,
            answer[:MOST_ANSWER],
            delivery.id,
            delivery.attempts,
        ),
    )


def strip(connection: sqlite3.Connection, before: int) -> None:
    """Keep of old messages what they were, not what they said; what may be sent yet stays whole.

    Args:
        connection: In a transaction of the writer.
        before: Messages made before (µs UTC).
    """
    connection.execute(
        "UPDATE messages SET payload = json_object('subject', payload ->> '$.subject', 'text', '', "
        "'html', NULL, 'data', json_object(), 'references', json_array()) "
        "WHERE made < ? AND payload ->> '$.text' <> '' AND NOT EXISTS (SELECT 1 FROM deliveries d "
        "WHERE d.message = messages.id AND d.state NOT IN ('sent', 'dropped'))",
        (before,),
    )


def next_attempt(delivery: Delivery, now: int, give_up: int) -> int | None:
    """When to try a delivery again; None once its message is older than `give_up` (µs).

    A machine that was off for that long has tried nothing meanwhile, so some attempts are made in
    any case, unless nothing is ever to be tried again.
    """
    again = now + backoff.pause(delivery.attempts)
    is_young = again - delivery.made <= give_up
    return again if is_young or (give_up and delivery.attempts < FEWEST) else None
