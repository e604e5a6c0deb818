"""Local time to UTC."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from store.formats.clock import LocalClock, microseconds
from store.model import TimeFlag

ZURICH = ZoneInfo("Europe/Zurich")


def utc(year: int, month: int, day: int, *clock: int) -> int:
    """Microseconds of a UTC time."""
    hour, minute, second, part = (*clock, 0, 0, 0, 0)[:4]
    return microseconds(datetime(year, month, day, hour, minute, second, part, tzinfo=UTC))


def wall(text: str) -> datetime:
    """Wall time without zone."""
    return datetime.fromisoformat(text)


def test_microseconds_count_from_1970():
    assert microseconds(datetime(1970, 1, 2, tzinfo=UTC)) == 86_400_000_000


def test_microseconds_before_1970_are_negative():
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1_000_000


def test_a_plain_time_only_assumes_its_zone():
    instant = LocalClock(ZURICH).utc(wall("2024-01-15T12:00:05.000007"))
    assert instant == (utc(2024, 1, 15, 11, 0, 5, 7), TimeFlag.ZONE_ASSUMED)


def test_a_time_that_occurs_twice_is_taken_the_first_time():
    instant = LocalClock(ZURICH).utc(wall("2024-10-27T02:30"))
    assert instant == (utc(2024, 10, 27, 0, 30), TimeFlag.ZONE_ASSUMED | TimeFlag.AMBIGUOUS)


def test_a_time_that_occurs_twice_is_taken_the_second_time_after_the_first():
    clock = LocalClock(ZURICH)
    before = utc(2024, 10, 27, 0, 50)
    assert clock.utc(wall("2024-10-27T02:30"), not_before=before).time == utc(2024, 10, 27, 1, 30)


def test_a_time_that_occurs_twice_may_equal_the_one_before():
    clock = LocalClock(ZURICH)
    same = utc(2024, 10, 27, 0, 30)
    assert clock.utc(wall("2024-10-27T02:30"), not_before=same).time == same


def test_a_time_that_never_occurs_is_read_with_the_old_offset():
    instant = LocalClock(ZURICH).utc(wall("2024-03-31T02:30"))
    assert instant == (utc(2024, 3, 31, 1, 30), TimeFlag.ZONE_ASSUMED | TimeFlag.NONEXISTENT)


@given(
    st.datetimes(wall("1970-01-02"), wall("9998-01-01")),
    st.integers(-1439, 1439),
)
def test_a_fixed_offset_is_subtracted(naive, minutes):
    zone = timezone(timedelta(minutes=minutes))
    assert LocalClock(zone).utc(naive).time == microseconds(naive.replace(tzinfo=zone))
