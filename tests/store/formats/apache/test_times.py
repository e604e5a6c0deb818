"""LogFormat strings: times (formats.md 2.1, `%{msec}t` and `:60` seconds)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.apache.logformat import log_format
from store.formats.apache.times import moment_of, time_pattern
from store.model import TimeFlag
from tests.store.formats.apache.test_access import CONTEXT, MOMENT

ASSUMED = TimeFlag.ZONE_ASSUMED


def read(text: str, line: str) -> tuple[int | None, int]:
    reader = log_format(text).open(CONTEXT, {}, lambda: iter(()))
    (record,) = reader.read(line.encode(), 0, at_end=True, take_rest=True).records
    return record.time, record.time_flags


@pytest.mark.parametrize(
    ("text", "line", "time", "flags"),
    [
        ("%t", "[09/Mar/2025:06:25:14 +0100]", 0, 0),
        ("%{}t", "[09/Mar/2025:06:25:14 +0100]", 0, 0),
        ("%{sec}t", "1741497914", 0, 0),
        pytest.param("%{msec}t", "1741497914103", 103_000, 0, id="2.1 msec"),
        ("%{usec}t", "1741497914103786", 103_786, 0),
        ("%{sec}t.%{msec_frac}t", "1741497914.103", 103_000, 0),
        ("%{begin:sec}t.%{begin:usec_frac}t", "1741497914.103786", 103_786, 0),
        (
            "%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t",
            "09/Mar/2025 06:25:14.103 +0100",
            103_000,
            0,
        ),
        ("%t %{usec_frac}t", "[09/Mar/2025:06:25:14 +0100] 103786", 103_786, 0),
        ("%{%F %T}t", "2025-03-09 06:25:14", 0, ASSUMED),
        ("%{%FT%T%z}t", "2025-03-09T06:25:14+0100", 0, 0),
        ("%{%FT%TZ}t", "2025-03-09T06:25:14Z", 0, ASSUMED),
        ("%{%F %T %Z}t", "2025-03-09 05:25:14 UTC", 0, 0),
        ("%{%F %T %Z}t", "2025-03-09 06:25:14 CET", 0, ASSUMED),
        ("%{%c}t", "Sun Mar  9 06:25:14 2025", 0, ASSUMED),
        ("%{%D %r}t", "03/09/25 06:25:14 AM", 0, ASSUMED),
        ("%{%y%j%k%M%S}t", "25068 62514", 0, ASSUMED),
        ("%{%A %e %B %C%y %l:%M:%S %P}t", "Sunday  9 March 2025  6:25:14 am", 0, ASSUMED),
        ("%{%s}t", "1741497914", 0, 0),
        ("%{%Y%%%m%%%d %R}t", "2025%03%09 06:25", -14_000_000, ASSUMED),
        ("%{end:sec}t %{begin:sec}t", "1741497999 1741497914", 0, 0),
        ("%{end:sec}t", "1741497914", 0, 0),
        pytest.param(
            "%{%F %T}t.%{msec_frac}t",
            "2025-03-09 06:25:60.500",
            45_999_999,
            ASSUMED | TimeFlag.LEAP_SECOND,
            id="2.1 leap second",
        ),
    ],
)
def test_time(text, line, time, flags):
    assert read(text, line) == (MOMENT + time, flags)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("%t", "-"),
        ("%t", "[31/Feb/2025:06:25:14 +0100]"),
        ("%t", "[09/Mar/2025:06:25:14 +9900]"),
        ("%{%T}t", "06:25:14"),
        ("%{msec_frac}t", "103"),
        ("%{usec}t", "999999999999999999"),
        ("%{%Y %j %T}t", "2025 999 06:25:14"),
        ("%h", "192.0.2.1"),
    ],
)
def test_no_time(text, line):
    assert read(text, line) == (None, 0)


def test_repeated_hour_goes_by_the_record_before():
    reader = log_format("%{%F %T}t").open(CONTEXT, {}, lambda: iter(()))
    data = b"2025-10-26 02:59:00\n"
    (first,) = reader.read(data, 0, at_end=True, take_rest=True).records
    later = log_format("%{%F %T}t").open(CONTEXT, reader.state(), lambda: iter(()))
    (second,) = later.read(b"2025-10-26 02:10:00", 20, at_end=True, take_rest=True).records
    assert first.time is not None
    assert second.time == first.time + 11 * 60_000_000


@pytest.mark.parametrize("text", ["%Q", "%", "x %i"])
def test_unknown_code_is_no_time(text):
    assert time_pattern(text) is None


@given(
    st.dictionaries(
        st.sampled_from(["year", "month", "day", "hour", "minute", "second", "day_of_year"]),
        st.integers(0, 9999).map(str),
    )
)
def test_any_numbers_make_a_time_or_none(said):
    moment = moment_of(said)
    assert moment is None or moment.flags in (0, TimeFlag.LEAP_SECOND)
