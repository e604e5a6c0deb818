"""Text logs in UTF-16 (formats.md 2.6: what PowerShell and cmd redirect), whatever their format."""

import json
from datetime import UTC
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.apache.logformat import log_format
from store.formats.encoding import encoding_of
from store.formats.interface import Format, State
from store.formats.registry import detect, formats
from store.model import Context, Record

CONTEXT = Context(zone=UTC, reference=1_714_557_600_000_000)
BY_BYTES = ("journal.export",)
"""Formats of text that hold lengths in bytes, and so exist in one encoding only."""
TEXTS = [each for each in formats().values() if not each.binary and each.name not in BY_BYTES]
ENCODINGS = {
    "LE": ("utf-16-le", b"\xff\xfe"),
    "BE": ("utf-16-be", b""),
    "8": ("utf-8", b"\xef\xbb\xbf"),
}
ACCESS, AUTH = formats()["apache.access"], formats()["system.auth"]


def encoded(log: bytes, name: str) -> bytes:
    encoding, mark = ENCODINGS[name]
    return mark + log.decode().encode(encoding)


def read(log: Format, data: bytes, cuts: list[int]) -> list[Record]:
    """Everything a source gives where each piece is read by a new reader."""
    state: State = {}
    records: list[Record] = []
    start = 0
    for end in [*sorted(cuts), len(data)]:
        last = end == len(data)
        reader = log.open(CONTEXT, state, partial(iter, [data[start:]]))
        parsed = reader.read(data[start:end], start, at_end=last, take_rest=last)
        records += parsed.records
        start += parsed.consumed
        state = json.loads(json.dumps(reader.state()))
        if last:
            break
    return records


def told(records: list[Record]) -> list[tuple[object, ...]]:
    return [(each.fields, each.kind, each.time, each.weight, each.attempt) for each in records]


def placed(records: list[Record]) -> list[tuple[object, ...]]:
    return [(each.offset, each.raw, each.fields, each.kind, each.time) for each in records]


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("log", TEXTS, ids=lambda log: log.name)
def test_fields_are_those_of_utf_8(log: Format, name: str):
    assert told(read(log, encoded(log.sample, name), [])) == told(read(log, log.sample, []))


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("log", TEXTS, ids=lambda log: log.name)
def test_a_format_is_recognised(log: Format, name: str):
    assert detect(encoded(log.sample, name)) is log


@pytest.mark.parametrize("name", ["LE", "BE"])
@pytest.mark.parametrize("log", [ACCESS, AUTH], ids=lambda log: log.name)
def test_raw_bytes_are_those_of_the_source(log: Format, name: str):
    data = encoded(log.sample, name)
    records = read(log, data, [])
    encoding = ENCODINGS[name][0]
    assert [each.raw.decode(encoding) for each in records] == log.sample.decode().splitlines()
    assert all(data.startswith(each.raw, each.offset) for each in records)


def test_a_log_format_is_read():
    log = log_format("%h %>s")
    (record,) = read(log, "192.0.2.1 404\n".encode("utf-16"), [])
    assert record.fields["source.ip"] == "192.0.2.1"


@pytest.mark.parametrize("log", [ACCESS, AUTH], ids=lambda log: log.name)
@given(data=st.data())
def test_pieces_give_the_same(log: Format, data: st.DataObject):
    source = encoded(log.sample, data.draw(st.sampled_from(sorted(ENCODINGS))))
    cuts = data.draw(st.lists(st.integers(0, len(source)), max_size=4))
    whole = read(log, source, [])
    assert placed(read(log, source, cuts)) == placed(whole)


def test_a_state_from_before_encodings_were_known_goes_on():
    log = log_format("%h %>s")
    assert log.open(CONTEXT, {"last": 7}, lambda: iter(())).state()["inner"] == {"last": 7}


@pytest.mark.parametrize("junk", [b"\0", b"\0" * 512, b"\0\0\0"])
def test_zeros_before_the_first_line_are_no_utf_16(junk: bytes):
    assert told(read(AUTH, junk + AUTH.sample, []))[1:] == told(read(AUTH, AUTH.sample, []))[1:]


def test_zeros_that_a_client_sent_are_no_utf_16():
    hostile = b"Mar 10 06:25:09 web1 sshd[7]: " + "x".encode("utf-16-be") * 400 + b"\n"
    records = read(AUTH, hostile + AUTH.sample, [])
    assert told(records)[2:] == told(read(AUTH, AUTH.sample, []))[1:]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_text_that_begins_in_ascii_is_what_it_begins_as(encoding):
    """Whatever a client logs: half of an emoji has a zero where the other order has its own."""
    text = "192.0.2.1 - - x\n" + "\U0001f600" * 900 + "\n"
    assert encoding_of(text.encode(encoding)).name == encoding
