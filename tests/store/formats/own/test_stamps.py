"""Times in the formats that users name."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.own.spec import Clock
from store.formats.own.stamps import NAMED, Times, reading
from store.model import Context

MOMENT = datetime(2026, 3, 5, 9, 14, 7, tzinfo=UTC)
WHOLE = int(MOMENT.timestamp()) * 1_000_000
ODD = "%a %d/%B/%y %I:%M:%S.%f %p %z"


def _read(text: str, *formats: str) -> int | None:
    clock = Clock("time", formats, None)
    found = Times(clock, Context(UTC, WHOLE), {}, lambda: iter(())).read(text)
    return None if found is None else found.time


@pytest.mark.parametrize(
    ("text", "format_", "extra"),
    [
        ("2026-03-05T09:14:07Z", "iso8601", 0),
        ("2026-03-05 09:14:07", "iso8601", 0),
        ("20260305T091407Z", "iso8601", 0),
        ("2026-03-05T10:14:07.25+01:00", "iso8601", 250_000),
        ("2026-03-05T04:14:07,123456789-0500", "iso8601", 123_456),
        ("Mar  5 09:14:07", "syslog", 0),
        ("1772702047", "epoch", 0),
        ("1772702047.5", "epoch", 500_000),
        ("1772702047123", "epoch_ms", 123_000),
        ("1772702047123.4", "epoch_ms", 123_400),
        ("1772702047123456", "epoch_us", 123_456),
        ("1772702047123456789", "epoch_ns", 123_456),
        ("05/Mar/2026:10:14:07 +0100", "%d/%b/%Y:%H:%M:%S %z", 0),
        ("Thu 05/March/26 09:14:07.000123 AM +00:00", ODD, 123),
        ("thu 05/march/26 09:14:07.000123 am z", ODD, 123),
        ("20260305091407", "%Y%m%d%H%M%S", 0),
        ("2026-03-05 09:14:07 GMT", "%F %T %Z", 0),
        ("@1772702047.25", "@%s.%L", 250_000),
        ("5.3.2026 9:14:07 100%", "%e.%m.%Y %k:%M:%S 100%%", 0),
    ],
)
def test_a_time(text, format_, extra):
    assert _read(text, format_) == WHOLE + extra


@pytest.mark.parametrize(
    ("text", "hour"), [("12:00 AM", 0), ("12:00 PM", 12), ("1:00 AM", 1), ("11:00 pm", 23)]
)
def test_half_days(text, hour):
    found = _read(f"2026-03-05 {text}", "%Y-%m-%d %I:%M %p")
    assert found == int(datetime(2026, 3, 5, hour, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(("text", "year"), [("68", 2068), ("69", 1969 + 100), ("70", 1970)])
def test_years_of_two_digits(text, year):
    found = _read(f"{text}-01-01 00:00", "%y-%m-%d %H:%M")
    expected = int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert found == (None if text == "69" else expected)


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("2026-02-30T09:14:07Z", "iso8601"),
        ("2026-03-05T25:14:07Z", "iso8601"),
        ("2026-03-05", "iso8601"),
        ("5/13/2026 09:14", "%d/%m/%Y %H:%M"),
        ("5/3/2026 29:14", "%d/%m/%Y %H:%M"),
        ("999999999999999999", "epoch"),
        ("-1", "epoch"),
        ("١٧٧٢٧٠٢٠٤٧", "epoch"),
    ],
)
def test_no_time(text, format_):
    assert _read(text, format_) is None


def test_the_first_format_that_fits():
    assert _read("1772702047", "iso8601", "%Y %m %d %H:%M", "epoch") == WHOLE


def test_a_second_too_many_is_the_last_of_its_minute():
    assert _read("2026-03-05T09:14:60Z", "iso8601") == WHOLE + 53 * 1_000_000 - 1


@pytest.mark.parametrize("format_", [*NAMED, ODD, "%Y%m%d%H%M%S"])
@given(text=st.text(max_size=40))
def test_any_text_is_a_time_or_none(format_, text):
    assert isinstance(_read(text, format_), int | None)


def test_a_format_that_is_none():
    with pytest.raises(ValueError, match="there is no directive '%Q'"):
        reading("%Y %Q")
