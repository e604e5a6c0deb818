"""Records side by side are a sequence like any other."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats.sheet import NOTHING, REST, Kinds, Marks, Shared, Sheet
from store.model import UNPARSED, Fields, Kind, Record, Role

HIT = Kind("apache.access", action="http-request", status=200)
ANNA: Fields = {"source.ip": "192.0.2.1", "user.name": "anna"}
BOB: Fields = {"source.ip": "192.0.2.2"}
HOME: Fields = {"url.path": "/"}
ODD: Fields = {"message": "odd", "labels.extra": "x"}


@pytest.fixture
def sheet() -> Sheet:
    """Three usual records and, third of them all, an odd one."""
    return Sheet(
        [(0, b"zero"), (10, b"one"), (30, b"odd"), (40, b"two")],
        [1, 2, 4, 3],
        Kinds([1, 1, 0, 1], [UNPARSED, HIT]),
        {
            "party": Shared([1, 2, 0, 1], [NOTHING, ANNA, BOB]),
            "request": Shared([2, 0, 1, 2], [NOTHING, ODD, HOME]),
        },
        {"http.response.body.bytes": [5, None, None, 0], "process.pid": [None] * 4},
    )


RECORDS = [
    Record(0, b"zero", HIT, {**ANNA, **HOME, "http.response.body.bytes": 5}, 1),
    Record(10, b"one", HIT, BOB, 2),
    Record(30, b"odd", UNPARSED, ODD, 4),
    Record(40, b"two", HIT, {**ANNA, **HOME, "http.response.body.bytes": 0}, 3),
]


def test_it_holds_the_records(sheet):
    assert list(sheet) == RECORDS


def test_its_records_are_like_any_other(sheet):
    assert sheet[0] == Record(*sheet[0])
    assert type(sheet[0]) is Record


def test_it_is_a_sequence(sheet):
    assert isinstance(sheet, Sequence)
    assert len(sheet) == 4
    assert RECORDS[1] in sheet
    assert sheet.index(RECORDS[2]) == 2
    assert list(reversed(sheet)) == RECORDS[::-1]


def test_what_a_record_says_in_words_of_its_own_is_among_its_fields(sheet):
    singles = {**sheet.singles, REST: [{"labels.a": 1}, {}, {}, {"labels.b": "x", "labels.c": 2}]}
    told = Sheet(sheet.lines, sheet.times, sheet.kinds, sheet.parts, singles)
    assert told[0].fields == {**RECORDS[0].fields, "labels.a": 1}
    assert told[1] == RECORDS[1]
    assert told[3].fields == {**RECORDS[3].fields, "labels.b": "x", "labels.c": 2}


def test_marks_are_those_of_the_records(sheet):
    roles = [None, Role.VERDICT, None, None]
    marks = Marks([1, 2, 0, 1], [0, 0, 5, 0], roles, [None, "web1/sshd/1", None, None])
    marked = Sheet(sheet.lines, sheet.times, sheet.kinds, sheet.parts, sheet.singles, marks)
    assert list(marked) == [
        RECORDS[0],
        RECORDS[1]._replace(weight=2, role=Role.VERDICT, attempt="web1/sshd/1"),
        RECORDS[2]._replace(weight=0, time_flags=5),
        RECORDS[3],
    ]


@pytest.mark.parametrize("at", range(4))
def test_a_record_is_made_by_its_position(sheet, at):
    assert sheet.record(at) == RECORDS[at]


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
    parts = {"party": Shared([0] * size, [NOTHING])}
    return Sheet(lines, list(range(size)), Kinds([0] * size, [HIT]), parts, {})


ENDS = st.none() | st.integers(-9, 9)


@given(part=st.builds(slice, ENDS, ENDS, st.none() | st.integers(-3, 3).filter(bool)))
def test_slices_are_those_of_a_list(part):
    numbers = sheet_of_numbers(6)
    assert numbers[part] == list(numbers)[part]


def test_a_record_may_be_changed_without_its_neighbours(sheet):
    sheet[0].fields["user.name"] = "eve"
    assert list(sheet) == RECORDS
    assert NOTHING == {}


def test_a_sheet_stays_as_it_is_when_its_reader_learns_more(sheet):
    sheet.parts["party"].fields.append({"source.ip": "192.0.2.3"})
    sheet.kinds.kinds.append(HIT._replace(status=500))
    assert list(sheet) == RECORDS
