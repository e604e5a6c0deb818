"""Web servers' lines in a log that takes what all programs say."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from store.formats.builtin.system_auth import FORMAT
from store.formats.clock import microseconds
from store.formats.registry import detect
from store.model import Context, Outcome, Parse, Record

CONTEXT = Context(UTC, microseconds(datetime(2025, 6, 1, tzinfo=UTC)), host="here")
BEGIN = "Mar  9 05:00:00 web1"
FAILED = f"{BEGIN} sshd[5]: Failed password for amy from 192.0.2.1 port 22 ssh2"
ERROR = (
    f"{BEGIN} httpd[7]: [auth_basic:error] [pid 8] [client 192.0.2.2:50229] AH01617: user kim:"
    ' authentication failure for "/": Password Mismatch'
)
REQUEST = (
    f'{BEGIN} apache2[7]: 192.0.2.3 - kim [09/Mar/2025:05:00:01 +0000] "GET /x HTTP/1.1" 401 5'
)
OTHER = f"{BEGIN} httpd[7]: Server configured, listening on: port 80"


def read(*lines: str, times: int = 1) -> Sequence[Record]:
    data = "".join(f"{line}\n" for line in lines * times).encode()
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True).records


@pytest.mark.parametrize(("hour", "second"), [("00:50:01", 0), ("01:50:01", 3600)])
def test_the_envelope_tells_the_two_hours_of_an_autumn_night_apart(hour, second):
    begin = f"2025-10-26T{hour}+00:00 web1"
    line = f"{begin} httpd[7]: [Sun Oct 26 02:50:00 2025] [error] [client 192.0.2.2] no such file"
    berlin = CONTEXT._replace(zone=ZoneInfo("Europe/Berlin"))
    reader = FORMAT.open(berlin, {}, lambda: iter([line.encode()]))
    (record,) = reader.read(f"{line}\n".encode(), 0, at_end=True, take_rest=True).records
    first = microseconds(datetime(2025, 10, 26, 0, 50, tzinfo=UTC))
    assert record.time == first + second * 1_000_000


def test_an_error_is_read_as_in_its_own_log():
    record = read(FAILED, ERROR)[1]
    assert (record.kind.dataset, record.kind.code, record.kind.action) == (
        *("apache.error", "AH01617", "login"),
    )
    assert record.fields["source.ip"] == "192.0.2.2"
    assert (record.fields["host.name"], record.fields["process.pid"]) == ("web1", 8)
    assert (record.raw, record.time) == (ERROR.encode(), read(FAILED)[0].time)


def test_a_request_is_read_as_in_its_own_log():
    record = read(FAILED, REQUEST)[1]
    assert (record.kind.dataset, record.kind.outcome) == ("apache.access", Outcome.FAILURE)
    assert (record.fields["user.name"], record.fields["host.name"]) == ("kim", "web1")
    assert record.kind.status == 401
    assert record.raw == REQUEST.encode()


def test_what_a_server_says_otherwise_is_its_message():
    record = read(FAILED, OTHER)[1]
    assert (record.kind.dataset, record.kind.parse) == ("system.auth", Parse.HEADER)


def test_what_is_repeated_is_what_the_server_said():
    repeated = read(FAILED, ERROR, f"{BEGIN} last message repeated 3 times")[2]
    assert (repeated.kind.action, repeated.weight) == (None, 3)


def test_a_long_log_is_read_in_the_same_way():
    lines = (FAILED, ERROR, REQUEST, OTHER, *[FAILED] * 20)
    records = read(*lines, times=1000)
    short = read(*lines)
    assert [each.kind for each in records[24 * 500 : 24 * 501]] == [each.kind for each in short]
    assert records[24 * 500 + 1].fields == short[1].fields


@pytest.mark.parametrize("lines", [(FAILED, ERROR, ERROR, ERROR), (FAILED, *[REQUEST] * 5, ERROR)])
def test_a_log_with_lines_of_others_is_one_of_all_programs(lines: Sequence[str]):
    found = detect("".join(f"{line}\n" for line in lines).encode())
    assert found is not None
    assert found.name == "system.auth"


@pytest.mark.parametrize(("line", "name"), [(ERROR, "apache.error"), (REQUEST, "apache.access")])
def test_a_log_of_a_server_alone_is_its_own(line: str, name: str):
    found = detect(f"{line}\n".encode() * 5)
    assert found is not None
    assert found.name == name
