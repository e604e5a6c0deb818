"""The error log: envelopes, addresses and messages (formats.md 2.2)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from store.formats.builtin.apache_error import FORMAT
from store.model import Context, Outcome, Parse, Record, TimeFlag

CONTEXT = Context(zone=ZoneInfo("Europe/Berlin"), reference=0)
NEW = "[Sun Mar 09 06:25:14.103786 2025]"
OLD = "[Sun Mar 09 06:25:14 2025]"
MOMENT = int(datetime(2025, 3, 9, 5, 25, 14, tzinfo=UTC).timestamp()) * 1_000_000
CLIENT = {"source.ip": "192.0.2.1", "source.port": 50229}


def read_all(data: bytes) -> Sequence[Record]:
    reader = FORMAT.open(CONTEXT, {}, lambda: iter(()))
    return reader.read(data, 0, at_end=True, take_rest=True).records


def read_one(line: str) -> Record:
    (record,) = read_all(line.encode())
    return record


def test_sample_is_read_in_full():
    assert [record.kind.parse for record in read_all(FORMAT.sample)] == [Parse.FULL] * 3


def test_line_of_2_4():
    record = read_one(
        f"{NEW} [auth_basic:error] [pid 10:tid 140120579262208] [client 192.0.2.1:50229]"
        " AH01618: user kim not found: /, referer: http://example.com/"
    )
    assert record.fields == {
        **CLIENT,
        "process.pid": 10,
        "process.thread.id": 140120579262208,
        "user.name": "kim",
        "message": "user kim not found: /",
        "http.request.referrer": "http://example.com/",
    }
    kind = record.kind
    assert (kind.level, kind.module, kind.code) == ("error", "auth_basic", "AH01618")
    assert (kind.dataset, kind.parse) == ("apache.error", Parse.FULL)


def test_line_of_2_2():
    record = read_one(f"{OLD} [error] [client 192.0.2.1] File does not exist: /srv/www/x")
    assert record.fields == {
        "source.ip": "192.0.2.1",
        "message": "File does not exist: /srv/www/x",
    }
    assert (record.kind.level, record.kind.module) == ("error", None)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("Sun Mar 09 06:25:14.103786 2025", MOMENT + 103_786),
        ("Sun Mar 09 06:25:14 2025", MOMENT),
        ("Sun Mar  9 06:25:14 2025", MOMENT),
        ("2025-03-09 06:25:14.103786", MOMENT + 103_786),
        ("2025-03-09T06:25:14", MOMENT),
        ("Sun Mar 09 06:25:14.103786999 2025", MOMENT + 103_786),
        ("Sun Feb 31 06:25:14 2025", None),
        ("Sun Mar 09 06:25:14 0000", None),
    ],
)
def test_time_is_local(stamp, moment):
    record = read_one(f"[{stamp}] [core:notice] [pid 1] AH00094: Command line")
    assert record.time == moment
    assert record.kind.parse is Parse.FULL
    assert record.time_flags == (TimeFlag.ZONE_ASSUMED if moment else 0)


def test_iso_time_with_zone_assumes_nothing():
    record = read_one("[2025-03-09T05:25:14Z] [core:notice] x")
    assert (record.time, record.time_flags) == (MOMENT, 0)


def test_leap_second():
    record = read_one("[Sun Mar 09 06:25:60 2025] [notice] x")
    assert record.time == MOMENT + 45_999_999
    assert record.time_flags & TimeFlag.LEAP_SECOND


def test_repeated_hour_goes_by_the_record_before():
    first, second = read_all(
        b"[Sun Oct 26 02:59:00 2025] [notice] a\n[Sun Oct 26 02:10:00 2025] [notice] b\n"
    )
    assert first.time is not None
    assert second.time == first.time + 11 * 60_000_000


def test_state_carries_the_last_time():
    reader = FORMAT.open(CONTEXT, {}, lambda: iter(()))
    reader.read(f"{OLD} [notice] a\n".encode(), 0, at_end=True, take_rest=True)
    assert reader.state()["inner"]["last"] == MOMENT


def test_missing_time():
    record = read_one("[error] [client 192.0.2.1] Directory index forbidden")
    assert (record.time, record.kind.parse) == (None, Parse.FULL)
    assert record.fields["source.ip"] == "192.0.2.1"


@pytest.mark.parametrize(
    ("bracket", "module", "level"),
    [
        ("[:error]", None, "error"),
        ("[-:warn]", None, "warn"),
        ("[php7:emerg]", "php7", "emerg"),
        ("[rewrite:trace3]", "rewrite", "trace3"),
        ("[notice]", None, "notice"),
    ],
)
def test_module_and_level(bracket, module, level):
    kind = read_one(f"{NEW} {bracket} [pid 1] x").kind
    assert (kind.module, kind.level, kind.parse) == (module, level, Parse.FULL)


def test_time_alone_is_a_header():
    assert read_one(f"{OLD} PHP Warning:  x").kind.parse is Parse.HEADER


@pytest.mark.parametrize("line", ["[section]", "[ERROR] x", "[client 192.0.2.1] x", "plain"])
def test_line_without_envelope_is_unparsed(line):
    record = read_one(line)
    assert (record.kind.parse, record.fields, record.time) == (Parse.NONE, {}, None)
    assert record.raw == line.encode()


@pytest.mark.parametrize(
    "before",
    [
        "",
        "(70014)End of file found: ",
        "(OS 10054)An existing connection was forcibly closed by the remote host.  : ",
        "mod_rewrite.c(470): ",
        "ssl_engine_io.c(1103): (103)Software caused connection abort: ",
    ],
)
@pytest.mark.parametrize("tag", ["client", "remote"])
def test_what_may_stand_before_the_client(before, tag):
    record = read_one(
        f"{NEW} [ssl:info] [pid 1:tid 2] {before}[{tag} 192.0.2.1:50229] AH02006: gone"
    )
    assert record.fields.items() >= CLIENT.items()
    assert (record.fields["message"], record.kind.code) == ("gone", "AH02006")


def test_system_error_is_kept():
    record = read_one(
        f"{NEW} [core:error] [pid 1] (13)Permission denied: [client ::1:50229] AH00035: x"
    )
    assert record.fields["error.message"] == "(13)Permission denied"


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("192.0.2.1:50229", CLIENT),
        ("192.0.2.1", {"source.ip": "192.0.2.1"}),
        ("192.0.2.1:0", {"source.ip": "192.0.2.1"}),
        ("::1:58619", {"source.ip": "::1", "source.port": 58619}),
        ("2001:db8::1:8080", {"source.ip": "2001:db8::1", "source.port": 8080}),
        ("2001:db8:0:0:0:0:0:1", {"source.ip": "2001:db8::1"}),
        ("2001:db8:0:0:0:0:0:1:80", {"source.ip": "2001:db8::1", "source.port": 80}),
        ("[2001:db8::1]:51548", {"source.ip": "2001:db8::1", "source.port": 51548}),
        ("[2001:db8::1]", {"source.ip": "2001:db8::1"}),
        ("::ffff:192.0.2.1:50229", CLIENT),
        ("fe80::1%eth0:50229", {"source.ip": "fe80::1", "source.port": 50229}),
        (
            "monitor.example.com:50229",
            {"source.domain": "monitor.example.com", "source.port": 50229},
        ),
        ("192.0.2.1:99999", {"source.ip": "192.0.2.1"}),
    ],
)
def test_client_of_2_4(address, fields):
    record = read_one(f"{NEW} [core:notice] [client {address}] x")
    assert record.fields == {**fields, "message": "x"}


@pytest.mark.parametrize(
    ("address", "ip"),
    [("2001:db8::1:8080", "2001:db8::1:8080"), ("::1", "::1"), ("2001:db8::5:1", "2001:db8::5:1")],
)
def test_client_of_2_2_has_no_port(address, ip):
    record = read_one(f"{OLD} [error] [client {address}] x")
    assert record.fields == {"source.ip": ip, "message": "x"}


@pytest.mark.parametrize(
    "line",
    [
        f"{OLD} [error] [client 192.0.2.1] File does not exist: /srv/[client 198.51.100.9] x",
        f"{NEW} [security2:error] [pid 1] [client 192.0.2.1:9] [client 198.51.100.9] ModSecurity:",
        f"{NEW} [cgi:error] [pid 1] [client 192.0.2.1:9] AH01215: [client 198.51.100.9] x: /cgi",
        f"{NEW} [core:info] [pid 1] [client 192.0.2.1:9] (1)x: [client 198.51.100.9] AH00001: x",
    ],
)
def test_second_client_never_wins(line):
    assert read_one(line).fields["source.ip"] == "192.0.2.1"


def test_client_inside_the_text_is_nobody():
    record = read_one(f"{NEW} [core:error] [pid 1] AH00001: text [client 198.51.100.9] x")
    assert "source.ip" not in record.fields


def test_escapes_are_undone_but_quotes_are_plain():
    record = read_one(rf'{OLD} [error] [client 192.0.2.1] a\tb \\ "c" \xc3\xa4 \xff \q')
    assert record.fields["message"] == 'a\tb \\ "c" ä \\xff \\q'


def test_last_referer_wins():
    record = read_one(
        f"{OLD} [error] [client 192.0.2.1] a, referer: b, referer: http://example.com/"
    )
    assert record.fields["http.request.referrer"] == "http://example.com/"
    assert record.fields["message"] == "a, referer: b"


def test_outcome_without_failure_is_unknown():
    kind = read_one(f"{NEW} [core:notice] [pid 1] AH00094: Command line").kind
    assert (kind.action, kind.outcome, kind.category) == (None, Outcome.UNKNOWN, "web")


def test_line_of_another_module_has_no_client():
    record = read_one(f"{OLD} [error] mod_jk child workerEnv in error state 6")
    assert record.fields == {"message": "mod_jk child workerEnv in error state 6"}


def test_first_line_longer_than_the_head_is_recognised():
    head = (f"{NEW} [php:error] [pid 1] [client 192.0.2.1:9] " + "a" * 65_536)[:65_536]
    assert FORMAT.score(head.encode()) == 1


def test_same_kind_is_the_same_object():
    first, second = read_all(f"{OLD} [error] a\n{OLD} [error] b\n".encode())
    assert first.kind is second.kind
