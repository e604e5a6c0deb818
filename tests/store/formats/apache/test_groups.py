"""The error log: which lines make one record."""

import pytest

from store.formats import lines
from store.formats.apache import groups
from store.formats.builtin.apache_error import FORMAT
from store.formats.interface import Parsed
from store.model import Parse
from tests.store.formats.apache.test_error import CONTEXT, OLD, read_all

HEAD = f"{OLD} [error] [client 192.0.2.1] PHP Fatal error: x".encode()


def parse(data: bytes, *, at_end: bool, take_rest: bool = False) -> Parsed:
    reader = FORMAT.open(CONTEXT, {}, lambda: iter(()))
    return reader.read(data, 100, at_end=at_end, take_rest=take_rest)


def test_continuation_belongs_to_the_record_before():
    trace = HEAD + b"\r\nStack trace:\n\n#0 {main}"
    first, second = read_all(trace + b"\r\n" + HEAD + b"\n")
    assert first.raw == trace
    assert first.fields["message"] == "PHP Fatal error: x\r\nStack trace:\n\n#0 {main}"
    assert second.offset == len(trace) + 2


@pytest.mark.parametrize("end", [b"\n#0 {main}", b""])
def test_referer_ends_the_first_line_or_the_record(end):
    (record,) = read_all(HEAD + b", referer: http://example.com/" + end)
    assert record.fields["http.request.referrer"] == "http://example.com/"
    assert record.fields["message"] == "PHP Fatal error: x" + end.decode()


def test_referer_ends_the_last_line():
    (record,) = read_all(HEAD + b"\n#0 {main}, referer: http://example.com/")
    assert record.fields["http.request.referrer"] == "http://example.com/"


def test_client_is_found_before_a_continuation():
    (record,) = read_all(f"{OLD} [error] [client 192.0.2.1]\nmore".encode())
    assert record.fields["source.ip"] == "192.0.2.1"


def test_continuation_of_nothing_is_unparsed():
    records = read_all(b"#0 {main}\n#1 x\n" + HEAD)
    assert [record.kind.parse for record in records] == [Parse.NONE, Parse.NONE, Parse.FULL]


def test_last_record_waits_for_more():
    parsed = parse(HEAD + b"\n" + HEAD + b"\n", at_end=False)
    assert (len(parsed.records), parsed.consumed) == (1, len(HEAD) + 1)


def test_last_record_is_taken_at_the_end():
    parsed = parse(HEAD + b"\n", at_end=True)
    assert (len(parsed.records), parsed.consumed) == (1, len(HEAD) + 1)


def test_unfinished_record_does_not_hold_the_one_before():
    parsed = parse(HEAD + b"\n[Sun", at_end=True)
    assert (len(parsed.records), parsed.consumed) == (1, len(HEAD) + 1)


def test_unfinished_continuation_keeps_its_record():
    data = HEAD + b"\n#0 {ma"
    assert parse(data, at_end=True) == Parsed([], 0)
    assert [record.raw for record in parse(data, at_end=True, take_rest=True).records] == [data]


def test_orphan_does_not_wait():
    assert parse(b"#0 {main}\n", at_end=False).consumed == 10


def test_record_is_no_longer_than_the_longest(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 100)
    monkeypatch.setattr(groups, "LONGEST", 100)
    records = read_all(HEAD + b"\nshort\n" + b"x" * 60 + b"\nshort\n")
    assert [record.raw for record in records] == [HEAD + b"\nshort", b"x" * 60 + b"\nshort"]
    assert records[1].kind.action == "continuation"
