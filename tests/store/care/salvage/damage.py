"""Databases, and what happens to them."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

PAGE = 4096


def settled(database: Path) -> Path:
    """The database in its own file alone."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return database


def pages_of(database: Path, name: str) -> list[int]:
    """The pages of a table, its first one first."""
    with closing(sqlite3.connect(database)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()
    return [int(root)]


def overwrite(database: Path, page: int, seed: int = 1) -> None:
    """Fill a page with what nobody wrote."""
    with database.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(random.Random(seed).randbytes(PAGE))  # noqa: S311 - the same noise each time


def overwrite_some(database: Path, count: int, seed: int) -> None:
    """Fill some pages, never the first."""
    last = database.stat().st_size // PAGE
    pages = random.Random(seed).sample(range(2, last + 1), count)  # noqa: S311
    for page in pages:
        overwrite(database, page, page)


def counts(database: Path) -> dict[str, int]:
    """The rows of each table."""
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_sqlite_migrations'"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in tables
        }


def is_sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with it."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
