"""Times as people type them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.filters.times import doubt, read

_BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


_NOW = at("2026-11-20T15:00:00Z")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("now", "2026-11-20T15:00:00Z"),
        ("30s", "2026-11-20T14:59:30Z"),
        ("15m", "2026-11-20T14:45:00Z"),
        ("2h", "2026-11-20T13:00:00Z"),
        ("7d", "2026-11-13T15:00:00Z"),
        ("1W", "2026-11-13T15:00:00Z"),
        ("today", "2026-11-20T00:00:00+01:00"),
        ("yesterday", "2026-11-19T00:00:00+01:00"),
        ("friday", "2026-11-20T00:00:00+01:00"),
        ("Mon", "2026-11-16T00:00:00+01:00"),
        ("14:30", "2026-11-20T14:30:00+01:00"),
        ("9:05", "2026-11-20T09:05:00+01:00"),
        ("14:30:05.5", "2026-11-20T14:30:05.500000+01:00"),
        ("2026-11-03", "2026-11-03T00:00:00+01:00"),
        ("2026-07-03", "2026-07-03T00:00:00+02:00"),
        ("2026-11-03T10:00", "2026-11-03T10:00:00+01:00"),
        ("2026-11-03 10:00:01", "2026-11-03T10:00:01+01:00"),
        ("2026-11-03T10:00:01.000002Z", "2026-11-03T10:00:01.000002Z"),
        ("2026-11-03T10:00-05:00", "2026-11-03T10:00:00-05:00"),
        ("20 Oct 2026", "2026-10-20T00:00:00+02:00"),
        ("Oct 20 14:00", "2026-10-20T14:00:00+02:00"),
        ("24 Dec", "2025-12-24T00:00:00+01:00"),
        ("20.11.2025", "2025-11-20T00:00:00+01:00"),
        ("03.11.2026", "2026-11-03T00:00:00+01:00"),
        ("11/20/2025", "2025-11-20T00:00:00+01:00"),
    ],
)
def test_reads(text: str, wanted: str) -> None:
    assert read(text, _NOW, _BERLIN) == at(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-03", "2026-11-04T00:00:00+01:00"),
        ("yesterday", "2026-11-20T00:00:00+01:00"),
        ("2026-10-25", "2026-10-26T00:00:00+01:00"),
        ("2026-11-03T10:00", "2026-11-03T10:00:00+01:00"),
        ("2h", "2026-11-20T13:00:00Z"),
        ("now", "2026-11-20T15:00:00Z"),
    ],
)
def test_a_day_that_ends_a_period_belongs_to_it(text: str, wanted: str) -> None:
    assert read(text, _NOW, _BERLIN, end=True) == at(wanted)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "2", "2x", "-2h", "24:00", "25:61", "2026", "November", "2026-13-01"),
        *("2026-02-30", "03/04/2026", "2026-11-03 10:00 EST", "2026-11", "tomorrowish", "9" * 500),
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|two days"):
        read(text, _NOW, _BERLIN)


@given(st.text() | st.text(alphabet="0123456789-:./ TZ+adhmnovw"))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        found = read(text, _NOW, UTC, end=True)
    except ValueError:
        found = 0
    assert abs(found) < 1 << 62


@pytest.mark.parametrize("zone", [UTC, _BERLIN, ZoneInfo("America/New_York")])
def test_the_last_day_has_an_end(zone):
    begin, end = (read("9999-12-31", _NOW, zone, end=end) for end in (False, True))
    assert end - begin == 86_400_000_000 - 1


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("2026-10-25 02:30", "Clocks showed that twice"),
        ("2026-03-29 02:30", "Clocks left that out"),
        ("2026-10-25 03:30", None),
        ("2026-10-25T02:30+01:00", None),
        ("2h", None),
        ("now", None),
    ],
)
def test_times_around_a_change_of_clocks_are_told(text, begins):
    told = doubt(text, 1_795_144_329_000_000, ZoneInfo("Europe/Berlin"))
    assert told is None if begins is None else str(told).startswith(begins)
