"""LogFormat strings: what each item of a line says, and who wins where a line is ambiguous."""

import time

import pytest

from store.formats.apache.logformat import log_format
from store.model import Context, Outcome, Parse, Record
from tests.store.formats.apache.test_access import CONTEXT, MOMENT, TIME


def read(text: str, line: str | bytes, context: Context = CONTEXT) -> Record:
    reader = log_format(text).open(context, {}, lambda: iter(()))
    raw = line if isinstance(line, bytes) else line.encode()
    (record,) = reader.read(raw, 0, at_end=True, take_rest=True).records
    return record


@pytest.mark.parametrize(
    ("text", "line", "fields"),
    [
        ("%a", "192.0.2.1", {"source.ip": "192.0.2.1"}),
        ("%h", "2001:db8::1", {"source.ip": "2001:db8::1"}),
        ("%h", "host.example.com", {"source.domain": "host.example.com"}),
        ("%{c}h", "192.0.2.1", {"source.ip": "192.0.2.1"}),
        (
            "%h %a",
            "host.example.com 192.0.2.1",
            {"source.domain": "host.example.com", "source.ip": "192.0.2.1"},
        ),
        (
            "%{c}a %a",
            "192.0.2.1 198.51.100.7",
            {"source.ip": "198.51.100.7", "apache.access.peer.ip": "192.0.2.1"},
        ),
        ("%a:%{remote}p", "192.0.2.1:80", {"source.ip": "192.0.2.1", "source.port": 80}),
        ("%a:%{remote}p", "2001:db8::1:80", {"source.ip": "2001:db8::1", "source.port": 80}),
        ("%A %p", "203.0.113.5 443", {"destination.ip": "203.0.113.5", "url.port": 443}),
        ("%{local}p %{canonical}p", "8443 443", {"destination.port": 8443, "url.port": 443}),
        ("%p", "0", {}),
        ("%B", "0", {"http.response.body.bytes": 0}),
        ("%b", "-", {}),
        ("%I %O %S", "1 2 3", {
            "http.request.bytes": 1, "http.response.bytes": 2, "network.bytes": 3,
            "http.response.body.bytes": 2,
        }),
        ("%b %O", "5 9", {"http.response.body.bytes": 5, "http.response.bytes": 9}),
        ("%O %B", "9 5", {"http.response.body.bytes": 5, "http.response.bytes": 9}),
        ("%O %b", "9 -", {"http.response.bytes": 9}),
        ("%O", "-", {}),
        ("%{sid}C", "abc", {"apache.access.cookie.sid": "abc"}),
        ("%{FOO}e %{Bar}n", "a b", {"apache.access.env.foo": "a", "apache.access.note.bar": "b"}),
        ("%D", "1830", {"event.duration": 1_830_000}),
        ("%T", "2", {"event.duration": 2_000_000_000}),
        ("%T %{us}T", "2 2000001", {"event.duration": 2_000_001_000}),
        ("%{ms}T %{s}T", "2100 2", {"event.duration": 2_100_000_000}),
        ("%D", "9" * 18, {}),
        ("%f %R", "/srv/x proxy:fcgi://x", {
            "file.path": "/srv/x", "apache.access.handler": "proxy:fcgi://x",
        }),
        ("%k %X", "2 +", {
            "apache.access.keepalive_requests": 2, "apache.access.connection_status": "+",
        }),
        ("%l", "ident", {"apache.access.identity": "ident"}),
        ("%L", "Z8y@0-x1", {"http.request.id": "Z8y@0-x1"}),
        ("%P", "811", {"process.pid": 811}),
        ("%{tid}P", "140120579262208", {"process.thread.id": 140_120_579_262_208}),
        ("%{hextid}P", "7f70a1", {"process.thread.id": 0x7F70A1}),
        ("%{pid}P", "811", {"process.pid": 811}),
        ("%u", '""', {}),
        ('"%u"', '"a b"', {"user.name": "a b"}),
        ("%v", "www.example.com", {"url.domain": "www.example.com"}),
        ("%v:%p", "www.example.com:80", {"url.domain": "www.example.com", "url.port": 80}),
        ("%{Host}i", "www.example.com:80", {"url.domain": "www.example.com"}),
        ("%{Referer}i", "http://example.com/", {"http.request.referrer": "http://example.com/"}),
        ('"%{User-agent}i"', '"a b"', {"user_agent.original": "a b"}),
        ("%!200,304{Referer}i", "-", {}),
        ("%400,501{User-agent}i", "curl/8", {"user_agent.original": "curl/8"}),
        ("%{X-Foo}i", r"a\"b\x41", {"http.request.headers.x-foo": 'a"bA'}),
        ("%{ETag}o", "x1", {"http.response.headers.etag": "x1"}),
        ("%{Content-Type}o", "text/html", {"http.response.mime_type": "text/html"}),
        ("%{X}^ti %{Y}^to", "a b", {
            "http.request.trailers.x": "a", "http.response.trailers.y": "b",
        }),
        ("%^FB", "930", {"apache.access.first_byte_us": 930}),
        ("%{SSL_PROTOCOL}x %{SSL_CIPHER}x", "TLSv1.3 AES", {
            "apache.access.ssl.protocol": "TLSv1.3", "apache.access.ssl.cipher": "AES",
        }),
        ("%{SSL_TLS_SNI}x", "www.example.com", {"tls.client.server_name": "www.example.com"}),
        ("%m %U%q %H", "GET /a?b=c HTTP/1.1", {
            "url.path": "/a", "url.query": "b=c",
        }),
        ("%U %q", "/a b ", {"url.path": "/a b"}),
        ("%r", "GET /a?b HTTP/1.1", {"url.path": "/a", "url.query": "b"}),
        ("ü|%{X}n|", "ü|ä|", {"apache.access.note.x": "ä"}),
        ("%{X}i", b"\xa4", {"http.request.headers.x": "\\xa4"}),
    ],
)  # fmt: skip
def test_item(text, line, fields):
    record = read(text, line)
    assert (record.kind.parse, record.fields) == (Parse.FULL, fields)


def test_kind_of_a_request_line():
    kind = read('"%r" %>s', '"GET / HTTP/2.0" 404').kind
    assert (kind.dataset, kind.method, kind.version, kind.status, kind.outcome) == (
        "apache.access",
        "GET",
        "2.0",
        404,
        Outcome.FAILURE,
    )


def test_kind_of_its_parts():
    kind = read("%m %H %s", "POST HTTP/1.0 200").kind
    assert (kind.method, kind.version, kind.status) == ("POST", "1.0", 200)


@pytest.mark.parametrize("line", ["\\x16\\x03 - -", "- INCLUDED 200"])
def test_parts_that_are_no_http(line):
    kind = read("%m %H %s", line).kind
    assert (kind.method, kind.version, kind.parse) == (None, None, Parse.FULL)


@pytest.mark.parametrize("text", ["%s %>s", "%>s %s"])
def test_final_status_wins(text):
    line = "302 404" if text.startswith("%s") else "404 302"
    assert read(text, line).kind.status == 404


@pytest.mark.parametrize(
    "user",
    [
        "a b",
        "[01/Jan/2020:00:00:00 +0000]",
        r"x [01/Jan/2020:00:00:00 +0000] \"GET /forged HTTP/1.1\" 200 1",
        "- [01/Jan/2020:00:00:00 +0000]",
    ],
)
@pytest.mark.parametrize("text", ["common", '%u %t "%r" %>s %b', '%h %u %l %t "%r" %>s %b'])
def test_no_user_can_write_time_or_status_where_the_request_has_quotes(text, user):
    line = {
        "common": f'192.0.2.1 - {user} {TIME} "GET /true HTTP/1.1" 401 5',
        '%u %t "%r" %>s %b': f'{user} {TIME} "GET /true HTTP/1.1" 401 5',
    }.get(text, f'192.0.2.1 {user} - {TIME} "GET /true HTTP/1.1" 401 5')
    record = read(text, line)
    assert (record.time, record.kind.status) == (MOMENT, 401)
    assert record.fields["url.path"] == "/true"


@pytest.mark.parametrize("user", ["a 200", "a 200 7", "200 200"])
def test_no_user_can_write_the_status_at_the_end(user):
    record = read("%h %u %>s %b", f"192.0.2.1 {user} 401 5")
    assert (record.kind.status, record.fields["user.name"]) == (401, user)


def test_host_of_the_context_is_added():
    assert read("%a", "192.0.2.1", CONTEXT._replace(host="web1")).fields["host.name"] == "web1"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ('%u %U %f %l "%r" %s', b"a b / "),
        ("%u %t %r %s", b"[09/Mar/2025:06:25:14 +0100] "),
        ('%u "%r" "%{X}i"', b'" "\\"'),
        ("%u|%U|%f", b"|"),
        ("%h:%v:%a:%A", b"a:"),
    ],
)
def test_hostile_lines_take_linear_time(text, piece):
    pattern = log_format(text)
    begin = time.process_time()
    pattern.score(piece * (60_000 // len(piece)))
    assert time.process_time() - begin < 1
