"""Lines that lie in one piece of a log."""

from array import array

from store.formats.spans import Spans


def spans() -> Spans:
    """Three lines, the last behind an empty one, of a piece that begins at byte 100."""
    starts, lengths, gaps = array("q", [0, 3, 9]), array("I", [2, 4, 1]), array("i", [0, 1, 2])
    return Spans(b"ab\ncdef\n\ng\n", 100, starts, lengths, gaps)


def test_a_line_is_its_offset_and_its_bytes():
    assert list(spans()) == [(100, b"ab"), (103, b"cdef"), (109, b"g")]


def test_lines_are_counted_from_the_end_too():
    assert spans()[-1] == (109, b"g")


def test_some_lines_are_a_list():
    assert spans()[1:] == [(103, b"cdef"), (109, b"g")]


def test_joined_lines_have_nothing_between_them():
    assert spans().joined(0, 3) == b"abcdefg"


def test_the_first_of_some_lines_has_no_gap_before_it():
    assert list(spans().gaps(1, 3)) == [0, 2]


def test_a_line_knows_its_offset():
    assert spans().offset(2) == 109


def test_a_place_is_in_the_line_that_holds_it():
    assert spans().at([0, 1, 3, 6, 9]) == [0, 0, 1, 1, 2]
