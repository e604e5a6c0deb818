"""The access log: what each usual line says."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from store.formats.builtin.apache_access import FORMAT
from store.model import Context, Outcome, Parse, Record, TimeFlag

CONTEXT = Context(zone=ZoneInfo("Europe/Berlin"), reference=0)
TIME = "[09/Mar/2025:06:25:14 +0100]"
MOMENT = int(datetime(2025, 3, 9, 5, 25, 14, tzinfo=UTC).timestamp()) * 1_000_000


def read_all(data: bytes, context: Context = CONTEXT) -> Sequence[Record]:
    reader = FORMAT.open(context, {}, lambda: iter(()))
    return reader.read(data, 0, at_end=True, take_rest=True).records


def read_one(line: str | bytes, context: Context = CONTEXT) -> Record:
    (record,) = read_all(line if isinstance(line, bytes) else line.encode(), context)
    return record


def test_sample_is_read_in_full():
    assert {record.kind.parse for record in read_all(FORMAT.sample)} == {Parse.FULL}


def test_common_line():
    record = read_one(f'192.0.2.1 - kim {TIME} "GET /a?b=c HTTP/1.1" 200 512')
    assert record.fields == {
        "source.ip": "192.0.2.1",
        "user.name": "kim",
        "url.path": "/a",
        "url.query": "b=c",
        "http.response.body.bytes": 512,
    }


def test_combined_line_has_referer_and_agent():
    record = read_one(f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5 "http://example.com/" "curl/8"')
    assert record.fields["http.request.referrer"] == "http://example.com/"
    assert record.fields["user_agent.original"] == "curl/8"


def test_dashes_are_stored_nowhere():
    record = read_one(f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 304 - "-" "-"')
    assert record.fields == {"source.ip": "192.0.2.1", "url.path": "/"}


def test_kind():
    kind = read_one(f'192.0.2.1 - - {TIME} "PROPFIND /dav HTTP/1.0" 207 5').kind
    assert (kind.dataset, kind.parse, kind.category, kind.action) == (
        "apache.access",
        Parse.FULL,
        "web",
        "http-request",
    )
    assert (kind.method, kind.version, kind.status) == ("PROPFIND", "1.0", 207)


@pytest.mark.parametrize(
    ("status", "number", "outcome"),
    [
        ("200", 200, Outcome.SUCCESS),
        ("399", 399, Outcome.SUCCESS),
        ("400", 400, Outcome.FAILURE),
        ("503", 503, Outcome.FAILURE),
        ("-", None, Outcome.UNKNOWN),
    ],
)
def test_outcome_comes_from_the_status(status, number, outcome):
    kind = read_one(f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" {status} 5').kind
    assert (kind.status, kind.outcome, kind.parse) == (number, outcome, Parse.FULL)


def test_same_kind_is_the_same_object():
    line = f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5\n'.encode()
    first, second = read_all(line * 2)
    assert first.kind is second.kind


def test_fields_are_not_shared_between_records():
    line = f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5\n'.encode()
    first, second = read_all(line * 2)
    first.fields["url.path"] = "changed"
    assert second.fields["url.path"] == "/"


@pytest.mark.parametrize(
    ("stamp", "moment", "flags"),
    [
        pytest.param("2025-03-09T06:25:14+01:00", MOMENT, 0, id="nginx time_iso8601"),
        ("09/Mar/2025:06:25:14 +0100", MOMENT, 0),
        ("09/Mar/2025:00:25:14 -0500", MOMENT, 0),
        ("9/Mar/2025:06:25:14 +0100", MOMENT, 0),
        ("09/Mar/2025:06:25:14.250 +0100", MOMENT + 250_000, 0),
        ("09/Mar/2025:06:25:14", MOMENT, TimeFlag.ZONE_ASSUMED),
        ("09/Mar/2025:06:25:14 ", MOMENT, TimeFlag.ZONE_ASSUMED),
        ("09/Mar/2025:06:25:60 +0100", MOMENT + 45_999_999, TimeFlag.LEAP_SECOND),
        (
            "09/Mar/2025:06:25:60",
            MOMENT + 45_999_999,
            TimeFlag.LEAP_SECOND | TimeFlag.ZONE_ASSUMED,
        ),
        ("30/Mar/2025:02:30:00", 1_743_298_200_000_000, TimeFlag.NONEXISTENT | 2),
    ],
)
def test_time(stamp, moment, flags):
    record = read_one(f'192.0.2.1 - - [{stamp}] "GET / HTTP/1.1" 200 5')
    assert (record.time, record.time_flags) == (moment, flags)


@pytest.mark.parametrize(
    "stamp",
    [
        "31/Feb/2025:06:25:14 +0100",
        "09/Mär/2025:06:25:14 +0100",
        "09/Xyz/2025:06:25:14 +0100",
        "09/Mar/2025:24:25:14 +0100",
        "09/Mar/2025:06:25:61 +0100",
        "09/Mar/0000:06:25:14 +0100",
        "31/Dec/9999:23:59:59 -2359",
        "01/Jan/0001:00:00:00 +2359",
        "09/Mar/2025:06:25:14 +0199",
    ],
)
def test_impossible_time_is_none(stamp):
    assert read_one(f'192.0.2.1 - - [{stamp}] "GET / HTTP/1.1" 200 5').time is None


def test_repeated_hour_goes_by_the_record_before():
    line = b'192.0.2.1 - - [26/Oct/2025:%b] "GET / HTTP/1.1" 200 5\n'
    data = b"".join(line % clock for clock in (b"02:59:00", b"02:10:00"))
    first, second = read_all(data)
    assert first.time is not None
    assert second.time == first.time + 11 * 60_000_000


def test_state_carries_the_last_time_into_the_repeated_hour():
    line = b'192.0.2.1 - - [26/Oct/2025:%b] "GET / HTTP/1.1" 200 5\n'
    reader = FORMAT.open(CONTEXT, {}, lambda: iter(()))
    (first,) = reader.read(line % b"02:59:00", 0, at_end=True, take_rest=True).records
    later = FORMAT.open(CONTEXT, reader.state(), lambda: iter(()))
    (second,) = later.read(line % b"02:10:00", 99, at_end=True, take_rest=True).records
    assert first.time is not None
    assert second.time == first.time + 11 * 60_000_000


@pytest.mark.parametrize(
    "line",
    ["", "192.0.2.1 - - GET / 200", "Bad line", f"192.0.2.1 - - {TIME}", "\0" * 50, "[section]"],
)
def test_line_that_does_not_fit_is_kept_unparsed(line):
    data = (line + "\n").encode()
    assert [
        (record.raw, record.kind.dataset, record.kind.parse, record.fields, record.time)
        for record in read_all(data)
    ] == [(line.encode(), "apache.access", Parse.NONE, {}, None)] * bool(line)


def test_error_line_among_access_lines_is_an_error_record():
    line = (
        "[Sun Mar 09 06:25:14 2025] [core:error] [pid 7] [client 192.0.2.9:80] AH00126: Invalid URI"
    )
    record = read_one(line)
    assert (record.kind.dataset, record.kind.code) == ("apache.error", "AH00126")
    assert record.fields["source.ip"] == "192.0.2.9"


def test_offsets_and_raw_are_those_of_the_file():
    data = b'junk\r\n\r\n192.0.2.1 - - [x]\n\n192.0.2.2 "'
    assert [(record.offset, record.raw) for record in read_all(data)] == [
        (0, b"junk"),
        (8, b"192.0.2.1 - - [x]"),
        (27, b'192.0.2.2 "'),
    ]


def test_host_of_the_context_is_added():
    context = Context(zone=UTC, reference=0, host="web1")
    fast = read_one(f'192.0.2.1 - - {TIME} "GET / HTTP/1.1" 200 5', context)
    odd = read_one(f'192.0.2.1 - - {TIME} "GET /\\" HTTP/1.1" 200 5', context)
    assert [fast.fields["host.name"], odd.fields["host.name"]] == ["web1", "web1"]
