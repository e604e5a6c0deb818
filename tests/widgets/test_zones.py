"""Times in the zone that the analyst chose."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.times import iso
from widgets import columns, zones
from widgets.histogram import axis
from widgets.view_models import Column, clock, told
from widgets.zones import UTC_ZONE, Zone

BERLIN = Zone("Europe/Berlin", ZoneInfo("Europe/Berlin"))
KOLKATA = Zone("Asia/Kolkata", ZoneInfo("Asia/Kolkata"))
_HOUR = 3_600_000_000


def at(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp()) * 1_000_000


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    yield
    zones.draw_in(UTC_ZONE)


def test_without_a_choice_times_are_in_utc():
    assert clock(at("2026-11-20 03:12:09")) == "2026-11-20 03:12:09"
    assert told(at("2026-11-20 03:12:09")) == "2026-11-20 03:12:09 UTC"


def test_a_time_is_drawn_as_clocks_there_show_it():
    zones.draw_in(KOLKATA)
    assert clock(at("2026-11-20 20:12:09")) == "2026-11-21 01:42:09"
    assert clock(at("2026-11-20 20:12:09"), long=False) == "11-21 01:42:09"


def test_details_tell_offset_and_utc():
    zones.draw_in(BERLIN)
    assert told(at("2026-11-20 03:12:09")) == (
        "2026-11-20 04:12:09 +01:00 (Berlin)  2026-11-20 03:12:09 UTC"
    )


@pytest.mark.parametrize(
    ("utc", "says"),
    [
        ("2026-10-25 00:30:00", "2026-10-25 02:30:00 +02:00 (Berlin, the first of two)"),
        ("2026-10-25 01:30:00", "2026-10-25 02:30:00 +01:00 (Berlin, the second of two)"),
        ("2026-10-25 02:30:00", "2026-10-25 03:30:00 +01:00 (Berlin)"),
        ("2026-03-29 01:30:00", "2026-03-29 03:30:00 +02:00 (Berlin)"),
    ],
)
def test_where_clocks_are_set_back_it_is_told_which_of_two_it_is(utc, says):
    assert BERLIN.told(at(utc)) == f"{says}  {utc} UTC"


def test_the_axis_shows_the_zone():
    zones.draw_in(KOLKATA)
    assert axis(at("2026-11-20 00:00:00"), 60_000_000, 20) == "╵05:30    ╵05:40    "


@pytest.mark.parametrize(
    ("zone", "width", "title"),
    [
        (UTC_ZONE, 19, "last seen (UTC)    "),
        (UTC_ZONE, 14, "last seen     "),
        (BERLIN, 19, "last seen (Berlin) "),
        (Zone("America/Argentina/Buenos_Aires", UTC), 19, "last seen (Buenos…)"),
    ],
)
def test_a_title_names_the_zone_where_it_has_room(zone, width, title):
    zones.draw_in(zone)
    placed = columns.place((Column("last seen", width, timed=True),), 80, wide=True)
    assert columns.titles(placed) == title


@given(st.integers(-62_135_596_800, 253_402_300_799), st.sampled_from([BERLIN, KOLKATA]))
def test_any_time_can_be_drawn_and_keeps_its_instant(second, zone):
    moment = second * 1_000_000
    assert zone.told(moment).endswith(f"{iso(moment)[:19].replace('T', ' ')} UTC")
    assert len(zone.clock(moment)) == 19
