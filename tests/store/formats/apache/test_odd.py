"""The access log: lines that are not as usual."""

import pytest

from store.formats.lines import LONGEST
from store.model import Parse
from tests.store.formats.apache.test_access import MOMENT, TIME, read_all, read_one

GET = f'192.0.2.1 - - {TIME} "GET / HTTP/1.1"'


def test_escapes_are_undone_in_every_item():
    line = rf'192.0.2.1 - a\"b {TIME} "GET /\"\\?q=\xc3\xa4 HTTP/1.1" 200 5 "r\t\"" "a\\\x41"'
    assert read_one(line).fields == {
        "source.ip": "192.0.2.1",
        "user.name": 'a"b',
        "url.path": '/"\\',
        "url.query": "q=ä",
        "http.response.body.bytes": 5,
        "http.request.referrer": 'r\t"',
        "user_agent.original": "a\\A",
    }


def test_bytes_that_are_not_utf8_are_written_out():
    record = read_one(f'192.0.2.1 - - {TIME} "GET /'.encode() + b'\xa4\xa4 HTTP/1.1" 200 5')
    assert record.fields["url.path"] == "/\\xa4\\xa4"


def test_nul_before_the_line_is_not_part_of_the_address():
    assert read_one("\0" * 40 + f"{GET} 200 5").fields["source.ip"] == "192.0.2.1"


def test_huge_line_is_read():
    record = read_one(f'192.0.2.1 - - {TIME} "GET /{"a" * 200_000} HTTP/1.1" 200 5')
    assert len(str(record.fields["url.path"])) == 200_001


def test_line_beyond_the_longest_is_one_record():
    records = read_all(f"{GET} 200 5 ".encode() + b"x" * LONGEST + b"\n")
    assert [record.kind.parse for record in records] == [Parse.FULL]


@pytest.mark.parametrize(
    "request_line",
    [
        r"\x16\x03\x01\x01 \x02",
        r"Gh0st\xad",
        "SSH-2.0-Go",
        "quit",
        "GET",
        "GET ",
        "GET  HTTP/1.1",
        "get / HTTP/1.1",
        "HELP me",
        "{json: 1}",
    ],
)
def test_request_that_is_no_http_becomes_the_message(request_line):
    record = read_one(f'192.0.2.1 - - {TIME} "{request_line}" 400 226 "-" "-"')
    assert record.fields == {
        "source.ip": "192.0.2.1",
        "message": request_line,
        "http.response.body.bytes": 226,
    }
    assert (record.kind.method, record.kind.version, record.kind.status) == (None, None, 400)


@pytest.mark.parametrize("request_line", ["-", ""])
def test_absent_request_says_nothing(request_line):
    record = read_one(f'192.0.2.1 - - {TIME} "{request_line}" 408 - "-" "-"')
    assert record.fields == {"source.ip": "192.0.2.1"}
    assert record.kind.status == 408


@pytest.mark.parametrize(
    ("request_line", "method", "version", "path", "query"),
    [
        ("GET /", "GET", None, "/", None),
        ("GET / HTTP/2", "GET", "2", "/", None),
        ("GET /a b c HTTP/1.1", "GET", "1.1", "/a b c", None),
        ("GET /a?b?c HTTP/1.1", "GET", "1.1", "/a", "b?c"),
        ("GET /? HTTP/1.1", "GET", "1.1", "/", None),
        ("OPTIONS * HTTP/1.0", "OPTIONS", "1.0", "*", None),
        ("CONNECT example.com:443 HTTP/1.1", "CONNECT", "1.1", "example.com:443", None),
        ("GET http://example.com/x HTTP/1.1", "GET", "1.1", "http://example.com/x", None),
        ("VERSION-CONTROL /v HTTP/1.1", "VERSION-CONTROL", "1.1", "/v", None),
        ("GET / http/1.1", "GET", "1.1", "/", None),
    ],
)
def test_request_line(request_line, method, version, path, query):
    record = read_one(f'192.0.2.1 - - {TIME} "{request_line}" 200 5')
    assert (record.kind.method, record.kind.version) == (method, version)
    assert (record.fields["url.path"], record.fields.get("url.query")) == (path, query)


@pytest.mark.parametrize(
    "tail",
    [
        '200 5 "-" "agent"',
        '200 5 "-" "agent" "-"',
        '200 5 "-" "agent',
        '200 5 - - "-" "agent"',
    ],
)
def test_agent_is_found(tail):
    record = read_one(f"{GET} {tail}")
    assert record.fields["user_agent.original"] == "agent"
    assert "labels.extra" not in record.fields


@pytest.mark.parametrize(
    ("tail", "extra"),
    [
        ('200 1880 8680 "-" "a"', "8680"),
        ('200 5 "-" "a" 116075', "116075"),
        ('200 5 "-" "a" 293 1149', "293 1149"),
        ('200 5 "-" "a" "198.51.100.1, 203.0.113.9"', '"198.51.100.1, 203.0.113.9"'),
        ("200 5 + 293 1149 546", "+ 293 1149 546"),
        ('200 5 17 "-" "a" 4', "17 4"),
    ],
)
def test_what_follows_is_kept_as_text(tail, extra):
    record = read_one(f"{GET} {tail}")
    assert record.fields["labels.extra"] == extra
    assert record.kind.status == 200


@pytest.mark.parametrize("tail", ["304 - 3551", '304 - 3551 "-" "a"', "304", "304 -"])
def test_absent_size_is_absent(tail):
    assert "http.response.body.bytes" not in read_one(f"{GET} {tail}").fields


def test_size_that_fits_no_integer_is_text():
    record = read_one(f"{GET} 200 {'9' * 5000}")
    assert record.fields["labels.extra"] == "9" * 5000


def test_missing_agent():
    fields = read_one(f'{GET} 200 5 "http://example.com/"').fields
    assert fields["http.request.referrer"] == "http://example.com/"
    assert "user_agent.original" not in fields


def test_truncated_referer():
    fields = read_one(f'{GET} 200 5 "http://exam').fields
    assert fields["http.request.referrer"] == "http://exam"


def test_bare_quotes_in_the_agent():
    fields = read_one(f'{GET} 200 5 "-" "a "b" c"').fields
    assert fields["user_agent.original"] == 'a "b" c'


@pytest.mark.parametrize("version", [" HTTP/1.0", ""])
def test_bare_quotes_in_the_request(version):
    record = read_one(f'192.0.2.1 - - {TIME} "GET /x?a=<b c="d">{version}" 404 1164')
    assert record.fields["url.query"] == 'a=<b c="d">'
    assert record.kind.status == 404


def test_bare_quotes_in_the_request_with_numbers_behind_the_agent():
    record = read_one(f'192.0.2.1 - - {TIME} "GET /?a="b" HTTP/1.0" 404 7 "-" "c" 200 9')
    assert (record.kind.status, record.fields["url.query"]) == (404, 'a="b"')
    assert record.fields["user_agent.original"] == "c"


def test_escaped_quote_before_digits_is_not_the_end_of_the_request():
    record = read_one(rf'192.0.2.1 - - {TIME} "GET /\" 200 1 HTTP/1.1" 404 7')
    assert (record.kind.status, record.fields["url.path"]) == (404, '/" 200 1')


@pytest.mark.parametrize("line", [f"{GET} 200 5", f'{GET} 200 5 "-" "a"'])
def test_line_wrapped_in_quotes(line):
    wrapped, plain = read_one(f'"{line}"'), read_one(line)
    assert wrapped.fields == plain.fields
    assert (wrapped.kind, wrapped.time) == (plain.kind, MOMENT)


@pytest.mark.parametrize("wrap", ['"', ""])
@pytest.mark.parametrize(
    "line",
    [
        f"{GET} 200 5",
        f'{GET} 200 5 "-" "a"',
        f'{GET} 200 5 "" ""',
        f'192.0.2.1 - - {TIME} "GET /\\"x HTTP/1.1" 404 5 "http://example.com/" "a b" "-"',
    ],
)
def test_line_whose_quotes_were_doubled(line, wrap):
    doubled = wrap + line.replace('"', '""') + wrap
    found, plain = read_one(doubled), read_one(line)
    assert (found.fields, found.kind, found.time) == (plain.fields, plain.kind, plain.time)


@pytest.mark.parametrize("line", [f'192.0.2.1 - "" {TIME} "" 400 5 "" ""', f'{GET} 200 5 "" ""'])
def test_empty_items_are_no_doubled_quotes(line):
    assert read_one(line).kind.status in (200, 400)


def test_a_quote_that_a_client_sent_first_doubles_nothing():
    record = read_one(f'192.0.2.1 - - {TIME} ""GET /a HTTP/1.1" 404 5 "-" "x"')
    assert (record.kind.status, record.fields["user_agent.original"]) == (404, "x")


def test_line_that_breaks_off_in_the_request_has_only_an_envelope():
    record = read_one(f'192.0.2.1 - - {TIME} "GET /abc')
    assert (record.kind.parse, record.kind.status) == (Parse.HEADER, None)
    assert record.fields["url.path"] == "/abc"


@pytest.mark.parametrize(
    ("middle", "fields"),
    [
        ("(0 s)", {"labels.extra": "(0 s)"}),
        ("www.example.com", {"url.domain": "www.example.com"}),
        ("www.example.com:80", {"url.domain": "www.example.com"}),
        ("-", {}),
        ("1234", {"labels.extra": "1234"}),
    ],
)
def test_what_stands_between_time_and_request(middle, fields):
    record = read_one(f'192.0.2.1 - - {TIME} {middle} "GET / HTTP/1.1" 200 -')
    assert record.fields == {"source.ip": "192.0.2.1", "url.path": "/", **fields}
