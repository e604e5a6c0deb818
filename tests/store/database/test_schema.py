"""A stranger's database is refused where parts of it would run."""

import sqlite3
from pathlib import Path

import pytest

from store.database.connection import Writer, create, reader
from store.database.tables import CURRENT
from store.errors import DatabaseError

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "blotter.db"
    create(made)
    return made


def change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (("DROP TABLE sources", f"CREATE VIEW sources AS {ENDLESS}"), "the view 'sources'"),
        (("DROP VIEW web", f"CREATE VIEW web AS {ENDLESS}"), "the view 'web'"),
        (
            ("CREATE TRIGGER t AFTER INSERT ON alerts BEGIN DELETE FROM facts; END",),
            "the trigger 't'",
        ),
        (("CREATE VIRTUAL TABLE v USING fts5 (x)",), "the virtual table 'v'"),
        (
            ("ALTER TABLE alerts ADD COLUMN slow AS (hex(zeroblob(100)))",),
            "computed columns in the table 'alerts'",
        ),
        (
            ("CREATE INDEX slow ON alerts (hex(zeroblob(count)))",),
            "computed columns in the index 'slow'",
        ),
    ],
    ids=["view for table", "other view", "trigger", "virtual", "generated", "index"],
)
@pytest.mark.parametrize("opened", [reader, Writer])
def test_it_is_refused_and_said_why(path, statements, named, opened):
    change(path, *statements)
    with pytest.raises(DatabaseError, match=named):
        opened(path)


def test_an_older_one_is_refused_before_it_is_changed(path):
    trigger = "CREATE TRIGGER t AFTER INSERT ON alerts BEGIN DELETE FROM facts; END"
    change(path, f"PRAGMA user_version = {CURRENT - 1}", trigger)
    with pytest.raises(DatabaseError, match="the trigger 't'"):
        create(path)


def test_ours_is_not(path):
    reader(path).close()
