"""Counts by value, from tallies and from the events."""

import sqlite3
from datetime import UTC
from pathlib import Path

import pytest

from store.database.coding import Coder
from store.database.connection import Writer, reader
from store.database.facts import facts
from store.database.ingest import Ingest
from store.filters.grammar import parse
from store.queries import tops
from store.queries.conditions import events_where
from store.queries.tops import AXES, Order, TopRow
from store.queries.where import Where
from tests.store.queries.scene import ACCEPTED, SECOND, START, build, login, scans


def where(text: str) -> Where:
    return events_where(parse(text), START + 60 * SECOND, UTC)


def at(second: int) -> int:
    return START + second * SECOND


def test_addresses(connection: sqlite3.Connection) -> None:
    assert tops.top(connection, "ip") == [
        TopRow("192.0.2.9", 5, 6, at(5), at(35), 1),
        TopRow("192.0.2.1", 2, 1, at(0), at(10), 0),
        TopRow("192.0.2.200", 1, 1, at(20), at(20), 1),
        TopRow("2001:db8::1", 1, 0, at(30), at(30), 0),
        TopRow("scanner.example.com", 1, 0, at(50), at(50), 0),
    ]


def test_accounts_of_one_name_are_one_user(connection: sqlite3.Connection) -> None:
    assert tops.top(connection, "user")[0] == TopRow("root", 4, 5, at(5), at(45), 0)


@pytest.mark.parametrize("by", AXES)
@pytest.mark.parametrize("order", ["events", "failures"])
def test_tallies_and_events_agree(connection: sqlite3.Connection, by: str, order: Order) -> None:
    counted = tops.top(connection, by, where("id:1-100"), order=order)
    assert tops.top(connection, by, order=order) == counted
    assert counted


def test_most_failures_first(connection: sqlite3.Connection) -> None:
    rows = tops.top(connection, "user", order="failures")
    assert [(row.value, row.failures) for row in rows] == [
        ("root", 5),
        ("admin", 1),
        ("late", 1),
        ("Alice", 0),
    ]


@pytest.mark.parametrize("order", ["events", "failures"])
@pytest.mark.parametrize("text", ["", "id:1-100"])
def test_a_limit(connection: sqlite3.Connection, order: Order, text: str) -> None:
    whole = tops.top(connection, "ip", where(text), order=order)
    assert tops.top(connection, "ip", where(text), 4, order) == whole[:4]


def test_counts_of_a_filter(connection: sqlite3.Connection) -> None:
    rows = tops.top(connection, "ip", where("outcome:failure until:2026-11-18T11:06:51Z"))
    assert [(row.value, row.events, row.failures) for row in rows] == [
        ("192.0.2.9", 2, 2),
        ("192.0.2.1", 1, 1),
    ]


def test_alerts_that_became_parts_of_others_do_not_count(connection: sqlite3.Connection) -> None:
    assert tops.top(connection, "ip")[0].alerts == 1


def test_events_that_are_not_tallied_yet_count(tmp_path: Path) -> None:
    path = build(tmp_path / "blotter.db")
    with Writer(path) as writer, writer.transaction() as connection:
        fresh = [login(70, ACCEPTED, "root"), login(71, ACCEPTED, "new")]
        Ingest().write(connection, 2, facts(fresh, Coder()))
    opened = reader(path)
    try:
        for by in AXES:
            assert tops.top(opened, by) == tops.top(opened, by, where("id:1-100"))
        assert tops.top(opened, "ip")[0] == TopRow("192.0.2.9", 7, 6, at(5), at(71), 1)
    finally:
        opened.close()


@pytest.mark.parametrize("by", AXES)
@pytest.mark.parametrize("text", ["", "ip:192.0.2.9", "user:root", "since:1h"])
def test_every_top_walks_an_index(connection: sqlite3.Connection, by: str, text: str) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    tops.top(connection, by, where(text), 3)
    connection.set_trace_callback(None)
    assert statements
    assert not [plan for each in statements for plan in scans(connection, each)]
