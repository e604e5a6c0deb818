"""The database that was written down ahead is the one that the steps make."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from store.database import ahead
from store.database.migrations import migrate


@pytest.fixture
def made() -> Iterator[sqlite3.Connection]:
    """An empty database in which everything has been made."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        ahead.make(connection)
        yield connection


@pytest.fixture
def migrated() -> Iterator[sqlite3.Connection]:
    """One that all steps have made."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        yield connection


def test_the_file_is_what_the_steps_make():
    assert ahead._FILE.read_text(encoding="utf-8") == ahead.content()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
        "SELECT migration_set, name FROM _sqlite_migrations ORDER BY id",
        "PRAGMA user_version",
        "SELECT key, length(value) FROM settings",
    ],
    ids=["schema", "steps", "version", "settings"],
)
def test_it_makes_the_same(made, migrated, query):
    assert made.execute(query).fetchall() == migrated.execute(query).fetchall()


def test_it_fills_no_other_table_than_the_steps_do(made, migrated):
    assert rows(made) == rows(migrated)


def rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in tables
    }


def test_each_database_has_a_salt_of_its_own(made):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as other:
        ahead.make(other)
        salt = "SELECT value FROM settings WHERE key = 'salt'"
        assert other.execute(salt).fetchone() != made.execute(salt).fetchone()


def test_steps_that_are_not_in_the_file_are_made_behind_it(made):
    made.execute("DELETE FROM _sqlite_migrations WHERE name = 'within'")
    made.execute("DROP INDEX rules_within")
    made.execute("PRAGMA user_version = 3")
    migrate(made)
    (found,) = made.execute("SELECT count(*) FROM sqlite_master WHERE name = 'rules_within'")
    assert found == (1,)
