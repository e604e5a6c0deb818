"""The access log: every nasty case of formats.md 2.1, told by its own line."""

from datetime import UTC, datetime

import pytest

from store.formats.apache.logformat import log_format
from store.formats.builtin.apache_access import FORMAT
from store.formats.registry import detect
from store.model import Parse, TimeFlag
from tests.store.formats.apache.test_access import CONTEXT, MOMENT, TIME, read_all, read_one

GET = f'192.0.2.1 - - {TIME} "GET / HTTP/1.1"'
HERE = ("source.ip", "192.0.2.1")


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        pytest.param(
            f"192.0.2.1 - - {TIME} "
            r""""GET /?q=1'\"\\'\\\");|]*%00{\xf0\x9f\x92\xa9 HTTP/1.1" 404 5""",
            404,
            ("url.query", "q=1'\"\\'\\\");|]*%00{\U0001f4a9"),
            id="2.1 escaped quotes",
        ),
        pytest.param(
            f'{GET} 404 5 "http://example.com/\\"x" "a"',
            404,
            ("http.request.referrer", 'http://example.com/"x'),
            id="2.1 escaped quote in the referer",
        ),
        pytest.param(
            f'192.0.2.1 - - {TIME} "GET /?t=<script>alert("x")</script> HTTP/1.1" 404 5',
            404,
            ("url.query", 't=<script>alert("x")</script>'),
            id="2.1 bare inner quotes",
        ),
        pytest.param(
            rf'192.0.2.1 - - {TIME} "\x16\x03\x01\x01 \x02" 400 226',
            400,
            ("message", r"\x16\x03\x01\x01 \x02"),
            id="2.1 TLS",
        ),
        pytest.param(
            rf'192.0.2.1 - - {TIME} "Gh0st\xad" 400 226',
            400,
            ("message", r"Gh0st\xad"),
            id="2.1 Gh0st",
        ),
        pytest.param(f'192.0.2.1 - - {TIME} "-" 408 -', 408, HERE, id="2.1 no request"),
        pytest.param(
            f'192.0.2.1 - - {TIME} "-" 408 152 "-" "-"', 408, HERE, id="2.1 no request, size"
        ),
        pytest.param(f"{GET} - -", None, HERE, id="2.1 no status"),
        pytest.param(
            f'2001:db8::1 - - {TIME} "GET / HTTP/1.1" 200 5',
            200,
            ("source.ip", "2001:db8::1"),
            id="2.1 IPv6",
        ),
        pytest.param(
            f'0:0:0:0:0:ffff:c000:201 - - {TIME} "GET / HTTP/1.1" 200 5',
            200,
            HERE,
            id="2.1 mapped IPv6 in long form",
        ),
        pytest.param(
            f'monitoring-server - - {TIME} "GET / HTTP/1.1" 200 5',
            200,
            ("source.domain", "monitoring-server"),
            id="2.1 host name",
        ),
        pytest.param(
            f"www.example.com:80 {GET} 200 5",
            200,
            ("url.domain", "www.example.com"),
            id="2.1 vhost",
        ),
        pytest.param(f"www.example.com {GET} 200 5", 200, HERE, id="2.1 vhost without port"),
        pytest.param(
            f'192.0.2.1 - - {TIME} www.example.com "GET / HTTP/1.1" 200 5',
            200,
            ("url.domain", "www.example.com"),
            id="2.1 vhost behind the time",
        ),
        pytest.param(f"nginx: ::ffff:198.51.100.1 {GET} 200 5", 200, HERE, id="2.1 address first"),
        pytest.param(
            f'{GET} 200 5 "-" "a" "-"', 200, ("user_agent.original", "a"), id="2.1 trailing dash"
        ),
        pytest.param(
            f'{GET} 200 5 "-" "a" 116075', 200, ("labels.extra", "116075"), id="2.1 trailing number"
        ),
        pytest.param(
            f'{GET} 200 1880 8680 "-" "a"', 200, ("user_agent.original", "a"), id="2.1 two numbers"
        ),
        pytest.param(
            f"{GET} 200 5 + 293 1149 546", 200, ("labels.extra", "+ 293 1149 546"), id="2.1 plus"
        ),
        pytest.param(
            f'192.0.2.1 - - {TIME} (0 s) "GET / HTTP/1.1" 200 -',
            200,
            ("labels.extra", "(0 s)"),
            id="2.1 gandi",
        ),
        pytest.param(
            f'{GET} 200 5 "-" "Googlebot/1',
            200,
            ("user_agent.original", "Googlebot/1"),
            id="2.1 truncated",
        ),
        pytest.param(
            f'192.0.2.1 - kim@EXAMPLE.COM {TIME} "GET / HTTP/1.1" 200 5',
            200,
            ("user.name", "kim@EXAMPLE.COM"),
            id="2.1 realm",
        ),
        pytest.param(
            f'192.0.2.1 - a b {TIME} "GET / HTTP/1.1" 200 5',
            200,
            ("user.name", "a b"),
            id="2.1 user with a blank",
        ),
        pytest.param(
            f'192.0.2.1 - - - {TIME} "GET / HTTP/1.1" 200 5', 200, HERE, id="2.1 four dashes"
        ),
        pytest.param(
            f'192.0.2.1 - - {TIME} "GET /'.encode() + b'\xa4\xa4\xa4\xe5 HTTP/1.1" 200 5',
            200,
            ("url.path", r"/\xa4\xa4\xa4\xe5"),
            id="2.1 Big5",
        ),
        pytest.param(f'"{GET} 200 5 "-" "a""\r', 200, HERE, id="2.1 quote-wrapped line"),
        pytest.param(
            f"Jan 11 10:13:05 web01 apache: {GET} 200 5",
            200,
            ("host.name", "web01"),
            id="2.1 syslog header",
        ),
        pytest.param(
            f'192.0.2.1 - - {TIME} "GET /{"a" * 8170} HTTP/1.1" 414 5',
            414,
            ("url.path", "/" + "a" * 8170),
            id="2.1 longest request",
        ),
        pytest.param(
            f'192.0.2.1 - - {TIME} "GET /\0x HTTP/1.1" 400 5',
            400,
            ("url.path", "/\0x"),
            id="2.1 NUL",
        ),
        pytest.param(
            f'{GET} 200 5 "-" "{"a" * 70_000}"',
            200,
            ("user_agent.original", "a" * 70_000),
            id="2.1 beyond 64 KiB",
        ),
    ],
)
def test_line(line, status, told):
    data = line if isinstance(line, bytes) else line.encode()
    record = read_one(data + b"\n")
    assert (record.kind.parse, record.kind.status, record.time) == (Parse.FULL, status, MOMENT)
    assert record.fields.get(told[0]) == told[1]
    assert FORMAT.score(data + b"\n") == 1


@pytest.mark.parametrize(
    ("stamp", "time", "flags"),
    [
        pytest.param("09/Mar/2025:06:25:14", 0, TimeFlag.ZONE_ASSUMED, id="2.1 no zone"),
        pytest.param("09/Mar/2025:06:25:14 ", 0, TimeFlag.ZONE_ASSUMED, id="2.1 blank for a zone"),
        pytest.param("9/Mar/2025:06:25:14 +0100", 0, 0, id="2.1 day of one digit"),
        pytest.param(
            "09/Mar/2025:06:25:60 +0100", 45_999_999, TimeFlag.LEAP_SECOND, id="2.1 :60 seconds"
        ),
    ],
)
def test_time(stamp, time, flags):
    record = read_one(f'192.0.2.1 - - [{stamp}] "GET / HTTP/1.1" 200 5')
    assert (record.time, record.time_flags) == (MOMENT + time, flags)


def test_offsets_may_differ_and_run_backwards():
    stamps = (
        "09/Mar/2025:06:25:14 +0100",
        "09/Mar/2025:05:25:13 +0000",
        "09/Mar/2025:07:25:14 +0200",
    )
    data = "\n".join(f'192.0.2.1 - - [{stamp}] "GET / HTTP/1.1" 200 5' for stamp in stamps)
    times = [record.time for record in read_all(data.encode())]
    assert times == [MOMENT, MOMENT - 1_000_000, MOMENT]


def test_custom_time_needs_its_format():
    line = b'192.0.2.1 - - [1741497914103] "GET / HTTP/1.1" 200 5'
    made = log_format('%h %l %u [%{msec}t] "%r" %>s %b')
    reader = made.open(CONTEXT, {}, lambda: iter(()))
    (record,) = reader.read(line, 0, at_end=True, take_rest=True).records
    assert record.time == MOMENT + 103_000
    assert read_one(line).kind.parse is Parse.NONE


@pytest.mark.parametrize(
    "inside", ['"GET /', '"GET / HTTP/1.1" 200 5 "', '"GET / HTTP/1.1" 200 5 "-" "']
)
def test_first_line_that_does_not_fit_the_head(inside):
    head = (f"192.0.2.1 - - {TIME} {inside}" + "a" * 65_536)[:65_536].encode()
    assert detect(head) is FORMAT


SECURE = f'{TIME} 192.0.2.1 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /a?b HTTP/1.1" 512'


def test_ssl_request_log():
    record = read_one(SECURE)
    assert record.fields == {
        "source.ip": "192.0.2.1",
        "apache.access.ssl.protocol": "TLSv1.3",
        "apache.access.ssl.cipher": "TLS_AES_256_GCM_SHA384",
        "url.path": "/a",
        "url.query": "b",
        "http.response.body.bytes": 512,
    }
    assert (record.time, record.kind.method, record.kind.status) == (MOMENT, "GET", None)


def test_ssl_request_log_is_recognised():
    assert detect(SECURE.encode() + b"\n") is FORMAT


def test_request_of_ssl_request_log_cannot_pass_for_another_line():
    line = (
        rf'{TIME} 192.0.2.1 TLSv1.3 X "GET /[01/Jan/2020:00:00:00 +0000] \"GET / HTTP/1.1\" 200" 7'
    )
    record = read_one(line)
    assert (record.time, record.kind.status) == (MOMENT, None)
    assert record.fields["source.ip"] == "192.0.2.1"


def test_year_of_a_syslog_header_is_not_needed():
    record = read_one(f"Feb 29 10:13:05 web01 apache: {GET} 200 5")
    assert record.time == int(datetime(2025, 3, 9, 5, 25, 14, tzinfo=UTC).timestamp()) * 1_000_000
