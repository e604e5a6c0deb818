"""Reports that are due: each once, also after a long absence and when clocks change."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database.report_tables import REPORTS
from store.reports import scheduling
from store.reports.dues import Plan, is_due
from store.reports.periods import Period

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKLY = Plan("week", "Europe/Amsterdam", "07:00")
SECOND = 1_000_000


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = _made()
    yield made
    made.close()


def _made() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.executescript(REPORTS)
    return made


def at(text: str) -> int:
    """An instant on Amsterdam's clocks."""
    moment = datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
    return int(moment.timestamp()) * SECOND


def run(connection, now: int, plan: Plan = WEEKLY, zone=AMSTERDAM) -> list[Period]:
    """What an import at an instant makes."""
    if not is_due(connection, plan, now):
        return []
    made = [
        period
        for period in scheduling.due(connection, plan, zone, now)
        if scheduling.done(connection, plan, zone, period, now)
    ]
    scheduling.note(connection, plan, scheduling.following(connection, plan, zone, now))
    return made


def test_a_new_plan_tells_nothing_of_the_past(connection):
    assert run(connection, at("2026-11-11 12:00")) == []
    assert not is_due(connection, WEEKLY, at("2026-11-16 06:59"))


def test_a_week_is_due_at_its_hour_on_monday(connection):
    run(connection, at("2026-11-11 12:00"))
    assert run(connection, at("2026-11-16 06:59")) == []
    (week,) = run(connection, at("2026-11-16 07:00"))
    assert (week.since, week.until) == (at("2026-11-09"), at("2026-11-16"))
    assert run(connection, at("2026-11-16 07:01")) == []


def test_missed_weeks_are_made_up(connection):
    run(connection, at("2026-11-11 12:00"))
    made = run(connection, at("2026-12-09 12:00"))
    assert [week.since for week in made] == [
        at("2026-11-09"),
        at("2026-11-16"),
        at("2026-11-23"),
        at("2026-11-30"),
    ]


def test_a_year_of_minutes_has_each_week_once(connection):
    """With both changes of the clocks: once an hour is often enough to see it."""
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    made = []
    while moment.year == 2026:
        made += run(connection, int(moment.timestamp()) * SECOND)
        moment += timedelta(hours=1)
    assert [week.since for week in made] == sorted({week.since for week in made})
    assert len(made) == 52
    assert sorted(week.seconds // 3600 for week in made) == [167, *[168] * 50, 169]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.integers(0, 400 * 24), min_size=1, max_size=40),
    st.sampled_from(["day", "week", "month"]),
)
def test_whenever_runs_come_each_period_is_made_once_and_in_order(hours, kind):
    connection = _made()
    plan = Plan(kind, "Europe/Amsterdam", "07:00")
    first = at("2026-01-01 00:00")
    made = []
    for hour in sorted(hours):
        made += run(connection, first + hour * 3600 * SECOND, plan)
    connection.close()
    assert all(one.until == two.since for one, two in pairwise(made))


def test_a_clock_that_was_ahead_keeps_nothing_back_and_doubles_nothing(connection):
    run(connection, at("2026-11-11 12:00"))
    run(connection, at("2026-11-16 08:00"))
    ahead = run(connection, at("2027-01-06 12:00"))
    assert len(ahead) == 7
    scheduling.forget_ahead(connection, at("2026-11-17 12:00"))
    assert run(connection, at("2026-11-17 12:00")) == []
    again = run(connection, at("2026-11-23 12:00"))  # of the time that came there was nothing then
    assert [week.since for week in again] == [at("2026-11-16")]
    assert run(connection, at("2026-11-23 12:00")) == []
    made = run(connection, at("2027-01-11 12:00"))
    assert [week.since for week in made][-1] == at("2027-01-04")
    assert len(made) == 7
    assert not set(made) & set(again)


def test_another_zone_goes_on_with_the_same_week(connection):
    run(connection, at("2026-11-11 12:00"))
    moved = WEEKLY._replace(zone="UTC")
    assert is_due(connection, moved, at("2026-11-12 12:00"))
    assert run(connection, at("2026-11-12 12:00"), moved, UTC) == []
    (week,) = run(connection, at("2026-11-16 12:00"), moved, UTC)
    assert week.seconds == 7 * 86_400
    assert datetime.fromtimestamp(week.since // SECOND, UTC).weekday() == 0


def test_another_hour_holds_for_the_next_report(connection):
    run(connection, at("2026-11-11 12:00"))
    early = WEEKLY._replace(clock="00:00")
    assert run(connection, at("2026-11-11 12:01"), early) == []
    assert len(run(connection, at("2026-11-16 00:00"), early)) == 1


def test_of_two_runs_one_makes_the_report(connection):
    run(connection, at("2026-11-11 12:00"))
    now = at("2026-11-16 08:00")
    week = scheduling.following(connection, WEEKLY, AMSTERDAM, now).period
    assert scheduling.done(connection, WEEKLY, AMSTERDAM, week, now)
    assert not scheduling.done(connection, WEEKLY, AMSTERDAM, week, now)


def test_the_tables_are_those_of_a_migrated_database(tmp_path: Path):
    from store.database.connection import create, reader

    create(tmp_path / "t.db")
    made = reader(tmp_path / "t.db")
    assert is_due(made, WEEKLY, 0)
    made.close()
