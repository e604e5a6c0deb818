"""`blotter export events --to …`: ship what is new, once or as it comes."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple
from urllib.parse import urlsplit

import click

from app.diagnostics import ExitCode, error, note
from app.exporting.output import Output
from app.output.amounts import counted
from store.queries.documents import Document
from store.queries.where import Where
from store.shipping import progress as book
from store.shipping.progress import Progress
from store.shipping.receivers.interface import Receiver
from store.shipping.shipper import Shipment, ship

_AUTHORIZATION = "BLOTTER_SHIP_AUTHORIZATION"
_POLL = 1.0
"""Seconds between two looks for new events."""
KINDS = ("file", "webhook", "elasticsearch", "opensearch", "clickhouse")
"""Who can be shipped to."""


class Wanted(NamedTuple):
    """What was asked for."""

    to: str
    """`KIND:WHERE`."""
    filter: str
    where: Where
    """The same over `events e`."""
    output: Output
    """Whether what is shipped is redacted."""
    batch: int
    follow: bool
    patience: float
    """Seconds to wait for a receiver that takes nothing, where new events are not followed."""


def run(connection: Connection, database: Path, wanted: Wanted) -> int:
    """Ship; returns the exit code.

    Args:
        connection: For reading the database.
        database: Its path.
        wanted: What goes where.

    Raises:
        UsageError: `to` names no receiver.
        ReceiverError: The receiver takes nothing from us.
    """
    kind, _, where = wanted.to.partition(":")
    if kind not in KINDS or not where:
        raise click.UsageError(f"--to takes KIND:WHERE, with one of {', '.join(KINDS)}")
    name = _name(kind, where, wanted.filter)
    known = book.load(connection, name)
    dead = database.with_name(f"{database.name}.dead-letters.jsonl")
    shipment = Shipment(
        name, database, wanted.where, wanted.batch, dead, _preparing(connection, wanted.output)
    )
    with closing(_receiver(kind, where, known)) as receiver, _ending(receiver) as rest:
        done, late = _shipped(connection, shipment, receiver, wanted, rest)
    sent, refused = done.sent - known.sent, done.refused - known.refused
    note(f"shipped {counted(sent, 'event')}{_refused(refused, dead)}")
    return ExitCode.UNSENT if late else ExitCode.OK


def _shipped(
    connection: Connection,
    shipment: Shipment,
    receiver: Receiver,
    wanted: Wanted,
    rest: Callable[[float], bool],
) -> tuple[Progress, bool]:
    """Ship until there is nothing left to do; how far that came, and whether events stay behind."""
    done = book.load(connection, shipment.name)
    told = False
    while True:
        for step in ship(connection, shipment, receiver, rest):
            if isinstance(step, Progress):
                done, told = step, False
                continue
            if not told and not rest(0):
                error(f"{step.reason}; trying again")
            told = True
            if not wanted.follow and step.waited + step.seconds > wanted.patience:
                error("given up for now: what was not taken stays to be shipped")
                return done, True
        if not wanted.follow or rest(_POLL):
            return done, False


def _receiver(kind: str, where: str, known: Progress) -> Receiver:
    """Who was named."""
    if kind == "file":
        from store.shipping.receivers.file import File

        return File(Path(where), known.place)
    from store.shipping.receivers.clickhouse import ClickHouse
    from store.shipping.receivers.elastic import Elastic
    from store.shipping.receivers.http import Server
    from store.shipping.receivers.webhook import Webhook

    server = Server(where, os.environ.get(_AUTHORIZATION))
    makers: dict[str, Callable[[Server], Receiver]] = {
        "webhook": Webhook,
        "clickhouse": ClickHouse,
    }
    return makers.get(kind, Elastic)(server)


def _name(kind: str, where: str, filter_: str) -> str:
    """What the progress of a shipment is noted under; a secret in a URL's query is not told."""
    place = where if kind == "file" else "{0.netloc}{0.path}".format(urlsplit(where))
    if kind == "file":
        place = str(Path(where).absolute())
    digest = blake2b(f"{kind}\0{where}\0{filter_}".encode(), digest_size=4).hexdigest()
    return f"{kind} {place} {digest}"


def _preparing(
    connection: Connection, output: Output
) -> Callable[[Sequence[Document]], Sequence[Document]]:
    """What is done to documents before they leave; accounts that are new are known to it."""

    def prepare(documents: Sequence[Document]) -> Sequence[Document]:
        redactor = output.redactor(connection) if documents else None
        return documents if redactor is None else list(map(redactor.document, documents))

    return prepare


def _refused(number: int, dead: Path) -> str:
    return f", {number} refused: see {dead}" if number else ""


@contextmanager
def _ending(receiver: Receiver) -> Iterator[Callable[[float], bool]]:
    """A function that waits for some seconds, and says whether to end: by SIGTERM, or a key."""
    ended = threading.Event()

    def end(*_: object) -> None:
        ended.set()
        receiver.hurry()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ended.wait
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
