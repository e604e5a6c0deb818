"""Days, weeks and months of a zone's calendar."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.reports import periods
from store.reports.periods import Instant, Period, Slot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SECOND = 1_000_000
ZONES = [UTC, AMSTERDAM, *map(ZoneInfo, ("America/New_York", "Asia/Kolkata", "Pacific/Apia"))]
KINDS = ("day", "week", "month")

some_instants = st.integers(
    int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2037, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda second: second * SECOND)
some_zones = st.sampled_from(ZONES)
some_kinds = st.sampled_from(KINDS)


def at(text: str, zone=UTC) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()) * SECOND


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-25", 167), ("2026-10-21", 169), ("2026-11-11", 168)],
)
def test_the_hours_of_a_week(day: str, hours: int):
    week = periods.containing("week", at(day, AMSTERDAM), AMSTERDAM)
    assert week.seconds == hours * 3600


def test_the_last_week_that_is_over():
    week = periods.over("week", at("2026-11-18T12:00"), UTC)
    assert (week.since, week.until) == (at("2026-11-09"), at("2026-11-16"))


def test_a_week_is_over_with_its_last_instant():
    assert periods.over("week", at("2026-11-16"), UTC).until == at("2026-11-16")
    assert periods.over("week", at("2026-11-16") - 1, UTC).until == at("2026-11-09")


def test_the_month_before_march():
    march = periods.containing("month", at("2028-03-15"), UTC)
    february = periods.before(march, UTC)
    assert (february.since, february.until) == (at("2028-02-01"), at("2028-03-01"))


def test_a_span_is_compared_with_one_as_long():
    span = Period("span", Instant(at("2026-11-10")), Instant(at("2026-11-12")))
    assert periods.before(span, UTC).since == at("2026-11-08")
    assert periods.before(span, UTC).until == span.since


@given(some_kinds, some_instants, some_zones)
def test_an_instant_lies_in_its_period(kind, instant, zone):
    found = periods.containing(kind, instant, zone)
    assert found.since <= instant < found.until


@given(some_kinds, some_instants, some_zones)
def test_periods_follow_each_other(kind, instant, zone):
    found = periods.containing(kind, instant, zone)
    following = periods.after(found, zone)
    assert following.since == found.until
    assert periods.before(following, zone) == found


@given(some_instants, st.integers(1, 400 * 86_400), some_zones)
def test_days_and_slots_cover_a_span_without_gaps(since, seconds, zone):
    span = Period("span", Instant(since), Instant(since + seconds * SECOND))
    days = [Slot(day.since, day.until) for day in periods.days(span, zone)]
    for parts in (days, periods.slots(span, zone)):
        assert parts[0].since == span.since
        assert parts[-1].until == span.until
        assert all(one.until == other.since for one, other in pairwise(parts))
        assert all(part.since < part.until for part in parts)
    assert len(periods.slots(span, zone)) <= 63


def test_the_day_that_never_was():
    """Samoa went over the date line: Friday the 30th of December 2011 is missing."""
    apia = ZoneInfo("Pacific/Apia")
    week = periods.containing("week", at("2011-12-29T12:00", apia), apia)
    assert week.seconds == 6 * 86_400
    assert len(list(periods.days(week, apia))) == 6
