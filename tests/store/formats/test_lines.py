"""Cutting bytes into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.lists(st.sampled_from([b"a", b"b", b"\r", b"\n"]), max_size=30), st.data())
def test_pieces_make_no_difference(parts, data):
    whole = b"".join(parts)
    at = data.draw(st.integers(0, len(whole)))
    first = cut(whole[:at], 0, take_rest=False)
    rest = cut(whole[first.consumed :], first.consumed, take_rest=True)
    assert first.lines + rest.lines == cut(whole, 0, take_rest=True).lines
    assert first.consumed + rest.consumed == len(whole)
