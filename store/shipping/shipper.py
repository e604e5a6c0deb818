"""Ship what is new, batch by batch; what has arrived is noted before anything else is sent.

A batch whose arrival was not noted is sent again. Receivers know each event by its `event.id`, so
it counts once for all that.
"""

import random
import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from store.errors import ReceiverError
from store.queries.documents import Document
from store.queries.where import Where
from store.shipping import progress as book
from store.shipping.batches import following
from store.shipping.dead_letters import bury
from store.shipping.progress import Progress
from store.shipping.receivers.interface import Receiver, Refusal, TooMuch, Unavailable
from store.times import now

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds before a receiver is tried again: doubled each time."""
_TOO_MANY = 10
"""Events that are refused one and all: that is about the receiver, not about them."""
_TOO_BIG = "too big for the receiver"


@dataclass(frozen=True, slots=True)
class Shipment:
    """What goes where."""

    name: str
    """Under which its progress is noted."""
    database: Path
    where: Where
    """Over `events e`."""
    batch: int
    """Most events that are sent at once."""
    dead_letters: Path
    prepare: Callable[[Sequence[Document]], Sequence[Document]] = lambda documents: documents
    """What is done to documents before they leave."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The receiver takes nothing at present."""

    reason: str
    """Not yet safe to draw."""
    seconds: float
    """Until it is tried again."""
    waited: float
    """Seconds since it last took anything."""


def ship(
    connection: sqlite3.Connection,
    shipment: Shipment,
    receiver: Receiver,
    rest: Callable[[float], bool],
) -> Iterator[Progress | Waiting]:
    """Ship all that is there, and tell after each step how far it is.

    Args:
        connection: For reading the shipment's database.
        shipment: What goes where.
        receiver: Who takes it.
        rest: Waits for some seconds; whether to end.

    Yields:
        The progress that was noted; or why nothing goes on for a while.

    Raises:
        ReceiverError: The receiver takes nothing from us, or nothing of what we have.
        DatabaseBusy: Another writer would not let go.
    """
    progress = book.load(connection, shipment.name)
    while not rest(0):
        batch = following(connection, shipment.where, progress.event, shipment.batch)
        if batch is None:
            return
        documents = shipment.prepare(batch.documents)
        refused = yield from _delivered(receiver, documents, rest)
        if refused is None:
            return
        if refused:
            bury(shipment.dead_letters, refused)
        progress = Progress(
            batch.last,
            progress.sent + len(documents) - len(refused),
            progress.refused + len(refused),
            receiver.place,
        )
        book.note(shipment.database, shipment.name, progress, now())
        yield progress


def _delivered(
    receiver: Receiver, documents: Sequence[Document], rest: Callable[[float], bool]
) -> Generator[Waiting, None, list[Refusal] | None]:
    """Send documents until all have arrived or are refused; None where that had to end early."""
    parts = [documents] if documents else []
    refused: list[Refusal] = []
    wait, waited = _FIRST_WAIT, 0.0
    while parts:
        try:
            refused += receiver.send(parts[0])
        except Unavailable as reason:
            seconds = reason.wait or wait * random.uniform(0.5, 1)  # noqa: S311 - not all at once
            yield Waiting(str(reason), seconds, waited)
            if rest(seconds):
                return None
            wait, waited = min(2 * wait, _LONGEST_WAIT), waited + seconds
        except TooMuch:
            part = parts.pop(0)
            half = len(part) // 2
            if half:
                parts[:0] = [part[:half], part[half:]]
            else:
                refused.append(Refusal(part[0], _TOO_BIG))
        else:
            del parts[0]
            wait, waited = _FIRST_WAIT, 0.0
    if len(refused) == len(documents) >= _TOO_MANY:
        raise ReceiverError(f"all of {len(documents)} events are refused: {refused[0].reason}")
    return refused
