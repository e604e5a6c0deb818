"""Records, failures, errors and offenders, against a plain count of the records themselves."""

import tempfile
from collections import Counter
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from store.model import FieldValue, Outcome, Parse, Record
from store.reports.figures import Figures
from store.reports.periods import Instant, Period, containing
from tests.store.reports.making import (
    BROKEN,
    DAY,
    DENIED,
    HOUR,
    LOGIN,
    MISSING,
    MONDAY,
    NOW,
    OK,
    SECOND,
    database,
    figures,
    record,
    unread,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

some_records = st.builds(
    record,
    st.integers(-9 * DAY, 9 * DAY),
    st.sampled_from([OK, MISSING, BROKEN, DENIED, LOGIN]),
    st.sampled_from(["192.0.2.1", "192.0.2.2", "2001:db8::1", None]),
    st.sampled_from(["root", "admin", None]),
    st.sampled_from(["www.example.com", None]),
    st.sampled_from([0, 1, 3]),
) | st.builds(unread, st.integers(-9 * DAY, 9 * DAY))
some_logs = st.lists(st.lists(some_records, max_size=30), min_size=1, max_size=3)
some_zones = st.sampled_from([UTC, AMSTERDAM, ZoneInfo("Asia/Kolkata")])


def failures(each: Record) -> int:
    return each.weight if each.kind.outcome == Outcome.FAILURE else 0


@settings(max_examples=30, deadline=None)
@given(some_logs, some_zones, st.sampled_from(["day", "week", "month", "span"]))
def test_counts_are_those_of_a_plain_loop(logs, zone, kind):
    if kind == "span":
        period = Period(
            "span", Instant((MONDAY + 5) * SECOND), Instant((MONDAY + 2 * DAY) * SECOND)
        )
    else:
        period = containing(kind, (MONDAY + 3 * DAY) * SECOND, zone)
    with tempfile.TemporaryDirectory() as folder:
        found = figures(database(Path(folder, "t.db"), *logs), period, zone)
    every = [each for log in logs for each in log]
    now = [each for each in every if period.since <= each.time < period.until]
    old = [each for each in every if found.before.since <= each.time < found.before.until]

    assert found.kpi("events").now == len(now)
    assert found.kpi("events").before == len(old)
    assert found.kpi("failures").now == sum(map(failures, now))
    assert found.kpi("failures").before == sum(map(failures, old))
    assert found.coverage.unparsed == sum(each.kind.parse == Parse.NONE for each in now)
    _check_addresses(found, every, now, old)
    _check_accounts(found, now)
    _check_errors(found, now, zone)
    _check_time_line(found, now)


def _check_addresses(
    found: Figures, every: list[Record], now: list[Record], old: list[Record]
) -> None:
    def failed(records: list[Record]) -> Counter[FieldValue]:
        counts: Counter[FieldValue] = Counter()
        for each in records:
            if "source.ip" in each.fields and failures(each):
                counts[each.fields["source.ip"]] += failures(each)
        return counts

    seen_first: dict[FieldValue | None, int] = {}
    for each in every:
        address, at = each.fields.get("source.ip"), each.time or 0
        seen_first[address] = min(at, seen_first.get(address, at))
    present, past = failed(now), failed(old)
    fresh = [address for address in present if seen_first[address] >= found.period.since]
    assert {row.address: row.failures for row in found.offenders.top} == present
    assert {row.address: row.first_seen for row in found.offenders.top} == {
        address: seen_first[address] for address in present
    }
    assert sorted(row.address for row in found.offenders.newest) == sorted(fresh)
    assert (found.offenders.total, found.offenders.new) == (len(present), len(fresh))
    assert found.offenders.back == len(present.keys() & past.keys())
    assert found.offenders.gone == len(past.keys() - present.keys())


def _check_accounts(found: Figures, now: list[Record]) -> None:
    counts: Counter[FieldValue] = Counter()
    sources: dict[FieldValue, set[FieldValue]] = {}
    for each in now:
        is_login = each.kind.category == "authentication" or each.kind.status == 401
        if is_login and failures(each) and "user.name" in each.fields:
            counts[each.fields["user.name"]] += failures(each)
            places = sources.setdefault(each.fields["user.name"], set())
            places |= {each.fields["source.ip"]} if "source.ip" in each.fields else set()
    assert {row.account: row.failures for row in found.accounts} == counts
    assert {row.account: row.addresses for row in found.accounts} == {
        name: len(places) for name, places in sources.items()
    }


def _check_errors(found: Figures, now: list[Record], zone: tzinfo) -> None:
    errors = [each for each in now if (each.kind.status or 0) >= 400]
    by_status = Counter(each.kind.status for each in errors)
    assert {row.status: row.answers for row in found.errors.statuses if row.answers} == by_status
    by_day = Counter(
        datetime.fromtimestamp((each.time or 0) // SECOND, zone).date().isoformat()
        for each in errors
        if each.kind.status == 404
    )
    assert {day.date: day.missing for day in found.errors.days if day.missing} == by_day
    sites = Counter(each.fields.get("url.domain") for each in errors)
    assert {row.site: row.client_errors + row.server_errors for row in found.sites} == sites


def _check_time_line(found: Figures, now: list[Record]) -> None:
    counts = [
        sum(slot.since <= (each.time or 0) < slot.until for each in now) for slot in found.timeline
    ]
    assert [slot.events for slot in found.timeline] == counts


def test_a_block_that_reaches_over_the_edge_is_looked_into(tmp_path):
    path = database(
        tmp_path / "t.db", [record(-1), record(0), record(7 * DAY - 1), record(7 * DAY)]
    )
    found = figures(path)
    assert (found.kpi("events").now, found.kpi("events").before) == (2, 1)


def test_a_week_in_which_the_clocks_change(tmp_path):
    """Sunday the 25th of October 2026 has 25 hours in Amsterdam."""
    monday = int(datetime(2026, 10, 19, tzinfo=AMSTERDAM).timestamp())
    every_hour = [record(monday - MONDAY + hour * HOUR, MISSING) for hour in range(-24, 8 * 24)]
    path = database(tmp_path / "t.db", every_hour)
    week = containing("week", (monday + DAY) * SECOND, AMSTERDAM)
    found = figures(path, week, AMSTERDAM, NOW)
    assert found.kpi("events").now == 169
    assert [day.missing for day in found.errors.days] == [24] * 6 + [25]


def test_thursday_has_a_threshold_of_its_own(tmp_path):
    thursday = [record(3 * DAY + second, MISSING) for second in range(51)]
    friday = [record(4 * DAY + second, MISSING) for second in range(11)]
    saturday = [record(5 * DAY + second, MISSING) for second in range(10)]
    found = figures(database(tmp_path / "t.db", thursday[:50], friday, saturday)).errors
    assert [day.weekday for day in found.days if day.is_over] == ["Friday"]
    assert found.days_over == 1
    found = figures(database(tmp_path / "u.db", thursday)).errors
    assert [day.limit for day in found.days] == [10, 10, 10, 50, 10, 10, 10]
    assert [day.weekday for day in found.days if day.is_over] == ["Thursday"]


def test_a_list_has_ten_rows_and_the_text_decides_between_equals(tmp_path):
    many = [
        record(second, MISSING, f"192.0.2.{second:03}".replace(".0", ".")) for second in range(20)
    ]
    found = figures(database(tmp_path / "t.db", many)).offenders
    assert found.total == 20
    assert [row.address for row in found.top] == sorted(row.address for row in found.top)
    assert len(found.top) == 10


def test_no_step_goes_through_all_events_without_its_blocks(tmp_path):
    from store.database.connection import reader
    from store.reports import counting

    connection = reader(database(tmp_path / "t.db", [record(0)]))
    asked = (1, 1, 1, 1, "[1]")
    rows = connection.execute(f"EXPLAIN QUERY PLAN {counting._COLUMNS}", asked)
    plan = [row[3] for row in rows]
    assert plan.count("SEARCH facts USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)") == 1
    assert not [step for step in plan if step.startswith("SCAN facts")]
    connection.close()
