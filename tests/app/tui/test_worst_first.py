"""The list of alerts: what is to be looked at first stands first, however much there is."""

import sqlite3
from contextlib import closing

import pytest

from app.screens import reads
from store.database.connection import Writer, reader
from store.filters.grammar import parse
from tests.app.tui.conftest import shows

_MANY = """
INSERT INTO alerts (rule, grp, severity, first_seen, last_seen, opened_at, count, peak, evidence)
SELECT rule, grp, 'low', first_seen, last_seen + n.value, opened_at, 1, 1, 1
FROM alerts, json_each(?) n WHERE alerts.id = 3
"""
"""Low ones, all of them newer than the others."""


def flooded(database, count: int) -> None:
    numbers = str(list(range(1, count + 1)))
    with Writer(database) as writer, writer.transaction() as connection:
        connection.execute(_MANY, (numbers,))


def listed(database, text: str = "") -> reads.Listed:
    with closing(reader(database)) as connection:
        return reads.alerts(connection, parse(text))


def changed(database, number: int, **columns: object) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for name, value in columns.items():
            connection.execute(f"UPDATE alerts SET {name} = ? WHERE id = ?", (value, number))
        connection.commit()


def test_the_worst_comes_first(database):
    assert [row.severity for row in listed(database).rows] == ["critical", "high", "low"]


def test_of_equals_the_newest_comes_first(database):
    changed(database, 1, severity="high", last_seen=1)
    changed(database, 2, last_seen=2)
    assert [row.id for row in listed(database).rows] == [2, 1, 3]


@pytest.mark.parametrize("status", ["acknowledged", "snoozed", "closed"])
def test_what_is_new_comes_before_what_was_looked_at(database, status):
    changed(database, 1, status=status)
    assert [row.id for row in listed(database).rows] == [2, 3, 1]


def test_what_is_closed_comes_last(database):
    changed(database, 1, status="closed")
    changed(database, 2, status="snoozed")
    changed(database, 3, status="acknowledged")
    assert [row.id for row in listed(database).rows] == [3, 2, 1]


def test_an_old_and_bad_one_is_not_pushed_out_by_many_newer_ones(database):
    flooded(database, reads.MOST_ALERTS + 10)
    found = listed(database)
    assert [row.id for row in found.rows[:2]] == [1, 2]
    assert len(found.rows) == reads.MOST_ALERTS


def test_all_are_counted_whether_they_are_listed_or_not(database):
    flooded(database, reads.MOST_ALERTS)
    changed(database, 1, status="closed")
    found = listed(database)
    assert (found.total, found.open) == (reads.MOST_ALERTS + 3, reads.MOST_ALERTS + 2)


def test_only_those_of_the_filter_are_counted(database):
    flooded(database, reads.MOST_ALERTS)
    found = listed(database, "severity:low")
    assert (found.total, found.open) == (reads.MOST_ALERTS + 1, reads.MOST_ALERTS + 1)


async def test_the_screen_says_how_many_are_listed(opened, database):
    async with opened() as pilot:
        await shows(pilot, "3 alerts, 3 open")
        flooded(database, 2_500)
        await shows(pilot, "2,503 alerts, 2,503 open, 2,000 listed", "▌■ crit")
