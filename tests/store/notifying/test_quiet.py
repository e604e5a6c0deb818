"""Quiet hours go by the clock on the wall."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.notifying.quiet import Quiet, read

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone=UTC) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("spans", "moment", "end"),
    [
        (["22:00-07:00"], "2026-11-30 21:59", None),
        (["22:00-07:00"], "2026-11-30 22:00", "2026-12-01 07:00"),
        (["22:00-07:00"], "2026-12-01 06:59", "2026-12-01 07:00"),
        (["22:00-07:00"], "2026-12-01 07:00", None),
        (["12:00-13:00"], "2026-12-01 12:30", "2026-12-01 13:00"),
        (["sat sun 00:00-24:00"], "2026-11-28 10:00", "2026-11-30 00:00"),
        (["sat, sun 00:00-24:00"], "2026-11-30 10:00", None),
        (["fri 22:00-24:00", "sat 00:00-08:00"], "2026-11-27 23:00", "2026-11-28 08:00"),
        (["fri 22:00-07:00"], "2026-11-28 06:00", "2026-11-28 07:00"),
        (["fri 22:00-07:00"], "2026-11-27 06:00", None),
        ([], "2026-11-27 06:00", None),
    ],
)
def test_when_the_quiet_ends(spans, moment, end):
    assert Quiet(read(spans)).until(at(moment)) == (at(end) if end else None)


def test_the_clock_is_that_of_the_place():
    quiet = Quiet(read(["22:00-07:00"]), BERLIN)
    assert quiet.until(at("2026-07-01 21:30")) == at("2026-07-02 05:00")
    assert quiet.until(at("2026-12-01 20:30")) is None


def test_a_night_in_which_clocks_are_put_on_ends_by_the_clock():
    quiet = Quiet(read(["22:00-07:00"]), BERLIN)
    assert quiet.until(at("2026-03-29 00:30", BERLIN)) == at("2026-03-29 07:00", BERLIN)


def test_who_is_always_quiet_is_not_asked_for_ever():
    end = Quiet(read(["00:00-24:00"])).until(at("2026-11-30 10:00"))
    assert end is not None
    assert end > at("2027-01-01 00:00")


@given(st.integers(0, 4 * 10**15), st.times(), st.times(), st.sampled_from([UTC, BERLIN]))
def test_the_quiet_ends_in_the_future_and_then_it_is_not_quiet(moment, begin, end, zone):
    begin, end = (time(each.hour, each.minute) for each in (begin, end))
    text = f"{begin:%H:%M}-{end:%H:%M}"
    quiet = Quiet(read([text]), zone)
    ends = quiet.until(moment)
    if ends is not None and begin != end:
        assert moment < ends <= moment + 26 * 3600 * 1_000_000
        assert quiet.until(ends) is None


@pytest.mark.parametrize(
    "text", ["22-7", "22:00", "25:00-07:00", "22:00-07:61", "xyz 22:00-07:00", ""]
)
def test_what_is_no_stretch_of_time_is_refused(text):
    with pytest.raises(ValueError, match=r"time|days"):
        read([text])
