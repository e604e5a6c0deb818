"""The steps that bring a database to the present tables, each recorded and run once."""

import sqlite3
from collections.abc import Callable
from typing import TypeAlias

from sqlite_utils import Database, Migrations

from store.database import (
    chain,
    flood_tables,
    index_tables,
    ledger_tables,
    narrowing,
    outbox_tables,
    report_tables,
    tables,
    tables_triage,
    tables_usual,
)
from store.database import windows_records as numbers
from store.database.scripts import statements

steps = Migrations("blotter")

_WITHOUT_WORDS = """
SELECT id FROM rules WHERE EXISTS (SELECT 1 FROM kinds WHERE dataset = 'windows.eventlog')
AND spec ->> '$.baseline' IS NULL AND spec ->> '$.absence' IS NULL
"""
"""Rules of a database with Windows events."""

Told: TypeAlias = Callable[[int, int], None]
"""Is told how many steps of how many are done."""

_INDEX = """\
CREATE UNIQUE INDEX IF NOT EXISTS "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name")"""
"""What the library makes behind its table, and does not make up for if it was killed between."""


@steps()
def dimensions(database: Database) -> None:
    """Texts that repeat: addresses, accounts, paths, agents, hosts, referrers."""
    _run(database, tables.DIMENSIONS)


@steps()
def sources(database: Database) -> None:
    """Where records come from and how far they have been read."""
    _run(database, tables.SOURCES)


@steps()
def events(database: Database) -> None:
    """The facts and their evidence."""
    _run(database, tables.EVENTS + tables.FACTS)


@steps()
def rules(database: Database) -> None:
    """Rules, their ledger, alerts and what analysts did with them."""
    _run(database, tables.RULES + tables.SALT)


@steps()
def views(database: Database) -> None:
    """A flat view for each family of logs."""
    _run(database, tables.VIEWS)


@steps()
def narrow_facts(database: Database) -> None:
    """Move the wide table `events` of version 1 into facts and stems; later ones have a view."""
    if "events" in database.table_names():
        _run(database, narrowing.SET_ASIDE + tables.FACTS + narrowing.MOVE + tables.VIEWS)


@steps()
def windows_records(database: Database) -> None:
    """Numbers to know events of Windows logs again by."""
    _run(database, tables.WINDOWS_RECORDS)
    numbers.make_up(database.conn)


@steps()
def silences(database: Database) -> None:
    """What analysts want to hear no more of, and remarks on alerts."""
    _run(database, tables.SILENCES)


@steps()
def correlations(database: Database) -> None:
    """What hits say in a field, and which alerts go on from others and when they ended."""
    for table, column in (("hits", "value"), ("alerts", "follows"), ("alerts", "recovered_at")):
        if column not in database[table].columns_dict:
            kind = "INTEGER" if table == "alerts" else ""
            database.conn.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    database.conn.execute(
        "CREATE INDEX alerts_lasting ON alerts (recovered_at) "
        "WHERE condition = 'firing' AND recovered_at IS NOT NULL"
    )


@steps()
def rule_costs(database: Database) -> None:
    """What each rule costs; what it did before nobody measured."""
    _run(database, tables.RULE_COSTS)


@steps()
def address_places(database: Database) -> None:
    """What the user's own files say of addresses."""
    _run(database, tables.ADDRESS_PLACES)


@steps()
def silence_log(database: Database) -> None:
    """Who began and lifted silences; those of before cannot be taken back."""
    _run(database, tables.SILENCE_LOG)


@steps()
def new_terms(database: Database) -> None:
    """What rules have met that want something new."""
    _run(database, tables.NEW_TERMS)


@steps()
def series(database: Database) -> None:
    """How much rules count in each stretch of time, and how regularly logs are written."""
    _run(database, tables_usual.SERIES + tables_usual.RHYTHMS)


@steps()
def notifications(database: Database) -> None:
    """Who is to be told of what, and the messages that tell it."""
    _run(database, outbox_tables.OUTBOX)


@steps()
def reports(database: Database) -> None:
    """Which reports were queued, and which is next."""
    _run(database, report_tables.REPORTS)


@steps()
def searches_and_shipments(database: Database) -> None:
    """Filters to use again, and how far events were shipped."""
    _run(database, tables.SEARCHES + tables.SHIPMENTS)


@steps()
def triage(database: Database) -> None:
    """Cases, tags and hand-overs, and a chain through all that analysts did."""
    _run(database, tables_triage.TRIAGE)
    chain.make_up(database.conn)


@steps()
def judged(database: Database) -> None:
    """The highest `events.id` that each rule has judged, apart from the rule."""
    database.conn.execute("CREATE TABLE judged (rule INTEGER PRIMARY KEY, event INTEGER NOT NULL)")
    database.conn.execute(
        "INSERT INTO judged (rule, event) SELECT id, watermark FROM rules WHERE watermark > 0"
    )
    database.conn.execute("ALTER TABLE rules DROP COLUMN watermark")


@steps()
def remarks(database: Database) -> None:
    """What analysts know of addresses, users, hosts, agents and paths."""
    _run(database, tables_triage.REMARKS)


@steps()
def floods(database: Database) -> None:
    """Which alerts are part of a flood; those of before are not."""
    _run(database, flood_tables.FLOODS)


@steps()
def within(database: Database) -> None:
    """Which rules' alerts may be folded into others', without a look into every rule."""
    _run(database, flood_tables.WITHIN)


@steps()
def shared_ledgers(database: Database) -> None:
    """Which rules count the same; those of before keep the ledgers that they have."""
    _run(database, ledger_tables.LEDGERS)


@steps()
def windows_judged_again(database: Database) -> None:
    """Let rules judge once more where they saw nothing of what Windows events say by themselves.

    What is counted by time of the week stays as it was counted: it cannot be counted a second time,
    and no built-in rule of that sort asks for such words.
    """
    database.conn.execute("CREATE TEMP TABLE again AS " + _WITHOUT_WORDS)
    for table in ("judged", "rule_costs"):
        database.conn.execute(f"DELETE FROM {table} WHERE rule IN (SELECT id FROM temp.again)")
    database.conn.execute("DROP TABLE temp.again")


@steps()
def ends(database: Database) -> None:
    """Where the alerts of a group end, and which rules are in force, by an index."""
    _run(database, index_tables.RECENT)


def migrate(connection: sqlite3.Connection, told: Told | None = None) -> None:
    """Apply every step that this database has not seen, then mark it as current.

    Without the plugins that somebody may have for the library: to look for them takes longer than
    the steps, and none has any business here.

    Args:
        connection: For writing.
        told: Called before each step; None: nobody wants to know.
    """
    database = Database(connection, execute_plugins=False)
    if told is not None:
        _apply_one_by_one(database, told)
    steps.apply(database)
    connection.execute(_INDEX)
    connection.execute(f"PRAGMA user_version = {tables.CURRENT}")
    connection.commit()


def _apply_one_by_one(database: Database, told: Told) -> None:
    """Apply all steps but the last, and tell before each, also before the last."""
    names = [step.name for step in steps.pending(database)]
    for done, following in enumerate(names[1:]):
        told(done, len(names))
        steps.apply(database, stop_before=following)
    if names:
        told(len(names) - 1, len(names))


def _run(database: Database, script: str) -> None:
    """Run statements one by one, inside the step's own transaction."""
    for statement in statements(script):
        database.conn.execute(statement)
