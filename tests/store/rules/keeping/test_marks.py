"""How far each rule is."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database.connection import Writer, create
from store.rules.keeping import marks
from tests.store.rules.making import rule


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Two rules in force and an older version of the second."""
    create(tmp_path / "t.db")
    with Writer(tmp_path / "t.db") as writer, writer.transaction() as opened:
        opened.executemany(
            "INSERT INTO rules (id, uuid, hash, active, title, severity, spec) "
            "VALUES (?, ?, ?, ?, '', 'low', '{\"alerts\": false}')",
            [(1, "a", "x", 1), (2, "b", "x", 0), (3, "b", "y", 1)],
        )
        yield opened


def test_a_new_rule_has_judged_nothing(connection):
    assert marks.marks(connection) == {1: 0, 3: 0}


def test_rules_in_force_go_on_together(connection):
    marks.mark(connection, 7)
    assert marks.marks(connection) == {1: 7, 3: 7}


def test_those_that_are_late_stay_where_they_are(connection):
    marks.mark(connection, 7, but=[3])
    assert marks.marks(connection) == {1: 7, 3: 0}


def test_no_rule_goes_back(connection):
    marks.mark(connection, 7)
    marks.mark(connection, 5)
    assert marks.marks(connection) == {1: 7, 3: 7}


def test_an_older_version_stays_where_it_was(connection):
    marks.mark(connection, 7)
    connection.execute("UPDATE rules SET active = 1 WHERE id = 2")
    assert marks.marks(connection)[2] == 0


@pytest.mark.parametrize(("event", "behind"), [(7, False), (8, True)])
def test_one_that_has_not_judged_an_event_is_behind(connection, event, behind):
    marks.mark(connection, 7)
    assert marks.is_behind(connection, event) is behind


def test_one_that_is_set_aside_is_not_behind(connection):
    marks.mark(connection, 7, but=[3])
    connection.execute("UPDATE rules SET error = 'too slow' WHERE id = 3")
    assert not marks.is_behind(connection, 7)


@pytest.mark.parametrize(("alerts", "mark"), [(True, 0), (False, 7)])
def test_one_that_begins_to_make_alerts_looks_at_history_again(connection, alerts, mark):
    marks.mark(connection, 7)
    marks.begin_anew(connection, [rule(uuid="a", hash="x", alerts=alerts)])
    assert marks.marks(connection) == {1: mark, 3: 7}
