"""What rules cost, as the database keeps it, and what becomes of those that fail."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.database.connection import Writer, create
from store.rules.alerting import setting_aside
from store.rules.keeping import charging
from store.rules.matching.costs import Cost

UUID = "3f0e1a52-0000-4000-8000-000000000001"
PAID = Cost(1, 5_000, 2, 900, 0, None)
LATE = Cost(1, 0, 0, None, 1, "it takes too long")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database with one rule in force."""
    create(tmp_path / "blotter.db")
    with Writer(tmp_path / "blotter.db") as writer, writer.transaction() as opened:
        _put(opened, "h1")
        yield opened


def _put(connection: sqlite3.Connection, hash_: str) -> None:
    """The rule's file changes."""
    connection.execute("UPDATE rules SET active = 0")
    connection.execute(
        "INSERT INTO rules (uuid, hash, active, title, severity, spec) "
        "VALUES (?, ?, 1, 'Mine', 'low', '{}')",
        (UUID, hash_),
    )
    setting_aside.recover(connection)


def enter(connection: sqlite3.Connection, *costs: Cost, first: int = 1) -> set[int]:
    """The alerts that were opened."""
    return {
        alert for each in costs for alert in charging.enter(connection, first, [each], 77).opened
    }


def row(connection: sqlite3.Connection, query: str) -> tuple[object, ...]:
    with closing(connection.execute(query)) as cursor:
        found: tuple[object, ...] = cursor.fetchone()
    return found


def test_costs_add_up(connection):
    enter(connection, PAID, PAID._replace(last=800), first=41)
    found = row(connection, "SELECT rule, since, time, hits, last_hit FROM rule_costs")
    assert found == (1, 40, 10_000, 4, 900)


def test_a_rule_that_was_hit_never_has_no_last_hit(connection):
    enter(connection, PAID._replace(hits=0, last=None), PAID._replace(hits=0, last=None))
    assert row(connection, "SELECT last_hit FROM rule_costs") == (None,)


def test_two_failures_are_borne(connection):
    assert enter(connection, LATE, LATE) == set()
    assert row(connection, "SELECT error FROM rules WHERE active") == (None,)


def test_the_third_failure_sets_a_rule_aside(connection):
    enter(connection, LATE, LATE, LATE)
    assert row(connection, "SELECT error FROM rules WHERE active") == ("it takes too long",)


def test_a_rule_that_cannot_be_judged_is_set_aside_at_once(connection):
    assert enter(connection, LATE._replace(failures=3)) == {1}


def test_an_alert_tells_that_a_rule_was_set_aside(connection):
    assert enter(connection, LATE, LATE, LATE) == {1}
    found = row(
        connection,
        "SELECT r.title, a.severity, a.condition, a.status, g.key, a.last_seen, a.notes "
        "FROM alerts a JOIN rules r ON r.id = a.rule JOIN groups g ON g.id = a.grp",
    )
    assert found[:4] == ("Rule set aside", "medium", "rule_error", "new")
    assert json.loads(str(found[4])) == {"rule": UUID}
    assert found[5:] == (77, f'["Mine ({UUID}): it takes too long"]')


def test_failures_that_come_later_open_no_second_alert(connection):
    enter(connection, LATE, LATE, LATE)
    assert enter(connection, LATE) == set()


STATE = "SELECT condition, status, reason FROM alerts ORDER BY id DESC"


def test_the_alert_is_closed_when_the_file_has_changed(connection):
    enter(connection, LATE, LATE, LATE)
    _put(connection, "h2")
    assert row(connection, STATE) == ("recovered", "closed", "recovered")


def test_the_alert_stays_while_the_rule_is_the_same(connection):
    enter(connection, LATE, LATE, LATE)
    setting_aside.recover(connection)
    assert row(connection, STATE) == ("rule_error", "new", None)


def test_a_rule_that_fails_again_gets_another_alert(connection):
    enter(connection, LATE, LATE, LATE)
    _put(connection, "h2")
    (number,) = row(connection, "SELECT id FROM rules WHERE active")
    assert enter(connection, *[LATE._replace(rule=int(str(number)))] * 3) == {2}
    assert row(connection, STATE) == ("rule_error", "new", None)
