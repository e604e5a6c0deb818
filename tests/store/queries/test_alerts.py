"""Alerts, their evidence and their history."""

import sqlite3
from datetime import UTC
from pathlib import Path

import pytest

from store import triage
from store.database.connection import reader
from store.filters.grammar import parse
from store.model import Severity
from store.queries import alerts
from store.queries.alerts import AlertRow
from store.queries.conditions import alerts_where
from tests.store.queries.scene import BRUTE, SECOND, START, build


def test_a_row_has_every_key(connection: sqlite3.Connection) -> None:
    assert alerts.get(connection, 1) == AlertRow(
        id=1,
        rule_id=BRUTE,
        rule_title="Brute force",
        severity=Severity.HIGH,
        condition="firing",
        status="new",
        reason=None,
        assignee=None,
        group={"source.ip": "192.0.2.9"},
        first_seen=START + 5 * SECOND,
        last_seen=START + 25 * SECOND,
        opened_at=START + 25 * SECOND,
        count=3,
        peak=3,
        techniques=("T1110.001",),
        tags=("attack.credential-access", "attack.t1110.001"),
        notes=(),
        evidence=3,
        reopened=0,
        snoozed_until=None,
        silence=None,
    )


def test_the_newest_come_first_and_parts_are_left_out(connection: sqlite3.Connection) -> None:
    assert [row.id for row in alerts.listing(connection)] == [1, 3, 2]


def test_the_oldest_first(connection: sqlite3.Connection) -> None:
    assert [row.id for row in alerts.listing(connection, newest_first=False)] == [2, 3, 1]


def test_a_limit(connection: sqlite3.Connection) -> None:
    assert [row.id for row in alerts.listing(connection, limit=2)] == [1, 3]


def test_a_filter(connection: sqlite3.Connection) -> None:
    where = alerts_where(parse("severity:low"), START, UTC)
    assert [row.id for row in alerts.listing(connection, where)] == [3, 2]


def test_the_list_walks_an_index(connection: sqlite3.Connection) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    alerts.listing(connection, limit=2)
    connection.set_trace_callback(None)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statements[0]}").fetchall()
    assert [row[3] for row in plan if row[3].startswith("SCAN")] == [
        "SCAN a USING INDEX alerts_time"
    ]


def test_a_part_is_found_as_the_whole(connection: sqlite3.Connection) -> None:
    found = alerts.get(connection, 4)
    assert found is not None
    assert found.id == 1


def test_no_such_alert(connection: sqlite3.Connection) -> None:
    assert alerts.get(connection, 99) is None
    assert alerts.rule_text(connection, 99) is None
    assert alerts.evidence(connection, 99) == []


def test_the_rule_speaks(connection: sqlite3.Connection) -> None:
    found = alerts.rule_text(connection, 1)
    assert found is not None
    assert (found.title, found.author, found.license) == ("Brute force", "Blotter", "Apache-2.0")
    assert found.falsepositives == ("A forgotten password",)
    assert found.description == "Many failures.\nLook for a success next."


@pytest.mark.parametrize("alert", [1, 2, 3])
def test_the_evidence_is_as_many_events_as_the_alert_says(
    connection: sqlite3.Connection, alert: int
) -> None:
    row = alerts.get(connection, alert)
    assert row is not None
    assert len(alerts.evidence(connection, alert)) == row.evidence


def test_the_evidence_is_in_the_order_of_time(connection: sqlite3.Connection) -> None:
    assert alerts.evidence(connection, 1) == [7, 8, 9]


def test_the_history_tells_who_did_what(tmp_path: Path) -> None:
    path = build(tmp_path / "blotter.db")
    triage.acknowledge(path, [1], triage.Actor("ann", "desk", "pts/1"))
    triage.undo(path, triage.Actor("ann", "desk"))
    opened = reader(path)
    first, second = alerts.actions(opened, 1)
    opened.close()
    assert (first.verb, first.actor, first.host, first.tty) == (
        "acknowledge",
        "ann",
        "desk",
        "pts/1",
    )
    assert (first.before, first.after) == ({"status": "new"}, {"status": "acknowledged"})
    assert (second.verb, second.undo_of, second.after) == ("undo", first.id, {"status": "new"})
