"""The error log through syslog (formats.md 2.2, first of the cases seen)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from store.formats.builtin.apache_error import FORMAT
from store.formats.interface import State
from store.model import Context, Parse, Record, TimeFlag

LATER = int(datetime(2025, 6, 1, tzinfo=UTC).timestamp()) * 1_000_000
MOMENT = int(datetime(2025, 3, 9, 5, 0, 0, tzinfo=UTC).timestamp()) * 1_000_000
CONTEXT = Context(zone=UTC, reference=LATER)
OLD = "Mar  9 05:00:00 web1 httpd[22034]: "
NEW = "2025-03-09T06:00:00.123456+01:00 web1 apache2[22034]: "
TEXT = "[authz_core:error] [client 192.0.2.1:50229] AH01630: client denied by server configuration"
ASSUMED = TimeFlag.YEAR_ASSUMED | TimeFlag.ZONE_ASSUMED


def read_all(text: str, state: State | None = None) -> Sequence[Record]:
    data = text.encode()
    reader = FORMAT.open(CONTEXT, state or {}, lambda: iter([data]))
    return reader.read(data, 0, at_end=True, take_rest=True).records


def read_one(line: str) -> Record:
    (record,) = read_all(line)
    return record


@pytest.mark.parametrize(
    ("header", "time", "flags"),
    [
        (OLD, MOMENT, ASSUMED),
        ("<187>" + OLD, MOMENT, ASSUMED),
        ("Mar 09 05:00:00 web1 httpd: ", MOMENT, ASSUMED),
        ("Mar  9 05:00:00.5 web1 my-site[1]: ", MOMENT + 500_000, ASSUMED),
        (NEW, MOMENT + 123_456, 0),
    ],
)
def test_header_gives_time_and_host(header, time, flags):
    record = read_one(header + TEXT)
    assert (record.time, record.time_flags) == (time, flags)
    assert record.fields["host.name"] == "web1"


def test_everything_else_is_read_as_without_header():
    record = read_one(OLD + TEXT)
    assert record.raw == (OLD + TEXT).encode()
    assert (record.kind.parse, record.kind.module, record.kind.code, record.kind.action) == (
        Parse.FULL,
        "authz_core",
        "AH01630",
        "access-denied",
    )
    assert record.fields == {
        "host.name": "web1",
        "process.pid": 22034,
        "source.ip": "192.0.2.1",
        "source.port": 50229,
        "message": "client denied by server configuration",
    }


def test_own_time_and_process_come_first():
    line = "Mar  9 07:00:00 web1 logger[9]: [Sun Mar 09 05:00:00 2025] [core:info] [pid 7] x"
    record = read_one(line)
    assert (record.time, record.time_flags) == (MOMENT, TimeFlag.ZONE_ASSUMED)
    assert record.fields["process.pid"] == 7


def test_each_line_is_a_record_of_its_own():
    first, second = read_all(f"{OLD}{TEXT}\n{OLD}PHP   1. {{main}}() /srv/www/x.php:0\n")
    assert first.kind.parse is Parse.FULL
    assert (second.kind.parse, second.time) == (Parse.HEADER, MOMENT)
    assert second.fields["message"] == "PHP   1. {main}() /srv/www/x.php:0"


def test_line_with_header_continues_no_record():
    first, second = read_all(f"[Sun Mar 09 05:00:00 2025] [error] a\n{OLD}{TEXT}\n")
    assert first.fields["message"] == "a"
    assert second.fields["source.ip"] == "192.0.2.1"


def test_dated_text_of_a_program_continues_the_record():
    (record,) = read_all("[Sun Mar 09 05:00:00 2025] [error] a\nMar  9 05:00:00 web1 app: b\n")
    assert record.raw.endswith(b"app: b")


def test_state_carries_the_year():
    reader = FORMAT.open(CONTEXT, {}, lambda: iter([b"Dec 31 05:00:00 web1 httpd: [error] x\n"]))
    line = b"Dec 31 05:00:00 web1 httpd: [error] x\n"
    (first,) = reader.read(line, 0, at_end=True, take_rest=True).records
    (second,) = read_all("Jan  1 05:00:00 web1 httpd: [error] x\n", reader.state())
    assert first.time is not None
    assert second.time == first.time + 24 * 3600 * 1_000_000
