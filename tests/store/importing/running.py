"""Logs of our own, and import runs over them, for the tests of this folder."""

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path
from typing import Any

from store.database.connection import Writer, create, reader
from store.database.tables import COUNTED
from store.importing.importer import Run
from store.importing.means import Means
from store.importing.options import Options, Rules
from store.importing.places.wanted import Wanted
from store.importing.progress import Progress, Silent, Summary
from store.importing.turns import Turns
from store.knowledge.files import NO_KNOWLEDGE, Knowledge
from store.rules.keeping import catalogue

OPTIONS = Options(UTC)


def line(number: int) -> bytes:
    """An access line like no other, with its line end."""
    stamp = f"{10 + number // 86_400:02d}/Mar/2025:{number // 3600 % 24:02d}"
    clock = f"{stamp}:{number // 60 % 60:02d}:{number % 60:02d} +0000"
    address = f"198.51.100.{number % 200}"
    return f'{address} - - [{clock}] "GET /page/{number} HTTP/1.1" 200 {number}\n'.encode()


def lines(numbers: Iterable[int]) -> bytes:
    """Access lines."""
    return b"".join(map(line, numbers))


def raws(numbers: Iterable[int]) -> list[bytes]:
    """The records that `lines` makes, sorted."""
    return sorted(line(number)[:-1] for number in numbers)


def template(folder: Path) -> Path:
    """A database that knows the built-in rules: copied, it saves each test their compilation."""
    path = folder / "template.db"
    create(path)
    with Writer(path) as writer:
        catalogue.refresh(writer, [])
    return path


def copied(made: Path, folder: Path) -> Path:
    """A fresh database."""
    return Path(shutil.copy2(made, folder / "blotter.db"))


def run(
    database: Path,
    *named: Path,
    options: Options = OPTIONS,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
    rules: tuple[Path, ...] = (),
    knowledge: Knowledge = NO_KNOWLEDGE,
) -> Summary:
    """One import run in this process."""
    with Writer(database) as writer:
        turns = Turns(database, 0)
        rules_in_force = Rules(rules, options.zone)
        means = Means(writer, turns, rules_in_force, progress or Silent(), stop, knowledge)
        work = Run(means)
        return work.over([Wanted(tuple(str(path) for path in named), options)])


def stored(database: Path) -> list[bytes]:
    """Every record's bytes as the evidence holds them, sorted."""
    return sorted(row[0] for row in rows(database, "SELECT raw(id) FROM events"))


def rows(database: Path, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    connection: sqlite3.Connection = reader(database)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def tallied(database: Path, column: str) -> list[tuple[Any, ...]]:
    """What a dimension says of how often and when each of its texts was seen."""
    return rows(
        database,
        "SELECT id, events, failures, first_seen, last_seen "
        f"FROM {COUNTED[column]} WHERE events ORDER BY id",
    )


def untallied(database: Path, column: str) -> list[tuple[Any, ...]]:
    """The same, counted from the events."""
    return rows(
        database,
        f"SELECT {column}, count(*), sum(failed * weight), min(ts), max(ts) FROM events "
        f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY {column}",
    )


def rested(path: Path) -> Path:
    """The file, as if nobody had written to it for a minute."""
    moment = time.time() - 60
    os.utime(path, (moment, moment))
    return path


def append(path: Path, data: bytes) -> None:
    """Write on at a file's end."""
    with path.open("ab") as file:
        file.write(data)


def descendants() -> list[int]:
    """The processes that this one has started and that live."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(word) for word in listed.read_text().split()]
