"""Cutting bytes into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.formats import lines
from store.formats.lines import cut


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", []),
        (b"a\n", [(10, b"a")]),
        (b"a\r\nb\n", [(10, b"a"), (13, b"b")]),
        (b"\r\n\na\n", [(13, b"a")]),
        (b"a\rb\n", [(10, b"a\rb")]),
        (b" \n", [(10, b" ")]),
    ],
)
def test_lines_end_at_line_feeds(data, expected):
    assert cut(data, 10, take_rest=False).lines == expected


def test_an_unterminated_line_waits():
    assert cut(b"a\nbc", 0, take_rest=False) == ([(0, b"a")], 2)


def test_an_unterminated_line_is_taken_when_asked_for():
    assert cut(b"a\nbc\r", 0, take_rest=True) == ([(0, b"a"), (2, b"bc")], 5)


def test_a_line_beyond_the_longest_becomes_several(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 3)
    assert cut(b"abcdefgh\n", 0, take_rest=False).lines == [(0, b"abc"), (3, b"def"), (6, b"gh")]


def test_a_line_of_the_longest_size_keeps_no_carriage_return(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 3)
    begun = cut(b"ab\r", 0, take_rest=False)
    assert begun == ([], 0)
    assert cut(b"ab\r\n", 0, take_rest=False).lines == [(0, b"ab")]


@given(st.lists(st.sampled_from([b"a", b"b", b"\r", b"\n"]), max_size=30), st.data())
def test_pieces_make_no_difference(parts, data):
    whole = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST", 4)
        at = data.draw(st.integers(0, len(whole)))
        first = cut(whole[:at], 0, take_rest=False)
        rest = cut(whole[first.consumed :], first.consumed, take_rest=True)
        assert first.lines + rest.lines == cut(whole, 0, take_rest=True).lines
        assert first.consumed + rest.consumed == len(whole)
