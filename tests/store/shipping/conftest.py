"""A database of twelve events, and somebody who takes them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store.database.connection import reader
from store.queries import documents
from store.queries.where import EVERYTHING
from store.shipping.receivers.interface import Receiver
from store.shipping.shipper import Shipment, Waiting, ship
from tests.store.queries.scene import build
from tests.store.shipping.taking import Taken, receiver


class Harbour:
    """Ships from a database of its own."""

    def __init__(self, database: Path) -> None:
        self.connection = reader(database)
        dead = database.with_name("dead.jsonl")
        self.shipment = Shipment("test", database, EVERYTHING, 5, dead)
        self.ids = [str(each["event.id"]) for each in documents.of(self.connection, range(1, 13))]
        self.waits: list[Waiting] = []

    def ship(self, to: Receiver, rest: Callable[[float], bool] = lambda _seconds: False) -> None:
        """Ship until nothing is left; nobody really waits."""
        with closing(to):
            for step in ship(self.connection, self.shipment, to, rest):
                if isinstance(step, Waiting):
                    self.waits.append(step)

    def change(self, **changes: object) -> None:
        """Ship otherwise."""
        self.shipment = replace(self.shipment, **changes)  # type: ignore[arg-type]

    @property
    def progress(self) -> tuple[int, int, int] | None:
        """Event, sent and refused, as they were noted."""
        rows: sqlite3.Cursor = self.connection.execute(
            "SELECT event, sent, refused FROM shipments WHERE name = 'test'"
        )
        found: tuple[int, int, int] | None = rows.fetchone()
        return found


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    found = Harbour(build(tmp_path / "blotter.db"))
    yield found
    found.connection.close()


@pytest.fixture
def server() -> Iterator[tuple[str, Taken]]:
    with receiver() as found:
        yield found
