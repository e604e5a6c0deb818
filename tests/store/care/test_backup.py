"""A backup is the database of one moment, whole, in one file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.care.backup import back_up, latest, remember
from store.database.connection import Writer, create, reader
from store.errors import DatabaseError
from tests.store.importing.running import append, lines, rested, rows, run, stored
from tests.store.queries.scene import build


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return build(tmp_path / "blotter.db")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft"
    path.touch(0o600)
    return path


def test_a_backup_holds_every_row(database, draft):
    made = back_up(database, draft)
    assert made.rows["facts"] == 12
    assert made.size == draft.stat().st_size
    assert stored(draft) == stored(database)


def test_a_backup_is_one_file(database, draft):
    back_up(database, draft)
    assert {path.name for path in draft.parent.glob("draft*")} == {"draft"}


def test_a_backup_is_a_database_that_goes_on(tmp_path, database, draft):
    back_up(database, draft)
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(3)))
    create(draft)
    run(draft, rested(log))
    assert len(stored(draft)) == 15


def test_what_is_committed_meanwhile_is_not_in_it(tmp_path, database, draft):
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(3)))
    rested(log)
    told: list[int] = []

    def meanwhile(done: int, _total: int) -> None:
        if not told:
            run(database, log)
        told.append(done)

    made = back_up(database, draft, meanwhile)
    assert told
    assert made.rows["facts"] == len(stored(draft)) == 12
    assert len(stored(database)) == 15


def test_an_import_of_a_backup_takes_what_came_since(tmp_path, database, draft):
    log = tmp_path / "access.log"
    log.write_bytes(lines(range(3)))
    run(database, rested(log))
    back_up(database, draft)
    append(log, lines(range(3, 5)))
    run(draft, rested(log))
    assert len(stored(draft)) == 17


def test_a_damaged_database_makes_no_backup(database, draft):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'facts'"
        ).fetchone()[0]
    with database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(DatabaseError, match="blotter salvage"):
        back_up(database, draft)


def test_the_latest_backup_is_remembered(tmp_path, database):
    remember(database, tmp_path / "copy.db")
    with closing(reader(database)) as connection:
        found = latest(connection)
    assert found is not None
    assert found.path == str(tmp_path / "copy.db")


def test_no_backup_is_remembered_at_first(database):
    with closing(reader(database)) as connection:
        assert latest(connection) is None


def test_a_backup_that_cannot_be_remembered_is_no_fault(database):
    with Writer(database) as other, other.transaction():
        remember(database, Path("copy.db"))
    assert rows(database, "SELECT 1 FROM settings WHERE key = 'backup'") == []
