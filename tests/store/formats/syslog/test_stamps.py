"""The instants of syslog time stamps, with and without year."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.formats.clock import microseconds
from store.formats.syslog.envelopes.header import MONTHS
from store.formats.syslog.envelopes.splitting import split
from store.formats.syslog.envelopes.stamps import Stamps
from store.formats.syslog.envelopes.years import walk
from store.model import Context, TimeFlag

ZURICH = ZoneInfo("Europe/Zurich")
NEW_YORK = ZoneInfo("America/New_York")
REFERENCE = datetime(2024, 6, 1, tzinfo=UTC)
DAY = 24 * 3600


def resolve(
    stamps: list[str], reference: datetime = REFERENCE, zone: tzinfo = UTC
) -> list[tuple[datetime, TimeFlag] | None]:
    """The instants of a source's stamps."""
    source = "".join(f"{stamp} web1 su: x\n" for stamp in stamps).encode()
    resolver = Stamps(Context(zone, microseconds(reference)), {}, lambda: iter([source]))
    out: list[tuple[datetime, TimeFlag] | None] = []
    for stamp in stamps:
        header = split(f"{stamp} web1 su: x")
        instant = resolver.read(header) if header else None
        moment = datetime(1970, 1, 1, tzinfo=UTC)
        out.append(
            instant and (moment + timedelta(microseconds=instant.time), TimeFlag(instant.flags))
        )
    return out


def years(stamps: list[str], reference: datetime = REFERENCE) -> list[int | None]:
    """The years of a source's stamps."""
    return [found and found[0].year for found in resolve(stamps, reference)]


@pytest.mark.parametrize(
    ("stamp", "expected", "flags"),
    [
        ("2024-03-03T10:11:12Z", "2024-03-03T10:11:12+00:00", 0),
        ("2024-03-03T10:11:12z", "2024-03-03T10:11:12+00:00", 0),
        ("2024-03-03T10:11:12.5+01:00", "2024-03-03T09:11:12.500000+00:00", 0),
        ("2024-03-03T10:11:12.1234567-0130", "2024-03-03T11:41:12.123456+00:00", 0),
        ("2024-03-03 10:11:12+02", "2024-03-03T08:11:12+00:00", 0),
        ("2024-07-03 10:11:12,250", "2024-07-03T08:11:12.250000+00:00", TimeFlag.ZONE_ASSUMED),
        (
            "Mar  3 10:11:12",
            "2024-03-03T09:11:12+00:00",
            TimeFlag.ZONE_ASSUMED | TimeFlag.YEAR_ASSUMED,
        ),
        ("Mar 3 10:11:12.25", "2024-03-03T09:11:12.250000+00:00", 3),
        ("Mar  3 2021 10:11:12", "2021-03-03T09:11:12+00:00", TimeFlag.ZONE_ASSUMED),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999+00:00", TimeFlag.LEAP_SECOND),
        ("Mar 31 02:30:00", "2024-03-31T01:30:00+00:00", 3 | TimeFlag.NONEXISTENT),
    ],
)
def test_a_stamp(stamp, expected, flags):
    assert resolve([stamp], zone=ZURICH) == [(datetime.fromisoformat(expected), flags)]


@pytest.mark.parametrize(
    "stamp",
    [
        "Feb 30 10:00:00",
        "Apr 31 10:00:00",
        "Mar  0 10:00:00",
        "2023-02-29T10:00:00Z",
        "2024-13-01T10:00:00Z",
        "0000-01-01T10:00:00Z",
        "1969-12-31T10:00:00Z",
    ],
)
def test_a_date_that_no_calendar_has(stamp):
    assert resolve([stamp]) == [None]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (["May 30 10:00:00"], [2024]),
        (["Jun  2 00:00:00"], [2024]),
        (["Jun  2 00:01:00"], [2023]),
        (["Jul  1 10:00:00"], [2023]),
        (["Dec 31 23:59:59", "Jan  1 00:00:00"], [2023, 2024]),
        (["Nov  3 10:00:00", "Feb  3 10:00:00", "Nov  3 10:00:00"], [2022, 2023, 2023]),
        (["Feb 21 10:00:00", "Feb 19 10:00:00", "Feb 24 10:00:00"], [2024, 2024, 2024]),
        (
            ["Dec 31 10:00:00", "Jan  1 10:00:00", "Dec 31 11:00:00", "Jan  1 11:00:00"],
            [2023, 2024, 2023, 2024],
        ),
        (["Jun 20 10:00:00", "May  1 10:00:00"], [2023, 2024]),
        (["Feb 29 10:00:00", "Dec  1 10:00:00"], [2020, 2020]),
        (["Feb 29 10:00:00", "Feb  1 10:00:00"], [2024, 2024]),
        (["Dec  1 10:00:00", "Feb 29 10:00:00"], [2023, 2024]),
    ],
)
def test_the_year_follows_from_the_last_stamp(stamps, expected):
    assert years(stamps) == expected


@pytest.mark.parametrize(
    ("stamp", "year"),
    [
        *((f"{month} 14 11:00:00", 2005) for month in ("Jun", "Jul", "Aug")),
        *((f"{month} 14 11:00:00", 2004) for month in ("Nov", "Dec")),
        ("Aug 15 11:59:59", 2005),
        ("Aug 15 12:01:00", 2004),
    ],
)
def test_years_as_fail2ban_has_them(stamp, year):
    """formats.md 2.3, no-year rule: a reference of 14 August 2005, noon in Zurich."""
    (found,) = resolve([stamp], datetime(2005, 8, 14, 10, tzinfo=UTC), ZURICH)
    assert found is not None
    assert found[0].astimezone(ZURICH).year == year


def test_disorder_within_a_file_is_no_new_year():
    """formats.md 2.3, no-year rule: jumps back by hours and by days."""
    stamps = ["Sep 13 03:12:04", "Sep 13 01:25:39", "Sep 13 03:46:03", "Jul 13 03:13:16"]
    assert years(stamps, datetime(2024, 10, 1, tzinfo=UTC)) == [2024] * 4


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (["déc. 31 10:00:00", "janv. 1 10:00:00"], [2023, 2024]),
        (["Dez 31 10:00:00", "Jan  1 10:00:00"], [2023, 2024]),
        (["août 19 11:08:37"], [2023]),
    ],
)
def test_the_year_turns_in_every_language(stamps, expected):
    assert years(stamps) == expected


@pytest.mark.parametrize(
    ("stamp", "expected", "flags"),
    [
        ("Sun 2024-03-03 10:11:12 CET", "2024-03-03T09:11:12+00:00", 0),
        ("Wed 2024-07-03 10:11:12 CEST", "2024-07-03T08:11:12+00:00", 0),
        ("Sun 2024-10-27 02:30:00 CEST", "2024-10-27T00:30:00+00:00", 0),
        ("Sun 2024-10-27 02:30:00 CET", "2024-10-27T01:30:00+00:00", 0),
        ("Sun 2024-03-03 10:11:12 UTC", "2024-03-03T10:11:12+00:00", 0),
        ("Sun 2024-03-03 10:11:12 +03", "2024-03-03T07:11:12+00:00", 0),
        ("Wed 2024-07-03 10:11:12 EDT", "2024-07-03T14:11:12+00:00", 0),
        ("Wed 2024-07-03 10:11:12 JST", "2024-07-03T01:11:12+00:00", 0),
        ("Sun 2024-03-03 10:11:12 IST", "2024-03-03T09:11:12+00:00", TimeFlag.ZONE_ASSUMED),
        ("1709457072.123456", "2024-03-03T09:11:12.123456+00:00", 0),
    ],
)
def test_zones_and_times_of_journalctl(stamp, expected, flags):
    """formats.md 2.3, journalctl."""
    text = f"{stamp} web1 su[1]: x"
    header = split(text)
    assert header is not None
    context = Context(ZURICH, microseconds(REFERENCE))
    instant = Stamps(context, {}, lambda: iter([text.encode()])).read(header)
    assert instant == (microseconds(datetime.fromisoformat(expected)), flags)


def test_a_dated_stamp_fixes_the_years_before_it():
    stamps = ["Nov  3 10:00:00", "Dec  3 10:00:00", "2022-01-05T10:00:00Z", "Feb  1 10:00:00"]
    assert years(stamps) == [2021, 2021, 2022, 2022]


def test_many_turns_of_the_year_stay_within_the_calendar():
    found = years(["Dec  1 10:00:00", "Jan  1 10:00:00"] * 100)
    assert min(year for year in found if year) >= 1970
    assert found[-1] == 2024


@pytest.mark.parametrize("reference", [-(10**18), 0, 10**18])
def test_any_reference_is_taken(reference):
    header = split("Jan  1 10:00:00 web1 su: x")
    assert header is not None
    assert Stamps(Context(UTC, reference), {}, lambda: iter(())).read(header) is not None


def test_the_same_hour_of_another_year_is_another_hour():
    hour = ["Jan  3 10:00:00", "Jan  3 10:01:00", "Jan  3 10:02:00"]
    assert years([*hour, *["Dec  3 10:00:00"] * 3, *hour]) == [2023] * 6 + [2024] * 3


def test_an_hour_in_which_the_clock_changes_is_read_minute_by_minute():
    stamps = [f"Mar 31 {clock}:00" for clock in ("01:58", "01:59", "02:00", "02:30", "03:00")]
    found = resolve(stamps, datetime(2024, 6, 1, tzinfo=UTC), ZURICH)
    assert [moment and moment[0].strftime("%H:%M") for moment in found] == [
        "00:58",
        "00:59",
        "01:00",
        "01:30",
        "01:00",
    ]
    assert [TimeFlag.NONEXISTENT in moment[1] for moment in found if moment] == [
        *(False, False, True, True, False)
    ]


@given(
    st.lists(
        st.datetimes(datetime.fromisoformat("2024-03-30"), datetime.fromisoformat("2024-04-01"))
        | st.datetimes(datetime.fromisoformat("2024-11-03"), datetime.fromisoformat("2024-11-04")),
        max_size=20,
    )
)
def test_minutes_of_an_hour_follow_from_it_as_if_each_were_read(moments):
    """Within hours and across changes of the clock; a dated stamp between forgets the hour."""
    other = split("1999-01-01T00:00:00Z web1 su: x")
    assert other is not None
    context = Context(NEW_YORK, microseconds(datetime(2024, 12, 1, tzinfo=UTC)))
    plain, parted = (Stamps(context, {}, lambda: iter(())) for _ in range(2))
    for moment in moments:
        header = split(f"{moment:%b %d %Y %H:%M:%S} web1 su: x")
        assert header is not None
        last = parted.state()["last"]
        parted.read(other)
        if last is not None:
            parted.passed(last, 1)
        assert parted.read(header) == plain.read(header)


def test_a_repeated_hour_is_told_by_the_order_of_the_lines():
    stamps = [f"Nov  3 {clock}" for clock in ("01:59:14", "01:24:56", "01:24:50", "02:08:19")]
    found = resolve(stamps, datetime(2024, 11, 20, tzinfo=UTC), NEW_YORK)
    assert [moment and moment[0].strftime("%H:%M:%S") for moment in found] == [
        "05:59:14",
        "06:24:56",
        "06:24:50",
        "07:08:19",
    ]
    assert [TimeFlag.AMBIGUOUS in moment[1] for moment in found if moment] == [True] * 3 + [False]


def test_seconds_out_of_order_do_not_put_the_clock_back():
    stamps = ["Nov  3 01:30:05", "Nov  3 01:30:04", "Nov  3 01:31:00"]
    found = resolve(stamps, datetime(2024, 11, 20, tzinfo=UTC), NEW_YORK)
    assert [moment[0].hour for moment in found if moment] == [5, 5, 5]


def test_a_later_reader_goes_on_with_the_year():
    first = split("Dec 31 10:00:00 web1 su: x")
    second = split("Jan  1 10:00:00 web1 su: x")
    assert first is not None
    assert second is not None
    context = Context(UTC, microseconds(REFERENCE))
    begun = Stamps(context, {"year": 2020, "day": 365, "last": 0}, lambda: iter(()))
    begun.read(first)
    resumed = Stamps(context, begun.state(), lambda: iter(()))
    instant = resumed.read(second)
    assert instant is not None
    assert instant.time == microseconds(datetime(2021, 1, 1, 10, tzinfo=UTC))


def test_a_later_reader_does_not_run_ahead_of_the_reference():
    context = Context(UTC, microseconds(REFERENCE))
    header = split("Jan  1 10:00:00 web1 su: x")
    assert header is not None
    instant = Stamps(context, {"year": 2024, "day": 365, "last": 0}, lambda: iter(())).read(header)
    assert instant is not None
    assert instant.time == microseconds(datetime(2024, 1, 1, 10, tzinfo=UTC))


@given(
    st.datetimes(datetime.fromisoformat("2015-01-01"), datetime.fromisoformat("2020-01-01")),
    st.lists(st.integers(0, 170 * DAY), max_size=8),
)
@example(datetime.fromisoformat("2015-01-01"), [0] * 5 + [15 * DAY, 149 * DAY, 170 * DAY])
def test_dates_in_order_with_gaps_below_half_a_year_are_found_again(first, gaps):
    moments = [first]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(seconds=gap))
    stamps = [f"{MONTHS[m.month - 1]} {m.day:2} {m:%H:%M:%S}" for m in moments]
    assert years(stamps, moments[-1].replace(tzinfo=UTC)) == [m.year for m in moments]


@given(
    st.lists(st.sampled_from(["Dec 31", "Jan  1", "Jul  1", "Feb 29"]), max_size=12),
    st.integers(1, 30),
)
def test_pieces_make_no_difference_to_the_walk(days, size):
    source = "".join(f"{day} 10:00:00 web1 su: hello\n" for day in days).encode()
    pieces = [source[at : at + size] for at in range(0, len(source), size)]
    assert walk(iter(pieces), 151) == walk(iter([source]), 151)
