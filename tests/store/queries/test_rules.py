"""How rules stand."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database.connection import Writer, create
from store.queries.rules import HitRow, Standing, last_hits, standings


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A rule in force that has judged 1,000 events, and an older version of it."""
    create(tmp_path / "blotter.db")
    with Writer(tmp_path / "blotter.db") as writer, writer.transaction() as opened:
        opened.executemany(
            "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
            "VALUES (?, 'u', ?, ?, 'T', 'low', '{}')",
            [(1, "old", 0), (2, "new", 1)],
        )
        opened.execute("INSERT INTO judged VALUES (1, 3000), (2, 3000)")
        opened.execute('INSERT INTO groups (id, rule, key) VALUES (5, 2, \'{"a": "x"}\')')
        yield opened


def cost(connection: sqlite3.Connection, rule: int, last: int | None = 900) -> None:
    connection.execute("INSERT INTO rule_costs VALUES (?, 2000, 50000, 7, ?, 1)", (rule, last))


def alert(connection: sqlite3.Connection, rule: int, last: int, merged: int | None = None) -> None:
    connection.execute(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence, merged_into) VALUES (?, 5, 'low', 0, ?, 0, 1, 1, 1, ?)",
        (rule, last, merged),
    )


def test_time_is_that_of_1000_events(connection):
    cost(connection, 2)
    assert standings(connection) == {"u": Standing(None, 7, 0, 900, 50.0, 1)}


def test_a_rule_that_nobody_measured(connection):
    assert standings(connection) == {"u": Standing(None, None, 0, None, None, 0)}


def test_a_rule_whose_hits_are_windows_was_hit_when_it_last_alerted(connection):
    cost(connection, 2, None)
    alert(connection, 2, 950)
    assert standings(connection)["u"].last_hit == 950


def test_alerts_are_those_of_the_version_in_force(connection):
    alert(connection, 1, 1)
    alert(connection, 2, 2)
    alert(connection, 2, 3, merged=2)
    assert standings(connection)["u"].alerts == 1


def flood(connection: sqlite3.Connection) -> None:
    """An alert that stands for others, and has their hits a second time."""
    connection.execute('INSERT INTO groups (id, rule, key) VALUES (6, 2, \'{"flood": "many"}\')')
    connection.execute(
        "INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, "
        "evidence, folds) VALUES (2, 6, 'low', 0, 9, 0, 1, 1, 1, 50)"
    )


def test_what_stands_for_many_alerts_is_none_of_them(connection):
    alert(connection, 2, 2)
    flood(connection)
    assert standings(connection)["u"].alerts == 1


def test_hits_that_a_flood_repeats_are_told_once(connection):
    flood(connection)
    connection.executemany(
        "INSERT INTO hits (grp, ts, slot, event, n) VALUES (?, 10, 0, 1, 1)", [(5,), (6,)]
    )
    assert last_hits(connection, "u", 9) == [HitRow(10, {"a": "x"}, 1)]


def test_the_last_hits_come_first(connection):
    connection.executemany(
        "INSERT INTO hits (grp, ts, slot, event, n) VALUES (5, ?, 0, ?, ?)",
        [(10, 1, 1), (20, 2, 1), (20, 3, 2), (30, 4, 1)],
    )
    assert last_hits(connection, "u", 2) == [HitRow(30, {"a": "x"}, 1), HitRow(20, {"a": "x"}, 3)]


def test_a_window_of_another_rule_is_no_hit(connection):
    connection.executemany(
        "INSERT INTO hits (grp, ts, slot, event, n, since) VALUES (5, ?, 0, ?, ?, ?)",
        [(10, 1, 1, None), (20, -4, 0, 10)],
    )
    assert last_hits(connection, "u", 2) == [HitRow(10, {"a": "x"}, 1)]
