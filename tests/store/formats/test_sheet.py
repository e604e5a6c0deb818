"""Records side by side are a sequence like any other."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.sheet import NOTHING, Sheet
from store.model import UNPARSED, Fields, Kind, Record

HIT = Kind("apache.access", action="http-request", status=200)
ANNA: Fields = {"source.ip": "192.0.2.1", "user.name": "anna"}
BOB: Fields = {"source.ip": "192.0.2.2"}
HOME: Fields = {"url.path": "/"}
ODD = Record(30, b"odd", UNPARSED, {"message": "odd", "labels.extra": "x"}, 4)


@pytest.fixture
def sheet() -> Sheet:
    """Three usual records and, third of them all, an odd one."""
    return Sheet(
        [(0, b"zero"), (10, b"one"), (30, b"odd"), (40, b"two")],
        [HIT, HIT, UNPARSED, HIT],
        [1, 2, 4, 3],
        [[ANNA, BOB, NOTHING, ANNA], [HOME, NOTHING, NOTHING, HOME]],
        {"http.response.body.bytes": [5, None, None, 0], "process.pid": [None] * 4},
        {2: ODD},
    )


RECORDS = [
    Record(0, b"zero", HIT, {**ANNA, **HOME, "http.response.body.bytes": 5}, 1),
    Record(10, b"one", HIT, BOB, 2),
    ODD,
    Record(40, b"two", HIT, {**ANNA, **HOME, "http.response.body.bytes": 0}, 3),
]


def test_it_holds_the_records(sheet):
    assert list(sheet) == RECORDS


def test_it_is_a_sequence(sheet):
    assert isinstance(sheet, Sequence)
    assert len(sheet) == 4
    assert RECORDS[1] in sheet
    assert sheet.index(ODD) == 2
    assert list(reversed(sheet)) == RECORDS[::-1]


@given(at=st.integers(-4, 3))
def test_positions_count_from_both_ends(at):
    assert sheet_of_numbers(4)[at].offset == range(4)[at]


@pytest.mark.parametrize("at", [4, -5, 1 << 70])
def test_there_is_nothing_beyond_its_ends(sheet, at):
    with pytest.raises(IndexError):
        sheet[at]


def sheet_of_numbers(size: int) -> Sheet:
    """Records that are told apart by their offsets."""
    lines = [(number, b"%d" % number) for number in range(size)]
    return Sheet(lines, [HIT] * size, list(range(size)), [[NOTHING] * size], {}, {})


ENDS = st.none() | st.integers(-9, 9)


@given(part=st.builds(slice, ENDS, ENDS, st.none() | st.integers(-3, 3).filter(bool)))
def test_slices_are_those_of_a_list(part):
    numbers = sheet_of_numbers(6)
    assert numbers[part] == list(numbers)[part]


def test_the_odd_record_is_the_very_one(sheet):
    assert sheet[2] is ODD


def test_a_record_may_be_changed_without_its_neighbours(sheet):
    sheet[0].fields["user.name"] = "eve"
    assert list(sheet) == RECORDS
    assert NOTHING == {}


def test_values_are_those_of_the_records(sheet):
    assert sheet.values() == {
        "source.ip": ["192.0.2.1", "192.0.2.2", None, "192.0.2.1"],
        "user.name": ["anna", None, None, "anna"],
        "url.path": ["/", None, None, "/"],
        "http.response.body.bytes": [5, None, None, 0],
        "process.pid": [None] * 4,
        "message": [None, None, "odd", None],
        "labels.extra": [None, None, "x", None],
    }


def test_values_may_be_changed_without_the_records(sheet):
    sheet.values()["http.response.body.bytes"][0] = 99
    assert list(sheet) == RECORDS


def test_an_odd_record_fills_a_column_that_others_have(sheet):
    odd = ODD._replace(fields={"source.ip": "192.0.2.9", "http.response.body.bytes": 7})
    changed = Sheet(
        sheet.lines,
        sheet.kinds,
        sheet.times,
        [[ANNA, BOB, NOTHING, ANNA]],
        {"http.response.body.bytes": [5, None, None, 0]},
        {2: odd},
    )
    assert changed.values()["source.ip"][2] == "192.0.2.9"
    assert changed.values()["http.response.body.bytes"] == [5, None, 7, 0]
