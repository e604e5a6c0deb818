"""A new database as the steps make it, written down ahead: to load them takes longer than to run.

`python -m store.database.ahead` writes the file; a test tells when it is not what the steps make. A
database that comes out of an old file is brought up to date by the steps that it has not seen.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from store.database.scripts import statements

_FILE = Path(__file__).with_name("ahead.sql")

_MADE = (
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
    "AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
)
_STEPS = "SELECT migration_set, name FROM _sqlite_migrations ORDER BY id"
_NOTE = """\
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
VALUES ('{}', '{}', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'));"""


def make(connection: sqlite3.Connection) -> None:
    """Make everything in a database that is empty, or nothing.

    Args:
        connection: Outside of any transaction; to be closed if this fails.
    """
    for statement in statements(_FILE.read_text(encoding="utf-8")):
        connection.execute(statement)


def content() -> str:
    """What the file has to hold."""
    from store.database import migrations, tables  # noqa: PLC0415 - who makes one needs no steps

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.migrate(connection)
        made = [f"{sql};" for (sql,) in connection.execute(_MADE)]
        noted = [_NOTE.format(*step) for step in connection.execute(_STEPS)]
    version = f"PRAGMA user_version = {tables.CURRENT};"
    parts = "BEGIN IMMEDIATE;", *made, *noted, tables.SALT.strip(), version, "COMMIT;"
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    _FILE.write_text(content(), encoding="utf-8")
