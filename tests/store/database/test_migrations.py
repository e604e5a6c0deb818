"""A database of version 1 becomes one of today with everything that was in it."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest

from store import triage
from store.database import (
    chain,
    narrowing,
    outbox_tables,
    report_tables,
    tables,
    tables_triage,
    tables_usual,
    windows_records,
)
from store.database.coding import Coder
from store.database.connection import Writer, create
from store.database.facts import facts
from store.database.ingest import Ingest
from store.database.newest import last_event
from store.database.recall import records
from store.errors import DatabaseError
from store.filters.grammar import parse
from store.queries import events
from store.queries.conditions import events_where
from store.triage import Actor
from tests.store.database.making import FAILED, in_a_row, reading, record, samples, write
from tests.store.queries.scene import START, WEB, build

VERSION_1 = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES
    ('blotter', 'dimensions', '2026-01-01 00:00:00+00:00'),
    ('blotter', 'sources', '2026-01-01 00:00:00+00:00'),
    ('blotter', 'events', '2026-01-01 00:00:00+00:00'),
    ('blotter', 'rules', '2026-01-01 00:00:00+00:00'),
    ('blotter', 'views', '2026-01-01 00:00:00+00:00');
CREATE TABLE kinds (
    id INTEGER PRIMARY KEY,
    dataset TEXT, parse TEXT NOT NULL, category TEXT, action TEXT, outcome TEXT, level TEXT,
    program TEXT, method TEXT, version TEXT, status INTEGER, code TEXT, channel TEXT, provider TEXT,
    module TEXT
);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    ts INTEGER NOT NULL,            -- @timestamp
    source INTEGER NOT NULL,        -- sources.id
    kind INTEGER NOT NULL,          -- kinds.id
    failed INTEGER NOT NULL DEFAULT 0,  -- 1: event.outcome is failure
    weight INTEGER NOT NULL DEFAULT 1,  -- related.weight
    flags INTEGER NOT NULL DEFAULT 0,   -- event.time_flags
    host INTEGER,                   -- hosts.id: host.name
    address INTEGER,                -- addresses.id: source.ip; a name: source.domain
    port INTEGER,                   -- source.port
    account INTEGER,                -- accounts.id: user.name, user.domain
    target INTEGER,                 -- accounts.id: user.target.name
    path INTEGER,                   -- paths.id: url.path
    query TEXT,                     -- url.query
    size INTEGER,                   -- http.response.body.bytes
    referrer INTEGER,               -- referrers.id: http.request.referrer
    agent INTEGER,                  -- agents.id: user_agent.original
    site INTEGER,                   -- hosts.id: url.domain
    pid INTEGER,                    -- process.pid
    record INTEGER,                 -- winlog.record_id
    message TEXT,                   -- message
    extra TEXT                      -- JSON object: every other field by its ECS key
);
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    first_event INTEGER NOT NULL,
    events INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,  -- of the first record in its source
    size INTEGER NOT NULL,          -- bytes of all records, uncompressed
    spans BLOB NOT NULL,            -- zstd: lengths of the records, then gaps (4 bytes each)
    data BLOB NOT NULL,             -- zstd: the records' bytes, one after the other
    sha256 BLOB NOT NULL            -- of the uncompressed bytes
);
CREATE UNIQUE INDEX blocks_event ON blocks (first_event);
CREATE INDEX events_account ON events (account) WHERE account IS NOT NULL;
CREATE INDEX events_failed ON events (kind, ts) WHERE failed;
CREATE INDEX events_time ON events (ts);
CREATE INDEX events_address ON events (address) WHERE address IS NOT NULL;
"""
"""What version 1 had in the place of today's; its other tables were as they are."""

_CREATES = re.compile(r"CREATE (?:UNIQUE )?(?:TABLE|INDEX|VIEW|TRIGGER) (\w+)")

OF_TODAY = frozenset(
    {
        *("facts", "stems", "address_blocks", "account_blocks", "windows_records"),
        "_sqlite_migrations",
    }
)
"""Tables that version 1 did not have, or has of its own."""

ALL_TABLES = "SELECT name FROM {}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
BLOCK = "first_event, events, source, first_offset, size, sha256, spans, data"


@pytest.fixture(scope="session")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of today: alerts, records of every format, odd times, times out of order."""
    path = build(tmp_path_factory.mktemp("today") / "blotter.db")
    odd = [
        record(b"-", FAILED, time, weight, user_name=name, user_domain="CORP", host_name=name)
        for time in (-1, -1_000_000, -1_500_001, 0, 1_000_001, 999_999)
        for weight in (1, 0)
        for name in ("a", "b")
    ]
    with Writer(path) as writer:
        write(writer, samples())
        write(writer, odd)
    return path


@pytest.fixture
def old(today: Path, tmp_path: Path) -> Path:
    """The same in a database of version 1."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        same = tables.DIMENSIONS + tables.SOURCES + tables.RULES + tables.VIEWS
        connection.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {VERSION_1} {same}")
        connection.execute("DELETE FROM settings")
        connection.execute("COMMIT")
        connection.execute("ATTACH ? AS today", (str(today),))
        for (name,) in connection.execute(ALL_TABLES.format("main")).fetchall():
            if name not in OF_TODAY:
                _copy(connection, name)
        connection.execute("PRAGMA user_version = 1")
    return path


def _copy(connection: sqlite3.Connection, table: str) -> None:
    if table == "blocks":
        columns = BLOCK
    else:
        rows = connection.execute(f"SELECT name FROM main.pragma_table_info('{table}')")
        columns = ", ".join(name for (name,) in rows)
    seen = "ifnull((SELECT event FROM today.judged WHERE rule = id), 0)"
    values = columns.replace("watermark", seen)
    connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {values} FROM today.{table}")


def asked(path: Path, *statements: str) -> list[list[tuple[object, ...]]]:
    with reading(path) as connection:
        return [connection.execute(statement).fetchall() for statement in statements]


def test_the_fixture_is_of_version_1(old):
    with pytest.raises(DatabaseError, match="made by an older Blotter"):
        asked(old)


def test_it_is_laid_out_as_a_new_one(old, today):
    create(old)
    layout = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    assert asked(old, layout, "PRAGMA user_version") == asked(today, layout, "PRAGMA user_version")


def test_every_event_is_there(old, today):
    create(old)
    everything = "SELECT * FROM events ORDER BY id"
    assert asked(old, everything) == asked(today, everything)


def test_every_event_is_recalled(old, today):
    create(old)
    with reading(old) as one, reading(today) as other:
        last = last_event(other)
        assert list(records(one, 1, last)) == list(records(other, 1, last))


def test_every_block_is_there_with_its_times(old, today):
    create(old)
    everything = f"SELECT {BLOCK}, first_ts, last_ts FROM blocks ORDER BY first_event"
    assert asked(old, everything) == asked(today, everything)


@pytest.mark.parametrize("table", ["address_blocks", "account_blocks"])
def test_who_occurs_where_is_known(old, today, table):
    create(old)
    (found,) = asked(old, f"SELECT * FROM {table}")
    assert found
    assert asked(today, f"SELECT * FROM {table}") == [found]


def test_every_other_table_is_as_it_was(old, today):
    with closing(sqlite3.connect(old)) as connection:
        names = {str(name) for (name,) in connection.execute(ALL_TABLES.format("main"))}
    create(old)
    others = sorted(names - OF_TODAY - {"events", "blocks"})
    whole = [f"SELECT * FROM {name} ORDER BY 1" for name in others]
    assert {"alerts", "hits", "settings", "addresses", "sources", "kinds"} <= {*others}
    assert asked(old, *whole) == asked(today, *whole)


def test_every_rule_is_as_far_as_it_was_where_there_are_no_windows_events(old, today):
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("UPDATE kinds SET dataset = 'x' WHERE dataset = 'windows.eventlog'")
    create(old)
    (found,) = asked(old, "SELECT * FROM judged")
    assert any(event for _, event in found)
    assert asked(today, "SELECT * FROM judged") == [found]


@pytest.mark.parametrize("view", ["web", "web_errors", "logins", "windows"])
def test_the_flat_views_show_the_same(old, today, view):
    create(old)
    (found,) = asked(old, f"SELECT * FROM {view} ORDER BY id")
    assert found
    assert asked(today, f"SELECT * FROM {view} ORDER BY id") == [found]


@pytest.mark.parametrize("text", ["", "ip:192.0.2.0/24", "user:root", "target:svc", "since:60s"])
def test_filters_find_the_same(old, today, text):
    create(old)
    where = events_where(parse(text), START + 60_000_000, UTC)
    with reading(old) as one, reading(today) as other:
        found = events.page(one, where, newest_first=True, limit=1_000)
        assert found == events.page(other, where, newest_first=True, limit=1_000)
        assert found


def test_a_stem_stands_for_all_that_is_alike(old, today):
    create(old)
    stems = "SELECT count(*) FROM stems"
    assert asked(old, stems) == asked(today, stems)


def test_importing_goes_on(old):
    create(old)
    stems = "SELECT count(*) FROM stems"
    before = asked(old, stems)
    with Writer(old) as writer, writer.transaction() as connection:
        Ingest().write(connection, 1, facts(in_a_row(WEB), Coder()))
    assert asked(old, stems) == before


def test_it_is_done_once(old):
    create(old)
    before = old.read_bytes()
    create(old)
    assert old.read_bytes() == before


def test_what_fails_in_the_middle_changes_nothing(old, today, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(narrowing, "MOVE", f"{narrowing.MOVE}INSERT INTO nowhere VALUES (1);\n")
        with pytest.raises(DatabaseError, match="nowhere"):
            create(old)
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        kept = connection.execute("SELECT * FROM events ORDER BY id").fetchall()
        assert len(kept) == asked(today, "SELECT count(*) FROM events")[0][0][0]
    create(old)
    assert asked(old, "SELECT count(*) FROM events") == [[(len(kept),)]]


def test_a_new_database_has_seen_every_step_once(tmp_path):
    create(tmp_path / "new.db")
    (found,) = asked(
        tmp_path / "new.db",
        "SELECT name, count(*) FROM _sqlite_migrations GROUP BY name ORDER BY min(id)",
    )
    names = [name for name, _ in found]
    assert names[0] == "dimensions"
    assert {"events", "narrow_facts"} < {*names}
    assert {count for _, count in found} == {1}


def test_a_new_database_has_everything_that_is_written_down(tmp_path):
    create(tmp_path / "new.db")
    modules = (tables, tables_triage, tables_usual, outbox_tables, report_tables)
    texts = [text for module in modules for text in vars(module).values() if isinstance(text, str)]
    written = {name for text in texts for name in _CREATES.findall(text)}
    (found,) = asked(tmp_path / "new.db", "SELECT name FROM sqlite_master")
    assert written - {name for (name,) in found} == {"silence_log", "silence_log_actor"}


def test_a_ledger_of_before_values_gets_them(today, tmp_path):
    path = tmp_path / "old.db"
    path.write_bytes(today.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'correlations'")
        connection.execute("DROP INDEX alerts_lasting")
        for table, column in (("hits", "value"), ("alerts", "follows"), ("alerts", "recovered_at")):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("PRAGMA user_version = 3")
    create(path)
    everything = ["SELECT * FROM hits", "SELECT id, rev, follows, recovered_at FROM alerts"]
    assert asked(path, *everything) == asked(today, *everything)


def test_events_of_windows_get_the_numbers_that_they_are_known_again_by(today, tmp_path):
    path = tmp_path / "old.db"
    path.write_bytes(today.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'windows_records'")
        connection.execute("DROP TABLE windows_records")
        connection.execute("ALTER TABLE sources DROP COLUMN repeated")
        connection.execute("PRAGMA user_version = 2")
    create(path)
    with reading(path) as connection:
        told = connection.execute(
            "SELECT extra ->> '$.\"winlog.computer_name\"', channel, record, ts FROM events e "
            "JOIN kinds k ON k.id = e.kind WHERE record IS NOT NULL"
        ).fetchall()
        numbers = [windows_records.Numbers(connection).of(*each) for each in told if each[0]]
        assert numbers
        assert windows_records.known(connection, numbers) == set(numbers)


def test_what_analysts_did_before_gets_its_chain(old):
    with closing(sqlite3.connect(old)) as connection:
        connection.executemany(
            "INSERT INTO actions (at, actor, host, verb, alert, before, after, batch) "
            "VALUES (?, 'ann', 'desk', 'acknowledge', 1, '{}', '{}', ?)",
            [(1, 1), (2, 2)],
        )
        connection.commit()
    create(old)
    with reading(old) as connection:
        found = chain.audit(connection)
    assert (found.entries, found.broken) == (2, None)
    assert asked(old, "SELECT decision FROM alerts WHERE id = 1") == [[(2,)]]


def test_what_was_logged_of_silences_becomes_actions_that_can_be_taken_back(today, tmp_path):
    path = tmp_path / "old.db"
    path.write_bytes(today.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name IN ('triage', 'silence_log')")
        _drop_triage(connection)
        connection.executescript(tables.SILENCE_LOG)
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('blotter', 'silence_log', '')"
        )
        connection.execute("INSERT INTO silences VALUES (1, 5, 'ann', 'ours', NULL, 'ip:1', NULL)")
        connection.execute("INSERT INTO silence_log VALUES (1, 5, 'ann', 'silence', 1, NULL)")
        connection.execute("PRAGMA user_version = 7")
    create(path)
    undone = triage.undo(path, Actor("ann", "desk"))
    assert (undone.verb, undone.about) == ("silence", "silence 1")
    assert asked(path, "SELECT lifted FROM silences") == [[(5,)]]


def _drop_triage(connection: sqlite3.Connection) -> None:
    """The tables as they were before there were cases and a chain."""
    for name in ("alerts_case", "alerts_part", "actions_actor", "actions_at"):
        connection.execute(f"DROP INDEX {name}")
    for table, columns in (
        ("alerts", ("labels", "case_id", "part_of", "decision")),
        ("silences", ("decision",)),
        ("actions", ("kind", "number", "chain")),
    ):
        for column in columns:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("cases", "handovers"):
        connection.execute(f"DROP TABLE {table}")


def test_each_step_is_told_before_it_is_made(old):
    told = []
    create(old, told=lambda done, total: told.append((done, total)))
    steps = told[0][1]
    assert steps > 10
    assert told == [(step, steps) for step in range(steps)]


def test_of_a_new_database_no_steps_are_told(tmp_path):
    told = []
    create(tmp_path / "new.db", told=lambda *step: told.append(step))
    assert told == []


def before_the_last(path: Path, *statements: str) -> None:
    """Make a database as it was before rules judged Windows events by their own words."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'windows_judged_again'")
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {tables.CURRENT - 1}")


_A_RULE = (
    "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
    "VALUES ({0}, '{0}', '', 1, 't', 'low', '{1}')"
)
_JUDGED = "INSERT OR REPLACE INTO judged VALUES (90, 7), (91, 7)"
_WINDOWS = "INSERT INTO kinds (dataset, parse) VALUES ('windows.eventlog', 'ok')"
_RULES = _A_RULE.format(90, "{}"), _A_RULE.format(91, '{"baseline": {}}')


def test_rules_judge_windows_events_again(tmp_path):
    path = tmp_path / "blotter.db"
    create(path)
    before_the_last(path, *_RULES, _JUDGED, _WINDOWS)
    create(path)
    assert asked(path, "SELECT rule FROM judged") == [[(91,)]]


def test_where_there_are_none_nothing_is_judged_again(tmp_path):
    path = tmp_path / "blotter.db"
    create(path)
    before_the_last(path, *_RULES, _JUDGED)
    create(path)
    assert asked(path, "SELECT rule FROM judged ORDER BY 1") == [[(90,), (91,)]]
