"""Numbers of what comes again and again in an access log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats import numbers
from store.formats.apache.access import AccessLines
from store.formats.apache.numbering import (
    NO_STATUS,
    WIDEST,
    Numbering,
    RequestNumbering,
    StatusNumbers,
)
from store.formats.apache.requests import read_request, statuses
from store.formats.numbers import KindNumbers
from store.formats.sheet import NOTHING
from store.model import Context, Record
from tests.store.formats.apache.test_properties import CONTEXT, TIMED

REQUEST = b"GET /a HTTP/1.1"


def numbering_of_lengths(learned: list[bytes] | None = None) -> Numbering:
    """Says of a text how long it is, and notes what it was asked."""

    def read(text: bytes) -> dict[str, str | int | float]:
        if learned is not None:
            learned.append(text)
        return {"length": len(text)}

    return Numbering(read)


def test_a_text_has_one_number():
    some = numbering_of_lengths()
    assert [some[text] for text in (b"a", b"bb", b"a")] == [1, 2, 1]


def test_a_number_stands_for_what_its_text_says():
    some = numbering_of_lengths()
    assert some.fields[some[b"abc"]] == some.said(b"abc") == {"length": 3}


def test_no_text_has_the_number_0():
    assert numbering_of_lengths().fields == [NOTHING]


def test_a_text_is_read_once():
    learned: list[bytes] = []
    some = numbering_of_lengths(learned)
    assert some[b"a"] == some[b"a"]
    assert learned == [b"a"]


@pytest.mark.parametrize(("more", "remembered"), [(0, True), (1, False)])
def test_long_texts_are_not_remembered(more, remembered):
    some = numbering_of_lengths()
    text = b"x" * (WIDEST + more)
    assert (some[text] == some[text]) is remembered
    assert (text in some) is remembered


def test_a_long_text_is_read_all_the_same():
    some = numbering_of_lengths()
    assert some.said(b"x" * 5_000) == {"length": 5_000}


def test_long_texts_fill_a_numbering_too(monkeypatch):
    monkeypatch.setattr(numbers, "MOST", 3)
    some = numbering_of_lengths()
    for _ in range(3):
        some.said(b"x" * 1_000)
    assert some.is_full


def test_numbering_begins_anew():
    some = numbering_of_lengths()
    earlier = some.shared([some[b"a"], some[b"bb"]])
    some.begin_anew()
    assert some[b"ccc"] == 1
    assert earlier.fields == [NOTHING, {"length": 1}, {"length": 2}]


# kinds


def test_a_status_has_the_number_of_its_kind():
    known = KindNumbers()
    table = StatusNumbers(statuses("GET", "1.1"), known)
    kind = known.kinds[table[b"404"]]
    assert (kind.method, kind.version, kind.status) == ("GET", "1.1", 404)


@pytest.mark.parametrize("word", [b"20", b"abc", b"", b"2000", b"\xff"])
def test_what_is_no_status_has_no_kind_and_is_not_remembered(word):
    known = KindNumbers()
    table = StatusNumbers(statuses(None, None), known)
    assert table[word] == NO_STATUS
    assert (dict(table), known.kinds) == ({}, [])


@pytest.mark.parametrize("line", [REQUEST, b"POST /b HTTP/2.0", b"-", b"", b"junk", b"\\x16\\x03"])
def test_a_request_is_what_reading_it_says(line):
    found = RequestNumbering(KindNumbers()).request(line)
    assert (found.fields, found.kinds) == (read_request(line).fields, read_request(line).kinds)


def test_every_number_has_kinds():
    some = RequestNumbering(KindNumbers())
    number, odd = some[REQUEST], some.add({"message": "odd"})
    assert some.statuses[some.tables[number]].statuses is read_request(REQUEST).kinds
    assert some.tables[odd] == some.tables[0] == 0
    assert some.statuses[0].statuses is statuses(None, None)


def test_kinds_keep_their_numbers_when_requests_begin_anew():
    known = KindNumbers()
    some = RequestNumbering(known)
    before = some.kind(some[REQUEST], b"200")
    some.begin_anew()
    assert len(some.tables) == len(some.fields) == 1
    assert some.kind(some[REQUEST], b"200") == before


# readers


def records_of(log: list[bytes], most: int, each: int) -> list[list[Record]]:
    """The records of sheets of so many lines, all looked at when the last one has been laid out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "MOST", most)
        reader = AccessLines(CONTEXT)
        sheets = []
        for start in range(0, len(log), each):
            some = [(at, line) for at, line in enumerate(log)][start : start + each]
            reader.make_room()
            sheets.append(reader.sheet(some, reader.tolerant))
    return [list(sheet) for sheet in sheets if sheet]


@given(log=st.lists(TIMED, min_size=1, max_size=12), each=st.integers(1, 4))
def test_beginning_anew_leaves_earlier_sheets_as_they_were(log, each):
    assert records_of(log, 0, each) == records_of(log, 65_536, each)


@pytest.mark.parametrize(("most", "remembered"), [(3, False), (4, True)])
def test_a_reader_makes_room_between_sheets(monkeypatch, most, remembered):
    monkeypatch.setattr(numbers, "MOST", most)
    reader = AccessLines(Context(CONTEXT.zone, 0))
    line = b'192.0.2.%d - - [09/Mar/2025:06:25:14 +0100] "GET / HTTP/1.1" 200 5'
    lines = [(at, line % at) for at in range(3)]
    first = reader.sheet(lines, reader.tolerant)
    reader.make_room()
    second = reader.sheet(lines, reader.tolerant)
    assert first
    assert second
    assert (first.parts["party"].fields is second.parts["party"].fields) is remembered
    assert list(first) == list(second)
